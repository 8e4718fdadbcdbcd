"""Square tables, as people keep them and as offices publish them: sectors across and down, and what belongs to them.

    연도,2020                        (optional: year, unit and kind of the table above the names of the sectors)
    단위,백만원
    업종,농업,제조업,민간소비         names across (or codes, with names beside them); then columns of final demand
    농업,150,500,50
    제조업,200,100,400
    부가가치,650,1400
    산출액,1000,2000
    취업자,5,4                       and pay of employees, imports, taxes; output or jobs of the region

`kind` (종류) is flows (거래액, money; the row of output is needed), coefficients (투입계수) or inverse (생산유발계수);
titles of offices say the same. Employment is people; in flows it needs the unit of the money, in the other two it is
per KRW bn. Rows may be divided into domestic and imported products (DOM_, IMP_, a column Origin) and sectors by country
(KOR_41T43): then one country's own block is used, and what it takes from the others counts as imported.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.input_output import accounts
from podobat.evidence.input_output.axes import Axes, Line, find_axes, named
from podobat.evidence.input_output.grid import Grid
from podobat.evidence.input_output.industries import plain
from podobat.evidence.input_output.labels import (
    COLUMNS,
    KINDS,
    META,
    ONE_SIDED,
    ROWS,
    UNITS_OF_MONEY,
    block_in,
    head_label,
    kind_in,
    won_in,
    years_in,
)
from podobat.evidence.input_output.parts import Data, Square
from podobat.evidence.input_output.table import RegionSizes, Table
from podobat.tables import factor, listed, one_line, unit_above, unit_word
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")

Array = NDArray[np.float64]
KOREA = "KOR"
_KOREA_TOO = frozenset(
    plain(name) for name in ("KOR", "KR", "Korea", "Republic of Korea", "South Korea", "한국", "대한민국")
)


def is_square(grid: Grid) -> bool:
    """Does this grid look like a square table? At least two sectors stand both across and down."""
    return find_axes(grid) is not None


def titles_of(grid: Grid, axes: Axes | None = None) -> str:
    """The name of the sheet and the lines above the sectors, as one text."""
    axes = axes or find_axes(grid)
    above = range(axes.head if axes else min(6, len(grid.rows)))
    lines = [cell for row in above for cell in grid.texts(row) if cell]
    return " | ".join([grid.sheet.name, *lines])


def years_of(grid: Grid) -> set[int]:
    """The years that the table states: beside `year`, in the name of its sheet, or in its title."""
    axes = find_axes(grid)
    if axes is None:
        return set()
    stated = _meta(grid, axes.head).get("year")
    for text in ([stated[1]] if stated else []) + [grid.sheet.name, titles_of(grid, axes)]:
        if (years := years_in(text)) and len(years) == 1:
            return years
    return set()


def _meta(grid: Grid, head: int) -> dict[str, tuple[int, str]]:
    """Year, unit and kind as written above the sectors."""
    meta: dict[str, tuple[int, str]] = {}
    for row in range(head):
        cells = [cell for cell in grid.texts(row) if cell]
        key = META.get(plain(cells[0])) if cells else None
        if key is not None and len(cells) == 2:
            meta[key] = (row, cells[1])
    for row in range(head):
        for cell in grid.texts(row):
            unit = unit_above(cell) or _bracketed_unit(cell)
            if unit and "unit" not in meta:
                meta["unit"] = (row, unit)
    return meta


def _bracketed_unit(cell: str) -> str:
    """(Millions of dollars), (백만원)."""
    inside = cell.strip("()[] ")
    known = unit_word(inside)
    return inside if known is not None and known[0] == "money" and cell != inside else ""


def read_square(
    grid: Grid, year: int, unit: str | None, country: str | None = None
) -> tuple[Table | None, RegionSizes | None]:
    """The table, and the sizes of a region's sectors where the file has them. Faults are in the grid.

    unit      of the money, where the table does not say it
    country   whose block is wanted of a table of several countries, as the table calls it; KOR by default
    """
    axes = find_axes(grid)
    assert axes is not None
    square = Square(axes, _meta(grid, axes.head), titles_of(grid, axes))
    square.isic = any(line.industry.tells for line in (*axes.columns, *axes.rows))
    kind = _kind(grid, square)
    _choose_country(grid, square, country)
    _sort_columns(grid, square)
    _sort_rows(grid, square)
    _match(grid, square)
    if "output" not in square.extra and kind == "flows":
        _no_output(grid, square)
    if len(square.sectors) < 2 or len(square.rows) != len(square.sectors):
        return None, None
    data = _data(grid, square, kind, unit)
    accounts.check_negative(grid, square, data, kind)
    if grid.faults:
        return None, None
    table = accounts.table_of(grid, square, data, kind, year)
    if table is None or grid.faults:
        return None, None
    return table, _region(grid, square, data.extra)


def _no_output(grid: Grid, square: Square) -> None:
    if square.isic:
        grid.fault(None, None, _say("square.row_output_is_missing"))
        return
    grid.fault(
        None, None, _say("square.row_of_output_is_missing"),
        _say("square.table_of_flows_needs"),
        _say("square.add_a_row_output_or_write"),
    )  # fmt: skip


def _kind(grid: Grid, square: Square) -> str:
    row, text = square.meta.get("kind", (None, ""))
    if not text:
        return kind_in(square.title) or "flows"
    kind = KINDS.get(plain(text))
    if kind is None:
        allowed = _say("square.flows_coefficients_inverse")
        grid.fault(row, 1, _say("square.unknown_kind", text=text), allowed)
    return kind or "flows"


def _choose_country(grid: Grid, square: Square, wanted: str | None) -> None:
    """Of a table of several countries, the one that is wanted; a fault that names them where it is not there."""
    countries = square.axes.countries
    if len(countries) < 2:
        return
    asked = {plain(wanted)} if wanted else set()
    if not wanted or plain(wanted) in _KOREA_TOO:
        asked |= _KOREA_TOO
    country = next((c for c in countries if plain(c) in asked), None)
    if country is None:
        names = listed(countries, 12)
        what = wanted or KOREA
        grid.fault(
            square.axes.head, None,
            _say("square.table_of_several_countries", what=what, names=names),
            Text.same(names),
            _say("square.give_the_rows_and_columns"),
        )  # fmt: skip
        return
    square.country = country
    others = [c for c in countries if c != country]
    square.not_read += [f"{c}_*" for c in others]
    grid.notes.append(
        _say("square.of_a_table_of_several_countries", file=grid.file, found=country, others=listed(others, 6))
    )


def _sort_columns(grid: Grid, square: Square) -> None:
    """Which columns are sectors and which are final demand."""
    for line in square.axes.columns:
        industry = line.industry
        if square.country and industry.country and industry.country != square.country:
            continue
        key = named(line.labels, COLUMNS)
        if key and square.country and _of_another(line, square):
            key = "exports"  # what another country buys
        if key and not (square.country and industry.divisions):
            _check_demand(grid, square, key, line)
            square.demand.setdefault(key, []).append(line)
        else:
            square.sectors.append(line)


def _check_demand(grid: Grid, square: Square, key: str, line: Line) -> None:
    """A column of final demand that stands twice would be counted twice."""
    same = [n for n in square.demand.get(key, []) if key != "passed" and n.labels == line.labels]
    if same and any(grid.text(row.at, line.at) for row in square.axes.rows):
        shown = one_line(" ".join(t for t in line.labels if t))
        where = f"{grid.sheet.place(square.axes.head, same[0].at)}, {grid.sheet.place(square.axes.head, line.at)}"
        found = _say("square.column_stands_twice", shown=shown, where=where)
        grid.fault(square.axes.head, line.at, found, remedy=_say("square.keep_one_of_them"))


def _of_another(line: Line, square: Square) -> bool:
    """Does a column of final demand stand under another country than the one that is used?"""
    own = line.industry.country or line.labels[0].split("_")[0]
    return own != square.country and own in square.axes.countries


def _sort_rows(grid: Grid, square: Square) -> None:
    """Which rows are sectors (of domestic or of imported products) and which are value added, output and the like."""
    by_block: dict[str, list[Line]] = {}
    data = [line.at for line in square.sectors]
    for line in square.axes.rows:
        industry = line.industry
        key = named(line.labels, ROWS)
        if key and not industry.tells:
            _keep_extra(grid, square, key, line)
        elif square.country and industry.country and industry.country != square.country:
            square.imported.append(line)
        elif not any(_is_amount(grid.text(line.at, c)) for c in data):
            square.not_read.append(one_line(" ".join(t for t in line.labels if t)))
        else:
            by_block.setdefault(industry.block, []).append(line)
    if set(by_block) - {""} and "" in by_block:  # rows of no block among rows of blocks are no sectors
        square.not_read += [one_line(line.industry.shown) for line in by_block.pop("")]
    used = next((block for block in ("DOM", "TTL", "", "IMP") if block in by_block), "")
    if used == "IMP":
        allowed = _say("square.rows_dom_or_ttl")
        grid.fault(square.axes.head, None, _say("square.table_of_imports"), allowed)
    square.rows = by_block.get(used, [])
    square.block = used or block_in(square.title)
    square.imported += by_block.get("IMP", []) if used == "DOM" else []
    square.not_read += [f"{block}_*" for block in by_block if block not in (used, "IMP" if used == "DOM" else used)]


def _keep_extra(grid: Grid, square: Square, key: str, line: Line) -> None:
    if key == "passed" or (square.country and line.industry.country not in ("", square.country)):
        square.not_read.append(one_line(" ".join(t for t in line.labels if t)))
    elif key in square.extra and not (key == "value_added" and _total(line)):
        at = grid.lines[square.extra[key].at]
        shown = one_line(line.labels[0] or " ".join(line.labels))
        found = _say("square.row_stands_twice_first_on_line", shown=shown, at=at)
        grid.fault(line.at, square.axes.side, found, remedy=_say("square.keep_one_of_them"))
    else:
        square.extra[key] = line


def _total(line: Line) -> bool:
    return any("total" in label.casefold() or "계" in label for label in line.labels)


def _is_amount(text: str) -> bool:
    return bool(text) and (text[0].isdigit() or text[0] in "-+△▲(.−–")


def _match(grid: Grid, square: Square) -> None:
    """Bring rows and columns of the sectors into one order; names on one side only, and names twice, are faults."""
    kind = "industry" if square.isic else "sector"
    _check_twice(grid, square, square.sectors, down=False)
    _check_twice(grid, square, square.rows, down=True)
    across = {line.key: line for line in square.sectors}
    down = {line.key: line for line in square.rows}
    for lines, others in ((square.sectors, down), (square.rows, across)):
        for line in [n for n in lines if n.key not in others and _one_sided(n)]:
            square.not_read.append(one_line(line.industry.shown))
            lines.remove(line)
    if square.isic:  # further columns of an office's own
        for line in [n for n in square.sectors if n.key not in down and n.industry.divisions is None]:
            square.not_read.append(one_line(line.industry.shown))
            square.sectors.remove(line)
        for line in [n for n in square.rows if n.key not in across and n.industry.divisions is None]:
            square.not_read.append(one_line(line.industry.shown))
            square.rows.remove(line)
    if len(square.sectors) != len(square.rows):
        n, m = len(square.sectors), len(square.rows)
        found = _say(f"square.not_square_{kind}", n=n, m=m)
        grid.fault(square.axes.head, None, found)
    for line in square.sectors:
        if line.key not in down:
            known = [n.industry.shown for n in square.rows if n.key not in across]
            what = _say(f"square.no_row_{kind}")
            grid.unknown(square.axes.head, line.at, line.industry.shown, known, what)
    for line in square.rows:
        if line.key not in across:
            known = [n.industry.shown for n in square.sectors if n.key not in down]
            what = _say(f"square.no_column_{kind}")
            grid.unknown(
                line.at, square.axes.side, line.industry.shown, known if square.isic else [*known, *ROWS], what
            )
    if not grid.faults:
        square.rows = [down[line.key] for line in square.sectors]


def _one_sided(line: Line) -> bool:
    return any(plain(label) in ONE_SIDED for label in line.labels if label)


def _check_twice(grid: Grid, square: Square, lines: list[Line], *, down: bool) -> None:
    """Sectors of the same name: every one is named with its place, and none is dropped."""
    often = Counter(line.key for line in lines)
    for line in lines:
        if often[line.key] > 1:
            same = [n.at for n in lines if n.key == line.key]
            places = [
                grid.sheet.place(at, square.axes.side) if down else grid.sheet.place(square.axes.head, at)
                for at in same
            ]
            where = ", ".join(places)
            shown, times = line.industry.shown, often[line.key]
            found = _say("square.sectors_of_the_same_name", often=times, shown=shown, where=where)
            remedy = _say("square.give_them_different_names")
            row, column = (line.at, square.axes.side) if down else (square.axes.head, line.at)
            grid.fault(row, column, found, remedy=remedy)


# --- numbers -----------------------------------------------------------------------------------------------------


def _data(grid: Grid, square: Square, kind: str, unit: str | None) -> Data:
    columns, rows = [line.at for line in square.sectors], [line.at for line in square.rows]
    Z = grid.block(rows, columns)
    imported = None
    if square.imported:
        imported = grid.block([line.at for line in square.imported], columns).sum(axis=0)
    won = _won(grid, square, unit) if "employment" in square.extra and kind == "flows" else 1.0
    signed = {"value_added", "taxes", "imports"}
    extra = {
        key: grid.numbers(line.at, columns, None if key in signed else 0.0) * _unit_factor(grid, square, line, key, won)
        for key, line in square.extra.items()
    }
    demand = {}
    if kind == "flows":
        demand = {
            key: sum((grid.block(rows, [line.at])[:, 0] for line in lines), np.zeros(len(rows)))
            for key, lines in square.demand.items()
            if key != "passed" and _filled(grid, rows, lines)
        }
    if "imports" in extra and imported is None:
        imported = np.abs(extra["imports"])
    return Data(Z, imported, extra, demand, won)


def _filled(grid: Grid, rows: list[int], lines: list[Line]) -> bool:
    """Has a column of final demand numbers? (Blank ones of a template have none.)"""
    return any(_is_amount(grid.text(row, line.at)) for line in lines for row in rows)


def _unit_factor(grid: Grid, square: Square, line: Line, key: str, won: float) -> float:
    """The factor of a unit that stands in the label of a row: 취업자(천명), 부가가치(억원)."""
    unit = next((head_label(label).unit for label in line.labels if label and head_label(label).unit), "")
    if not unit:
        return 1.0
    if key in ("employment", "region_jobs"):
        by = factor(unit, "people")
        if by is None:
            found = _say("square.no_unit_of_people", unit=unit)
            grid.fault(line.at, square.axes.side, found, _say("square.units_of_people"))
        return float(by or 1)
    _, text = square.meta.get("unit", (None, ""))
    own, table = won_in(unit), won_in(text)
    if own is None or own == table:
        return 1.0
    if table is None:
        found = _say("square.unit_of_the_other_rows", unit=unit)
        remedy = _say("square.write_it_above_the_table_such_2")
        grid.fault(line.at, square.axes.side, found, UNITS_OF_MONEY, remedy)
        return 1.0
    return own / table


def _won(grid: Grid, square: Square, unit: str | None) -> float:
    """Won in the unit of the table's money."""
    row, text = square.meta.get("unit", (None, ""))
    won = won_in(text) if text else None
    if won is None and row is not None:  # several units above the table: the one of money
        won = next((w for part in text.replace("/", ",").split(",") if (w := won_in(part)) is not None), None)
    if won is None and not text and unit:
        won, text = won_in(unit), unit
    if won is None:
        grid.fault(
            row,
            None if row is None else 1,
            _say("square.unit_of_money_is_not_known", value=text or "-"),
            UNITS_OF_MONEY,
            _say("square.write_it_above_the_table_such"),
        )
    return won or 1.0


def _region(grid: Grid, square: Square, extra: dict[str, Array]) -> RegionSizes | None:
    for mine, whole in (("region_output", "output"), ("region_jobs", "employment")):
        if mine in extra and whole in extra:
            over = np.flatnonzero(extra[mine] > extra[whole]).tolist()
            for k in over:
                found = _say("square.larger_in_the_region_than")
                grid.fault(square.extra[mine].at, square.sectors[k].at, found, _say("square.no_larger"))
            return None if len(over) else RegionSizes(extra[mine], extra[whole], grid.file)
        if mine in extra:
            found = _say("square.same_row_for_the_nation")
            allowed = _say("square.row_output_or_employment")
            grid.fault(square.extra[mine].at, square.axes.side, found, allowed)
    return None
