"""What a budget office allows: bounds, ceilings, shares by source, duties, and how much may be moved in a year.

Money is in KRW million, one number an open cell: a programme in a year that is still to come. A budget keeps the limits
when every row holds,  low <= sum c x <= high,  every cell is between its bounds, and in no year more than so much is
added (nor taken) against today's plan.

`nearest` gives the budget inside the limits that is nearest to a wish, by the sum of absolute distances: a linear
programme, with whole projects and steps a mixed one (HiGHS by SciPy). `conflict` says which limits cannot hold
together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.texts import Text

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = NDArray[np.float64]
NEAR: Final = 1e-6  # KRW million below which a limit is kept
_FREE = float("inf")


@dataclass(frozen=True)
class Row:
    """One limit on a sum: low <= sum of c times money <= high, money and bounds in KRW million.

    share  it bounds a share of the open money: c is what counts towards it less the share itself, the bound is 0
    """

    id: str
    name: Text
    c: Array
    low: float = -_FREE
    high: float = _FREE
    share: bool = False

    def given_way(self, by: float) -> Row:
        """The same limit, laxer by so much: of money, or of the share."""
        if not self.share:
            return replace(self, low=self.low - by, high=self.high + by)
        return replace(self, c=self.c + by if self.low == 0.0 else self.c - by)


@dataclass(frozen=True)
class Limits:
    """Every limit on the open cells of a budget.

    today        (cell,) the plan's money;  least, most (cell,) bounds
    year         (cell,) calendar year;  moved year -> how much may be added, and taken, at most
    step         (cell,) money goes in multiples of it, counted from today's; 0: any amount
    whole        sets of cells that are a project: all of today's money, or none
    bound_names  (cell,) what the bounds of a cell are called
    """

    today: Array
    least: Array
    most: Array
    year: NDArray[np.int64]
    rows: tuple[Row, ...] = ()
    moved: tuple[tuple[int, float], ...] = ()
    step: Array | None = None
    whole: tuple[tuple[int, ...], ...] = ()
    bound_names: tuple[Text, ...] = ()

    @property
    def n(self) -> int:
        """How many cells are open."""
        return len(self.today)

    # variables: x (n), distance u (n), more v (n), less w (n), steps k (cells with a step), built b (projects)

    @cached_property
    def _stepped(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.step) if self.step is not None else np.zeros(0, dtype=np.intp)

    @cached_property
    def _system(self) -> tuple[csr_matrix, Array, Array]:
        """Rows of the linear programme with lower and upper ends, but for the wish."""
        from scipy.sparse import csr_matrix, lil_matrix

        n, s, projects = self.n, self._stepped, self.whole
        width = 4 * n + len(s) + len(projects)
        cells_built = sum(len(p) for p in projects)
        height = 4 * n + len(self.rows) + 2 * len(self.moved) + len(s) + cells_built
        a, low, high = lil_matrix((height, width)), np.full(height, -_FREE), np.full(height, _FREE)
        at = 4 * n
        for i in range(n):
            a[i, i], a[i, n + i], high[i] = 1.0, -1.0, 0.0  # x - u <= wish, filled in by _ask
            a[n + i, i], a[n + i, n + i], low[n + i] = 1.0, 1.0, 0.0  # x + u >= wish
            a[2 * n + i, i], a[2 * n + i, 2 * n + i], high[2 * n + i] = 1.0, -1.0, self.today[i]  # x - v <= today
            a[3 * n + i, i], a[3 * n + i, 3 * n + i], low[3 * n + i] = 1.0, 1.0, self.today[i]  # x + w >= today
        for row in self.rows:
            a[at, :n], low[at], high[at] = row.c, row.low, row.high
            at += 1
        for year, most in self.moved:
            for k in (2, 3):
                a[at, k * n : (k + 1) * n], high[at] = (self.year == year).astype(float), most
                at += 1
        for k, i in enumerate(s):
            assert self.step is not None
            a[at, i], a[at, 4 * n + k], low[at], high[at] = 1.0, -self.step[i], self.today[i], self.today[i]
            at += 1
        for k, project in enumerate(projects):
            for i in project:
                a[at, i], a[at, 4 * n + len(s) + k], low[at], high[at] = 1.0, -self.today[i], 0.0, 0.0
                at += 1
        return csr_matrix(a), low, high

    def _ends(self) -> tuple[Array, Array, NDArray[np.int64]]:
        """Bounds of every variable, and which are whole numbers."""
        n, s, p = self.n, len(self._stepped), len(self.whole)
        lower = np.concatenate([self.least, np.zeros(3 * n), np.full(s, -1e6), np.zeros(p)])
        upper = np.concatenate([self.most, np.full(3 * n, _FREE), np.full(s, 1e6), np.ones(p)])
        return lower, upper, np.concatenate([np.zeros(4 * n), np.ones(s + p)]).astype(np.int64)

    def _solve(self, cost: Array, low: Array, high: Array) -> Array | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        lower, upper, whole = self._ends()
        found = milp(
            cost, integrality=whole, bounds=Bounds(lower, upper),  # pyright: ignore[reportArgumentType]
            constraints=LinearConstraint(self._system[0], low, high), options={"mip_rel_gap": 1e-9},  # pyright: ignore[reportArgumentType]
        )  # fmt: skip
        return None if found.x is None else np.clip(found.x[: self.n], self.least, self.most)

    def nearest(self, wish: Array) -> Array | None:
        """The budget inside the limits with the least sum of distances to a wish, (cell,); None where there is none."""
        _, low, high = self._system
        low, high, n = low.copy(), high.copy(), self.n
        high[:n], low[n : 2 * n] = wish, wish
        cost = np.zeros(self._system[0].shape[1])  # pyright: ignore[reportOptionalSubscript]
        cost[n : 2 * n] = 1.0
        return self._solve(cost, low, high)

    def best(self, more: Array, less: Array, stay: float = 0.0) -> Array | None:
        """The budget with the largest sum of  more (money added) - less (money taken) - stay (either), (cell,).

        more, less  worth of a KRW million added to, and taken from, a cell. Concave where more <= less; else the two
                    are replaced by their mean
        """
        n, middle = self.n, (more + less) / 2
        bent = more > less
        more, less = np.where(bent, middle, more), np.where(bent, middle, less)
        _, low, high = self._system
        low, high = low.copy(), high.copy()
        high[:n], low[n : 2 * n] = _FREE, -_FREE  # no wish
        cost = np.zeros(self._system[0].shape[1])  # pyright: ignore[reportOptionalSubscript]
        cost[:n] = -less  # less x - (less - more + stay) v - stay w, with x = today + v - w
        cost[2 * n : 3 * n], cost[3 * n : 4 * n] = less - more + stay, stay
        return self._solve(cost, low, high)

    def faults(self, x: Array, near: float = 1e-3) -> list[Row | int]:
        """Limits that a budget breaks: rows, and cells outside their bounds."""
        found: list[Row | int] = [r for r in self.rows if not r.low - near <= float(r.c @ x) <= r.high + near]
        found += [int(i) for i in np.flatnonzero((x < self.least - near) | (x > self.most + near))]
        found += [
            i for year, most in self.moved for i in np.flatnonzero(self.year == year)[:1]
            if max(self.moved_in(x, year)) > most + near
        ]  # fmt: skip
        return found

    def moved_in(self, x: Array, year: int) -> tuple[float, float]:
        """Money added and money taken in a year."""
        d = np.where(self.year == year, x - self.today, 0.0)
        return float(np.maximum(d, 0.0).sum()), float(np.maximum(-d, 0.0).sum())

    def rounded(self, x: Array) -> Array:
        """A budget in whole KRW million, year by year with the sum kept; cells at today's money stay there exactly."""
        found = np.where(np.abs(x - self.today) < 0.5, self.today, np.floor(x + NEAR))
        for year in np.unique(self.year):
            cells = np.flatnonzero((self.year == year) & (found != self.today))
            free = cells[found[cells] + 1.0 <= self.most[cells] + NEAR]
            lacking = round(float(x[self.year == year].sum() - found[self.year == year].sum()))
            order = free[np.argsort(-(x[free] - found[free]), kind="stable")]
            found[order[: max(lacking, 0)]] += 1.0
        return found

    def moved_from_today(self, x: Array) -> float:
        """Half the sum of all changes: money that goes somewhere else. KRW million."""
        return float(np.abs(x - self.today).sum()) / 2.0


