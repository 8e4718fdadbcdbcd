"""Founding: incumbents at the start, organic founders, applicants for grants, spin-offs.

Every stream is an independent Poisson process, and the k-th founder of a stream and month is the same person in every
world. Applicants exist whether or not there is a grant: the share `deadweight` of them found a firm anyway. A grant to
such a founder counts as gross and adds nothing net.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import (
    FIRMS_SUPPORTED,
    RIVALS_FOUNDERS,
    SECTOR_FOUNDED,
    STARTUPS_FOUNDED,
    STARTUPS_FUNDED,
    STARTUPS_SPUN_OFF,
    sector_column,
)
from podobat.engine.inputs import FOUNDING
from podobat.engine.numerics import (
    COMPILE,
    INLINE,
    INLINE_STEP,
    ONE_PIECE,
    STEP,
    F,
    I,
    N,
    U,
    exp32,
    log32,
    power32,
    select,
    whole,
)
from podobat.engine.programmes import affordable
from podobat.engine.randomness import (
    APPLICANTS,
    FOUNDER,
    FOUNDER_PRODUCT,
    FOUNDER_TYPE,
    ORGANIC,
    SPIN_OFFS,
    START,
    normal,
    normal_pair,
    poisson,
    uniform,
    unit,
    words,
)
from podobat.engine.remembered import remembered_poisson
from podobat.engine.rivals import PULL_FOUNDERS
from podobat.engine.standing import START_AGE, START_CASH, START_FUNDED, START_STAFF, START_STARTUPS
from podobat.engine.world import (
    APPLICANT,
    APPLICANTS_MEAN,
    CASH,
    CERTIFIED_UNTIL,
    FIRST_SALE,
    FOUNDED,
    FOUNDER_CASH,
    FOUNDER_UID,
    GRANT_OF,
    GRANTED,
    HEAD,
    INCUMBENT,
    LAST_ROUND,
    NEVER,
    PACE,
    PLACE,
    READINESS,
    REGION,
    SALES,
    SECTOR,
    SPENT,
    SPIN_OFF,
    STAGE,
    STAGE_REACHED,
    SUPPORTED,
    TEAM_MEAN,
    U_ANYWAY,
    U_SECTOR,
    U_TEAM,
    UID,
)
from podobat.engine.world import ORGANIC as ORGANIC_FOUNDER


@njit(**ONE_PIECE)
def identity(origin, month, order):
    """An entity's number: origin (3 bits), month of birth (11 bits), order within the month (18 bits)."""
    return U((origin << 29) | (month << 18) | order)


@njit(**INLINE)
def origin(uid):
    """Where an entity comes from, read from its number: INCUMBENT, ORGANIC, APPLICANT, SPIN_OFF or SIGNATORY_FIRM."""
    return I((uid >> I(29)) & I(7))


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


@njit(**INLINE_STEP)
def room_for(w, founders):
    """Do the columns have room for so many more? If not, the run is repeated with longer ones."""
    s = w.state[0]
    s.full = select(s.n + founders > w.firms.ints.shape[1], 1, s.full)
    return s.full == 0


@njit(**INLINE)
def line_up(d, waiting, uid, programme):
    """A founder joins those who found this month, with a grant of `programme` (-1: none)."""
    d.ints[FOUNDER_UID, waiting] = I(uid)
    d.ints[GRANT_OF, waiting] = I(programme)


@njit(**INLINE)
def pick_sector(shares_up_to, u):
    """Sector of a founder at quantile u; `shares_up_to` sums the sectors' shares up, its own included."""
    k = 0
    for j in range(shares_up_to.size - 1):
        k += select(u >= shares_up_to[j], 1, 0)
    return k


@njit(**COMPILE)
def draw_founders(n, d, draw, key, median, spread):
    """Cash and luck of those lined up, from their identity alone: d.floats[FOUNDER_CASH], U_SECTOR and U_TEAM.

    cash  median exp(spread z), KRW m
    """
    uid, cash, u_sector, u_team = d.ints[FOUNDER_UID], d.floats[FOUNDER_CASH], d.floats[U_SECTOR], d.floats[U_TEAM]
    for j in range(N(n)):
        birth = words(uid[j], 0, draw, FOUNDER, key)
        z, _ = normal_pair(birth[0], birth[1])
        cash[j] = F(median * exp32(F(spread * z)))
        u_sector[j] = unit(birth[2])
        u_team[j] = unit(birth[3])


