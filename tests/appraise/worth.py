"""Made-up quantities to put money on, small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace as Thing
from typing import Any

import numpy as np

from podobat.appraise.cost_benefit.flows import STOCKS, SUMS, Flows
from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS, WORLD_IDS
from podobat.evidence import Distribution, Parameters
from podobat.units import month_range

FIRST, LAST = 2020, 2023  # years of the forecast; the plan spends in the first two
DRAWS = 2
#: Parameters at round values, so that a line can be checked on paper.
ROUND = {
    "appraisal.value_added_ratio": 0.5,
    "appraisal.social_wage": 0.8,
    "appraisal.social_wage_region": 0.6,
    "appraisal.staff_elsewhere": 0.1,
    "appraisal.displacement_nation": 0.4,
    "appraisal.displacement_region": 0.2,
    "appraisal.labour_share": 0.5,
    "appraisal.owned_outside": 0.5,
    "appraisal.relocation": 0.75,
    "appraisal.training_gain": 0.1,
    "appraisal.training_fade": 0.5,
    "appraisal.trainee_time": 0.25,
    "appraisal.contingency": 0.1,
    "appraisal.upkeep": 0.02,
    "appraisal.life_building": 40.0,
    "appraisal.life_equipment": 4.0,
    "appraisal.land_share": 0.2,
    "appraisal.public_funds": 0.2,
    "appraisal.decay": 0.0,
    "appraisal.maturing": 0.0,
    "region.wage": 1.0,
    "region.wage_gap": 1.5,
    "adoption.contract": 10.0,
    "cost.compute": 2.0,
    "programme.support_months": 12.0,
}


def drawn(**changed: float) -> dict[str, Any]:
    """Every parameter at one value in every draw; `social_wage=0.9` stands for `appraisal.social_wage`."""
    values = {**dict.fromkeys((*PARAMETER_IDS, *WORLD_IDS), 1.0), **ROUND}
    values |= {f"appraisal.{name}": value for name, value in changed.items()}
    return {id: np.full((DRAWS, 1), value) for id, value in values.items()}


def programme(kind: str, **more: Any) -> Any:
    """A programme paid 70 % by the nation, 20 % by the city, 10 % privately."""
    given = {
        "id": kind, "kind": kind, "funding": {"national": 0.7, "city": 0.2, "private": 0.1}, "spending": {},
        "unit_cost": None, "facility": None, "training": None, "fund": None, "total": 1.0, "budget": {},
    }  # fmt: skip
    return Thing(**{**given, **more})


def flows(
    programmes: tuple[Any, ...] = (),
    spending: dict[str, list[float]] | None = None,
    works: dict[str, list[float]] | None = None,
    **quantities: list[float],
) -> Flows:
    """Quantities by year, the same in both draws and 0 where not given: `jobs_startups=[1, 2, 2, 2]`."""
    years = tuple(range(FIRST, LAST + 1))
    horizon = Thing(start=f"{FIRST}-01", end=f"{FIRST + 1}-12", forecast_to=f"{LAST}-12")
    money = Thing(price_year=2019, currency="KRW", won_per_unit=Thing(value=1.0))
    plan: Any = Thing(id="made-up", horizon=horizon, programmes=programmes, won_m=lambda x: x, money=money,
                      months=month_range(horizon.start, horizon.forecast_to))  # fmt: skip
    given = {name.replace("_", ".", 1): values for name, values in quantities.items()}
    unknown = set(given) - {*STOCKS, *SUMS}
    assert not unknown, f"no quantity {unknown}"
    counted = {id: _by_year(given.get(id), years) for id in (*STOCKS, *SUMS)}

    def money_by(of: dict[str, list[float]] | None) -> np.ndarray:
        rows = [_by_year((of or {}).get(p.id), years) for p in programmes]
        return np.stack(rows, axis=1) if rows else np.zeros((DRAWS, 0, len(years)))

    return Flows(plan, years, counted, money_by(spending), money_by(works), np.full((DRAWS, len(years)), 0.5), 0.25)


def _by_year(values: list[float] | None, years: tuple[int, ...]) -> np.ndarray:
    return np.tile(np.zeros(len(years)) if values is None else np.array(values, dtype=np.float64), (DRAWS, 1))


def pinned(parameters: Parameters, id: str, value: float) -> Parameters:
    """The same parameters with one of them held at a value."""
    fixed = Distribution("fixed", value, value, value)
    changed = tuple(replace(p, distribution=fixed) if p.id == id else p for p in parameters)
    return Parameters(changed, parameters.sources)
