"""What the forecast stands on: every parameter with value, range, grade and source, as the page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from podobat.money import number_text
from podobat.show.texts import Words
from podobat.units import UNITS

GRADES = ("measured", "estimated", "borrowed", "assumed")


@dataclass(frozen=True)
class Cited:
    """A source as a reader follows it."""

    id: str
    publisher: str
    title: str
    url: str  # empty when there is none that a browser could open
    grade: str
    as_of: str


@dataclass(frozen=True)
class Assumption:
    """One parameter."""

    id: str
    description: str
    value: str
    range: str
    unit: str
    evidence: str  # the key of its grade
    sources: tuple[Cited, ...]
    assumed: str
    setting: str


@dataclass(frozen=True)
class Group:
    """The parameters of one mechanism."""

    name: str
    assumptions: tuple[Assumption, ...]


def cited(ids: Iterable[str], sources: Mapping[str, Any], lang: str) -> tuple[Cited, ...]:
    """The sources under these ids; one that is not listed shows by its id alone.

    Figures from one publication are named once, with all their dates.
    """
    by_figure: dict[tuple[str, str, str, str], Cited] = {}
    for name in ids:
        new = _cited(name, sources.get(name), lang)
        key = (new.publisher, new.title, new.url, new.grade)
        if key not in by_figure:
            by_figure[key] = new
        elif new.as_of not in by_figure[key].as_of:
            by_figure[key] = replace(new, as_of=f"{by_figure[key].as_of}, {new.as_of}")
    return tuple(by_figure.values())


def _cited(name: str, source: Any, lang: str) -> Cited:
    if source is None:
        return Cited(name, "", name, "", "", "")
    url = source.url if str(source.url).startswith(("https://", "http://")) else ""
    called = source.called[lang] or source.meaning[lang] or name
    return Cited(name, source.who[lang], called, url, source.grade, source.as_of)


def assumptions(parameters: Any, sources: Mapping[str, Any], words: Words) -> tuple[Group, ...]:
    """Every parameter, grouped by the first part of its id."""
    groups: dict[str, list[Assumption]] = {}
    for name in parameters.ids:
        groups.setdefault(name.split(".", 1)[0], []).append(_assumption(parameters[name], name, sources, words))
    return tuple(
        Group(words(f"group.{key}") if words.known(f"group.{key}") else key, tuple(rows))
        for key, rows in groups.items()
    )


def _assumption(parameter: Any, name: str, sources: Mapping[str, Any], words: Words) -> Assumption:
    lang = words.lang
    return Assumption(
        id=name,
        description=parameter.description[lang],
        value=number_text(parameter.value),
        range=_range(parameter.distribution),
        unit=UNITS[parameter.unit].label[lang],
        evidence=parameter.evidence,
        sources=cited(parameter.source or (), sources, lang),
        assumed=parameter.assumed[lang] if parameter.assumed else "",
        setting=parameter.setting[lang] if parameter.setting else "",
    )


def _range(distribution: Any) -> str:
    low, high = distribution.low, distribution.high
    if distribution.shape == "fixed" or low is None or high is None:
        return "–"
    return f"{number_text(low)} ~ {number_text(high)}"


def grade_counts(parameters: Any) -> dict[str, int]:
    """How many parameters carry each grade, and `n` in all."""
    counts = Counter(parameters[name].evidence for name in parameters.ids)
    return {"n": len(parameters.ids), **{grade: counts[grade] for grade in GRADES}}
