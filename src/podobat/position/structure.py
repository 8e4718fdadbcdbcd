"""How concentrated, how special and how alike: measures of one structure, or of two beside each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from podobat.position.disparity import gini

Array = NDArray[np.float64]


def shares(counts: Array) -> Array:
    """Each count over the total of its last axis; withheld cells count as none."""
    known = np.nan_to_num(counts)
    total = known.sum(axis=-1, keepdims=True)
    return np.divide(known, total, out=np.zeros_like(known), where=total != 0)


def krugman(structure: Array, reference: Array) -> Array:
    """K = sum |s_i - s*_i| over industries, from 0 (the same structure) to 2 (nothing in common); not halved.

    structure, reference   (..., industry) counts or shares
    source                 [krugman1991]
    """
    return np.abs(shares(structure) - shares(reference)).sum(axis=-1)


def overlap(structure: Array, reference: Array) -> Array:
    """The share of workers who sit in the same industries in both places, 1 - K/2 (Finger and Kreinin 1979)."""
    return 1.0 - krugman(structure, reference) / 2.0


def herfindahl(counts: Array) -> Array:
    """H = sum s_i^2 over the last axis: 1/n when all are alike, 1 when one has everything."""
    return (shares(counts) ** 2).sum(axis=-1)


def herfindahl_standardised(counts: Array) -> Array:
    """(H - 1/n) / (1 - 1/n): 0 when all n are alike, 1 when one has everything."""
    n = counts.shape[-1]
    return (herfindahl(counts) - 1.0 / n) / (1.0 - 1.0 / n)


def gini_of_quotients(structure: Array, reference: Array) -> float:
    """Gini of specialisation: the unweighted Gini coefficient of s_i / s*_i over industries.

    structure, reference   (industry,); industries that the reference lacks are left out
    source                 [farhauer2013] chapter on measures of specialisation
    """
    s, r = shares(structure), shares(reference)
    return gini(s[r > 0] / r[r > 0])
