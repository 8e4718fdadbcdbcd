"""What may be called, what it answers, and the document that tells it (OpenAPI 3.1). A new call is one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpResponse

from podobat.web.api import answering, shapes
from podobat.web.api.shapes import SHAPES, schema_of


@dataclass(frozen=True)
class Parameter:
    """Something that is said in the address, before or behind the question mark."""

    name: str
    about: str
    where: str = "query"


@dataclass(frozen=True)
class Call:
    """One address. `answer` is a shape, or None for the JSON of a verb; `sent` the shape of what is sent."""

    name: str
    path: str
    view: Callable[..., HttpResponse]
    about: str
    answer: type | None
    sent: type | None = None
    parameters: tuple[Parameter, ...] = field(default_factory=tuple)
    scope: str = "read"


FILTERS: Final = (
    Parameter("measure", "only this measure"), Parameter("counter", "only this counter, by its key"),
    Parameter("state", "draft, confirmed or withdrawn; without it, all but withdrawn ones"),
    Parameter("grade", "A, B, C or D"), Parameter("since", "last day counted from this day or month on"),
    Parameter("until", "and up to this one"),
    Parameter("q", "words of the definition, the note, the measure, the counter"),
    Parameter("page", "1, 2, ..."),
)  # fmt: skip

CALLS: Final = (
    Call("records", "records/", answering.records, "Records of the book, filtered as in the list.", shapes.Records,
         parameters=FILTERS),
    Call("records-write", "records/new/", answering.records_write,
         "Enter records, all or none. They stay unconfirmed until a second person confirms them on the pages.",
         shapes.RecordsWritten, shapes.RecordsSent, scope="write"),
    Call("record", "records/<int:id>/", answering.record, "One record.", shapes.Recorded),
    Call("forecast", "forecast/<slug:kind>/", answering.forecast,
         "The latest forecast that belongs to the plan as it is: kind is plan, learnt or pending.", shapes.Forecasted),
    Call("course", "forecast/<slug:kind>/<str:measure>/", answering.course, "A measure month by month.", shapes.Course),
    Call("scenarios", "scenarios/", answering.scenarios, "Saved scenarios.", shapes.Scenarios),
    Call("scenario-ask", "scenarios/ask/", answering.scenario_ask,
         "Have a scenario worked out; ask again at its address until it is final.", shapes.ScenarioTold,
         shapes.ScenarioAsked, scope="run"),
    Call("scenario", "scenarios/<slug:key>/", answering.scenario, "One scenario.", shapes.ScenarioTold),
    Call("answers", "answers/<slug:verb>/", answering.answers,
         "Kept answers of one verb: outlook, value, appraise, compare, explore and the others.", shapes.Answers),
    Call("answer", "answers/<slug:verb>/<slug:key>/", answering.answer, "One answer, as the command line prints it.",
         None),
)  # fmt: skip

_FAULTS: Final = {401: "no key, or one that is not open", 403: "this person or this key may not",
                  404: "there is no such thing", 422: "what was sent has faults",
                  429: "too many calls with this key within a minute"}  # fmt: skip


def document(base: str, version: str) -> dict[str, Any]:
    """The OpenAPI document of all calls."""
    paths: dict[str, Any] = {}
    for call in CALLS:
        path, blanks = _path(call.path)
        paths.setdefault(path, {})["post" if call.sent else "get"] = _operation(call, blanks)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Podobat", "version": version, "description":
                 "Records, forecasts, scenarios and answers of a case. Readers of a public case need no key to read."},
        "servers": [{"url": base}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {shape.__name__: schema_of(shape) for shape in SHAPES},
        },
    }  # fmt: skip


def _path(path: str) -> tuple[str, list[dict[str, Any]]]:
    """An address as OpenAPI writes it, with its blanks."""
    told, blanks = ["/api/{case}/"], [{"name": "case", "in": "path", "required": True, "schema": {"type": "string"}}]
    for piece in path.split("/"):
        if piece.startswith("<"):
            kind, _, name = piece.strip("<>").partition(":")
            blanks.append({"name": name, "in": "path", "required": True,
                           "schema": {"type": "integer" if kind == "int" else "string"}})  # fmt: skip
            piece = f"{{{name}}}"
        told.append(f"{piece}/" if piece else "")
    return "".join(told), blanks


def _operation(call: Call, blanks: list[dict[str, Any]]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{call.answer.__name__}"} if call.answer else {"type": "object"}
    found = {
        "operationId": call.name, "summary": call.about, "tags": [call.path.split("/")[0]],
        "parameters": [*blanks, *({"name": p.name, "in": p.where, "description": p.about, "schema": {"type": "string"}}
                                  for p in call.parameters)],
        "responses": {
            "200": {"description": call.about, "content": {"application/json": {"schema": schema}}},
            **{str(status): {"description": why, "content": {"application/json": {"schema": {
                "$ref": "#/components/schemas/Fault"}}}} for status, why in _FAULTS.items()},
        },
    }  # fmt: skip
    if call.sent is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": {
            "$ref": f"#/components/schemas/{call.sent.__name__}"}}}}  # fmt: skip
    return found
