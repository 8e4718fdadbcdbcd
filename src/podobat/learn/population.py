"""Adaptive importance sampling over parameters and chance together, in generations.

A particle is a point z of the parameters, in normal scores (the prior is standard normal in every direction), and a
draw number of its own, whose luck it meets. Chance enters by simulating it; so a particle's weight is

    w = L(records | z, luck) p(z) / q(z),     q(z) = sum_g (n_g / n) q_g(z)

with q the mixture of all generations' proposals (deterministic mixture: Owen and Zhou 2000; adaptive multiple
importance sampling: Cornuet et al. 2012) and L the marginal likelihood, what the model misses integrated out
(learn.missed). Generation 0 is the prior, so no weight exceeds L times n / n_0.

The next proposal is Gaussian, with the mean and the covariance of all particles so far. Where the weights rest on a few
of them, the likelihood is taken to a power that leaves enough effective, which rises towards 1 from one generation to
the next. Means and spreads that could be noise are left as in the prior, and the covariance of the others is drawn
towards it; so the proposal differs from the prior only in the few directions records speak about, and weights do not
degrade with the number of parameters. Sums are taken in fixed order (einsum, no BLAS).

Where records are so many, or contradict each other so much, that hardly any particle carries weight, the likelihood is
taken to a power t < 1, the largest that leaves LEAST particles effective: what is learnt is then too little, and never
too much, and the result says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtri

from podobat.forecast.sampling import sample_points

Array = NDArray[np.float64]
#: Simulates points (normal scores) with the luck of draw numbers: (draw, parameter), (draw,) -> whatever is weighed.
Simulate = Callable[[Array, NDArray[np.int64]], NDArray[np.float32]]


#: Log-likelihood of what was simulated, (draw,).
Weigh = Callable[[NDArray[np.float32]], Array]

LEAST: Final = 100.0  # particles that stay effective, by tempering where it must be
NOISE: Final = 2.0  # standard errors below which a mean or a spread counts as noise
MOVING: Final = 0.1  # share of a generation that stays effective when the next proposal is made
NARROWEST: Final = 0.9  # by how much a variance may be smaller than that of the prior, at most
_SLIGHT = 0.05  # what is narrower by less than this is as wide as the prior
OWN_LUCK: Final = 1 << 30  # draw numbers of particles begin here: no draw of a forecast has the same


class Checkpoint(Protocol):
    """Where learning leaves each finished generation, to be taken up again."""

    def load(self) -> dict[str, NDArray[Any]]:
        """What an earlier attempt left; empty when there is nothing."""
        ...

    def save(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Keep these, all or nothing."""
        ...


@dataclass(frozen=True)
class Proposal:
    """A normal distribution with covariance I - U diag(d) U': the prior but in the directions U.

    mean (p,);  directions U (p, r), orthonormal;  d (r,) in [0, 1): by how much the variance is smaller there
    """

    mean: Array
    directions: Array
    d: Array

    @classmethod
    def prior(cls, p: int) -> Proposal:
        """Standard normal."""
        return cls(np.zeros(p), np.zeros((p, 0)), np.zeros(0))

    def draw(self, e: Array) -> Array:
        """Points from standard normal ones: m + (I - U (1 - sqrt(1 - d)) U') e."""
        along = np.einsum("np,pr->nr", e, self.directions) * (1.0 - np.sqrt(1.0 - self.d))
        return self.mean + e - np.einsum("nr,pr->np", along, self.directions)

    def log_ratio(self, z: Array) -> Array:
        """log q(z) - log p(z) against the standard normal, (draw,)."""
        away = z - self.mean
        along = np.einsum("np,pr->nr", away, self.directions)
        squares = np.einsum("np,np->n", away, away) + np.einsum("nr,r->n", along**2, self.d / (1.0 - self.d))
        return 0.5 * (np.einsum("np,np->n", z, z) - squares - np.log(1.0 - self.d).sum())


