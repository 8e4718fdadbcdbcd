"""Explore a plan: which uncertainties decide it, when its targets fail, and what is worth finding out first."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.errors import needs
from podobat.evidence.measures import measure
from podobat.explore.decide import decision_of
from podobat.explore.discover import conditions, watched
from podobat.explore.factors import GROUPS, Factors, factors_of
from podobat.explore.goals import goal_of
from podobat.explore.indices import UNKNOWN, Shares, ranked, ranks, sobol
from podobat.explore.mixing import Mixing, runs_of
from podobat.explore.options import open_years, options_of
from podobat.explore.result import Decided, Exploration, Outcome
from podobat.explore.shares import fitted_shares
from podobat.explore.stage import Stage
from podobat.forecast.fingerprints import code_fingerprint
from podobat.forecast.futures import Futures, prior
from podobat.forecast.simulate import LARGEST_SEED, _check_range, _measures
from podobat.steady import on_one_thread
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.engine.inputs import PlanArrays
    from podobat.explore.farm import Farm
    from podobat.plan import Case, Plan

Array = NDArray[np.float64]
NET: Final = ("jobs.direct", "startups.crossed", "people.placed_region")
_say = catalogue("explore")
Begin = Callable[[int], Callable[[int], None] | None]


@on_one_thread
def explore(
    case: Case,
    *,
    scenario: str | None = None,
    against: str | None = None,
    goal: str | None = None,
    draws: int = 2048,
    mixed: int = 384,
    decisions: int = 512,
    seed: int = 1,
    threads: int | None = None,
    begin: Begin | None = None,
    futures: Futures | None = None,
    farm: Farm | None = None,
) -> Exploration:
    """What decides a plan's targets and net figures, when they fail, and what is worth finding out.

    Parameters
    ----------
    case : Case
        The case, as `read_case` gives it.
    scenario, against : str, optional
        Ids of scenarios of the case: one to lay over the plan, and one whose futures are held against the plan's.
    goal : str, optional
        What the decision at hand is judged by: "jobs.direct@2024-12" (mean of a measure in a month), "odds:<target>" or
        "worst:<measure>@<month>" (mean of the worst tenth); people working at the plan's end by default.
    draws : int
        Futures for single factors and for conditions, 64 to 100,000.
    mixed : int
        Futures of each set from which shares of groups are mixed, 16 to 100,000; not used once something was counted.
    decisions : int
        Futures in which options are held against one another, 64 to 100,000.
    seed : int
        0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are.
    threads : int, optional
        Processor threads to use; all of them by default.
    begin : Begin, optional
        Called with the number of simulations to come; returns what is called with those just finished.
    futures : Futures, optional
        Who lives the draws, as `futures` gives them; by default those before anything was counted.
    farm : Farm, optional
        A Dask cluster that simulates; the bits are those of threads.

    Returns
    -------
    Exploration
        Shares of variance (0 to 1, of ranks), boxes of conditions, and what knowing more is worth in the goal's unit.

    Raises
    ------
    CannotRun
        For an unknown scenario, what is no goal, a number outside its range, or where the packages of the extra
        `explore` are missing.
    InputFaults
        When a scenario does not fit the plan or the parameters have faults.

    Notes
    -----
    Sobol' indices of groups after Saltelli et al. (2010) and Jansen (1999), of ranks; single factors after Plischke
    et al. (2013), Borgonovo (2007), Pianosi and Wagener (2018); conditions by PRIM (Friedman and Fisher 1999; Bryant
    and Lempert 2010); the worth of knowing after Strong, Oakley and Brennan (2014).

    Examples
    --------
    >>> import podobat
    >>> explored = podobat.explore(podobat.example(), draws=64, mixed=16, decisions=64, seed=1)
    >>> explored.sensitivity().columns[:4]
    ['outcome', 'factor', 'group', 'place']
    """
    needs("explore", "explore", "SALib")
    for name, value, least in (("draws", draws, 64), ("mixed", mixed, 16), ("decisions", decisions, 64)):
        _check_range(name, value, least, 100_000)
    _check_range("seed", seed, 0, LARGEST_SEED)
    started = time.perf_counter()
    futures = prior(case, seed) if futures is None else futures
    _check_range("draws", max(draws, decisions), 64, futures.most or 100_000)
    plan = case.scenario(scenario).apply(case.plan) if scenario is not None else case.plan
    rival = case.scenario(against).apply(case.plan) if against is not None else None
    asked = goal_of(goal or f"{NET[0]}@{plan.horizon.end}", plan, _measures(plan))
    outcomes = outcomes_of(plan, futures.since)
    mixes = futures.told is None
    report = begin(_runs(plan, futures.since, draws, mixed if mixes else 0, decisions)) if begin is not None else None
    counted = _Counted(report)
    columns = [*((o.measure, o.month) for o in outcomes), *climate_columns(plan), asked.column]
    stage = Stage.of(case, futures, draws=draws, seed=seed, columns=columns, threads=threads, report=counted,
                     farm=farm)  # fmt: skip
    full, none = stage.variant(plan), stage.variant(plan.without())
    played = stage.play([full, none, *([stage.variant(rival)] if rival is not None else [])])
    factors = factors_of(stage)
    groups = _group_shares(stage, full, none, outcomes, mixed, seed) if mixes else None
    decided = tuple(_decided(o, stage, played, factors, groups, seed) for o in outcomes)
    seen = watched(stage, played, factors)
    boxes = conditions(plan, stage, played, seen, asked, case.scenario(against).name if against else None)
    decision = decision_of(case, plan, replace(stage, draws=min(decisions, draws)), asked, factors)
    return Exploration(
        case_id=case.plan.id,
        plan=plan,
        factors=factors.factors,
        watched=seen.factors,
        decided=tuple(d for d in decided if d.factors or d.groups),
        boxes=boxes,
        decision=decision,
        draws=draws,
        mixed=mixed if mixes else 0,
        seed=seed,
        fingerprints={
            "plan": plan.fingerprint, "parameters": futures.parameters.fingerprint, "code": code_fingerprint(),
            **({"records": futures.known} if futures.known else {}),
        },
        simulations=counted.total,
        scenario=scenario,
        against=against,
        told=futures.told,
        since=futures.since,
        seconds=time.perf_counter() - started,
    )


class _Counted:
    """Counts simulations, and tells them on."""

    def __init__(self, report: Callable[[int], None] | None) -> None:
        self.report, self.total = report, 0

    def __call__(self, n: int) -> None:
        self.total += n
        if self.report is not None:
            self.report(n)


def _runs(plan: Plan, since: int, draws: int, mixed: int, decisions: int) -> int:
    """Simulations to come, at most."""
    options = len(options_of(plan, since))
    later = 2 if len(open_years(plan, since)) > 1 else 1
    return 2 * draws + (2 * runs_of(GROUPS, mixed) if mixed else 0) + later * options * decisions


def outcomes_of(plan: Plan, since: int) -> tuple[Outcome, ...]:
    """Every measure that a target reads, at its date, and net figures at the plan's end; only what is still open."""
    outcomes: dict[tuple[str, str, bool], Outcome] = {}
    for target in plan.targets:
        key = target.measure, target.by, False
        about = measure(target.measure)
        ids = (*(outcomes[key].targets if key in outcomes else ()), target.id)
        id = f"{target.measure}@{target.by}"
        outcomes[key] = Outcome(id, about.name, target.measure, target.by, about.unit, False, ids)
    for id in NET:
        end = plan.horizon.end
        about = measure(id)
        name = _say("outcome.net", name=about.name)
        outcomes[id, end, True] = Outcome(f"net:{id}@{end}", name, id, end, about.unit, True)
    return tuple(o for o in outcomes.values() if plan.month_number(o.month) >= since)


