"""Programmes turn money into places: places = budget / unit cost, at most the applicants and the room there is.

Calls open every quarter. A firm's one uniform for a kind of support decides both: it applies when u < a, and it is
chosen when u < a q with q = places / applicants - so every applicant has the same chance, and more places take the
same firms and some more. A second programme of the kind chooses among the applicants that are left (u >= a q). Who is
not chosen waits for the next call.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import COMPUTE_PROJECTS, FIRMS_SUPPORTED
from podobat.engine.inputs import COMPUTE, GROWTH, NETWORK, OPERATIONS, RESEARCH, SPACE, TESTBED
from podobat.engine.numerics import (
    COMPILE,
    INLINE,
    INLINE_STEP,
    MARKS,
    F,
    I,
    N,
    exp32,
    lowest_bit,
    marks,
    select,
    whole,
)
from podobat.engine.randomness import CALL, CALL_RESEARCH, unit, words
from podobat.engine.works import is_open
from podobat.engine.world import (
    CASH,
    CERTIFIED_UNTIL,
    COMPUTE_UNTIL,
    EVENT,
    FOUNDED,
    GRANTED,
    GROWTH_UNTIL,
    NEVER,
    PLACE,
    READINESS,
    REGION,
    RESEARCH_UNTIL,
    SPACE_UNTIL,
    SPENT,
    STAGE,
    SUPPORTED,
    TESTBED_UNTIL,
    U_COMPUTE,
    U_GROWTH,
    U_RESEARCH,
    U_SPACE,
    U_TESTBED,
    UID,
)

QUARTER = 3  # months between calls


@njit(**COMPILE)
def affordable(balance, unit_cost):
    """Places that money buys: floor(balance / unit cost); none where no unit cost is given or money is short."""
    if unit_cost <= 0 or balance < unit_cost:
        return 0
    return balance // unit_cost


@njit(**COMPILE)
def network_effect(yearly, scale):
    """Effect of the overseas network, 0..1: 1 - exp(-spending of a year / scale)."""
    return 1.0 - float(exp32(F(-yearly / scale)))


@njit(**COMPILE)
def draw_call_luck(n, f, d, t, draw, key):
    """Every start-up's luck in this month's calls, one uniform a kind of support but research."""
    uid = f.ints[UID]
    u_compute, u_testbed = d.floats[U_COMPUTE], d.floats[U_TESTBED]
    u_growth, u_space = d.floats[U_GROWTH], d.floats[U_SPACE]
    for i in range(N(n)):
        w = words(uid[i], t, draw, CALL, key)
        u_compute[i] = unit(w[0])
        u_testbed[i] = unit(w[1])
        u_growth[i] = unit(w[2])
        u_space[i] = unit(w[3])


@njit(**COMPILE)
def draw_research_luck(n, f, d, t, draw, key):
    """Every start-up's luck in this month's calls for joint research."""
    uid, u_research = f.ints[UID], d.floats[U_RESEARCH]
    for i in range(N(n)):
        u_research[i] = unit(words(uid[i], t, draw, CALL_RESEARCH, key)[0])


@njit(**INLINE)
def luck_column(kind):
    """Which column of draws.floats holds the luck in calls of this kind."""
    if kind == COMPUTE:
        return U_COMPUTE
    if kind == TESTBED:
        return U_TESTBED
    if kind == GROWTH:
        return U_GROWTH
    return U_SPACE if kind == SPACE else U_RESEARCH


@njit(**INLINE)
def support_column(kind):
    """Which column of firms.ints says until when a support of this kind is held."""
    if kind == COMPUTE:
        return COMPUTE_UNTIL
    if kind == TESTBED:
        return TESTBED_UNTIL
    if kind == GROWTH:
        return GROWTH_UNTIL
    return SPACE_UNTIL if kind == SPACE else RESEARCH_UNTIL


@njit(**COMPILE)
def eligible(kind, n, f, event, t, from_readiness, young):
    """Marks with 1 the firms that may hold this support now: seat in the region, none of the kind held, and

    compute, research  while developing;  testbed  while developing, from a readiness on
    growth             younger than `young` months, before Series A;  space  younger than `young` months
    """
    least = F(from_readiness) if kind == TESTBED else F(0)
    most = F(2) if kind in (GROWTH, SPACE) else F(1)
    oldest = I(young) if kind in (GROWTH, SPACE) else I(NEVER)
    highest = I(1) if kind == GROWTH else I(4)
    place, founded, stage, readiness = f.ints[PLACE], f.ints[FOUNDED], f.ints[STAGE], f.floats[READINESS]
    until, now = f.ints[support_column(kind)], I(t)
    for i in range(N(n)):
        may = (place[i] == I(REGION)) & (until[i] <= now) & (readiness[i] >= least) & (readiness[i] < most)
        event[i] = select(may & (I(now - founded[i]) < oldest) & (stage[i] <= highest), I(1), I(0))


@njit(**COMPILE)
def between(n, event, u, low, high):
    """How many of the firms marked have low <= u < high."""
    total = I(0)
    for i in range(N(n)):
        total = I(total + select((event[i] != I(0)) & (u[i] >= low) & (u[i] < high), I(1), I(0)))
    return total


@njit(**COMPILE)
def choose(n, event, u, low, high):
    """Leaves marked only the firms with low <= u < high."""
    for i in range(N(n)):
        event[i] = select((u[i] >= low) & (u[i] < high), event[i], I(0))


@njit(**INLINE_STEP)
def give(w, kind, i, p, t, amount):
    """Firm i begins to hold the support; a growth grant also pays `amount` KRW m and certifies."""
    f = w.firms
    until = I(t + int(p.programme_support_months))
    if kind == COMPUTE:
        f.ints[COMPUTE_UNTIL, i] = until
        w.counts[COMPUTE_PROJECTS] += 1
    elif kind == TESTBED:
        f.ints[TESTBED_UNTIL, i] = until
    elif kind == GROWTH:
        f.ints[GROWTH_UNTIL, i] = until
        f.floats[CASH, i] += F(amount)
        f.ints[CERTIFIED_UNTIL, i] = I(t + int(p.programme_certified_months))
    elif kind == SPACE:
        f.ints[SPACE_UNTIL, i] = I(t + int(p.programme_space_months))
    else:
        f.ints[RESEARCH_UNTIL, i] = until
    if f.ints[SUPPORTED, i] == 0:
        f.ints[SUPPORTED, i] = I(1)
        w.counts[FIRMS_SUPPORTED] += 1


@njit(**COMPILE)
def held(n, until, t):
    """Firms that hold a support in month t: sum(until > t)."""
    total, now = I(0), I(t)
    for i in range(N(n)):
        total = I(total + select(until[i] > now, I(1), I(0)))
    return total


@njit(**INLINE_STEP)
def places(w, x, k, t):
    """Places of programme k in this quarter's call, by money and by room."""
    g = x.programmes[k]
    f, n = w.firms, whole(w.state[0].n)
    if g.kind == RESEARCH:  # the money went to the university; projects take firms along at the same unit cost
        spent = 0
        for m in range(max(0, t - QUARTER + 1), t + 1):
            spent += x.budget[k, m]
        return int(spent * g.local) // g.unit_cost if g.unit_cost > 0 else 0
    by_money = affordable(w.ledger[GRANTED, k] - w.ledger[SPENT, k], g.unit_cost)
    if g.kind == GROWTH:
        return by_money
    if not is_open(w, k, t):
        return 0
    capacity = 0  # of the open facilities of the kind up to this one, which firms fill in that order
    for m in range(w.members[g.kind, 0]):
        j = w.members[g.kind, 1 + m]
        if j <= k and is_open(w, j, t):
            capacity += int(x.programmes[j].capacity)
    room = max(0, capacity - held(n, f.ints[support_column(g.kind)], t))
    return min(room, by_money) if g.unit_cost > 0 else room


