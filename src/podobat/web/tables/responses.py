"""Tables as a browser takes them: a CSV file sent line by line, a workbook, each under a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header  # type: ignore[attr-defined]

from podobat.web.tables.sheets import Cell, Sheet, csv_lines, workbook

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def named(response: Any, name: str) -> Any:
    """The response as a file to be kept under this name."""
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def known_format(format: str, *further: str) -> None:
    """Nothing but csv, xlsx and what else is named is there to be downloaded. Raises Http404."""
    if format not in ("csv", "xlsx", *further):
        raise Http404


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """A table as a CSV file, sent line by line."""
    return named(StreamingHttpResponse((line.encode() for line in csv_lines(head, rows)), content_type=CSV), name)


def xlsx_response(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """Sheets as a workbook."""
    return named(HttpResponse(workbook(sheets), content_type=XLSX), name)
