"""The catalogue of measures (`measures.yaml`): what each one counts, and what decides it.

A measure that is counted by sector or by programme too has ids of its own for them: `jobs.direct.cars`,
`spending.compute-centre`. `measure("jobs.direct.cars")` finds the measure behind such an id.
"""

# ruff: noqa: RUF009 - entry(...) declares a field and how it is read

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from podobat.errors import InputFaults
from podobat.plan.document import Log, Node, read_yaml
from podobat.plan.fields import Kind, choice, entry, list_of, record, text, word
from podobat.texts import catalogue
from podobat.units import UNITS, Text, nearest

_say = catalogue("evidence")

KINDS = ("stock", "cumulative", "flow")
MECHANISMS = (
    "climate",
    "works",
    "entry",
    "attraction",
    "product",
    "revenue",
    "rounds",
    "hiring",
    "people",
    "adoption",
    "exit",
    "counting",
    "programmes",
    "outputs",
    "established",
    "infrastructure",
    "procurement",
    "chips",
    "rivals",
)

CATALOGUE = Path(__file__).parent / "measures.yaml"


@dataclass(frozen=True, slots=True)
class Measure:
    """A thing that is counted.

    kind        stock (as of the month), cumulative (since the plan began) or flow (in the month)
    mechanism   the engine file whose rule produces it
    by          "sector" or "programme" when it is counted for each of them too, else None
    parameters  ids of the parameters that act on it directly
    built_from  ids of the measures it is made of, whose parameters act on it as well
    """

    id: str
    name: Text
    definition: Text
    unit: str
    kind: str
    mechanism: str
    by: str | None
    parameters: tuple[str, ...]
    built_from: tuple[str, ...]

    @property
    def by_sector(self) -> bool:
        """Is it counted for every sector too?"""
        return self.by == "sector"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A measure as it is written in the catalogue."""

    name: Text = entry(text)
    definition: Text = entry(text)
    unit: str = entry(choice(*UNITS))
    kind: str = entry(choice(*KINDS))
    mechanism: str = entry(choice(*MECHANISMS))
    by: str | None = entry(choice("sector", "programme"), default=None)
    parameters: tuple[str, ...] = entry(list_of(word), default=())
    built_from: tuple[str, ...] = entry(list_of(word), default=())


def read_measures(path: Path = CATALOGUE) -> tuple[Measure, ...]:
    """The catalogue in the order of the file. Raises InputFaults with everything that is wrong with it."""
    root, log = read_yaml(path)
    entries = {} if root is None else _entries(root, log)
    for name, node in entries.items():
        _check_built_from(name, node, entries, log)
    if log.faults:
        raise InputFaults(log.faults)
    return tuple(
        Measure(name, e.name, e.definition, e.unit, e.kind, e.mechanism, e.by, e.parameters, e.built_from)
        for name, e in entries.items()
    )


def _entries(root: Node, log: Log) -> dict[str, Any]:
    kind: Kind = record(_Entry)
    read: dict[str, Any] = {}
    for name, node in root.value.items():
        log.lines[name] = node.line
        read[name] = kind(node, name, log)
    return {name: value for name, value in read.items() if isinstance(value, _Entry)}


def _check_built_from(name: str, measure: _Entry, known: Iterable[str], log: Log) -> None:
    for part in measure.built_from:
        if part not in known:
            near = nearest(part, known)
            log.fault(
                f"{name}.built_from",
                _say("measures.unknown_measure", part=part),
                remedy=_say("measures.did_you_mean", near=near) if near else Text("", ""),
            )


@cache
def measures() -> tuple[Measure, ...]:
    """The catalogue of the package, read once."""
    return read_measures()


@cache
def _by_id() -> dict[str, Measure]:
    return {m.id: m for m in measures()}


def __getattr__(name: str) -> Any:
    """`MEASURES` and `MEASURE_IDS` are read when first asked for, so that importing costs nothing."""
    if name == "MEASURES":
        return measures()
    if name == "MEASURE_IDS":
        return tuple(_by_id())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def measure(measure_id: str) -> Measure:
    """The measure with this id, or the one behind an id by sector or programme. Raises KeyError when there is none."""
    if (exact := _by_id().get(measure_id)) is not None:
        return exact
    base = _by_id().get(measure_id.rpartition(".")[0])
    if base is None or base.by is None:
        raise KeyError(measure_id)
    return base


def measure_ids(sectors: Iterable[str], programmes: Iterable[str]) -> tuple[str, ...]:
    """Every id that is counted, in the engine's order: the catalogue, then by sector, then by programme."""
    parts = {"sector": tuple(sectors), "programme": tuple(programmes)}
    split = [f"{m.id}.{part}" for by, names in parts.items() for m in measures() if m.by == by for part in names]
    return (*_by_id(), *split)


def drivers(measure_id: str) -> tuple[str, ...]:
    """Ids of every parameter that decides a measure, its own first, then those of the measures it is built from."""
    return tuple(dict.fromkeys(p for m in made_of(measure_id) for p in m.parameters))


def mechanisms(measure_id: str) -> tuple[str, ...]:
    """The engine files that a measure passes through, its own first."""
    return tuple(dict.fromkeys(m.mechanism for m in made_of(measure_id)))


def made_of(measure_id: str) -> tuple[Measure, ...]:
    """The measure and all that it is built from, nearest first, each once."""
    parts: dict[str, Measure] = {}
    queue = [measure(measure_id)]
    while queue:
        now = queue.pop(0)
        if now.id not in parts:
            parts[now.id] = now
            queue.extend(measure(part) for part in now.built_from)
    return tuple(parts.values())
