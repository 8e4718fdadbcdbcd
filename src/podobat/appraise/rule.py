"""Forecast a plan once and appraise it in every way: all is read and checked first, then simulated, then worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from podobat.appraise.answer import Answer
from podobat.appraise.answers import ANSWERS
from podobat.appraise.result import Appraisal, Asked, Found
from podobat.errors import Fault, InputFaults
from podobat.forecast import Forecast
from podobat.forecast import forecast as simulate
from podobat.forecast.futures import Futures
from podobat.plan import Case


def appraise(
    case: Case,
    *,
    scenario: str | None = None,
    io: Sequence[str | Path] = (),
    io_unit: str | None = None,
    region: str | Path | None = None,
    judgements: str | Path | None = None,
    leave_out_inconsistent: bool = False,
    draws: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    futures: Futures | None = None,
    **rules: Any,
) -> Appraisal:
    """Forecast a plan once and appraise it in five ways.

    Parameters
    ----------
    case : Case
        The case, as `read_case` gives it.
    scenario : str, optional
        Id of a scenario of the case to lay over the plan.
    io : Sequence[str | Path]
        Files of an input-output table, in place of the published coefficients.
    io_unit : str, optional
        Money of a square table that does not say it, such as "KRW_bn".
    region : str | Path, optional
        A table sector, region: sizes of the region's sectors, so that such a table is regionalised (FLQ).
    judgements : str | Path, optional
        Evaluators' judgements for the hierarchy (.csv or .yaml).
    leave_out_inconsistent : bool
        Leave out evaluators whose consistency ratio is above 0.1 instead of refusing the file.
    draws : int
        Futures; two of them share each point of the uncertain parameters.
    seed : int
        The same seed gives the same numbers to the bit, however many threads there are.
    threads : int, optional
        Processor threads to use; all of them by default.
    progress : Callable[[int], None], optional
        Called now and then with the number of simulations that have just finished.
    futures : Futures, optional
        Who lives the draws (forecast.futures); by default those before anything was counted.
    **rules : Any
        Timing, private, public_funds, period, discount_rate: as `appraise_costs_and_benefits` takes them.

    Returns
    -------
    Appraisal

    Raises
    ------
    InputFaults
        With every fault of every file, before anything is simulated.
    CannotRun
        When the command cannot be run.

    Examples
    --------
    >>> import podobat
    >>> appraisal = podobat.appraise(podobat.example(), draws=20, seed=1)
    >>> sorted(appraisal.to_json_dict())[:3]
    ['balance', 'case', 'cost_benefit']
    """
    asked = Asked(
        io=tuple(io),
        io_unit=io_unit,
        region=region,
        judgements=judgements,
        leave_out_inconsistent=leave_out_inconsistent,
        rules=rules,
    )
    plan = case.plan if scenario is None else case.scenario(scenario).apply(case.plan)
    given = _all_at_once({answer.id: lambda a=answer: a.read(case, plan, asked) for answer in ANSWERS})
    made = simulate(
        case, scenario=scenario, draws=draws, seed=seed, threads=threads, progress=progress, futures=futures
    )
    return appraisal_of(made, given, asked)


def appraisal_of(made: Forecast, given: Mapping[str, Any], asked: Asked) -> Appraisal:
    """Every answer from a forecast that has been made.

    given   id of an answer -> what it has read;  raises  InputFaults with the faults of all answers
    """
    answers: dict[str, Found] = {}

    def work_out(answer: Answer) -> None:
        answers[answer.id] = answer.work_out(made, given[answer.id], asked, answers)

    _all_at_once({a.id: lambda a=a: work_out(a) for a in ANSWERS})
    return Appraisal(made, asked, answers)


def _all_at_once(steps: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """The results of every step, or InputFaults with the faults of all of them."""
    results: dict[str, Any] = {}
    faults: list[Fault] = []
    for id, step in steps.items():
        try:
            results[id] = step()
        except InputFaults as error:
            faults += error.faults
    if faults:
        raise InputFaults(dict.fromkeys(faults))
    return results
