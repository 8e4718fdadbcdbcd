"""A target, its deadline and what has been counted so far: what the outside view is asked about.

    Series("jobs", target=27_500, deadline=2024, counts=(Count(2021, 436.0), Count(2022, 1_100.0)), kind="cumulative")

A count belongs to a year; `promised` is what was planned for that very year. Many series are worked on at once as
columns of years, aligned at the last count (`Columns`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: How counts go on: a running total, a count of each year, what there is at a time, or not said.
KINDS: Final = ("cumulative", "yearly", "stock", "auto")
#: Years of counts that are looked at: the latest ones.
DEPTH: Final = 12

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted in a year, and what had been promised for that year.

    Attributes
    ----------
    year : int
        At whose end it was counted.
    value : float
        In the unit of the target.
    promised : float or None
        What the plan had promised for that year; None where that is not known.
    """

    year: int
    value: float
    promised: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One target to be met by the end of a year, with the counts of earlier years.

    Attributes
    ----------
    id : str
        Unique among the series asked about.
    target : float
        Above zero, in `unit`.
    deadline : int
        The year by whose end the count is held against the target.
    counts : tuple of Count
        One a year at most, in the order of years; may be empty.
    kind : str
        One of KINDS; "auto" lets the counts tell.
    unit : str
        As written, "명" or "인".
    office : str
        Who counts; the habit of an office is shared.
    as_of : int or None
        The year up to which counts could be known; by default that of the last count.
    name : str
        As people read it.
    """

    id: str
    target: float
    deadline: int
    counts: tuple[Count, ...] = ()
    kind: str = "auto"
    unit: str = ""
    office: str = ""
    as_of: int | None = None
    name: str = ""

    @property
    def known_until(self) -> int:
        """The year up to which counts are known; a year before the deadline where nothing says."""
        if self.as_of is not None:
            return self.as_of
        return self.counts[-1].year if self.counts else self.deadline - 1

    @property
    def horizon(self) -> int:
        """Years from the last count (or from `known_until`) to the deadline; nought or less when it has passed."""
        return self.deadline - self.known_until

    @property
    def at_deadline(self) -> float | None:
        """The count of the deadline itself, if it is known."""
        return next((c.value for c in self.counts if c.year == self.deadline), None)

    def until(self, year: int) -> tuple[Count, ...]:
        """The counts up to a year, that year included."""
        return tuple(c for c in self.counts if c.year <= year)


@dataclass(frozen=True, eq=False)
class Columns:
    """Many series as arrays: the latest counts in the last column, nan where there are none.

    year, count, promised   float64 (series, DEPTH)
    target, deadline, horizon   float64 (series,)
    unit, office, kind      tuples of text
    """

    year: Floats
    count: Floats
    promised: Floats
    target: Floats
    deadline: Floats
    horizon: Floats
    unit: tuple[str, ...]
    office: tuple[str, ...]
    kind: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.target)


def columns_of(series: Sequence[Series]) -> Columns:
    """Series as arrays, in their order; counts after a deadline are left out, and all but the latest DEPTH."""
    year, count, promised = (np.full((len(series), DEPTH), np.nan) for _ in range(3))
    for row, s in enumerate(series):
        kept = [c for c in s.counts if c.year <= s.deadline][-DEPTH:]
        for at, c in enumerate(kept, DEPTH - len(kept)):
            year[row, at], count[row, at] = c.year, c.value
            promised[row, at] = np.nan if c.promised is None else c.promised
    number = {name: np.array([getattr(s, name) for s in series], np.float64) for name in ("target", "deadline")}
    horizon = np.array([s.horizon for s in series], np.float64)
    texts = (tuple(getattr(s, name) for s in series) for name in ("unit", "office", "kind"))
    return Columns(year, count, promised, number["target"], number["deadline"], horizon, *texts)
