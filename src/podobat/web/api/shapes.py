"""What goes over the wire: frozen records whose fields say what they mean; schemas are made of them.

schema_of(Odds)     its JSON Schema (2020-12);  told(odds)  itself as JSON
"""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final


@dataclass(frozen=True)
class Recorded:
    """One counted value of the record book."""

    id: Annotated[int, "number of the record"]
    key: Annotated[str, "its id in records.csv"]
    measure: Annotated[str, "what was counted"]
    value: Annotated[float, "the count; money in the unit stated"]
    unit: Annotated[str, "unit of the value"]
    day: Annotated[date, "last day counted"]
    as_of: Annotated[date, "day on which it was known"]
    period_from: Annotated[date | None, "first day counted, where it is not the beginning of the plan"]
    counter: Annotated[str, "key of who counted"]
    coverage: Annotated[str, "whole, part (a lower limit), wider (an upper limit), overlap"]
    scope: Annotated[str, "cohort or part that was counted, or nothing"]
    definition_ko: Annotated[str, "what exactly was counted, in Korean"]
    definition_en: Annotated[str, "the same in English"]
    grade: Annotated[str, "A to D, how well it is founded"]
    sources: Annotated[list[str], "keys of its sources"]
    state: Annotated[str, "draft, confirmed, withdrawn"]
    version: Annotated[int, "grows with every change"]
    changed_at: Annotated[datetime, "last change"]


@dataclass(frozen=True)
class Records:
    """One page of records, newest day first."""

    records: Annotated[list[Recorded], "at most 200"]
    next: Annotated[str | None, "address of the next page, if there is one"]


@dataclass(frozen=True)
class RecordSent:
    """A record to be entered, in the columns of records.csv; what is left out is as in an empty cell."""

    measure: Annotated[str, "what was counted: its id or its name"]
    value: Annotated[float | str, "the count, in the unit stated"]
    as_of: Annotated[str, "day on which it was known, YYYY-MM-DD"]
    counter: Annotated[str, "who counted: key or name"]
    definition_ko: Annotated[str, "what exactly was counted"]
    grade: Annotated[str, "A to D, how well it is founded"]
    source: Annotated[str, "address of a page, or keys of sources with semicolons"]
    unit: Annotated[str, "unit of the value; empty: that of the measure"] = ""
    period_from: Annotated[str, "first day counted"] = ""
    period_to: Annotated[str, "last day counted; empty: the day on which it was known"] = ""
    scope: Annotated[str, "cohort or part that was counted"] = ""
    coverage: Annotated[str, "whole, part (a lower limit), wider (an upper limit), overlap"] = ""
    definition_en: Annotated[str, "the same in English; empty: as in Korean"] = ""
    note: Annotated[str, "whatever else is worth knowing"] = ""
    id: Annotated[str, "its id in records.csv; empty: one is made"] = ""


@dataclass(frozen=True)
class RecordsSent:
    """Records to be entered, all of them or none."""

    records: Annotated[list[RecordSent], "at most 500"]


@dataclass(frozen=True)
class RecordsWritten:
    """The records as they stand in the book now, in the order in which they were sent."""

    records: Annotated[list[Recorded], "unconfirmed, until a second person confirms them"]
    new: Annotated[int, "how many of them were not in the book before"]


@dataclass(frozen=True)
class Driver:
    """A number that the draws of a target follow."""

    id: Annotated[str, "parameter, or figure of the plan"]
    rank_correlation: Annotated[float, "over draws"]


@dataclass(frozen=True)
class Odds:
    """What a forecast says of one target."""

    target: Annotated[str, "id in the plan"]
    measure: Annotated[str, "what it is set against"]
    by: Annotated[str, "month, YYYY-MM"]
    value: Annotated[float, "what was promised; money in KRW million"]
    unit: Annotated[str, "unit of all values"]
    probability: Annotated[float, "share of draws that reach it"]
    probability_without: Annotated[float, "the same without the plan"]
    quantiles: Annotated[dict[str, float], "p2_5, p10, p25, p50, p75, p90, p97_5 with the plan"]
    quantiles_net: Annotated[dict[str, float], "of the difference the plan makes"]
    drivers: Annotated[list[Driver], "strongest first"]


