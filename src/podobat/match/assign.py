"""Who is put with whom: the best sum over all, or a matching that no pair would rather leave.

    assigned = welfare(pairs, limits, worth)            the most worth in all (integer programme, HiGHS)
    assigned = stable(pairs, limits, asks, offers)      deferred acceptance, many to many

Both keep to what each side can take on, take in every pair that is insisted on, and give the same answer whatever the
order of the rows: pairs come sorted by id, and of equal ones the first goes first.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp

from podobat.errors import CannotRun
from podobat.texts import catalogue

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
LARGEST_TABLE = 40_000_000  # cells of a full table of pairs up to which the assignment without money is solved by it
WHOLE = 1e-6  # how far from 0 or 1 a number may be to count as one of them
_HIGHS = {"mip_rel_gap": 1e-4}  # how near to the best the integer programme has to come, of the best itself


@dataclass(frozen=True)
class Limits:
    """What each side can take on, and the money.

    wanted    (demand) suppliers it would take;  capacity  (supplier) demands it can take on
    fixed     (pair) bool, pairs that are insisted on
    cost      (pair) what a pair costs;  budget  what all may cost, or None
    """

    wanted: Rows
    capacity: Rows
    fixed: NDArray[np.bool_]
    cost: Floats
    budget: float | None = None


def welfare(demand: Rows, supplier: Rows, worth: Floats, limits: Limits) -> NDArray[np.bool_]:
    """The pairs whose worth adds up to the most: max sum w x, x in {0, 1}, within wanted, capacity and budget.

    demand, supplier  rows of every pair that may be, sorted
    worth             of each; a pair worth nothing or less is never taken, unless it is fixed
    returns           (pair) bool
    raises            CannotRun when the fixed pairs alone ask for more than there is
    """
    _check_fixed(demand, supplier, limits)
    useful = (worth > 0) | limits.fixed
    single = bool((limits.wanted <= 1).all()) and limits.budget is None
    slots = int(np.minimum(limits.capacity, np.bincount(supplier[useful], minlength=len(limits.capacity))).sum())
    taken = np.zeros(len(demand), dtype=bool)
    if not useful.any():
        return taken
    solve = _by_table if single and slots * len(limits.wanted) <= LARGEST_TABLE else _by_programme
    taken[useful] = solve(demand[useful], supplier[useful], worth[useful], _of_pairs(limits, useful))
    return taken


def _of_pairs(limits: Limits, keep: NDArray[np.bool_]) -> Limits:
    return Limits(limits.wanted, limits.capacity, limits.fixed[keep], limits.cost[keep], limits.budget)


def _check_fixed(demand: Rows, supplier: Rows, limits: Limits) -> None:
    over_demand = np.bincount(demand[limits.fixed], minlength=len(limits.wanted)) > limits.wanted
    over_supplier = np.bincount(supplier[limits.fixed], minlength=len(limits.capacity)) > limits.capacity
    dear = limits.budget is not None and float(limits.cost[limits.fixed].sum()) > limits.budget + 1e-9
    if over_demand.any() or over_supplier.any() or dear:
        raise CannotRun(catalogue("match")("fault.assign.too_many_fixed"))


def _by_table(demand: Rows, supplier: Rows, worth: Floats, limits: Limits) -> NDArray[np.bool_]:
    """Every demand takes at most one: an assignment of demands to places at suppliers (Jonker and Volgenant 1987)."""
    places = np.minimum(limits.capacity, np.bincount(supplier, minlength=len(limits.capacity)))
    first = np.concatenate(([0], np.cumsum(places)[:-1]))
    table = np.zeros((len(limits.wanted), int(places.sum())))
    bonus = float(np.abs(worth).sum()) + 1.0
    gain = worth + bonus * limits.fixed
    gain = np.where(limits.wanted[demand] > 0, gain, 0.0)
    for d, s, g in zip(demand.tolist(), supplier.tolist(), gain.tolist(), strict=True):
        table[d, first[s] : first[s] + places[s]] = g
    rows, columns = linear_sum_assignment(table, maximize=True)
    owner = np.repeat(np.arange(len(places)), places)
    got = np.full(len(limits.wanted), -1)
    got[rows] = np.where(table[rows, columns] > 0, owner[columns], -1)
    return got[demand] == supplier


def _by_programme(demand: Rows, supplier: Rows, worth: Floats, limits: Limits) -> NDArray[np.bool_]:
    n = len(demand)
    each = np.arange(n)
    blocks = [
        sparse.csr_array((np.ones(n), (demand, each)), shape=(len(limits.wanted), n)),
        sparse.csr_array((np.ones(n), (supplier, each)), shape=(len(limits.capacity), n)),
    ]
    upper = [limits.wanted.astype(float), limits.capacity.astype(float)]
    if limits.budget is not None:
        blocks.append(sparse.csr_array(limits.cost[None, :]))
        upper.append(np.array([limits.budget]))
    matrix = sparse.csr_array(sparse.vstack(blocks))
    limit: Any = LinearConstraint(matrix, *cast(Any, (-np.inf, np.concatenate(upper))))
    bounds: Any = Bounds(*cast(Any, (limits.fixed.astype(float), np.ones(n))))
    for whole in (0, 1):  # without money, or with one price for all, the linear programme is whole by itself
        solution = milp(-worth, constraints=limit, integrality=np.full(n, whole), bounds=bounds, options=_HIGHS)
        if solution.x is None:
            raise CannotRun(catalogue("match")("fault.assign.unsolved", said=solution.message))
        if np.abs(solution.x - np.round(solution.x)).max() < WHOLE:
            break
    return solution.x > 0.5


def stable(demand: Rows, supplier: Rows, asks: Floats, offers: Floats, limits: Limits) -> NDArray[np.bool_]:
    """A matching in which no demand and supplier would both rather have each other (Gale and Shapley 1962).

    Demands propose in their order of preference and suppliers keep the best they can take on; of all stable matchings
    it is the one that demands like best (Roth 1984, for many to many with preferences over single partners).

    asks, offers  (pair) how much the demand likes the supplier, and the supplier the demand; higher is better
    returns       (pair) bool; money is not looked at
    raises        CannotRun when the fixed pairs alone ask for more than there is
    """
    _check_fixed(demand, supplier, limits)
    taken = limits.fixed.copy()
    wanted = limits.wanted - np.bincount(demand[taken], minlength=len(limits.wanted))
    capacity = limits.capacity - np.bincount(supplier[taken], minlength=len(limits.capacity))
    free = np.flatnonzero(~taken)
    lists: list[list[int]] = [[] for _ in wanted]
    for p in free[np.lexsort((free, -asks[free]))].tolist():
        lists[demand[p]].append(p)
    held: list[list[tuple[float, int, int]]] = [[] for _ in capacity]  # worst first: (liking, -order, pair)
    at = [0] * len(wanted)
    waiting = [d for d in range(len(wanted) - 1, -1, -1) for _ in range(int(wanted[d]))]
    while waiting:
        d = waiting.pop()
        if at[d] == len(lists[d]):
            continue
        p = lists[d][at[d]]
        at[d] += 1
        s = int(supplier[p])
        heapq.heappush(held[s], (float(offers[p]), -p, p))
        if len(held[s]) > capacity[s]:
            waiting.append(int(demand[heapq.heappop(held[s])[2]]))
    for kept in held:
        taken[[p for *_, p in kept]] = True
    return taken


def blocking(
    demand: Rows, supplier: Rows, asks: Floats, offers: Floats, limits: Limits, taken: NDArray[np.bool_]
) -> Sequence[int]:
    """Pairs not taken of which both sides would rather have each other than what they have: none when it is stable.

    A side would when it has room, or likes the pair more than the worst it has; fixed pairs are not given up.
    """
    room_d = limits.wanted - np.bincount(demand[taken], minlength=len(limits.wanted))
    room_s = limits.capacity - np.bincount(supplier[taken], minlength=len(limits.capacity))
    worst_d = _worst(demand, asks, taken & ~limits.fixed, len(room_d))
    worst_s = _worst(supplier, offers, taken & ~limits.fixed, len(room_s))
    would_d = (room_d[demand] > 0) | (asks > worst_d[demand])
    would_s = (room_s[supplier] > 0) | (offers > worst_s[supplier])
    return np.flatnonzero(~taken & would_d & would_s).tolist()


def _worst(side: Rows, liking: Floats, taken: NDArray[np.bool_], n: int) -> Floats:
    worst = np.full(n, np.inf)
    np.minimum.at(worst, side[taken], liking[taken])
    return worst
