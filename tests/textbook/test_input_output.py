"""Input-output mathematics against the textbook's tables, exact fractions, and another program."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pymrio
import pytest
from pymrio.tools import iomath

from podobat.appraise.input_output import multipliers as io
from podobat.appraise.input_output import regional

EXACT = {"rtol": 1e-9, "atol": 1e-9}

# Miller and Blair (2009): table 2.3 (two sectors), table 2.5 (households added), chapter 6 (multipliers).
Z = np.array([[150.0, 500.0], [200.0, 100.0]])
X = np.array([1000.0, 2000.0])
DEMAND = np.array([350.0, 1400.0 + 300.0])
PAY, CONSUMED, OWN = np.array([300.0, 500.0]), np.array([50.0, 400.0]), 50.0
HOUSEHOLDS = 1000.0


def test_the_two_sectors_of_miller_and_blair():
    A = io.input_coefficients(Z, X)
    np.testing.assert_allclose(A, [[0.15, 0.25], [0.20, 0.05]], **EXACT)
    L = io.leontief_inverse(A)
    determinant = Fraction(85, 100) * Fraction(95, 100) - Fraction(25, 100) * Fraction(20, 100)
    exact = [[Fraction(95, 100), Fraction(25, 100)], [Fraction(20, 100), Fraction(85, 100)]]
    np.testing.assert_allclose(L, [[float(cell / determinant) for cell in row] for row in exact], **EXACT)
    np.testing.assert_allclose(L, [[1.254, 0.330], [0.264, 1.122]], atol=5e-4)
    np.testing.assert_allclose(io.output(L, DEMAND), X, **EXACT)
    np.testing.assert_allclose(io.output(L, [600.0, 1500.0]), [1247.52, 1841.58], atol=5e-3)
    np.testing.assert_allclose(io.output_multipliers(L), [1.518, 1.452], atol=5e-4)


def test_households_closed_as_in_miller_and_blair():
    A = io.input_coefficients(Z, X)
    w, c, own = PAY / X, CONSUMED / HOUSEHOLDS, OWN / HOUSEHOLDS
    closed = io.households_closed(A, w, c, own)
    np.testing.assert_allclose(closed, [[0.15, 0.25, 0.05], [0.2, 0.05, 0.4], [0.3, 0.25, 0.05]], **EXACT)
    printed = [[1.365, 0.425, 0.251], [0.527, 1.348, 0.595], [0.570, 0.489, 1.289]]
    np.testing.assert_allclose(io.leontief_inverse(closed), printed, atol=5e-4)
    np.testing.assert_allclose(io.type_two(A, w, c, own), np.array(printed)[:2, :2], atol=5e-4)
    simple = io.multipliers(w, io.leontief_inverse(A))
    total = io.leontief_inverse(closed)[-1, :-1]
    np.testing.assert_allclose(simple / w, [1.47, 1.52], atol=5e-3)
    np.testing.assert_allclose(total / w, [1.90, 1.96], atol=5e-3)


def test_respending_is_the_closed_model():
    A, w, c = io.input_coefficients(Z, X), PAY / X, CONSUMED / HOUSEHOLDS
    L = io.leontief_inverse(A)
    for k in (np.ones(2), w, np.array([0.7, 0.01])):
        two = io.respent(io.multipliers(k, L), io.multipliers(w, L), k @ L @ c, w @ L @ c)
        np.testing.assert_allclose(two, io.multipliers(k, io.type_two(A, w, c)), **EXACT)


def test_an_economy_that_eats_itself_up_is_refused():
    with pytest.raises(io.NotProductiveError):
        io.leontief_inverse([[0.6, 0.5], [0.5, 0.6]])
    with pytest.raises(io.NotProductiveError):
        io.respent(1.0, 0.5, 1.5, 1.0)
    assert io.is_productive([[0.2, 1.2], [0.1, 0.3]]), "a column may sum to more than one"
    with pytest.raises(ValueError, match=r"sectors \[0\] buy and produce nothing"):
        io.input_coefficients([[1.0, 0.0], [0.0, 0.0]], [0.0, 1.0])


def test_the_same_as_pymrio():
    world = pymrio.load_test().calc_all()
    Z, x = world.Z.to_numpy(), world.x.to_numpy().ravel()
    A = io.input_coefficients(Z, x)
    np.testing.assert_allclose(A, world.A.to_numpy(), **EXACT)
    L = io.leontief_inverse(A)
    np.testing.assert_allclose(L, world.L.to_numpy(), **EXACT)
    np.testing.assert_allclose(io.output(L, world.Y.to_numpy().sum(axis=1)), x, rtol=1e-9)
    k = world.factor_inputs.S.to_numpy()[0]
    np.testing.assert_allclose(io.multipliers(k, L), world.factor_inputs.M.to_numpy()[0], **EXACT)
    np.testing.assert_allclose(
        io.effect_by_producer(k, L).sum(axis=0), iomath.calc_M(world.factor_inputs.S, world.L).to_numpy()[0], **EXACT
    )


def test_a_sector_that_produces_nothing_is_as_in_pymrio():
    Z0, x0 = np.array([[150.0, 500.0, 0.0], [200.0, 100.0, 0.0], [0.0, 0.0, 0.0]]), np.array([1000.0, 2000.0, 0.0])
    np.testing.assert_allclose(io.input_coefficients(Z0, x0), iomath.calc_A(Z0, x0), **EXACT)


# A nation and a region of it, by jobs; worked out by hand from the definitions.
NATION = np.array([100.0, 200.0, 300.0])
REGION = np.array([20.0, 10.0, 30.0])  # a tenth of the nation


def test_quotients_by_hand():
    np.testing.assert_allclose(regional.slq(REGION, NATION), [2.0, 0.5, 1.0], **EXACT)
    by_hand = [[2.0, 4.0, 2.0], [0.25, 0.5, 0.5], [0.5, 2.0, 1.0]]
    np.testing.assert_allclose(regional.cilq(REGION, NATION), by_hand, **EXACT)
    size = 0.13750352374993502  # log2(1.1)
    np.testing.assert_allclose(regional.flq(REGION, NATION, 0.5), np.array(by_hand) * size**0.5, **EXACT)
    shrunk = regional.flq(REGION, NATION, 0.3) / by_hand
    np.testing.assert_allclose(shrunk**10, np.full((3, 3), size * size * size), **EXACT)
    np.testing.assert_allclose(regional.flq(REGION, NATION, 0.0), by_hand, **EXACT)
    column = np.array([np.log2(3.0), 1.0, 1.0])  # only the first sector is specialised
    np.testing.assert_allclose(regional.aflq(REGION, NATION, 0.3), regional.flq(REGION, NATION, 0.3) * column, **EXACT)


def test_the_region_of_the_textbook_form_by_hand():
    A = np.array([[0.15, 0.25], [0.20, 0.05]])
    r = regional.regional_coefficients(A, [[2.0, 0.4], [0.5, 1.0]])
    np.testing.assert_allclose(r, [[0.15, 0.10], [0.10, 0.05]], **EXACT)
    determinant = 0.85 * 0.95 - 0.10 * 0.10
    kept = np.array([[0.95, 0.10 * 0.5], [0.10, 0.85 * 0.5]]) / determinant
    np.testing.assert_allclose(regional.kept_in_region(r, [1.0, 0.5]), kept, **EXACT)
    np.testing.assert_allclose(regional.regional_coefficients(A, [0.5, 1.0]), A * [[0.5], [1.0]], **EXACT)


def test_imports_are_taken_out_and_nothing_is_lost():
    A = np.array([[0.15, 0.25], [0.20, 0.05]])
    split = io.without_imports(A, [0.2, 0.0])
    np.testing.assert_allclose(split.domestic, [[0.12, 0.20], [0.20, 0.05]], **EXACT)
    np.testing.assert_allclose(split.domestic + split.imported, A, **EXACT)


def test_linkages_of_the_two_sectors():
    L = io.leontief_inverse(io.input_coefficients(Z, X))
    np.testing.assert_allclose(io.backward_linkages(L), [1.15 / 1.125, 1.10 / 1.125], **EXACT)
    np.testing.assert_allclose(io.forward_linkages(L), [1.20 / 1.125, 1.05 / 1.125], **EXACT)
