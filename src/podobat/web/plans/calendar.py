"""Milestones and dates of targets as a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from podobat.plan import Plan
from podobat.units import Lang

LONGEST: Final = 73  # bytes of a line before it is folded


def calendar_of(plan: Plan, case: str, lang: Lang) -> str:
    """An all-day event at the end of the month of every milestone and target; the same plan, the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Podobat//plan//KO"]
    lines.append(f"X-WR-CALNAME:{_text(plan.name[lang])}")
    events = [(f"milestone-{m.id}", m.month, m.name[lang]) for m in plan.milestones]
    events += [(f"target-{t.id}", t.by, t.name[lang]) for t in plan.targets]
    for id, month, name in sorted(events, key=lambda event: (event[1], event[0])):
        day = _last(month)
        stamp = f"{plan.horizon.start.replace('-', '')}01T000000Z"
        lines += ["BEGIN:VEVENT", f"UID:{id}@{case}.podobat", f"DTSTAMP:{stamp}",
                  f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
                  f"SUMMARY:{_text(name)}", "END:VEVENT"]  # fmt: skip
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _last(month: str) -> date:
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, calendar.monthrange(year, number)[1])


def _text(said: str) -> str:
    """Marks that mean something to a calendar are escaped."""
    for mark in ("\\", ";", ","):
        said = said.replace(mark, f"\\{mark}")
    return said.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A long line in parts, none of which breaks a letter."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST:
            yield part
            part = " "
        part += letter
    yield part
