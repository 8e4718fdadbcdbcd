"""Value every programme of a plan: read what is asked for, simulate the variants of the plan, share the effect out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine import Job, run_jobs
from podobat.errors import CannotRun
from podobat.forecast.balance import balance_shares
from podobat.forecast.fingerprints import code_fingerprint
from podobat.forecast.futures import Futures, TrueRuns, prior
from podobat.forecast.simulate import LARGEST_SEED, _check_range, _measures
from podobat.texts import catalogue
from podobat.value.outcomes import outcomes_of
from podobat.value.result import Value
from podobat.value.sweep import Held, Sweep, held_ends
from podobat.value.variants import Lever, Variants, levers_of

if TYPE_CHECKING:
    from podobat.plan import Case, Plan, Scenario

LEAST_DRAWS, MOST_DRAWS = 4, 20_000
MOST_ORDERS: Final = 32

Progress = Callable[[int], None]
Begin = Callable[[int], Progress | None]
Simulate = Callable[[Iterable[Job], NDArray[np.float64]], None]


def value(
    case: Case,
    *,
    plan: Plan | None = None,
    scenario: Scenario | str | None = None,
    draws: int = 1000,
    seed: int = 1,
    orders: int = 1,
    sweep: Sequence[str] = (),
    threads: int | None = None,
    begin: Begin | None = None,
    futures: Futures | None = None,
) -> Value:
    """Value every programme of a plan, and the special act where it is sought.

    Parameters
    ----------
    case : Case
        The case, as `read_case` gives it.
    plan, scenario : Plan, optional
        A variant to value instead of the case's own plan; a scenario of the case, or its id, to lay over it.
    draws : int
        Futures, 4 to 20,000; two of them share each point of the uncertain parameters.
    seed : int
        0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are.
    orders : int
        Orders in which levers join, in every draw, each with its reverse; more of them make the Shapley parts of
        single draws smoother (with up to five levers every coalition is simulated instead).
    sweep : Sequence[str]
        Ids of parameters to hold at 2.5 % and 97.5 % of their range in turn ("weakest" for the three least known that
        matter), in half of the draws.
    threads : int, optional
        Processor threads to use; all of them by default.
    begin : Begin, optional
        Called with the number of simulations to come; returns what is called with those just finished.
    futures : Futures, optional
        Who lives the draws (forecast.futures): after counting, only what is still open is valued, and its money
        alone; by default those before anything was counted.

    Returns
    -------
    Value

    Raises
    ------
    CannotRun
        For a number outside its range, an unknown scenario or parameter, a plan in which nothing can act.
    InputFaults
        When the parameters have faults.

    Examples
    --------
    >>> import podobat
    >>> value = podobat.value(podobat.example(), draws=4, seed=1)
    >>> "founding-grants" in {lever.id for lever in value.levers}
    True
    """
    _check_numbers(draws, seed, orders, threads)
    asked = case.scenario(scenario) if isinstance(scenario, str) else scenario
    plan = plan if plan is not None else case.plan
    plan = asked.apply(plan) if asked is not None else plan
    futures = prior(case, seed) if futures is None else futures
    _check_range("draws", draws, LEAST_DRAWS, futures.most or MOST_DRAWS)
    levers = _levers(plan, futures.since)
    parameters, outcomes = futures.parameters, outcomes_of(plan, balanced=True)
    started = time.perf_counter()
    rows, lives = futures.lived(0, draws)
    figures = futures.figures(plan, 0, draws)
    variants = Variants(plan, outcomes, lives, orders, seed, case.plan, futures.since)
    held, few = held_ends(parameters, sweep), max(2, draws // 4 * 2)
    simulations = variants.simulations + len(held) * few * (2 + variants.n)
    report = begin(simulations) if begin is not None else None
    measures = _measures(plan)
    keep = TrueRuns(futures, draws, measures, plan.months, outcomes.pick(plan, measures))

    def simulate(jobs: Iterable[Job], values: NDArray[np.float64]) -> None:
        run_jobs(jobs, values, seed, figures=figures, keep=keep, threads=threads, progress=report)

    simulate(variants.jobs(), rows)
    variants.finish()
    some = lives.part(0, few)
    sweeps = tuple(
        _held_at(end, Variants(plan, outcomes, some, 1, seed, case.plan, futures.since), rows, simulate) for end in held
    )
    return Value(
        case_id=case.plan.id,
        plan=plan,
        scenario=asked.id if asked is not None else None,
        scenario_name=asked.name if asked is not None else None,
        draws=draws,
        seed=seed,
        fingerprints={
            "plan": plan.fingerprint, "parameters": parameters.fingerprint, "code": code_fingerprint(),
            **({"records": futures.known} if futures.known else {}),
        },
        levers=levers,
        cannot_act=tuple(p.id for p in plan.programmes if p.id not in {lever.id for lever in levers}),
        outcomes=outcomes,
        simulated=variants.simulated,
        pairs=variants.pairs,
        part=variants.part,
        parts=variants.shares(),
        exact=variants.all_coalitions,
        orders=orders,
        told=futures.told,
        since=futures.since,
        sweeps=sweeps,
        simulations=simulations,
        seconds=time.perf_counter() - started,
        shares=balance_shares(case, draws, seed),
    )


def _levers(plan: Plan, since: int) -> tuple[Lever, ...]:
    """What can be chosen. Raises CannotRun where there is nothing, or nothing any more."""
    levers = levers_of(plan, since)
    if not any(not lever.is_act for lever in levers) and since > 0:
        last = plan.months[min(since, plan.n_months) - 1]
        raise CannotRun(catalogue("value")("fault.nothing_open", month=last))
    if not levers:
        raise CannotRun(catalogue("value")("fault.nothing_acts"))
    return levers


def _check_numbers(draws: int, seed: int, orders: int, threads: int | None) -> None:
    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    _check_range("orders", orders, 1, MOST_ORDERS)
    if threads is not None:
        _check_range("threads", threads, 1, 1024)


def _held_at(end: Held, variants: Variants, values: NDArray[np.float64], simulate: Simulate) -> Sweep:
    """The value again, in fewer draws, with one parameter held at an end of its range."""
    simulate(variants.basic_jobs(), end.hold(values))
    return end.result(variants)
