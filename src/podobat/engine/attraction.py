"""Attraction: a memorandum is signed; later an office opens, or nothing does; the office grows, becomes the
headquarters, or leaves."""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import FIRMS_HQ_MOVED, FIRMS_LEFT, FIRMS_MOU, FIRMS_OPENED
from podobat.engine.entry import identity, pick_sector
from podobat.engine.inputs import ATTRACTION
from podobat.engine.numerics import COMPILE, F, exp32, log32
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
from podobat.engine.world import (
    GRANTED,
    OFFICE_HQ,
    OFFICE_OPEN,
    OFFICE_SECTOR,
    OFFICE_STAFF,
    OFFICE_UID,
    OFFICE_VACANCY,
    PENDING,
    PENDING_MONTH,
    SIGNATORY_FIRM,
    SPENT,
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


@njit(**COMPILE)
def sign_memoranda(w, x, p, t, draw, key):
    """Spend the attraction money, sign memoranda, and note which of them will open an office and when."""
    s = w.state[0]
    rate = 0.0
    network = p.network_effect_attraction * s.network
    law = p.law_attraction * s.law
    for k in range(x.programmes.size):
        g = x.programmes[k]
        if g.kind == ATTRACTION:
            balance = w.ledger[GRANTED, k] - w.ledger[SPENT, k]
            w.ledger[SPENT, k] += balance
            cost = g.unit_cost / 1000.0 if g.unit_cost > 0 else p.attraction_memorandum_cost
            rate += memoranda_rate(
                balance / 1000.0, cost, s.attention, network, law, w.counts[FIRMS_MOU], p.region_candidates
            )
    for order in range(poisson(rate, uniform(0, t, draw, MEMORANDA, key))):
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


@njit(**COMPILE)
def open_offices(w, x, p, t, draw, key):
    """Open the offices that are due, with their first staff and the size they will grow to."""
    s = w.state[0]
    kept = 0
    for j in range(s.n_pending):
        if w.stacks[PENDING_MONTH, j] > t:
            w.stacks[PENDING, kept] = w.stacks[PENDING, j]
            w.stacks[PENDING_MONTH, kept] = w.stacks[PENDING_MONTH, j]
            kept += 1
            continue
        if s.n_offices == w.offices.shape[1]:
            s.full = 1
            return
        i = s.n_offices
        s.n_offices += 1
        uid = w.stacks[PENDING, j]
        luck = words(uid, 0, draw, OFFICE_OPENING, key)
        z, _ = normal_pair(luck[0], luck[1])
        w.offices[OFFICE_UID, i] = uid
        w.offices[OFFICE_OPEN, i] = 1
        w.offices[OFFICE_HQ, i] = 0
        w.offices[OFFICE_SECTOR, i] = pick_sector(x.sectors, float(unit(luck[2])))
        w.offices[OFFICE_STAFF, i] = 1 + poisson(max(0.0, p.attraction_opening_staff - 1.0), unit(luck[3]))
        w.goals[i] = F(p.attraction_staff_target * exp32(F(p.attraction_staff_spread * z)))
        w.offices[OFFICE_VACANCY, i] = 0
        w.counts[FIRMS_OPENED] += 1
    s.n_pending = kept


@njit(**COMPILE)
def office_vacancy(goal, staff, speed, quits, u):
    """Posts an office advertises: a share `speed` of the gap to its goal, rounded by luck, plus those who quit."""
    return int(max(0.0, goal - staff) * speed + u) + quits


@njit(**COMPILE)
def advance_offices(w, p, t, draw, key):
    """Offices lose staff to turnover, advertise posts, become headquarters, or leave."""
    s = w.state[0]
    leave = 1.0 - float(exp32(F(-p.attraction_leave / 12.0)))
    move = 1.0 - float(exp32(F(-p.attraction_hq_move / 12.0)))
    for i in range(s.n_offices):
        if w.offices[OFFICE_OPEN, i] == 0:
            continue
        luck = words(w.offices[OFFICE_UID, i], t, draw, OFFICE, key)
        if unit(luck[0]) < leave and w.offices[OFFICE_HQ, i] == 0:
            w.offices[OFFICE_OPEN, i] = 0
            w.offices[OFFICE_VACANCY, i] = 0
            w.counts[FIRMS_LEFT] += 1
            s.base_returned += w.offices[OFFICE_STAFF, i]
            w.looking[0] += w.offices[OFFICE_STAFF, i]
            w.offices[OFFICE_STAFF, i] = 0
            continue
        if unit(luck[1]) < move and w.offices[OFFICE_HQ, i] == 0:
            w.offices[OFFICE_HQ, i] = 1
            w.counts[FIRMS_HQ_MOVED] += 1
        quits = min(
            w.offices[OFFICE_STAFF, i],
            int(w.offices[OFFICE_STAFF, i] * p.hiring_turnover / 12.0 + float(unit(luck[2]))),
        )
        w.offices[OFFICE_STAFF, i] -= quits
        w.looking[0] += quits
        s.base_returned += quits
        posts = uniform(w.offices[OFFICE_UID, i], t, draw, OFFICE_POSTS, key)
        w.offices[OFFICE_VACANCY, i] = office_vacancy(
            float(w.goals[i]), w.offices[OFFICE_STAFF, i], p.attraction_staff_speed, quits, float(posts)
        )
