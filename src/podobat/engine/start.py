"""Where the region starts besides its start-ups: offices, memoranda pending, established firms, people looking.

Only what the plan's `start` gives is there. Each figure is drawn once a run; every firm's size hangs on its own
identity, so that one more firm moves nobody else's.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.entry import identity, pick_sector, spread_figure, start_figure
from podobat.engine.numerics import COMPILE, INLINE_STEP, STEP, F, I, exp32, log32
from podobat.engine.randomness import OFFICE_OPENING, SIGNATORY, STANDING, START, normal, normal_pair, unit, words
from podobat.engine.standing import START_LOOKING, START_MEMORANDA, START_OFFICE_STAFF, START_OFFICES
from podobat.engine.world import (
    ATTRACTED,
    ESTABLISHED,
    ESTABLISHED_FIRM,
    HEAD,
    OFFICE_GOAL,
    OFFICE_HQ,
    OFFICE_OPEN,
    OFFICE_SECTOR,
    OFFICE_STAFF,
    OFFICE_THERE,
    OFFICE_UID,
    PENDING,
    PENDING_MONTH,
)

SIGNED_BEFORE = 1  # month of birth of those that had only signed, so that they share no identity with the offices
MOST_STAFF = 100_000


@njit(**COMPILE)
def skewed_size(mean, spread, z, u):
    """Whole people of a firm, log-normal: mean exp(spread z - spread^2 / 2), rounded by u, at least 1."""
    size = mean * float(exp32(F(spread * z - 0.5 * spread * spread))) + u
    return max(1, min(MOST_STAFF, int(size)))


@njit(**INLINE_STEP)
def stand(w, uid, kind, sector, staff, goal):
    """A firm takes the next slot of the offices; False when there is none."""
    s, o = w.state[0], w.offices
    if s.n_offices == o.ints.shape[1]:
        s.full = 1
        return False
    i = s.n_offices
    s.n_offices += 1
    o.ints[OFFICE_UID, i] = I(uid)
    o.ints[OFFICE_OPEN, i] = I(kind)
    o.ints[OFFICE_SECTOR, i] = I(sector)
    o.ints[OFFICE_STAFF, i] = I(staff)
    o.ints[OFFICE_HQ, i] = I(0 if kind == ATTRACTED else 1)
    o.floats[OFFICE_GOAL, i] = F(goal)
    return True


@njit(**STEP)
def start_offices(w, x, p, draw, key):
    """Attracted firms that have an office already, and those that have signed and may open one."""
    s = w.state[0]
    if x.start[START_OFFICES, 0] > 0.0:
        mean = p.attraction_staff_target
        if x.start[START_OFFICE_STAFF, 0] > 0.0:
            mean = start_figure(x, START_OFFICE_STAFF, draw, key)
        for order in range(int(start_figure(x, START_OFFICES, draw, key) + 0.5)):
            uid = identity(OFFICE_THERE, 0, order)
            luck = words(uid, 0, draw, OFFICE_OPENING, key)
            z, _ = normal_pair(luck[0], luck[1])
            staff = skewed_size(mean, p.attraction_staff_spread, float(z), float(unit(luck[3])))
            if not stand(w, uid, ATTRACTED, pick_sector(w.shares_up_to, float(unit(luck[2]))), staff, staff):
                return
            s.offices_at_start += 1
    s.signed_before = s.offices_at_start
    if x.start[START_MEMORANDA, 0] > 0.0:
        signed = int(start_figure(x, START_MEMORANDA, draw, key) + 0.5)
        s.signed_before += signed
        for order in range(signed):
            uid = identity(OFFICE_THERE, SIGNED_BEFORE, order)
            luck = words(uid, 0, draw, SIGNATORY, key)
            if unit(luck[0]) < p.attraction_conversion:
                if s.n_pending == w.stacks.shape[1]:
                    s.full = 1
                    return
                w.stacks[PENDING, s.n_pending] = uid
                w.stacks[PENDING_MONTH, s.n_pending] = int(-p.attraction_lag * float(log32(F(unit(luck[1])))))
                s.n_pending += 1


@njit(**STEP)
def start_established(w, x, p, draw, key):
    """Established firms, group by group; their sizes are log-normal around the mean that the plan gives."""
    s = w.state[0]
    order = 0
    for k in range(x.established.size):
        group = x.established[k]
        z = normal(100 + 2 * k, 0, draw, START, key)
        firms = spread_figure(group.firms[0], group.firms[1], group.firms[2], float(z))
        z = normal(101 + 2 * k, 0, draw, START, key)
        mean = spread_figure(group.staff[0], group.staff[1], group.staff[2], float(z))
        for _ in range(int(firms + 0.5)):
            uid = identity(ESTABLISHED_FIRM, 0, order)
            luck = words(uid, 0, draw, STANDING, key)
            z, _ = normal_pair(luck[0], luck[1])
            staff = skewed_size(mean, p.established_size_spread, float(z), float(unit(luck[2])))
            if not stand(w, uid, ESTABLISHED, group.sector, staff, staff):
                return
            order += 1
            s.established += 1


@njit(**STEP)
def start_looking(w, x, draw, key):
    """People whom earlier programmes trained and who look for work, by level."""
    for level in range(x.start.shape[0] - START_LOOKING):
        if x.start[START_LOOKING + level, 0] > 0.0:
            w.looking[1 + level] += int(start_figure(x, START_LOOKING + level, draw, key) + 0.5)


@njit(**STEP)
def start_region(w, x, p, draw, key):
    """All that stands before the first month besides start-ups; notes how many firms and people there are."""
    s = w.state[0]
    start_offices(w, x, p, draw, key)
    if s.full == 0:
        start_established(w, x, p, draw, key)
    start_looking(w, x, draw, key)
    s.firms_at_start = s.n + s.n_offices
    s.jobs_at_start = 0
    for i in range(s.n):
        s.jobs_at_start += w.firms.ints[HEAD, i]
    for i in range(s.n_offices):
        s.jobs_at_start += w.offices.ints[OFFICE_STAFF, i]
