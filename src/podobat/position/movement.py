"""How quotients move from one count to the next, learnt from the changes in the table itself.

    q' = q + a + b q + c pull + sigma(x) e,     sigma(x) = s (x / x0)^-k,     e Student t with few degrees of freedom

q is the log quotient and `pull` what the region's related industries suggest (`relatedness.colocation`). Small cells
move more than large ones by a power law, and jumps are heavy-tailed, as growth rates of firms are (Stanley and others
1996). One fit answers two questions: how wide the interval about a quotient is, and how likely a quotient below 1 is
to be 1 or more at the next count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import norm, t

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

TAILS = 4.0  # degrees of freedom of the jumps: heavy tails with a finite variance
FEWEST = 30  # changes from which five figures can be learnt


@dataclass(frozen=True)
class Changes:
    """Changes of cells between two counts, one entry a cell.

    before, after   log quotients
    counts          the count at the earlier date, plus the offset
    pull            what related industries suggested at the earlier date
    region          number of the region, for errors that go together within it
    idle            nothing there at either date: no change to learn from, though it might have come
    """

    before: Array
    after: Array
    counts: Array
    pull: Array
    region: NDArray[np.int64]
    idle: Mask

    def of(self, chosen: Mask) -> Changes:
        """Some of the changes."""
        return Changes(*(column[chosen] for column in self.columns))

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """The columns in their order."""
        return (self.before, self.after, self.counts, self.pull, self.region, self.idle)

    def __len__(self) -> int:
        return int(self.before.size)


@dataclass(frozen=True)
class Movement:
    """The fitted movement over one step of the table.

    drift        a, b, c: constant, pull towards the nation's structure (negative), pull of related industries
    log_scale    ln sigma of a cell of size `size`
    exponent     k: how fast sigma falls with the size of the cell
    covariance   of those five, errors within a region taken to go together
    """

    drift: tuple[float, float, float]
    log_scale: float
    exponent: float
    size: float
    covariance: Array
    n: int

    def sigma(self, counts: Array) -> Array:
        """Scale of the jump of a cell of each size (in logs)."""
        return np.exp(self.log_scale - self.exponent * np.log(counts / self.size)).astype(np.float64)

    def decisions(self, counts: Array) -> Array:
        """Independent decisions that a count stands for: those whose comings and goings would move it as much.

        Two counts of n independent decisions differ in logs with variance 2 / n.

        counts   (...,) offset added
        """
        variance = self.sigma(counts) ** 2 * TAILS / (TAILS - 2.0)
        return 2.0 / variance

    def entry(self, logs: Array, pull: Array, counts: Array, level: float) -> tuple[Array, Array, Array]:
        """Odds that the quotient is 1 or more at the next count, with the interval of the fit (delta method).

        logs, pull, counts   (...,) at the date from which is looked ahead
        level                of the interval, e.g. 0.8: uncertainty of the five figures, not of the outcome
        returns              probability, lower and upper bound
        """
        z, slopes = self._distance(logs, pull, counts)
        spread = np.sqrt(np.maximum(np.einsum("...i,ij,...j->...", slopes, self.covariance, slopes), 0.0))
        reach = float(norm.ppf(0.5 + level / 2.0)) * spread
        return t.cdf(z, TAILS), t.cdf(z - reach, TAILS), t.cdf(z + reach, TAILS)

    def _distance(self, logs: Array, pull: Array, counts: Array) -> tuple[Array, Array]:
        """Expected log quotient over sigma, and its slopes in the five figures."""
        sigma = self.sigma(counts)
        a, b, c = self.drift
        mean = logs + a + b * logs + c * pull
        z = mean / sigma
        one = np.ones_like(z)
        return z, np.stack([one / sigma, logs / sigma, pull / sigma, -z, z * np.log(counts / self.size)], axis=-1)


def fit_movement(changes: Changes) -> Movement | None:
    """The movement that the changes make most likely; None when there are too few of them or it cannot be told.

    Maximum likelihood with exact slopes; the covariance is the sandwich with regions as clusters, and of the plain
    Hessian where there are fewer regions than figures.
    """
    changes = changes.of(~changes.idle)
    if len(changes) < FEWEST:
        return None
    size = float(np.exp(np.mean(np.log(changes.counts))))
    design = np.stack([np.ones(len(changes)), changes.before, changes.pull], axis=1)
    moved = changes.after - changes.before
    logs = np.log(changes.counts / size)
    spread = float(np.median(np.abs(moved - np.median(moved)))) or 0.05
    start = np.array([0.0, 0.0, 0.0, np.log(spread), 0.2])
    with np.errstate(over="ignore"):
        fit = minimize(_loss, start, args=(design, moved, logs), jac=True, method="BFGS", options={"gtol": 1e-7})
    if not np.all(np.isfinite(fit.x)):
        return None
    scores = _scores(*_residual(fit.x, design, moved, logs), design, logs)
    covariance = _sandwich(fit.x, scores, changes.region, design, moved, logs)
    a, b, c, log_scale, exponent = map(float, fit.x)
    return Movement((a, b, c), log_scale, exponent, size, covariance, len(changes))


def _residual(theta: Array, design: Array, moved: Array, logs: Array) -> tuple[Array, Array]:
    sigma = np.exp(theta[3] - theta[4] * logs)
    return (moved - design @ theta[:3]) / sigma, sigma


def _scores(e: Array, sigma: Array, design: Array, logs: Array) -> Array:
    """Slope of each change's log likelihood in the five figures: (change, figure)."""
    weight = (TAILS + 1.0) / (TAILS + e**2)
    of_scale = weight * e**2 - 1.0
    return np.column_stack([design * (weight * e / sigma)[:, None], of_scale, -of_scale * logs])


def _loss(theta: Array, design: Array, moved: Array, logs: Array) -> tuple[float, Array]:
    """Mean minus log likelihood and its slopes."""
    e, sigma = _residual(theta, design, moved, logs)
    constant = gammaln((TAILS + 1) / 2) - gammaln(TAILS / 2) - 0.5 * np.log(TAILS * np.pi)
    value = -(constant - (TAILS + 1) / 2 * np.log1p(e**2 / TAILS) - np.log(sigma)).mean()
    return float(value), -_scores(e, sigma, design, logs).mean(axis=0)


def _sandwich(theta: Array, scores: Array, region: NDArray[np.int64], *data: Array) -> Array:
    """H^-1 (sum over regions of their scores squared) H^-1, H from differences of the exact slopes."""
    n, figures = scores.shape
    hessian = np.empty((figures, figures))
    for i in range(figures):
        step = np.zeros(figures)
        step[i] = 1e-5 * max(1.0, abs(theta[i]))
        hessian[i] = (_loss(theta + step, *data)[1] - _loss(theta - step, *data)[1]) / (2 * step[i]) * n
    inverse = np.asarray(np.linalg.pinv((hessian + hessian.T) / 2), np.float64)
    regions = np.unique(region)
    if regions.size <= figures:
        return inverse
    by_region = np.stack([scores[region == r].sum(axis=0) for r in regions])
    correction = regions.size / (regions.size - 1)
    return correction * inverse @ (by_region.T @ by_region) @ inverse
