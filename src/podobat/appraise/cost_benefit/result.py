"""Cost-benefit analysis of a plan from its forecast: what it costs, what it adds, and whether it is worth it.

    parameters = parameters_of_appraisal(case)
    result = appraise_costs_and_benefits(forecast, parameters)
    result.summary()          # NPV, B/C, IRR, payback as distributions, for the nation and for the region
    result.sensitivity()      # which assumption decides it

Benefits are what the plan adds: with minus without, draw by draw, so that the uncertainty of the forecast and that of
the appraisal's own parameters meet in the same draws. Draws 2i and 2i + 1 share one point of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.ahp.rules import Rules, faults_of, negative_spending, other_parameters, rules_of
from podobat.appraise.cost_benefit.discounting import (
    KINDS,
    benefit_cost_ratio,
    discount_factors,
    internal_rates,
    net_present_value,
    payback,
)
from podobat.appraise.cost_benefit.flows import Flows, flows_of
from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS, PERSPECTIVES, WORLD_IDS, Counted, Lines, value_lines
from podobat.errors import InputFaults
from podobat.evidence import BESIDE_THE_WORLD, Parameters, read_parameters
from podobat.evidence.lines import appraisal_left_out, appraisal_lines
from podobat.forecast import Forecast, Note
from podobat.forecast.sampling import sample_points
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.plan import Case

Array = NDArray[np.float64]

WHATS: Final = ("npv", "bc", "irr", "payback", "pv_benefit", "pv_cost")
_ROUNDING = 1.0  # KRW m: what single precision may take off a cumulative sum


def parameters_of_appraisal(case: Case) -> Parameters:
    """The parameters of a case's world and of its appraisal. Raises InputFaults with everything wrong with them."""
    others = (group for group in BESIDE_THE_WORLD if group != "appraisal")
    return read_parameters(case.parameter_files, case.sources).without(*others)


def appraise_costs_and_benefits(
    forecast: Forecast,
    parameters: Parameters,
    *,
    timing: str = "end",
    private: bool = True,
    public_funds: bool = False,
    period: int | None = None,
    discount_rate: float | None = None,
) -> CostBenefit:
    """Is the plan worth its money, by the rules of the national guideline?

    forecast       with every draw kept
    parameters     `parameters_of_appraisal` of the same case
    timing         "end" or "mid": when in its year money flows
    private        count private money as a cost
    public_funds   add the marginal cost of public funds (assumed; not in the guideline)
    period         years of benefits after the plan's end; the guideline's by default
    discount_rate  a share a year; by default that of the guideline in force when the plan begins
    raises         InputFaults with every fault at once (missing or impossible parameters and options, negative
                   spending, parameters that are not the forecast's); CannotRun where single draws were not kept
    """
    faults = list(faults_of(parameters, timing, period, discount_rate))
    made_of = forecast.fingerprints.get("parameters")
    if made_of is not None and parameters.without(*BESIDE_THE_WORLD).fingerprint != made_of:
        faults.append(other_parameters())
    flows = flows_of(forecast)
    for k, programme in enumerate(forecast.plan.programmes):
        least = float(flows.spending[:, k].min())
        if least < -_ROUNDING:
            faults.append(negative_spending(programme.id, least))
    if faults:
        raise InputFaults(faults)
    rules = rules_of(forecast.plan, parameters, timing=timing, private=private, public_funds=public_funds,
                     period=period, discount_rate=discount_rate)  # fmt: skip
    return CostBenefit(
        case_id=forecast.case_id,
        scenario=forecast.scenario,
        draws=forecast.draws,
        seed=forecast.seed,
        fingerprints={**forecast.fingerprints, "appraisal": parameters.fingerprint},
        rules=rules,
        parameters=parameters,
        flows=flows,
        drawn=drawn_parameters(parameters, forecast.draws, forecast.seed),
    )


def drawn_parameters(parameters: Parameters, draws: int, seed: int) -> dict[str, Array]:
    """The value of every parameter in every draw: id -> (draw, 1). World parameters are those of the forecast."""
    points = (draws + 1) // 2
    found = {}
    for id in (*PARAMETER_IDS, *WORLD_IDS):
        d = parameters[id].distribution
        values = d.quantile(sample_points([id], points, seed)[:, 0])
        found[id] = np.repeat(values, 2)[:draws, None]
    return found


@dataclass(frozen=True, eq=False)
class Valued:
    """One perspective in numbers: lines (draw, year), present values and measures of worth (draw,)."""

    lines: Lines
    factors: Array
    pv_cost: Array
    pv_benefit: Array
    net: Array

    @property
    def npv(self) -> Array:
        """Present value of benefits less that of costs."""
        return self.pv_benefit - self.pv_cost

    @property
    def bc(self) -> Array:
        """Benefits over costs, nan where nothing was spent."""
        return benefit_cost_ratio(self.pv_benefit, self.pv_cost)

    @cached_property
    def returns(self) -> tuple[Array, NDArray[np.str_]]:
        """Internal rate of return, nan where there is none or several; and which of these it is."""
        return internal_rates(self.net)

    @cached_property
    def payback(self) -> Array:
        """Discounted payback in years from the start of the first year; inf where the money never comes back."""
        return payback(self.net * self.factors)


@cache
def sides() -> dict[str, str]:
    """Of every line, whether it is a cost or a benefit."""
    return {line.id: line.side for line in appraisal_lines()}


def counted_by(rules: Rules) -> Counted:
    """What is counted by some rules."""
    return Counted(rules.last_year, rules.private, rules.public_funds, rules.labour, rules.investors)