@dataclass(frozen=True)
class Forecasted:
    """A kept forecast: of the plan alone, or after learning from the records."""

    kind: Annotated[str, "plan; learnt (from records that count in public); pending (as if all were confirmed)"]
    made_at: Annotated[datetime, "when it was worked out"]
    draws: Annotated[int, "how many futures it rests on"]
    fingerprints: Annotated[dict[str, str], "plan, parameters, code, records: the same ones give the same bits"]
    up_to_date: Annotated[bool, "false while records that changed since are being learnt from"]
    targets: Annotated[list[Odds], "in the order of the plan"]


@dataclass(frozen=True)
class Month:
    """One month of a measure."""

    month: Annotated[str, "YYYY-MM"]
    quantiles: Annotated[dict[str, float], "with the plan"]
    without_p50: Annotated[float, "median without it"]


@dataclass(frozen=True)
class Course:
    """A measure over time."""

    measure: Annotated[str, "its id"]
    unit: Annotated[str, "unit of all values"]
    kind: Annotated[str, "plan or learnt"]
    months: Annotated[list[Month], "from the first month of the plan on"]


@dataclass(frozen=True)
class ScenarioAsked:
    """Changes of the plan that are to be compared with it."""

    set: Annotated[dict[str, Any], "path -> value, as scenarios/*.yaml has them"]


@dataclass(frozen=True)
class ScenarioTold:
    """A scenario and what comes of it."""

    key: Annotated[str, "names changes, plan, parameters and code"]
    name: Annotated[str, "given by whoever saved it"]
    set: Annotated[dict[str, Any], "path -> value"]
    final: Annotated[bool, "are these all the draws?"]
    result: Annotated[dict[str, Any], "odds of every target, differences of measures; empty at first"]
    fingerprints: Annotated[dict[str, str], "plan, parameters, code"]
    address: Annotated[str, "where to ask again"]


@dataclass(frozen=True)
class Scenarios:
    """Scenarios that were saved, newest first."""

    scenarios: Annotated[list[ScenarioTold], "at most 200"]


@dataclass(frozen=True)
class AnswerTold:
    """An answer of a verb that is kept: outlook, value, appraise, compare and all others."""

    verb: Annotated[str, "as on the command line"]
    key: Annotated[str, "names all that made it"]
    made_at: Annotated[datetime, "when it was asked for"]
    options: Annotated[dict[str, Any], "what it was told"]
    fingerprints: Annotated[dict[str, Any], "what made it"]
    address: Annotated[str, "its JSON, with the schema of docs/json.md"]


@dataclass(frozen=True)
class Answers:
    """Answers of one verb that are ready, newest first."""

    answers: Annotated[list[AnswerTold], "at most 200"]


@dataclass(frozen=True)
class Fault:
    """Why there is no answer."""

    status: Annotated[int, "of HTTP"]
    message: Annotated[str, "in the language asked for by Accept-Language"]
    faults: Annotated[list[str], "each fault of what was sent"]


SHAPES: Final = (
    Recorded, Records, RecordSent, RecordsSent, RecordsWritten, Driver, Odds, Forecasted, Month, Course,
    ScenarioAsked, ScenarioTold, Scenarios, AnswerTold, Answers, Fault,
)  # fmt: skip
_PLAIN: Final[dict[Any, dict[str, Any]]] = {
    int: {"type": "integer"}, float: {"type": "number"}, str: {"type": "string"}, bool: {"type": "boolean"}, Any: {},
    date: {"type": "string", "format": "date"}, datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
}  # fmt: skip


def schema_of(shape: Any) -> dict[str, Any]:
    """The JSON Schema of a shape; shapes within it are referred to by name."""
    types_of = typing.get_type_hints(shape, include_extras=True)
    return {
        "type": "object",
        "description": (shape.__doc__ or "").strip(),
        "properties": {f.name: _field(types_of[f.name]) for f in fields(shape)},
        "required": [f.name for f in fields(shape) if f.default is MISSING],
        "additionalProperties": False,
    }


def _field(annotated: Any) -> dict[str, Any]:
    annotation, said = typing.get_args(annotated)
    return {**_type(annotation), "description": said}


def _type(annotation: Any) -> dict[str, Any]:
    if annotation in _PLAIN:
        return dict(_PLAIN[annotation])
    if is_dataclass(annotation):
        return {"$ref": f"#/components/schemas/{annotation.__name__}"}  # type: ignore[union-attr]
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is list:
        return {"type": "array", "items": _type(inner[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(inner[1])}
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_type(one) for one in inner]}
    raise TypeError(f"no schema for {annotation!r}")


def told(value: Any) -> Any:
    """A record as JSON holds it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: told(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, list | tuple):
        return [told(one) for one in value]
    if isinstance(value, dict):
        return {name: told(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value
