"""What `podobat why` says: the three steps from a number to its sources, for people (table) or programs (json, csv)."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from podobat.evidence import Trail
from podobat.units import Text

SCHEMA = 1


def trail_text(trail: Trail, *, lang: str = "ko", format: str = "table") -> str:
    """The whole trail in one form: table, json or csv."""
    if format == "json":
        return json.dumps(trail_json(trail), ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        return _csv(trail, lang)
    lines = [f"{trail.id}: {trail.name[lang]}"]
    for number, step in enumerate(trail.steps, start=1):
        lines += ["", f"{number}. {step.title[lang]}"]
        lines += [f"   - {line[lang]}" for line in step.lines]
    return "\n".join(lines) + "\n"


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
