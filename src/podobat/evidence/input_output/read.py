"""Read a full input-output table, whatever layout it has: every fault of every file at once, with file, line and cell.

table = read_table(["production.csv", "employment.csv"], price_year=2019)      the Bank of Korea's long CSV
table = read_table("table.xlsx")                                               a square table, or the OECD's
region = read_region("gwangju.csv", table)                                     sizes for location quotients
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.evidence.input_output import bank_of_korea, oecd, square
from podobat.evidence.input_output.grid import Grid, read_grid
from podobat.evidence.input_output.table import RegionSizes, Table, plain
from podobat.units import Text, nearest

_LAYOUTS = Text(
    "한국은행 긴 CSV(수요부문·투입부문 열), 정사각 표(업종이 가로와 세로에), OECD 배열(D01T02 …)",
    "the Bank of Korea's long CSV (수요부문, 투입부문), a square table (sectors across and down), the OECD's (D01T02)",
)


def read_table(
    paths: str | Path | Sequence[str | Path],
    *,
    year: int | None = None,
    price_year: int | None = None,
    unit: str | None = None,
) -> Table:
    """The table in one file or several (the Bank of Korea's coefficients come in a file each).

    year        which year; without it the latest one not after price_year, or the earliest when all are later
    price_year  the plan's
    unit        money of a square table that does not say it, such as "KRW_m"
    raises      InputFaults with every fault; CannotRun when a file is not there
    """
    table, sizes = _read(paths, year, price_year, unit)
    return replace(table, region=sizes)


def read_region(path: str | Path, table: Table) -> RegionSizes:
    """How large the sectors of a table are in a region: a CSV or workbook with columns sector, region, nation.

    업종,지역,전국 in Korean. Output or jobs, the same for both; `nation` may be left out where the table has output
    in the same money. A square table with a row `region output` or `region jobs` may be given as well.
    raises   InputFaults with every fault; CannotRun when there is no such file
    """
    grid = read_grid(Path(path), _is_sizes)
    if not grid.faults and not _is_sizes(grid):
        sizes = _read(path, None, table.year, None)[1] if square.is_square(grid) else None
        if sizes is not None:
            return sizes
        found = Text("지역 규모 표가 아님", "no table of a region's sizes")
        grid.fault(None, None, found, Text("열 이름: 업종,지역,전국", "columns: sector,region,nation"))
    sizes = None if grid.faults else _sizes(grid, table)
    if sizes is None:
        raise InputFaults(grid.all_faults())
    return sizes


def _read(
    paths: str | Path | Sequence[str | Path], year: int | None, price_year: int | None, unit: str | None
) -> tuple[Table, RegionSizes | None]:
    listed = [Path(p) for p in ([paths] if isinstance(paths, str | Path) else paths)]
    if not listed:
        raise CannotRun(Text("산업연관표 파일을 지정하지 않았습니다.", "No input-output table was given."))
    if unit is not None and not square.is_unit(unit):
        raise CannotRun(
            Text(
                f"모르는 금액 단위입니다: {unit}. 쓸 수 있는 단위: {square.UNITS_OF_MONEY.ko}",
                f"Unknown unit of money: {unit}. Known: {square.UNITS_OF_MONEY.en}",
            )
        )
    grids = [read_grid(path, _has_layout) for path in listed]
    kinds = [None if grid.faults else _layout_of(grid) for grid in grids]
    for grid, kind in zip(grids, kinds, strict=True):
        if kind is None and not grid.faults:
            empty = Text("빈 파일임", "the file is empty") if not grid.rows else None
            found = empty or Text("표의 배열을 알 수 없음", "the layout of this table is not known")
            grid.fault(None, None, found, _LAYOUTS)
    if len(grids) > 1 and not all(kind == "bank_of_korea" for kind in kinds if kind):
        extra = Text("여러 파일은 한국은행 긴 CSV만 받음", "several files only of the Bank of Korea's long CSV")
        grids[1].fault(None, None, extra)
    _raise(grids)
    chosen, note = _year(grids, kinds[0] or "", listed[0].name, year, price_year)
    sizes = None
    if kinds[0] == "bank_of_korea":
        table = bank_of_korea.read_long(grids, chosen)
    elif kinds[0] == "oecd":
        table = oecd.read_oecd(grids[0], chosen)
    else:
        table, sizes = square.read_square(grids[0], chosen, unit)
    _raise(grids)
    assert table is not None
    return replace(table, notes=(*table.notes, *note)), sizes


def _raise(grids: Sequence[Grid]) -> None:
    faults: list[Fault] = [fault for grid in grids for fault in grid.all_faults()]
    if faults:
        raise InputFaults(faults)


def _has_layout(grid: Grid) -> bool:
    return _layout_of(grid) is not None


def _layout_of(grid: Grid) -> str | None:
    if bank_of_korea.is_long(grid):
        return "bank_of_korea"
    if oecd.is_oecd(grid):
        return "oecd"
    return "square" if square.is_square(grid) else None


def _year(
    grids: Sequence[Grid], kind: str, file: str, asked: int | None, price_year: int | None
) -> tuple[int, tuple[Text, ...]]:
    """The year to read, and what to say of it. Raises InputFaults when it is not there."""
    if kind == "bank_of_korea":
        each = [set(bank_of_korea.years_of(grid)) for grid in grids]
        there = sorted(set.intersection(*each))
    else:
        there = sorted(square.years_of(grids[0])) if kind == "square" else []
        named = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", file)
        there = there or ([int(named[1])] if named else [])
        if not there:
            year = asked or price_year
            if year is None:
                found = Text("표의 연도를 알 수 없음", "the year of the table is not known")
                remedy = Text("표 위에 `연도,2020`처럼 적으십시오.", "Write it above the table, such as `year,2020`.")
                raise InputFaults([Fault(grids[0].file, None, "", found, remedy=remedy)])
            said = Text(f"표에 연도가 없어 {year}년으로 보았습니다.", f"The table states no year; taken as {year}.")
            return year, (said,)
    if not there or (asked is not None and asked not in there):
        listed = ", ".join(map(str, there)) or "-"
        found = (
            Text(f"{asked or ''}년 열이 없음", f"no column for {asked}") if asked else Text("연도 열이 없음", "no year")
        )
        raise InputFaults([Fault(grids[0].file, None, "", found, Text(listed, listed))])
    if asked is not None or price_year is None:
        return asked or there[-1], ()
    earlier = [y for y in there if y <= price_year]
    if earlier:
        return earlier[-1], ()
    said = Text(
        f"사업비의 기준 연도({price_year}년) 이전 표가 없어 가장 이른 {there[0]}년 표를 썼습니다.",
        f"No table is as old as the plan's prices ({price_year}); the earliest, {there[0]}, is used.",
    )
    return there[0], (said,)


# --- sizes of a region -------------------------------------------------------------------------------------------

_COLUMNS = {plain(word): key for key, words in (("sector", "sector|업종|부문|산업"), ("region", "region|지역"),
                                                ("nation", "nation|전국")) for word in words.split("|")}  # fmt: skip


def _is_sizes(grid: Grid) -> bool:
    return bool(grid.rows) and {"sector", "region"} <= set(_heads(grid))


def _heads(grid: Grid) -> dict[str, int]:
    return {_COLUMNS[plain(name)]: c for c, name in enumerate(grid.texts(0)) if plain(name) in _COLUMNS}


def _sizes(grid: Grid, table: Table) -> RegionSizes | None:
    at = _heads(grid)
    if "nation" not in at and table.output is None:
        grid.fault(0, None, Text("전국 열이 없음", "the column of the nation is missing"), Text("전국", "nation"))
        return None
    n = len(table.codes)
    region, nation = np.full(n, np.nan), np.full(n, np.nan)
    places = {plain(code): i for i, code in enumerate(table.codes)}
    for row in range(1, len(grid.rows)):
        name = grid.text(row, at["sector"])
        place = places.get(plain(name))
        if place is None:
            near = nearest(name, table.codes)
            remedy = Text(f"혹시 `{near}`입니까?", f"Did you mean `{near}`?") if near else Text("", "")
            found = Text(f"표에 없는 업종: {name}", f"a sector that the table has not: {name}")
            grid.fault(row, at["sector"], found, remedy=remedy)
            continue
        if not np.isnan(region[place]):
            grid.fault(row, at["sector"], Text(f"겹치는 업종: {name}", f"the sector stands twice: {name}"))
        region[place] = grid.number(row, at["region"])
        whole = None if table.output is None else float(table.output[place])
        nation[place] = grid.number(row, at["nation"]) if "nation" in at else whole
        if region[place] > nation[place]:
            found = Text("지역이 전국보다 큼", "larger in the region than in the nation")
            grid.fault(row, at["region"], found)
    missing = [code for code, size in zip(table.codes, nation, strict=True) if np.isnan(size)]
    if missing and not grid.faults:
        some = ", ".join(missing[:5])
        found = Text(f"빠진 업종 {len(missing)}개: {some}", f"{len(missing)} sectors are missing: {some}")
        grid.fault(None, None, found)
    if not grid.faults and (region.sum() <= 0.0 or nation.sum() <= 0.0):
        grid.fault(None, None, Text("모두 0임", "everything is zero"))
    return None if grid.faults else RegionSizes(region, nation, grid.file, tuple(grid.notes))
