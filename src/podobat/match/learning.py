"""Weights from choices that were made: which supplier, of all there were, a demand worked with.

The chance that demand d chooses supplier s is exp(w.x_ds) / sum over suppliers t of exp(w.x_dt), the conditional
logit of McFadden (1974). Several choices of one demand count one by one. The weights that ship are the prior of what
a table's own partnerships add, feature by feature, so that little evidence moves them little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
_SOLVER = {"maxiter": 500, "ftol": 1e-12}


@dataclass(frozen=True)
class Choice:
    """What one demand could choose from and what it chose.

    features  (supplier, feature) of everyone it could choose
    chosen    (supplier) bool, at least one of them
    is_work   a past work of the table, or an outcome of the office
    """

    features: Floats
    chosen: NDArray[np.bool_]
    is_work: bool = True


@dataclass(frozen=True)
class Fitted:
    """Weights with their standard errors (the curvature of the log posterior), and how much they explain.

    choices, pairs  how many demands and chosen pairs they were learnt from
    gain            log-likelihood per pair above choosing blindly, in nats
    """

    value: Floats
    error: Floats
    choices: int
    pairs: int
    gain: float


def fit(choices: Sequence[Choice], prior: Floats, spread: Floats) -> Fitted:
    """The most likely weights given the choices and a normal prior, feature by feature.

    prior, spread  mean and standard deviation of the prior; an infinite spread says nothing
    returns        weights of 0 or more: having more in common never counts against a pair
    raises         ValueError when a choice chose nobody
    """
    if any(not c.chosen.any() for c in choices):
        raise ValueError("a choice without anyone chosen teaches nothing")
    precision = np.where(np.isinf(spread), 0.0, 1.0 / np.square(spread))

    def loss(w: Floats) -> tuple[float, Floats]:
        off = w - prior
        total, slope = 0.5 * float(np.sum(precision * off * off)), precision * off
        for choice in choices:
            worth = weighed(choice.features, w)
            most = worth.max()
            odds = np.exp(worth - most)
            k = int(choice.chosen.sum())
            total += k * (most + np.log(odds.sum())) - worth[choice.chosen].sum()
            mean = (odds[:, None] * choice.features).sum(axis=0) / odds.sum()
            slope = slope + k * mean - choice.features[choice.chosen].sum(axis=0)
        return float(total), slope

    start = np.where(np.isfinite(prior), prior, 0.0)
    mode = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(prior), options=_SOLVER)
    pairs = sum(int(c.chosen.sum()) for c in choices)
    blind = sum(int(c.chosen.sum()) * np.log(len(c.chosen)) for c in choices)
    likelihood = sum(_log_likelihood(c, mode.x) for c in choices)
    curvature = _curvature(choices, mode.x) + np.diag(precision)
    error = np.sqrt(np.diag(np.linalg.pinv(curvature)))
    return Fitted(mode.x, error, len(choices), pairs, float(likelihood + blind) / max(pairs, 1))


def weighed(features: Floats, w: Floats) -> Floats:
    """Sum of the features times their weights, (...) from (..., feature); the same bits for any number of threads."""
    total = np.zeros(features.shape[:-1])
    for i, weight in enumerate(w):
        total += features[..., i] * weight
    return total


def _log_likelihood(choice: Choice, w: Floats) -> float:
    worth = weighed(choice.features, w)
    most = worth.max()
    return float(worth[choice.chosen].sum() - choice.chosen.sum() * (most + np.log(np.exp(worth - most).sum())))


def _curvature(choices: Sequence[Choice], w: Floats) -> Floats:
    """The information matrix: sum over pairs of the covariance of the features under the chances."""
    out = np.zeros((len(w), len(w)))
    for choice in choices:
        worth = weighed(choice.features, w)
        chance = np.exp(worth - worth.max())
        chance /= chance.sum()
        around = choice.features - (chance[:, None] * choice.features).sum(axis=0)
        out += choice.chosen.sum() * np.einsum("s,si,sj->ij", chance, around, around)
    return out
