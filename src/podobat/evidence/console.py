"""What `podobat why` says: the three steps from a number to its sources, for people (table) or programs (json, csv)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as Line

from podobat.evidence import Askable, Trail
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.json import cleaned, indented
from podobat.texts import catalogue

_say = catalogue("evidence")
SCHEMA = 1
LISTED = ("target", "programme", "figure", "line", "measure")  # parameters and sources are many: told in JSON and CSV


def print_askable(things: Sequence[Askable], *, lang: str, console: Console) -> None:
    """Print what can be asked, kind by kind: ids and what they are called."""
    words = _say.words(lang)
    for kind in LISTED:
        rows = tuple((thing.id, thing.name[lang]) for thing in things if thing.kind == kind)
        if rows:
            caption = words("ask.caption", kind=words(f"ask.{kind}"))
            print_table(Table(caption, (words("ask.id"), words("ask.name")), rows, frozenset({0, 1})), console)


def askable_text(things: Sequence[Askable], *, lang: str, format: str) -> str:
    """All that can be asked for a program: json, or csv in one language."""
    if format == "csv":
        listed = ((thing.id, thing.kind, thing.role, thing.name[lang]) for thing in things)
        return _rows([("id", "kind", "role", "name"), *listed])
    entries = [
        {"id": t.id, "kind": t.kind, "role": t.role or None, "name": t.name, "room": t.room or None} for t in things
    ]
    return indented(cleaned({"schema": SCHEMA, "askable": entries}))


def trail_text(trail: Trail, *, lang: str = "ko", format: str = "json") -> str:
    """The whole trail for a program: json, or csv in one language."""
    if format == "csv":
        return _csv(trail, lang)
    return indented(trail_json(trail))


def print_trail(trail: Trail, *, lang: str, console: Console) -> None:
    """Print the trail for a reader at a terminal: lines are broken between words and continue under their beginning."""
    console.print(Line(f"{trail.id}: {trail.name[lang]}", style="bold"))
    for number, step in enumerate(trail.steps, start=1):
        console.print()
        console.print(Line(f"{number}. {step.title[lang]}", style="bold"))
        for line in step.lines:
            console.print(Line(hanging(line[lang], console.width, "   - ")), soft_wrap=True)


def hanging(text: str, width: int, mark: str) -> str:
    """The text behind a mark, broken at spaces to fit a width in terminal cells, later lines under the first word.

    A word longer than a line, such as an address, stays whole, so that it can still be copied.
    """
    first, *others = text.split(" ")
    indent = cell_len(mark)
    lines, used = [mark + first], indent + cell_len(first)
    for word in others:
        if used + 1 + cell_len(word) > width:
            lines.append(" " * indent + word)
            used = indent + cell_len(word)
        else:
            lines[-1] += f" {word}"
            used += 1 + cell_len(word)
    return "\n".join(lines)


def trail_json(trail: Trail) -> dict[str, Any]:
    """The trail as plain values (schema 1), texts in every language."""
    return cleaned({
        "schema": SCHEMA,
        "id": trail.id,
        "kind": trail.kind,
        "name": trail.name,
        "rule": trail.rule or None,
        "leads_to": list(trail.leads_to),
        "steps": [{"title": step.title, "lines": list(step.lines)} for step in trail.steps],
        "parameters": [p.id for p in trail.parameters],
        "sources": [s.id for s in trail.sources],
    })  # fmt: skip


def _csv(trail: Trail, lang: str) -> str:
    steps = enumerate(trail.steps, start=1)
    lines = ((str(n), step.title[lang], line[lang]) for n, step in steps for line in step.lines)
    return _rows([("step", "title", "line"), *lines])


def _rows(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
