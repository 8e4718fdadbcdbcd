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
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")

Array = NDArray[np.float64]

OFF: Final = 0.01  # by which rounded figures may miss an identity
NEGATIVE: Final = -0.05  # an input coefficient below it is no by-product
LEAST_OF_INVERSE: Final = -0.01  # the same of a cell of an inverse
CLOSE: Final = 0.03  # of a power of ten, in logarithms to ten, by which a slip of a unit is told
LEAST_VALUE, MOST_VALUE = 0.08, 1.0  # value added in a unit of output, all sectors together
LEAST_JOBS, MOST_JOBS = 0.3, 300.0  # people for a KRW bn of output since 1990; 4 in Korea in 2019, 25 in 1995
MOST_JOBS_BEFORE: Final = 20_000.0
USUAL_JOBS: Final = (1.0, 40.0)  # the same since 2000; beyond it a slip of ten is likelier than such an economy
LEAST_PAY, USUAL_PAY = 0.06, 0.45  # pay of employees in a unit of value added, all sectors together
LEAST_INPUTS: Final = 0.02  # in a unit of output, all sectors together

COUNTED: Final = _say("accounts.counted")
TAKEN_OUT: Final = _say("accounts.taken_out")
MAY_BE_COUNTED: Final = _say("accounts.may_be_counted")


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
        _say("accounts.not_productive", largest=largest, over=listed(over, 5)),
        _say("accounts.largest_eigenvalue_below_one"),
        _say("accounts.check_output_and_units"),
    )


