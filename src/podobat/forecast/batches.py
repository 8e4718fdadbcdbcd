"""Draws in batches: what is kept of them, in memory that does not grow with them, and how a long run is taken up again.

`Kept` holds every draw. `Sketched` holds the exact draws of each target at its month, the first few thousand draws at
the months that pictures need, and a sketch of everything else. Both are sums over draws: batches may come in any order
and of any size, from any thread, process or machine, and the result is the same to the bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from podobat.engine import Ensemble
from podobat.forecast.sketch import Sketch

SAMPLE: Final = 4_000  # draws kept whole, at some months, beside a sketch
BUSY_SHARE: Final = 0.05  # of the time that checkpoints may take
_EDGES: Final = ("cash_edges", "head_edges")  # of histograms: the same for every batch

Range = tuple[int, int]
Arrays = Mapping[str, NDArray[Any]]
#: Simulates ranges of draws: (first draw, outcomes) of each as it finishes, in any order.
Batches = Callable[[list[Range]], Generator[tuple[int, Ensemble]]]


class Keeper(Protocol):
    """Where a long run leaves what it has done so far (show.store.Partial keeps it on the disk)."""

    every: float  # seconds between checkpoints, at least

    def parts(self) -> Iterator[Arrays]:
        """What was kept of an earlier attempt at the same run."""
        ...

    def keep(self, name: str, arrays: Arrays) -> None:
        """Keep a part, in place of an earlier one of the same name: all of it, or nothing."""
        ...


def joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges of draws in order, neighbours joined."""
    apart: list[Range] = []
    for a, b in sorted(ranges):
        if apart and a <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(b, apart[-1][1]))
        elif b > a:
            apart.append((a, b))
    return tuple(apart)


def missing(done: Iterable[Range], draws: int, size: int) -> Iterator[Range]:
    """What is left of draws 0 .. draws - 1, in ranges of at most `size`."""
    at = 0
    for a, b in (*joined(done), (draws, draws)):
        while at < a:
            yield at, min(at + size, a)
            at = min(at + size, a)
        at = max(at, b)


