"""How the cost-benefit result moves with the sales of start-ups, which the model is known to put too low.

Known patterns (`evidence/validation.json`) say by how much simulated sales a start-up fall short of the published mean.
Here all sales of start-ups are multiplied, everything else - people, pay, spending - staying as it is: value added and
what it displaces follow, so the net present value is a straight line in the factor, draw by draw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.cost_benefit.analysis import Analysis, Valued, valued
from podobat.evidence.patterns import read_validation
from podobat.forecast.quantiles import named
from podobat.money import Money, ratio_text
from podobat.show.json import cleaned
from podobat.texts import Text, catalogue

Array = NDArray[np.float64]
_say = catalogue("appraise.cost_benefit")
PATTERN: Final = "sales-tech/"  # mean sales of young technology firms, counted alike on both sides
USUAL: Final = 3.0  # the factor where nothing published can be set beside the case
MOST: Final = 1000.0  # a factor beyond which nobody would look
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
        roots = {}
        for perspective in self.result.perspectives:
            one = self.result.draws_of(perspective, "npv")
            roots[perspective] = _root(one, self.at(perspective, 2.0).npv - one)
        return roots

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
            return _say("sales.nothing_spent")
        ratios = _joined("sales.both", [self._ratio(perspective) for perspective in self.result.perspectives])
        known, to_pass = self._known(), self._to_pass()
        return _say("sales.warning", known=known, factor=self.factor, ratios=ratios, to_pass=to_pass)

    def _known(self) -> Text:
        """How far the model's sales are from what is published."""
        if self.published is None or self.simulated is None:
            return _say("sales.unknown")
        money = Money.of_plan(self.result.flows.plan)
        ours, theirs = (money.both(x) for x in (self.simulated, self.published))
        return _say("sales.too_low" if self.factor > 1.0 else "sales.too_high", ours=ours, theirs=theirs)

    def _ratio(self, perspective: str) -> Text:
        (row,) = [r for r in self._rows if r["perspective"] == perspective and r["factor"] == self.factor]
        odds, place = f"{100 * row['probability']:.0f}", _say(f"sales.place_{perspective}")
        return _say("sales.ratio", place=place, ratio=ratio_text(row["bc"]), odds=odds)

    def _to_pass(self) -> Text:
        """What sales would bring the median ratio to 1, in each perspective."""
        needed, others = [], []
        for perspective, root in self.switching.items():
            place = _say(f"sales.place_{perspective}")
            if root is not None and root > 1.0:
                needed.append(_say("sales.root", place=place, root=root))
            else:
                others.append(_say("sales.out_of_reach" if root is None else "sales.passes", place=place))
        first = [_say("sales.needed", roots=_joined("sales.both", needed))] if needed else []
        return _joined("sales.sentences", [*first, *others])

    def to_json_dict(self) -> dict[str, Any]:
        """Plain values for the JSON."""
        return cleaned({
            "published": self.published, "simulated": self.simulated, "factor": self.factor, "rows": self.rows(),
            "switching": self.switching, "warning": self.warning,
        })  # fmt: skip


def sales_check(result: Analysis, kept: Mapping[str, Any] | None = None) -> SalesCheck:
    """The result under the level of sales that is published.

    kept   known patterns as `make validate` kept them; those of the package by default. Those of another case tell
           nothing about this one.
    """
    kept = read_validation() if kept is None else kept
    if kept is not None and kept.get("case") == result.case_id:
        for finding in kept["findings"]:
            published, simulated = finding["published"]["value"], finding["simulated"]["p50"]
            if finding["id"].startswith(PATTERN) and simulated and simulated > 0:
                return SalesCheck(result, published, simulated, published / simulated)
    return SalesCheck(result, None, None, USUAL)


def _joined(key: str, texts: list[Text]) -> Text:
    """Texts one after the other, two at a time."""
    return reduce(lambda first, second: _say(key, first=first, second=second), texts)


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
