"""Input-output mathematics against the textbook's tables, exact fractions, and another program."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pymrio
import pytest

from podobat.appraise.input_output.leontief import NotProductiveError, is_productive, leontief_inverse, respent
from podobat.appraise.input_output.location_quotients import cilq, flq, slq
from podobat.appraise.input_output.table_rates import regional_output
from podobat.evidence.input_output import RegionSizes

EXACT = {"rtol": 1e-9, "atol": 1e-9}

# Miller and Blair (2009): table 2.3 (two sectors), table 2.5 (households added), chapter 6 (multipliers).
Z = np.array([[150.0, 500.0], [200.0, 100.0]])
X = np.array([1000.0, 2000.0])
A = Z / X
DEMAND = np.array([350.0, 1400.0 + 300.0])
PAY, CONSUMED = np.array([300.0, 500.0]) / X, np.array([50.0, 400.0]) / 1000.0


def closed(own: float = 0.0) -> np.ndarray:
    """The two sectors with households as a third, who pay one another `own` of a unit of pay."""
    return np.block([[A, CONSUMED[:, None]], [PAY[None], np.array([[own]])]])


def test_the_two_sectors_of_miller_and_blair():
    np.testing.assert_allclose(A, [[0.15, 0.25], [0.20, 0.05]], **EXACT)
    L = leontief_inverse(A)
    determinant = Fraction(85, 100) * Fraction(95, 100) - Fraction(25, 100) * Fraction(20, 100)
    exact = [[Fraction(95, 100), Fraction(25, 100)], [Fraction(20, 100), Fraction(85, 100)]]
    np.testing.assert_allclose(L, [[float(cell / determinant) for cell in row] for row in exact], **EXACT)
    np.testing.assert_allclose(L, [[1.254, 0.330], [0.264, 1.122]], atol=5e-4)
    np.testing.assert_allclose(L @ DEMAND, X, **EXACT)
    np.testing.assert_allclose(L @ [600.0, 1500.0], [1247.52, 1841.58], atol=5e-3)
    np.testing.assert_allclose(L.sum(axis=0), [1.518, 1.452], atol=5e-4)


def test_households_closed_as_in_miller_and_blair():
    np.testing.assert_allclose(closed(0.05), [[0.15, 0.25, 0.05], [0.2, 0.05, 0.4], [0.3, 0.25, 0.05]], **EXACT)
    L = leontief_inverse(closed(0.05))
    np.testing.assert_allclose(L, [[1.365, 0.425, 0.251], [0.527, 1.348, 0.595], [0.570, 0.489, 1.289]], atol=5e-4)
    np.testing.assert_allclose(PAY @ leontief_inverse(A) / PAY, [1.47, 1.52], atol=5e-3)
    np.testing.assert_allclose(L[-1, :-1] / PAY, [1.90, 1.96], atol=5e-3)


def test_respending_is_the_closed_model():
    L, two = leontief_inverse(A), leontief_inverse(closed())[:-1, :-1]
    for k in (np.ones(2), PAY, np.array([0.7, 0.01])):
        np.testing.assert_allclose(respent(k @ L, PAY @ L, k @ L @ CONSUMED, PAY @ L @ CONSUMED), k @ two, **EXACT)


def test_an_economy_that_eats_itself_up_is_refused():
    with pytest.raises(NotProductiveError):
        leontief_inverse([[0.6, 0.5], [0.5, 0.6]])
    with pytest.raises(NotProductiveError):
        respent(1.0, 0.5, 1.5, 1.0)
    assert is_productive([[0.2, 1.2], [0.1, 0.3]]), "a column may sum to more than one"


def test_the_same_as_pymrio():
    world = pymrio.load_test().calc_all()
    L = leontief_inverse(world.A.to_numpy())
    np.testing.assert_allclose(L, world.L.to_numpy(), **EXACT)
    np.testing.assert_allclose(L @ world.Y.to_numpy().sum(axis=1), world.x.to_numpy().ravel(), rtol=1e-9)
    k = world.factor_inputs.S.to_numpy()[0]
    np.testing.assert_allclose(k @ L, world.factor_inputs.M.to_numpy()[0], **EXACT)


# A nation and a region of it, by jobs; worked out by hand from the definitions.
NATION = np.array([100.0, 200.0, 300.0])
REGION = np.array([20.0, 10.0, 30.0])  # a tenth of the nation


def test_quotients_by_hand():
    np.testing.assert_allclose(slq(REGION, NATION), [2.0, 0.5, 1.0], **EXACT)
    by_hand = [[2.0, 4.0, 2.0], [0.25, 0.5, 0.5], [0.5, 2.0, 1.0]]
    np.testing.assert_allclose(cilq(REGION, NATION), by_hand, **EXACT)
    size = 0.13750352374993502  # log2(1.1)
    np.testing.assert_allclose(flq(REGION, NATION, 0.5), np.array(by_hand) * size**0.5, **EXACT)
    shrunk = flq(REGION, NATION, 0.3) / by_hand
    np.testing.assert_allclose(shrunk**10, np.full((3, 3), size * size * size), **EXACT)
    both = flq(REGION, NATION, [0.0, 0.3])
    np.testing.assert_allclose(both[0], by_hand, **EXACT)
    np.testing.assert_array_equal(both[1], flq(REGION, NATION, 0.3))


def test_the_region_of_the_textbook_form_by_hand():
    """Half of every domestic input comes from the region; of the second sector's purchases the region delivers half."""
    values = {"multipliers.intermediate": np.array([0.5])}
    (kept,) = regional_output(A, np.eye(2), np.array([[1.0, 0.5]]), None, values)
    determinant = 0.925 * 0.975 - 0.125 * 0.10
    np.testing.assert_allclose(kept, np.array([[0.975, 0.125 * 0.5], [0.10, 0.925 * 0.5]]) / determinant, **EXACT)


def test_location_quotients_bound_what_the_region_delivers():
    """Quotients of one and more leave an input whole; one below one cuts it: r_ij = min(1, q_ij) a_ij."""
    region, nation = np.array([4.0, 1.0]), np.array([4.0, 4.0])  # x^r / x^n = 5 / 8; CILQ [[1.6, 4], [0.25, 0.4]]
    values = {"multipliers.flq_delta": np.array([0.0])}
    sizes = RegionSizes(region, nation, "by hand")
    (kept,) = regional_output(A, np.eye(2), np.ones((1, 2)), sizes, values)
    r = np.array([[0.15, 0.25], [0.20 * 0.25, 0.05 * 0.4]])
    np.testing.assert_allclose((np.eye(2) - r) @ kept, np.eye(2), **EXACT)
