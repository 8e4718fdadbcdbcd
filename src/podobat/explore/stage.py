"""Where variants of a plan are played: every one in the same futures, of each a few numbers kept.

    stage = Stage.of(case, futures, draws=512, seed=1, columns=[("jobs.direct", "2024-12")])
    stage.play([stage.base, other], 0, 128)        (variant, draw, column), what will be true

Months after the last one that is asked for are not simulated. Before month `since` every variant is the plan itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from podobat.engine import PARAMETER_IDS, Job, Lives, Pick, run_jobs
from podobat.engine.inputs import AS_PLANNED, PlanArrays, first_months, plan_arrays
from podobat.engine.variants import from_month
from podobat.explore.goals import Column
from podobat.forecast.futures import Futures, TrueRuns
from podobat.forecast.simulate import _measures

if TYPE_CHECKING:
    from podobat.plan import Case, Plan

Drawn = NDArray[np.float32]


class Player(Protocol):
    """What plays stages elsewhere than in threads of this machine (explore.farm)."""

    def play(self, stage: Stage, variants: Sequence[PlanArrays], a: int, b: int) -> Drawn:
        """As Stage.play."""
        ...

    def mix(self, mixing: Any, x: PlanArrays, asked: Sequence[tuple[int, str | None]]) -> list[Drawn]:
        """What sets of draws with one group from another come to, in the order asked for."""
        ...

Report = Callable[[int], None]
LARGEST = 1 << 21  # numbers of a call to the engine that are held at once


@dataclass(frozen=True)
class Stage:
    """Futures, and what is kept of each.

    plan     the plan that is followed before month `since`
    draws    how many futures there are: 0 .. draws - 1
    columns  measures in months, in the order of the numbers kept
    held     parameters held at a value in every future
    farm     a cluster that plays instead of threads of this machine; the bits are the same
    """

    plan: Plan
    futures: Futures
    draws: int
    seed: int
    columns: tuple[Column, ...]
    threads: int | None = None
    report: Report | None = field(default=None, compare=False)
    held: tuple[tuple[str, float], ...] = ()
    farm: Player | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(
        cls, case: Case, futures: Futures, *, draws: int, seed: int, columns: Sequence[Column],
        threads: int | None = None, report: Report | None = None, farm: Player | None = None,
    ) -> Stage:  # fmt: skip
        """The stage of a case's own plan; columns may repeat."""
        return cls(case.plan, futures, draws, seed, tuple(dict.fromkeys(columns)), threads, report, farm=farm)

    @property
    def since(self) -> int:
        """The first month in which anything is open."""
        return self.futures.since

    @cached_property
    def months(self) -> int:
        """How many months are simulated."""
        return 1 + max(self.plan.month_number(month) for _, month in self.columns)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """What a run counts."""
        return _measures(self.plan)

    @cached_property
    def base(self) -> PlanArrays:
        """The plan as it stands."""
        return plan_arrays(self.plan)

    def variant(self, plan: Plan) -> PlanArrays:
        """Another plan, from the first open month on."""
        return self.opened(plan_arrays(plan))

    def opened(self, x: PlanArrays) -> PlanArrays:
        """Arrays of another plan, from the first open month on."""
        return from_month(self.base, x, self.since) if self.since else x

    def held_at(self, held: Sequence[tuple[str, float]]) -> Stage:
        """The same futures with some parameters at a value."""
        return replace(self, held=tuple(held))

    @cached_property
    def _lived(self) -> tuple[NDArray[np.float64], Lives]:
        rows, lives = self.futures.lived(0, self.draws)
        if self.held:
            rows = rows.copy()
            for name, value in self.held:
                rows[:, PARAMETER_IDS.index(name)] = value
        return rows, lives

    @cached_property
    def points(self) -> NDArray[np.intp]:
        """The row of parameters and figures that each draw has: (draw,)."""
        return self._lived[1].points.astype(np.intp)

    @cached_property
    def rows(self) -> NDArray[np.float64]:
        """Parameters of each point: (point, parameter)."""
        return self._lived[0]

    @cached_property
    def figures(self) -> NDArray[np.float64]:
        """Factors on the plan of each point (engine.figures)."""
        return self.futures.figures(self.plan, 0, self.draws)

    @cached_property
    def pick(self) -> Pick:
        """Where the columns stand in a run."""
        at = {name: k for k, name in enumerate(self.measures)}
        months = np.array([self.plan.month_number(t) for _, t in self.columns], dtype=np.intp)
        return Pick(months, np.array([at[m] for m, _ in self.columns], dtype=np.intp))

    @cached_property
    def _keep(self) -> TrueRuns:
        return TrueRuns(self.futures, self.draws, self.measures, self.plan.months[: self.months], self.pick)

    def play(self, variants: Sequence[PlanArrays], a: int = 0, b: int | None = None) -> Drawn:
        """What will be true of each variant in draws a .. b - 1: (variant, draw, column)."""
        b = self.draws if b is None else b
        if self.farm is not None:
            return self.farm.play(self, variants, a, b)
        rows, lives = self._lived
        out = np.empty((len(variants), b - a, len(self.columns)), np.float32)
        part = lives.part(a, b)

        def jobs() -> Iterator[Job]:
            for x, room in zip(variants, out, strict=True):
                yield Job(first_months(x, self.months), part, room)

        figures = self.figures if len(self.figures) else AS_PLANNED
        run_jobs(
            jobs(), rows, self.seed, figures=figures, keep=self._keep, threads=self.threads, progress=self.report
        )  # fmt: skip
        return out

    def column(self, measure: str, month: str) -> int:
        """Where a number stands among those kept."""
        return self.columns.index((measure, month))
