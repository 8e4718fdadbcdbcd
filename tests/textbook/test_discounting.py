"""Discounting against closed forms, a textbook's pitfalls and numpy-financial (as an oracle only)."""

from __future__ import annotations

import warnings

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.appraise.cost_benefit.discounting import (
    benefit_cost_ratio,
    discount_factors,
    internal_rates,
    net_present_value,
    payback,
    rates_of_return,
    sign_changes,
)

RATE = 0.045


def test_an_annuity_has_its_closed_form():
    t = np.arange(1, 31)
    worth = net_present_value(np.ones(30), discount_factors(t, RATE))
    assert worth == pytest.approx((1 - (1 + RATE) ** -30) / RATE, rel=1e-12)


def test_a_growing_perpetuity_is_the_limit():
    t = np.arange(1, 3001)
    worth = net_present_value(1.02 ** (t - 1), discount_factors(t, RATE))
    assert worth == pytest.approx(1 / (RATE - 0.02), rel=1e-9)


def test_npv_agrees_with_numpy_financial():
    rng = np.random.default_rng(5)
    for rate in (-0.2, 0.0, 0.045, 0.3):
        flows = rng.normal(size=35)
        ours = net_present_value(flows, discount_factors(np.arange(35), rate))
        assert ours == pytest.approx(npf.npv(rate, flows), rel=1e-12)


def test_the_middle_of_the_year_is_worth_half_a_year_of_interest_more():
    t = np.arange(1, 11, dtype=float)
    ratio = discount_factors(t - 0.5, RATE) / discount_factors(t, RATE)
    assert ratio == pytest.approx((1 + RATE) ** 0.5, rel=1e-12)


@pytest.mark.parametrize("rate", [-1.0, -1.2])
def test_a_rate_that_leaves_less_than_nothing_is_refused(rate: float):
    with pytest.raises(ValueError, match="discount"):
        discount_factors([1, 2], rate)


# --- rates of return ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        ([-100, 110], (0.1,)),
        ([-100, 60, 60], ((-60 + (60**2 + 4 * 100 * 60) ** 0.5) / 200 - 1 + 60 / 100,)),
        ([-100, 230, -132], (0.1, 0.2)),  # (1 - 1.1 v)(1 - 1.2 v)
        ([-1000, 3600, -4310, 1716], (0.1, 0.2, 0.3)),
        ([-1, 2.2, -1.21], (0.1,)),  # touches zero at 10 % and does not cross it
        ([-4000, 25000, -25000], (0.25, 4.0)),  # the oil-pump problem (Lorie and Savage 1955)
        ([100, -300, 250], ()),  # two changes of sign and no rate at all
        ([1, 2, 3], ()),
        ([0, 0, 0], ()),
        ([0, -100, 0, 121], (0.1,)),
        ([-100, 50], (-0.5,)),
    ],
)
def test_every_rate_of_return_is_found(flows: list[float], rates: tuple[float, ...]):
    found = rates_of_return(flows)
    assert found.values == pytest.approx(rates, rel=1e-6)
    assert found.kind == ("none", "one", "several")[min(len(rates), 2)]


def test_irr_agrees_with_numpy_financial_where_it_is_unique():
    rng = np.random.default_rng(6)
    flows = np.concatenate([-rng.uniform(10, 100, (300, 4)), rng.uniform(0, 12, (300, 26))], axis=1)
    rates, kinds = internal_rates(flows)
    assert set(kinds) == {"one"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = np.array([npf.irr(f) for f in flows])
    known = np.isfinite(theirs)
    assert known.mean() > 0.9
    assert rates[known] == pytest.approx(theirs[known], rel=1e-7, abs=1e-9)


def test_several_roots_are_those_that_were_put_in():
    rng = np.random.default_rng(7)
    for _ in range(50):
        wanted = np.sort(rng.uniform(-0.3, 1.5, 3))
        if np.min(np.diff(wanted)) < 0.02:
            continue
        flows = np.array([-1.0])
        for r in wanted:
            flows = np.convolve(flows, [1.0, -(1 + r)])
        assert rates_of_return(flows).values == pytest.approx(wanted, rel=1e-5, abs=1e-6)


@given(st.lists(st.floats(-100, 100, allow_nan=False).map(lambda x: round(x, 3)), min_size=2, max_size=20))
def test_a_rate_of_return_makes_the_npv_zero(flows: list[float]):
    for r in rates_of_return(flows).values:
        v = 1 / (1 + r)
        worth, size = np.polyval(flows[::-1], v), np.polyval(np.abs(flows)[::-1], v)
        assert abs(worth) <= 1e-8 * size
    assert len(rates_of_return(flows).values) <= int(sign_changes(flows)), "Descartes"


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=9))
def test_many_streams_at_once_say_what_one_by_one_says(flows: list[int]):
    rates, kinds = internal_rates(np.array([flows, flows], dtype=float))
    alone = rates_of_return(flows)
    assert set(kinds) == {alone.kind}
    if alone.kind == "one":
        assert rates[0] == pytest.approx(alone.values[0], rel=1e-6, abs=1e-7)
    else:
        assert np.isnan(rates).all()


# --- ratio and payback -------------------------------------------------------------------------------------------


