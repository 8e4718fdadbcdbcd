"""A cost-benefit analysis under other rules: what they are, and what the result becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from podobat.appraise.columns import by_language
from podobat.appraise.cost_benefit.analysis import Analysis, chance_of_passing
from podobat.appraise.cost_benefit.rules import GUIDELINES, has_works
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    import polars as pl

_say = catalogue("appraise.cost_benefit")


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
    yield "as_ruled", _say("variant.as_ruled"), {}, None
    other = "mid" if r.timing == "end" else "end"
    yield f"timing_{other}", _say(f"variant.timing_{other}"), {"timing": other}, None
    for name in (*GUIDELINES, "low"):
        rate = p[f"appraisal.discount_{name}"].value
        if abs(rate / 100 - r.rate) > 1e-12:
            label = _say("variant.low_rate" if name == "low" else "variant.guideline", rate=rate, year=name)
            yield f"discount_{name}", label, {"rate": rate / 100}, None
    years = round(p[f"appraisal.period_{'other' if has_works(result.flows.plan) else 'works'}"].value)
    if years != r.period:
        label = _say("variant.shorter" if years < r.period else "variant.longer", years=years)
        yield f"period_{years}", label, {"last_year": r.last_year - r.period + years, "period": years}, None
    for name in ("private", "public_funds"):
        counted = getattr(r, name)
        id = f"{name}_out" if counted else f"{name}_in"
        yield id, _say(f"variant.{id}"), {name: not counted}, None
    yield "no_labour_cost", _say("variant.no_labour_cost"), {"labour": False}, None
    yield "investors", _say("variant.investors"), {"investors": True}, "national"
