"""Climate, demand, law and political attention: what no programme controls."""

from __future__ import annotations

import numpy as np
from numba import njit

from podobat.engine.numerics import COMPILE, INLINE_STEP, STEP, F, N, exp32, log32, power32
from podobat.engine.randomness import ATTENTION, CLIMATE, LAW, normal_pair, uniform, words
from podobat.engine.world import PATH_LUCK, PATH_PACE, PATH_ROOT, PATH_ROUNDS, PATH_VENTURE

NEVER = 1 << 30


@njit(**COMPILE)
def next_log_climate(previous, persistence, volatility, z):
    """Log venture climate one month on: log v' = phi log v + sigma z.

    previous     log of the index, 0 at its long-run mean
    persistence  phi, a month
    volatility   sigma, log points a month
    source       AR(1) in logs; parameters climate.persistence, climate.volatility
    """
    return persistence * previous + volatility * z


@njit(**COMPILE)
def demand_level(years, growth, ceiling):
    """National demand for AI, 1 at the start: K / (1 + (K - 1) exp(-r t)), growing at r (1 - 1/K) at first."""
    return ceiling / (1.0 + (ceiling - 1.0) * float(exp32(F(-growth * years))))


@njit(**COMPILE)
def demand_pace(level, ceiling):
    """Growth of demand relative to its growth at the start: (1 - D/K) / (1 - 1/K)."""
    return (1.0 - level / ceiling) / (1.0 - 1.0 / ceiling)


@njit(**COMPILE)
def passage_month(earliest, hazard, u):
    """Month in which the special act takes effect: exponential waiting time with a yearly hazard from `earliest`."""
    if hazard <= 0.0:
        return NEVER
    return earliest + int(-12.0 / hazard * float(log32(F(u))))


@njit(**COMPILE)
def law_month(wanted, earliest, fixed, hazard, u):
    """Month in which the act takes effect: the fixed one if any, else drawn; NEVER where it is not sought."""
    if wanted == 0:
        return NEVER
    return fixed if fixed >= 0 else passage_month(max(0, earliest), hazard, u)


@njit(**COMPILE)
def draw_paths(paths, pins, p, luck, key):
    """What the years bring, whatever the region does: venture climate and demand of every month, into World.paths.

    The climate is one step of the AR(1) further each month, unless the month is pinned.
    luck  (month,) draw number whose luck the month meets
    """
    z, venture, root, for_rounds, pace = (
        paths[PATH_LUCK],
        paths[PATH_VENTURE],
        paths[PATH_ROOT],
        paths[PATH_ROUNDS],
        paths[PATH_PACE],
    )
    for t in range(N(z.size)):
        w = words(0, t, luck[t], CLIMATE, key)
        z[t] = normal_pair(w[0], w[1])[0]
    log_venture = 0.0
    for t in range(z.size):
        log_venture = next_log_climate(log_venture, p.climate_persistence, p.climate_volatility, z[t])
        if pins[t] > 0.0:
            log_venture = float(log32(F(pins[t])))
        venture[t] = log_venture
    elasticity = F(p.rounds_climate)
    for t in range(N(z.size)):
        v = exp32(F(venture[t]))
        venture[t] = v
        root[t] = power32(v, F(0.5))
        for_rounds[t] = power32(v, elasticity)
    for t in range(N(z.size)):
        level = demand_level(np.float64(t) / 12.0, p.demand_growth, p.demand_ceiling)
        pace[t] = demand_pace(level, p.demand_ceiling)


@njit(**STEP)
def start_climate(w, x, p, draw, key):
    """Draw the paths of climate and demand, and the month of the special act, for this run."""
    s = w.state[0]
    draw_paths(w.paths, x.pins, p, w.luck, key)
    s.attention = 1.0
    u = uniform(0, 0, draw, LAW, key)
    s.law_month = law_month(x.law[0], x.law[1], x.law[2], p.law_hazard, u)
    if s.law_month >= x.law[3]:  # not passed when the plan changes: as it is sought from then on
        s.law_month = max(x.law[3], law_month(x.law[4], max(x.law[3], x.law[5]), x.law[6], p.law_hazard, u))


@njit(**INLINE_STEP)
def advance_climate(w, x, p, t, draw, key):
    """The month's climate and demand, attention at elections, and the law."""
    s = w.state[0]
    s.venture = w.paths[PATH_VENTURE, t]
    s.root_venture = w.paths[PATH_ROOT, t]
    s.rounds_climate = w.paths[PATH_ROUNDS, t]
    s.demand_pace = w.paths[PATH_PACE, t]
    if x.elections[t]:
        lost = uniform(0, t, draw, ATTENTION, key) < p.attraction_attention_loss
        s.attention = p.attraction_attention_after if lost else 1.0
    s.law = 1 if t >= s.law_month else 0
