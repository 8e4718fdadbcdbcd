"""What is due in a case on a day, from the plan and the records alone.

    due_of(case, today, user)     lists of things, each with its day and its words
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any, Final

from django.db.models import Max

from podobat.plan import Plan
from podobat.units import month_index
from podobat.web.book.measuring import measures_of
from podobat.web.book.models import Record, State
from podobat.web.book.writing import waiting_for
from podobat.web.core.models import Case
from podobat.web.core.texts import words

SILENT: Final = 12  # months without a count of a target's measure after which it is said
AHEAD: Final = 60  # days ahead that milestones and dates of targets are told
LATE: Final = 15  # days after the usual time at which a counter's next report counts as due
LEAST: Final = 3  # days of counts from which a counter's rhythm can be told
RECENT: Final = 2_000  # records of a measure that rhythms are told from


@dataclass(frozen=True)
class Due:
    """One thing: report, silence, milestone, target or waiting; `measure` leads to its records."""

    kind: str
    day: date
    text: str
    measure: str = ""


def due_of(case: Case, today: date, user: Any, lang: str) -> list[Due]:
    """Everything that is due, what is due longest first; records to confirm first of all."""
    plan = case.read().plan
    found = [*_reports(case, plan, today, lang), *_silence(case, plan, today, lang), *_dates(plan, today, lang)]
    waiting = waiting_for(case, user).count()
    first = [Due("waiting", today, words(lang)("notices.waiting", n=waiting))] if waiting else []
    return [*first, *sorted(found, key=lambda d: (d.day, d.kind, d.text))]


def _reports(case: Case, plan: Plan, today: date, lang: str) -> Iterator[Due]:
    """Counters whose next report of a target's measure is late, by the rhythm of those before."""
    said, known = words(lang), measures_of(plan)
    for measure in dict.fromkeys(t.measure for t in plan.targets):
        if today > max(_last(t.by) for t in plan.targets if t.measure == measure):
            continue
        rows = Record.objects.filter(case=case, measure=measure).exclude(state=State.WITHDRAWN)
        days: dict[tuple[int, str], set[date]] = {}
        for record in rows.select_related("counter").order_by("-day")[:RECENT]:
            days.setdefault((record.counter_id, record.counter.name(lang)), set()).add(record.as_of)  # type: ignore[attr-defined]
        for (_, counter), reported in sorted(days.items()):
            if len(reported) < LEAST:
                continue
            every = median((b - a).days for a, b in pairwise(sorted(reported)))
            last = max(reported)
            if (today - last).days > every + LATE:
                yield Due("report", date.fromordinal(last.toordinal() + round(every)), said(
                    "notices.report", counter=counter, measure=known[measure].name[lang], last=last, days=round(every),
                ), measure)  # fmt: skip


def _silence(case: Case, plan: Plan, today: date, lang: str) -> Iterator[Due]:
    """Measures of targets that nobody has counted as defined for a year, up to the last date of their targets."""
    said, known = words(lang), measures_of(plan)
    rows = Record.objects.filter(case=case, coverage__in=("", "whole"), scope="").exclude(state=State.WITHDRAWN)
    last_of = dict(rows.values_list("measure").annotate(last=Max("day")).order_by())
    start = date(int(plan.horizon.start[:4]), int(plan.horizon.start[5:7]), 1)
    for measure in dict.fromkeys(t.measure for t in plan.targets):
        end = max(_last(t.by) for t in plan.targets if t.measure == measure)
        last = last_of.get(measure, start)
        months = month_index(f"{min(today, end):%Y-%m}") - month_index(f"{last:%Y-%m}")
        if months >= SILENT:
            key = "silence" if measure in last_of else "never"
            yield Due("silence", last, said(f"notices.{key}", measure=known[measure].name[lang], n=months), measure)


def _dates(plan: Plan, today: date, lang: str) -> Iterator[Due]:
    """Milestones and dates of targets in the weeks to come."""
    said = words(lang)
    dated = [("milestone", _last(m.month), m.name[lang]) for m in plan.milestones]
    dated += [("target", _last(t.by), t.name[lang]) for t in plan.targets]
    for kind, day, name in dated:
        if 0 <= (day - today).days <= AHEAD:
            yield Due(kind, day, said(f"notices.{kind}", name=name, day=day))


def _last(month: str) -> date:
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, calendar.monthrange(year, number)[1])
