"""Other assumptions under which an answer is held: what is least known at both ends of its range, and scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from podobat.errors import InputFaults
from podobat.explore.stage import Stage
from podobat.optimise.choices import Choices
from podobat.texts import Text, catalogue
from podobat.value.sweep import WEAKEST, held_ends

if TYPE_CHECKING:
    from podobat.engine.inputs import PlanArrays
    from podobat.plan import Case, Plan, Scenario

Array = NDArray[np.float64]
_say = catalogue("optimise")


@dataclass(frozen=True)
class World:
    """One assumption: a scenario laid over every plan, or a parameter held; both None: as forecast."""

    id: str
    name: Text
    scenario: Scenario | None = None
    held: tuple[str, float] | None = None

    def stage(self, stage: Stage) -> Stage:
        """The stage in this world."""
        return stage.held_at([self.held]) if self.held is not None else stage

    def variant(self, stage: Stage, plan: Plan) -> PlanArrays:
        """A plan in this world."""
        return stage.variant(self.scenario.apply(plan) if self.scenario is not None else plan)

    def told(self) -> dict[str, Any]:
        """For the JSON."""
        return {"id": self.id, "name": self.name, "value": self.held[1] if self.held else None}


def worlds_of(case: Case, choices: Choices, stage: Stage) -> tuple[World, ...]:
    """As forecast, each of the weakest parameters at both ends, and scenarios that leave the money alone."""
    worlds = [World("forecast", _say("world.forecast"))]
    for end in held_ends(stage.futures.parameters, WEAKEST):
        name = _say(f"world.{end.end}", name=stage.futures.parameters[end.parameter].description)
        worlds.append(World(f"{end.parameter}:{end.end}", name, held=(end.parameter, end.value)))
    for id, scenario in case.scenarios.items():
        if any(path.startswith("programmes") for path in scenario.set):
            continue
        try:
            scenario.apply(choices.plan)
        except InputFaults:
            continue
        worlds.append(World(id, scenario.name, scenario=scenario))
    return tuple(worlds)
