"""Whole runs in which all but one mechanism is switched off, so that the outcome is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import Ensemble, run_ensemble
from podobat.plan import Plan
from tests.engine.worlds import case, record, rows

DRAWS = 16
# Nothing but grants moves founding: no agglomeration, no displacement, no spin-offs.
GRANTS_ALONE = {"entry_agglomeration": 0.0, "entry_displacement": 0.0, "entry_spinoff_cost": 1e15}


def simulated(name: str = "port-maren", changes: dict | None = None, **parameters: float) -> Ensemble:
    return run_ensemble(planned(name, changes), rows(name, DRAWS // 2, **parameters), DRAWS, 6)


def planned(name: str, changes: dict | None) -> Plan:
    return case(name).plan.with_values(changes) if changes else case(name).plan


def series(ensemble: Ensemble, measure: str, world: int = 0) -> np.ndarray:
    """A measure with the plan (draw, month)."""
    return ensemble.values[world, :, :, ensemble.measures.index(measure)].astype(float)


def net(ensemble: Ensemble, measure: str) -> np.ndarray:
    """With minus without (draw, month)."""
    return series(ensemble, measure) - series(ensemble, measure, 1)


def test_grants_to_founders_who_found_anyway_add_nothing():
    e = simulated(**GRANTS_ALONE, entry_deadweight=1.0)
    assert series(e, "startups.funded")[:, -1].min() > 0
    assert (net(e, "startups.founded") == 0).all()


def test_grants_without_deadweight_add_every_founding_they_pay():
    e = simulated(**GRANTS_ALONE, entry_deadweight=0.0)
    assert (net(e, "startups.founded") == series(e, "startups.funded")).all()


def test_half_the_deadweight_halves_what_grants_add():
    e = simulated(**GRANTS_ALONE, entry_deadweight=0.5)
    funded, added = series(e, "startups.funded")[:, -1].sum(), net(e, "startups.founded")[:, -1].sum()
    assert added / funded == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(funded))


def test_full_displacement_takes_back_what_grants_add():
    """Each founding added pushes out one, spread over the year after it - as long as there is one to push out."""
    calm = {**GRANTS_ALONE, "entry_deadweight": 0.0, "region_organic_rate": 8.0, "region_applicants": 3.0}
    e = simulated(**{**calm, "entry_displacement": 1.0})
    added = net(e, "startups.founded")[:, -1]
    funded = series(e, "startups.funded")[:, -1]
    assert funded.mean() > 20
    assert added.mean() == pytest.approx(0.0, abs=0.15 * funded.mean())


def test_vouchers_for_firms_that_adopt_anyway_add_nothing():
    e = simulated(adoption_voucher_additionality=0.0)
    assert series(e, "spending.adoption")[:, -1].min() > 0
    assert (net(e, "adopters") == 0).all()


def test_grants_cost_what_they_cost():
    e = simulated()
    won_m = case().plan.won_m(case().plan.programme("founding").unit_cost.value)
    assert series(e, "spending.founding") == pytest.approx(series(e, "startups.funded") * won_m, rel=1e-6)
    won_m = case().plan.won_m(case().plan.programme("harbour-course").unit_cost.value)
    assert series(e, "spending.harbour-course") == pytest.approx(series(e, "people.enrolled") * won_m, rel=1e-6)


def test_whoever_enrols_completes_when_the_course_ends():
    e = simulated(training_completion=1.0)
    enrolled, trained = series(e, "people.enrolled"), series(e, "people.trained")
    assert enrolled[:, -1].min() > 100
    assert (trained[:, 6:] == enrolled[:, :-6]).all()
    assert (trained[:, :6] == 0).all()
    assert not series(e, "people.dropped").any()
    assert not series(simulated(training_completion=0.0), "people.trained").any()


def test_memoranda_open_offices_by_conversion_and_lag():
    sure = {"attraction_conversion": 1.0, "attraction_attention_loss": 0.0, "attraction_lag": 1e-9}
    e = simulated("gwangju-phase1", **sure)
    signed, opened = series(e, "firms.mou"), series(e, "firms.opened")
    assert (opened[:, 1:] == signed[:, :-1]).all(), "a month later, all of them"
    late = simulated("gwangju-phase1", **{**sure, "attraction_lag": 9.0})
    # Whole months: one, and an exponential time cut off - its mean is 1 / (exp(1/9) - 1) months.
    waiting = (series(late, "firms.mou") - series(late, "firms.opened")).sum() / series(late, "firms.mou")[:, -1].sum()
    assert waiting == pytest.approx(1 + 1 / np.expm1(1 / 9), rel=0.1)
    assert not series(simulated("gwangju-phase1", attraction_conversion=0.0), "firms.opened").any()


def test_offices_leave_by_their_hazard():
    e = simulated("gwangju-phase1", attraction_leave=0.3, attraction_hq_move=0.0)
    left, at_risk = series(e, "firms.left")[:, -1].sum(), series(e, "firms.operating").sum()
    assert left / at_risk == pytest.approx(1 - np.exp(-0.3 / 12), rel=0.15)


def test_a_fixed_act_is_in_force_from_its_month():
    e = simulated("gwangju-phase1", {"law.effective": "2021-07"})
    month = e.months.index("2021-07")
    assert not series(e, "law.in_force")[:, :month].any()
    assert series(e, "law.in_force")[:, month:].all()
    assert not series(e, "law.in_force", 1).any()


def test_induced_work_is_the_sum_over_lines_of_money_times_coefficients():
    e, p = simulated("gwangju-phase1"), record("gwangju-phase1")
    expected = 0.0
    for programme in case("gwangju-phase1").plan.programmes:
        per_bn = sum(share * p[f"induced_{sector}"] for sector, share in programme.spending.items())
        expected = expected + series(e, f"spending.{programme.id}") / 1000 * per_bn * p["region_induced_share"]
    assert series(e, "jobs.induced") == pytest.approx(expected, rel=1e-5)


def test_a_building_without_delay_is_paid_in_full_when_it_opens_and_not_before():
    plan = case().plan
    house = plan.programme("quay-house")
    opens, built = plan.month_number(house.facility.opens), plan.won_m(house.total)
    paid = series(simulated(works_overrun_space=1.0), "spending.quay-house")
    granted = plan.won_m(house.budget[2025]) + plan.won_m(house.budget[2026]) * 8 / 12
    # Money comes by the month, so works are paid as far as it has come.
    assert paid[:, opens - 1] == pytest.approx(granted, rel=1e-5)
    assert paid[:, -1] == pytest.approx(built, rel=1e-6)
    late = series(simulated(works_overrun_space=3.0), "spending.quay-house")
    assert (late[:, opens] < paid[:, opens]).all()


def test_patents_are_poisson_with_their_rates():
    e = simulated("gwangju-phase1", startup_patents=0.0, research_patents=5.0)
    research = series(e, "spending.joint-research")[:, -1] / 1000
    filed = series(e, "patents")[:, -1]
    assert filed.mean() == pytest.approx(5.0 * research[0], abs=4 * np.sqrt(5.0 * research[0] / DRAWS))
    assert not series(e, "patents", 1).any()
