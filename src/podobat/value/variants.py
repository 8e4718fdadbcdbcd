"""The simulations behind a value: which variants of the plan are simulated, and the outcomes of each in every draw.

    full, none      the plan, and the same region without it
    left out        the plan without one lever, for every lever
    more            the plan with ten per cent more for one programme
    later           the plan with one programme a year late; with everything a year late
    orders          levers joining one by one, in an order of its own in every draw and in its reverse
    pairs           the plan without two levers, for every pair, in a part of the draws
    act             the special act in force early, a year later, or not sought

Levers are the programmes that have money, and the special act where the plan seeks one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine import Job, Lives
from podobat.engine.inputs import PlanArrays, plan_arrays
from podobat.engine.variants import delayed, from_month, law_in, together, twins
from podobat.forecast.futures import course
from podobat.forecast.sampling import sample_points
from podobat.units import Text, month_index, month_text
from podobat.value.outcomes import Outcomes
from podobat.value.shapley import Shares, along_orders, enumerated, twins_share_alike, whole, with_reverses

if TYPE_CHECKING:
    from podobat.plan import Plan

LAW: Final = "law"
MORE: Final = 0.1
YEAR: Final = 12
ENUMERATED: Final = 5  # up to so many levers every coalition is simulated: 2^n - 2 simulations a draw
PART: Final = 4  # pairs are simulated in one draw of so many

Drawn = NDArray[np.float32]  # (..., draw, counted outcome)


@dataclass(frozen=True, slots=True)
class Lever:
    """A programme, or the special act (`LAW`). `place` is its position in the plan; -1 for the act.

    cost    the money it has, KRW million; 0 for the act
    lost    of a year's delay: money that would come after the end of the forecast
    """

    id: str
    name: Text
    kind: str
    place: int
    cost: float
    lost: float = 0.0

    @property
    def is_act(self) -> bool:
        """Is it the special act, and no programme?"""
        return self.place < 0


@dataclass
class Simulated:
    """What is picked of every variant, float32, the draw and the picked outcome last."""

    full: Drawn
    none: Drawn
    left_out: Drawn  # (lever, draw, outcome)
    more: Drawn  # (lever, draw, outcome); the act is as in `full`
    later: Drawn  # (lever, draw, outcome)
    all_later: Drawn
    joining: Drawn  # (draw, order, coalition by size, outcome), or (coalition, draw, outcome) where all are simulated
    pairs: Drawn  # (pair, draw in `part`, outcome)
    acts: dict[str, Drawn] = field(default_factory=dict)


def levers_of(plan: Plan, since: int = 0) -> tuple[Lever, ...]:
    """Who can act: programmes with money, in the order of the plan, then the special act where it is sought.

    since  the first open month: only money that is still to come counts
    """
    x = plan_arrays(plan)
    levers = [
        Lever(
            p.id, p.name, p.kind, k, float(x.budget[k, since:].sum()) / 1000.0, delayed(x, [k], YEAR, since=since).lost
        )
        for k, p in enumerate(plan.programmes)
        if x.budget[k, since:].any()
    ]
    if plan.law.wanted:
        levers.append(Lever(LAW, plan.law.name, LAW, -1, 0.0))
    return tuple(levers)


def act_months(plan: Plan, since: int = 0) -> dict[str, str | None]:
    """Variants of the special act: as early as it may still pass, a year later, and never (None)."""
    earliest = max(month_index(plan.law.earliest), month_index(plan.horizon.start) + since)
    return {"earliest": month_text(earliest), "year-later": month_text(earliest + YEAR), "never": None}


class Variants:
    """The plan's variants as the engine reads them, and the jobs that simulate them.

    lives     of the draws; pairs are simulated in every `PART`-th couple of draws, which share their parameters
    per_draw  orders in every draw, each with its reverse
    base      the plan as it was followed before month `since`: nothing before it changes
    """

    def __init__(
        self, plan: Plan, outcomes: Outcomes, lives: Lives, per_draw: int, seed: int, base: Plan, since: int = 0
    ) -> None:
        self.plan, self.outcomes, self.draws = plan, outcomes, len(lives.points)
        draws = self.draws
        self.since = since
        self.levers = levers_of(plan, since)
        self.n = len(self.levers)
        self._full, self._none = course(base, plan, since), plan_arrays(plan.without())
        self._every = lives
        self._places = {p.place: i for i, p in enumerate(self.levers)}
        self.all_coalitions = self.n <= ENUMERATED
        self.orders = self._orders(per_draw, seed)
        self.pairs = tuple(itertools.combinations(range(self.n), 2))
        some = np.array([d for d in range(draws) if d // 2 % PART == 0], dtype=np.intp)
        self.part = np.arange(draws, dtype=np.intp) if draws <= 2 * PART else some
        size, shape = len(outcomes.picked), np.float32
        joining = (1 << self.n, draws, size) if self.all_coalitions else (*self.orders.shape[:2], self.n + 1, size)
        self.simulated = Simulated(
            full=np.empty((draws, size), shape),
            none=np.empty((draws, size), shape),
            left_out=np.empty((self.n, draws, size), shape),
            more=np.empty((self.n, draws, size), shape),
            later=np.empty((self.n, draws, size), shape),
            all_later=np.empty((draws, size), shape),
            joining=np.empty(joining, shape),
            pairs=np.empty((len(self.pairs), len(self.part), size), shape),
            acts={name: np.empty((draws, size), shape) for name, month in act_months(plan, since).items() if month},
        )

    def _orders(self, per_draw: int, seed: int) -> NDArray[np.integer]:
        """(draw, order, n): uniform, and each lever spread evenly over early and late.

        A lever's place comes from a sequence of its own, keyed by its name: adding a programme moves nobody else.
        """
        points = sample_points([f"order.{p.id}" for p in self.levers], self.draws * per_draw, seed)
        orders = np.argsort(points, axis=1, kind="stable").reshape(self.draws, per_draw, self.n)
        return np.stack([with_reverses(o) for o in orders])

    def coalition(self, members: Sequence[int]) -> PlanArrays:
        """The plan in which only these levers act."""
        acting = {self.levers[i].place for i in members}
        mask = [k in acting for k in range(len(self.plan.programmes))]
        return self._open(together(self._full, self._none, mask, -1 in acting))

    def _open(self, x: PlanArrays) -> PlanArrays:
        """A variant of what is still open."""
        return from_month(self._full, x, self.since) if self.since else x

    def _some(self, draws: Sequence[int] | NDArray[np.integer]) -> Lives:
        """The lives of some draws."""
        return Lives(self._every.points[draws], self._every.luck[draws], self._every.until)

    def _but(self, *out: int) -> PlanArrays:
        return self.coalition([i for i in range(self.n) if i not in out])

    def jobs(self) -> Iterator[Job]:
        """Everything that is simulated."""
        yield from self.basic_jobs()
        yield from self.other_jobs()

    def basic_jobs(self) -> Iterator[Job]:
        """The plan, the region without it, and the plan without each lever."""
        p, every = self.simulated, self._every
        yield Job(self._full, every, p.full)
        yield Job(self._open(self._none), every, p.none)
        for i in range(self.n):
            yield Job(self._but(i), every, p.left_out[i])

    def other_jobs(self) -> Iterator[Job]:
        """Everything else: more, later, acts, pairs, and levers joining."""
        p, x, every = self.simulated, self._full, self._every
        for i, lever in enumerate(self.levers):
            if not lever.is_act:
                raised = self.plan.with_values({f"programmes.{lever.id}.budget.*": {"times": 1 + MORE}})
                yield Job(self._open(plan_arrays(raised)), every, p.more[i])
            late = delayed(x, [] if lever.is_act else [lever.place], YEAR, lever.is_act, self.since)
            yield Job(self._open(late.x), every, p.later[i])
        everyone = [lever.place for lever in self.levers if not lever.is_act]
        yield Job(self._open(delayed(x, everyone, YEAR, True, self.since).x), every, p.all_later)
        for name, month in act_months(self.plan, self.since).items():
            if month is not None:
                yield Job(self._open(law_in(self.plan, month)), every, p.acts[name])
        for k, (i, j) in enumerate(self.pairs):
            yield Job(self._but(i, j), self._some(self.part), p.pairs[k])
        yield from self._joining_jobs()

    def _joining_jobs(self) -> Iterator[Job]:
        p = self.simulated
        if self.all_coalitions:
            for c in range(1, (1 << self.n) - 1):
                yield Job(self.coalition([i for i in range(self.n) if c >> i & 1]), self._every, p.joining[c])
            return
        for d in range(self.draws):
            for k, order in enumerate(self.orders[d]):
                for size in range(1, self.n - 1):  # nobody, all, and all but one have been simulated
                    yield Job(self.coalition(order[:size]), self._some([d]), p.joining[d, k, size : size + 1])

    @property
    def simulations(self) -> int:
        """Simulations of one world that the jobs come to."""
        acts = sum(month is not None for month in act_months(self.plan, self.since).values())
        more = sum(not lever.is_act for lever in self.levers)
        joining = (1 << self.n) - 2 if self.all_coalitions else self.orders.shape[1] * (self.n - 2)
        whole_draws = 2 + 2 * self.n + more + 1 + acts + joining
        return self.draws * whole_draws + len(self.pairs) * len(self.part)

    def finish(self) -> None:
        """Fill in what needs no simulation: a lever that has no more to get, coalitions simulated already."""
        p = self.simulated
        for i, lever in enumerate(self.levers):
            if lever.is_act:
                p.more[i] = p.full
        p.acts["never"] = p.left_out[self._places[-1]] if -1 in self._places else p.full
        if self.all_coalitions:
            p.joining[0], p.joining[-1] = p.none, p.full
            return
        p.joining[:, :, 0], p.joining[:, :, -1] = p.none[:, None], p.full[:, None]
        for d in range(self.draws):
            for k, order in enumerate(self.orders[d]):
                p.joining[d, k, -2] = p.left_out[order[-1], d]

    def shares(self) -> Shares:
        """Shapley parts of every lever in every draw and outcome: (lever, draw, outcome)."""
        alike = [[self._places[k] for k in group if k in self._places] for group in twins(self._full)]
        every = whole(self.outcomes.of(self.simulated.joining))
        if self.all_coalitions:
            return twins_share_alike(enumerated(every), alike)
        by_outcome = [along_orders(orders, values) for orders, values in zip(self.orders, every, strict=True)]
        parts = np.stack([shares.parts for shares in by_outcome], axis=1)
        return twins_share_alike(Shares(parts, by_outcome[0].denominator), alike)
