"""What is counted, in which column, and the month's count.

Cumulative measures grow where the event happens; stocks and flows are set here at the end of the month. Sums over
firms are sums of integers (money in sixteenths of a million won), so they are exact and do not depend on order.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from podobat.engine.inputs import FUND, PlanArrays
from podobat.engine.numerics import COMPILE, INLINE_STEP, ONE_PIECE, F, I, N, select, smaller, truncate, whole
from podobat.engine.world import (
    AWAY,
    ESTABLISHED,
    GRANTED,
    HEAD,
    OFFICE_OPEN,
    OFFICE_SECTOR,
    OFFICE_STAFF,
    PILOTING,
    PLACE,
    REGION,
    SECTOR,
    SETTLED,
    SPENT,
    STAGE,
    SUPPORTED,
    TURNOVER,
    USERS,
    USERS_AT_START,
)

BASE_IDS = (
    "firms.mou",
    "firms.opened",
    "firms.operating",
    "firms.hq_moved",
    "firms.left",
    "firms.supported",
    "startups.founded",
    "startups.funded",
    "startups.spun_off",
    "startups.operating",
    "startups.crossed",
    "startups.closed",
    "startups.acquired",
    "startups.moved_out",
    "jobs.direct",
    "jobs.startups",
    "jobs.attracted",
    "jobs.hired",
    "jobs.induced",
    "people.enrolled",
    "people.in_training",
    "people.trained",
    "people.dropped",
    "people.looking",
    "people.placed_region",
    "people.placed_outside",
    "people.untraced",
    "compute.projects",
    "compute.utilisation",
    "fund.committed",
    "fund.invested_region",
    "fund.invested_outside",
    "venture.raised",
    "revenue",
    "adopters",
    "adoption.piloting",
    "adoption.contracts_local",
    "adoption.contracts_outside",
    "adoption.savings",
    "adoption.sales",
    "adoption.jobs",
    "patents",
    "spending",
    "budget.granted",
    "budget.unspent",
    "rivals.founders",
    "rivals.firms",
    "rivals.people",
    "climate.venture",
    "law.in_force",
    "firms.established",
    "firms.settled",
    "firms.all",
    "firms.new",
    "jobs.established",
    "jobs.settled",
    "jobs.all",
    "jobs.new",
    "jobs.supported",
    "investment.private",
    "infrastructure.space",
    "infrastructure.homes",
    "infrastructure.premises",
    "infrastructure.space_used",
    "infrastructure.homes_used",
    "infrastructure.premises_used",
    "procurement.local",
    "procurement.outside",
    "chips.designs",
    "chips.taped_out",
    "chips.silicon",
    "chips.customers",
    "output.value_added",
    "research.projects",
    "research.commercialised",
)
(
    FIRMS_MOU,
    FIRMS_OPENED,
    FIRMS_OPERATING,
    FIRMS_HQ_MOVED,
    FIRMS_LEFT,
    FIRMS_SUPPORTED,
    STARTUPS_FOUNDED,
    STARTUPS_FUNDED,
    STARTUPS_SPUN_OFF,
    STARTUPS_OPERATING,
    STARTUPS_CROSSED,
    STARTUPS_CLOSED,
    STARTUPS_ACQUIRED,
    STARTUPS_MOVED_OUT,
    JOBS_DIRECT,
    JOBS_STARTUPS,
    JOBS_ATTRACTED,
    JOBS_HIRED,
    JOBS_INDUCED,
    PEOPLE_ENROLLED,
    PEOPLE_IN_TRAINING,
    PEOPLE_TRAINED,
    PEOPLE_DROPPED,
    PEOPLE_LOOKING,
    PEOPLE_PLACED_REGION,
    PEOPLE_PLACED_OUTSIDE,
    PEOPLE_UNTRACED,
    COMPUTE_PROJECTS,
    COMPUTE_UTILISATION,
    FUND_COMMITTED,
    FUND_INVESTED_REGION,
    FUND_INVESTED_OUTSIDE,
    VENTURE_RAISED,
    REVENUE,
    ADOPTERS,
    ADOPTION_PILOTING,
    ADOPTION_CONTRACTS_LOCAL,
    ADOPTION_CONTRACTS_OUTSIDE,
    ADOPTION_SAVINGS,
    ADOPTION_SALES,
    ADOPTION_JOBS,
    PATENTS_FILED,
    SPENDING,
    BUDGET_GRANTED,
    BUDGET_UNSPENT,
    RIVALS_FOUNDERS,
    RIVALS_FIRMS,
    RIVALS_PEOPLE,
    CLIMATE_VENTURE,
    LAW_IN_FORCE,
    FIRMS_ESTABLISHED,
    FIRMS_SETTLED,
    FIRMS_ALL,
    FIRMS_NEW,
    JOBS_ESTABLISHED,
    JOBS_SETTLED,
    JOBS_ALL,
    JOBS_NEW,
    JOBS_SUPPORTED,
    INVESTMENT_PRIVATE,
    INFRASTRUCTURE_SPACE,
    INFRASTRUCTURE_HOMES,
    INFRASTRUCTURE_PREMISES,
    INFRASTRUCTURE_SPACE_USED,
    INFRASTRUCTURE_HOMES_USED,
    INFRASTRUCTURE_PREMISES_USED,
    PROCUREMENT_LOCAL,
    PROCUREMENT_OUTSIDE,
    CHIPS_DESIGNS,
    CHIPS_TAPED_OUT,
    CHIPS_SILICON,
    CHIPS_CUSTOMERS,
    OUTPUT_VALUE_ADDED,
    RESEARCH_PROJECTS,
    RESEARCH_COMMERCIALISED,
) = range(len(BASE_IDS))
SECTOR_IDS = (
    "startups.operating",
    "startups.founded",
    "jobs.direct",
    "revenue",
    "adopters",
    "adoption.piloting",
    "adoption.contracts_local",
    "adoption.contracts_outside",
    "adoption.savings",
    "adoption.sales",
)
BY_SECTOR = len(BASE_IDS)  # the first sector column; blocks in the order of SECTOR_IDS
(
    SECTOR_OPERATING,
    SECTOR_FOUNDED,
    SECTOR_JOBS,
    SECTOR_REVENUE,
    SECTOR_ADOPTERS,
    SECTOR_PILOTING,
    SECTOR_LOCAL,
    SECTOR_OUTSIDE,
    SECTOR_SAVINGS,
    SECTOR_SALES,
) = range(len(SECTOR_IDS))
MONEY_STEP = 16.0  # sums of money are counted in 1/16 of a million won
# They are summed in two parts, because sums of 64 bits take several times as long. No part can overflow below 524,288
# firms that sell less than all the world together.
PART_BITS = 12
PART = 1 << PART_BITS


def measure_ids(sectors: tuple[str, ...], programmes: tuple[str, ...]) -> tuple[str, ...]:
    """Every measure of a run, in the order of its columns: base, by sector, spending by programme."""
    by_sector = tuple(f"{measure}.{sector}" for measure in SECTOR_IDS for sector in sectors)
    return BASE_IDS + by_sector + tuple(f"spending.{programme}" for programme in programmes)


def n_measures(x: PlanArrays) -> int:
    """How many columns a run of this plan has."""
    return len(BASE_IDS) + len(SECTOR_IDS) * x.sectors.size + x.programmes.size


@njit(**ONE_PIECE)
def sector_column(block, sector, n_sectors):
    """Column of a by-sector measure."""
    return BY_SECTOR + block * n_sectors + sector


@njit(**ONE_PIECE)
def spending_column(k, n_sectors):
    """Column of the spending of programme k."""
    return BY_SECTOR + len(SECTOR_IDS) * n_sectors + k


@njit(**COMPILE)
def firms_by_place(n, place):
    """How many start-ups have their seat in the region: sum(place = 1)."""
    total = I(0)
    for i in range(N(n)):
        total = I(total + select(place[i] == I(1), I(1), I(0)))
    return total


@njit(**COMPILE)
def sector_sums(n, k, f, out):
    """Four sectors from k on, because most of the work is reading: rows of `out`, a column a sector.

    0  start-ups with a seat in the region;  1  their staff and that of moved firms in the region
    2  sales, 1/16 KRW m
    """
    place, sector, head, away, turnover = f.ints[PLACE], f.ints[SECTOR], f.ints[HEAD], f.ints[AWAY], f.floats[TURNOVER]
    k0, k1, k2, k3 = I(k), I(k + 1), I(k + 2), I(k + 3)
    firms0, firms1, firms2, firms3 = I(0), I(0), I(0), I(0)
    staff0, staff1, staff2, staff3 = I(0), I(0), I(0), I(0)
    small0, small1, small2, small3 = I(0), I(0), I(0), I(0)
    large0, large1, large2, large3 = I(0), I(0), I(0), I(0)
    for i in range(N(n)):
        seated = place[i] == I(REGION)
        one = select(seated, I(1), I(0))
        people = I(head[i] - away[i])
        sales = select(seated, truncate(F(smaller(turnover[i], F(1e8)) * F(MONEY_STEP))), I(0))
        small, large = I(sales & I(PART - 1)), I(sales >> I(PART_BITS))
        firms0 = I(firms0 + select(sector[i] == k0, one, I(0)))
        firms1 = I(firms1 + select(sector[i] == k1, one, I(0)))
        firms2 = I(firms2 + select(sector[i] == k2, one, I(0)))
        firms3 = I(firms3 + select(sector[i] == k3, one, I(0)))
        staff0 = I(staff0 + select(sector[i] == k0, people, I(0)))
        staff1 = I(staff1 + select(sector[i] == k1, people, I(0)))
        staff2 = I(staff2 + select(sector[i] == k2, people, I(0)))
        staff3 = I(staff3 + select(sector[i] == k3, people, I(0)))
        small0 = I(small0 + select(sector[i] == k0, small, I(0)))
        small1 = I(small1 + select(sector[i] == k1, small, I(0)))
        small2 = I(small2 + select(sector[i] == k2, small, I(0)))
        small3 = I(small3 + select(sector[i] == k3, small, I(0)))
        large0 = I(large0 + select(sector[i] == k0, large, I(0)))
        large1 = I(large1 + select(sector[i] == k1, large, I(0)))
        large2 = I(large2 + select(sector[i] == k2, large, I(0)))
        large3 = I(large3 + select(sector[i] == k3, large, I(0)))
    out[0, k], out[0, k + 1], out[0, k + 2], out[0, k + 3] = firms0, firms1, firms2, firms3
    out[1, k], out[1, k + 1], out[1, k + 2], out[1, k + 3] = staff0, staff1, staff2, staff3
    out[2, k], out[2, k + 1] = PART * np.int64(large0) + small0, PART * np.int64(large1) + small1
    out[2, k + 2], out[2, k + 3] = PART * np.int64(large2) + small2, PART * np.int64(large3) + small3


@njit(**COMPILE)
def office_staff(n, k, o, out):
    """Staff of the attracted firms of sectors k to k + 3, into out[k : k + 4]; an office that left has none, and the
    firms that were established here before do not count.
    """
    sector, staff, is_open = o.ints[OFFICE_SECTOR], o.ints[OFFICE_STAFF], o.ints[OFFICE_OPEN]
    k0, k1, k2, k3 = I(k), I(k + 1), I(k + 2), I(k + 3)
    staff0, staff1, staff2, staff3 = I(0), I(0), I(0), I(0)
    for i in range(N(n)):
        people = select(is_open[i] != I(ESTABLISHED), staff[i], I(0))
        staff0 = I(staff0 + select(sector[i] == k0, people, I(0)))
        staff1 = I(staff1 + select(sector[i] == k1, people, I(0)))
        staff2 = I(staff2 + select(sector[i] == k2, people, I(0)))
        staff3 = I(staff3 + select(sector[i] == k3, people, I(0)))
    out[k], out[k + 1], out[k + 2], out[k + 3] = staff0, staff1, staff2, staff3


@njit(**COMPILE)
def stage_counts(n, place, stage, out):
    """Start-ups with a seat in the region, by funding stage 0..4."""
    n0, n1, n2, n3, n4 = I(0), I(0), I(0), I(0), I(0)
    for i in range(N(n)):
        k = select(place[i] == I(1), stage[i], I(-1))
        n0 = I(n0 + select(k == I(0), I(1), I(0)))
        n1 = I(n1 + select(k == I(1), I(1), I(0)))
        n2 = I(n2 + select(k == I(2), I(1), I(0)))
        n3 = I(n3 + select(k == I(3), I(1), I(0)))
        n4 = I(n4 + select(k == I(4), I(1), I(0)))
    out[0], out[1], out[2], out[3], out[4] = n0, n1, n2, n3, n4


@njit(**COMPILE)
def supported_staff(n, f):
    """People in the region at start-ups that were given support."""
    head, away, supported, total = f.ints[HEAD], f.ints[AWAY], f.ints[SUPPORTED], I(0)
    for i in range(N(n)):
        total = I(total + select(supported[i] != I(0), I(head[i] - away[i]), I(0)))
    return total


@njit(**INLINE_STEP)
def count_whole_cluster(w, p):
    """Firms and people of every kind, in all and beyond those at the start, and the value that they add."""
    s, c, o = w.state[0], w.counts, w.offices
    firms, people, settled = 0, 0, 0
    if s.established > 0:
        for i in range(s.n_offices):
            if o.ints[OFFICE_OPEN, i] == ESTABLISHED:
                firms += 1
                people += o.ints[OFFICE_STAFF, i]
            elif o.ints[OFFICE_OPEN, i] == SETTLED:
                settled += o.ints[OFFICE_STAFF, i]
    c[FIRMS_ESTABLISHED] = firms
    c[JOBS_ESTABLISHED] = people
    c[JOBS_SETTLED] = settled
    c[FIRMS_ALL] = c[STARTUPS_OPERATING] + c[FIRMS_OPERATING] + firms
    c[FIRMS_NEW] = c[FIRMS_ALL] - s.firms_at_start
    c[JOBS_ALL] = c[JOBS_DIRECT] + people
    c[JOBS_NEW] = c[JOBS_ALL] - s.jobs_at_start
    c[JOBS_SUPPORTED] = supported_staff(whole(s.n), w.firms)
    made = c[REVENUE] * p.output_startups + (c[JOBS_ATTRACTED] + people) * p.output_per_person / 12.0
    c[OUTPUT_VALUE_ADDED] = made


@njit(**INLINE_STEP)
def count(w, x, p, t, row):
    """Set the month's stocks and flows, and write all measures into `row`."""
    s, c, f = w.state[0], w.counts, w.firms
    n_sectors = x.sectors.size
    operating, staff, sales = 0, 0, 0
    n = whole(s.n)
    for k in range(0, n_sectors, 4):
        sector_sums(n, k, f, w.sums)
    for k in range(n_sectors):
        firms, people, money = w.sums[0, k], w.sums[1, k], w.sums[2, k]
        operating += firms
        staff += people
        sales += money
        c[sector_column(SECTOR_OPERATING, k, n_sectors)] = firms
        c[sector_column(SECTOR_JOBS, k, n_sectors)] = people
        c[sector_column(SECTOR_REVENUE, k, n_sectors)] = money / MONEY_STEP
        c[sector_column(SECTOR_ADOPTERS, k, n_sectors)] = w.industries[USERS, k]
        c[sector_column(SECTOR_PILOTING, k, n_sectors)] = w.industries[PILOTING, k]
    if w.members[FUND, 0] > 0:  # nobody else asks
        stage_counts(n, f.ints[PLACE], f.ints[STAGE], w.stages)
    attracted = 0
    if s.n_offices > 0:
        for k in range(0, n_sectors, 4):
            office_staff(whole(s.n_offices), k, w.offices, w.sums[0])
        for k in range(n_sectors):
            attracted += w.sums[0, k]
            c[sector_column(SECTOR_JOBS, k, n_sectors)] += w.sums[0, k]
    c[STARTUPS_OPERATING] = operating
    c[FIRMS_OPERATING] = s.offices_at_start + c[FIRMS_OPENED] - c[FIRMS_LEFT]
    c[JOBS_STARTUPS] = staff
    c[JOBS_ATTRACTED] = attracted
    c[JOBS_DIRECT] = staff + attracted
    c[REVENUE] = sales / MONEY_STEP
    c[PEOPLE_LOOKING] = w.looking[1] + w.looking[2] + w.looking[3]
    granted, spent = 0, 0
    for k in range(x.programmes.size):
        granted += w.ledger[GRANTED, k]
        spent += w.ledger[SPENT, k]
    c[SPENDING] = spent / 1000.0
    c[BUDGET_GRANTED] = granted / 1000.0
    c[BUDGET_UNSPENT] = (granted - spent) / 1000.0
    adopters, piloting, jobs = 0, 0, 0.0
    for k in range(n_sectors):
        adopters += w.industries[USERS, k]
        piloting += w.industries[PILOTING, k]
        jobs += (
            (w.industries[USERS, k] - w.industries[USERS_AT_START, k])
            * x.sectors[k].employees
            * p.adoption_employment_effect
        )
    c[ADOPTERS] = adopters
    c[ADOPTION_PILOTING] = piloting
    c[ADOPTION_JOBS] = jobs
    c[CLIMATE_VENTURE] = s.venture
    c[LAW_IN_FORCE] = s.law
    c[COMPUTE_UTILISATION] = s.compute_used / s.compute_capacity if s.compute_capacity > 0 else 0.0
    count_whole_cluster(w, p)
    for j in range(N(c.size)):
        row[j] = c[j]
