"""Many runs: draws in parallel, with the plan and without it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import numpy as np

from podobat.engine.counting import measure_ids
from podobat.engine.inputs import AS_PLANNED, Lives, PlanArrays, pairs, parameter_records, plan_arrays
from podobat.engine.month import run_draws
from podobat.engine.outputs import NOTED_EVERY
from podobat.engine.randomness import key_of
from podobat.engine.world import AGE_YEARS, AT_RISK, CASH_EDGES, HEAD_EDGES, Diagnostics, make_diagnostics, make_world
from podobat.plan.schema import Plan
from podobat.units import month_index, month_text

LEAST, MOST = 8, 64  # draws a thread takes at a time; even, so that pairs that share parameters stay together
SHARES = 16  # a thread's draws come in so many pieces, so that threads end together; larger ones cost less
SLOTS = 1024  # start-ups a column holds at first; doubled for runs that need more
WORLDS = ("with", "without")


@dataclass(frozen=True)
class Ensemble:
    """Outcomes of many runs.

    values       float32 (world: with, without; draw; month; measure); money in KRW million
    measures     measure ids, one a column
    months       "YYYY-MM", one a row
    diagnostics  histograms summed over draws, int64, the world first (engine.world.Diagnostics), and their edges
    firm_months  start-ups with a seat in the region x months, over all runs and both worlds
    """

    values: np.ndarray
    measures: tuple[str, ...]
    months: tuple[str, ...]
    diagnostics: dict[str, np.ndarray] = field(repr=False)
    firm_months: int = 0


@dataclass
class _Thread:
    """What one thread owns: a world's arrays (grown when a run needs more room) and its histograms."""

    x: tuple[PlanArrays, PlanArrays]
    n_measures: int
    plan_end: int
    slots: int = SLOTS

    def __post_init__(self) -> None:
        self.totals = tuple(make_diagnostics() for _ in WORLDS)
        self.firm_months = 0
        self.worlds = self._make()

    def _make(self):
        return tuple(make_world(x, self.n_measures, self.slots) for x in self.x)

    def run(self, parameters, figures, lives: Lives, first: int, key, values: np.ndarray) -> None:
        """Draws first .. first + n of `lives` in both worlds into values (2, n, T, M)."""
        for world in range(len(WORLDS)):
            done = 0
            while done < values.shape[1]:
                w = self.worlds[world]
                before = Diagnostics(*(a.copy() for a in w.diagnostics))
                months_before = int(w.state[0]["firm_months"])
                done_now = run_draws(
                    w,
                    self.x[world],
                    parameters,
                    figures,
                    lives,
                    first + done,
                    self.plan_end,
                    key,
                    HEAD_EDGES.astype(np.float64),
                    values[world, done:],
                )
                done += done_now
                if done < values.shape[1]:
                    # A column was too short: forget the unfinished run, and repeat what is left with longer columns.
                    # Finished runs of this call are repeated too, because their histograms cannot be told apart.
                    for a, b in zip(w.diagnostics, before, strict=True):
                        a[...] = b
                    w.state[0]["firm_months"] = months_before
                    done -= done_now
                    self._collect()
                    self.slots *= 2
                    self.worlds = self._make()

    def _collect(self) -> None:
        for total, w in zip(self.totals, self.worlds, strict=True):
            for a, b in zip(total, w.diagnostics, strict=True):
                a += b
                b[...] = 0
            self.firm_months += int(w.state[0]["firm_months"])
            w.state[0]["firm_months"] = 0

    def finish(self) -> tuple[tuple[Diagnostics, ...], int]:
        self._collect()
        return self.totals, self.firm_months


def run_ensemble(
    plan: Plan,
    values: np.ndarray,
    draws: int,
    seed: int,
    *,
    first: int = 0,
    lives: Lives | None = None,
    figures: np.ndarray = AS_PLANNED,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Ensemble:
    """Simulate draws first .. first + draws - 1 of the plan, and of the same world without it.

    plan      a checked plan
    values    (points, parameters) in the order of PARAMETER_IDS; draw d uses row d // 2 - first // 2
    draws     number of draws;  seed  0 .. 2**64 - 1
    lives     whose parameters and luck draw 0, 1, ... has instead; `first` is then left out
    figures   (points, programmes, figures) factors on the plan (engine.figures); none: as planned
    threads   at most this many at once (default: all cores); the result does not depend on it
    progress  called with the number of draws that have just finished
    returns   Ensemble;  raises ValueError for a wrong number of parameter rows, KeyboardInterrupt as it comes
    """
    x = (plan_arrays(plan), plan_arrays(plan.without()))
    records = parameter_records(values)
    lives = pairs(draws, first) if lives is None else lives
    needed = int(lives.points.max(initial=-1)) + 1
    if len(records) < needed or len(lives.points) < draws:
        raise ValueError(f"{draws} draws from {first} need {needed} rows of parameters")
    measures = measure_ids(tuple(s.id for s in plan.sectors), tuple(g.id for g in plan.programmes))
    start = month_index(plan.horizon.start)
    months = tuple(month_text(start + t) for t in range(plan.n_months))
    plan_end = month_index(plan.horizon.end) - start
    out = np.empty((len(WORLDS), draws, len(months), len(measures)), dtype=np.float32)
    key = key_of(seed)
    threads = max(1, min(threads or os.cpu_count() or 1, -(-draws // LEAST)))
    chunk = max(LEAST, min(MOST, draws // (SHARES * threads) & -2))
    owned = [_Thread(x, len(measures), plan_end) for _ in range(threads)]

    def work(thread: _Thread, a: int) -> tuple[_Thread, int]:
        b = min(a + chunk - (first + a) % 2, draws)
        thread.run(records, figures, lives, a, key, out[:, a:b])
        return thread, b - a

    with ThreadPoolExecutor(threads) as pool:
        at = 0
        running = set()
        for thread in owned:
            if at < draws:
                running.add(pool.submit(work, thread, at))
                at = min(at + chunk - (first + at) % 2, draws)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                thread, n = future.result()
                if progress is not None:
                    progress(n)
                if at < draws:
                    running.add(pool.submit(work, thread, at))
                    at = min(at + chunk - (first + at) % 2, draws)

    finished = [thread.finish() for thread in owned]
    diagnostics = {
        name: np.stack([np.sum([totals[world][k] for totals, _ in finished], axis=0) for world in range(len(WORLDS))])
        for k, name in enumerate(Diagnostics._fields)
    }
    # Whoever was noted with its cash lived through the months between two notes.
    noted = diagnostics["cash_by_age"].sum(axis=2).reshape(len(WORLDS), AGE_YEARS, -1).sum(axis=2)
    diagnostics["survival"][:, AT_RISK] = NOTED_EVERY * noted
    diagnostics["cash_edges"] = CASH_EDGES
    diagnostics["head_edges"] = HEAD_EDGES
    return Ensemble(out, measures, months, diagnostics, sum(n for _, n in finished))
