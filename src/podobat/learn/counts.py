"""What a counter will write: the count of a later day, drawn beside what will be true.

A target is met by a count. With X what a draw has in the record's window, b the counter's bias (learnt from its earlier
counts of the measure, else from its grade) and e the error of its grade,

    log(c + Y) = log(c + X) + b + e

and a running total never falls below what the same counter has written already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from podobat.evidence import measure
from podobat.forecast.sampling import sample_points
from podobat.learn.draws import Drawn
from podobat.learn.observation import Errors, Window, counter_of

Array = NDArray[np.float64]

UNKNOWN_GRADE: Final = "B"  # press quoting officials: what most counts are


class Asked(NamedTuple):
    """A count to come: of which measure, over which months, by whom, of which grade."""

    measure: str
    window: Window
    counter: tuple[str, str, str]
    grade: str


@dataclass(frozen=True)
class CountDraws:
    """Draws of one count to come.

    values            (draw,) what will be written
    location, scale   (draw,) of log(c + count), Student t with `tails` degrees of freedom
    least             what has been written already: no draw lies below it; 0 without
    """

    values: Array
    location: Array
    scale: Array
    tails: float
    least: float


def asked_of(record: Any, window: Window) -> Asked:
    """The count that a record turned out to be."""
    return Asked(record.measure, window, counter_of(record), record.grade)


def count_draws(asked: Asked, true: Array, drawn: Drawn, errors: Errors, known: list[Any], seed: int) -> CountDraws:
    """What the counter will write, draw by draw.

    true    (draw,) what each draw has in the window
    drawn   biases of the counters that have counted the measure, and how careless they are
    known   earlier records, of which those by the same counter over the same start hold a running total up
    """
    n = len(true)
    who = f"{asked.measure}.{asked.counter[0]}"
    u = sample_points([f"count.bias.{who}", f"count.error.{who}.{asked.window.last}"], n, seed)
    worse = drawn.worse.get(asked.measure, np.ones(n))
    fresh = worse * errors.bias[asked.grade] * ndtri(u[:, 0])
    seen = np.log(errors.offset + np.maximum(true, 0.0))
    location = seen + drawn.bias.get(asked.counter, fresh)
    scale = worse * np.sqrt(errors.error[asked.grade] ** 2 + np.exp(-seen))
    values = np.exp(location + scale * stdtrit(errors.tails, u[:, 1])) - errors.offset
    least = written(asked, known)
    return CountDraws(np.maximum(values, least), location, scale, errors.tails, least)


def written(asked: Asked, known: list[Any]) -> float:
    """The latest running total by the same counter, 0 where there is none."""
    if measure(asked.measure).kind != "cumulative" or asked.window.first > 0:
        return 0.0
    same = [r for r in known if counter_of(r) == asked.counter and not r.period_from]
    same = [r for r in same if getattr(r, "coverage", "whole") == "whole"]
    return max((float(r.value) for r in same), default=0.0)


def log_density(draws: CountDraws, y: float) -> float:
    """Log density of log(c + count) at y, over draws; what lies at or below `least` is taken as it would spread."""
    from scipy.special import gammaln

    v = draws.tails
    away = (y - draws.location) / draws.scale
    constant = gammaln((v + 1) / 2) - gammaln(v / 2) - 0.5 * np.log(v * np.pi)
    density = np.exp(constant - np.log(draws.scale) - (v + 1) / 2 * np.log1p(away**2 / v))
    return float(np.log(max(float(density.mean()), 1e-300)))
