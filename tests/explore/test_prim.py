"""PRIM on the published example: Hastie, Tibshirani and Friedman (2009), section 9.3, figure 9.7."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.explore.prim import Box, discovered, leaves, measured, trajectory
from podobat.forecast.sampling import sample_points


def textbook(n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Points spread evenly over the unit square; cases of interest where 0.5 < x1 < 0.8 and 0.4 < x2 < 0.6."""
    x = sample_points(["x1", "x2"], n, seed=2)
    return x, (x[:, 0] > 0.5) & (x[:, 0] < 0.8) & (x[:, 1] > 0.4) & (x[:, 1] < 0.6)


def test_the_textbook_box_is_found():
    x, y = textbook()
    boxes = trajectory(x, y, peel=0.1, least=0.02)
    best = max(boxes, key=lambda b: b.density)
    assert best.density > 0.9
    ends = {limit.factor: (limit.low, limit.high) for limit in best.limits}
    assert ends[0] == pytest.approx((0.5, 0.8), abs=0.08)
    assert ends[1] == pytest.approx((0.4, 0.6), abs=0.05)


def test_the_mean_rises_and_the_box_shrinks_on_the_way():
    """The figure's right panel: the box mean as a function of the points inside."""
    x, y = textbook()
    boxes = trajectory(x, y, peel=0.1, least=0.02, paste=False)
    assert len(boxes) > 10
    assert boxes[0].mass == 1.0
    assert boxes[0].density == pytest.approx(y.mean())
    masses, means = [b.mass for b in boxes], [b.density for b in boxes]
    assert masses == sorted(masses, reverse=True)
    assert means == sorted(means)
    assert masses[1] == pytest.approx(0.9, abs=0.01)  # a slice holds a tenth of the points


def test_coverage_and_density_are_counts():
    x = np.array([[0.1], [0.4], [0.6], [0.9]])
    y = np.array([False, True, True, False])
    box = measured((), np.array([False, True, True, True]), y)
    assert (box.coverage, box.density, box.mass) == (1.0, pytest.approx(2 / 3), 0.75)
    assert Box((), 0, 0, 0).in_other(x, y).mass == 1.0


def test_of_many_factors_only_those_that_matter_are_told():
    """Ten factors, two of which decide: the box names these two and no others, and holds in other futures."""
    x = sample_points([f"x{k}" for k in range(10)], 2000, seed=4)
    y = (x[:, 3] < 0.35) & (x[:, 7] > 0.5)
    half = np.arange(len(x)) % 2 == 0
    box = discovered(x[half], y[half])
    assert box is not None
    assert {limit.factor for limit in box.limits} == {3, 7}
    fresh = box.in_other(x[~half], y[~half])
    assert fresh.density > 0.85
    assert fresh.coverage > 0.85


def test_noise_has_no_conditions():
    x = sample_points([f"x{k}" for k in range(5)], 600, seed=6)
    y = sample_points(["y"], 600, seed=6)[:, 0] < 0.4
    assert discovered(x, y) is None


def test_a_tree_splits_where_the_rule_does():
    x = sample_points(["a", "b"], 1000, seed=8)
    y = (x[:, 0] > 0.5) & (x[:, 1] > 0.5)
    best = leaves(x, y)[0]
    assert best.density > 0.95
    assert {limit.factor: limit.low for limit in best.limits} == pytest.approx({0: 0.5, 1: 0.5}, abs=0.03)
    assert sum(leaf.mass for leaf in leaves(x, y)) == pytest.approx(1.0)
    assert sum(leaf.coverage for leaf in leaves(x, y)) == pytest.approx(1.0)


def test_of_a_hundred_factors_and_much_chance_the_two_that_matter_are_told():
    """Within two limits the case happens in six of ten futures, elsewhere in one of ten."""
    x = sample_points([f"x{k}" for k in range(100)], 2000, seed=4)
    inside = (x[:, 30] < 0.5) & (x[:, 70] > 0.5)
    y = sample_points(["y"], 2000, seed=5)[:, 0] < np.where(inside, 0.6, 0.1)
    half = np.arange(len(x)) % 2 == 0
    box = discovered(x[half], y[half])
    assert box is not None
    assert {limit.factor for limit in box.limits} == {30, 70}
    assert box.in_other(x[~half], y[~half]).density > 0.45
