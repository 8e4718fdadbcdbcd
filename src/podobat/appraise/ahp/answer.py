"""The score of a project (AHP), as one answer of an appraisal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from podobat.appraise.ahp.result import Hierarchy, NoHierarchy
from podobat.appraise.ahp.rule import hierarchy, judgements_under
from podobat.appraise.ahp.section import section, sentence
from podobat.appraise.ahp.sheet import sheet
from podobat.appraise.answer import Answer
from podobat.plan.judgement_files import read_judgements
from podobat.plan.judgements import Written
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal, Asked
    from podobat.forecast import Forecast
    from podobat.plan import Case, Plan

ROOM = "appraise.ahp"


def _read(case: Case, plan: Plan, asked: Asked) -> Written | None:
    """The judgements, held against the rule for the plan before anything is simulated."""
    if asked.judgements is None:
        return None
    written = read_judgements(asked.judgements)
    judgements_under(plan, written, leave_out_inconsistent=asked.leave_out_inconsistent)
    return read_judgements(asked.judgements)  # a log of its own for the result


def _work_out(
    made: Forecast, given: Written | None, asked: Asked, before: Mapping[str, Any]
) -> Hierarchy | NoHierarchy:
    """The hierarchy from the national benefit-cost ratio, or why there is none."""
    costs = before.get("cost_benefit")
    ratio = costs.draws_of("national", "bc") if costs is not None else np.array([np.nan])
    if not bool(np.all(np.isfinite(ratio))):
        return NoHierarchy(catalogue(ROOM)("none.ratio"))
    result = hierarchy(made.plan, ratio, given, leave_out_inconsistent=asked.leave_out_inconsistent)
    return result if result is not None else NoHierarchy(catalogue(ROOM)("none.rule"))


def _numbers(appraisal: Appraisal, lang: str) -> Iterator[Mapping[str, Any]]:
    result = appraisal.hierarchy
    if result is None:
        return
    if result.judged:
        for r in result.scores().to_dicts():
            yield {**r, "basis": "score", "name": r[f"name_{lang}"], "unit": "1"}
        return
    needed = catalogue(ROOM)("head.needed")[lang]
    for r in result.break_even().to_dicts():
        yield {**r, "id": r["weights"], "basis": f"score needed, k = {r['k']:g}", "name": needed, "unit": "1"}


def _cited(appraisal: Appraisal) -> tuple[str, ...]:
    return tuple(appraisal.hierarchy.rules.cited) if appraisal.hierarchy is not None else ()


HIERARCHY = Answer(
    id="hierarchy",
    anchor="ahp",
    room=ROOM,
    read=_read,
    work_out=_work_out,
    sentence=sentence,
    section=section,
    sheet=sheet,
    numbers=_numbers,
    cited=_cited,
)
