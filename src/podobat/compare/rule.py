"""Simulate scenarios side by side: every one of them meets the same chance in the same draw (common random numbers)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from podobat.compare.result import Comparison, Side
from podobat.engine import Job, Pick, pairs, run_jobs
from podobat.engine.inputs import plan_arrays
from podobat.errors import CannotRun
from podobat.forecast.fingerprints import code_fingerprint
from podobat.forecast.result import parameters_of
from podobat.forecast.simulate import LARGEST_SEED, _check_range, _measures, rows_of
from podobat.units import Text, nearest

if TYPE_CHECKING:
    from podobat.plan import Case

PLAN: Final = "plan"
LEAST_DRAWS, MOST_DRAWS = 4, 100_000
_AS_IT_STANDS = Text("계획 그대로", "The plan as it stands")

Progress = Callable[[int], None]


def compare(
    case: Case,
    scenarios: Sequence[str],
    *,
    draws: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare scenarios of a case in the same futures.

    scenarios   ids; "plan" is the plan itself. One alone is compared with the plan
    draws       futures, 4 to 100,000; two of them share each point of the uncertain parameters
    seed        0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are
    threads     processor threads to use; all of them by default
    progress    called now and then with the number of simulations that have just finished
    raises      CannotRun for a number outside its range, unknown or repeated scenarios (the nearest is suggested), or
                fewer than two; InputFaults when a scenario does not fit the plan or the parameters have faults
    """
    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    if threads is not None:
        _check_range("threads", threads, 1, 1024)
    sides = sides_of(case, scenarios)
    parameters = parameters_of(case)
    months, measures = _months(sides), _measures_of_all(sides)
    values = rows_of(parameters, draws, seed)
    started = time.perf_counter()
    drawn = {}
    for side in sides:
        pick, out = _pick(side, months, measures), np.empty((draws, len(months) * len(measures)), np.float32)
        job = Job(plan_arrays(side.plan), pairs(draws), out)
        run_jobs([job], values, seed, keep=pick, threads=threads, progress=progress)
        drawn[side.id] = out.reshape(draws, len(months), len(measures))
    plans = {f"plan {side.id}": side.plan.fingerprint for side in sides}
    return Comparison(
        case_id=case.plan.id,
        sides=sides,
        months=months,
        measure_ids=measures,
        values=drawn,
        draws=draws,
        seed=seed,
        fingerprints={**plans, "parameters": parameters.fingerprint, "code": code_fingerprint()},
        simulations=draws * len(sides),
        seconds=time.perf_counter() - started,
    )


def _measures_of_all(sides: Sequence[Side]) -> tuple[str, ...]:
    """The measures that every plan has, in the engine's order; those by sector or programme may differ."""
    others = [set(_measures(side.plan)) for side in sides[1:]]
    return tuple(m for m in _measures(sides[0].plan) if all(m in known for known in others))


def _pick(side: Side, months: Sequence[str], measures: Sequence[str]) -> Pick:
    """Where every measure of every month stands in a run of this plan: month by month."""
    columns = _measures(side.plan)
    rows = np.array([side.plan.month_number(t) for t in months], dtype=np.intp)
    return Pick(np.repeat(rows, len(measures)), np.tile([columns.index(m) for m in measures], len(months)))


def _months(sides: Sequence[Side]) -> tuple[str, ...]:
    """The ends of the plans, every target's month and the last month of the forecast; those that all plans have."""
    asked = {side.plan.horizon.end for side in sides} | {t.by for side in sides for t in side.plan.targets}
    asked |= {min(side.plan.horizon.forecast_to for side in sides)}
    return tuple(sorted(t for t in asked if all(t in side.plan.months for side in sides)))


def sides_of(case: Case, scenarios: Sequence[str]) -> tuple[Side, ...]:
    """The scenarios by their ids, the plan added where only one was asked for.

    raises  CannotRun with every unknown or repeated id at once
    """
    asked = [*scenarios, PLAN] if len(scenarios) == 1 and PLAN not in scenarios else list(scenarios)
    known = case.scenarios
    wrong = _unknown(asked, known) + _repeated(asked)
    if not wrong and len(asked) < 2:
        wrong.append(
            Text(
                "비교하려면 시나리오가 둘 이상 필요합니다(plan은 계획 그대로).",
                "A comparison needs two scenarios or more (`plan` is the plan itself).",
            )
        )
    if wrong:
        names = ", ".join((PLAN, *known))
        wrong.append(Text(f"쓸 수 있는 이름: {names}", f"Known: {names}"))
        raise CannotRun(Text("\n".join(t.ko for t in wrong), "\n".join(t.en for t in wrong)))
    return tuple(
        Side(PLAN, _AS_IT_STANDS, case.plan) if id == PLAN else Side(id, known[id].name, known[id].apply(case.plan))
        for id in asked
    )


def _unknown(asked: Sequence[str], known: Mapping[str, Any]) -> list[Text]:
    texts = []
    for id in dict.fromkeys(asked):
        if id != PLAN and id not in known:
            near = nearest(id, (PLAN, *known))
            ko, en = (f" 혹시 {near}입니까?", f" Did you mean {near}?") if near else ("", "")
            texts.append(Text(f"모르는 시나리오: {id}.{ko}", f"Unknown scenario: {id}.{en}"))
    return texts


def _repeated(asked: Sequence[str]) -> list[Text]:
    twice = [id for id in dict.fromkeys(asked) if asked.count(id) > 1]
    return [Text(f"두 번 지정한 시나리오: {id}", f"Scenario given twice: {id}") for id in twice]