@dataclass(frozen=True)
class Population:
    """Weighted particles of all generations.

    z           (draw, p) the points;  worlds  what was simulated of each
    generation  (draw,);  numbers (draw,) draw numbers: whose luck each particle met
    log_prior   (draw,) log of prior over mixture;  log_likelihood (draw,)
    """

    z: Array = field(repr=False)
    worlds: NDArray[np.float32] = field(repr=False)
    generation: NDArray[np.int64] = field(repr=False)
    proposals: tuple[Proposal, ...] = field(repr=False)
    numbers: NDArray[np.int64] = field(repr=False)
    log_prior: Array = field(repr=False)
    log_likelihood: Array = field(repr=False)

    @property
    def prior_weights(self) -> Array:
        """Weights without any record, summing to 1."""
        return normalised(self.log_prior)

    def tempered(self, least: float = LEAST) -> tuple[Array, float]:
        """Weights given the records, summing to 1, and the power of the likelihood they stand for (1: all of it)."""
        weights = normalised(self.log_prior + self.log_likelihood)
        if effective(weights) >= least:
            return weights, 1.0
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2.0
            enough = effective(normalised(self.log_prior + middle * self.log_likelihood)) >= least
            low, high = (middle, high) if enough else (low, middle)
        return normalised(self.log_prior + low * self.log_likelihood), low


def normalised(log_weights: Array) -> Array:
    """Weights (n,) that sum to 1, from their logs."""
    w = np.exp(log_weights - log_weights.max())
    return w / w.sum()


def effective(weights: NDArray[Any]) -> float:
    """Effective sample size (sum w)^2 / sum w^2 (Kish 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def mixture_log_prior(z: Array, proposals: Sequence[Proposal]) -> Array:
    """log p(z) - log q(z), q the mixture of the generations, each with the same number of draws."""
    return np.log(len(proposals)) - logsumexp(np.stack([q.log_ratio(z) for q in proposals]), axis=0)


def picked(chances: Array, size: int, u: float) -> NDArray[np.int64]:
    """Systematic resampling: numbers in proportion to their chances, (size,). u in (0, 1)."""
    ends = np.cumsum(chances) / chances.sum()
    return np.minimum(np.searchsorted(ends, (np.arange(size) + u) / size), len(chances) - 1)


def next_proposal(z: Array, weights: Array) -> Proposal:
    """A normal distribution with the mean and covariance of weighted points (draw, p), so far as they are no noise."""
    n, mean = effective(weights), np.einsum("n,np->p", weights, z)
    away = z - mean
    narrower = 1.0 - np.einsum("n,np->p", weights, away**2)
    moved = np.abs(mean) > NOISE / np.sqrt(n)
    told = np.flatnonzero(moved | (narrower > NOISE * np.sqrt(2.0 / n)))
    some = away[:, told]
    towards = min(1.0, len(told) / n)
    covariance = (1.0 - towards) * np.einsum("n,np,nq->pq", weights, some, some) + towards * np.eye(len(told))
    spread, axes = np.linalg.eigh(covariance)
    d = np.clip(1.0 - spread, 0.0, NARROWEST)
    kept = d > _SLIGHT
    directions = np.zeros((z.shape[1], int(kept.sum())))
    directions[told] = axes[:, kept]
    return Proposal(np.where(moved, mean, 0.0), directions, d[kept])


def sample_population(
    simulate: Simulate, weigh: Weigh, ids: Sequence[str], *, seed: int, size: int, generations: int, enough: float,
    checkpoint: Checkpoint | None = None,
) -> Population:  # fmt: skip
    """Generations of `size` particles until the effective sample size is `enough`, or there are `generations`.

    simulate    what is weighed, of points with the luck of draw numbers;  weigh its log-likelihood
    ids         parameters, one a dimension: each has its own quasi-random sequence
    checkpoint  each finished generation is left there and taken up again
    """
    kept = checkpoint.load() if checkpoint is not None else {}
    proposals = [Proposal.prior(len(ids))]
    points: list[Array] = []
    worlds: list[NDArray[np.float32]] = []
    likelihoods: list[Array] = []
    for g in range(generations):
        e = ndtri(sample_points(ids, size, seed, g * size))
        points.append(proposals[g].draw(e))
        numbers = OWN_LUCK + g * size + np.arange(size, dtype=np.int64)
        x = kept.get(f"outcomes{g}")
        if x is None:
            x = kept[f"outcomes{g}"] = simulate(points[g], numbers)
            if checkpoint is not None:
                checkpoint.save(kept)
        worlds.append(x)
        likelihoods.append(weigh(x))
        z = np.concatenate(points)
        population = Population(
            z, np.concatenate(worlds), np.repeat(np.arange(g + 1), size), tuple(proposals),
            OWN_LUCK + np.arange(len(z), dtype=np.int64), mixture_log_prior(z, proposals), np.concatenate(likelihoods),
        )  # fmt: skip
        if g + 1 == generations or effective(population.tempered(0.0)[0]) >= enough:
            return population
        proposals.append(next_proposal(z, population.tempered(MOVING * size)[0]))
    raise ValueError("at least one generation")
