"""Leaning towards the outside view: what is asked of it, how far futures move, and signposts."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from podobat.forecast.quantiles import QUANTILES
from podobat.learn.leaning import Asked, _shift, elsewhere, last_count, ranks, yearly_counts
from podobat.learn.views import isotonic, thresholds
from podobat.outlook.series import Count
from podobat.units import month_index
from tests.learn.counted import counted

START = "2020-01"
LEVELS = list(QUANTILES.values())


def expectation(ends, kind="cumulative"):
    """An outside view with these quantiles, of a hundred counted."""
    series = SimpleNamespace(kind=kind, counts=(Count(2021, 100.0),))
    return SimpleNamespace(quantiles=dict(zip(QUANTILES, ends, strict=True)), series=series)


def asked(ends, measure="firms.mou", kind="cumulative", month=59, last=(23, 100.0)):
    """A target in the fifth year, last counted at the end of the second."""
    return Asked(SimpleNamespace(measure=measure), month, last, expectation(ends, kind))


def setting():
    """Five years of a plan."""
    return SimpleNamespace(plan=SimpleNamespace(horizon=SimpleNamespace(start=START), n_months=60))


def paths(n=2000, now=100.0, growth=2.0):
    """Worlds that rise to `now` by the last count, and then, on a line, to `growth` times it, some more, some less."""
    spread = np.exp(0.3 * np.linspace(-2, 2, n))[:, None]
    month = np.arange(60)
    before = now * np.minimum(month + 1, 24) / 24
    return before + np.maximum(month - 23, 0) / 36 * now * (growth - 1) * spread


ENDS = (115.0, 123.0, 135.0, 150.0, 165.0, 200.0, 260.0)


def test_without_weight_nothing_moves_and_with_all_of_it_growth_is_that_elsewhere():
    path = paths()
    assert np.allclose(_shift(path, asked(ENDS), 0.0, setting()), 0.0)
    shift = _shift(path, asked(ENDS), 1.0, setting())
    assert np.allclose(shift[:, :4], 0.0)  # what is counted is past
    assert np.allclose(shift[:, 4:], shift[:, 4:5])
    added = (path[:, 59] - path[:, 23]) * np.exp(shift[:, 4])
    assert np.quantile(100.0 + added, LEVELS) == pytest.approx(ENDS, rel=0.01)


def test_half_the_weight_lies_between_the_two_and_keeps_the_order_of_worlds():
    path = paths()
    growth = [1.0 + (path[:, 59] - path[:, 23]) * np.exp(_shift(path, asked(ENDS), w, setting())[:, 4]) / path[:, 23]
              for w in (0.0, 0.5, 1.0)]  # fmt: skip
    within = slice(10, -10)  # the ends of the line meet the bounds on a factor
    middle = (np.log(growth[0]) + np.log(growth[2])) / 2
    assert np.log(growth[1])[within] == pytest.approx(middle[within], abs=0.01)
    assert (np.argsort(growth[1], kind="stable") == np.argsort(growth[0], kind="stable")).all()


def test_a_stock_is_led_to_its_date_step_by_step():
    path = paths(growth=1.5)
    found = _shift(path, asked(ENDS, "jobs.attracted", "stock"), 1.0, setting())
    assert np.allclose(found[:, :4], 0.0)
    assert (np.diff(np.abs(found[:, 3:10]), axis=1) >= -1e-12).all()
    assert np.quantile(path[:, 59] * np.exp(found[:, 9]), LEVELS) == pytest.approx(ENDS, rel=0.01)


def test_ends_elsewhere_meet_the_quantiles_and_never_fall_below_what_is_counted():
    assert np.exp(elsewhere(expectation(ENDS), np.array(LEVELS))) == pytest.approx(ENDS)
    low = np.exp(elsewhere(expectation((50.0, *ENDS[1:])), np.array([0.0001, 0.01])))
    assert low == pytest.approx(100.0)
    assert np.exp(elsewhere(expectation((50.0, *ENDS[1:]), "stock"), np.array([0.0001])))[0] < 50.0


def test_ranks_lie_inside_and_ties_go_by_draw():
    assert ranks(np.array([3.0, 1.0, 1.0, 2.0])) == pytest.approx([0.875, 0.125, 0.375, 0.625])


def test_a_year_in_part_is_carried_on_at_the_pace_of_the_last_twelve_months():
    book = [counted("a", measure="firms.mou", value=60.0, as_of="2020-12-31"),
            counted("b", measure="firms.mou", value=100.0, as_of="2021-06-30")]  # fmt: skip
    assert last_count(book, "firms.mou", START) == (month_index("2021-06"), 100.0)
    assert [c.value for c in yearly_counts(book, "firms.mou", START)] == pytest.approx([60.0, 100.0 + 70.0 / 2])


def test_of_a_stock_the_last_count_of_each_year_is_asked_about_and_of_a_flow_nothing():
    book = [counted("a", measure="jobs.attracted", value=10.0, as_of="2020-06-30"),
            counted("b", measure="jobs.attracted", value=30.0, as_of="2020-12-31")]  # fmt: skip
    assert yearly_counts(book, "jobs.attracted", START) == (Count(2020, 30.0),)
    assert last_count(book, "jobs.attracted", START) == (month_index("2020-12"), 30.0)
    assert yearly_counts([counted("c", measure="revenue", value=5.0)], "revenue", START) == ()


def test_a_signpost_stands_where_the_odds_cross_a_fifth_and_a_half():
    u = (np.arange(4000) + 0.5) / 4000
    luck = np.tile([0.25, 0.75], 2000)
    low, high = thresholds(u, luck + u > 1.0)  # odds 0 below .25, half from there to .75, then certain
    assert low == pytest.approx(0.25, abs=0.01)
    assert high == pytest.approx(0.75, abs=0.01)
    assert thresholds(u, np.ones(4000, bool)) == (None, None)


def test_isotonic_pools_neighbours_that_fall():
    assert isotonic(np.array([1.0, 0.0, 2.0, 2.0, 1.0])) == pytest.approx([0.5, 0.5, 5 / 3, 5 / 3, 5 / 3])
