"""Simulate scenarios side by side: every one of them meets the same chance in the same draw (common random numbers)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from podobat.compare.result import Alternative, Comparison
from podobat.engine import Job, Pick, run_jobs
from podobat.errors import CannotRun
from podobat.forecast.fingerprints import code_fingerprint
from podobat.forecast.futures import Futures, TrueRuns, course, prior
from podobat.forecast.simulate import LARGEST_SEED, _check_range, _measures
from podobat.texts import Text, catalogue
from podobat.units import nearest

if TYPE_CHECKING:
    from podobat.plan import Case

PLAN: Final = "plan"
LEAST_DRAWS, MOST_DRAWS = 4, 100_000
_say = catalogue("compare")

Progress = Callable[[int], None]


def compare(
    case: Case,
    scenarios: Sequence[str],
    *,
    draws: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
    futures: Futures | None = None,
) -> Comparison:
    """Compare scenarios of a case in the same futures.

    Parameters
    ----------
    case : Case
        The case, as `read_case` gives it.
    scenarios : Sequence[str]
        Ids; "plan" is the plan itself. One alone is compared with the plan.
    draws : int
        Futures, 4 to 100,000; two of them share each point of the uncertain parameters.
    seed : int
        0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are.
    threads : int, optional
        Processor threads to use; all of them by default.
    progress : Progress, optional
        Called now and then with the number of simulations that have just finished.
    futures : Futures, optional
        Who lives the draws (forecast.futures): after counting, scenarios differ from the first open month on; by
        default those before anything was counted.

    Returns
    -------
    Comparison

    Raises
    ------
    CannotRun
        For a number outside its range, unknown or repeated scenarios (the nearest is suggested), or fewer than two.
    InputFaults
        When a scenario does not fit the plan or the parameters have faults.

    Examples
    --------
    >>> import podobat
    >>> case = podobat.example()
    >>> comparison = podobat.compare(case, ["plan", "half-budget"], draws=20, seed=1)
    >>> [one.id for one in comparison.alternatives]
    ['plan', 'half-budget']
    """
    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    if threads is not None:
        _check_range("threads", threads, 1, 1024)
    alternatives = alternatives_of(case, scenarios)
    futures = prior(case, seed) if futures is None else futures
    _check_range("draws", draws, LEAST_DRAWS, futures.most or MOST_DRAWS)
    parameters = futures.parameters
    months, measures = _months(alternatives), _measures_of_all(alternatives)
    courses = {alternative.id: course(case.plan, alternative.plan, futures.since) for alternative in alternatives}
    rows, lives = futures.lived(0, draws)
    started = time.perf_counter()
    drawn = {}
    for alternative in alternatives:
        pick, out = _pick(alternative, months, measures), np.empty((draws, len(months) * len(measures)), np.float32)
        keep = TrueRuns(futures, draws, _measures(alternative.plan), alternative.plan.months, pick)
        job = Job(courses[alternative.id], lives, out)
        figures = futures.figures(alternative.plan, 0, draws)
        run_jobs([job], rows, seed, figures=figures, keep=keep, threads=threads, progress=progress)
        drawn[alternative.id] = out.reshape(draws, len(months), len(measures))
    plans = {f"plan {alternative.id}": alternative.plan.fingerprint for alternative in alternatives}
    return Comparison(
        case_id=case.plan.id,
        alternatives=alternatives,
        months=months,
        measure_ids=measures,
        values=drawn,
        draws=draws,
        seed=seed,
        told=futures.told,
        since=futures.since,
        fingerprints={
            **plans, "parameters": parameters.fingerprint, "code": code_fingerprint(),
            **({"records": futures.known} if futures.known else {}),
        },
        simulations=draws * len(alternatives),
        seconds=time.perf_counter() - started,
    )


def _measures_of_all(alternatives: Sequence[Alternative]) -> tuple[str, ...]:
    """The measures that every plan has, in the engine's order; those by sector or programme may differ."""
    others = [set(_measures(alternative.plan)) for alternative in alternatives[1:]]
    return tuple(m for m in _measures(alternatives[0].plan) if all(m in known for known in others))


def _pick(alternative: Alternative, months: Sequence[str], measures: Sequence[str]) -> Pick:
    """Where every measure of every month stands in a run of this plan: month by month."""
    columns = _measures(alternative.plan)
    rows = np.array([alternative.plan.month_number(t) for t in months], dtype=np.intp)
    return Pick(np.repeat(rows, len(measures)), np.tile([columns.index(m) for m in measures], len(months)))


def _months(alternatives: Sequence[Alternative]) -> tuple[str, ...]:
    """The ends of the plans, every target's month and the last month of the forecast; those that all plans have."""
    plans = [alternative.plan for alternative in alternatives]
    asked = {plan.horizon.end for plan in plans} | {t.by for plan in plans for t in plan.targets}
    asked |= {min(plan.horizon.forecast_to for plan in plans)}
    return tuple(sorted(t for t in asked if all(t in plan.months for plan in plans)))


def alternatives_of(case: Case, scenarios: Sequence[str]) -> tuple[Alternative, ...]:
    """The scenarios by their ids, the plan added where only one was asked for.

    raises  CannotRun with every unknown or repeated id at once
    """
    asked = [*scenarios, PLAN] if len(scenarios) == 1 and PLAN not in scenarios else list(scenarios)
    known = case.scenarios
    wrong = _wrong(asked, (PLAN, *known))
    if not wrong and len(asked) < 2:
        wrong.append(_say("fault.one"))
    if wrong:
        lines = (*wrong, _say("fault.known", names=", ".join((PLAN, *known))))
        raise CannotRun(Text.each(lambda lang: "\n".join(line[lang] for line in lines)))
    return tuple(
        Alternative(PLAN, _say("side.plan"), case.plan)
        if id == PLAN
        else Alternative(id, known[id].name, known[id].apply(case.plan))
        for id in asked
    )


def _wrong(asked: Sequence[str], known: Sequence[str]) -> list[Text]:
    """Every id that is not known, the nearest suggested, then every id given more than once."""
    once = dict.fromkeys(asked)
    texts = []
    for id in (id for id in once if id not in known):
        near = nearest(id, known)
        texts.append(_say("fault.unknown_near", id=id, near=near) if near else _say("fault.unknown", id=id))
    return texts + [_say("fault.repeated", id=id) for id in once if asked.count(id) > 1]
