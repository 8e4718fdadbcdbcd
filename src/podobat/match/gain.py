"""What one list of pairs brings beside another: pilots, lasting users and savings, over the draws of the parameters.

    gain = brought(fits, costs, drawn) - brought(other_fits, other_costs, drawn)
    spread_of(gain.users, drawn.weight)

Both lists meet the same parameters in the same draw, so that what is uncertain about pilots in general cancels out of
the difference as far as it can.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podobat.match.worth import FIT_STEPS, Drawn

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Brought:
    """What a list of pairs adds through its vouchers, (draw): pilots that would not have begun, users, KRW m a year."""

    pilots: Floats
    users: Floats
    savings: Floats

    def __sub__(self, other: Brought) -> Brought:
        return Brought(self.pilots - other.pilots, self.users - other.users, self.savings - other.savings)


def brought(fits: Floats, costs: Floats, drawn: Drawn) -> Brought:
    """Sums over the pairs of a list.

    fits, costs  (pair) fit, and yearly costs of the demand, KRW million
    """
    plain, by_costs = _by_step(fits, np.ones_like(fits)), _by_step(fits, costs)
    pilots, users, saved = plain @ drawn.begun, plain @ drawn.use, by_costs @ drawn.saved
    return Brought(*(x * drawn.added for x in (pilots, users, saved)))


def _by_step(fits: Floats, weights: Floats) -> Floats:
    """(step) how much weight stands at each step of fit, a fit between two steps shared out to both."""
    at = np.clip(fits, 0.0, 1.0) * (len(FIT_STEPS) - 1)
    low = np.minimum(at.astype(np.int64), len(FIT_STEPS) - 2)
    part = at - low
    out = np.zeros(len(FIT_STEPS))
    np.add.at(out, low, weights * (1 - part))
    np.add.at(out, low + 1, weights * part)
    return out


def spread_of(drawn: Floats, weight: Floats) -> tuple[float, float, float, float]:
    """Mean, and 10, 50 and 90 % quantiles, of weighted draws."""
    order = np.argsort(drawn, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    at = np.searchsorted(share, [0.1, 0.5, 0.9])
    low, middle, high = drawn[order][np.minimum(at, len(drawn) - 1)].tolist()
    return float((drawn * weight).sum() / weight.sum()), low, middle, high


def share_from(whole: Floats, without: Floats, weight: Floats) -> float:
    """Of a variance, the share that is gone when some parameters are held: 1 - var(without) / var(whole)."""

    def variance(x: Floats) -> float:
        mean = (x * weight).sum() / weight.sum()
        return float(((x - mean) ** 2 * weight).sum() / weight.sum())

    return 1.0 - variance(without) / variance(whole) if variance(whole) > 0 else float("nan")
