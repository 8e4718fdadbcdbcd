"""A few plans with a name, picked from the front, cleaned of what adds nothing, and checked in fresh futures.

    best-mean     the largest gain in the first goal
    safest        the best worst tenth of futures
    least-regret  in the world that suits it least it gives up least against the best plan for that world
    balanced      the largest least gain over all goals, each held against the best of the front
    least-moved   the least money moved that still brings half of the best gain in the first goal
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.explore.chance import resamples
from podobat.explore.goals import WORST, Goal
from podobat.forecast.effects import effect_of
from podobat.optimise.npv import NetValue
from podobat.optimise.problem import BudgetProblem

if TYPE_CHECKING:
    from podobat.plan import Plan

Array = NDArray[np.float64]
Drawn = NDArray[np.float32]

BEST, SAFEST, REGRET, BALANCED, LEAST = "best-mean", "safest", "least-regret", "balanced", "least-moved"
NAMES: Final = (BEST, SAFEST, REGRET, BALANCED, LEAST)
ENOUGH: Final = 0.5  # share of the best gain that the least moved plan still brings
RESAMPLES: Final = 200
ENDS: Final = (2.5, 97.5)


@dataclass(frozen=True)
class Gain:
    """A gain over today's plan in one goal.

    claimed    in the futures that the search saw;  fresh in others, with its standard error and 95 % interval
    better     share of fresh futures in which it is better, ties counted half; nan for the worst tenth
    """

    claimed: float
    fresh: float
    error: float
    low: float
    high: float
    better: float

    def told(self) -> dict[str, Any]:
        """For the JSON."""
        return {
            "claimed": self.claimed, "fresh": self.fresh, "standard_error": self.error, "low": self.low,
            "high": self.high, "better": self.better,
        }  # fmt: skip


@dataclass(frozen=True)
class Portfolio:
    """A plan with a name: its candidate, money moved (KRW million), gains goal by goal, in other worlds, and in NPV."""

    id: str
    x: Array
    moved: float
    gains: tuple[Gain, ...]
    worlds: tuple[float, ...] = ()
    regret: float = float("nan")
    also: tuple[str, ...] = ()
    npv: Gain | None = None


def gain_in(goal: Goal, claimed: float, values: Array, base: Array, seed: int) -> Gain:
    """A gain in fresh futures, (draw,) each, of regret (draw, world); what is no mean over draws by resampling couples.

    source  Efron 1979, for the interval of the worst tenth and of regret
    """
    fresh = float(goal.gain(values, base))
    if goal.by_draw:
        d = goal.way * (goal.drawn(values) - goal.drawn(base))
        e = effect_of(d)
        return Gain(claimed, fresh, e.error, fresh - 1.96 * e.error, fresh + 1.96 * e.error, e.above)
    couples = len(values) // 2
    at = resamples(couples, RESAMPLES, seed)
    draws = np.stack([2 * at, 2 * at + 1], axis=-1).reshape(RESAMPLES, -1)
    resampled = np.array([float(goal.gain(values[d], base[d])) for d in draws])
    low, high = np.percentile(resampled, ENDS)
    return Gain(claimed, fresh, float(resampled.std(ddof=1)), float(low), float(high), float("nan"))


def npv_gains(value: NetValue, today: Plan, plans: Sequence[Plan], a: int, b: int) -> tuple[Gain, ...]:
    """By how much the NPV of each plan (KRW million) is above today's, in draws a .. b - 1."""
    played = value.play([today, *plans], a, b).astype(np.float64)
    gains = []
    for npv in played[1:]:
        e = effect_of(npv - played[0])
        gains.append(Gain(float("nan"), e.mean, e.error, e.mean - 1.96 * e.error, e.mean + 1.96 * e.error, e.above))
    return tuple(gains)


def picked(problem: BudgetProblem, x: Array, gains: Array, regrets: Array) -> dict[str, int]:
    """Names and the candidate of each: gains (candidate, goal) in the futures of the search."""
    first = gains[:, 0]
    moved = np.array([problem.choices.limits.moved_from_today(row[: problem.choices.limits.n]) for row in x])
    kind = [g.kind for g in problem.asked]
    safest = gains[:, kind.index(WORST)] if WORST in kind else None
    scale = np.maximum(gains.max(axis=0), 1e-12)
    chosen = {BEST: int(np.argmax(first))}
    if safest is not None:
        chosen[SAFEST] = int(np.argmax(safest))
    chosen[REGRET] = int(np.argmin(regrets))
    chosen[BALANCED] = int(np.argmax((gains / scale).min(axis=1)))
    enough = np.flatnonzero(first >= ENOUGH * first.max())
    chosen[LEAST] = int(enough[np.argmin(moved[enough])])
    return chosen


def cleaned_up(problem: BudgetProblem, x: Array, draws: int) -> Array:
    """A candidate (number,) without changes that add nothing: where no goal loses by it, today's money stands.

    A change is kept where undoing it costs more than one standard error in any goal.
    """
    cells, today = problem.choices.cells, problem.choices.today
    n = problem.choices.limits.n
    changed = [p for p in problem.programmes if any(x[i] != today[i] for i, c in enumerate(cells) if c.place == p)]
    others = [k for k in range(n, len(x)) if x[k] != today[k]]
    undone = [[i for i, c in enumerate(cells) if c.place == p] for p in changed] + ([others] if others else [])
    if not undone:
        return x
    variants = [_back(problem, x, at) for at in undone]
    played = problem.play(np.array([x, *variants]), 0, draws)
    drop = [at for at, p in zip(undone, played[1:], strict=True) if not _costs(problem, played[0], p, draws)]
    if not drop:
        return x
    clean = _back(problem, x, [i for at in drop for i in at])
    again = problem.play(np.array([clean]), 0, draws)[0]
    return x if _costs(problem, played[0], again, draws) else clean


def _back(problem: BudgetProblem, x: Array, at: Sequence[int]) -> Array:
    """Some numbers of a candidate as they are today, put right."""
    wish = x.copy()
    wish[list(at)] = problem.choices.today[list(at)]
    return problem.choices.put_right(wish)


def _costs(problem: BudgetProblem, kept: Drawn, undone: Drawn, draws: int) -> bool:
    """Does undoing a change cost more than one standard error in any goal?"""
    from podobat.optimise.slopes import gain_error

    for goal in problem.asked:
        c = problem.column(goal)
        lost = float(goal.gain(kept[:, c], undone[:, c]))
        if lost > gain_error(goal, kept[:, c], undone[:, c]):  # pyright: ignore[reportArgumentType]
            return True
    return False


def regrets_of(values: Array) -> Array:
    """The largest regret of each candidate over worlds: values (world, candidate), more is better -> (candidate,)."""
    return (values.max(axis=1, keepdims=True) - values).max(axis=0)
