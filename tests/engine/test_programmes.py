"""Programmes at work on a made-up region of many equal firms: who is chosen, what it costs, what a contract pays."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from podobat.engine import world
from podobat.engine.adoption import adopt
from podobat.engine.counting import ADOPTION_CONTRACTS_LOCAL, FUND_COMMITTED, FUND_INVESTED_OUTSIDE, n_measures
from podobat.engine.inputs import COMPUTE, FUND, GROWTH, PROGRAMME, RESEARCH, PlanArrays
from podobat.engine.numerics import COMPILE
from podobat.engine.programmes import run_programmes
from podobat.engine.randomness import key_of
from podobat.engine.rounds import advance_fund
from podobat.engine.works import advance_works, start_works
from podobat.engine.world import World, make_world
from tests.engine.worlds import arrays, record

FIRMS, KEY = 1000, key_of(21)
UNTIL = {COMPUTE: world.COMPUTE_UNTIL, GROWTH: world.GROWTH_UNTIL, RESEARCH: world.RESEARCH_UNTIL}


def a_plan(*programmes: dict, money: int = 0, months: int = 12) -> PlanArrays:
    """A plan of these programmes, each granted `money` thousand won in its first month."""
    table = np.zeros(len(programmes), PROGRAMME)
    table["starts"] = table["opens"] = -1
    table["identity"] = np.arange(len(programmes)) + 1
    table["local"] = 1.0
    for row, programme in zip(table, programmes, strict=True):
        for field, value in programme.items():
            row[field] = value
    budget = np.zeros((len(programmes), months), np.int64)
    budget[:, 0] = money
    table["total"] = money
    return arrays()._replace(
        programmes=table,
        budget=budget,
        pins=np.full(months, -1.0),
        elections=np.zeros(months, np.uint8),
    )


# Steps that take the world are called by compiled code alone.
@njit(**COMPILE)
def begin(w, x, p, draw, key):
    start_works(w, x, p, draw, key)


@njit(**COMPILE)
def call_in(w, x, p, t, draw, key):
    advance_works(w, x, t)
    run_programmes(w, x, p, t, draw, key)


@njit(**COMPILE)
def invest_in(w, x, p, t):
    advance_works(w, x, t)
    advance_fund(w, x, p, t)


@njit(**COMPILE)
def take_up(w, x, p, t, draw, key):
    adopt(w, x, p, t, draw, key)


def a_region(x: PlanArrays, firms: int = FIRMS) -> World:
    """Young firms of the region, all alike but for their identity."""
    w = make_world(x, n_measures(x), firms)
    w.state[0]["n"] = firms
    w.firms.ints[world.UID, :firms] = np.arange(firms)
    w.firms.ints[world.PLACE, :firms] = world.REGION
    w.firms.ints[world.HEAD, :firms] = 1
    w.firms.floats[world.READINESS, :firms] = 0.5
    w.ledger[world.OPENS] = -1
    return w


def call(x: PlanArrays, draw: int = 0, **parameters: float) -> World:
    """The region after the first month's call."""
    w, p = a_region(x), record(**{"programme_application": 0.5, **parameters})
    begin(w, x, p, draw, KEY)
    call_in(w, x, p, 0, draw, KEY)
    return w


def holders(w: World, kind: int = GROWTH) -> np.ndarray:
    """Which firms hold the support."""
    return w.firms.ints[UNTIL[kind], : w.state[0]["n"]] > 0


GRANTS = {"kind": GROWTH, "unit_cost": 1000}


def test_places_are_what_the_money_buys():
    w = call(a_plan(GRANTS, money=200_999))
    chosen = holders(w).sum()
    assert chosen == pytest.approx(200, abs=4 * np.sqrt(200 * 0.6))
    assert chosen <= 200
    assert w.ledger[world.SPENT, 0] == 1000 * chosen
    assert (w.firms.floats[world.CASH, :FIRMS][holders(w)] == 1.0).all(), "KRW m"


def test_nobody_is_chosen_who_does_not_apply():
    w = call(a_plan(GRANTS, money=10**9))
    assert holders(w).sum() == pytest.approx(500, abs=4 * np.sqrt(250))
    assert not holders(call(a_plan(GRANTS, money=10**9), programme_application=0.0)).any()


def test_more_places_take_the_same_firms_and_some_more():
    few, many = (holders(call(a_plan(GRANTS, money=money))) for money in (100_000, 300_000))
    assert many[few].all()
    assert many.sum() > few.sum()


