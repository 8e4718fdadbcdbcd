"""Matrices of judgements as textbooks print them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def from_upper(values: Sequence[float], n: int) -> np.ndarray:
    """The reciprocal matrix of n criteria from its judgements above the diagonal, row by row."""
    a = np.ones((n, n))
    upper = np.triu_indices(n, 1)
    assert len(values) == len(upper[0]), f"{n} criteria need {len(upper[0])} judgements"
    a[upper] = values
    a.T[upper] = 1.0 / a[upper]
    return a
