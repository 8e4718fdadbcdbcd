"""Which assumption decides a cost-benefit analysis: rank correlations, swings, switching values, other rules.

Three questions, three answers. Over all draws: which parameter moves with the NPV (rank correlation, over the world's
parameters and the appraisal's). One at a time: what the NPV becomes with a parameter of the appraisal at its low and
its high end, all else as drawn. Switching value: where that parameter would have to be for the median NPV to be zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtri

from podobat.appraise.ahp.rules import GUIDELINES, has_works
from podobat.appraise.cost_benefit.discounting import benefit_cost_ratio
from podobat.appraise.cost_benefit.result import Array, CostBenefit, Valued, counted_by
from podobat.appraise.cost_benefit.tables import said
from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS, WORLD_IDS, value_lines
from podobat.evidence import Parameter, drivers
from podobat.evidence.lines import appraisal_lines
from podobat.forecast.sampling import sample_points
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

_CHANCE = 0.05  # that any parameter without effect is told apart from chance
_CLOSE = 1e-7  # of the range looked through: how near the switching value is found
_OPTIONAL: Final = ("appraisal.public_funds",)  # acts only where asked for


def sensitivity(result: CostBenefit, lang: str | None = None) -> pl.DataFrame:
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
            found = swings.get(id)
            rows.append({
                "perspective": perspective, "rank": rank, "id": id,
                **said("description", result.parameters[id].description, lang),
                "rank_correlation": ranks[id], "share": ranks[id] ** 2 / total if total else 0.0,
                "told_apart": abs(ranks[id]) > least,
                "npv_low": found.low if found else None, "npv_high": found.high if found else None,
                "swing": abs(found.high - found.low) if found else None,
                "probability_low": found.probability_low if found else None,
                "probability_high": found.probability_high if found else None,
                "switching": found.switching if found else None,
            })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _own(result: CostBenefit) -> Iterator[Parameter]:
    """The uncertain parameters of the appraisal that act under its rules."""
    for id in PARAMETER_IDS:
        p = result.parameters[id]
        if not p.distribution.fixed and (id not in _OPTIONAL or result.rules.public_funds):
            yield p


def rank_correlations(result: CostBenefit, npv: Array) -> dict[str, float]:
    """Spearman's rank correlation of every uncertain parameter with the NPV.

    Both draws of a point share their parameters, so the NPV of a point is the mean of its two draws and chance counts
    half as much.
    """
    points = result.draws // 2
    if points < 3:
        return {p.id: 0.0 for p in _own(result)}
    worth = _centred(ranked(npv[: 2 * points].reshape(points, 2).mean(axis=1)))
    found = {}
    for id in sorted({*(p.id for p in _own(result)), *_world()}):
        if id not in result.parameters or result.parameters[id].distribution.fixed:
            continue
        if id in result.drawn:
            values = result.drawn[id][: 2 * points : 2, 0]
        else:
            values = result.parameters[id].distribution.quantile(sample_points([id], points, result.seed)[:, 0])
        ranks = _centred(ranked(values))
        scale = float(np.sqrt((ranks @ ranks) * (worth @ worth)))
        found[id] = float(ranks @ worth) / scale if scale > 0 else 0.0
    return found


def _world() -> set[str]:
    """The world's parameters that act on any measure the analysis rests on; the others could only fit by chance."""
    used = {id for line in appraisal_lines() for id in line.measures}
    return {*WORLD_IDS, *(id for measure in used for id in drivers(measure))}


