"""From what feasibility studies print to what stays in the region: induced work, one step after another.

Feasibility studies multiply the whole budget by national coefficients, imports and transfers included. What a plan
induces where it is spent is less, and each step says by how much:

    convention  all the money of the plan x national coefficients of 2020
    spent       only what is really spent, beyond what is spent without the plan
    stays       the share of induced work that stays in the region: the forecast's measure jobs.induced
    abroad      less what is bought abroad outright
    suppliers   of the first purchase only what the region's own suppliers deliver
    years       coefficients fall and prices rise: this is what the appraisal calls induced work in the region, and what
                leads wherever the two differ
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.input_output.rates import columns, imported

Array = NDArray[np.float64]

CONVENTION, FORECAST, LEADING = "convention", "stays", "years"
STEPS: Final = (CONVENTION, "spent", FORECAST, "abroad", "suppliers", LEADING)


@dataclass(frozen=True, eq=False)
class Step:
    """Person-years after one step, (draw,)."""

    id: str
    draws: Array


def convention_of(budget: Array, shares: Array, values: Mapping[str, Array]) -> Mapping[str, Array]:
    """What feasibility studies print: all the money at national coefficients, imports and transfers included.

    budget   (programme,) KRW million;  shares  (programme, sector);  values  parameters by id, each (point,)
    returns  by effect, (point,): KRW million, person-years
    """
    by_sector = budget @ shares
    rates = {effect: columns(values, f"multipliers.{effect}_") for effect in ("output", "value_added")}
    rates["employment"] = columns(values, "induced.") / 1000.0
    return {effect: rate @ by_sector for effect, rate in rates.items()}


def bridge_of(
    budget: Array, spending: Array, shares: Array, local: Array, values: Mapping[str, Array], drift: Array
) -> tuple[Step, ...]:
    """Every step, by draw.

    budget    (programme,) KRW million of the plan;  spending  (draw, programme, year)
    shares    (programme, sector);  local  (programme,) share of the money that can act in the region
    values    parameters by id, each (point,);  drift  (point, year)
    """
    n = spending.shape[0]

    def by_draw(points: Array) -> Array:
        return np.repeat(points, 2, axis=0)[:n]

    national = by_draw(columns(values, "induced.") / 1000.0)
    here, abroad = by_draw(values["region.induced_share"]), by_draw(imported(values))
    suppliers = by_draw(columns(values, "multipliers.local_") * columns(values, "multipliers.stays_employment_"))
    money, kept = spending.sum(axis=2), shares * local[:, None]
    yearly = np.einsum("dpy,dy->dp", spending, by_draw(drift))

    def work(spent: Array, by: Array, rates: Array) -> Array:
        return np.einsum("dp,ps,ds->d", spent, by, rates, optimize=True)

    planned = np.repeat(budget[None, :], n, axis=0)
    quantities = {
        CONVENTION: work(planned, shares, national),
        "spent": work(money, shares, national),
        FORECAST: work(money, kept, national) * here,
        "abroad": work(money, kept, national * (1.0 - abroad)) * here,
        "suppliers": work(money, kept, national * (1.0 - abroad) * suppliers),
        LEADING: work(yearly, kept, national * (1.0 - abroad) * suppliers),
    }
    return tuple(Step(id, quantities[id]) for id in STEPS)
