"""Shares of groups from the draws as they are, where inputs go together and cannot be mixed: after counting.

The first-order share of a group is what a regression on its factors foretells of ranks in draws it has not seen; that
of chance is what draws of a couple, which share all but luck, differ by. A total is not defined here and is left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from podobat.explore.chance import folds, resamples
from podobat.explore.factors import CHANCE, GROUPS, Factors
from podobat.explore.indices import RESAMPLES, Index, Shares, ranks
from podobat.explore.worth import PARTS, basis

Array = NDArray[np.float64]
PENALTIES = (0.01, 0.1, 1.0, 10.0)


def fitted_shares(y: Array, factors: Factors, seed: int) -> dict[str, Shares]:
    """Shares of groups in the variance of ranks."""
    (y,) = ranks(y)
    shares = {}
    unknown = Index(float("nan"), float("nan"), float("nan"))
    for group in GROUPS:
        columns = factors.in_group(group)
        if len(columns):
            shares[group] = Shares(explained(y, factors.values[:, columns], seed), unknown)
    shares[CHANCE] = Shares(luck(y, seed), unknown)
    return shares


def explained(y: Array, x: Array, seed: int) -> Index:
    """Share of the variance that a ridge regression foretells out of sample, its penalty chosen inside each part."""
    n, b, part = len(y), basis(x), folds(len(y), PARTS, seed)
    guess = np.empty(n)
    for k in range(PARTS):
        here, rest = part == k, part != k
        inner = folds(int(rest.sum()), 2, seed + 1)
        best = min(PENALTIES, key=lambda p: _loss(b[rest], y[rest], inner, p))
        guess[here] = b[here] @ _ridge(b[rest], y[rest], best)
    gain = (y - y.mean()) ** 2 - (y - guess) ** 2
    return _indexed(gain, (y - y.mean()) ** 2, seed)


def luck(y: Array, seed: int) -> Index:
    """Share of the variance within couples of draws."""
    n = 2 * (len(y) // 2)
    couples = y[:n].reshape(-1, 2)
    within = np.repeat((couples[:, 0] - couples[:, 1]) ** 2 / 2.0, 2)
    return _indexed(within, (y[:n] - y[:n].mean()) ** 2, seed)


def _loss(b: Array, y: Array, part: NDArray[np.intp], penalty: float) -> float:
    one, two = part == 0, part == 1
    errors = (y[two] - b[two] @ _ridge(b[one], y[one], penalty), y[one] - b[one] @ _ridge(b[two], y[two], penalty))
    return float(sum((e**2).sum() for e in errors))


def _ridge(b: Array, y: Array, penalty: float) -> Array:
    gram = b.T @ b + penalty * len(y) * np.diag([0.0, *np.ones(b.shape[1] - 1)])
    return np.linalg.solve(gram, b.T @ y)  # pyright: ignore[reportReturnType]


def _indexed(part: Array, whole: Array, seed: int) -> Index:
    """A ratio of means with an interval from resampled couples."""
    n = len(part) // 2
    a, b = (v[: 2 * n].reshape(n, 2).sum(axis=1) for v in (part, whole))
    at = resamples(n, RESAMPLES, seed)
    again = a[at].sum(axis=1) / np.maximum(b[at].sum(axis=1), 1e-12)
    low, high = np.percentile(again, (2.5, 97.5))
    value = float(a.sum() / max(float(b.sum()), 1e-12))
    return Index(max(0.0, value), max(0.0, float(low)), max(0.0, float(high)))
