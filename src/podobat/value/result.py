"""What each programme really adds, against the same futures without it, and what that costs.

    value = podobat.value(case, draws=1000, seed=1)
    value.programmes()       # what leaving one out, ten per cent more and a year's delay do: a polars frame
    value.shapley()          # the whole effect shared out over programmes, exactly
    value.interactions()     # pairs that need each other, or do the same work twice
    value.costs()            # money per net job, crossed start-up and person kept, cheapest first

Every figure is a difference between two simulated worlds that meet the same chance in the same draw. It is reported as
its mean over futures with the Monte Carlo standard error of the mean, and as quantiles over futures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.forecast.again import known_json
from podobat.forecast.balance import LINES, Balance, balance
from podobat.forecast.effects import Cost, Effect, cost_of, effect_of
from podobat.show.json import cleaned, one_line
from podobat.show.notebook import Shown
from podobat.texts import Text
from podobat.units import nearest
from podobat.value.outcomes import BALANCED, PRICED, Outcome, Outcomes
from podobat.value.shapley import Shares, second_difference
from podobat.value.sweep import Sweep
from podobat.value.variants import MORE, Lever, Simulated

if TYPE_CHECKING:
    import polars as pl

    from podobat.forecast.views import Told
    from podobat.plan import Plan

SCHEMA: Final = 2  # of the JSON: docs/json.md, docs/schema/value-2.json
KRW_BN: Final = 1000.0  # KRW million

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Value(Shown, printer="podobat.value.page:print_value"):
    """What the parts of a plan add, in every draw, and what made it.

    Attributes
    ----------
    case_id : str
        The case's id.
    plan : Plan
        The plan valued.
    scenario : str or None
        Id of the scenario laid over it.
    scenario_name : Text or None
        Its name.
    draws : int
        Futures.
    seed : int
        The seed that gives the same numbers again.
    fingerprints : Mapping of str to str
        Short hashes of plan, parameters and code, and of the records where some were learnt from.
    levers : tuple of Lever
        Programmes with money, in the order of the plan, then the special act where it is sought.
    cannot_act : tuple of str
        Ids of programmes without money: they add exactly nothing to anything.
    outcomes : Outcomes
        What is counted.
    simulated : Simulated
        Outcomes of every variant in every draw.
    pairs : tuple of tuple of int
        Numbers of two levers whose joint effect is looked at.
    part : ndarray
        (draw in part,) numbers of the draws in which pairs are simulated.
    parts : Shares
        Shapley parts (lever, draw, outcome), whole numbers over one denominator.
    exact : bool
        Was every coalition simulated?
    orders : int
        Orders in which levers join, each with its reverse.
    told : Told or None
        What was counted before it was made.
    since : int
        The first month, from the plan's start, in which anything is still open.
    sweeps : tuple of Sweep
        The same with one parameter held at an end of its range.
    simulations : int
        Worlds simulated, sweeps included.
    seconds : float
        How long it took.
    shares : Mapping of str to ndarray
        (draw,) shares of the balance of net jobs, by name (forecast.balance).
    """

    case_id: str
    plan: Plan
    scenario: str | None
    scenario_name: Text | None
    draws: int
    seed: int
    fingerprints: Mapping[str, str]
    levers: tuple[Lever, ...]
    cannot_act: tuple[str, ...]
    outcomes: Outcomes
    simulated: Simulated = field(repr=False)
    pairs: tuple[tuple[int, int], ...] = field(repr=False)
    part: NDArray[np.integer] = field(repr=False)
    parts: Shares = field(repr=False)
    exact: bool
    orders: int
    told: Told | None = None
    since: int = 0
    sweeps: tuple[Sweep, ...] = ()
    simulations: int = 0
    seconds: float = 0.0
    shares: Mapping[str, Floats] = field(default_factory=dict, repr=False)

    @property
    def ends(self) -> tuple[str, ...]:
        """The dates at which everything is counted: the plan's end, and the end of the forecast where it is later."""
        return tuple(dict.fromkeys((self.plan.horizon.end, self.plan.horizon.forecast_to)))

    @property
    def budget(self) -> float:
        """The money of all levers, KRW million."""
        return sum(p.cost for p in self.levers)

    # --- single differences -------------------------------------------------------------------------------------------

    def lever(self, id: str) -> int:
        """Position of a lever. Raises KeyError, the nearest id suggested, when it is none."""
        ids = [p.id for p in self.levers]
        if id not in ids:
            near = nearest(id, ids)
            raise KeyError(f"no lever {id!r}" + (f"; did you mean {near!r}?" if near else ""))
        return ids.index(id)

    def _of(self, drawn: NDArray[np.float32]) -> Floats:
        return self.outcomes.of(drawn).astype(np.float64)

    @cached_property
    def whole(self) -> Floats:
        """What the whole plan adds, draw by draw: (draw, outcome), with minus without."""
        return self._of(self.simulated.full) - self._of(self.simulated.none)

    def added(self, lever: int) -> Floats:
        """What the plan would lose without one lever: (draw, outcome), the plan minus the plan without it."""
        return self._of(self.simulated.full) - self._of(self.simulated.left_out[lever])

    def more(self, lever: int) -> Floats:
        """What one KRW bn more would add, from ten per cent more: (draw, outcome); nan for the special act."""
        extra = MORE * self.levers[lever].cost / KRW_BN
        return (self._of(self.simulated.more[lever]) - self._of(self.simulated.full)) / (extra or np.nan)

    def later(self, lever: int | None) -> Floats:
        """What a year's delay of one lever changes, or of everything (None): (draw, outcome)."""
        late = self.simulated.all_later if lever is None else self.simulated.later[lever]
        return self._of(late) - self._of(self.simulated.full)

    def act(self, when: str) -> Floats:
        """What the special act changes against the plan: when it comes `earliest`, a `year-later`, or `never`."""
        return self._of(self.simulated.acts[when]) - self._of(self.simulated.full)

    def share(self, lever: int) -> Floats:
        """One lever's Shapley part: (draw, outcome)."""
        return self.parts.values()[lever]

    def together(self, pair: int) -> Floats:
        """How two levers work together, at the plan: (draw of `part`, outcome)."""
        i, j = self.pairs[pair]
        p, some = self.simulated, self.part
        one, two = (self._of(p.left_out[k][some]) for k in (j, i))
        return second_difference(self._of(p.full[some]), one, two, self._of(p.pairs[pair]))

    # --- the balance of region, rest and nation ----------------------------------------------------------------------

    def balance(self, month: str, lever: int | None = None) -> Balance:
        """Where the net jobs of one lever, or of the whole plan (None), come from, in whole persons draw by draw."""
        p, picked = self.simulated, self.outcomes.of_balance
        less = p.none if lever is None else p.left_out[lever]
        startups, attracted = (
            np.rint(picked(p.full, m, month) - picked(less, m, month)).astype(np.int64) for m in BALANCED
        )  # fmt: skip
        return balance(startups, attracted, self.shares)

    @cached_property
    def balances(self) -> dict[str, dict[str, dict[str, Effect]]]:
        """month -> id of a lever, "" for the whole plan -> line of the balance -> effect."""
        asked = (("", None), *((p.id, i) for i, p in enumerate(self.levers)))
        return {
            month: {id: {name: effect_of(getattr(sheet, name).astype(np.float64)) for name in LINES}
                    for id, i in asked for sheet in [self.balance(month, i)]}
            for month in self.ends
        }  # fmt: skip

    # --- effects ------------------------------------------------------------------------------------------------------

    @cached_property
    def wholes(self) -> tuple[Effect, ...]:
        """The whole plan's effect on every outcome."""
        return tuple(effect_of(self.whole[:, k]) for k in range(len(self.outcomes)))

    @cached_property
    def effects(self) -> dict[str, tuple[tuple[Effect, ...], ...]]:
        """added, more, later, share -> lever -> outcome -> effect."""
        ways = {"added": self.added, "more": self.more, "later": self.later, "share": self._share}
        return {name: tuple(self._effects(way(i)) for i in range(len(self.levers))) for name, way in ways.items()}

    @cached_property
    def _shares(self) -> Floats:
        return self.parts.values()

    def _share(self, lever: int) -> Floats:
        return self._shares[lever]

    def _effects(self, drawn: Floats) -> tuple[Effect, ...]:
        return tuple(effect_of(drawn[:, k]) for k in range(len(self.outcomes)))

    @cached_property
    def variants(self) -> dict[str, tuple[Effect, ...]]:
        """The plan a year late, and the special act early, a year later, never: against the plan, by outcome."""
        acts = {f"act-{when}": self.act(when) for when in self.simulated.acts}
        return {name: self._effects(drawn) for name, drawn in {"all-later": self.later(None), **acts}.items()}

    @cached_property
    def pair_effects(self) -> tuple[tuple[Effect, ...], ...]:
        """pair -> outcome -> effect of working together."""
        return tuple(self._effects(self.together(k)) for k in range(len(self.pairs)))

    def priced(self) -> Iterator[int]:
        """Positions of the outcomes that have a cost a unit: at the plan's end, then at the end of the forecast."""
        return (k for k, o in enumerate(self.outcomes.counted) if o.measure in PRICED and o.month in self.ends)

    @cached_property
    def cost_results(self) -> tuple[Cost, ...]:
        """Cost a unit of every programme and of the whole plan, by outcome, cheapest first; who cannot tell, last."""
        costs = []
        for k in self.priced():
            id = self.outcomes.counted[k].id
            lines = [cost_of(p.id, id, p.cost, self.effects["added"][i][k], self.effects["share"][i][k])
                     for i, p in enumerate(self.levers) if not p.is_act]  # fmt: skip
            costs += sorted(lines, key=lambda c: (not c.told, c.cost_a_unit))
            costs.append(cost_of("", id, self.budget, self.wholes[k], self.wholes[k]))
        return tuple(costs)

    def cost(self, programme: str, outcome: str) -> Cost | None:
        """The cost of one outcome by one programme ("" for the whole plan); None for the special act."""
        return next((c for c in self.cost_results if (c.programme, c.outcome) == (programme, outcome)), None)

    def ranked(self, k: int) -> list[int]:
        """Levers by cost a unit of an outcome, cheapest first; then those that have none, in their own order."""
        ids = [p.id for p in self.levers]
        priced = [c.programme for c in self.cost_results if c.outcome == self.outcomes.counted[k].id and c.programme]
        order = [ids.index(id) for id in priced]
        return order + [i for i in range(len(ids)) if i not in order]

    # --- frames -------------------------------------------------------------------------------------------------------

    def programmes(self) -> pl.DataFrame:
        """What each lever adds: a row a lever, way (added, more, later) and outcome.

        added  the plan minus the plan without it;  more  one KRW bn more, from ten per cent more (nan for the act)
        later  the same money and works a year later;  told  does the 80 % interval leave out zero?
        """
        rows = [
            {**self._about(i), "way": way, **self._outcome(k), **effect.row()}
            for way in ("added", "more", "later")
            for i in range(len(self.levers))
            for k, effect in enumerate(self.effects[way][i])
        ]
        return _frame(rows)

    def shapley(self) -> pl.DataFrame:
        """The whole effect shared out: a row a lever and outcome; `of_whole` is its share of the mean whole effect."""
        rows = []
        for i in range(len(self.levers)):
            for k, effect in enumerate(self.effects["share"][i]):
                mean = self.wholes[k].mean
                of_whole = effect.mean / mean if mean else float("nan")
                rows.append({**self._about(i), **self._outcome(k), **effect.row(), "of_whole": of_whole})
        return _frame(rows)

    def interactions(self) -> pl.DataFrame:
        """How pairs work together: a row a pair and outcome; above 0 they need each other, below 0 they overlap."""
        rows = [
            {"first": self.levers[i].id, "second": self.levers[j].id, **self._outcome(k), **effect.row()}
            for (i, j), effects in zip(self.pairs, self.pair_effects, strict=True)
            for k, effect in enumerate(effects)
        ]
        return _frame(rows)

    def costs(self) -> pl.DataFrame:
        """Money for one more net job, crossed start-up, person kept: KRW m a unit, ranked; null where none can be told.

        programme is empty for the whole plan
        """
        return _frame([c.row() for c in self.cost_results])

    def changes(self) -> pl.DataFrame:
        """The whole plan a year late, and the special act early, a year later, never: against the plan."""
        rows = [
            {"variant": name, **self._outcome(k), **effect.row()}
            for name, effects in self.variants.items()
            for k, effect in enumerate(effects)
        ]
        return _frame(rows)

    def sweep(self) -> pl.DataFrame:
        """What each lever adds with a parameter held low or high: a row a parameter, end, lever and outcome."""
        rows = [
            {"parameter": s.parameter, "end": s.end, "value": s.value, "programme": id, **self._outcome(k), **e.row()}
            for s in self.sweeps
            for id, effects in s.added.items()
            for k, e in enumerate(effects)
        ]
        return _frame(rows)

    def _about(self, i: int) -> dict[str, Any]:
        p = self.levers[i]
        return {"programme": p.id, "kind": p.kind, "cost": p.cost}

    def _outcome(self, k: int) -> dict[str, Any]:
        o = (*self.outcomes.counted, *self.outcomes.odds)[k]
        return {"outcome": o.id, "unit": o.unit}

    # --- JSON ---------------------------------------------------------------------------------------------------------

    def to_json_dict(self) -> dict[str, Any]:
        """The value as the documented, versioned JSON (docs/json.md): plain dicts, lists, strings and numbers."""
        return _document(self)


