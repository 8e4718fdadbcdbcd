"""The OECD's layout of input-output tables: industries by code, totals as rows named VALU and OUTPUT.

,D01T02,D03,...,HFCE,...            DOM_01T02, IMP_01T02 or TTL_01T02 down; a country (KOR_) may stand before
DOM_01T02,...                       domestic products: used where they are there
IMP_01T02,...                       imported products: not part of A
VALU,...   OUTPUT,...               value added and output, the same money (US dollars: no employment is read)
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from podobat.evidence.input_output.bank_of_korea import COUNTED
from podobat.evidence.input_output.grid import Grid
from podobat.evidence.input_output.table import Table
from podobat.units import Text

_CODE: Final = re.compile(r"(?:[A-Z]{3}_)?(?:(TTL|DOM|IMP)_)?D?(\d{2}(?:T\d{2})?)")
_NO_COUNTRY: Final = re.compile(r"(?:[A-Z]{3}_)?(VALU|OUTPUT)")
_LEAST: Final = 2


def _code(text: str) -> tuple[str, str] | None:
    """(TTL | DOM | IMP | "", industry) of a row or column name; None for anything else."""
    first = re.fullmatch(r"(TTL|DOM|IMP)_D?(\d{2}(?:T\d{2})?)", text)  # before a country is looked for
    match = first or _CODE.fullmatch(text)
    return None if match is None else (match[1] or "", f"D{match[2]}")


def _head(grid: Grid) -> int | None:
    for row in range(min(12, len(grid.rows))):
        if sum(_code(cell) is not None for cell in grid.texts(row)[1:]) >= _LEAST:
            return row
    return None


def is_oecd(grid: Grid) -> bool:
    """Does this grid look like a table of the OECD?"""
    head = _head(grid)
    return (
        head is not None and sum(_code(grid.text(r, 0)) is not None for r in range(head + 1, len(grid.rows))) >= _LEAST
    )


def read_oecd(grid: Grid, year: int) -> Table | None:
    """The table. Faults are in the grid."""
    head = _head(grid)
    assert head is not None
    columns: dict[str, int] = {}
    for column, name in enumerate(grid.texts(head)):
        code = _code(name) if column else None
        if code is not None:
            columns.setdefault(code[1], column)
    rows: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    for row in range(head + 1, len(grid.rows)):
        name = grid.text(row, 0)
        code, total = _code(name), _NO_COUNTRY.fullmatch(name)
        if code is not None:
            rows.setdefault(code[0], {}).setdefault(code[1], row)
        elif total:
            totals[total[1]] = row
    kind = next(k for k in ("DOM", "TTL", "", "IMP") if k in rows)
    used = rows[kind]
    if kind == "IMP":
        grid.fault(
            head, None, Text("수입거래표임", "a table of imports"), Text("DOM_ 또는 TTL_ 줄", "rows DOM_ or TTL_")
        )
    for name, column in columns.items():
        if name not in used:
            grid.unknown(head, column, name, [r for r in used if r not in columns],
                         Text("세로에 없는 산업", "industry without a row"))  # fmt: skip
    for name, row in used.items():
        if name not in columns:
            grid.unknown(row, 0, name, [c for c in columns if c not in used],
                         Text("가로에 없는 산업", "industry without a column"))  # fmt: skip
    if len(columns) != len(used):
        found = Text(
            f"정사각이 아님: 산업이 가로 {len(columns)}개, 세로 {len(used)}개",
            f"not square: {len(columns)} industries across, {len(used)} down",
        )
        grid.fault(head, None, found)
    if "OUTPUT" not in totals:
        grid.fault(None, None, Text("OUTPUT 줄이 없음", "the row OUTPUT is missing"))
    codes = [c for c in columns if c in used]
    at = [columns[c] for c in codes]
    Z = grid.block([used[c] for c in codes], at)
    x = grid.block([totals["OUTPUT"]], at)[0] if "OUTPUT" in totals else np.ones(len(codes))
    added = grid.block([totals["VALU"]], at, None)[0] if "VALU" in totals else None
    if grid.faults:
        return None
    per_unit = np.where(x > 0.0, 1.0 / np.where(x > 0.0, x, 1.0), 0.0)
    A = Z * per_unit
    for k in np.flatnonzero((A.sum(axis=0) >= 1.0) | ((x <= 0.0) & (Z.sum(axis=0) > 0.0))).tolist():
        found = Text(
            f"{codes[k]}의 투입이 산출 이상임({A[:, k].sum():.3f})",
            f"inputs of {codes[k]} are no less than its output ({A[:, k].sum():.3f})",
        )
        grid.fault(totals["OUTPUT"], at[k], found, Text("산출보다 작은 투입", "inputs below output"))
    if grid.faults:
        return None
    return Table(
        file=grid.file,
        layout="oecd",
        year=year,
        codes=tuple(codes),
        A=A,
        value_added=None if added is None else added * per_unit,
        output=x,
        imports_counted=kind != "DOM",
        notes=(*grid.notes, *((COUNTED,) if kind != "DOM" else ())),
    )
