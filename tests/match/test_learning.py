"""Weights from choices: a closed form, what simulated choices came from, and what a prior holds back."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine.randomness import uniforms
from podobat.match.learning import Choice, fit

ENDLESS = np.full(1, np.inf)


def two(chosen_first: int, n: int) -> list[Choice]:
    """n choices between a supplier that has the feature and one that has not; so many chose the one that has it."""
    both = np.array([[1.0], [0.0]])
    return [Choice(both, np.array([i < chosen_first, i >= chosen_first])) for i in range(n)]


def test_one_feature_and_two_suppliers_have_a_closed_form():
    """15 of 20 chose the one that has it: the weight is log(15/5), its variance 1 / (20 x 0.75 x 0.25)."""
    found = fit(two(15, 20), np.zeros(1), ENDLESS)
    assert found.value[0] == pytest.approx(np.log(3), abs=1e-5)
    assert found.error[0] == pytest.approx((20 * 0.75 * 0.25) ** -0.5, rel=1e-4)
    assert found.gain == pytest.approx(np.log(2) + 0.75 * np.log(0.75) + 0.25 * np.log(0.25), rel=1e-6)


def test_a_weight_never_counts_against_what_is_shared():
    assert fit(two(2, 20), np.zeros(1), ENDLESS).value[0] == 0.0


def test_weights_are_found_again_in_choices_made_by_them():
    true = np.array([2.0, 0.5, 1.0])
    u = uniforms(7, 1, np.arange(400 * 12 * 4), 0, 0).reshape(400, 12, 4)
    choices = []
    for row in u:
        worth = row[:, :3] @ true - np.log(-np.log(row[:, 3]))  # Gumbel luck makes the chances those of the logit
        choices.append(Choice(row[:, :3], worth == worth.max()))
    found = fit(choices, np.zeros(3), np.full(3, np.inf))
    assert (np.abs(found.value - true) < 3 * found.error).all()
    assert (found.error < 0.35).all()


def test_a_narrow_prior_is_hardly_moved_by_little_evidence():
    prior = np.array([0.2])
    kept, moved = (fit(two(15, 20), prior, np.array([s])).value[0] for s in (0.01, 10.0))
    assert kept == pytest.approx(0.2, abs=0.01)
    assert moved == pytest.approx(np.log(3), abs=0.02)


def test_a_choice_of_nobody_teaches_nothing():
    with pytest.raises(ValueError, match="teaches nothing"):
        fit([Choice(np.ones((2, 1)), np.zeros(2, bool))], np.zeros(1), ENDLESS)
