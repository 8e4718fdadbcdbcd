"""Funding rounds: hazards, who raises, how much, and seats that move; examples worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from podobat.engine import world
from podobat.engine.month import outside_factor
from podobat.engine.rounds import mark_rounds, mark_seat_moves, round_amount, round_hazard
from podobat.engine.world import STATE
from tests.engine.worlds import firms, luck, record

HAZARDS = {
    "rounds_hazard_seed": 0.02,
    "rounds_hazard_a": 0.03,
    "rounds_hazard_b": 0.04,
    "rounds_hazard_c": 0.05,
    "rounds_ramp": 6.0,
    "rounds_traction": 0.5,
    "rounds_certification": 0.25,
    "region_wage": 4.0,
}


def hazards(factor: float = 1.0, n: int = 1, **columns) -> np.ndarray:
    f, d = firms(n, **columns), luck(n)
    round_hazard(n, f, d, record(**HAZARDS), 0, factor)
    return d.floats[world.HAZARD]


def test_the_hazard_worked_by_hand():
    """Seed firm 12 months after its round, readiness 0.7, 5 people at 4.0, sales of 10 against pay of 20.

    0.03 x 144 / (144 + 36) x exp(0.5 x (0.2 + ln 1.5)) = 0.024 x 1.10517 x 1.22474 = 0.0324852; certified 0.0406066.
    """
    found = hazards(n=2, STAGE=1, LAST_ROUND=-12, READINESS=0.7, HEAD=5, SALES=10.0, CERTIFIED_UNTIL=[0, 3])
    assert found == pytest.approx([0.0324852, 0.0406066], rel=1e-5)


def test_each_stage_has_its_own_hazard_and_the_last_none():
    found = hazards(n=6, STAGE=[0, 1, 2, 3, 4, 0], LAST_ROUND=-10_000, READINESS=0.5, PLACE=[1, 1, 2, 1, 1, 0])
    assert found == pytest.approx([0.02, 0.03, 0.04, 0.05, 0.0, 0.0], rel=1e-5)


def test_half_the_hazard_is_back_after_the_ramp():
    found = hazards(n=3, LAST_ROUND=[0, -6, -60], READINESS=0.5)
    assert found / 0.02 == pytest.approx([0.0, 0.5, 100 / 101], rel=1e-5)


def test_climate_access_network_and_the_act_scale_every_hazard():
    assert hazards(1.7, LAST_ROUND=-12, READINESS=0.2) == pytest.approx(
        1.7 * hazards(1.0, LAST_ROUND=-12, READINESS=0.2)
    )
    p = record(region_capital_access=0.6, network_effect_access=0.2, law_access=0.1)
    state = np.zeros(1, STATE)
    state["rounds_climate"], state["network"], state["law"] = 1.5**0.8, 0.5, 1
    assert outside_factor(state[0], p, 1.0) == pytest.approx(1.5**0.8 * 0.6 * 1.1 * 1.1, rel=5e-6)


def test_chances_are_those_of_the_hazard_over_a_month():
    n, h = 10_000, 0.3
    d = luck(n, HAZARD=h, U_ROUND=(np.arange(n) + 0.5) / n)
    mark_rounds(n, firms(n), d, 0.0, 1.0)
    assert d.ints[world.EVENT].mean() == pytest.approx(1 - np.exp(-h), abs=1e-4)


def test_the_funds_money_adds_to_the_hazard_up_to_series_b():
    n, h, fund = 10_000, 0.1, 0.2
    chance = []
    for columns in ({"STAGE": 2}, {"STAGE": 3}, {"STAGE": 0, "PLACE": 2}, {"STAGE": 0, "PLACE": 0}):
        d = luck(n, HAZARD=h, U_ROUND=(np.arange(n) + 0.5) / n)
        mark_rounds(n, firms(n, **columns), d, fund, 0.5)
        chance.append(d.ints[world.EVENT].mean())
    own = 1 - np.exp(-h)
    assert chance == pytest.approx([1 - np.exp(-(h + 0.5 * fund)), own, own, 0.0], abs=2e-4)


AMOUNTS = {"rounds_amount_seed": 300.0, "rounds_amount_a": 3000.0, "rounds_amount_b": 12_000.0, "rounds_amount_c": 3e4}


def test_amounts_are_lognormal_round_the_median_of_the_stage():
    p = record(**AMOUNTS, rounds_amount_spread=0.6)
    medians = [round_amount(stage, p, 0.0, 1.0) for stage in range(5)]
    assert medians == pytest.approx([300, 3000, 12_000, 30_000, 0])
    z = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    logs = np.log([round_amount(1, p, v, 1.0) for v in z])
    assert logs.mean() == pytest.approx(np.log(3000), abs=1e-4)
    assert logs.std() == pytest.approx(0.6, rel=3e-3)


def test_amounts_follow_the_square_root_of_the_climate():
    p = record(**AMOUNTS)
    assert round_amount(0, p, 0.0, 2.0) == pytest.approx(600.0, rel=1e-5)
    assert round_amount(0, p, 0.0, 0.5) == pytest.approx(150.0, rel=1e-5)


def test_seats_move_by_stage_less_from_space_with_contracts_and_under_the_act():
    p = record(
        rounds_seat_move=0.24,
        rounds_seat_before_seed=0.5,
        rounds_seat_from_a=1.5,
        rounds_stay_space=0.4,
        rounds_stay_contracts=0.25,
        law_stay=0.3,
    )
    n = 50_000
    u = (np.arange(n) + 0.5) / n

    def chance(law: int = 0, **columns) -> float:
        d = luck(n, U_MOVE=u)
        mark_seat_moves(n, firms(n, **columns), d, p, 0, law, 1.0)
        return float(d.ints[world.EVENT].mean())

    assert [chance(STAGE=s) for s in range(5)] == pytest.approx([0.01, 0.02, 0.03, 0.03, 0.03], abs=4e-5)
    assert chance(STAGE=1, SPACE_UNTIL=1) == pytest.approx(0.02 * 0.6, abs=4e-5)
    assert chance(STAGE=1, CONTRACT_UNTIL=1) == pytest.approx(0.02 * 0.75, abs=4e-5)
    assert chance(STAGE=1, SPACE_UNTIL=1, CONTRACT_UNTIL=1, law=1) == pytest.approx(0.02 * 0.6 * 0.75 * 0.7, abs=4e-5)
    assert chance(STAGE=1, PLACE=2) == 0.0, "who is gone cannot go"
