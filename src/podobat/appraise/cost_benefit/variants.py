"""A cost-benefit analysis under other rules: what they are, and what the result becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from podobat.appraise.columns import by_language
from podobat.appraise.cost_benefit.analysis import Analysis, chance_of_passing
from podobat.appraise.cost_benefit.rules import GUIDELINES, has_works
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl


def variants(result: Analysis, lang: str | None = None) -> pl.DataFrame:
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
                "id": id, **by_language("name", name, lang), "perspective": perspective, "npv": float(q[1]),
                "p10": float(q[0]), "p90": float(q[2]),
                "bc": float(np.median(v.bc)) if not np.any(np.isnan(v.bc)) else None,
                "probability": chance_of_passing(v.bc),
            })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


_Variant = tuple[str, Text, Mapping[str, Any], str | None]


def _variants(result: Analysis) -> Iterator[_Variant]:
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
