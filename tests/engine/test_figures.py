"""One draw's own plan figures and its luck by stretches: what they change, and what they leave alone to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import run_ensemble
from podobat.engine.counting import n_measures
from podobat.engine.figures import vary, yearly_money
from podobat.engine.inputs import CAPACITY, FOREVER, MONEY, UNIT_COST, Lives, plan_arrays
from podobat.engine.world import make_world
from tests.engine.worlds import arrays, case, rows

NAME, DRAWS = "gwangju-phase1", 4
END = 59  # December 2024, the plan's last month


def as_planned(points: int = 2) -> np.ndarray:
    """Factors of 1 on everything while the plan lasts, and no money after it."""
    x = arrays(NAME)
    found = np.ones((points, x.programmes.size, MONEY + int(x.years[-1]) + 1))
    found[:, :, MONEY + int(x.years[END]) + 1 :] = 0.0
    return found


def simulated(figures: np.ndarray | None = None, lives: Lives | None = None) -> np.ndarray:
    options = {} if figures is None else {"figures": figures}
    return run_ensemble(case(NAME).plan, rows(NAME, 2), DRAWS, 7, lives=lives, **options).values


def with_figures(figures: np.ndarray):
    x = arrays(NAME)
    w = make_world(x, n_measures(x), 64)
    vary(w.budget, w.programmes, w.after, x, figures)
    return w


def programme(id: str) -> int:
    return [p.id for p in case(NAME).plan.programmes].index(id)


def test_factors_of_one_are_the_plan_to_the_bit():
    x, w = arrays(NAME), with_figures(as_planned()[0])
    assert np.array_equal(w.budget, x.budget)
    assert w.programmes.tobytes() == x.programmes.tobytes()
    assert np.array_equal(simulated(as_planned()), simulated())


def test_a_year_s_money_is_multiplied_and_the_works_with_it():
    x, figures = arrays(NAME), as_planned()[0]
    centre = programme("compute-centre")
    figures[centre, MONEY + 1] = 0.5
    w = with_figures(figures)
    year = x.years == 1
    assert w.budget[centre, year].sum() == pytest.approx(x.budget[centre, year].sum() / 2, abs=12)
    assert np.array_equal(w.budget[centre, ~year], x.budget[centre, ~year])
    share = w.budget[centre].sum() / x.budget[centre].sum()
    assert w.programmes[centre]["cost"] == pytest.approx(share * x.programmes[centre]["cost"], abs=1)
    others = np.arange(x.programmes.size) != centre
    assert np.array_equal(w.budget[others], x.budget[others]), "each programme has figures of its own"


def test_a_programme_goes_on_past_its_end_on_a_share_of_its_last_years():
    x, figures = arrays(NAME), as_planned()[0]
    figures[:, MONEY + 5] = 0.5
    w = with_figures(figures)
    academy, equipment = programme("academy"), programme("test-equipment")
    assert w.budget[academy, x.years == 5].sum() == pytest.approx(0.5 * 5.0e6, rel=1e-5)  # 5 bn a year, thousand won
    assert w.budget[academy, x.years == 6].sum() == 0
    assert w.budget[equipment].sum() == x.budget[equipment].sum(), "its money had ended a year before the plan"
    assert yearly_money(x.budget[academy], END) == pytest.approx(5.0e6)


def test_without_the_plan_no_figure_matters():
    figures = as_planned()
    figures[:, :, MONEY:] = 3.0
    figures[:, :, UNIT_COST] = 0.2
    assert np.array_equal(simulated(figures)[1], simulated()[1])


def test_dearer_places_are_fewer_and_larger_facilities_serve_more():
    academy, centre = programme("academy"), programme("compute-centre")
    measures = run_ensemble(case(NAME).plan, rows(NAME, 1), 1, 7).measures
    trained, served = measures.index("people.trained"), measures.index("compute.projects")
    dear, large = as_planned(), as_planned()
    dear[:, academy, UNIT_COST] = 4.0
    large[:, centre, UNIT_COST] = 0.1
    small = large.copy()
    small[:, centre, CAPACITY] = 0.02
    before = simulated(as_planned())
    assert (simulated(dear)[0, :, END, trained] < before[0, :, END, trained]).all()
    assert simulated(small)[0, :, END, served].sum() < simulated(large)[0, :, END, served].sum()


def test_luck_changes_from_its_month_on_and_not_before():
    points = np.array([0, 0, 1, 1])
    one = np.array([[10], [11], [12], [13]])
    once = simulated(lives=Lives(points, one, np.array([FOREVER])))
    same = simulated(lives=Lives(points, np.hstack([one, one]), np.array([30, FOREVER])))
    other = simulated(lives=Lives(points, np.hstack([one, one + 50]), np.array([30, FOREVER])))
    assert np.array_equal(once, same)
    assert np.array_equal(once[:, :, :30], other[:, :, :30])
    assert not np.array_equal(once[:, :, 30:], other[:, :, 30:])


def test_draws_are_the_lives_asked_for_in_any_order():
    numbers = np.arange(DRAWS)
    usual = simulated()
    turned = simulated(lives=Lives((numbers // 2)[::-1].copy(), numbers[::-1, None].copy(), np.array([FOREVER])))
    assert np.array_equal(turned, usual[:, ::-1])


def test_calendar_years_are_those_of_the_plan():
    plan = case(NAME).plan
    years = plan_arrays(plan).years
    assert years[0] == 0
    assert years[11] == 0
    assert years[12] == 1
    assert len(years) == plan.n_months