@njit(**INLINE_STEP)
def found(w, x, p, waiting, t, draw, key):
    """The founders lined up take the next slots: sector, team and cash. Returns the first slot."""
    s, f, d = w.state[0], w.firms, w.draws
    first = s.n
    draw_founders(whole(waiting), d, draw, key, p.entry_cash, p.entry_cash_spread)
    for j in range(waiting):
        i = first + j
        k = pick_sector(w.shares_up_to, float(d.floats[U_SECTOR, j]))
        f.ints[UID, i] = d.ints[FOUNDER_UID, j]
        f.ints[PLACE, i] = I(REGION)
        f.ints[SECTOR, i] = I(k)
        f.ints[HEAD, i] = I(1 + remembered_poisson(w.memory[TEAM_MEAN], p.entry_team - 1.0, d.floats[U_TEAM, j]))
        f.ints[FOUNDED, i] = I(t)
        f.ints[LAST_ROUND, i] = I(t)
        f.ints[FIRST_SALE, i] = I(NEVER)
        f.floats[PACE, i] = w.paces[k]
        f.floats[CASH, i] = d.floats[FOUNDER_CASH, j]
    s.n += waiting
    return first


@njit(**ONE_PIECE)
def start_figure(x, row, draw, key):
    """A figure of where the region starts: its median, and a log-normal on either side to its 5 % and 95 % quantiles.

    row  of PlanArrays.start, whose figure is given
    """
    return _start_figure(x.start, I(row), draw, key)


@njit(**COMPILE)
def _start_figure(start, row, draw, key):
    value, low, high = start[row, 0], start[row, 1], start[row, 2]
    if low == high or value <= 0.0:
        return value
    return spread_figure(value, low, high, float(normal(row, 0, draw, START, key)))


@njit(**COMPILE)
def spread_figure(value, low, high, z):
    """value (high / value)^(z / 1.645) above the median, value (value / low)^(z / 1.645) below; z standard normal."""
    end = high if z > 0.0 else low
    if end <= 0.0 or value <= 0.0:
        return value
    return value * float(exp32(F(abs(z) / 1.6449 * float(log32(F(end / value))))))


@njit(**STEP)
def start_staff(w, x, p, i, cash, draw, key):
    """Start-up i as large as those of the start, with the sales, or before a product the money, to carry its staff."""
    f = w.firms
    if x.start[START_STAFF, 0] < 0.0:
        return
    mean, spread = start_figure(x, START_STAFF, draw, key), p.established_size_spread
    z = float(normal(f.ints[UID, i], 0, draw, START, key))
    heads = int(mean * float(exp32(F(spread * z - 0.5 * spread * spread))) + 0.5)
    heads = max(1, min(2000, heads))
    f.ints[HEAD, i] = I(heads)
    cost = heads * (p.region_wage + p.cost_rent) + p.cost_fixed
    if f.floats[READINESS, i] >= 1.0:
        f.floats[SALES, i] = F(max(float(f.floats[SALES, i]), cost / p.revenue_margin))
    elif cash <= 0.0:
        f.floats[CASH, i] = F(max(float(f.floats[CASH, i]), cost * p.hiring_runway))


@njit(**STEP)
def start_firms(w, x, p, draw, key):
    """The start-ups that operate when the plan begins, with age, readiness, sales and team of their age.

    Their number, age, staff and money are those of the plan's `start` where it gives them.
    """
    s, f = w.state[0], w.firms
    firms, mean_age, funded, cash = p.region_incumbents, p.entry_incumbent_age, p.entry_incumbent_funded, 0.0
    if x.start[START_STARTUPS, 0] >= 0.0:
        firms = start_figure(x, START_STARTUPS, draw, key)
    if x.start[START_AGE, 0] >= 0.0:
        mean_age = start_figure(x, START_AGE, draw, key)
    if x.start[START_FUNDED, 0] >= 0.0:
        funded = min(1.0, start_figure(x, START_FUNDED, draw, key))
    if x.start[START_CASH, 0] >= 0.0 and firms * funded > 0.0:
        cash = start_figure(x, START_CASH, draw, key) / (firms * funded)
    n = int(firms + float(uniform(0, 0, draw, FOUNDER_TYPE, key)))
    if not room_for(w, n):
        return
    for order in range(n):
        line_up(w.draws, order, identity(INCUMBENT, 0, order), -1)
    found(w, x, p, n, 0, draw, key)
    for i in range(n):
        uid = f.ints[UID, i]
        past = words(uid, 0, draw, FOUNDER_PRODUCT, key)
        age = min(240, int(-mean_age * float(log32(F(unit(past[2]))))))
        f.ints[FOUNDED, i] = I(-age)
        f.ints[LAST_ROUND, i] = I(-age)
        f.floats[READINESS, i] = F(min(1.0, age * float(f.floats[PACE, i])))
        if unit(past[3]) < funded:
            f.ints[STAGE, i] = I(1)
            f.floats[CASH, i] += F(cash if cash > 0.0 else p.rounds_amount_seed)
        if f.floats[READINESS, i] >= 1.0:
            z, _ = normal_pair(past[0], past[1])
            f.ints[FIRST_SALE, i] = I(-int(age - 1.0 / float(f.floats[PACE, i])))
            f.floats[SALES, i] = F(p.revenue_first_sale * exp32(F(p.revenue_first_spread * z)))
            supported_heads = p.revenue_margin * float(f.floats[SALES, i]) / p.region_wage
            f.ints[HEAD, i] = I(max(float(f.ints[HEAD, i]), min(200.0, supported_heads)))
        start_staff(w, x, p, i, cash, draw, key)
    s.incumbents = n