def json_text(value: Value) -> str:
    """The value as one line of JSON, Korean left readable. The same value gives the same text, byte for byte."""
    return one_line(value.to_json_dict())


def _document(value: Value) -> dict[str, Any]:
    costs = [_cost_json(c) for c in value.cost_results if not c.programme]
    return cleaned({
        "schema": SCHEMA,
        "case": value.case_id,
        "scenario": value.scenario,
        "draws": value.draws,
        "seed": value.seed,
        "fingerprints": dict(value.fingerprints),
        **known_json(value.told, value.since, value.plan.months),
        "simulations": value.simulations,
        "exact": value.exact,
        "orders": value.orders,
        "outcomes": [_outcome_json(o) for o in value.outcomes],
        "whole": {"effects": _by_outcome(value, value.wholes), "costs": costs},
        "levers": [_lever_json(value, i) for i in range(len(value.levers))],
        "cannot_act": list(value.cannot_act),
        "pairs": [
            {"first": value.levers[i].id, "second": value.levers[j].id, "effects": _by_outcome(value, effects)}
            for (i, j), effects in zip(value.pairs, value.pair_effects, strict=True)
        ],
        "variants": {name: _by_outcome(value, effects) for name, effects in value.variants.items()},
        "balance": {
            month: {id: {name: _effect_json(e) for name, e in lines.items()} for id, lines in by_lever.items()}
            for month, by_lever in value.balances.items()
        },
        "sweeps": [
            {"parameter": s.parameter, "end": s.end, "value": s.value, "draws": s.draws,
             "whole": _by_outcome(value, s.whole),
             "added": {id: _by_outcome(value, effects) for id, effects in s.added.items()}}
            for s in value.sweeps
        ],
    })  # fmt: skip


