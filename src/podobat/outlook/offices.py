"""Who counts: the habit of an office that the model does not know, learnt from its own finished rows.

For an office the ends, as normal scores z of the distributions foretold without knowing it, are N(m, s^2). Offices
differ: m ~ N(0, between^2), log s ~ N(log within, spread^2). Finished rows give the posterior of both (a normal mean
and a log standard deviation, each drawn towards what offices have in common), with rows of one series counting for less
than as many series. Without any row the distribution stays that of any office.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prior:
    """How offices differ, in normal scores of the end, from the reference class.

    between   standard deviation of the offices' means;  spread: of the logs of their standard deviations
    within    standard deviation inside an office;  alike: correlation of the scores of one series
    """

    between: float
    spread: float
    within: float
    alike: float

    @classmethod
    def of(cls, tables: Mapping[str, NDArray]) -> Prior:
        """From the model's file."""
        return cls(*(float(x) for x in tables["offices"]))


@dataclass(frozen=True, slots=True)
class Habit:
    """The habit of an office: its ends are read off at normal scores `shift + factor z`.

    rows, series   finished rows and series it was learnt from
    """

    office: str
    rows: int
    series: int
    shift: float
    factor: float

    def to_json_dict(self) -> dict[str, Any]:
        return {"rows": self.rows, "series": self.series, "shift": self.shift, "factor": self.factor}


def habit_of(office: str, scores: Floats, series: Sequence[str], prior: Prior) -> Habit:
    """The habit that finished rows show.

    scores   normal scores of the counts of those rows in the distributions foretold for them
    series   the series of each row
    """
    names, sizes = np.unique(np.array(series), return_counts=True)
    if not len(scores):
        return Habit(office, 0, 0, 0.0, math.sqrt(prior.between**2 + prior.within**2))
    bounded = np.clip(scores, -3.0, 3.0)  # one row that was miscopied does not make a habit
    weight = (1.0 / (1.0 + (sizes - 1) * prior.alike))[np.searchsorted(names, np.array(series))]
    n = float(weight.sum())
    mean = float(weight @ bounded) / n
    deviation = float(weight @ (bounded - mean) ** 2) / n
    drawn = n / (n + (prior.within / max(prior.between, 1e-6)) ** 2)
    shift, doubt = drawn * mean, prior.between**2 * (1.0 - drawn)
    own = 0.5 * math.log(max(deviation, 0.02)) - math.log(prior.within)
    trust = prior.spread**2 / (prior.spread**2 + 1.0 / n)
    factor = prior.within * math.exp(trust * own)
    return Habit(office, len(scores), len(names), shift, math.sqrt(factor**2 + doubt))
