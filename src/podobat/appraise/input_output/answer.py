"""What a plan's spending induces, as one answer of an appraisal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from podobat.appraise.answer import Answer
from podobat.appraise.input_output.result import InputOutputEffects
from podobat.appraise.input_output.rule import effects, parameters_of_effects, spending_of
from podobat.appraise.input_output.section import section, sentence
from podobat.appraise.input_output.sheet import sheet
from podobat.appraise.result import Asked
from podobat.errors import CannotRun, InputFaults
from podobat.evidence import Parameters
from podobat.evidence.input_output import read_region, read_table
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal
    from podobat.evidence.input_output import RegionSizes, Table
    from podobat.forecast import Forecast
    from podobat.plan import Case, Plan

ROOM = "appraise.input_output"
#: The country whose block of a table of several countries a plan in its money means.
COUNTRIES: Final = {"KRW": "KOR", "USD": "USA", "JPY": "JPN", "CNY": "CHN", "GBP": "GBR"}


@dataclass(frozen=True)
class _Given:
    parameters: Parameters
    table: Table | None
    region: RegionSizes | None


def _read(case: Case, plan: Plan, asked: Asked) -> _Given:
    """Parameters, and the table and the sizes of the region where they are given."""
    if asked.region is not None and not asked.io:
        raise CannotRun(catalogue(ROOM)("fault.region_alone"))
    faults: list[Any] = []
    table = region = parameters = None
    try:
        if asked.io:
            country = COUNTRIES.get(plan.money.currency, plan.money.currency)
            prices = plan.money.price_year
            table = read_table(list(asked.io), price_year=prices, unit=asked.io_unit, country=country)
            region = read_region(Path(asked.region), table) if asked.region is not None else table.region
    except InputFaults as error:
        faults += error.faults
    try:
        parameters = parameters_of_effects(case)
    except InputFaults as error:
        faults += error.faults
    if faults or parameters is None:
        raise InputFaults(faults)
    return _Given(parameters, table, region)


def _work_out(made: Forecast, given: _Given, asked: Asked, before: Mapping[str, Any]) -> InputOutputEffects:
    spent = spending_of(made)
    return effects(made.plan, spent, given.parameters, seed=made.seed, table=given.table, region=given.region)


def _numbers(appraisal: Appraisal, lang: str) -> Iterator[Mapping[str, Any]]:
    for r in appraisal.io.total().to_dicts():
        yield {**r, "id": r["effect"], "basis": f"{r['place']}, {r['kind']}", "name": r[f"effect_{lang}"]}


INPUT_OUTPUT = Answer(
    id="input_output",
    anchor="io",
    room=ROOM,
    read=_read,
    work_out=_work_out,
    sentence=sentence,
    section=section,
    sheet=sheet,
    numbers=_numbers,
    groups=("multipliers",),
)
