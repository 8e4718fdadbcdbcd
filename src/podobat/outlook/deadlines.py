"""Deadlines that nobody reports: how many there are, and what they mean for an interval.

Of the deadlines published by the Japanese review sheets two thirds were never counted under the same words: indicators
are reworded, merged, ended. A foretold end is one *given that it is counted*. The wide interval also covers the others:
it is the 10 to 90 % of a mixture in which those that are never counted end lower, by as much as their last counts say
(measured) and once more as much for what their last counts cannot say (assumed).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.evidence import read_parameters
from podobat.outlook.distribution import normal_share, score_of
from podobat.outlook.model import horizon_class
from podobat.outlook.series import Columns

Floats = NDArray[np.float64]

UNSEEN: Final = "outlook.unseen"  # how many times the measured shift
PARAMETER_IDS: Final = (UNSEEN,)
_ENDS: Final = (0.1, 0.9)


@cache
def _unseen() -> float:
    return read_parameters()[UNSEEN].value


def reported_of(columns: Columns, tables: Mapping[str, NDArray]) -> Floats:
    """The share of deadlines so many years ahead that were counted in the end, (series,)."""
    return tables["reported"][horizon_class(columns)].astype(np.float64)


def wide_of(quantiles: Floats, reported: Floats, tables: Mapping[str, NDArray]) -> Floats:
    """The 10 % and 90 % of y = log(1 + count) in the mixture of counted and uncounted ends, (series, 2)."""
    shift = _unseen() * tables["unreported_shift"].item()
    ends = []
    for share in _ENDS:
        low, high = quantiles[:, 0] - 3.0, quantiles[:, -1] + 1.0
        for _ in range(40):
            middle = 0.5 * (low + high)
            z = score_of(quantiles, middle)
            below = reported * normal_share(z) + (1.0 - reported) * normal_share(z - shift)
            low, high = np.where(below < share, middle, low), np.where(below < share, high, middle)
        ends.append(np.maximum(0.5 * (low + high), 0.0))
    return np.column_stack(ends)
