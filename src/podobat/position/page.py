"""The page of this answer, in both languages, with its JSON and the table of all cells beside it."""

from __future__ import annotations

from pathlib import Path

from podobat.position.panels import panels
from podobat.position.pen import Pen
from podobat.position.plan_panels import plan_panels
from podobat.position.result import Position, json_text
from podobat.show.formulas import csv_of
from podobat.show.panels import Page, other_pages, write_pages
from podobat.show.store import run_folder, write_whole
from podobat.texts import LANGUAGES

NAME = "position"
PAGE, JSON, CELLS = "position.html", "position.json", "cells.csv"


def keep(position: Position, out: Path, lang: str, command: str) -> Path:
    """Write the run into out/<case or table>/: pages, JSON, all cells. Returns the folder.

    command   how to make it again, shown at the foot of the page
    """
    case = position.case.plan.id if position.case is not None else _folder(position.counts.file.partition(".csv")[0])
    run = f"position-{_folder(position.name.en)}-{position.fingerprints['table']}".lower()
    with run_folder(out, case, run) as folder:
        write_position(position, folder, lang, command)
    return out / case / run


def _folder(name: str) -> str:
    """A name as a folder can be called."""
    kept = "-".join("".join(c if c.isalnum() or c in "-_" else " " for c in name).split())
    return kept.strip("-") or "table"


def write_position(position: Position, folder: Path, lang: str, command: str) -> Path:
    """Write pages in every language, JSON and cells into a folder. Returns the page asked for."""
    write_whole(folder / JSON, json_text(position))
    write_whole(folder / CELLS, cells_csv(position))
    pages = {language: position_page(position, language, lang, command) for language in LANGUAGES}
    return write_pages(folder, NAME, lang, pages)


def cells_csv(position: Position) -> str:
    """Every cell of the last year as CSV, with a byte order mark so that spreadsheets read the Korean."""
    return "\ufeff" + csv_of(position.quotients())


def position_page(position: Position, lang: str, asked: str, command: str) -> Page:
    """The whole page; `asked` is the language of position.html."""
    pen = Pen(position, lang)
    counts, here = position.counts, position.portrait
    facts = (
        ("table", counts.file),
        ("what", f"{pen.kind} ({counts.measure})" if counts.measure else pen.kind),
        ("years", ", ".join(str(y) for y in counts.years) if counts.years[0] > 0 else pen.words("word.year_none")),
        ("size", f"{len(counts.regions)} × {len(counts.industries) if counts.has_industries else 0}"),
        ("place", pen.with_within(position.place)),
        ("share", f"{pen.count(here.size)} ({pen.percent(here.share)})"),
    )
    return Page(
        title=pen.words("title.page", place=position.name[lang]),
        facts=tuple((pen.words(f"fact.{name}"), fact) for name, fact in facts),
        panels=(*panels(pen), *plan_panels(pen)),
        command=f"{command} --lang {lang}",
        others=other_pages(NAME, asked, lang),
    )
