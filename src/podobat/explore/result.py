"""What decides the targets, when they fail, and what is worth finding out.

    found = podobat.explore(case, draws=2048, seed=1)
    found.sensitivity()      indices by outcome and factor: a polars frame
    found.boxes              under which conditions a target fails
    found.worth_knowing()    what counts and parameters are worth to the decision at hand
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from podobat.explore.factors import Factor
from podobat.explore.goals import Goal
from podobat.explore.indices import Ranked, Shares, Steady
from podobat.explore.options import Option
from podobat.explore.prim import Box, Leaf, Limit
from podobat.explore.worth import Worth
from podobat.forecast.again import known_json
from podobat.show.json import cleaned, one_line
from podobat.show.notebook import Shown
from podobat.texts import Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.forecast.views import Told
    from podobat.plan import Plan

SCHEMA: Final = 1  # of the JSON: docs/json.md, docs/schema/explore-1.json


@dataclass(frozen=True)
class Outcome:
    """One number whose uncertainty is asked about: a target's measure at its date, or a net figure.

    targets  ids of the targets that are read from it;  net  with the plan less without it
    """

    id: str
    name: Text
    measure: str
    month: str
    unit: str
    net: bool
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """What decides one outcome: shares of groups, and single factors in order.

    steady  how the ranking of the factors stands in resampled draws
    """

    outcome: Outcome
    groups: Mapping[str, Shares]
    factors: tuple[Ranked, ...]
    steady: Steady


@dataclass(frozen=True)
class Discovered:
    """Under which conditions something happens: a box found in half of the draws, measured in the other half.

    kind   "missed", "met" (of a target) or "beaten" (the plan by a scenario)
    share  of all futures in which it happens;  box, checked  where it was found, and in the other half
    """

    id: str
    kind: str
    name: Text
    share: float
    box: Box | None
    checked: Box | None
    tree: tuple[Leaf, ...] = ()


@dataclass(frozen=True)
class Known:
    """What knowing one thing is worth: a group, parameter, record (counted by `day`) or pilot of a `size`."""

    kind: str
    id: str
    name: Text
    worth: Worth
    day: str = ""
    size: int = 0


@dataclass(frozen=True)
class Decision:
    """The decision at hand, in one goal.

    best, gain  the option with the largest mean gain, and that gain with its error
    ceiling     being certain of everything, luck included
    known       what single things are worth, the most valuable first
    """

    goal: Goal
    options: tuple[Option, ...]
    best: int
    gain: float
    error: float
    ceiling: Worth
    known: tuple[Known, ...]
    day: str = ""


@dataclass(frozen=True, eq=False)
class Exploration(Shown, printer="podobat.explore.page:print_exploration"):
    """What an exploration found.

    Attributes
    ----------
    case_id : str
        The case's id.
    plan : Plan
        The plan explored, its scenario laid over it.
    factors : tuple of Factor
        What is uncertain, in the order of the parameters.
    watched : tuple of Factor
        The same, and what chance makes of the climate and the law: boxes count in it.
    decided : tuple of Decided
        What decides each outcome.
    boxes : tuple of Discovered
        Conditions under which a target fails or is met, or the plan is beaten.
    decision : Decision or None
        The decision at hand; None where nothing is open.
    draws : int
        Futures.
    mixed : int
        Futures of each set of the group shares; 0 where groups come from the draws as they are.
    seed : int
        The seed that gives the same numbers again.
    fingerprints : Mapping of str to str
        Plan, parameters, code, and records where some were learnt from.
    simulations : int
        Worlds simulated.
    scenario, against : str or None
        Ids of the scenarios asked for.
    told : Told or None
        What was counted before it was made.
    since : int
        The first month, from the plan's start, in which anything is still open.
    seconds : float
        How long it took.
    """

    case_id: str
    plan: Plan
    factors: tuple[Factor, ...]
    watched: tuple[Factor, ...]
    decided: tuple[Decided, ...]
    boxes: tuple[Discovered, ...]
    decision: Decision | None
    draws: int
    mixed: int
    seed: int
    fingerprints: Mapping[str, str]
    simulations: int
    scenario: str | None = None
    against: str | None = None
    told: Told | None = None
    since: int = 0
    seconds: float = field(default=0.0)

    @property
    def open_from(self) -> str | None:
        """The first month in which anything is still open; None before anything was counted."""
        return self.plan.months[self.since] if 0 < self.since < self.plan.n_months else None

    def sensitivity(self) -> pl.DataFrame:
        """Single factors: a row an outcome and factor."""
        import polars as pl

        rows = [
            {"outcome": d.outcome.id, "factor": self.factors[r.factor].id, "group": self.factors[r.factor].group,
             "place": r.place, "place_low": r.place_low, "place_high": r.place_high, "first_order": r.first.value,
             "low": r.first.low, "high": r.first.high, "delta": r.delta, "pawn": r.pawn}
            for d in self.decided for r in d.factors
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def groups(self) -> pl.DataFrame:
        """Groups: a row an outcome and group."""
        import polars as pl

        rows = [
            {"outcome": d.outcome.id, "group": g, "first": s.first.value, "first_low": s.first.low,
             "first_high": s.first.high, "total": s.total.value, "total_low": s.total.low, "total_high": s.total.high}
            for d in self.decided for g, s in d.groups.items()
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def worth_knowing(self) -> pl.DataFrame:
        """What is worth finding out: a row a thing."""
        import polars as pl

        known = self.decision.known if self.decision is not None else ()
        rows = [{"kind": k.kind, "id": k.id, "day": k.day, "size": k.size, **k.worth.told()} for k in known]
        return pl.DataFrame(rows, infer_schema_length=None)

    def limit_told(self, limit: Limit) -> dict[str, Any]:
        """A bound for the JSON; an end that is not bounded is null."""
        return {"factor": self.watched[limit.factor].id, "low": limit.low, "high": limit.high, "p": limit.p}

    def to_json_dict(self) -> dict[str, Any]:
        """The documented, versioned JSON (docs/json.md)."""
        return cleaned({
            "schema": SCHEMA,
            "case": self.case_id,
            "scenario": self.scenario,
            "against": self.against,
            "draws": self.draws,
            "mixed_draws": self.mixed,
            "seed": self.seed,
            "fingerprints": dict(self.fingerprints),
            **known_json(self.told, self.since, self.plan.months),
            "simulations": self.simulations,
            "open_from": self.open_from,
            "outcomes": [self._decided(d) for d in self.decided],
            "conditions": [self._box(b) for b in self.boxes],
            "decision": self._decision(self.decision) if self.decision is not None else None,
        })

    def _decided(self, d: Decided) -> dict[str, Any]:
        o = d.outcome
        return {
            "id": o.id, "name": o.name, "measure": o.measure, "month": o.month, "unit": o.unit, "net": o.net,
            "targets": list(o.targets),
            "groups": {g: {"first_order": s.first.told(), "total": s.total.told()} for g, s in d.groups.items()},
            "factors": [{"id": self.factors[r.factor].id, "group": self.factors[r.factor].group,
                         "name": self.factors[r.factor].name, **r.told()} for r in d.factors],
            **d.steady.told(),
        }  # fmt: skip

    def _box(self, b: Discovered) -> dict[str, Any]:
        return {
            "id": b.id, "kind": b.kind, "name": b.name, "share": b.share,
            "limits": [self.limit_told(limit) for limit in b.box.limits] if b.box else [],
            "found": b.box.told() if b.box else None, "checked": b.checked.told() if b.checked else None,
            "tree": [{"limits": [self.limit_told(limit) for limit in leaf.limits], "mass": leaf.mass,
                      "density": leaf.density, "coverage": leaf.coverage} for leaf in b.tree],
        }  # fmt: skip

    def _decision(self, d: Decision) -> dict[str, Any]:
        return {
            "goal": d.goal.told(), "options": [{"id": o.id, "name": o.name} for o in d.options],
            "best": d.options[d.best].id, "gain": d.gain, "standard_error": d.error, "ceiling": d.ceiling.told(),
            "day": d.day,
            "known": [{"kind": k.kind, "id": k.id, "name": k.name, "day": k.day, "size": k.size, **k.worth.told()}
                      for k in d.known],
        }  # fmt: skip


def json_text(found: Exploration) -> str:
    """The result as one line of JSON, Korean left readable. The same result gives the same text."""
    return one_line(found.to_json_dict())
