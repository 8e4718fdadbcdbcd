"""Runs of chosen draws: any parameters with any luck, with the plan only, and no further than is asked.

A run is a pure function of plan, parameters, seed and draw number. So learning may simulate the months that records and
targets need, weigh the draws, and simulate those that remain to the horizon: their first months come out the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine.counting import measure_ids
from podobat.engine.inputs import AS_PLANNED, Lives, PlanArrays, parameter_records, plan_arrays
from podobat.engine.month import run_draws
from podobat.engine.randomness import key_of
from podobat.engine.world import HEAD_EDGES, make_world
from podobat.learn.observation import Window
from podobat.plan import Plan
from podobat.units import month_index

CHUNK: Final = 50  # draws a thread takes at a time
SLOTS: Final = 512  # start-ups a column holds at first; doubled for runs that need more

Progress = Callable[[int], None]
Keep = Callable[[int, NDArray[np.float32]], None]


def columns(plan: Plan) -> tuple[str, ...]:
    """The measures of a run, in the order of its columns."""
    return measure_ids(tuple(s.id for s in plan.sectors), tuple(p.id for p in plan.programmes))


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


def _live(
    x: PlanArrays, n_measures: int, plan_end: int, rows: NDArray, numbers: NDArray, seed: int, threads: int,
    keep: Keep, progress: Progress | None,
) -> None:  # fmt: skip
    """Run draw numbers[i] with parameters rows[i], in one world, and hand each finished run to keep(i, run)."""
    records, key, edges = parameter_records(rows), key_of(seed), HEAD_EDGES.astype(np.float64)
    months = x.pins.size
    numbers = np.asarray(numbers, np.int64)
    lives = Lives(np.arange(len(numbers)), numbers[:, None].copy(), np.full(1, 1 << 30, np.int64))

    def work(first: int) -> int:
        slots = SLOTS
        w = make_world(x, n_measures, slots)
        out = np.empty((1, months, n_measures), np.float32)
        last = min(first + CHUNK, len(numbers))
        for i in range(first, last):
            while not run_draws(w, x, records, AS_PLANNED, lives, i, plan_end, key, edges, out):
                slots *= 2
                w = make_world(x, n_measures, slots)
            keep(i, out[0])
        return last - first

    with ThreadPoolExecutor(threads) as pool:
        for n in pool.map(work, range(0, len(numbers), CHUNK)):
            if progress is not None:
                progress(n)


def windows_of(
    plan: Plan, rows: NDArray, numbers: NDArray, seed: int, windows: Sequence[Window],
    threads: int | None = None, progress: Progress | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Chosen draws with the plan, as far as the windows reach: (draw, window).

    rows      (draw, parameter) in the order of engine.PARAMETER_IDS
    numbers   (draw,) draw numbers: whose luck it is
    """
    x = plan_arrays(plan)
    x = x._replace(pins=x.pins[: months_needed(windows)])
    names = columns(plan)
    out = np.empty((len(numbers), len(windows)), np.float32)

    def keep(i: int, run: NDArray[np.float32]) -> None:
        out[i] = values_in(run, windows, names)

    _live(x, len(names), _end(plan), rows, numbers, seed, threads or os.cpu_count() or 1, keep, progress)
    return out


def whole(
    plan: Plan, rows: NDArray, numbers: NDArray, seed: int,
    threads: int | None = None, progress: Progress | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Chosen draws in both worlds to the horizon: float32 (world, draw, month, measure). Progress counts halves."""
    names = columns(plan)
    out = np.empty((2, len(numbers), plan.n_months, len(names)), np.float32)
    for world, variant in enumerate((plan, plan.without())):

        def keep(i: int, run: NDArray[np.float32], world: int = world) -> None:
            out[world, i] = run

        x = plan_arrays(variant)
        _live(x, len(names), _end(plan), rows, numbers, seed, threads or os.cpu_count() or 1, keep, progress)
    return out


def _end(plan: Plan) -> int:
    return month_index(plan.horizon.end) - month_index(plan.horizon.start)
