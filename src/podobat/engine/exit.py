"""How a start-up's story ends: out of cash, closed for another reason, acquired - or its seat moves away."""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import STARTUPS_ACQUIRED, STARTUPS_CLOSED, STARTUPS_CROSSED, STARTUPS_MOVED_OUT
from podobat.engine.entry import origin
from podobat.engine.numerics import (
    COMPILE,
    INLINE_STEP,
    MARKS,
    F,
    I,
    N,
    exp32,
    leading_zeros,
    lowest_bit,
    marks,
    once,
    select,
    whole,
)
from podobat.engine.world import (
    ACQUIRED_AT,
    AGE_YEARS,
    AWAY,
    BLACK,
    CAPITAL,
    CASH,
    CLOSED_AT,
    COMPUTE_UNTIL,
    CONTRACT_UNTIL,
    CROSSED,
    EVENT,
    EXIT_ACQUIRED,
    EXIT_BACKGROUND,
    EXIT_CASH,
    EXIT_MOVED,
    EXITS,
    FOUNDED,
    GROWTH_UNTIL,
    HEAD,
    INCUMBENT,
    PLACE,
    REGION,
    RESEARCH_UNTIL,
    SERIES_A,
    SPACE_UNTIL,
    STAGE,
    TESTBED_UNTIL,
    U_EXIT,
    UID,
)

OUT_OF_CASH, CLOSED, ACQUIRED = 1, 2, 3  # events


@njit(**COMPILE)
def closure_hazard(age, new, old, months):
    """Monthly hazard of closing for reasons other than cash: old + (new - old) exp(-age / months)."""
    return F(F(old) + F(F(new) - F(old)) * exp32(F(-F(age) / F(months))))


@njit(**COMPILE)
def mark_exits(n, f, d, p, t):
    """This month's exits into d.ints[EVENT]: out of cash, closed (u < h), acquired (h <= u < h + a)."""
    new, old, fade = F(p.exit_hazard_new), F(p.exit_hazard_old), F(-1.0 / p.exit_hazard_months)
    early, late = once(p.exit_acquired_early / 12.0), once(p.exit_acquired_late / 12.0)
    place, founded, stage, cash, event, u = (
        f.ints[PLACE],
        f.ints[FOUNDED],
        f.ints[STAGE],
        f.floats[CASH],
        d.ints[EVENT],
        d.floats[U_EXIT],
    )
    now = I(t)
    for i in range(N(n)):
        h = F(old + F(new - old) * exp32(F(fade * F(I(now - founded[i])))))
        a = select(stage[i] >= I(SERIES_A), late, early)
        k = select((u[i] >= h) & (u[i] < F(h + a)), I(ACQUIRED), I(0))
        k = select(u[i] < h, I(CLOSED), k)
        k = select(cash[i] < F(0), I(OUT_OF_CASH), k)
        event[i] = select(place[i] != I(0), k, I(0))


@njit(**INLINE_STEP)
def leave(w, t):
    """Carry out the exits marked: count them, and send the staff in the region back to look for work.

    The last firm takes the empty slot, so that columns stay short; going backwards, it has been dealt with already.
    """
    s, f, d, c, g = w.state[0], w.firms, w.draws, w.counts, w.diagnostics
    n = s.n
    for start in range((n - 1) // MARKS * MARKS, -1, -MARKS):
        bits = marks(d.ints[EVENT], start, n)
        while bits != 0:
            lane = MARKS - 1 - leading_zeros(bits)
            bits ^= 1 << lane
            i = start + lane
            if f.ints[PLACE, i] == REGION:
                if d.ints[EVENT, i] == ACQUIRED:
                    c[STARTUPS_ACQUIRED] += 1
                    g.tallies[EXITS, EXIT_ACQUIRED] += 1
                    g.tallies[ACQUIRED_AT, f.ints[STAGE, i]] += 1
                else:
                    c[STARTUPS_CLOSED] += 1
                    g.tallies[EXITS, EXIT_CASH if d.ints[EVENT, i] == OUT_OF_CASH else EXIT_BACKGROUND] += 1
                    if origin(f.ints[UID, i]) != INCUMBENT:
                        g.survival[CLOSED_AT, min(AGE_YEARS - 1, (t - f.ints[FOUNDED, i]) // 12)] += 1
            staff = f.ints[HEAD, i] - f.ints[AWAY, i]
            w.looking[0] += staff
            s.base_returned += staff
            s.n -= 1
            for column in range(f.ints.shape[0]):
                f.ints[column, i] = f.ints[column, s.n]
                f.ints[column, s.n] = 0
            for column in range(f.floats.shape[0]):
                f.floats[column, i] = f.floats[column, s.n]
                f.floats[column, s.n] = 0


@njit(**INLINE_STEP)
def move_seats(w, p):
    """Carry out the seat moves marked: the firm keeps a share of its staff in the region."""
    s, f, d = w.state[0], w.firms, w.draws
    for start in range(0, s.n, MARKS):
        bits = marks(d.ints[EVENT], start, s.n)
        while bits != 0:
            i = start + lowest_bit(bits)
            bits &= bits - 1
            f.ints[PLACE, i] = CAPITAL
            here = f.ints[HEAD, i] - f.ints[AWAY, i]
            kept = int(here * p.rounds_moved_staff_kept + 0.5)
            f.ints[AWAY, i] = I(f.ints[HEAD, i] - kept)
            for held in (
                f.ints[COMPUTE_UNTIL],
                f.ints[TESTBED_UNTIL],
                f.ints[GROWTH_UNTIL],
                f.ints[SPACE_UNTIL],
                f.ints[RESEARCH_UNTIL],
                f.ints[CONTRACT_UNTIL],
            ):
                held[i] = I(0)
            w.counts[STARTUPS_MOVED_OUT] += 1
            w.diagnostics.tallies[EXITS, EXIT_MOVED] += 1


@njit(**COMPILE)
def crossings(n, f, months):
    """Marks the start-ups of the region that have got through the valley, once and for all: Series A, or costs covered
    by sales for `months`. Returns how many did so this month."""
    place, stage, black, crossed = f.ints[PLACE], f.ints[STAGE], f.ints[BLACK], f.ints[CROSSED]
    enough, total = I(months), I(0)
    for i in range(N(n)):
        through = (place[i] == I(REGION)) & ((stage[i] >= I(SERIES_A)) | (black[i] >= enough))
        now = select(through & (crossed[i] == I(0)), I(1), I(0))
        crossed[i] = I(crossed[i] + now)
        total = I(total + now)
    return total


@njit(**INLINE_STEP)
def mark_crossed(w, months):
    """Count the start-ups that got through the valley this month."""
    w.counts[STARTUPS_CROSSED] += crossings(whole(w.state[0].n), w.firms, months)
