"""The value of information where it is known in closed form: two options, normal benefits (Raiffa, Schlaifer 1961)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from podobat.explore.worth import ceiling, sampled_share, worth_of
from podobat.forecast.sampling import sample_points

N = 8000


def world(mean: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """theta ~ N(mean, 1) is what could be known; luck ~ N(0, 2^2) never; options: nothing, or theta + luck."""
    z = ndtri(sample_points(["theta", "luck", "other"], N, seed=1))
    theta = mean + z[:, 0]
    return theta, np.column_stack([np.zeros(N), theta + 2.0 * z[:, 1]]), z[:, 2]


def loss(mean: float, sd: float) -> float:
    """E max(0, X) - max(0, E X) of a normal X: sd phi(m/sd) - |m| Phi(-|m|/sd)."""
    return sd * norm.pdf(mean / sd) - abs(mean) * norm.cdf(-abs(mean) / sd)


@pytest.mark.parametrize("mean", [0.0, 0.5, -0.8])
def test_perfect_information_about_a_parameter_is_worth_the_unit_normal_loss(mean):
    theta, nb, _ = world(mean)
    found = worth_of(nb, theta, seed=1)
    assert found.value == pytest.approx(loss(mean, 1.0), abs=3 * found.error)
    assert found.told_apart


def test_certainty_about_everything_is_the_ceiling():
    theta, nb, _ = world(0.5)
    assert ceiling(nb).value == pytest.approx(loss(0.5, np.sqrt(5.0)), abs=0.06)
    assert ceiling(nb).value > worth_of(nb, theta, seed=1).value


def test_a_sample_is_worth_less_than_the_parameter_and_more_when_it_is_larger():
    """n observations with sd 3: the preposterior mean has variance 1 / (1 + 9 / n)."""
    theta, nb, noise = world(0.2)
    values = []
    for n in (2, 20, 200):
        found = worth_of(nb, theta + 3.0 / np.sqrt(n) * noise, seed=1)
        assert found.value == pytest.approx(loss(0.2, 1.0 / np.sqrt(1.0 + 9.0 / n)), abs=3 * found.error + 0.01)
        values.append(found.value)
    assert values == sorted(values)


def test_what_teaches_nothing_is_worth_nothing():
    _, nb, noise = world(0.3)
    found = worth_of(nb, noise, seed=1)
    assert found.value < 2 * found.error
    assert not found.told_apart


def test_a_pilot_finds_the_share_but_for_chance():
    share = np.full(4000, 0.3)
    small, large = (sampled_share(share, n, seed=1, key=2) for n in (25, 400))
    assert small.mean() == pytest.approx(0.3, abs=0.01)
    assert small.std() == pytest.approx(np.sqrt(0.21 / 25), rel=0.05)
    assert large.std() == pytest.approx(np.sqrt(0.21 / 400), rel=0.05)
