"""What a plan is worth by the rules for such projects: four answers from one forecast.

    result = podobat.appraise(case, draws=2000, seed=1)
    result.io                what the spending induces, by sector and year
    result.cost_benefit      costs and benefits, NPV, B/C, IRR as distributions
    result.hierarchy         the score (AHP) under the rule for the region and date
    result.unit_costs        what a job and a start-up cost, net and gross

Every answer is drawn from the same futures. Induced work is never added to counted jobs, gross never to net.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from podobat.appraise.ahp.hierarchy import Hierarchy, hierarchy, judgements_under
from podobat.appraise.cost_benefit.result import CostBenefit
from podobat.appraise.cost_benefit.rule import appraise_costs_and_benefits, parameters_of_appraisal
from podobat.appraise.cost_benefit.sales import SalesCheck, sales_check
from podobat.appraise.input_output.result import InputOutputEffects
from podobat.appraise.input_output.rule import effects, parameters_of_effects, spending_of
from podobat.appraise.unit_costs.result import UnitCosts, unit_costs
from podobat.errors import CannotRun, Fault, InputFaults
from podobat.evidence import Parameters
from podobat.evidence.input_output import read_region, read_table
from podobat.forecast import QUANTILES, Forecast, quantiles
from podobat.forecast import forecast as simulate
from podobat.forecast.targets import Note
from podobat.plan import Case, Plan
from podobat.plan.judgement_files import read_judgements
from podobat.plan.judgements import Written
from podobat.plan.read import Source
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.evidence.input_output import RegionSizes, Table

SCHEMA = 1
T = TypeVar("T")

#: The country whose block of a table of several countries a plan in its money means.
COUNTRIES = {"KRW": "KOR", "USD": "USA", "JPY": "JPN", "CNY": "CHN", "GBP": "GBR"}

_NO_RULE = Text(
    "계획의 지역과 시기에 맞는 예비타당성조사 규칙이 없어 계층화 분석을 하지 않았습니다.",
    "There is no rule of the preliminary feasibility study for the plan's region and date, so no hierarchy was made.",
)
_NO_RATIO = Text(
    "비용이 없는 표본이 있어 편익/비용(B/C)을 셈할 수 없으므로 계층화 분석을 하지 않았습니다.",
    "Some draws have no costs and so no benefit-cost ratio; no hierarchy was made.",
)


@dataclass(frozen=True, eq=False)
class Appraisal:
    """Four answers about one plan, from one forecast, and what made them.

    hierarchy          None where no rule is known for the region and date, or no ratio can be formed
    parameters         every parameter that an answer rests on, the world's included, with its source and grade
    sources            the figures they cite
    files              options of the command that named files, as they were given
    """

    forecast: Forecast = field(repr=False)
    io: InputOutputEffects = field(repr=False)
    cost_benefit: CostBenefit = field(repr=False)
    hierarchy: Hierarchy | None = field(repr=False)
    unit_costs: UnitCosts = field(repr=False)
    parameters: Parameters = field(repr=False)
    sources: Mapping[str, Source] = field(repr=False)
    why_no_hierarchy: Text | None = None
    files: tuple[tuple[str, str], ...] = ()

    @property
    def case_id(self) -> str:
        """The case."""
        return self.forecast.case_id

    @property
    def plan(self) -> Plan:
        """The plan that was appraised, scenario included."""
        return self.forecast.plan

    @property
    def draws(self) -> int:
        """How many futures."""
        return self.forecast.draws

    @cached_property
    def sales(self) -> SalesCheck:
        """How the result moves with the level of start-ups' sales, known to be too low in the model."""
        return sales_check(self.cost_benefit)

    def sides_by_year(self, perspective: str) -> pl.DataFrame:
        """All costs and all benefits by year, undiscounted, KRW million: side, year, mean and quantiles."""
        import polars as pl

        lines = self.cost_benefit.benefits().filter(perspective=perspective)
        frames = []
        for side in ("cost", "benefit"):
            ids = lines.filter(side=side)["line"].to_list()
            values = np.sum([self.cost_benefit.line(perspective, id) for id in ids], axis=0)
            years = self.cost_benefit.years
            columns = {"side": [side] * len(years), "year": years, "mean": values.mean(axis=0)}
            frames.append(pl.DataFrame({**columns, **dict(zip(QUANTILES, quantiles(values), strict=True))}))
        return pl.concat(frames)

    def parameters_of(self, group: str) -> Parameters:
        """The parameters of one group, such as "appraisal" or "multipliers"."""
        kept = tuple(p for p in self.parameters if p.id.startswith(f"{group}."))
        return Parameters(kept, self.parameters.sources)

    @property
    def left_out(self) -> tuple[Text, ...]:
        """What no answer holds, and why."""
        out = [*self.cost_benefit.left_out]
        if self.why_no_hierarchy is not None:
            out.append(self.why_no_hierarchy)
        return tuple(out)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What each answer asks its reader to know, in the order of the answers, each said once."""
        hierarchy = self.hierarchy.notes if self.hierarchy is not None else ()
        found = (*self.io.notes, *self.cost_benefit.notes, *hierarchy, *self.unit_costs.notes)
        return tuple(dict.fromkeys(found))

    def to_json_dict(self) -> dict[str, Any]:
        """The result as plain values: schema 1, documented in docs/json.md and docs/schema/appraisal-1.json."""
        made, why = self.forecast, self.why_no_hierarchy
        return {
            "schema": SCHEMA,
            "case": made.case_id,
            "scenario": made.scenario,
            "draws": made.draws,
            "seed": made.seed,
            "fingerprints": dict(self.cost_benefit.fingerprints),
            "price_year": made.plan.money.price_year,
            "input_output": self.io.to_json_dict(),
            "cost_benefit": self.cost_benefit.to_json_dict(),
            "sales": self.sales.to_json_dict(),
            "hierarchy": self.hierarchy.to_json_dict() if self.hierarchy is not None else None,
            "why_no_hierarchy": {"ko": why.ko, "en": why.en} if why is not None else None,
            "unit_costs": self.unit_costs.to_json_dict(),
            "left_out": [{"ko": t.ko, "en": t.en} for t in self.left_out],
        }


@dataclass(frozen=True)
class _Given:
    """What is read and checked before anything is simulated."""

    plan: Plan
    appraisal: Parameters
    effects: Parameters
    table: Table | None
    region: RegionSizes | None
    judgements: Written | None


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
    **rules: Any,
) -> Appraisal:
    """Forecast a plan once and appraise it in four ways.

    io          files of an input-output table, in place of the published coefficients
    io_unit     money of a square table that does not say it, such as "KRW_bn"
    region      a table sector, region: sizes of the region's sectors, so that such a table is regionalised (FLQ)
    judgements  evaluators' judgements for the hierarchy (.csv or .yaml)
    leave_out_inconsistent   leave out evaluators whose consistency ratio is above 0.1 instead of refusing the file
    rules       timing, private, public_funds, period, discount_rate: as `appraise_costs_and_benefits` takes them
    raises      InputFaults with every fault of every file, before anything is simulated; CannotRun
    """
    given = _given(case, scenario, io, io_unit, region, judgements, leave_out_inconsistent=leave_out_inconsistent)
    made = simulate(case, scenario=scenario, draws=draws, seed=seed, threads=threads, progress=progress)
    found = appraisal_of(made, given, leave_out_inconsistent=leave_out_inconsistent, **rules)
    options = [*(("--io", path) for path in io), ("--io-unit", io_unit), ("--region", region)]
    options.append(("--judgements", judgements))
    return replace(found, files=tuple((option, str(value)) for option, value in options if value is not None))


def _given(
    case: Case,
    scenario: str | None,
    io: Sequence[str | Path],
    io_unit: str | None,
    region: str | Path | None,
    judgements: str | Path | None,
    *,
    leave_out_inconsistent: bool,
) -> _Given:
    """Read everything, and hand back all faults at once."""
    plan = case.plan if scenario is None else case.scenario(scenario).apply(case.plan)
    if region is not None and not io:
        raise CannotRun(
            Text(
                "지역의 산업 규모(--region)는 산업연관표(--io)와 함께 주십시오.",
                "Sizes of the region's sectors (--region) go with an input-output table (--io).",
            )
        )

    def table_and_region() -> tuple[Table | None, RegionSizes | None]:
        if not io:
            return None, None
        country = COUNTRIES.get(plan.money.currency, plan.money.currency)
        table = read_table(list(io), price_year=plan.money.price_year, unit=io_unit, country=country)
        return table, read_region(Path(region), table) if region is not None else table.region

    def judged() -> Written | None:
        if judgements is None:
            return None
        written = read_judgements(judgements)
        judgements_under(plan, written, leave_out_inconsistent=leave_out_inconsistent)
        return read_judgements(judgements)  # a log of its own for the result

    tables, written, appraisal, of_effects = _all_at_once(
        table_and_region, judged, lambda: parameters_of_appraisal(case), lambda: parameters_of_effects(case)
    )
    table, sizes = tables
    return _Given(plan, appraisal, of_effects, table, sizes, written)


def _all_at_once(*steps: Callable[[], Any]) -> list[Any]:
    """The results of every step, or InputFaults with the faults of all of them."""
    results: list[Any] = []
    faults: list[Fault] = []
    for step in steps:
        try:
            results.append(step())
        except InputFaults as error:
            faults += error.faults
    if faults:
        raise InputFaults(dict.fromkeys(faults))
    return results


def appraisal_of(made: Forecast, given: _Given, *, leave_out_inconsistent: bool = False, **rules: Any) -> Appraisal:
    """The four answers from a forecast that has been made."""
    induced, costs, units = _all_at_once(
        lambda: effects(
            made.plan, spending_of(made), given.effects, seed=made.seed, table=given.table, region=given.region
        ),
        lambda: appraise_costs_and_benefits(made, given.appraisal, **rules),
        lambda: unit_costs(made),
    )
    score, why = _hierarchy(made, costs, given.judgements, leave_out_inconsistent=leave_out_inconsistent)
    parameters = _merged(given.appraisal, induced.parameters)
    return Appraisal(made, induced, costs, score, units, parameters, parameters.sources, why)


def _hierarchy(
    made: Forecast, costs: CostBenefit, written: Written | None, *, leave_out_inconsistent: bool
) -> tuple[Hierarchy | None, Text | None]:
    """The hierarchy from the national benefit-cost ratio, or why there is none."""
    ratio = costs.draws_of("national", "bc")
    if not bool(np.all(np.isfinite(ratio))):
        return None, _NO_RATIO
    found = hierarchy(made.plan, ratio, written, leave_out_inconsistent=leave_out_inconsistent)
    return found, None if found is not None else _NO_RULE


def _merged(*several: Iterable[Any]) -> Parameters:
    """Parameters of several answers as one set, in the order of their ids."""
    by_id = {p.id: p for each in several for p in each}
    sources: dict[str, Source] = {}
    for each in several:
        sources |= getattr(each, "sources", {})
    return Parameters(tuple(by_id[id] for id in sorted(by_id)), sources)
