"""A forecast put in money by some rules, draw by draw: lines, present values, rates of return; and by others again.

What is said about these numbers - frames, what decides them, sentences - reads them from here; `CostBenefit` is all of
it together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.cost_benefit.discounting import (
    KINDS,
    benefit_cost_ratio,
    discount_factors,
    internal_rates,
    net_present_value,
    payback,
)
from podobat.appraise.cost_benefit.flows import Flows
from podobat.appraise.cost_benefit.rules import Rules
from podobat.appraise.cost_benefit.valuation import PERSPECTIVES, Counted, Lines, value_lines
from podobat.evidence import Parameters
from podobat.evidence.lines import appraisal_lines

Array = NDArray[np.float64]

WHATS: Final = ("npv", "bc", "irr", "payback", "pv_benefit", "pv_cost")


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
    """Value one perspective by some rules and parameters.

    drawn   parameter id -> its value in every draw, (draw, 1)
    """
    lines = value_lines(flows, drawn, counted_by(rules), perspective)
    times = np.array(rules.years, dtype=np.float64) - rules.base_year - (0.5 if rules.timing == "mid" else 0.0)
    factors = discount_factors(times, rules.rate)
    cost = sum(v for id, v in lines.items() if sides()[id] == "cost")
    benefit = sum(v for id, v in lines.items() if sides()[id] == "benefit")
    return Valued(lines, factors, net_present_value(cost, factors), net_present_value(benefit, factors),
                  np.asarray(benefit - cost))  # fmt: skip


def chance_of_passing(bc: Array) -> float:
    """P(B/C > 1): of all draws; where nothing is spent it is not exceeded."""
    return float(np.mean(bc > 1))


@dataclass(frozen=True, eq=False)
class Analysis:
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
