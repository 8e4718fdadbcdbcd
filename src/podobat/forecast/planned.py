"""What a plan writes as one number and the world has many of: unit costs, capacities, splits, money and its end.

    unit cost, capacity   a range in the plan ({value, low, high}: 5 and 95 % quantile), or a spread by what it rests on
    apportioned money     unpublished splits between programmes vary; what they come to in a year does not
    money as it goes      log(executed / planned) of a year of the plan: S (offset A + wander W_y + chance E_y) +
                          middle,
                          S one scale for the plan, in the middle of a fifth of a lognormal distribution
    after the plan's end  in some futures the programmes go on, on a share of the mean money of their last years; a plan
                          that says `may_go_on: false` ends as planned

Each is drawn like a parameter: an id, a quasi-random sequence of its own, a normal score. The same programme has the
same figures in every scenario, so pairs stay paired. engine.figures lays them over the plan, draw by draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from podobat.engine.inputs import CAPACITY, MONEY, UNIT_COST
from podobat.evidence.distributions import Distribution
from podobat.forecast.discrepancy import FIFTHS, Law

if TYPE_CHECKING:
    from podobat.evidence import Parameters
    from podobat.plan import Plan
    from podobat.plan.fields import Figure

Array = NDArray[np.float64]

PARAMETER_IDS: Final = (
    *(f"planned.{kind}_{grade}" for kind in ("unit_cost", "capacity") for grade in ("published", "assumed")),
    "planned.split",
    *(f"planned.money_{what}" for what in ("size", "spread", "middle", "offset", "wander", "chance", "memory")),
    "planned.money_least",
    "planned.money_most",
    "planned.goes_on",
    "planned.goes_on_still",
    "planned.goes_on_money",
    "planned.goes_on_spread",
    "planned.goes_on_most",
)
_EDGE: Final = 1e-12


@dataclass(frozen=True)
class PlannedLaw:
    """How far plan figures may be from what comes, by the parameters of group `planned`.

    spreads    standard deviations in logs of a unit cost and a capacity, by what it rests on, and of a split
    money      the parts of a year's money at scale 1, of `size`;  spread of the log of a plan's scale
    goes_on    chance that programmes go on past the plan's end;  still that they do so a year more, having gone on
    share      median of the money then, over that of the last planned years;  share_spread in logs, share_most
    """

    spreads: dict[str, float]
    money: Law
    size: float
    spread: float
    middle: float
    least: float
    most: float
    goes_on: float
    still: float
    share: float
    share_spread: float
    share_most: float

    @classmethod
    def of(cls, parameters: Parameters) -> PlannedLaw:
        """From the parameters."""
        value = {name.removeprefix("planned."): parameters[name].value for name in PARAMETER_IDS}
        money = {name.removeprefix("money_"): x for name, x in value.items() if name.startswith("money_")}
        spreads = {name: x for name, x in value.items() if name.startswith(("unit_cost", "capacity", "split"))}
        parts = Law(money["offset"], money["wander"], money["chance"], money["memory"])
        return cls(
            spreads, parts, money["size"], money["spread"], money["middle"], money["least"], money["most"],
            value["goes_on"], value["goes_on_still"], value["goes_on_money"], value["goes_on_spread"],
            value["goes_on_most"],
        )  # fmt: skip

    @cached_property
    def scales(self) -> Array:
        """The values that the scale of a plan may take, all equally likely: (fifth,)."""
        return self.size * np.exp(self.spread * ndtri((np.arange(FIFTHS) + 0.5) / FIFTHS))


@dataclass(frozen=True)
class PlanFigures:
    """The figures of a plan that are drawn.

    ids      one a dimension, named after the programme and not after its place
    """

    plan: Plan
    law: PlannedLaw

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """In the order of the dimensions."""
        return tuple(self._ids())

    def _ids(self) -> Iterator[str]:
        for p in self.plan.programmes:
            if p.unit_cost is not None and p.unit_cost.value > 0:
                yield f"planned.unit_cost.{p.id}"
            if p.facility is not None:
                yield f"planned.capacity.{p.id}"
            if p.apportioned is not None:
                yield f"planned.split.{p.id}"
        yield "planned.scale"
        yield "planned.offset"
        yield from (f"planned.money.{year}" for year in self.plan.horizon.years)
        if self.plan.horizon.may_go_on:
            yield "planned.goes_on"
            yield "planned.goes_on_money"

    def factors(self, z: Array) -> Array:
        """Factors on the plan (engine.figures) of normal scores: (point, id) -> (point, programme, figure)."""
        at = {name: k for k, name in enumerate(self.ids)}
        plan = self.plan
        planned, after = len(plan.horizon.years), _years_after(plan)
        factors = np.ones((len(z), len(plan.programmes), MONEY + planned + after))
        factors[:, :, MONEY + planned :] = self._goes_on(z, at, after)[:, None]
        for k, p in enumerate(plan.programmes):
            if (j := at.get(f"planned.unit_cost.{p.id}")) is not None:
                factors[:, k, UNIT_COST] = self._figure(p.unit_cost, "unit_cost", z[:, j])
            if p.facility is not None:
                j = at[f"planned.capacity.{p.id}"]
                factors[:, k, CAPACITY] = self._figure(p.facility.capacity, "capacity", z[:, j])
        years = z[:, [at[f"planned.money.{y}"] for y in plan.horizon.years]]
        money = self._money(z[:, at["planned.scale"]], z[:, at["planned.offset"]], years)
        factors[:, :, MONEY : MONEY + planned] = money[:, None] * self._splits(z, at)
        return factors

    def _figure(self, figure: Figure | None, kind: str, z: Array) -> Array:
        """Factors on a figure: by its own range, else by the spread of what it rests on."""
        assert figure is not None
        if figure.low is not None and figure.high is not None:
            spread = Distribution("lognormal", figure.value, figure.low, figure.high)
            return spread.quantile(np.clip(ndtr(z), _EDGE, 1.0 - _EDGE)) / figure.value
        grade = "published" if figure.assumed is None else "assumed"
        return np.exp(self.law.spreads[f"{kind}_{grade}"] * z)

    def _money(self, scale: Array, offset: Array, years: Array) -> Array:
        """Executed over planned money: (point, year)."""
        law = self.law
        s = law.scales[np.minimum((ndtr(scale) * FIFTHS).astype(np.int64), FIFTHS - 1)]
        apart = np.abs(np.subtract.outer(np.arange(years.shape[1]), np.arange(years.shape[1])))
        covariance = law.money.wander**2 * law.money.memory**apart + law.money.chance**2 * np.eye(years.shape[1])
        moved = np.einsum("ij,nj->ni", np.linalg.cholesky(covariance), years)
        logs = s[:, None] * (law.money.offset * offset[:, None] + moved) + law.middle
        return np.exp(np.clip(logs, law.least, law.most))

    def _splits(self, z: Array, at: dict[str, int]) -> Array:
        """Factors on apportioned money that leave what it comes to in a year: (point, programme, year)."""
        years, programmes = self.plan.horizon.years, self.plan.programmes
        money = np.zeros((len(programmes), len(years)))
        for k, p in enumerate(programmes):
            money[k] = [p.budget.get(y, 0.0) for y in years]
        free = np.array([f"planned.split.{p.id}" in at for p in programmes], dtype=bool)
        factors = np.ones((len(z), len(programmes)))
        for k in np.flatnonzero(free):
            factors[:, k] = np.exp(self.law.spreads["split"] * z[:, at[f"planned.split.{programmes[k].id}"]])
        before = np.where(free[:, None], money, 0.0).sum(axis=0)
        now = np.einsum("nk,ky->ny", np.where(free, factors, 0.0), money)
        kept = np.divide(before, now, out=np.ones_like(now), where=now > 0)
        return np.where(free[None, :, None], factors[:, :, None] * kept[:, None, :], 1.0)

    def _goes_on(self, z: Array, at: dict[str, int], after: int) -> Array:
        """Money of the years after the plan's end over that of its last ones: (point, year); 0 once it has ended."""
        if "planned.goes_on" not in at:
            return np.zeros((len(z), after))
        u = 1.0 - ndtr(z[:, at["planned.goes_on"]])
        chance = self.law.goes_on * self.law.still ** np.arange(after)
        share = self.law.share * np.exp(self.law.share_spread * z[:, at["planned.goes_on_money"]])
        return np.where(u[:, None] < chance, np.minimum(share, self.law.share_most)[:, None], 0.0)


def _years_after(plan: Plan) -> int:
    """Years, the last in part or whole, from the plan's end to the end of the forecast."""
    months = plan.n_months - 1 - plan.month_number(plan.horizon.end)
    return -(-max(months, 0) // 12)
