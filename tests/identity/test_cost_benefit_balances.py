"""What must hold for any plan: transfers cancel, nothing is worth nothing, tables add up to the result."""

from __future__ import annotations

from types import SimpleNamespace as Thing

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.appraise.cost_benefit.analysis import sides, valued
from podobat.appraise.cost_benefit.rules import Rules
from podobat.evidence.lines import appraisal_lines
from tests.appraise.worth import ROUND, drawn, flows, programme

RULES = Rules(2019, 2019, 2020, 2023, 2035, 0.045, "end", True, False, 14)
AMOUNTS = st.lists(st.floats(0, 1e5).map(lambda x: round(x, 1)), min_size=4, max_size=4)


@given(
    AMOUNTS, st.sampled_from(["founding", "growth", "adoption", "fund"]), st.booleans(), st.sampled_from(["end", "mid"])
)
def test_money_that_only_changes_hands_is_worth_nothing_to_the_nation(spent, kind: str, private: bool, timing: str):
    fund = Thing(local_duty=Thing(value=0.2)) if kind == "fund" else None
    rules = Rules(2019, 2019, 2020, 2023, 2035, 0.045, timing, private, False, 14)
    v = valued(flows((programme(kind, fund=fund),), {kind: spent}), drawn(), rules, "national")
    assert v.npv == pytest.approx(np.zeros(2), abs=1e-6 * (1 + sum(spent)))


@given(AMOUNTS)
def test_to_the_region_a_grant_is_worth_the_money_that_comes_in(spent):
    given_to_all = drawn(owned_outside=0.0)
    v = valued(flows((programme("founding"),), {"founding": spent}), given_to_all, RULES, "regional")
    assert v.net[0, :4] == pytest.approx(0.7 * np.array(spent), abs=1e-6)


@pytest.mark.parametrize("perspective", ["national", "regional"])
def test_a_plan_that_does_nothing_is_worth_nothing(perspective: str):
    v = valued(flows(), drawn(), RULES, perspective)
    assert all(not np.any(line) for line in v.lines.values())
    assert np.isnan(v.bc).all(), "no ratio to a cost of zero"
    assert set(v.returns[1]) == {"none"}


QUANTITIES = st.fixed_dictionaries({
    name: st.lists(st.floats(-50, 500).map(lambda x: round(x, 2)), min_size=4, max_size=4)
    for name in ("revenue", "jobs_startups", "jobs_attracted", "adoption_savings", "people_placed_region")
})  # fmt: skip


@given(QUANTITIES, AMOUNTS, st.sampled_from(["national", "regional"]))
def test_lines_add_up_to_the_result(quantities, spent, perspective: str):
    v = valued(flows((programme("training"),), {"training": spent}, **quantities), drawn(), RULES, perspective)
    worth = {id: float(line[0] @ v.factors) for id, line in v.lines.items()}
    cost = sum(x for id, x in worth.items() if sides()[id] == "cost")
    benefit = sum(x for id, x in worth.items() if sides()[id] == "benefit")
    scale = 1e-9 * (1 + sum(map(abs, worth.values())))
    assert v.pv_cost[0] == pytest.approx(cost, abs=scale)
    assert v.npv[0] == pytest.approx(benefit - cost, abs=scale)
    assert v.npv[0] == pytest.approx(float(v.net[0] @ v.factors), abs=scale)


@given(QUANTITIES, st.floats(0.1, 10))
def test_twice_the_effects_are_worth_twice_as_much(quantities, times: float):
    once = valued(flows(**quantities), drawn(), RULES, "national").npv
    more = {name: [times * x for x in values] for name, values in quantities.items()}
    assert valued(flows(**more), drawn(), RULES, "national").npv == pytest.approx(times * once, rel=1e-9, abs=1e-9)


