"""A square table as people keep it: sectors across and down, and below them what else belongs to a unit of output.

    연도,2020                        (optional: year, unit and kind of the table above the names of the sectors)
    단위,백만원
    업종,농업,제조업,민간소비         names across; further columns at the right are passed over, but for 민간소비
    농업,150,500,50
    제조업,200,100,400
    부가가치,650,1400
    산출액,1000,2000
    취업자,5,4                       and pay of employees; output or jobs of the region for location quotients

`kind` (종류) is flows (거래액, money; the row of output is needed), coefficients (투입계수) or inverse (생산유발계수).
Employment is people; in flows it needs the unit of the money, in the other two it is per KRW bn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.input_output.grid import Grid
from podobat.evidence.input_output.table import RegionSizes, Table, plain
from podobat.units import Text

Array = NDArray[np.float64]


def _words(**named: str) -> dict[str, str]:
    return {plain(word): key for key, words in named.items() for word in words.split("|")}


META: Final = _words(year="연도|기준연도|year", unit="단위|unit", kind="종류|kind")
ROWS: Final = _words(
    value_added="부가가치|부가가치계|value added|gross value added|va|valu",
    output="산출액|총산출|총산출액|총투입|총투입액|총투입계|output|gross output|total input|total output|x",
    employment="취업자|취업자수|employment|jobs|people",
    pay="피용자보수|compensation|compensation of employees|wages|pay",
    imports="수입|수입계|imports",
    region_output="지역 산출액|region output|regional output",
    region_jobs="지역 취업자|지역 취업자수|region jobs|regional employment|region employment",
    passed="중간투입|중간투입계|합계|계|total|intermediate|total intermediate|taxes|세금|영업잉여|고정자본소모|생산세",
)
BASKET: Final = frozenset(
    _words(basket="민간소비|가계소비|민간소비지출|households|household consumption|hfce|consumption")
)
COLUMNS_PASSED: Final = frozenset(
    _words(
        passed="중간수요|중간수요계|최종수요|최종수요계|총수요|총수요계|합계|계|total|final demand|total demand|"
        "output|총산출|산출액|정부소비|정부소비지출|투자|민간고정자본형성|정부고정자본형성|재고증감|귀중품순취득|수출|수입|government|investment|exports|"
        "imports|export|import|stocks|remarks|비고"
    )
)
KINDS: Final = _words(
    flows="flows|거래액|거래표|금액|transactions", coefficients="coefficients|투입계수|투입계수표|a",
    inverse="inverse|생산유발계수|생산유발계수표|leontief inverse|l",
)  # fmt: skip
UNITS_OF_MONEY: Final = Text("원, 천원, 백만원, 억원, 십억원, 조원", "KRW, KRW_thousand, KRW_m, KRW_bn, KRW_trillion")
WON: Final = {
    plain(word): won
    for words, won in (("원|krw", 1.0), ("천원|krw_thousand", 1e3), ("백만원|krw_m|krw million", 1e6), ("억원", 1e8),
                       ("십억원|krw_bn|krw billion", 1e9), ("조원|krw_trillion", 1e12))
    for word in words.split("|")
}  # fmt: skip
_LEAST_SECTORS: Final = 2


@dataclass
class _Layout:
    """Where things stand in a square table."""

    meta: dict[str, tuple[int, str]]
    head: int
    columns: dict[str, int]  # sectors across
    rows: dict[str, int]  # sectors down
    extra: dict[str, int]  # value added, output, ... by key
    basket: int | None = None


def is_square(grid: Grid) -> bool:
    """Does this grid look like a square table? At least two names stand both across and down."""
    layout = _layout(grid)
    return layout is not None and len(set(layout.columns) & set(layout.rows)) >= _LEAST_SECTORS


def _layout(grid: Grid) -> _Layout | None:
    meta: dict[str, tuple[int, str]] = {}
    head = None
    for row in range(len(grid.rows)):
        cells = grid.texts(row)
        key = META.get(plain(cells[0])) if cells else None
        if key is not None and len([c for c in cells[1:] if c]) == 1:
            meta[key] = (row, next(c for c in cells[1:] if c))
        elif len([c for c in cells[1:] if c and not _number(c)]) >= _LEAST_SECTORS:
            head = row
            break
    if head is None:
        return None
    layout = _Layout(meta, head, {}, {}, {})
    for row in range(head + 1, len(grid.rows)):
        name = grid.text(row, 0)
        key = ROWS.get(plain(name))
        if key is not None:
            layout.extra.setdefault(key, row)
        elif name and name not in layout.rows:
            layout.rows[name] = row
    for column, name in enumerate(grid.texts(head)[1:], 1):
        if plain(name) in BASKET:
            layout.basket = column
        elif name and plain(name) not in COLUMNS_PASSED and name not in layout.columns:
            layout.columns[name] = column
    return layout


def _number(text: str) -> bool:
    return re.fullmatch(r"[-+\d.,eE ]+", text) is not None


def years_of(grid: Grid) -> dict[int, int]:
    """The year that the table states, if any, and the row in which."""
    layout = _layout(grid)
    row, text = (layout.meta if layout else {}).get("year", (0, ""))
    found = re.fullmatch(r"((?:19|20)\d\d)년?", text)
    return {int(found[1]): row} if found else {}


def read_square(grid: Grid, year: int, unit: str | None) -> tuple[Table | None, RegionSizes | None]:
    """The table, and the sizes of a region's sectors where the file has them. Faults are in the grid."""
    layout = _layout(grid)
    assert layout is not None
    sectors = _sectors(grid, layout)
    kind = _kind(grid, layout)
    rows, columns = [layout.rows[s] for s in sectors], [layout.columns[s] for s in sectors]
    cells = grid.block(rows, columns)
    extra = {
        key: grid.block([row], columns, None if key == "value_added" else 0.0)[0]
        for key, row in layout.extra.items()
        if key != "passed"
    }
    basket = None
    if layout.basket is not None and "pay" in extra and kind == "flows":
        basket = grid.block(rows, [layout.basket])[:, 0]
    if kind == "flows" and "output" not in extra:
        grid.fault(
            None, None, Text("산출액(총투입) 줄이 없음", "the row of output is missing"),
            Text("거래액 표에는 산출액 줄이 있어야 함", "a table of flows needs it"),
            Text("산출액 줄을 더하거나, 계수표이면 위에 `종류,투입계수`를 적으십시오.",
                 "Add a row `output`, or write `kind,coefficients` above if these are coefficients."),
        )  # fmt: skip
    won = _won(grid, layout, unit) if "employment" in extra and kind == "flows" else 1.0
    if grid.faults:
        return None, None
    A, per_unit = _coefficients(grid, layout, sectors, kind, cells, extra)
    if A is None:
        return None, None
    jobs = extra.get("employment")
    if jobs is not None and kind == "flows":
        jobs = jobs * per_unit * (1e9 / won)  # people for a KRW bn of output
    pay = extra.get("pay")
    table = Table(
        file=grid.file,
        layout="square",
        year=year,
        codes=tuple(sectors),
        A=A,
        value_added=None if "value_added" not in extra else extra["value_added"] * per_unit,
        employment=jobs,
        pay=None if pay is None else pay * per_unit,
        basket=_basket(basket, pay, grid),
        output=extra.get("output") if kind == "flows" else None,
        notes=tuple(grid.notes),
    )
    return table, _region(grid, layout, extra)


