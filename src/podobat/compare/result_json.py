"""A comparison as JSON: schema 1, documented in docs/json.md and docs/schema/compare-1.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from podobat.evidence.measures import measure
from podobat.forecast.result_json import _named, _number, _text

if TYPE_CHECKING:
    from podobat.compare.result import Comparison, Difference, OddsChange

SCHEMA: Final = 1
BETTER: Final = {1: "more", -1: "less", 0: "neither"}


def _difference(d: Difference) -> dict[str, Any]:
    return {
        "mean_a": _number(d.mean_a),
        "mean_b": _number(d.mean_b),
        "difference": _number(d.effect.mean),
        "standard_error": _number(d.effect.error),
        "quantiles": _named(d.effect.quantiles),
        "beats": _number(d.beats),
        "ties": _number(d.effect.ties),
        "variance_factor": _number(d.factor),
    }


def _odds(o: OddsChange) -> dict[str, Any]:
    return {
        "id": o.target,
        "name": _text(o.name),
        "odds_a": _number(o.odds_a),
        "odds_b": _number(o.odds_b),
        "change": _number(o.change),
        "standard_error": _number(o.error),
        "variance_factor": _number(o.factor),
    }


def json_dict(comparison: Comparison) -> dict[str, Any]:
    """The whole comparison as plain dicts, lists, strings and numbers."""
    pairs: dict[tuple[str, str], dict[str, Any]] = {
        (a.id, b.id): {"a": a.id, "b": b.id, "targets": [], "measures": {}} for a, b in comparison.pairs
    }
    for o in comparison.odds:
        pairs[o.a, o.b]["targets"].append(_odds(o))
    for d in comparison.differences:
        about = measure(d.measure)
        entry = pairs[d.a, d.b]["measures"].setdefault(
            d.measure, {"name": _text(about.name), "unit": d.unit, "better": BETTER[d.better], "months": {}}
        )
        entry["months"][d.month] = _difference(d)
    return {
        "schema": SCHEMA,
        "case": comparison.case_id,
        "draws": comparison.draws,
        "seed": comparison.seed,
        "fingerprints": dict(comparison.fingerprints),
        "simulations": comparison.simulations,
        "scenarios": [{"id": s.id, "name": _text(s.name)} for s in comparison.sides],
        "months": list(comparison.months),
        "pairs": list(pairs.values()),
    }


def json_text(comparison: Comparison) -> str:
    """The comparison as one line of JSON, Korean left readable. The same comparison gives the same text."""
    return json.dumps(comparison.to_json_dict(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
