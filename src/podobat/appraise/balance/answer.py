"""Where net jobs come from, as one answer of an appraisal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from podobat.appraise.answer import Answer
from podobat.appraise.balance.result import BalanceSheet
from podobat.appraise.balance.section import section, sentence, sheet
from podobat.evidence import read_parameters
from podobat.forecast.balance import balances_of
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal, Asked
    from podobat.forecast import Forecast
    from podobat.plan import Case, Plan

_line = catalogue("forecast")


def _read(case: Case, plan: Plan, asked: Asked) -> Case:
    """The case, whose parameters may set the shares."""
    return case


def _work_out(made: Forecast, given: Case, asked: Asked, before: Mapping[str, Any]) -> BalanceSheet:
    return BalanceSheet(balances_of(made, given), read_parameters(given.parameter_files, given.sources).only("balance"))


def _numbers(appraisal: Appraisal, lang: str) -> Iterator[Mapping[str, Any]]:
    for r in appraisal.balance.rows().to_dicts():
        name = _line(f"balance.{r['line']}")[lang]
        yield {**r, "id": r["line"], "basis": f"net, {r['month']}", "name": name, "unit": "jobs"}


BALANCE = Answer(
    id="balance",
    anchor="balance",
    room="appraise.balance",
    read=_read,
    work_out=_work_out,
    sentence=sentence,
    section=section,
    sheet=sheet,
    numbers=_numbers,
    groups=("balance",),
)
