"""Conditions: under which a target is missed or met, and under which a scenario beats the plan.

Boxes are found in every other couple of draws and measured in the rest, so coverage and density are not those of the
futures that shaped them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.explore.factors import CLIMATE, LAW, Factor, Factors
from podobat.explore.goals import Goal, odds_goal
from podobat.explore.prim import discovered, leaves
from podobat.explore.result import Discovered
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    from podobat.explore.stage import Stage
    from podobat.plan import Plan

Array = NDArray[np.float64]
MOST: Final = 4  # targets whose conditions are looked for: those nearest to even
RARE: Final = 0.04
_say = catalogue("explore")


def watched(stage: Stage, played: NDArray[np.float32], factors: Factors) -> Factors:
    """Factors, and what chance made of the climate and the law in each draw."""
    plan, extra = stage.plan, []
    ends = [f"{y}-12" for y in plan.horizon.years if f"{y}-12" in plan.months]
    climate = np.mean([played[0, :, stage.column("climate.venture", t)] for t in ends], axis=0).astype(np.float64)
    law = np.sum([played[0, :, stage.column("law.in_force", t)] > 0 for t in ends], axis=0).astype(np.float64)
    for id, group, x, unit in (("climate.venture", CLIMATE, climate, "ratio"), ("law.years", LAW, law, "year")):
        if np.ptp(x) > 0:
            extra.append((Factor(id, group, _say(f"factor.{id.replace('.', '_')}"), unit), x))
    values = np.column_stack([factors.values, *(x for _, x in extra)]) if extra else factors.values
    return Factors((*factors.factors, *(f for f, _ in extra)), values)


def conditions(
    plan: Plan, stage: Stage, played: NDArray[np.float32], factors: Factors, goal: Goal, rival: Text | None
) -> tuple[Discovered, ...]:
    """Boxes and trees for targets that are neither certain nor out of reach, and for a rival that beats the plan."""
    boxes = []
    for target in _open_targets(plan, stage, played):
        met = target.drawn(played[0, :, stage.column(*target.column)]).astype(bool)
        share = float(met.mean())
        kind, y = ("met", met) if share < 0.5 else ("missed", ~met)
        boxes.append(_found(target.target or "", kind, plan.target(target.target or "").name, y, factors))
    if rival is not None:
        column = stage.column(*goal.column)
        d = goal.way * (goal.drawn(played[2, :, column]) - goal.drawn(played[0, :, column]))
        if RARE < float((d > 0).mean()) < 1 - RARE:
            boxes.append(_found("against", "beaten", rival, d > 0, factors))
    return tuple(boxes)


def _open_targets(plan: Plan, stage: Stage, played: NDArray[np.float32]) -> list[Goal]:
    """Targets still open whose odds are between 4 % and 96 %, those nearest to even first."""
    ranked: list[tuple[float, int, Goal]] = []
    for n, target in enumerate(plan.targets):
        goal = odds_goal(plan, target.id)
        if goal.column not in stage.columns:
            continue
        share = float(goal.drawn(played[0, :, stage.column(*goal.column)]).mean())
        if RARE < share < 1 - RARE:
            ranked.append((abs(share - 0.5), n, goal))
    return [g for _, _, g in sorted(ranked, key=lambda r: r[:2])][:MOST]


def _found(id: str, kind: str, name: Text, y: NDArray[np.bool_], factors: Factors) -> Discovered:
    half = np.arange(len(y)) // 2 % 2 == 0
    box = discovered(factors.values[half], y[half])
    checked = box.in_other(factors.values[~half], y[~half]) if box is not None else None
    return Discovered(id, kind, name, float(y.mean()), box, checked, leaves(factors.values, y))


