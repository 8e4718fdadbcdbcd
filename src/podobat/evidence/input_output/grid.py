"""A sheet of numbers with the faults and notes found in it; places are named as a spreadsheet does (D7)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.errors import Fault, InputFaults
from podobat.tables import DASHES, UNVALUED, Sheet, meant, number_of, one_line, read_sheets, unmarked
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")
_AS_PUBLISHED = _say("grid.as_published")

MOST_FAULTS: Final = 40  # of one sheet that are spelled out
SOME_ALIKE: Final = 3  # cells with the same fault that are spelled out
MANY_EMPTY, LEAST_EMPTY = 0.04, 10  # share and number of cells from which empty ones are how a table writes zero
_NOTHING = Text("", "")


@dataclass
class Grid:
    """One sheet and what is wrong with it. Rows and columns count from 0."""

    sheet: Sheet
    faults: list[Fault] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    left_out: int = 0
    alike: Counter[str] = field(default_factory=Counter)  # faults that many cells share, by what was found

    def __post_init__(self) -> None:
        self.notes += [*self.sheet.notes, *self.sheet.doubts]

    @property
    def file(self) -> str:
        """The file, and the sheet in brackets."""
        return self.sheet.title

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """All cells."""
        return self.sheet.rows

    @property
    def lines(self) -> tuple[int, ...]:
        """The line of each row in the file."""
        return self.sheet.lines

    def text(self, row: int, column: int) -> str:
        """A cell as text on one line without footnote marks, "" where there is none."""
        return _label(self.sheet.text(row, column))

    def texts(self, row: int) -> list[str]:
        """A row as text."""
        return [_label(cell) for cell in self.sheet.rows[row]]

    def fault(self, row: int | None, column: int | None, found: Text, allowed: Text = _NOTHING,
              remedy: Text = _NOTHING) -> None:  # fmt: skip
        """Note what is wrong with a cell, a row (no column) or the sheet (no row); the first few are spelled out.

        Where nothing better is said of what to do, it is to hold the place against the file as its office publishes it.
        """
        if len(self.faults) >= MOST_FAULTS:
            self.left_out += 1
            return
        if not (allowed.en or remedy.en):
            remedy = _AS_PUBLISHED
        self.faults.append(self.sheet.fault(row, column, found, allowed, remedy))

    def all_faults(self) -> list[Fault]:
        """Every fault that was noted; how many more there are, where there are too many to read."""
        if not self.left_out:
            return self.faults
        more = _say("grid.more", left_out=self.left_out)
        return [*self.faults, Fault(self.file, None, "", more)]

    def number(self, row: int, column: int, least: float | None = 0.0) -> float:
        """A cell as a number no less than `least`; a fault and nan where it is none."""
        text = self.sheet.text(row, column)
        value, complaint = number_of(text, self.sheet.decimal)
        if value is None:
            assert complaint is not None
            if not text and self.sheet.is_unvalued(row, column):
                complaint = UNVALUED
            what = complaint[0].en.partition("?")[0]  # "a comma for thousands or decimals", whatever the number
            shared = complaint is UNVALUED or self.sheet.decimal == "?"
            self.alike[what] += shared
            if self.alike[what] > SOME_ALIKE:
                self.left_out += 1
            else:
                self.fault(row, column, *complaint)
            return math.nan
        if least is not None and value < least:
            self.fault(row, column, _say("grid.negative", value=value), _say("grid.zero_or_more"))
            return math.nan
        return value

    def numbers(self, row: int, columns: Sequence[int], least: float | None = 0.0) -> NDArray[np.float64]:
        """The numbers of a row."""
        return np.array([self.number(row, column, least) for column in columns])

    def block(self, rows: Sequence[int], columns: Sequence[int]) -> NDArray[np.float64]:
        """The numbers of some rows and columns; dashes are zero, and so are empty cells where there are many."""
        empty = [(r, c) for r in rows for c in columns if self._is_zero(r, c)]
        marked = [(r, c) for r, c in empty if self.sheet.text(r, c)]
        blank = len(empty) - len(marked)
        sparse = blank >= LEAST_EMPTY and blank > MANY_EMPTY * len(rows) * len(columns)
        zero = {*empty} if sparse else {*marked}
        if zero:
            r, c = min(zero)
            shown = f"{self.sheet.place(r, c)}"
            self.notes.append(_say("grid.cells_that_are_empty_or_hold", file=self.file, n=len(zero), shown=shown))
        values = [[0.0 if (r, c) in zero else self.number(r, c, None) for c in columns] for r in rows]
        return np.array(values).reshape(len(rows), len(columns))

    def _is_zero(self, row: int, column: int) -> bool:
        text = self.sheet.text(row, column).strip(f"{DASHES}.… ")
        return not text and not self.sheet.is_unvalued(row, column)

    def unknown(self, row: int, column: int, name: str, known: Iterable[str], what: Text) -> None:
        """Note a name that there is not, with the nearest one that there is."""
        found = _say("grid.found", what=what, name=one_line(name))
        self.fault(row, column, found, remedy=meant(name, known))


@lru_cache(maxsize=50_000)
def _label(text: str) -> str:
    return unmarked(" ".join(text.split()))


def read_grids(path: str | Path) -> tuple[list[Grid], list[Fault]]:
    """Every sheet that holds something, and the faults that keep a file from being read. Raises CannotRun."""
    try:
        sheets = read_sheets(path)
    except InputFaults as refused:
        return [], list(refused.faults)
    return [Grid(sheet) for sheet in sheets if sheet.rows], []
