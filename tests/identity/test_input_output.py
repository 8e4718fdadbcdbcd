"""What must balance in input-output accounts, for any productive economy and any region of it."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from podobat.appraise.input_output.leontief import leontief_inverse, respent
from podobat.appraise.input_output.location_quotients import cilq, flq, slq
from podobat.appraise.input_output.table_rates import regional_output
from podobat.evidence.input_output import RegionSizes

SIZES = st.integers(2, 7)
SHARES = st.floats(0.0, 1.0, width=32)


@st.composite
def economies(draw):
    """(A, L, f): coefficients whose columns sum to less than one, and a final demand."""
    n = draw(SIZES)
    raw = draw(arrays.arrays(np.float64, (n, n), elements=SHARES))
    A = raw / (raw.sum(axis=0) + draw(st.floats(0.05, 3.0)))
    f = draw(arrays.arrays(np.float64, n, elements=st.floats(0.0, 1e4, width=32)))
    return A, leontief_inverse(A), f


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
    x = L @ f
    np.testing.assert_allclose(x, A @ x + f, rtol=1e-9, atol=1e-6)


@given(economies())
def test_all_value_added_is_a_unit_of_demand(economy):
    """Where nothing is imported, v = 1 - sum of inputs, and a unit of demand ends as a unit of value added."""
    A, L, _ = economy
    np.testing.assert_allclose((1.0 - A.sum(axis=0)) @ L, 1.0, atol=1e-9)


@given(economies(), st.data())
def test_what_is_imported_and_what_is_earned_add_to_a_unit(economy, data):
    A, L, _ = economy
    m = data.draw(arrays.arrays(np.float64, len(A), elements=SHARES))[:, None]
    domestic = leontief_inverse((1.0 - m) * A)
    np.testing.assert_allclose((m * A).sum(axis=0) @ domestic + (1.0 - A.sum(axis=0)) @ domestic, 1.0, atol=1e-9)
    assert (domestic.sum(axis=0) <= L.sum(axis=0) + 1e-9).all()


@given(economies(), st.data())
def test_spending_pay_again_never_lowers_an_effect_and_is_the_closed_model(economy, data):
    A, L, _ = economy
    w = (1.0 - A.sum(axis=0)) * data.draw(st.floats(0.0, 0.9))
    basket = data.draw(arrays.arrays(np.float64, len(A), elements=SHARES))
    c = 0.9 * basket / max(1.0, basket.sum())
    two = leontief_inverse(np.block([[A, c[:, None]], [w[None], np.zeros((1, 1))]]))[:-1, :-1]
    assert (two >= L - 1e-9).all()
    k = np.linspace(0.1, 0.9, len(A))
    np.testing.assert_allclose(respent(k @ L, w @ L, k @ L @ c, w @ L @ c), k @ two, rtol=1e-9)


@settings(deadline=None)
@given(economies(), st.data())
def test_a_region_keeps_no_more_than_the_nation_has(economy, data):
    A, L, _ = economy
    n = len(A)
    region, nation = data.draw(regions(n))
    local = data.draw(arrays.arrays(np.float64, (1, n), elements=SHARES))
    values = {"multipliers.flq_delta": np.array([data.draw(st.floats(0.0, 0.9))]),
              "multipliers.intermediate": np.array([data.draw(st.floats(0.0, 1.0))])}  # fmt: skip
    for sizes in (None, RegionSizes(region, nation, "drawn")):
        (kept,) = regional_output(A, np.eye(n), local, sizes, values)
        assert (kept >= -1e-12).all()
        assert (L - kept >= -1e-9).all(), "leakage is never negative"


@given(st.data())
def test_a_region_like_the_nation_has_quotients_of_one(data):
    n = data.draw(SIZES)
    nation = data.draw(arrays.arrays(np.float64, n, elements=st.floats(1.0, 1e4)))
    share = data.draw(st.floats(0.01, 1.0))
    np.testing.assert_allclose(slq(share * nation, nation), 1.0, rtol=1e-9)
    np.testing.assert_allclose(cilq(share * nation, nation), 1.0, rtol=1e-9)
    np.testing.assert_allclose(flq(nation, nation, 0.3), 1.0, rtol=1e-9)


@given(st.data())
def test_a_larger_delta_keeps_less(data):
    region, nation = data.draw(regions(data.draw(SIZES)))
    low, high = sorted((data.draw(st.floats(0.0, 0.9)), data.draw(st.floats(0.0, 0.9))))
    assert (flq(region, nation, high) <= flq(region, nation, low) + 1e-12).all()
