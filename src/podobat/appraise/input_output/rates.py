"""What a won spent on each sector induces, point by point of the uncertain parameters: the published coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.input_output.leontief import respent
from podobat.plan.schema import SPENDING_SECTORS
from podobat.units import Text

Array = NDArray[np.float64]

EFFECTS: Final = ("output", "value_added", "employment")
NATION, REGION = 0, 1
TYPE_I, TYPE_II = 0, 1
PUBLISHED_YEAR: Final = 2020  # of the employment coefficients induced.* and multipliers.employment_all
# Which parameter says how much of the spending on a sector is bought abroad; services done on the spot: none.
IMPORTED: Final = {
    "electronics": "electronics", "electrical": "electrical", "machinery": "machinery",
    "information": "services", "professional": "services", "business_support": "services",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Producers:
    """In which sectors of a table the effects arise. n sectors of the table, ten of spending.

    names     of the n sectors;  codes as the table writes them
    k         (effect, n)            of each effect in a unit of output; nan where the table does not say
    nation    (n, sector)            output for a won of domestic purchase
    region    (point, n, sector)     output of the region for it
    spread    (point, sector, effect) relative uncertainty of the coefficients, times what is not imported
    """

    codes: tuple[str, ...]
    names: tuple[Text, ...]
    k: Array
    nation: Array
    region: Array
    spread: Array


@dataclass(frozen=True, eq=False)
class Rates:
    """What a unit of spending on each sector brings about; employment in person-years per KRW bn, the rest per won.

    values     (point, sector, effect, place, kind): place nation, region; kind type I, type II
    first      (point, sector, 3): share of the money first spent in the region, elsewhere in the nation, abroad
    year       of the employment coefficients
    producers  where the effects arise; only with a table
    published  effects for which published coefficients stand in, because the table has none
    """

    values: Array
    first: Array
    year: int
    producers: Producers | None = None
    published: tuple[str, ...] = EFFECTS


def columns(values: Mapping[str, Array], prefix: str) -> Array:
    """The parameters of one kind, a column a sector of spending: (point, sector)."""
    return np.column_stack([values[f"{prefix}{sector}"] for sector in SPENDING_SECTORS])


def imported(values: Mapping[str, Array]) -> Array:
    """Share of the spending on each sector that is bought abroad outright: (point, sector)."""
    none = np.zeros_like(values["multipliers.respent"])
    names = [IMPORTED.get(sector) for sector in SPENDING_SECTORS]
    return np.column_stack([none if name is None else values[f"multipliers.imported_{name}"] for name in names])


def first_round(abroad: Array, local: Array) -> Array:
    """Where the money is spent first: region (1 - m) l, rest of the nation (1 - m)(1 - l), abroad m; adds to one."""
    return np.stack([(1.0 - abroad) * local, (1.0 - abroad) * (1.0 - local), abroad], axis=-1)


def kept_shares(values: Mapping[str, Array]) -> Array:
    """Share of each effect of all regional demand that stays in the region: (point, effect).

    Work as the case states it (region.induced_share); value added and output in proportion to it; never above one.
    """
    work = values["region.induced_share"]
    shares = [work * values["multipliers.kept_output"], work * values["multipliers.kept_value_added"], work]
    return np.minimum(1.0, np.column_stack(shares))


def stays(values: Mapping[str, Array]) -> Array:
    """Share of each effect of buying from the region's own suppliers that stays in it: (point, sector, effect)."""
    return np.stack([columns(values, f"multipliers.stays_{effect}_") for effect in EFFECTS], axis=-1)


def published_rates(values: Mapping[str, Array]) -> Rates:
    """Rates from the published coefficients.

    values   parameters by id, each (point,)
    nation   (1 - m_j) k_j;  region  (1 - m_j) k_j l_j s_j, s what stays of the effect of a purchase from the region
    """
    abroad, local = imported(values), columns(values, "multipliers.local_")
    national = np.stack(
        [
            columns(values, "multipliers.output_"),
            columns(values, "multipliers.value_added_"),
            columns(values, "induced."),
        ],
        axis=-1,
    )
    national *= (1.0 - abroad)[..., None]
    kept = kept_shares(values)
    regional = national * local[..., None] * stays(values)
    basket = np.column_stack([values[f"multipliers.{effect}_all"] for effect in EFFECTS])
    one = np.stack([national, regional], axis=-1)
    two = with_households(one, np.stack([basket, basket * kept], axis=-1), values["multipliers.respent"])
    return Rates(np.stack([one, two], axis=-1), first_round(abroad, local), PUBLISHED_YEAR)


def with_households(one: Array, basket: Array, share: Array) -> Array:
    """Type II rates: households spend a share of all value added again, on a basket with its own effects.

    one      (point, sector, effect, place)  type I
    basket   (point, effect, place)          type I effect of a won that households spend
    share    (point,)                        of value added that is spent again on domestic products
    """
    earned = one[:, :, EFFECTS.index("value_added"), :] * share[:, None, None]
    again = basket[:, EFFECTS.index("value_added"), :] * share[:, None]
    return respent(one, earned[:, :, None, :], basket[:, None], again[:, None, None, :])
