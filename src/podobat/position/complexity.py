"""Economic complexity: which regions can do what few can (Hidalgo and Hausmann 2009), and fitness (Tacchella 2012)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Complexity:
    """Both indices, in standard deviations over the regions or industries that have any.

    region     (region,) economic complexity index; NaN for a region without specialities
    industry   (industry,) the same for industries; NaN for an industry that is nobody's speciality
    """

    region: Array
    industry: Array


def complexity(present: Mask) -> Complexity:
    """The eigenvector form: the second eigenvector of M~ = D^-1 M U^-1 M', with D diversity and U ubiquity.

    The sign is chosen so that diverse regions score high. Industries are scored so that a region's score is the mean of
    those of its specialities. With fewer than three regions or industries that have any, everything is NaN.

    present   (region, industry) specialities
    source    [hausmann2014] technical box; the symmetric form has the same eigenvalues
    """
    rows, columns = present.any(axis=1), present.any(axis=0)
    region, industry = np.full(rows.size, np.nan), np.full(columns.size, np.nan)
    if rows.sum() < 3 or columns.sum() < 3:
        return Complexity(region, industry)
    m = present[np.ix_(rows, columns)].astype(np.float64)
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    root = np.sqrt(diversity)
    symmetric = (m / ubiquity) @ m.T / np.outer(root, root)
    values, vectors = np.linalg.eigh(symmetric)
    score = vectors[:, -2] / root
    if np.sum((diversity - diversity.mean()) * (score - score.mean())) < 0:
        score = -score
    spread = score.std()
    if not (spread > 0 and values[-2] > 1e-12):
        return Complexity(region, industry)
    region[rows] = (score - score.mean()) / spread
    industry[columns] = ((score @ m) / ubiquity / values[-2] - score.mean()) / spread
    return Complexity(region, industry)


def fitness(present: Mask, steps: int = 20) -> tuple[Array, Array]:
    """Fitness of regions and complexity of industries after so many steps, each with mean 1.

    F_r = sum_i m_ri Q_i;  Q_i = 1 / sum_r m_ri / F_r;  both divided by their mean after every step.

    returns   (region,), (industry,); 0 for a region without specialities, NaN for an industry that is nobody's
    source    [tacchella2012] equation 1
    """
    m = present.astype(np.float64)
    somewhere = m.any(axis=0)
    f, q = np.ones(m.shape[0]), np.ones(m.shape[1])
    for _ in range(steps):
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.divide(m, f[:, None], out=np.zeros_like(m), where=m > 0)
            next_q = np.where(somewhere, 1.0 / weight.sum(axis=0), 0.0)
        next_f = m @ q
        f, q = next_f / next_f.mean(), next_q / next_q[somewhere].mean()
    return f, np.where(somewhere, q, np.nan)
