"""Rates from a full table that a user gives: Leontief, type I and II, regionalised by location quotients.

    nation   k^ L e_j (1 - m_j)                     e_j: the table's sectors that sector j of spending is made of
    region   k^ (I - q A)^-1 e_j l_j (1 - m_j)      q: FLQ of the region's sizes, at most 1; without sizes one share of
                                                    domestic intermediate purchases for all sellers
    l_j      the region's share of the first purchase, no more than its location quotient

The table has no uncertainty of its own, so the published relative spread of each coefficient is laid over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.input_output.leontief import leontief_inverse, respent
from podobat.appraise.input_output.location_quotients import flq, slq
from podobat.appraise.input_output.rates import (
    EFFECTS,
    Producers,
    Rates,
    columns,
    first_round,
    imported,
    kept_shares,
    with_households,
)
from podobat.errors import Fault
from podobat.evidence import Parameters
from podobat.evidence.input_output.industries import NAMES
from podobat.plan.schema import SPENDING_SECTORS
from podobat.texts import Text, catalogue
from podobat.units import nearest

if TYPE_CHECKING:
    from podobat.evidence.input_output import RegionSizes, Table

Array = NDArray[np.float64]
_say = catalogue("appraise.input_output")

NAMED: Final = 8  # names of a sector that a message lists
_AT_ONCE: Final = 64  # points whose regional tables are solved together
_PREFIX: Final = {
    "output": "multipliers.output_",
    "value_added": "multipliers.value_added_",
    "employment": "induced.",
}


def table_faults(table: Table, shares: Array) -> list[Fault]:
    """Sectors that the plan spends on and the table lacks."""
    meets, faults = table.meets, []
    for s, sector in enumerate(SPENDING_SECTORS):
        if shares[:, s].any() and sector not in meets:
            name, names = NAMES[sector][0], ", ".join(NAMES[sector][:NAMED])
            near = nearest(name, table.titles or table.codes)
            remedy = _say("fault.other_name", near=near) if near else Text("", "")
            if table.bare_codes:
                remedy = _say("fault.by_name")
            found = _say("fault.not_in_table", sector=sector, name=name)
            faults.append(Fault(table.file, None, "", found, _say("fault.one_of", names=names), remedy))
    return faults


def table_rates(
    table: Table,
    region: RegionSizes | None,
    values: Mapping[str, Array],
    parameters: Parameters,
    published: Rates,
) -> Rates:
    """Rates from a table; effects that it does not tell keep the published ones.

    values   parameters by id, each (point,);  published: rates from the published coefficients, for the same points
    """
    weights = table.meets
    demand = np.column_stack([weights.get(s, np.zeros(len(table.codes))) for s in SPENDING_SECTORS])  # n, sector
    k = np.array([np.ones(len(table.codes)), *(_or_nan(table, e) for e in EFFECTS[1:])])
    abroad = imported(values)
    local = columns(values, "multipliers.local_")
    if region is not None:
        local = np.minimum(local, demand.T @ slq(region.region, region.nation))
    L = leontief_inverse(table.A)
    nation = L @ demand
    kept = regional_output(table.A, demand, local, region, values)
    spread = np.stack([_relative(values, parameters, e) for e in EFFECTS], axis=-1) * (1.0 - abroad)[..., None]
    told = [e for e in EFFECTS if not np.isnan(k[EFFECTS.index(e)]).any()]

    one = published.values[..., 0].copy()  # point, sector, effect, place
    for e, effect in enumerate(EFFECTS):
        if effect in told:
            one[:, :, e, 0] = (k[e] @ nation) * spread[..., e]
            one[:, :, e, 1] = np.einsum("n,pns->ps", k[e], kept) * spread[..., e]
    one[..., 1] = np.minimum(one[..., 1], one[..., 0])
    made = Producers(table.codes, table.names, k, nation, kept, spread)
    return Rates(
        values=np.stack([one, _households(table, values, one, made, L)], axis=-1),
        first=first_round(abroad, local),
        year=table.year if "employment" in told else published.year,
        producers=made,
        published=tuple(e for e in EFFECTS if e not in told),
    )


def _or_nan(table: Table, effect: str) -> Array:
    rates = table.value_added if effect == "value_added" else table.employment
    return np.full(len(table.codes), np.nan) if rates is None else rates


def _relative(values: Mapping[str, Array], parameters: Parameters, effect: str) -> Array:
    """Each sampled coefficient relative to its central value: (point, sector)."""
    ids = [f"{_PREFIX[effect]}{sector}" for sector in SPENDING_SECTORS]
    return np.column_stack([values[id] / parameters[id].value for id in ids])


def regional_output(
    A: Array, demand: Array, local: Array, region: RegionSizes | None, values: Mapping[str, Array]
) -> Array:
    """Output of the region's sectors for a won of domestic purchase on each sector of spending: (point, n, sector).

    Solves (I - A_r) x = demand l, where A_r = min(1, q) A <= A, so it never exceeds what the nation produces for it.
    """
    points, n = len(local), len(A)
    output = np.empty((points, n, demand.shape[1]))
    for start in range(0, points, _AT_ONCE):
        some = slice(start, min(start + _AT_ONCE, points))
        if region is None:
            q = np.broadcast_to(values["multipliers.intermediate"][some, None, None], (some.stop - start, n, n))
        else:
            q = flq(region.region, region.nation, values["multipliers.flq_delta"][some])
        left = np.eye(n) - np.minimum(1.0, q) * A
        output[some] = np.linalg.solve(left, demand[None] * local[some, None, :])
    return output


def _households(table: Table, values: Mapping[str, Array], one: Array, made: Producers, L: Array) -> Array:
    """Type II: from the table's pay and what households buy where it has both; else from a share of value added."""
    kept = kept_shares(values)
    basket = np.column_stack([values[f"multipliers.{effect}_all"] for effect in EFFECTS])
    if table.pay is None or table.basket is None:
        return with_households(one, np.stack([basket, basket * kept], axis=-1), values["multipliers.respent"])
    bought = L @ table.basket  # output of every sector for a unit that households spend
    for e in np.flatnonzero(~np.isnan(made.k).any(axis=1)).tolist():
        basket[:, e] = made.k[e] @ bought
    spread = made.spread[..., EFFECTS.index("value_added")]
    at_home = np.einsum("n,pns->ps", table.pay, made.region) * spread
    earned = np.stack([(table.pay @ made.nation) * spread, at_home], axis=-1)
    income = kept[:, EFFECTS.index("value_added")] * (table.pay @ bought)
    again = np.stack([np.full(len(kept), table.pay @ bought), income], axis=-1)
    both = np.stack([basket, basket * kept], axis=-1)
    return respent(one, earned[:, :, None, :], both[:, None], again[:, None, None, :])
