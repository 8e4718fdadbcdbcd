"""The rules over firms become vector code: the machine code of each is looked at, not guessed at."""

from __future__ import annotations

import pytest
from benchmarks.vectorised import can_tell, counts, rules
from numba import njit

from podobat.engine.numerics import COMPILE, F, N

pytestmark = pytest.mark.skipif(not can_tell(), reason="the instructions of another kind of processor")
MAIN = ("month.draw_luck", "product.advance_product", "revenue.grow_sales", "rounds.round_hazard", "exit.mark_exits")


def test_every_rule_over_firms_is_vector_code():
    found = {name: counts(rule) for name, rule in rules().items()}
    known = {name: count for name, count in found.items() if count is not None}
    assert len(known) >= 15, "the checker no longer knows how the rules are called"
    assert not [name for name, count in known.items() if not count.vectorised]
    for name in MAIN:
        assert known[name].packed > 0, name


@njit(**COMPILE)
def running_total(n, cash, revenue):
    """A firm's number depends on the one before: nothing to do side by side."""
    for i in range(N(n)):
        cash[i] = F(cash[i] + F(cash[i - N(1)] * revenue[i]))


@njit(**COMPILE)
def looked_up(n, stage, cash, revenue):
    """A number that each firm fetches from another place."""
    for i in range(N(n)):
        cash[i] = revenue[N(stage[i])]


def test_the_checker_sees_a_loop_that_is_none():
    assert not counts(running_total).vectorised
    assert not counts(looked_up).vectorised
