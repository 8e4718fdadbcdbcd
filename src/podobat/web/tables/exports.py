"""Records out of the book again: CSV that `podobat records check` reads, XLSX for offices, the folder's three files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from podobat.plan.read import SOURCE_COLUMNS
from podobat.records.read import COUNTER_COLUMNS, COUNTERS, RECORDS, SOURCES
from podobat.records.rows import COLUMNS
from podobat.web.book.content import SOURCE_FIELDS, cells_of, counters_by_id
from podobat.web.book.filters import Filter
from podobat.web.book.history import labels
from podobat.web.book.models import Counter, Record, Revision, Source
from podobat.web.book.recordsheet import HEADS
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.tables.responses import csv_response, known_format, named, xlsx_response
from podobat.web.tables.sheets import Cell, Sheet, csv_lines

MOST_IN_WORKBOOK = 50_000
_WIDTHS = (26, 18, 12, 10, 12, 12, 12, 14, 14, 12, 40, 40, 8, 24, 40, 12, 14, 18, 14, 18)


def _cells(request: CaseRequest, asked: Filter) -> Iterator[tuple[Record, dict[str, str]]]:
    keys = {id: known.id for id, known in counters_by_id(request.case).items()}
    rows = asked.rows(request.case).select_related("created_by", "changed_by", "confirmed_by")
    for record in rows.iterator(chunk_size=2000):
        yield record, cells_of(record, keys[record.counter_id])  # type: ignore[attr-defined]


def _row(record: Record, cells: dict[str, str]) -> list[Cell]:
    """The cells of a record in the order of records.csv; the value as a number, so that no guard is put before it."""
    return [record.value if c == "value" else cells[c] for c in COLUMNS]


def records_export(request: CaseRequest, format: str) -> Any:
    """The records that the address asks for: csv, xlsx, or zip with sources and counters, ready for a case's folder."""
    known_format(format, "zip")
    asked = Filter.of(request.GET)
    stem = f"{request.case.slug}-records-{timezone.localdate().isoformat()}"
    audit(request, "records.exported", format, query=request.GET.urlencode()[:500])
    if format == "csv":
        return csv_response(f"{stem}.csv", COLUMNS, (_row(r, c) for r, c in _cells(request, asked)))
    if format == "zip":
        return _zip(request, asked, stem)
    if asked.rows(request.case).order_by().values("pk")[: MOST_IN_WORKBOOK + 1].count() > MOST_IN_WORKBOOK:
        from django.contrib import messages

        messages.error(request, words(request.lang)("book.export.too_many", most=f"{MOST_IN_WORKBOOK:,}"))
        return redirect(f"../?{request.GET.urlencode()}")
    return xlsx_response(f"{stem}.xlsx", [_sheet(request, asked)])


def _sheet(request: CaseRequest, asked: Filter) -> Sheet:
    lang, said = request.lang, words(request.lang)
    further = ("state", "version", "created_by", "created_at", "confirmed_by", "confirmed_at")
    head = [HEADS[c][lang] for c in COLUMNS] + [said(f"book.columns.{c}") for c in further]

    def rows() -> Iterator[list[Cell]]:
        for record, cells in _cells(request, asked):
            confirmed = (_who(record.confirmed_by), _when(record.confirmed_at))
            entered = (_who(record.created_by), _when(record.created_at))
            yield [*_row(record, cells), record.state_name(lang), record.version, *entered, *confirmed]

    return Sheet(said("book.title"), head, rows(), _WIDTHS)


def _who(user: Any) -> str:
    return str(user) if user else ""


def _when(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _zip(request: CaseRequest, asked: Filter, stem: str) -> HttpResponse:
    """records.csv with the sources and counters it names."""
    cited: dict[str, None] = {}
    counted: dict[str, None] = {}

    def records() -> Iterator[list[Cell]]:
        for record, cells in _cells(request, asked):
            cited.update(dict.fromkeys(cells["source"].replace(";", " ").split()))
            counted[cells["counter"]] = None
            yield _row(record, cells)

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(RECORDS, "".join(csv_lines(COLUMNS, records())))
        sources = Source.objects.filter(case=request.case)
        listed = ([s.key, *_source_cells(s)] for s in sources.iterator(chunk_size=2000) if s.key in cited)
        parts.writestr(SOURCES, "".join(csv_lines(SOURCE_COLUMNS, listed)))
        counters = Counter.objects.filter(case=request.case)
        names = ([c.key, c.name_ko, c.name_en] for c in counters if c.key in counted)
        parts.writestr(COUNTERS, "".join(csv_lines(COUNTER_COLUMNS, names)))
    return named(HttpResponse(out.getvalue(), content_type="application/zip"), f"{stem}.zip")


def _source_cells(source: Source) -> list[str]:
    """A source as the table of a case's folder wants it: the name of a file stands where a link is missing."""
    cells = {name: getattr(source, name) for name in SOURCE_FIELDS}
    cells["title"] = cells["title"] or (source.file.name if source.file_id and source.file else "")  # type: ignore[attr-defined]
    return [cells[name] for name in SOURCE_FIELDS]


def history_export(request: CaseRequest, format: str) -> Any:
    """Every version of every record: who, when, why, and the whole content."""
    known_format(format)
    said = words(request.lang)
    head = [said(f"book.columns.{c}") for c in ("at", "who", "action", "why", "version", "state")]
    head += [labels(request.lang)[c] for c in COLUMNS]
    revisions = Revision.objects.filter(record__case=request.case).select_related("by").order_by("id")
    audit(request, "records.exported", f"history {format}")

    def rows() -> Iterator[list[Cell]]:
        for r in revisions.iterator(chunk_size=2000):
            who = str(r.by) if r.by else r.who
            yield [_when(r.at), who, r.action_name(request.lang), r.why, r.version, r.state,
                   *(r.content.get(c, "") for c in COLUMNS)]  # fmt: skip

    stem = f"{request.case.slug}-history-{timezone.localdate().isoformat()}"
    if format == "csv":
        return csv_response(f"{stem}.csv", head, rows())
    if revisions.order_by().values("pk")[: MOST_IN_WORKBOOK + 1].count() > MOST_IN_WORKBOOK:
        return csv_response(f"{stem}.csv", head, rows())
    return xlsx_response(f"{stem}.xlsx", [Sheet(said("book.history"), head, rows())])
