"""What is known about places and industries whatever table is read: their names, sectors, and clusters elsewhere.

`places/regions.csv`      provinces of Korea in both languages, with other spellings and a group
`places/industries.csv`   divisions of the Korean classification (KSIC rev. 10) in both languages
`places/sectors.yaml`     which industries a plan's sectors are made of, and what an AI cluster leans on
`places/clusters.yaml`    clusters elsewhere: how they began, and what was counted there, with sources
`places/movement.yaml`    how location quotients move between counts, where a table cannot tell
`places/heads.yaml`       words in the heads of statistical tables
"""

# ruff: noqa: RUF009 - entry(...) declares a field and how it is read

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from podobat.errors import Fault, InputFaults
from podobat.evidence.read import HERE, package_parameters
from podobat.plan import fields as of
from podobat.plan.document import read_yaml
from podobat.plan.fields import (
    Figure,
    FrozenDict,
    choice,
    entry,
    figure,
    flag,
    identifier,
    list_of,
    number,
    optional,
    record,
    sources,
    word,
)
from podobat.plan.read import Source
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")

PLACES = HERE / "places"


@dataclass(frozen=True, slots=True)
class Province:
    """A province: its id (ISO 3166-2), names, other spellings in any language, and the group it belongs to."""

    id: str
    name: Text
    also: tuple[str, ...]
    group: Text

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way in which a table may write it."""
        return (self.name.ko, self.name.en, *self.also)


@dataclass(frozen=True, slots=True)
class Codes:
    """The same industries in the classifications that tables use."""

    ksic: tuple[str, ...] = entry(list_of(word))
    isic: tuple[str, ...] = entry(list_of(word), default=())


@dataclass(frozen=True, slots=True)
class PlanSector:
    """A sector that plans name: the words by which it is known, and the industries it is made of."""

    id: str = entry(identifier)
    name: Text = entry(of.text)
    words: tuple[str, ...] = entry(list_of(word, least=1))
    ksic: tuple[str, ...] = entry(list_of(word, least=1))
    isic: tuple[str, ...] = entry(list_of(word), default=())
    assumed: Text | None = entry(optional(of.text), default=None)

    def codes(self, classification: str) -> tuple[str, ...]:
        """Codes in a classification; those of the international one where it is not the Korean."""
        return self.ksic if classification == "ksic" else self.isic


@dataclass(frozen=True, slots=True)
class Support:
    """Industries that an AI cluster leans on, and why."""

    codes: Codes = entry(record(Codes))
    why: Text = entry(of.text)
    assumed: Text | None = entry(optional(of.text), default=None)


@dataclass(frozen=True, slots=True)
class Traded:
    """Beginnings of the codes of industries that sell beyond their region."""

    ksic: tuple[str, ...] = entry(list_of(word))
    isic: tuple[str, ...] = entry(list_of(word))
    assumed: Text = entry(of.text)

    def holds(self, code: str, classification: str) -> bool | None:
        """Is this a traded industry? None where the classification is not known here."""
        if classification not in ("ksic", "isic"):
            return None
        return code.startswith(self.ksic if classification == "ksic" else self.isic)


@dataclass(frozen=True, slots=True)
class Within:
    """A place that lies inside a region of the tables."""

    place: Text = entry(of.text)
    region: str = entry(word)


@dataclass(frozen=True, slots=True)
class Sectors:
    """The whole of `sectors.yaml`."""

    sectors: tuple[PlanSector, ...] = entry(list_of(record(PlanSector), least=1))
    leans_on: tuple[Support, ...] = entry(list_of(record(Support)))
    traded: Traded = entry(record(Traded))
    within: tuple[Within, ...] = entry(list_of(record(Within)), default=())


@cache
def read_provinces() -> tuple[Province, ...]:
    """The provinces of Korea, in the order of the file."""
    return tuple(
        Province(row["id"], Text(row["ko"], row["en"]), tuple(row["also"].split()),
                 Text(row["group_ko"], row["group_en"]))
        for row in _rows("regions.csv")
    )  # fmt: skip


@cache
def read_industries(classification: str) -> FrozenDict[str, Text]:
    """Short names by code: ("ksic")["C30"] -> 자동차 제조업, motor vehicles; empty for an unknown classification."""
    rows = [row for row in _rows("industries.csv") if row["classification"] == classification]
    return FrozenDict({row["code"]: Text(row["ko"], row["en"]) for row in rows})


@cache
def read_sectors() -> Sectors:
    """Sectors and what an AI cluster leans on. Raises InputFaults with all faults of the file."""
    return _read(PLACES / "sectors.yaml", record(Sectors))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (PLACES / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _read(path: Any, kind: Any) -> Any:
    root, log = read_yaml(path, f"places/{path.name}")
    read = None if root is None else kind(root, "", log)
    if log.faults:
        raise InputFaults(log.faults)
    return read


# --- clusters elsewhere ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """Something told about a beginning: from a source, or recalled without a page at hand."""

    text: Text = entry(of.text)
    source: tuple[str, ...] = entry(sources, default=())
    recalled: bool = entry(flag, default=False)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a cluster began: what stood there before, the university or institute it grew about, the first big firm."""

    before: Told | None = entry(optional(record(Told)), default=None)
    anchor: Told | None = entry(optional(record(Told)), default=None)
    firm: Told | None = entry(optional(record(Told)), default=None)


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures that count the same thing the same way, each from one source.

    measure   jobs or firms;  definition: what exactly is counted
    grown     false where most of what is counted was there before the founding (an old town, firms that moved in)
    """

    measure: str = entry(choice("jobs", "firms"))
    definition: Text = entry(of.text)
    source: tuple[str, ...] = entry(sources)
    grown: bool = entry(flag, default=True)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster elsewhere.

    founded   year from which years are counted;  founding: what happened then
    """

    id: str = entry(identifier)
    name: Text = entry(of.text)
    founded: int = entry(number(1900, 2030, whole=True))
    founding: Told = entry(record(Told))
    beginning: Beginning = entry(record(Beginning), default=Beginning())
    series: tuple[Counted, ...] = entry(list_of(record(Counted), least=1))


