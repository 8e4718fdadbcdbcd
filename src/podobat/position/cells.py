"""Rows of a sheet as triples of region, industry and year with a value each; what is wrong, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from podobat.errors import Fault
from podobat.position.counts import WITHHELD
from podobat.position.heads import Head, dated
from podobat.position.layout import Across, Asked, Layout
from podobat.position.levels import is_all_industries, is_nation
from podobat.tables import Sheet, is_missing, key, listed, number_of, one_line, unmarked
from podobat.texts import Text, catalogue

say = catalogue("position")
NOTHING = Text("", "")
MOST_FAULTS = 200
_SAME_PEOPLE = 0.005  # relative difference that rounding may leave between two writings of one population
NO_YEAR = 0
_LEFT_OUT = 0.3  # share of empty cells from which a column of names leaves out what is the same as above
_PLAIN = re.compile(r"\d+(?:\.\d+)?", flags=re.ASCII)
_NIL = frozenset({"-", "–", "—", "‐", "−"})  # in Korean and German statistics: nothing there, exactly zero
_FLAGGED = frozenset({"n", "x", "s", "d", "c", "y", "u", "비공개", "*", "true", "1"})


@dataclass
class Axis:
    """Names in the order in which they first appear, with the code of each."""

    names: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def place(self, name: str, code: str = "", group: str = "") -> int:
        """The number of a name, which is new when it was not there. With a code, the code decides what is the same."""
        at = code or f"{group}\0{name}"
        place = self._places.get(at)
        if place is None:
            place = self._places[at] = len(self.names)
            self.names.append(name)
            self.codes.append(code)
            self.groups.append(group)
        return place

    def __len__(self) -> int:
        return len(self.names)


@dataclass
class Cells:
    """Everything the rows say: one entry a value.

    region, industry, year   numbers on their axes (year: the year itself)
    value                    NaN where withheld or unknown
    people                   (region, year) -> people, where the table has them
    left_out                 reason -> rows
    """

    regions: Axis
    industries: Axis
    region: NDArray[np.int64]
    industry: NDArray[np.int64]
    year: NDArray[np.int64]
    value: NDArray[np.float64]
    row: NDArray[np.int64]
    people: Mapping[tuple[int, int], float]
    left_out: Mapping[str, int]
    rows: int
    rows_read: int
    nil: int


def read_cells(sheet: Sheet, head: Head, layout: Layout, asked: Asked, faults: list[Fault]) -> Cells:
    """The values of every row below the head. Rows with faults are in `faults` and their values nowhere."""
    return _Reading(sheet, head, layout, asked, faults).cells()


class _Reading:
    """One sheet while its rows are read."""

    def __init__(self, sheet: Sheet, head: Head, layout: Layout, asked: Asked, faults: list[Fault]) -> None:
        self.sheet, self.start, self.layout, self.faults = sheet, head.data_from, layout, faults
        self.heads = [c.head for c in head.columns]
        self.wanted = self._wanted(asked)
        self.numbers: dict[str, float | None] = {}
        self.years: dict[str, int | None] = {}
        self.left_out: dict[str, int] = {}
        self.more = self.nil = self.rows_read = 0
        self.regions, self.industries = Axis(), Axis()
        self.region: list[int] = []
        self.industry: list[int] = []
        self.year: list[int] = []
        self.value: list[float] = []
        self.row: list[int] = []
        self.people: dict[tuple[int, int], float] = {}
        self.carried: dict[int, str] = {}
        self.known: dict[str | tuple[str, ...], tuple[int | None, int | None]] = {}
        self.divided = [_divided(sheet, self.start, axis, total) for axis, total in
                        ((layout.regions, is_nation), (layout.industries, is_all_industries))]  # fmt: skip
        self.across = [
            (a, None if a.region is None else self.regions.place(a.region),
             None if a.industry is None else self.industries.place(a.industry))
            for a in layout.values
        ]  # fmt: skip
        one = len(self.across) == 1 and self.across[0][1:] == (None, None)
        self.simple = one and layout.flag is None and not layout.population

    def cells(self) -> Cells:
        sheet, layout = self.sheet, self.layout
        named = (*layout.regions, *layout.industries)
        columns = (*named, *(at for at in (layout.region_code, layout.industry_code) if at is not None))
        self.left_blank = self._left_blank(named)
        repeats = not self.left_blank  # then the same names in a row always mean the same cell
        widest, pick = max(columns, default=-1), itemgetter(*columns) if columns else tuple
        for row in range(self.start, len(sheet.rows)):
            cells = sheet.rows[row]
            if self.wanted and not self._is_wanted(cells):
                self._leave_out("filtered")
                continue
            raw = pick(cells) if repeats and len(cells) > widest else None
            where = self.known.get(raw) if raw is not None else None
            if where is None:
                where = self._where(row, cells, named)
                if where is None:
                    continue
                if raw is not None:
                    self.known[raw] = where
            if not (self.simple and self._simple_row(row, cells, *where)):
                self._row(row, cells, *where)
        if self.more:
            self.faults.append(sheet.fault(None, None, say("fault.more", n=self.more)))
        return Cells(
            self.regions, self.industries, np.array(self.region, np.int64), np.array(self.industry, np.int64),
            np.array(self.year, np.int64), np.array(self.value, np.float64), np.array(self.row, np.int64),
            self.people, self.left_out, len(sheet.rows) - self.start, self.rows_read, self.nil,
        )  # fmt: skip

    # --- which rows -------------------------------------------------------------------------------------------------

    def _wanted(self, asked: Asked) -> tuple[tuple[int, frozenset[str]], ...]:
        """Columns and the values that their rows must have."""
        heads = {key(text): at for at, text in enumerate(self.heads) if text}
        wanted = []
        for name, value in asked.where.items():
            at = heads.get(key(name))
            if at is None:
                known = listed(h for h in self.heads if h)
                there = say("fault.where_column", name=one_line(name))
                self.faults.append(self.sheet.fault(None, None, there, Text(known, known)))
                continue
            values = frozenset(key(v) or v for v in value.split("|"))
            there = {self.sheet.text(r, at) for r in range(self.start, len(self.sheet.rows))}
            if not any((key(v) or v) in values for v in there):
                known = listed(sorted(v for v in there if v))
                none = say("fault.where_value", name=one_line(name), value=one_line(value))
                self.faults.append(self.sheet.fault(None, None, none, Text(known, known)))
            wanted.append((at, values))
        return tuple(wanted)

    def _is_wanted(self, cells: Sequence[str]) -> bool:
        return all(at < len(cells) and (key(cells[at]) or cells[at]) in values for at, values in self.wanted)

    def _leave_out(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1

    def _passed(self, row: int, cells: Sequence[str]) -> None:
        """A row without a name: a remark below the table, or a fault where it holds numbers."""
        if any(number_of(cells[v.at], self.sheet.decimal)[0] is not None for v in self.layout.values
               if v.at < len(cells)):  # fmt: skip
            self._fault(row, None, say("fault.no_name"), remedy=say("fault.no_name_remedy"))
            self._leave_out("faulty")
        else:
            self._leave_out("remark")

    def _where(self, row: int, cells: Sequence[str], named: Sequence[int]) -> tuple[int | None, int | None] | None:
        """Region and industry of a row, None where the heads name them; None for a row that is passed over."""
        layout = self.layout
        names = self._names(cells, named)
        if names is None:
            self._passed(row, cells)
            return None
        region = _level([names[at] for at in layout.regions], is_nation, self.divided[0])
        industry = _level([names[at] for at in layout.industries], is_all_industries, self.divided[1])
        if region is None or industry is None:
            self._leave_out("subtotal")
            return None
        named_across = [any(a.region is not None for a in layout.values), any(a.industry for a in layout.values)]
        r = None if named_across[0] else self.regions.place(region[1], _code(cells, layout.region_code), region[0])
        i = None if named_across[1] else self.industries.place(industry[1], _code(cells, layout.industry_code))
        return r, i

    def _left_blank(self, named: Sequence[int]) -> frozenset[int]:
        """Columns of names, the finest aside, in which a name stands once and the rows below it leave it out."""
        n = len(self.sheet.rows) - self.start
        blanks = {at: sum(not self.sheet.text(row, at) for row in range(self.start, len(self.sheet.rows)))
                  for at in named[:-1]}  # fmt: skip
        return frozenset(at for at, blank in blanks.items() if blank > _LEFT_OUT * n)

    def _names(self, cells: Sequence[str], named: Sequence[int]) -> dict[int, str] | None:
        """Names of the row; in columns that leave names out, an empty cell means the same as above."""
        names: dict[int, str] = {}
        for at in named:
            text = _unmarked(cells[at]) if at < len(cells) else ""
            if text:
                self.carried[at] = text
            elif at in self.left_blank and any(cells):
                text = self.carried.get(at, "")
            if not text:
                return None
            names[at] = text
        return names

    # --- what they say ----------------------------------------------------------------------------------------------

    def _simple_row(self, row: int, cells: Sequence[str], region: int | None, industry: int | None) -> bool:
        """A row of one plain number in a year that was read before, as most rows of long tables are; else False."""
        across, at = self.across[0][0], self.layout.year
        if len(cells) <= across.at or (at is not None and len(cells) <= at) or region is None or industry is None:
            return False
        year, text = NO_YEAR if at is None else self.years.get(cells[at]), cells[across.at]
        if year is None or not _PLAIN.fullmatch(text):
            return False
        self.region.append(region)
        self.industry.append(industry)
        self.year.append(year if across.year is None else across.year)
        self.value.append(float(text))
        self.row.append(row)
        self.rows_read += 1
        return True

    def _row(self, row: int, cells: Sequence[str], region: int | None, industry: int | None) -> None:
        year = self._year(row, cells)
        if year is None:
            self._leave_out("faulty")
            return
        flag = self.layout.flag
        withheld = flag is not None and _is_flagged(cells, flag)
        read = False
        for across, r, i in self.across:
            value = self._number(row, cells, across)
            if value is None:
                continue
            r, i = region if r is None else r, industry if i is None else i
            assert r is not None
            assert i is not None
            self.region.append(r)
            self.industry.append(i)
            self.year.append(across.year if across.year is not None else year)
            self.value.append(WITHHELD if withheld else value)
            self.row.append(row)
            if self.layout.population:
                self._people(row, cells, r, self.year[-1])
            read = True
        self.rows_read += read
        if not read:
            self._leave_out("faulty")

    def _year(self, row: int, cells: Sequence[str]) -> int | None:
        at = self.layout.year
        if at is None:
            return NO_YEAR
        text = cells[at] if at < len(cells) else ""
        if text not in self.years:
            self.years[text] = _year_of(text)
        year = self.years[text]
        if year is None:
            what = say("fault.not_year", text=one_line(text)) if text else say("fault.no_year")
            self._fault(row, at, what, say("fault.year_allowed"), say("fault.year_remedy"))
        return year

    def _number(self, row: int, cells: Sequence[str], across: Across) -> float | None:
        """The value of a cell; NaN for one marked as withheld or unknown; None, and a fault, for anything else."""
        text = cells[across.at] if across.at < len(cells) else ""
        if _PLAIN.fullmatch(text):
            return float(text)
        if text in self.numbers and self.numbers[text] is not None:
            return self.numbers[text]
        if text in _NIL:
            self.nil += 1
            return 0.0
        if is_missing(text) or key(text) in ("d", "s", "x", "c") or text.strip("*…. ") == "":
            return WITHHELD
        value, complaint = number_of(text, self.sheet.decimal)
        if complaint is not None:
            self._fault(row, across.at, *complaint)
            return None
        assert value is not None
        if value < 0 and self.layout.kind in ("workers", "firms"):
            found = say("fault.negative", text=one_line(text))
            self._fault(row, across.at, found, say("fault.negative_allowed"), say("fault.negative_remedy"))
            return None
        self.numbers[text] = value
        return value

    def _people(self, row: int, cells: Sequence[str], region: int, year: int) -> None:
        for across in self.layout.population:
            if across.year is not None and across.year != year:
                continue
            text = cells[across.at] if across.at < len(cells) else ""
            if is_missing(text):
                continue
            value, complaint = number_of(text, self.sheet.decimal)
            if complaint is not None:
                self._fault(row, across.at, *complaint)
            elif value is not None:
                self._person(row, across.at, (region, year), value)

    def _person(self, row: int, at: int, cell: tuple[int, int], value: float) -> None:
        """Note the people of a region and year, which all its rows must agree on."""
        if value <= 0:
            self._fault(row, at, say("fault.people_positive", n=f"{value:,.0f}"), say("fault.people_allowed"))
            return
        known = self.people.setdefault(cell, value)
        if abs(known - value) > _SAME_PEOPLE * known:
            found = say("fault.people_differ", a=f"{known:,.0f}", b=f"{value:,.0f}")
            self._fault(row, at, found, remedy=say("fault.make_one"))

    def _fault(
        self, row: int, column: int | None, found: Text, allowed: Text = NOTHING, remedy: Text = NOTHING
    ) -> None:
        if len(self.faults) >= MOST_FAULTS:
            self.more += 1
        else:
            self.faults.append(self.sheet.fault(row, column, found, allowed, remedy))


_unmarked = lru_cache(maxsize=50_000)(unmarked)  # a name stands in many rows


def _level(
    names: Sequence[str], is_total: Callable[[str], bool], divided: frozenset[str]
) -> tuple[str, str] | None:  # fmt: skip
    """Group and name from columns of names, the coarser first; None for the subtotal of a group that is divided."""
    if len(names) < 2:
        return "", names[0] if names else ""
    group, name = names[0], names[-1]
    if not is_total(name):
        return group, name
    return None if group in divided else ("", group)


def _code(cells: Sequence[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _is_flagged(cells: Sequence[str], at: int) -> bool:
    text = cells[at] if at < len(cells) else ""
    return text.casefold() in _FLAGGED


def _year_of(text: str) -> int | None:
    """2020, 2020.0, 2020년, 2020-01-01 -> 2020."""
    text = text.removesuffix(".0")
    year = dated(text)
    if year is not None:
        return year[0] if not key(year[1]) or re.fullmatch(r"[\d\-/. ]*", year[1]) else None
    return None


def _divided(sheet: Sheet, start: int, axis: Sequence[int], is_total: Callable[[str], bool]) -> frozenset[str]:
    """Names of the coarser level under which there are finer ones than a subtotal."""
    if len(axis) < 2:
        return frozenset()
    divided, above = set(), ""
    for row in range(start, len(sheet.rows)):
        above = sheet.text(row, axis[0]) or above
        fine = sheet.text(row, axis[-1])
        if fine and not is_total(fine):
            divided.add(above)
    return frozenset(divided)
