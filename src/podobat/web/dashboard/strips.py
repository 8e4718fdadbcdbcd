"""The strip of a target: promise, count and interval on one scale, on which every promise stands at the same place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

WIDTH, HEIGHT, EDGE = 320.0, 26.0, 8.0
MOST: Final = 1.6  # times the promise at which the scale ends


@dataclass(frozen=True)
class Strip:
    """Where the marks stand, in the units of the picture; `*_beyond`: a mark lies past the end of the scale."""

    promise: float
    start: float
    count: float | None
    low: float | None
    high: float | None
    median: float | None
    count_beyond: bool = False
    high_beyond: bool = False
    median_beyond: bool = False

    @property
    def span(self) -> float:
        """Width of the interval, never too narrow to be seen."""
        return max(2.0, round((self.high or 0.0) - (self.low or 0.0), 1))


def strip(promise: float, count: float | None, low: float | None, median: float | None, high: float | None) -> Strip:
    """The strip of one target; whatever is not known is left out. A promise is more than 0."""

    def at(value: float | None) -> float | None:
        if value is None or not math.isfinite(value):
            return None
        share = min(max(value / promise, 0.0), MOST)
        return round(EDGE + (WIDTH - 2 * EDGE) * share / MOST, 1)

    def beyond(value: float | None) -> bool:
        return value is not None and value / promise > MOST

    where = at(promise)
    assert where is not None
    return Strip(
        where, EDGE, at(count), at(low), at(high), at(median), beyond(count), beyond(high), beyond(median)
    )
