"""Input-output mathematics in the symbols of Miller and Blair (2009), chapters 2 and 6: pure functions on arrays.

    Z  n x n   what sector j buys from sector i        x  n      output of each sector
    A = Z x^-1, a_ij = z_ij / x_j                      L = (I - A)^-1      x = L f

A column of L is what every sector produces for one unit of final demand for one sector. With k_i units of anything
(value added, people, imports) in a unit of output of sector i, k^ L is who gains them and k' L how many in all.

Type I takes households as given: L. Type II closes the model for them: their pay w is one more row of A, what they buy
per unit of pay, c, one more column, so that pay is spent again. Each unit is money of the same year.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class NotProductiveError(ValueError):
    """An economy that needs a unit or more of its own output to make one: no final demand can be met."""


def input_coefficients(Z: ArrayLike, x: ArrayLike) -> Array:
    """What a unit of each sector's output takes from every sector: A = Z x^-1.

    Z        (n, n)  deliveries from row to column, money
    x        (n,)    output, the same money; a sector without output buys nothing: its column is zero
    returns  (n, n)  pure numbers
    raises   ValueError for other shapes, and for a sector that buys without producing
    """
    Z, x = np.asarray(Z, dtype=np.float64), np.asarray(x, dtype=np.float64)
    if Z.ndim != 2 or Z.shape != (x.size, x.size):
        raise ValueError(f"Z has shape {Z.shape} and x {x.shape}; expected (n, n) and (n,)")
    idle = x == 0.0
    if (Z[:, idle] != 0.0).any():
        raise ValueError(f"sectors {np.flatnonzero(idle & (Z != 0.0).any(axis=0)).tolist()} buy and produce nothing")
    return Z / np.where(idle, 1.0, x)


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


def output(L: ArrayLike, f: ArrayLike) -> Array:
    """Output of every sector for a final demand: x = L f."""
    return np.asarray(L, dtype=np.float64) @ np.asarray(f, dtype=np.float64)


def effect_by_producer(k: ArrayLike, L: ArrayLike) -> Array:
    """In which sector i a unit of demand for sector j brings about how much of k: k^ L.

    k        (n,)    of it in a unit of output: value added and pay (money per money), people per money, ...
    returns  (n, n)  a column a sector of demand; its sum is the multiplier
    """
    return np.asarray(k, dtype=np.float64)[:, None] * np.asarray(L, dtype=np.float64)


def multipliers(k: ArrayLike, L: ArrayLike) -> Array:
    """How much of k a unit of final demand for each sector brings about, directly and indirectly: k' L, (n,)."""
    return np.asarray(k, dtype=np.float64) @ np.asarray(L, dtype=np.float64)


def output_multipliers(L: ArrayLike) -> Array:
    """Column sums of L: output of all sectors for a unit of final demand for each."""
    return np.asarray(L, dtype=np.float64).sum(axis=-2)


class Domestic(NamedTuple):
    """A table split by where deliveries come from: A = domestic + imported, both (n, n)."""

    domestic: Array
    imported: Array


def without_imports(A: ArrayLike, import_share: ArrayLike) -> Domestic:
    """Take imports out of a table that counts them in, by the share m_i of each good that comes from abroad.

    A_d = (I - m^) A: every buyer imports the same share of a good, which is what a table without imports by buyer
    leaves to assume (the "competitive imports" form). Multipliers of the whole table count what foreigners produce.

    A             (n, n)
    import_share  (n,) 0..1
    """
    A, m = np.asarray(A, dtype=np.float64), np.asarray(import_share, dtype=np.float64)
    if ((m < 0.0) | (m > 1.0)).any():
        raise ValueError("shares of imports lie from 0 to 1")
    return Domestic((1.0 - m)[:, None] * A, m[:, None] * A)


def households_closed(A: ArrayLike, w: ArrayLike, c: ArrayLike, own: float = 0.0) -> Array:
    """A with households as one more sector: [[A, c], [w', own]].

    w        (n,)  pay in a unit of output
    c        (n,)  bought from each sector for a unit of pay; a sum below one leaves tax, saving and imports
    own      what households pay one another, for a unit of pay
    returns  (n + 1, n + 1)
    """
    A = np.asarray(A, dtype=np.float64)
    n = A.shape[-1]
    closed = np.zeros((n + 1, n + 1))
    closed[:n, :n], closed[n, :n], closed[:n, n], closed[n, n] = A, w, c, own
    return closed


def type_two(A: ArrayLike, w: ArrayLike, c: ArrayLike, own: float = 0.0) -> Array:
    """The Leontief inverse with households closed, rows and columns of the n sectors alone.

    (n, n); never below type I. Raises NotProductiveError when households spend so much that it does not end.
    """
    return leontief_inverse(households_closed(A, w, c, own))[:-1, :-1]


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


def backward_linkages(L: ArrayLike) -> Array:
    """How much a sector pulls on the others, relative to the mean: n sum_i l_ij / sum_ij l_ij (Rasmussen 1957)."""
    sums = output_multipliers(L)
    return sums / sums.mean()


def forward_linkages(L: ArrayLike) -> Array:
    """How much a sector is pulled by all others, relative to the mean: n sum_j l_ij / sum_ij l_ij."""
    sums = np.asarray(L, dtype=np.float64).sum(axis=-1)
    return sums / sums.mean()
