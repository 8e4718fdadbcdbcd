"""Rivals: how much other places draw founders, signatories, people and seats, beside what they drew at the start.

A place pulls with its size times what its grants are worth, less the farther away it is. Only what changes counts: the
region's own rates were measured with its rivals as they are, so that rivals which stay as they are change nothing, to
the bit. What a rival's change takes from the region is counted, month by month: what one loses another gains.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.numerics import COMPILE, STEP, F, exp32, log32

PULL_FOUNDERS, PULL_SIGNATORIES, PULL_LEAVERS, PULL_SEATS = range(4)  # rows of World.pull


@njit(**COMPILE)
def place_pull(size, times, grants, distance, decay):
    """Pull of a place: size x times^grants / distance^decay.

    size      firms;  times  its grants beside those at the start;  distance  km
    grants, decay  elasticity of the pull to grants, and exponent of distance (rivals.grants, rivals.distance_decay)
    """
    lift = 1.0 if times == 1.0 else float(exp32(F(grants * float(log32(F(times))))))
    return size * lift * float(exp32(F(-decay * float(log32(F(distance))))))


@njit(**COMPILE)
def rivals_pull(x, p, t):
    """Pull of all rivals in a month; before the plan's first month (t < 0) as all of them were."""
    total = 0.0
    for r in range(x.rivals.size):
        g = x.rivals[r]
        times = g.times if 0 <= g.since <= t else 1.0
        if t < 0 or g.present != 0:
            total += place_pull(g.size, times, p.rivals_grants, g.distance, p.rivals_distance_decay)
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
    """
    w.pull[:] = 1.0
    if x.rivals.size == 0:
        return
    home = place_pull(p.region_incumbents + 1.0, 1.0, 0.0, p.rivals_home_distance, p.rivals_distance_decay)
    before = rivals_pull(x, p, -1)
    kept_before = kept_share(home, before)
    for t in range(x.pins.size):
        now = rivals_pull(x, p, t)
        kept, drawn = kept_share(home, now) / kept_before - 1.0, now / before - 1.0
        w.pull[PULL_FOUNDERS, t] = 1.0 + p.rivals_founder_share * kept
        w.pull[PULL_SIGNATORIES, t] = 1.0 + p.rivals_signatory_share * kept
        w.pull[PULL_LEAVERS, t] = 1.0 + p.rivals_leaver_share * drawn
        w.pull[PULL_SEATS, t] = 1.0 + p.rivals_seat_share * drawn
