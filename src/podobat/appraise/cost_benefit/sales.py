"""How the cost-benefit result moves with the sales of start-ups, which the model is known to put too low.

Known patterns (`evidence/validation.json`) say by how much simulated sales a start-up fall short of the published mean.
Here all sales of start-ups are multiplied, everything else - people, pay, spending - staying as it is: value added and
what it displaces follow, so the net present value is a straight line in the factor, draw by draw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.cost_benefit.analysis import Analysis, Valued, valued
from podobat.evidence.patterns import read_validation
from podobat.forecast.quantiles import named
from podobat.money import Money, ratio_text
from podobat.units import Text

Array = NDArray[np.float64]
PATTERN: Final = "sales-tech/"  # mean sales of young technology firms, counted alike on both sides
USUAL: Final = 3.0  # the factor where nothing published can be set beside the case
MOST: Final = 1000.0  # a factor beyond which nobody would look
WHERE: Final = {"national": Text("국가", "nation"), "regional": Text("지역", "region")}
_REVENUE: Final = "revenue"


@dataclass(frozen=True, eq=False)
class SalesCheck:
    """The result under other levels of sales.

    published, simulated   mean yearly sales of a start-up, KRW million; None where the case was not compared
    factor                 published over simulated, or the usual one
    """

    result: Analysis
    published: float | None
    simulated: float | None
    factor: float

    def at(self, perspective: str, factor: float) -> Valued:
        """The cost-benefit result with all sales of start-ups times a factor."""
        flows = self.result.flows
        sales = {**flows.quantities, _REVENUE: factor * flows.quantities[_REVENUE]}
        return valued(replace(flows, quantities=sales), self.result.drawn, self.result.rules, perspective)

    @cached_property
    def switching(self) -> dict[str, float | None]:
        """By perspective: the factor at which the median net present value is zero; None where none up to 1000 does."""
        found = {}
        for perspective in self.result.perspectives:
            one = self.result.draws_of(perspective, "npv")
            slope = self.at(perspective, 2.0).npv - one
            found[perspective] = _root(one, slope)
        return found

    def rows(self) -> list[dict[str, Any]]:
        """A row for each perspective and factor: NPV quantiles (KRW million), median B/C, odds that B/C exceeds 1."""
        return [dict(row) for row in self._rows]

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        rows = []
        for perspective in self.result.perspectives:
            for factor in (1.0, self.factor):
                v = self.at(perspective, factor)
                finite = v.bc[np.isfinite(v.bc)]
                rows.append({
                    "perspective": perspective, "factor": factor, **named(v.npv),
                    "bc": float(np.median(finite)) if len(finite) else None,
                    "probability": float((v.npv > 0).mean()),
                })  # fmt: skip
        return rows

    @cached_property
    def warning(self) -> Text:
        """What a reader of the benefit-cost ratio has to know about the level of sales, for nation and region."""
        if not any(np.any(v.pv_cost > 0) for v in self.result.valued.values()):
            return Text("집행한 비용이 없어, 매출이 달라져도 B/C를 셈할 수 없습니다.",
                        "Nothing is spent, so there is no B/C whatever the sales.")  # fmt: skip
        at = [self._ratio(perspective) for perspective in self.result.perspectives]
        known, to_pass = self._known(), self._to_pass()
        return Text(
            f"{known.ko} 인원은 그대로 두고 매출만 {self.factor:.1f}배로 하면 B/C의 중앙값은 "
            f"{', '.join(t.ko for t in at)}입니다. {to_pass.ko}",
            f"{known.en} With sales {self.factor:.1f} times as high and as many people, the median B/C is "
            f"{' and '.join(t.en for t in at)}. {to_pass.en}",
        )

    def _known(self) -> Text:
        """How far the model's sales are from what is published."""
        if self.published is None or self.simulated is None:
            return Text("창업기업의 매출 수준은 확실하지 않습니다.", "The level of start-ups' sales is uncertain.")
        money = Money.of_plan(self.result.flows.plan)
        ours, theirs = (money.both(x) for x in (self.simulated, self.published))
        low = self.factor > 1.0
        return Text(
            f"모형의 창업기업당 매출은 연 {ours.ko}, 발표된 평균은 {theirs.ko}입니다. 그만큼 이 B/C는 "
            f"{'낮은' if low else '높은'} 쪽으로 치우칠 수 있습니다.",
            f"Sales per start-up are {ours.en} a year in the model and {theirs.en} in the published mean, so this B/C "
            f"may lean {'low' if low else 'high'}.",
        )

    def _ratio(self, perspective: str) -> Text:
        (row,) = [r for r in self._rows if r["perspective"] == perspective and r["factor"] == self.factor]
        ratio = ratio_text(row["bc"])
        odds = f"{100 * row['probability']:.0f}"
        where = WHERE[perspective]
        return Text(
            f"{where.ko} 관점에서 {ratio}(1을 넘을 확률 {odds}%)",
            f"{ratio} for the {where.en} (above 1 in {odds} % of draws)",
        )

    def _to_pass(self) -> Text:
        """What sales would bring the median ratio to 1, in each perspective."""
        roots = {WHERE[perspective]: root for perspective, root in self.switching.items()}
        needed = {where: root for where, root in roots.items() if root is not None and root > 1.0}
        ko, en = [], []
        if needed:
            listed = ", ".join(f"{where.ko} 관점에서는 {root:.1f}배" for where, root in needed.items())
            ko.append(f"중앙값이 1에 이르려면 매출이 {listed}여야 합니다.")
            listed = " and ".join(f"{root:.1f} times as high for the {where.en}" for where, root in needed.items())
            en.append(f"For the median to reach 1, sales would have to be {listed}.")
        for where, root in roots.items():
            if root is None:
                ko.append(f"{where.ko} 관점에서는 매출만 늘려서는 중앙값이 1에 이르지 않습니다.")
                en.append(f"For the {where.en}, no rise of sales alone brings the median to 1.")
            elif root <= 1.0:
                ko.append(f"{where.ko} 관점에서는 지금의 매출로도 중앙값이 1 이상입니다.")
                en.append(f"For the {where.en}, the median is 1 or more with sales as they are.")
        return Text(" ".join(ko), " ".join(en))

    def to_json_dict(self) -> dict[str, Any]:
        """Plain values for the JSON."""
        return {
            "published": self.published, "simulated": self.simulated, "factor": self.factor, "rows": self.rows(),
            "switching": self.switching, "warning": {"ko": self.warning.ko, "en": self.warning.en},
        }  # fmt: skip


