"""Read a full input-output table, whatever layout it has: every fault of every file at once, with file, line and cell.

table = read_table(["production.csv", "employment.csv"], price_year=2019)      the Bank of Korea's long CSV
table = read_table("table.xlsx")                                               a square table, or the OECD's
table = read_table("table.xlsx[2019]")                                         one sheet of a workbook
region = read_region("gwangju.csv", table)                                     sizes for location quotients

Of a workbook with a sheet for every year, the year that is asked for is read; of sheets of domestic products, imports
and both, the domestic one. Where several sheets still fit, none is taken: they are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.evidence.input_output import bank_of_korea, square
from podobat.evidence.input_output.grid import Grid, read_grids
from podobat.evidence.input_output.industries import plain
from podobat.evidence.input_output.labels import UNITS_OF_MONEY, block_in, kind_in, won_in, years_in
from podobat.evidence.input_output.table import RegionSizes, Table
from podobat.tables import Column, find_heads, listed, meant, sheet_in
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")

_LAYOUTS = _say("read.layouts")
_RANK = {"DOM": 0, "": 1, "TTL": 2, "IMP": 3}
_KINDS = ("flows", "coefficients", "inverse")


@dataclass
class _File:
    """A file: the sheets that look like a table, and the one that was chosen."""

    path: Path
    grids: list[Grid]
    faults: list[Fault]


def read_table(
    paths: str | Path | Sequence[str | Path],
    *,
    year: int | None = None,
    price_year: int | None = None,
    unit: str | None = None,
    country: str | None = None,
) -> Table:
    """The table in one file or several (the Bank of Korea's coefficients come in a file each).

    year        which year; without it the latest one not after price_year, or the earliest when all are later
    price_year  the plan's
    unit        money of a square table that does not say it, such as "KRW_m"
    country     whose block of a table of several countries, as the table calls it; KOR by default
    raises      InputFaults with every fault; CannotRun when a file is not there
    """
    table, sizes = _read(paths, year, price_year, unit, country)
    return replace(table, region=sizes)


def read_region(path: str | Path, table: Table) -> RegionSizes:
    """How large the sectors of a table are in a region: a CSV or workbook with columns sector, region, nation.

    업종,지역,전국 in Korean. Output or jobs, the same for both; `nation` may be left out where the table has output
    in the same money. A square table with a row `region output` or `region jobs` may be given as well.
    raises   InputFaults with every fault; CannotRun when there is no such file
    """
    grids, faults = read_grids(path)
    fitting = [grid for grid in grids if _is_sizes(grid)]
    if len(fitting) > 1:
        faults = [_several(fitting)]
    if faults:
        raise InputFaults(faults)
    if not fitting:
        if any(square.is_square(grid) for grid in grids):
            sizes = _read(path, None, table.year, None, None)[1]
            if sizes is not None:
                return sizes
        found = _say("read.no_table_of_a_regions_sizes")
        grids[0].fault(None, None, found, _say("read.sector_region_nation"))
        raise InputFaults(grids[0].all_faults())
    sizes = _sizes(fitting[0], table)
    if sizes is None:
        raise InputFaults(fitting[0].all_faults())
    return sizes


def _read(
    paths: str | Path | Sequence[str | Path], year: int | None, price_year: int | None, unit: str | None,
    country: str | None,
) -> tuple[Table, RegionSizes | None]:  # fmt: skip
    listed_paths = [Path(p) for p in ([paths] if isinstance(paths, str | Path) else paths)]
    if not listed_paths:
        raise CannotRun(_say("read.no_input_output_table_was_given"))
    if unit is not None and won_in(unit) is None:
        raise CannotRun(_say("read.unknown_unit_of_money", unit=unit, units_of_money=UNITS_OF_MONEY))
    files = [_File(path, *read_grids(path)) for path in listed_paths]
    for file in files:
        _check_layout(file)
    _raise_files(files)
    fitting = [[grid for grid in file.grids if _layout_of(grid)] for file in files]
    if len(files) > 1 and not all(_layout_of(g) == "bank_of_korea" for grids in fitting for g in grids):
        extra = _say("read.extra")
        fitting[1][0].fault(None, None, extra)
        _raise([g for grids in fitting for g in grids])
    if all(_layout_of(grid) == "bank_of_korea" for grid in fitting[0]):
        grids = [grid for of_kind in fitting for grid in _shown(of_kind)]
        each = [set(bank_of_korea.years_of(grid)) for grid in grids]
        chosen, note = _year(grids[0].file, sorted(set.intersection(*each)), year, price_year)
        table, sizes = bank_of_korea.read_long(grids, chosen), None
    else:
        grid, chosen, note = _one(files[0], fitting[0], year, price_year)
        grids = [grid]
        table, sizes = square.read_square(grid, chosen, unit, country)
    _raise(grids)
    assert table is not None
    return replace(table, notes=(*table.notes, *note)), sizes


def _check_layout(file: _File) -> None:
    if file.faults or any(_layout_of(grid) for grid in file.grids):
        return
    grid = file.grids[0]
    if len(file.grids) > 1:
        names = listed(g.sheet.name for g in file.grids)
        found = _say("read.layout_of_this_table_is_not", names=names)
    else:
        found = _say("read.layout_of_this_table_is_not_2")
    grid.fault(None, None, found, _LAYOUTS)
    file.faults = grid.all_faults()


def _raise_files(files: Sequence[_File]) -> None:
    faults = [fault for file in files for fault in file.faults]
    if faults:
        raise InputFaults(faults)


def _raise(grids: Sequence[Grid]) -> None:
    faults: list[Fault] = [fault for grid in grids for fault in grid.all_faults()]
    if faults:
        raise InputFaults(faults)


def _layout_of(grid: Grid) -> str | None:
    if bank_of_korea.is_long(grid):
        return "bank_of_korea"
    return "square" if square.is_square(grid) else None


# --- one sheet of several ----------------------------------------------------------------------------------------


def _one(
    file: _File, fitting: list[Grid], asked: int | None, price_year: int | None
) -> tuple[Grid, int, tuple[Text, ...]]:
    """The sheet to read, the year it is of, and what to say of the choice. Raises InputFaults when several fit."""
    long = [grid for grid in fitting if _layout_of(grid) == "bank_of_korea"]
    candidates = [grid for grid in fitting if grid not in long]
    candidates = [grid for grid in candidates if not grid.sheet.hidden] or candidates
    blocks = {id(grid): block_in(square.titles_of(grid)) for grid in candidates}
    best = min(_RANK[blocks[id(grid)]] for grid in candidates)
    candidates = [grid for grid in candidates if _RANK[blocks[id(grid)]] == best]
    kinds = {id(grid): kind_in(square.titles_of(grid)) or "flows" for grid in candidates}
    first = next(kind for kind in _KINDS if kind in kinds.values())
    candidates = [grid for grid in candidates if kinds[id(grid)] == first]
    of_file = years_in(sheet_in(file.path)[0].name)
    years = {id(grid): square.years_of(grid) or (of_file if len(of_file) == 1 else set()) for grid in candidates}
    there = sorted(set().union(*years.values()))
    if not there:
        year = asked or price_year
        if year is None:
            found = _say("read.year_of_the_table_is_not")
            remedy = _say("read.write_it_above_the_table_such")
            raise InputFaults([Fault(candidates[0].file, None, "", found, remedy=remedy)])
        taken = _say("read.table_states_no_year_taken", year=year)
        chosen, notes = year, (taken,)
    else:
        chosen, notes = _year(candidates[0].sheet.file, there, asked, price_year)
        candidates = [grid for grid in candidates if chosen in years[id(grid)]] or candidates
    if len(candidates) > 1:
        raise InputFaults([_several(candidates)])
    grid = candidates[0]
    others = [other.sheet.name for other in file.grids if other is not grid]
    if others:
        names = listed(others, 12)
        notes = (
            *notes,
            _say("read.sheet_was_read", file=grid.sheet.file, sheet=grid.sheet.name, names=names),
        )
    return grid, chosen, notes


def _shown(grids: list[Grid]) -> list[Grid]:
    """The sheets that people see; a hidden one is read where there is no other."""
    shown = [grid for grid in grids if not grid.sheet.hidden]
    if shown and len(shown) < len(grids):
        names = listed(grid.sheet.name for grid in grids if grid.sheet.hidden)
        sheet = shown[0].sheet
        shown[0].notes.append(_say("read.sheet_was_read", file=sheet.file, sheet=sheet.name, names=names))
    return shown or grids


def _several(grids: Sequence[Grid]) -> Fault:
    """Sheets of which none can be chosen."""
    names, file = listed(g.sheet.name for g in grids), grids[0].sheet.file
    found = _say("read.sheets_fit", n=len(grids), names=names)
    remedy = _say("read.name_the_sheet_such", file=file, sheet=grids[0].sheet.name)
    return Fault(file, None, "", found, _say("read.one_sheet"), remedy)


def _year(file: str, there: list[int], asked: int | None, price_year: int | None) -> tuple[int, tuple[Text, ...]]:
    """The year to read of those that there are, and what to say of it. Raises InputFaults when it is not there."""
    if not there or (asked is not None and asked not in there):
        shown = ", ".join(map(str, there)) or "-"
        found = _say("read.no_column", year=asked) if asked else _say("read.no_year")
        raise InputFaults([Fault(file, None, "", found, Text.same(shown))])
    if asked is not None or price_year is None:
        return asked or there[-1], ()
    earlier = [y for y in there if y <= price_year]
    if earlier:
        return earlier[-1], ()
    older = _say("read.no_table_is_as_old", price_year=price_year, there=there[0])
    return there[0], (older,)


# --- sizes of a region -------------------------------------------------------------------------------------------

_COLUMNS = (
    Column("sector", _say("read.sector"), required=True, others=("부문", "산업", "industry")),
    Column("region", _say("read.region"), required=True),
    Column("nation", _say("read.nation")),
)


def _is_sizes(grid: Grid) -> bool:
    return {"sector", "region"} <= set(_heads(grid)[1])


def _heads(grid: Grid) -> tuple[int, dict[str, int]]:
    """The row of the heads, and the place of each column."""
    heads = find_heads(grid.sheet, _COLUMNS)
    return (0, {}) if heads is None else (heads.last, {id: placed.at for id, placed in heads.placed.items()})


def _sizes(grid: Grid, table: Table) -> RegionSizes | None:
    head, at = _heads(grid)
    if "nation" not in at and table.output is None:
        grid.fault(head, None, _say("read.column_of_the_nation_is_missing"), _say("read.nation"))
        return None
    n = len(table.codes)
    region, nation = np.full(n, np.nan), np.full(n, np.nan)
    places = {plain(code): i for i, code in enumerate(table.codes)}
    places |= {plain(title): i for i, title in enumerate(table.titles)}
    for row in range(head + 1, len(grid.rows)):
        name = grid.text(row, at["sector"])
        place = places.get(plain(name))
        if place is None:
            found = _say("read.sector_that_the_table_has_not", name=name)
            grid.fault(row, at["sector"], found, remedy=meant(name, [*table.codes, *table.titles]))
            continue
        if not np.isnan(region[place]):
            grid.fault(row, at["sector"], _say("read.sector_stands_twice", name=name))
        region[place] = grid.number(row, at["region"])
        whole = None if table.output is None else float(table.output[place])
        nation[place] = grid.number(row, at["nation"]) if "nation" in at else whole
        if region[place] > nation[place]:
            found = _say("read.larger_in_the_region_than")
            grid.fault(row, at["region"], found, _say("read.no_larger"))
    missing = [code for code, size in zip(table.codes, nation, strict=True) if np.isnan(size)]
    if missing and not grid.faults:
        some = ", ".join(missing[:5])
        found = _say("read.sectors_are_missing", n=len(missing), some=some)
        grid.fault(None, None, found)
    if not grid.faults and (region.sum() <= 0.0 or nation.sum() <= 0.0):
        grid.fault(None, None, _say("read.everything_is_zero"))
    return None if grid.faults else RegionSizes(region, nation, grid.file, tuple(grid.notes))
