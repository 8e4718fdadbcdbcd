"""Adoption against Bass's curve, closure against its survival function, induced work, histograms, yearly budgets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.engine import world
from podobat.engine.adoption import adoption_chance
from podobat.engine.counting import firms_by_place, sector_sums, stage_counts
from podobat.engine.exit import ACQUIRED, CLOSED, OUT_OF_CASH, closure_hazard, mark_exits
from podobat.engine.outputs import bin_firms, bin_of, induced_work, person_years
from podobat.evidence import read_parameters
from tests.engine.worlds import firms, luck, record

F = np.float32


def bass(t: np.ndarray, p: float, q: float) -> np.ndarray:
    """Share of adopters after t years (Bass 1969): (1 - exp(-(p+q) t)) / (1 + q/p exp(-(p+q) t))."""
    e = np.exp(-(p + q) * t)
    return (1 - e) / (1 + q / p * e)


@pytest.mark.parametrize(("p", "q"), [(0.03, 0.38), (0.02, 0.6), (0.05, 0.0)])
def test_monthly_adoption_follows_the_curve_of_bass(p, q):
    """Steps of a month slow a growth rate r to log(1 + r/12) x 12, about r (1 - r/24): between the two curves.

    p = 0.03, q = 0.38 is the average of 213 applications (Sultan, Farley and Lehmann 1990).
    """
    years = np.arange(0, 25)
    share, path = 0.0, [0.0]
    for _ in range(24 * 12):
        share += (1 - share) * adoption_chance(p, q, share, 1.0)
        path.append(share)
    found = np.array(path)[years * 12]
    assert (found <= bass(years, p, q) + 1e-4).all()
    assert (found >= bass(years * (1 - (p + q) / 24), p, q) - 1e-3).all()


def test_a_slower_region_takes_proportionally_longer():
    assert adoption_chance(0.03, 0.4, 0.5, 0.5) == pytest.approx(1 - np.exp(-0.23 * 0.5 / 12), rel=1e-4)
    assert adoption_chance(0.03, 0.4, 0.5, 0.0) == 0.0


def test_the_closure_hazard_falls_from_new_to_old():
    assert closure_hazard(0, 0.02, 0.004, 24.0) == pytest.approx(0.02)
    assert closure_hazard(24, 0.02, 0.004, 24.0) == pytest.approx(0.004 + 0.016 / np.e, rel=1e-5)
    assert closure_hazard(5000, 0.02, 0.004, 24.0) == pytest.approx(0.004, rel=1e-5)


def test_survival_is_the_exponential_of_the_summed_hazard():
    """S(T) = exp(-(old T + (new - old) tau (1 - exp(-T/tau)))), against firms closed month by month."""
    new, old, tau, n, months = 0.02, 0.004, 24.0, 40_000, 60
    p = record(
        exit_hazard_new=new,
        exit_hazard_old=old,
        exit_hazard_months=tau,
        exit_acquired_early=0.0,
        exit_acquired_late=0.0,
    )
    rng = np.random.default_rng(3)
    f = firms(n, CASH=1.0)
    for t in range(months):
        d = luck(n, U_EXIT=rng.random(n))
        mark_exits(n, f, d, p, t)
        f.ints[world.PLACE, d.ints[world.EVENT] == CLOSED] = world.FREE
    survivors = (f.ints[world.PLACE] != world.FREE).mean()
    integral = old * months + (new - old) * tau * (1 - np.exp(-months / tau))
    assert survivors == pytest.approx(np.exp(-integral), abs=0.012)


def test_why_a_firm_ends():
    """Closed below h = 0.01, acquired in the next 0.12/12 (seed) or 0.36/12 (Series A on), out of cash before all."""
    p = record(
        exit_hazard_new=0.01,
        exit_hazard_old=0.01,
        exit_hazard_months=24.0,
        exit_acquired_early=0.12,
        exit_acquired_late=0.36,
    )
    f = firms(7, STAGE=[1, 1, 1, 3, 3, 1, 1], CASH=[1, 1, 1, 1, 1, -1, -1], PLACE=[1, 1, 1, 1, 1, 1, 0])
    d = luck(7, U_EXIT=[0.009, 0.019, 0.021, 0.039, 0.041, 0.5, 0.5])
    mark_exits(7, f, d, p, 0)
    assert d.ints[world.EVENT].tolist() == [CLOSED, ACQUIRED, 0, ACQUIRED, 0, OUT_OF_CASH, 0]


def test_work_induced_by_spending():
    """KRW 20 bn: 40 % at 10.0 and 60 % at 5.0 person-years a bn, half of it kept in the region: 70 person-years."""
    coefficients, shares = np.array([10.0, 5.0, 99.0]), np.array([0.4, 0.6, 0.0])
    per_bn = person_years(coefficients, shares)
    assert per_bn == pytest.approx(7.0)
    assert induced_work(20_000.0, per_bn, 0.5) == pytest.approx(70.0)
    assert induced_work(0.0, per_bn, 0.5) == 0.0


def test_work_induced_by_building_is_the_published_coefficient():
    """Bank of Korea, input-output tables of 2020: KRW 1 bn of construction employs 10.582 people in the nation."""
    construction = read_parameters()["induced.construction"].value
    per_bn = person_years(np.array([construction]), np.array([1.0]))
    assert induced_work(1000.0, per_bn, 1.0) == pytest.approx(10.582)


@given(st.floats(-5e3, 2e5, width=32))
def test_bins_are_those_of_numpy(value):
    for edges in (world.CASH_EDGES, world.HEAD_EDGES.astype(np.float64)):
        assert bin_of(edges, float(value)) == np.searchsorted(edges, value, side="right")
        for edge in edges:
            assert bin_of(edges, edge) == np.searchsorted(edges, edge, side="right")


def test_sums_over_firms_by_sector_place_and_stage():
    f = firms(
        5,
        SECTOR=[0, 1, 1, 1, 1],
        PLACE=[1, 1, 2, 0, 1],
        HEAD=[3, 5, 7, 0, 2],
        AWAY=[0, 1, 4, 0, 0],
        STAGE=[0, 2, 1, 1, 2],
        TURNOVER=[1.0, 2.5, 100.0, 0.0, 0.28125],
    )
    sums = np.zeros((3, 8), np.int64)
    sector_sums(5, 0, f, sums)
    # Seats 2 (the moved firm's is elsewhere), people 4 + 3 of the moved firm + 2, sales in sixteenths, cut off.
    assert sums[:, :4].T.tolist() == [[1, 3, 16], [2, 9, 40 + 4], [0, 0, 0], [0, 0, 0]]
    assert firms_by_place(5, f.ints[world.PLACE]) == 3
    stages = np.zeros(5, np.int64)
    stage_counts(5, f.ints[world.PLACE], f.ints[world.STAGE], stages)
    assert stages.tolist() == [1, 0, 2, 0, 0]


def test_sums_of_money_in_two_parts_are_those_of_the_whole():
    """Sales from nothing to more than a part of a sum holds, and to the most that is counted of one firm."""
    n = 4000
    sales = np.exp(np.linspace(-5, 20, n)).astype(F)
    f = firms(n, SECTOR=np.arange(n) % 6, TURNOVER=sales)
    sums = np.zeros((3, 9), np.int64)
    for k in (0, 4):
        sector_sums(n, k, f, sums)
    sixteenths = (np.minimum(sales, F(1e8)) * F(16)).astype(np.int64)
    expected = [int(sixteenths[np.arange(n) % 6 == k].sum()) for k in range(6)]
    assert max(expected) > 2**32
    assert sums[2, :6].tolist() == expected


def test_firms_are_noted_in_the_bins_of_their_cash_and_flow():
    """The bin is read from the bits of the number: edges belong to the bin above them, and all beyond is open."""
    edges = world.CASH_EDGES
    between = np.linspace(-6000, 6000, 2001)
    values = np.concatenate([edges, edges * (1 + 1e-6), edges * (1 - 1e-6), between, [0.5, -0.5, -0.0, 2e5, -9e3]])
    values = values.astype(np.float32)
    n = len(values)
    born = np.arange(n) % 200
    f, d = firms(n, CASH=values, FLOW=values[::-1], FOUNDED=-born, UID=world.APPLICANT << 29), luck(n)
    f.ints[world.UID, :7] = np.arange(7)  # incumbents are not noted, nor are firms that moved
    f.ints[world.PLACE, 7:9] = world.CAPITAL
    bin_firms(n, f, d, 3)
    row = np.minimum((born + 3) // 3, world.AGE_QUARTERS - 1) * world.CASH_BINS
    bins = np.searchsorted(edges, values.astype(float), side="right")
    assert (d.ints[world.STAYS] == row + bins).all()
    assert (d.ints[world.VACANCY] == row + bins[::-1]).all()
    assert d.ints[world.EVENT].tolist() == [0] * 9 + [1] * (n - 9)