def sales_check(result: Analysis, kept: Mapping[str, Any] | None = None) -> SalesCheck:
    """The result under the level of sales that is published.

    kept   known patterns as `make validate` kept them; those of the package by default. Those of another case tell
           nothing about this one.
    """
    kept = read_validation() if kept is None else kept
    if kept is not None and kept.get("case") == result.case_id:
        for found in kept["findings"]:
            published, simulated = found["published"]["value"], found["simulated"]["p50"]
            if found["id"].startswith(PATTERN) and simulated and simulated > 0:
                return SalesCheck(result, published, simulated, published / simulated)
    return SalesCheck(result, None, None, USUAL)


def _root(at_one: Array, slope: Array) -> float | None:
    """The factor at which the median of  at_one + (factor - 1) slope  is zero, by bisection from 1 upwards."""

    def median(factor: float) -> float:
        return float(np.median(at_one + (factor - 1.0) * slope))

    low, high = 1.0, MOST
    if median(low) >= 0.0:
        low, high = 0.0, 1.0
        if median(low) >= 0.0:
            return 0.0
    elif median(high) < 0.0:
        return None
    while high - low > 1e-6 * max(high, 1.0):
        middle = math.fsum((low, high)) / 2.0
        low, high = (middle, high) if median(middle) < 0.0 else (low, middle)
    return high
