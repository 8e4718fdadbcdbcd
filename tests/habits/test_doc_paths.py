"""Every place in the code that a document names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podobat.evidence import measure_ids, read_parameters
from tests.habits.repository import ROOT, SOURCE, gathered

FILE = re.compile(r"(?<![\w/.<>*{-])((?:[\w-]+/)*[\w-]+\.(?:py|toml|yaml|j2|npz))\b")
DOTTED = re.compile(r"`(?:podobat\.)?([a-z_]+)\.([a-z_]+)(?:\.[\w.]+)?(?:\(.*?\))?`")
# What a person writes into a folder of their own, and what a run leaves.
THEIRS = {"plan.yaml", "judgements.yaml", "compose.yaml", "draft.toml"}
OUTPUTS = {"csv", "html", "json", "parquet", "pdf", "xlsx"}  # `value.html` is a file of a run
ROOMS = {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def files() -> set[str]:
    """Files of the repository, by every way in which a document may shorten their path."""
    found = set()
    for path in ROOT.rglob("*"):
        if ".venv" not in path.parts and ".git" not in path.parts and path.is_file():
            parts = path.relative_to(ROOT).parts
            found |= {"/".join(parts[i:]) for i in range(len(parts))}
    return found


def missing(text: str, known: set[str], ids: set[str]) -> Iterator[tuple[int, str]]:
    """Line and name of what a document names and the repository has not."""
    for match in FILE.finditer(text):
        name = match[1]
        if name not in known and name not in THEIRS and not name.startswith(("runs/", "cases/")):
            yield text[: match.start()].count("\n") + 1, name
    for match in DOTTED.finditer(text):
        room, module = match[1], match[2]
        if module in OUTPUTS:
            continue
        here = SOURCE / room / module
        named = room not in ROOMS or here.is_dir() or here.with_suffix(".py").is_file() or f"{room}.{module}" in ids
        if not named and not _offers(room, module):
            yield text[: match.start()].count("\n") + 1, f"{room}.{module}"


def _offers(room: str, name: str) -> bool:
    """Is it a name that the room offers, or one of its words?"""
    words = SOURCE / room / "texts" / "en.toml"
    said = words.read_text(encoding="utf-8") if words.is_file() else ""
    return name in (SOURCE / room / "__init__.py").read_text(encoding="utf-8") or f"[{name}" in said


def test_every_place_that_a_document_names_is_there():
    known, ids = files(), {*read_parameters().ids, *measure_ids([], [])}
    faults = [
        f"{path.relative_to(ROOT)}:{line}  there is no {name}"
        for path in (*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md")
        for line, name in missing(path.read_text(encoding="utf-8"), known, ids)
    ]
    assert not faults, gathered(faults)


def test_the_checker_sees_what_is_not_there():
    known = {"forecast/page.py", "page.py"}
    assert not list(missing("`forecast/page.py` and `forecast.page` and `podobat.forecast.result`", known, set()))
    assert list(missing("a\n`show/forecast.py`", known, set())) == [(2, "show/forecast.py")]
    assert list(missing("`forecast.value_worlds`", known, set())) == [(1, "forecast.value_worlds")]
