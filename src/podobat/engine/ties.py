"""Ties: start-ups that have worked with a partner raise rounds and win contracts sooner than those that have not.

A plan says which share of start-ups has a tie at the start and later. The region's own rates were measured with the
ties it has, so only the difference between firms, and what comes after the start, counts: the mean of all factors at
the start is 1. A firm has a tie as soon as the share exceeds a number that is its own for ever: none loses one while
the share rises, and adding a firm changes nobody else's. Without `ties` in the plan nothing here runs.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.numerics import COMPILE, F, N, exp32, log32
from podobat.engine.randomness import TIES, uniform
from podobat.engine.world import HAZARD, UID


@njit(**COMPILE)
def tie_factor(effect, share_at_start, tied):
    """Factor on a hazard: (1 + effect) / m with a tie, 1 / m without, m = 1 + effect x share at the start."""
    lift = 1.0 + effect if tied else 1.0
    return lift / (1.0 + effect * share_at_start)


@njit(**COMPILE)
def local_lift(x, effect, t):
    """Factor on the share of contracts that stays here: (1 + effect x share now) / (1 + effect x share at the start).

    1 where the plan declares no ties
    """
    if x.ties.size == 0:
        return 1.0
    return (1.0 + effect * x.ties[t + 1]) / (1.0 + effect * x.ties[0])


@njit(**COMPILE)
def tied_luck(u, effect):
    """Luck of a firm with a tie in a lottery won by the least number: as if it had 1 + effect lots.

    1 - (1 - u)^(1 / (1 + effect)): the least of k uniforms has the distribution 1 - (1 - u)^k
    """
    return u if effect == 0.0 else F(F(1) - exp32(F(log32(F(F(1) - u)) / F(1.0 + effect))))


@njit(**COMPILE)
def has_tie(x, uid, t, first, key):
    """Has a firm a tie in month t? first: draw number of the run's first month, so that ties outlast a stretch."""
    return uniform(uid, 0, first, TIES, key) < x.ties[t + 1]


@njit(**COMPILE)
def lift_hazards(n, f, d, x, p, t, first, key):
    """Rounds come sooner to start-ups with a tie and later to the others: d.floats[HAZARD], in place."""
    hazard, uid = d.floats[HAZARD], f.ints[UID]
    tied = F(tie_factor(p.ties_effect_rounds, x.ties[0], True))
    alone = F(tie_factor(p.ties_effect_rounds, x.ties[0], False))
    for i in range(N(n)):
        hazard[i] = F(hazard[i] * (tied if has_tie(x, uid[i], t, first, key) else alone))
