"""The files of the repository as the habits see them: tracked ones only, read once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "podobat"
_NOT_TEXT = {".ttf", ".png", ".ico", ".woff2", ".parquet", ".npz", ".npy", ".pdf", ".otf"}
_GENERATED = {".git", ".venv", ".cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "__pycache__", "runs", "build"}


@cache
def tracked(*suffixes: str) -> tuple[Path, ...]:
    """Files under version control, sorted; with suffixes, only those. An unpacked archive counts as a clone."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [p for p in ROOT.rglob("*") if not _GENERATED.intersection(p.relative_to(ROOT).parts)]
    return tuple(sorted(p for p in paths if p.is_file() and (not suffixes or p.suffix in suffixes)))


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Name (relative to the root) and content of every tracked text file."""
    for path in tracked(*suffixes):
        if path.suffix not in _NOT_TEXT:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Name inside the package ("engine/month.py") and syntax tree of every tracked module of podobat."""
    for path in tracked(".py"):
        if path.is_relative_to(SOURCE):
            yield path.relative_to(SOURCE).as_posix(), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file, parsed once: nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def gathered(faults: list[str]) -> str:
    """Faults as the message of a failed test, one a line."""
    return "\n" + "\n".join(faults)


# The folders of the cases under version control.
CASES = tuple(p.parent for p in tracked(".yaml") if p.name == "plan.yaml" and p.is_relative_to(ROOT / "cases"))
