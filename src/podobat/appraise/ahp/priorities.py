"""The mathematics of the analytic hierarchy process (AHP), in Saaty's symbols.

A judgement a_ij says how many times as much i matters as j; a_ji = 1 / a_ij. Weights are the principal eigenvector of
the matrix of judgements, A w = lambda_max w. Nothing here knows of plans: these are functions of matrices.

source  Saaty, T. L. (1977) A scaling method for priorities in hierarchical structures, J. Math. Psychology 15, 234-281;
        Saaty (1980) The Analytic Hierarchy Process; Aczel and Saaty (1983) for the geometric mean of a group;
        Forman and Peniwati (1998) for the aggregation of judgements (AIJ) and of priorities (AIP)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float64]

# Mean consistency index of random reciprocal matrices of n rows (Saaty 1980, p. 21); n = 0 stands first.
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
CONSISTENT = 0.1  # Saaty's rule: judgements with a ratio above it should be looked at again
SAME = 1e-9  # deviations closer than this (relative) are the same deviation


@dataclass(frozen=True, slots=True)
class Priorities:
    """What one matrix of judgements says.

    weights      (n,) principal eigenvector, adds to one
    geometric    (n,) geometric means of the rows, adding to one: the same where judgements are consistent
    lambda_max   principal eigenvalue, at least n
    ci, cr       consistency index (lambda_max - n) / (n - 1); ratio to the mean index of random matrices
    """

    weights: Matrix
    geometric: Matrix
    lambda_max: float
    ci: float
    cr: float

    @property
    def consistent(self) -> bool:
        """Is the consistency ratio at most 0.1?"""
        return self.cr <= CONSISTENT


@dataclass(frozen=True, slots=True)
class Deviation:
    """A judgement set beside the others: a_ij as given, w_i / w_j, what the others imply, and the ratio if it were so.

    i, j       rows of the two criteria, i < j
    given      a_ij
    weighed    w_i / w_j of the weights that all judgements together give
    implied    geometric mean of a_ik a_kj over every third criterion k: what the others say about this pair
    cr_then    consistency ratio of the matrix with `implied` in place of `given`
    """

    i: int
    j: int
    given: float
    weighed: float
    implied: float
    cr_then: float

    @property
    def times(self) -> float:
        """How far the judgement is from w_i / w_j, as a factor of at least 1."""
        ratio = self.given / self.weighed
        return max(ratio, 1.0 / ratio)


def reciprocal(matrix: ArrayLike) -> Matrix:
    """The matrix as float64. Raises ValueError unless it is square, positive and a_ij a_ji = 1, a_ii = 1."""
    a = np.asarray(matrix, dtype=np.float64)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not a.size:
        raise ValueError(f"judgements have shape {a.shape}; expected a square matrix")
    if not bool(np.all(np.isfinite(a) & (a > 0.0))):
        raise ValueError("judgements must be positive numbers")
    if not np.allclose(a * a.T, 1.0, rtol=1e-9, atol=0.0):
        raise ValueError("judgements must be reciprocal: a_ji = 1 / a_ij")
    return a


def principal(matrix: ArrayLike) -> tuple[Matrix, float]:
    """Weights and lambda_max: A w = lambda_max w, w > 0, sum of w = 1.

    By Perron and Frobenius the largest eigenvalue of a positive matrix is real and single, and its eigenvector can be
    taken positive.
    """
    a = reciprocal(matrix)
    values, vectors = np.linalg.eig(a)
    real = np.real(values)
    largest = int(np.argmax(real))
    w = np.abs(np.real(vectors[:, largest]))
    return w / w.sum(), float(real[largest])


def geometric_mean(matrix: ArrayLike) -> Matrix:
    """Weights by the geometric mean of each row: w_i proportional to (prod_j a_ij)^(1/n), the least squares of logs."""
    w = np.exp(np.log(reciprocal(matrix)).mean(axis=1))
    return w / w.sum()


def consistency(lambda_max: float, n: int) -> tuple[float, float]:
    """CI = (lambda_max - n) / (n - 1) and CR = CI / RI; both 0 for fewer than three, which cannot contradict.

    raises   ValueError for more criteria than Saaty's table of random indices has (15)
    """
    if n >= len(RANDOM_INDEX):
        raise ValueError(f"{n} criteria; the table of random indices ends at {len(RANDOM_INDEX) - 1}")
    if n < 3:
        return 0.0, 0.0
    ci = max(lambda_max - n, 0.0) / (n - 1)
    return ci, ci / RANDOM_INDEX[n]


def priorities(matrix: ArrayLike) -> Priorities:
    """Weights of one matrix of judgements, by both methods, and how consistent it is."""
    a = reciprocal(matrix)
    w, lambda_max = principal(a)
    return Priorities(w, geometric_mean(a), lambda_max, *consistency(lambda_max, len(a)))


def deviations(matrix: ArrayLike) -> tuple[Deviation, ...]:
    """The judgement furthest from w_i / w_j, or all that are equally far.

    With three criteria all three deviations are equal, whatever the judgements: the matrix tells that they contradict
    one another, not which is wrong. With more, one usually stands out. None for fewer than three criteria.
    """
    a = reciprocal(matrix)
    n = len(a)
    if n < 3:
        return ()
    w, _ = principal(a)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    far = np.array([abs(np.log(a[i, j] * w[j] / w[i])) for i, j in pairs])
    if float(far.max()) <= SAME:
        return ()
    worst = [pair for pair, d in zip(pairs, far, strict=True) if d >= far.max() * (1.0 - SAME)]
    apart = []
    for i, j in worst:
        others = [k for k in range(n) if k not in (i, j)]
        implied = float(np.exp(np.mean([np.log(a[i, k] * a[k, j]) for k in others])))
        changed = a.copy()
        changed[i, j], changed[j, i] = implied, 1.0 / implied
        cr_then = priorities(changed).cr
        apart.append(Deviation(i, j, float(a[i, j]), float(w[i] / w[j]), implied, cr_then))
    return tuple(apart)


def aggregate_judgements(matrices: Sequence[ArrayLike]) -> Matrix:
    """AIJ: one matrix for a group that acts as one, the geometric mean of the judgements, which alone stays reciprocal.

    matrices  (evaluator, n, n);  returns (n, n)
    """
    stacked = np.stack([reciprocal(m) for m in matrices])
    return np.exp(np.log(stacked).mean(axis=0))


def aggregate_priorities(weights: Sequence[ArrayLike]) -> Matrix:
    """AIP: the weights of a group of separate persons, the geometric mean of each weight, made to add to one.

    weights   (evaluator, n);  returns (n,)
    """
    w = np.exp(np.log(np.asarray(weights, dtype=np.float64)).mean(axis=0))
    return w / w.sum()
