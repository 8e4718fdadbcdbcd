"""The search's problem of a plan: candidates become budgets, budgets are played on the stage, goals are gains.

A gain is held against today's plan in the same futures, so that what is compared are plans and not luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from podobat.explore.goals import Goal
from podobat.explore.stage import Stage
from podobat.optimise.choices import Choices

Array = NDArray[np.float64]
Drawn = NDArray[np.float32]


@dataclass(frozen=True)
class Least:
    """The odds of a target that are not to fall below a share."""

    goal: Goal
    share: float


@dataclass
class BudgetProblem:
    """Search (optimise.search.Problem) for budgets of a plan.

    at_least  odds that are not gone below
    """

    choices: Choices
    stage: Stage
    asked: tuple[Goal, ...]
    at_least: tuple[Least, ...] = ()
    base: Drawn = field(default_factory=lambda: np.empty((0, 0), np.float32))  # (draw, column) of today's plan

    @property
    def lower(self) -> Array:
        """Least value of each number."""
        return self.choices.lower

    @property
    def upper(self) -> Array:
        """Largest value of each number."""
        return self.choices.upper

    def put_right(self, x: Array) -> Array:
        """Candidates inside the limits."""
        return np.array([self.choices.put_right(row) for row in x]).reshape(x.shape)

    def play(self, x: Array, a: int, b: int) -> Drawn:
        """What candidates come to in futures a .. b - 1."""
        return self.stage.play([self.stage.variant(self.choices.plan_of(row)) for row in x], a, b)

    def play_base(self) -> None:
        """Play today's plan in every future."""
        self.base = self.stage.play([self.stage.base])[0]

    def column(self, goal: Goal) -> int:
        """Where the numbers of a goal stand."""
        return self.stage.column(*goal.column)

    def goals(self, played: Drawn, a: int, b: int) -> Array:
        """Gains of candidates over today's plan in futures a .. b - 1; odds that are limited come last."""
        every = [*self.asked, *(w.goal for w in self.at_least)]
        return np.stack([  # pyright: ignore[reportReturnType]
            g.gain(played[..., self.column(g)], self.base[a:b, self.column(g)]) for g in every
        ], axis=-1)  # fmt: skip

    def broken(self, goals: Array) -> Array:
        """How far odds fall below what is asked, added up."""
        found = np.zeros(len(goals))
        for k, w in enumerate(self.at_least):
            today = float(w.goal.value(self.base[:, self.column(w.goal)]))
            found += np.maximum(w.share - (today + goals[:, len(self.asked) + k]), 0.0)
        return found

    @cached_property
    def programmes(self) -> tuple[int, ...]:
        """Places of the programmes that have open money."""
        return tuple(dict.fromkeys(c.place for c in self.choices.cells))

    def scaled(self, place: int, factor: float) -> Array:
        """Today's plan with the open money of one programme times a factor."""
        x = self.choices.today.copy()
        at = [i for i, c in enumerate(self.choices.cells) if c.place == place]
        x[at] *= factor
        return x


def goal_columns(goals: Sequence[Goal]) -> list[tuple[str, str]]:
    """Measures in months that goals read."""
    return [g.column for g in goals]


def by_programme(choices: Choices, x: Array) -> dict[str, float]:
    """Open money of every programme under a candidate, KRW million."""
    found: dict[str, float] = {}
    for cell, amount in zip(choices.cells, x, strict=False):
        found[cell.programme] = found.get(cell.programme, 0.0) + float(amount)
    return found


def told_choices(choices: Choices) -> list[dict[str, Any]]:
    """Open cells for the JSON."""
    limits = choices.limits
    return [
        {"programme": c.programme, "year": c.year, "today": float(t), "least": float(a), "most": float(b)}
        for c, t, a, b in zip(choices.cells, limits.today, limits.least, limits.most, strict=True)
    ]  # fmt: skip
