"""Work on the product: readiness from 0 (idea) to 1 (sold), the technology readiness levels 1-9 mapped onto it."""

from __future__ import annotations

from numba import njit

from podobat.engine.numerics import COMPILE, F, I, N, exp32, log32, once, select, smaller
from podobat.engine.world import (
    COMPUTE_UNTIL,
    EVENT,
    GROWTH_UNTIL,
    HEAD,
    PACE,
    PLACE,
    READINESS,
    RESEARCH_UNTIL,
    SPACE_UNTIL,
    TESTBED_UNTIL,
    Z_WORK,
)

LAUNCH = 1  # event bit


@njit(**COMPILE)
def advance_product(n, f, d, p, t, log_reference):
    """Readiness of firms that develop, and who launches this month.

    r' = min(1, r + pace (head / reference)^a  prod(1 + effect of each support held)  exp(sigma z - sigma^2 / 2))

    pace       1/month: 1 / (product.months x development factor of the sector)
    a          product.team_elasticity
    sigma      product.noise; the last factor has mean 1
    log_reference  of the team size product.team_reference
    sets       d.ints[EVENT] to LAUNCH where r reaches 1, else 0
    """
    a, sigma = F(p.product_team_elasticity), F(p.product_noise)
    half = F(F(0.5) * sigma * sigma)
    compute, testbed = once(1.0 + p.product_effect_compute), once(1.0 + p.product_effect_testbed)
    growth, space = once(1.0 + p.product_effect_growth), once(1.0 + p.product_effect_space)
    research = once(1.0 + p.product_effect_research)
    place, head, readiness, pace, event, z = (
        f.ints[PLACE],
        f.ints[HEAD],
        f.floats[READINESS],
        f.floats[PACE],
        d.ints[EVENT],
        d.floats[Z_WORK],
    )
    now = I(t)
    c_until, t_until, g_until, s_until, r_until = (
        f.ints[COMPUTE_UNTIL],
        f.ints[TESTBED_UNTIL],
        f.ints[GROWTH_UNTIL],
        f.ints[SPACE_UNTIL],
        f.ints[RESEARCH_UNTIL],
    )
    for i in range(N(n)):
        boost = select(c_until[i] > now, compute, F(1))
        boost = F(boost * select(t_until[i] > now, testbed, F(1)))
        boost = F(boost * select(g_until[i] > now, growth, F(1)))
        boost = F(boost * select(s_until[i] > now, space, F(1)))
        boost = F(boost * select(r_until[i] > now, research, F(1)))
        team = F(a * F(log32(F(head[i])) - F(log_reference)))
        step = F(pace[i] * boost * exp32(F(team + F(sigma * z[i]) - half)))
        before = readiness[i]
        develops = (place[i] != I(0)) & (before < F(1))
        after = smaller(F(1), F(before + step))
        readiness[i] = select(develops, after, before)
        event[i] = select(develops & (after >= F(1)), I(LAUNCH), I(0))
