"""Which moves may wait, what they would wait for, and what waiting is worth: triggers for the two largest moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine.inputs import plan_arrays
from podobat.engine.variants import from_month
from podobat.explore.counts import BY_KIND, counted
from podobat.optimise.goals import NPV
from podobat.optimise.triggers import Move, Trigger, best_rule
from podobat.units import month_index

if TYPE_CHECKING:
    from podobat.explore.goals import Goal
    from podobat.explore.stage import Stage
    from podobat.optimise.choices import Choices
    from podobat.optimise.portfolios import Portfolio
    from podobat.optimise.problem import BudgetProblem

Array = NDArray[np.float64]
MOVES: Final = 2
_YEAR: Final = 12


def moves_of(choices: Choices, x: Array) -> list[Move]:
    """The largest cuts of a candidate with the largest additions, in pairs of a size; in KRW million."""
    changes: dict[str, float] = {}
    for c, v, t in zip(choices.cells, x, choices.limits.today, strict=False):
        changes[c.programme] = changes.get(c.programme, 0.0) + float(v - t)
    cuts = sorted((k for k, v in changes.items() if v < -0.5), key=lambda k: (changes[k], k))
    added = sorted((k for k, v in changes.items() if v > 0.5), key=lambda k: (-changes[k], k))
    return [Move(a, b, min(-changes[a], changes[b])) for a, b in zip(cuts, added, strict=False)][:MOVES]


def triggers_of(problem: BudgetProblem, portfolio: Portfolio, error: float, a: int, b: int) -> tuple[Trigger, ...]:
    """Triggers for the largest moves of a portfolio, by the first goal that is the mean or the odds of a measure.

    error  of counts, standard deviation in logs;  a, b  draws a .. b - 1
    """
    choices = problem.choices
    goal = next((g for g in problem.asked if g.by_draw and g.measure != NPV), None)
    if goal is None or len(choices.years) < 2:
        return ()
    days = _days(choices)
    triggers = []
    for move in moves_of(choices, portfolio.x):
        measures = _measures_for(choices, move, problem.stage.measures)
        columns = [goal.column, *((m, choices.plan.months[t - 1]) for m in measures for t in days)]
        stage = replace(problem.stage, columns=tuple(dict.fromkeys(columns)))
        other = plan_arrays(choices.plan_of(moved(choices, move)))
        laters = [from_month(stage.base, other, t) for t in days]
        played = stage.play([stage.base, stage.opened(other), *laters], a, b)
        triggers.append(_trigger(choices, stage, goal, move, measures, days, played, error))
    return tuple(triggers)


def _days(choices: Choices) -> list[int]:
    """First months, from the plan's start, in which money may move later: of every open year but the first."""
    start = month_index(choices.plan.horizon.start)
    return [y * _YEAR - start for y in choices.years[1:]]


def moved(choices: Choices, move: Move) -> Array:
    """Today's plan with the move made in every open year, in proportion to what is taken from."""
    x = choices.today.copy()
    source = {c.year: i for i, c in enumerate(choices.cells) if c.programme == move.source}
    target = {c.year: i for i, c in enumerate(choices.cells) if c.programme == move.target}
    whole = sum(x[i] for i in source.values())
    for year, i in source.items():
        part = move.money * choices.today[i] / whole
        x[i] -= part
        x[target[year]] += part
    return x


def _measures_for(choices: Choices, move: Move, known: tuple[str, ...]) -> tuple[str, ...]:
    wanted: list[str] = []
    for id in (move.source, move.target):
        wanted += BY_KIND[choices.plan.programme(id).kind]
    return tuple(dict.fromkeys(m for m in wanted if m in known))


def _trigger(
    choices: Choices, stage: Stage, goal: Goal, move: Move, measures: tuple[str, ...], days: list[int],
    played: NDArray[np.float32], error: float,
) -> Trigger:  # fmt: skip
    months = choices.plan.months
    drawn = goal.way * goal.drawn(played[..., stage.column(*goal.column)])
    gains = drawn[1:] - drawn[0]
    laters = {months[t - 1]: gains[1 + n] for n, t in enumerate(days)}
    counts = [
        (m, months[t - 1], counted(played[0, :, stage.column(m, months[t - 1])], m, t, error, stage.seed))
        for m in measures for t in days
    ]  # fmt: skip
    measure, month, rule = best_rule(counts, gains[0], laters)
    budget, gone = choices.plan.programme(move.source).budget, int(month[:4])
    whole = sum(budget.get(y, 0.0) for y in choices.years)
    share = sum(budget.get(y, 0.0) for y in choices.years if y > gone) / whole
    return Trigger(move, goal, measure, month, move.money * share, rule, float(gains[0].mean()),
                   float(laters[month].mean()))  # fmt: skip
