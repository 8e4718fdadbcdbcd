"""What kinds of acts come to, in every outcome, against no act at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from podobat.evidence.provisions import Provision
from podobat.forecast.again import known_json
from podobat.forecast.effects import Effect
from podobat.show.json import cleaned, one_line
from podobat.show.notebook import Shown
from podobat.value.outcomes import Outcomes

if TYPE_CHECKING:
    from podobat.forecast.views import Told
    from podobat.plan import Plan

SCHEMA: Final = 1


@dataclass(frozen=True)
class Variant:
    """One act against none: an effect for every outcome."""

    name: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Acts(Shown, printer="podobat.acts.page:print_acts"):
    """Acts of every kind and content, and what a month sooner is worth.

    Attributes
    ----------
    case_id : str
        The case's id.
    plan : Plan
        The plan whose act is looked at.
    draws : int
        Futures.
    seed : int
        The seed that gives the same numbers again.
    fingerprints : Mapping of str to str
        Short hashes of plan, parameters and code, and of the records after counting.
    month : str
        "YYYY-MM" from which every variant but the plan's own is in force.
    outcomes : Outcomes
        What is counted.
    variants : Mapping of str to Variant
        sought (the plan's own, whenever it passes), general, special, special-late (a year later), only:<provision>,
        without:<provision>; effects against no act, in the unit of each outcome.
    month_sooner : tuple of Effect
        A twelfth of what a special act loses when it comes a year later.
    passed : Mapping of str to float
        By month: share of futures in which the plan's own act is in force, 0 to 1.
    provisions : tuple of Provision
        What an act may hold.
    told : Told or None
        What was counted, where the futures have learnt from it.
    since : int
        The first month that is still open, 0 for the first of all.
    seconds : float
        How long it took.
    """

    case_id: str
    plan: Plan
    draws: int
    seed: int
    fingerprints: Mapping[str, str]
    month: str
    outcomes: Outcomes
    variants: Mapping[str, Variant]
    month_sooner: tuple[Effect, ...]
    passed: Mapping[str, float]
    provisions: tuple[Provision, ...]
    told: Told | None = None
    since: int = 0
    seconds: float = 0.0

    def effect(self, variant: str, outcome: str) -> Effect:
        """What a variant changes in one outcome. Raises KeyError for an unknown one."""
        return self.variants[variant].effects[self.outcomes.index(outcome)]

    def table(self) -> pl.DataFrame:
        """A row for each variant and outcome: mean, error, quantiles."""
        rows = [
            {"variant": name, "outcome": o.id, **v.effects[k].row()}
            for name, v in self.variants.items() for k, o in enumerate(self.outcomes)
        ]  # fmt: skip
        return pl.DataFrame(rows)

    def to_json_dict(self) -> dict[str, Any]:
        """As plain dicts, lists, strings and numbers (docs/json.md)."""
        ids = [o.id for o in self.outcomes]
        effects = {name: dict(zip(ids, (e.row() for e in v.effects), strict=True)) for name, v in self.variants.items()}
        return cleaned({
            "schema": SCHEMA, "case": self.case_id, "draws": self.draws, "seed": self.seed,
            "fingerprints": dict(self.fingerprints),
            **known_json(self.told, self.since, self.plan.months), "in_force_from": self.month, "variants": effects,
            "month_sooner": dict(zip(ids, (e.row() for e in self.month_sooner), strict=True)),
            "passed": dict(self.passed),
            "provisions": [
                {"id": p.id, "name": p.name, "founding": p.founding, "attraction": p.attraction, "access": p.access,
                 "stay": p.stay, "nationwide": p.nationwide, "grade": p.grade, "source": list(p.source)}
                for p in self.provisions
            ],
        })  # fmt: skip


def json_text(acts: Acts) -> str:
    """The answer as one line of JSON."""
    return one_line(acts.to_json_dict())
