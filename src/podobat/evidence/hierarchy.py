# ruff: noqa: RUF009 - entry(...) declares a field and how it is read
"""Rules of the hierarchy (AHP) of the preliminary feasibility study, by region and date (`hierarchy.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from podobat.errors import Fault, InputFaults
from podobat.evidence.read import HERE, package_parameters
from podobat.plan.document import Log, read_yaml
from podobat.plan.fields import BAD, choice, entry, identifier, list_of, month, number, record, sources, text, word
from podobat.plan.read import Source
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")

REGIONS = ("capital", "non-capital")
RULES = HERE / "hierarchy.yaml"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A main criterion of the rules and who decides its score."""

    id: str = entry(identifier)
    name: Text = entry(text)
    meaning: Text = entry(text)


@dataclass(frozen=True, slots=True)
class WeightRange:
    """The range within which the weight of a criterion has to lie, as a share of one."""

    criterion: str = entry(identifier)
    low: float = entry(number(0, 1))
    high: float = entry(number(0, 1))
    source: tuple[str, ...] = entry(sources, default=())
    assumed: Text | None = entry(text, default=None)


@dataclass(frozen=True, slots=True)
class Rule:
    """Which criteria count, and within which weights, for a region and from a month to another (both included)."""

    id: str = entry(identifier)
    name: Text = entry(text)
    regions: tuple[str, ...] = entry(list_of(choice(*REGIONS), 1))
    since: str = entry(month)
    until: str | None = entry(month, default=None)
    weights: tuple[WeightRange, ...] = entry(list_of(record(WeightRange), 2, 3))

    @property
    def criteria(self) -> tuple[str, ...]:
        """Ids of the criteria, in the order of the weights."""
        return tuple(w.criterion for w in self.weights)

    @property
    def low(self) -> tuple[float, ...]:
        """The least weight of each criterion."""
        return tuple(w.low for w in self.weights)

    @property
    def high(self) -> tuple[float, ...]:
        """The greatest weight of each criterion."""
        return tuple(w.high for w in self.weights)

    def holds(self, month: str) -> bool:
        """Was the rule in force in this month?"""
        return self.since <= month and (self.until is None or month <= self.until)


@dataclass(frozen=True, slots=True)
class _Mark:
    value: float = entry(number(0, 1))
    source: tuple[str, ...] = entry(sources)


@dataclass(frozen=True, slots=True)
class _Zone:
    low: float = entry(number(0, 1))
    high: float = entry(number(0, 1))
    source: tuple[str, ...] = entry(sources)


@dataclass(frozen=True, slots=True)
class Steepness:
    """How steeply the economic score rises with the benefit-cost ratio: the exponent k and its range."""

    low: float = entry(number(above=0, most=10))
    value: float = entry(number(above=0, most=10))
    high: float = entry(number(above=0, most=10))
    assumed: Text = entry(text)


@dataclass(frozen=True, slots=True)
class Caveat:
    """What a reader of the score has to know, and on which figures that rests."""

    text: Text = entry(text)
    source: tuple[str, ...] = entry(sources)


@dataclass(frozen=True, slots=True)
class _Regions:
    capital: tuple[str, ...] = entry(list_of(word, 1))
    elsewhere: tuple[str, ...] = entry(list_of(word, 1), key="non-capital")


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the file says: criteria, rules by region and date, the pass mark, its grey zone, caveats."""

    criteria: tuple[Criterion, ...] = entry(list_of(record(Criterion), 2, 3))
    rules: tuple[Rule, ...] = entry(list_of(record(Rule), 1))
    pass_mark: _Mark = entry(record(_Mark))
    grey_zone: _Zone = entry(record(_Zone))
    economic_score: Steepness = entry(record(Steepness))
    caveats: tuple[Caveat, ...] = entry(list_of(record(Caveat)))
    regions: _Regions = entry(record(_Regions))

    def criterion(self, id: str) -> Criterion:
        """The criterion with this id; KeyError when there is none."""
        return {c.id: c for c in self.criteria}[id]

    def region_of(self, name: Text) -> str | None:
        """capital or non-capital for the name of a Korean region; None for a region of no known name."""
        for kind, words in zip(REGIONS, (self.regions.capital, self.regions.elsewhere), strict=True):
            if any(w.casefold() in name_in.casefold() for w in words for name_in in (name.ko, name.en)):
                return kind
        return None

    def rule_for(self, region: Text, month: str) -> Rule | None:
        """The rule for a region in a month, or None where no rule is known."""
        kind = self.region_of(region)
        in_force = [r for r in self.rules if kind in r.regions and r.holds(month)]
        return in_force[0] if in_force else None

    def rule(self, id: str) -> Rule | None:
        """The rule with this id, or None."""
        return next((r for r in self.rules if r.id == id), None)

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of every figure that the rules rest on."""
        ids = [id for r in self.rules for w in r.weights for id in w.source]
        ids += [*self.pass_mark.source, *self.grey_zone.source, *(id for c in self.caveats for id in c.source)]
        return tuple(dict.fromkeys(ids))


@cache
def hierarchy_rules() -> Rules:
    """The rules of the package, read once. Raises InputFaults with all that is wrong with the file."""
    return read_rules(RULES, package_parameters().sources)


def read_rules(path: Path, known: Mapping[str, Source]) -> Rules:
    """The rules in a file, which may cite the figures in `known`. Raises InputFaults with every fault."""
    root, log = read_yaml(path)
    rules: Any = record(Rules)(root, "", log) if root is not None else BAD
    if rules is not BAD and not log.faults:
        _check(rules, known, log)
    if log.faults:
        raise InputFaults(log.faults)
    return rules


def _check(rules: Rules, known: Mapping[str, Source], log: Log) -> None:
    for id in rules.cited:
        if id not in known:
            log.faults.append(Fault(log.file, None, id, _say("hierarchy.unknown_source", id=id)))
    ids = {c.id for c in rules.criteria}
    for rule in rules.rules:
        path = f"rules.{rule.id}"
        if not set(rule.criteria) <= ids or len(set(rule.criteria)) < len(rule.criteria):
            log.fault(path, _say("hierarchy.criteria_that_are_unknown"))
        if any(w.low > w.high for w in rule.weights):
            log.fault(path, _say("hierarchy.low_above_its_high"))
        if not sum(rule.low) <= 1.0 <= sum(rule.high):
            log.fault(path, _say("hierarchy.no_weights_within_the_ranges_add"))
        if not all(w.source or w.assumed for w in rule.weights):
            log.fault(path, _say("hierarchy.no_source"))
