"""What a KRW million more, or less, for each programme does to every goal - and first budgets made from that.

Every programme's open money is halved and doubled (as far as its bounds allow) in the same futures as today's plan. Two
slopes a programme and goal come of it, with their errors. For many wishes - weights of the goals - the best budget
under the limits by these slopes is a linear programme; slopes are moved by their errors (Thompson sampling), so that
what is hardly known is tried both ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from podobat.engine.randomness import uniforms
from podobat.explore.chance import STARTS
from podobat.explore.goals import REGRET, WORST, Goal
from podobat.forecast.effects import paired_error
from podobat.optimise.problem import BudgetProblem

Array = NDArray[np.float64]
ENDS: Final = (0.5, 2.0)
SHRINK: Final = 1.0


@dataclass(frozen=True)
class Slopes:
    """Gain of a goal for a KRW million added to, and lost for one taken from, a programme: (programme, goal)."""

    places: tuple[int, ...]
    more: Array
    less: Array
    more_error: Array
    less_error: Array

    def cells(self, problem: BudgetProblem, weights: Array, z: Array | None = None) -> tuple[Array, Array]:
        """Worth of money added and taken in every open cell, for weights of goals; z (2, programme, goal) moves it."""
        more, less = self.more, self.less
        if z is not None:
            more, less = more + z[0] * self.more_error, less + z[1] * self.less_error
        at = {place: k for k, place in enumerate(self.places)}
        k = np.array([at[c.place] for c in problem.choices.cells], dtype=np.intp)
        return (more @ weights)[k], (less @ weights)[k]


def gain_error(goal: Goal, values: Array, base: Array) -> float:
    """Standard error of a gain: between couples; of the worst tenth, as of a mean of so few; of regret, the largest."""
    d = goal.drawn(values) - goal.drawn(base)
    if goal.kind == REGRET:
        return max(paired_error(x) for x in d.T)
    return paired_error(d) * (3.0 if goal.kind == WORST else 1.0)


def slopes_of(problem: BudgetProblem, draws: int) -> Slopes:
    """Slopes by halving and doubling, in the first draws."""
    places, goals = problem.programmes, problem.asked
    ends = _ends(problem)
    x = np.array([problem.scaled(p, f) for side in ends for p, f in zip(places, side, strict=True)])
    played = problem.play(x, 0, draws).reshape(2, len(places), draws, -1)
    base = problem.base[:draws]
    shape = (2, len(places), len(goals))
    slope, error = np.zeros(shape), np.zeros(shape)
    money = np.array([sum(problem.choices.limits.today[i] for i, c in enumerate(problem.choices.cells) if c.place == p)
                      for p in places])  # fmt: skip
    for s, side in enumerate(ends):
        change = money * (np.array(side) - 1.0)
        for j, goal in enumerate(goals):
            c = problem.column(goal)
            for k in range(len(places)):
                if change[k] != 0.0:
                    values = played[s, k][:, c]
                    slope[s, k, j] = float(goal.gain(values, base[:, c])) / change[k]
                    error[s, k, j] = gain_error(goal, values, base[:, c]) / abs(change[k])  # pyright: ignore[reportArgumentType]
    return Slopes(places, shrunk(slope[1], error[1]), shrunk(slope[0], error[0]), error[1], error[0])


def _ends(problem: BudgetProblem) -> tuple[list[float], list[float]]:
    """By how much each programme's money is taken down and up."""
    limits, cells = problem.choices.limits, problem.choices.cells
    down, up = [], []
    for place in problem.programmes:
        at = [i for i, c in enumerate(cells) if c.place == place]
        today = float(limits.today[at].sum())
        low, high = float(limits.least[at].sum()) / today, float(limits.most[at].sum()) / today
        down.append(max(ENDS[0], low) if low < 1.0 else 1.0)
        up.append(min(ENDS[1], high) if high > 1.0 else 1.0)
    return down, up


def shrunk(slope: Array, error: Array) -> Array:
    """Slopes drawn towards 0 by their errors, goal by goal: those that noise alone explains carry no weight.

    slope var / (var + error^2), with var the variance of true slopes: mean of slope^2 - error^2 (James and Stein 1961)
    """
    var = np.maximum((slope**2 - error**2).mean(axis=0), 1e-18)
    return slope * var / (var + SHRINK * error**2)


def first_budgets(problem: BudgetProblem, slopes: Slopes, n: int, seed: int) -> Array:
    """Candidates to begin with: today's plan, the best for each goal alone, and for mixed wishes with moved slopes.

    Every other one of the last has its works and sectors anywhere, since slopes say nothing of them.
    """
    goals = len(problem.asked)
    scale = np.maximum(np.abs(slopes.more).max(axis=0) + np.abs(slopes.less).max(axis=0), 1e-18)
    size = goals + 2 * slopes.more.size
    u = uniforms(seed, STARTS, np.arange(n * size), 0, 0).reshape(n, size)
    budgets = [problem.choices.today]
    for k in range(n - 1):
        z = None
        if k < goals:
            weights = np.eye(goals)[k]
        else:
            weights = -np.log(np.maximum(u[k, :goals], 1e-12))
            z = ndtri(np.clip(u[k, goals:], 1e-9, 1 - 1e-9)).reshape(2, *slopes.more.shape) if k >= 2 * goals else None
        more, less = slopes.cells(problem, weights / weights.sum() / scale, z)
        budget = problem.choices.limits.best(more, less)
        x = problem.choices.today.copy()
        x[: len(budget) if budget is not None else 0] = budget if budget is not None else ()
        if k >= 2 * goals and k % 2:
            x[problem.choices.limits.n :] = _elsewhere(problem, k, seed)
        budgets.append(x)
    return np.array(budgets)


def _elsewhere(problem: BudgetProblem, k: int, seed: int) -> Array:
    """Dates of works and shares of sectors anywhere within their bounds, for the k-th candidate."""
    n = problem.choices.limits.n
    low, high = problem.lower[n:], problem.upper[n:]
    return low + (high - low) * uniforms(seed, STARTS, np.arange(len(low)), 1 + k, 0)
