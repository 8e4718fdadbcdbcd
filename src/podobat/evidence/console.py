"""What `podobat why` says: the three steps from a number to its sources, for people (table) or programs (json, csv)."""

from __future__ import annotations

import csv
import io
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as Line

from podobat.evidence import Trail
from podobat.show.json import indented
from podobat.units import Text

SCHEMA = 1


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
    """The trail as plain values (schema 1), texts in both languages."""
    return {
        "schema": SCHEMA,
        "id": trail.id,
        "kind": trail.kind,
        "name": _both(trail.name),
        "steps": [{"title": _both(s.title), "lines": [_both(line) for line in s.lines]} for s in trail.steps],
        "parameters": [p.id for p in trail.parameters],
        "sources": [s.id for s in trail.sources],
    }


def _both(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}


def _csv(trail: Trail, lang: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["step", "title", "line"])
    for number, step in enumerate(trail.steps, start=1):
        writer.writerows([number, step.title[lang], line[lang]] for line in step.lines)
    return out.getvalue()
