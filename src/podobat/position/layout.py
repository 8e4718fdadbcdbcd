"""Which columns of a sheet say where, in what industry, when and how much; every doubt is a fault with its remedy.

Four layouts are understood: one value a row (long); a column a year; a column an industry; a column a region. The
last two may have a year in the head as well (Freiburg 2008, Freiburg 2014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from podobat.errors import Fault
from podobat.position.counts import Kind
from podobat.position.heads import Column, Head, dated, is_measure, kind_of, role_of, stripped
from podobat.tables import Sheet, is_missing, key, listed, number_of, one_line
from podobat.texts import Text, catalogue
from podobat.units import nearest

say = catalogue("position")
NOTHING = Text("", "")
_SAMPLE = 400  # rows looked at to tell what an unknown column holds


@dataclass(frozen=True)
class Across:
    """One column of values in a table with several: what its head adds to the row.

    region, industry, year   what the head names, None where the row itself says it
    """

    at: int
    region: str | None = None
    industry: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Layout:
    """The columns that are read, by what they are for.

    regions, industries   columns of names, the coarser first;  *_code: columns of codes beside them
    values                at least one column of values
    taken                 head -> what it was taken for, or why it was not read: a key under [column] of the texts
    """

    regions: tuple[int, ...]
    region_code: int | None
    industries: tuple[int, ...]
    industry_code: int | None
    year: int | None
    flag: int | None
    population: tuple[Across, ...]
    values: tuple[Across, ...]
    kind: Kind | None
    measure: str
    others: tuple[int, ...]  # columns that may tell rows apart that would otherwise be the same
    taken: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """What a person asked of the reading.

    value       head of the column of values;  where: column -> value that rows must have
    year        the year that is shown;  population: head of the column of people
    """

    value: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    population: str | None = None


def find_layout(sheet: Sheet, head: Head, asked: Asked, faults: list[Fault]) -> Layout | None:
    """The layout of a sheet; None, with faults, when it cannot be told."""
    return _Finding(sheet, head, asked, faults).layout()


class _Finding:
    """One sheet while its layout is looked for."""

    def __init__(self, sheet: Sheet, head: Head, asked: Asked, faults: list[Fault]) -> None:
        self.sheet, self.head, self.asked, self.faults = sheet, head, asked, faults
        self.columns = [c for c in head.columns if c.head or self._filled(c)]
        self.taken: dict[str, str] = {}

    def layout(self) -> Layout | None:
        population = self._population()
        rest = [c for c in self.columns if c.at not in {p.at for p in population}]
        regions, region_code = self._axis(rest, "region")
        industries, industry_code = self._axis(rest, "industry")
        year = next((c for c in rest if c.role == "year"), None)
        used = {c.at for c in (*regions, *industries) if c} | {
            c.at for c in (region_code, industry_code, year) if c is not None
        }
        free = [c for c in rest if c.at not in used]
        flag = next((c for c in free if c.role == "flag"), None)
        values, kind, measure = self._values(free, bool(regions), bool(industries), year is not None)
        if not values:
            return None
        self._note_rest(free, {v.at for v in values} | ({flag.at} if flag else set()))
        others = [c.at for c in free if c.role in ("", "period", "item", "unit", "name")]
        return Layout(
            tuple(c.at for c in regions), _at(region_code), tuple(c.at for c in industries), _at(industry_code),
            _at(year), _at(flag), population, values, kind, measure, tuple(others), dict(self.taken),
        )  # fmt: skip

    # --- columns ----------------------------------------------------------------------------------------------------

    def _filled(self, column: Column) -> bool:
        rows = range(self.head.data_from, min(self.head.data_from + _SAMPLE, len(self.sheet.rows)))
        return any(self.sheet.text(row, column.at) for row in rows)

    def _sample(self, column: Column) -> list[str]:
        rows = range(self.head.data_from, min(self.head.data_from + _SAMPLE, len(self.sheet.rows)))
        return [cell for row in rows if (cell := self.sheet.text(row, column.at))]

    def _numeric(self, column: Column) -> bool:
        """Does the column hold numbers, signs for missing ones aside?"""
        cells = self._sample(column)
        told = [cell for cell in cells if not is_missing(cell)]
        numbers = sum(number_of(cell, self.sheet.decimal)[0] is not None for cell in told)
        least = 1 if is_measure(column.head) else 0.6 * len(told)
        return bool(told) and numbers >= least

    def _take(self, column: Column, what: str) -> Column:
        self.taken[column.head or f"({column.at + 1})"] = what
        return column

    def _population(self) -> tuple[Across, ...]:
        """The column of people, or one for every year."""
        if self.asked.population is not None:
            counting = [c for c in self.columns if key(self.asked.population) in (key(c.head), _rest_key(c))]
            if not counting:
                self._unknown("--population", self.asked.population, self.columns)
        else:
            counting = [c for c in self.columns if self._counts_people(c) and self._numeric(c)]
            counting = counting[:1] if counting and dated(counting[0].head) is None else counting
        years = [dated(c.head) for c in counting]
        return tuple(
            Across(self._take(c, "population").at, year=year[0] if year else None)
            for c, year in zip(counting, years, strict=True)
        )

    @staticmethod
    def _counts_people(column: Column) -> bool:
        year = dated(column.head)
        return column.role == "population" or (year is not None and role_of(year[1])[0] == "population")

    def _axis(self, columns: Sequence[Column], role: str) -> tuple[tuple[Column, ...], Column | None]:
        """Columns of names and the column of codes for one axis; codes serve as names where there are none."""
        mine = [c for c in columns if c.role == role]
        names = [c for c in mine if not c.code and not self._looks_coded(c, mine)]
        codes = [c for c in mine if c not in names]
        if not names and codes:
            named = next((c for c in columns if c.role == "name" and c.head not in self.taken), None)
            names, codes = ([named], codes) if named else (codes[-1:], codes[:-1])
        for c in names:
            self._take(c, role)
        code = codes[-1] if codes else None
        if code:
            self._take(code, f"{role}_code")
        for c in codes[:-1]:
            self._take(c, "codes")
        return tuple(names), code

    def _looks_coded(self, column: Column, among: Sequence[Column]) -> bool:
        """Are these codes, beside a longer column that holds the names? (ksic2 beside ksic2_name)"""
        if len(among) < 2:
            return False
        length = _mean_length(self._sample(column))
        others = max(_mean_length(self._sample(c)) for c in among if c is not column)
        cells = self._sample(column)[:50]
        short = all(len(c) <= 12 and (c.isupper() or any(letter.isdigit() for letter in c)) for c in cells)
        return short and length < others and not any("가" <= letter <= "힣" for letter in "".join(cells))

    # --- values -----------------------------------------------------------------------------------------------------

    def _values(
        self, free: Sequence[Column], has_regions: bool, has_industries: bool, has_year: bool
    ) -> tuple[tuple[Across, ...], Kind | None, str]:
        numeric = [c for c in free if c.role in ("", "value", "derived") and self._numeric(c)]
        if self.asked.value is not None:
            chosen = [c for c in free if key(c.head) == key(self.asked.value) or _rest_key(c) == key(self.asked.value)]
            if not chosen:
                self._unknown("--value", self.asked.value, free)
                return (), None, ""
            numeric = chosen
        if not numeric:
            self._no_values()
            return (), None, ""
        by_year = [c for c in numeric if dated(c.head) is not None]
        if has_regions and has_industries:
            return self._of_years(by_year) if by_year and not has_year else self._long(numeric)
        if has_regions or has_industries:
            return self._wide(numeric, has_regions, has_year)
        self._no_axis("no_axis")
        return (), None, ""

    def _long(self, numeric: Sequence[Column]) -> tuple[tuple[Across, ...], Kind | None, str]:
        """One value a row: the column with a known head, workers before firms before amounts."""
        order = {"workers": 0, "firms": 1, "value": 2, "shares": 3, None: 4}
        known = sorted((c for c in numeric if c.role == "value"), key=lambda c: (order[kind_of(c.head)], c.at))
        plain = [c for c in numeric if c.role == ""]
        if not known and len(plain) > 1 and self.asked.value is None:
            self._ask_value(plain)
            return (), None, ""
        chosen = (known or plain or list(numeric))[0]
        if same := [c for c in numeric if key(c.head) == key(chosen.head) and self._differs(c, chosen)]:
            self._fault(say("fault.same_head", head=one_line(chosen.head), n=len(same) + 1), say("fault.one_column"),
                        say("fault.same_head_remedy"))  # fmt: skip
            return (), None, ""
        for other in known:
            if other is not chosen:
                self._take(other, "another_value")
        self._take(chosen, "value")
        return (Across(chosen.at),), kind_of(chosen.head), chosen.head

    def _differs(self, one: Column, other: Column) -> bool:
        """Do two columns hold different cells?"""
        rows = range(self.head.data_from, len(self.sheet.rows))
        return one is not other and any(self.sheet.text(r, one.at) != self.sheet.text(r, other.at) for r in rows)

    def _of_years(self, columns: Sequence[Column]) -> tuple[tuple[Across, ...], Kind | None, str]:
        """A column a year; where there are several measures, workers before firms before amounts."""
        year_at = {c.at: dated(c.head) for c in columns}
        measures = list(dict.fromkeys(year[1] for year in year_at.values() if year))
        order = {"workers": 0, "firms": 1, "value": 2, "shares": 3, None: 4}
        chosen = min(measures, key=lambda m: (order[kind_of(m)], measures.index(m)))
        values = []
        for c in columns:
            year = year_at[c.at]
            assert year is not None
            if year[1] == chosen:
                values.append(Across(self._take(c, "value").at, year=year[0]))
            else:
                self._take(c, "another_value")
        return tuple(values), kind_of(chosen), chosen

    def _wide(
        self, numeric: Sequence[Column], has_regions: bool, has_year: bool
    ) -> tuple[tuple[Across, ...], Kind | None, str]:
        """A column an industry or a region, perhaps a year; or regions and amounts without industries."""
        of_years = [c for c in numeric if dated(c.head) is not None and c.role != "derived"]
        if of_years and not has_year:
            return self._dated(of_years, has_regions)
        plain = [c for c in numeric if c.role in ("", "value") and dated(c.head) is None]
        measures = [c for c in plain if is_measure(c.head)]
        if measures and not has_regions:
            self._no_axis("no_region")
            return (), None, ""
        if measures or len(plain) < 2:
            return self._long(measures or numeric)
        names = stripped([c.head for c in plain])
        return self._named(plain, dict(zip((c.at for c in plain), names, strict=True)), has_regions)

    def _dated(self, columns: Sequence[Column], has_regions: bool) -> tuple[tuple[Across, ...], Kind | None, str]:
        """Columns of years: of one measure, or of several industries or regions."""
        rests = {c.at: (dated(c.head) or (0, ""))[1] for c in columns}
        different = list(dict.fromkeys(rests.values()))
        if len(different) == 1 or any(is_measure(rest) for rest in different):
            return self._of_years([c for c in columns if len(different) == 1 or is_measure(rests[c.at])])
        told = dict(zip(different, stripped(different), strict=True))
        most = max((self._years_of(rest, columns) for rest in different), key=len)
        full = {rest for rest in different if self._years_of(rest, columns) == most}
        return self._named(columns, {at: told[rest] for at, rest in rests.items() if rest in full}, has_regions)

    def _years_of(self, name: str, columns: Sequence[Column]) -> frozenset[int]:
        years = [dated(c.head) for c in columns]
        return frozenset(y[0] for y in years if y and y[1] == name)

    def _named(
        self, columns: Sequence[Column], names: Mapping[int, str], has_regions: bool
    ) -> tuple[tuple[Across, ...], Kind | None, str]:
        """Columns whose heads name an industry (or a region, where the rows name industries)."""
        values = []
        for c in columns:
            if c.at not in names:
                self._take(c, "not_every_year")
                continue
            year = dated(c.head)
            axis = {"industry": names[c.at]} if has_regions else {"region": names[c.at]}
            values.append(Across(self._take(c, "value").at, year=year[0] if year else None, **axis))
        kinds: set[Kind | None] = {kind_of(c.head) for c in columns if c.at in names}
        return tuple(values), kinds.pop() if len(kinds) == 1 else None, ""

    # --- what is left, and faults -----------------------------------------------------------------------------------

    def _note_rest(self, free: Sequence[Column], used: set[int]) -> None:
        for c in free:
            if c.at not in used and c.head not in self.taken:
                self._take(c, {"flag": "flag", "derived": "derived"}.get(c.role, "unread"))
            elif c.role == "flag":
                self._take(c, "flag")

    def _heads(self) -> str:
        return listed([c.head for c in self.columns if c.head])

    def _fault(self, found: Text, allowed: Text, remedy: Text) -> None:
        self.faults.append(self.sheet.fault(max(self.head.data_from - 1, 0), None, found, allowed, remedy))

    def _no_axis(self, key: str) -> None:
        """No column of regions (nor of industries): what is there, and how to name one."""
        self._fault(say(f"fault.{key}", heads=self._heads()), say("fault.axis_allowed"), say("fault.axis_remedy"))

    def _no_values(self) -> None:
        found = say("fault.no_values", heads=self._heads())
        self._fault(found, say("fault.values_allowed"), say("fault.values_remedy"))

    def _ask_value(self, plain: Sequence[Column]) -> None:
        found = say("fault.several_values", heads=listed([c.head for c in plain]))
        self._fault(found, say("fault.one_column"), say("fault.choose_value", head=one_line(plain[0].head)))

    def _unknown(self, option: str, wanted: str, among: Sequence[Column]) -> None:
        near = nearest(wanted, [c.head for c in among])
        found = say("fault.unknown_column", option=option, name=one_line(wanted))
        remedy = say("fault.use_near", near=near) if near else NOTHING
        self._fault(found, Text(self._heads(), self._heads()), remedy)


def _rest_key(column: Column) -> str:
    year = dated(column.head)
    return key(year[1]) if year else ""


def _at(column: Column | None) -> int | None:
    return None if column is None else column.at


def _mean_length(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0

