"""What must balance in input-output accounts, for any productive economy and any region of it."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from podobat.appraise.input_output import multipliers as io
from podobat.appraise.input_output import regional

SIZES = st.integers(2, 7)
SHARES = st.floats(0.0, 1.0, width=32)


@st.composite
def economies(draw):
    """(A, L, f): coefficients whose columns sum to less than one, and a final demand."""
    n = draw(SIZES)
    raw = draw(arrays.arrays(np.float64, (n, n), elements=SHARES))
    A = raw / (raw.sum(axis=0) + draw(st.floats(0.05, 3.0)))
    f = draw(arrays.arrays(np.float64, n, elements=st.floats(0.0, 1e4, width=32)))
    return A, io.leontief_inverse(A), f


@st.composite
def regions(draw, n: int):
    """(region, nation): sizes by sector of a region inside a nation."""
    nation = draw(arrays.arrays(np.float64, n, elements=st.floats(1.0, 1e4, width=32)))
    region = nation * draw(arrays.arrays(np.float64, n, elements=st.floats(0.0, 0.5, width=32)))
    assume(region.sum() > 0.0)
    return region, nation


@given(economies())
def test_output_is_demand_and_what_output_takes(economy):
    A, L, f = economy
    x = io.output(L, f)
    np.testing.assert_allclose(x, A @ x + f, rtol=1e-9, atol=1e-6)
    Z = A * x
    np.testing.assert_allclose(io.input_coefficients(Z[:, x > 0][x > 0], x[x > 0]), A[x > 0][:, x > 0], atol=1e-9)


@given(economies())
def test_all_value_added_is_a_unit_of_demand(economy):
    """Where nothing is imported, v = 1 - sum of inputs, and a unit of demand ends as a unit of value added."""
    A, L, _ = economy
    np.testing.assert_allclose(io.multipliers(1.0 - A.sum(axis=0), L), 1.0, atol=1e-9)


@given(economies(), st.data())
def test_what_is_imported_and_what_is_earned_add_to_a_unit(economy, data):
    A, _, _ = economy
    m = data.draw(arrays.arrays(np.float64, len(A), elements=SHARES))
    split = io.without_imports(A, m)
    L = io.leontief_inverse(split.domestic)
    leaked = io.multipliers(split.imported.sum(axis=0), L)
    earned = io.multipliers(1.0 - A.sum(axis=0), L)
    np.testing.assert_allclose(leaked + earned, 1.0, atol=1e-9)
    assert (io.output_multipliers(L) <= io.output_multipliers(io.leontief_inverse(A)) + 1e-9).all()


@given(economies())
def test_effects_add_over_sectors_of_demand_and_of_production(economy):
    A, L, f = economy
    k = np.linspace(0.1, 0.9, len(A))
    by_producer = io.effect_by_producer(k, L)
    np.testing.assert_allclose(by_producer.sum(axis=0), io.multipliers(k, L), rtol=1e-9)
    np.testing.assert_allclose(by_producer @ f, k * io.output(L, f), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose((by_producer @ f).sum(), io.multipliers(k, L) @ f, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(io.backward_linkages(L).mean(), 1.0, rtol=1e-12)
    np.testing.assert_allclose(io.forward_linkages(L).mean(), 1.0, rtol=1e-12)


@given(economies(), st.data())
def test_spending_pay_again_never_lowers_an_effect_and_is_the_closed_model(economy, data):
    A, L, _ = economy
    w = (1.0 - A.sum(axis=0)) * data.draw(st.floats(0.0, 0.9))
    basket = data.draw(arrays.arrays(np.float64, len(A), elements=SHARES))
    c = 0.9 * basket / max(1.0, basket.sum())
    closed = io.type_two(A, w, c)
    assert (closed >= L - 1e-9).all()
    k = np.linspace(0.1, 0.9, len(A))
    two = io.respent(io.multipliers(k, L), io.multipliers(w, L), k @ L @ c, w @ L @ c)
    np.testing.assert_allclose(two, io.multipliers(k, closed), rtol=1e-9)


@settings(deadline=None)
@given(economies(), st.data())
def test_a_region_keeps_no_more_than_the_nation_has(economy, data):
    A, L, _ = economy
    region, nation = data.draw(regions(len(A)))
    delta = data.draw(st.floats(0.0, 0.9))
    local = data.draw(arrays.arrays(np.float64, len(A), elements=SHARES))
    for quotients in (regional.slq(region, nation), regional.flq(region, nation, delta),
                      regional.aflq(region, nation, delta)):  # fmt: skip
        r = regional.regional_coefficients(A, quotients)
        assert (r <= A + 1e-12).all()
        assert (r >= 0.0).all()
        kept = regional.kept_in_region(r, local)
        assert (L - kept >= -1e-9).all(), "leakage is never negative"


@given(st.data())
def test_a_region_like_the_nation_has_quotients_of_one(data):
    n = data.draw(SIZES)
    nation = data.draw(arrays.arrays(np.float64, n, elements=st.floats(1.0, 1e4)))
    share = data.draw(st.floats(0.01, 1.0))
    np.testing.assert_allclose(regional.slq(share * nation, nation), 1.0, rtol=1e-9)
    np.testing.assert_allclose(regional.cilq(share * nation, nation), 1.0, rtol=1e-9)
    np.testing.assert_allclose(regional.flq(nation, nation, 0.3), 1.0, rtol=1e-9)


@given(st.data())
def test_a_larger_delta_keeps_less(data):
    region, nation = data.draw(regions(data.draw(SIZES)))
    low, high = sorted((data.draw(st.floats(0.0, 0.9)), data.draw(st.floats(0.0, 0.9))))
    assert (regional.flq(region, nation, high) <= regional.flq(region, nation, low) + 1e-12).all()
