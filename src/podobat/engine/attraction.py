"""Attraction: a memorandum is signed; later an office opens, or nothing does; the office grows, becomes the
headquarters, or leaves."""

from __future__ import annotations

import numpy as np
from numba import njit

from podobat.engine.counting import FIRMS_HQ_MOVED, FIRMS_LEFT, FIRMS_MOU, FIRMS_OPENED, RIVALS_FIRMS
from podobat.engine.entry import identity, pick_sector
from podobat.engine.inputs import ATTRACTION
from podobat.engine.numerics import COMPILE, INLINE_STEP, MARKS, F, I, N, exp32, log32, lowest_bit, marks, select, whole
from podobat.engine.randomness import (
    MEMORANDA,
    OFFICE,
    OFFICE_OPENING,
    OFFICE_POSTS,
    SIGNATORY,
    normal_pair,
    poisson,
    uniform,
    unit,
    words,
)
from podobat.engine.remembered import remembered_poisson
from podobat.engine.rivals import PULL_SIGNATORIES
from podobat.engine.world import (
    ATTRACTED,
    GRANTED,
    OFFICE_EVENT,
    OFFICE_GOAL,
    OFFICE_HQ,
    OFFICE_OPEN,
    OFFICE_SECTOR,
    OFFICE_STAFF,
    OFFICE_STAFF_MEAN,
    OFFICE_UID,
    OFFICE_VACANCY,
    PENDING,
    PENDING_MONTH,
    SIGNATORY_FIRM,
    SPENT,
    U_OFFICE_HQ,
    U_OFFICE_LEAVE,
    U_OFFICE_POSTS,
    U_OFFICE_QUIT,
)


@njit(**COMPILE)
def memoranda_rate(money, cost, attention, network, law, signed, candidates):
    """Memoranda a month: money / cost, scaled by attention, network and law, and by the firms not yet signed.

    money, cost         KRW m spent this month, KRW m a memorandum
    attention           1 at full political attention
    network, law        relative lifts
    signed, candidates  firms signed so far, firms that could ever sign
    """
    left = max(0.0, 1.0 - signed / candidates)
    return money / cost * attention * (1.0 + network) * (1.0 + law) * left


@njit(**INLINE_STEP)
def sign_memoranda(w, x, p, t, draw, key):
    """Spend the attraction money, sign memoranda, and note which of them will open an office and when."""
    s = w.state[0]
    rate = 0.0
    network = p.network_effect_attraction * s.network
    law = p.law_attraction * s.law * x.act[1]
    for j in range(w.members[ATTRACTION, 0]):
        k = w.members[ATTRACTION, 1 + j]
        g = x.programmes[k]
        balance = w.ledger[GRANTED, k] - w.ledger[SPENT, k]
        w.ledger[SPENT, k] += balance
        cost = g.unit_cost / 1000.0 if g.unit_cost > 0 else p.attraction_memorandum_cost
        so_far = w.counts[FIRMS_MOU] + s.signed_before
        rate += memoranda_rate(balance / 1000.0, cost, s.attention, network, law, so_far, p.region_candidates)
    if rate <= 0.0:
        return
    pull, u = w.pull[PULL_SIGNATORIES, t], uniform(0, t, draw, MEMORANDA, key)
    signed = poisson(rate * pull, u)
    if pull != 1.0:
        w.counts[RIVALS_FIRMS] += poisson(rate, u) - signed
    for order in range(signed):
        w.counts[FIRMS_MOU] += 1
        uid = identity(SIGNATORY_FIRM, t, order)
        luck = words(uid, 0, draw, SIGNATORY, key)
        if unit(luck[0]) < p.attraction_conversion * s.attention:
            if s.n_pending == w.stacks.shape[1]:
                s.full = 1
                return
            w.stacks[PENDING, s.n_pending] = uid
            w.stacks[PENDING_MONTH, s.n_pending] = t + 1 + int(-p.attraction_lag * float(log32(F(unit(luck[1])))))
            s.n_pending += 1


@njit(**INLINE_STEP)
def open_offices(w, x, p, t, draw, key):
    """Open the offices that are due, with their first staff and the size they will grow to."""
    s, o = w.state[0], w.offices
    kept = 0
    for j in range(s.n_pending):
        if w.stacks[PENDING_MONTH, j] > t:
            w.stacks[PENDING, kept] = w.stacks[PENDING, j]
            w.stacks[PENDING_MONTH, kept] = w.stacks[PENDING_MONTH, j]
            kept += 1
            continue
        if s.n_offices == o.ints.shape[1]:
            s.full = 1
            return
        i = s.n_offices
        s.n_offices += 1
        uid = w.stacks[PENDING, j]
        luck = words(uid, 0, draw, OFFICE_OPENING, key)
        z, _ = normal_pair(luck[0], luck[1])
        more = remembered_poisson(w.memory[OFFICE_STAFF_MEAN], p.attraction_opening_staff - 1.0, unit(luck[3]))
        o.ints[OFFICE_UID, i] = I(uid)
        o.ints[OFFICE_OPEN, i] = I(ATTRACTED)
        o.ints[OFFICE_SECTOR, i] = I(pick_sector(w.shares_up_to, float(unit(luck[2]))))
        o.ints[OFFICE_STAFF, i] = I(1 + more)
        o.floats[OFFICE_GOAL, i] = F(p.attraction_staff_target * exp32(F(p.attraction_staff_spread * z)))
        w.counts[FIRMS_OPENED] += 1
    s.n_pending = kept


