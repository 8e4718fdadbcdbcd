"""The front of this room: a file of a statistics office in, counts by region, industry and year out.

counts = read_counts("kr_emp_sido_ksic2.csv")
counts = read_counts("qcew.csv", where={"own_code": "5", "agglvl_code": "76", "qtr": "1"})

Everything that is not read is counted in `counts.account` and said in `counts.notes`; every fault comes at once.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from podobat.errors import Fault, InputFaults
from podobat.position.cells import MOST_FAULTS, NO_YEAR, Cells, read_cells
from podobat.position.counts import Account, Counts, Kind
from podobat.position.heads import Head, find_head
from podobat.position.layout import Asked, Layout, find_layout
from podobat.position.levels import inside_others, nation_of, parents, total_of
from podobat.position.naming import code_and_name, named_industries, named_regions
from podobat.tables import Limits, Sheet, bytes_of, listed, one_line, one_sheet, read_sheets, sheet_in
from podobat.texts import Text, catalogue

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
say = catalogue("position")
LIMITS = Limits(bytes=200_000_000, unpacked=600_000_000, cells=20_000_000)
_GZIP = b"\x1f\x8b"
_MOST_YEARS_APART = 0.8  # share of regions that a year must have to be compared


@dataclass(frozen=True)
class Reading:
    """What to read of a table, where it leaves a choice.

    value        head of the column of values (default: workers, then firms, then amounts)
    where        column -> value (or several, apart by |) that rows must have
    population   head of the column of people, in the same table
    """

    value: str | None = None
    where: Mapping[str, str] | None = None
    population: str | None = None


def read_counts(source: str | Path | bytes, reading: Reading = Reading(), name: str | None = None) -> Counts:
    """The counts of a table: long or wide, CSV, XLSX or Parquet, packed with gzip or not.

    source   a path, with a sheet in brackets behind it if need be, or bytes
    raises   CannotRun when there is no such file; InputFaults with every fault of the table
    """
    sheet = one_sheet(_sheets(source, name), fits=lambda s: find_head(s) is not None)
    faults: list[Fault] = []
    asked = Asked(reading.value, reading.where or {}, reading.population)
    head = find_head(sheet)
    if head is None:
        raise InputFaults([_no_head(sheet)])
    layout = find_layout(sheet, head, asked, faults)
    if layout is None:
        raise InputFaults(faults)
    cells = read_cells(sheet, head, layout, asked, faults)
    _check_same(sheet, head, layout, cells, faults)
    if faults:
        raise InputFaults(sorted(faults, key=lambda f: f.line or 0))
    if not cells.value.size:
        raise InputFaults([_no_rows(sheet, head)])
    return _counts(sheet, head, layout, cells)


def _sheets(source: str | Path | bytes, name: str | None) -> tuple[Sheet, ...]:
    if isinstance(source, bytes):
        return read_sheets(source, name, LIMITS)
    path, _ = sheet_in(source)
    if path.suffix.lower() != ".gz":
        return read_sheets(source, name, LIMITS)
    data = bytes_of(path, path.name, LIMITS)
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        unpacked = unpacker.decompress(data, LIMITS.bytes + 1) if data.startswith(_GZIP) else data
    except (zlib.error, gzip.BadGzipFile) as error:
        fault = Fault(path.name, None, "", say("fault.gzip"), remedy=say("fault.gzip_remedy"))
        raise InputFaults([fault]) from error
    return read_sheets(unpacked, path.name, LIMITS)


def _no_head(sheet: Sheet) -> Fault:
    return sheet.fault(
        None, None, say("fault.no_head"), say("fault.no_head_allowed"), say("fault.no_head_remedy")
    )  # fmt: skip


def _no_rows(sheet: Sheet, head: Head) -> Fault:
    return sheet.fault(head.data_from - 1, None, say("fault.no_rows"), remedy=say("fault.no_rows_remedy"))


# --- the same cell twice --------------------------------------------------------------------------------------------


def _check_same(sheet: Sheet, head: Head, layout: Layout, cells: Cells, faults: list[Fault]) -> None:
    """A fault where one region, industry and year has several values, naming the columns that tell them apart."""
    if not cells.value.size:
        return
    number = (cells.region * (len(cells.industries) + 1) + cells.industry) * 4000 + cells.year
    order = np.argsort(number, kind="stable")
    same = np.flatnonzero(np.diff(number[order]) == 0)
    if not same.size:
        return
    first, second = order[same[0]], order[same[0] + 1]
    heads = {c.at: c.head for c in head.columns}
    rows = [(int(cells.row[order[k]]), int(cells.row[order[k + 1]])) for k in same[: MOST_FAULTS * 5]]
    telling = [
        at for at in layout.others
        if any(sheet.text(a, at) != sheet.text(b, at) for a, b in rows)
    ]  # fmt: skip
    region = cells.regions.names[cells.region[first]]
    industry = cells.industries.names[cells.industry[first]] if len(cells.industries) else ""
    lines = f"{sheet.lines[cells.row[first]]}, {sheet.lines[cells.row[second]]}"
    year = int(cells.year[first])
    what = ", ".join(part for part in (region, industry, str(year) if year != NO_YEAR else "") if part)
    found = say("fault.same_cell", what=what, lines=lines, n=int(same.size))
    remedy = say("fault.keep_one")
    if telling:
        shown = " ".join(f"--where {heads[at]}={sheet.text(int(cells.row[first]), at) or '…'}" for at in telling)
        names = listed(heads[at] for at in telling)
        remedy = say("fault.choose_where", names=names, shown=shown)
    faults.append(sheet.fault(int(cells.row[second]), None, found, remedy=remedy))


# --- the table ------------------------------------------------------------------------------------------------------


def _counts(sheet: Sheet, head: Head, layout: Layout, cells: Cells) -> Counts:
    """The cells as an array, totals taken out, names given in both languages."""
    notes = [*sheet.notes, *sheet.doubts]
    years, partial = _years(cells)
    values, rowed, marked = _array(cells, years)
    regions, industries = cells.regions, cells.industries
    national = regional = None
    keep_regions = np.ones(len(regions), bool)
    keep_industries = np.ones(len(industries), bool)
    nation = nation_of(regions.names, values)
    if nation is not None:
        keep_regions[nation.at] = False
        national = values[:, nation.at]
        notes.append(_sum_note("nation", regions.names[nation.at], nation.how))
    total = total_of(industries.names, values)
    if total is not None:
        keep_industries[total.at] = False
        regional = values[:, :, total.at]
        notes.append(_sum_note("total", industries.names[total.at], total.how))
    coded = [code_and_name(n, c)[0] for n, c in zip(industries.names, industries.codes, strict=True)]
    parts = inside_others([c if k else "" for c, k in zip(coded, keep_industries, strict=True)])
    keep_industries[parts] = False
    if parts:
        notes.append(say("read.parts", n=len(parts), names=listed([industries.names[at] for at in parts], 8)))
    above = [at for at in parents(industries.codes, np.where(keep_industries, values, np.nan))
             if keep_industries[at]] if len(industries) > 2 else []  # fmt: skip
    keep_industries[above] = False
    if above:
        notes.append(say("read.parents", n=len(above), names=listed([industries.names[at] for at in above], 8)))
    values = values[:, keep_regions][:, :, keep_industries]
    marked = marked[:, keep_regions][:, :, keep_industries]
    kind = _kind(layout, values, notes)
    values, empty = _filled(values, rowed[:, keep_regions], marked, notes)
    population = _people(cells, years, keep_regions)
    region_names, groups = named_regions(regions, keep_regions)
    named, classification = named_industries(industries, keep_industries, [head.columns[at].head for at in
                                             (*layout.industries, layout.industry_code or 0)])  # fmt: skip
    if partial:
        notes.append(_partial_note(partial, int(keep_regions.sum()), years))
    withheld = int(np.isnan(values).sum())
    if withheld:
        notes.append(say("read.withheld", n=f"{withheld:,}", share=f"{withheld / values.size:.0%}"))
    if cells.nil:
        notes.append(say("read.nil", n=f"{cells.nil:,}"))
    account = Account(
        cells.rows, cells.rows_read, cells.left_out, layout.taken, int(values.size), empty, withheld
    )  # fmt: skip
    return Counts(
        sheet.file, region_names, named, years, values, kind, layout.measure, classification,
        _base(national, keep_industries, axis=1), _base(regional, keep_regions, axis=1),
        population, groups, partial, account, tuple(notes),
    )  # fmt: skip


def _base(stated: Array | None, keep: NDArray[np.bool_], axis: int) -> Array | None:
    """Stated totals of what is kept; None where any is missing, so that sums are used instead."""
    if stated is None:
        return None
    kept = stated.compress(keep, axis=axis)
    return kept if np.all(np.isfinite(kept)) else None


def _years(cells: Cells) -> tuple[tuple[int, ...], dict[int, int]]:
    """The years in which nearly all regions are counted, and the others with how many there are."""
    every = sorted({int(y) for y in np.unique(cells.year)})
    regions_in = {y: len(np.unique(cells.region[cells.year == y])) for y in every}
    most = max(regions_in.values())
    full = tuple(y for y in every if regions_in[y] >= _MOST_YEARS_APART * most)
    return full, {y: regions_in[y] for y in every if y not in full}


def _array(cells: Cells, years: tuple[int, ...]) -> tuple[Array, Mask, Mask]:
    """(year, region, industry) with NaN where nothing is known; which (year, region) have a row; which cells are marked
    as withheld."""
    shape = (len(years), len(cells.regions), len(cells.industries))
    values, marked = np.full(shape, np.nan), np.zeros(shape, bool)
    place = np.full(max(int(cells.year.max()), *years) + 1, -1)
    place[list(years)] = np.arange(len(years))
    at = place[cells.year]
    kept = at >= 0
    where = at[kept], cells.region[kept], cells.industry[kept]
    values[where] = cells.value[kept]
    marked[where] = np.isnan(cells.value[kept])
    rowed = np.zeros(shape[:2], bool)
    rowed[where[:2]] = True
    return values, rowed, marked


def _filled(values: Array, rowed: Mask, marked: Mask, notes: list[Text]) -> tuple[Array, int]:
    """No row where the region has others: nothing there; marked as withheld, or no row at all: not known."""
    nothing = np.isnan(values) & rowed[:, :, None] & ~marked
    empty = int(nothing.sum())
    if empty:
        notes.append(say("read.empty", n=f"{empty:,}"))
    return np.where(nothing, 0.0, values), empty


def _kind(layout: Layout, values: Array, notes: list[Text]) -> Kind:
    """What is counted: as the head says, or as the numbers look."""
    known = values[np.isfinite(values)]
    if known.size and np.any(known < 0):
        notes.append(say("read.negative", n=int((known < 0).sum())))
    sums = np.nansum(np.where(np.isfinite(values), values, np.nan), axis=2)
    if layout.kind in (None, "shares", "value") and known.size and np.all(np.abs(sums[sums != 0] - 100.0) < 0.6):
        return "shares"
    if layout.kind is not None:
        return layout.kind
    notes.append(say("read.kind_unknown"))
    return "value"


def _people(cells: Cells, years: tuple[int, ...], keep: NDArray[np.bool_]) -> Array | None:
    if not cells.people:
        return None
    people = np.full((len(years), len(cells.regions)), np.nan)
    for (region, year), number in cells.people.items():
        if year in years:
            people[years.index(year), region] = number
    return people[:, keep]


# --- what is said ---------------------------------------------------------------------------------------------------


def _sum_note(what: str, name: str, how: str) -> Text:
    """That a row or column is taken as the nation, or as all industries, and how that was known."""
    return say(f"read.{what}", name=f"'{one_line(name)}'", how=say(f"read.by_{how}"))


def _partial_note(partial: Mapping[int, int], regions: int, years: tuple[int, ...]) -> Text:
    def named(lang: str) -> str:
        words = say.words(lang)
        return ", ".join(
            words("read.partial_year", year=year, n=n, regions=regions) for year, n in sorted(partial.items())
        )

    return say("read.partial", years=Text.each(named), full=", ".join(map(str, years)))
