"""Founding: incumbents at the start, organic founders, applicants for grants, spin-offs.

Every stream is an independent Poisson process, and the k-th founder of a stream and month is the same person in every
world. Applicants exist whether or not there is a grant: the share `deadweight` of them found a firm anyway. A grant to
such a founder counts as gross and adds nothing net.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import (
    FIRMS_SUPPORTED,
    SECTOR_FOUNDED,
    STARTUPS_FOUNDED,
    STARTUPS_FUNDED,
    STARTUPS_SPUN_OFF,
    sector_column,
)
from podobat.engine.inputs import FOUNDING
from podobat.engine.numerics import COMPILE, F, I, U, exp32, log32, power32
from podobat.engine.programmes import affordable
from podobat.engine.randomness import (
    APPLICANTS,
    FOUNDER,
    FOUNDER_PRODUCT,
    FOUNDER_TYPE,
    ORGANIC,
    SPIN_OFFS,
    normal_pair,
    poisson,
    uniform,
    unit,
    words,
)
from podobat.engine.world import (
    AGE,
    APPLICANT,
    AWAY,
    BLACK,
    BORN,
    CASH,
    CERTIFIED,
    COMPUTE_LEFT,
    CONTRACT_INCOME,
    CONTRACT_LEFT,
    CROSSED,
    GRANTED,
    GROWTH_LEFT,
    HEAD,
    INCUMBENT,
    OUTSIDE,
    PACE,
    PLACE,
    READINESS,
    REGION,
    RESEARCH_LEFT,
    SALES,
    SECTOR,
    SELLING,
    SINCE,
    SPACE_LEFT,
    SPENT,
    SPIN_OFF,
    STAGE,
    STAGE_REACHED,
    SUPPORTED,
    TESTBED_LEFT,
    UID,
)
from podobat.engine.world import ORGANIC as ORGANIC_FOUNDER


@njit(**COMPILE)
def identity(origin, month, order):
    """An entity's number: origin (3 bits), month of birth (11 bits), order within the month (18 bits)."""
    return U((origin << 29) | (month << 18) | order)


@njit(**COMPILE)
def organic_rate(rate, firms, firms_at_start, agglomeration, displacement, additional, law_effect):
    """Founders a month who ask for no grant: max(0, lambda0 ((N+1)/(N0+1))^a (1 + law) - d A).

    rate              lambda0, firms a month
    firms, _at_start  N and N0, start-ups operating in the region
    agglomeration     a, elasticity
    displacement      d, foundings pushed out by one founding that programmes added
    additional        A, foundings a month that programmes added over the last year
    """
    crowd = float(power32(F((firms + 1.0) / (firms_at_start + 1.0)), F(agglomeration)))
    return max(0.0, rate * crowd * (1.0 + law_effect) - displacement * additional)


@njit(**COMPILE)
def take_slot(w):
    """The next slot, or -1 when the columns are full (the run is then repeated with longer ones)."""
    s = w.state[0]
    if s.n == w.firms.ints.shape[1]:
        s.full = 1
        return -1
    s.n += 1
    return s.n - 1


@njit(**COMPILE)
def pick_sector(sectors, u):
    """Sector of a founder at quantile u of the sectors' shares."""
    total = 0.0
    for k in range(sectors.size):
        total += sectors[k].startup_share
        if u < total:
            return k
    return sectors.size - 1


@njit(**COMPILE)
def found(w, x, p, uid, t, draw, key):
    """A new start-up in the next slot: sector, team and cash drawn from its identity alone. Returns the slot or -1."""
    i = take_slot(w)
    if i < 0:
        return i
    f = w.firms
    birth = words(uid, 0, draw, FOUNDER, key)
    z_cash, _ = normal_pair(birth[0], birth[1])
    k = pick_sector(x.sectors, float(unit(birth[2])))
    f.ints[UID, i] = uid
    f.ints[PLACE, i] = REGION
    f.ints[SECTOR, i] = I(k)
    f.floats[PACE, i] = F(1.0 / (p.product_months * x.sectors[k].development))
    f.ints[HEAD, i] = I(1 + poisson(p.entry_team - 1.0, unit(birth[3])))
    f.floats[CASH, i] = F(p.entry_cash * exp32(F(p.entry_cash_spread * z_cash)))
    f.ints[SELLING, i] = I(-1)
    f.ints[BORN, i] = I(t)
    f.floats[READINESS, i] = F(0)
    f.floats[SALES, i] = F(0)
    f.floats[CONTRACT_INCOME, i] = F(0)
    for column in (
        f.ints[STAGE],
        f.ints[AGE],
        f.ints[SINCE],
        f.ints[AWAY],
        f.ints[COMPUTE_LEFT],
        f.ints[TESTBED_LEFT],
        f.ints[GROWTH_LEFT],
        f.ints[SPACE_LEFT],
        f.ints[RESEARCH_LEFT],
    ):
        column[i] = I(0)
    for column in (
        f.ints[CERTIFIED],
        f.ints[CONTRACT_LEFT],
        f.ints[BLACK],
        f.ints[OUTSIDE],
        f.ints[CROSSED],
        f.ints[SUPPORTED],
    ):
        column[i] = I(0)
    return i


