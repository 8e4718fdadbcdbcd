"""The points at which parameters are drawn: even, independent of each other, and kept by id."""

import numpy as np
import pytest
from scipy.stats import qmc

from podobat.forecast.sampling import sample_points

IDS = tuple(f"group.parameter_{i:03d}" for i in range(140))


def test_first_points_do_not_depend_on_how_many_are_asked():
    assert np.array_equal(sample_points(IDS[:20], 1000, 1)[:137], sample_points(IDS[:20], 137, 1))


@pytest.mark.parametrize("cut", [1, 64, 333])
def test_batches_make_up_the_same_sequence(cut):
    whole = sample_points(IDS[:5], 500, 7)
    parts = np.vstack([sample_points(IDS[:5], cut, 7), sample_points(IDS[:5], 500 - cut, 7, first=cut)])
    assert np.array_equal(whole, parts)


def test_a_parameter_keeps_its_points_when_others_come_and_go():
    few = sample_points(("b.x", "d.y"), 300, 1)
    many = sample_points(("a.new", "b.x", "c.new", "d.y"), 300, 1)
    assert np.array_equal(few, many[:, [1, 3]])


def test_seed_and_id_both_matter():
    assert not np.array_equal(sample_points(("a",), 10, 1), sample_points(("a",), 10, 2))
    points = sample_points(("a", "b"), 10, 1)
    assert not np.array_equal(points[:, 0], points[:, 1])


@pytest.mark.parametrize("k", [4, 8, 10])
def test_each_parameter_alone_fills_every_stratum_once(k):
    """2^k points, turned by an offset, put exactly one point into each of 2^k equal intervals."""
    points = sample_points(IDS[:30], 2**k, 3)
    for column in points.T:
        turned = np.sort(column)
        gaps = np.diff(np.append(turned, turned[0] + 1))
        assert gaps == pytest.approx(2.0**-k, abs=1e-12)


def test_discrepancy_of_each_parameter_alone_is_low():
    """Star discrepancy at most (log2 n + 2) / n at any n, where independent points have about 0.87 / sqrt(n)."""
    n = 1000
    for column in sample_points(IDS[:30], n, 1).T:
        turned = np.sort(column)
        rank = np.arange(n)
        star = max(np.max((rank + 1) / n - turned), np.max(turned - rank / n))
        assert star < (np.log2(n) + 2) / n


def test_discrepancy_in_two_dimensions_is_below_that_of_independent_points():
    ours = np.mean([qmc.discrepancy(sample_points(IDS[2 * i : 2 * i + 2], 512, 1)) for i in range(20)])
    independent = np.mean([qmc.discrepancy(np.random.default_rng(i).random((512, 2))) for i in range(20)])
    assert ours < 0.6 * independent


def test_parameters_are_not_tied_to_each_other():
    """The largest correlation among 9,730 pairs is that of chance; plain Sobol' points reach 0.7 here."""
    correlation = np.corrcoef(sample_points(IDS, 1024, 1), rowvar=False)
    pairs = np.abs(correlation[np.triu_indices(len(IDS), 1)])
    assert pairs.max() < 0.18
    assert np.sqrt(np.mean(pairs**2)) == pytest.approx(1 / np.sqrt(1024), rel=0.25)


def test_sum_of_effects_is_integrated_far_better_than_by_chance():
    """An additive function of 20 parameters: mean over 1,000 points within a tenth of the plain standard error."""
    errors = [np.sum(sample_points(IDS[:20], 1000, seed) ** 2, axis=1).mean() - 20 / 3 for seed in range(10)]
    plain = np.sqrt(20 * 4 / 45 / 1000)
    assert np.sqrt(np.mean(np.square(errors))) < 0.1 * plain


def test_points_are_strictly_inside():
    points = sample_points(IDS[:3], 4096, 5)
    assert points.min() > 0
    assert points.max() < 1