class _Totals:
    """Which draws are done, and what is summed over them. One assignment changes it all, or nothing."""

    def __init__(self) -> None:
        self.done: tuple[Range, ...] = ()
        self.diagnostics: dict[str, NDArray[Any]] = {}
        self.firm_months = 0

    def add(self, ranges: Iterable[Range], diagnostics: Arrays, firm_months: int) -> None:
        """Count batches as done."""
        sums = {
            name: array if name in _EDGES else array + self.diagnostics.get(name, 0)
            for name, array in diagnostics.items()
        }
        both = joined((*self.done, *ranges))
        self.done, self.diagnostics, self.firm_months = both, sums, self.firm_months + firm_months

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As arrays that can be stored."""
        return {
            "done": np.array(self.done, np.int64).reshape(-1, 2),
            "firm_months": np.array(self.firm_months, np.int64),
            **{f"diagnostics.{name}": array for name, array in self.diagnostics.items()},
        }

    def add_arrays(self, arrays: Arrays) -> list[Range]:
        """Count what `arrays` of another one holds; returns the ranges of draws."""
        ranges = [(int(a), int(b)) for a, b in arrays["done"]]
        diagnostics = {k.removeprefix("diagnostics."): v for k, v in arrays.items() if k.startswith("diagnostics.")}
        self.add(ranges, diagnostics, int(arrays["firm_months"]))
        return ranges


class Kept:
    """Every draw of every measure in every month.

    values  float32 (world, draw, month, measure);  again (target, draw) with the plan, discrepancies drawn anew
    """

    def __init__(self, draws: int, months: int, measures: int, targets: int = 0) -> None:
        self.values = np.empty((2, draws, months, measures), np.float32)
        self.again = np.zeros((targets, draws), np.float32)
        self.totals = _Totals()
        self._unkept = _Totals()

    def add(self, first: int, batch: Ensemble) -> None:
        """Take in draws first, first + 1, ..."""
        n = batch.values.shape[1]
        self.values[:, first : first + n] = batch.values
        self.totals.add([(first, first + n)], batch.diagnostics, batch.firm_months)
        self._unkept.add([(first, first + n)], batch.diagnostics, batch.firm_months)

    def keep(self, keeper: Keeper) -> None:
        """Leave what has come in since the last time, as a part of its own."""
        done = self._unkept.done
        if done:
            drawn = np.concatenate([self.values[:, a:b] for a, b in done], axis=1)
            again = np.concatenate([self.again[:, a:b] for a, b in done], axis=1)
            keeper.keep(f"draws-{done[0][0]:07d}", {"values": drawn, "again": again, **self._unkept.arrays()})
            self._unkept = _Totals()

    def restore(self, part: Arrays) -> None:
        """Take in a part that was kept. Parts that overlap what is there are left out."""
        ranges = [(int(a), int(b)) for a, b in part["done"]]
        if any(a < d and c < b for a, b in ranges for c, d in self.totals.done):
            return
        at = 0
        for a, b in ranges:
            self.values[:, a:b] = part["values"][:, at : at + b - a]
            self.again[:, a:b] = part["again"][:, at : at + b - a]
            at += b - a
        self.totals.add_arrays(part)


class Sketched:
    """What is kept of more draws than fit.

    sketch   counts in bins for every measure, month and world
    targets  float32 (world, target, draw): exact, every draw;  again (target, draw), discrepancies drawn anew
    sample   float32 (world, draw, month of `sample_months`, measure): exact, the first draws
    """

    def __init__(
        self, draws: int, months: int, measures: int, targets: tuple[tuple[int, int], ...], sample_months: list[int]
    ) -> None:
        self.sketch = Sketch(months, measures)
        self.pairs = targets  # (month, measure) of each target
        self.targets = np.zeros((2, len(targets), draws), np.float32)
        self.again = np.zeros((len(targets), draws), np.float32)
        self.sample_months = sample_months
        self.sample = np.zeros((2, min(draws, SAMPLE), len(sample_months), measures), np.float32)
        self.totals = _Totals()
        self.threads = 1
        self._broken = False

    def add(self, first: int, batch: Ensemble) -> None:
        """Take in draws first, first + 1, ..."""
        self._broken = True  # until all of the batch is in: an interruption here must not be kept
        n = batch.values.shape[1]
        for k, (month, measure) in enumerate(self.pairs):
            self.targets[:, k, first : first + n] = batch.values[:, :, month, measure]
        some = max(0, min(first + n, self.sample.shape[1]) - first)
        self.sample[:, first : first + some] = batch.values[:, :some][:, :, self.sample_months]
        self.sketch.add(batch.values, self.threads)
        self.totals.add([(first, first + n)], batch.diagnostics, batch.firm_months)
        self._broken = False

    def keep(self, keeper: Keeper) -> None:
        """Leave everything so far, in place of what was left before."""
        if self.totals.done and not self._broken:
            sketch = {f"sketch.{name}": array for name, array in self.sketch.pack().items()}
            kept = {"targets": self.targets, "again": self.again, "sample": self.sample}
            keeper.keep("sketch", {**kept, **sketch, **self.totals.arrays()})

    def restore(self, part: Arrays) -> None:
        """Take in what was kept."""
        if self.totals.done:
            return
        self.targets[...] = part["targets"]
        self.again[...] = part["again"]
        self.sample[...] = part["sample"]
        self.sketch.merge({k.removeprefix("sketch."): v for k, v in part.items() if k.startswith("sketch.")})
        self.totals.add_arrays(part)


def gather(
    into: Kept | Sketched,
    batches: Batches,
    draws: int,
    size: int,
    keeper: Keeper | None = None,
    resumed: Callable[[int], None] | None = None,
) -> None:
    """Take in all draws that are not there yet, leaving checkpoints on the way and when interrupted.

    size     draws a batch, at most
    resumed  called with the number of draws taken over from an earlier attempt
    """
    for part in keeper.parts() if keeper is not None else ():
        into.restore(part)
    already = sum(b - a for a, b in into.totals.done)
    if already and resumed is not None:
        resumed(already)
    kept_at, pause = time.monotonic(), 0.0
    try:
        with closing(batches(list(missing(into.totals.done, draws, size)))) as finished:
            for first, batch in finished:
                into.add(first, batch)
                now = time.monotonic()
                if keeper is not None and now - kept_at >= max(keeper.every, pause):
                    into.keep(keeper)
                    kept_at = time.monotonic()
                    pause = (kept_at - now) / BUSY_SHARE
    except BaseException:
        if keeper is not None:
            into.keep(keeper)
        raise
