"""What an act on the cluster changes: kinds of act, each provision, and a month sooner, under the same chance.

    acts = acts_of(case, draws=1000, seed=1)
    acts.effect("special").of("jobs.direct@2024-12")     against no act at all
    acts.month_sooner                                     a twelfth of what a year's delay costs

Every variant but the plan's own is in force from the month in which the plan hopes for it, so that what an act holds is
kept apart from when it comes. When it comes is drawn in the plan's own variant, and shown beside. After counting only
what is still open can change: acts differ from the first open month on, and until then none has passed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.acts.result import Acts, Variant
from podobat.engine import Job, run_jobs
from podobat.engine.inputs import PlanArrays, act_shares, plan_arrays
from podobat.engine.run import Progress
from podobat.engine.variants import from_month
from podobat.errors import CannotRun
from podobat.evidence.provisions import read_provisions
from podobat.forecast.effects import effect_of
from podobat.forecast.fingerprints import code_fingerprint
from podobat.forecast.futures import Futures, TrueRuns, prior
from podobat.forecast.simulate import LARGEST_SEED, _check_range, _measures
from podobat.texts import Text, catalogue
from podobat.value.outcomes import Outcome, Outcomes, outcomes_of

if TYPE_CHECKING:
    from podobat.plan import Case, Plan

LEAST_DRAWS, MOST_DRAWS = 100, 20_000
YEAR: Final = 12
IN_FORCE: Final = "law.in_force"
_say = catalogue("acts")


def acts_of(
    case: Case, *, draws: int = 1000, seed: int = 1, threads: int | None = None, progress: Progress | None = None,
    futures: Futures | None = None,
) -> Acts:  # fmt: skip
    """Simulate a case with every kind of act and every provision.

    progress  called with the number of runs that have just finished, of `runs_of(draws)`
    futures   who lives the draws (forecast.futures); by default those before anything was counted
    raises    CannotRun for a number outside its range, and when an act could change nothing any more; InputFaults
              when the parameters have faults
    """
    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    plan, started = case.plan, time.perf_counter()
    outcomes = _outcomes(plan)
    futures, measures = prior(case, seed) if futures is None else futures, _measures(plan)
    _check_range("draws", draws, LEAST_DRAWS, futures.most or MOST_DRAWS)
    _check_open(plan, futures.since)
    rows, lives = futures.lived(0, draws)
    keep = TrueRuns(futures, draws, measures, plan.months, outcomes.pick(plan, measures))
    variants = dict(variants_of(plan, futures.since))
    out = np.empty((len(variants), draws, len(outcomes.counted)), np.float32)
    jobs = [Job(x, lives, out[k]) for k, x in enumerate(variants.values())]
    figures = futures.figures(plan, 0, draws)
    run_jobs(jobs, rows, seed, figures=figures, keep=keep, threads=threads, progress=progress)
    drawn = {name: outcomes.of(out[k]).astype(np.float64) for k, name in enumerate(variants)}
    n = len(outcomes)
    by_id = {
        name: Variant(name, tuple(effect_of((values - drawn["none"])[:, k]) for k in range(n)))
        for name, values in drawn.items() if name != "none"
    }  # fmt: skip
    sooner = (drawn["special"] - drawn["special-late"]) / YEAR
    passed = {o.month: float(drawn["sought"][:, k].mean()) for k, o in enumerate(outcomes) if o.measure == IN_FORCE}
    prints = {"plan": plan.fingerprint, "parameters": futures.parameters.fingerprint, "code": code_fingerprint(),
              **({"records": futures.known} if futures.known else {})}  # fmt: skip
    return Acts(
        case_id=plan.id, plan=plan, draws=draws, seed=seed, fingerprints=prints,
        month=plan.months[_from(plan, futures.since)],
        outcomes=outcomes, variants=by_id, month_sooner=tuple(effect_of(sooner[:, k]) for k in range(n)),
        passed=passed, provisions=read_provisions(), told=futures.told, since=futures.since,
        seconds=time.perf_counter() - started,
    )  # fmt: skip


def _check_open(plan: Plan, since: int) -> None:
    """Raises CannotRun where an act could change nothing any more: all months are over, or the act is in force."""
    if since >= plan.n_months:
        raise CannotRun(_say("fault.nothing_open", month=plan.months[-1]))
    if plan.law.effective is not None and plan.month_number(plan.law.effective) < since:
        raise CannotRun(_say("fault.in_force", month=plan.law.effective))


def runs_of(draws: int) -> int:
    """How many runs so many draws come to."""
    return draws * (5 + 2 * len(read_provisions()))


def _from(plan: Plan, since: int) -> int:
    """The month from which acts are in force: that for which the plan hopes, and never before the first open one."""
    return max(plan.month_number(plan.law.earliest), since)


def variants_of(plan: Plan, since: int = 0) -> Iterator[tuple[str, PlanArrays]]:
    """Every variant by its name: sought, none, general, special, special-late, only:<id>, without:<id>.

    since  the first open month: before it every variant is the plan, in which no act had passed
    """
    x = plan_arrays(plan)
    so_far = x._replace(law=_no_act(x))
    for name, variant in _whole_variants(plan, x, _from(plan, since)):
        yield name, from_month(so_far, variant, since) if since > 0 else variant


def _no_act(x: PlanArrays) -> NDArray[np.int64]:
    """No act, and none that is sought."""
    law = x.law.copy()
    law[0], law[2] = 0, -1
    return law


def _whole_variants(plan: Plan, x: PlanArrays, month: int) -> Iterator[tuple[str, PlanArrays]]:
    ids = [p.id for p in read_provisions()]

    def in_force(at: int, kind: str = "special", provisions: list[str] | None = None) -> PlanArrays:
        law = x.law.copy()
        law[0], law[2] = 1, at
        return x._replace(law=law, act=act_shares(kind, provisions))

    yield "sought", x
    yield "none", x._replace(law=_no_act(x))
    yield "general", in_force(month, "general")
    yield "special", in_force(month)
    yield "special-late", in_force(month + YEAR)
    for id in ids:
        yield f"only:{id}", in_force(month, provisions=[id])
        yield f"without:{id}", in_force(month, provisions=[other for other in ids if other != id])


def _outcomes(plan: Plan) -> Outcomes:
    """Everything a programme is valued by, and whether the act is in force by the end of each year."""
    of_plan = outcomes_of(plan)
    years = [month for month in plan.months if month.endswith("-12") and month >= plan.law.earliest]
    ends = sorted({*years, plan.horizon.end, plan.horizon.forecast_to})
    act = [Outcome(f"{IN_FORCE}@{end}", Text(IN_FORCE, IN_FORCE), IN_FORCE, end, "share") for end in ends]
    return Outcomes((*of_plan.counted, *act), of_plan.odds)
