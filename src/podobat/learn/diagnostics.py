"""Statistics of weighted draws, and diagnostics that can fail. Pure functions."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

RELIABLE_K: Final = 0.7  # Pareto shape from which weighted means cannot be relied on (Vehtari et al. 2024)
_TAIL_LEAST = 5


def weighted_quantiles(values: ArrayLike, weights: ArrayLike, shares: ArrayLike) -> Array:
    """Quantiles of weighted values, (share,): the smallest value with at least that share of the weight up to it."""
    x, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    order = np.argsort(x, kind="stable")
    running = np.cumsum(w[order])
    at = np.searchsorted(running, np.asarray(shares, dtype=np.float64) * running[-1] * (1.0 - 1e-12))
    return x[order][np.minimum(at, len(x) - 1)]


def crps(values: ArrayLike, weights: ArrayLike, observed: float) -> float:
    """Continuous ranked probability score of weighted draws: E|X - y| - E|X - X'| / 2, in the unit of the values.

    With sorted x and running weight W:  E|X - X'| / 2 = sum over i of W_i (1 - W_i) (x_i+1 - x_i)  (Hersbach 2000)
    """
    x, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    order = np.argsort(x, kind="stable")
    x, w = x[order], w[order] / w.sum()
    running = np.cumsum(w)[:-1]
    return float((w * np.abs(x - observed)).sum() - (running * (1.0 - running) * np.diff(x)).sum())


def inside(values: ArrayLike, weights: ArrayLike, observed: float, share: float) -> bool:
    """Does the central interval with this share of the weight hold what was observed?"""
    low, high = weighted_quantiles(values, weights, [(1.0 - share) / 2.0, (1.0 + share) / 2.0])
    return bool(low <= observed <= high)


def pareto_k(weights: ArrayLike) -> float:
    """Shape of a generalised Pareto tail fitted to the largest weights (Zhang and Stephens 2009; Vehtari et al. 2024).

    Below 0.5 the weights have a variance; above 0.7 means over them are not reliable. nan for too few weights.
    """
    w = np.sort(np.asarray(weights, dtype=np.float64))
    n = int(min(0.2 * len(w), 3.0 * np.sqrt(len(w))))
    x = w[len(w) - n :] - w[len(w) - n - 1] if n >= _TAIL_LEAST and len(w) > n else np.zeros(0)
    if not len(x) or x[-1] <= 0.0:
        return float("nan")
    m = 30 + int(np.sqrt(n))
    quartile = max(float(x[max(int(n / 4 + 0.5) - 1, 0)]), float(x[-1]) * 1e-12)
    b = 1.0 / x[-1] + (1.0 - np.sqrt(m / (np.arange(1, m + 1) - 0.5))) / (3.0 * quartile)
    k = np.log1p(-b[:, None] * x).mean(axis=1)
    length = n * (np.log(-b / k) - k - 1.0)
    chance = np.exp(length - length.max())
    middle = float((b * chance).sum() / chance.sum())
    shape = float(np.log1p(-middle * x).mean())
    return (n * shape + 5.0) / (n + 10.0)  # drawn a little towards 0.5, as they advise


def divergence(weights: ArrayLike, other: ArrayLike) -> float:
    """Kullback-Leibler divergence sum w log(w / v) between two weightings of the same draws, in nats."""
    w, v = np.asarray(weights, dtype=np.float64), np.asarray(other, dtype=np.float64)
    some = w > 0.0
    return float((w[some] * (np.log(w[some]) - np.log(np.maximum(v[some], 1e-300)))).sum())


def normal_shift(scores: Array, weights: Array) -> Array:
    """How far each parameter has moved: divergence of N(m, s^2) from the prior N(0, 1), in nats, (parameter,)."""
    m = np.einsum("n,np->p", weights, scores)
    s2 = np.maximum(np.einsum("n,np->p", weights, (scores - m) ** 2), 1e-12)
    return 0.5 * (s2 + m**2 - 1.0 - np.log(s2))
