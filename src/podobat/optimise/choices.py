"""What may be chosen in a plan from the first open month on, as numbers that a search can move.

A candidate is money in KRW million of every open cell (a programme in a year still to come), then months by which works
are moved, then shares of sectors. What the plan declares under `levers:` says how far; a year that has begun is fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.optimise.limits import Limits, Row
from podobat.plan.fields import FrozenDict
from podobat.plan.levers import Levers
from podobat.plan.schema import FUNDERS
from podobat.texts import Text, catalogue
from podobat.units import month_index, month_text

if TYPE_CHECKING:
    from podobat.plan import Plan
    from podobat.plan.schema import Programme

Array = NDArray[np.float64]
SAME: Final = 1e-9
UNSEEN: Final = ("operations",)  # kinds whose work the model does not simulate
MONTHS: Final = 3  # works are moved by quarters of a year
_say = catalogue("optimise")


@dataclass(frozen=True)
class Cell:
    """A programme in a year that is still to come: `place` of the programme in the plan."""

    place: int
    programme: str
    year: int


@dataclass(frozen=True)
class Works:
    """Works that may start `earlier` months before, or `later` months after today's date."""

    place: int
    programme: str
    earlier: int
    later: int


@dataclass(frozen=True)
class Sectors:
    """Shares of sectors in an adoption programme, today's and the bounds of each."""

    place: int
    programme: str
    ids: tuple[str, ...]
    today: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]


