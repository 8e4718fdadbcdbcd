"""The job behind the room: the scenario against the plan, future by future, first roughly and then in full."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Mapping
from typing import Any, Final

from podobat.compare.result import Comparison
from podobat.compare.rule import PLAN
from podobat.compare.rule import compare as pair
from podobat.plan import Case as PlanCase
from podobat.plan import Scenario as Asked
from podobat.plan.fields import FrozenDict
from podobat.web.dashboard.services import fingerprints
from podobat.web.jobs.tasks import Ticket
from podobat.web.scenarios.changes import scenario_of
from podobat.web.scenarios.known import known_futures
from podobat.web.scenarios.models import Scenario

FIRST: Final = 300  # draws of the first answer
DRAWS: Final = 2000  # of the final one
HEADLINES: Final = (
    "jobs.direct", "startups.founded", "startups.operating", "startups.crossed", "firms.opened", "people.trained",
    "people.placed_region", "venture.raised", "revenue", "spending",
)  # fmt: skip


def compare(ticket: Ticket) -> None:
    """Both stages of one scenario. The first is shown while the second is under way."""
    scenario = Scenario.objects.select_related("case").get(case=ticket.job.case, key=ticket.job.request["scenario"])
    plan_case = scenario.case.read()
    asked = scenario_of(scenario.key, scenario.changes, scenario.name)
    stages = [n for n in (FIRST, scenario.draws) if n <= scenario.draws]
    ticket.expect(2 * sum(dict.fromkeys(stages)))
    for draws in dict.fromkeys(stages):
        known = known_futures(scenario.case, plan_case, draws, ticket.threads)
        found = compared(
            plan_case, asked, draws, scenario.seed, threads=ticket.threads, progress=ticket.progress, futures=known
        )
        final = draws == scenario.draws
        made = fingerprints(plan_case)
        Scenario.objects.filter(pk=scenario.pk).update(result=result_of(found), final=final, fingerprints=made)
        ticket.check()


def compared(plan_case: PlanCase, asked: Asked, draws: int, seed: int, **how: Any) -> Comparison:
    """A scenario that is not in the case's folder, against the plan. Raises InputFaults when it does not fit."""
    case = dataclasses.replace(plan_case, scenarios=FrozenDict({**plan_case.scenarios, asked.id: asked}))
    return pair(case, [asked.id, PLAN], draws=draws, seed=seed, **how)


def result_of(found: Comparison) -> dict[str, Any]:
    """The figures that the room shows. `print` names every single drawn value, to the bit."""
    one, plan = found.alternatives
    months = [m for m in dict.fromkeys((plan.plan.horizon.end, plan.plan.horizon.forecast_to)) if m in found.months]
    odds = {o.target: o for o in found.odds}
    bits = hashlib.sha256(b"".join(found.values[s.id].tobytes() for s in found.alternatives)).hexdigest()[:16]
    return {
        "draws": found.draws, "seed": found.seed, "print": bits, "seconds": round(found.seconds, 3),
        "open_from": found.open_from,
        "budget": one.plan.won_m(one.plan.budget), "budget_plan": plan.plan.won_m(plan.plan.budget),
        "targets": [
            {"id": t.id, "odds": odds[t.id].odds_a, "odds_plan": odds[t.id].odds_b, "error": _number(odds[t.id].error),
             **_difference(found, one.id, t.measure, t.by)}
            for t in plan.plan.targets if t.id in odds and t.by in found.months
        ],
        "measures": [
            {"measure": m, "month": month, **_difference(found, one.id, m, month)}
            for m in HEADLINES if m in found.measure_ids for month in months
        ],
    }  # fmt: skip


def _difference(found: Comparison, id: str, measure: str, month: str) -> dict[str, Any]:
    d = found.difference(id, PLAN, measure, month)
    q: Mapping[str, float] = d.effect.quantiles
    return {
        "mean": _number(d.mean_a), "mean_plan": _number(d.mean_b), "difference": _number(d.effect.mean),
        "p10": _number(q["p10"]), "p50": _number(q["p50"]), "p90": _number(q["p90"]),
        "beats": _number(d.beats), "ties": _number(d.effect.ties), "better": d.better, "unit": d.unit,
        "factor": _number(d.factor),
    }  # fmt: skip


def _number(x: float) -> float | None:
    return float(f"{x:.9g}") if math.isfinite(x) else None
