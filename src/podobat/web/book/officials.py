"""Dates and numbers as officials write them, read as proposals: `24.3월`, `2024년 상반기`, `약 100`, `2,104명`.

What is taken differently from how it was written is said in a remark, so that a person confirms it before it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from podobat.records.cells import plain
from podobat.show.texts import Words
from podobat.tables import date_of, quantity_of

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ABOUT: Final = re.compile(r"\s*(?:약|대략|총|누계|누적|ca\.?|about|approx\.?)\s*(?=\d)|(?<=\d)\s*(?:여)(?=\s*\D*$)")
_PLAIN: Final = re.compile(r"-?\d+(?:\.\d+)?")
DAYS: Final = ("as_of", "period_from", "period_to")
MOST: Final = 60  # letters of a cell that is read so


def usual_row(row: Mapping[str, str], kind: str, said: Words) -> tuple[dict[str, str], list[str]]:
    """The row with dates and value in the way of records.csv, and remarks on what was taken how.

    kind   of the measure (stock, cumulative, flow): a stretch of time given for a flow is its period
    """
    made, remarks = dict(row), []
    for column in DAYS:
        text = row.get(column, "")
        if not text or _ISO.fullmatch(text) or len(text) > MOST:
            continue
        found, _ = date_of(text)
        if found is None:
            continue  # the rules say what is wrong with it
        made[column] = (found.first if column == "period_from" else found.last).isoformat()
        if column == "as_of" and kind == "flow" and found.first != found.last and not row.get("period_from"):
            made["period_from"], made["period_to"] = found.first.isoformat(), made["period_to"] or made["as_of"]
        remarks.append(said("book.import.read_as", text=text, value=made[column]))
    value, about = row.get("value", ""), _ABOUT.sub("", row.get("value", ""))
    if value and not _PLAIN.fullmatch(value) and len(value) <= MOST:
        counted = about != value or re.search(r"[명개건인]", value) is not None
        number, complaint = quantity_of(about.strip(), "people" if counted else None)
        if number is not None and complaint is None and not re.search(r"[억만원%]", value):
            made["value"] = plain(number)
            remarks.append(said("book.import.read_as", text=value, value=made["value"]))
            if about != value and value not in row.get("note", ""):
                as_written = said("book.import.as_written", text=value)
                made["note"] = " ".join(part for part in (row.get("note", ""), as_written) if part)
    return made, remarks
