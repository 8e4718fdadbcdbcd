"""From a nation's table to a region's: location quotients, and what of a purchase the region itself delivers.

A region rarely has a table of its own. From its size by sector (output or jobs) the quotients say how far it could
deliver what the nation's table says is needed: r_ij = q_ij a_ij with q_ij no more than one, the rest comes from
elsewhere in the nation. Symbols of Miller and Blair (2009), 8.2; FLQ and AFLQ of Flegg and Webber (1997, 2000).

    x_i^r, x^r  size of sector i in the region, and of the region      x_i^n, x^n  the same of the nation
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from podobat.appraise.input_output.multipliers import leontief_inverse

Array = NDArray[np.float64]


def _sizes(region: ArrayLike, nation: ArrayLike) -> tuple[Array, Array]:
    r, n = np.asarray(region, dtype=np.float64), np.asarray(nation, dtype=np.float64)
    if r.shape != n.shape or r.ndim != 1:
        raise ValueError(f"region has shape {r.shape} and nation {n.shape}; expected (n,) twice")
    if (r < 0.0).any() or (n < 0.0).any() or r.sum() <= 0.0 or n.sum() <= 0.0:
        raise ValueError("sizes are not negative, and some sector is there")
    if (r > n * (1.0 + 1e-9)).any():
        raise ValueError(f"sectors {np.flatnonzero(r > n).tolist()} are larger in the region than in the nation")
    return r, n


def slq(region: ArrayLike, nation: ArrayLike) -> Array:
    """Simple location quotient of each sector: (x_i^r / x^r) / (x_i^n / x^n).

    region   (n,) size by sector in the region, any unit;  nation  (n,) the same in the nation, the region included
    returns  (n,) 1 where the sector weighs as much as in the nation; 0 where the nation has none of it
    raises   ValueError for negative sizes, and for a sector larger in the region than in the nation
    """
    r, n = _sizes(region, nation)
    return np.where(n > 0.0, (r / r.sum()) / np.where(n > 0.0, n / n.sum(), 1.0), 0.0)


def cilq(region: ArrayLike, nation: ArrayLike) -> Array:
    """Cross-industry quotient of seller i and buyer j: (x_i^r / x_i^n) / (x_j^r / x_j^n).

    returns  (n, n); where the region has no buyer j there is nothing to deliver: 1, and SLQ on the diagonal
    """
    r, n = _sizes(region, nation)
    share = np.where(n > 0.0, r / np.where(n > 0.0, n, 1.0), 0.0)
    quotients = np.where(share > 0.0, share[:, None] / np.where(share > 0.0, share, 1.0), 1.0)
    np.fill_diagonal(quotients, slq(region, nation))
    return quotients


def flq(region: ArrayLike, nation: ArrayLike, delta: float = 0.3) -> Array:
    """Flegg's quotient: CILQ (SLQ on the diagonal) times lambda = [log2(1 + x^r / x^n)]^delta.

    A smaller region buys more from outside; delta says how much more. 0 is CILQ.

    delta    0 to below 1, about 0.2 to 0.4 in studies
    returns  (n, n)
    """
    if not 0.0 <= delta < 1.0:
        raise ValueError(f"delta is {delta}; expected 0 to below 1")
    r, n = _sizes(region, nation)
    return cilq(r, n) * np.log2(1.0 + r.sum() / n.sum()) ** delta


def aflq(region: ArrayLike, nation: ArrayLike, delta: float = 0.3) -> Array:
    """FLQ that lets a specialised buyer find more suppliers nearby: FLQ_ij log2(1 + SLQ_j) where SLQ_j > 1."""
    own = slq(region, nation)
    return flq(region, nation, delta) * np.where(own > 1.0, np.log2(1.0 + own), 1.0)


def regional_coefficients(A: ArrayLike, quotients: ArrayLike) -> Array:
    """What a unit of output takes from the region's own sectors: r_ij = min(1, q_ij) a_ij.

    A          (n, n) coefficients of the nation's domestic table
    quotients  (n, n) from cilq, flq or aflq, or (n,) shares by seller (SLQ, supply percentages)
    returns    (n, n), nowhere above A: a region cannot deliver more than is needed
    """
    q = np.asarray(quotients, dtype=np.float64)
    if (q < 0.0).any():
        raise ValueError("quotients are not negative")
    q = q[:, None] if q.ndim == 1 else q
    return np.minimum(1.0, q) * np.asarray(A, dtype=np.float64)


def kept_in_region(A_r: ArrayLike, local: ArrayLike) -> Array:
    """Output of the region's sectors for a unit of demand, of which the region itself delivers a share.

    L^r with column j times local_j. What is bought elsewhere is not traced back (no feedback between regions), so this
    is a lower bound of what stays.

    A_r      (n, n) regional coefficients
    local    (n,)   share of the first purchase that the region delivers, 0..1
    returns  (n, n) column j for a unit spent on sector j, wherever it is bought
    """
    local = np.asarray(local, dtype=np.float64)
    if ((local < 0.0) | (local > 1.0)).any():
        raise ValueError("the region delivers from none to all of a purchase")
    return leontief_inverse(A_r) * local
