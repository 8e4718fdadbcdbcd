"""Sensitivity indices: SALib's estimators, with intervals from resampled draws by the project's own generator.

    group shares    first-order and total Sobol' indices of groups (Saltelli et al. 2010; Jansen 1999) from two sets of
                    draws and mixes of them (`mixes`), of ranks of the outcome
    single factors  from the draws as they are: first-order index in classes of equal size (Plischke et al. 2013), freed
                    of its bias by the number of classes; delta (Borgonovo 2007) and PAWN (Pianosi and Wagener 2018)

Indices are of ranks: a few futures far out would otherwise decide the variance (Saltelli and Sobol' 1995).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.explore.chance import resamples

Array = NDArray[np.float64]
RESAMPLES: Final = 100
GRID: Final = 100
_ENDS: Final = (2.5, 97.5)


@dataclass(frozen=True)
class Index:
    """An index and the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def told(self) -> dict[str, float]:
        """For the JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Shares:
    """First-order and total index of one group or factor."""

    first: Index
    total: Index


def ranks(*sets: Array) -> list[Array]:
    """Ranks among all numbers of all sets, between 0 and 1, ties shared."""
    order = np.sort(np.concatenate([s.ravel() for s in sets]))

    def rank(x: Array) -> Array:
        return 0.5 * (np.searchsorted(order, x, "left") + np.searchsorted(order, x, "right")) / len(order)

    return [rank(s) for s in sets]


def sobol(a: Array, b: Array, mixed: Array, seed: int, *, resampled: int = RESAMPLES) -> list[Shares]:
    """Sobol' indices of groups from outcomes of two sets of draws, and of the first with a group from the second.

    a, b  (draw,);  mixed (group, draw): as `a` but the group's inputs those of `b`
    """
    from SALib.analyze.sobol import first_order, total_order

    at = resamples(len(a), resampled, seed)
    shares = []
    for ab in mixed:
        pair = []
        for estimate in (first_order, total_order):
            value = float(_estimated(estimate, a[:, None], ab[:, None], b[:, None])[0])
            again = _estimated(estimate, a[at].T, ab[at].T, b[at].T)
            pair.append(Index(value, *np.percentile(again, _ENDS).tolist()))
        shares.append(Shares(*pair))
    return shares


def _estimated(estimate: Callable[[Array, Array, Array], Any], a: Array, ab: Array, b: Array) -> Array:
    """An index by one of SALib's estimators, (draw, time) -> (time,); 0 where nothing varies."""
    varies = np.ptp(np.concatenate([a, b])) > 0
    return np.asarray(estimate(a, ab, b), dtype=np.float64) if varies else np.zeros(a.shape[1])


def mixes(a: Array, b: Array, groups: Sequence[NDArray[np.intp]]) -> Array:
    """Inputs of `a` with those of each group from `b`: (draw, input) twice -> (group, draw, input)."""
    mixed = np.repeat(a[None], len(groups), axis=0)
    for k, columns in enumerate(groups):
        mixed[k][:, columns] = b[:, columns]
    return mixed


def classes_for(n: int) -> int:
    """How many classes n draws are sorted into: SALib's rule, ceil(n^(2 / (7 + tanh((1500 - n) / 500)))) up to 48."""
    return min(math.ceil(n ** (2 / (7 + math.tanh((1500 - n) / 500)))), 48)


def first_order(y: Array, x: Array, classes: int) -> float:
    """Share of the variance of y that classes of x explain, less what they explain by chance (epsilon squared)."""
    from SALib.analyze.delta import sobol_first

    edges = np.linspace(0, len(y), classes + 1)
    chance = (classes - 1) / (len(y) - 1)
    return max(0.0, (float(sobol_first(y, x, edges)) - chance) / (1.0 - chance))


def delta(y: Array, x: Array, classes: int) -> float:
    """Borgonovo's delta: half the mean area between the density of y and that within classes of x."""
    from SALib.analyze.delta import calc_delta

    if np.ptp(y) == 0.0:
        return 0.0
    grid = np.linspace(float(y.min()), float(y.max()), GRID)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes in which y does not vary: they are left out
        return float(calc_delta(y, grid, x, np.linspace(0, len(y), classes + 1)))


