"""What whole vectors of slots rest on: marks as bits, choices without branches, and free slots that hold zeros."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from podobat.engine import inputs, run_ensemble, world
from podobat.engine.counting import n_measures
from podobat.engine.inputs import first_months
from podobat.engine.numerics import COMPILE, LANES, MARKS, leading_zeros, lowest_bit, marks, select, whole
from podobat.engine.randomness import poisson
from podobat.engine.remembered import MEMORY, remembered_poisson
from podobat.engine.world import make_world, table
from podobat.plan.schema import FACILITY_KINDS, KINDS
from tests.engine.worlds import arrays, case, lived, rows


@njit(**COMPILE)
def marked_slots(column, n, found):
    """Slots marked, in their order, as a rule finds them; returns how many."""
    count = 0
    for start in range(0, n, MARKS):
        bits = marks(column, start, n)
        while bits != 0:
            found[count] = start + lowest_bit(bits)
            bits &= bits - 1
            count += 1
    return count


@njit(**COMPILE)
def marked_backwards(column, n, found):
    """The same from the last to the first."""
    count = 0
    for start in range((n - 1) // MARKS * MARKS, -1, -MARKS):
        bits = marks(column, start, n)
        while bits != 0:
            lane = MARKS - 1 - leading_zeros(bits)
            bits ^= 1 << lane
            found[count] = start + lane
            count += 1
    return count


@njit(**COMPILE)
def chosen(condition, this, other):
    return select(condition, this, other)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_every_mark_is_found_once_and_in_order(share):
    column = table(1, 400, np.int32)[0]
    column[np.random.default_rng(3).random(column.size) < share] = [3, -1, 1 << 30][int(share * 4) % 3]
    found = np.zeros(column.size, np.int64)
    for n in (1, 63, 64, 65, 150, 256, 300):
        expected = np.flatnonzero(column[:n]).tolist()  # what lies behind slot n does not count
        assert found[: marked_slots(column, n, found)].tolist() == expected
        assert found[: marked_backwards(column, n, found)].tolist() == expected[::-1]


def test_whole_vectors_hold_all_firms_and_no_more_than_needed():
    assert [whole(n) for n in (0, 1, LANES, LANES + 1)] == [0, LANES, LANES, 2 * LANES]


def test_a_choice_takes_the_one_and_not_the_other():
    assert (chosen(True, np.float32(1), np.float32(2)), chosen(False, np.float32(1), np.float32(2))) == (1, 2)


@pytest.mark.parametrize("slots", [1, 100, 1024, 2048])
def test_columns_begin_on_cache_lines_far_from_one_another(slots):
    columns = table(5, slots, np.int32)
    apart = columns.strides[0]
    assert columns.shape[1] >= slots
    assert columns.flags.c_contiguous
    assert columns.ctypes.data % 4096 == 0
    assert apart % 512 == 0
    assert apart % 1024 != 0, "columns a power of two apart compete for the same lines"


@pytest.mark.parametrize("name", ["port-maren", "gwangju-phase1"])
def test_free_slots_hold_zeros(name):
    w = lived(arrays(name), rows(name, 1))
    s = w.state[0]
    assert s["n"] > 20
    assert not w.firms.ints[:, s["n"] :].any()
    assert not w.firms.floats[: world.TURNOVER, s["n"] :].any(), "what a firm is, but for the month's turnover and flow"
    assert not w.offices.ints[:, s["n_offices"] :].any()
    assert w.firms.ints[world.PLACE, : s["n"]].all()


def test_a_world_used_before_gives_the_same_run():
    plan, values = case("gwangju-phase1").plan, rows("gwangju-phase1", 3)
    together, alone = run_ensemble(plan, values, 6, 4, threads=1), run_ensemble(plan, values[2:], 2, 4, first=4)
    assert (together.values[:, 4:] == alone.values).all()


@pytest.mark.parametrize("mean", [0.01, 0.6, 3.0, 25.0, 59.9, 60.0, 61.0, 0.0])
def test_a_remembered_poisson_number_is_the_poisson_number(mean):
    row = np.zeros(MEMORY)
    u = np.concatenate([np.linspace(0.001, 0.999, 500), [2.0**-24, 1 - 2.0**-24]]).astype(np.float32)
    for v in u:
        assert remembered_poisson(row, mean, v) == poisson(mean, v)
    assert remembered_poisson(row, 2.0, u[77]) == poisson(2.0, u[77]), "another mean than the one held"


def test_members_are_listed_by_kind_in_the_plans_order():
    x = arrays("gwangju-phase1")
    listed = make_world(x, n_measures(x), 16).members
    kinds = x.programmes["kind"]
    for kind in range(listed.shape[0]):
        n = listed[kind, 0]
        assert listed[kind, 1 : 1 + n].tolist() == np.flatnonzero(kinds == kind).tolist()


def test_what_is_kept_by_kind_has_a_place_for_every_kind(monkeypatch):
    """A kernel writes where it is told, so a kind more than places would be written past the end."""
    assert [getattr(inputs, kind.upper()) for kind in KINDS] == list(range(len(KINDS)))
    x = arrays("port-maren")
    monkeypatch.setattr(world, "KINDS", (*KINDS, "thirteenth"))
    w = make_world(x, n_measures(x), 16)
    assert w.chances.shape == (len(KINDS) + 1,)
    assert w.members.shape[0] == len(KINDS) + 1


def test_months_that_grant_money_are_those_of_the_budget():
    x = arrays("gwangju-phase1")
    granting = make_world(x, n_measures(x), 16).granting
    assert granting.tolist() == x.budget.any(axis=0).tolist()
    assert 0 < granting.sum() < granting.size


def test_a_run_may_be_shorter_than_its_plan():
    """Learning runs until the last record only."""
    x = arrays("gwangju-phase1")
    short = make_world(first_months(x, 7), n_measures(x), 16)
    assert short.granting.tolist() == x.budget[:, :7].any(axis=0).tolist()
    assert short.members[:, 0].sum() <= make_world(x, n_measures(x), 16).members[:, 0].sum()


def test_without_money_only_facilities_may_act():
    x = arrays("gwangju-phase1")
    idle = make_world(x._replace(budget=np.zeros_like(x.budget)), n_measures(x), 16).members
    for kind, name in enumerate(KINDS):
        expected = np.flatnonzero(x.programmes["kind"] == kind).tolist() if name in FACILITY_KINDS else []
        assert idle[kind, 1 : 1 + idle[kind, 0]].tolist() == expected
