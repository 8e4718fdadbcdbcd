"""What stands on the sheets of the workbook: tables of values, with formulas that check sums and present values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from podobat.show.document import Table
from podobat.show.writer import Writer
from podobat.texts import Lang, Words, read_words
from podobat.units import UNITS

MONEY, COUNT, RATIO, SHARE, FACTOR = "#,##0.0", "#,##0", "0.000", "0.0%", "0.0000"
QUANTILES: Final = ("p2_5", "p10", "p50", "p90", "p97_5")
_FORMATS: Final = {"ratio": RATIO, "1/year": SHARE, "share": SHARE, "year": "0.0", "1": RATIO}


@dataclass(frozen=True)
class Number:
    """A value with its number format; None or infinity prints as a dash or the sign for it."""

    value: float | None
    format: str = MONEY


@dataclass(frozen=True)
class Formula:
    """A formula and what it comes to, for readers that do not calculate.

    text   {r} is its own row, other names are rows counted from the first row of the table
    """

    text: str
    value: float
    format: str = MONEY
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """A table of a sheet; `totals` are rows set apart, `wrapped` holds prose, `own_page` begins a page in print."""

    caption: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    note: str = ""
    totals: frozenset[int] = frozenset()
    wrapped: bool = False
    own_page: bool = False

    @classmethod
    def of(cls, table: Table) -> Block:
        """A table of the page, its cells being text."""
        return cls(table.caption, table.head, table.rows, wrapped=True)

    @classmethod
    def lines(cls, caption: str, lines: tuple[str, ...]) -> Block:
        """Lines of prose under a caption."""
        return cls(caption, (), tuple((line,) for line in lines), wrapped=True)


@dataclass(frozen=True)
class Ledger:
    """A writer with one scale for all money of the workbook.

    factor, unit   from KRW million to that scale, and its name (억원, KRW bn)
    """

    write: Writer
    factor: float
    unit: str

    @property
    def lang(self) -> Lang:
        """The language it writes."""
        return self.write.lang

    @property
    def words(self) -> Words:
        """The words that all sheets share."""
        return read_words(self.lang, "appraise")

    def say(self, key: str, /, **values: Any) -> str:
        """The text under a key of the answer's room, its blanks filled in."""
        return self.write.say(key, **values)

    def of(self, room: str) -> Ledger:
        """The same ledger in the words of another room."""
        return Ledger(Writer(read_words(self.lang, room), self.write.money), self.factor, self.unit)

    def money(self, value: float | None) -> Number:
        """KRW million in the workbook's money."""
        return Number(None if value is None else value * self.factor)

    def formula(self, text: str, value: float, rows: Mapping[str, int] | None = None, unit: str = "KRW_m") -> Formula:
        """A formula over cells of a unit; what it comes to in that unit (money: KRW million)."""
        number = self.number(value, unit)
        return Formula(text, float(number.value or 0.0), number.format, rows or {})

    def number(self, value: float | None, unit: str) -> Number:
        """A value of a unit as a cell."""
        return self.money(value) if unit.startswith("KRW_m") else Number(value, _FORMATS.get(unit, COUNT))

    def quantiles(self, row: Mapping[str, Any], unit: str) -> tuple[Number, ...]:
        """The quantiles of a row as cells."""
        return tuple(self.number(row[q], unit) for q in QUANTILES)

    def unit_of(self, unit: str) -> str:
        """How a unit is written in a column of units."""
        return self.unit if unit.startswith("KRW_m") else UNITS[unit].label[self.lang]


def letter(column: int) -> str:
    """The letters of a column: 1 is A, 26 is Z, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
