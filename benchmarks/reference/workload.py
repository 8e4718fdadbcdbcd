"""The reference workload: a small firm microsimulation that every implementation in this folder runs.

Units are thousand euro and months; there are 8 sectors and 5 funding stages. The month of each living firm:

1. revenue *= exp(growth[stage] + sigma z1)
2. cash += revenue - head wage - fixed
3. with probability funding[stage] min(1, age / 12), below the last stage: stage += 1,
   cash += amount[stage] exp(0.5 z2)                                                        (a round)
4. it closes if cash < 0, or with probability hazard_old + hazard_new 12 / (12 + age)
5. a survivor outside the capital moves there with probability leaving[stage]               (a move)
6. head = max(1, head + adjust ((revenue + max(cash, 0) cash_to_staff) / wage - head)); age += 1
7. by sector: firms alive, jobs, rounds, moves (survivors for all but rounds)
8. Poisson(entrants(slots)) firms enter, as many as there are free slots; they act from the next month

A firm-month is one living firm acting in one month; free slots do not count. z1, z2 are standard normal, and every
probability has a uniform number of its own (4 and 5 may share one: the two events exclude each other).
"""

from __future__ import annotations

SECTORS, STAGES = 8, 5
OUTPUTS = ("firms", "jobs", "rounds", "moves")
MONTHS = 120
SLOTS = 2000
BIG = 100_000

GROWTH = (0.020, 0.022, 0.018, 0.012, 0.006)  # 1/month, by stage
FUNDING = (0.030, 0.025, 0.020, 0.012, 0.0)  # probability of a round a month
AMOUNT = (0.0, 300.0, 1200.0, 5000.0, 15000.0)  # median of the round into a stage
LEAVING = (0.001, 0.003, 0.004, 0.003, 0.001)  # probability of moving to the capital a month
NUMBERS = {
    "sigma": 0.10,
    "wage": 4.0,
    "fixed": 2.0,
    "hazard_old": 0.008,
    "hazard_new": 0.012,
    "adjust": 0.25,
    "cash_to_staff": 1 / 24,
    "first_revenue": 5.0,
    "first_revenue_spread": 0.5,
    "first_cash": 120.0,
    "first_cash_spread": 0.5,
    "first_head": 2.0,
    "share_capital": 0.2,
}


def firms_at_start(slots: int) -> int:
    """Living firms in the first month."""
    return int(slots * 0.8)


def entrants(slots: int) -> float:
    """Mean number of entrants a month: it keeps about four fifths of the slots filled."""
    return slots / 2000 * 34.0
