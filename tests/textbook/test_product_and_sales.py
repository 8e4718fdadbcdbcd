"""Work on the product, sales, and the month's cash: closed forms and examples worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from podobat.engine import world
from podobat.engine.product import LAUNCH, advance_product
from podobat.engine.revenue import earn_and_pay, first_sale, grow_sales
from tests.engine.worlds import firms, luck, record

F = np.float32
SUPPORTS = ("COMPUTE_UNTIL", "TESTBED_UNTIL", "GROWTH_UNTIL", "SPACE_UNTIL", "RESEARCH_UNTIL")
EFFECTS = {
    "product_effect_compute": 0.3,
    "product_effect_testbed": 0.2,
    "product_effect_growth": 0.1,
    "product_effect_space": 0.05,
    "product_effect_research": 0.15,
}


def normals(n: int) -> np.ndarray:
    """Standard normals in even quantiles, so that means are exact but for the tails."""
    return stats.norm.ppf((np.arange(n) + 0.5) / n)


def develop(n: int, f, d, p, t: int = 0) -> None:
    """A month's work on the product."""
    advance_product(n, f, d, p, t, F(np.log(p["product_team_reference"])))


def sell(n: int, f, d, p, t: int, pace: float = 1.0) -> None:
    """Month t of sales; pace: growth of national demand."""
    grow_sales(n, f, d, p, t, pace, F(np.log(p["revenue_first_sale"])))


def test_a_reference_team_advances_by_its_pace_on_average():
    n = 20_000
    p = record(product_team_reference=4.0, product_noise=0.5)
    f = firms(n, PACE=0.05, HEAD=4)
    develop(n, f, luck(n, Z_WORK=normals(n)), p)
    assert f.floats[world.READINESS].astype(float).mean() == pytest.approx(0.05, rel=1e-3)


def test_teams_work_faster_by_an_elasticity():
    p = record(product_team_reference=4.0, product_team_elasticity=0.4, product_noise=0.0)
    f = firms(4, PACE=0.02, HEAD=[2, 4, 8, 40])
    develop(4, f, luck(4), p)
    assert f.floats[world.READINESS] == pytest.approx(0.02 * np.array([0.5, 1, 2, 10]) ** 0.4, rel=5e-6)


def test_effects_of_support_multiply():
    p = record(product_team_reference=1.0, product_noise=0.0, **EFFECTS)
    f = firms(7, PACE=0.02)
    for k, column in enumerate(SUPPORTS):
        f.ints[getattr(world, column), [k, 5]] = 3
    develop(7, f, luck(7), p)
    lifts = 1 + np.array(list(EFFECTS.values()))
    assert f.floats[world.READINESS] / 0.02 == pytest.approx([*lifts, lifts.prod(), 1.0], rel=5e-6)


def test_readiness_ends_at_1_with_a_launch_and_stays_there():
    p = record(product_team_reference=1.0, product_noise=0.0)
    f = firms(4, PACE=0.1, READINESS=[0.5, 0.95, 1.0, 0.95], PLACE=[1, 1, 1, 0])
    d = luck(4, EVENT=7)
    develop(4, f, d, p)
    assert f.floats[world.READINESS] == pytest.approx([0.6, 1.0, 1.0, 0.95], rel=1e-6)
    assert d.ints[world.EVENT].tolist() == [0, LAUNCH, 0, 0]


def test_months_to_a_product_are_the_inverse_of_the_pace():
    p = record(product_team_reference=1.0, product_noise=0.0)
    f, d = firms(1, PACE=1 / 30.5), luck(1)
    launched = []
    for month in range(1, 60):
        develop(1, f, d, p)
        launched += [month] * int(d.ints[world.EVENT, 0] == LAUNCH)
    assert launched == [31]


def test_first_sales_are_lognormal():
    z = normals(10_000)
    sales = np.array([first_sale(4.0, 0.8, F(v)) for v in z])
    assert first_sale(4.0, 0.8, F(0)) == pytest.approx(4.0)
    assert np.log(sales).std() == pytest.approx(0.8, rel=2e-3)
    assert sales.mean() == pytest.approx(4 * np.exp(0.8**2 / 2), rel=5e-3)


GROWTH = {"revenue_growth_young": 1.1, "revenue_growth_mature": 0.1, "revenue_growth_months": 20.0}


def test_log_sales_grow_by_the_sum_of_the_expected_growth():
    """After m months: sum of (mature + (young - mature) exp(-a / tau)) / 12 over a = 1..m, a geometric series."""
    n, months = 4000, 24
    p = record(**GROWTH, revenue_volatility=0.12, revenue_size_exponent=0.0)
    f = firms(n, SALES=10.0, FIRST_SALE=-1)
    shuffled = np.random.default_rng(1)
    for t in range(months):
        sell(n, f, luck(n, Z_SALES=shuffled.permutation(normals(n))), p, t)
    q = np.exp(-1 / 20)
    expected = (0.1 * months + (1.1 - 0.1) * q * (1 - q**months) / (1 - q)) / 12
    log_growth = np.log(f.floats[world.SALES].astype(float) / 10)
    assert log_growth.mean() == pytest.approx(expected, abs=1e-4)
    assert log_growth.var() == pytest.approx(0.12**2 * months, rel=0.08)


