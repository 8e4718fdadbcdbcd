"""The Bank of Korea's long CSV: a row a pair of sectors, years as columns, totals and indices among the rows.

    통계표,수요부문(열),투입부문(행),단위,변환,2020,2021,2022,2023
    "2.2.1.2.3. 투입산출표 생산유발계수표(생산자가격, 대분류)","농림수산품","농림수산품","","원자료","1.095745",...

What a table holds is told by its name: 생산유발계수표 is the Leontief inverse of domestic products, 취업유발계수표
has people per KRW bn, 부가가치유발계수표 value added, 투입계수표 input coefficients. Several of them may stand in one
file or come in several files. With L and B = k^ L, a unit of output of sector i has k_i = sum_j b_ij / sum_j l_ij.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.input_output import accounts
from podobat.evidence.input_output.grid import Grid
from podobat.evidence.input_output.industries import plain
from podobat.evidence.input_output.table import Read, Table
from podobat.tables import one_line
from podobat.texts import catalogue
from podobat.units import Text, nearest

_say = catalogue("evidence")

Array = NDArray[np.float64]

KINDS: Final = (
    ("생산유발계수", "output"), ("부가가치유발계수", "value_added"), ("취업유발계수", "employment"),
    ("고용유발계수", "employees"), ("수입유발계수", "imports"), ("투입계수", "inputs"),
)  # fmt: skip
_NOT_USED: Final = {
    "employees": _say("bank_of_korea.not_used_employees"),
    "imports": _say("bank_of_korea.not_used_imports"),
}
_TOTALS: Final = frozenset(
    plain(name)
    for name in (
        "열합", "행합", "합계", "계", "총계", "평균", "전산업", "전산업평균", "영향력계수", "감응도계수", "중간투입계",
        "중간수요계", "총투입", "총투입계", "총투입액", "총산출", "총산출액", "최종수요계", "총수요계", "부가가치",
        "부가가치계", "부가가치합계", "피용자보수", "영업잉여", "고정자본소모", "생산세", "생산세(보조금공제)",
        "생산세및수입세", "잔폐물발생",
    )
)  # fmt: skip
_COLUMN_SUM: Final = plain("열합")
_PER_BN: Final = frozenset(plain(u) for u in ("명/십억원", "명/10억원", "인/십억원", "인/10억원"))
_OFF: Final = 2e-3  # by which a printed column sum may differ from the sum of its rounded cells
_LEAST: Final = -0.01  # a cell of an inverse or of coefficients below it is no by-product


@dataclass
class _Long:
    """One statistical table: values of one year by (demand, input) sector."""

    name: str
    kind: str
    grid: Grid
    first: int
    cells: dict[tuple[str, str], float]
    order: list[str]
    inputs: dict[str, int]
    sums: dict[str, tuple[int, float]]
    rows: int = 0
    totals: set[str] = field(default_factory=set)


def is_long(grid: Grid) -> bool:
    """Does this grid look like a long table of the Bank of Korea?"""
    return _head(grid) is not None


def _head(grid: Grid) -> int | None:
    for row in range(min(12, len(grid.rows))):
        cells = [plain(cell) for cell in grid.texts(row)]
        if any(c.startswith("수요부문") for c in cells) and any(c.startswith("투입부문") for c in cells):
            return row
    return None


def years_of(grid: Grid) -> dict[int, int]:
    """The years that a long table has, and the column of each."""
    head = _head(grid)
    names = [] if head is None else grid.texts(head)
    return {int(n[:4]): c for c, n in enumerate(names) if re.fullmatch(r"(19|20)\d\d년?", n)}


def read_long(grids: list[Grid], year: int) -> Table | None:
    """One table from the long tables of these files, for a year that all of them have. Faults are in the grids."""
    tables: dict[str, _Long] = {}
    for grid in grids:
        for table in _tables(grid, year):
            if table.kind in tables:
                found = _say("bank_of_korea.same_table_twice", table=table.name)
                grid.fault(table.first, None, found, remedy=_say("bank_of_korea.give_one_of_them"))
            tables.setdefault(table.kind, table)
    main = tables.get("output") or tables.get("inputs")
    if main is None:
        if not any(grid.faults for grid in grids):
            _no_inverse(grids[0], tables)
        return None
    matrices = {kind: _matrix(table, main) for kind, table in tables.items() if kind not in _NOT_USED}
    if any(grid.faults for grid in grids):
        return None
    return _table(grids, year, main, matrices, tables)


def _no_inverse(grid: Grid, tables: Mapping[str, _Long]) -> None:
    got = ", ".join(t.name for t in tables.values()) or "-"
    grid.fault(
        None,
        None,
        _say("bank_of_korea.no_output_or_input_coefficients", got=got),
        _say("bank_of_korea.or"),
        _say("bank_of_korea.give_the_csv_of_that_table"),
    )


def _tables(grid: Grid, year: int) -> list[_Long]:
    """The statistical tables of one file."""
    head = _head(grid)
    if head is None:
        return []
    names = [plain(name) for name in grid.texts(head)]
    at = {
        key: next((c for c, n in enumerate(names) if n.startswith(plain(start))), None)
        for key, start in (
            ("table", "통계표"),
            ("demand", "수요부문"),
            ("input", "투입부문"),
            ("unit", "단위"),
            ("kind", "변환"),
        )
    }
    value, by_name = years_of(grid)[year], {}
    for row in range(head + 1, len(grid.rows)):
        column = at["table"]
        name = grid.file if column is None else grid.text(row, column)
        if at["kind"] is not None and plain(grid.text(row, at["kind"])) not in ("", plain("원자료")):
            continue  # growth rates and the like
        if sum(map(bool, grid.rows[row])) == 1:  # a remark below the table, or where it is from
            grid.notes.append(_say("bank_of_korea.remark", file=grid.file, text=one_line("".join(grid.rows[row]))))
            continue
        if name not in by_name:
            kind = next((k for word, k in KINDS if word in plain(name)), None)
            if kind is None:
                words = ", ".join(f"{word}표" for word, _ in KINDS)
                what = _say("bank_of_korea.cannot_tell_what_this_table", name=name)
                grid.fault(row, column, what, Text.same(words))
            by_name[name] = _Long(name, kind or "", grid, row, {}, [], {}, {})
        assert at["demand"] is not None
        assert at["input"] is not None
        if by_name[name].kind and by_name[name].kind not in _NOT_USED:
            _check_unit(grid, row, at["unit"], by_name[name].kind)
            _add(by_name[name], row, at["demand"], at["input"], value)
    return [t for t in by_name.values() if t.kind]


def _check_unit(grid: Grid, row: int, column: int | None, kind: str) -> None:
    unit = "" if column is None else grid.text(row, column)
    if kind == "employment" and plain(unit) not in _PER_BN:
        allowed = _say("bank_of_korea.people_per_krw_bn")
        grid.fault(row, column, _say("bank_of_korea.another_unit", value=unit or "-"), allowed)


def _add(table: _Long, row: int, demand: int, put: int, value: int) -> None:
    """Take in one row: a pair, a column sum, or a total that is passed over."""
    grid = table.grid
    table.rows += 1
    j, i = grid.text(row, demand), grid.text(row, put)
    if plain(j) in _TOTALS:
        table.totals.add(j)
        return
    if plain(i) in _TOTALS:
        if plain(i) == _COLUMN_SUM:
            table.sums[j] = (row, grid.number(row, value))
        else:
            table.totals.add(i)
        return
    if j not in table.order:
        table.order.append(j)
    table.inputs.setdefault(i, row)
    if (j, i) in table.cells:
        grid.fault(row, put, _say("bank_of_korea.pair_stands_twice", j=j, i=i))
    table.cells[j, i] = grid.number(row, value, _LEAST)


def _matrix(table: _Long, main: _Long) -> Array:
    """The numbers of a table in the order of the main one's sectors: (input, demand). Faults are in the grid."""
    grid, sectors = table.grid, main.order
    for name, row in table.inputs.items():
        if name not in table.order:
            near = nearest(name, table.order)
            found = _say("bank_of_korea.sector_sells_and_never_buys", name=name)
            remedy = _say("bank_of_korea.did_you_mean", near=near) if near else Text("", "")
            grid.fault(row, None, found, remedy=remedy)
    for name in table.order:
        if name not in sectors:
            near = nearest(name, sectors)
            found = _say("bank_of_korea.sector_that_has_not", main=main.name, name=name)
            remedy = _say("bank_of_korea.did_you_mean", near=near) if near else Text("", "")
            grid.fault(table.first, None, found, remedy=remedy)
    missing = [(j, i) for j in sectors for i in sectors if (j, i) not in table.cells]
    if missing:
        n, (j, i) = len(missing), missing[0]
        found = _say("bank_of_korea.not_square_pairs_of_sectors", table=table.name, n=n, j=j, i=i)
        allowed = _say("bank_of_korea.every_pair_of_sectors", n=len(sectors))
        grid.fault(None, None, found, allowed)
    values = np.array([[table.cells.get((j, i), np.nan) for j in sectors] for i in sectors])
    for k, j in enumerate(sectors):
        if j in table.sums and table.kind != "inputs":  # a column of inputs may be printed with value added
            row, printed = table.sums[j]
            off = abs(values[:, k].sum() - printed)
            if off > _OFF * max(1.0, abs(printed)):
                grid.fault(
                    row,
                    None,
                    _say("bank_of_korea.column_sum_of_is_not", j=j, printed=printed, sum=values[:, k].sum()),
                )
    return values


