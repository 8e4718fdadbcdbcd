# ruff: noqa: RUF009 - entry(...) declares a field and how it is read
"""Read what is known: one YAML file a parameter, the path its name (`parameters/entry/team.yaml` is `entry.team`).

    parameters = read_parameters(case.parameter_files, case.sources)
    parameters["entry.team"].value          one parameter, with its description, source and grade
    parameters.sample(u)                    values for uniform numbers u, one column a parameter

A case may replace a parameter of the package or add its own; every fault of every file is reported at once.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from podobat.errors import Fault, InputFaults
from podobat.evidence.bounds import check_bounds
from podobat.evidence.check import check_grade, check_known, check_spread
from podobat.evidence.distributions import SHAPES, Distribution
from podobat.plan.document import Log, read_yaml
from podobat.plan.fields import BAD, choice, entry, flag, no_source, number, record, sources, text
from podobat.plan.read import Source, read_sources
from podobat.plan.start import SIZES
from podobat.texts import catalogue
from podobat.units import UNITS, Text, nearest

_say = catalogue("evidence")

HERE = Path(__file__).parent
ROLES = ("lever", "uncertainty", "constant")
GRADES = ("measured", "estimated", "borrowed", "assumed")  # from best known to least
# Groups of parameters that the simulated world does not use: what its results are worth, and how counts are read.
BESIDE_THE_WORLD = ("appraisal", "balance", "discrepancy", "match", "multipliers", "observation", "outlook", "planned")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number about the world: how big, how sure, in which unit, who says so, and where it was measured.

    source    ids of the figures it rests on; assumed: why it had to be assumed; at least one of the two is there
    setting   where and when the figure was measured and why it may not carry over
    evidence  measured | estimated | borrowed (from elsewhere) | assumed
    file      where it is written, as messages name it
    scale     what it grows with in proportion (plan.schema.SIZES) and the size that the numbers were set for
    confirmed did somebody look at it who knows the place? None where nothing is said
    """

    id: str
    description: Text
    role: str
    unit: str
    distribution: Distribution
    source: tuple[str, ...]
    assumed: Text | None
    setting: Text | None
    evidence: str
    file: str
    scale: tuple[str, float] | None = None
    confirmed: bool | None = None

    def at_size(self, size: float | None) -> Parameter:
        """The parameter in a place of another size; as it is where it has no scale or the size is not known."""
        if self.scale is None or size is None or size == self.scale[1]:
            return self
        d, by = self.distribution, size / self.scale[1]
        spread = Distribution(d.shape, d.value * by, d.low * by, d.high * by, d.minimum, d.maximum)
        return replace(self, distribution=spread, scale=(self.scale[0], size))

    @property
    def value(self) -> float:
        """The central value."""
        return self.distribution.value


