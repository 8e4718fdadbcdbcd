"""Shapley values against games with answers in textbooks, through the functions that share out an effect."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from podobat.engine.randomness import PARAMETERS, uniforms
from podobat.value.shapley import (
    GRAIN,
    Shares,
    along_orders,
    enumerated,
    second_difference,
    twins_share_alike,
    whole,
    with_reverses,
)

Game = Callable[[frozenset[int]], float]


def coalitions(game: Game, n: int) -> np.ndarray:
    """v of every coalition, in grains, the players of coalition c being the bits of c."""
    return whole(np.array([game(frozenset(i for i in range(n) if c >> i & 1)) for c in range(1 << n)]))


def walked(game: Game, orders: np.ndarray) -> Shares:
    """Shares from walks along orders."""
    values = [[game(frozenset(order[:k].tolist())) for k in range(orders.shape[1] + 1)] for order in orders]
    return along_orders(orders, whole(np.array(values)))


def glove(team: frozenset[int]) -> float:
    """Players 0 and 1 hold a left glove, player 2 a right one; a pair is worth 1."""
    return float(2 in team and len(team) > 1)


def airport(costs: list[float]) -> Game:
    """A runway costs what its largest user needs (Littlechild and Owen 1973)."""
    return lambda team: max((costs[i] for i in team), default=0.0)


def majority(weights: list[int], quota: int) -> Game:
    """A weighted vote: 1 when the weights reach the quota (Shapley and Shubik 1954)."""
    return lambda team: float(sum(weights[i] for i in team) >= quota)


def test_glove_game():
    assert enumerated(coalitions(glove, 3)).values() == pytest.approx([1 / 6, 1 / 6, 4 / 6], abs=1e-15)


def test_airport_game():
    """Runways of 1, 2, 4: each part is shared by those who need it: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 2."""
    found = enumerated(coalitions(airport([1.0, 2.0, 4.0]), 3)).values()
    assert found == pytest.approx([1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 2], abs=1e-15)


def test_airport_of_ten_users_in_closed_form():
    costs = [1.0, 1.5, 2.0, 4.0, 4.0, 7.0, 8.0, 9.5, 12.0, 20.0]
    steps = np.diff([0.0, *costs]) / np.arange(10, 0, -1)
    assert enumerated(coalitions(airport(costs), 10)).values() == pytest.approx(np.cumsum(steps), abs=1e-9)


def test_weighted_vote():
    """[51; 50, 49, 1]: the one vote decides as often as the 49 (Shapley and Shubik's index: 4/6, 1/6, 1/6)."""
    assert enumerated(coalitions(majority([50, 49, 1], 51), 3)).values() == pytest.approx([4 / 6, 1 / 6, 1 / 6])


@pytest.mark.parametrize("game", [glove, airport([3.0, 1.0, 2.5]), majority([3, 2, 2], 4)])
def test_all_orders_give_what_all_coalitions_give(game: Game):
    orders = np.array(list(itertools.permutations(range(3))))
    by_orders, by_coalitions = walked(game, orders), enumerated(coalitions(game, 3))
    assert (by_orders.parts * by_coalitions.denominator == by_coalitions.parts * by_orders.denominator).all()


numbers = st.floats(-1e6, 1e6, width=32)


@given(arrays(np.float32, (16, 3), elements=numbers))
def test_parts_sum_to_the_whole_to_the_bit(values):
    """Enumerated: four players, three outcomes, any single-precision numbers."""
    grains = whole(values)
    shares = enumerated(grains)
    assert (shares.parts.sum(axis=0) == shares.denominator * (grains[-1] - grains[0])).all()


@given(arrays(np.float32, 16, elements=numbers), st.permutations(range(4)), st.permutations(range(4)))
def test_sampled_parts_sum_to_the_whole_to_the_bit(values, one, two):
    orders = with_reverses(np.array([one, two]))
    grains = whole(values)
    walks = np.array([[grains[sum(1 << i for i in order[:k])] for k in range(5)] for order in orders.tolist()])
    shares = twins_share_alike(along_orders(orders, walks), [[0, 2, 3]])
    assert shares.parts.sum() == shares.denominator * (grains[15] - grains[0])
    assert shares.parts[0] == shares.parts[2] == shares.parts[3]


def test_floating_point_alone_would_not_do():
    """What the whole numbers are for: the same shares as floats miss the whole in the last bits."""
    rows = [(1e5 * uniforms(i, PARAMETERS, range(16))).astype(np.float32) for i in range(50)]
    missed = 0
    for values in rows:
        shares = enumerated(whole(values))
        floats = [np.float32(p / shares.denominator / GRAIN) for p in shares.parts]
        missed += sum(floats, np.float32(0)) != values[15] - values[0]
    assert missed > 0


def test_a_player_that_changes_nothing_gets_exactly_zero():
    shares = enumerated(coalitions(lambda team: float(len(team - {1}) ** 2) + 0.1, 4))
    assert shares.parts[1] == 0
    orders = with_reverses(np.array([[2, 1, 0, 3]]))
    assert walked(lambda team: float(len(team - {1}) ** 2) + 0.1, orders).parts[1] == 0


def test_players_that_do_the_same_get_the_same_under_enumeration():
    shares = enumerated(coalitions(airport([2.0, 5.0, 5.0, 1.0]), 4))
    assert shares.parts[1] == shares.parts[2]


def test_every_order_comes_with_its_reverse():
    assert with_reverses(np.array([[2, 0, 1]])).tolist() == [[2, 0, 1], [1, 0, 2]]


def test_second_difference_of_players_that_need_each_other_and_of_twins():
    needing = second_difference(*(np.array([x]) for x in (10.0, 0.0, 0.0, 0.0)))
    doing_the_same = second_difference(*(np.array([x]) for x in (7.0, 7.0, 7.0, 0.0)))
    assert (needing[0], doing_the_same[0]) == (10.0, -7.0)


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="not a number"):
        whole(np.array([math.nan]))
    with pytest.raises(ValueError, match="beyond"):
        whole(np.array([1e12]))
    with pytest.raises(ValueError, match="3 coalitions"):
        enumerated(np.zeros(3, np.int64))
    with pytest.raises(OverflowError, match="too large"):
        enumerated(whole(np.full(16, 6e10)))
