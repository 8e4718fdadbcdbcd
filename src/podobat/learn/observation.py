"""How a count relates to what happened: a counter's definition, bias and error, and the likelihood of the records.

A counter that looks at X firms or people writes y. In logs, with c = observation.offset so that counts near zero count:

    log(c + y) = log(c + X) + b + e

    b  bias of one counter of one measure, sd s_bias;  e  error of one record, sd s_error, by its grade (A, B, C)

X is not what the simulated world has but what is true: the simulated months times exp(discrepancy) (learn.missed), so
what the model misses is learnt from the counts as parameters and luck are. One counter's records of a measure share a
bias, and ten counts by one counter teach less than ten by different ones. In some measures counters are careless and do
several times worse than their grades say: then counts contradict each other, teach less, and leave wider futures.
What falls on which side of a date is chance: a count y of single events varies by about y, in logs 1 / (c + y), which
matters for zero and a few, and not for hundreds. A record that counts only a part of a measure is a lower bound, one
that counts more than it an upper bound, and a few bounds are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from podobat.evidence import Parameters, measure
from podobat.forecast.discrepancy import (
    MONTHS,
    Acting,
    Discrepancy,
    Law,
    acting,
    each_of,
    group_of,
    stretch_of,
    stretches_of,
)
from podobat.learn import missed
from podobat.records import totals
from podobat.units import month_index

Array = NDArray[np.float64]

GRADES: Final = ("A", "B", "C")
PARAMETER_IDS: Final = (
    *(f"observation.{kind}_{grade.lower()}" for kind in ("bias", "error") for grade in GRADES),
    "observation.careless",
    "observation.careless_times",
    "observation.mistaken",
    "observation.offset",
    "observation.tails",
)


class Counted(totals.Counted, Protocol):
    """What learning needs to know of a record (records.book.Record has it)."""

    @property
    def id(self) -> str:
        """Stable id."""
        ...

    @property
    def counter(self) -> Any:
        """Who counted."""
        ...

    @property
    def grade(self) -> str:
        """A, B or C."""
        ...


class Window(NamedTuple):
    """Which simulated months a record is held against, both ends included: of what was added, or of a level."""

    measure: str
    first: int
    last: int

    def of(self, values: NDArray[np.floating]) -> Array:
        """What simulated values (..., month) of its measure have in it."""
        kind = measure(self.measure).kind
        if kind == "flow":
            return values[..., self.first : self.last + 1].sum(axis=-1, dtype=np.float64)
        if kind == "cumulative" and self.first > 0:
            return values[..., self.last].astype(np.float64) - values[..., self.first - 1]
        return values[..., self.last].astype(np.float64)


def window(record: Counted, start: str, months: int) -> Window | None:
    """The months of a record, counted from the plan's first; None where the simulation does not reach.

    stock             the month of the date
    cumulative, flow  the months of its period; without a first day, all since the plan began
    """
    first = month_index(start)
    known = month_index(record.as_of[:7]) - first
    if measure(record.measure).kind == "stock":
        return Window(record.measure, known, known) if 0 <= known < months else None
    end = month_index(record.period_to[:7]) - first if record.period_to else known
    begin = month_index(record.period_from[:7]) - first if record.period_from else 0
    return Window(record.measure, min(max(begin, 0), end), end) if 0 <= end < months else None


#: Units of what comes one by one.
SINGLE: Final = ("firms", "people", "jobs", "projects", "contracts", "patents")
LEAST_POWER: Final = 1e-6  # with a handful of worlds nothing may be learnt at all: records then say next to nothing
CHUNK: Final = 250  # worlds a thread weighs at a time
HALF: Final = 0.5  # events a year that a simulated year without any could as well have had
SIDES: Final = {"whole": 0, "part": 1, "wider": -1}  # a part of what the measure counts is a lower bound, ...


def usable(record: Counted) -> bool:
    """Can the record be held against the measure at all? One that merely overlaps with it teaches nothing."""
    coverage = getattr(record, "coverage", "whole")
    return coverage in SIDES and not (coverage == "whole" and getattr(record, "scope", ""))


def counter_of(record: Counted) -> tuple[str, str, str]:
    """Whose bias it has: that of one counter of one measure, and of one closed group where only that was counted."""
    return str(getattr(record.counter, "id", record.counter)), record.measure, getattr(record, "scope", "")


class Errors(NamedTuple):
    """What the parameters of group `observation` say."""

    bias: dict[str, float]
    error: dict[str, float]
    offset: float
    mistaken: float
    careless: float
    times: float
    tails: float

    @classmethod
    def of(cls, parameters: Parameters) -> Errors:
        """By grade, and the rest."""
        value = {name.removeprefix("observation."): parameters[name].value for name in PARAMETER_IDS}
        bias, error = ({g: value[f"{kind}_{g.lower()}"] for g in GRADES} for kind in ("bias", "error"))
        return cls(bias, error, value["offset"], value["mistaken"], value["careless"], value["careless_times"],
                   value["tails"])  # fmt: skip


class Cell(NamedTuple):
    """Some months of one measure: what is added in them, or the level in them."""

    column: int
    first: int
    last: int


@dataclass(frozen=True)
class Group:
    """The records of the measures that share one discrepancy, as arrays that learn.missed reads.

    name, kind  of the measure whose discrepancy it is; kind is stock, cumulative or flow
    columns     the measures counted: its total, and sectors;  start number of the plan's first month, months looked at
    windows     where each record looks;  places where it stands among all records
    y, v        (record,) log(c + counted) and variance of its error
    who, bias   (record,) which bias, -1 for none, and its standard deviation;  side 0 whole, 1 part, -1 wider
    counters    whose biases they are;  sizes (counter,) standard deviations of these
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    start: int
    months: int
    windows: tuple[Window, ...]
    places: NDArray[np.int64]
    y: Array
    v: Array
    who: NDArray[np.int64]
    bias: Array
    side: NDArray[np.int64]
    counters: tuple[tuple[str, str, str], ...]
    sizes: Array
    discrepancy: Discrepancy
    errors: Errors

    @property
    def law(self) -> Law:
        """Of its discrepancy."""
        return self.discrepancy.law(self.kind)

    @cached_property
    def exact(self) -> bool:
        """Is nothing missed of it, so that only counters err?"""
        return group_of(self.name) is None

    @cached_property
    def stretches(self) -> int:
        """How many discrepancies act on what they look at."""
        return 0 if self.exact else stretches_of(self.kind, self.start, self.months)

    @cached_property
    def cells(self) -> tuple[tuple[Cell, ...], NDArray[np.int64]]:
        """What the records look at, and the first cell of each, with the end after the last: (record + 1,)."""
        cells: list[Cell] = []
        ends = [0]
        for w in self.windows:
            cells += [Cell(self.columns.index(w.measure), *span) for span in self._spans(w)]
            ends.append(len(cells))
        return tuple(cells), np.array(ends, dtype=np.int64)

    def _spans(self, w: Window) -> list[tuple[int, int]]:
        """The months of a window in pieces on which one discrepancy acts, or between two."""
        if self.kind == "stock":
            return [(w.last, w.last)]
        if self.kind == "flow":
            return [(t, t) for t in range(w.first, w.last + 1)]
        starts = [t for t in range(w.first, w.last + 1) if t == w.first or (self.start + t) % MONTHS == 0]
        return [(t, u - 1) for t, u in zip(starts, [*starts[1:], w.last + 1], strict=True)]

    @cached_property
    def acting(self) -> Acting:
        """Which discrepancies act on each cell."""
        cells, _ = self.cells
        if self.exact:
            return Acting(np.full(len(cells), -1, np.int64), np.ones(len(cells)))
        monthly = acting(self.kind, self.start, self.months)
        at = np.array([c.first for c in cells], dtype=np.int64)
        return Acting(monthly.at[at], monthly.weight[at])

    @cached_property
    def combinations(self) -> tuple[Array, Array]:
        """Scale of the discrepancy, and how much worse counters do: each (combination,)."""
        scales = np.ones(1) if self.exact else self.discrepancy.scales
        worse = np.array([1.0, self.errors.times])
        return np.repeat(scales, len(worse)), np.tile(worse, len(scales))

    @cached_property
    def shares(self) -> Array:
        """How likely each combination is before anything was counted."""
        careless = np.array([1.0 - self.errors.careless, self.errors.careless])
        n = len(self.combinations[0]) // 2
        return np.tile(careless, n) / n

    @cached_property
    def middle(self) -> Array:
        """Prior mean of discrepancies and biases: (combination, state)."""
        means = np.zeros((len(self.shares), self.stretches + len(self.counters)))
        for c, scale in enumerate(self.combinations[0]):
            means[c, : self.stretches] = self.law.middle(scale, self.kind)
        return means

    @property
    def single(self) -> bool:
        """Does it add events one by one?"""
        return self.kind == "cumulative" and measure(self.name).unit in SINGLE

    def part(self, keep: NDArray[np.bool_], places: NDArray[np.int64]) -> Group:
        """Only some of its records, which now stand at other places."""
        windows = tuple(w for w, k in zip(self.windows, keep, strict=True) if k)
        return replace(self, windows=windows, places=places, y=self.y[keep], v=self.v[keep], who=self.who[keep],
                       bias=self.bias[keep], side=self.side[keep])  # fmt: skip

    def tempered(self, power: float) -> Group:
        """The same records at a power of their likelihood, as normal errors have it: their variance over the power."""
        return self if power == 1.0 else replace(self, v=self.v / max(power, LEAST_POWER))

    def error_at(self, k: int, seen: Array) -> Array:
        """Variance of record k's error where log(c + x) is `seen`, whatever was counted then.

        The chance of single events is that of the expected number: what was counted must not widen its own forecast.
        """
        return self.v[k] - np.exp(-self.y[k]) + np.exp(-seen)

    def looked_at(self, x: Array) -> Array:
        """The cells of worlds: x (world, column, month) -> (world, cell)."""
        cells, _ = self.cells
        half = HALF / 12.0 if self.single else 0.0
        columns = [self._cell(x, c) + half * (c.last - c.first + 1) for c in cells]
        return np.ascontiguousarray(np.array(columns).reshape(len(cells), len(x)).T)

    def _cell(self, x: Array, c: Cell) -> Array:
        if self.kind == "cumulative":
            return x[:, c.column, c.last] - (x[:, c.column, c.first - 1] if c.first else 0.0)
        return x[:, c.column, c.last]

    def luck(self, x: Array) -> Array:
        """Variance of each stretch's simulated events in logs, by luck alone: (world, state); 0 of what is no count.

        1 / (1 + events) of a cumulative count, 1 / (1 + level) of a stock.
        """
        variance = np.zeros((len(x), self.middle.shape[1]))
        if measure(self.name).unit not in SINGLE:
            return variance
        at = np.array([stretch_of(self.start, t) for t in range(self.months)])
        for s in range(int(at[-1]) + 1 if self.stretches else 0):
            some = np.flatnonzero(at == s)
            last, before = x[:, 0, some[-1]], x[:, 0, some[0] - 1] if some[0] else 0.0
            events = last - before if self.kind == "cumulative" else x[:, 0, some].mean(axis=1)
            variance[:, s] = 1.0 / (1.0 + np.maximum(events, 0.0))
        return variance

    def true_at(self, k: int, x: Array, state: Array) -> Array:
        """What record k looks at in worlds with these discrepancies: (world,)."""
        some = slice(*self.cells[1][k : k + 2])
        q, at, weight = self.looked_at(x)[:, some], self.acting.at[some], self.acting.weight[some]
        if self.exact:
            return np.maximum(q.sum(axis=1), 0.0)
        after = np.minimum(at + 1, self.stretches - 1)
        return np.maximum((q * np.exp(weight * state[:, at] + (1.0 - weight) * state[:, after])).sum(axis=1), 0.0)

    def evidence(self, x: Array, threads: int = 1) -> Array:
        """Log marginal likelihood of every world and combination: x (world, column, month) -> (world, combination)."""
        scales, worse = self.combinations
        out = np.empty((len(x), len(self.shares)))
        cells, luck, covariance = self.looked_at(x), self.luck(x), self.law.covariance(self.stretches)

        def weigh(first: int) -> None:
            some = slice(first, first + CHUNK)
            missed.evidence(
                cells[some], luck[some], self.cells[1], *self.acting, self.y, self.v, self.who, self.bias,
                self.side, covariance, self.law.offset, scales, worse, self.middle, np.log(self.shares),
                self.errors.offset, self.errors.mistaken, self.errors.tails, out[some],
            )  # fmt: skip

        each_of(weigh, range(0, len(x), CHUNK), threads)
        return out

    def draw(self, x: Array, chosen: NDArray[np.int64], normals: Array, u: Array) -> Array:
        """Discrepancies of the stretches looked at, and biases in standard deviations, from their posterior.

        x        (world, column, month);  chosen (world,) combination
        normals  (world, try, state) standard normal;  u (world,) uniform
        returns  (world, state)
        """
        scales, worse = self.combinations
        out = np.zeros((len(x), self.middle.shape[1]))
        missed.draw(
            self.looked_at(x), self.luck(x), self.cells[1], *self.acting, self.y, self.v, self.who, self.bias,
            self.side, self.law.covariance(self.stretches), self.law.offset, scales, worse, self.middle,
            self.errors.offset,
            self.errors.mistaken, self.errors.tails, chosen, normals, u, out,
        )  # fmt: skip
        return out