@njit(**COMPILE)
def draw_anyway(n, d, t, draw, key):
    """Luck of the month's applicants: who founds without a grant too, into d.floats[U_ANYWAY]."""
    u = d.floats[U_ANYWAY]
    for order in range(N(n)):
        u[order] = unit(words(identity(APPLICANT, t, order), 0, draw, FOUNDER_TYPE, key)[0])


@njit(**INLINE_STEP)
def pays_a_grant(w, x, k):
    """Does what is left of programme k's money pay for one more founding grant?"""
    return affordable(w.ledger[GRANTED, k] - w.ledger[SPENT, k], x.programmes[k].unit_cost) > 0


@njit(**INLINE_STEP)
def enter(w, x, p, t, operating, draw, key):
    """The month's founders: organic, applicants (with a grant or anyway), spin-offs."""
    s, f, d, c = w.state[0], w.firms, w.draws, w.counts
    s.additional_year -= s.additional_year / 12.0
    lift = p.law_entry * s.law * x.act[0]
    rate = organic_rate(
        p.region_organic_rate, operating, s.incumbents, p.entry_agglomeration, p.entry_displacement,
        s.additional_year / 12.0, lift,
    )  # fmt: skip
    pull = w.pull[PULL_FOUNDERS, t]
    u_organic, u_applicants = uniform(0, t, draw, ORGANIC, key), uniform(0, t, draw, APPLICANTS, key)
    organic = poisson(rate * pull, u_organic)
    mean = p.region_applicants * (1.0 + lift)
    applicants = remembered_poisson(w.memory[APPLICANTS_MEAN], mean * pull, u_applicants)
    if pull != 1.0:  # the same luck with rivals as they were: who is missing here is with them
        c[RIVALS_FOUNDERS] += poisson(rate, u_organic) - organic + poisson(mean, u_applicants) - applicants
    lag = int(p.entry_spinoff_lag)
    spun_off = 0
    if t >= lag and w.research_by_month[t - lag] > 0.0:
        rate = w.research_by_month[t - lag] / p.entry_spinoff_cost
        spun_off = poisson(rate, uniform(0, t, draw, SPIN_OFFS, key))
    if not room_for(w, organic + applicants + spun_off):
        return

    for order in range(organic):
        line_up(d, order, identity(ORGANIC_FOUNDER, t, order), -1)
    waiting = organic
    draw_anyway(whole(applicants), d, t, draw, key)
    j, grants = 0, w.members[FOUNDING, 0]
    for order in range(applicants):
        while j < grants and not pays_a_grant(w, x, w.members[FOUNDING, 1 + j]):
            j += 1
        k = w.members[FOUNDING, 1 + j] if j < grants else -1
        anyway = d.floats[U_ANYWAY, order] < p.entry_deadweight
        line_up(d, waiting, identity(APPLICANT, t, order), k)
        if k >= 0:
            w.ledger[SPENT, k] += x.programmes[k].unit_cost
            s.additional_year += select(anyway, 0.0, 1.0)
            waiting += 1
        else:
            waiting += select(anyway, 1, 0)  # no branch: half of them found a firm, in no order
    for order in range(spun_off):
        line_up(d, waiting + order, identity(SPIN_OFF, t, order), -1)
    waiting += spun_off
    s.additional_year += spun_off
    if waiting == 0:
        return

    first = found(w, x, p, waiting, t, draw, key)
    c[STARTUPS_FOUNDED] += waiting
    c[STARTUPS_SPUN_OFF] += spun_off
    w.diagnostics.tallies[STAGE_REACHED, 0] += waiting
    for j in range(waiting):
        i, k = first + j, d.ints[GRANT_OF, j]
        c[sector_column(SECTOR_FOUNDED, f.ints[SECTOR, i], x.sectors.size)] += 1
        if k >= 0:
            f.floats[CASH, i] += F(x.programmes[k].unit_cost / 1000.0)
            f.ints[CERTIFIED_UNTIL, i] = I(t + int(p.programme_certified_months))
            f.ints[SUPPORTED, i] = I(1)
            c[FIRMS_SUPPORTED] += 1
            c[STARTUPS_FUNDED] += 1