def _sectors(grid: Grid, layout: _Layout) -> list[str]:
    """The sectors, in the order of the columns; names that stand only across or only down are faults."""
    if len(layout.columns) != len(layout.rows):
        found = Text(
            f"정사각이 아님: 업종이 가로 {len(layout.columns)}개, 세로 {len(layout.rows)}개",
            f"not square: {len(layout.columns)} sectors across, {len(layout.rows)} down",
        )
        grid.fault(layout.head, None, found)
    for name, column in layout.columns.items():
        if name not in layout.rows:
            what = Text("세로에 없는 업종", "sector without a row")
            grid.unknown(layout.head, column, name, [n for n in layout.rows if n not in layout.columns], what)
    for name, row in layout.rows.items():
        if name not in layout.columns:
            what = Text("가로에 없는 업종이나 모르는 줄", "sector without a column, or unknown row")
            known = [n for n in layout.columns if n not in layout.rows]
            grid.unknown(row, 0, name, [*known, *ROWS], what)
    return [name for name in layout.columns if name in layout.rows]


def _kind(grid: Grid, layout: _Layout) -> str:
    row, text = layout.meta.get("kind", (None, "flows"))
    kind = KINDS.get(plain(text))
    if kind is None:
        allowed = Text("거래액, 투입계수, 생산유발계수", "flows, coefficients, inverse")
        grid.fault(row, 1, Text(f"모르는 종류: {text}", f"unknown kind: {text}"), allowed)
    return kind or "flows"


