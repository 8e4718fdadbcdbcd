"""Limits of a budget office: the nearest budget inside them, whole projects, steps, and what cannot hold together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.optimise.limits import Limits, Row, conflict, possible
from podobat.texts import Text


def named(name: str) -> Text:
    return Text(name, name)


TODAY = np.array([100.0, 200.0, 100.0, 200.0])  # two programmes in two years
YEAR = np.array([2022, 2022, 2023, 2023])


def limits(**more) -> Limits:
    rows = (
        Row("total", named("total"), np.ones(4), high=600.0),
        Row("year.2022", named("2022"), (YEAR == 2022).astype(float), high=300.0),
        Row("year.2023", named("2023"), (YEAR == 2023).astype(float), high=300.0),
    )
    names = tuple(named(n) for n in ("a", "b", "a", "b"))
    given = {"rows": rows, "moved": ((2022, 60.0), (2023, 60.0)), "bound_names": names, **more}
    return Limits(TODAY, 0.5 * TODAY, 2.0 * TODAY, YEAR, **given)


def test_todays_plan_is_its_own_nearest():
    assert limits().nearest(TODAY) == pytest.approx(TODAY)


@given(st.lists(st.floats(0.0, 500.0), min_size=4, max_size=4))
def test_whatever_is_wished_for_the_limits_are_kept(wish):
    found = limits().nearest(np.array(wish))
    assert found is not None
    assert not limits().faults(found)
    assert not limits().faults(limits().rounded(found), near=1.0 + 1e-6)


def test_no_more_is_moved_in_a_year_than_allowed():
    found = limits().nearest(np.array([200.0, 100.0, 100.0, 200.0]))
    assert found is not None
    assert limits().moved_in(found, 2022) == pytest.approx((60.0, 60.0))
    assert limits().moved_from_today(found) == pytest.approx(60.0)


def test_the_best_budget_by_slopes_fills_what_is_worth_most():
    """Programme a is worth three times b: it gets all that may be moved, in both years."""
    found = limits().best(np.array([3.0, 1.0, 3.0, 1.0]), np.array([3.0, 1.0, 3.0, 1.0]))
    assert found == pytest.approx([160.0, 140.0, 160.0, 140.0])


def test_returns_that_diminish_leave_money_where_it_is():
    """More for a is worth 1, but taking from b costs 2: nothing moves."""
    found = limits().best(np.array([1.0, 0.5, 1.0, 0.5]), np.array([3.0, 2.0, 3.0, 2.0]))
    assert found == pytest.approx(TODAY)


def test_whole_projects_are_built_or_not_and_steps_are_kept():
    whole = limits(whole=((0, 2),), moved=())
    loose = Limits(TODAY, np.zeros(4), 2 * TODAY, YEAR, whole.rows, whole=((0, 2),))
    found = loose.nearest(np.array([90.0, 200.0, 20.0, 200.0]))
    assert found is not None
    assert tuple(found[[0, 2]]) in ((0.0, 0.0), (100.0, 100.0))
    stepped = limits(step=np.array([25.0, 0.0, 25.0, 0.0]), moved=())
    found = stepped.nearest(np.array([131.0, 150.0, 60.0, 220.0]))
    assert found is not None
    assert found[[0, 2]] % 25.0 == pytest.approx([0.0, 0.0])


def test_limits_that_cannot_hold_together_are_named_with_the_least_change():
    """Both programmes keep half (300 in all), and the total is 250: either gives way by 50."""
    rows = (Row("total", named("total"), np.ones(4), high=250.0), *limits().rows[1:])
    bad = limits(rows=rows, moved=())
    assert not possible(bad)
    found = {d.id: d.change for d in conflict(bad, named("moves"))}
    assert found["total"] == 50.0
    assert set(found) == {"total", "bounds.0", "bounds.1"}
    assert all(change <= 60.0 for change in found.values())
    assert conflict(limits(), named("moves")) == []


def test_a_duty_against_the_limit_on_moves():
    """a is to get 400 in two years; it has 200, and 60 a year may be added: 80 are lacking."""
    duty = Row("duty.a", named("a"), np.array([1.0, 0.0, 1.0, 0.0]), low=400.0)
    found = {d.id: d.change for d in conflict(limits(rows=(*limits().rows, duty)), named("moves"))}
    assert found == {"duty.a": 80.0, "moved": 40.0}