def test_with_full_opportunity_cost_a_region_and_the_nation_agree_on_what_stays_inside():
    """Nothing moves, nobody owns anything elsewhere, labour costs the same: two views of one thing."""
    same = drawn(social_wage_region=0.8, displacement_region=0.4, owned_outside=0.0, staff_elsewhere=0.0)
    given_flows = flows(revenue=[0.0, 3, 9, 9], jobs_startups=[0.0, 1, 2, 2], adoption_savings=[0.0, 1, 1, 1])
    views = [valued(given_flows, same, RULES, p).npv[0] for p in ("national", "regional")]
    assert views[0] == pytest.approx(views[1], rel=1e-12)


def test_every_line_is_declared_and_every_declared_line_is_worked_out():
    from dataclasses import replace

    rules = replace(RULES, public_funds=True, investors=True)
    worked = {id for p in ("national", "regional") for id in valued(flows(), drawn(), rules, p).lines}
    assert worked == {line.id for line in appraisal_lines()}


def test_every_line_names_the_parameters_that_move_it():
    """Move one parameter, and exactly the lines that name it change (but for those that only act through prices)."""
    space = programme(
        "space", facility=Thing(), unit_cost=Thing(value=0.0), spending={"construction": 0.6, "electronics": 0.4}
    )
    course = programme("training", training=Thing(level="course", months=10), unit_cost=Thing(value=5.0))
    given_flows = flows(
        (space, course, programme("adoption")),
        {"space": [9.0, 3, 0, 0], "training": [5.0, 1, 1, 0], "adoption": [3.0, 3, 3, 3]}, {"space": [9.0, 3, 0, 0]},
        revenue=[1.0, 2, 3, 4], jobs_startups=[1.0, 1, 2, 2], jobs_attracted=[0.0, 1, 1, 1],
        adoption_savings=[0.0, 1, 2, 3], adoption_contracts_local=[1.0, 1, 0, 0], compute_projects=[0.0, 1, 2, 2],
        people_placed_region=[0.0, 2, 2, 1], people_placed_outside=[0.0, 1, 1, 1], venture_raised=[1.0, 2, 3, 4],
    )  # fmt: skip
    rules = Rules(2019, 2019, 2020, 2023, 2035, 0.045, "end", True, True, 14, investors=True)
    for id in ROUND:
        value = {"appraisal.decay": 0.1, "appraisal.maturing": 0.02}.get(id, ROUND[id] * 0.9)
        moved = set()
        for perspective in ("national", "regional"):
            base = valued(given_flows, drawn(), rules, perspective).lines
            there = valued(given_flows, {**drawn(), id: np.full((2, 1), value)}, rules, perspective).lines
            moved |= {name for name in base if not np.array_equal(base[name], there[name])}
        named = {line.id for line in appraisal_lines() if id in line.parameters}
        assert named <= moved, f"{id} does not move {named - moved}"
        assert moved - named <= {"public_funds"}, f"{id} moves {moved - named}, which does not name it"


def test_the_table_of_years_adds_up(forecast_result):
    years = forecast_result.by_year("en").filter(pl.col("perspective") == "national")
    by_side = {}
    for side in ("cost", "benefit", "net"):
        total = years.filter(pl.col("side") == side).group_by("year").agg(pl.col("mean").sum()).sort("year")
        by_side[side] = total["mean"].to_numpy()
    assert by_side["net"] == pytest.approx(by_side["benefit"] - by_side["cost"], abs=1e-6)
    npv = float((by_side["net"] * forecast_result.valued["national"].factors).sum())
    assert npv == pytest.approx(float(forecast_result.draws_of("national", "npv").mean()), rel=1e-9)


@pytest.fixture(scope="module")
def forecast_result(repository):
    from podobat import read_case
    from podobat.appraise.cost_benefit.rule import appraise_costs_and_benefits, parameters_of_appraisal
    from podobat.forecast import forecast

    case = read_case(repository / "cases" / "port-maren")
    return appraise_costs_and_benefits(forecast(case, draws=12, seed=3), parameters_of_appraisal(case))
