"""The hierarchy as frames (polars): weights, consistency and scores by evaluator; what it would take without them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from podobat.appraise.ahp.analysis import BEST, WORST, Analysis, Array, total_of
from podobat.appraise.ahp.evaluators import Judged, as_judgement
from podobat.appraise.columns import by_language
from podobat.forecast.quantiles import named
from podobat.plan.judgements import GOAL
from podobat.texts import LANGUAGES, Text

if TYPE_CHECKING:
    import polars as pl

GRID: Final = tuple(round(0.1 + 0.05 * i, 2) for i in range(17))
_WHO: Final = ("id", *(f"name_{lang}" for lang in LANGUAGES))


def weights(result: Analysis) -> pl.DataFrame:
    """One row an evaluator (or group) and criterion: weight judged, by geometric mean, within the rule; score."""
    import polars as pl

    rows: list[dict[str, Any]] = []
    for one in result.evaluators:
        goal = next(c for c in one.comparisons if c.under == GOAL)
        geometric = goal.found.geometric if goal.found is not None else goal.weights
        for i, criterion in enumerate(result.criteria):
            rows.append(
                _weight_row(result, one.id, one.name, i, one.weights[i], geometric[i], one.allowed[i])
                | {"score": one.scores.get(criterion), "counted": one.id not in result.not_counted}
            )
    for group in result.groups:
        for i, criterion in enumerate(result.criteria):
            row = _weight_row(result, group.id, group.name, i, None, None, group.weights[i])
            rows.append(row | {"score": group.scores.get(criterion), "counted": True})
    named_criterion = (f"criterion_{lang}" for lang in LANGUAGES)
    columns: dict[str, Any] = dict.fromkeys((*_WHO, "criterion", *named_criterion), pl.String)
    columns |= dict.fromkeys(("judged", "geometric", "allowed", "low", "high", "score"), pl.Float64)
    return pl.DataFrame(rows, schema=columns | {"counted": pl.Boolean})


def _weight_row(
    result: Analysis, id: str, name: Text, i: int, judged: Any, geometric: Any, allowed: Any
) -> dict[str, Any]:
    bound, criterion = result.rule.weights[i], result.rules.criterion(result.criteria[i])
    numbers = {"judged": judged, "geometric": geometric, "allowed": allowed}
    return {
        "id": id, **by_language("name", name, None), "criterion": criterion.id,
        **by_language("criterion", criterion.name, None),
        **{key: None if x is None else float(x) for key, x in numbers.items()}, "low": bound.low, "high": bound.high,
    }  # fmt: skip


def consistency(result: Analysis) -> pl.DataFrame:
    """One row an evaluator and matrix: lambda_max, CI, CR, and the judgement furthest from the others."""
    import polars as pl

    rows = [row for one in result.evaluators for row in _consistency_rows(one)]
    columns: dict[str, Any] = dict.fromkeys((*_WHO, "under"), pl.String) | {"n": pl.Int64}
    columns |= dict.fromkeys(("lambda_max", "ci", "cr"), pl.Float64)
    columns |= {"consistent": pl.Boolean, "equally_far": pl.Int64, "a": pl.String, "b": pl.String}
    columns |= dict.fromkeys(("given", "weighed", "implied", "cr_then"), pl.Float64)
    return pl.DataFrame(rows, schema=columns)


def _consistency_rows(one: Judged) -> Iterator[dict[str, Any]]:
    for c in one.comparisons:
        if c.found is None:
            continue
        d = c.deviations[0] if c.deviations else None
        worst = {} if d is None else {
            "a": c.names[d.i], "b": c.names[d.j], "given": d.given, "weighed": d.weighed, "implied": d.implied,
            "cr_then": d.cr_then,
        }  # fmt: skip
        yield {
            "id": one.id, **by_language("name", one.name, None), "under": c.under, "n": len(c.names),
            "lambda_max": c.found.lambda_max, "ci": c.found.ci, "cr": c.found.cr,
            "consistent": c.found.consistent, "equally_far": len(c.deviations), **worst,
        }  # fmt: skip


def scores(result: Analysis) -> pl.DataFrame:
    """One row an evaluator or way of putting them together: score over draws, odds of the mark, verdict."""
    import polars as pl

    rows = []
    for one in result.evaluators:
        total = total_of(one.allowed, result.criteria, result.economic, one.scores)
        rows.append(_score_row(result, one.id, one.name, total) | {"counted": one.id not in result.not_counted})
    rows += [_score_row(result, g.id, g.name, g.total) | {"counted": True} for g in result.groups]
    columns: dict[str, Any] = dict.fromkeys(_WHO, pl.String)
    columns |= {"mean": pl.Float64, **dict.fromkeys(named(np.zeros(2)), pl.Float64)}
    columns |= {"probability": pl.Float64, "verdict": pl.String, "counted": pl.Boolean}
    return pl.DataFrame(rows, schema=columns)


def _score_row(result: Analysis, id: str, name: Text, total: Array) -> dict[str, Any]:
    levels = named(total)
    passes = float((total >= result.rules.pass_mark.value).mean())
    who = {"id": id, **by_language("name", name, None), "mean": float(total.mean())}
    return {**who, **levels, "probability": passes, "verdict": result.verdict_of(levels["p50"])}


def break_even(result: Analysis) -> pl.DataFrame:
    """The score that policy and region must reach together, by weights and steepness; also as a judgement.

    One row a corner of the allowed weights (and their centre) and steepness k: quantiles over draws of the score
    needed, `judgement` the ratio on the scale of nine that gives its median, `reachable` whether 0.9 is enough.
    """
    import polars as pl

    k = result.rules.economic_score
    rows = []
    for id, w in [("centre", result.centre), *((f"corner-{i}", w) for i, w in enumerate(result.corners, 1))]:
        for name, steepness in (("value", k.value), ("low", k.low), ("high", k.high)):
            levels = named(result.needed(w, steepness))
            middle = levels["p50"]
            reachable = middle <= BEST
            rows.append({
                "weights": id, **{f"weight_{c}": float(x) for c, x in zip(result.criteria, w, strict=True)},
                "steepness": name, "k": steepness, **levels, "judgement": on_scale(middle) if reachable else None,
                "reachable": reachable,
            })  # fmt: skip
    return pl.DataFrame(rows)


def on_scale(score: float) -> str:
    """The judgement on the scale of nine that gives a score; scores below 0.1 are out of its reach."""
    held = max(score, WORST)
    return as_judgement(held / (1.0 - held))


def curve(result: Analysis) -> pl.DataFrame:
    """What share of weights and draws passes, by the score of policy and region: score, share."""
    import polars as pl

    return pl.DataFrame({"score": GRID, "share": [float(result.passing(s).mean()) for s in GRID]})
