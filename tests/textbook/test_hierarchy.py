"""AHP: the examples that Saaty worked himself, closed forms, and the library `ahpy` on random judgements."""

from __future__ import annotations

import ahpy
import numpy as np
import pytest

from podobat.appraise.ahp.priorities import (
    RANDOM_INDEX,
    aggregate_judgements,
    aggregate_priorities,
    consistency,
    deviations,
    geometric_mean,
    principal,
    priorities,
    reciprocal,
)
from tests.appraise.judged import from_upper

F = 1.0  # so that 1 / 3 reads as a fraction of judgements below

# Saaty (1977), "The wealth of nations through their world influence": US, USSR, China, France, UK, Japan, W. Germany.
WEALTH = from_upper([4, 9, 6, 6, 5, 5, 7, 5, 5, 3, 4, F / 5, F / 5, F / 7, F / 5, 1, F / 3, F / 3, F / 3, F / 3, 2], 7)

# Saaty (1980, 1990), buying a house: size, transport, neighbourhood, age, yard, facilities, condition, financing.
HOUSE = from_upper(
    [
        *(5, 3, 7, 6, 6, F / 3, F / 4),
        *(F / 3, 5, 3, 3, F / 5, F / 7),
        *(6, 3, 4, 6, F / 5),
        *(F / 3, F / 4, F / 7, F / 8),
        *(F / 2, F / 5, F / 6),
        *(F / 5, F / 6),
        F / 2,
    ],
    8,
)

# Saaty (1977), choosing a school: learning, friends, school life, vocational training, college preparation, music.
SCHOOL = from_upper([4, 3, 1, 3, 4, 7, 3, F / 5, 1, F / 5, F / 5, F / 6, 1, F / 3, 3], 6)
SCHOOLS = [[F / 3, F / 2, 3], [1, 1, 1], [5, 1, F / 5], [9, 7, F / 5], [F / 2, 1, 2], [6, 4, F / 3]]

# Saaty (1977), air distances from Philadelphia: Cairo, Tokyo, Chicago, San Francisco, London, Montreal; in miles.
AIR = from_upper([F / 3, 8, 3, 3, 7, 9, 3, 3, 9, F / 6, F / 5, 2, F / 3, 6, 6], 6)
MILES = np.array([5729, 7449, 660, 2732, 3658, 400])


def test_the_wealth_of_nations():
    found = priorities(WEALTH)
    assert found.weights == pytest.approx([0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094], abs=6e-4)
    assert found.lambda_max == pytest.approx(7.608, abs=1e-3)
    assert found.ci == pytest.approx(0.10, abs=2e-3)


def test_buying_a_house():
    found = priorities(HOUSE)
    assert found.weights == pytest.approx([0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], abs=6e-4)
    assert found.lambda_max == pytest.approx(9.669, abs=1e-3)
    assert found.ci == pytest.approx(0.238, abs=6e-4)
    assert found.cr == pytest.approx(0.169, abs=6e-4)
    assert not found.consistent


def test_choosing_a_school():
    found = priorities(SCHOOL)
    assert found.weights == pytest.approx([0.32, 0.14, 0.03, 0.13, 0.24, 0.14], abs=6e-3)
    assert found.lambda_max == pytest.approx(7.49, abs=0.08)  # as printed; the matrix has 7.42
    schools = np.column_stack([principal(from_upper(judged, 3))[0] for judged in SCHOOLS])
    assert schools[:, 0] == pytest.approx([0.16, 0.59, 0.25], abs=6e-3)
    assert schools[:, 3] == pytest.approx([0.77, 0.05, 0.17], abs=8e-3)
    assert schools @ found.weights == pytest.approx([0.37, 0.38, 0.25], abs=6e-3)


def test_air_distances_from_philadelphia():
    found = priorities(AIR)
    assert found.weights == pytest.approx([0.262, 0.397, 0.033, 0.116, 0.164, 0.027], abs=1.1e-3)
    assert found.lambda_max == pytest.approx(6.454, abs=2e-3)
    assert found.weights == pytest.approx(MILES / MILES.sum(), abs=0.04)  # Tokyo .397 for .361, as Saaty found


def test_two_criteria_have_a_closed_form():
    found = priorities([[1, 4], [F / 4, 1]])
    assert found.weights == pytest.approx([0.8, 0.2], abs=1e-15)
    assert (found.lambda_max, found.cr) == (pytest.approx(2.0), 0.0)


def test_three_criteria_have_a_closed_form():
    """lambda_max = 1 + x + 1/x with x = (a12 a23 / a13)^(1/3), and both methods agree (Crawford and Williams 1985)."""
    a = from_upper([2.0, 5.0, 7.0], 3)
    x = (2.0 * 7.0 / 5.0) ** (1 / 3)
    w, lambda_max = principal(a)
    assert lambda_max == pytest.approx(1.0 + x + 1.0 / x, rel=1e-12)
    assert w == pytest.approx(geometric_mean(a), rel=1e-9)


