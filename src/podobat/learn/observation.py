"""How a count relates to what happened: a counter's definition, bias and error, and the likelihood of the records.

A counter that looks at x firms or people writes y. In logs, with c = observation.offset so that counts near zero count:

    log(c + y) = log(c + x) + b + e,    b ~ N(0, s_bias^2) once per counter and measure, e ~ N(0, s_error^2) a record

s_bias and s_error depend on the grade of the record (A, B, C). The bias is integrated out: records of one counter and
measure share it, so their errors are correlated, and ten counts by one counter teach less than ten by different ones.
A count is a whole number, which adds the variance of rounding, 1/12 of a unit, in logs 1 / (12 (c + y)^2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from podobat.evidence import Parameters, measure
from podobat.units import month_index

Array = NDArray[np.float64]

GRADES: Final = ("A", "B", "C")
PARAMETER_IDS: Final = (
    *(f"observation.{kind}_{grade.lower()}" for kind in ("bias", "error") for grade in GRADES),
    "observation.offset",
)
_ROUNDING: Final = 1.0 / 12.0


class Counted(Protocol):
    """What learning needs to know of a record (learn.records.Record has it)."""

    @property
    def id(self) -> str:
        """Stable id."""
        ...

    @property
    def measure(self) -> str:
        """Id of the measure it counts."""
        ...

    @property
    def value(self) -> float:
        """What was counted, in the unit of the measure."""
        ...

    @property
    def as_of(self) -> str:
        """Date from which it was known, "YYYY-MM-DD"."""
        ...

    @property
    def period_from(self) -> str | None:
        """First day of the period it covers."""
        ...

    @property
    def period_to(self) -> str | None:
        """Last day of the period it covers."""
        ...

    @property
    def counter(self) -> Any:
        """Who counted."""
        ...

    @property
    def grade(self) -> str:
        """A, B or C."""
        ...


@dataclass(frozen=True)
class Window:
    """Which simulated months a record is held against: x = sum of `plus` months less `minus` months of one measure."""

    measure: str
    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()


def window(record: Counted, start: str, months: int) -> Window | None:
    """The months of a record, counted from the plan's first; None where the simulation does not reach.

    stock        the month of the date;
    cumulative   the last month of the period less the month before its first; without a period the month of the date
    flow         every month of the period, added up
    """
    first = month_index(start)
    known = month_index(record.as_of[:7]) - first
    end = month_index(record.period_to[:7]) - first if record.period_to else known
    begin = month_index(record.period_from[:7]) - first if record.period_from else None
    kind = measure(record.measure).kind
    if kind == "stock":
        end, begin = known, None
    if not 0 <= end < months:
        return None
    if kind == "flow":
        return Window(record.measure, tuple(range(max(0, end if begin is None else begin), end + 1)))
    before = (begin - 1,) if begin is not None and begin > 0 else ()
    return Window(record.measure, (end,), before)


@dataclass(frozen=True)
class Likelihood:
    """Records as a likelihood of simulated values.

    y           (record,)          log(c + counted)
    covariance  (record, record)   of errors and shared biases, in logs
    offset      c
    """

    y: Array
    covariance: Array
    offset: float = 1.0

    @classmethod
    def of(cls, records: Sequence[Counted], parameters: Parameters) -> Likelihood:
        """From records and the parameters of group `observation`."""
        c = parameters["observation.offset"].value
        counted = np.array([float(r.value) for r in records])
        y = np.log(c + np.maximum(counted, 0.0))
        grades = [r.grade.lower() for r in records]
        error = np.array([parameters[f"observation.error_{g}"].value for g in grades])
        bias = np.array([parameters[f"observation.bias_{g}"].value for g in grades])
        who = [(str(getattr(r.counter, "id", r.counter)), r.measure) for r in records]
        same = np.array([[a == b for b in who] for a in who], dtype=bool).reshape(len(who), len(who))
        spread = error**2 + _ROUNDING / (c + np.maximum(counted, 0.0)) ** 2
        return cls(y, np.diag(spread) + np.where(same, np.outer(bias, bias), 0.0), c)

    def __len__(self) -> int:
        return len(self.y)

    def part(self, index: Iterable[int]) -> Likelihood:
        """Only these records."""
        i = np.array(list(index), dtype=np.int64)
        return Likelihood(self.y[i], self.covariance[np.ix_(i, i)], self.offset)

    def seen(self, values: NDArray[np.floating]) -> Array:
        """log(c + x) of simulated values; what lies below zero counts as zero."""
        return np.log(self.offset + np.maximum(np.asarray(values, dtype=np.float64), 0.0))

    def log(self, values: NDArray[np.floating]) -> Array:
        """Log-likelihood of every draw: values (draw, record) -> (draw,). Zero without records."""
        if not len(self):
            return np.zeros(len(values))
        lower = np.linalg.cholesky(self.covariance)
        scaled = np.einsum("ij,nj->ni", np.linalg.inv(lower), self.y - self.seen(values))
        constant = np.log(np.diag(lower)).sum() + 0.5 * len(self) * np.log(2 * np.pi)
        return -0.5 * np.einsum("ni,ni->n", scaled, scaled) - constant

    def given_others(self, values: NDArray[np.floating]) -> tuple[Array, Array]:
        """What all other records let each draw expect of a record: mean (draw, record) and sd (record,), in logs.

        From the precision matrix P: mean_j = y_j - (P r)_j / P_jj, sd_j = P_jj^-1/2, r the residuals.
        """
        precision = np.linalg.inv(self.covariance)
        diagonal = np.diag(precision)
        pulled = np.einsum("ij,nj->ni", precision, self.y - self.seen(values)) / diagonal
        return self.y - pulled, 1.0 / np.sqrt(diagonal)

    def ahead(self, past: Sequence[int], future: Sequence[int], values: NDArray[np.floating]) -> tuple[Array, Array]:
        """What past records let each draw expect of future ones: mean (draw, future) and sd (future,), in logs.

        A counter's bias is learnt from its own earlier records: mean = log(c + x_f) + S_fp S_pp^-1 r_p.
        """
        seen, f, p = self.seen(values), np.array(future, dtype=np.int64), np.array(past, dtype=np.int64)
        variance = np.diag(self.covariance)[f]
        if not len(p):
            return seen[:, f], np.sqrt(variance)
        across = self.covariance[np.ix_(f, p)]
        gain = np.linalg.solve(self.covariance[np.ix_(p, p)], across.T).T
        residual = self.y[p] - seen[:, p]
        return seen[:, f] + np.einsum("fp,np->nf", gain, residual), np.sqrt(variance - (gain * across).sum(axis=1))