def ranked(values: Array) -> Array:
    """Ranks from 1, equal values sharing the mean of their ranks."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place.reshape(-1)]


def _centred(ranks: NDArray[np.floating]) -> Array:
    return np.asarray(ranks, dtype=np.float64) - np.mean(ranks)


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


def swing(result: CostBenefit, parameter: Parameter, perspective: str) -> Swing:
    """What one parameter of the appraisal does by itself, all others as drawn."""
    d = parameter.distribution
    at_low, at_high = (with_value(result, parameter.id, x, perspective) for x in (d.low, d.high))
    if np.array_equal(at_low.npv, at_high.npv):
        middle, chance = float(np.median(at_low.npv)), exceeding(at_low)
        return Swing(middle, middle, chance, chance, None)
    return Swing(float(np.median(at_low.npv)), float(np.median(at_high.npv)), exceeding(at_low), exceeding(at_high),
                 switching_value(result, parameter, perspective))  # fmt: skip


class Worth(NamedTuple):
    """Net present value and benefit-cost ratio of every draw."""

    npv: Array
    bc: Array


def with_value(result: CostBenefit, id: str, value: float, perspective: str) -> Worth:
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
    side = {line.id: line.side for line in lines}
    more = {"cost": np.zeros(result.draws), "benefit": np.zeros(result.draws)}
    for name, line in again.items():
        more[side[name]] += (line - base.lines[name]) @ base.factors
    cost, benefit = base.pv_cost + more["cost"], base.pv_benefit + more["benefit"]
    return Worth(benefit - cost, benefit_cost_ratio(benefit, cost))


def exceeding(v: Worth | Valued) -> float:
    """P(B/C > 1): of all draws; where nothing is spent it is not exceeded."""
    return float(np.mean(v.bc > 1))


def switching_value(result: CostBenefit, parameter: Parameter, perspective: str) -> float | None:
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
    return float(brentq(npv, low, high, xtol=_CLOSE * (high - low)))  # type: ignore[arg-type]


# --- other rules -------------------------------------------------------------------------------------------------


def variants(result: CostBenefit, lang: str | None = None) -> pl.DataFrame:
    """The result under other rules, the one in force first; see CostBenefit.variants."""
    import polars as pl

    rows = []
    for id, name, rules, only in _variants(result):
        for perspective in result.perspectives:
            if only and perspective != only:
                continue
            v = result.again(perspective, **rules)
            q = np.quantile(v.npv, [0.1, 0.5, 0.9])
            rows.append({
                "id": id, **said("name", name, lang), "perspective": perspective, "npv": float(q[1]),
                "p10": float(q[0]), "p90": float(q[2]),
                "bc": float(np.median(v.bc)) if not np.any(np.isnan(v.bc)) else None,
                "probability": exceeding(v),
            })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


_Variant = tuple[str, Text, Mapping[str, Any], str | None]


def _variants(result: CostBenefit) -> Iterator[_Variant]:
    """Id, name, changed rules, and the one perspective it makes a difference to, if only one."""
    r, p = result.rules, result.parameters
    yield "as_ruled", Text("적용한 규칙", "As ruled"), {}, None
    other = "mid" if r.timing == "end" else "end"
    yield (
        f"timing_{other}",
        Text("연중 할인", "Discounted to the middle of the year") if other == "mid"
        else Text("연말 할인", "Discounted to the end of the year"),
        {"timing": other}, None,
    )  # fmt: skip
    for name in (*GUIDELINES, "low"):
        rate = p[f"appraisal.discount_{name}"].value
        if abs(rate / 100 - r.rate) > 1e-12:
            since = Text(f"{name}년 지침", f"guideline of {name}") if name != "low" else Text("가정", "assumed")
            yield (f"discount_{name}", Text(f"할인율 {rate:g}%({since.ko})", f"Discount rate {rate:g} % ({since.en})"),
                   {"rate": rate / 100}, None)  # fmt: skip
    unlike = "other" if has_works(result.flows.plan) else "works"
    other_period = round(p[f"appraisal.period_{unlike}"].value)
    if other_period != r.period:
        yield (f"period_{other_period}",
               Text(f"계획 뒤 {other_period}년까지만" if other_period < r.period else f"계획 뒤 {other_period}년까지",
                    f"Benefits for {other_period} years after the plan"),
               {"last_year": r.last_year - r.period + other_period, "period": other_period}, None)  # fmt: skip
    yield (
        "private_out" if r.private else "private_in",
        Text("민간 자금을 비용에서 제외" if r.private else "민간 자금을 비용에 포함",
             f"Private money {'not counted' if r.private else 'counted'} as a cost"),
        {"private": not r.private}, None,
    )  # fmt: skip
    yield (
        "public_funds_out" if r.public_funds else "public_funds_in",
        Text("공적 자금 조달 비용을 제외" if r.public_funds else "공적 자금 조달 비용을 포함",
             f"Cost of raising public money {'left out' if r.public_funds else 'added'}"),
        {"public_funds": not r.public_funds}, None,
    )  # fmt: skip
    yield (
        "no_labour_cost",
        Text("노동의 기회비용을 빼지 않음(부가가치를 모두 편익으로)",
             "Labour at no cost: all value added is a benefit"),
        {"labour": False}, None,
    )  # fmt: skip
    yield (
        "investors",
        Text("민간 투자자가 투자한 만큼 얻는다고 가정", "Private investors taken to get what they put in"),
        {"investors": True}, "national",
    )  # fmt: skip