@dataclass(frozen=True)
class Likelihood:
    """Records as a likelihood of simulated worlds: float (world, measure, month), the measures in their own order.

    records   those that can be held against a measure;  windows where each looks
    groups    the same, by the measure whose discrepancy they share
    measures  what a world must be asked for;  months how many of them
    """

    records: tuple[Any, ...]
    windows: tuple[Window, ...]
    groups: tuple[Group, ...]
    law: Discrepancy
    errors: Errors
    measures: tuple[str, ...]
    months: int
    threads: int = 1

    @classmethod
    def of(
        cls, records: Sequence[Counted], windows: Sequence[Window], parameters: Parameters, start: str, threads: int = 1
    ) -> Likelihood:
        """From records, where they look, and the parameters of groups `observation` and `discrepancy`."""
        law, errors = Discrepancy.of(parameters), Errors.of(parameters)
        names = dict.fromkeys(group_of(r.measure) or r.measure for r in records)
        first = month_index(start)
        groups = tuple(_group(name, records, windows, law, errors, first) for name in names)
        measures = tuple(dict.fromkeys(w.measure for w in windows))
        months = 1 + max((w.last for w in windows), default=-1)
        return cls(tuple(records), tuple(windows), groups, law, errors, measures, months, threads)

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def y(self) -> Array:
        """(record,) log(c + counted)."""
        return np.log(self.errors.offset + np.maximum([float(r.value) for r in self.records], 0.0))

    @cached_property
    def side(self) -> NDArray[np.int64]:
        """(record,) 0 counts the measure, 1 a part of it, -1 more than it."""
        return np.array([SIDES[getattr(r, "coverage", "whole")] for r in self.records], dtype=np.int64)

    def part(self, index: Iterable[int]) -> Likelihood:
        """Only these records; worlds are still given with all measures and months."""
        kept = sorted(set(index))
        at = {old: new for new, old in enumerate(kept)}
        groups = []
        for g in self.groups:
            keep = np.array([p in at for p in g.places], dtype=bool)
            if keep.any():
                groups.append(g.part(keep, np.array([at[p] for p in g.places[keep]], dtype=np.int64)))
        some = [tuple(x[i] for i in kept) for x in (self.records, self.windows)]
        return replace(self, records=some[0], windows=some[1], groups=tuple(groups))

    def read(self, group: Group, worlds: NDArray[np.floating]) -> Array:
        """What a group reads of worlds: (world, column, month)."""
        some = [worlds[:, self.measures.index(m), : group.months].astype(np.float64) for m in group.columns]
        return np.stack(some, axis=1)

    def evidence(self, group: Group, worlds: NDArray[np.floating]) -> Array:
        """Log marginal likelihood of one group: (world, combination)."""
        return group.evidence(self.read(group, worlds), self.threads)

    def log(self, worlds: NDArray[np.floating]) -> Array:
        """Log-likelihood of every world, (world,). Zero without records."""
        total = np.zeros(len(worlds))
        for group in self.groups:
            total += log_sums(self.evidence(group, worlds))
        return total


