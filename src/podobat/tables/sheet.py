"""One sheet of a file as it is: cells as text, with the line and the column in which each stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from podobat.errors import Fault
from podobat.tables.numbers import decimal_sign, doubtful
from podobat.tables.words import NOTHING
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("tables")


def column_name(column: int) -> str:
    """A column, counted from 0, as a spreadsheet calls it: 0 -> A, 26 -> AA."""
    name, n = "", column + 1
    while n:
        n, letter = divmod(n - 1, 26)
        name = chr(65 + letter) + name
    return name


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet, or of a CSV or Parquet file. Empty lines are left out; `lines` says where the others stand.

    file       name of the file as messages call it;  name: of the sheet, "" where there is but one by nature
    rows       cells as tidy text (composed Hangul, plain spaces); numbers of a workbook with all their digits, days as
               2024-12-31; a row is as long as it reaches
    lines      line of each row in the file, from 1
    format     "csv", "xlsx" or "parquet";  delimiter: what separates the columns of a CSV
    merged     blocks of cells that are merged: (first row, first column, last row, last column), rows by line
    unvalued   (line, column) of cells that hold a formula whose value the file does not have
    hidden     is it hidden in the workbook?
    notes      what had to be said while it was read: its encoding, for example
    """

    file: str
    name: str
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    lines: tuple[int, ...] = field(repr=False)
    format: str = "csv"
    delimiter: str = ","
    merged: tuple[tuple[int, int, int, int], ...] = field(default=(), repr=False)
    unvalued: frozenset[tuple[int, int]] = field(default=frozenset(), repr=False)
    hidden: bool = False
    notes: tuple[Text, ...] = ()

    @property
    def title(self) -> str:
        """The file, and the sheet in brackets: 표.xlsx[2019]."""
        return f"{self.file}[{self.name}]" if self.name else self.file

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(map(len, self.rows), default=0)

    @cached_property
    def decimal(self) -> str:
        """The decimal sign of its numbers: "." or ",", or "?" where `12,345` may be either."""
        return decimal_sign({cell for row in self.rows for cell in row}, self.delimiter)

    @cached_property
    def doubts(self) -> tuple[Text, ...]:
        """How numbers such as `12.345` (or `12,345` between tabs) are read, where the file does not tell."""
        if self.decimal != ".":
            return ()
        cells = {cell for row in self.rows for cell in row if cell}
        signs = ".," if self.delimiter in "\t|" else "."
        shown_by_sign = [(sign, cell) for sign in signs if (cell := doubtful(cells, sign))]
        return tuple(
            _say("numbers.point_read" if sign == "." else "numbers.comma_read", file=self.title, shown=cell,
                 value=cell.replace(",", "").rstrip("0").rstrip(".") if sign == "." else cell.replace(",", ""))
            for sign, cell in shown_by_sign
        )  # fmt: skip

    def text(self, row: int, column: int) -> str:
        """A cell, "" where there is none. Rows and columns count from 0."""
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else ""

    def place(self, row: int, column: int) -> str:
        """The cell as a spreadsheet calls it: C12."""
        return f"{column_name(column)}{self.lines[row]}"

    def is_unvalued(self, row: int, column: int) -> bool:
        """Does the cell hold a formula without a value?"""
        return bool(self.unvalued) and (self.lines[row], column) in self.unvalued

    def fault(
        self,
        row: int | None,
        column: int | None,
        found: Text,
        allowed: Text = NOTHING,
        remedy: Text = NOTHING,
        path: str | None = None,
    ) -> Fault:
        """A fault of a cell, a row (no column) or the whole sheet (no row); `path` in place of the cell's name."""
        line = None if row is None else self.lines[row]
        cell = "" if row is None or column is None else self.place(row, column)
        return Fault(self.title, line, cell if path is None else path, found, allowed, remedy)

    def row_of(self, line: int) -> int | None:
        """The row that stands on a line of the file."""
        return self._by_line.get(line)

    @cached_property
    def _by_line(self) -> dict[int, int]:
        return {line: row for row, line in enumerate(self.lines)}

    @cached_property
    def spread(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Cells inside merged blocks, and the cell that holds their text: (line, column) -> (line, column)."""
        inside: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in self.merged:
            if (bottom - top + 1) * (right - left + 1) > 20_000:
                continue  # a frame around a whole sheet holds no heads
            for line in range(top, bottom + 1):
                for column in range(left, right + 1):
                    inside[line, column] = (top, left)
        return inside

    def carried(self, row: int, column: int) -> str:
        """A cell, or the text of the merged block that it is part of."""
        own = self.text(row, column)
        if own or not self.merged:
            return own
        line, at = self.spread.get((self.lines[row], column), (0, 0))
        above = self.row_of(line) if line else None
        return self.text(above, at) if above is not None else ""