def _lever_json(value: Value, i: int) -> dict[str, Any]:
    p = value.levers[i]
    about = {"id": p.id, "name": p.name, "kind": p.kind, "cost": p.cost, "lost": p.lost}
    ways = {way: _by_outcome(value, value.effects[way][i]) for way in ("added", "more", "later", "share")}
    return {**about, **ways, "costs": [_cost_json(c) for c in value.cost_results if c.programme == p.id]}


def _by_outcome(value: Value, effects: Iterable[Effect]) -> dict[str, Any]:
    return {o.id: _effect_json(e) for o, e in zip(value.outcomes, effects, strict=True)}


def _outcome_json(o: Outcome) -> dict[str, Any]:
    about = {"id": o.id, "name": o.name, "measure": o.measure, "month": o.month, "unit": o.unit}
    return {**about, "target": o.target, **({"least": o.least} if o.least is not None else {})}


def _effect_json(e: Effect) -> dict[str, Any]:
    return {
        "mean": e.mean, "standard_error": e.error, "quantiles": e.quantiles, "above": e.above, "ties": e.ties,
        "chance": e.chance, "told": e.told,
    }  # fmt: skip


def _cost_json(c: Cost) -> dict[str, Any]:
    numbers = ("cost_a_unit", "low", "high", "p2_5", "p10", "p90", "p97_5", "share_a_unit")
    return {"outcome": c.outcome, "told": c.told, **{name: getattr(c, name) for name in numbers}}


def _frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(rows, infer_schema_length=None)