def is_unit(text: str) -> bool:
    """Is this a unit of money that a square table may be in?"""
    return plain(text) in WON


def _won(grid: Grid, layout: _Layout, unit: str | None) -> float:
    """Won in the unit of the table's money."""
    row, text = layout.meta.get("unit", (None, unit or ""))
    won = WON.get(plain(text))
    if won is None:
        grid.fault(
            row,
            None if row is None else 1,
            Text(f"금액 단위를 알 수 없음: {text or '-'}", f"the unit of money is not known: {text or '-'}"),
            UNITS_OF_MONEY,
            Text("표 위에 `단위,백만원`처럼 적으십시오.", "Write it above the table, such as `unit,KRW_m`."),
        )
    return won or 1.0


def _coefficients(
    grid: Grid, layout: _Layout, sectors: Sequence[str], kind: str, cells: Array, extra: dict[str, Array]
) -> tuple[Array | None, Array]:
    """Input coefficients, and one over output in flows (else one). None with faults when they make no sense."""
    n = len(sectors)
    per_unit = np.ones(n)
    if kind == "inverse":
        if abs(np.linalg.det(cells)) < 1e-12:
            grid.fault(layout.head, None, Text("역행렬이 아님: 풀 수 없음", "not an inverse: singular"))
            return None, per_unit
        A = np.eye(n) - np.linalg.inv(cells)
        if A.min() < -1e-3:
            grid.fault(layout.head, None, Text("생산유발계수가 아님: 투입계수가 음수가 됨", "not a Leontief inverse"))
            return None, per_unit
        A = np.maximum(A, 0.0)
    elif kind == "coefficients":
        A = cells
    else:
        x = extra["output"]
        for k in np.flatnonzero((x <= 0.0) & (cells.sum(axis=0) > 0.0)).tolist():
            found = Text(f"산출액이 0인데 투입이 있음: {sectors[k]}", f"{sectors[k]} buys and produces nothing")
            grid.fault(layout.extra["output"], layout.columns[sectors[k]], found)
        per_unit = np.where(x > 0.0, 1.0 / np.where(x > 0.0, x, 1.0), 0.0)
        A = cells * per_unit
    for k in np.flatnonzero(A.sum(axis=0) >= 1.0).tolist():
        grid.fault(
            layout.head,
            layout.columns[sectors[k]],
            Text(
                f"{sectors[k]}의 투입계수 합이 {A[:, k].sum():.3f}로 1 이상임",
                f"inputs of {sectors[k]} add up to {A[:, k].sum():.3f} of its output",
            ),
            Text("1 미만(생산적인 표)", "below one (a productive table)"),
            Text("산출액과 단위를 확인하십시오.", "Check output and units."),
        )
    return (None if grid.faults else A), per_unit


def _basket(basket: Array | None, pay: Array | None, grid: Grid) -> Array | None:
    """What households buy for a unit of pay; no more than the pay itself."""
    if basket is None or pay is None or pay.sum() <= 0.0:
        return None
    if basket.sum() > pay.sum():
        grid.notes.append(
            Text(
                "민간소비가 피용자보수보다 커서, 2형 승수에서는 보수를 모두 소비하는 것으로 줄여 보았습니다.",
                "Households buy more than they are paid; for type II they are taken to spend all their pay.",
            )
        )
    return basket / max(basket.sum(), pay.sum())


def _region(grid: Grid, layout: _Layout, extra: dict[str, Array]) -> RegionSizes | None:
    for mine, whole in (("region_output", "output"), ("region_jobs", "employment")):
        if mine in extra and whole in extra:
            over = np.flatnonzero(extra[mine] > extra[whole]).tolist()
            for k in over:
                column = list(layout.columns.values())[k]
                found = Text("지역이 전국보다 큼", "larger in the region than in the nation")
                grid.fault(layout.extra[mine], column, found)
            return None if len(over) else RegionSizes(extra[mine], extra[whole], grid.file)
        if mine in extra:
            found = Text("전국의 같은 줄이 없음", "the same row for the nation is missing")
            allowed = Text("산출액 또는 취업자 줄", "a row `output` or `employment`")
            grid.fault(layout.extra[mine], 0, found, allowed)
    return None
