"""What is learnt about, and from what: the plan, its records, and the parameters that vary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from podobat.engine import PARAMETER_IDS as WORLD_IDS
from podobat.engine import lives_of
from podobat.errors import CannotRun
from podobat.evidence import Parameters, measure, read_parameters
from podobat.forecast import parameters_of
from podobat.forecast.futures import BESIDE
from podobat.forecast.planned import PlanFigures, PlannedLaw
from podobat.learn.observation import Counted, Likelihood, usable, window
from podobat.learn.runs import Progress, series_of
from podobat.plan import Case, Plan
from podobat.texts import catalogue

EDGE = 1e-12
OUTSIDE, REACH = "discrepancy.outside", "discrepancy.reach"


@dataclass(frozen=True)
class Setting:
    """A case as learning sees it.

    records     those that can be held against a measure, within the simulated months
    parameters  of the world;  figures of the plan that are drawn;  likelihood of the records
    outside     weight of the outside view in what is foretold of a measure that is counted
    reach       how many times the latest count a target may be for the outside view to be asked
    beside      fingerprint of the parameters that are none of the world's
    """

    plan: Plan
    records: tuple[Any, ...]
    parameters: Parameters
    figures: PlanFigures
    likelihood: Likelihood
    seed: int
    threads: int
    outside: float
    reach: float
    beside: str = ""

    @classmethod
    def of(cls, case: Case, records: Iterable[Counted], seed: int, threads: int = 1) -> Setting:
        """From a case and its records."""
        plan = case.plan
        start, months = str(plan.horizon.start), plan.n_months
        looking = [(r, w) for r in records if usable(r) for w in [window(r, start, months)] if w is not None]
        kept = tuple(r for r, _ in looking)
        stated = read_parameters(case.parameter_files, case.sources)
        likelihood = Likelihood.of(kept, [w for _, w in looking], stated, start, threads)
        figures = PlanFigures(plan, PlannedLaw.of(stated))
        return cls(plan, kept, parameters_of(case), figures, likelihood, seed, threads, stated[OUTSIDE].value,
                   stated[REACH].value, stated.only(*BESIDE).fingerprint)  # fmt: skip

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Parameters that vary: the first dimensions of a particle. Plan figures are the others."""
        return tuple(p.id for p in self.parameters if not p.distribution.fixed)

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """What a particle is a point of."""
        return (*self.free, *self.figures.ids)

    def factors(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Factors on the plan of particles (engine.figures)."""
        return self.figures.factors(z[:, len(self.free) :])

    @cached_property
    def promised(self) -> NDArray[np.float64]:
        """The value of each target in the unit of its measure."""
        money = [measure(t.measure).unit.startswith("KRW_m") for t in self.plan.targets]
        values = [self.plan.won_m(t.value) if m else t.value for t, m in zip(self.plan.targets, money, strict=True)]
        return np.array(values, dtype=np.float64)

    def rows(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Parameter values of points in normal scores, columns in the engine's order."""
        u = np.full((len(z), len(self.parameters)), 0.5)
        free = [self.parameters.ids.index(i) for i in self.free]
        u[:, free] = np.clip(ndtr(z[:, : len(free)]), EDGE, 1.0 - EDGE)
        return self.parameters.sample(u)[:, [self.parameters.ids.index(i) for i in WORLD_IDS]]

    def simulate(
        self, z: NDArray[np.float64], numbers: NDArray[np.int64], measures: Sequence[str], months: int,
        progress: Progress | None = None,
    ) -> NDArray[np.float32]:  # fmt: skip
        """Some measures of points with the luck of draw numbers, with the plan: (draw, measure, month)."""
        lives = lives_of(np.arange(len(z)), numbers)
        return series_of(
            self.plan, self.rows(z), lives, self.seed, measures, months, figures=self.factors(z), threads=self.threads,
            progress=progress,
        )  # fmt: skip


def known_by(records: Iterable[Counted], until: str | None) -> Sequence[Counted]:
    """Records that were known by the end of a day, "YYYY-MM-DD". Raises CannotRun for anything else."""
    if until is not None:
        try:
            date.fromisoformat(until)
        except ValueError:
            raise CannotRun(catalogue("learn")("doubt.no_date", date=until)) from None
    return [r for r in records if until is None or r.as_of <= until]
