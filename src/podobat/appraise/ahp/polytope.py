"""The weights that a rule allows: low <= w <= high, adding to one, for two or three criteria.

They form a segment (two criteria) or a convex polygon (three). A score w . s is linear in w, so its least and greatest
values lie at corners, and the share of the polygon where it passes a mark is an area.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
_EDGE = 1e-12


def corners(low: Sequence[float], high: Sequence[float]) -> Array:
    """The corners of the allowed weights, in order around them; (corner, criterion).

    raises  ValueError for other than two or three criteria, or when no weights within the bounds add to one
    """
    lower, upper = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    n = len(lower)
    if n not in (2, 3) or len(upper) != n:
        raise ValueError(f"{n} criteria; weights of two or three are handled")
    if bool(np.any(lower > upper)) or not lower.sum() <= 1.0 + _EDGE or not upper.sum() >= 1.0 - _EDGE:
        raise ValueError("no weights within the bounds add to one")
    kept: list[Array] = []
    for free in range(n):  # at a corner all weights but one stand at a bound
        others = [i for i in range(n) if i != free]
        for bits in range(2 ** (n - 1)):
            w = np.empty(n)
            for k, i in enumerate(others):
                w[i] = upper[i] if bits >> k & 1 else lower[i]
            w[free] = 1.0 - sum(w[i] for i in others)
            inside = lower[free] - _EDGE <= w[free] <= upper[free] + _EDGE
            if inside and not any(np.allclose(w, other, rtol=0.0, atol=1e-12) for other in kept):
                kept.append(w)
    points = np.array(kept)
    middle = points.mean(axis=0)
    angle = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    return points[np.argsort(angle, kind="stable")]


def size(points: Array) -> float:
    """Length of a segment or area of a polygon, measured in the first criteria; 0 for a single point."""
    if points.shape[0] < 2:
        return 0.0
    if points.shape[1] == 2:
        return float(abs(points[-1, 0] - points[0, 0]))
    x, y = points[:, 0], points[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0)


def centre(low: Sequence[float], high: Sequence[float]) -> Array:
    """The centre of gravity of the allowed weights, (criterion,)."""
    points = corners(low, high)
    area = size(points)
    if points.shape[1] == 2 or area <= _EDGE:
        return points.mean(axis=0)
    x, y = points[:, 0], points[:, 1]
    cross = x * np.roll(y, -1) - y * np.roll(x, -1)
    x_mean, y_mean = (float(((c + np.roll(c, -1)) * cross).sum() / (3.0 * cross.sum())) for c in (x, y))
    return np.array([x_mean, y_mean, 1.0 - x_mean - y_mean])


def nearest_within(w: ArrayLike, low: Sequence[float], high: Sequence[float]) -> Array:
    """The allowed weights nearest to w (least squares): w + c held within the bounds, c such that they add to one."""
    given = np.asarray(w, dtype=np.float64)
    lower, upper = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    least, most = -2.0, 2.0
    for _ in range(200):
        middle = (least + most) / 2.0
        if np.clip(given + middle, lower, upper).sum() < 1.0:
            least = middle
        else:
            most = middle
    return np.clip(given + (least + most) / 2.0, lower, upper)


def share_above(points: Array, scores: ArrayLike, mark: float) -> float:
    """The share of the allowed weights for which w . scores is at or above the mark.

    points  (corner, criterion) as `corners` gives them;  scores (criterion,);  returns 0 to 1
    """
    value = points @ np.asarray(scores, dtype=np.float64) - mark
    if bool(np.all(value >= 0.0)):
        return 1.0
    if bool(np.all(value < 0.0)):
        return 0.0
    whole = size(points)
    if whole <= _EDGE:
        return float((value >= 0.0).mean())
    return size(_clipped(points, value)) / whole


def _clipped(points: Array, value: Array) -> Array:
    """The part of a polygon (or segment) where a linear function is at or above zero (Sutherland and Hodgman 1974)."""
    kept: list[Array] = []
    n = len(points)
    for i in range(n):
        j = (i + 1) % n
        if value[i] >= 0.0:
            kept.append(points[i])
        crosses = (value[i] >= 0.0) != (value[j] >= 0.0)
        if crosses and (n > 2 or i == 0):
            t = value[i] / (value[i] - value[j])
            kept.append(points[i] + t * (points[j] - points[i]))
    return np.array(kept)