def test_consistent_judgements_give_back_their_weights():
    w = np.array([0.4, 0.3, 0.2, 0.06, 0.04])
    found = priorities(w[:, None] / w[None, :])
    assert found.weights == pytest.approx(w, rel=1e-12)
    assert found.geometric == pytest.approx(w, rel=1e-12)
    assert found.cr == pytest.approx(0.0, abs=1e-12)


def test_the_table_of_random_indices_lies_between_two_others():
    """Saaty's indices of 1980 beside those of 2005 (in ahpy) and of Donegan and Dodd: no misprint of more than 0.12."""
    later = {3: 0.52, 4: 0.89, 5: 1.11, 6: 1.25, 7: 1.35, 8: 1.40, 9: 1.45, 10: 1.49, 11: 1.52, 12: 1.54, 13: 1.56}
    assert all(RANDOM_INDEX[n] == pytest.approx(ri, abs=0.065) for n, ri in later.items())
    assert consistency(3.58, 3) == (pytest.approx(0.29), pytest.approx(0.5))
    with pytest.raises(ValueError, match="15"):
        consistency(17.0, 16)


@pytest.mark.parametrize("seed", range(6))
def test_ahpy_finds_the_same_weights_and_ratios(seed: int):
    scale = np.array([F / 9, F / 7, F / 5, F / 3, F / 2, 1, 2, 3, 5, 7, 9])
    n = 3 + seed
    values = scale[[(7 * k * k + 3 * seed * k + seed) % len(scale) for k in range(n * (n - 1) // 2)]]
    a = from_upper(values.tolist(), n)
    names = [f"c{i}" for i in range(n)]
    pairs = {(names[i], names[j]): a[i, j] for i in range(n) for j in range(i + 1, n)}
    theirs = ahpy.Compare("all", pairs, precision=10, random_index="saaty", iterations=2000)
    ours = priorities(a)
    assert [theirs.local_weights[name] for name in names] == pytest.approx(ours.weights, abs=1e-6)
    index = {3: 0.52, 4: 0.89, 5: 1.11, 6: 1.25, 7: 1.35, 8: 1.40}[n]  # ahpy has Saaty's table of 2005
    assert theirs.consistency_ratio == pytest.approx(ours.ci / index, rel=1e-5, abs=1e-8)


def test_one_slip_among_consistent_judgements_is_found_and_put_right():
    w = np.array([0.4, 0.3, 0.2, 0.1])
    a = w[:, None] / w[None, :]
    a[0, 3], a[3, 0] = F / 4, 4.0  # the wrong way round
    (slip,) = deviations(a)
    assert (slip.i, slip.j, slip.given) == (0, 3, 0.25)
    assert slip.implied == pytest.approx(4.0)
    assert slip.cr_then == pytest.approx(0.0, abs=1e-12)


def test_the_judgement_that_spoils_the_house():
    """Saaty (1990) names the comparison of neighbourhood with general condition as the one to look at."""
    (slip,) = deviations(HOUSE)
    assert (slip.i, slip.j) == (2, 6)
    assert slip.implied < slip.given
    assert slip.cr_then < 0.1 < priorities(HOUSE).cr


def test_three_criteria_cannot_tell_which_judgement_is_wrong():
    found = deviations(from_upper([9.0, F / 9, 9.0], 3))
    assert [(d.i, d.j) for d in found] == [(0, 1), (0, 2), (1, 2)]
    assert all(d.cr_then == pytest.approx(0.0, abs=1e-9) for d in found)
    assert not deviations(from_upper([2.0, 4.0, 2.0], 3))
    assert not deviations([[1, 9], [F / 9, 1]])


def test_a_group_by_judgements_and_by_priorities():
    """With consistent members both give the geometric mean of the weights; (2, 8) becomes 4."""
    one, other = from_upper([2.0, 4.0, 2.0], 3), from_upper([8.0, 4.0, 0.5], 3)
    group = aggregate_judgements([one, other])
    assert group[0, 1] == pytest.approx(4.0)
    assert group * group.T == pytest.approx(np.ones((3, 3)))
    each = [principal(a)[0] for a in (one, other)]
    assert principal(group)[0] == pytest.approx(aggregate_priorities(each), rel=1e-12)


def test_what_is_no_matrix_of_judgements_is_refused():
    for bad in ([[1, 2, 3]], [[1, 0], [0, 1]], [[1, 2], [2, 1]], [[1, np.nan], [1, 1]], [[2.0]], []):
        with pytest.raises(ValueError, match="judgements"):
            reciprocal(bad)
