"""What is uncertain, factor by factor: parameters, plan figures, and what chance made of the climate and the law.

Every factor belongs to a group that people argue about: talent, finance, founding, firms, adoption, works, climate,
law, rivals, plan figures; chance and what the model misses are groups of their own that have no single number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine import PARAMETER_IDS
from podobat.engine.inputs import CAPACITY, MONEY, UNIT_COST
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    from podobat.explore.stage import Stage

Array = NDArray[np.float64]
_say = catalogue("explore")

TALENT, FINANCE, FOUNDING, FIRMS, ADOPTION = "talent", "finance", "founding", "firms", "adoption"
WORKS, CLIMATE, LAW, RIVALS, OTHERS = "works", "climate", "law", "rivals", "others"
FIGURES, CHANCE, MISSED = "figures", "chance", "missed"
GROUPS: Final = (
    TALENT, FINANCE, FOUNDING, FIRMS, ADOPTION, WORKS, CLIMATE, LAW, RIVALS, OTHERS, FIGURES, CHANCE, MISSED,
)  # fmt: skip
#: The group of a parameter by its own name, else by the first part of it.
_BY_NAME: Final = {
    "region.wage": TALENT, "region.wage_gap": TALENT, "region.specialists_looking": TALENT,
    "region.specialists_inflow": TALENT, "region.candidates": TALENT, "region.capital_access": FINANCE,
    "region.adoption_gap": ADOPTION, "region.induced_share": FIRMS,
}  # fmt: skip
_BY_PREFIX: Final = {
    "hiring": TALENT, "training": TALENT, "rounds": FINANCE, "fund": FINANCE, "entry": FOUNDING, "attraction": FOUNDING,
    "network": FOUNDING, "region": FOUNDING, "product": FIRMS, "revenue": FIRMS, "cost": FIRMS, "exit": FIRMS,
    "startup": FIRMS, "research": FIRMS, "induced": FIRMS, "programme": FOUNDING, "adoption": ADOPTION, "works": WORKS,
    "climate": CLIMATE, "demand": CLIMATE, "law": LAW, "rivals": RIVALS, "anchor": FOUNDING, "infrastructure": WORKS,
    "procurement": ADOPTION, "chips": FIRMS, "established": FIRMS, "output": FIRMS,
    "ties": FINANCE,
}  # fmt: skip


def group_of(parameter: str) -> str:
    """The group of a parameter; `others` where none is named for it."""
    return _BY_NAME.get(parameter) or _BY_PREFIX.get(parameter.partition(".")[0], OTHERS)


@dataclass(frozen=True)
class Factor:
    """One uncertain number: its id, group, name and unit; `share` where it lies between 0 and 1 and is one."""

    id: str
    group: str
    name: Text
    unit: str


@dataclass(frozen=True)
class Factors:
    """Factors and their values in every draw: (draw, factor)."""

    factors: tuple[Factor, ...]
    values: Array

    def of(self, id: str) -> Array:
        """Values of one factor, (draw,). Raises ValueError for one that is not there."""
        return self.values[:, [f.id for f in self.factors].index(id)]

    def in_group(self, group: str) -> NDArray[np.intp]:
        """Places of the factors of a group."""
        return np.array([k for k, f in enumerate(self.factors) if f.group == group], dtype=np.intp)


def factors_of(stage: Stage) -> Factors:
    """Every factor that varies over the draws of a stage."""
    rows, points = stage.rows, stage.points
    parameters = stage.futures.parameters
    varying: list[tuple[Factor, Array]] = []
    for k, id in enumerate(PARAMETER_IDS):
        about = parameters[id]
        varying.append((Factor(id, group_of(id), short(about.description), about.unit), rows[points, k]))
    varying += _figures(stage)
    varied = [(f, x) for f, x in varying if float(np.ptp(x)) > 0.0]
    values = np.column_stack([x for _, x in varied]) if varied else np.empty((stage.draws, 0))
    return Factors(tuple(f for f, _ in varied), values)


def _figures(stage: Stage) -> list[tuple[Factor, Array]]:
    """Unit costs, capacities and the money that comes, as factors on what the plan writes."""
    figures, plan = stage.figures, stage.plan
    if not len(figures):
        return []
    at = figures[stage.points]
    drawn = []
    for k, p in enumerate(plan.programmes):
        for kind, column in (("unit_cost", UNIT_COST), ("capacity", CAPACITY)):
            about = Factor(f"planned.{kind}.{p.id}", FIGURES, _say(f"factor.{kind}", name=p.name), "ratio")
            drawn.append((about, at[:, k, column]))
    years = len(plan.horizon.years)
    money = np.array([[plan.won_m(p.budget.get(y, 0.0)) for y in plan.horizon.years] for p in plan.programmes])
    comes = np.einsum("nky,ky->n", at[:, :, MONEY : MONEY + years], money) / max(float(money.sum()), 1e-9)
    drawn.append((Factor("planned.money", FIGURES, _say("factor.money"), "ratio"), comes))
    return drawn


def short(description: Text) -> Text:
    """What a parameter is called: its description up to the colon."""
    return Text.of({lang: words.partition(":")[0].strip() for lang, words in description.languages.items()})
