"""Poisson numbers whose mean a run keeps: the chances are worked out once, and every month's number is looked up."""

from __future__ import annotations

import numpy as np
from numba import njit

from podobat.engine.numerics import COMPILE, I, N, select
from podobat.engine.randomness import NEGLIGIBLE, NORMAL_FROM, exp_minus, poisson

MEMORY = 200  # longest row of a memory of running totals: enough for means up to NORMAL_FROM
ABOVE_ALL = 2.0  # no quantile lies above it
MEAN, LENGTH, TOTALS = range(3)  # what a row holds: the mean, how many totals, and the totals


@njit(**COMPILE)
def remembered_poisson(row, mean, u):
    """`poisson(mean, u)` for a mean that rarely changes: its running totals are kept in `row`, and u counted off.

    row  float64 (MEMORY,), zeros at first
    """
    if mean <= 0.0 or mean > NORMAL_FROM:
        return poisson(mean, u)
    if row[MEAN] != mean:
        row[MEAN] = mean
        term = exp_minus(mean)
        total = term
        k = 0
        while k < mean or term > NEGLIGIBLE:
            row[TOTALS + k] = total
            k += 1
            term *= mean / k
            total += term
        while k % 8 != 0:  # whole vectors of doubles
            row[TOTALS + k] = ABOVE_ALL
            k += 1
        row[LENGTH] = k
    v = float(u)
    number = 0
    for k in range(N(TOTALS), N(TOTALS) + N(row[LENGTH])):
        number += np.int64(select(v > row[k], I(1), I(0)))
    return number
