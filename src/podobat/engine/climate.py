"""Climate, demand, law and political attention: what no programme controls."""

from __future__ import annotations

from numba import njit

from podobat.engine.numerics import COMPILE, INLINE, F, exp32, log32, power32
from podobat.engine.randomness import ATTENTION, CLIMATE, LAW, normal, uniform

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
def start_climate(w, x, p, draw, key):
    """Set the climate at its mean and draw the month of the special act for this run."""
    s = w.state[0]
    s.log_venture = 0.0
    s.venture = 1.0
    s.attention = 1.0
    s.law_month = NEVER
    if x.law[0] == 1:
        if x.law[2] >= 0:
            s.law_month = x.law[2]
        else:
            s.law_month = passage_month(max(0, x.law[1]), p.law_hazard, uniform(0, 0, draw, LAW, key))


@njit(**INLINE)
def advance_climate(w, x, p, t, draw, key):
    """Move the venture climate (unless the month is pinned), demand, attention at elections, and the law."""
    s = w.state[0]
    s.log_venture = next_log_climate(
        s.log_venture, p.climate_persistence, p.climate_volatility, normal(0, t, draw, CLIMATE, key)
    )
    if x.pins[t] > 0.0:
        s.log_venture = float(log32(F(x.pins[t])))
    s.venture = float(exp32(F(s.log_venture)))
    s.root_venture = float(power32(F(s.venture), F(0.5)))
    s.demand = demand_level(t / 12.0, p.demand_growth, p.demand_ceiling)
    s.demand_pace = demand_pace(s.demand, p.demand_ceiling)
    if x.elections[t]:
        lost = uniform(0, t, draw, ATTENTION, key) < p.attraction_attention_loss
        s.attention = p.attraction_attention_after if lost else 1.0
    s.law = 1 if t >= s.law_month else 0
