"""Runs of chosen draws: any parameters with any luck, with the plan only, and no further than is asked.

A run is a pure function of plan, parameters, seed and luck. So learning may simulate the months that records look at,
weigh the draws, and simulate those that remain to the horizon: their first months come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from podobat.engine import Job, Lives, columns, run_jobs
from podobat.engine.inputs import AS_PLANNED, first_months, plan_arrays
from podobat.plan import Plan

Progress = Callable[[int], None]


def series_of(
    plan: Plan, rows: NDArray, lives: Lives, seed: int, measures: Sequence[str], months: int, *,
    figures: NDArray = AS_PLANNED, threads: int | None = None, progress: Progress | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Some measures of chosen draws with the plan, as far as is asked: float32 (draw, measure, month).

    rows     (point, parameter) in the order of engine.PARAMETER_IDS;  lives whose parameters and luck each draw has
    figures  (point, programme, figure) factors on the plan
    """
    names = columns(plan)
    at = [names.index(m) for m in measures]
    out = np.empty((len(lives.points), len(measures), months), np.float32)

    def keep(runs: NDArray[np.float32], lives: Lives) -> NDArray[np.float32]:
        return runs[:, :, at].transpose(0, 2, 1)

    job = Job(first_months(plan_arrays(plan), months), lives, out)
    run_jobs([job], rows, seed, figures=figures, keep=keep, threads=threads, progress=progress)
    return out