@njit(**COMPILE)
def office_vacancy(goal, staff, speed, quits, u):
    """Posts an office advertises: a share `speed` of the gap to its goal, rounded by luck, plus those who quit."""
    gap = goal - staff
    return I(select(gap > 0.0, gap, 0.0) * speed + u) + quits


@njit(**COMPILE)
def draw_office_luck(n, o, t, draw, key):
    """Every office's luck of the month: two calls of the generator."""
    uid, u_leave, u_hq = o.ints[OFFICE_UID], o.floats[U_OFFICE_LEAVE], o.floats[U_OFFICE_HQ]
    u_quit, u_posts = o.floats[U_OFFICE_QUIT], o.floats[U_OFFICE_POSTS]
    for i in range(N(n)):
        w = words(uid[i], t, draw, OFFICE, key)
        u_leave[i] = unit(w[0])
        u_hq[i] = unit(w[1])
        u_quit[i] = unit(w[2])
        u_posts[i] = unit(words(uid[i], t, draw, OFFICE_POSTS, key)[0])


@njit(**COMPILE)
def mark_office_exits(n, o, chance):
    """Offices that leave this month, into OFFICE_EVENT; a headquarters stays."""
    is_open, hq, event, u = o.ints[OFFICE_OPEN], o.ints[OFFICE_HQ], o.ints[OFFICE_EVENT], o.floats[U_OFFICE_LEAVE]
    for i in range(N(n)):
        event[i] = select((is_open[i] == I(ATTRACTED)) & (hq[i] == I(0)) & (np.float64(u[i]) < chance), I(1), I(0))


@njit(**COMPILE)
def become_headquarters(n, o, chance):
    """Offices that become the headquarters this month; returns how many."""
    is_open, hq, u = o.ints[OFFICE_OPEN], o.ints[OFFICE_HQ], o.floats[U_OFFICE_HQ]
    moved = I(0)
    for i in range(N(n)):
        one = select((is_open[i] == I(ATTRACTED)) & (hq[i] == I(0)) & (np.float64(u[i]) < chance), I(1), I(0))
        hq[i] = I(hq[i] + one)
        moved = I(moved + one)
    return moved


@njit(**COMPILE)
def staff_offices(n, o, turnover, speed):
    """People who quit (share `turnover`, rounded by luck) and the posts advertised; returns how many quit."""
    is_open, staff, vacancy = o.ints[OFFICE_OPEN], o.ints[OFFICE_STAFF], o.ints[OFFICE_VACANCY]
    goal, u_quit, u_posts = o.floats[OFFICE_GOAL], o.floats[U_OFFICE_QUIT], o.floats[U_OFFICE_POSTS]
    total = I(0)
    for i in range(N(n)):
        people = select(is_open[i] == I(ATTRACTED), staff[i], I(0))
        quits = I(people * turnover / 12.0 + np.float64(u_quit[i]))
        quits = select(quits < people, quits, people)
        posts = office_vacancy(np.float64(goal[i]), I(people - quits), speed, quits, np.float64(u_posts[i]))
        staff[i] = I(staff[i] - quits)
        vacancy[i] = select(is_open[i] == I(ATTRACTED), I(posts), I(0))
        total = I(total + quits)
    return total


@njit(**INLINE_STEP)
def advance_offices(w, p, t, draw, key):
    """Offices leave, become headquarters, lose staff to turnover, and advertise posts."""
    s, o = w.state[0], w.offices
    n = whole(s.n_offices)
    if n == 0:
        return
    draw_office_luck(n, o, t, draw, key)
    mark_office_exits(n, o, s.office_leaves)
    for start in range(0, n, MARKS):
        bits = marks(o.ints[OFFICE_EVENT], start, n)
        while bits != 0:
            i = start + lowest_bit(bits)
            bits &= bits - 1
            w.counts[FIRMS_LEFT] += 1
            s.base_returned += o.ints[OFFICE_STAFF, i]
            w.looking[0] += o.ints[OFFICE_STAFF, i]
            o.ints[OFFICE_OPEN, i] = I(0)
            o.ints[OFFICE_STAFF, i] = I(0)
    w.counts[FIRMS_HQ_MOVED] += become_headquarters(n, o, s.office_stays_for_good)
    quits = staff_offices(n, o, p.hiring_turnover, p.attraction_staff_speed)
    w.looking[0] += quits
    s.base_returned += quits
