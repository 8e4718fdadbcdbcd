"""The forecast as JSON: schema 1, documented in docs/json.md and docs/schema/forecast-1.json.

Measure ids are keys, months are ISO ("2020-01"), quantiles go by name. Numbers carry seven significant digits, as many
as single precision holds. Within a schema number keys are only ever added; a change of meaning gets a new number.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from podobat.forecast.quantiles import QUANTILES
from podobat.forecast.sketch import RELATIVE_ERROR

if TYPE_CHECKING:
    from podobat.forecast.result import Forecast
    from podobat.forecast.targets import TargetResult
    from podobat.units import Text

SCHEMA: Final = 1
_DIGITS = "%.7g"


def _number(x: float) -> float | int | None:
    """A number as JSON can hold it: seven digits, whole numbers without a point, nan as null."""
    if not math.isfinite(x):
        return None
    short = float(_DIGITS % x)
    return int(short) if short == int(short) and abs(short) < 1e15 else short


def _text(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}


def _named(values: dict[str, float]) -> dict[str, Any]:
    return {name: _number(x) for name, x in values.items()}


def _target(target: TargetResult) -> dict[str, Any]:
    gross, without, net, variance = target.odds_with, target.odds_without, target.odds_net, target.variance
    return {
        "id": target.id,
        "name": _text(target.name),
        "measure": target.measure,
        "unit": target.unit,
        "by": target.by,
        "value": _number(target.value),
        "announced": _number(target.announced),
        "probability": _number(gross.probability),
        "standard_error": _number(gross.standard_error),
        "probability_without": _number(without.probability),
        "probability_net": _number(net.probability),
        "quantiles": _named(target.quantiles("with")),
        "without": _named(target.quantiles("without")),
        "net": _named(target.quantiles("net")),
        "variance": {"parameters": _number(variance.parameters), "chance": _number(variance.chance)},
    }


def _measure(forecast: Forecast, name: str) -> dict[str, Any]:
    about, bands = forecast.measure(name), forecast.bands(name)
    worlds = {
        world: {q: [_number(x) for x in bands[w, i].tolist()] for i, q in enumerate(QUANTILES)}
        for w, world in enumerate(("with", "without", "net"))
    }
    said = {"name": _text(about.name), "unit": about.unit, "kind": about.kind}
    return {**said, "months": list(forecast.months), **worlds}


def json_dict(forecast: Forecast) -> dict[str, Any]:
    """The whole forecast as plain dicts, lists, strings and numbers."""
    return {
        "schema": SCHEMA,
        "case": forecast.case_id,
        "scenario": forecast.scenario,
        "draws": forecast.draws,
        "seed": forecast.seed,
        "fingerprints": dict(forecast.fingerprints),
        **({"quantile_error": RELATIVE_ERROR} if forecast.sketched is not None else {}),
        "targets": [_target(t) for t in forecast.target_results],
        "measures": {name: _measure(forecast, name) for name in forecast.measures},
        "notes": [{"about": n.about, **_text(n)} for n in forecast.notes],
    }


def json_text(forecast: Forecast) -> str:
    """The forecast as one line of JSON, Korean left readable. The same forecast gives the same text, byte for byte."""
    return json.dumps(forecast.to_json_dict(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
