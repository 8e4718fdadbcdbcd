"""Sensitivity on functions whose indices are known: SALib's own test functions through our wrapper."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.test_functions import Ishigami, Sobol_G

from podobat.explore.indices import analysed, delta, first_order, mixes, pawn, ranked, ranks, sobol
from podobat.forecast.sampling import sample_points

N = 4096


def two_sets(d: int, n: int = N) -> tuple[np.ndarray, np.ndarray]:
    points = sample_points([f"x{k}" for k in range(2 * d)], n, seed=3)
    return points[:, :d], points[:, d:]


def test_sobol_indices_of_the_ishigami_function_are_those_published():
    """a = 7, b = 0.1: S = 0.3139, 0.4424, 0; ST = 0.5576, 0.4424, 0.2437 (Ishigami and Homma 1990)."""
    a, b = (2 * np.pi * s - np.pi for s in two_sets(3))
    found = analysed(Ishigami.evaluate, a, b, [np.array([k]) for k in range(3)], seed=1)
    assert [s.first.value for s in found] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.035)
    assert [s.total.value for s in found] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.035)
    published = ((0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437))
    for s, (first, total) in zip(found, published, strict=True):
        assert s.first.low - 0.02 <= first <= s.first.high + 0.02
        assert s.total.low - 0.02 <= total <= s.total.high + 0.02


def test_groups_of_the_g_function_take_what_their_members_have_together():
    """Groups that share no term: a closed group index is the product of (1 + V_j) less 1, over the variance."""
    weights = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
    parts = 1.0 / (3.0 * (1.0 + weights) ** 2)
    whole = np.prod(1.0 + parts) - 1.0
    groups = [np.array([0]), np.array([1, 2]), np.array([3, 4, 5, 6, 7])]
    expected = [(np.prod(1.0 + parts[g]) - 1.0) / whole for g in groups]
    a, b = two_sets(8)
    found = analysed(Sobol_G.evaluate, a, b, groups, seed=1)
    assert [s.first.value for s in found] == pytest.approx(expected, abs=0.05)
    assert expected[0] == pytest.approx(0.7165, abs=1e-3)  # as SALib documents it


def test_a_mix_takes_one_group_from_the_other_set():
    a, b = np.zeros((2, 3)), np.ones((2, 3))
    assert mixes(a, b, [np.array([0, 2])]).tolist() == [[[1, 0, 1], [1, 0, 1]]]


def test_what_never_varies_has_no_share():
    constant = np.full(64, 3.0)
    (s,) = sobol(constant, constant, constant[None], seed=1)
    assert (s.first.value, s.total.value) == (0.0, 0.0)


def test_single_factors_come_in_the_order_of_their_shares_and_a_dummy_has_none():
    """y = 4 x0 + 2 x1 + x2 + 0 x3: S = 16, 4, 1, 0 of 21."""
    x = np.repeat(sample_points(["a", "b", "c", "d"], 1024, seed=5), 2, axis=0)
    y = x @ np.array([4.0, 2.0, 1.0, 0.0])
    found, steady = ranked(y, x, seed=1)
    assert [r.factor for r in found][:3] == [0, 1, 2]
    assert [r.first.value for r in found][:3] == pytest.approx([16 / 21, 4 / 21, 1 / 21], abs=0.04)
    assert first_order(y, x[:, 3], 20) < 0.02
    assert steady.first == 1.0
    assert steady.low <= steady.five <= steady.high
    assert steady.five > 0.55  # of four factors the places of the first five hold all
    assert found[0].delta > found[1].delta > found[2].delta
    assert found[0].pawn > found[1].pawn > found[0].floor


def test_delta_and_pawn_of_noise_are_small():
    x = sample_points(["a", "b"], 2048, seed=7)
    assert delta(x[:, 0], x[:, 1], 20) < 0.12
    assert pawn(x[:, 0], x[:, 1]) < 0.12
    assert delta(x[:, 0], x[:, 0], 20) > 0.8


def test_ranks_are_shared_by_ties_and_run_over_all_sets():
    a, b = ranks(np.array([1.0, 2.0]), np.array([2.0, 5.0]))
    assert a.tolist() == [0.125, 0.5]
    assert b.tolist() == [0.5, 0.875]
