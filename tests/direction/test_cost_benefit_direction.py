"""Raise one assumption, and the appraisal moves the way theory says."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace as Thing

import pytest

from podobat.appraise.cost_benefit.analysis import valued
from podobat.appraise.cost_benefit.rules import Rules
from tests.appraise.worth import drawn, flows, programme

RULES = Rules(2019, 2019, 2020, 2023, 2040, 0.045, "end", True, False, 19)
SPACE = programme(
    "space", facility=Thing(), unit_cost=Thing(value=0.0), spending={"construction": 0.6, "electronics": 0.4}
)
COURSE = programme("training", training=Thing(level="course", months=10), unit_cost=Thing(value=5.0))
FLOWS = flows(
    (SPACE, COURSE), {"space": [90.0, 30, 0, 0], "training": [50.0, 10, 10, 0]}, {"space": [90.0, 30, 0, 0]},
    revenue=[10.0, 20, 30, 40], jobs_startups=[1.0, 1, 2, 2], jobs_attracted=[0.0, 1, 1, 1],
    adoption_savings=[0.0, 1, 2, 3], people_placed_region=[0.0, 2, 2, 1], people_placed_outside=[0.0, 1, 1, 1],
)  # fmt: skip
UP = {"value_added_ratio": 0.6, "training_gain": 0.2, "maturing": 0.02, "life_equipment": 8.0, "life_building": 60.0}
DOWN = {"social_wage": 0.9, "staff_elsewhere": 0.3, "displacement_nation": 0.6, "relocation": 0.9, "trainee_time": 0.5,
        "training_fade": 0.8, "contingency": 0.2, "upkeep": 0.06}  # fmt: skip


def npv(perspective: str = "national", rules: Rules = RULES, **changed: float) -> float:
    """NPV of the made-up plan, by some rules, with some parameters changed."""
    return float(valued(FLOWS, drawn(**changed), rules, perspective).npv[0])


@pytest.mark.parametrize("name", UP)
def test_what_is_worth_more_raises_the_npv(name: str):
    assert npv(**{name: UP[name]}) > npv()


@pytest.mark.parametrize("name", DOWN)
def test_what_costs_more_lowers_the_npv(name: str):
    assert npv(**{name: DOWN[name]}) < npv()


@pytest.mark.parametrize("name", ["social_wage_region", "displacement_region"])
def test_the_region_feels_its_own_parameters_and_the_nation_does_not(name: str):
    assert npv("regional", **{name: 0.9}) < npv("regional")
    assert npv("national", **{name: 0.9}) == npv("national")


def test_public_funds_cost_and_private_money_left_out_saves():
    assert npv(rules=replace(RULES, public_funds=True)) < npv()
    assert npv(rules=replace(RULES, private=False)) > npv()


def test_without_labour_cost_a_plan_with_jobs_looks_better():
    assert npv(rules=replace(RULES, labour=False)) > npv()


def test_future_benefits_are_worth_less_at_a_higher_rate():
    late = flows(adoption_savings=[0.0, 0, 0, 5])
    low, high = (valued(late, drawn(), replace(RULES, rate=r), "national") for r in (0.02, 0.08))
    assert high.pv_benefit[0] < low.pv_benefit[0]
    assert low.pv_benefit[0] < valued(late, drawn(), replace(RULES, rate=0.02, timing="mid"), "national").pv_benefit[0]


def test_a_longer_period_adds_what_goes_on():
    short, long = (valued(flows(adoption_savings=[0.0, 0, 0, 5]), drawn(), replace(RULES, last_year=y), "national")
                   for y in (2030, 2040))  # fmt: skip
    assert long.pv_benefit[0] > short.pv_benefit[0]


def test_effects_that_fade_faster_are_worth_less():
    fading = flows(adoption_savings=[0.0, 0, 0, 5])
    fast, slow = (valued(fading, drawn(decay=d), RULES, "national").pv_benefit[0] for d in (0.2, 0.02))
    assert fast < slow
