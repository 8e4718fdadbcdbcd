"""Adaptive importance sampling over parameters and chance together, in generations.

A particle is a point z of the parameters, in normal scores (the prior is standard normal in every direction), and the
number of a draw, whose luck it meets. Chance enters by simulating it; so a particle's weight is

    w = L(records | z, luck) p(z) / q(z),     q(z) = sum_g (n_g / n) q_g(z)

with q the mixture of all generations' proposals (deterministic mixture: Owen and Zhou 2000; adaptive multiple
importance sampling: Cornuet et al. 2012). Generation 0 is the prior, so no weight exceeds L times n / n_0.

The next proposal is Gaussian. What records see, f = log(c + x), is regressed on z in the latest generation,
f = a + B z, with residual covariance S (chance and curvature); with the records' covariance R the linear update is

    K = B' (B B' + T (R + S))^-1,    mean K (y - a),    covariance I - K B

which differs from the prior only in the few directions records speak about; in all others proposal and prior are the
same and weights do not degrade with the number of parameters. T > 1 keeps the proposal wider than its target.
Chance is adapted as well: the prior of luck is even over `size` draw numbers, and later generations meet more often
those whose luck, moved to the new centre (f + B (m - z)), goes with the records. One luck meets many points, so the
effective number of lucks is a diagnostic of its own.
Coefficients within their sampling noise are set to zero (shrinkage). Sums are taken in fixed order (einsum, no BLAS).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtri

from podobat.forecast.sampling import sample_points
from podobat.learn.observation import Likelihood

Array = NDArray[np.float64]
#: Simulates points (normal scores) with the luck of draw numbers: (draw, parameter), (draw,) -> (draw, outcome).
Simulate = Callable[[Array, NDArray[np.int64]], NDArray[np.float32]]

WIDER: Final = 1.5  # T
EVEN: Final = 0.2  # share of draw numbers taken evenly
LUCKS: Final = 0.05  # share of draw numbers that stay effective
NOISE: Final = 2.0  # standard errors below which a coefficient counts as noise


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

    def whiten(self, coefficients: Array) -> Array:
        """Coefficients on e, (outcome, p), as coefficients on z: G A^-1 with A = I - U (1 - sqrt(1 - d)) U'."""
        along = np.einsum("kp,pr->kr", coefficients, self.directions) * (1.0 / np.sqrt(1.0 - self.d) - 1.0)
        return coefficients + np.einsum("kr,pr->kp", along, self.directions)

    def log_ratio(self, z: Array) -> Array:
        """log q(z) - log p(z) against the standard normal, (draw,)."""
        away = z - self.mean
        along = np.einsum("np,pr->nr", away, self.directions)
        squares = np.einsum("np,np->n", away, away) + np.einsum("nr,r->n", along**2, self.d / (1.0 - self.d))
        return 0.5 * (np.einsum("np,np->n", z, z) - squares - np.log(1.0 - self.d).sum())


@dataclass(frozen=True)
class Population:
    """Weighted particles of all generations.

    e, z        (draw, p)  the standard normal points and the points made of them
    outcomes    (draw, outcome) float32: first those of the records, then whatever else was asked for
    generation  (draw,)
    numbers     (draw,) draw numbers: whose luck each particle met
    log_prior   (draw,) log of prior over mixture, of point and luck
    """

    e: Array = field(repr=False)
    z: Array = field(repr=False)
    outcomes: NDArray[np.float32] = field(repr=False)
    generation: NDArray[np.int64] = field(repr=False)
    proposals: tuple[Proposal, ...] = field(repr=False)
    log_prior: Array = field(repr=False)
    numbers: NDArray[np.int64] = field(repr=False)

    def weights(self, likelihood: Likelihood, at: Sequence[int] | None = None) -> Array:
        """Weights given records, summing to 1. `at`: their columns among the outcomes; by default the first ones."""
        columns = np.arange(len(likelihood)) if at is None else np.array(at, dtype=np.int64)
        return normalised(self.log_prior + likelihood.log(self.outcomes[:, columns]))


def normalised(log_weights: Array) -> Array:
    """Weights that sum to 1 from their logs."""
    w = np.exp(log_weights - log_weights.max())
    return w / w.sum()


