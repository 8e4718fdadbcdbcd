"""Pages of the site as things to run: their commands, files and Python, from top to bottom."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LANGUAGES = ("ko", "en")
_BLOCK = re.compile(r"^```(sh|python|text|yaml)(?: (\S+))?\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of code of a page. `file` is what it is to be written to, or empty."""

    language: str
    file: str
    code: str


def pages(lang: str) -> list[str]:
    """The hand-written pages of a language, by their path without the language."""
    return sorted(path.relative_to(DOCS / lang).as_posix() for path in (DOCS / lang).rglob("*.md"))


def blocks(text: str) -> list[Block]:
    """Blocks of a page that are run or written to a file, in order; text that is only shown has no file."""
    found = [Block(*match) for match in _BLOCK.findall(text)]
    return [block for block in found if block.language in ("sh", "python") or block.file]


def commands(block: Block) -> list[list[str]]:
    """Command lines of a shell block as words, comments left out."""
    lines = [shlex.split(line, comments=True) for line in block.code.splitlines()]
    return [words for words in lines if words]
