"""The same choices in other worlds: what candidates gain there, which budget is best there, what is given up.

A world is an assumption (optimise.worlds): today's plan and every candidate are played under it in the same futures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.explore.goals import Goal
from podobat.optimise.goals import NPV, plain
from podobat.optimise.npv import NetValue
from podobat.optimise.problem import BudgetProblem, stage_columns
from podobat.optimise.regret import Regret
from podobat.optimise.slopes import slopes_of
from podobat.optimise.worlds import World, worlds_of

if TYPE_CHECKING:
    from podobat.plan import Case

Array = NDArray[np.float64]
IN_WORLDS: Final = 64  # futures in which finalists, and directions, are held against other assumptions


def in_world(case: Case, problem: BudgetProblem, world: World, goal: Goal, draws: int) -> BudgetProblem:
    """The same choices in another world, judged by one goal, in the first draws. Today's plan is played there."""
    columns = tuple(dict.fromkeys(stage_columns([goal]))) or problem.stage.columns[:1]
    stage = world.stage(replace(problem.stage, draws=draws, columns=columns))
    choices = problem.choices
    if world.scenario is not None:
        choices = replace(choices, plan=world.scenario.apply(choices.plan))
    value = NetValue.of(case, choices.plan, stage) if goal.measure == NPV else None
    here = BudgetProblem(choices, stage, (goal,), value=value)
    here.play_base()
    return here


def best_in(here: BudgetProblem, draws: int) -> Array:
    """The best budget for the first goal by slopes, as a candidate (number,); today's where the limits leave none."""
    slopes = slopes_of(here, draws)
    more, less = slopes.cells(here, np.eye(len(here.asked))[0])
    x, budget = here.choices.today.copy(), here.choices.limits.best(more, less)
    if budget is not None:
        x[: len(budget)] = budget
    return x


@dataclass(frozen=True)
class Elsewhere:
    """Candidates under other assumptions, by the first goal; a regret by the measure that is regretted."""

    goal: Goal
    problems: tuple[BudgetProblem, ...]

    @classmethod
    def of(cls, case: Case, problem: BudgetProblem, worlds: Sequence[World]) -> Elsewhere:
        """Today's plan is played in every world, in all draws."""
        goal = plain(problem.asked[0], problem.choices.plan, problem.stage.measures)
        return cls(goal, tuple(in_world(case, problem, w, goal, problem.stage.draws) for w in worlds))

    def gains(self, x: Array, a: int, b: int) -> Array:
        """Gains of candidates in every world: (world, candidate)."""
        return np.array([here.goals(here.play(x, a, b), a, b)[:, 0] for here in self.problems])

    def directions(self, draws: int) -> dict[str, tuple[float, ...]]:
        """Which way each programme's money goes in the best budget, world by world: KRW million."""
        choices = self.problems[0].choices
        moved: dict[str, list[float]] = {}
        for here in self.problems:
            change = best_in(here, draws)[: choices.limits.n] - choices.limits.today
            for place in here.programmes:
                at = [i for i, c in enumerate(choices.cells) if c.place == place]
                moved.setdefault(choices.plan.programmes[place].id, []).append(float(change[at].sum()))
        return {k: tuple(v) for k, v in moved.items()}


def regret_of(case: Case, problem: BudgetProblem, goal: Goal) -> Regret:
    """What a regret needs. Its worlds: as forecast, and scenarios that leave the money alone; where there are none, the
    weakest parameters at their ends. What is good there: the best budget by slopes, or today's plan if that is better.
    """
    stage, choices = replace(problem.stage, columns=(goal.column,)), problem.choices
    wanted = plain(goal, choices.plan, stage.measures)
    every = worlds_of(case, choices, stage)
    scenarios = tuple(w for w in every if w.held is None)
    worlds = scenarios if len(scenarios) > 1 else every
    best, budgets = [], []
    for world in worlds:
        here = in_world(case, problem, world, wanted, stage.draws)
        x = best_in(here, min(IN_WORLDS, stage.draws))
        there = here.play(x[None], 0, stage.draws)[0, :, 0]
        good = float(wanted.gain(there, here.base[:, 0])) > 0
        best.append(there if good else here.base[:, 0])
        budgets.append(x if good else choices.today)
    stages = tuple(world.stage(stage) for world in worlds)
    return Regret(worlds, stages, goal.column, wanted.way, np.array(best, np.float64).T, np.array(budgets))
