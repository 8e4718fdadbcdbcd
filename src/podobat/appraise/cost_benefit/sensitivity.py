"""Which assumption decides a cost-benefit analysis: rank correlations, swings, switching values.

Three questions, three answers. Over all draws: which parameter moves with the NPV (rank correlation, over the world's
parameters and the appraisal's). One at a time: what the NPV becomes with a parameter of the appraisal at its low and
its high end, all else as drawn. Switching value: where that parameter would have to be for the median NPV to be zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri

from podobat.appraise.columns import by_language
from podobat.appraise.cost_benefit.analysis import Analysis, Array, chance_of_passing, counted_by, sides
from podobat.appraise.cost_benefit.discounting import benefit_cost_ratio
from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS, WORLD_IDS, value_lines
from podobat.evidence import Parameter, drivers
from podobat.evidence.lines import appraisal_lines
from podobat.forecast.profiles import rank_correlation
from podobat.forecast.sampling import sample_points

if TYPE_CHECKING:
    import polars as pl

_CHANCE = 0.05  # that any parameter without effect is told apart from chance
_CLOSE = 1e-7  # of the range looked through: how near the switching value is found
_OPTIONAL: Final = ("appraisal.public_funds",)  # acts only where asked for


def sensitivity(result: Analysis, lang: str | None = None) -> pl.DataFrame:
    """A row for each perspective and uncertain parameter, those that decide most first; see CostBenefit.sensitivity."""
    import polars as pl

    rows: list[dict[str, Any]] = []
    for perspective in result.perspectives:
        ranks = rank_correlations(result, result.draws_of(perspective, "npv"))
        swings = {p.id: swing(result, p, perspective) for p in _own(result)}
        idle = {id for id, s in swings.items() if s.low == s.high and s.switching is None}  # of the other perspective
        order = sorted(ranks.keys() - idle, key=lambda id: (-abs(ranks[id]), id))
        least = threshold((result.draws + 1) // 2, len(order))
        total = sum(ranks[id] ** 2 for id in order)
        for rank, id in enumerate(order, 1):
            alone = swings.get(id)
            rows.append({
                "perspective": perspective, "rank": rank, "id": id,
                **by_language("description", result.parameters[id].description, lang),
                "rank_correlation": ranks[id], "share": ranks[id] ** 2 / total if total else 0.0,
                "told_apart": abs(ranks[id]) > least,
                "npv_low": alone.low if alone else None, "npv_high": alone.high if alone else None,
                "swing": abs(alone.high - alone.low) if alone else None,
                "probability_low": alone.probability_low if alone else None,
                "probability_high": alone.probability_high if alone else None,
                "switching": alone.switching if alone else None,
            })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _own(result: Analysis) -> Iterator[Parameter]:
    """The uncertain parameters of the appraisal that act under its rules."""
    for id in PARAMETER_IDS:
        p = result.parameters[id]
        if not p.distribution.fixed and (id not in _OPTIONAL or result.rules.public_funds):
            yield p


def rank_correlations(result: Analysis, npv: Array) -> dict[str, float]:
    """Spearman's rank correlation of every uncertain parameter with the NPV.

    Both draws of a point share their parameters, so the NPV of a point is the mean of its two draws and chance counts
    half as much.
    """
    points = result.draws // 2
    if points < 3:
        return {p.id: 0.0 for p in _own(result)}
    worth = npv[: 2 * points].reshape(points, 2).mean(axis=1)
    correlations = {}
    for id in sorted({*(p.id for p in _own(result)), *_world()}):
        if id not in result.parameters or result.parameters[id].distribution.fixed:
            continue
        if id in result.drawn:
            values = result.drawn[id][: 2 * points : 2, 0]
        else:
            values = result.parameters[id].distribution.quantile(sample_points([id], points, result.seed)[:, 0])
        correlations[id] = rank_correlation(values, worth)
    return correlations


def _world() -> set[str]:
    """The world's parameters that act on any measure the analysis rests on; the others could only fit by chance."""
    used = {id for line in appraisal_lines() for id in line.measures}
    return {*WORLD_IDS, *(id for measure in used for id in drivers(measure))}


def threshold(points: int, parameters: int) -> float:
    """The rank correlation that none of so many parameters without effect exceeds, but once in twenty (Bonferroni)."""
    if points < 3 or parameters < 1:
        return 1.0
    return min(1.0, float(-ndtri(_CHANCE / (2 * parameters))) / (points - 1) ** 0.5)


@dataclass(frozen=True, slots=True)
class Swing:
    """Median NPV with a parameter at its low and its high end, P(B/C > 1) there, and where the median NPV is zero."""

    low: float
    high: float
    probability_low: float
    probability_high: float
    switching: float | None


def swing(result: Analysis, parameter: Parameter, perspective: str) -> Swing:
    """What one parameter of the appraisal does by itself, all others as drawn."""
    d = parameter.distribution
    at_low, at_high = (with_value(result, parameter.id, x, perspective) for x in (d.low, d.high))
    if np.array_equal(at_low.npv, at_high.npv):
        middle, chance = float(np.median(at_low.npv)), chance_of_passing(at_low.bc)
        return Swing(middle, middle, chance, chance, None)
    return Swing(float(np.median(at_low.npv)), float(np.median(at_high.npv)), chance_of_passing(at_low.bc),
                 chance_of_passing(at_high.bc), switching_value(result, parameter, perspective))  # fmt: skip


class Worth(NamedTuple):
    """Net present value and benefit-cost ratio of every draw."""

    npv: Array
    bc: Array


def with_value(result: Analysis, id: str, value: float, perspective: str) -> Worth:
    """The worth with one parameter of the appraisal at one value: only the lines it moves are worked out again."""
    lines = appraisal_lines()
    moved = {line.id for line in lines if id in line.parameters}
    if any(line.side == "cost" for line in lines if line.id in moved):
        moved.add("public_funds")  # a share of all of them
    base = result.valued[perspective]
    if not moved & base.lines.keys():
        return Worth(base.npv, base.bc)
    drawn = {**result.drawn, id: np.full((1, 1), value)}
    again = value_lines(result.flows, drawn, counted_by(result.rules), perspective, moved)
    more = {"cost": np.zeros(result.draws), "benefit": np.zeros(result.draws)}
    for name, line in again.items():
        more[sides()[name]] += (line - base.lines[name]) @ base.factors
    cost, benefit = base.pv_cost + more["cost"], base.pv_benefit + more["benefit"]
    return Worth(benefit - cost, benefit_cost_ratio(benefit, cost))


def switching_value(result: Analysis, parameter: Parameter, perspective: str) -> float | None:
    """The value at which the median NPV is zero, all else as drawn; None where no value that makes sense does it.

    Looked for between the parameter's hard bounds, or up to ten times its range where it has none, by Brent's method.
    """
    d = parameter.distribution
    low = d.minimum if np.isfinite(d.minimum) else d.low - 10 * (d.high - d.low)
    high = d.maximum if np.isfinite(d.maximum) else d.high + 10 * (d.high - d.low)

    def npv(x: float) -> float:
        return float(np.median(with_value(result, parameter.id, x, perspective).npv))

    at_low, at_high = npv(low), npv(high)
    if not np.isfinite(at_low) or not np.isfinite(at_high) or at_low * at_high > 0 or at_low == at_high:
        return None
    return float(np.asarray(brentq(npv, low, high, xtol=_CLOSE * (high - low))))
