"""Whether a plan is worth its money, as one answer of an appraisal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from podobat.appraise.answer import Answer
from podobat.appraise.cost_benefit.result import CostBenefit
from podobat.appraise.cost_benefit.rule import appraise_costs_and_benefits, parameters_of_appraisal
from podobat.appraise.cost_benefit.section import facts, section, sentence, warning
from podobat.appraise.cost_benefit.sheet import definitions, sheet, summary

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal, Asked
    from podobat.evidence import Parameters
    from podobat.forecast import Forecast
    from podobat.plan import Case, Plan


def _read(case: Case, plan: Plan, asked: Asked) -> Parameters:
    return parameters_of_appraisal(case)


def _work_out(made: Forecast, given: Parameters, asked: Asked, before: Mapping[str, Any]) -> CostBenefit:
    return appraise_costs_and_benefits(made, given, **asked.rules)


def _numbers(appraisal: Appraisal, lang: str) -> Iterator[Mapping[str, Any]]:
    for r in appraisal.cost_benefit.summary().to_dicts():
        yield {**r, "id": r["what"], "basis": r["perspective"], "name": r[f"name_{lang}"]}


COST_BENEFIT = Answer(
    id="cost_benefit",
    anchor="cba",
    room="appraise.cost_benefit",
    read=_read,
    work_out=_work_out,
    sentence=sentence,
    section=section,
    sheet=sheet,
    numbers=_numbers,
    warning=warning,
    facts=facts,
    summary=summary,
    definitions=definitions,
    groups=("appraisal",),
)
