"""What a plan gives up in several worlds: against a budget that is good there, in the same futures.

In every world the best budget for the measure by slopes stands fixed before the search begins, or today's plan where
that is better. What a candidate gives up is the mean of that budget less its own; its regret is the most it gives up in
any of these worlds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from podobat.explore.stage import Drawn, Stage
from podobat.optimise.worlds import World

if TYPE_CHECKING:
    from podobat.explore.goals import Column
    from podobat.plan import Plan

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Regret:
    """What is given up of one measure in some worlds.

    stages   one a world, keeping the measure alone;  way  1 where more of it is better, -1 where less is
    best     (draw, world) what the budget that is good there comes to;  budgets (world, number) these budgets
    """

    worlds: tuple[World, ...]
    stages: tuple[Stage, ...]
    column: Column
    way: int
    best: Array
    budgets: Array

    def play(self, plans: Sequence[Plan], a: int, b: int) -> Drawn:
        """What is given up by plans in draws a .. b - 1: (plan, draw, world)."""
        given_up = []
        for k, (world, stage) in enumerate(zip(self.worlds, self.stages, strict=True)):
            played = stage.play([world.variant(stage, p) for p in plans], a, b)[..., stage.column(*self.column)]
            given_up.append(self.way * (self.best[a:b, k] - played))
        return np.stack(given_up, axis=-1).astype(np.float32)
