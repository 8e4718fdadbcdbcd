"""Established firms: those that were here when the plan began, and those that a programme brings (kind `anchor`).

They grow and shrink by their own years, close or leave, and hire from the whole labour market of the region: only a
share of their posts is for the specialists whom start-ups look for too.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import FIRMS_LEFT, FIRMS_OPENED, FIRMS_SETTLED, INVESTMENT_PRIVATE
from podobat.engine.entry import identity, pick_sector
from podobat.engine.inputs import ANCHOR
from podobat.engine.numerics import COMPILE, INLINE_STEP, F, I, exp32
from podobat.engine.randomness import OFFICE_POSTS, SETTLER, normal_pair, unit, words
from podobat.engine.start import skewed_size, stand
from podobat.engine.world import (
    ESTABLISHED,
    GONE,
    GRANTED,
    OFFERED,
    OFFICE_GOAL,
    OFFICE_OPEN,
    OFFICE_STAFF,
    OFFICE_UID,
    OFFICE_VACANCY,
    SETTLED,
    SETTLER_FIRM,
    SETTLING,
    SETTLING_MONTH,
    SETTLING_PROGRAMME,
    SPENT,
    U_OFFICE_LEAVE,
    U_OFFICE_POSTS,
    U_OFFICE_QUIT,
)

LEAST_GOAL, MOST_GOAL = F(1.0), F(100_000.0)


@njit(**INLINE_STEP)
def offer_places(w, x, p, t, draw, key):
    """Every unit cost granted is one offer to an established firm: it comes, or the money stays unspent."""
    s = w.state[0]
    for j in range(w.members[ANCHOR, 0]):
        k = w.members[ANCHOR, 1 + j]
        g = x.programmes[k]
        due = w.ledger[GRANTED, k] // max(1, g.unit_cost)
        while w.yields[OFFERED, k] < due:
            order = int(w.yields[OFFERED, k])
            w.yields[OFFERED, k] += 1.0
            uid = identity(SETTLER_FIRM, j, order)
            if unit(words(uid, 0, draw, SETTLER, key)[3]) >= p.anchor_follows:
                continue
            if s.n_settling == w.settling.shape[1]:
                s.full = 1
                return
            w.settling[SETTLING, s.n_settling] = uid
            w.settling[SETTLING_MONTH, s.n_settling] = t + g.months
            w.settling[SETTLING_PROGRAMME, s.n_settling] = k
            s.n_settling += 1
            w.ledger[SPENT, k] += g.unit_cost


@njit(**INLINE_STEP)
def settle(w, x, p, t, draw, key):
    """Firms whose time has come open with the people they bring; the rest of their staff they look for here."""
    s, kept = w.state[0], 0
    for j in range(s.n_settling):
        if w.settling[SETTLING_MONTH, j] > t:
            for row in range(w.settling.shape[0]):
                w.settling[row, kept] = w.settling[row, j]
            kept += 1
            continue
        uid = w.settling[SETTLING, j]
        g = x.programmes[w.settling[SETTLING_PROGRAMME, j]]
        luck = words(uid, 0, draw, SETTLER, key)
        z, _ = normal_pair(luck[0], luck[1])
        goal = skewed_size(g.staff, p.established_size_spread, float(z), 0.5)
        sector = pick_sector(w.shares_up_to, float(unit(luck[2])))
        if not stand(w, uid, SETTLED, sector, max(1, int(goal * g.share + 0.5)), goal):
            return
        s.established += 1
        w.counts[FIRMS_OPENED] += 1
        w.counts[FIRMS_SETTLED] += 1
        w.counts[INVESTMENT_PRIVATE] += g.private * goal / g.staff
    s.n_settling = kept


@njit(**COMPILE)
def grow_established(n, o, growth, volatility, t, draw, key):
    """What established firms want to be: log goal' = log goal + growth / 12 + volatility z / sqrt(12)."""
    drift, spread = F(growth / 12.0), F(volatility * 0.28867513)
    for i in range(n):
        if o.ints[OFFICE_OPEN, i] >= ESTABLISHED:
            luck = words(o.ints[OFFICE_UID, i], t, draw, OFFICE_POSTS, key)
            z, _ = normal_pair(luck[1], luck[2])
            goal = F(o.floats[OFFICE_GOAL, i] * exp32(F(drift + spread * z)))
            o.floats[OFFICE_GOAL, i] = min(MOST_GOAL, max(LEAST_GOAL, goal))


@njit(**COMPILE)
def posts_and_specialists(goal, staff, quits, speed, share, u):
    """Posts a firm fills this month, and how many of them are for specialists, rounded by u.

    posts  those who quit, as far as the firm still wants them, and a share `speed` of what it lacks beyond them
    """
    lacking = max(0.0, goal - (staff - quits))
    replaced = min(float(quits), lacking)
    posts = int(replaced + (lacking - replaced) * speed + u)
    return posts, min(posts, int(posts * share + u))


@njit(**INLINE_STEP)
def advance_established(w, p, t, draw, key):
    """Established firms close or leave, grow, lose people and fill posts; specialists they look for as offices do."""
    s, o = w.state[0], w.offices
    if s.established == 0:
        return
    n = s.n_offices
    closing = 1.0 - float(exp32(F(-p.established_closing / 12.0)))
    grow_established(n, o, p.established_growth, p.established_volatility, t, draw, key)
    for i in range(n):
        kind, staff = o.ints[OFFICE_OPEN, i], int(o.ints[OFFICE_STAFF, i])
        if kind < ESTABLISHED:
            continue
        lost = staff
        if float(o.floats[U_OFFICE_LEAVE, i]) < closing:
            w.counts[FIRMS_LEFT] += 1 if kind == SETTLED else 0
            o.ints[OFFICE_OPEN, i] = I(GONE)
            o.ints[OFFICE_STAFF, i] = I(0)
            o.ints[OFFICE_VACANCY, i] = I(0)
        else:
            lost = min(staff, int(staff * p.hiring_turnover / 12.0 + float(o.floats[U_OFFICE_QUIT, i])))
            u = float(o.floats[U_OFFICE_POSTS, i])
            goal = float(o.floats[OFFICE_GOAL, i])
            posts, rare = posts_and_specialists(
                goal, staff, lost, p.attraction_staff_speed, p.established_specialists, u
            )
            o.ints[OFFICE_STAFF, i] = I(staff - lost + posts - rare)
            o.ints[OFFICE_VACANCY, i] = I(rare)
        specialists = int(lost * p.established_specialists + float(o.floats[U_OFFICE_POSTS, i]))
        w.looking[0] += specialists
        s.base_returned += specialists
