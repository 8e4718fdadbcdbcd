"""Targets that happen anyway: how many futures without the plan meet them, from a few quick runs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from podobat.engine.compiled import is_compiled
from podobat.engine.counting import measure_ids
from podobat.engine.inputs import first_months, plan_arrays
from podobat.engine.run import Job, Pick, run_jobs
from podobat.errors import Fault
from podobat.evidence.measures import measure
from podobat.forecast.futures import TrueRuns, prior
from podobat.plan import Case
from podobat.texts import catalogue

_say = catalogue("evidence")

DRAWS = 128
SEED = 1
OFTEN = 0.25  # share of futures without the plan from which on a target says little about the plan
MONEY = "KRW"


def met_without(case: Case, draws: int = DRAWS) -> dict[str, float]:
    """The share of futures without the plan that meet each target; targets beyond the forecast are left out.

    The futures are the first of those that a forecast as of the start is made of, with what the model misses.
    """
    plan = case.plan
    ids = measure_ids(tuple(s.id for s in plan.sectors), tuple(p.id for p in plan.programmes))
    at = [(t, plan.month_number(t.by)) for t in plan.targets if 0 <= plan.month_number(t.by) < plan.n_months]
    if not at:
        return {}
    futures, months = prior(case, SEED), 1 + max(month for _, month in at)
    rows, lives = futures.lived(0, draws)
    pick = Pick(np.array([m for _, m in at], np.intp), np.array([ids.index(t.measure) for t, _ in at], np.intp))
    out = np.zeros((draws, len(at)), np.float32)
    x = first_months(plan_arrays(plan.without()), months)
    run_jobs([Job(x, lives, out)], rows, SEED, keep=TrueRuns(futures, draws, ids, tuple(plan.months)[:months], pick))
    won = [plan.won_m(t.value) if measure(t.measure).unit.startswith(MONEY) else t.value for t, _ in at]
    return {t.id: float((out[:, j] >= won[j]).mean()) for j, (t, _) in enumerate(at)}


def met_anyway(case: Case) -> Iterator[Fault]:
    """A warning for every target that more than a quarter of the futures without the plan meet.

    Where the engine is not compiled yet, one that says so: a check of a file should not wait a minute for it.
    """
    if not is_compiled():
        found, remedy = _say("warnings.not_compiled"), _say("warnings.not_compiled_remedy")
        yield Fault("plan.yaml", None, "targets", found, remedy=remedy)
        return
    for id, share in met_without(case).items():
        if share > OFTEN:
            found = _say("warnings.anyway", share=f"{100 * share:.0f}", often=f"{100 * OFTEN:.0f}")
            yield Fault("plan.yaml", None, f"targets.{id}", found, remedy=_say("warnings.anyway_remedy"))
