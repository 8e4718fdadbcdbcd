"""What is set beside published figures: small functions of what the runs counted, one value a point of parameters.

Arrays begin with the points. Where a point has nothing to divide by, its value is nan and it is left out later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

Values = NDArray[np.float64]


def share(part: ArrayLike, whole: ArrayLike) -> Values:
    """part / whole; nan where the whole is empty."""
    part, whole = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)


def survival(lived: ArrayLike, closed: ArrayLike, years: float) -> Values:
    """Share of firms still alive after so many years: S = exp(-12 sum over years of age of closed / lived).

    lived    (..., ages) firm-months lived in each year of age;  closed  firms closed in it
    years    may be a fraction: the last year counts by that part;  at most the ages there are
    """
    hazard = share(closed, lived)
    ages = np.clip(years - np.arange(hazard.shape[-1]), 0.0, 1.0)
    return np.exp(-12.0 * np.where(ages > 0, hazard * ages, 0.0).sum(axis=-1))


def yearly_growth(before: ArrayLike, after: ArrayLike, years: float) -> Values:
    """Mean yearly growth: (after / before)^(1 / years) - 1."""
    return share(after, before) ** (1.0 / years) - 1.0


def placed_within(waiting: ArrayLike, placed: ArrayLike, lost: ArrayLike, months: float) -> Values:
    """Chance of being placed within so many months, when everybody who waits leaves the pool at the same rate.

    waiting  people who could be placed, summed over months;  placed, lost  those who were, in the same months
    formula  (1 - (1 - p)^months) placed / (placed + lost),  p = (placed + lost) / waiting
    """
    gone = np.asarray(placed, float) + np.asarray(lost, float)
    p = np.clip(share(gone, waiting), 0.0, 1.0)
    return (1.0 - (1.0 - p) ** months) * share(placed, gone)


def within(events: ArrayLike, firm_years: ArrayLike, years: float) -> Values:
    """Chance of at least one event within so many years at a constant rate: 1 - exp(-years x events / firm-years)."""
    return 1.0 - np.exp(-years * share(events, firm_years))


def share_of_size(heads: ArrayLike, edges: ArrayLike, at_least: float) -> Values:
    """Share of firms with at least so many people.

    heads    (..., bins) firms by headcount;  edges  (bins,) lower edges, of which `at_least` must be one
    raises   ValueError when it is none: a bin cannot be cut
    """
    heads, edges = np.asarray(heads, float), np.asarray(edges, float)
    if at_least not in edges:
        raise ValueError(f"{at_least} is no edge of the bins")
    return share(heads[..., edges >= at_least].sum(axis=-1), heads.sum(axis=-1))


def median_of_bins(counts: ArrayLike, width: float) -> Values:
    """Median of what was counted in bins of a width from 0 on, straight within the bin; nan where nothing was.

    counts  (..., bins)
    """
    up_to = np.cumsum(np.asarray(counts, float), axis=-1)
    half = up_to[..., -1:] / 2.0
    k = (up_to < half).sum(axis=-1, keepdims=True)
    before = np.where(k > 0, np.take_along_axis(up_to, np.maximum(k - 1, 0), axis=-1), 0.0)
    inside = np.take_along_axis(up_to, np.minimum(k, up_to.shape[-1] - 1), axis=-1) - before
    part = share(half - before, inside)
    return np.where(up_to[..., -1] > 0, width * (k + part)[..., 0], np.nan)


def surveyed(share_of_firms: ArrayLike, asked: int, luck: ArrayLike) -> Values:
    """The share that a survey of so many firms finds where that share has what is asked: a quantile of the binomial.

    luck  quantile of each, between 0 and 1
    """
    p = np.asarray(share_of_firms, float)
    return np.where(np.isfinite(p), binom.ppf(luck, asked, np.clip(np.nan_to_num(p), 0.0, 1.0)) / asked, np.nan)


def period(series: ArrayLike, kind: str, after: int | None, until: int) -> Values:
    """A measure over the months after+1 .. until, as its kind adds up: the change, the sum, or the mean of a stock.

    series   (..., months);  kind  cumulative | flow | stock;  after  None: a stock in the month `until` alone,
             everything since the beginning for the others
    """
    series = np.asarray(series, float)
    if kind == "cumulative":
        return series[..., until] - (0.0 if after is None or after < 0 else series[..., after])
    if kind == "flow":
        return series[..., (0 if after is None else after + 1) : until + 1].sum(axis=-1)
    if after is None:
        return series[..., until]
    return series[..., after + 1 : until + 1].mean(axis=-1)


def interval(values: ArrayLike) -> tuple[float, float, float]:
    """10 %, 50 % and 90 % quantile over the points that have a value; nan when none has."""
    finite = np.asarray(values, float)
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return (np.nan, np.nan, np.nan)
    low, middle, high = np.quantile(finite, [0.1, 0.5, 0.9])
    return float(low), float(middle), float(high)