# --- what cannot hold together ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Demand:
    """One limit that stands against others, and the least change that would make all of them possible.

    change  KRW million; of a limit on a share, that share
    """

    id: str
    name: Text
    change: float
    share: bool = False


@dataclass(frozen=True)
class Elastic:
    """One limit taken by itself: which rows, bounds or moves it is."""

    id: str
    name: Text
    rows: tuple[int, ...] = ()
    cells: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()


def elements(limits: Limits) -> list[Elastic]:
    """Every limit by its name: rows, moves by year, and bounds gathered by what they are called."""
    found = [Elastic(r.id, r.name, rows=(k,)) for k, r in enumerate(limits.rows)]
    named: dict[str, list[int]] = {}
    for i, name in enumerate(limits.bound_names):
        named.setdefault(name["en"], []).append(i)
    found += [Elastic(f"bounds.{k}", limits.bound_names[cells[0]], cells=tuple(cells))
              for k, cells in enumerate(named.values())]  # fmt: skip
    return found


def without(limits: Limits, dropped: Sequence[Elastic]) -> Limits:
    """The limits but for some."""
    rows = {k for e in dropped for k in e.rows}
    cells = [i for e in dropped for i in e.cells]
    least, most = limits.least.copy(), limits.most.copy()
    least[cells], most[cells] = 0.0, 1e9
    kept = tuple(r for k, r in enumerate(limits.rows) if k not in rows)
    moved = limits.moved if not any(e.moved for e in dropped) else ()
    return replace(limits, rows=kept, least=least, most=most, moved=moved)


