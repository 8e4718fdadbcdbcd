"""Who lives the draws of a forecast: parameters, luck and what the model misses, before or after counting.

    prior(case, seed)              nothing was counted: parameters from their distributions, luck by draw number
    learn(...).futures(draws)      what goes with the records (learn.update)

Either way draws 2i and 2i + 1 share their parameters, and the past as far as it was counted, and differ by luck. The
same draw has the same parameters, luck and discrepancy in every world, plan and scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from podobat.engine import PARAMETER_IDS, Lives, Pick, pairs
from podobat.engine.inputs import AS_PLANNED, PlanArrays, plan_arrays
from podobat.engine.variants import from_month
from podobat.errors import CannotRun
from podobat.evidence import Parameters, read_parameters
from podobat.forecast.discrepancy import Discrepancy, Layout, carry, prior_draws
from podobat.forecast.planned import PlanFigures, PlannedLaw
from podobat.forecast.result import Forecast, parameters_of
from podobat.forecast.sampling import sample_points
from podobat.forecast.views import Told, View
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.plan import Case, Plan

Array = NDArray[np.float64]
ANEW = 1 << 25  # draw numbers of discrepancies drawn anew begin here
BESIDE: Final = ("discrepancy", "observation", "planned")  # groups of parameters that futures rest on beside the world
POINTS = 512  # parameter points are sampled so many at a time, wherever batches begin


class Lived(NamedTuple):
    """Some draws: rows of parameters (point, parameter) in the engine's order, and the lives over these points."""

    rows: Array
    lives: Lives


class Missed(NamedTuple):
    """What the model misses in some draws (forecast.discrepancy): (draw, group, stretch), and the floor."""

    values: Array
    floor: Array | None = None


class Futures(Protocol):
    """What a forecast asks of those who live its draws."""

    @property
    def parameters(self) -> Parameters:
        """The parameters of the world, with their sources."""
        ...

    @property
    def beside(self) -> str:
        """A fingerprint of what is stated beside the world: misses, plan figures, counters (BESIDE). Empty without."""
        ...

    @property
    def seed(self) -> int:
        """Key of all chance."""
        ...

    @property
    def known(self) -> str:
        """Names what was counted: a fingerprint of the records; empty before any."""
        ...

    @property
    def told(self) -> Told | None:
        """What was counted; None before anything was."""
        ...

    @property
    def most(self) -> int | None:
        """How many draws there are; None: as many as are asked for."""
        ...

    @property
    def since(self) -> int:
        """The first month, from the plan's start, in which anything is still open: plans differ from then on only."""
        ...

    def lived(self, a: int, b: int) -> Lived:
        """Draws a .. b - 1."""
        ...

    def views(self, forecast: Forecast) -> tuple[View, ...]:
        """Every target of a forecast that these futures made, from all sides; nothing before any count."""
        ...

    def figures(self, plan: Plan, a: int, b: int) -> Array:
        """Factors on a plan for the points of draws a .. b - 1 (engine.figures); AS_PLANNED: only as it is written."""
        ...

    def missed(self, layout: Layout, measures: tuple[str, ...], a: int, b: int, *, anew: bool = False) -> Missed | None:
        """Discrepancies of draws a .. b - 1 for the groups of a layout; None: only the simulated world.

        anew  others, from the same distribution, for the same simulated worlds
        """
        ...


