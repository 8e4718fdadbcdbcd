"""The list of records as it was asked for: filters, order, and pages whose number is never counted out.

Counting 200,000 rows for a page number helps nobody: the count stops at MOST, and the list says so.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from podobat.units import is_month
from podobat.web.book import wording
from podobat.web.book.models import Conflict, Record, State
from podobat.web.core.models import Case

A_PAGE = 50
MOST = 10_000
ORDERS = {
    "day": ("-day", "-id"), "day-old": ("day", "id"), "changed": ("-changed_at", "-id"),
    "measure": ("measure", "-day", "-id"), "counter": ("counter_id", "-day", "-id"),
}  # fmt: skip


class CappedPaginator(Paginator):
    """Pages over at most MOST rows; `capped` when there are more."""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return rows.order_by().values("pk")[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        """Rows that can be paged through."""
        return min(self._counted, MOST)

    @property
    def capped(self) -> bool:
        """Are there more rows than can be paged through?"""
        return self._counted > MOST


@dataclass(frozen=True)
class Filter:
    """What a list or an export was asked for; words that make no sense are left out."""

    measure: str = ""
    counter: str = ""
    grade: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    q: str = ""
    conflicts: bool = False
    order: str = "day"

    @classmethod
    def of(cls, query: QueryDict) -> Filter:
        """From the address."""
        word = {name: query.get(name, "").strip()[:100] for name in ("measure", "counter", "grade", "state", "q")}
        order = query.get("order", "")
        return cls(
            **{**word, "state": word["state"] if word["state"] in State.values else ""},
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            conflicts=query.get("conflicts") == "1",
            order=order if order in ORDERS else "day",
        )

    @property
    def is_set(self) -> bool:
        """Does it leave anything out?"""
        return self != Filter(order=self.order)

    def rows(self, case: Case) -> QuerySet[Record]:
        """The records asked for, in order; withdrawn ones only when asked for by their state."""
        rows = Record.objects.filter(case=case)
        rows = rows.filter(state=self.state) if self.state else rows.exclude(state=State.WITHDRAWN)
        if self.measure:
            rows = rows.filter(measure=self.measure)
        if self.counter:
            rows = rows.filter(counter__key=self.counter)
        if self.grade:
            rows = rows.filter(grade=self.grade)
        if self.since:
            rows = rows.filter(day__gte=_first(self.since))
        if self.until:
            rows = rows.filter(day__lte=_last(self.until))
        if self.q:
            rows = wording.found(rows, self.q)
        if self.conflicts:
            pairs = Conflict.objects.filter(case=case)
            rows = rows.filter(Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second")))
        return rows.order_by(*ORDERS[self.order])


def _day(text: str) -> str:
    """A day or a month that the calendar has, else ""."""
    text = text.strip()
    if is_month(text):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _first(day: str) -> str:
    return f"{day}-01" if is_month(day) else day


def _last(day: str) -> str:
    return f"{day}-{calendar.monthrange(int(day[:4]), int(day[5:]))[1]:02d}" if is_month(day) else day
