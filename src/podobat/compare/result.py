"""Scenarios against each other, future by future.

    comparison = podobat.compare(case, ["half-budget", "plan"], draws=2000, seed=1)
    comparison.measures()      # every measure's difference, its interval, the odds that A beats B: a polars frame
    comparison.targets()       # the odds on every target in both, and their change with its paired error

Every scenario meets the same chance in the same draw (common random numbers), so a difference is the difference of the
plans and not of their luck; `factor` says by how much that cut the variance.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.compare.better import better
from podobat.evidence.measures import measure
from podobat.forecast.again import known_json
from podobat.forecast.effects import Effect, effect_of
from podobat.show.json import cleaned, one_line
from podobat.show.notebook import Shown
from podobat.texts import Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.forecast.views import Told
    from podobat.plan import Plan
    from podobat.plan.schema import Target

SCHEMA: Final = 1  # of the JSON: docs/json.md, docs/schema/compare-1.json
WAYS: Final = {1: "more", -1: "less", 0: "neither"}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Alternative:
    """One of the scenarios compared: its id (`plan` is the plan itself), its name, and the plan under it."""

    id: str
    name: Text
    plan: Plan


@dataclass(frozen=True)
class Difference:
    """A minus B in one measure and month, over futures.

    better   1 where more is better, -1 where less is, 0 where neither is
    beats    odds that A is better than B (higher, where neither is better), ties counted half
    factor   variance that A - B would have with independent luck, over the variance it has; nan where it is always 0
    """

    a: str
    b: str
    measure: str
    month: str
    unit: str
    better: int
    mean_a: float
    mean_b: float
    effect: Effect
    beats: float
    factor: float

    def row(self) -> dict[str, Any]:
        """As columns of a table."""
        e = self.effect
        return {
            "a": self.a, "b": self.b, "measure": self.measure, "month": self.month, "unit": self.unit,
            "better": self.better, "mean_a": self.mean_a, "mean_b": self.mean_b,
            "difference": e.mean, "error": e.error, **e.quantiles, "beats": self.beats, "ties": e.ties,
            "factor": self.factor,
        }  # fmt: skip

    def told(self) -> dict[str, Any]:
        """For the JSON: what it says beyond its measure and month."""
        return {
            "mean_a": self.mean_a, "mean_b": self.mean_b, "difference": self.effect.mean,
            "standard_error": self.effect.error, "quantiles": self.effect.quantiles, "beats": self.beats,
            "ties": self.effect.ties, "variance_factor": self.factor,
        }  # fmt: skip


@dataclass(frozen=True)
class OddsChange:
    """The odds of one target in A and in B, each held against its own plan's target, and their paired difference."""

    a: str
    b: str
    target: str
    name: Text
    odds_a: float
    odds_b: float
    change: float
    error: float
    factor: float

    def row(self) -> dict[str, Any]:
        """As columns of a table."""
        return {
            "a": self.a, "b": self.b, "target": self.target,
            **{f"name_{lang}": name for lang, name in self.name.languages.items()},
            "odds_a": self.odds_a, "odds_b": self.odds_b, "change": self.change, "error": self.error,
            "factor": self.factor,
        }  # fmt: skip

    def told(self) -> dict[str, Any]:
        """For the JSON: what it says beyond its pair."""
        return {
            "id": self.target, "name": self.name, "odds_a": self.odds_a, "odds_b": self.odds_b,
            "change": self.change, "standard_error": self.error, "variance_factor": self.factor,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Comparison(Shown, printer="podobat.compare.page:print_comparison"):
    """Two or more scenarios in the same futures.

    Attributes
    ----------
    case_id : str
        The case's id.
    alternatives : tuple of Alternative
        In the order asked for; a pair is an earlier one (A) against a later one (B).
    months : tuple of str
        "YYYY-MM" at which they are held against one another.
    measure_ids : tuple of str
        Measures of all alternatives.
    values : Mapping of str to ndarray
        Id of an alternative: float32 (draw, month, measure), with-world values at `months` in the unit of each measure.
    draws : int
        Futures.
    seed : int
        The seed that gives the same numbers again.
    fingerprints : Mapping of str to str
        Short hashes of plan, parameters and code, and of the records where some were learnt from.
    told : Told or None
        What was counted before it was made.
    since : int
        The first month, from the plan's start, in which anything is still open.
    simulations : int
        Worlds simulated.
    seconds : float
        How long it took.
    """

    case_id: str
    alternatives: tuple[Alternative, ...]
    months: tuple[str, ...]
    measure_ids: tuple[str, ...]
    values: Mapping[str, NDArray[np.float32]] = field(repr=False)
    draws: int
    seed: int
    fingerprints: Mapping[str, str]
    told: Told | None = None
    since: int = 0
    simulations: int = 0
    seconds: float = 0.0

    @property
    def open_from(self) -> str | None:
        """The first month in which anything is still open; None before anything was counted."""
        months = self.alternatives[0].plan.months
        return months[self.since] if 0 < self.since < len(months) else None

    @property
    def pairs(self) -> tuple[tuple[Alternative, Alternative], ...]:
        """Every earlier alternative with every later one."""
        return tuple(itertools.combinations(self.alternatives, 2))

    def drawn(self, alternative: str, measure_id: str, month: str) -> Floats:
        """Draws of one measure in one month under one scenario, (draw,). Raises KeyError or ValueError when unknown."""
        at = self.months.index(month), self.measure_ids.index(measure_id)
        return self.values[alternative][:, *at].astype(np.float64)

    def difference(self, a: str, b: str, measure_id: str, month: str) -> Difference:
        """A minus B in one measure and month."""
        one, two = (self.drawn(alternative, measure_id, month) for alternative in (a, b))
        effect, way = effect_of(one - two), better(measure_id)
        beats = 1.0 - effect.above if way < 0 else effect.above
        unit = measure(measure_id).unit
        means = float(one.mean()), float(two.mean())
        return Difference(a, b, measure_id, month, unit, way, *means, effect, beats, variance_factor(one, two))

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every pair, measure and month."""
        return tuple(
            self.difference(a.id, b.id, m, t) for a, b in self.pairs for m in self.measure_ids for t in self.months
        )

    def reached(self, alternative: Alternative, target_id: str) -> Floats:
        """In which draws a scenario reaches a target of its plan: 0 or 1, (draw,)."""
        target = alternative.plan.target(target_id)
        money = measure(target.measure).unit.startswith("KRW_m")
        least = np.float32(alternative.plan.won_m(target.value) if money else target.value)
        return (self.drawn(alternative.id, target.measure, target.by) >= least).astype(np.float64)

    @cached_property
    def odds(self) -> tuple[OddsChange, ...]:
        """Every pair and every target that all plans have."""
        known = [{t.id for t in alternative.plan.targets} for alternative in self.alternatives]
        return tuple(
            self._odds_change(a, b, target)
            for a, b in self.pairs
            for target in a.plan.targets
            if all(target.id in ids for ids in known)
        )

    def _odds_change(self, a: Alternative, b: Alternative, target: Target) -> OddsChange:
        one, two = self.reached(a, target.id), self.reached(b, target.id)
        effect, means = effect_of(one - two), (float(one.mean()), float(two.mean()))
        factor = variance_factor(one, two)
        return OddsChange(a.id, b.id, target.id, target.name, *means, effect.mean, effect.error, factor)

    def measures(self) -> pl.DataFrame:
        """Every difference: a row a pair, measure and month."""
        import polars as pl

        return pl.DataFrame([d.row() for d in self.differences], infer_schema_length=None)

    def targets(self) -> pl.DataFrame:
        """Change in the odds of every target: a row a pair and target."""
        import polars as pl

        return pl.DataFrame([o.row() for o in self.odds], infer_schema_length=None)

    def to_json_dict(self) -> dict[str, Any]:
        """The comparison as the documented, versioned JSON (docs/json.md): plain dicts, lists, strings and numbers."""
        pairs: dict[tuple[str, str], dict[str, Any]] = {
            (a.id, b.id): {"a": a.id, "b": b.id, "targets": [], "measures": {}} for a, b in self.pairs
        }
        for o in self.odds:
            pairs[o.a, o.b]["targets"].append(o.told())
        for d in self.differences:
            about = {"name": measure(d.measure).name, "unit": d.unit, "better": WAYS[d.better], "months": {}}
            pairs[d.a, d.b]["measures"].setdefault(d.measure, about)["months"][d.month] = d.told()
        return cleaned({
            "schema": SCHEMA,
            "case": self.case_id,
            "draws": self.draws,
            "seed": self.seed,
            "fingerprints": dict(self.fingerprints),
            **known_json(self.told, self.since, self.alternatives[0].plan.months),
            "simulations": self.simulations,
            "scenarios": [{"id": s.id, "name": s.name} for s in self.alternatives],
            "months": list(self.months),
            "pairs": list(pairs.values()),
        })


def variance_factor(a: Floats, b: Floats) -> float:
    """By how much pairing cut the variance of a difference: (var a + var b) / var(a - b).

    With independent luck the difference has variance var a + var b. nan where a - b is the same in every draw.
    """
    paired = float(np.var(a - b))
    return float((np.var(a) + np.var(b)) / paired) if paired > 0 else float("nan")


def json_text(comparison: Comparison) -> str:
    """The comparison as one line of JSON, Korean left readable. The same comparison gives the same text."""
    return one_line(comparison.to_json_dict())