@njit(**INLINE_STEP)
def call_for_applications(w, x, p, k, t, draw, key):
    """One programme's call: count applicants, choose by luck, give the support, pay for it."""
    g = x.programmes[k]
    room = places(w, x, k, t)
    if room <= 0:
        return
    s, f, d = w.state[0], w.firms, w.draws
    n = whole(s.n)
    if g.kind == RESEARCH:
        draw_research_luck(n, f, d, t, draw, key)
    elif s.called <= t:
        s.called = t + 1
        draw_call_luck(n, f, d, t, draw, key)
    event, u = d.ints[EVENT], d.floats[luck_column(g.kind)]
    apply, used = F(p.programme_application), F(w.chances[g.kind])
    eligible(g.kind, n, f, event, t, p.programme_testbed_from, p.programme_young_months)
    applicants = between(n, event, u, used, apply)
    if applicants == 0:
        return
    chance = F(used + F(apply - used) * F(min(1.0, room / applicants)))
    w.chances[g.kind] = chance
    chosen = 0
    choose(n, event, u, used, chance)
    for start in range(0, n, MARKS):
        bits = marks(event, start, n)
        while bits != 0 and chosen < room:
            give(w, g.kind, start + lowest_bit(bits), p, t, g.unit_cost / 1000.0)
            bits &= bits - 1
            chosen += 1
    if g.kind != RESEARCH:
        w.ledger[SPENT, k] += chosen * g.unit_cost


@njit(**INLINE_STEP)
def run_programmes(w, x, p, t, draw, key):
    """Spend what is spent as it comes, and open the quarter's calls."""
    s = w.state[0]
    network = 0.0
    research = 0.0
    projects = 0.0
    for kind in (NETWORK, OPERATIONS, RESEARCH):
        for j in range(w.members[kind, 0]):
            k = w.members[kind, 1 + j]
            balance = w.ledger[GRANTED, k] - w.ledger[SPENT, k]
            w.ledger[SPENT, k] += balance
            if kind == NETWORK:
                network += balance / 1000.0
            elif kind == RESEARCH:
                research += balance / 1000.0 * x.programmes[k].local
                projects += balance * x.programmes[k].local / max(1, x.programmes[k].unit_cost)
    s.network_year += network - s.network_year / 12.0
    s.network = network_effect(s.network_year, p.network_scale)
    s.research_spent = research
    w.research_by_month[t] = research
    w.projects_by_month[t] = projects
    if t % QUARTER == 0:
        w.chances[:] = 0.0
        for kind in (COMPUTE, TESTBED, GROWTH, SPACE, RESEARCH):
            for j in range(w.members[kind, 0]):
                call_for_applications(w, x, p, w.members[kind, 1 + j], t, draw, key)
    s.compute_capacity = 0.0
    for j in range(w.members[COMPUTE, 0]):
        k = w.members[COMPUTE, 1 + j]
        if is_open(w, k, t):
            s.compute_capacity += float(int(x.programmes[k].capacity))
    users = held(whole(s.n), w.firms.ints[COMPUTE_UNTIL], t) if s.compute_capacity > 0.0 else 0
    s.compute_used = float(users)
