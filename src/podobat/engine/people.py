"""People: training, looking for work, hired by the cluster, working elsewhere, gone to the capital, not traced.

Four pools look for work in the region: experienced people of the regional labour market, and the programmes' graduates
by level. Trained people are followed until their first placement:
trained = looking + placed in the region + placed outside + untraced.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import (
    PEOPLE_DROPPED,
    PEOPLE_ENROLLED,
    PEOPLE_IN_TRAINING,
    PEOPLE_PLACED_OUTSIDE,
    PEOPLE_PLACED_REGION,
    PEOPLE_TRAINED,
    PEOPLE_UNTRACED,
    RIVALS_PEOPLE,
)
from podobat.engine.inputs import TRAINING as TRAINING_KIND
from podobat.engine.numerics import COMPILE, INLINE_STEP, STEP, F, exp32, log32
from podobat.engine.programmes import affordable
from podobat.engine.randomness import PEOPLE, TRAINING, binomial, poisson, uniform, unit, words
from podobat.engine.remembered import remembered_poisson
from podobat.engine.rivals import PULL_LEAVERS
from podobat.engine.world import COURSE_MEAN, DESTINATIONS, GRANTED, INFLOW_MEAN, SPENT

AT_THE_START = 99  # entity of the opening pool; flows use entities 0..3
EXPERIENCED = 0  # pools 1..3 are course, bachelor, postgraduate


@njit(**COMPILE)
def leaving_hazard(base, gap, elasticity, factor):
    """Monthly chance of leaving for the capital: base x gap^elasticity x factor, at most 1/2.

    base        1/month at equal pay;  gap  pay in the capital over pay here;  factor  1, more for postgraduates
    """
    return min(0.5, base * float(exp32(F(elasticity * float(log32(F(gap)))))) * factor)


@njit(**STEP)
def start_people(w, p, draw, key):
    """People looking for work at the start, and their chance of leaving."""
    s = w.state[0]
    w.looking[EXPERIENCED] = poisson(p.region_specialists_looking, uniform(AT_THE_START, 0, draw, PEOPLE, key))
    s.base_inflow = w.looking[EXPERIENCED]
    base, gap, elasticity = p.hiring_capital_leaving, p.region_wage_gap, p.hiring_wage_elasticity
    s.leaving = leaving_hazard(base, gap, elasticity, 1.0)
    s.leaving_postgraduate = leaving_hazard(base, gap, elasticity, p.hiring_postgraduate_leaving)


@njit(**INLINE_STEP)
def train(w, x, p, t, draw, key):
    """Enrol applicants in the places that money buys; those whose course ends complete it or drop out."""
    c = w.counts
    for level in range(1, 4):
        ending = w.due[level, t]
        if ending > 0:
            done = binomial(ending, p.training_completion, uniform(level, t, draw, TRAINING, key))
            w.looking[level] += done
            c[PEOPLE_TRAINED] += done
            c[PEOPLE_DROPPED] += ending - done
            c[PEOPLE_IN_TRAINING] -= ending
        w.applicants[level] = -1  # nobody has asked yet
    for j in range(w.members[TRAINING_KIND, 0]):
        k = w.members[TRAINING_KIND, 1 + j]
        g = x.programmes[k]
        places = affordable(w.ledger[GRANTED, k] - w.ledger[SPENT, k], g.unit_cost)
        if places == 0:
            continue
        level = g.level + 1
        if w.applicants[level] < 0:
            rate = p.training_applicants_course
            if level == 2:
                rate = p.training_applicants_bachelor
            elif level == 3:
                rate = p.training_applicants_postgraduate
            u = uniform(level + 4, t, draw, TRAINING, key)
            w.applicants[level] = remembered_poisson(w.memory[COURSE_MEAN + level], rate, u)
        enrolled = min(places, w.applicants[level])
        w.applicants[level] -= enrolled
        w.ledger[SPENT, k] += enrolled * g.unit_cost
        c[PEOPLE_ENROLLED] += enrolled
        c[PEOPLE_IN_TRAINING] += enrolled
        w.due[level, t + max(1, g.months)] += enrolled


@njit(**INLINE_STEP)
def take(w, level, heads):
    """Take people hired by the cluster out of a pool: at most those in it. Returns how many."""
    taken = min(heads, w.looking[level])
    w.looking[level] -= taken
    if level == EXPERIENCED:
        w.state[0].base_hired += taken
    else:
        w.counts[PEOPLE_PLACED_REGION] += taken
        w.diagnostics.tallies[DESTINATIONS, 0] += taken
    return taken


@njit(**INLINE_STEP)
def place_hired(w, hired):
    """Take the people hired out of the pools, in proportion to the pools; whole heads, nobody twice."""
    everyone = w.looking[0] + w.looking[1] + w.looking[2] + w.looking[3]
    left = hired
    for level in range(4):
        # What is left is shared over the pools that are left, so the last pool takes exactly the rest.
        pool = w.looking[level]
        share = 0 if everyone == 0 else (2 * left * pool + everyone) // (2 * everyone)
        everyone -= pool
        left -= take(w, level, min(share, left))
    for level in range(4):
        left -= take(w, level, left)


@njit(**INLINE_STEP)
def move_people(w, p, t, draw, key):
    """People who were not hired: some work elsewhere in the region, some leave, some are not heard of again."""
    s, c, pull = w.state[0], w.counts, w.pull[PULL_LEAVERS, t]
    for level in range(4):
        n = w.looking[level]
        if n == 0 and level != EXPERIENCED:
            continue
        luck = words(level, t, draw, PEOPLE, key)
        leave = s.leaving_postgraduate if level == 3 else s.leaving
        elsewhere = binomial(n, p.hiring_other_jobs, unit(luck[0]))
        gone = binomial(n - elsewhere, min(0.5, leave * pull), unit(luck[1]))
        if pull != 1.0:
            c[RIVALS_PEOPLE] += gone - binomial(n - elsewhere, leave, unit(luck[1]))
        w.looking[level] -= elsewhere + gone
        if level == EXPERIENCED:
            new = remembered_poisson(w.memory[INFLOW_MEAN], p.region_specialists_inflow, unit(luck[2]))
            w.looking[level] += new
            s.base_inflow += new
            s.base_left += elsewhere + gone
        else:
            lost = binomial(n - elsewhere - gone, p.hiring_untraced, unit(luck[2]))
            w.looking[level] -= lost
            c[PEOPLE_PLACED_REGION] += elsewhere
            c[PEOPLE_PLACED_OUTSIDE] += gone
            c[PEOPLE_UNTRACED] += lost
            w.diagnostics.tallies[DESTINATIONS, 1] += elsewhere
            w.diagnostics.tallies[DESTINATIONS, 2] += gone
            w.diagnostics.tallies[DESTINATIONS, 3] += lost
