"""The search's problem of a plan: candidates become budgets, budgets are played on the stage, goals are gains.

A gain is held against today's plan in the same futures, so that what is compared are plans and not luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from podobat.explore.goals import REGRET, Goal
from podobat.explore.stage import Stage
from podobat.optimise.choices import Choices
from podobat.optimise.goals import NPV
from podobat.optimise.npv import NetValue
from podobat.optimise.regret import Regret

if TYPE_CHECKING:
    from podobat.plan import Plan

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

    asked     goals to be made better, in order;  at_least  odds that are not gone below
    value     works out net present values, where a goal asks for them
    regrets   works out what is given up, by the id of the goal that asks for it
    base      (draw, column) of today's plan
    """

    choices: Choices
    stage: Stage
    asked: tuple[Goal, ...]
    at_least: tuple[Least, ...] = ()
    value: NetValue | None = None
    regrets: dict[str, Regret] = field(default_factory=dict)
    base: Drawn = field(default_factory=lambda: np.empty((0, 0), np.float32))

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
        return self._play([self.choices.plan_of(row) for row in x], a, b)

    def play_base(self) -> None:
        """Play today's plan in every future."""
        self.base = self._play([self.choices.plan], 0, self.stage.draws)[0]

    def _play(self, plans: Sequence[Plan], a: int, b: int) -> Drawn:
        """Numbers of the stage, then net present values, then what is given up in every world of every regret."""
        columns = [self.stage.play([self.stage.variant(p) for p in plans], a, b)]
        if self.value is not None:
            columns.append(self.value.play(plans, a, b)[..., None])
        columns += [r.play(plans, a, b) for r in self.regrets.values()]
        return np.concatenate(columns, axis=-1) if len(columns) > 1 else columns[0]

    def column(self, goal: Goal) -> int | list[int]:
        """Where the numbers of a goal stand; those of a regret have one a world."""
        at = len(self.stage.columns)
        if goal.measure == NPV:
            return at
        if goal.kind != REGRET:
            return self.stage.column(*goal.column)
        at += self.value is not None
        for id, regret in self.regrets.items():
            if id == goal.id:
                break
            at += len(regret.worlds)
        return list(range(at, at + len(self.regrets[goal.id].worlds)))

    def goals(self, played: Drawn, a: int, b: int) -> Array:
        """Gains of candidates over today's plan in futures a .. b - 1; odds that are limited come last."""
        every = [*self.asked, *(w.goal for w in self.at_least)]
        return np.stack([  # pyright: ignore[reportReturnType]
            g.gain(played[..., self.column(g)], self.base[a:b, self.column(g)]) for g in every
        ], axis=-1)  # fmt: skip

    def broken(self, goals: Array) -> Array:
        """How far odds fall below what is asked, added up."""
        lacking = np.zeros(len(goals))
        for k, w in enumerate(self.at_least):
            today = float(w.goal.value(self.base[:, self.column(w.goal)]))
            lacking += np.maximum(w.share - (today + goals[:, len(self.asked) + k]), 0.0)
        return lacking

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


def stage_columns(goals: Sequence[Goal]) -> list[tuple[str, str]]:
    """Measures in months that goals read from a stage; net present value is worked out from much more."""
    return [g.column for g in goals if g.measure != NPV]


def by_programme(choices: Choices, x: Array) -> dict[str, float]:
    """Open money of every programme under a candidate, KRW million."""
    money: dict[str, float] = {}
    for cell, amount in zip(choices.cells, x, strict=False):
        money[cell.programme] = money.get(cell.programme, 0.0) + float(amount)
    return money


def told_choices(choices: Choices) -> list[dict[str, Any]]:
    """Open cells for the JSON."""
    limits = choices.limits
    return [
        {"programme": c.programme, "year": c.year, "today": float(t), "least": float(a), "most": float(b)}
        for c, t, a, b in zip(choices.cells, limits.today, limits.least, limits.most, strict=True)
    ]  # fmt: skip