def say_losses_and_negatives(grid: Grid, A: Array, names: tuple[str, ...]) -> None:
    """Notes of sectors whose inputs exceed their output and of negative cells, which official tables have."""
    sums = A.sum(axis=0)
    over = [f"{names[k]} {sums[k]:.2f}" for k in np.flatnonzero(sums >= 1.0)]
    if over:
        grid.notes.append(_say("accounts.inputs_of_some_sectors_exceed", over=listed(over, 4), a=largest_eigenvalue(A)))
    below = np.argwhere(A < 0.0)
    if len(below):
        i, j = np.unravel_index(int(A.argmin()), A.shape)
        grid.notes.append(
            _say("accounts.input_coefficients_are_negative", n=len(below), names=names[j], names_2=names[i], a=A[i, j])
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
    if not grid.faults:  # what it is held against is right
        _check_pay(grid, square, data)
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
    """A = I - L^-1 of a Leontief inverse, (n, n) both; None with a fault where it is none."""
    if abs(np.linalg.det(L)) < 1e-12:
        grid.fault(row, None, _say("accounts.not_an_inverse"), _INVERSE)
        return None
    A = np.eye(len(L)) - np.linalg.inv(L)
    if A.min() < NEGATIVE or L.diagonal().min() < 1.0 + NEGATIVE:
        i, j = np.unravel_index(int(A.argmin()), A.shape)
        found = _say("accounts.not_a_leontief_inverse_would", names=names[j], a=A[i, j], names_2=names[i])
        grid.fault(row, None, found, _INVERSE)
        return None
    A[np.abs(A) < 1e-12] = 0.0
    return np.where((A < 0.0) & (A > -1e-3), 0.0, A)  # what rounding of an inverse leaves


_INVERSE = _say("accounts.inverse")


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
            found = _say("accounts.inputs_add_up_to_median", mean=mean)
            remedy = _say("accounts.divide_percentages_by_write")  # fmt: skip
            grid.fault(square.axes.head, None, found, _say("accounts.below_one"), remedy)
            return None, per_unit
        return data.Z, per_unit
    x = data.extra["output"]
    for k in np.flatnonzero((x <= 0.0) & (data.Z.sum(axis=0) > 0.0)).tolist():
        found = _say("accounts.buys_and_produces_nothing", names=names[k])
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
        of = _say("accounts.input_coefficient") if kind != "inverse" else _say("accounts.output_coefficient")
        found = _say("accounts.negative", text=text, of=of, a=A[i, j])
        allowed = _say("accounts.zero_or_more_small_ones", negative=NEGATIVE)
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


def _slip(grid: Grid, square: Square, key: str, shown: str, by: float, allowed: Text | None = None) -> None:
    """A row whose unit must be another one: by what power of ten, roughly."""
    power = 10 ** max(1, round(abs(math.log10(by)))) if by > 0 else 10
    size = "small" if by > 1.0 and key != "output" else "large"
    grid.fault(
        square.extra[key].at,
        square.axes.side,
        _say(f"accounts.unit_too_{size}", what=_say(f"accounts.row_{key}"), shown=shown, power=power),
        allowed or _say("accounts.inputs_and_value_added_make_up"),
        _say("accounts.write_all_rows_in_the_same"),
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
        _say("accounts.inputs_and_value_added_exceed", n=len(over), shown=shown),
        _say("accounts.no_more_than_output"),
        _say("accounts.check_figures_and_units"),
    )


def _say_under(grid: Grid, off: Array, under: NDArray[np.intp], names: tuple[str, ...]) -> None:
    worst = sorted(under, key=lambda k: off[k])[:4]
    shown = listed(f"{names[k]} {off[k]:+.1%}" for k in worst)
    grid.notes.append(_say("accounts.inputs_imports_taxes_and_value", n=len(under), shown=shown))


def _check_shares(grid: Grid, square: Square, data: Data, A: Array, names: tuple[str, ...]) -> None:
    """Value added in a table of coefficients: with the inputs no more than a unit."""
    value = data.extra.get("value_added")
    if value is None:
        return
    off = A.sum(axis=0) + value - 1.0
    if (off > OFF).any():
        worst = listed(f"{names[k]} {off[k]:+.1%}" for k in np.argsort(-off)[:5] if off[k] > OFF)
        found = _say("accounts.inputs_and_value_added_exceed_2", worst=worst)
        grid.fault(square.extra["value_added"].at, square.axes.side, found, _say("accounts.no_more_than_one"))


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
            found = _say("accounts.output_across_and_down_differ", shown=shown)
            grid.fault(square.extra["output"].at, square.axes.side, found, _say("accounts.same_figures"))
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
            grid.notes.append(_say("accounts.intermediate_and_final_demand", as_total=as_total))
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
        grid.fault(
            square.extra["employment"].at,
            square.axes.side,
            _say(f"accounts.too_{'few' if mean < LEAST_JOBS else 'many'}_people", mean=mean, power=power),
            _say("accounts.to", least_jobs=LEAST_JOBS, most=most),
            _say("accounts.check_the_unit_of_money"),
        )  # fmt: skip
    elif jobs.sum() > 0.0 and year >= 2000 and not USUAL_JOBS[0] <= mean <= USUAL_JOBS[1]:
        grid.notes.append(_say("accounts.unusual_people", mean=mean, low=USUAL_JOBS[0], high=USUAL_JOBS[1]))
    return jobs


def _check_pay(grid: Grid, square: Square, data: Data) -> None:
    """Pay of employees is a part of value added: more than the whole, or next to nothing, is a slip of its unit."""
    pay, value = data.extra.get("pay"), data.extra.get("value_added")
    if pay is None or value is None or value.sum() <= 0.0 or pay.sum() <= 0.0:
        return
    share = float(pay.sum() / value.sum())
    if not LEAST_PAY <= share <= 1.0 + OFF:
        _slip(grid, square, "pay", f"{share:.3%}", USUAL_PAY / share, _say("accounts.part_of_value_added"))
        return
    over = [k for k in range(len(pay)) if pay[k] > max(value[k], 0.0) * (1.0 + OFF) and pay[k] > 0.0]
    if over:
        names = listed(square.sectors[k].industry.shown for k in over[:5])
        grid.notes.append(_say("accounts.pay_above_value_added", n=len(over), names=names))


def _basket(basket: Array | None, pay: Array | None, grid: Grid) -> Array | None:
    """What households buy for a unit of pay; no more than the pay itself."""
    if basket is None or pay is None or pay.sum() <= 0.0:
        return None
    if basket.sum() > pay.sum():
        grid.notes.append(_say("accounts.households_buy_more_than_they"))
    return basket / max(basket.sum(), pay.sum())
