"""Better plans for the same money: a front, a few plans with a name, and what is left of their gains in fresh futures.

    found = podobat.optimise(case, seed=1)
    found.portfolios                what each moves, gains, risks
    found.budgets()                 years by programmes: a polars frame
    found.scenario("best-mean")     an overlay that every other verb takes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.explore.goals import Goal
from podobat.forecast.again import known_json
from podobat.optimise.choices import Choices
from podobat.optimise.goals import plain
from podobat.optimise.limits import described
from podobat.optimise.portfolios import Portfolio
from podobat.optimise.problem import told_choices
from podobat.optimise.search import Effort
from podobat.optimise.slopes import Slopes
from podobat.optimise.specialise import Specialised
from podobat.optimise.triggers import Trigger
from podobat.optimise.worlds import World
from podobat.plan.fields import FrozenDict
from podobat.plan.scenarios import Scenario
from podobat.show.json import cleaned, one_line
from podobat.show.notebook import Shown
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    import polars as pl

    from podobat.forecast.views import Told
    from podobat.plan import Plan

SCHEMA: Final = 1  # of the JSON: docs/json.md, docs/schema/optimise-1.json
Array = NDArray[np.float64]
_say = catalogue("optimise")


@dataclass(frozen=True)
class Front:
    """Plans of which none is better than another in every goal.

    x  (plan, number);  claimed, fresh  (plan, goal) gains where the search looked, and in fresh futures
    """

    x: Array
    claimed: Array
    fresh: Array


@dataclass(frozen=True)
class Curse:
    """What picking the best of many noisy figures adds to them: by goal, over the plans of the front.

    claimed, fresh  mean gains;  shrinkage  share of the claimed gain that is not there in fresh futures
    """

    claimed: float
    fresh: float
    shrinkage: float


@dataclass(frozen=True, eq=False)
class Better(Shown, printer="podobat.optimise.page:print_better"):
    """What a search for better plans found.

    Attributes
    ----------
    case_id : str
        The case's id.
    choices : Choices
        What may be chosen, and within which limits: KRW million a year, months, shares.
    goals : tuple of Goal
        What was made better.
    today : ndarray
        (goal,) value of each goal under today's plan, in fresh futures, in the unit of the goal.
    front : Front
        Plans of which none is better than another in every goal.
    portfolios : tuple of Portfolio
        The plans of the front that have a name.
    curse : tuple of Curse
        By goal: what picking the best of many noisy figures had added.
    worlds : tuple of World
        Worlds in which plans are judged besides: as forecast, parameters at their ends, scenarios.
    regrets : ndarray
        (portfolio, world) given up against the best plan for that world, in the unit of the first goal.
    directions : Mapping of str to tuple of float
        By programme: which way its money goes in the best budget of every world, KRW million.
    slopes : Slopes
        What a little more money of each programme and year changes.
    triggers : tuple of Trigger
        Counts at which a later change of the plan would be worth its while.
    specialised : tuple of Specialised
        What it brings to turn an adoption programme to one sector.
    effort : Effort
        How hard was looked.
    draws : tuple of int
        Futures of the search, and fresh ones.
    seed : int
        The seed that gives the same numbers again.
    fingerprints : Mapping of str to str
        Plan, parameters, code, and records where some were learnt from.
    looked : int
        Plans looked at.
    simulations : int
        Worlds simulated.
    at_least : tuple of str
        Odds that no plan went below.
    stopped : bool
        Did a person interrupt the search?
    told : Told or None
        What was counted before it was made.
    seconds : float
        How long it took.
    """

    case_id: str
    choices: Choices
    goals: tuple[Goal, ...]
    today: Array
    front: Front
    portfolios: tuple[Portfolio, ...]
    curse: tuple[Curse, ...]
    worlds: tuple[World, ...]
    regrets: Array = field(repr=False)
    directions: Mapping[str, tuple[float, ...]] = field(repr=False)
    slopes: Slopes = field(repr=False)
    triggers: tuple[Trigger, ...]
    specialised: tuple[Specialised, ...]
    effort: Effort
    draws: tuple[int, int]
    seed: int
    fingerprints: Mapping[str, str]
    looked: int
    simulations: int
    at_least: tuple[str, ...] = ()
    stopped: bool = False
    told: Told | None = None
    seconds: float = 0.0

    @property
    def made(self) -> dict[str, str]:
        """Everything that makes the result, for its name."""
        return made_of(
            self.fingerprints, self.choices, self.goals, self.at_least, self.effort, self.draws, self.seed
        )  # fmt: skip

    @property
    def first(self) -> Goal:
        """The first goal as it is judged in single worlds: of a regret, the mean of the measure that is regretted."""
        return plain(self.goals[0], self.plan, [self.goals[0].measure])

    @property
    def plan(self) -> Plan:
        """Today's plan."""
        return self.choices.plan

    def portfolio(self, id: str) -> Portfolio:
        """The portfolio with this name; KeyError when there is none."""
        return next(p for p in self.portfolios if id in (p.id, *p.also))

    def scenario(self, id: str) -> Scenario:
        """A portfolio as an overlay on today's plan."""
        p = self.portfolio(id)
        values = FrozenDict(self.choices.overlay(p.x))
        return Scenario(f"better-{p.id}", name=Text.each(lambda lang: _say(f"portfolio.{p.id}")[lang]),
                        description=_say("scenario.description"), set=values)  # fmt: skip

    def amounts(self, x: Array) -> dict[tuple[str, int], float]:
        """Money of every programme and year of the plan under a candidate, KRW million."""
        money = {(p.id, y): self.plan.won_m(p.budget.get(y, 0.0)) for p in self.plan.programmes
                 for y in self.plan.horizon.years}  # fmt: skip
        money |= {(c.programme, c.year): float(v) for c, v in zip(self.choices.cells, x, strict=False)}
        return money

    def works(self, x: Array) -> dict[str, int]:
        """By how many months the works of programmes begin later (earlier: below 0); only what changes."""
        months = x[self.choices.parts[1]]
        return {w.programme: int(m) for w, m in zip(self.choices.works, months, strict=True) if m}

    def shares(self, x: Array) -> dict[tuple[str, str], float]:
        """Shares of the sectors that may be chosen, by programme and sector."""
        ids = [(s.programme, id) for s in self.choices.sectors for id in s.ids]
        return {id: float(v) for id, v in zip(ids, x[self.choices.parts[2]], strict=True)}

    def changes(self, x: Array) -> dict[str, float]:
        """Open money that each programme gets more (less: below 0) than today, KRW million; only what changes."""
        more: dict[str, float] = {}
        for c, v, t in zip(self.choices.cells, x, self.choices.limits.today, strict=False):
            more[c.programme] = more.get(c.programme, 0.0) + float(v - t)
        return {k: v for k, v in more.items() if abs(v) >= 0.5}

    @cached_property
    def always(self) -> dict[str, int]:
        """Programmes that the first portfolio cuts (-1) or adds to (1), as does the best budget of every world."""
        ways = {p: float(np.sign(v)) for p, v in self.changes(self.portfolios[0].x).items()}
        return {p: int(way) for p, way in ways.items() if all(v * way > 0 for v in self.directions[p])}

    def budgets(self) -> pl.DataFrame:
        """Money by portfolio, programme and year, today's beside it: KRW million."""
        import polars as pl

        today = self.amounts(self.choices.today)
        rows = [
            {"portfolio": p.id, "programme": k, "year": y, "today": today[k, y], "proposed": v,
             "change": v - today[k, y]}
            for p in self.portfolios for (k, y), v in self.amounts(p.x).items()
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def gains(self) -> pl.DataFrame:
        """Gains of every portfolio and goal: claimed and fresh."""
        import polars as pl

        rows = [
            {"portfolio": p.id, "goal": g.id, "unit": g.unit, **gain.told()}
            for p in self.portfolios for g, gain in zip(self.goals, p.gains, strict=True)
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def points(self) -> pl.DataFrame:
        """The front: a row a plan and goal."""
        import polars as pl

        rows = [
            {"plan": n, "goal": g.id, "claimed": float(self.front.claimed[n, k]),
             "fresh": float(self.front.fresh[n, k])}
            for n in range(len(self.front.x)) for k, g in enumerate(self.goals)
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_json_dict(self) -> dict[str, Any]:
        """The documented, versioned JSON (docs/json.md)."""
        return cleaned({
            "schema": SCHEMA,
            "case": self.case_id,
            "draws": {"search": self.draws[0], "fresh": self.draws[1]},
            "seed": self.seed,
            "fingerprints": dict(self.fingerprints),
            **known_json(self.told, self.choices.since, self.plan.months),
            "evaluations": self.looked,
            "simulations": self.simulations,
            "stopped_early": self.stopped,
            "open_from": self.plan.months[self.choices.since] if self.choices.since < self.plan.n_months else None,
            "goals": [{**g.told(), "today": float(t)} for g, t in zip(self.goals, self.today, strict=True)],
            "at_least": list(self.at_least),
            "limits": described(self.choices.limits),
            "moved": [{"year": y, "most": m} for y, m in self.choices.limits.moved],
            "cells": told_choices(self.choices),
            "front": [
                {"claimed": dict(zip((g.id for g in self.goals), c, strict=True)),
                 "fresh": dict(zip((g.id for g in self.goals), f, strict=True))}
                for c, f in zip(self.front.claimed.tolist(), self.front.fresh.tolist(), strict=True)
            ],
            "winners_curse": {g.id: vars(c) for g, c in zip(self.goals, self.curse, strict=True)},
            "portfolios": [self._told(n, p) for n, p in enumerate(self.portfolios)],
            "worlds": [w.told() for w in self.worlds],
            "same_way_in_all_worlds": self.always,
            "triggers": [t.told() for t in self.triggers],
            "specialisation": [s.told() for s in self.specialised],
        })  # fmt: skip

    def _told(self, n: int, p: Portfolio) -> dict[str, Any]:
        return {
            "id": p.id, "also": list(p.also), "name": _say(f"portfolio.{p.id}"), "moved": p.moved,
            "set": self.choices.overlay(p.x), "changes": self.changes(p.x),
            "gains": {g.id: gain.told() for g, gain in zip(self.goals, p.gains, strict=True)},
            "npv": p.npv.told() if p.npv is not None else None,
            "worlds": {w.id: v for w, v in zip(self.worlds, p.worlds, strict=True)},
            "regret": {w.id: float(v) for w, v in zip(self.worlds, self.regrets[n], strict=True)},
        }  # fmt: skip


def made_of(
    fingerprints: Mapping[str, str], choices: Choices, goals: tuple[Goal, ...], at_least: tuple[str, ...],
    effort: Effort, draws: tuple[int, int], seed: int,
) -> dict[str, str]:  # fmt: skip
    """Everything that makes a search what it is."""
    asked = {
        "levers": repr(choices.levers), "goals": " ".join(g.id for g in goals), "effort": repr(effort),
        "draws": repr(draws), "seed": str(seed), "since": str(choices.since), "at_least": " ".join(at_least),
    }  # fmt: skip
    return {**fingerprints, **asked}


def json_text(better: Better) -> str:
    """The result as one line of JSON, Korean left readable. The same result gives the same text."""
    return one_line(better.to_json_dict())
