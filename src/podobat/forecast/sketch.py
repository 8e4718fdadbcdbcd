"""Quantiles of more draws than fit: counts in fixed bins, for every measure, month and world (with, without, net).

The bins never move. Below 1 they are 1/256 wide; from 1 on there are 256 to each doubling, which are the upper bits of
the single-precision number itself. Zero has a bin to itself and negative values mirror the positive ones. Counting is
exact, so it matters neither in which order draws come nor how they are divided among batches, threads and machines:
the same draws give the same counts, and so the same quantiles to the bit.

    error of any order statistic   at most 1/512 of its value from 1 on, at most 1/512 below 1
    whole numbers up to 512        exact (where every draw of a measure is a whole number)
    smallest and largest draw      exact

A sketch of this kind is a DDSketch (Masson, Rim and Lee 2019) whose bins are laid by shifting bits, not by logarithms.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from podobat.engine.numerics import COMPILE
from podobat.forecast.quantiles import QUANTILES

RELATIVE_ERROR: Final = 1 / 512
WHOLE_EXACT: Final = 512
_LINES = 3  # with, without, net
_ONE: Final = 0x3F800000  # the bits of 1.0
_SHIFT: Final = 15  # 23 - 8: keeps eight bits of the fraction
_FIRST: Final = 257  # the bin that begins at 1.0
_MARGIN = 32  # bins of room at either side when a window grows
_SHARES: Final = np.array(list(QUANTILES.values()))


@njit(**COMPILE)
def _bins(x, bits, bins):
    """Bins of numbers: x float32, bits the same memory as int32. Returns (lowest, highest, all whole, all finite)."""
    low, high, whole, finite = np.int32(2**31 - 1), np.int32(-(2**31)), 1, 1
    for i in range(x.size):
        a = abs(x[i])
        if a == np.float32(0):
            b = np.int32(0)
        elif a < np.float32(1):
            b = np.int32(1) + np.int32(a * np.float32(256))
        else:
            b = np.int32(_FIRST) + (((bits[i] & np.int32(0x7FFFFFFF)) - np.int32(_ONE)) >> np.int32(_SHIFT))
            if (bits[i] & np.int32(0x7F800000)) == np.int32(0x7F800000):
                finite = 0
        if np.rint(x[i]) != x[i]:
            whole = 0
        if x[i] < 0:
            b = -b
        bins[i] = b
        low, high = min(low, b), max(high, b)
    return low, high, whole, finite


@njit(**COMPILE)
def _count(x, bins, first, counts, least, most):
    """Add one to the bin of every number, month by month; widen the range seen. x, bins (draw, month)."""
    for d in range(x.shape[0]):
        for t in range(x.shape[1]):
            counts[t, bins[d, t] - first] += np.uint32(1)
            least[t] = min(least[t], x[d, t])
            most[t] = max(most[t], x[d, t])


def bin_edges(bins: NDArray[np.integer]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each bin begins and ends, by size: both 0 for bin 0; a negative bin has the edges of its mirror image."""
    b = np.abs(np.asarray(bins)).astype(np.int64)

    def start(n: NDArray[np.int64]) -> NDArray[np.float64]:
        upper = ((np.maximum(n, _FIRST) - _FIRST) << _SHIFT) + _ONE
        return np.where(n < _FIRST, (n - 1) / 256, upper.astype(np.int32).view(np.float32).astype(np.float64))

    return np.where(b == 0, 0.0, start(b)), np.where(b == 0, 0.0, start(b + 1))


def bin_values(bins: NDArray[np.integer], whole: bool) -> NDArray[np.float64]:
    """The number that stands for each bin: its middle; among whole numbers the middle of those that lie in it."""
    low, high = bin_edges(bins)
    if whole:
        low, high = np.ceil(low), np.maximum(np.ceil(high) - 1, np.ceil(low))
    return np.sign(bins) * (low + high) / 2