def _table(
    grids: list[Grid], year: int, main: _Long, matrices: Mapping[str, Array], tables: Mapping[str, _Long]
) -> Table | None:
    """The table, from matrices without faults."""
    grid, n = main.grid, len(main.order)
    counted = main.kind == "inputs" and "국산" not in main.name
    if main.kind == "inputs":
        A = matrices["inputs"]
    else:
        coefficients = accounts.inverse_to_coefficients(grid, matrices["output"], tuple(main.order), main.first)
        if coefficients is None:
            return None
        A = coefficients
    accounts.check_productive(grid, A, tuple(main.order), main.first)
    if grid.faults:
        return None
    L = matrices["output"] if main.kind == "output" else np.linalg.inv(np.eye(n) - A)
    accounts.say_losses_and_negatives(grid, A, tuple(main.order))
    rates = {k: matrices[k].sum(axis=1) / L.sum(axis=1) for k in ("value_added", "employment") if k in matrices}
    notes = [note for g in grids for note in g.notes]
    notes += [
        _say("bank_of_korea.not_used", name=tables[k].name, what=what)
        for k, what in _NOT_USED.items()
        if k in tables
    ]
    if counted:
        notes.append(accounts.COUNTED)
    return Table(
        file=", ".join(dict.fromkeys(g.file for g in grids)),
        layout="bank_of_korea",
        year=year,
        codes=tuple(main.order),
        A=A,
        value_added=rates.get("value_added"),
        employment=rates.get("employment"),
        imports_counted=counted,
        notes=tuple(notes),
        read=_read(grids, year, tables),
    )


def _read(grids: list[Grid], year: int, tables: Mapping[str, _Long]) -> Read:
    """Rows of pairs and sums that were read; totals, tables and years that were not."""
    rows = sum(len(grid.rows) - (_head(grid) or 0) - 1 for grid in grids)
    used = [t for t in tables.values() if t.kind not in _NOT_USED]
    columns = sum(len(grid.texts(_head(grid) or 0)) for grid in grids)
    years = {y for grid in grids for y in years_of(grid)} - {year}
    other = sum(len(set(years_of(grid)) - {year}) for grid in grids)
    totals = sorted(set().union(*(t.totals for t in used)))
    names = [*totals, *(t.name for t in tables.values() if t.kind in _NOT_USED), *(str(y) for y in sorted(years))]
    n = len(next(iter(used)).order) if used else 0
    return Read(n, rows, sum(len(t.cells) + len(t.sums) for t in used), columns, columns - other, tuple(names))
