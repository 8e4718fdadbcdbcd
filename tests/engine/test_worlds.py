"""Variants of a plan in one world each: the engine's own numbers, whatever the threads; delays and acts as plans."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import run_ensemble
from podobat.engine import worlds as value_worlds
from podobat.engine.inputs import plan_arrays
from podobat.engine.worlds import Pick, delayed, law_in, simulate_worlds, tasks_of, together, twins
from podobat.forecast.simulate import _measures
from podobat.plan import Plan
from tests.engine.worlds import case, rows

NAME = "port-maren"
DRAWS = 13


def pick_all(plan: Plan) -> Pick:
    """Every measure in the plan's last month and in the last month of all."""
    months = [plan.month_number(plan.horizon.end), plan.n_months - 1]
    at = [(t, m) for t in months for m in range(len(_measures(plan)))]
    return Pick(np.array([t for t, _ in at]), np.array([m for _, m in at]))


def played(plan: Plan, x=None, *, name: str = NAME, threads: int = 1, told: list[int] | None = None) -> np.ndarray:
    """Outcomes of one variant, (draw, outcome)."""
    pick = pick_all(plan)
    out = np.empty((DRAWS, len(pick.months)), np.float32)
    tasks = tasks_of(x if x is not None else plan_arrays(plan), out)
    report = told.append if told is not None else None
    simulate_worlds(tasks, pick, plan, rows(name, 7), 5, threads=threads, progress=report)
    return out


def ensemble(plan: Plan, world: int = 0, *, name: str = NAME) -> np.ndarray:
    """The same from the engine's ensemble of two worlds."""
    pick = pick_all(plan)
    return run_ensemble(plan, rows(name, 7), DRAWS, 5).values[world][:, pick.months, pick.columns]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_same_bits_as_a_forecast_whatever_the_threads(threads):
    plan, told = case(NAME).plan, []
    assert (played(plan, threads=threads, told=told) == ensemble(plan)).all()
    assert sum(told) == DRAWS


def test_a_coalition_is_the_plan_with_the_others_money_set_to_nothing():
    plan = case(NAME).plan
    out = {plan.programmes[i].id for i in (1, 3)}
    x = together(plan_arrays(plan), plan_arrays(plan.without()), [p.id not in out for p in plan.programmes], False)
    written = plan.with_values({f"programmes.{id}.budget.*": 0.0 for id in out} | {"law.wanted": False})
    assert (played(plan, x) == ensemble(written)).all()
    nobody = together(plan_arrays(plan), plan_arrays(plan.without()), [False] * len(plan.programmes), False)
    assert (played(plan, nobody) == ensemble(plan, 1)).all()


def test_a_year_late_is_the_plan_written_a_year_later():
    """The same as moving every figure of the plan by hand, the plan's end included."""
    plan = case(NAME).plan
    values: dict[str, object] = {"horizon.end": f"{int(plan.horizon.end[:4]) + 1}-12"}
    for p in plan.programmes:
        values[f"programmes.{p.id}.budget"] = {year + 1: money for year, money in p.budget.items()}
        if p.facility is not None:
            values[f"programmes.{p.id}.facility.start"] = plan.month_at(plan.month_number(p.facility.start) + 12)
            values[f"programmes.{p.id}.facility.opens"] = plan.month_at(plan.month_number(p.facility.opens) + 12)
    written = plan_arrays(plan.with_values(values))
    late = delayed(plan_arrays(plan), range(len(plan.programmes)), 12)
    assert (late.x.budget == written.budget).all()
    assert (late.x.programmes == written.programmes).all()
    assert late.lost == 0
    assert (played(plan, late.x) != ensemble(plan)).any()


def test_money_that_comes_after_the_last_month_is_lost_and_said():
    plan = case(NAME).plan
    near = plan.with_values({"horizon.forecast_to": plan.horizon.end})
    x = plan_arrays(near)
    late = delayed(x, [0, 2], 12)
    assert late.lost == pytest.approx(float(x.budget[[0, 2], -12:].sum()) / 1000)
    assert late.x.budget[[0, 2]].sum() == x.budget[[0, 2], :-12].sum()
    assert (late.x.budget[1] == x.budget[1]).all()


def test_an_act_with_a_date_is_a_scenario_with_that_date():
    gwangju = case("gwangju-phase1")
    written = gwangju.scenario("special-act-2021").apply(gwangju.plan)
    assert (law_in(gwangju.plan, "2021-07").law == plan_arrays(written).law).all()
    late = delayed(plan_arrays(gwangju.plan), [], 12, law=True)
    later = plan_arrays(gwangju.plan.with_values({"law.earliest": "2021-07"}))
    assert (late.x.law == later.law).all()
    fixed = delayed(plan_arrays(written), [], 12, law=True)
    assert fixed.x.law[2] == plan_arrays(written).law[2] + 12


def test_twins_are_the_same_in_everything_but_name():
    plan = case(NAME).plan
    assert twins(plan_arrays(plan)) == []
    first = plan.programmes[4]
    twin = {**plan.to_dict()["programmes"][4], "id": "twin"}
    two = plan.with_values({"programmes": [*plan.to_dict()["programmes"], twin]})
    assert twins(plan_arrays(two)) == [[4, len(plan.programmes)]]
    other = two.with_values({f"programmes.twin.budget.{next(iter(first.budget))}": 7.0})
    assert twins(plan_arrays(other)) == []


def test_more_start_ups_than_a_column_holds_make_longer_columns(monkeypatch):
    plan = case(NAME).plan
    expected = ensemble(plan)
    monkeypatch.setattr(value_worlds, "SLOTS", 16)
    assert (played(plan, threads=2) == expected).all()
