"""The cost-benefit analysis as frames (polars)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from podobat.appraise.columns import by_language, ordered
from podobat.appraise.cost_benefit.analysis import Analysis, Array
from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS
from podobat.evidence.lines import appraisal_lines
from podobat.forecast.quantiles import QUANTILES, quantiles
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    import polars as pl

_say = catalogue("appraise.cost_benefit")
UNITS_OF: Final = {
    "npv": "KRW_m", "bc": "ratio", "irr": "1/year", "payback": "year", "pv_benefit": "KRW_m", "pv_cost": "KRW_m",
}  # fmt: skip


def summary(result: Analysis, lang: str | None = None) -> pl.DataFrame:
    """A row for each perspective and result; see CostBenefit.summary."""
    import polars as pl

    rows = []
    for perspective in result.perspectives:
        for what, unit in UNITS_OF.items():
            values = result.draws_of(perspective, what)
            exists = ~np.isnan(values)
            finite = values[np.isfinite(values)]
            rows.append({
                "perspective": perspective, "what": what,
                **by_language("name", _say(f"what.{what}"), lang), "unit": unit,
                "mean": float(finite.mean()) if len(finite) == len(values) else None,
                **ordered(values[exists]),
                "probability": _probability(result, what, values),
                "defined": float(exists.mean()),
            })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _probability(result: Analysis, what: str, values: Array) -> float | None:
    """The share of all draws in which the plan passes by one result; where it does not exist it does not pass."""
    reached = {
        "npv": values > 0,
        "bc": values > 1,
        "irr": values > result.rules.rate,
        "payback": values <= len(result.years),
    }
    return float(np.mean(reached[what])) if what in reached else None


def sides_by_year(result: Analysis, perspective: str) -> pl.DataFrame:
    """All costs and all benefits by year, undiscounted, KRW million: side, year, mean and quantiles."""
    import polars as pl

    v, years, frames = result.valued[perspective], result.years, []
    for side in ("cost", "benefit"):
        values = np.sum([v.lines[line.id] for line in appraisal_lines() if line.side == side and line.id in v.lines],
                        axis=0)  # fmt: skip
        columns = {"side": [side] * len(years), "year": years, "mean": values.mean(axis=0)}
        frames.append(pl.DataFrame({**columns, **dict(zip(QUANTILES, quantiles(values), strict=True))}))
    return pl.concat(frames)


def by_year(result: Analysis, lang: str | None = None) -> pl.DataFrame:
    """A row for each perspective, line and year, and the net of all; KRW m, undiscounted."""
    import polars as pl

    years = list(result.years)
    frames = []
    for perspective in result.perspectives:
        v = result.valued[perspective]
        lines = [(line.side, line.id, line.name, v.lines[line.id]) for line in appraisal_lines() if line.id in v.lines]
        for side, id, name, values in [*lines, ("net", "net", _say("side.net"), v.net)]:
            levels = quantiles(values)
            n = len(years)
            frames.append(pl.DataFrame({
                "perspective": [perspective] * n, "side": [side] * n, "line": [id] * n,
                **{key: [text] * n for key, text in by_language("name", name, lang).items()},
                "year": years, "mean": values.mean(axis=0), **dict(zip(QUANTILES, levels, strict=True)),
            }))  # fmt: skip
    return pl.concat(frames)


def benefits(result: Analysis, lang: str | None = None) -> pl.DataFrame:
    """A row for each perspective and line: definition, present value, what it might count twice."""
    import polars as pl

    rows = []
    for perspective in result.perspectives:
        v = result.valued[perspective]
        totals = {"cost": float(v.pv_cost.mean()), "benefit": float(v.pv_benefit.mean())}
        for line in appraisal_lines():
            if line.id not in v.lines:  # options not asked for, and lines of the other perspective
                continue
            values = v.lines[line.id] @ v.factors
            total = totals[line.side]
            rows.append({
                "perspective": perspective, "line": line.id, "side": line.side,
                **by_language("name", line.name, lang), **by_language("definition", line.definition, lang),
                **by_language("duplicates", line.duplicates, lang), **by_language("avoided", line.avoided, lang),
                "mean": float(values.mean()), **ordered(values),
                "share": float(values.mean()) / total if total else None,
            })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def assumptions(result: Analysis, lang: str | None = None) -> pl.DataFrame:
    """A row for each parameter of the appraisal."""
    import polars as pl

    nothing = Text("", "")
    rows = []
    for id in PARAMETER_IDS:
        p = result.parameters[id]
        d = p.distribution
        rows.append({
            "id": id, **by_language("description", p.description, lang), "unit": p.unit, "value": d.value, "low": d.low,
            "high": d.high, "shape": d.shape, "evidence": p.evidence, "source": " ".join(p.source),
            **by_language("assumed", p.assumed or nothing, lang), **by_language("setting", p.setting or nothing, lang),
        })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)
