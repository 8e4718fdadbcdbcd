"""How a count relates to what happened: a counter's definition, bias and error, and the likelihood of the records.

A counter that looks at x firms or people writes y. In logs, with c = observation.offset so that counts near zero count:

    log(c + y) = log(c + x) + m + b + e

    m  what the model misses of the measure, sd s_m, correlated over time (Kennedy and O'Hagan 2001)
    b  bias, sd s_bias, one for each counter and measure;  e  error, sd s_error, one for each record

Their sum over the records of one measure is Student t, so that one count that is far off does not outvote the rest.

s_bias and s_error depend on the grade of the record (A, B, C). The bias is integrated out: records of one counter and
measure share it, so their errors are correlated, and ten counts by one counter teach less than ten by different ones.
A record that counts only a part of a measure is a lower bound, one that counts more than it an upper bound.
What falls on which side of a date is chance: a count y of single events varies by about y, in logs 1 / (c + y), which
matters for zero and a few, and not for hundreds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtr

from podobat.evidence import Parameters, measure
from podobat.units import month_index

Array = NDArray[np.float64]

GRADES: Final = ("A", "B", "C")
PARAMETER_IDS: Final = (
    *(f"observation.{kind}_{grade.lower()}" for kind in ("bias", "error") for grade in GRADES),
    "observation.discrepancy",
    "observation.discrepancy_months",
    "observation.mistaken",
    "observation.offset",
    "observation.tails",
)


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


def _missed(records: Sequence[Counted], parameters: Parameters) -> Array:
    """Covariance of what the model misses, in logs: s^2 exp(-|months apart| / length) within a measure, else 0."""
    s, length = (parameters[f"observation.{name}"].value for name in ("discrepancy", "discrepancy_months"))
    when = np.array([month_index((r.period_to or r.as_of)[:7]) for r in records], dtype=np.float64)
    same = np.array([[a.measure == b.measure for b in records] for a in records], dtype=bool)
    apart = np.abs(when[:, None] - when[None, :])
    return np.where(same.reshape(apart.shape), s**2 * np.exp(-apart / length), 0.0)


SIDES: Final = {"whole": 0, "part": 1, "wider": -1}  # a part of what the measure counts is a lower bound, ...


def usable(record: Counted) -> bool:
    """Can the record be held against the measure at all? One that merely overlaps with it teaches nothing."""
    coverage = getattr(record, "coverage", "whole")
    return coverage in SIDES and not (coverage == "whole" and getattr(record, "scope", ""))


@dataclass(frozen=True)
class Likelihood:
    """Records as a likelihood of simulated values.

    y           (record,)          log(c + counted)
    covariance  (record, record)   scale of biases, errors and what the model misses, in logs; 0 between measures
    side        (record,)          0: counts the measure; 1: a part of it, so a lower bound; -1: more, an upper bound
    measure     (record,)          a number for each measure
    offset, tails, mistaken        c; degrees of freedom; chance that a bound is none
    """

    y: Array
    covariance: Array
    side: NDArray[np.int64]
    measure: NDArray[np.int64]
    offset: float = 1.0
    tails: float = 4.0
    mistaken: float = 0.05

    @classmethod
    def of(cls, records: Sequence[Counted], parameters: Parameters) -> Likelihood:
        """From records and the parameters of group `observation`."""
        c, tails, mistaken = (parameters[f"observation.{name}"].value for name in ("offset", "tails", "mistaken"))
        counted = np.maximum(np.array([float(r.value) for r in records]), 0.0)
        grades = [r.grade.lower() for r in records]
        error = np.array([parameters[f"observation.error_{g}"].value for g in grades])
        bias = np.array([parameters[f"observation.bias_{g}"].value for g in grades])
        who = [(str(getattr(r.counter, "id", r.counter)), r.measure, getattr(r, "scope", "")) for r in records]
        same = np.array([[a == b for b in who] for a in who], dtype=bool).reshape(len(who), len(who))
        spread = np.diag(error**2 + 1.0 / (c + counted))
        covariance = spread + np.where(same, np.outer(bias, bias), 0.0) + _missed(records, parameters)
        side = np.array([SIDES[getattr(r, "coverage", "whole")] for r in records], dtype=np.int64)
        names = sorted({r.measure for r in records})
        measures = np.array([names.index(r.measure) for r in records], dtype=np.int64)
        return cls(np.log(c + counted), covariance, side, measures, c, tails, mistaken)

    def __len__(self) -> int:
        return len(self.y)

    @property
    def whole(self) -> NDArray[np.int64]:
        """Places of the records that count the measure itself."""
        return np.flatnonzero(self.side == 0)

    def speaking(self, values: NDArray[np.floating]) -> NDArray[np.int64]:
        """Places of the records that pull on these draws: those that count a measure, and bounds they come near to."""
        above = self.side * (self.seen(values).mean(axis=0) - self.y)
        return np.flatnonzero((self.side == 0) | (above < np.sqrt(np.diag(self.covariance))))

    def part(self, index: Iterable[int]) -> Likelihood:
        """Only these records."""
        i = np.array(list(index), dtype=np.int64)
        return replace(self, y=self.y[i], covariance=self.covariance[np.ix_(i, i)], side=self.side[i],
                       measure=self.measure[i])  # fmt: skip

    def seen(self, values: NDArray[np.floating]) -> Array:
        """log(c + x) of simulated values; what lies below zero counts as zero."""
        return np.log(self.offset + np.maximum(np.asarray(values, dtype=np.float64), 0.0))

    def log(self, values: NDArray[np.floating]) -> Array:
        """Log-likelihood of every draw: values (draw, record) -> (draw,). Zero without records.

        Records that count one measure are jointly Student t with their residuals r = y - log(c + x); measures are
        apart. A bound adds log(e + (1 - e) Phi(side (log(c + x) - y) / s)): the chance that bias and error leave the
        count on its side, or that it is no bound.
        """
        return self.log_seen(self.seen(values))

    def log_seen(self, seen: Array) -> Array:
        """The same of log(c + x)."""
        residual = self.y - seen
        b = np.flatnonzero(self.side)
        inside = ndtr(-self.side[b] * residual[:, b] / np.sqrt(np.diag(self.covariance)[b]))
        found = np.log(self.mistaken + (1.0 - self.mistaken) * inside).sum(axis=1)
        for w in self._groups():
            lower = np.linalg.cholesky(self.covariance[np.ix_(w, w)])
            q, v, k = self._misfit(residual, w), self.tails, len(w)
            constant = gammaln((v + k) / 2) - gammaln(v / 2) - k / 2 * np.log(v * np.pi) - np.log(np.diag(lower)).sum()
            found += constant - (v + k) / 2 * np.log1p(q / v)
        return found

    def _groups(self) -> list[NDArray[np.int64]]:
        """Places of the records that count one measure, measure by measure."""
        w = self.whole
        return [w[self.measure[w] == m] for m in np.unique(self.measure[w])]

    def _misfit(self, residual: Array, w: NDArray[np.int64]) -> Array:
        """r' S^-1 r of every draw over some records."""
        lower = np.linalg.cholesky(self.covariance[np.ix_(w, w)])
        scaled = np.einsum("ij,nj->ni", np.linalg.inv(lower), residual[:, w])
        return np.einsum("ni,ni->n", scaled, scaled)

    def variance_at(self, j: int, seen: Array) -> Array:
        """Squared scale of a record's error where log(c + x) is `seen`, whatever was counted then.

        The chance of single events is that of the expected number: what was counted must not widen its own forecast.
        """
        return self.covariance[j, j] - np.exp(-self.y[j]) + np.exp(-seen)

    def ahead(self, past: Sequence[int], future: int, values: NDArray[np.floating]) -> Predictive:
        """What some records let each draw expect of another: location and scale in logs, degrees of freedom.

        A counter's bias, and what the model misses of the measure, are learnt from earlier records p of the measure:

            location = log(c + x_f) + S_fp S_pp^-1 r_p
            scale^2  = (S_ff - S_fp S_pp^-1 S_pf) (v + r_p' S_pp^-1 r_p) / (v + n_p),  v + n_p degrees of freedom
        """
        seen = self.seen(values)
        p = np.array([i for i in past if self.side[i] == 0 and self.measure[i] == self.measure[future] and i != future],
                     dtype=np.int64)  # fmt: skip
        variance = self.variance_at(future, seen[:, future])
        if not len(p):
            return Predictive(seen[:, future], np.sqrt(variance), self.tails)
        across = self.covariance[future, p]
        gain = np.linalg.solve(self.covariance[np.ix_(p, p)], across)
        residual = self.y - seen
        stretch = (self.tails + self._misfit(residual, p)) / (self.tails + len(p))
        scale = np.sqrt(np.maximum(variance - (gain * across).sum(), 1e-12) * stretch)
        location = seen[:, future] + np.einsum("p,np->n", gain, residual[:, p])
        return Predictive(location, scale, self.tails + len(p))


class Predictive(NamedTuple):
    """Student t of log(c + count) for every draw."""

    location: Array
    scale: Array
    freedom: float
