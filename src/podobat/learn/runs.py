"""Runs of chosen draws: any parameters with any luck, with the plan only, and no further than is asked.

A run is a pure function of plan, parameters, seed and draw number. So learning may simulate the months that records and
targets need, weigh the draws, and simulate those that remain to the horizon: their first months come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from podobat.engine import Job, columns, lives_of, run_jobs
from podobat.engine.inputs import first_months, plan_arrays
from podobat.learn.observation import Window
from podobat.plan import Plan

__all__ = ["Progress", "columns", "months_needed", "values_in", "whole", "windows_of"]

Progress = Callable[[int], None]


def months_needed(windows: Sequence[Window]) -> int:
    """How many months a run must have for these windows."""
    return 1 + max((max(w.plus) for w in windows), default=0)


def values_in(run: NDArray[np.float32], windows: Sequence[Window], names: Sequence[str]) -> NDArray[np.float32]:
    """What a run (month, measure) has in each window, (window,)."""
    at = {name: j for j, name in enumerate(names)}
    return np.array(
        [run[list(w.plus), at[w.measure]].sum() - run[list(w.minus), at[w.measure]].sum() for w in windows],
        dtype=np.float32,
    )


def windows_of(
    plan: Plan, rows: NDArray, numbers: NDArray, seed: int, windows: Sequence[Window],
    threads: int | None = None, progress: Progress | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Chosen draws with the plan, as far as the windows reach: (draw, window).

    rows      (draw, parameter) in the order of engine.PARAMETER_IDS
    numbers   (draw,) draw numbers: whose luck it is
    """
    names, x = columns(plan), first_months(plan_arrays(plan), months_needed(windows))
    out = np.empty((len(numbers), len(windows)), np.float32)

    def keep(runs: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.stack([values_in(run, windows, names) for run in runs])

    lives = lives_of(np.arange(len(numbers)), numbers)
    run_jobs([Job(x, lives, out)], rows, seed, keep=keep, threads=threads, progress=progress)
    return out


def whole(
    plan: Plan, rows: NDArray, numbers: NDArray, seed: int,
    threads: int | None = None, progress: Progress | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Chosen draws in both worlds to the horizon: float32 (world, draw, month, measure). Progress counts halves."""
    out = np.empty((2, len(numbers), plan.n_months, len(columns(plan))), np.float32)
    lives = lives_of(np.arange(len(numbers)), numbers)
    jobs = [Job(plan_arrays(variant), lives, out[k]) for k, variant in enumerate((plan, plan.without()))]
    run_jobs(jobs, rows, seed, threads=threads, progress=progress)
    return out
