"""Location quotients: how much more of an industry a region has than the nation, and how firm that figure is.

A quotient is a ratio of a count to what it would be if the region were the nation in small, which epidemiologists call
a standardised ratio; small cells make it large by luck. Its interval is Clopper and Pearson's for the region's share of
the industry, with the count replaced by the number of independent decisions it stands for (`Movement.decisions`): the
hundred workers of one plant come and go together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Margins:
    """Totals that quotients are taken against.

    by_region     (region,) whole size of each region;  by_industry: (industry,) of the nation
    """

    by_region: Array
    by_industry: Array

    @property
    def total(self) -> float:
        """Everything in the nation."""
        return float(np.sum(self.by_industry))

    @property
    def expected(self) -> Array:
        """What each cell would hold if every region had the nation's structure: E_ri = X_r X_i / X."""
        return np.outer(self.by_region, self.by_industry) / self.total


def margins_of(counts: Array, national: Array | None = None, regional: Array | None = None) -> Margins:
    """Totals of a table: sums over its cells, or what it states itself, which holds what is withheld in cells.

    counts     (region, industry); NaN where withheld: such cells add nothing to a sum
    national   (industry,) of the nation;  regional: (region,) of all industries
    """
    return Margins(
        np.nansum(counts, axis=1) if regional is None else regional,
        np.nansum(counts, axis=0) if national is None else national,
    )


def location_quotients(counts: Array, margins: Margins | None = None) -> Array:
    """LQ_ri = (x_ri / X_r) / (X_i / X), the same as x_ri / E_ri; NaN where the cell is withheld or E is 0.

    counts    (region, industry), in any unit
    returns   (region, industry), 1 where the region has the nation's share
    """
    at_par = (margins or margins_of(counts)).expected
    return np.divide(counts, at_par, out=np.full(at_par.shape, np.nan), where=at_par > 0)


def presence(quotients: Array, threshold: float = 1.0) -> NDArray[np.bool_]:
    """Which industries a region is specialised in: LQ >= threshold (Balassa 1965). A withheld cell counts as not."""
    return np.nan_to_num(quotients, nan=-1.0) >= threshold


def quotient_interval(
    counts: Array, decisions: Array, level: float, margins: Margins | None = None
) -> tuple[Array, Array]:
    """Lower and upper bound of each quotient.

    The region's share of the industry, p = x / X_i, has the interval of Clopper and Pearson for k of n, where k is the
    number of independent decisions that the count stands for and n = k X_i / x. LQ = p X / X_r.

    counts      (region, industry)
    decisions   (region, industry) independent decisions behind each count; behind a count of 0 those behind one unit
    level       e.g. 0.95
    returns     two of (region, industry); NaN where the quotient is
    """
    base = margins or margins_of(counts)
    by_industry = base.by_industry
    share = np.divide(counts, by_industry, out=np.full(counts.shape, np.nan), where=by_industry > 0)
    empty = counts == 0
    k = np.where(empty, 0.0, decisions)
    per_unit = np.divide(decisions, np.where(empty, 1.0, counts))
    n = np.maximum(per_unit * by_industry, k)
    tail = (1.0 - level) / 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(k > 0, betaincinv(np.where(k > 0, k, 1.0), n - k + 1.0, tail), 0.0)
        high = np.where(n > k, betaincinv(k + 1.0, np.where(n > k, n - k, 1.0), 1.0 - tail), 1.0)
        to_quotient = base.total / base.by_region[:, None]
        known = np.isfinite(share) & (counts >= 0)
        return np.where(known, low * to_quotient, np.nan), np.where(known, high * to_quotient, np.nan)
