"""Tables for spreadsheets: written as CSV or XLSX so that no cell is run as a formula, and read from either.

A text cell that begins like a formula (= + - @, a tab) would be run by the spreadsheet that opens the file. In CSV it
gets an apostrophe before it, which reading takes away again; in XLSX it is stored as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from podobat.errors import Fault, InputFaults
from podobat.plan import Log
from podobat.records.cells import plain
from podobat.records.tables import Layout, Row, fitting_sheet, rows_in, sheets_in
from podobat.show.formulas import FORMULA, guarded, unguarded
from podobat.tables import UPLOADS, find_heads
from podobat.tables import Sheet as InSheet
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("web.tables")

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # tells Korean Excel that a CSV is UTF-8
Cell = str | float | int | None


# --- writing ------------------------------------------------------------------------------------------------------


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A table as lines of CSV, the first with a byte-order mark; one by one, so that any length can be sent."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    yield MARK + out.getvalue()
    for row in rows:
        out.seek(0)
        out.truncate()
        writer.writerow([_shown(guarded(cell)) for cell in row])
        yield out.getvalue()


def _shown(cell: Cell) -> Cell:
    return plain(cell) if isinstance(cell, float) else cell


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its title, the names of its columns, its rows, and how wide the columns are."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Sheets as an XLSX file: heads bold and fixed, text never taken for a formula."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:31])
        page.freeze_panes = "A2"
        for i, width in enumerate(sheet.widths or [18] * len(sheet.head)):
            page.column_dimensions[_letter(i)].width = width
        page.append([_cell(page, name, bold=True) for name in sheet.head])
        for row in sheet.rows:
            page.append([_cell(page, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _letter(index: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(index + 1)


def _cell(page: Any, value: Cell, *, bold: bool = False) -> Any:
    if isinstance(value, str):
        value = "".join(c for c in value if c in "\n\t" or ord(c) >= 32)[:32_000]
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str) and value:
        cell.data_type = "s"  # never a formula, whatever it begins with
        cell.quotePrefix = value.startswith(FORMULA)
    if bold:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


# --- reading ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """What an uploaded file holds: rows by column with their lines, None when it cannot be read as a table."""

    rows: list[Row] | None
    faults: tuple[Fault, ...]
    notes: tuple[Text, ...]


def table_of(name: str, data: bytes, layout: Layout, refused: Callable[[str], bool] | None = None) -> Table:
    """The rows of an uploaded CSV, XLSX or Parquet file, only the columns of the layout, guards taken away.

    refused  tells of a head that the file must not have at all: then nothing of it is read
    """
    log, notes = Log(name), []
    sheets = sheets_in(data, log, UPLOADS)
    if not sheets:
        return Table(None, tuple(log.faults), ())
    persons = [] if refused is None else [head for sheet in sheets for head in _heads_refused(sheet, layout, refused)]
    if persons:
        for head in dict.fromkeys(persons):
            log.fault(
                "",
                _say("sheets.column_about_persons", head=head[:20]),
                _say("sheets.columns_that_identify_nobody"),
                _say("sheets.remove_it_and_upload_again"),
            )  # fmt: skip
        return Table(None, tuple(log.faults), ())
    try:
        sheet = fitting_sheet(sheets, layout)
    except InputFaults as several:
        again = _say("sheets.again")
        log.faults += [Fault(f.file, f.line, f.path, f.found, f.allowed, again) for f in several.faults]
        return Table(None, tuple(log.faults), ())
    rows = rows_in(sheet, layout, log, notes)
    if rows is not None:
        rows = [(line, {name: unguarded(cell) for name, cell in row.items()}) for line, row in rows]
    return Table(rows, tuple(log.faults), tuple(notes))


def _heads_refused(sheet: InSheet, layout: Layout, refused: Callable[[str], bool]) -> list[str]:
    """Heads of a sheet that the file must not have; in a sheet without any head of the layout, none are looked for."""
    heads = find_heads(sheet, layout.as_columns())
    if heads is None:
        return []
    cells = [cell for row in range(heads.first, heads.last + 1) for cell in sheet.rows[row]]
    return [head for head in (*heads.texts, *cells) if refused(head)]
