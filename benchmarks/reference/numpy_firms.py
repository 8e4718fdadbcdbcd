"""The reference workload in NumPy: arrays (run, slot), several runs at once, single precision, SFC64."""

from __future__ import annotations

import numpy as np
import workload

F, SECTORS = np.float32, workload.SECTORS
P = {name: F(value) for name, value in workload.NUMBERS.items()}
GROWTH, FUNDING, AMOUNT, LEAVING = (
    np.array(v, F) for v in (workload.GROWTH, workload.FUNDING, workload.AMOUNT, workload.LEAVING)
)
TOGETHER = 16_000  # slots worked on at once: they stay in the cache


def newcomers(g, shape):
    """First revenue, cash, sector and seat of new firms."""
    return (
        P["first_revenue"] * np.exp(P["first_revenue_spread"] * g.standard_normal(shape, F)),
        P["first_cash"] * np.exp(P["first_cash_spread"] * g.standard_normal(shape, F)),
        g.integers(0, SECTORS, shape, dtype=np.int8),
        g.random(shape, F) < P["share_capital"],
    )


def run_together(slots, months, runs, g, out):
    """`runs` runs at once into out (run, month, output, sector); returns the firm-months."""
    shape, firm_months = (runs, slots), 0
    revenue, cash, sector, capital = newcomers(g, shape)
    alive = np.zeros(shape, bool)
    alive[:, : workload.firms_at_start(slots)] = True
    age, stage, head = np.zeros(shape, np.int16), np.zeros(shape, np.int8), np.full(shape, P["first_head"])
    row = (np.arange(runs, dtype=np.int64) * SECTORS)[:, None]
    cell = row + sector  # which sum a firm belongs to

    def by_sector(cells, weights=None):
        return np.bincount(cells, weights=weights, minlength=runs * SECTORS).reshape(runs, SECTORS)

    for t in range(months):
        firm_months += int(alive.sum())
        revenue *= np.exp(GROWTH[stage] + P["sigma"] * g.standard_normal(shape, F))
        cash += revenue - head * P["wage"] - P["fixed"]
        hazard = FUNDING[stage] * np.minimum(1, age / F(12), dtype=F)
        funded = np.nonzero(alive & (g.random(shape, F) < hazard))
        stage[funded] += 1
        cash[funded] += AMOUNT[stage[funded]] * np.exp(F(0.5) * g.standard_normal(len(funded[0]), F))
        hazard = P["hazard_old"] + P["hazard_new"] * F(12) / (F(12) + age)
        alive &= (cash >= 0) & (g.random(shape, F) >= hazard)
        moved = alive & ~capital & (g.random(shape, F) < LEAVING[stage])
        capital |= moved
        head += P["adjust"] * ((revenue + np.maximum(cash, 0) * P["cash_to_staff"]) / P["wage"] - head)
        np.maximum(head, 1, out=head)
        age += 1
        living = cell[alive]
        out[:, t, 0] = by_sector(living)
        out[:, t, 1] = by_sector(living, head[alive])
        out[:, t, 2] = by_sector(cell[funded])
        out[:, t, 3] = by_sector(cell[moved])
        entrants = g.poisson(workload.entrants(slots), runs)
        for r in range(runs):
            free = np.flatnonzero(~alive[r])[: entrants[r]]
            revenue[r, free], cash[r, free], sector[r, free], capital[r, free] = newcomers(g, len(free))
            alive[r, free], age[r, free], stage[r, free], head[r, free] = True, 0, 0, P["first_head"]
            cell[r, free] = sector[r, free] + r * SECTORS
    return firm_months


def run(slots, months, runs, *, seed=1):
    """(outputs (run, month, output, sector), firm-months) of `runs` runs."""
    out, firm_months = np.zeros((runs, months, len(workload.OUTPUTS), SECTORS), F), 0
    together = max(1, TOGETHER // slots)
    for first in range(0, runs, together):
        g = np.random.Generator(np.random.SFC64([seed, first]))
        part = out[first : first + together]
        firm_months += run_together(slots, months, len(part), g, part)
    return out, firm_months
