"""A value again with one parameter held at an end of its range: does the ranking hang on what is least known?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine import PARAMETER_IDS
from podobat.errors import CannotRun
from podobat.forecast.effects import Effect, effect_of
from podobat.texts import catalogue
from podobat.units import nearest

if TYPE_CHECKING:
    from podobat.evidence import Parameters
    from podobat.value.variants import Variants

#: What is least known and moves most: foundings pushed out, foundings that would have come anyway, effect of compute.
WEAKEST: Final = ("entry.displacement", "entry.deadweight", "product.effect_compute")
ENDS: Final = {"low": 0.025, "high": 0.975}


@dataclass(frozen=True)
class Sweep:
    """What each lever adds when a parameter is held: lever id -> outcome -> effect; `whole` for the whole plan."""

    parameter: str
    end: str
    value: float
    draws: int
    whole: tuple[Effect, ...]
    added: dict[str, tuple[Effect, ...]]


@dataclass(frozen=True)
class Held:
    """A parameter held at an end of its range."""

    parameter: str
    end: str
    value: float

    def hold(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The drawn parameters (point, parameter), this one at its end in every draw."""
        values = values.copy()
        values[:, PARAMETER_IDS.index(self.parameter)] = self.value
        return values

    def result(self, variants: Variants) -> Sweep:
        """Effects from the plan, the region without it and the plan without each lever."""
        of, p = variants.outcomes.of, variants.simulated
        full = of(p.full).astype(np.float64)

        def effects(base: NDArray[np.float32]) -> tuple[Effect, ...]:
            difference = full - of(base)
            return tuple(effect_of(difference[:, k]) for k in range(difference.shape[1]))

        added = {lever.id: effects(p.left_out[i]) for i, lever in enumerate(variants.levers)}
        return Sweep(self.parameter, self.end, self.value, variants.draws, effects(p.none), added)


def held_ends(parameters: Parameters, asked: Sequence[str]) -> list[Held]:
    """Both ends of every parameter asked for; "weakest" stands for the three of `WEAKEST`.

    raises  CannotRun for a parameter that does not exist, with the nearest one
    """
    ends = []
    for id in dict.fromkeys(p for name in asked for p in (WEAKEST if name == "weakest" else (name,))):
        if id not in PARAMETER_IDS:
            near = nearest(id, (*PARAMETER_IDS, "weakest"))
            key = "fault.unknown_parameter_near" if near else "fault.unknown_parameter"
            raise CannotRun(catalogue("value")(key, id=id, near=near))
        for end, share in ENDS.items():
            u = np.full((1, len(parameters.ids)), share)
            ends.append(Held(id, end, float(parameters.sample(u)[0, parameters.ids.index(id)])))
    return ends
