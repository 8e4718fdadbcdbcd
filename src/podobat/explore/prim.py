"""Scenario discovery: the patient rule induction method, and trees.

PRIM (Friedman and Fisher 1999; for scenarios Bryant and Lempert 2010) begins with the box that holds every future and
peels off a thin slice again and again, the one whose loss raises the mean in the box most; then it pastes slices back.
Every box on the way has a coverage (share of the cases of interest that lie in it) and a density (share of its futures
that are cases of interest). Libraries that offer it are under the GPL or bring a framework, so it stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
PEEL: Final = 0.05
LEAST: Final = 0.05
TOLD: Final = 8  # factors along which a box is peeled


@dataclass(frozen=True)
class Limit:
    """A bound on one factor: low <= x <= high, an end that is not bounded infinite; `p` that it is there by chance."""

    factor: int
    low: float
    high: float
    p: float = 0.0


@dataclass(frozen=True)
class Box:
    """Futures in which every limit holds.

    coverage  share of the cases of interest inside;  density  share of the futures inside that are such;  mass inside
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float

    def holds(self, x: Array) -> Bools:
        """Which futures lie in it: (draw, factor) -> (draw,)."""
        inside = np.ones(len(x), dtype=bool)
        for limit in self.limits:
            inside &= (x[:, limit.factor] >= limit.low) & (x[:, limit.factor] <= limit.high)
        return inside

    def in_other(self, x: Array, y: Bools) -> Box:
        """The same limits, with coverage and density in other futures."""
        return measured(self.limits, self.holds(x), y)

    def told(self) -> dict[str, Any]:
        """For the JSON."""
        return {"coverage": self.coverage, "density": self.density, "mass": self.mass}


def measured(limits: Sequence[Limit], inside: Bools, y: Bools) -> Box:
    """A box with what is in it."""
    n, cases, hits = max(len(y), 1), max(int(y.sum()), 1), int((inside & y).sum())
    return Box(tuple(limits), hits / cases, hits / max(int(inside.sum()), 1), float(inside.sum()) / n)


@dataclass
class _Peeling:
    """A box while it is peeled: ends by factor, and the futures inside."""

    low: Array
    high: Array
    inside: Bools
    path: list[tuple[Array, Array]] = field(default_factory=list)


def trajectory(
    x: Array, y: Bools | Array, *, peel: float = PEEL, least: float = LEAST, paste: bool = True
) -> list[Box]:
    """Boxes from all futures down to the smallest, pasted at the end.

    x  (draw, factor);  y (draw,) cases of interest, or numbers whose mean is to be large
    peel  share of the futures in the box that a slice holds;  least  share of all futures that a box holds
    """
    value = np.asarray(y, dtype=np.float64)
    cases = value > 0
    p = _Peeling(np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf), np.ones(len(x), dtype=bool))
    boxes = [_boxed(p, x, cases)]
    while True:
        best = _best_slice(x, value, p, peel)
        if best is None:
            break
        factor, end, bound, kept = best
        if kept.sum() < least * len(x):
            break
        (p.low if end == 0 else p.high)[factor] = bound
        p.inside = kept
        boxes.append(_boxed(p, x, cases))
    if paste and len(boxes) > 1:
        _paste(x, value, p, peel)
        boxes.append(_boxed(p, x, cases))
    return boxes


def _best_slice(x: Array, y: Array, p: _Peeling, peel: float) -> tuple[int, int, float, Bools] | None:
    """The slice whose loss raises the mean most: factor, end, the new bound, what stays. None where none raises it."""
    inside, value = x[p.inside], y[p.inside]
    bounds = np.stack([np.quantile(inside, peel, axis=0, method="higher"),
                       np.quantile(inside, 1.0 - peel, axis=0, method="lower")], axis=1)  # fmt: skip
    kept = np.stack([inside >= bounds[:, 0], inside <= bounds[:, 1]], axis=2)
    n = kept.sum(axis=0)
    mean = np.where((n > 0) & (n < len(value)), np.tensordot(value, kept, axes=1) / np.maximum(n, 1), -np.inf)
    k, end = divmod(int(np.argmax(mean)), 2)
    if not mean[k, end] > float(value.mean()) + 1e-12:
        return None
    bound = float(bounds[k, end])
    return k, end, bound, p.inside & (x[:, k] >= bound if end == 0 else x[:, k] <= bound)


def _paste(x: Array, y: Array, p: _Peeling, peel: float) -> None:
    """Give slices back as long as the mean in the box rises."""
    while True:
        now, best, chosen = float(y[p.inside].mean()), float(y[p.inside].mean()), None
        for k in np.flatnonzero(np.isfinite(p.low) | np.isfinite(p.high)):
            for end in (0, 1):
                wider = _wider(x, p, int(k), end, peel)
                if wider is not None and float(y[wider[1]].mean()) > best + 1e-12:
                    best, chosen = float(y[wider[1]].mean()), (int(k), end, *wider)
        if chosen is None or best <= now:
            return
        k, end, bound, inside = chosen
        (p.low if end == 0 else p.high)[k] = bound
        p.inside = inside


