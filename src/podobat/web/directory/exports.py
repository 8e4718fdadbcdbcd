"""Tables out of the directory again, with the heads that an import reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from podobat.web.book.models import iso
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.directory.models import KINDS, PURPOSES, STATUSES, Counting, Organisation, Support, Trainee
from podobat.web.tables.imports import Kind
from podobat.web.tables.responses import csv_response, known_format, xlsx_response
from podobat.web.tables.sheets import Cell, Sheet

Rows = Iterator[dict[str, Cell]]


def _organisations(request: CaseRequest) -> Rows:
    rows = (
        Organisation.objects.filter(case=request.case, merged_into=None)
        .prefetch_related("aliases")
        .order_by("name_key", "name", "id")
    )
    for o in rows.iterator(chunk_size=1000):
        aliases = "; ".join(a.name for a in o.aliases.all())
        yield {"organisation": o.name, "registration": o.number, "name_en": aliases, "note": o.note}


def _supports(request: CaseRequest) -> Rows:
    rows = Support.objects.filter(case=request.case, withdrawn=False).select_related(
        "organisation", "counter", "record"
    )
    for s in rows.order_by("id").iterator(chunk_size=1000):
        yield {
            "organisation": s.organisation.name, "registration": s.organisation.number, "programme": s.programme,
            "since": iso(s.since), "until": iso(s.until), "amount": s.amount,
            "unit": "백만원" if s.amount is not None else "",
            "kind": KINDS[s.kind][request.lang], "purpose": PURPOSES[s.purpose][request.lang],
            "counter": s.counter.key if s.counter else "", "record": s.record.key if s.record else "", "note": s.note,
        }  # fmt: skip


def _countings(request: CaseRequest) -> Rows:
    rows = Counting.objects.filter(case=request.case, withdrawn=False).select_related(
        "organisation", "counter", "record"
    )
    for c in rows.order_by("id").iterator(chunk_size=1000):
        yield {
            "organisation": c.organisation.name, "registration": c.organisation.number, "measure": c.measure,
            "counter": c.counter.key, "day": iso(c.day), "record": c.record.key if c.record else "", "note": c.note,
        }  # fmt: skip


def _people(request: CaseRequest) -> Rows:
    rows = Trainee.objects.filter(case=request.case, withdrawn=False).prefetch_related("follow_ups").order_by("code")
    for t in rows.iterator(chunk_size=1000):
        same: dict[str, Cell] = {"code": t.code, "course": t.course, "programme": t.programme,
                                 "completed": iso(t.completed), "note": t.note}  # fmt: skip
        found = sorted(t.follow_ups.all(), key=lambda f: f.day)
        for f in found:
            yield {**same, "status": STATUSES[f.status][request.lang], "day": iso(f.day)}
        if not found:
            yield {**same, "status": "", "day": ""}


_ROWS: dict[str, Callable[[CaseRequest], Rows]] = {
    "organisations": _organisations, "supports": _supports, "countings": _countings, "people": _people,
}  # fmt: skip


def export(request: CaseRequest, format: str, kind: Kind) -> Any:
    """All rows of a kind as csv or xlsx."""
    known_format(format)
    columns = kind.layout.columns
    head = [kind.head(c, request.lang) for c in columns]
    rows = ([row[c] for c in columns] for row in _ROWS[kind.id](request))
    audit(request, f"{kind.id}.exported", format)
    name = f"{request.case.slug}-{kind.id}-{timezone.localdate().isoformat()}.{format}"
    if format == "csv":
        return csv_response(name, head, rows)
    return xlsx_response(name, [Sheet(words(request.lang)(f"directory.sheets.{kind.id}"), head, rows)])
