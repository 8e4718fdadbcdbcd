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
        from scipy.sparse import block_array, csr_matrix, eye_array, vstack

        n, s, projects = self.n, self._stepped, self.whole
        width, one = 4 * n + len(s) + len(projects), eye_array(n)
        built = sum(len(p) for p in projects)
        a, at = np.zeros((len(self.rows) + 2 * len(self.moved) + len(s) + built, width)), 0
        low, high = np.full(4 * n + len(a), -_FREE), np.full(4 * n + len(a), _FREE)
        high[:n], low[n : 2 * n] = 0.0, 0.0  # x - u <= wish, x + u >= wish, filled in when it is asked for
        high[2 * n : 3 * n], low[3 * n : 4 * n] = self.today, self.today  # x - v <= today, x + w >= today

        def row(c: Array, least: float, most: float) -> None:
            nonlocal at
            a[at, : len(c)], low[4 * n + at], high[4 * n + at] = c, least, most
            at += 1

        for r in self.rows:
            row(r.c, r.low, r.high)
        for year, most in self.moved:
            for k in (2, 3):
                row(np.concatenate([np.zeros(k * n), (self.year == year).astype(float)]), -_FREE, most)
        for k, i in enumerate(s):
            assert self.step is not None
            a[at, 4 * n + k] = -self.step[i]
            row(np.eye(1, n, i)[0], float(self.today[i]), float(self.today[i]))
        for k, project in enumerate(projects):
            for i in project:
                a[at, 4 * n + len(s) + k] = -self.today[i]
                row(np.eye(1, n, i)[0], 0.0, 0.0)
        nil = csr_matrix((n, width - 4 * n))
        cells = block_array([[one, -one, None, None, nil], [one, one, None, None, nil],
                             [one, None, -one, None, nil], [one, None, None, one, nil]])  # fmt: skip
        return csr_matrix(vstack([cells, csr_matrix(a)])), low, high

    def _ends(self) -> tuple[Array, Array, NDArray[np.int64]]:
        """Bounds of every variable, and which are whole numbers."""
        n, s, p = self.n, len(self._stepped), len(self.whole)
        lower = np.concatenate([self.least, np.zeros(3 * n), np.full(s, -1e6), np.zeros(p)])
        upper = np.concatenate([self.most, np.full(3 * n, _FREE), np.full(s, 1e6), np.ones(p)])
        return lower, upper, np.concatenate([np.zeros(4 * n), np.ones(s + p)]).astype(np.int64)

    def _solve(self, cost: Array, low: Array, high: Array) -> Array | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        lower, upper, whole = self._ends()
        solution = milp(
            cost, integrality=whole, bounds=Bounds(lower, upper),  # pyright: ignore[reportArgumentType]
            constraints=LinearConstraint(self._system[0], low, high), options={"mip_rel_gap": 1e-9},  # pyright: ignore[reportArgumentType]
        )  # fmt: skip
        return None if solution.x is None else np.clip(solution.x[: self.n], self.least, self.most)

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
        broken: list[Row | int] = [r for r in self.rows if not r.low - near <= float(r.c @ x) <= r.high + near]
        broken += [int(i) for i in np.flatnonzero((x < self.least - near) | (x > self.most + near))]
        broken += [
            i for year, most in self.moved for i in np.flatnonzero(self.year == year)[:1]
            if max(self.moved_in(x, year)) > most + near
        ]  # fmt: skip
        return broken

    def moved_in(self, x: Array, year: int) -> tuple[float, float]:
        """Money added and money taken in a year."""
        d = np.where(self.year == year, x - self.today, 0.0)
        return float(np.maximum(d, 0.0).sum()), float(np.maximum(-d, 0.0).sum())

    def rounded(self, x: Array) -> Array:
        """A budget in whole KRW million, year by year with the sum kept; cells at today's money stay there exactly."""
        budget = np.where(np.abs(x - self.today) < 0.5, self.today, np.floor(x + NEAR))
        for year in np.unique(self.year):
            cells = np.flatnonzero((self.year == year) & (budget != self.today))
            free = cells[budget[cells] + 1.0 <= self.most[cells] + NEAR]
            lacking = round(float(x[self.year == year].sum() - budget[self.year == year].sum()))
            order = free[np.argsort(-(x[free] - budget[free]), kind="stable")]
            budget[order[: max(lacking, 0)]] += 1.0
        return budget

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
    limits_by_name = [Elastic(r.id, r.name, rows=(k,)) for k, r in enumerate(limits.rows)]
    named: dict[str, list[int]] = {}
    for i, name in enumerate(limits.bound_names):
        named.setdefault(name["en"], []).append(i)
    limits_by_name += [Elastic(f"bounds.{k}", limits.bound_names[cells[0]], cells=tuple(cells))
                       for k, cells in enumerate(named.values())]  # fmt: skip
    return limits_by_name


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
    """Changes that make a budget possible where no single one does, least in sum: one linear programme.

    Steps and whole projects are not looked at. Of the bounds of a programme, what its years have to give is added up.
    """
    from scipy.optimize import linprog

    n, r, y = limits.n, len(limits.rows), len(limits.moved)
    unit, nil = np.eye(n), np.zeros((n, n))
    # variables: x, added v, taken w, what cells give t, what rows give, what moves of a year give
    c = np.array([row.c for row in limits.rows]).reshape(r, n)
    year = np.array([limits.year == one for one, _ in limits.moved], dtype=float).reshape(y, n)
    give, gives, rest = -np.eye(r), -np.eye(y), (np.zeros((n, r)), np.zeros((n, y)))
    zeros = np.zeros((r, n)), np.zeros((y, n))
    a = np.block([
        [unit, -unit, nil, nil, *rest], [-unit, nil, -unit, nil, *rest],
        [-unit, nil, nil, -unit, *rest], [unit, nil, nil, -unit, *rest],
        [c, zeros[0], zeros[0], zeros[0], give, np.zeros((r, y))],
        [-c, zeros[0], zeros[0], zeros[0], give, np.zeros((r, y))],
        [zeros[1], year, zeros[1], zeros[1], np.zeros((y, r)), gives],
        [zeros[1], zeros[1], year, zeros[1], np.zeros((y, r)), gives],
    ])  # fmt: skip
    most = np.array([m for _, m in limits.moved])
    b = np.concatenate([limits.today, -limits.today, -limits.least, limits.most, [row.high for row in limits.rows],
                        [-row.low for row in limits.rows], most, most])  # fmt: skip
    kept = np.isfinite(b)
    solution = linprog(np.concatenate([np.zeros(3 * n), np.ones(n + r + y)]), a[kept], b[kept], method="highs").x
    cells, rows, moved = solution[3 * n : 4 * n], solution[4 * n : 4 * n + r], solution[4 * n + r :]
    told = []
    for part in elements(limits):
        given = float(sum(rows[k] for k in part.rows) + sum(cells[i] for i in part.cells))
        share = any(limits.rows[k].share for k in part.rows)
        told.append(Demand(part.id, part.name, given / max(float(solution[:n].sum()), 1.0) if share else given, share))
    told.append(Demand("moved", moves, float(moved.max(initial=0.0))))
    return [d for d in told if d.change > (0.0005 if d.share else 0.5)]


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
    """By how much one limit has to give way, the others held: by halving, in whole KRW million or thousandths."""
    share = any(whole.rows[k].share for k in part.rows)
    fine, furthest = (0.001, 1.0) if share else (1.0, 1e8)
    if not possible(_given_way(held, part, whole, furthest)):
        return Demand(part.id, part.name, _FREE, share)
    low, high = 0, 1
    while not possible(_given_way(held, part, whole, fine * high)):
        low, high = high, 4 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if possible(_given_way(held, part, whole, fine * middle)) else (middle, high)
    return Demand(part.id, part.name, fine * high, share)


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
