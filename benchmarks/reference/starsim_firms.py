"""The reference workload in Starsim: one module, states as arrays, chance from Starsim's distributions.

Common random numbers are Starsim's default; STARSIM_CRN=0 in the environment switches them off.
"""

from __future__ import annotations

import numpy as np
import starsim as ss
import workload

P = workload.NUMBERS
GROWTH, FUNDING, AMOUNT, LEAVING = (
    np.array(v) for v in (workload.GROWTH, workload.FUNDING, workload.AMOUNT, workload.LEAVING)
)
ss.options.verbose = 0


class Firms(ss.Module):
    """All firms; an agent of Starsim is a firm."""

    def __init__(self, slots=2000, **given):
        super().__init__(**given)
        self.slots, self.firm_months = slots, 0
        self.define_states(
            ss.FloatArr("revenue"),
            ss.FloatArr("cash"),
            ss.FloatArr("head", default=P["first_head"]),
            ss.IntArr("months", default=0),
            ss.IntArr("stage", default=0),
            ss.IntArr("sector", default=0),
            ss.IntArr("capital", default=0),
        )
        self.z_growth, self.z_round = ss.normal(), ss.normal()
        self.funded = ss.bernoulli(
            p=lambda self, uids: FUNDING[self.stage[uids]] * np.minimum(1.0, self.months[uids] / 12)
        )
        self.closes = ss.bernoulli(
            p=lambda self, uids: P["hazard_old"] + P["hazard_new"] * 12 / (12 + self.months[uids])
        )
        self.moves = ss.bernoulli(p=lambda self, uids: LEAVING[self.stage[uids]])
        self.entrants = ss.poisson(lam=workload.entrants(slots))
        self.z_revenue, self.z_cash = ss.normal(), ss.normal()
        self.in_sector = ss.randint(low=0, high=workload.SECTORS)
        self.in_capital = ss.bernoulli(p=P["share_capital"])

    def found(self, uids):
        """First values of new firms."""
        self.revenue[uids] = P["first_revenue"] * np.exp(P["first_revenue_spread"] * self.z_revenue.rvs(uids))
        self.cash[uids] = P["first_cash"] * np.exp(P["first_cash_spread"] * self.z_cash.rvs(uids))
        self.head[uids], self.months[uids], self.stage[uids] = P["first_head"], 0, 0
        self.sector[uids], self.capital[uids] = self.in_sector.rvs(uids), self.in_capital.rvs(uids)

    def init_post(self):
        """Firms at the start."""
        super().init_post()
        self.found(self.sim.people.auids)
        self.out = np.zeros((self.t.npts, len(workload.OUTPUTS), workload.SECTORS))

    def step(self):
        """A month of all firms, and entry at its end."""
        people = self.sim.people
        uids, out = people.auids, self.out[self.ti]
        self.firm_months += len(uids)
        revenue = self.revenue[uids] * np.exp(GROWTH[self.stage[uids]] + P["sigma"] * self.z_growth.rvs(uids))
        self.revenue[uids] = revenue
        self.cash[uids] = self.cash[uids] + revenue - self.head[uids] * P["wage"] - P["fixed"]
        funded = self.funded.filter(uids)
        self.stage[funded] = self.stage[funded] + 1
        self.cash[funded] = self.cash[funded] + AMOUNT[self.stage[funded]] * np.exp(0.5 * self.z_round.rvs(funded))
        out[2] = np.bincount(self.sector[funded], minlength=workload.SECTORS)
        gone = self.closes.rvs(uids) | (self.cash[uids] < 0)
        people.request_death(uids[gone])
        left = uids[~gone]
        moved = self.moves.filter(left[self.capital[left] == 0])
        self.capital[moved] = 1
        head = self.head[left]
        goal = (self.revenue[left] + np.maximum(self.cash[left], 0) * P["cash_to_staff"]) / P["wage"]
        self.head[left] = np.maximum(1.0, head + P["adjust"] * (goal - head))
        self.months[left] = self.months[left] + 1
        sector = self.sector[left]
        out[0] = np.bincount(sector, minlength=workload.SECTORS)
        out[1] = np.bincount(sector, weights=self.head[left], minlength=workload.SECTORS)
        out[3] = np.bincount(self.sector[moved], minlength=workload.SECTORS)
        n = min(int(self.entrants.rvs(1)[0]), self.slots - len(left))
        if n > 0:
            self.found(people.grow(n))


def run(slots, months, runs, *, seed=1):
    """(outputs (run, month, output, sector), firm-months) of `runs` runs."""
    out, firm_months = [], 0
    for r in range(runs):
        sim = ss.Sim(
            n_agents=workload.firms_at_start(slots),
            start=ss.years(2000),
            dt=ss.months(1),
            dur=months - 1,
            rand_seed=seed + r,
            modules=Firms(slots),
            use_aging=False,
            verbose=0,
        )
        sim.run()
        firms = next(module for module in sim.modules if isinstance(module, Firms))
        out.append(firms.out)
        firm_months += firms.firm_months
    return np.array(out), firm_months
