"""Logarithms and exponentials that give the same bits on every machine.

The system's log and exp differ between C libraries and vector widths in the last bit. These use additions,
multiplications and divisions alone, in a fixed order, and are as exact as a double allows within a few last digits.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_LOG2_HIGH: Final = 6.93147180369123816490e-01  # of log(2), exact in its leading bits; the rest is below
_LOG2_LOW: Final = 1.90821492927058770002e-10
_ROOT_HALF: Final = 0.7071067811865476


def log(x: ArrayLike) -> Floats:
    """Natural logarithm of positive numbers; nan stays nan.

    x = m 2^e with m between sqrt(1/2) and sqrt(2);  log m = 2 (s + s^3/3 + ... + s^21/21),  s = (m - 1) / (m + 1).
    """
    m, e = np.frexp(np.asarray(x, dtype=np.float64))
    low = m < _ROOT_HALF
    m = np.where(low, m * 2.0, m)
    exponent = np.where(low, e - 1, e).astype(np.float64)
    s = (m - 1.0) / (m + 1.0)
    s2 = s * s
    series = np.full_like(s, 1.0 / 21.0)
    for k in range(19, 0, -2):
        series = series * s2 + 1.0 / k
    return exponent * _LOG2_HIGH + (2.0 * s * series + exponent * _LOG2_LOW)


def exp(x: ArrayLike) -> Floats:
    """e to the x; numbers outside (-700, 700) count as the end of that range.

    x = n log 2 + r with |r| <= log(2) / 2, then the Taylor series of e to the r to the 14th power.
    """
    x = np.clip(np.asarray(x, dtype=np.float64), -700.0, 700.0)
    n = np.rint(x * 1.4426950408889634)
    r = (x - n * _LOG2_HIGH) - n * _LOG2_LOW
    series = np.ones_like(r)
    for k in range(14, 0, -1):
        series = 1.0 + r * series / k
    return np.ldexp(series, np.where(np.isnan(n), 0, n).astype(np.int64))


def log1p_of(x: ArrayLike) -> Floats:
    """log(1 + x) of counts; below nought counts as nought. The scale in which counts are compared."""
    return log(1.0 + np.maximum(x, 0.0))


def counts_of(y: ArrayLike) -> Floats:
    """Counts from log(1 + count), at least nought."""
    return np.maximum(exp(np.maximum(y, 0.0)) - 1.0, 0.0)
