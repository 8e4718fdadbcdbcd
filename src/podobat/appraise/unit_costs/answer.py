"""What a job and a start-up cost, as one answer of an appraisal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from podobat.appraise.answer import Answer
from podobat.appraise.unit_costs.result import UnitCosts
from podobat.appraise.unit_costs.rule import unit_costs
from podobat.appraise.unit_costs.section import section, sentence
from podobat.appraise.unit_costs.sheet import sheet

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal, Asked
    from podobat.forecast import Forecast
    from podobat.plan import Case, Plan


def _read(case: Case, plan: Plan, asked: Asked) -> None:
    """Nothing beside the forecast and the package's references."""


def _work_out(made: Forecast, given: None, asked: Asked, before: Mapping[str, Any]) -> UnitCosts:
    return unit_costs(made)


def _numbers(appraisal: Appraisal, lang: str) -> Iterator[Mapping[str, Any]]:
    for r in appraisal.unit_costs.rows().to_dicts():
        yield {**r, "basis": f"{r['basis']}, {r['month']}", "name": r[f"name_{lang}"], "unit": "KRW_m"}


def _cited(appraisal: Appraisal) -> Iterator[str]:
    for r in appraisal.unit_costs.references().to_dicts():
        yield from str(r["source"]).split()


UNIT_COSTS = Answer(
    id="unit_costs",
    anchor="units",
    room="appraise.unit_costs",
    read=_read,
    work_out=_work_out,
    sentence=sentence,
    section=section,
    sheet=sheet,
    numbers=_numbers,
    cited=_cited,
)
