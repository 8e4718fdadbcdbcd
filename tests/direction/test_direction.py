"""Raise one input, and the outcome moves the way theory says: means over paired draws, chance alone."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import Ensemble, run_ensemble
from podobat.plan import Plan
from tests.engine.worlds import case, rows

DRAWS, SEED = 64, 11
NAME = "gwangju-phase1"
UP, DOWN, STILL = 1, -1, 0


def lines(*programmes: str, times: float) -> dict[str, dict[str, float]]:
    """All the money of some programmes, times a factor."""
    return {f"programmes.{g}.budget.*": {"times": times} for g in programmes}


def simulated(plan: Plan, **parameters: float) -> Ensemble:
    return run_ensemble(plan, rows(NAME, DRAWS // 2, **parameters), DRAWS, SEED)


@pytest.fixture(scope="module")
def as_planned() -> Ensemble:
    return simulated(case(NAME).plan)


def outcome(ensemble: Ensemble, measure: str, at: str) -> np.ndarray:
    """One number a draw: with the plan (`end`, `horizon`, or a month), or net at the plan's end (`net`)."""
    plan = case(NAME).plan
    month = {"end": plan.horizon.end, "net": plan.horizon.end, "horizon": plan.horizon.forecast_to}.get(at, at)
    values = ensemble.values[:, :, ensemble.months.index(month), ensemble.measures.index(measure)].astype(float)
    return values[0] - values[1] if at == "net" else values[0]


def told_apart(before: np.ndarray, after: np.ndarray) -> float:
    """Mean difference of paired draws in its standard errors."""
    difference = after - before
    spread = difference.std(ddof=1) / np.sqrt(difference.size)
    if spread > 0:
        return float(difference.mean() / spread)
    return float(np.copysign(np.inf, difference.mean())) if difference.any() else 0.0


PLANS = [
    (lines("founding-grants", times=0.5), "startups.funded", "end", DOWN),
    (lines("founding-grants", times=0.5), "startups.operating", "end", DOWN),
    (lines("growth-grants", times=0.5), "jobs.direct", "end", DOWN),
    (lines("growth-grants", times=2.0), "firms.supported", "end", UP),
    (lines("attraction", times=2.0), "firms.mou", "end", UP),
    (lines("overseas-network", times=0.0), "firms.mou", "end", DOWN),
    (lines("academy", "in-work-training", times=0.5), "people.trained", "end", DOWN),
    (lines("joint-research", times=2.0), "patents", "end", UP),
    (lines("joint-research", times=2.0), "startups.spun_off", "horizon", UP),
    (lines("ai-adoption", times=2.0), "adopters", "horizon", UP),
    (lines("compute-centre", times=0.0), "compute.projects", "end", DOWN),
    (lines("compute-centre", times=0.0), "startups.operating", "horizon", DOWN),
    (lines("startup-building", times=0.0), "startups.moved_out", "horizon", UP),
    (lines("ai-fund", times=0.0), "fund.invested_region", "end", DOWN),
    (lines("ai-fund", times=0.0), "venture.raised", "end", DOWN),
    ({"programmes.ai-fund.fund.local_duty": 0.5}, "fund.invested_region", "end", UP),
    ({"programmes.founding-grants.unit_cost": {"times": 2}}, "startups.funded", "end", DOWN),
    ({"programmes.compute-centre.facility.opens": "2024-06"}, "compute.projects", "end", DOWN),
    ({"programmes.compute-centre.facility.capacity": 5}, "compute.projects", "end", DOWN),
    ({"law.effective": "2020-07"}, "law.in_force", "2021-12", UP),
    ({"law.effective": "2020-07"}, "firms.mou", "end", UP),
    ({"law.effective": "2020-07"}, "startups.founded", "end", UP),
    ({"climate.pins": ({"from": "2020-01", "to": "2024-12", "value": 0.3},)}, "venture.raised", "end", DOWN),
    ({"climate.pins": ({"from": "2020-01", "to": "2024-12", "value": 0.3},)}, "jobs.direct", "end", DOWN),
    ({"elections": ()}, "firms.opened", "end", UP),
    ({"sectors.cars.adoption_pace": {"value": 3.0, "assumed": {"ko": "시험", "en": "a test"}}},
     "adopters.cars", "horizon", UP),
    ({"rivals.*.grants_times": 3.0}, "startups.founded", "horizon", DOWN),
    ({"rivals.*.present": False}, "firms.mou", "end", UP),
    ({"rivals.*.wage_times": 1.5}, "people.placed_outside", "horizon", UP),
    ({"rivals.*.access_times": 4.0}, "startups.founded", "horizon", DOWN),
    ({"law.kind": "general", "law.effective": "2020-07"}, "startups.founded", "end", UP),
    (lines("*", times=0.5), "jobs.induced", "end", DOWN),
    (lines("*", times=0.5), "jobs.direct", "net", DOWN),
]