def pawn(y: Array, x: Array, slides: int = 10) -> float:
    """PAWN: median over slides of x of the largest distance between the distributions of y within it and of all y."""
    from SALib.analyze import pawn as salib

    if np.ptp(y) == 0.0:
        return 0.0
    problem = {"num_vars": 1, "names": ["x"], "bounds": [[0.0, 1.0]]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of slides without any draw: they are left out
        return float(salib.analyze(problem, x[:, None], y, S=slides)["median"][0])


@dataclass(frozen=True)
class Ranked:
    """One factor's indices, its place and the 95 % interval of its place over resampled draws.

    floor  PAWN that a factor without any influence would have, on average
    """

    place: int
    factor: int
    first: Index
    delta: float
    pawn: float
    floor: float
    place_low: int
    place_high: int

    def told(self) -> dict[str, Any]:
        """For the JSON."""
        return {
            "place": self.place, "place_low": self.place_low, "place_high": self.place_high,
            "first_order": self.first.told(), "delta": self.delta, "pawn": self.pawn, "pawn_by_chance": self.floor,
        }  # fmt: skip


@dataclass(frozen=True)
class Steady:
    """Does a ranking stand in other draws? Over resampled couples of draws.

    first  share of resamples in which the first stays first
    five   mean share of the first five that are among the first five again;  low, high  ends of its 95 % interval
    """

    first: float
    five: float
    low: float
    high: float

    def told(self) -> dict[str, float]:
        """For the JSON."""
        return {"first_stays_first": self.first, "overlap_of_first_five": self.five, "overlap_low": self.low,
                "overlap_high": self.high}  # fmt: skip


UNKNOWN: Final = Steady(*[float("nan")] * 4)


def ranked(
    y: Array, x: Array, seed: int, *, most: int = 12, resampled: int = RESAMPLES
) -> tuple[list[Ranked], Steady]:
    """The factors that decide an outcome most: y (draw,), x (draw, factor). Draws 2i and 2i + 1 are resampled together.

    returns  factors in order; how the ranking stands in resamples
    """
    (y,) = ranks(y)
    classes = classes_for(len(y))
    first = np.array([first_order(y, x[:, k], classes) for k in range(x.shape[1])])
    order = np.argsort(-first, kind="stable")
    some = order[: 2 * most]
    again = _again(y, x[:, some], classes, seed, resampled)
    places = np.argsort(np.argsort(-again, axis=1, kind="stable"), axis=1, kind="stable") + 1
    floor = pawn(y, np.argsort(np.argsort(seed_order(len(y), seed))).astype(np.float64))
    placed = []
    for n, k in enumerate(some[:most]):
        if first[k] <= 0.0:
            break
        low, high = np.percentile(again[:, n], _ENDS)
        span = np.percentile(places[:, n], _ENDS)
        placed.append(Ranked(n + 1, int(k), Index(float(first[k]), float(low), float(high)), delta(y, x[:, k], classes),
                             pawn(y, x[:, k]), floor, int(span[0]), int(np.ceil(span[1]))))  # fmt: skip
    again_there = (places[:, :5] <= 5).mean(axis=1)
    low, high = np.percentile(again_there, _ENDS)
    return placed, Steady(float((places[:, 0] == 1).mean()), float(again_there.mean()), float(low), float(high))


def _again(y: Array, x: Array, classes: int, seed: int, times: int) -> Array:
    """First-order indices over resampled couples of draws, classes kept as they are: (time, factor)."""
    n = len(y) // 2
    counts = np.zeros((times, n))
    for r, chosen in enumerate(resamples(n, times, seed)):
        counts[r] = np.bincount(chosen, minlength=n)
    w = np.repeat(counts, 2, axis=1) / (2.0 * n)
    y = y[: 2 * n]
    mean = w @ y
    spread = w @ y**2 - mean**2
    chance = (classes - 1) / (2 * n - 1)
    resampled = np.empty((times, x.shape[1]))
    for k in range(x.shape[1]):
        order = np.argsort(x[: 2 * n, k], kind="stable")
        member = np.zeros((2 * n, classes))
        member[order, (np.arange(2 * n) * classes) // (2 * n)] = 1.0
        mass, sums = w @ member, w @ (member * y[:, None])
        between = (np.divide(sums, mass, out=np.zeros_like(sums), where=mass > 0) - mean[:, None]) ** 2
        share = (mass * between).sum(axis=1) / np.maximum(spread, 1e-12)
        resampled[:, k] = np.maximum(0.0, (share - chance) / (1.0 - chance))
    return resampled


def seed_order(n: int, seed: int) -> Array:
    """Numbers without any meaning, one a draw: a dummy factor."""
    from podobat.engine.randomness import uniforms
    from podobat.explore.chance import SPLIT

    return uniforms(seed, SPLIT, np.arange(n), 1, 0)


def analysed(
    function: Callable[[Array], Array], a: Array, b: Array, groups: Sequence[NDArray[np.intp]], seed: int
) -> list[Shares]:
    """Sobol' indices of groups of inputs of any function: for test functions whose indices are known.

    function  (draw, input) -> (draw,);  a, b  two independent sets of inputs
    """
    mixed = np.array([function(m) for m in mixes(a, b, groups)])
    return sobol(function(a), function(b), mixed, seed)
