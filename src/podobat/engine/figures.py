"""A plan as one draw has it: what a place really costs, what a facility really holds, what money really comes and when.

A plan writes one number where the world has many. `figures` holds factors, a row a programme: on the unit cost, on the
capacity, and one for the money of every calendar year of the plan. Then comes, for every twelve months after its last
one, a share of the mean yearly money of the last three years planned: programmes that go on past their end. A programme
without money in its last twelve months has ended and does not go on; one without any money stays without.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.inputs import CAPACITY, MONEY, UNIT_COST
from podobat.engine.numerics import COMPILE

LAST_YEARS = 3  # whose money a programme that goes on is measured by


@njit(**COMPILE)
def whole_won(amount):
    """An amount in thousand won, rounded to whole ones."""
    return int(amount + 0.5)


@njit(**COMPILE)
def yearly_money(budget, plan_end):
    """Thousand won a year over the plan's last three years (or as many as it has); 0 where the last year has none."""
    last, total = 0, 0
    months = min(12 * LAST_YEARS, plan_end + 1)
    for t in range(max(0, plan_end - months + 1), min(plan_end + 1, budget.size)):
        total += budget[t]
        if t > plan_end - 12:
            last += budget[t]
    return total * 12.0 / months if last > 0 else 0.0


@njit(**COMPILE)
def figured(g, f, share):
    """A programme with a draw's factors, and its works paid as much as comes of the money planned."""
    if g.unit_cost > 0:
        g.unit_cost = max(1, whole_won(g.unit_cost * f[UNIT_COST]))
    g.capacity *= f[CAPACITY]
    if share != 1.0:
        g.total = whole_won(g.total * share)
        g.cost = whole_won(g.cost * share)


@njit(**COMPILE)
def share_that_comes(budget, x, f):
    """Of a programme's money up to the plan's end, the share that comes; 1 where it has none."""
    planned, granted = 0, 0
    for t in range(min(x.end + 1, budget.size)):
        planned += budget[t]
        granted += whole_won(budget[t] * f[MONEY + x.years[t]])
    return granted / planned if planned > 0 else 1.0


@njit(**COMPILE)
def copy_plan(budget, programmes, after, x):
    """The plan's money and programmes, where a draw may change them."""
    for k in range(x.programmes.size):
        programmes[k], after[k] = x.programmes[k], x.after[k]
        for t in range(x.pins.size):
            budget[k, t] = x.budget[k, t]


@njit(**COMPILE)
def vary(budget, programmes, after, x, figures):
    """The plan's money and programmes with one draw's figures, into `budget`, `programmes` and `after`.

    figures  (programme, figure) factors: UNIT_COST, CAPACITY, MONEY + year of the plan, then twelvemonths after it
    """
    copy_plan(budget, programmes, after, x)
    end_year = x.years[min(x.end, x.years.size - 1)]
    for k in range(x.programmes.size):
        f = figures[k]
        more = yearly_money(x.budget[k], x.end) / 12.0
        for t in range(x.pins.size):
            if t <= x.end:
                budget[k, t] = whole_won(x.budget[k, t] * f[MONEY + x.years[t]])
            else:
                later = MONEY + end_year + 1 + (t - x.end - 1) // 12
                budget[k, t] = whole_won(x.budget[k, t] * f[MONEY + end_year] + more * f[later])
        figured(programmes[k], f, share_that_comes(x.decided[k], x, f))
        figured(after[k], f, share_that_comes(x.budget[k], x, f))