@dataclass(frozen=True)
class Choices:
    """Everything that may be chosen.

    since   first open month, from the plan's start
    """

    plan: Plan
    since: int
    levers: Levers

    @classmethod
    def of(cls, plan: Plan, since: int, levers: Levers | None = None) -> Choices:
        """Of a plan, by what it declares; `levers` instead of what it declares."""
        return cls(plan, since, levers or plan.levers or Levers())

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Calendar years of the plan of which no month has passed."""
        start = month_index(self.plan.horizon.start)
        return tuple(y for y in self.plan.horizon.years if max(y * 12, start) - start >= self.since)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Open cells: of programmes that have money in an open year, every such year.

        Kinds that the model does not simulate are left alone, unless the plan says otherwise.
        """
        opened, named = [], {lever.programme for lever in self.levers.programmes}
        for k, p in enumerate(self.plan.programmes):
            if p.kind in UNSEEN and p.id not in named:
                continue
            if any(p.budget.get(y, 0.0) > 0 for y in self.years):
                opened += [Cell(k, p.id, y) for y in self.years]
        return tuple(opened)

    @cached_property
    def won(self) -> float:
        """KRW million in one unit of the plan's money."""
        return self.plan.won_m(1.0)

    @cached_property
    def works(self) -> tuple[Works, ...]:
        """Works that have not begun and may be moved."""
        movable = []
        for k, p in enumerate(self.plan.programmes):
            lever = self.levers.of(p.id)
            if p.facility is None or not (lever.earlier or lever.later):
                continue
            start = self.plan.month_number(p.facility.start)
            if start >= self.since:
                movable.append(Works(k, p.id, min(lever.earlier, start - self.since), lever.later))
        return tuple(movable)

    @cached_property
    def sectors(self) -> tuple[Sectors, ...]:
        """Adoption programmes whose sectors may be chosen anew."""
        changeable = []
        for k, p in enumerate(self.plan.programmes):
            bounds = self.levers.of(p.id).shares(tuple(p.adoption or ()))
            if bounds is not None and p.adoption and any(c.place == k for c in self.cells):
                ends = tuple(b.least for b in bounds), tuple(b.most for b in bounds)
                changeable.append(Sectors(k, p.id, tuple(p.adoption), tuple(p.adoption.values()), *ends))
        return tuple(changeable)

    # --- limits -------------------------------------------------------------------------------------------------------

    @cached_property
    def limits(self) -> Limits:
        """Limits on the open money, KRW million."""
        today = np.array([self._money(c) for c in self.cells])
        bounds = [self._bounds(c, t) for c, t in zip(self.cells, today, strict=True)]
        least, most, names = ([b[k] for b in bounds] for k in range(3))
        year = np.array([c.year for c in self.cells], dtype=np.int64)
        step = np.array([(self.levers.of(c.programme).step or 0.0) * self.won for c in self.cells])
        moved = tuple((y, self.levers.moved * float(today[year == y].sum())) for y in self.years)
        return Limits(
            today, np.array(least), np.array(most), year, tuple(self._rows(today, year)), moved,
            step if step.any() else None, tuple(self._projects()), tuple(names),  # pyright: ignore[reportArgumentType]
        )  # fmt: skip

    def _money(self, cell: Cell) -> float:
        return self.plan.won_m(self.plan.programmes[cell.place].budget.get(cell.year, 0.0))

    def _bounds(self, cell: Cell, today: float) -> tuple[float, float, Text]:
        """Least and most money of a cell. A year without money may get as much as the programme has in a mean year."""
        lever = self.levers.of(cell.programme)
        least = self.levers.least if lever.least is None else lever.least
        most = self.levers.most if lever.most is None else lever.most
        mean = float(np.mean([self._money(c) for c in self.cells if c.place == cell.place]))
        low, high = least * today, most * today if today > 0 else (most - 1.0) * mean
        committed = lever.committed.get(cell.year, 0.0) * self.won
        if lever.whole:
            low, high = 0.0, today
        return max(low, committed), max(high, 0.0), _say("limit.bounds", name=self.plan.programmes[cell.place].name)

    def _projects(self) -> Iterator[tuple[int, ...]]:
        for p in self.plan.programmes:
            if self.levers.of(p.id).whole:
                cells = tuple(i for i, c in enumerate(self.cells) if c.programme == p.id)
                if cells:
                    yield cells

    def _rows(self, today: Array, year: NDArray[np.int64]) -> Iterator[Row]:
        total, one = self.levers.total, np.ones(len(today))
        whole = float(today.sum())
        most = whole if total.most is None else total.most * self.won
        yield Row("total", _say("limit.total"), one, (total.least or 0.0) * self.won, most)
        for y in self.years:
            at = (year == y).astype(float)
            span = self.levers.years.get(y)
            most = float(at @ today) if span is None or span.most is None else span.most * self.won
            least = (span.least or 0.0) * self.won if span is not None else 0.0
            yield Row(f"year.{y}", _say("limit.year", year=y), at, least, most)
        yield from self._funding_rows()
        for duty in self.levers.duties:
            at = np.array([float(c.programme in duty.programmes) for c in self.cells])
            yield Row(
                f"duty.{duty.id}", _say("limit.duty", name=duty.name), at, (duty.least or 0.0) * self.won,
                float("inf") if duty.most is None else duty.most * self.won,
            )  # fmt: skip

    def _funding_rows(self) -> Iterator[Row]:
        for funder in FUNDERS:
            share = self.levers.funding.of(funder)
            paid = np.array([self.plan.programmes[c.place].funding.get(funder, 0.0) for c in self.cells])
            name = _say(f"funder.{funder}")
            if share.least > 0.0:
                yield Row(f"funding.{funder}.least", _say("limit.funding_least", name=name, share=share.least),
                          paid - share.least, 0.0, share=True)  # fmt: skip
            if share.most < 1.0:
                yield Row(f"funding.{funder}.most", _say("limit.funding_most", name=name, share=share.most),
                          paid - share.most, high=0.0, share=True)  # fmt: skip

    # --- candidates ---------------------------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> tuple[slice, slice, slice]:
        """Where money, works and shares stand in a candidate."""
        a, b = len(self.cells), len(self.cells) + len(self.works)
        return slice(0, a), slice(a, b), slice(b, b + sum(len(s.ids) for s in self.sectors))

    @cached_property
    def today(self) -> Array:
        """The plan as a candidate."""
        shares = [x for s in self.sectors for x in s.today]
        return np.concatenate([self.limits.today, np.zeros(len(self.works)), np.array(shares)])

    @cached_property
    def lower(self) -> Array:
        """Least value of every number."""
        ends = [-float(w.earlier) for w in self.works], [v for s in self.sectors for v in s.least]
        return np.concatenate([self.limits.least, *(np.array(e) for e in ends)])

    @cached_property
    def upper(self) -> Array:
        """Largest value of every number."""
        ends = [float(w.later) for w in self.works], [v for s in self.sectors for v in s.most]
        return np.concatenate([self.limits.most, *(np.array(e) for e in ends)])

    def put_right(self, wish: Array) -> Array:
        """The candidate inside the limits nearest to a wish: whole KRW million, quarters, shares that add up."""
        money, works, shares = self.parts
        nearest = wish.astype(np.float64)
        inside = self.limits.nearest(nearest[money]) if money.stop else nearest[money]
        assert inside is not None, "limits were checked before the search"
        nearest[money] = inside if self.limits.step is not None or self.limits.whole else self.limits.rounded(inside)
        nearest[works] = np.clip(np.round(nearest[works] / MONTHS) * MONTHS, self.lower[works], self.upper[works])
        at = shares.start
        for s in self.sectors:
            part = slice(at, at + len(s.ids))
            nearest[part] = summed_to_one(nearest[part], np.array(s.least), np.array(s.most))
            at = part.stop
        return nearest

    def plan_of(self, x: Array) -> Plan:
        """The plan that a candidate stands for, not checked again: it stays inside the bounds of the schema."""
        programmes = list(self.plan.programmes)
        for place, changes in self._changes(x).items():
            programmes[place] = changed(programmes[place], changes, self.plan)
        return replace(self.plan, programmes=tuple(programmes))

    def _changes(self, x: Array) -> dict[int, dict[str, Any]]:
        """Place of a programme -> what is set differently: money by year, months moved, shares."""
        money, works, shares = self.parts
        changes: dict[int, dict[str, Any]] = {}
        for cell, amount, today in zip(self.cells, x[money], self.limits.today, strict=True):
            if abs(amount - today) > SAME:
                money_by_year = changes.setdefault(cell.place, {}).setdefault("budget", {})
                money_by_year[cell.year] = round(float(amount) / self.won, 9)
        for w, months in zip(self.works, x[works], strict=True):
            if months:
                changes.setdefault(w.place, {})["months"] = int(months)
        at = shares.start
        for s in self.sectors:
            given = x[at : at + len(s.ids)]
            if np.abs(given - np.array(s.today)).max() > SAME:
                changes.setdefault(s.place, {})["adoption"] = dict(zip(s.ids, (float(v) for v in given), strict=True))
            at += len(s.ids)
        return changes

    def overlay(self, x: Array) -> dict[str, Any]:
        """What a candidate sets, by the paths of a scenario."""
        values: dict[str, Any] = {}
        for place, changes in self._changes(x).items():
            p = self.plan.programmes[place]
            path = f"programmes.{p.id}"
            values |= {f"{path}.budget.{year}": amount for year, amount in changes.get("budget", {}).items()}
            if "months" in changes:
                assert p.facility is not None
                for field in ("start", "opens"):
                    values[f"{path}.facility.{field}"] = later(getattr(p.facility, field), changes["months"])
            if "adoption" in changes:
                values[f"{path}.adoption"] = changes["adoption"]
        return values


