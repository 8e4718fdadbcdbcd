"""A plan that changes its course in a month: what is past stays to the bit, what is open changes."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import Job, columns, pairs, run_jobs
from podobat.engine.inputs import FOREVER, plan_arrays
from podobat.engine.variants import delayed, from_month, together
from tests.engine.worlds import case, rows

NAME, DRAWS, MONTH = "gwangju-phase1", 4, 36


@pytest.fixture(scope="module")
def base():
    return plan_arrays(case(NAME).plan)


@pytest.fixture(scope="module")
def none():
    return plan_arrays(case(NAME).plan.without())


def lived(x) -> np.ndarray:
    out = np.empty((DRAWS, x.pins.size, len(columns(case(NAME).plan))), np.float32)
    run_jobs([Job(x, pairs(DRAWS), out)], rows(NAME, 2), 7)
    return out


def scenario(id: str):
    return plan_arrays(case(NAME).scenario(id).apply(case(NAME).plan))


def measure(id: str) -> int:
    return columns(case(NAME).plan).index(id)


def test_a_change_to_the_same_plan_changes_nothing(base):
    same = from_month(base, base, MONTH)
    assert same.change == MONTH
    assert np.array_equal(lived(same), lived(base))


@pytest.mark.parametrize("id", ["half-budget", "no-compute-centre", "without-plan", "special-act-2021"])
def test_what_is_past_stays_and_what_is_open_changes(base, id):
    before, after = lived(base), lived(from_month(base, scenario(id), MONTH))
    assert np.array_equal(after[:, :MONTH], before[:, :MONTH])
    assert not np.array_equal(after[:, MONTH:], before[:, MONTH:])


def test_a_change_before_the_first_month_is_the_other_plan(base):
    other = scenario("half-budget")
    assert np.array_equal(lived(from_month(base, other, 0)), lived(other))


def test_money_is_that_of_each_plan_in_its_time(base, none):
    stopped = from_month(base, none, MONTH)
    granted = lived(stopped)[:, :, measure("budget.granted")]
    assert (granted[:, MONTH:] == granted[:, MONTH - 1 : MONTH]).all()
    assert np.array_equal(stopped.budget[:, :MONTH], base.budget[:, :MONTH])


def test_what_is_open_stays_open_and_works_without_money_do_not_end(base, none):
    """By the 36th month the test equipment serves in every draw; the start-up building is still being built."""
    plan = case(NAME).plan
    ids = [p.id for p in plan.programmes]
    stopped = from_month(base, none, 12)
    building, equipment = ids.index("startup-building"), ids.index("test-equipment")
    assert stopped.after[building]["capacity"] < base.programmes[building]["capacity"]
    assert stopped.after[equipment]["cost"] == pytest.approx(base.budget[equipment, :12].sum(), rel=1e-6)


def test_an_act_that_has_passed_stays_in_force(base):
    act = scenario("special-act-2021")
    law = measure("law.in_force")
    dropped = from_month(act, plan_arrays(case(NAME).plan.with_values({"law.wanted": False})), MONTH)
    assert (lived(dropped)[:, MONTH:, law] == 1).all()
    late = from_month(plan_arrays(case(NAME).plan.with_values({"law.wanted": False})), act, MONTH)
    assert (lived(late)[:, MONTH - 1, law] == 0).all()
    assert (lived(late)[:, MONTH, law] == 1).all()


def test_money_already_granted_is_not_delayed(base):
    late = delayed(base, range(base.programmes.size), 12, since=MONTH)
    assert np.array_equal(late.x.budget[:, :MONTH], base.budget[:, :MONTH])
    assert late.x.budget[:, MONTH : MONTH + 12].sum() == 0
    assert late.x.budget.sum() == base.budget.sum()


def test_plans_with_other_programmes_do_not_follow_one_another(base):
    from tests.engine.worlds import arrays

    with pytest.raises(ValueError, match="other programmes"):
        from_month(base, arrays("port-maren"), MONTH)


def test_coalitions_of_what_is_still_open_leave_the_past_alone(base, none):
    some = together(base, none, [k % 2 == 0 for k in range(base.programmes.size)], False)
    mixed = from_month(base, some, MONTH)
    assert np.array_equal(lived(mixed)[:, :MONTH], lived(base)[:, :MONTH])
    assert mixed.change == MONTH
    assert base.change == FOREVER