def test_every_applicant_has_the_same_chance():
    x = a_plan(GRANTS, money=100_000)
    chosen = np.sum([holders(call(x, draw)) for draw in range(200)], axis=0)
    expected = 200 * 100 / FIRMS
    assert chosen.mean() == pytest.approx(expected, rel=0.06)
    # Places may run out before the last slots are reached: they lose less than a tenth by it.
    first, last = chosen[: FIRMS // 2].mean(), chosen[FIRMS // 2 :].mean()
    assert last == pytest.approx(first, rel=0.15)
    assert chosen.var() == pytest.approx(expected * (1 - 100 / FIRMS), rel=0.2)


def test_a_second_programme_of_the_kind_gives_out_its_places_too():
    w = call(a_plan(GRANTS, GRANTS, money=100_000))
    assert (w.ledger[world.SPENT] > 75_000).all()
    assert holders(w).sum() * 1000 == w.ledger[world.SPENT].sum()


def test_research_programmes_take_along_firms_for_their_own_money():
    one = holders(call(a_plan({"kind": RESEARCH, "unit_cost": 1000}, money=100_000)), RESEARCH).sum()
    two = holders(call(a_plan(*[{"kind": RESEARCH, "unit_cost": 1000}] * 2, money=50_000)), RESEARCH).sum()
    assert one == pytest.approx(100, abs=30)
    assert two == pytest.approx(100, abs=30)


def test_a_second_compute_centre_has_room_of_its_own():
    """Both have opened: 60 places together, once the calls of a year are over."""
    centre = {"kind": COMPUTE, "capacity": 30.0, "starts": 0, "opens": 1}
    x = a_plan(centre, centre, money=1000)
    w, p = a_region(x), record(programme_application=0.5, works_overrun_compute=1.0, programme_support_months=100.0)
    begin(w, x, p, 0, KEY)
    for t in range(12):
        call_in(w, x, p, t, 0, KEY)
    assert holders(w, COMPUTE).sum() == w.state[0]["compute_used"] == 60
    assert w.state[0]["compute_capacity"] == 60


def test_the_fund_closes_once_and_invests_outside_by_the_month():
    fund = {"kind": FUND, "leverage": 10.0, "local_duty": 0.2, "fund_months": 40, "duty_months": 20}
    x = a_plan(fund, money=1_000_000)
    w, p = a_region(x), record(rounds_amount_seed=300.0, rounds_amount_spread=0.6)
    w.state[0]["root_venture"], w.state[0]["mean_round"] = 2.0, np.exp(0.18)
    w.stages[0] = FIRMS
    for t in range(12):
        invest_in(w, x, p, t)
        assert w.counts[FUND_COMMITTED] == pytest.approx(10_000), "KRW 1 bn times the leverage"
        assert w.counts[FUND_INVESTED_OUTSIDE] == pytest.approx(8000 / 40 * (t + 1))
    # A month's duty of 2,000 / 20 over a thousand firms that would raise 300 exp(0.6^2 / 2) sqrt(4) each on average.
    assert w.state[0]["fund_hazard"] == pytest.approx(100 / (300_000 * np.exp(0.18) * 2), rel=1e-5)


@pytest.mark.parametrize(("months", "whole"), [(12.0, 12), (7.4, 7), (0.3, 1)])
def test_a_local_contract_pays_its_worth(months, whole):
    """Paid from the month after it is won: the worth of the contract, over whole months."""
    x = a_plan(GRANTS)
    x = x._replace(sectors=x.sectors.copy())
    x.sectors["demand_firms"] = 500
    w, p = (
        a_region(x, 40),
        record(
            adoption_innovation=2.0,
            adoption_local_share=1.0,
            adoption_contract=84.0,
            adoption_contract_months=months,
            adoption_supplier_capacity=0.5,
            region_adoption_gap=1.0,
        ),
    )
    w.state[0]["demand_pace"] = 1.0
    w.firms.floats[world.READINESS] = 1.0
    take_up(w, x, p, 0, 0, KEY)
    held = w.firms.ints[world.CONTRACT_UNTIL]
    winners = held > 0
    assert winners.sum() == w.counts[ADOPTION_CONTRACTS_LOCAL] == pytest.approx(20, abs=1)
    assert (held[winners] == whole + 1).all()
    assert w.firms.floats[world.CONTRACT_INCOME][winners] * whole == pytest.approx(84.0, rel=1e-6)
