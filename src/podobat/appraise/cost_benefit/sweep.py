"""How the appraisal changes when a parameter that nobody knows well is held at its low and at its high end.

A parameter of the world is pinned and the plan forecast again: with the same seed every other parameter and everybody's
luck stay as they were, so the difference is that parameter's. A parameter of the appraisal only needs new values.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from podobat.appraise.cost_benefit.deciding import exceeding
from podobat.appraise.cost_benefit.result import (
    PERSPECTIVES,
    CostBenefit,
    appraise_costs_and_benefits,
    parameters_of_appraisal,
)
from podobat.appraise.cost_benefit.tables import rows_of, said
from podobat.appraise.unit_costs.result import unit_costs
from podobat.engine import PARAMETER_IDS as WORLD
from podobat.engine import run_ensemble
from podobat.errors import Fault, InputFaults
from podobat.evidence import BESIDE_THE_WORLD, Distribution, Parameters
from podobat.forecast import Forecast
from podobat.forecast.sampling import sample_points
from podobat.units import Text, nearest

if TYPE_CHECKING:
    import polars as pl

    from podobat.plan import Case, Plan

#: The parameters least is known of, and that programmes rest on most.
WEAKEST: Final = (
    "entry.displacement",
    "entry.deadweight",
    "product.effect_compute",
    "product.effect_testbed",
    "adoption.voucher_additionality",
    "adoption.saving_share",
)
ENDS: Final = ("low", "high")
AS_DRAWN: Final = "as_drawn"
LEAST_DRAWS: Final = 4

Progress = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Point:
    """One parameter at one end: the appraisal and the forecast there. `id` is "as_drawn" where nothing is pinned."""

    id: str
    end: str
    value: float | None
    forecast: Forecast
    result: CostBenefit


@dataclass(frozen=True, eq=False)
class Sweep:
    """The appraisal as drawn, and at both ends of every parameter asked for."""

    points: tuple[Point, ...]
    parameters: Parameters

    def rows(self, lang: str | None = None) -> pl.DataFrame:
        """A row for each parameter, end and perspective: NPV, B/C and its chance, cost per net job and start-up."""
        import polars as pl

        every = Text("모든 모수를 분포대로", "All parameters as drawn")
        rows = []
        for point in self.points:
            costs = unit_costs(point.forecast)
            job, firm = costs.of("job"), costs.of("startup")
            name = every if point.id == AS_DRAWN else self.parameters[point.id].description
            for perspective in PERSPECTIVES:
                v = point.result.valued[perspective]
                low, middle, high = np.quantile(v.npv, [0.1, 0.5, 0.9])
                rows.append({
                    "id": point.id, **said("description", name, lang), "end": point.end, "value": point.value,
                    "perspective": perspective, "npv": float(middle), "p10": float(low), "p90": float(high),
                    "bc": float(np.median(v.bc)) if not np.any(np.isnan(v.bc)) else None,
                    "probability": exceeding(v),
                    "cost_per_net_job": job.ratio_of_means, "cost_per_net_startup": firm.ratio_of_means,
                    "net_jobs": float(job.count.mean()), "net_startups": float(firm.count.mean()),
                })  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_json_dict(self) -> dict[str, Any]:
        """The table as plain values; an infinite cost is null."""
        return {"rows": rows_of(self.rows())}


def sweep(
    case: Case,
    ids: Sequence[str] = WEAKEST,
    *,
    draws: int = 400,
    seed: int = 1,
    threads: int | None = None,
    scenario: str | None = None,
    plan: Plan | None = None,
    progress: Progress | None = None,
    **rules: Any,
) -> Sweep:
    """Appraise a plan with each parameter at its low and its high end, all others as drawn.

    ids       parameters of the world or of the appraisal; those of the package that are least known by default
    draws     of every forecast;  seed: the same for all of them
    scenario  to lay over the plan;  plan: a variant of the case's own
    progress  called with the number of draws that have just finished, of `simulated_draws(ids, draws)`
    rules     options of `appraise_costs_and_benefits`
    raises    InputFaults for unknown or fixed parameters, all at once, and those of the appraisal
    """
    parameters = parameters_of_appraisal(case)
    faults = [*_faults(ids, parameters), *_too_few(draws)]
    if faults:
        raise InputFaults(faults)
    plan = plan if plan is not None else case.plan
    overlay = case.scenario(scenario) if scenario is not None else None
    plan = overlay.apply(plan) if overlay is not None else plan

    def forecast(parameters: Parameters) -> Forecast:
        return simulated(plan, parameters, draws, seed, threads=threads, progress=progress, scenario=scenario)

    base = forecast(parameters)
    result = appraise_costs_and_benefits(base, parameters, **rules)
    points = [Point(AS_DRAWN, AS_DRAWN, None, base, result)]
    for id, end, value in _ends(ids, parameters):
        held = pinned(parameters, id, value)
        there = base if id.startswith("appraisal.") else forecast(held)
        points.append(Point(id, end, value, there, appraise_costs_and_benefits(there, held, **rules)))
    return Sweep(tuple(points), parameters)


def simulated_draws(ids: Sequence[str], draws: int) -> int:
    """How many draws a sweep simulates: one forecast, and two for every parameter of the world."""
    return draws * (1 + len(ENDS) * sum(not id.startswith("appraisal.") for id in ids))


def _ends(ids: Sequence[str], parameters: Parameters) -> Iterator[tuple[str, str, float]]:
    """Every parameter at both ends of its range, inside its hard bounds."""
    for id in ids:
        d = parameters[id].distribution
        for end in ENDS:
            yield id, end, float(np.clip(d.low if end == "low" else d.high, d.minimum, d.maximum))


def _faults(ids: Sequence[str], parameters: Parameters) -> Iterator[Fault]:
    """Parameters that are unknown, or of which everything is known."""
    known = [p.id for p in parameters if not p.distribution.fixed]
    for id in ids:
        if id in known:
            continue
        near = nearest(id, known)
        found = Text("고정된 모수라 바꾸어 볼 범위가 없음", "a fixed parameter has no range to sweep over")
        if id not in parameters:
            found = Text("모르는 모수", "unknown parameter")
        hint = Text(f"혹시 `{near}`입니까?", f"Did you mean `{near}`?") if near else Text("", "")
        yield Fault("options", None, id, found, remedy=hint)


def _too_few(draws: int) -> tuple[Fault, ...]:
    if draws >= LEAST_DRAWS:
        return ()
    return (Fault("options", None, "draws", Text(f"표본이 너무 적음: {draws}", f"too few draws: {draws}"),
                  Text(f"{LEAST_DRAWS} 이상", f"{LEAST_DRAWS} or more")),)  # fmt: skip


def pinned(parameters: Parameters, id: str, value: float) -> Parameters:
    """The same parameters with one of them held at a value."""
    fixed = Distribution("fixed", value, value, value)
    changed = tuple(replace(p, distribution=fixed) if p.id == id else p for p in parameters)
    return Parameters(changed, parameters.sources)


def simulated(
    plan: Plan,
    parameters: Parameters,
    draws: int,
    seed: int,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    scenario: str | None = None,
) -> Forecast:
    """A forecast of a plan from given parameters: that of a case that states them, every draw kept."""
    world = parameters.without(*BESIDE_THE_WORLD)
    points = sample_points(world.ids, (draws + 1) // 2, seed)
    rows = world.sample(points)[:, [world.ids.index(id) for id in WORLD]]
    done = run_ensemble(plan, rows, draws, seed, threads=threads or os.cpu_count(), progress=progress)
    return Forecast(
        case_id=plan.id,
        plan=plan,
        values=done.values,
        measures=done.measures,
        months=done.months,
        draws=draws,
        seed=seed,
        fingerprints={"plan": plan.fingerprint, "parameters": world.fingerprint},
        scenario=scenario,
        parameters=world,
        diagnostics=done.diagnostics,
        firm_months=done.firm_months,
    )