def changed(programme: Programme, changes: dict[str, Any], plan: Plan) -> Programme:
    """A programme with other money, other dates of its works, other sectors."""
    given: dict[str, Any] = {}
    if "budget" in changes:
        given["budget"] = FrozenDict({**programme.budget, **changes["budget"]})
    if "months" in changes and programme.facility is not None:
        f = programme.facility
        given["facility"] = replace(f, start=later(f.start, changes["months"]), opens=later(f.opens, changes["months"]))
    if "adoption" in changes:
        given["adoption"] = FrozenDict(changes["adoption"])
    return replace(programme, **given)


def later(month: str, months: int) -> str:
    """A month so many months later."""
    return month_text(month_index(month) + months)


def summed_to_one(wish: Array, least: Array | float, most: Array | float) -> Array:
    """Shares (option,) in whole percent between bounds of each, that sum to one, near a wish."""
    low, high = np.ceil(100 * least - SAME), np.floor(100 * most + SAME)
    shares = np.clip(np.floor(100.0 * wish / max(float(wish.sum()), SAME)), low, high)
    rest = 100.0 * wish / max(float(wish.sum()), SAME) - shares
    while round(100.0 - float(shares.sum())) != 0:
        more = shares.sum() < 100.0
        free = shares < high if more else shares > low
        k = int(np.argmax(np.where(free, rest if more else -rest, -np.inf)))
        shares[k] += 1.0 if more else -1.0
        rest[k] -= 1.0 if more else -1.0
    return shares / 100.0
