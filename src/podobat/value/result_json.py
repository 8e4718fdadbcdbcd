"""A value as JSON: schema 1, documented in docs/json.md and docs/schema/value-1.json."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from podobat.forecast.result_json import _named, _number, _text

if TYPE_CHECKING:
    from podobat.forecast.effects import Cost, Effect
    from podobat.value.outcomes import Outcome
    from podobat.value.result import Value

SCHEMA: Final = 1


def _outcome(o: Outcome) -> dict[str, Any]:
    about = {"id": o.id, "name": _text(o.name), "measure": o.measure, "month": o.month, "unit": o.unit}
    return {**about, "target": o.target, **({"least": _number(o.least)} if o.least is not None else {})}


def _effect(e: Effect) -> dict[str, Any]:
    return {
        "mean": _number(e.mean),
        "standard_error": _number(e.error),
        "quantiles": _named(e.quantiles),
        "above": _number(e.above),
        "ties": _number(e.ties),
        "chance": _number(e.chance),
        "told": e.told,
    }


def _cost(c: Cost) -> dict[str, Any]:
    keys = ("cost_a_unit", "low", "high", "p2_5", "p10", "p90", "p97_5", "share_a_unit")
    return {"outcome": c.outcome, "told": c.told, **{k: _number(getattr(c, k)) for k in keys}}


def json_dict(value: Value) -> dict[str, Any]:
    """The whole value as plain dicts, lists, strings and numbers."""
    ids = [o.id for o in value.outcomes]

    def by_outcome(effects: Iterable[Effect]) -> dict[str, Any]:
        return {id: _effect(e) for id, e in zip(ids, effects, strict=True)}

    ways = ("added", "more", "later", "share")
    players = []
    for i, p in enumerate(value.players):
        costs = [_cost(c) for c in value.cost_results if c.programme == p.id]
        effects = {way: by_outcome(value.effects[way][i]) for way in ways}
        about = {"id": p.id, "name": _text(p.name), "kind": p.kind, "cost": _number(p.cost), "lost": _number(p.lost)}
        players.append({**about, **effects, "costs": costs})
    pairs = [
        {"first": value.players[i].id, "second": value.players[j].id, "effects": by_outcome(effects)}
        for (i, j), effects in zip(value.pairs, value.pair_effects, strict=True)
    ]
    sweeps = [
        {"parameter": s.parameter, "end": s.end, "value": _number(s.value), "draws": s.draws,
         "whole": by_outcome(s.whole), "added": {id: by_outcome(e) for id, e in s.added.items()}}
        for s in value.sweeps
    ]  # fmt: skip
    return {
        "schema": SCHEMA,
        "case": value.case_id,
        "scenario": value.scenario,
        "draws": value.draws,
        "seed": value.seed,
        "fingerprints": dict(value.fingerprints),
        "simulations": value.simulations,
        "exact": value.exact,
        "orders": value.orders,
        "outcomes": [_outcome(o) for o in value.outcomes],
        "whole": {
            "effects": by_outcome(value.wholes),
            "costs": [_cost(c) for c in value.cost_results if not c.programme],
        },
        "players": players,
        "cannot_act": list(value.cannot_act),
        "pairs": pairs,
        "variants": {name: by_outcome(effects) for name, effects in value.variants.items()},
        "sweeps": sweeps,
    }


def json_text(value: Value) -> str:
    """The value as one line of JSON, Korean left readable. The same value gives the same text, byte for byte."""
    return json.dumps(value.to_json_dict(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