def _wider(x: Array, p: _Peeling, k: int, end: int, peel: float) -> tuple[float, Bools] | None:
    """The box with one bound moved outwards by a slice of what lies there."""
    low, high = p.low.copy(), p.high.copy()
    (low if end == 0 else high)[k] = -np.inf if end == 0 else np.inf
    open_ = ((x >= low) & (x <= high)).all(axis=1)
    outside = np.sort(x[open_ & ~p.inside, k])
    if not len(outside):
        return None
    n = max(1, int(peel * p.inside.sum()))
    bound = float(outside[-n:][0] if end == 0 else outside[:n][-1])
    inside = open_ & (x[:, k] >= bound if end == 0 else x[:, k] <= bound)
    return bound, inside


def _boxed(p: _Peeling, x: Array, cases: Bools) -> Box:
    limits = [Limit(int(k), float(p.low[k]), float(p.high[k])) for k in
              np.flatnonzero(np.isfinite(p.low) | np.isfinite(p.high))]  # fmt: skip
    return measured(limits, p.inside, cases)


def discovered(x: Array, y: Bools, *, limits: int = 3, chance: float = 0.05, factors: int = TOLD) -> Box | None:
    """One box that people can remember: few limits, none of them there by chance.

    Peels along the factors that tell most by themselves, or slices of a hundred others would be taken for them. From
    the boxes of the trajectory with at most so many limits once those that chance explains are left out (Bryant and
    Lempert's quasi-p-values), the one whose coverage and density have the largest harmonic mean.
    None where none is denser than all futures.
    """
    base, some = float(y.mean()), telling(x, y, factors)
    best: tuple[float, Box] | None = None
    for box in trajectory(x[:, some], y):
        kept = _told_limits(box, x[:, some], y, chance, limits)
        if not kept:
            continue
        kept = tuple(replace(limit, factor=int(some[limit.factor])) for limit in kept)
        inside = Box(kept, 0.0, 0.0, 0.0).holds(x)
        small_box = measured(kept, inside, y)
        worth = 2.0 * small_box.coverage * small_box.density / max(small_box.coverage + small_box.density, 1e-12)
        if small_box.density > base and (best is None or worth > best[0]):
            best = worth, small_box
    return best[1] if best else None


def telling(x: Array, y: Bools, most: int, classes: int = 10) -> NDArray[np.intp]:
    """The factors whose classes of equal size differ most in how often the case happens: (factor,), in their own order.

    x (draw, factor);  y (draw,)
    """
    if x.shape[1] <= most:
        return np.arange(x.shape[1])
    order = np.argsort(x, axis=0, kind="stable")
    sorted_cases = np.asarray(y, dtype=np.float64)[order]
    means = np.array([part.mean(axis=0) for part in np.array_split(sorted_cases, classes)])
    return np.sort(np.argsort(-means.var(axis=0), kind="stable")[:most])


def _told_limits(box: Box, x: Array, y: Bools, chance: float, most: int) -> tuple[Limit, ...]:
    """Limits whose loss would thin the box out more than chance does, the most telling first.

    The one that chance explains best goes, again and again, until all that stay are told and few enough.
    """
    kept = list(box.limits)
    while kept:
        inside = Box(tuple(kept), 0, 0, 0).holds(x)
        n, hits = int(inside.sum()), int((inside & y).sum())
        without = [float(y[Box(tuple(o for o in kept if o is not one), 0, 0, 0).holds(x)].mean()) for one in kept]
        p = [float(binom.sf(hits - 1, n, density)) for density in without]
        weakest = int(np.argmax(p))
        if p[weakest] < chance / max(x.shape[1], 1) and len(kept) <= most:
            told = sorted(zip(without, kept, p, strict=True), key=lambda f: (f[0], f[1].factor))
            return tuple(replace(limit, p=value) for _, limit, value in told)
        kept.pop(weakest)
    return ()


@dataclass(frozen=True)
class Leaf:
    """One leaf of a tree: its limits, its share of all futures, the share of cases of interest in it."""

    limits: tuple[Limit, ...]
    mass: float
    density: float
    coverage: float


def leaves(x: Array, y: Bools, *, depth: int = 2, least: float = LEAST) -> tuple[Leaf, ...]:
    """A small tree (Breiman et al. 1984, by scikit-learn), its leaves from the densest on."""
    from sklearn.tree import DecisionTreeClassifier

    fitted = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=max(2, int(least * len(y))), splitter="best",
                                    random_state=0).fit(x, y)  # fmt: skip
    tree = fitted.tree_
    dense: list[Leaf] = []

    def walk(node: int, limits: dict[int, tuple[float, float]]) -> None:
        k = int(tree.feature[node])
        if k < 0:
            box = tuple(Limit(f, low, high) for f, (low, high) in limits.items())
            inside = Box(box, 0, 0, 0).holds(x)
            m = measured(box, inside, y)
            dense.append(Leaf(box, m.mass, m.density, m.coverage))
            return
        at = float(tree.threshold[node])
        low, high = limits.get(k, (-np.inf, np.inf))
        walk(int(tree.children_left[node]), {**limits, k: (low, min(high, at))})
        walk(int(tree.children_right[node]), {**limits, k: (max(low, np.nextafter(at, np.inf)), high)})

    walk(0, {})
    return tuple(sorted(dense, key=lambda leaf: (-leaf.density, -leaf.mass)))