def effective(weights: NDArray[Any]) -> float:
    """Effective sample size (sum w)^2 / sum w^2 (Kish 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def mixture_log_prior(z: Array, numbers: NDArray[np.int64], proposals: Sequence[Proposal], lucks: Array) -> Array:
    """log p(z) p(n) - log q(z, n), q the mixture of the generations, each with the same number of draws.

    lucks  (generation, number): the chance of each draw number
    """
    terms = [q.log_ratio(z) + np.log(luck[numbers] * len(luck)) for q, luck in zip(proposals, lucks, strict=True)]
    return np.log(len(proposals)) - logsumexp(np.stack(terms), axis=0)


def next_luck(before: Array, numbers: NDArray[np.int64], scores: Array) -> Array:
    """Chances of draw numbers: those whose luck goes with the records more often, every one now and then.

    before  (number,) log-scores so far; changed in place for the numbers of this generation
    scores  (draw,) log-likelihood that this luck would have at the centre of the next proposal
    """
    for n in np.unique(numbers):
        before[n] = scores[numbers == n].mean()
    low, high = 0.0, 1.0
    for _ in range(40):  # the sharpest that still leaves LUCKS of the numbers effective
        middle = (low + high) / 2
        low, high = (middle, high) if effective(normalised(middle * before)) >= LUCKS * len(before) else (low, middle)
    return EVEN / len(before) + (1.0 - EVEN) * normalised(low * before)


def picked(chances: Array, size: int, u: float) -> NDArray[np.int64]:
    """Systematic resampling: numbers in proportion to their chances, (size,). u in (0, 1)."""
    ends = np.cumsum(chances) / chances.sum()
    return np.minimum(np.searchsorted(ends, (np.arange(size) + u) / size), len(chances) - 1)


def next_proposal(e: Array, of: Proposal, seen: Array, likelihood: Likelihood) -> tuple[Proposal, Array]:
    """The linear update from the latest generation, and what each of its draws would see at the new centre.

    e     (draw, p) its standard normal points;  of  the proposal they were put through
    seen  (draw, record) log(c + x) of the records to move towards, those of the likelihood
    """
    n, k = seen.shape
    middle = seen.mean(axis=0)
    away = seen - middle
    spread = away.std(axis=0)
    raw = np.einsum("nk,np->kp", away, e) / n
    g = np.where(np.abs(raw) > NOISE * spread[:, None] / np.sqrt(n), raw, 0.0)
    residual = away - np.einsum("kp,np->nk", g, e)
    left = np.einsum("nk,nl->kl", residual, residual) / n
    b = of.whiten(g)
    at_zero = middle - np.einsum("kp,p->k", b, of.mean)
    noise = WIDER * (likelihood.covariance + left) + 1e-9 * np.eye(k)
    total = np.einsum("kp,lp->kl", b, b) + noise
    mean = np.einsum("kp,k->p", b, np.linalg.solve(total, likelihood.y - at_zero))
    v = np.linalg.solve(np.linalg.cholesky(total), b)
    d, q = np.linalg.eigh(np.einsum("kp,lp->kl", v, v))
    keep = d > 1e-8
    directions = np.einsum("kp,kr->pr", v, q[:, keep]) / np.sqrt(d[keep])
    there = at_zero + np.einsum("kp,p->k", b, mean) + residual
    return Proposal(mean, directions, np.minimum(d[keep], 1.0 - 1e-9)), there


def sample_population(
    simulate: Simulate, likelihood: Likelihood, ids: Sequence[str], *, seed: int, size: int, generations: int,
    enough: float, checkpoint: Checkpoint | None = None,
) -> Population:  # fmt: skip
    """Generations of `size` particles until the effective sample size is `enough`, or there are `generations`.

    simulate    outcomes of points with the luck of draws; their first columns belong to the likelihood's records
    ids         parameters, one a dimension: each has its own quasi-random sequence
    checkpoint  each finished generation is left there and taken up again
    """
    kept = checkpoint.load() if checkpoint is not None else {}
    proposals, lucks, scores = [Proposal.prior(len(ids))], [np.full(size, 1.0 / size)], np.zeros(size)
    parts: list[tuple[Array, Array, NDArray[np.float32], NDArray[np.int64]]] = []
    for g in range(generations):
        e = ndtri(sample_points(ids, size, seed, g * size))
        z = proposals[g].draw(e)
        numbers = picked(lucks[g], size, 0.5)
        x = kept.get(f"outcomes{g}")
        if x is None:
            x = kept[f"outcomes{g}"] = simulate(z, numbers)
            if checkpoint is not None:
                checkpoint.save(kept)
        parts.append((e, z, x, numbers))
        found = _population(parts, proposals, lucks)
        if g + 1 == generations or effective(found.weights(likelihood)) >= enough:
            return found
        speaking = likelihood.speaking(x[:, : len(likelihood)])
        pulling = replace(likelihood.part(speaking), side=np.zeros(len(speaking), np.int64))
        proposal, there = next_proposal(e, proposals[g], likelihood.seen(x[:, speaking]), pulling)
        proposals.append(proposal)
        lucks.append(next_luck(scores, numbers, pulling.log_seen(there)))
    raise ValueError("at least one generation")


def _population(
    parts: Sequence[tuple[Array, Array, NDArray[np.float32], NDArray[np.int64]]],
    proposals: Sequence[Proposal],
    lucks: Sequence[Array],
) -> Population:
    e, z, x, numbers = (np.concatenate(column) for column in zip(*parts, strict=True))
    generation = np.repeat(np.arange(len(parts)), len(parts[0][0]))
    log_prior = mixture_log_prior(z, numbers, proposals, np.stack(lucks))
    return Population(e, z, x, generation, tuple(proposals), log_prior, numbers)
