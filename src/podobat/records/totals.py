"""Running totals and counts of a period as one book, and where a target stands by what is counted.

69 in 2021 and 22 in 2022 are no totals: each is what the running total grew by. They join where the total before them
is known, counted or between two counts; then the total after them is known as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple, Protocol

from podobat.units import month_index

JOIN: Final = 2  # months around its end in which a counted total takes the place of one added up


class Counted(Protocol):
    """What is asked of a record (records.book.Record has it)."""

    @property
    def measure(self) -> str:
        """Id of the measure it counts."""
        ...

    @property
    def value(self) -> float:
        """What was counted, in the unit of the measure."""
        ...

    @property
    def as_of(self) -> str:
        """Day from which it was known, "YYYY-MM-DD"."""
        ...

    @property
    def period_from(self) -> str | None:
        """First day of the period it covers."""
        ...

    @property
    def period_to(self) -> str | None:
        """Last day of the period it covers."""
        ...


class Total(NamedTuple):
    """A running total at the end of a month (a month number), `counted` or added up from a period; day of the count."""

    month: int
    value: float
    counted: bool
    day: str = ""


def running_totals(records: Iterable[Counted], measure: str, start: str) -> tuple[Total, ...]:
    """The running total of a cumulative measure since the plan began, oldest first; one a month, the later known.

    Only counts of the whole measure; a count of a period adds up where the total before it is known.
    """
    first = month_index(start)
    own = sorted((r for r in records if r.measure == measure and _whole(r)), key=lambda r: (r.as_of, r.value))
    by_month: dict[int, Total] = {}
    parts = []
    for r in own:
        end = month_index((r.period_to or r.as_of)[:7])
        begin = month_index(r.period_from[:7]) if r.period_from else first
        if end < first:
            continue
        if begin <= first:
            by_month[end] = Total(end, float(r.value), True, r.period_to or r.as_of)
        else:
            parts.append((begin, end, float(r.value), r.period_to or r.as_of))
    for begin, end, value, day in sorted(parts, key=lambda p: p[1]):
        before = total_at(sorted(by_month.values()), begin - 1, first)
        if before is not None and not any(abs(t.month - end) <= JOIN for t in by_month.values()):
            by_month[end] = Total(end, before + value, False, day)
    return tuple(sorted(by_month.values()))


def total_at(totals: Iterable[Total], month: int, start: int) -> float | None:
    """The running total at the end of a month: nothing before the plan, on a line between two; None after the last."""
    known = [Total(start - 1, 0.0, True), *totals]
    if month <= known[0].month:
        return 0.0
    for a, b in pairwise(known):
        if a.month <= month <= b.month:
            return a.value + (b.value - a.value) * (month - a.month) / max(b.month - a.month, 1)
    return known[-1].value if month == known[-1].month else None


def _whole(record: Counted) -> bool:
    return getattr(record, "coverage", "whole") == "whole" and not getattr(record, "scope", "")


STANDINGS: Final = ("open", "met", "missed", "uncounted")


class Standing(NamedTuple):
    """Where a target stands: open, counted as met or missed, or its date has passed uncounted.

    value, day   of the count that says so, or of the latest one while it is open; None where nothing is counted
    """

    status: str
    value: float | None
    day: str | None


def standing(
    records: Iterable[Counted], measure: str, kind: str, promised: float, by: str, today: str, start: str
) -> Standing:
    """Where a target stands by the whole counts of its measure that are known.

    kind      stock, cumulative or flow;  by, start "YYYY-MM" the months of the target and of the plan's begin
    today     "YYYY-MM-DD"
    A running total that reaches the target by its date met it, even where a later one was corrected; else the first one
    at its date or after it that has not reached it missed it. A stock is counted in the target's month or beside it.
    """
    due, passed = month_index(by), today[:7] > by
    if kind == "cumulative":
        seen = running_totals(records, measure, start)
        decided = next((t for t in seen if t.month <= due and t.value >= promised), None)
        if decided is None:
            decided = next((t for t in seen if t.month >= due and t.value < promised), None)
    else:
        own = [r for r in records if r.measure == measure and _whole(r) and not (kind == "flow" and r.period_from)]
        own.sort(key=lambda r: (r.period_to or r.as_of, r.as_of))
        seen = tuple(Total(month_index(d[:7]), float(r.value), True, d) for r in own for d in [r.period_to or r.as_of])
        near = [t for t in seen if abs(t.month - due) <= 1] if kind == "stock" and passed else []
        decided = min(near, key=lambda t: abs(t.month - due), default=None)
    if decided is not None:
        return Standing("met" if decided.value >= promised else "missed", decided.value, decided.day)
    latest = seen[-1] if seen else None
    status = "uncounted" if passed else "open"
    return Standing(status, None, None) if latest is None else Standing(status, latest.value, latest.day)
