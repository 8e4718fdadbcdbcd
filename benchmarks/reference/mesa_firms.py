"""The reference workload in Mesa: an agent a firm, agents in random order, agents removed when they close."""

from __future__ import annotations

import math

import mesa
import numpy as np
import workload

P = workload.NUMBERS


class Firm(mesa.Agent):
    """One firm, in the units of the workload."""

    def __init__(self, model, revenue, cash, sector, capital):
        super().__init__(model)
        self.revenue, self.cash, self.sector, self.capital = revenue, cash, sector, capital
        self.age, self.stage, self.head = 0, 0, P["first_head"]

    def step(self):
        """A month of this firm."""
        model, chance = self.model, self.model.random
        model.firm_months += 1
        self.revenue *= math.exp(workload.GROWTH[self.stage] + P["sigma"] * chance.gauss(0, 1))
        self.cash += self.revenue - self.head * P["wage"] - P["fixed"]
        if chance.random() < workload.FUNDING[self.stage] * min(1.0, self.age / 12):
            self.stage += 1
            self.cash += workload.AMOUNT[self.stage] * math.exp(0.5 * chance.gauss(0, 1))
            model.rounds[self.sector] += 1
        if self.cash < 0 or chance.random() < P["hazard_old"] + P["hazard_new"] * 12 / (12 + self.age):
            self.remove()
            return
        if not self.capital and chance.random() < workload.LEAVING[self.stage]:
            self.capital = True
            model.moves[self.sector] += 1
        goal = (self.revenue + max(self.cash, 0.0) * P["cash_to_staff"]) / P["wage"]
        self.head = max(1.0, self.head + P["adjust"] * (goal - self.head))
        self.age += 1


def by_sector(model):
    """Firms, jobs, rounds and moves of the month, by sector."""
    firms, jobs = [0] * workload.SECTORS, [0.0] * workload.SECTORS
    for firm in model.agents:
        firms[firm.sector] += 1
        jobs[firm.sector] += firm.head
    return [firms, jobs, list(model.rounds), list(model.moves)]


class Economy(mesa.Model):
    """All firms."""

    def __init__(self, slots, seed):
        super().__init__(seed=seed)
        self.slots, self.firm_months = slots, 0
        self.numbers = np.random.default_rng(seed)
        self.enter(workload.firms_at_start(slots))
        self.datacollector = mesa.DataCollector(model_reporters={"by_sector": by_sector})

    def enter(self, n):
        """`n` new firms."""
        g = self.numbers
        revenue = P["first_revenue"] * np.exp(P["first_revenue_spread"] * g.standard_normal(n))
        cash = P["first_cash"] * np.exp(P["first_cash_spread"] * g.standard_normal(n))
        sector, capital = g.integers(0, workload.SECTORS, n), g.random(n) < P["share_capital"]
        Firm.create_agents(self, n, revenue.tolist(), cash.tolist(), sector.tolist(), capital.tolist())

    def step(self):
        """A month of all firms, and entry at its end."""
        self.rounds, self.moves = [0] * workload.SECTORS, [0] * workload.SECTORS
        self.agents.shuffle_do("step")
        self.datacollector.collect(self)
        n = min(int(self.numbers.poisson(workload.entrants(self.slots))), self.slots - len(self.agents))
        if n > 0:
            self.enter(n)


def run(slots, months, runs, *, seed=1):
    """(outputs (run, month, output, sector), firm-months) of `runs` runs."""
    out, firm_months = np.zeros((runs, months, len(workload.OUTPUTS), workload.SECTORS)), 0
    for r in range(runs):
        economy = Economy(slots, seed + r)
        for _ in range(months):
            economy.step()
        out[r] = economy.datacollector.model_vars["by_sector"]
        firm_months += economy.firm_months
    return out, firm_months