def valued(flows: Flows, drawn: Mapping[str, Array], rules: Rules, perspective: str) -> Valued:
    """Value one perspective by some rules and parameters."""
    lines = value_lines(flows, drawn, counted_by(rules), perspective)
    times = np.array(rules.years, dtype=np.float64) - rules.base_year - (0.5 if rules.timing == "mid" else 0.0)
    factors = discount_factors(times, rules.rate)
    cost = sum(v for id, v in lines.items() if sides()[id] == "cost")
    benefit = sum(v for id, v in lines.items() if sides()[id] == "benefit")
    return Valued(lines, factors, net_present_value(cost, factors), net_present_value(benefit, factors),
                  np.asarray(benefit - cost))  # fmt: skip


@dataclass(frozen=True, eq=False)
class CostBenefit:
    """Costs and benefits of a plan over thousands of futures, for the nation and for the region.

    rules        by which it was worked out;  parameters: all that it rests on
    flows        the quantities behind it;  drawn: the parameters' value in every draw
    fingerprints of plan, parameters, code and appraisal
    """

    case_id: str
    scenario: str | None
    draws: int
    seed: int
    fingerprints: Mapping[str, str]
    rules: Rules
    parameters: Parameters = field(repr=False)
    flows: Flows = field(repr=False)
    drawn: Mapping[str, Array] = field(repr=False)

    @property
    def perspectives(self) -> tuple[str, ...]:
        """National, then regional."""
        return PERSPECTIVES

    @property
    def years(self) -> tuple[int, ...]:
        """Every year of the analysis."""
        return self.rules.years

    @cached_property
    def valued(self) -> dict[str, Valued]:
        """Both perspectives in numbers."""
        return {perspective: valued(self.flows, self.drawn, self.rules, perspective) for perspective in PERSPECTIVES}

    def again(self, perspective: str, drawn: Mapping[str, Array] | None = None, **rules: Any) -> Valued:
        """The same forecast valued with other parameters or rules."""
        return valued(self.flows, {**self.drawn, **(drawn or {})}, replace(self.rules, **rules), perspective)

    def draws_of(self, perspective: str, what: str) -> Array:
        """Every draw of one result: npv, bc, irr, payback, pv_benefit or pv_cost, (draw,)."""
        if what not in WHATS:
            raise KeyError(f"no result {what!r}; known: {', '.join(WHATS)}")
        v = self.valued[perspective]
        return v.returns[0] if what == "irr" else getattr(v, what)

    def line(self, perspective: str, id: str) -> Array:
        """Every draw of one line by year, undiscounted, (draw, year)."""
        return self.valued[perspective].lines[id]

    def irr_kinds(self, perspective: str) -> dict[str, float]:
        """Shares of the draws with one rate of return, none, or several."""
        kinds = self.valued[perspective].returns[1]
        return {kind: float((kinds == kind).mean()) for kind in KINDS}

    def after_forecast(self, perspective: str) -> tuple[float, float]:
        """Mean present values of benefits up to the forecast's end, and after it: what rests on extrapolation."""
        v = self.valued[perspective]
        benefit = sum(x for id, x in v.lines.items() if sides()[id] == "benefit")
        by_year = (np.asarray(benefit) * v.factors).mean(axis=0)
        inside = np.array(self.years) <= self.rules.horizon_year
        return float(by_year[inside].sum()), float(by_year[~inside].sum())

    # --- tables: see cost_benefit_tables ------------------------------------------------------------------------------

    def summary(self, lang: str | None = None) -> pl.DataFrame:
        """NPV, B/C, IRR, payback and present values: a row for each perspective and result."""
        from podobat.appraise.cost_benefit.tables import summary

        return summary(self, lang)

    def by_year(self, lang: str | None = None) -> pl.DataFrame:
        """Every line in every year, undiscounted, and the net of all."""
        from podobat.appraise.cost_benefit.tables import by_year

        return by_year(self, lang)

    def benefits(self, lang: str | None = None) -> pl.DataFrame:
        """Every line with its definition, its present value, what it might count twice and why it does not."""
        from podobat.appraise.cost_benefit.tables import benefits

        return benefits(self, lang)

    def assumptions(self, lang: str | None = None) -> pl.DataFrame:
        """Every parameter of the appraisal with value, range, grade and source."""
        from podobat.appraise.cost_benefit.tables import assumptions

        return assumptions(self, lang)

    def sensitivity(self, lang: str | None = None) -> pl.DataFrame:
        """Which assumption decides the result: ranked, with swings and switching values."""
        from podobat.appraise.cost_benefit.deciding import sensitivity

        return sensitivity(self, lang)

    def variants(self, lang: str | None = None) -> pl.DataFrame:
        """The result under other rules: timing, private money, cost of public funds, discount rates, period."""
        from podobat.appraise.cost_benefit.deciding import variants

        return variants(self, lang)

    def verdict(self, perspective: str) -> Text:
        """The result in one plain sentence."""
        from podobat.appraise.cost_benefit.notes import verdict

        return verdict(self, perspective)

    @property
    def left_out(self) -> tuple[Text, ...]:
        """What was left out, why, and in which direction it would move the result."""
        return appraisal_left_out()

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Doubts about the result."""
        from podobat.appraise.cost_benefit.notes import notes

        return notes(self)

    def to_json_dict(self) -> dict[str, Any]:
        """The whole analysis as plain dicts, lists, strings and numbers; what does not exist is null."""
        from podobat.appraise.cost_benefit.tables import json_dict

        return json_dict(self)
