"""Tables for spreadsheets: written as CSV or XLSX so that no cell is run as a formula, and read from either.

A text cell that begins like a formula (= + - @, a tab) would be run by the spreadsheet that opens the file. In CSV it
gets an apostrophe before it, which reading takes away again; in XLSX it is stored as text.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from podobat.errors import Fault
from podobat.plan import Log
from podobat.plan.document import LARGEST_TABLE
from podobat.records.cells import plain
from podobat.records.tables import HEAD_WITHIN, Layout, Row, rows_of, skipped_note, table_in
from podobat.units import Text

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # tells Korean Excel that a CSV is UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LARGEST_UNPACKED = 100_000_000  # bytes of a workbook's parts together; more is no table of ours
MOST_CELLS = 2_000_000
_WORKBOOK = b"PK\x03\x04"
Cell = str | float | int | None


# --- writing ------------------------------------------------------------------------------------------------------


def guarded(cell: Cell) -> Cell:
    """A cell as it may stand in a CSV: text that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def unguarded(cell: str) -> str:
    """The text behind a guard."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


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
    """The rows of an uploaded CSV or XLSX, only the columns of the layout, guards taken away.

    refused  tells of a head that the file must not have at all: then nothing of it is read
    """
    log, notes = Log(name), []
    if len(data) > LARGEST_TABLE:
        found = Text(
            f"파일 크기 {len(data) / 1e6:.1f} MB로 너무 큼", f"the file is too large ({len(data) / 1e6:.1f} MB)"
        )
        most = Text(f"{LARGEST_TABLE / 1e6:.0f} MB 이하", f"at most {LARGEST_TABLE / 1e6:.0f} MB")
        log.fault("", found, most, Text("나누어 올리십시오.", "Upload it in parts."))
        return Table(None, tuple(log.faults), ())
    rows = (
        _workbook_rows(data, layout, log, notes) if data.startswith(_WORKBOOK) else table_in(data, layout, log, notes)
    )
    if rows is not None and refused is not None:
        for head in {head for _, row in rows for head in row if refused(head)}:
            log.fault(
                "",
                Text(f"개인을 알아볼 수 있는 열이 있음: {head[:20]}", f"a column about persons: {head[:20]}"),
                Text("개인을 알아볼 수 없는 열", "columns that identify nobody"),
                Text("그 열을 지우고 다시 올리십시오. 파일은 저장하지 않았습니다.",
                     "Remove it and upload again. The file was not kept."),
            )  # fmt: skip
            rows = None
    if rows is not None:
        rows = [
            (line, {name: unguarded(cell.strip()) for name, cell in row.items() if name in layout.columns})
            for line, row in rows
        ]
    return Table(rows, tuple(log.faults), tuple(notes))


def _workbook_rows(data: bytes, layout: Layout, log: Log, notes: list[Text]) -> list[Row] | None:
    """The rows of the first sheet whose first lines hold the names of the columns."""
    again = Text("엑셀에서 다시 저장하거나 CSV로 저장하십시오.", "Save it again in Excel, or as CSV.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LARGEST_UNPACKED:
            found = Text("풀었을 때 너무 큰 통합 문서", "a workbook that is too large when unpacked")
            log.fault("", found, remedy=Text("필요한 시트만 남기십시오.", "Keep only the sheet that is needed."))
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of a workbook that openpyxl does not know
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [(page.title, list(_grid(page))) for page in book.worksheets]
            book.close()
    except _TooMany:
        found = Text(f"셀이 {MOST_CELLS:,}개보다 많음", f"more than {MOST_CELLS:,} cells")
        log.fault("", found, remedy=Text("나누어 올리십시오.", "Upload it in parts."))
        return None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, TypeError, SyntaxError):
        # SyntaxError: what the XML parser raises for a damaged part
        log.fault("", Text("손상되었거나 읽을 수 없는 엑셀 파일임", "a damaged or unreadable workbook"), remedy=again)
        return None
    ranked = [
        (layout.known_in(cells), -order, -at, title, grid)
        for order, (title, grid) in enumerate(sheets)
        for at, (_, cells) in enumerate(grid[:HEAD_WITHIN])
    ]
    if not ranked:
        log.fault("", Text("빈 통합 문서임", "an empty workbook"))
        return None
    _, _, skipped, title, grid = max(ranked, key=lambda r: r[:3])
    if len(sheets) > 1:
        notes.append(
            Text(f"{log.file}: 시트 '{title}'을(를) 읽었습니다.", f"{log.file}: the sheet '{title}' was read.")
        )
    if skipped:
        notes.append(skipped_note(log.file, -skipped))
    return rows_of(_padded(grid[-skipped:]), layout, log, notes)


class _TooMany(Exception):  # noqa: N818 - leaves the reading of one workbook; never seen outside
    """More cells than any table of ours has."""


def _grid(page: Any) -> Iterator[tuple[int, list[str]]]:
    seen = 0
    for line, row in enumerate(page.iter_rows(values_only=True), 1):
        seen += len(row)
        if seen > MOST_CELLS:
            raise _TooMany
        cells = [_text(value) for value in row]
        if any(cells):
            yield line, cells


def _padded(grid: list[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Every line as wide as the head: workbooks leave out empty cells at the right."""
    width = len(grid[0][1]) if grid else 0
    for line, cells in grid:
        yield line, cells + [""] * (width - len(cells))


def _text(value: Any) -> str:
    """What a cell of a workbook says, as it would stand in a CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return plain(value)
    return str(value).strip()