@dataclass(frozen=True)
class Prior:
    """Futures before anything was counted.

    law      of what the model misses;  planned of what a plan writes as one number; None: only the simulated world
    """

    parameters: Parameters
    seed: int
    law: Discrepancy | None
    planned: PlannedLaw | None
    known: str = ""
    beside: str = ""
    most: int | None = None
    since: int = 0
    told: Told | None = None
    _block: Callable[[int], Array] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns = [self.parameters.ids.index(name) for name in PARAMETER_IDS]

        @lru_cache(maxsize=8)
        def block(k: int) -> Array:
            u = sample_points(self.parameters.ids, POINTS, self.seed, k * POINTS)
            return self.parameters.sample(u)[:, columns]

        object.__setattr__(self, "_block", block)

    def __reduce__(self) -> tuple[type[Prior], tuple[Any, ...]]:
        """What it was made from goes to another process; points are drawn there anew."""
        return Prior, tuple(getattr(self, f.name) for f in fields(self) if f.init)

    def views(self, forecast: Forecast) -> tuple[View, ...]:
        """None: there is nothing to go on from."""
        return ()

    def lived(self, a: int, b: int) -> Lived:
        """Draws a .. b - 1, each with luck of its own; 2i and 2i + 1 share point i."""
        first, end = a // 2, (b + 1) // 2
        blocks = range(first // POINTS, (end - 1) // POINTS + 1)
        offset = blocks[0] * POINTS
        rows = np.concatenate([self._block(k) for k in blocks])[first - offset : end - offset]
        return Lived(rows, pairs(b - a, a))

    def figures(self, plan: Plan, a: int, b: int) -> Array:
        """Plan figures by their spreads alone."""
        if self.planned is None:
            return AS_PLANNED
        varied = PlanFigures(plan, self.planned)
        return varied.factors(prior_scores(varied.ids, a, b, self.seed))

    def missed(self, layout: Layout, measures: tuple[str, ...], a: int, b: int, *, anew: bool = False) -> Missed | None:
        """Discrepancies by their law alone."""
        if self.law is None:
            return None
        return Missed(prior_draws(self.law, layout, b - a, self.seed, a + ANEW if anew else a))


def prior(case: Case, seed: int, *, world_only: bool = False) -> Prior:
    """Futures of a case before anything was counted. Raises InputFaults when the parameters have faults.

    world_only  leave out what the model misses: only the simulated world, in which what is granted is spent, and so on
    """
    if world_only:
        return Prior(parameters_of(case), seed, None, None)
    stated = read_parameters(case.parameter_files, case.sources)
    law, planned = Discrepancy.of(stated), PlannedLaw.of(stated)
    return Prior(parameters_of(case), seed, law, planned, beside=stated.only(*BESIDE).fingerprint)


def prior_scores(ids: Sequence[str], a: int, b: int, seed: int) -> Array:
    """Normal scores of the points of draws a .. b - 1, (point, id): two draws share each."""
    first, end = a // 2, (b + 1) // 2
    return ndtri(sample_points(ids, end - first, seed, first))


def course(base: Plan, plan: Plan, since: int) -> PlanArrays:
    """A plan as it can still be followed: `base` before month `since`, the plan from it on.

    raises  CannotRun where the plan has other programmes or months than the one that was followed
    """
    x = plan_arrays(plan)
    if since <= 0 or plan is base:
        return x
    try:
        return from_month(plan_arrays(base), x, since)
    except ValueError:
        raise CannotRun(catalogue("forecast")("fault.other_programmes")) from None


class TrueRuns:
    """Of runs, as they will be true, the numbers that are picked (engine.Keep): with what is missed in each draw.

    A draw is known by the last of its lucks, which is its own number in every kind of futures.
    """

    def __init__(
        self, futures: Futures, draws: int, measures: Sequence[str], months: Sequence[str], pick: Pick
    ) -> None:  # fmt: skip
        picked = {int(c) for c in pick.columns}
        self.pick, layout = pick, Layout.of(measures, months)
        self.layout = replace(layout, column=np.where([j in picked for j in range(len(measures))], layout.column, -1))
        self.missed = futures.missed(layout, tuple(measures), 0, draws)

    def __call__(self, runs: NDArray[np.float32], lives: Lives) -> NDArray[np.float32]:
        """What is picked of runs (draw, month, measure)."""
        if self.missed is not None:
            carry(runs, self.layout, self.missed.values[lives.luck[:, -1]], self.missed.floor)
        return self.pick(runs)


def make_true(
    values: NDArray[np.float32], futures: Futures, measures: Sequence[str], months: Sequence[str], first: int,
    threads: int = 1,
) -> None:  # fmt: skip
    """Turn simulated worlds into what will be true, in place: (world, draw, month, measure), draws from `first` on."""
    layout = Layout.of(measures, months)
    missed = futures.missed(layout, tuple(measures), first, first + values.shape[1])
    if missed is not None:
        carry(values, layout, missed.values, missed.floor, threads)


def drawn_anew(
    values: NDArray[np.float32], futures: Futures, measures: Sequence[str], months: Sequence[str], first: int,
    pairs: Sequence[tuple[int, int]],
) -> NDArray[np.float32]:  # fmt: skip
    """Some measures and months of simulated worlds with discrepancies drawn anew: (pair, draw).

    values  (draw, month, measure) simulated, draws from `first` on;  pairs (month, measure)
    """
    columns = sorted({m for _, m in pairs})
    some, names = np.ascontiguousarray(values[:, :, columns]), tuple(measures[m] for m in columns)
    layout = Layout.of(names, months)
    missed = futures.missed(layout, names, first, first + len(values), anew=True) if columns else None
    if missed is not None:
        carry(some, layout, missed.values, missed.floor)
    of_pairs = [some[:, t, columns.index(m)] for t, m in pairs]
    return np.array(of_pairs, np.float32).reshape(len(pairs), len(values))
