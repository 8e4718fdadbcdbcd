"""A forecast of a real plan with made-up numbers, so that pages and pictures can be tested without a simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from podobat.evidence.measures import measure, measure_ids
from podobat.forecast import Forecast
from podobat.plan import Case, read_case
from podobat.units import month_range, months_between

CASES = Path(__file__).parents[1] / "cases"
#: measure -> level at the end of the plan (with, without); others get 100 and 0
LEVELS = {
    "firms.mou": (180, 0), "firms.opened": (62, 0), "firms.operating": (48, 0), "firms.hq_moved": (4, 0),
    "startups.founded": (210, 60), "startups.operating": (150, 52), "startups.crossed": (34, 12),
    "startups.closed": (61, 22), "startups.moved_out": (12, 4), "jobs.direct": (1150, 310),
    "jobs.startups": (860, 310), "jobs.attracted": (290, 0), "jobs.hired": (1500, 420), "jobs.induced": (2300, 0),
    "people.trained": (2800, 0), "people.placed_region": (900, 0), "people.placed_outside": (780, 0),
    "people.untraced": (640, 0), "compute.projects": (320, 0), "fund.invested_region": (32_000, 0),
    "venture.raised": (210_000, 60_000), "spending": (340_000, 0), "budget.granted": (406_000, 0),
    "budget.unspent": (26_000, 0), "revenue": (5200, 1500),
}  # fmt: skip


def _values(plan: Any, measures: tuple[str, ...], months: tuple[str, ...], draws: int) -> np.ndarray:
    random = np.random.default_rng(7)
    end = months_between(plan.horizon.start, plan.horizon.end) + 1
    t = np.minimum((np.arange(len(months)) + 1) / end, 1.35)
    luck = np.repeat(random.normal(0, 0.35, (draws + 1) // 2), 2)[:draws]
    budgets = {f"spending.{p.id}": plan.won_m(sum(p.budget.values())) for p in plan.programmes}
    values = np.zeros((2, draws, len(months), len(measures)), dtype=np.float32)
    for m, name in enumerate(measures):
        money = name.startswith(("spending", "budget"))
        own = np.exp((0.04 if money else 0.9) * (luck + random.normal(0, 0.18, draws)))[:, None]
        path = np.minimum(t, 1.0) ** 0.9 if money else t**1.3
        if name == "budget.unspent":
            path = np.where(np.arange(len(months)) < end + 12, np.abs(np.sin(np.arange(len(months)) / 24.0)), 0.0)
        running = measure(name).kind == "cumulative"
        wiggle = 1.0 if running else 1 + 0.05 * random.standard_normal((draws, len(months)))
        levels = (0.9 * budgets[name], 0) if name in budgets else LEVELS.get(name, (100, 0))
        for w, level in enumerate(levels):
            run = level * own * path[None, :] * wiggle
            values[w, :, :, m] = np.maximum.accumulate(run, axis=1) if running else run
    return values


def diagnostics() -> dict[str, np.ndarray]:
    """Histograms and counts of the kinds that the engine sums over draws."""
    edges = np.concatenate([-np.geomspace(4096, 1, 30), np.geomspace(1, 65_536, 40)])
    middles = (edges[1:] + edges[:-1]) / 2
    cash = np.zeros((2, 40, len(edges) - 1), dtype=np.int64)
    for age in range(40):
        centre = 60 * np.exp(-age / 5) + 4 * age
        cash[:, age] = 4000 * np.exp(-((np.arcsinh(middles) - np.arcsinh(centre)) ** 2) / 2)
    flow = np.zeros_like(cash)
    for age in range(40):
        flow[:, age] = 4000 * np.exp(-((middles - (age - 16) ** 2 / 40 + 5) ** 2) / 40)
    lived = np.array([np.linspace(90_000, 4000, 12), np.linspace(40_000, 2000, 12)]).astype(np.int64)
    tallies = np.zeros((2, 4, 5), dtype=np.int64)
    tallies[:, 0] = [[90_000, 40_000, 9_000, 2_000, 400], [30_000, 12_000, 3_000, 700, 100]]
    return {
        "cash_by_age": cash,
        "flow_by_age": flow,
        "cash_edges": edges[1:-1],
        "survival": np.stack([lived, (lived * np.array([[0.010], [0.012]])).astype(np.int64)], axis=1),
        "tallies": tallies,
    }


def made_up(case_id: str = "gwangju-phase1", draws: int = 400, parameters: Any = None) -> tuple[Forecast, Case]:
    """A forecast of a case with random numbers in place of a simulation."""
    case = read_case(CASES / case_id)
    plan = case.plan
    months = month_range(plan.horizon.start, plan.horizon.forecast_to)
    measures = measure_ids([s.id for s in plan.sectors], [p.id for p in plan.programmes])
    forecast = Forecast(
        case_id=plan.id,
        plan=plan,
        values=_values(plan, measures, months, draws),
        measures=measures,
        months=months,
        draws=draws,
        seed=1,
        fingerprints={"plan": plan.fingerprint, "parameters": "112233445566", "code": "99aabbccddee"},
        parameters=parameters,
        diagnostics=diagnostics(),
    )
    return forecast, case
