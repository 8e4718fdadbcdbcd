"""Accounting identities of an input-output table: checked, and said by how much they fail; then the table itself.

    column   domestic inputs + imported inputs + taxes + value added = output        (no more than output where
                                                                                      the table has not all of them)
    row      intermediate + final demand - imports = output
    whole    the economy is productive: the largest eigenvalue of A is below one. Column sums below one are enough for
             that and not necessary: sectors may make losses, and by-products make a few cells negative.

A part that is a power of ten off the others is named as a slip of its unit. Sources: Miller and Blair (2009), chapters
2 and 4; for A_d = (I - m^) A, the competitive-imports form, m_i = imports / (output + imports - exports).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.input_output.grid import Grid
from podobat.evidence.input_output.parts import Data, Square, read_of
from podobat.evidence.input_output.table import Table
from podobat.tables import listed
from podobat.units import Text

Array = NDArray[np.float64]

OFF: Final = 0.01  # by which rounded figures may miss an identity
NEGATIVE: Final = -0.05  # an input coefficient below it is no by-product
LEAST_OF_INVERSE: Final = -0.01  # the same of a cell of an inverse
CLOSE: Final = 0.03  # of a power of ten, in logarithms to ten, by which a slip of a unit is told
LEAST_VALUE, MOST_VALUE = 0.08, 1.0  # value added in a unit of output, all sectors together
LEAST_JOBS, MOST_JOBS = 0.3, 300.0  # people for a KRW bn of output since 1990; 4 in Korea in 2019, 25 in 1995
MOST_JOBS_BEFORE: Final = 20_000.0
LEAST_INPUTS: Final = 0.02  # in a unit of output, all sectors together

COUNTED: Final = Text(
    "넣은 표는 수입품까지 더한 총거래표여서 국내 효과가 크게 나옵니다. 국산거래표나 생산유발계수표를 쓰면 정확합니다.",
    "The table counts imported inputs in, so domestic effects come out too large; one of domestic products is exact.",
)
TAKEN_OUT: Final = Text(
    "넣은 표는 수입품까지 더한 총거래표여서, 수입 열로 업종별 수입 비율을 구해 국산분만 남겼습니다(A_d = (I - m)A). "
    "국산거래표를 쓰면 정확합니다.",
    "The table counts imported inputs in; they were taken out by the share of each sector's imports in its column "
    "(A_d = (I - m) A). A table of domestic products is exact.",
)
MAY_BE_COUNTED: Final = Text(
    "이 표에는 수입 투입이 따로 없고 투입과 부가가치를 더하면 산출액이 됩니다. 수입품까지 더한 표라면 국내 효과가 "
    "크게 나옵니다.",
    "The table tells no imported inputs, and inputs and value added make up all output. If it counts imported inputs "
    "in, domestic effects come out too large.",
)


def largest_eigenvalue(A: Array) -> float:
    """The modulus of the largest eigenvalue; below one, (I - A)^-1 is the sum I + A + A^2 + ... ."""
    return float(np.abs(np.linalg.eigvals(A)).max()) if A.size else 0.0


def check_productive(grid: Grid, A: Array, names: tuple[str, ...], row: int | None) -> None:
    """The largest eigenvalue is below one; a fault names the sectors whose inputs are more than their output."""
    largest = largest_eigenvalue(A)
    if largest < 1.0:
        return
    sums = A.sum(axis=0)
    over = [f"{names[k]} {sums[k]:.3f}" for k in np.flatnonzero(sums >= 1.0)]
    grid.fault(
        row,
        None,
        Text(
            f"생산적인 표가 아님: 가장 큰 고윳값 {largest:.3f}, 투입계수 합이 1 이상인 업종: {listed(over, 5)}",
            f"not productive: the largest eigenvalue is {largest:.3f}; inputs are one or more of {listed(over, 5)}",
        ),
        Text("가장 큰 고윳값이 1 미만", "a largest eigenvalue below one"),
        Text("산출액과 단위를 확인하십시오.", "Check output and units."),
    )


def say_losses_and_negatives(grid: Grid, A: Array, names: tuple[str, ...]) -> None:
    """Notes of sectors whose inputs exceed their output and of negative cells, which official tables have."""
    sums = A.sum(axis=0)
    over = [f"{names[k]} {sums[k]:.2f}" for k in np.flatnonzero(sums >= 1.0)]
    if over:
        grid.notes.append(
            Text(
                f"투입이 산출보다 큰 업종이 있습니다({listed(over, 4)}). 가장 큰 고윳값이 "
                f"{largest_eigenvalue(A):.3f}로 1보다 작아 그대로 읽었습니다.",
                f"Inputs of some sectors exceed their output ({listed(over, 4)}). The largest eigenvalue, "
                f"{largest_eigenvalue(A):.3f}, is below one, so the table is read as it is.",
            )
        )
    below = np.argwhere(A < 0.0)
    if len(below):
        i, j = np.unravel_index(int(A.argmin()), A.shape)
        grid.notes.append(
            Text(
                f"음수인 투입계수가 {len(below)}개 있습니다(가장 작은 것: {names[j]} ← {names[i]} {A[i, j]:.5f}). "
                "부산물 등으로 공식 표에도 있는 값이어서 그대로 읽었습니다.",
                f"{len(below)} input coefficients are negative (the least: {names[j]} from {names[i]}, {A[i, j]:.5f}). "
                "Official tables have such cells, of by-products and the like; they are read as they are.",
            )
        )


def table_of(grid: Grid, square: Square, data: Data, kind: str, year: int) -> Table | None:
    """The table of a square sheet, after its accounts are checked; None with faults in the grid."""
    names = tuple(line.industry.name or line.industry.shown for line in square.sectors)
    A, per_unit = _coefficients(grid, square, data, kind, names)
    if A is None:
        return None
    x = data.extra.get("output") if kind == "flows" else None
    counted = square.block == "TTL"
    if x is not None:
        _check_columns(grid, square, data, x, names)
        A, counted = _without_imports(grid, square, data, x, A, counted, names)
    else:
        _check_shares(grid, square, data, A, names)
    jobs = _employment(grid, square, data, kind, per_unit, year)
    if grid.faults:
        return None
    check_productive(grid, A, names, square.axes.head)
    if grid.faults:
        return None
    say_losses_and_negatives(grid, A, names)
    if counted:
        grid.notes.append(COUNTED)
    pay = data.extra.get("pay")
    basket = data.demand.get("basket") if pay is not None else None
    return Table(
        file=grid.file,
        layout="oecd" if square.isic else "square",
        year=year,
        codes=tuple(line.industry.shown for line in square.sectors),
        A=A,
        value_added=None if "value_added" not in data.extra else data.extra["value_added"] * per_unit,
        employment=jobs,
        pay=None if pay is None else pay * per_unit,
        basket=_basket(basket, pay, grid),
        output=x,
        imports_counted=counted,
        notes=tuple(grid.notes),
        titles=names if any(line.industry.code and line.industry.name for line in square.sectors) else (),
        divisions=tuple(line.industry.divisions for line in square.sectors) if square.isic else None,
        read=read_of(square),
    )


def inverse_to_coefficients(grid: Grid, L: Array, names: tuple[str, ...], row: int | None) -> Array | None:
    """A = I - L^-1 of a Leontief inverse; None with a fault where it is none."""
    if abs(np.linalg.det(L)) < 1e-12:
        grid.fault(row, None, Text("역행렬이 아님: 풀 수 없음", "not an inverse: singular"), _INVERSE)
        return None
    A = np.eye(len(L)) - np.linalg.inv(L)
    if A.min() < NEGATIVE or L.diagonal().min() < 1.0 + NEGATIVE:
        i, j = np.unravel_index(int(A.argmin()), A.shape)
        found = Text(
            f"생산유발계수가 아님: {names[j]} ← {names[i]}의 투입계수가 음수가 됨({A[i, j]:.4f})",
            f"not a Leontief inverse: {names[j]} would take {A[i, j]:.4f} from {names[i]}",
        )
        grid.fault(row, None, found, _INVERSE)
        return None
    A[np.abs(A) < 1e-12] = 0.0
    return np.where((A < 0.0) & (A > -1e-3), 0.0, A)  # what rounding of an inverse leaves


_INVERSE = Text("생산유발계수 (I-A)⁻¹", "output coefficients (I-A)⁻¹")


def _coefficients(
    grid: Grid, square: Square, data: Data, kind: str, names: tuple[str, ...]
) -> tuple[Array | None, Array]:
    """Input coefficients, and one over output in flows (else one). None with faults when they make no sense."""
    per_unit = np.ones(len(names))
    if kind == "inverse":
        return inverse_to_coefficients(grid, data.Z, names, square.axes.head), per_unit
    if kind == "coefficients":
        mean = float(np.median(data.Z.sum(axis=0)))
        if mean > 5.0:
            found = Text(f"투입계수의 합이 {mean:.3g}(중앙값)로 1보다 훨씬 큼", f"inputs add up to {mean:.3g} (median)")
            remedy = Text("백분율이면 100으로 나누고, 금액이면 `종류,거래액`으로 적으십시오.",
                          "Divide percentages by 100; write `kind,flows` if these are amounts.")  # fmt: skip
            grid.fault(square.axes.head, None, found, Text("1 미만", "below one"), remedy)
            return None, per_unit
        return data.Z, per_unit
    x = data.extra["output"]
    for k in np.flatnonzero((x <= 0.0) & (data.Z.sum(axis=0) > 0.0)).tolist():
        found = Text(f"산출액이 0인데 투입이 있음: {names[k]}", f"{names[k]} buys and produces nothing")
        grid.fault(square.extra["output"].at, square.sectors[k].at, found)
    per_unit = np.where(x > 0.0, 1.0 / np.where(x > 0.0, x, 1.0), 0.0)
    return (None if grid.faults else data.Z * per_unit), per_unit


def check_negative(grid: Grid, square: Square, data: Data, kind: str) -> None:
    """Cells that are negative beyond what by-products make, also where other cells cannot be read."""
    x = data.extra.get("output") if kind == "flows" else np.ones(len(square.sectors))
    if x is None:
        return
    with np.errstate(invalid="ignore", divide="ignore"):
        A = data.Z / np.where(x > 0.0, x, np.nan)
        least = LEAST_OF_INVERSE if kind == "inverse" else NEGATIVE
        below = np.argwhere(least >= A).tolist()
    for i, j in below:
        text = grid.text(square.rows[i].at, square.sectors[j].at)
        of = Text("투입계수", "input coefficient") if kind != "inverse" else Text("유발계수", "output coefficient")
        found = Text(f"음수임: {text}({of.ko} {A[i, j]:.3f})", f"negative: {text} ({of.en} {A[i, j]:.3f})")
        allowed = Text(
            f"0 이상(공식 표의 작은 음수는 {NEGATIVE} 초과)",
            f"zero or more (small ones of official tables above {NEGATIVE})",
        )
        grid.fault(square.rows[i].at, square.sectors[j].at, found, allowed)


def _check_columns(grid: Grid, square: Square, data: Data, x: Array, names: tuple[str, ...]) -> None:
    """Inputs and value added against output: more is a fault, and so is less where nothing is missing."""
    inside = x > 0.0
    Z, extra = data.Z.sum(axis=0), data.extra
    share = Z.sum() / max(x.sum(), 1e-300)
    if 0.0 < share < LEAST_INPUTS and len(names) > 2:
        _slip(grid, square, "output", f"{share:.2%}", 1.0 / max(share, 1e-300))
        return
    other = Z + (0.0 if data.imported is None else data.imported) + extra.get("taxes", 0.0)
    value = extra.get("value_added")
    if value is None:
        _say_over(grid, square, other / np.where(inside, x, 1.0) - 1.0, names, value_added=False)
        return
    off = np.where(inside, (other + value) / np.where(inside, x, 1.0) - 1.0, 0.0)
    slip = _power_of_ten(value, x - other, whole="imports" in extra or data.imported is not None)
    mean = float(value.sum() / max(x.sum(), 1e-300))
    if slip and (np.abs(off) > OFF).mean() > 0.5:
        _slip(grid, square, "value_added", f"{mean:.0%}", 10.0**slip)
    elif not LEAST_VALUE <= mean <= MOST_VALUE and share < 1.0:
        _slip(grid, square, "value_added", f"{mean:.0%}", 0.4 / max(abs(mean), 1e-300))
    else:
        _say_over(grid, square, off, names, value_added=True)
    complete = data.imported is not None and "taxes" in extra
    under = np.flatnonzero(off < -OFF)
    if complete and len(under):
        _say_under(grid, off, under, names)
    if not complete and data.imported is None and not grid.faults and (np.abs(off[inside]) <= OFF / 5).all():
        block = square.block
        if block not in ("DOM", "TTL") and "imports" not in data.demand:
            grid.notes.append(MAY_BE_COUNTED)


def _power_of_ten(part: Array, rest: Array, *, whole: bool) -> int:
    """The power of ten by which a part is off what is left for it, where it is nearly the same in every sector; else 0.

    whole   is nothing else left out? then what is left is the part itself; else it may be somewhat smaller
    """
    told = (part > 0.0) & (rest > 0.0)
    if told.sum() < 2:
        return 0
    logs = np.log10(rest[told] / part[told])
    middle = float(np.median(logs))
    power = round(middle)
    near = CLOSE if not whole else 2 * CLOSE
    return power if power and abs(middle - power) < near and np.ptp(np.quantile(logs, [0.1, 0.9])) < 2 * near else 0


def _slip(grid: Grid, square: Square, key: str, shown: str, by: float) -> None:
    """A row whose unit must be another one: by what power of ten, roughly."""
    power = 10 ** max(1, round(abs(math.log10(by)))) if by > 0 else 10
    ko, en = {"value_added": ("부가가치", "value added"), "output": ("산출액", "output"),
              "employment": ("취업자", "employment")}[key]  # fmt: skip
    larger = by > 1.0
    if key == "output":
        larger = False
    grid.fault(
        square.extra[key].at,
        square.axes.side,
        Text(
            f"{ko}의 단위가 다른 줄과 맞지 않음: {shown}. {power:,}배 {'작게' if larger else '크게'} 적힌 듯함",
            f"the unit of {en} does not fit the other rows: {shown}; it seems {power:,} times too "
            f"{'small' if larger else 'large'}",
        ),
        Text("투입과 부가가치를 더하면 산출액", "inputs and value added make up output"),
        Text("모든 줄을 같은 단위로 적으십시오.", "Write all rows in the same unit."),
    )


def _say_over(grid: Grid, square: Square, off: Array, names: tuple[str, ...], *, value_added: bool) -> None:
    """Columns whose inputs (and value added) are more than their output."""
    over = np.flatnonzero(off > OFF)
    if not len(over) or not value_added:
        return  # without value added a sector may make losses: the eigenvalue decides
    worst = sorted(over, key=lambda k: -off[k])[:5]
    shown = listed(f"{names[k]} {off[k]:+.1%}" for k in worst)
    grid.fault(
        square.extra["output"].at,
        square.axes.side,
        Text(
            f"투입과 부가가치의 합이 산출액보다 큼: {len(over)}개 업종({shown})",
            f"inputs and value added exceed output in {len(over)} sectors ({shown})",
        ),
        Text("산출액과 같거나 작음", "no more than output"),
        Text("숫자와 단위를 확인하십시오.", "Check figures and units."),
    )


def _say_under(grid: Grid, off: Array, under: NDArray[np.intp], names: tuple[str, ...]) -> None:
    worst = sorted(under, key=lambda k: off[k])[:4]
    shown = listed(f"{names[k]} {off[k]:+.1%}" for k in worst)
    grid.notes.append(
        Text(
            f"투입, 수입, 세금, 부가가치를 더해도 산출액에 못 미치는 업종이 {len(under)}개 있습니다({shown}).",
            f"Inputs, imports, taxes and value added do not make up the output of {len(under)} sectors ({shown}).",
        )
    )


def _check_shares(grid: Grid, square: Square, data: Data, A: Array, names: tuple[str, ...]) -> None:
    """Value added in a table of coefficients: with the inputs no more than a unit."""
    value = data.extra.get("value_added")
    if value is None:
        return
    off = A.sum(axis=0) + value - 1.0
    if (off > OFF).any():
        worst = listed(f"{names[k]} {off[k]:+.1%}" for k in np.argsort(-off)[:5] if off[k] > OFF)
        found = Text(f"투입계수와 부가가치율의 합이 1보다 큼: {worst}", f"inputs and value added exceed one: {worst}")
        grid.fault(square.extra["value_added"].at, square.axes.side, found, Text("1 이하", "no more than one"))


def _without_imports(
    grid: Grid, square: Square, data: Data, x: Array, A: Array, counted: bool, names: tuple[str, ...]
) -> tuple[Array, bool]:
    """Check the rows, and take imports out of a table that counts them in, where it tells them in a column."""
    demand = data.demand
    if "output" in demand:
        off = np.where(x > 0.0, demand["output"] / np.where(x > 0.0, x, 1.0) - 1.0, 0.0)
        wrong = np.flatnonzero(np.abs(off) > OFF)
        if len(wrong):
            shown = listed(f"{names[k]} {off[k]:+.1%}" for k in wrong[:5])
            found = Text(f"산출액의 열과 줄이 다름: {shown}", f"output across and down differ: {shown}")
            grid.fault(square.extra["output"].at, square.axes.side, found, Text("같은 값", "the same figures"))
            return A, counted
    if "imports" not in demand or square.block == "DOM":
        return A, counted
    M = np.abs(demand["imports"])
    final = _final_demand(demand)
    inside = x > 0.0
    if final is not None and inside.any():
        total = data.Z.sum(axis=1) + final
        as_domestic = float(np.median(np.abs(total - x)[inside] / x[inside]))
        as_total = float(np.median(np.abs(total - M - x)[inside] / x[inside]))
        if as_domestic < as_total and as_domestic < OFF:
            return A, counted  # the rows add up without imports: the column is told beside a domestic table
        if as_total > OFF:
            grid.notes.append(
                Text(
                    f"중간수요와 최종수요에서 수입을 뺀 값이 산출액과 {as_total:.1%}(중앙값) 다릅니다.",
                    f"Intermediate and final demand less imports miss output by {as_total:.1%} (median).",
                )
            )
    supplied = x + M - demand.get("exports", 0.0)
    m = np.where(supplied > 0.0, np.clip(M / np.where(supplied > 0.0, supplied, 1.0), 0.0, 1.0), 0.0)
    if not m.any():
        return A, counted
    grid.notes.append(TAKEN_OUT)
    return (1.0 - m)[:, None] * A, False


def _final_demand(demand: dict[str, Array]) -> Array | None:
    """All final demand, exports too: as the table sums it up, or the sum of its parts; None where there is none."""
    if "final" in demand:
        return demand["final"]
    if "demand" in demand and "intermediate" in demand:
        return demand["demand"] - demand["intermediate"]
    parts = [demand[key] for key in ("basket", "exports", "other") if key in demand]
    return np.sum(parts, axis=0) if parts else None


def _employment(grid: Grid, square: Square, data: Data, kind: str, per_unit: Array, year: int) -> Array | None:
    """People for a KRW bn of output; a fault where it is out of any range, which is how units slip."""
    jobs = data.extra.get("employment")
    if jobs is None:
        return None
    if kind == "flows":
        x = data.extra["output"]
        mean = float(jobs.sum() / max(x.sum(), 1e-300)) * 1e9 / data.won
        jobs = jobs * per_unit * (1e9 / data.won)
    else:
        mean = float(np.median(jobs))
    most = MOST_JOBS if year >= 1990 else MOST_JOBS_BEFORE
    if jobs.sum() > 0.0 and not LEAST_JOBS <= mean <= most:
        power = 10 ** max(1, round(abs(math.log10(mean / 6.0))))
        few = mean < LEAST_JOBS
        grid.fault(
            square.extra["employment"].at,
            square.axes.side,
            Text(
                f"산출 10억 원에 취업자가 {mean:.3g}명임: {power:,}배 {'적은' if few else '많은'} 듯함",
                f"{mean:.3g} people for a KRW bn of output; it seems {power:,} times too {'few' if few else 'many'}",
            ),
            Text(f"{LEAST_JOBS:g}~{most:g}명", f"{LEAST_JOBS:g} to {most:g}"),
            Text("금액 단위, 소수점, 취업자 단위(명, 천명)를 확인하십시오.",
                 "Check the unit of money, the decimal sign, and the unit of people."),
        )  # fmt: skip
    return jobs


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
