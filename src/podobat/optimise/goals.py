"""Goals that only a search knows, beside those of `explore.goals`: what a plan is worth, and what it gives up.

    npv                          mean net present value for the nation, by the rules of the appraisal
    worst:npv                    its mean over the worst tenth of futures
    regret:jobs.direct@2024-12   what is given up against the best budget of that world, in the world that suits least
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from podobat.errors import CannotRun
from podobat.explore.goals import MEAN, REGRET, WORST, Goal, goal_of
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.plan import Plan

NPV: Final = "npv"
_say = catalogue("optimise")


def asked_goal(asked: str, plan: Plan, measures: Sequence[str]) -> Goal:
    """The goal that is written so. Raises CannotRun, with the nearest that is known, for what is no goal."""
    kind, _, rest = asked.partition(":") if ":" in asked else (MEAN, "", asked)
    if rest == NPV and kind in (MEAN, WORST):
        name = _say("goal.npv_worst" if kind == WORST else "goal.npv")
        return Goal(asked, kind, name, NPV, plan.horizon.forecast_to, "KRW_m")
    if kind != REGRET:
        return goal_of(asked, plan, measures)
    inner = goal_of(rest, plan, measures)
    if inner.kind != MEAN:
        raise CannotRun(_say("fault.regret_of", asked=asked))
    return replace(inner, id=f"{REGRET}:{inner.id}", kind=REGRET, name=_say("goal.regret", name=inner.name), way=-1)


def plain(goal: Goal, plan: Plan, measures: Sequence[str]) -> Goal:
    """The goal itself; of regret, the mean of the measure that is regretted."""
    return goal if goal.kind != REGRET else goal_of(goal.id.partition(":")[2], plan, measures)
