"""A plan as one draw has it: what a place really costs, what a facility really holds, what money really comes and when.

A plan writes one number where the world has many. `figures` holds factors, a row a programme: on the unit cost, on the
capacity, and one for the money of every calendar year. After the plan's last month a year's factor is a share of the
mean yearly money of the last three years planned: programmes that go on past their end. A programme without money in
its last twelve months has ended and does not go on; one without any money stays without.
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
def vary(budget, programmes, x, figures):
    """The plan's money and programmes with one draw's figures, into `budget` and `programmes`.

    figures  (programme, figure) factors: UNIT_COST, CAPACITY, then MONEY + year
    """
    end_year = x.years[min(x.end, x.years.size - 1)]
    for k in range(x.programmes.size):
        f = figures[k]
        programmes[k] = x.programmes[k]
        g = programmes[k]
        if g.unit_cost > 0:
            programmes[k].unit_cost = max(1, whole_won(g.unit_cost * f[UNIT_COST]))
        programmes[k].capacity = g.capacity * f[CAPACITY]
        after = yearly_money(x.budget[k], x.end) / 12.0
        planned, granted = 0, 0
        for t in range(x.pins.size):
            year = x.years[t]
            if t <= x.end:
                money = whole_won(x.budget[k, t] * f[MONEY + year])
                planned += x.budget[k, t]
                granted += money
            else:
                money = whole_won(x.budget[k, t] * f[MONEY + end_year] + after * f[MONEY + year])
            budget[k, t] = money
        if planned > 0 and granted != planned:
            programmes[k].total = whole_won(g.total * (granted / planned))
            programmes[k].cost = whole_won(g.cost * (granted / planned))
