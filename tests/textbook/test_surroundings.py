"""Climate, demand, law, building works and programmes: each rule against its closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.engine import world
from podobat.engine.climate import NEVER, demand_level, demand_pace, draw_paths, next_log_climate, passage_month
from podobat.engine.programmes import affordable, eligible, held, network_effect
from podobat.engine.randomness import CLIMATE, normal, uniform
from podobat.engine.works import opening_month, works_money
from tests.engine.worlds import firms, record

F = np.float32
KEY = (np.uint32(3), np.uint32(0))


def test_log_climate_has_the_stationary_variance_of_an_ar1():
    phi, sigma = 0.9, 0.2
    runs = np.zeros(3000)
    for run in range(runs.size):
        v = 0.0
        for t in range(60):  # 0.9**60 is forgotten
            v = next_log_climate(v, phi, sigma, normal(0, t, run, 1, KEY))
        runs[run] = v
    variance = sigma**2 / (1 - phi**2)
    assert runs.var() == pytest.approx(variance, rel=4 * np.sqrt(2 / runs.size))
    assert abs(runs.mean()) < 4 * np.sqrt(variance / runs.size)


def test_log_climate_fades_by_phi_a_month():
    v = 1.0
    for _ in range(12):
        v = next_log_climate(v, 0.95, 0.3, 0.0)
    assert v == pytest.approx(0.95**12)


@pytest.mark.parametrize(("growth", "ceiling"), [(0.3, 8.0), (0.1, 3.0)])
def test_demand_is_logistic(growth, ceiling):
    assert demand_level(0.0, growth, ceiling) == pytest.approx(1.0, rel=1e-6)
    assert demand_level(500.0, growth, ceiling) == pytest.approx(ceiling, rel=1e-6)
    # It solves dD/dt = r D (1 - D/K); at the start it grows at r (1 - 1/K).
    h = 0.05
    for years in (0.0, 2.0, 10.0):
        slope = (demand_level(years + h, growth, ceiling) - demand_level(years - h, growth, ceiling)) / (2 * h)
        level = demand_level(years, growth, ceiling)
        assert slope == pytest.approx(growth * level * (1 - level / ceiling), rel=2e-3)


def test_demand_is_half_its_ceiling_at_the_inflection():
    assert demand_level(np.log(7.0) / 0.3, 0.3, 8.0) == pytest.approx(4.0, rel=1e-6)


def test_the_pace_of_demand_falls_from_1_to_0():
    assert demand_pace(1.0, 8.0) == pytest.approx(1.0)
    assert demand_pace(4.0, 8.0) == pytest.approx(0.5 / 0.875)
    assert demand_pace(8.0, 8.0) == 0.0


def test_the_paths_of_a_run_are_its_months_one_by_one():
    """Luck of the month, AR(1), pinned where it was observed; what the climate does to rounds; the pace of demand."""
    p = record(climate_persistence=0.9, climate_volatility=0.3, rounds_climate=0.7, demand_growth=0.5, demand_ceiling=6)
    pins, paths = np.full(40, -1.0), np.zeros((world.PATH_PACE + 1, 40))
    pins[7] = 0.5
    draw_paths(paths, pins, p, np.full(pins.size, 3), KEY)
    log_venture = 0.0
    for t in range(40):
        log_venture = next_log_climate(log_venture, 0.9, 0.3, float(normal(0, t, 3, CLIMATE, KEY)))
        if t == 7:
            log_venture = np.log(0.5)
        venture = np.exp(log_venture)
        pace = demand_pace(demand_level(t / 12, 0.5, 6.0), 6.0)
        assert paths[1:, t] == pytest.approx([venture, venture**0.5, venture**0.7, pace], rel=2e-5)


def test_the_act_waits_an_exponential_time():
    hazard, earliest, n = 0.4, 6, 4000
    months = np.array([passage_month(earliest, hazard, F(uniform(0, 0, run, 2, KEY))) for run in range(n)])
    assert months.min() >= earliest
    # Whole months are cut off: the mean of a floored exponential is 1 / (exp(h) - 1) months.
    mean = 1 / np.expm1(hazard / 12)
    assert (months - earliest).mean() == pytest.approx(mean, rel=4 / np.sqrt(n))
    assert np.mean(months - earliest >= 24) == pytest.approx(np.exp(-hazard * 2), abs=4 * 0.5 / np.sqrt(n))
    assert passage_month(earliest, 0.0, F(0.5)) == NEVER


def test_works_open_late_in_the_median_by_the_overrun():
    assert opening_month(3, 27, 1.0, 0.5, 0.7) == 27, "no overrun, no delay, whatever the luck"
    assert opening_month(3, 27, 1.25, 0.5, 0.0) == 3 + 30
    assert opening_month(3, 27, 1.25, 0.5, 1.0) == 3 + int(np.ceil(24 * (1 + 0.25 * np.exp(0.5))))
    assert opening_month(10, 10, 1.5, 0.5, 0.0) == 12, "works take a month at least"


def test_delays_are_skewed_to_the_right():
    z = np.array([normal(i, 0, 0, 3, KEY) for i in range(2000)])
    delay = np.array([opening_month(0, 24, 1.3, 0.8, v) for v in z]) - 24
    assert (delay >= 0).all()
    assert np.median(delay) == pytest.approx(0.3 * 24, abs=1)
    assert delay.mean() == pytest.approx(0.3 * 24 * np.exp(0.8**2 / 2) + 0.5, rel=0.1)


@given(st.integers(0, 10**9), st.integers(0, 60), st.integers(1, 80))
def test_works_are_paid_by_progress_and_in_full_at_the_opening(cost, start, months):
    opens = start + months
    paid = [works_money(cost, start, opens, t) for t in range(opens + 3)]
    assert paid[:start] == [0] * start
    assert (np.diff(paid) >= 0).all()
    assert paid[opens - 1] == paid[opens] == paid[-1] == cost
    half = start + months // 2
    assert abs(works_money(cost, start, opens, half) - cost * (half + 1 - start) / months) <= 1


@given(st.integers(-(10**6), 10**9), st.integers(0, 10**6))
def test_money_buys_whole_places(balance, unit_cost):
    places = affordable(balance, unit_cost)
    if unit_cost == 0:
        assert places == 0
    else:
        assert places >= 0
        assert places * unit_cost <= max(balance, 0) < (places + 1) * unit_cost


def test_the_network_has_decreasing_returns():
    assert network_effect(0.0, 500.0) == 0.0
    assert network_effect(500.0, 500.0) == pytest.approx(1 - np.exp(-1), rel=1e-6)
    assert network_effect(1e6, 500.0) == pytest.approx(1.0)
    steps = np.diff([network_effect(100.0 * k, 500.0) for k in range(20)])
    assert (np.diff(steps) < 0).all()


COMPUTE, TESTBED, SPACE, FOUNDING, GROWTH = range(5)
RESEARCH = 8


@pytest.mark.parametrize(
    ("kind", "columns", "may"),
    [
        (COMPUTE, {"READINESS": 0.3}, True),
        (COMPUTE, {"READINESS": 1.0}, False),
        (COMPUTE, {"READINESS": 0.3, "COMPUTE_UNTIL": 12}, False),
        (COMPUTE, {"READINESS": 0.3, "COMPUTE_UNTIL": 10}, True),
        (COMPUTE, {"READINESS": 0.3, "PLACE": 2}, False),
        (TESTBED, {"READINESS": 0.39}, False),
        (TESTBED, {"READINESS": 0.41}, True),
        (GROWTH, {"FOUNDED": 10 - 83, "STAGE": 1}, True),
        (GROWTH, {"FOUNDED": 10 - 84, "STAGE": 1}, False),
        (GROWTH, {"FOUNDED": 0, "STAGE": 2}, False),
        (SPACE, {"FOUNDED": 0, "STAGE": 3, "READINESS": 1.0}, True),
        (SPACE, {"FOUNDED": 0, "SPACE_UNTIL": 11}, False),
        (RESEARCH, {"READINESS": 0.9}, True),
        (RESEARCH, {"READINESS": 1.0}, False),
    ],
)
def test_who_may_hold_a_support(kind, columns, may):
    """In month 10."""
    marked = np.zeros(1, np.int32)
    eligible(kind, 1, firms(1, **columns), marked, 10, 0.4, 84.0)
    assert bool(marked[0]) is may


def test_support_is_held_until_its_month():
    until = np.array([0, 1, 5], np.int32)
    assert [held(3, until, t) for t in range(7)] == [2, 1, 1, 1, 1, 0, 0]
