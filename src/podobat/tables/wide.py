"""Wide tables: a column for every year (2020, 2021년, '24 목표, 실적(2022)), or for every industry or region."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from podobat.errors import Fault
from podobat.tables.columns import Column, Heads, Names, Placed
from podobat.tables.quantities import factor, head_of, unit_word
from podobat.tables.sheet import Sheet
from podobat.tables.words import key, listed, one_line, unmarked
from podobat.texts import catalogue

_say = catalogue("tables")

FIRST, LAST = 1950, 2100
_YEAR = re.compile(
    r"(?<![\d.])(?:fy\s*)?'?(?:((?:19|20)\d\d)\s*(?:년도|년|회계연도)?|(\d\d)\s*(?:년도|년)|(?<=')(\d\d))(?![\d.])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class WideColumn:
    """One of the columns across: its year (or what else its head says), and which of the values it holds."""

    of: int | str
    placed: Placed


@dataclass(frozen=True)
class Years:
    """What the columns of years hold.

    values   e.g. Column("target", Text("목표", "target"), kind="number"); a head without any of their names is `alone`
    alone    id of the value that a head of nothing but a year means
    """

    values: tuple[Column, ...]
    alone: str
    id: str = "year"

    def names(self, columns: Sequence[Column]) -> Names:
        """Names that tell the head of such a table: the declared columns, and years."""
        return _WithYears(columns, self)

    def column(self, rest: str) -> tuple[Column, str] | None:
        """The value that the rest of a head (without its year) means, and its unit; None for an unknown one."""
        alone = next(c for c in self.values if c.id == self.alone)
        if not key(rest) or (unit_word(rest) is not None and key(rest)):
            return alone, rest.strip() if unit_word(rest) else ""
        return Names(self.values).find(rest) or _bracketed(rest, alone)

    def columns_in(self, sheet: Sheet, heads: Heads) -> tuple[Heads, tuple[WideColumn, ...], list[Fault]]:
        """The columns of years among those that a head does not know; the head without them; faults."""
        across: list[WideColumn] = []
        faults: list[Fault] = []
        unknown: list[tuple[int, str]] = []
        seen: dict[tuple[int, str], str] = {}
        for at, text in heads.unknown:
            year = year_in(unmarked(text))
            of_year = self.column(year[1]) if year else None
            if year is None or of_year is None:
                unknown.append((at, text))
                continue
            column, unit = of_year
            shown = one_line(text)
            if (year[0], column.id) in seen:
                wrong = _say("wide.two_columns", column=column.name, year=year[0])
                faults.append(sheet.fault(heads.last, None, wrong, _say("wide.one_column"), path=shown))
                continue
            if unit and column.unit and factor(unit, column.unit) is None:
                wrong = _say("wide.unknown_unit", unit=one_line(unit))
                of = _say("wide.unit_that_fits", unit=column.unit)
                faults.append(sheet.fault(heads.last, None, wrong, of, path=shown))
            seen[year[0], column.id] = text
            across.append(WideColumn(year[0], Placed(column, at, text, unit if unit_word(unit) else "")))
        return replace(heads, unknown=tuple(unknown)), tuple(across), faults

    def none_found(self, sheet: Sheet, heads: Heads) -> Fault:
        """That there is no column of a year."""
        seen = listed([text for text in heads.texts if text])
        return sheet.fault(
            heads.last, None,
            _say("wide.no_column_of_a_year", seen=seen),
            _say("wide.target"),
            _say("wide.write_the_years_into_the_heads"),
        )  # fmt: skip


def _bracketed(rest: str, alone: Column) -> tuple[Column, str] | None:
    head = head_of(f"x{rest}")
    return (alone, head.unit) if head.name == "x" and unit_word(head.unit) else None


class _WithYears(Names):
    """The declared columns; a head with a year counts as known too, so that the line of years is found.

    Years of targets and years of counts are known apart: where a line above the years says which is which (목표 over
    2020 to 2025, 실적 over 2020 to 2024), the two lines read together name more than the years alone.
    """

    def __init__(self, columns: Sequence[Column], years: Years) -> None:
        super().__init__(columns)
        self.years = years

    def known(self, heads: Sequence[Sequence[str]]) -> set[str]:
        known = super().known(heads)
        years = {self._of_year(year) for ways in heads if ways and (year := year_in(unmarked(ways[0])))}
        return known | ({f"{year} {id}" for year, id in years} if len(years) > 1 or known else set())

    def _of_year(self, year: tuple[int, str]) -> tuple[int, str]:
        """A year and which of its values a head holds; only the year where nobody knows."""
        placed = self.years.column(year[1])
        return (year[0], placed[0].id if placed else "")


def year_in(text: str) -> tuple[int, str] | None:
    """The one year in a head, and the rest of the head: 실적(2022) -> (2022, 실적); None for none or several."""
    usual = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    years = list(_YEAR.finditer(usual))
    if len(years) != 1:
        return None
    m = years[0]
    year = int(m[1]) if m[1] else 2000 + int(m[2] or m[3])
    rest = f"{usual[: m.start()]} {usual[m.end() :]}"
    rest = re.sub(r"[(\[]\s*[)\]]|^[\s\-_/.:·]+|[\s\-_/.:·]+$", "", rest).strip()
    return (year, " ".join(rest.split())) if FIRST <= year <= LAST else None


@dataclass(frozen=True)
class Across:
    """Columns of one kind of value, one for every industry, region or the like: every head that is not declared.

    value   e.g. Column("workers", Text("종사자", "workers"), kind="number")
    id      what a row calls the head under which its value stands
    """

    value: Column
    id: str = "across"

    @property
    def values(self) -> tuple[Column, ...]:
        return (self.value,)

    def names(self, columns: Sequence[Column]) -> Names:
        """Names that tell the head of such a table: the declared columns."""
        return Names(columns)

    def columns_in(self, sheet: Sheet, heads: Heads) -> tuple[Heads, tuple[WideColumn, ...], list[Fault]]:
        """Every column with a head that is not declared; a head that stands twice is a fault."""
        across: dict[str, WideColumn] = {}
        faults: list[Fault] = []
        for at, text in heads.unknown:
            if not text:
                continue
            if text in across:
                twice = _say("wide.column_stands_twice", text=one_line(text))
                faults.append(sheet.fault(heads.last, at, twice, remedy=_say("wide.keep_one_of_them")))
            else:
                across[text] = WideColumn(text, Placed(self.value, at, text))
        return replace(heads, unknown=tuple(u for u in heads.unknown if not u[1])), tuple(across.values()), faults

    def none_found(self, sheet: Sheet, heads: Heads) -> Fault:
        """That there is no column but the declared ones."""
        found = _say("wide.no_column_of_values")
        remedy = _say("wide.give_every_item_a_column")
        return sheet.fault(heads.last, None, found, remedy=remedy)