def log_sums(log_weights: Array) -> Array:
    """Log of the sum of each row: (world, combination) -> (world,)."""
    return np.asarray(logsumexp(log_weights, axis=1))


def _group(
    name: str, records: Sequence[Counted], windows: Sequence[Window], law: Discrepancy, errors: Errors, start: int
) -> Group:
    """The records of one discrepancy."""
    places = [i for i, r in enumerate(records) if (group_of(r.measure) or r.measure) == name]
    mine = [records[i] for i in places]
    columns = tuple(dict.fromkeys([name, *(r.measure for r in mine)])) if name in {r.measure for r in mine} else tuple(
        dict.fromkeys(r.measure for r in mine))  # fmt: skip
    side = np.array([SIDES[getattr(r, "coverage", "whole")] for r in mine], dtype=np.int64)
    counters = tuple(dict.fromkeys(counter_of(r) for r, s in zip(mine, side, strict=True) if s == 0))
    counted = np.maximum(np.array([float(r.value) for r in mine]), 0.0)
    bias = np.array([errors.bias[r.grade] for r in mine])
    v = np.array([errors.error[r.grade] for r in mine]) ** 2 + 1.0 / (errors.offset + counted)
    who = [counters.index(counter_of(r)) if s == 0 else -1 for r, s in zip(mine, side, strict=True)]
    sizes = np.array([bias[np.array(who) == k].mean() for k in range(len(counters))])
    looked = tuple(windows[i] for i in places)
    months = 1 + max(w.last for w in looked)
    return Group(
        name, measure(name).kind, columns, start, months, looked, np.array(places, np.int64),
        np.log(errors.offset + counted), np.where(side == 0, v, v + bias**2), np.array(who, np.int64), bias, side,
        counters, sizes, law, errors,
    )  # fmt: skip
