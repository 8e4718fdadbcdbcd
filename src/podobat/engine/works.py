"""Building works: late, and right-skewed. Money not yet built with stays in the ledger and is carried over."""

from __future__ import annotations

import numpy as np
from numba import njit

from podobat.engine.inputs import COMPUTE, IN_SERVICE, INFRASTRUCTURE, SPACE, TESTBED
from podobat.engine.numerics import COMPILE, INLINE_STEP, STEP, F, exp32
from podobat.engine.randomness import WORKS, normal
from podobat.engine.world import BUILT, GRANTED, OPENS, SPENT


@njit(**COMPILE)
def opening_month(start, planned, overrun, spread, z):
    """Month a facility really opens: start + (planned - start) (1 + (overrun - 1) exp(spread z)), rounded up.

    start, planned  month numbers in the plan
    overrun         median of actual over planned building time (1 = on time)
    spread          spread of log overrun between buildings; z a standard normal
    """
    factor = 1.0 + (overrun - 1.0) * float(exp32(F(spread * z)))
    return start + int(np.ceil(max(1, planned - start) * factor))


@njit(**COMPILE)
def works_money(cost, start, opens, t):
    """Thousand won that works may have cost by the end of month t: in proportion to progress, all of it at opening."""
    if t < start:
        return 0
    if t >= opens:
        return cost
    return cost * (t + 1 - start) // (opens - start)


@njit(**COMPILE)
def drawn_opening(g, p, draw, key):
    """The month in which a programme's works will really end; 0 for what is in service, -1 without works."""
    if g.starts < 0:
        return 0 if g.starts == IN_SERVICE else -1
    overrun = p.works_overrun_space
    if g.kind == COMPUTE:
        overrun = p.works_overrun_compute
    elif g.kind == TESTBED:
        overrun = p.works_overrun_testbed
    elif g.kind == INFRASTRUCTURE:
        overrun = p.works_overrun_infrastructure
    z = normal(g.identity, 0, draw, WORKS, key)
    return opening_month(g.starts, g.opens, overrun, p.works_overrun_spread, z)


@njit(**STEP)
def start_works(w, x, p, draw, key):
    """Draw for every facility the month it will really open."""
    for k in range(x.programmes.size):
        w.ledger[OPENS, k] = drawn_opening(x.programmes[k], p, draw, key)


@njit(**INLINE_STEP)
def advance_works(w, x, t):
    """Grant the month's budgets; pay works by progress; after opening pay running costs as the money comes."""
    if w.granting[t] != 0:
        for k in range(x.programmes.size):
            w.ledger[GRANTED, k] += x.budget[k, t]
    for kind in (COMPUTE, TESTBED, SPACE, INFRASTRUCTURE):
        for j in range(w.members[kind, 0]):
            k = w.members[kind, 1 + j]
            g = x.programmes[k]
            balance = w.ledger[GRANTED, k] - w.ledger[SPENT, k]
            if g.starts >= 0 and balance > 0:
                owed = works_money(g.cost, g.starts, w.ledger[OPENS, k], t) - w.ledger[BUILT, k]
                paid = max(0, min(balance, owed))
                w.ledger[BUILT, k] += paid
                w.ledger[SPENT, k] += paid
                balance -= paid
            if g.starts == -1 or (g.unit_cost == 0 and t >= w.ledger[OPENS, k]):
                w.ledger[SPENT, k] += balance


@njit(**INLINE_STEP)
def is_open(w, k, t):
    """Does the facility of programme k serve in month t?"""
    return w.ledger[OPENS, k] >= 0 and t >= w.ledger[OPENS, k]
