"""`make docs`: the site in build/site, Korean in ko/, English in en/, page for page the same structure; offline.

    python tools/site/build.py [FOLDER]

Hand-written pages stand in docs/ko and docs/en under the same names; they link to method notes as files of the folder,
so that links work there too. Method notes are docs/*.md; those written in two languages one after the other are
divided. Pages of reference are written from code and data (`reference.py`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

from reference import PAGES  # noqa: E402

LANGUAGES = ("ko", "en")
DOCS = ROOT / "docs"
#: Where a file of the repository stands on the site.
MOVED = {
    "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "notes/security.md",
    "cases/README.md": "notes/cases.md",
}  # fmt: skip
_LINK = re.compile(r"(!?)\[((?:[^\]\[]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_TOP = re.compile(r"^# .*$", flags=re.MULTILINE)


def in_language(text: str, lang: str) -> str:
    """The part of a document in this language, where it has one after the other under two top headings; else all."""
    starts = [match.start() for match in _TOP.finditer(_without_code(text))]
    if len(starts) != 2:
        return text
    halves = text[starts[0] : starts[1]], text[starts[1] :]
    mine = [half for half in halves if _is_korean(half.split("\n", 1)[0]) == (lang == "ko")]
    return re.sub(r"\n---\s*$", "\n", mine[0]) if len(mine) == 1 else text


def _without_code(text: str) -> str:
    """The same length, with comments in blocks of code out of the way."""
    return re.sub(r"^```.*?^```", lambda m: " " * len(m[0]), text, flags=re.MULTILINE | re.DOTALL)


def _is_korean(text: str) -> bool:
    return bool(re.search("[가-힣]", text)) and "·" not in text


def relinked(text: str, file: Path, page: str) -> str:
    """The document with its links turned from files of the repository to pages of the site; others become words.

    Links between hand-written pages, and from them to pages of reference, are those of the site already.
    """
    hand_written = file.parent != DOCS and file.is_relative_to(DOCS)

    def turned(match: re.Match[str]) -> str:
        image, words, target = match.groups()
        address, _, _ = target.partition("#")
        if "://" in target or not address:
            return match[0] if "://" in target else words
        where = (file.parent / address).resolve()
        name = where.relative_to(ROOT).as_posix() if where.is_relative_to(ROOT) else ""
        there = MOVED.get(name)
        if there is None and where.parent == DOCS and where.suffix == ".md":
            there = f"notes/{where.name}"
        if there is None and name.startswith("docs/schema/"):
            there = f"reference/{name.removeprefix('docs/')}"
        if there is None and name.startswith("docs/images/"):
            there = name.removeprefix("docs/")
        if there is None:
            return match[0] if hand_written else words
        return f"{image}[{words}]({os.path.relpath(there, Path(page).parent)})"

    return _LINK.sub(turned, text)


def notes() -> list[Path]:
    """The method notes."""
    return sorted(DOCS.glob("*.md"))


def write(folder: Path, lang: str) -> None:
    """Every page of one language as Markdown, and what goes with them."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS / lang, folder)
    shutil.copytree(DOCS / "images", folder / "images")
    shutil.copytree(HERE / "static", folder / "_static")
    shutil.copytree(HERE / "templates", folder / "_templates")
    shutil.copytree(DOCS / "schema", folder / "reference" / "schema")
    shutil.copy(HERE / "conf.py", folder)
    for file in (DOCS / lang).rglob("*.md"):
        page = file.relative_to(DOCS / lang).as_posix()
        (folder / page).write_text(relinked(file.read_text(encoding="utf-8"), file, page), encoding="utf-8")
    moved = {**{ROOT / name: page for name, page in MOVED.items()}, **{note: f"notes/{note.name}" for note in notes()}}
    for file, page in moved.items():
        path = folder / page
        path.parent.mkdir(exist_ok=True)
        path.write_text(relinked(in_language(file.read_text(encoding="utf-8"), lang), file, page), encoding="utf-8")
    for page, made in PAGES.items():
        (folder / page).parent.mkdir(exist_ok=True)
        (folder / page).write_text(made(lang), encoding="utf-8")


def build(folder: Path, lang: str, *, quiet: bool = True) -> subprocess.CompletedProcess[str]:
    """Run Sphinx on one language: every warning is an error, links between pages included."""
    source = folder / "source" / lang
    write(source, lang)
    environment = {**os.environ, "PODOBAT_SITE_LANG": lang, "PODOBAT_SITE_TOOLS": str(HERE)}
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", *(["-q"] if quiet else []),
               "-D", f"language={lang}", "-d", str(folder / "doctrees" / lang)]  # fmt: skip
    command += [str(source), str(folder / lang)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def main() -> int:
    """Both languages, and the page that leads to them."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "site").resolve()
    for lang in LANGUAGES:
        done = build(folder, lang)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
            return 1
    shutil.copy(HERE / "index.html", folder / "index.html")
    shutil.rmtree(folder / "source")
    shutil.rmtree(folder / "doctrees")
    print(folder / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
