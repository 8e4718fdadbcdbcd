"""Distributions of the end count, each given by seven quantiles in y = log(1 + count), and what is done to them.

Between the quantiles y is a straight line in the normal score z of the level (z = 0 at the median, 1.28 at 90 %), and
goes on along its last piece beyond them. A change of what is known then moves or stretches z: y(shift + factor z).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook.logs import exp
from podobat.outlook.networks import LEVEL_VALUES

Floats = NDArray[np.float64]

#: Normal scores of the seven levels, to ten figures (scipy.special.ndtri), written out so that no library decides them.
SCORES: Final = np.array([-1.9599639845, -1.2815515655, -0.6744897502, 0.0, 0.6744897502, 1.2815515655, 1.9599639845])
FARTHEST: Final = 6.0  # normal scores beyond this are not told apart
APART: Final = 1e-6  # in logs: what lies just below a target


def value_at(quantiles: Floats, z: Floats) -> Floats:
    """y at normal scores z (series, any number) of distributions (series, 7)."""
    z = np.clip(z, -FARTHEST, FARTHEST)
    piece = np.clip(np.searchsorted(SCORES, z, side="right") - 1, 0, len(SCORES) - 2)
    low = np.take_along_axis(quantiles, piece, axis=1)
    high = np.take_along_axis(quantiles, piece + 1, axis=1)
    return low + (high - low) * ((z - SCORES[piece]) / (SCORES[piece + 1] - SCORES[piece]))


def score_of(quantiles: Floats, y: Floats) -> Floats:
    """Normal score (series,) of an observed y in each distribution; the middle of a flat piece."""
    slope_low = np.maximum(quantiles[:, 1] - quantiles[:, 0], 1e-9) / (SCORES[1] - SCORES[0])
    slope_high = np.maximum(quantiles[:, -1] - quantiles[:, -2], 1e-9) / (SCORES[-1] - SCORES[-2])
    first = np.full(len(y), np.nan)
    last = np.full(len(y), np.nan)
    for k in range(len(SCORES) - 1):
        low, high = quantiles[:, k], quantiles[:, k + 1]
        inside = (y >= low) & (y <= high)
        width = high - low
        at = np.where(width > 0, (y - low) / np.where(width > 0, width, 1.0), 0.0)
        from_here = SCORES[k] + at * (SCORES[k + 1] - SCORES[k])
        to_here = np.where(width > 0, from_here, SCORES[k + 1])
        first = np.where(inside & np.isnan(first), from_here, first)
        last = np.where(inside, to_here, last)
    below = SCORES[0] + (y - quantiles[:, 0]) / slope_low
    above = SCORES[-1] + (y - quantiles[:, -1]) / slope_high
    middle = 0.5 * (first + last)
    z = np.where(y < quantiles[:, 0], below, np.where(y > quantiles[:, -1], above, middle))
    return np.clip(z, -FARTHEST, FARTHEST)


def ordered(quantiles: Floats) -> Floats:
    """Quantiles (series, quantile) that never fall, and no count below nought."""
    return np.maximum(np.maximum.accumulate(quantiles, axis=1), 0.0)


def agreeing(quantiles: Floats, odds: Floats, target: Floats) -> Floats:
    """Quantiles that agree with the odds: a level above 1 - odds reaches the target, one below it does not."""
    met = LEVEL_VALUES[None, :] >= 1.0 - odds[:, None]
    reached = np.maximum(quantiles, target[:, None])
    short = np.minimum(quantiles, np.maximum(target[:, None] - APART, 0.0))
    return ordered(np.where(met, reached, short))


def at_least(quantiles: Floats, floor: Floats) -> Floats:
    """Distributions given that the end is at least `floor` (nan: no floor): what lies below it is taken out.

    A level a becomes F(floor) + a (1 - F(floor)) of the old distribution. With a floor beyond nearly all of it, the
    distribution becomes that floor.
    """
    has = ~np.isnan(floor)
    if not has.any():
        return quantiles
    y = np.where(has, floor, 0.0)
    below = normal_share(score_of(quantiles, y))
    levels = below[:, None] + LEVEL_VALUES * (1.0 - below[:, None])
    cut = np.maximum(value_at(quantiles, normal_score(levels)), y[:, None])
    return np.where(has[:, None], cut, quantiles)


def odds_at_least(odds: Floats, quantiles: Floats, floor: Floats) -> Floats:
    """Odds of each target (series,) given that the end is at least `floor`."""
    has = ~np.isnan(floor)
    below = np.where(has, normal_share(score_of(quantiles, np.where(has, floor, 0.0))), 0.0)
    return np.where(below < 1.0, np.minimum(odds / np.maximum(1.0 - below, 1e-9), 1.0), odds)


def normal_share(z: Floats) -> Floats:
    """Share of a standard normal below z (Abramowitz and Stegun 26.2.17, error below 1e-7)."""
    t = 1.0 / (1.0 + 0.2316419 * np.abs(z))
    tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = 0.3989422804014327 * exp(-0.5 * z * z) * tail
    return np.where(z < 0, upper, 1.0 - upper)


def normal_score(share: Floats) -> Floats:
    """The z below which each share of a standard normal lies, within FARTHEST: `normal_share` inverted by halving."""
    low, high = np.full(np.shape(share), -FARTHEST), np.full(np.shape(share), FARTHEST)
    for _ in range(45):
        middle = 0.5 * (low + high)
        below = normal_share(middle) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return 0.5 * (low + high)