class Sketch:
    """Counts in bins for every measure, month and world (with, without, net). Its size does not depend on the draws."""

    def __init__(self, months: int, measures: int) -> None:
        self.months, self.measures = months, measures
        self.draws = 0
        shape = (_LINES, measures)
        self._counts = [[np.zeros((months, 0), np.uint32) for _ in range(measures)] for _ in range(_LINES)]
        self._first = np.zeros(shape, np.int64)  # the bin of a window's first column
        self._whole = np.ones(shape, np.bool_)
        self._least = np.full((*shape, months), np.inf, np.float32)
        self._most = np.full((*shape, months), -np.inf, np.float32)

    def add(self, values: NDArray[np.float32], threads: int = 1) -> None:
        """Count draws: values float32 (world: with, without; draw; month; measure).

        raises ValueError for anything that is not a finite number
        """
        if values.shape[1]:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(lambda k: self._add(values, range(k, self.measures, threads)), range(threads)))
            self.draws += values.shape[1]

    def _add(self, values: NDArray[np.float32], measures: range) -> None:
        x = np.empty((_LINES, *values.shape[1:3]), np.float32)
        bins = np.empty(x.shape[1:], np.int32)
        for m in measures:
            x[:2] = values[..., m]
            np.subtract(x[0], x[1], out=x[2])
            for line in range(_LINES):
                flat = x[line].reshape(-1)
                low, high, whole, finite = _bins(flat, flat.view(np.int32), bins.reshape(-1))
                if not finite:
                    raise ValueError("a draw is not a finite number")
                counts = self._window(line, m, int(low), int(high))
                self._whole[line, m] &= bool(whole)
                _count(x[line], bins, self._first[line, m], counts, self._least[line, m], self._most[line, m])

    def _window(self, line: int, m: int, low: int, high: int) -> NDArray[np.uint32]:
        """The counts of one measure, wide enough for the bins low .. high."""
        old, first = self._counts[line][m], int(self._first[line, m])
        width = old.shape[1]
        if width and first <= low and high < first + width:
            return old
        start = min(low - _MARGIN, first) if width else low - _MARGIN
        end = max(high + 1 + _MARGIN, first + width) if width else high + 1 + _MARGIN
        wider = np.zeros((self.months, end - start), np.uint32)
        if width:
            wider[:, first - start : first - start + width] = old
        self._counts[line][m], self._first[line, m] = wider, start
        return wider

    def quantiles(self, measure: int, shares: NDArray[np.float64] = _SHARES) -> NDArray[np.float64]:
        """Quantiles by month, (with, without, net) x quantile x month, between order statistics as for single draws."""
        lines = np.empty((_LINES, len(shares), self.months))
        place = shares * (self.draws - 1)
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, self.draws - 1)
        for line in range(_LINES):
            counts, first = self._counts[line][measure], int(self._first[line, measure])
            values = bin_values(first + np.arange(counts.shape[1]), bool(self._whole[line, measure]))
            for t in range(self.months):
                running = np.cumsum(counts[t], dtype=np.int64)
                ends = float(self._least[line, measure, t]), float(self._most[line, measure, t])
                below, above = (
                    np.clip(values[np.searchsorted(running, ranks, side="right")], *ends) for ranks in (low, high)
                )
                lines[line, :, t] = np.maximum.accumulate(below + (above - below) * (place - low))
        return lines

    def share_from(self, measure: int, line: int, least: float) -> float:
        """The share of draws and months with a value of about `least` or more, among those above 0; nan if none is."""
        counts = self._counts[line][measure].sum(axis=0, dtype=np.int64)
        bins = int(self._first[line, measure]) + np.arange(len(counts))
        above = int(counts[bins > 0].sum())
        return float(counts[(bins > 0) & (bin_edges(bins)[1] > least)].sum() / above) if above else float("nan")

    @property
    def nbytes(self) -> int:
        """Memory of the counts."""
        return sum(c.nbytes for line in self._counts for c in line)

    def pack(self) -> dict[str, NDArray[Any]]:
        """The sketch as a few arrays that can be stored: bins that hold nothing are left out."""
        windows = [window for line in self._counts for window in line]
        sizes = [int(np.count_nonzero(window)) for window in windows]
        index, count = np.empty(sum(sizes), np.uint32), np.empty(sum(sizes), np.uint32)
        at = 0
        for window, size in zip(windows, sizes, strict=True):
            index[at : at + size] = used = np.flatnonzero(window)
            count[at : at + size] = window.reshape(-1)[used]
            at += size
        shape = (_LINES, self.measures)
        return {
            "draws": np.array(self.draws, np.int64), "first": self._first, "whole": self._whole,
            "least": self._least, "most": self._most, "size": np.array(sizes, np.int64).reshape(shape),
            "width": np.array([w.shape[1] for w in windows], np.int64).reshape(shape), "index": index, "count": count,
        }  # fmt: skip

    def merge(self, packed: Mapping[str, NDArray[Any]]) -> None:
        """Add what another sketch of the same measures and months has counted."""
        at = 0
        for line in range(_LINES):
            for m in range(self.measures):
                width, size = int(packed["width"][line, m]), int(packed["size"][line, m])
                if size:
                    index, first = packed["index"][at : at + size].astype(np.int64), int(packed["first"][line, m])
                    month, column = index // width, index % width
                    bins = column + first
                    window = self._window(line, m, int(bins.min()), int(bins.max()))
                    window[month, bins - self._first[line, m]] += packed["count"][at : at + size]
                at += size
        self._whole &= packed["whole"]
        np.minimum(self._least, packed["least"], out=self._least)
        np.maximum(self._most, packed["most"], out=self._most)
        self.draws += int(packed["draws"])
