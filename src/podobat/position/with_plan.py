"""Disparity between provinces with the plan and without: its net jobs come in here and go out where they come from.

    here        + what the region gains (its other firms keep what moves within it)
    capital     - what came from the capital, shared out over its provinces by their workers in the sector
    elsewhere   - the same for all others

In whole persons, draw by draw: what one place loses another gains, and all changes add up to what is new to the nation.
Everything else stays as the table counts it, so that the difference is what the plan alone would change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.places import Province, read_provinces
from podobat.forecast import forecast
from podobat.forecast.balance import Balance, balances_of
from podobat.forecast.quantiles import named
from podobat.position.disparity import disparity
from podobat.position.naming import province, region_number
from podobat.position.standing import Basket, baskets
from podobat.position.surroundings import Moment
from podobat.texts import Text

if TYPE_CHECKING:
    from podobat.plan import Case, Plan
    from podobat.position.counts import Counts

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

SECTOR: Final = "ai"  # whose workers the plan's jobs are set beside
CAPITAL: Final = "KR-11"  # the province whose group is the capital region
MEASURES: Final = ("theil_t", "between", "within", "williamson", "gini", "capital")


@dataclass(frozen=True)
class WithPlan:
    """Disparity of the sector's workers per worker, without the plan and with it.

    year      of the table that stands for "without": the last one before the plan begins, else the first
    counts    (region,) workers of the sector in that year
    before    measure -> value without the plan
    moved     month -> (draw, region) persons that the plan adds to a region or takes from it
    measures  month -> measure -> (draw,) with the plan
    """

    year: int
    sector: Text
    draws: int
    counts: Array = field(repr=False)
    before: Mapping[str, float]
    moved: Mapping[str, Whole] = field(repr=False)
    measures: Mapping[str, Mapping[str, Array]] = field(repr=False)

    def narrower(self, month: str) -> float:
        """Share of futures in which Theil's index is smaller with the plan."""
        return float(np.mean(self.measures[month]["theil_t"] < self.before["theil_t"]))

    def to_json(self, regions: Sequence[Text]) -> dict[str, Any]:
        """For the JSON of the answer: quantiles over futures."""
        return {
            "year": self.year, "sector": self.sector, "draws": self.draws, "without": dict(self.before),
            "with": {month: {name: named(drawn) for name, drawn in by.items()} for month, by in self.measures.items()},
            "narrower": {month: self.narrower(month) for month in self.measures},
            "moved": [
                {"region": region, "count": float(self.counts[at]),
                 **{month: named(moved[:, at].astype(np.float64)) for month, moved in self.moved.items()}}
                for at, region in enumerate(regions)
            ],
        }  # fmt: skip


def with_plan(
    counts: Counts, moments: Sequence[Moment], case: Case, at: int, level: float, draws: int, seed: int
) -> WithPlan | None:
    """Forecast the plan and put its net jobs into the table; None where the table cannot tell.

    It has to count workers by province of Korea, tell AI and software apart, and hold the plan's own region.
    """
    provinces = [province(region.ko) for region in counts.regions]
    known = [p for p in provinces if p is not None]
    if counts.kind != "workers" or len(known) < len(provinces) or region_of(counts, case.plan) != at:
        return None
    now = _without(moments, int(case.plan.horizon.start[:4]))
    basket = next((b for b in baskets(counts, now, None, level) if b.id == SECTOR), None)
    if basket is None or not np.isfinite(basket.counts).all():
        return None
    made = forecast(case, draws=draws, seed=seed)
    capital = in_capital(known)
    sizes, groups = now.margins.by_region, [p.group for p in known]

    def measured(moved: Array) -> dict[str, float]:
        held = np.maximum(basket.counts + moved, 0.0)
        m = disparity(held / (sizes + moved), sizes + moved, groups)
        share = float(held[capital].sum() / held.sum())
        return {"theil_t": m.theil_t, "between": m.between, "within": m.within, "williamson": m.williamson,
                "gini": m.gini, "capital": share}  # fmt: skip

    moved = {m: placed(sheet, basket, capital, at) for m, sheet in balances_of(made, case).items()}
    return WithPlan(
        now.year, basket.name, draws, basket.counts, measured(np.zeros_like(sizes)), moved,
        {month: _columns([measured(row) for row in rows.astype(np.float64)]) for month, rows in moved.items()},
    )  # fmt: skip


def region_of(counts: Counts, plan: Plan) -> int | None:
    """The region of the table that is the plan's."""
    numbers = (region_number(counts.regions, name) for name in (plan.region.ko, plan.region.en))
    return next((n for n in numbers if n is not None), None)


def in_capital(provinces: Sequence[Province]) -> NDArray[np.bool_]:
    """Which provinces lie in the capital region: (province,)."""
    group = next(p.group for p in read_provinces() if p.id == CAPITAL)
    return np.array([p.group == group for p in provinces])


def placed(sheet: Balance, basket: Basket, capital: NDArray[np.bool_], at: int) -> Whole:
    """Persons that each region gains or loses, (draw, region); a row adds up to what is new to the nation."""
    here = np.arange(len(capital)) == at
    moved = -shared_out(sheet.capital, np.where(capital & ~here, basket.counts, 0.0))
    moved -= shared_out(sheet.elsewhere, np.where(~capital & ~here, basket.counts, 0.0))
    moved[:, at] += sheet.here
    return moved


def shared_out(persons: Whole, weights: Array) -> Whole:
    """Persons over places in proportion to their weights, to the person, by the largest remainders.

    persons (draw,), may be negative;  weights (place,), not all 0;  returns (draw, place), whose rows sum to `persons`
    """
    exact = persons[:, None] * (weights / weights.sum())
    low = np.floor(exact)
    left = persons - low.sum(axis=1).astype(np.int64)
    rank = np.argsort(np.argsort(np.where(weights > 0, low - exact, 1.0), axis=1, kind="stable"), axis=1)
    return low.astype(np.int64) + (rank < left[:, None])


def _without(moments: Sequence[Moment], start: int) -> Moment:
    """The last year before the plan begins, or the year it begins in; else the first of the table."""
    before = [m for m in moments if m.year <= start]
    return before[-1] if before else moments[0]


def _columns(rows: Sequence[Mapping[str, float]]) -> dict[str, Array]:
    return {name: np.array([row[name] for row in rows]) for name in MEASURES}
