"""Disparity between regions, weighted by their people: Theil, Gini, Williamson, between and within groups.

Weights are people (or any base such as all workers); without them every region counts the same. What is compared is an
amount per head: value added per resident, software workers per worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _weights(values: Array, people: Array | None) -> Array:
    base = np.ones_like(values) if people is None else people
    return base / base.sum()


def theil_t(values: Array, people: Array | None = None) -> float:
    """T = sum p_i (y_i / mean) ln (y_i / mean); 0 ln 0 is 0. From 0 (all alike) to ln n.

    values   (region,) amount per head, not negative
    people   (region,) weights
    """
    p = _weights(values, people)
    ratio = values / np.sum(p * values)
    return float(np.sum(p * ratio * np.log(np.where(ratio > 0, ratio, 1.0))))


def theil_l(values: Array, people: Array | None = None) -> float:
    """L = sum p_i ln (mean / y_i), the mean log deviation; infinite where a region with people has nothing."""
    p = _weights(values, people)
    mean = np.sum(p * values)
    if np.any((values <= 0) & (p > 0)):
        return float("inf")
    return float(np.sum(p * np.log(mean / values, where=p > 0, out=np.zeros_like(values))))


def gini(values: Array, people: Array | None = None) -> float:
    """G = sum_ij p_i p_j |y_i - y_j| / (2 mean), from the sorted regions; not standardised by n/(n-1)."""
    p = _weights(values, people)
    order = np.argsort(values, kind="stable")
    p, y = p[order], values[order]
    mean = np.sum(p * y)
    if not mean > 0:
        return float("nan")
    below = np.cumsum(p) - p / 2.0
    return float(np.sum(p * y * (2.0 * below - 1.0)) / mean)


def williamson(values: Array, people: Array | None = None) -> float:
    """V = sqrt(sum p_i (y_i - mean)^2) / mean, the weighted coefficient of variation (Williamson 1965)."""
    p = _weights(values, people)
    mean = np.sum(p * values)
    return float(np.sqrt(np.sum(p * (values - mean) ** 2)) / mean)


@dataclass(frozen=True)
class Disparity:
    """How unevenly an amount per head is spread over regions.

    between, within   the two parts of Theil's T, which add up to it; between is 0 and within T without groups
    """

    theil_t: float
    theil_l: float
    gini: float
    williamson: float
    between: float
    within: float


def disparity(values: Array, people: Array | None = None, groups: Sequence[object] | None = None) -> Disparity:
    """Every measure at once.

    T_between = sum_g s_g ln (y_g / mean);  T_within = sum_g s_g T_g, with s_g the group's share of the whole amount.

    values   (region,) amount per head, not negative
    people   (region,) weights
    groups   the group of each region, e.g. the province of a district
    raises   ValueError for negative amounts or weights, which Theil's measures do not know
    """
    if np.any(values < 0) or (people is not None and np.any(people < 0)):
        raise ValueError("amounts and weights must not be negative")
    whole = theil_t(values, people)
    between, within = _parts(values, _weights(values, people), groups) if groups is not None else (0.0, whole)
    return Disparity(
        whole, theil_l(values, people), gini(values, people), williamson(values, people), between, within
    )


def _parts(values: Array, p: Array, groups: Sequence[object]) -> tuple[float, float]:
    mean = np.sum(p * values)
    between = within = 0.0
    for group in dict.fromkeys(groups):
        inside = np.array([g == group for g in groups])
        people = p[inside].sum()
        if people <= 0:
            continue
        group_mean = np.sum(p[inside] * values[inside]) / people
        share = people * group_mean / mean
        if share > 0:
            between += share * np.log(group_mean / mean)
            within += share * theil_t(values[inside], p[inside])
    return float(between), float(within)
