"""Named quantiles over draws, and how the variance of draws splits into parameters and chance. Pure functions."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Names and shares of the quantiles that every result carries: median, 50 %, 80 % and 95 % interval.
QUANTILES: Final[dict[str, float]] = {
    "p2_5": 0.025, "p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90, "p97_5": 0.975,
}  # fmt: skip
_SHARES: Final = np.array(list(QUANTILES.values()))


def quantiles(values: NDArray[np.floating], shares: Array = _SHARES) -> Array:
    """Quantiles over the first axis, by linear interpolation between order statistics (Hyndman and Fan 1996, type 7).

    values   (draw, ...)      any unit; single precision is sorted as it is, interpolation is in double
    shares   (quantile,)      increasing, 0..1
    returns  (quantile, ...)  never falling along the first axis
    """
    # Contiguous along the sorted axis: a strided sort takes several times as long.
    turned = np.sort(np.ascontiguousarray(np.moveaxis(values, 0, -1)), axis=-1)
    place = shares * (turned.shape[-1] - 1)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, turned.shape[-1] - 1)
    below, above = turned[..., low].astype(np.float64), turned[..., high].astype(np.float64)
    between = below + (above - below) * (place - low)
    return np.moveaxis(np.maximum.accumulate(between, axis=-1), -1, 0)


def named(values: Array) -> dict[str, float]:
    """The quantiles of one set of draws by name."""
    return dict(zip(QUANTILES, quantiles(values).tolist(), strict=True))


class VarianceSplit(NamedTuple):
    """Shares of the variance over draws: parameters we do not know, chance, what the model misses, plan figures.

    nan where nothing varies
    """

    parameters: float
    chance: float
    missed: float = 0.0
    figures: float = 0.0


def variance_split(values: NDArray[np.floating]) -> VarianceSplit:
    """How much of the variance comes from unknown parameters, and how much from chance.

    Draws 2i and 2i + 1 share their parameters and differ by luck alone, so pairs are the groups of a one-way analysis
    of variance with random effects (Searle, Casella and McCulloch 1992, section 3.6), two draws in a group:

        MSW = mean (x_2i - x_2i+1)^2 / 2             estimates  s2_chance
        MSB = 2 var (pair means)                     estimates  s2_chance + 2 s2_parameters
        share of parameters = max(0, (MSB - MSW) / 2) / (max(0, (MSB - MSW) / 2) + MSW)

    values   (draw,)  a last draw without partner is left out
    returns  shares that sum to 1; the estimate of s2_parameters is clipped at 0; nan with fewer than two pairs
    """
    n = len(values) // 2
    pairs = np.asarray(values[: 2 * n], dtype=np.float64).reshape(n, 2)
    if n < 2:
        return VarianceSplit(np.nan, np.nan, np.nan, np.nan)
    within = np.mean((pairs[:, 0] - pairs[:, 1]) ** 2) / 2
    between = 2 * np.var(pairs.mean(axis=1), ddof=1)
    parameters = max(0.0, (between - within) / 2)
    total = parameters + within
    if total <= 0:
        return VarianceSplit(np.nan, np.nan, np.nan, np.nan)
    return VarianceSplit(float(parameters / total), float(within / total))


def variance_parts(
    values: NDArray[np.floating], again: NDArray[np.floating], other: NDArray[np.floating] | None = None
) -> VarianceSplit:
    """How much of the variance comes from unknown parameters, plan figures, chance, and what the model misses.

    Of ranks, because a few draws far out would decide the variance of the values. `again` has the same simulated worlds
    with discrepancies drawn anew, `other` the first draws with the plan figures of other draws, and draws 2i and 2i + 1
    share parameters and plan figures. So, with r, s and t their ranks among all of these,

        1 - cov(r, s) / var                            what the model misses
        cov of (r + s) / 2 between the draws of a pair / var       parameters and plan figures
        mean (r - t)^2 / 2 / var                       plan figures (total effect; Jansen 1999)

    values, again  (draw,);  other  (some,);  returns shares that sum to 1, each at least 0; nan where nothing varies
    """
    n = 2 * (len(values) // 2)
    if n < 4:
        return VarianceSplit(np.nan, np.nan, np.nan, np.nan)
    order = np.sort(np.concatenate([values[:n], again[:n]]).astype(np.float64))

    def rank(x: NDArray[np.floating]) -> Array:
        wide = x.astype(np.float64)
        return 0.5 * (np.searchsorted(order, wide, "left") + np.searchsorted(order, wide, "right")) / (2 * n) - 0.5

    r, s = rank(values[:n]), rank(again[:n])
    total = float((r**2).mean() + (s**2).mean()) / 2.0
    if total <= 0.0:
        return VarianceSplit(np.nan, np.nan, np.nan, np.nan)
    middle = ((r + s) / 2.0).reshape(-1, 2)
    world = min(max(float((r * s).mean()) / total, 0.0), 1.0)
    shared = min(max(float((middle[:, 0] * middle[:, 1]).mean()) / total, 0.0), world)
    figures = 0.0
    if other is not None and len(other):
        apart = r[: len(other)] - rank(other)[: len(r)]
        figures = min(float((apart**2).mean()) / 2.0 / total, world)
    parameters = max(shared - figures, 0.0)
    return VarianceSplit(parameters, max(world - parameters - figures, 0.0), 1.0 - world, figures)


class Odds(NamedTuple):
    """A probability and its Monte Carlo standard error."""

    probability: float
    standard_error: float


def odds(values: NDArray[np.floating], threshold: float) -> Odds:
    """Share of draws that reach a threshold, with its standard error.

    The two draws of a pair are not independent, so the error is taken between pairs: sqrt(var(pair means) / pairs). It
    ignores that the points are spread evenly and is therefore on the safe side; 0 where all draws agree, in which case
    the share is only known to be below (above) about one in the number of draws.
    """
    reached = np.asarray(values) >= np.asarray(threshold, dtype=np.asarray(values).dtype)
    n = len(reached) // 2
    if n < 2:
        return Odds(float(reached.mean()), float("nan"))
    pairs = reached[: 2 * n].reshape(n, 2).mean(axis=1)
    return Odds(float(reached.mean()), float(np.sqrt(np.var(pairs, ddof=1) / n)))
