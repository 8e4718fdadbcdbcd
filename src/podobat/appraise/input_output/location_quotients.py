"""From a nation's table to a region's: location quotients, and what of a purchase the region itself delivers.

A region rarely has a table of its own. From its size by sector (output or jobs) the quotients say how far it could
deliver what the nation's table says is needed: r_ij = q_ij a_ij with q_ij no more than one, the rest comes from
elsewhere in the nation. Symbols of Miller and Blair (2009), 8.2; FLQ of Flegg and Webber (1997).

    x_i^r, x^r  size of sector i in the region, and of the region      x_i^n, x^n  the same of the nation
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

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


def flq(region: ArrayLike, nation: ArrayLike, delta: ArrayLike) -> Array:
    """Flegg's quotient: CILQ (SLQ on the diagonal) times lambda = [log2(1 + x^r / x^n)]^delta.

    A smaller region buys more from outside; delta says how much more. 0 is CILQ.

    delta    (...) 0 to below 1, about 0.2 to 0.4 in studies
    returns  (..., n, n)
    """
    r, n = _sizes(region, nation)
    size = np.log2(1.0 + r.sum() / n.sum())
    return cilq(r, n) * (size ** np.asarray(delta, dtype=np.float64))[..., None, None]