def possible(limits: Limits) -> bool:
    """Is there any budget inside the limits?"""
    return bool((limits.least <= limits.most + NEAR).all()) and limits.nearest(limits.today) is not None


def conflict(limits: Limits, moves: Text) -> list[Demand]:
    """Limits that cannot hold together, each needed for the conflict, with the least change of that one that ends it.

    Found by leaving limits out one by one (the deletion filter of Chinneck and Dravnieks 1991). Every other limit is
    held, those outside of this conflict too; a change is infinite where that one alone cannot make a budget possible.
    Empty where a budget exists.   moves  what the limit on moved money is called
    """
    if possible(limits):
        return []
    needed, _ = _core(limits, moves)
    return [_demand(limits, part, limits) for part in needed]


def together(limits: Limits, moves: Text) -> list[Demand]:
    """Changes that make a budget possible where no single one does: conflict by conflict, the smallest in each."""
    found: dict[str, Demand] = {}
    while not possible(limits):
        needed, alone = _core(limits, moves)
        part, one = min(((p, _demand(alone, p, limits)) for p in needed), key=lambda d: (d[1].share, d[1].change))
        before = found[part.id].change if part.id in found else 0.0
        found[part.id] = replace(one, change=before + one.change)
        limits = _given_way(limits, part, limits, one.change)
    return list(found.values())


def _core(limits: Limits, moves: Text) -> tuple[list[Elastic], Limits]:
    """A smallest set of limits that stand against each other, and these limits by themselves."""
    parts = elements(limits)
    if limits.moved:
        parts.append(Elastic("moved", moves, moved=(0,)))
    gone: list[Elastic] = []
    for part in parts:
        if not possible(without(limits, [*gone, part])):
            gone.append(part)
    return [part for part in parts if part not in gone], without(limits, gone)


def _demand(held: Limits, part: Elastic, whole: Limits) -> Demand:
    """By how much one limit has to give way, the others held: by halving, rounded up to a million or a thousandth."""
    share = any(whole.rows[k].share for k in part.rows)
    fine, furthest = (0.001, 1.0) if share else (1.0, 1e8)
    if not possible(_given_way(held, part, whole, furthest)):
        return Demand(part.id, part.name, _FREE, share)
    low, high = 0.0, fine
    while not possible(_given_way(held, part, whole, high)):
        low, high = high, 4.0 * high
    while high - low > 0.5 * fine:
        middle = (low + high) / 2.0
        if possible(_given_way(held, part, whole, middle)):
            high = middle
        else:
            low = middle
    return Demand(part.id, part.name, float(fine * np.ceil(high / fine - NEAR)), share)


def _given_way(limits: Limits, part: Elastic, whole: Limits, by: float) -> Limits:
    if part.rows:
        id = whole.rows[part.rows[0]].id
        rows = tuple(r.given_way(by) if r.id == id else r for r in limits.rows)
        return replace(limits, rows=rows)
    if part.cells:
        cells = list(part.cells)
        least, most = limits.least.copy(), limits.most.copy()
        least[cells], most[cells] = np.maximum(least[cells] - by, 0.0), most[cells] + by
        return replace(limits, least=np.minimum(least, most), most=most)
    return replace(limits, moved=tuple((year, most + by) for year, most in limits.moved))


def described(limits: Limits) -> list[dict[str, Any]]:
    """Every limit on a sum, for the JSON."""
    return [
        {"id": r.id, "name": r.name, "least": r.low, "most": r.high, "today": float(r.c @ limits.today)}
        for r in limits.rows
    ]  # fmt: skip
