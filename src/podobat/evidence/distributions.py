"""How sure we are of a number, as a distribution that turns a uniform number into a value.

Every shape is sampled by its inverse distribution function, so that quasi-random points keep their evenness and the
same point always gives the same value. A spread is stated the way an analyst states it:

    triangular, pert, uniform   `low` and `high` are the ends; `value` is the mode (for uniform: any value inside)
    normal, lognormal           `value` is the median, `low` and `high` are the 5 % and 95 % quantiles
    fixed                       `value`, always

The last two need not be symmetric: the half below the median and the half above it each take their own spread (of
logs, for lognormal), and each holds probability one half, so all three stated quantiles hold exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

Array = NDArray[np.float64]

SHAPES: Final = ("triangular", "uniform", "normal", "lognormal", "pert", "fixed")
Z95: Final = float(ndtri(0.95))  # 1.645: standard deviations from the median to the 95 % quantile


@dataclass(frozen=True, slots=True)
class Distribution:
    """A shape, its central value, its low and high, and hard bounds that nothing may cross.

    `low` and `high` equal `value` for a fixed number; `minimum` and `maximum` are infinite when none were stated.
    """

    shape: str
    value: float
    low: float
    high: float
    minimum: float = -math.inf
    maximum: float = math.inf

    @property
    def fixed(self) -> bool:
        """Does every draw give the same value?"""
        return self.shape == "fixed" or self.low == self.high

    def quantile(self, u: ArrayLike) -> Array:
        """The value that a share u of all draws stays below; u in (0, 1), any shape; bounds are applied."""
        u = np.ascontiguousarray(u, dtype=np.float64)
        if self.fixed:
            return np.full(u.shape, self.value)
        return np.clip(_QUANTILES[self.shape](u, self.low, self.value, self.high), self.minimum, self.maximum)


def triangular(u: Array, low: float, mode: float, high: float) -> Array:
    """Inverse of the triangular distribution function.

    F(x) = (x - low)^2 / ((high - low)(mode - low)) up to the mode,
    F(x) = 1 - (high - x)^2 / ((high - low)(high - mode)) after it.
    """
    width = high - low
    below = low + np.sqrt(u * width * (mode - low))
    above = high - np.sqrt((1.0 - u) * width * (high - mode))
    return np.where(u * width < mode - low, below, above)


def uniform(u: Array, low: float, value: float, high: float) -> Array:
    """Every value between the ends is equally likely."""
    return low + u * (high - low)


def normal(u: Array, low: float, median: float, high: float) -> Array:
    """Two half-normals joined at the median.

    x = median + s z with z standard normal, s = (median - low)/1.645 below the median and (high - median)/1.645 above.
    """
    z = ndtri(u)
    return median + z * np.where(z < 0.0, (median - low) / Z95, (high - median) / Z95)


def lognormal(u: Array, low: float, median: float, high: float) -> Array:
    """The same in logs: log x = log median + s z, with its own s on each side; all arguments are above zero."""
    z = ndtri(u)
    s = np.where(z < 0.0, math.log(median / low) / Z95, math.log(high / median) / Z95)
    return median * np.exp(z * s)


def pert(u: Array, low: float, mode: float, high: float) -> Array:
    """Beta distribution on (low, high) with mean (low + 4 mode + high) / 6: triangular with lighter ends."""
    width = high - low
    a = 1.0 + 4.0 * (mode - low) / width
    b = 1.0 + 4.0 * (high - mode) / width
    return low + width * betaincinv(a, b, u)


_QUANTILES: Final = {
    "triangular": triangular,
    "uniform": uniform,
    "normal": normal,
    "lognormal": lognormal,
    "pert": pert,
}
