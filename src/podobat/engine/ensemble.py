"""A plan and the same region without it, in as many draws as are asked for: what a forecast is made of."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from podobat.engine.counting import measure_ids
from podobat.engine.inputs import AS_PLANNED, Lives, pairs, plan_arrays
from podobat.engine.outputs import NOTED_EVERY
from podobat.engine.run import Job, Tally, run_jobs
from podobat.engine.variants import from_month
from podobat.engine.world import AGE_YEARS, AT_RISK, CASH_EDGES, HEAD_EDGES, Diagnostics
from podobat.plan import Plan

LEAST, MOST = 8, 128  # draws of one world that a thread takes at a time
SHARES = 16  # a thread's draws come in so many pieces, so that threads end together; larger ones cost less
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


def run_ensemble(
    plan: Plan,
    values: np.ndarray,
    draws: int,
    seed: int,
    *,
    first: int = 0,
    lives: Lives | None = None,
    base: Plan | None = None,
    since: int = 0,
    figures: np.ndarray = AS_PLANNED,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Ensemble:
    """Simulate draws first .. first + draws - 1 of the plan, and of the same world without it.

    plan      a checked plan
    values    (points, parameters) in the order of PARAMETER_IDS; draw d uses row d // 2 - first // 2
    draws     number of draws;  seed  0 .. 2**64 - 1
    lives     whose parameters and luck draw 0, 1, ... has instead; `first` is then left out
    base      the plan as it was before month `since`: what is past is decided (engine.variants.from_month)
    figures   (points, programmes, figures) factors on the plan (engine.figures); none: as planned
    threads   at most this many at once (default: all cores); the result does not depend on it
    progress  called with the number of draws that have just finished
    returns   Ensemble;  raises ValueError for too few parameter rows, KeyboardInterrupt as it comes
    """
    measures, months = columns(plan), tuple(plan.months)
    out = np.empty((len(WORLDS), draws, len(months), len(measures)), dtype=np.float32)
    lives = pairs(draws, first) if lives is None else lives.part(0, draws)
    followed = plan_arrays(plan) if base is None else from_month(plan_arrays(base), plan_arrays(plan), since)
    jobs = [Job(x, lives, out[k], world=k) for k, x in enumerate((followed, plan_arrays(plan.without())))]
    threads = max(1, min(threads or os.cpu_count() or 1, -(-draws // LEAST)))
    tallies = run_jobs(
        jobs,
        values,
        seed,
        figures=figures,
        worlds=len(WORLDS),
        at_once=max(LEAST, min(MOST, len(WORLDS) * draws // (SHARES * threads) & -2)),
        threads=threads,
        progress=_in_draws(progress),
    )
    return Ensemble(out, measures, months, _histograms(tallies), sum(tally.firm_months for tally in tallies))


def columns(plan: Plan) -> tuple[str, ...]:
    """The measures of a run of this plan, in the order of its columns."""
    return measure_ids(tuple(s.id for s in plan.sectors), tuple(p.id for p in plan.programmes))


def _in_draws(progress: Callable[[int], None] | None) -> Callable[[int], None] | None:
    """What counts runs, from what counts draws, of which each has a run in every world."""
    if progress is None:
        return None
    runs = 0

    def count(more: int) -> None:
        nonlocal runs
        before, runs = runs, runs + more
        if runs // len(WORLDS) > before // len(WORLDS):
            progress(runs // len(WORLDS) - before // len(WORLDS))

    return count


def _histograms(tallies: tuple[Tally, ...]) -> dict[str, np.ndarray]:
    """By name, the world first, and the edges of their bins."""
    diagnostics = {name: np.stack([getattr(t.diagnostics, name) for t in tallies]) for name in Diagnostics._fields}
    # Whoever was noted with its cash lived through the months between two notes.
    noted = diagnostics["cash_by_age"].sum(axis=2).reshape(len(WORLDS), AGE_YEARS, -1).sum(axis=2)
    diagnostics["survival"][:, AT_RISK] = NOTED_EVERY * noted
    diagnostics["cash_edges"] = CASH_EDGES
    diagnostics["head_edges"] = HEAD_EDGES
    return diagnostics
