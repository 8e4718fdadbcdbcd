"""Assignments against brute force, and stability against its definition."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.errors import CannotRun
from podobat.match.assign import Limits, _by_programme, _by_table, blocking, stable, welfare


@st.composite
def markets(draw, most=3, single=False, priced=False):
    """Pairs of a small market with their worths, what each side can take on, prices and a budget."""
    n_d, n_s = draw(st.integers(1, most)), draw(st.integers(1, most))
    cells = [(d, s) for d in range(n_d) for s in range(n_s)]
    chosen = sorted(draw(st.lists(st.sampled_from(cells), min_size=1, max_size=len(cells), unique=True)))
    number = st.integers(1, 20)
    worth = np.array([draw(number) / 8 for _ in chosen])
    other = np.array([draw(number) / 8 for _ in chosen])
    wanted = np.array([1 if single else draw(st.integers(0, 2)) for _ in range(n_d)])
    capacity = np.array([draw(st.integers(0, 2)) for _ in range(n_s)])
    cost = np.array([draw(st.integers(1, 4)) for _ in chosen], dtype=float)
    budget = float(draw(st.integers(0, 8))) if priced else None
    demand, supplier = (np.array(side, dtype=np.int64) for side in zip(*chosen, strict=True))
    return demand, supplier, worth, other, Limits(wanted, capacity, np.zeros(len(chosen), bool), cost, budget)


def keeps_to(demand, supplier, limits, taken) -> bool:
    """Is nobody given more than it can take on, and no money spent that is not there?"""
    return bool(
        (np.bincount(demand[taken], minlength=len(limits.wanted)) <= limits.wanted).all()
        and (np.bincount(supplier[taken], minlength=len(limits.capacity)) <= limits.capacity).all()
        and (limits.budget is None or limits.cost[taken].sum() <= limits.budget + 1e-9)
    )


def best_by_trying(demand, supplier, worth, limits) -> float:
    """The most worth of any set of pairs that keeps to the limits."""
    best = 0.0
    for size in range(len(demand) + 1):
        for some in combinations(range(len(demand)), size):
            taken = np.isin(np.arange(len(demand)), some)
            if keeps_to(demand, supplier, limits, taken):
                best = max(best, float(worth[taken].sum()))
    return best


@given(markets())
def test_many_to_many_as_good_as_every_set_tried(market):
    demand, supplier, worth, _, limits = market
    taken = welfare(demand, supplier, worth, limits)
    assert keeps_to(demand, supplier, limits, taken)
    assert worth[taken].sum() == pytest.approx(best_by_trying(demand, supplier, worth, limits))


@given(markets(priced=True))
def test_under_a_budget_as_good_as_every_set_tried(market):
    demand, supplier, worth, _, limits = market
    taken = welfare(demand, supplier, worth, limits)
    assert keeps_to(demand, supplier, limits, taken)
    assert worth[taken].sum() == pytest.approx(best_by_trying(demand, supplier, worth, limits), rel=1e-3)


@given(markets(most=5, single=True))
def test_the_assignment_and_the_programme_agree(market):
    demand, supplier, worth, _, limits = market
    by_table, by_programme = (f(demand, supplier, worth, limits) for f in (_by_table, _by_programme))
    assert keeps_to(demand, supplier, limits, by_table)
    assert worth[by_table].sum() == pytest.approx(worth[by_programme].sum())


@given(markets(most=5))
def test_nobody_would_rather_have_each_other(market):
    demand, supplier, asks, offers, limits = market
    taken = stable(demand, supplier, asks, offers, limits)
    assert keeps_to(demand, supplier, limits, taken)
    assert not blocking(demand, supplier, asks, offers, limits, taken)


@given(markets(most=4))
def test_stability_is_seen_to_be_missing(market):
    demand, supplier, asks, offers, limits = market
    nobody = np.zeros(len(demand), dtype=bool)
    open_ = (limits.wanted[demand] > 0) & (limits.capacity[supplier] > 0)
    assert bool(blocking(demand, supplier, asks, offers, limits, nobody)) == bool(open_.any())


def test_gale_and_shapley_s_own_example():
    """The three men and three women of the paper (1962, example 1): proposers get their first choices."""
    men = {"A": "abc", "B": "bca", "C": "cab"}
    women = {"a": "BCA", "b": "CAB", "c": "ABC"}
    cells = [(d, s) for d in range(3) for s in range(3)]
    demand, supplier = (np.array(side, dtype=np.int64) for side in zip(*cells, strict=True))
    asks = np.array([-men["ABC"[d]].index("abc"[s]) for d, s in cells], dtype=float)
    offers = np.array([-women["abc"[s]].index("ABC"[d]) for d, s in cells], dtype=float)
    ones = np.ones(3, dtype=np.int64)
    taken = stable(demand, supplier, asks, offers, Limits(ones, ones, np.zeros(9, bool), np.ones(9)))
    assert [(d, s) for (d, s), t in zip(cells, taken, strict=True) if t] == [(0, 0), (1, 1), (2, 2)]


def test_insisted_pairs_are_taken_in_whatever_they_are_worth():
    demand, supplier = np.array([0, 0, 1]), np.array([0, 1, 0])
    ones = np.ones(2, dtype=np.int64)
    fixed = np.array([True, False, False])
    limits = Limits(ones, ones, fixed, np.ones(3))
    assert welfare(demand, supplier, np.array([0.0, 5.0, 5.0]), limits).tolist() == [True, False, False]
    assert stable(demand, supplier, np.array([0.0, 5.0, 5.0]), np.array([0.0, 5.0, 5.0]), limits)[0]


def test_more_insisted_pairs_than_there_is_room_for_are_refused():
    demand, supplier = np.array([0, 1]), np.array([0, 0])
    limits = Limits(np.array([1, 1]), np.array([1]), np.array([True, True]), np.ones(2))
    with pytest.raises(CannotRun, match="insisted"):
        welfare(demand, supplier, np.ones(2), limits)
    dear = Limits(np.array([1, 1]), np.array([2]), np.array([True, True]), np.ones(2), budget=1.0)
    with pytest.raises(CannotRun, match="budget"):
        welfare(demand, supplier, np.ones(2), dear)


@given(markets(most=4))
def test_the_best_sum_is_never_less_than_a_stable_one_and_at_most_twice_it(market):
    """When both sides like a pair by the same number, a stable matching is a greedy one: at least half of the best."""
    demand, supplier, worth, _, limits = market
    worth = worth + np.arange(len(worth)) / 1e6  # no two alike
    best = worth[welfare(demand, supplier, worth, limits)].sum()
    steady = worth[stable(demand, supplier, worth, worth, limits)].sum()
    assert steady <= best + 1e-9
    assert 2 * steady >= best - 1e-9