@njit(**COMPILE)
def found_and_count(w, x, p, uid, t, draw, key):
    """`found`, counted as a founding of this month."""
    i = found(w, x, p, uid, t, draw, key)
    if i >= 0:
        w.counts[STARTUPS_FOUNDED] += 1
        w.counts[sector_column(SECTOR_FOUNDED, w.firms.ints[SECTOR, i], x.sectors.size)] += 1
        w.diagnostics.tallies[STAGE_REACHED, 0] += 1
    return i


@njit(**COMPILE)
def start_firms(w, x, p, draw, key):
    """The start-ups that operate when the plan begins, with age, readiness, sales and team of their age."""
    s, f = w.state[0], w.firms
    n = int(p.region_incumbents + float(uniform(0, 0, draw, FOUNDER_TYPE, key)))
    for order in range(n):
        uid = identity(INCUMBENT, 0, order)
        i = found(w, x, p, uid, 0, draw, key)
        if i < 0:
            return
        past = words(uid, 0, draw, FOUNDER_PRODUCT, key)
        age = min(240, int(-p.entry_incumbent_age * float(log32(F(unit(past[2]))))))
        f.ints[AGE, i] = I(age)
        f.ints[SINCE, i] = I(age)
        f.ints[BORN, i] = I(-1 - age)
        f.floats[READINESS, i] = F(min(1.0, age * float(f.floats[PACE, i])))
        if unit(past[3]) < p.entry_incumbent_funded:
            f.ints[STAGE, i] = I(1)
            f.floats[CASH, i] += F(p.rounds_amount_seed)
        if f.floats[READINESS, i] >= 1.0:
            z, _ = normal_pair(past[0], past[1])
            f.ints[SELLING, i] = I(age - 1.0 / float(f.floats[PACE, i]))
            f.floats[SALES, i] = F(p.revenue_first_sale * exp32(F(p.revenue_first_spread * z)))
            supported_heads = p.revenue_margin * float(f.floats[SALES, i]) / p.region_wage
            f.ints[HEAD, i] = I(max(float(f.ints[HEAD, i]), min(200.0, supported_heads)))
    s.incumbents = n


@njit(**COMPILE)
def enter(w, x, p, t, operating, draw, key):
    """The month's founders: organic, applicants (with a grant or anyway), spin-offs."""
    s, f = w.state[0], w.firms
    s.additional_year -= s.additional_year / 12.0
    lift = p.law_entry * s.law
    rate = organic_rate(
        p.region_organic_rate,
        operating,
        s.incumbents,
        p.entry_agglomeration,
        p.entry_displacement,
        s.additional_year / 12.0,
        lift,
    )
    for order in range(poisson(rate, uniform(0, t, draw, ORGANIC, key))):
        found_and_count(w, x, p, identity(ORGANIC_FOUNDER, t, order), t, draw, key)

    applicants = poisson(p.region_applicants * (1.0 + lift), uniform(0, t, draw, APPLICANTS, key))
    k = 0
    for order in range(applicants):
        while k < x.programmes.size and (
            x.programmes[k].kind != FOUNDING
            or affordable(w.ledger[GRANTED, k] - w.ledger[SPENT, k], x.programmes[k].unit_cost) == 0
        ):
            k += 1
        uid = identity(APPLICANT, t, order)
        anyway = uniform(uid, 0, draw, FOUNDER_TYPE, key) < p.entry_deadweight
        funded = k < x.programmes.size
        if not funded and not anyway:
            continue
        i = found_and_count(w, x, p, uid, t, draw, key)
        if i >= 0 and funded:
            w.ledger[SPENT, k] += x.programmes[k].unit_cost
            f.floats[CASH, i] += F(x.programmes[k].unit_cost / 1000.0)
            f.ints[CERTIFIED, i] = I(p.programme_certified_months)
            f.ints[SUPPORTED, i] = I(1)
            w.counts[FIRMS_SUPPORTED] += 1
            w.counts[STARTUPS_FUNDED] += 1
            s.additional_year += 0.0 if anyway else 1.0

    lag = int(p.entry_spinoff_lag)
    if t >= lag:
        rate = w.research_by_month[t - lag] / p.entry_spinoff_cost
        for order in range(poisson(rate, uniform(0, t, draw, SPIN_OFFS, key))):
            if found_and_count(w, x, p, identity(SPIN_OFF, t, order), t, draw, key) >= 0:
                w.counts[STARTUPS_SPUN_OFF] += 1
                s.additional_year += 1.0
