"""Quantiles against closed forms: ends, medians, the 5 % and 95 % points, and order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from podobat.evidence.distributions import SHAPES, Distribution

U = np.array([0.05, 0.5, 0.95])


def test_triangular_quantiles_follow_the_closed_form():
    d = Distribution("triangular", 0.2, 0.0, 1.0)
    # F(x) = x^2 / 0.2 below 0.2 and 1 - (1 - x)^2 / 0.8 above
    expected = [math.sqrt(0.05 * 0.2), 1 - math.sqrt(0.5 * 0.8), 1 - math.sqrt(0.05 * 0.8)]
    assert d.quantile(U) == pytest.approx(expected, rel=1e-14)
    assert d.quantile(0.2) == pytest.approx(0.2)


@pytest.mark.parametrize("mode", [0.0, 1.0])
def test_triangular_may_peak_at_an_end(mode):
    d = Distribution("triangular", mode, 0.0, 1.0)
    expected = 1 - math.sqrt(0.5) if mode == 0.0 else math.sqrt(0.5)
    assert d.quantile(0.5) == pytest.approx(expected)


def test_uniform_quantiles_are_a_straight_line():
    assert Distribution("uniform", 0.1, -1.0, 3.0).quantile(U) == pytest.approx([-0.8, 1.0, 2.8])


@pytest.mark.parametrize("shape", ["normal", "lognormal"])
def test_the_three_stated_quantiles_hold_even_when_lopsided(shape):
    assert Distribution(shape, 3.0, 2.0, 9.0).quantile(U) == pytest.approx([2.0, 3.0, 9.0], rel=1e-12)


def test_an_even_lognormal_is_the_textbook_one():
    d = Distribution("lognormal", 2.0, 1.0, 4.0)
    u = np.linspace(0.001, 0.999, 101)
    sigma = math.log(2.0) / stats.norm.ppf(0.95)
    assert d.quantile(u) == pytest.approx(stats.lognorm(sigma, scale=2.0).ppf(u), rel=1e-10)


def test_an_even_normal_is_the_textbook_one():
    d = Distribution("normal", 1.0, -1.0, 3.0)
    u = np.linspace(0.001, 0.999, 101)
    assert d.quantile(u) == pytest.approx(stats.norm(1.0, 2.0 / stats.norm.ppf(0.95)).ppf(u), rel=1e-10, abs=1e-12)


def test_pert_is_a_beta_with_the_pert_mean():
    d = Distribution("pert", 3.0, 1.0, 9.0)
    u = (np.arange(100_000) + 0.5) / 100_000
    assert d.quantile(u).mean() == pytest.approx((1 + 4 * 3 + 9) / 6, rel=1e-6)


def test_a_symmetric_pert_has_its_median_in_the_middle():
    assert Distribution("pert", 5.0, 1.0, 9.0).quantile(0.5) == pytest.approx(5.0)


def test_fixed_is_the_same_for_every_draw():
    assert Distribution("fixed", 3.0, 3.0, 3.0).quantile(U).tolist() == [3.0, 3.0, 3.0]


def test_hard_bounds_hold():
    d = Distribution("normal", 0.9, 0.7, 1.1, minimum=0.8, maximum=1.0)
    assert d.quantile([0.001, 0.5, 0.999]) == pytest.approx([0.8, 0.9, 1.0])


@pytest.mark.parametrize("shape", ["triangular", "uniform", "pert"])
def test_ends_are_the_ends(shape):
    low, high = Distribution(shape, 2.0, 1.0, 5.0).quantile([1e-15, 1 - 1e-15])
    assert low == pytest.approx(1.0, abs=1e-3)
    assert high == pytest.approx(5.0, abs=1e-3)


@given(
    shape=st.sampled_from([s for s in SHAPES if s != "fixed"]),
    low=st.floats(0.01, 10),
    up=st.floats(0.01, 10),
    further=st.floats(0.01, 10),
)
def test_a_higher_u_never_gives_a_lower_value(shape, low, up, further):
    d = Distribution(shape, low + up, low, low + up + further)
    values = d.quantile(np.linspace(0.0005, 0.9995, 400))
    assert np.all(np.isfinite(values))
    assert np.all(np.diff(values) >= 0)


@given(shape=st.sampled_from(SHAPES), n=st.integers(1, 40))
def test_a_value_does_not_depend_on_its_neighbours(shape, n):
    d = Distribution(shape, 2.0, 1.0, 5.0)
    u = np.linspace(0.001, 0.999, 64)
    assert d.quantile(u)[:n].tobytes() == d.quantile(u[:n]).tobytes()
