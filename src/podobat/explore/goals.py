"""What a plan is judged by: a measure in a month, the odds of a target, the mean of the worst tenth of futures.

    jobs.direct@2024-12          mean over futures
    odds:jobs-4000               share of futures in which the target is met
    worst:jobs.direct@2024-12    mean over the worst tenth of futures
    regret:jobs.direct@2024-12   what is given up in the world that suits least (a search for better plans only)

A goal is always held against the plan in the same futures: what is told is a gain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.compare.better import better
from podobat.errors import CannotRun
from podobat.evidence.measures import measure
from podobat.texts import Text, catalogue
from podobat.units import nearest

if TYPE_CHECKING:
    from podobat.plan import Plan

Array = NDArray[np.floating[Any]]
Column = tuple[str, str]  # a measure and a month

MEAN, ODDS, WORST, REGRET = "mean", "odds", "worst", "regret"
TENTH: Final = 0.1
PEOPLE, ACROSS, STAY = "jobs.direct", "startups.crossed", "people.placed_region"
_say = catalogue("explore")


@dataclass(frozen=True)
class Goal:
    """One number to be made better.

    id      as it was asked for;  kind of statistic over futures
    unit    of the measure (money: KRW_m); "share" for odds
    way     1 where more is better, -1 where less is
    least   for odds: the value that reaches the target, in the unit of its measure
    """

    id: str
    kind: str
    name: Text
    measure: str
    month: str
    unit: str
    way: int = 1
    target: str | None = None
    least: float | None = None

    @property
    def by_draw(self) -> bool:
        """Does each future contribute a number of its own, so that the gain is a mean over futures?"""
        return self.kind in (MEAN, ODDS)

    @property
    def column(self) -> Column:
        """Where its numbers stand."""
        return self.measure, self.month

    def drawn(self, values: Array) -> Array:
        """What each future contributes to a mean or to odds: (..., draw) -> (..., draw); for worst the measure."""
        if self.kind == ODDS:
            return (values >= np.float32(self.least or 0.0)).astype(np.float64)
        return values.astype(np.float64)

    def value(self, values: Array) -> Array:
        """The statistic over futures: (..., draw) -> (...); for regret (..., draw, world) -> (...)."""
        x = self.drawn(values)
        if self.kind == REGRET:
            return x.mean(axis=-2).max(axis=-1)
        if self.kind != WORST:
            return x.mean(axis=-1)
        n = max(1, round(TENTH * x.shape[-1]))
        ends = np.sort(x, axis=-1)
        return (ends[..., :n] if self.way > 0 else ends[..., -n:]).mean(axis=-1)

    def gain(self, values: Array, base: Array) -> Array:
        """By how much better than `base` in the same futures, above 0 where better: (..., draw), (draw,) -> (...)."""
        return self.way * (self.value(values) - self.value(base))

    def told(self) -> dict[str, Any]:
        """For the JSON."""
        return {
            "id": self.id, "kind": self.kind, "name": self.name, "measure": self.measure, "month": self.month,
            "unit": self.unit, "better": "more" if self.way > 0 else "less",
        }  # fmt: skip


def goal_of(asked: str, plan: Plan, measures: Sequence[str]) -> Goal:
    """The goal that is written so.

    measures  what a run of this plan counts
    raises    CannotRun, with the nearest that is known, for what is no goal
    """
    kind, _, rest = asked.partition(":") if ":" in asked else (MEAN, "", asked)
    if kind == ODDS:
        return odds_goal(plan, rest)
    if kind not in (MEAN, WORST):
        raise CannotRun(_say("fault.goal_kind", asked=asked))
    id, _, month = rest.partition("@")
    month = month or plan.horizon.end
    if id not in measures:
        raise CannotRun(_unknown("fault.goal_measure", id, measures))
    if month not in plan.months:
        raise CannotRun(_say("fault.goal_month", month=month, first=plan.months[0], last=plan.months[-1]))
    way = better(id)
    if way == 0:
        raise CannotRun(_say("fault.goal_way", id=id))
    about = measure(id)
    written = f"{'worst:' if kind == WORST else ''}{id}@{month}"
    return Goal(written, kind, _say(f"goal.{kind}", name=about.name), id, month, about.unit, way)


def odds_goal(plan: Plan, target_id: str) -> Goal:
    """The odds of one target. Raises CannotRun, the nearest suggested, for a target that the plan has not."""
    ids = [t.id for t in plan.targets]
    if target_id not in ids:
        raise CannotRun(_unknown("fault.goal_target", target_id, ids))
    target = plan.target(target_id)
    money = measure(target.measure).unit.startswith("KRW_m")
    least = plan.won_m(target.value) if money else target.value
    return Goal(
        f"odds:{target_id}", ODDS, _say("goal.odds", name=target.name), target.measure, target.by, "share", 1,
        target_id, least,
    )  # fmt: skip


def _unknown(key: str, id: str, known: Sequence[str]) -> Text:
    near = nearest(id, list(known))
    return _say(f"{key}_near" if near else key, id=id, near=near or "")


def default_goals(plan: Plan, measures: Sequence[str]) -> list[Goal]:
    """People working and people who stay at the plan's end, firms across the valley later, the worst tenth."""
    return [
        goal_of(PEOPLE, plan, measures), goal_of(f"{ACROSS}@{plan.horizon.forecast_to}", plan, measures),
        goal_of(STAY, plan, measures), goal_of(f"{WORST}:{PEOPLE}", plan, measures),
    ]  # fmt: skip


def most_open(goals: Sequence[Goal], values: Sequence[Array]) -> Goal | None:
    """Of odds in some futures, those nearest to even; None where all are (nearly) certain."""
    shares = [float(g.drawn(v).mean()) for g, v in zip(goals, values, strict=True)]
    open_ = [(abs(s - 0.5), n) for n, s in enumerate(shares) if 0.02 < s < 0.98]
    return goals[min(open_)[1]] if open_ else None
