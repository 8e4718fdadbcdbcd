"""Input-output mathematics in the symbols of Miller and Blair (2009), chapters 2 and 6: pure functions on arrays.

    Z  n x n   what sector j buys from sector i        x  n      output of each sector
    A = Z x^-1, a_ij = z_ij / x_j                      L = (I - A)^-1      x = L f

A column of L is what every sector produces for one unit of final demand for one sector. With k_i units of anything
(value added, people, imports) in a unit of output of sector i, k' L is how many a unit of demand brings about.

Type I takes households as given: L. Type II lets them spend their pay again (`respent`), which is the same as closing
the model for them. Each unit is money of the same year.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class NotProductiveError(ValueError):
    """An economy that needs a unit or more of its own output to make one: no final demand can be met."""


def is_productive(A: ArrayLike) -> bool:
    """Can this economy meet any final demand? Yes when the largest eigenvalue of A >= 0 is below one.

    Columns that all sum to less than one are enough (Solow 1952), and found without eigenvalues.
    """
    A = np.asarray(A, dtype=np.float64)
    if A.size == 0 or np.abs(A).sum(axis=-2).max() < 1.0:
        return True
    return bool(np.abs(np.linalg.eigvals(A)).max() < 1.0)


def leontief_inverse(A: ArrayLike) -> Array:
    """Output of sector i for a unit of final demand for sector j: L = (I - A)^-1.

    A        (n, n), or (..., n, n) for many economies at once; none negative
    returns  the same shape
    raises   NotProductiveError, when the sum I + A + A^2 + ... does not end
    """
    A = np.asarray(A, dtype=np.float64)
    if not is_productive(A):
        raise NotProductiveError("the largest eigenvalue of A is one or more")
    return np.asarray(np.linalg.inv(np.eye(A.shape[-1]) - A), dtype=np.float64)


def respent(k: ArrayLike, income: ArrayLike, basket: ArrayLike, basket_income: ArrayLike) -> Array:
    """Type II multipliers from type I ones, when households spend every unit of pay on the same basket.

    k + K h / (1 - H): pay h comes with a unit of demand; each unit of pay brings K of the effect and H of pay, again
    and again.
    The same as closing the model (Miller and Blair 2009, 6.2.4): K = k'L c, H = w'L c.

    k              (...)  type I effect of a unit of demand
    income         (...)  h, pay that is spent again, for a unit of demand
    basket         K, type I effect of a unit that households spend
    basket_income  H, pay that is spent again, for a unit that households spend; below one
    """
    k, h, K, H = (np.asarray(a, dtype=np.float64) for a in (k, income, basket, basket_income))
    if (H >= 1.0).any():
        raise NotProductiveError("households spend more than a unit for every unit they earn")
    return k + K * h / (1.0 - H)
