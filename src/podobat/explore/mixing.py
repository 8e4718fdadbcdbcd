"""Draws whose groups of inputs come from other draws: what Sobol' indices of a simulated world are worked out from.

Set A is every other draw of the first half, set B of the second. In a mix, one group - parameters, plan figures,
chance, or what the model misses - is that of B and everything else that of A. Only before anything was counted:
afterwards groups go together, and a mix of two futures that fit the records need not fit them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from podobat.engine import PARAMETER_IDS, Job, Lives, lives_of, run_jobs
from podobat.engine.inputs import AS_PLANNED, PlanArrays, first_months
from podobat.explore.factors import CHANCE, FIGURES, GROUPS, MISSED, group_of
from podobat.explore.stage import Drawn, Stage
from podobat.forecast.discrepancy import Layout, carry

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Keep:
    """Numbers of a run, with what the model misses in the draw that is told by its point."""

    stage: Stage
    layout: Layout
    missed: Array
    floor: Array | None

    def __call__(self, runs: NDArray[np.float32], lives: Lives) -> NDArray[np.float32]:
        """What is picked of runs (draw, month, measure)."""
        carry(runs, self.layout, self.missed[lives.points], self.floor)
        return self.stage.pick(runs)


@dataclass(frozen=True)
class Mixing:
    """Two sets of draws of a stage and their mixes. The stage has four draws for each of `n`."""

    stage: Stage

    @property
    def n(self) -> int:
        """Draws of each set."""
        return self.stage.draws // 4

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Groups that there are: what the model misses only where these futures have it."""
        there = {group_of(id) for id in PARAMETER_IDS} | {FIGURES, CHANCE}
        return tuple(g for g in GROUPS if g in there or (g == MISSED and self._missed is not None))

    @cached_property
    def _missed(self) -> tuple[Array, Array | None] | None:
        layout = Layout.of(self.stage.measures, self.stage.plan.months[: self.stage.months])
        missed = self.stage.futures.missed(layout, self.stage.measures, 0, self.stage.draws)
        return None if missed is None else (missed.values, missed.floor)

    def _job(self, x: PlanArrays, group: str | None, base: int) -> tuple[Drawn, Array, Array, Lives, _Keep]:
        """What one set is run with: draws of set `base` (0: A, 1: B), one group from the other."""
        n = self.n
        own, other = base * n + np.arange(n), (1 - base) * n + np.arange(n)
        points = self.stage.points[::2]
        rows, figures = self.stage.rows[points[own]], self.stage.figures
        if group is not None:
            columns = [k for k, id in enumerate(PARAMETER_IDS) if group_of(id) == group]
            rows = rows.copy()
            rows[:, columns] = self.stage.rows[points[other]][:, columns]
        given = figures[points[other if group == FIGURES else own]] if len(figures) else AS_PLANNED
        luck = 2 * (other if group == CHANCE else own)
        layout = Layout.of(self.stage.measures, self.stage.plan.months[: self.stage.months])
        if self._missed is None:
            missed, floor = np.zeros((n, len(layout.groups), layout.stretches)), None
        else:
            missed, floor = self._missed[0][2 * (other if group == MISSED else own)], self._missed[1]
        out = np.empty((n, len(self.stage.columns)), np.float32)
        return out, rows, given, lives_of(np.arange(n), luck), _Keep(self.stage, layout, missed, floor)

    def play(self, x: PlanArrays) -> tuple[Drawn, Drawn, Drawn]:
        """Outcomes of A, of B, and of A with each group from B: (draw, column) twice, (group, draw, column)."""
        asked = list(self._asked())
        farm = self.stage.farm
        outcomes = farm.mix(self, x, asked) if farm is not None else [self.played(x, *one) for one in asked]
        return outcomes[0], outcomes[1], np.array(outcomes[2:])

    def played(self, x: PlanArrays, base: int, group: str | None) -> Drawn:
        """What set `base` (0: A, 1: B) comes to with one group from the other: (draw, column)."""
        out, rows, figures, lives, keep = self._job(x, group, base)
        job = Job(first_months(x, self.stage.months), lives, out)
        run_jobs([job], rows, self.stage.seed, figures=figures, keep=keep, threads=self.stage.threads,
                 progress=self.stage.report)  # fmt: skip
        return out

    def _asked(self) -> Iterator[tuple[int, str | None]]:
        yield 0, None
        yield 1, None
        for group in self.groups:
            yield 0, group


def runs_of(groups: Sequence[str], n: int) -> int:
    """Simulations of one world."""
    return (len(groups) + 2) * n
