"""Published figures that the simulated world is held against (`patterns.yaml`).

A series is one kind of figure - what is counted on both sides, in words - and holds one or more published figures. A
figure that a parameter cites was used to set the model: the model is not judged by it (`learn.validation.standing`).
"""

# ruff: noqa: RUF009 - entry(...) declares a field and how it is read

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from podobat.errors import Fault, InputFaults
from podobat.evidence.read import HERE, package_parameters
from podobat.plan.document import Log, read_yaml
from podobat.plan.fields import choice, entry, identifier, list_of, month, number, record, sources, text, word
from podobat.plan.read import Source
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")

GROUPS = ("survival", "growth", "financing", "policy", "talent", "relocation", "adoption", "multipliers", "regions")
STATISTICS = (
    "survival", "closed", "ratio", "growth", "effect", "reached", "months_between", "rounds_a_year", "money_per_round",
    "share_of_size", "placed_within", "moved_within", "adopters", "induced", "parameter", "followed", "median_months",
    "money_after", "acquired_of", "staff_growth", "grew_fast", "supported_staff", "supported_sales",
)  # fmt: skip
LIST = HERE / "patterns.yaml"
KEPT = HERE / "validation.json"


@dataclass(frozen=True, slots=True)
class Statistic:
    """What the model computes to set beside a published figure (`learn.statistics`).

    kind      one of STATISTICS;  world  with or without the plan
    at        years of age, years of a spell, a stage, or a number of people, as the kind needs;  to_stage  a later one
    of, per   measures of the numerator and the denominator;  after, until  the months between which they are taken
    times     factor onto the published unit (100 for per cent)
    place     where: the region of the plan, or the nation, whose investors and firms are those of national figures
    prices    the year in whose prices money was published; the plan's own where it is not said
    less      taken off what the model counts (founders, where only workers were published)
    survey    firms asked, where the published figure is that of a small sample: its chance is added to the simulated
    """

    kind: str = entry(choice(*STATISTICS))
    world: str = entry(choice("with", "without"), default="with")
    at: float | None = entry(number(), default=None)
    to_stage: int | None = entry(number(whole=True), default=None)
    of: tuple[str, ...] = entry(list_of(word), default=())
    per: tuple[str, ...] = entry(list_of(word), default=())
    after: str | None = entry(month, default=None)
    until: str | None = entry(month, default=None)
    parameter: str | None = entry(word, default=None)
    times: float = entry(number(), default=1.0)
    place: str = entry(choice("here", "nation"), default="here")
    prices: int | None = entry(number(1990, 2100, whole=True), default=None)
    less: float = entry(number(), default=0.0)
    survey: int | None = entry(number(1, whole=True), default=None)


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure: its source, what tells it from others of the series, and where it differs from them.

    value     only where it is worked out from more than one source; `how` says how
    low, high where a range was published
    at, after, until       what replaces the statistic's own
    """

    source: tuple[str, ...] = entry(sources)
    label: Text | None = entry(text, default=None)
    value: float | None = entry(number(), default=None)
    how: Text | None = entry(text, default=None)
    low: float | None = entry(number(), default=None)
    high: float | None = entry(number(), default=None)
    at: float | None = entry(number(), default=None)
    after: str | None = entry(month, default=None)
    until: str | None = entry(month, default=None)
    meaning: Text | None = entry(text, default=None)


@dataclass(frozen=True, slots=True)
class Series:
    """Published figures of one kind and what the model sets beside them.

    published, simulated   what is counted on each side
    fit        close: the same thing is counted; loose: a relative of it, as `simulated` says
    relation   equal; at_most where the published figure counts more than the model does, so that it is a ceiling
    siblings   figures of the same series: when a parameter cites one of them, the whole series counts as used
    meaning    what a miss means for the answers
    """

    id: str = entry(identifier)
    group: str = entry(choice(*GROUPS))
    name: Text = entry(text)
    unit: Text = entry(text)
    published: Text = entry(text)
    simulated: Text = entry(text)
    statistic: Statistic = entry(record(Statistic))
    figures: tuple[Published, ...] = entry(list_of(record(Published), least=1))
    fit: str = entry(choice("close", "loose"), default="close")
    relation: str = entry(choice("equal", "at_most"), default="equal")
    siblings: tuple[str, ...] = entry(sources, default=())
    meaning: Text | None = entry(text, default=None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One published figure with everything needed to set the model beside it.

    value, low, high   as published, in `unit`; low and high where a range was published
    """

    id: str
    name: Text
    series: Series
    statistic: Statistic
    value: float
    low: float | None
    high: float | None
    how: Text | None
    sources: tuple[Source, ...]
    meaning: Text | None

    @property
    def group(self) -> str:
        """The group of facts it belongs to."""
        return self.series.group


@cache
def read_patterns(path: Path = LIST) -> tuple[Pattern, ...]:
    """Every published figure, in the order of the list. Raises InputFaults with all faults of the list."""
    root, log = read_yaml(path, path.name)
    read: Any = None if root is None else list_of(record(Series), least=1)(root, "", log)
    if log.faults:
        raise InputFaults(log.faults)
    known = package_parameters().sources
    patterns = tuple(p for series in read for p in _patterns(series, known, log))
    if log.faults:
        raise InputFaults(log.faults)
    return patterns


def _patterns(series: Series, known: Any, log: Log) -> Iterator[Pattern]:
    for figure in series.figures:
        unknown = [id for id in figure.source if id not in known]
        rows = tuple(known[id] for id in figure.source if id in known)
        value = figure.value if figure.value is not None else rows[0].number if len(rows) == 1 else None
        if unknown or value is None or (figure.value is None) != (figure.how is None):
            log.faults.append(_no_value(log.file, series.id, figure, unknown))
            continue
        own = {"at": figure.at, "after": figure.after, "until": figure.until}
        yield Pattern(
            id=f"{series.id}/{'+'.join(figure.source)}",
            name=_labelled(series.name, figure.label),
            series=series,
            statistic=_with(series.statistic, {k: v for k, v in own.items() if v is not None}),
            value=value,
            low=figure.low,
            high=figure.high,
            how=figure.how,
            sources=rows,
            meaning=figure.meaning or series.meaning,
        )


def _labelled(name: Text, label: Text | None) -> Text:
    return name if label is None else _say("patterns.text", name=name, label=label)


def _with(statistic: Statistic, changed: dict[str, Any]) -> Statistic:
    return replace(statistic, **changed) if changed else statistic


def _no_value(file: str, series: str, figure: Published, unknown: list[str]) -> Fault:
    ids = " ".join(figure.source)
    return Fault(
        file,
        None,
        f"{series}.{ids}",
        _say("patterns.no_value_can_be_told")
        if not unknown
        else _say("patterns.unknown_sources", unknown=unknown),
        remedy=_say("patterns.name_one_source_in_sources_csv"),
    )


@cache
def read_pattern_gaps() -> dict[str, Text]:
    """Patterns that cannot be tested, and why. Raises InputFaults with all faults of the list."""
    root, log = read_yaml(HERE / "pattern_gaps.yaml", "pattern_gaps.yaml")
    gaps = {} if root is None else {name: text(node, name, log) for name, node in root.value.items()}
    if log.faults:
        raise InputFaults(log.faults)
    return gaps


@cache
def read_validation(path: Path = KEPT) -> Mapping[str, Any] | None:
    """The last comparison that `make validate` kept (`Validation.to_json_dict` with a `summary`), or None."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