@dataclass(frozen=True)
class Parameters:
    """Every parameter that one run needs, in the order of their ids, and the figures they rest on."""

    parameters: tuple[Parameter, ...]
    sources: Mapping[str, Source]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Sorted ids: the columns of `sample`."""
        return tuple(p.id for p in self.parameters)

    @cached_property
    def _by_id(self) -> dict[str, Parameter]:
        return {p.id: p for p in self.parameters}

    def __getitem__(self, id: str) -> Parameter:
        return self._by_id[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when any number, unit or bound does; wording does not count."""
        rows = [(p.id, p.unit, p.distribution.shape, *map(repr, _bounds(p.distribution))) for p in self.parameters]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:12]

    def only(self, *groups: str) -> Parameters:
        """Only the parameters of some groups, `only("observation")`."""
        return Parameters(tuple(p for p in self.parameters if p.id.split(".")[0] in groups), self.sources)

    def without(self, *groups: str) -> Parameters:
        """The same without the parameters of some groups, `without("observation")`."""
        kept = tuple(p for p in self.parameters if p.id.split(".")[0] not in groups)
        return Parameters(kept, self.sources)

    def central(self) -> NDArray[np.float64]:
        """The central values, in the order of `ids`."""
        return np.array([p.value for p in self.parameters])

    def sample(self, u: ArrayLike) -> NDArray[np.float64]:
        """Values for uniform numbers, by the inverse distribution function of each parameter.

        u        (n, n_parameters) in (0, 1); a row is one point of the space of what is uncertain
        returns  (n, n_parameters) float64; every row by itself, so that batches do not matter
        raises   ValueError when the shape or a number is out of place
        """
        u = np.asarray(u, dtype=np.float64)
        if u.ndim != 2 or u.shape[1] != len(self):
            raise ValueError(f"u has shape {u.shape}; expected (n, {len(self)})")
        if not bool(np.all((u > 0.0) & (u < 1.0))):
            raise ValueError("u must lie strictly between 0 and 1")
        columns = np.ascontiguousarray(u.T)
        values = np.empty_like(columns)
        for j, parameter in enumerate(self.parameters):
            values[j] = parameter.distribution.quantile(columns[j])
        return np.ascontiguousarray(values.T)

    def in_place(self, size: Callable[[str], float | None]) -> Parameters:
        """The same in a place of a size; `size` says how many of one of plan.schema.SIZES there are, if known."""
        scaled = (p if p.scale is None else p.at_size(size(p.scale[0])) for p in self.parameters)
        return Parameters(tuple(scaled), self.sources)

    def check(self, used_ids: Iterable[str]) -> tuple[Fault, ...]:
        """Faults for every parameter that is used and not stated, or stated and not used."""
        used = set(used_ids)
        missing = [_missing(id, [i for i in self.ids if i not in used]) for id in sorted(used - set(self.ids))]
        return (*missing, *(_unused(self[id]) for id in self.ids if id not in used))


def _bounds(d: Distribution) -> tuple[float, ...]:
    return (d.value, d.low, d.high, d.minimum, d.maximum)


def _missing(id: str, unused: Sequence[str]) -> Fault:
    near = nearest(id, unused)
    hint = (
        _say("read.is_a_misspelling", near=near)
        if near
        else Text("", "")
    )
    return Fault(
        f"parameters/{id.replace('.', '/')}.yaml",
        None,
        id,
        _say("read.parameter_is_missing"),
        remedy=_say("read.put_this_file_into_the_cases", hint=hint),
    )


def _unused(parameter: Parameter) -> Fault:
    return Fault(
        parameter.file,
        None,
        parameter.id,
        _say("read.parameter_is_not_used"),
        remedy=_say("read.remove_the_file_or_check"),
    )


# --- reading -----------------------------------------------------------------------------------------------------


def read_parameters(case_files: Iterable[Path] = (), case_sources: Mapping[str, Source] | None = None) -> Parameters:
    """The parameters of the package, with those of a case in place of or beside them.

    case_files    files named .../parameters/<group>/<name>.yaml
    case_sources  figures that the case cites besides those of the package
    raises        InputFaults with every fault of every file
    """
    own = package_parameters()
    known: dict[str, Source] = {**own.sources, **(case_sources or {})}
    files = sorted(case_files)
    if not files:
        return own if case_sources is None else Parameters(own.parameters, MappingProxyType(known))
    added, faults = _read_files(files, known)
    if faults:
        raise InputFaults(faults)
    merged = {p.id: p for p in (*own, *added)}
    return Parameters(tuple(merged[id] for id in sorted(merged)), MappingProxyType(known))


@cache
def package_parameters() -> Parameters:
    """The parameters that come with the package, read once. Raises InputFaults with all that is wrong with them."""
    return read_folder(HERE / "parameters", HERE / "sources.csv")