PARAMETERS = [
    ({"entry_deadweight": 0.9}, "startups.founded", "net", DOWN),
    ({"entry_displacement": 0.9}, "startups.founded", "net", DOWN),
    ({"entry_agglomeration": 0.0}, "startups.founded", "net", DOWN),
    ({"entry_spinoff_cost": 1e9}, "startups.spun_off", "horizon", DOWN),
    ({"region_organic_rate": 4.0}, "startups.founded", "end", UP),
    ({"region_applicants": 1.0}, "startups.funded", "end", DOWN),
    ({"entry_cash": 200.0}, "startups.closed", "2021-12", DOWN),
    ({"attraction_memorandum_cost": 1e6}, "firms.mou", "end", DOWN),
    ({"attraction_conversion": 0.9}, "firms.opened", "end", UP),
    ({"attraction_lag": 30.0}, "firms.opened", "end", DOWN),
    ({"attraction_leave": 1.0}, "firms.operating", "end", DOWN),
    ({"attraction_hq_move": 0.5}, "firms.hq_moved", "end", UP),
    ({"attraction_staff_target": 100.0}, "jobs.attracted", "end", UP),
    ({"region_candidates": 50.0}, "firms.mou", "end", DOWN),
    ({"product_months": 60.0}, "startups.crossed", "horizon", DOWN),
    ({"product_effect_growth": 1.0}, "revenue", "end", UP),
    ({"revenue_growth_young": 0.0}, "revenue", "horizon", DOWN),
    ({"revenue_services_rate": 0.0}, "startups.closed", "end", UP),
    ({"cost_founders_pay": 1.0}, "startups.closed", "end", UP),
    ({"rounds_hazard_a": 0.2}, "venture.raised", "end", UP),
    ({"region_capital_access": 0.1}, "venture.raised", "end", DOWN),
    ({"rounds_certification": 2.0}, "venture.raised", "end", UP),
    ({"rounds_seat_move": 0.3}, "startups.moved_out", "end", UP),
    ({"rounds_seat_move": 0.3}, "startups.operating", "end", DOWN),
    ({"rounds_stay_space": 1.0, "rounds_stay_contracts": 1.0}, "startups.moved_out", "end", DOWN),
    ({"rounds_capital_hires": 1.0}, "jobs.startups", "end", DOWN),
    ({"rounds_moved_staff_kept": 1.0}, "jobs.startups", "end", UP),
    ({"hiring_runway": 60.0}, "jobs.startups", "end", DOWN),
    ({"hiring_turnover": 0.8}, "jobs.hired", "end", UP),
    ({"hiring_match_efficiency": 0.02}, "jobs.hired", "end", DOWN),
    ({"region_wage_gap": 2.0}, "people.placed_outside", "end", UP),
    ({"region_wage_gap": 2.0}, "people.placed_region", "end", DOWN),
    ({"hiring_untraced": 0.2}, "people.untraced", "end", UP),
    ({"training_completion": 0.3}, "people.trained", "end", DOWN),
    ({"training_applicants_course": 1.0}, "people.enrolled", "end", DOWN),
    ({"adoption_innovation": 0.1}, "adopters", "end", UP),
    ({"adoption_imitation": 1.5}, "adopters", "horizon", UP),
    ({"adoption_voucher_additionality": 0.0}, "adopters", "net", DOWN),
    ({"adoption_local_share": 0.9}, "adoption.contracts_local", "end", UP),
    ({"adoption_supplier_capacity": 0.0}, "adoption.contracts_local", "end", DOWN),
    ({"adoption_saving_share": 0.1}, "adoption.savings", "horizon", UP),
    ({"adoption_sales_share": 0.1}, "adoption.sales", "horizon", UP),
    ({"exit_hazard_new": 0.1}, "startups.operating", "end", DOWN),
    ({"exit_acquired_late": 0.5}, "startups.acquired", "end", UP),
    ({"works_overrun_compute": 3.0}, "compute.projects", "end", DOWN),
    ({"programme_application": 0.02}, "firms.supported", "end", DOWN),
    ({"startup_patents": 2.0}, "patents", "end", UP),
    ({"region_induced_share": 0.9}, "jobs.induced", "end", UP),
    ({"law_hazard": 3.0}, "law.in_force", "2022-12", UP),
    ({"climate_persistence": 0.0, "climate_volatility": 0.0}, "firms.mou", "end", STILL),
]


def words(case_: tuple) -> str:
    """A readable name for a case."""
    change, measure, at, sign = case_
    return f"{next(iter(change))}-{measure}-{at}-{'up' if sign > 0 else 'down' if sign < 0 else 'still'}"


def moves(before: Ensemble, after: Ensemble, measure: str, at: str, sign: int) -> None:
    """Assert that the mean moves by more than three standard errors in this direction, or not at all."""
    found = told_apart(outcome(before, measure, at), outcome(after, measure, at))
    if sign == 0:
        assert (outcome(before, measure, at) == outcome(after, measure, at)).all()
    else:
        assert found * sign > 3, f"{measure} moves by {found:.1f} standard errors"


@pytest.mark.parametrize(("changes", "measure", "at", "sign"), PLANS, ids=map(words, PLANS))
def test_another_plan(as_planned, changes, measure, at, sign):
    moves(as_planned, simulated(case(NAME).plan.with_values(changes)), measure, at, sign)


@pytest.mark.parametrize(("changes", "measure", "at", "sign"), PARAMETERS, ids=map(words, PARAMETERS))
def test_another_parameter(as_planned, changes, measure, at, sign):
    moves(as_planned, simulated(case(NAME).plan, **changes), measure, at, sign)


def test_the_helper_sees_what_does_not_move(as_planned):
    with pytest.raises(AssertionError, match="standard errors"):
        moves(as_planned, as_planned, "jobs.direct", "end", UP)
    assert told_apart(np.array([1.0, 2.0]), np.array([2.0, 3.0])) == np.inf
    assert told_apart(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0.0
