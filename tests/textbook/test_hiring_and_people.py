"""Hiring and people: matching, headcount worked by hand, training, leaving, and pools that balance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from podobat.engine import world
from podobat.engine.counting import PEOPLE_PLACED_REGION, n_measures
from podobat.engine.hiring import affordable_heads, fill_posts, lay_off_and_advertise, matches, total, undo_excess
from podobat.engine.numerics import COMPILE
from podobat.engine.people import leaving_hazard, place_hired
from podobat.engine.world import make_world
from tests.engine.worlds import arrays, firms, luck, record

F = np.float32


@njit(**COMPILE)
def place(w, hired):  # what takes the world is called by compiled code alone
    place_hired(w, hired)


def test_heads_that_income_and_cash_carry():
    # (12 + 60 / 15) / 4 per head; what is owed carries nobody
    assert affordable_heads(F(12), F(60), F(4), F(15)) == pytest.approx(4.0)
    assert affordable_heads(F(12), F(-60), F(4), F(15)) == pytest.approx(3.0)


@given(st.floats(0.5, 1e5), st.floats(0.5, 1e5), st.floats(0.05, 3), st.floats(0, 1))
def test_matches_are_cobb_douglas_and_never_more_than_posts_or_people(posts, people, efficiency, elasticity):
    met = matches(posts, people, efficiency, elasticity)
    free = efficiency * posts**elasticity * people ** (1 - elasticity)
    assert 0 <= met <= min(posts, people)
    assert met == pytest.approx(min(free, posts, people), rel=2e-5)


def test_matches_have_constant_returns_to_scale():
    assert matches(200.0, 600.0, 0.3, 0.5) == pytest.approx(2 * matches(100.0, 300.0, 0.3, 0.5), rel=1e-5)
    assert matches(0.0, 10.0, 0.3, 0.5) == matches(10.0, 0.0, 0.3, 0.5) == 0.0


STAFF = {
    "region_wage": 3.8,
    "cost_rent": 0.2,
    "cost_fixed": 2.0,
    "hiring_runway": 20.0,
    "hiring_layoff_runway": 5.0,
    "hiring_speed": 0.5,
    "hiring_turnover": 1.2,
}


def staffed(region_fill: float = 0.75, scratch: dict | None = None, **columns):
    n = len(columns["HEAD"])
    f, d = firms(n, **columns), luck(n, **{"U_QUIT": 0.0, "U_VACANCY": 0.0, "U_HIRE": 0.0, **(scratch or {})})
    lost, posts = lay_off_and_advertise(n, f, d, record(**STAFF), region_fill)
    assert posts == d.ints[world.VACANCY].sum()
    return f.ints[world.HEAD], f.ints[world.AWAY], d.ints[world.VACANCY], d.ints[world.VACANCY_AWAY], lost


def test_headcounts_worked_by_hand():
    """A head costs 4.0 a month, fixed cost is 2.0, and 10 % of the team but the founder quit in a month.

    0  21 people, income 42, cash 200: carries (40 + 200/5)/4 = 20 for the shortest runway, so one is laid off;
       19 x 0.1 -> one quits, 19 stay; wants (40 + 200/20)/4 = 12.5, so no posts
    1  11 people, income 42, cash 800: carries 50; one quits, 10 stay; wants (40 + 40)/4 = 20: half the gap, 5 posts
    2  the same after an outside round: a quarter of the 5 posts, rounded down, goes to the capital
    3  the same with its seat in the capital: all posts go there; of 11 people 5 work there, and the one who quits
       works here
    4  one founder without money stays (who cannot pay at all is closed elsewhere)
    """
    head, away, posts, posts_away, lost = staffed(
        HEAD=[21, 11, 11, 11, 1],
        AWAY=[0, 0, 0, 5, 0],
        PLACE=[1, 1, 1, 2, 1],
        OUTSIDE=[0, 0, 1, 1, 0],
        CASH=[200.0, 800.0, 800.0, 800.0, 0.0],
        scratch={"INCOME": [42.0, 42.0, 42.0, 42.0, 0.0]},
    )
    assert head.tolist() == [19, 10, 10, 10, 1]
    assert posts.tolist() == [0, 5, 4, 0, 0]
    assert posts_away.tolist() == [0, 0, 1, 5, 0]
    assert away.tolist() == [0, 0, 0, 5, 0]
    assert lost == 2 + 1 + 1 + 1


def test_quits_and_posts_are_right_on_average():
    n = 10_000
    u = (np.arange(n) + 0.5) / n
    head, _, posts, _, lost = staffed(
        HEAD=[8] * n, CASH=780.0, scratch={"INCOME": 42.0, "U_QUIT": u, "U_VACANCY": np.roll(u, n // 2 + 1)}
    )
    assert lost / n == pytest.approx(7 * 0.1, abs=1e-3)
    assert posts.mean() == pytest.approx(0.5 * (19.75 - head.mean()), rel=0.02)


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 400), st.integers(1, 2)), min_size=1, max_size=20))
def test_who_leaves_a_firm_is_here_or_was_away(teams):
    before = np.array([t[0] for t in teams])
    away_before = np.minimum([t[1] for t in teams], before)
    cash = np.linspace(-50, 4000, len(teams))
    columns = {"HEAD": before, "AWAY": away_before, "PLACE": [t[2] for t in teams], "OUTSIDE": 1, "CASH": cash}
    head, away, posts, posts_away, lost = staffed(**columns, scratch={"U_QUIT": 0.9, "U_VACANCY": 0.9, "U_HIRE": 0.7})
    assert (np.minimum(posts, posts_away) >= 0).all()
    assert (away <= head).all()
    here = before - head - (away_before - away)  # who left in the region
    assert (here >= 0).all()
    assert (head >= 1).all()
    assert lost == here.sum()


def test_posts_are_filled_in_expectation_and_undone_where_nobody_is_left():
    n = 10_000
    u = ((np.arange(n) + 0.5) / n).astype(F)
    head, away = np.ones(n, np.int32), np.zeros(n, np.int32)
    posts, posts_away = np.full(n, 3, np.int32), np.full(n, 1, np.int32)
    hired = fill_posts(n, head, away, posts, posts_away, u, 0.4)
    assert hired == total(n, posts) == pytest.approx(3 * 0.4 * n, rel=1e-3)
    assert (away == 1).all()
    assert head.sum() == n + n + hired
    assert undo_excess(n, head, posts, 100) == 0
    assert head.sum() == n + n + hired - 100 == n + n + total(n, posts)
    assert undo_excess(n, head, posts, 10**6) == 10**6 - (hired - 100)


def test_people_leave_by_the_wage_gap():
    assert leaving_hazard(0.01, 1.0, 2.0, 1.0) == pytest.approx(0.01)
    assert leaving_hazard(0.01, 1.3, 2.0, 1.5) == pytest.approx(0.01 * 1.3**2 * 1.5, rel=1e-5)
    assert leaving_hazard(0.2, 3.0, 2.0, 1.0) == 0.5


@given(st.lists(st.integers(0, 3000), min_size=4, max_size=4), st.floats(0, 1))
def test_hires_come_out_of_the_pools_in_proportion(pools, share):
    x = arrays()
    w = make_world(x, n_measures(x), 1)
    w.looking[:] = pools
    hired = int(share * sum(pools))
    place(w, hired)
    taken = np.array(pools) - w.looking
    assert (w.looking >= 0).all()
    assert taken.sum() == hired
    assert np.abs(taken - hired * np.array(pools) / max(1, sum(pools))).max() <= 2
    assert w.counts[PEOPLE_PLACED_REGION] == taken[1:].sum()
    assert w.state[0]["base_hired"] == taken[0]
