"""Rivals: how much other places draw founders, signatories, people and seats, beside what they drew at the start.

A place pulls with its size times what it offers - grants, pay, access to capital - less the farther away it is. Only
what changes counts: the region's own rates were measured with its rivals as they are, so that rivals which stay as they
are change nothing, to the bit. What a rival's change takes from the region is counted, month by month: what one loses
another gains.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.numerics import COMPILE, STEP, F, exp32, log32

PULL_FOUNDERS, PULL_SIGNATORIES, PULL_LEAVERS, PULL_SEATS = range(4)  # rows of World.pull


@njit(**COMPILE)
def lift(times, elasticity):
    """times^elasticity; exactly 1 where nothing differs."""
    return 1.0 if times == 1.0 else float(exp32(F(elasticity * float(log32(F(times))))))


@njit(**COMPILE)
def place_pull(size, offers, distance, decay):
    """Pull of a place: size x offers / distance^decay.

    size    firms;  offers  what its grants, pay and access to capital are worth, 1 as those of the region at the start
    distance  km;  decay  exponent of distance (rivals.distance_decay)
    """
    return size * offers * float(exp32(F(-decay * float(log32(F(distance))))))


@njit(**COMPILE)
def rivals_pull(x, p, t, wage, access):
    """Pull of all rivals in a month on one kind of people or firms; before the plan's first month (t < 0) as all were.

    wage, access  elasticities to pay and to access to capital of those who are drawn, 0 where they do not mind
    """
    total = 0.0
    for r in range(x.rivals.size):
        g = x.rivals[r]
        if t >= 0 and g.present == 0:
            continue
        offers = lift(g.wage, wage) * lift(g.access, access)
        if 0 <= g.since <= t:
            changed = lift(g.wage_times, wage) * lift(g.access_times, access)
            offers *= lift(g.grants_times, p.rivals_grants) * changed
        total += place_pull(g.size, offers, g.distance, p.rivals_distance_decay)
    return total


@njit(**COMPILE)
def kept_share(home, rivals):
    """Of those who choose among places, the share that chooses the region: A / (A + sum of rivals' pulls)."""
    return home / (home + rivals) if home + rivals > 0.0 else 1.0


@njit(**STEP)
def set_pulls(w, x, p):
    """Factors on founding, memoranda, leaving and seat moves for every month of a run, into w.pull; 1 without rivals.

    founders, signatories  1 + share x (kept now / kept at the start - 1), share of them who choose among places
    leavers, seats         1 + share x (rivals' pull now / at the start - 1), share of them who go to the rivals

    Pay draws people (hiring.wage_elasticity), access to capital draws founders, signatories and seats (rivals.access).
    """
    w.pull[:] = 1.0
    if x.rivals.size == 0:
        return
    home = place_pull(p.region_incumbents + 1.0, 1.0, p.rivals_home_distance, p.rivals_distance_decay)
    wage, access = p.hiring_wage_elasticity, p.rivals_access
    on_firms, on_people = rivals_pull(x, p, -1, 0.0, access), rivals_pull(x, p, -1, wage, 0.0)
    kept_before = kept_share(home, on_firms)
    for t in range(x.pins.size):
        now = rivals_pull(x, p, t, 0.0, access)
        kept, seats = kept_share(home, now) / kept_before - 1.0, now / on_firms - 1.0
        people = rivals_pull(x, p, t, wage, 0.0) / on_people - 1.0
        w.pull[PULL_FOUNDERS, t] = 1.0 + p.rivals_founder_share * kept
        w.pull[PULL_SIGNATORIES, t] = 1.0 + p.rivals_signatory_share * kept
        w.pull[PULL_LEAVERS, t] = 1.0 + p.rivals_leaver_share * people
        w.pull[PULL_SEATS, t] = 1.0 + p.rivals_seat_share * seats