def climate_columns(plan: Plan) -> list[tuple[str, str]]:
    """What chance makes of the venture climate and the law, by year: conditions that people can watch."""
    ends = [f"{y}-12" for y in plan.horizon.years if f"{y}-12" in plan.months]
    return [(id, month) for id in ("climate.venture", "law.in_force") for month in ends]


def value_of(outcome: Outcome, stage: Stage, played: NDArray[np.float32]) -> Array:
    """What an outcome comes to in every draw: played (world, draw, column), the plan and then without it."""
    at = stage.column(outcome.measure, outcome.month)
    y = played[0, ..., at].astype(np.float64)
    return y - played[1, ..., at] if outcome.net else y


def _group_shares(
    stage: Stage, full: PlanArrays, none: PlanArrays, outcomes: Sequence[Outcome], mixed: int, seed: int
) -> dict[str, dict[str, Shares]]:
    """Outcome id -> group -> shares, from mixes of draws."""
    mixing = Mixing(replace(stage, draws=4 * mixed))
    with_, without = mixing.play(full), mixing.play(none)
    shares = {}
    for o in outcomes:
        at = stage.column(o.measure, o.month)
        both = zip(with_, without, strict=True)
        sets = [w[..., at].astype(np.float64) - (n[..., at] if o.net else 0.0) for w, n in both]
        a, b, ab = ranks(*sets)
        if np.ptp(a) > 0:
            shares[o.id] = dict(zip(mixing.groups, sobol(a, b, ab, seed), strict=True))
    return shares


def _decided(
    o: Outcome, stage: Stage, played: NDArray[np.float32], factors: Factors,
    groups: dict[str, dict[str, Shares]] | None, seed: int,
) -> Decided:  # fmt: skip
    y = value_of(o, stage, played)
    if np.ptp(y) == 0.0:
        return Decided(o, {}, (), UNKNOWN)
    shares = groups.get(o.id, {}) if groups is not None else fitted_shares(y, factors, seed)
    factors_in_order, steady = ranked(y, factors.values, seed)
    return Decided(o, shares, tuple(factors_in_order), steady)