def test_young_firms_grow_with_national_demand_and_old_ones_do_not():
    p = record(**GROWTH, revenue_volatility=0.0)
    grown = []
    for pace in (1.0, 0.5):
        f = firms(2, SALES=10.0, FIRST_SALE=[999, 0])
        sell(2, f, luck(2), p, 1000, pace)
        grown.append(np.log(f.floats[world.SALES].astype(float) / 10) * 12)
    fade = np.exp(-1 / 20)
    assert grown[0] == pytest.approx([0.1 + 1.0 * fade, 0.1], abs=1e-4)
    assert grown[1] == pytest.approx([0.1 + 0.45 * fade, 0.1], abs=1e-4)


def test_volatility_falls_with_size_by_the_exponent():
    p = record(
        revenue_first_sale=4.0,
        revenue_volatility=0.2,
        revenue_size_exponent=0.18,
        revenue_growth_young=0.0,
        revenue_growth_mature=0.0,
    )
    size = np.array([1.0, 4.0, 40.0, 4000.0])
    f = firms(4, SALES=size, FIRST_SALE=0)
    sell(4, f, luck(4, Z_SALES=1.0), p, 5)
    spread = np.log(f.floats[world.SALES] / size)
    assert spread == pytest.approx(0.2 * np.maximum(size / 4, 1) ** -0.18, rel=2e-5)


def test_firms_without_a_product_do_not_sell():
    f = firms(3, SALES=[5.0, 5.0, 5.0], FIRST_SALE=[world.NEVER, 7, 6])
    sell(3, f, luck(3, Z_SALES=1.0), record(), 7)
    assert f.floats[world.SALES, :2].tolist() == [5.0, 5.0], "no product yet, and the month of the first sale"
    assert f.floats[world.SALES, 2] != 5.0


MONEY = {
    "region_wage": 4.0,
    "region_wage_gap": 1.25,
    "cost_rent": 0.2,
    "cost_fixed": 1.5,
    "cost_compute": 3.0,
    "cost_founders_pay": 0.4,
    "entry_team": 3.0,
    "revenue_margin": 0.7,
    "revenue_services_share": 0.3,
    "revenue_services_rate": 5.0,
}


def test_the_months_cash_worked_by_hand():
    """KRW m a month; short of money means less than five months of what income leaves uncovered.

    0  pre-seed, 5 people, developing: bills 0.3 x 5.0 x 5 = 7.5; a full payroll costs 4 x 5 + 0.2 x 5 + 1.5 = 22.5, of
       which three founders waive 60 %, 4 x 0.6 x 3 = 7.2; computing costs 3: 100 + 7.5 - 22.5 + 7.2 - 3 = 89.2
    1  the same in the start-up building and with compute support: 1.0 and 3.0 less, 93.2
    2  the same as 0 after a seed round, with money for more than five months (5 x 15 = 75): nobody waives, 82
    3  the same with less: founders waive again, 70 + 7.5 - 22.5 + 7.2 - 3 = 59.2
    4  seed, 10 people, 2 of them in the capital, sales 100 and a contract of 5: 0.7 x 105 = 73.5 covers all pay of 40,
       so nobody bills services; costs 40 + 2 x 4 x 0.25 + 2 + 1.5 = 45.5: 50 + 73.5 - 45.5 = 78
    5  an empty slot: nothing happens
    """
    p = record(**MONEY, hiring_layoff_runway=5.0)
    f = firms(
        6,
        HEAD=[5, 5, 5, 5, 10, 5],
        AWAY=[0, 0, 0, 0, 2, 0],
        STAGE=[0, 0, 1, 1, 1, 0],
        PLACE=[1, 1, 1, 1, 1, 0],
        READINESS=[0.5, 0.5, 0.5, 0.5, 1.0, 0.5],
        CASH=[100.0, 100.0, 100.0, 70.0, 50.0, 10.0],
        SALES=[0.0, 0.0, 0.0, 0.0, 100.0, 0.0],
        CONTRACT_INCOME=[0.0, 9.0, 0.0, 0.0, 5.0, 0.0],
        CONTRACT_UNTIL=[0, 0, 0, 0, 3, 0],
        SPACE_UNTIL=[0, 2, 0, 0, 0, 0],
        COMPUTE_UNTIL=[0, 2, 0, 0, 0, 0],
        BLACK=[4, 4, 4, 4, 4, 4],
    )
    d = luck(6)
    earn_and_pay(6, f, d, p, 0)
    assert d.floats[world.INCOME, :5] == pytest.approx([7.5, 7.5, 7.5, 7.5, 73.5], rel=1e-6)
    assert f.floats[world.FLOW, :5] == pytest.approx([-10.8, -6.8, -18.0, -10.8, 28.0], rel=1e-5)
    assert f.floats[world.TURNOVER, :5] == pytest.approx([7.5, 7.5, 7.5, 7.5, 105.0], rel=1e-6)
    assert f.floats[world.CASH] == pytest.approx([89.2, 93.2, 82.0, 59.2, 78.0, 10.0], rel=1e-5)
    assert f.ints[world.BLACK].tolist() == [0, 0, 0, 0, 5, 0], "months in a row with costs covered by sales"


def test_whom_sales_do_not_pay_bills_services():
    """10 people at 4.0; sales of 30 at a margin of 0.7 pay 21 of 40, so 47.5 % of the team bill 0.3 x 5.0 each."""
    p = record(**MONEY)
    f, d = firms(1, HEAD=10, STAGE=1, READINESS=1.0, SALES=30.0), luck(1)
    earn_and_pay(1, f, d, p, 0)
    assert d.floats[world.INCOME, 0] == pytest.approx(21 + 1.5 * 10 * 0.475, rel=1e-6)
    assert f.ints[world.BLACK, 0] == 0
