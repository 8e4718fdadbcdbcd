"""History matching on made-up figures whose answer is known."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from podobat.validate.matching import ENOUGH, halves_of, interval, match_halves, off, score, weights_of


def a_figure(value: float, group: str = "growth", series: str = "s", relation: str = "equal", fit: str = "close"):
    return SimpleNamespace(value=value, group=group, series=SimpleNamespace(id=series, relation=relation, fit=fit))


@pytest.fixture(scope="module")
def theta() -> np.ndarray:
    return np.exp(np.random.default_rng(7).normal(0.0, 1.0, 2000))


def test_groups_alternate_between_the_halves():
    assert halves_of(["a", "a", "b", "c", "b", "d"]) == (("a", "c"), ("b", "d"))


def test_what_is_learnt_from_one_figure_narrows_and_moves_one_that_hangs_on_it(theta):
    patterns = [a_figure(3.0, "growth", "x"), a_figure(30.0, "policy", "y")]
    growth, _ = match_halves(patterns, [theta, 10.0 * theta])
    assert growth.judged == ("policy",)
    assert growth.width[1] < 0.5 * growth.width[0]
    assert growth.score[1] > growth.score[0]
    assert growth.inside == (1, 1)
    assert growth.points >= ENOUGH - 1e-6


def test_what_does_not_hang_on_it_stays_as_it_was(theta):
    other = np.exp(np.random.default_rng(8).normal(0.0, 1.0, theta.size))
    growth, _ = match_halves([a_figure(3.0, "growth", "x"), a_figure(1.0, "policy", "y")], [theta, other])
    assert growth.width[1] == pytest.approx(growth.width[0], rel=0.35)


def test_figures_of_one_series_count_as_one(theta):
    one = weights_of([a_figure(2.0)], [theta])
    many = weights_of([a_figure(2.0)] * 5, [theta] * 5)
    np.testing.assert_allclose(one, many)


def test_a_ceiling_rules_out_only_what_lies_above_it(theta):
    ceiling = a_figure(1.0, relation="at_most")
    assert (off(ceiling, theta)[theta <= 1.0] == 0.0).all()
    assert (off(ceiling, theta)[theta > 1.0] > 0.0).all()


def test_a_hopeless_figure_leaves_enough_points_at_work(theta):
    w = weights_of([a_figure(1e6)], [theta])
    assert 1.0 / (w**2).sum() >= ENOUGH - 1e-6
    assert w.sum() == pytest.approx(1.0)


def test_even_weights_give_the_plain_quantiles_and_the_normal_density(theta):
    even = np.full(theta.size, 1.0 / theta.size)
    np.testing.assert_allclose(interval(theta, even), np.quantile(theta, [0.1, 0.5, 0.9]), rtol=0.01)
    exact = -0.5 * np.log(2 * np.pi * np.log(theta).var()) - 0.5 * np.log(theta).mean() ** 2 / np.log(theta).var()
    assert score(a_figure(1.0), theta, even) == pytest.approx(exact, rel=1e-3)
