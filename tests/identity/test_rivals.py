"""Rivals: as they are they change nothing, to the bit; what they take is missing here, to the person."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import run_ensemble
from podobat.engine.inputs import act_shares, plan_arrays
from podobat.engine.rivals import kept_share, lift, place_pull, rivals_pull
from podobat.evidence.provisions import CHANNELS, read_provisions
from podobat.plan.schema import PROVISIONS
from tests.engine.worlds import case, record, rows

NAME, DRAWS, SEED = "gwangju-phase1", 8, 5
TEST = {"ko": "시험", "en": "a test"}
#: Nobody follows the crowd, is pushed out by others, or is missing from those who could sign.
PLAIN = {"entry_agglomeration": 0.0, "entry_displacement": 0.0, "region_applicants": 0.0, "region_candidates": 1e12}
STRONG = {"rivals_founder_share": 1.0, "rivals_signatory_share": 1.0, "rivals_leaver_share": 1.0}


def simulated(changes: dict[str, object], **parameters: float):
    """The counts with the plan by measure, (draw, month)."""
    plan = case(NAME).plan.with_values(changes)
    ensemble = run_ensemble(plan, rows(NAME, DRAWS // 2, **{**PLAIN, **STRONG, **parameters}), DRAWS, SEED)
    return {m: ensemble.values[0, ..., k] for k, m in enumerate(ensemble.measures)}


#: What Seoul offers at the start, which alone changes nothing.
OFFERS = {"rivals.seoul.wage": {"value": 1.3, "assumed": TEST}, "rivals.seoul.access": {"value": 2.7, "assumed": TEST}}


@pytest.mark.parametrize("changes", [{"rivals": ()}, {"rivals.pangyo.from": "2021-01"}, OFFERS])
def test_rivals_that_stay_as_they_are_change_nothing(changes):
    declared, other = simulated({}), simulated(changes)
    for measure, values in declared.items():
        assert np.array_equal(values, other[measure]), measure
        assert not measure.startswith("rivals.") or not values.any(), measure


@pytest.mark.parametrize(
    "changes",
    [{"rivals.pangyo.grants_times": 4.0, "rivals.pangyo.from": "2021-06"}, {"rivals.*.present": False},
     {**OFFERS, "rivals.*.wage_times": 1.5, "rivals.*.access_times": 4.0}],
)  # fmt: skip
def test_who_is_missing_here_is_with_the_rivals(changes):
    before, after = simulated({}), simulated(changes)
    for here, there in (("startups.founded", "rivals.founders"), ("firms.mou", "rivals.firms")):
        assert np.array_equal(after[here] + after[there], before[here]), here
    moved = after["rivals.founders"][:, -1]
    assert (moved < 0).any() if "rivals.*.present" in changes else (moved > 0).any()
    people = after["people.placed_outside"][:, -1].sum() - before["people.placed_outside"][:, -1].sum()
    assert people < 0 if "rivals.*.present" in changes else people > 0


def test_before_the_change_nothing_has_changed():
    before, after = simulated({}), simulated({"rivals.pangyo.grants_times": 4.0, "rivals.pangyo.from": "2022-01"})
    month = case(NAME).plan.month_number("2021-12")
    for measure, values in before.items():
        assert np.array_equal(values[:, : month + 1], after[measure][:, : month + 1]), measure


def test_pull_by_size_grants_and_distance():
    """100 firms at 25 km, exponent 1: 4; twice the grants with elasticity 1/2: times the root of 2."""
    assert place_pull(100.0, 1.0, 25.0, 1.0) == pytest.approx(4.0, rel=1e-5)
    assert place_pull(100.0, lift(2.0, 0.5), 25.0, 1.0) == pytest.approx(4.0 * 2**0.5, rel=1e-5)
    assert lift(1.0, 0.7) == 1.0, "no difference, to the bit"
    assert kept_share(4.0, 12.0) == pytest.approx(0.25)
    p = record(rivals_grants=0.0, rivals_distance_decay=1.0)
    x = plan_arrays(case(NAME).plan)
    assert rivals_pull(x, p, 0, 1.5, 0.3) == pytest.approx(1259 / 250 + 2356 / 268, rel=1e-5)


def test_pay_draws_people_and_access_to_capital_draws_firms():
    """Seoul pays 1.3 times as much, and from 2022 on 1.5 times what it paid: elasticity 2 makes 1.69 and 3.8025."""
    seoul = {"rivals.seoul.wage_times": 1.5, "rivals.seoul.access_times": 2.0, "rivals.seoul.from": "2022-01"}
    plan = case(NAME).plan.with_values({**OFFERS, **seoul})
    p, x, then = record(rivals_grants=0.2, rivals_distance_decay=1.0), plan_arrays(plan), plan.month_number("2022-01")
    pangyo, seoul = 1259 / 250, 2356 / 268
    for month, pay, access in ((then - 1, 1.3, 2.7), (then, 1.3 * 1.5, 2.7 * 2.0)):
        assert rivals_pull(x, p, month, 2.0, 0.0) == pytest.approx(pangyo + seoul * pay**2, rel=1e-5)
        assert rivals_pull(x, p, month, 0.0, 1.0) == pytest.approx(pangyo + seoul * access, rel=1e-5)


def test_access_to_capital_moves_nobody_who_looks_for_work_and_pay_no_firm_that_signs():
    pays, lends = simulated({"rivals.*.wage_times": 1.5}), simulated({"rivals.*.access_times": 4.0})
    assert pays["rivals.people"][:, -1].sum() > 0
    assert not lends["rivals.people"].any()
    assert lends["rivals.founders"][:, -1].sum() > 0
    assert not pays["rivals.founders"].any()
    assert not pays["rivals.firms"].any()


def test_provisions_make_up_a_full_act_and_a_general_act_leaves_less():
    assert tuple(p.id for p in read_provisions()) == PROVISIONS
    assert act_shares("special", None).tolist() == [1.0] * len(CHANNELS)
    assert act_shares("special", PROVISIONS) == pytest.approx([1.0] * len(CHANNELS))
    parts = sum(act_shares("special", [id]) for id in PROVISIONS)
    assert parts == pytest.approx(np.ones(len(CHANNELS)))
    assert (act_shares("general", None) < 1.0).all()
    assert act_shares("special", []).tolist() == [0.0] * len(CHANNELS)