def read_folder(folder: Path, table: Path) -> Parameters:
    """The parameters of one folder, resting on the figures of one table. Raises InputFaults with every fault."""
    figures, log = read_sources(table, f"{table.parent.name}/{table.name}")
    parameters, faults = _read_files(sorted(folder.rglob("*.yaml")), figures or {})
    if log.faults or faults:
        raise InputFaults((*log.faults, *faults))
    ordered = sorted(parameters, key=lambda p: p.id)
    return Parameters(tuple(ordered), MappingProxyType(figures or {}))


def _read_files(files: Sequence[Path], known: Mapping[str, Source]) -> tuple[list[Parameter], list[Fault]]:
    """Every parameter that could be read, and every fault of those that could not."""
    parameters: list[Parameter] = []
    faults: list[Fault] = []
    for path in files:
        parameter, log = read_parameter(path, known)
        faults += sorted(log.faults, key=lambda f: f.line or 0)
        if parameter is not None:
            parameters.append(parameter)
    return parameters, [*faults, *_duplicates(parameters)]


def _duplicates(parameters: Sequence[Parameter]) -> list[Fault]:
    count = Counter(p.id for p in parameters)
    return [
        Fault(
            p.file,
            None,
            p.id,
            _say("read.id_stands_in_more_than_one"),
            remedy=_say("read.keep_one_of_the_files"),
        )
        for p in parameters
        if count[p.id] > 1
    ]


@dataclass(frozen=True, slots=True)
class _Spread:
    """`distribution:` as it is written."""

    shape: str = entry(choice(*SHAPES))
    low: float | None = entry(number(), default=None)
    high: float | None = entry(number(), default=None)


@dataclass(frozen=True, slots=True)
class _File:
    """A parameter as it is written."""

    description: Text = entry(text)
    role: str = entry(choice(*ROLES))
    unit: str = entry(choice(*UNITS))
    value: float = entry(number())
    distribution: _Spread = entry(record(_Spread))
    minimum: float | None = entry(number(), key="min", default=None)
    maximum: float | None = entry(number(), key="max", default=None)
    source: tuple[str, ...] = entry(sources, default=())
    assumed: Text | None = entry(text, default=None)
    setting: Text | None = entry(text, default=None)
    evidence: str = entry(choice(*GRADES))
    scales_with: str | None = entry(choice(*SIZES), default=None)
    set_for: float | None = entry(number(above=0), default=None)
    confirmed: bool | None = entry(flag, default=None)


_AS_WRITTEN = record(_File)


def read_parameter(path: Path, known: Mapping[str, Source]) -> tuple[Parameter | None, Log]:
    """One parameter, or None with the faults in the log. `known` are the figures that may be cited."""
    root, log = read_yaml(path, f"parameters/{path.parent.name}/{path.name}")
    if root is None:
        return None, log
    written: Any = _AS_WRITTEN(root, "", log)
    if isinstance(root.value, dict) and not {"source", "assumed"} & set(root.value):
        no_source("", log)
    if written is BAD:
        return None, log
    check_known(written.source, known, log)
    check_grade(written, log)
    check_spread(written, log)
    check_bounds(written, log)
    if (written.scales_with is None) != (written.set_for is None):
        log.fault(
            "scales_with",
            _say("check.scale_and_size"),
            remedy=_say("check.say_scale_and_size"),
        )
    return (None if log.faults else _parameter(written, path, log.file)), log


def _parameter(written: _File, path: Path, file: str) -> Parameter:
    spread, value = written.distribution, written.value
    distribution = Distribution(
        spread.shape,
        value,
        value if spread.low is None else spread.low,
        value if spread.high is None else spread.high,
        -math.inf if written.minimum is None else written.minimum,
        math.inf if written.maximum is None else written.maximum,
    )
    return Parameter(
        f"{path.parent.name}.{path.stem}",
        written.description,
        written.role,
        written.unit,
        distribution,
        written.source,
        written.assumed,
        written.setting,
        written.evidence,
        file,
        (written.scales_with, written.set_for) if written.scales_with and written.set_for else None,
        written.confirmed,
    )