@dataclass(frozen=True, slots=True)
class Clusters:
    """The whole of `clusters.yaml`."""

    clusters: tuple[Cluster, ...] = entry(list_of(record(Cluster), least=1))


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series: the year it is for, and its source."""

    year: int
    value: float
    source: Source


@cache
def read_clusters() -> tuple[Cluster, ...]:
    """Every cluster elsewhere. Raises InputFaults with all faults of the file."""
    return _read(PLACES / "clusters.yaml", record(Clusters)).clusters


def points_of(series: Counted) -> tuple[Point, ...]:
    """The figures of a series in order of years. Raises InputFaults for a source that is no figure of a year."""
    known = package_parameters().sources
    points, faults = [], []
    for id in series.source:
        source = known.get(id)
        if source is None or source.number is None or not source.as_of[:4].isdigit():
            found = _say("places.no_figure_of_a_year")
            faults.append(Fault("places/clusters.yaml", None, id, found))
        else:
            points.append(Point(int(source.as_of[:4]), source.number, source))
    if faults:
        raise InputFaults(faults)
    return tuple(sorted(points, key=lambda p: p.year))


# --- how quotients move, where the table cannot tell ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Borrowed:
    """How the log quotient of a cell moves between two counts, learnt elsewhere: sigma (x / size)^-exponent."""

    sigma: Figure = entry(figure(0))
    exponent: Figure = entry(figure(0))
    size: float = entry(number(1))
    years: float = entry(number(1))


@dataclass(frozen=True, slots=True)
class Movements:
    """The whole of `movement.yaml`."""

    workers: Borrowed = entry(record(Borrowed))


@cache
def read_movements() -> Movements:
    """Movements learnt elsewhere. Raises InputFaults with all faults of the file."""
    return _read(PLACES / "movement.yaml", record(Movements))


# --- words in the heads of tables -------------------------------------------------------------------------------------


@cache
def read_heads() -> FrozenDict[str, frozenset[str]]:
    """What a head may be for -> the words by which that is known. Raises InputFaults with all faults of the file."""
    root, log = read_yaml(PLACES / "heads.yaml", "places/heads.yaml")
    if root is None:
        raise InputFaults(log.faults)
    return FrozenDict({str(what): frozenset(str(words.value).split()) for what, words in root.value.items()})