def test_benefits_over_costs_and_nothing_where_nothing_is_spent():
    assert benefit_cost_ratio([120.0, 1.0], [100.0, 0.0])[0] == 1.2
    assert np.isnan(benefit_cost_ratio([120.0, 1.0], [100.0, 0.0])[1])


@pytest.mark.parametrize(
    ("flows", "years"),
    [
        ([-100, 50, 50, 10], 3.0),
        ([-100, 60, 60], 1 + 1 + 40 / 60),
        ([-100, 50, 40], np.inf),
        ([10, 5], 0.0),
        ([-10, 20, -15, 10, 10], 3.5),  # regained, lost again, regained for good
        ([-10, 10], 2.0),
    ],
)
def test_payback_by_hand(flows: list[float], years: float):
    assert payback(flows) == years


def test_payback_of_many_streams():
    assert payback([[-1, 1, 0], [-1, 0, 0]]).tolist() == [2.0, np.inf]


@pytest.mark.parametrize("flows", [[-10, -5], [10, -20], [-10, 20, -30], [-1, 0, -1], [0, 0, -1]])
def test_what_ends_with_a_loss_is_never_paid_back(flows):
    assert payback(flows) == np.inf


def test_a_negative_cost_is_no_denominator():
    """A B/C of two negative numbers would look like a good one."""
    assert np.isnan(benefit_cost_ratio([-50.0, 50.0], [-100.0, -100.0])).all()
    assert benefit_cost_ratio(-50.0, 100.0) == -0.5


@pytest.mark.parametrize("years", [5, 40, 97, 98, 104, 120, 250, 600])
def test_a_rate_of_return_over_any_number_of_years(years):
    """-100 and 8 a year: 8 / r (1 - (1 + r)^-T) = 100."""
    flows = np.array([-100.0] + [8.0] * years)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rates_of_return(flows)
        rates, kinds = internal_rates(flows[None])
        assert internal_rates(-flows[None])[0] == pytest.approx(rates)
    assert (found.kind, kinds[0]) == ("one", "one")
    (r,) = found.values
    assert rates[0] == pytest.approx(r, abs=1e-12)
    assert 8 / r * (1 - (1 + r) ** -years) == pytest.approx(100, rel=1e-9)


def test_several_rates_over_many_years_without_a_warning():
    flows = np.array([-100.0] + [30.0] * 140 + [-500.0] + [1.0] * 20)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rates_of_return(flows)
        assert internal_rates(flows[None])[1][0] == "several"
    t = np.arange(len(flows))
    assert len(found.values) == 3
    for r in found.values:
        worth = flows * (1 + r) ** -t.astype(float)
        assert abs(worth.sum()) < 1e-8 * np.abs(worth).sum()


def test_changes_of_sign_are_counted_with_zeros_passed_over():
    flows = [[-1, 0, 1, 2], [-1, 2, 0, -3], [0, 0, 5, 0], [1, -1, 1, -1]]
    assert sign_changes(flows).tolist() == [1, 2, 0, 3]
    assert sign_changes([flows, flows]).shape == (2, 4), "whatever stands before the years stays"
    assert int(sign_changes([0.0, -0.5, 0.0, 0.5])) == 1
    assert sign_changes(flows).dtype == np.int64


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        ([-1.0, 1.0], (0.0,)),
        ([-1.0, 9e5 + 1], (9e5,)),
        ([-1.0, 1e7], ()),  # beyond 100,000,000 %
        ([-1.0, 0.0015], (-0.9985,)),
        ([-1.0, 0.0005], ()),  # below -99.9 %
        (np.polynomial.polynomial.polyfromroots([1 / 1.1, 1 / 3e6]), (0.1,)),  # the other lies outside
        (np.polynomial.polynomial.polyfromroots([1 / 1.1, 1500.0]), (0.1,)),
        (np.polynomial.polynomial.polyfromroots([1 / 1.1, 1 / 1.5]), (0.1, 0.5)),
    ],
)
def test_rates_of_return_are_those_between_the_bounds(flows, rates):
    found = rates_of_return(flows)
    assert found.kind == ("none", "one", "several")[len(rates)]
    assert found.values == pytest.approx(rates, rel=1e-9, abs=1e-12)


def test_centuries_before_and_after_change_no_rate():
    """Powers of v over six hundred years are beyond all numbers; only their proportions count."""
    nothing = [0.0] * 600
    assert rates_of_return([*nothing, 10.0, -7.0, 1.0]).values == pytest.approx((-0.8, -0.5))
    assert rates_of_return([1.0, -7.0, 10.0, *nothing]).values == pytest.approx((1.0, 4.0))


def test_streams_side_by_side_do_not_disturb_each_other():
    long, short = np.zeros(400), np.zeros(400)
    long[[0, -1]], short[[0, 1]] = (-1.0, 3.0), (-2.0, 3.0)
    rates, kinds = internal_rates([long, short])
    assert kinds.tolist() == ["one", "one"]
    assert rates == pytest.approx([3 ** (1 / 399) - 1, 0.5])
    assert payback([[1.0, 1.0], [-1.0, 2.0]]).tolist() == [0.0, 1.5]


def test_a_ratio_is_one_of_costs_above_zero_however_small():
    found = benefit_cost_ratio([1.0, 1.0, 1.0], [0.5, 0.0, -1.0]).tolist()
    assert found == pytest.approx([2.0, np.nan, np.nan], nan_ok=True)
