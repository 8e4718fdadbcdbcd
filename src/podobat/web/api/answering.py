"""The calls: each reads what the pages read, and says it as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from podobat.errors import InputFaults
from podobat.evidence import measure as measure_of
from podobat.forecast import QUANTILES
from podobat.records.cells import plain
from podobat.records.rows import COLUMNS
from podobat.records.tables import Row
from podobat.web.answers.models import Answer
from podobat.web.answers.verbs import BY_ID
from podobat.web.api import shapes
from podobat.web.api.models import Scope
from podobat.web.book.content import column_of
from podobat.web.book.filters import Filter
from podobat.web.book.forms import fault_sentence
from podobat.web.book.models import BookState, Record
from podobat.web.book.recordsheet import RECORDS
from podobat.web.book.services import token_of
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.dashboard.drawing import table_of
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.views import results
from podobat.web.scenarios import views as room
from podobat.web.scenarios.changes import canonical, scenario_of
from podobat.web.scenarios.models import Scenario
from podobat.web.tables.imports import CHANGED, NEW, OPEN, Item

A_PAGE: Final = 200
LARGEST: Final = 100_000  # bytes of what is sent
LARGEST_BOOK: Final = 2_000_000  # the same of records
MOST_RECORDS: Final = 500  # in one call
MOST: Final = 200

View = Callable[..., HttpResponse]


def spoken(scope: Scope = Scope.READ) -> Callable[[View], View]:
    """A call: its key fits the case and its scope, and was not used too often; what it answers becomes JSON."""

    def outer(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def inner(request: CaseRequest, **blanks: Any) -> HttpResponse:
            key = getattr(request, "api_key", None)
            if key is None and scope is not Scope.READ:  # a session alone would do it for any page that a browser opens
                return fault(request, 401)
            if key is not None:
                if key.case_id != request.case.pk or (scope is not Scope.READ and key.scope != scope):
                    return fault(request, 403)
                if not key.count():
                    answer = fault(request, 429)
                    answer["Retry-After"] = "60"
                    return answer
            found = view(request, **blanks)
            if isinstance(found, HttpResponse | FileResponse):
                return found
            return JsonResponse(shapes.told(found), json_dumps_params={"ensure_ascii": False})

        return inner

    return outer


def fault(request: Any, status: int, faults: list[str] | None = None) -> HttpResponse:
    """Why there is no answer, as JSON."""
    said = words(request.lang)(f"api.fault.s{status}")
    return JsonResponse(shapes.told(shapes.Fault(status, said, faults or [])), status=status,
                        json_dumps_params={"ensure_ascii": False})  # fmt: skip


def _recorded(r: Record) -> shapes.Recorded:
    return shapes.Recorded(
        id=r.pk, key=r.key, measure=r.measure, value=r.value, unit=r.unit, day=r.day, as_of=r.as_of,
        period_from=r.period_from, counter=r.counter.key, coverage=r.coverage or "whole", scope=r.scope,
        definition_ko=r.definition_ko, definition_en=r.definition_en, grade=r.grade, sources=r.sources, state=r.state,
        version=r.version, changed_at=r.changed_at,
    )  # fmt: skip


@spoken()
def records(request: CaseRequest) -> Any:
    """Records as the list filters them."""
    asked = Filter.of(request.GET)
    page = Paginator(asked.rows(request.case).select_related("counter"), A_PAGE).get_page(request.GET.get("page"))
    following = None
    if page.has_next():
        query = {**{k: v for k, v in request.GET.items() if k != "page"}, "page": page.next_page_number()}
        following = request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
    return shapes.Records([_recorded(r) for r in page.object_list], following)


@spoken()
def record(request: CaseRequest, id: int) -> Any:
    """One record."""
    found = Record.objects.filter(case=request.case, pk=id).select_related("counter").first()
    if found is None:
        raise Http404
    return _recorded(found)


@spoken(Scope.WRITE)
def records_write(request: CaseRequest) -> Any:
    """Enter records as an import does: every row is checked as the forms check it, and all are kept or none."""
    rows, faults = _rows_sent(request)
    if faults:
        return fault(request, 422, faults[:MOST])
    with transaction.atomic():
        BookState.objects.get_or_create(case=request.case)
        BookState.objects.select_for_update().get(case=request.case)  # other writers wait until these rows are kept
        items = RECORDS.check(request, rows, {})
        faults = [f"records[{i.line}].{text}" for i in items for text in _faults_of(i, request.lang)]
        if faults:
            transaction.set_rollback(True)
            return fault(request, 422, faults[:MOST])
        made = RECORDS.save(request, [i for i in items if i.action == NEW], "")
        key: Any = request.api_key  # type: ignore[attr-defined]
        audit(request, "record.entered-by-key", key.name, records=made["new"], start=key.start)
    RECORDS.afterwards(request)
    kept = Record.objects.filter(case=request.case, key__in=[i.cells["id"] for i in items]).select_related("counter")
    by_key = {r.key: r for r in kept}
    return shapes.RecordsWritten([_recorded(by_key[i.cells["id"]]) for i in items], made["new"])


def _rows_sent(request: CaseRequest) -> tuple[list[Row], list[str]]:
    """What was sent as rows of a table, numbered from 0; or all that is wrong with its shape."""
    phrases = words(request.lang)
    try:
        sent = json.loads(request.body) if len(request.body) <= LARGEST_BOOK else None
    except (ValueError, RecursionError):
        sent = None
    listed = sent.get("records") if isinstance(sent, dict) and set(sent) == {"records"} else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_RECORDS or not all(
        isinstance(row, dict) for row in listed
    ):
        return [], [phrases("api.fault.records_wanted", most=MOST_RECORDS)]
    rows, faults = [], []
    for n, row in enumerate(listed):
        unknown = [f"records[{n}].{name[:60]}" for name in sorted(set(row) - set(COLUMNS))]
        faults += [phrases("api.fault.no_such_field", place=place, known=", ".join(COLUMNS)) for place in unknown]
        odd = [name for name in COLUMNS if isinstance(row.get(name, ""), bool | list | dict)]
        faults += [phrases("api.fault.plain_wanted", place=f"records[{n}].{name}") for name in odd]
        rows.append((n, {name: _cell(row[name]) for name in COLUMNS if row.get(name) is not None and name not in odd}))
    return rows, faults


def _cell(value: Any) -> str:
    """A JSON value as the cell of a table has it."""
    return plain(value) if isinstance(value, float) else str(value)


def _faults_of(item: Item, lang: str) -> list[str]:
    """What is wrong with one row: its faults, an id that is taken, a question that only a person can answer."""
    if item.faults:
        return [f"{column_of(f) or 'id'}: {fault_sentence(f, lang)}" for f in item.faults]
    if item.action == CHANGED:
        return [words(lang)("api.fault.id_is_taken", id=item.cells["id"])]
    return [f"value: {item.question}"] if item.action == OPEN else []


def _kept(request: CaseRequest, kind: str) -> Snapshot:
    found = results(request.case).get(kind) if kind in (Snapshot.PLAN, Snapshot.LEARNT, Snapshot.PENDING) else None
    if found is None:
        raise Http404
    return found


@spoken()
def forecast(request: CaseRequest, kind: str) -> Any:
    """A kept forecast, target by target."""
    kept, plan = _kept(request, kind), request.case.read().plan
    of = {t.id: t for t in plan.targets}
    odds = [
        shapes.Odds(
            target=t["id"], measure=of[t["id"]].measure, by=of[t["id"]].by, value=t["value"], unit=t["unit"],
            probability=t["probability"], probability_without=t["probability_without"], quantiles=t["with"],
            quantiles_net=t["net"], drivers=[shapes.Driver(d["id"], d["r"]) for d in t.get("drivers", ())],
        )
        for t in kept.content["targets"] if t["id"] in of
    ]  # fmt: skip
    current = kind == Snapshot.PLAN or kept.book == token_of(request.case)
    return shapes.Forecasted(kind, kept.made_at, kept.content["draws"], kept.fingerprints, current, odds)


@spoken()
def course(request: CaseRequest, kind: str, measure: str) -> Any:
    """A measure month by month."""
    kept, plan = _kept(request, kind), request.case.read().plan
    try:
        unit, rows = measure_of(measure).unit, table_of(kept, plan, measure)
    except KeyError:
        raise Http404 from None
    if not rows:
        raise Http404
    names = list(QUANTILES)
    months = [shapes.Month(m, dict(zip(names, values, strict=False)), values[-1]) for m, values in rows]
    return shapes.Course(measure, unit, kind, months)


def _scenario(request: CaseRequest, found: Scenario) -> shapes.ScenarioTold:
    address = reverse("api:scenario", kwargs={"case": request.case.slug, "key": found.key})
    return shapes.ScenarioTold(found.key, found.name, found.changes, found.final, found.result, found.fingerprints,
                               request.build_absolute_uri(address))  # fmt: skip


@spoken()
def scenarios(request: CaseRequest) -> Any:
    """Saved scenarios."""
    rows = Scenario.objects.filter(case=request.case).exclude(name="")[:MOST]
    return shapes.Scenarios([_scenario(request, s) for s in rows])


@spoken()
def scenario(request: CaseRequest, key: str) -> Any:
    """One scenario, saved or not."""
    found = Scenario.objects.filter(case=request.case, key=key).first()
    if found is None:
        raise Http404
    return _scenario(request, found)


@spoken(Scope.RUN)
def scenario_ask(request: CaseRequest) -> Any:
    """Have a scenario worked out: the one that is there, or a job for it."""
    try:
        sent = json.loads(request.body[: LARGEST + 1])
    except ValueError:
        sent = None
    if not isinstance(sent, dict) or set(sent) != {"set"} or not isinstance(sent["set"], dict):
        return fault(request, 422, [words(request.lang)("api.fault.set_wanted")])
    changes = canonical(sent["set"])
    try:
        scenario_of("web", changes).apply(request.case.read().plan)
    except InputFaults as error:
        return fault(request, 422, [f.text(request.lang) for f in error.faults[:MOST]])
    kept = room.keep(request, changes)
    if not room.compute(request, kept):
        return fault(request, 429)
    return _scenario(request, kept)


@spoken()
def answers(request: CaseRequest, verb: str) -> Any:
    """Kept answers of a verb."""
    if verb not in BY_ID:
        raise Http404
    rows = Answer.objects.filter(case=request.case, verb=verb, ready=True)[:MOST]
    return shapes.Answers([
        shapes.AnswerTold(a.verb, a.key, a.made_at, a.options, a.fingerprints, request.build_absolute_uri(
            reverse("api:answer", kwargs={"case": request.case.slug, "verb": a.verb, "key": a.key})))
        for a in rows
    ])  # fmt: skip


@spoken()
def answer(request: CaseRequest, verb: str, key: str) -> Any:
    """One answer as the command line printed it."""
    found = Answer.objects.filter(case=request.case, verb=verb, key=key, ready=True).first()
    if found is None:
        raise Http404
    found.case = request.case
    path = found.folder / "answer.json"
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="application/json")
