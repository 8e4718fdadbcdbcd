"""How close industries lie to one another, and how close each lies to what a region has.

Two measures stand side by side. Proximity and density are those of the product space (Hidalgo and others 2007): how
often two industries are specialities of the same region. Co-location uses the quotients themselves instead of a line
drawn at 1, and leaves out the region it speaks about; with few regions it knows far more, and the forecasts use it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
FOLDS = 20  # parts of the regions that are left out in turn
HELD = 4.0  # logs: beyond e^4 = 55 times the nation's share, a small cell says no more


def proximity(present: Mask) -> Array:
    """phi_ij = P(i | j) or P(j | i), whichever is smaller: both present, over the larger number of regions with one.

    present   (region, industry) specialities
    returns   (industry, industry), 1 on the diagonal of every industry that is present somewhere
    source    [hidalgo2007] equation 1
    """
    m = present.astype(np.float64)
    both = m.T @ m
    regions_with = np.diag(both)
    larger = np.maximum.outer(regions_with, regions_with)
    return np.divide(both, larger, out=np.zeros_like(both), where=larger > 0)


def density(present: Mask, phi: Array) -> Array:
    """omega_ri = sum_j phi_ij m_rj / sum_j phi_ij: how much of what is near i the region has.

    returns   (region, industry), 0 to 1
    source    [hidalgo2007] equation 2
    """
    around = phi.sum(axis=0)
    near = present.astype(np.float64) @ phi
    return np.divide(near, around, out=np.zeros_like(near), where=around > 0)


@dataclass(frozen=True)
class Colocation:
    """Where industries go together, measured by log quotients.

    pull      (region, industry) what the related industries of the region suggest: their mean log quotient
    weights   (industry, industry) correlation of log quotients over all regions, negative ones 0, diagonal 0
    """

    pull: Array
    weights: Array


def colocation(logs: Array) -> Colocation:
    """What each region's other industries suggest for an industry, from how industries go together elsewhere.

    w_ij = max(0, corr over other regions of log LQ_i and log LQ_j);  pull_ri = sum_j w_ij q_rj / sum_j w_ij

    The region itself is left out of the correlations; where there are more than `FOLDS` regions, so is every
    `FOLDS`-th region with it, which takes one set of correlations for many regions.

    logs      (region, industry) log quotients (of counts with a small offset, so that 0 is finite); NaN where withheld
    """
    q = np.clip(np.nan_to_num(logs), -HELD, HELD)
    n_regions = q.shape[0]
    sums, cross = q.sum(axis=0), q.T @ q
    pull = np.zeros_like(q)
    n_folds = min(n_regions, FOLDS)
    for fold in range(n_folds):
        own = q[fold::n_folds]
        weights = _correlations(cross - own.T @ own, sums - own.sum(axis=0), n_regions - len(own))
        around = weights.sum(axis=0)
        pull[fold::n_folds] = np.divide(own @ weights, around, out=np.zeros_like(own), where=around > 0)
    return Colocation(pull, _correlations(cross, sums, n_regions))


def _correlations(cross: Array, sums: Array, n: int) -> Array:
    """Positive correlations between columns from their cross products, with an empty diagonal."""
    if n < 3:
        return np.zeros_like(cross)
    covariance = cross - np.outer(sums, sums) / n
    spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale = np.outer(spread, spread)
    weights = np.divide(covariance, scale, out=np.zeros_like(cross), where=scale > 1e-12)
    np.fill_diagonal(weights, 0.0)
    return np.maximum(weights, 0.0)


@dataclass(frozen=True)
class Coherence:
    """How closely a region's specialities belong together, beside as many industries picked by lot.

    mean       (region,) mean proximity over the pairs of its specialities; NaN with fewer than two
    by_lot     mean over all pairs of industries, which is what a lot gives
    z          (region,) distance from the lot in standard deviations of the lot
    """

    mean: Array
    by_lot: float
    z: Array


def coherence(present: Mask, phi: Array) -> Coherence:
    """Coherence of each region (after Teece and others 1994), with the lot's mean and variance in closed form.

    The mean over the pairs of a sample of d out of N is a U-statistic of a finite population: with
    S1 = mean of phi over pairs, A = mean of phi^2, B = mean of phi_ij phi_ik over pairs that share one industry,
    the variance follows from counting how many pairs of pairs share 2, 1 or 0 industries.
    """
    n = phi.shape[0]
    if n < 4:
        return Coherence(np.full(present.shape[0], np.nan), float("nan"), np.full(present.shape[0], np.nan))
    off = phi - np.diag(np.diag(phi))
    m = present.astype(np.float64)
    d = m.sum(axis=1)
    inside = np.einsum("ri,ij,rj->r", m, off, m, optimize=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(d >= 2, inside / (d * (d - 1)), np.nan)
        spread = np.sqrt(_variance_by_lot(off, n, d))
        by_lot = off.sum() / (n * (n - 1))
        z = np.where((d >= 2) & (spread > 0), (mean - by_lot) / spread, np.nan)
    return Coherence(mean, float(by_lot), z)


def _variance_by_lot(off: Array, n: int, d: Array) -> Array:
    """Variance of the mean over pairs of d of n industries drawn by lot, for each d."""
    total, square = off.sum(), (off**2).sum()
    by_row = (off.sum(axis=0) ** 2).sum()
    same = square / (n * (n - 1))  # mean of phi_ij^2
    shared = (by_row - square) / (n * (n - 1) * (n - 2))  # mean of phi_ij phi_ik
    apart = (total**2 - 4 * by_row + 2 * square) / (n * (n - 1) * (n - 2) * (n - 3))  # mean of phi_ij phi_kl
    pairs = d * (d - 1) / 2
    second = (same + 2 * (d - 2) * shared + (d - 2) * (d - 3) / 2 * apart) / np.maximum(pairs, 1)
    return np.maximum(second - (total / (n * (n - 1))) ** 2, 0.0)
