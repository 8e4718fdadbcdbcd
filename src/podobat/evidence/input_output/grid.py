"""A file as a grid of cells, CSV or Excel alike, with faults that name the cell as a spreadsheet does (D7)."""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.errors import CannotRun, Fault
from podobat.units import Text, nearest

LARGEST: Final = 30_000_000  # bytes; the Bank of Korea's 33 sectors over ten years take about one million
MOST_FAULTS: Final = 40  # of one file that are spelled out
MOST_CELLS: Final = 4_000_000
_NOTHING = Text("", "")
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass
class Grid:
    """The cells of one file (or one sheet of it) and what is wrong with them. Rows and columns count from 0."""

    file: str
    rows: list[list[Any]]
    lines: list[int] = field(default_factory=list)  # line of each row in the file, from 1
    faults: list[Fault] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    left_out: int = 0

    def text(self, row: int, column: int) -> str:
        """A cell as text, "" where there is none."""
        cells = self.rows[row]
        cell = cells[column] if column < len(cells) else None
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return "" if cell is None else str(cell).strip()

    def texts(self, row: int) -> list[str]:
        """A row as text."""
        return [self.text(row, column) for column in range(len(self.rows[row]))]

    def fault(self, row: int | None, column: int | None, found: Text, allowed: Text = _NOTHING,
              remedy: Text = _NOTHING) -> None:  # fmt: skip
        """Note what is wrong with a cell, a row (no column) or the file (no row); the first few are spelled out."""
        if len(self.faults) >= MOST_FAULTS:
            self.left_out += 1
            return
        line = None if row is None else self.lines[row]
        cell = "" if row is None or column is None else f"{column_name(column)}{line}"
        self.faults.append(Fault(self.file, line, cell, found, allowed, remedy))

    def all_faults(self) -> list[Fault]:
        """Every fault that was noted; how many more there are, where there are too many to read."""
        if not self.left_out:
            return self.faults
        more = Text(f"같은 파일에 오류가 {self.left_out}개 더 있음", f"{self.left_out} more faults in this file")
        return [*self.faults, Fault(self.file, None, "", more)]

    def number(self, row: int, column: int, least: float | None = 0.0) -> float:
        """A cell as a number no less than `least`; a fault and nan where it is none."""
        cell = self.rows[row][column] if column < len(self.rows[row]) else None
        value = parsed(cell)
        if value is None:
            seen = self.text(row, column)
            if seen in ("", "-"):
                found, remedy = Text("빈칸임", "is empty"), Text("0이면 0을 적으십시오.", "Write 0 where it is zero.")
            else:
                found, remedy = Text(f"수가 아님: {seen}", f"not a number: {seen}"), _NOTHING
            self.fault(row, column, found, Text("수", "a number"), remedy)
            return math.nan
        if least is not None and value < least:
            self.fault(row, column, Text(f"음수임: {value:g}", f"negative: {value:g}"), Text("0 이상", "zero or more"))
            return math.nan
        return value

    def block(self, rows: Sequence[int], columns: Sequence[int], least: float | None = 0.0) -> NDArray[np.float64]:
        """The numbers of some rows and columns."""
        return np.array([[self.number(r, c, least) for c in columns] for r in rows]).reshape(len(rows), len(columns))

    def unknown(self, row: int, column: int, name: str, known: Iterable[str], what: Text) -> None:
        """Note a name that there is not, with the nearest one that there is."""
        near = nearest(name, known)
        remedy = Text(f"혹시 `{near}`입니까?", f"Did you mean `{near}`?") if near else _NOTHING
        self.fault(row, column, Text(f"{what.ko}: {name}", f"{what.en}: {name}"), remedy=remedy)


