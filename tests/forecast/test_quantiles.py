"""Quantiles, odds and the split of variance, against closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from podobat.forecast.quantiles import QUANTILES, named, odds, quantiles, variance_split


def test_quantiles_of_the_numbers_0_to_1000_are_their_shares():
    values = np.random.default_rng(1).permutation(1001).astype(float)
    assert named(values) == pytest.approx({name: 1000 * share for name, share in QUANTILES.items()})


def test_quantiles_agree_with_numpy_month_by_month():
    values = np.random.default_rng(2).lognormal(size=(237, 5)).astype(np.float32)
    expected = np.quantile(values.astype(float), list(QUANTILES.values()), axis=0)
    assert quantiles(values) == pytest.approx(expected, rel=1e-12)


@given(arrays(np.float32, st.tuples(st.integers(1, 30), st.integers(1, 4)),
              elements=st.floats(-1e6, 1e6, width=32, allow_subnormal=False)))  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_quantiles_never_fall_and_stay_within_the_draws(values):
    found = quantiles(values)
    assert (np.diff(found, axis=0) >= 0).all()
    assert (found >= values.min(axis=0)).all()
    assert (found <= values.max(axis=0)).all()


def test_one_draw_is_all_its_quantiles():
    assert set(named(np.array([3.0])).values()) == {3.0}


@pytest.mark.parametrize("share", [0.0, 0.25, 0.8, 1.0])
def test_variance_splits_as_it_was_made(share):
    """Pairs x = a + e with Var a = share and Var e = 1 - share: the parameters' share is `share`."""
    random = np.random.default_rng(4)
    pairs = 40_000
    common = np.sqrt(share) * np.repeat(random.standard_normal(pairs), 2)
    own = np.sqrt(1 - share) * random.standard_normal(2 * pairs)
    split = variance_split(5 + common + own)
    assert split.parameters == pytest.approx(share, abs=0.012)
    assert split.parameters + split.chance == pytest.approx(1)


def test_variance_split_of_a_table_done_by_hand():
    """Pairs (1, 3), (5, 7), (9, 11): MSW = 2, pair means 2, 6, 10 so MSB = 32, parameters (32 - 2)/2 = 15 of 17."""
    split = variance_split(np.array([1.0, 3, 5, 7, 9, 11]))
    assert split.parameters == pytest.approx(15 / 17)
    assert split.chance == pytest.approx(2 / 17)


def test_variance_split_is_clipped_where_pairs_differ_more_than_their_means():
    assert variance_split(np.array([0.0, 2, 0, 2, 0, 2])) == (0, 1, 0, 0)


def test_variance_split_leaves_out_a_last_draw_without_partner():
    assert variance_split(np.array([1.0, 3, 5, 7, 9, 11, 999])) == variance_split(np.array([1.0, 3, 5, 7, 9, 11]))


@pytest.mark.parametrize("values", [[1.0], [1, 1], [2, 2, 2, 2, 2, 2]])
def test_variance_split_says_nothing_where_nothing_varies(values):
    assert np.isnan(variance_split(np.array(values))).all()


def test_odds_count_draws_at_or_above_the_value():
    assert odds(np.array([1, 2, 3, 4], dtype=np.float32), 3.0).probability == 0.5


def test_odds_compare_in_the_precision_of_the_draws():
    """0.1 as single precision is a little above 0.1: a draw that means 0.1 reaches a target of 0.1, and 0.7 of 0.7."""
    for value in (0.1, 0.7):
        assert odds(np.full(4, value, dtype=np.float32), value).probability == 1


def test_standard_error_of_odds_is_binomial_when_draws_are_independent_and_doubled_variance_when_pairs_agree():
    random = np.random.default_rng(5)
    independent = (random.random(20_000) < 0.3).astype(np.float32)
    assert odds(independent, 1).standard_error == pytest.approx(np.sqrt(0.3 * 0.7 / 20_000), rel=0.05)
    agreeing = np.repeat((random.random(10_000) < 0.3).astype(np.float32), 2)
    assert odds(agreeing, 1).standard_error == pytest.approx(np.sqrt(0.3 * 0.7 / 10_000), rel=0.05)