def parsed(cell: Any) -> float | None:
    """A number as people write it (1234.5, 1,234.5), or None."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    text = str(cell or "").strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def column_name(column: int) -> str:
    """A column as a spreadsheet calls it: 0 -> A, 26 -> AA."""
    name, n = "", column + 1
    while n:
        n, letter = divmod(n - 1, 26)
        name = chr(65 + letter) + name
    return name


def read_grid(path: Path, wanted: Callable[[Grid], bool]) -> Grid:
    """The cells of a CSV file, or of the first sheet of a workbook that looks like what is wanted.

    raises   CannotRun when there is no such file; what cannot be read as a table is a fault in the grid
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise CannotRun(
            Text(f"{path} 파일을 읽을 수 없습니다({error.strerror}).", f"Cannot read {path}: {error.strerror}.")
        ) from error
    grid = Grid(path.name, [])
    if size > LARGEST:
        found = Text(f"파일이 너무 큼({size / 1e6:.0f} MB)", f"the file is too large ({size / 1e6:.0f} MB)")
        grid.fault(None, None, found, Text(f"{LARGEST / 1e6:.0f} MB 이하", f"at most {LARGEST / 1e6:.0f} MB"))
        return grid
    if data.startswith(b"PK\x03\x04"):
        return _workbook(data, path, wanted)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        found = Text("옛 엑셀 형식(.xls)임", "an old Excel file (.xls)")
        save = Text("엑셀에서 .xlsx나 CSV로 다시 저장하십시오.", "Save it again as .xlsx or CSV.")
        grid.fault(None, None, found, Text(".xlsx, CSV", ".xlsx, CSV"), save)
        return grid
    _read_csv(data, grid)
    return grid


def _read_csv(data: bytes, grid: Grid) -> None:
    text = _decoded(data, grid)
    if text is None:
        return
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                grid.rows.append(list(cells))
                grid.lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        found = Text(f"CSV로 읽을 수 없음: {error}", f"not readable as CSV: {error}")
        remedy = Text("따옴표와 쉼표를 확인하십시오.", "Look at quotes and commas.")
        grid.faults.append(Fault(grid.file, start, "", found, remedy=remedy))


def _decoded(data: bytes, grid: Grid) -> str | None:
    """UTF-8, or CP949 where every byte makes sense in it and something is Korean."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        text = ""
    if re.search(r"[가-힣]{2}", text) and "\x00" not in text:
        grid.notes.append(
            Text(
                f"{grid.file}: UTF-8이 아니라 CP949로 저장되어 있어 그렇게 읽었습니다.",
                f"{grid.file}: saved as CP949, not UTF-8, and read as such.",
            )
        )
        return text.replace("\r\n", "\n").replace("\r", "\n")
    found, save = (
        Text("UTF-8도 CP949도 아님", "neither UTF-8 nor CP949"),
        Text("UTF-8로 저장하십시오.", "Save as UTF-8."),
    )
    grid.faults.append(Fault(grid.file, line, "", found, Text("UTF-8", "UTF-8"), save))
    return None


def _workbook(data: bytes, path: Path, wanted: Callable[[Grid], bool]) -> Grid:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    grid = Grid(path.name, [])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that hold no numbers
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [_sheet(path.name, sheet) for sheet in book.worksheets]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError) as error:
        found = Text("엑셀 통합 문서로 읽을 수 없음", "not readable as an Excel workbook")
        save = Text("엑셀에서 다시 저장하십시오.", f"Save it again in Excel ({type(error).__name__}).")
        grid.fault(None, None, found, remedy=save)
        return grid
    fitting = [sheet for sheet in sheets if sheet.rows and (sheet.faults or wanted(sheet))]
    full = [sheet for sheet in sheets if sheet.rows]
    return (fitting or full or [grid])[0]


def _sheet(file: str, sheet: Any) -> Grid:
    """The cells of one sheet; formulas as the values that were last computed."""
    grid = Grid(f"{file}[{sheet.title}]", [])
    if (sheet.max_row or 0) * (sheet.max_column or 0) > MOST_CELLS:
        grid.rows, grid.lines = [[]], [1]
        grid.fault(None, None, Text("시트가 너무 큼", "the sheet is too large"))
        return grid
    for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            grid.rows.append(list(cells))
            grid.lines.append(line)
    return grid
