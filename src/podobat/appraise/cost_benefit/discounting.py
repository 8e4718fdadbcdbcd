"""The mathematics of discounting: present values, benefit-cost ratios, rates of return, payback. Pure functions.

Flows are yearly, the last axis is time; t = 0 is the base date. Rates are shares a year (0.045), real where flows are
real. Nothing here knows of plans.

source  Brealey, Myers and Allen, Principles of Corporate Finance (NPV, IRR and its pitfalls); Descartes' rule of signs
        for how many rates of return there can be
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

KINDS: Final = ("none", "one", "several")
LOWEST_RATE, HIGHEST_RATE = -0.999, 1e6  # rates of return are looked for in between
_REAL = 1e-4  # a root this close to the real line (relative) is tried as a real one
_SAME = 1e-5  # roots closer than this (relative) are one
_ZERO = 1e-9  # a present value below this share of its parts is zero
_STEPS = 200  # halvings: far beyond double precision


def discount_factors(times: ArrayLike, rate: float) -> Array:
    """What one won at each time is worth at time 0: d(t) = (1 + r)^-t.

    times    years, may be fractions (0.5 for the middle of the first year) and below zero (compounded forward)
    rate     a year, above -1
    raises   ValueError for a rate of -1 or less
    """
    if rate <= -1.0:
        raise ValueError("a discount rate must be above -100 %")
    return np.exp(-(np.log1p(rate) * np.asarray(times, dtype=np.float64)))


def net_present_value(flows: ArrayLike, factors: ArrayLike) -> Array:
    """NPV = sum over t of F_t d_t: flows (..., t), factors (t,) -> (...)."""
    return np.asarray(flows, dtype=np.float64) @ np.asarray(factors, dtype=np.float64)


def benefit_cost_ratio(benefits: ArrayLike, costs: ArrayLike) -> Array:
    """B/C of present values, element by element as they broadcast (...); nan where costs are not above zero."""
    b, c = np.broadcast_arrays(np.asarray(benefits, dtype=np.float64), np.asarray(costs, dtype=np.float64))
    return np.divide(b, c, out=np.full(b.shape, np.nan), where=c > 0)


def sign_changes(flows: ArrayLike) -> NDArray[np.int64]:
    """How often the flows change sign, zeros passed over: (..., t) -> (...). At most so many rates of return exist."""
    f = np.sign(np.atleast_2d(np.asarray(flows, dtype=np.float64)))
    last = np.zeros(f.shape[:-1])
    changes = np.zeros(f.shape[:-1], dtype=np.int64)
    for t in range(f.shape[-1]):
        now = f[..., t]
        changes += (now != 0) & (last != 0) & (now != last)
        last = np.where(now != 0, now, last)
    return changes.reshape(np.shape(flows)[:-1])


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of return of one stream of flows: none, one, or several, and all of them in rising order.

    Where there are several, none of them says whether the project is worth doing; NPV does.
    """

    kind: str
    values: tuple[float, ...]


def rates_of_return(flows: ArrayLike) -> Rates:
    """Every rate at which the NPV is zero, between -99.9 % and 100,000,000 %.

    sum over t of F_t v^t = 0 with v = 1 / (1 + r): the positive real roots, refined by Newton's method. A root that the
    NPV touches without crossing (a double root) counts once.

    flows    (t,), a year apart
    """
    f = np.asarray(flows, dtype=np.float64)
    changes = int(sign_changes(f)) if np.any(f) else 0
    if changes == 0:
        return Rates("none", ())
    if changes == 1:
        one = float(_bisected(f[None])[0])
        return Rates("one", (one,)) if np.isfinite(one) else Rates("none", ())
    v = np.roots(np.trim_zeros(f)[::-1])
    v = v[(v.real > 0) & (np.abs(v.imag) <= _REAL * np.abs(v))].real
    v = v[(v >= 0.5 / (1 + HIGHEST_RATE)) & (v <= 2 / (1 + LOWEST_RATE))]
    roots_kept: list[float] = []
    for root in sorted(_refined(f, x) for x in v):
        near_zero = abs(_value(f, root)) <= _ZERO * _value(np.abs(f), root)
        if near_zero and (not roots_kept or root > roots_kept[-1] * (1 + _SAME)):
            roots_kept.append(root)
    rates = tuple(sorted(1 / x - 1 for x in roots_kept if LOWEST_RATE <= 1 / x - 1 <= HIGHEST_RATE))
    return Rates(KINDS[min(len(rates), 2)], rates)


def _powers(n: int, v: float) -> Array:
    """v^t for t below n, divided by the greatest of them, so that nothing overflows."""
    t = np.arange(n)
    return np.exp(np.log(v) * (t - (n - 1 if v > 1 else 0)))


def _value(f: Array, v: float) -> float:
    return float((f * _powers(len(f), v)).sum())


def _refined(f: Array, v: float) -> float:
    """Newton's method from a root that is nearly right; the start where it would run away."""
    t = np.arange(len(f))
    x = float(v)
    for _ in range(50):
        powers = f * _powers(len(f), x)
        d = float((t * powers).sum()) / x
        step = float(powers.sum()) / d if d else 0.0
        if not np.isfinite(step) or abs(step) > 0.1 * x:
            return x
        x -= step
        if abs(step) <= 1e-15 * x:
            break
    return x


def internal_rates(flows: ArrayLike) -> tuple[Array, NDArray[np.str_]]:
    """The rate of return of many streams, and whether there is one: (n, t) -> rates (n,), kinds (n,).

    nan where there is none or several. With one change of sign there is exactly one root and it is found by bisection;
    streams with more are looked at one by one (`rates_of_return`).
    """
    f = np.atleast_2d(np.asarray(flows, dtype=np.float64))
    changes = sign_changes(f)
    rates, kinds = np.full(len(f), np.nan), np.full(len(f), "none", dtype="<U8")
    one = np.flatnonzero(changes == 1)
    if len(one):
        rates[one] = _bisected(f[one])
        kinds[one[np.isfinite(rates[one])]] = "one"
    for i in np.flatnonzero(changes > 1):
        own = rates_of_return(f[i])
        kinds[i] = own.kind
        if own.kind == "one":
            rates[i] = own.values[0]
    return rates, kinds


def _bisected(f: Array) -> Array:
    """The one root of streams whose sign changes once; nan where it lies outside the rates looked at."""
    low = np.full(len(f), np.log(1 / (1 + HIGHEST_RATE)))
    high = np.full(len(f), np.log(1 / (1 + LOWEST_RATE)))
    t = np.arange(f.shape[1])

    def value(log_v: Array) -> Array:
        # Divided by the greatest power of v that has a flow, so that nothing overflows; the sign is that of the NPV.
        power = np.where(f != 0.0, log_v[:, None] * t, -np.inf)
        return (f * np.exp(power - power.max(axis=1, keepdims=True))).sum(axis=1)

    at_low, at_high = np.sign(value(low)), np.sign(value(high))
    inside = at_low * at_high < 0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        left = np.sign(value(middle)) == at_low
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return np.where(inside, np.exp(-(low + high) / 2) - 1, np.nan)


def payback(flows: ArrayLike) -> Array:
    """Years until the running total stops being negative for good: (..., t) -> (...); inf where it never does.

    flows    discounted for the discounted payback; F_t flows evenly over year t, so the answer may be a fraction:
             t + (-C_{t-1}) / F_t  with C the running total and t the first year after which C stays at or above zero
    """
    f = np.asarray(flows, dtype=np.float64)
    total = np.cumsum(f, axis=-1)
    below = total < 0
    years = f.shape[-1]
    # The last year that still ends below zero decides; what is regained and lost again does not count.
    last = np.where(below.any(axis=-1), years - 1 - np.argmax(below[..., ::-1], axis=-1), -1)
    after = np.minimum(last + 1, years - 1)[..., None]
    owed = -np.take_along_axis(total, np.maximum(last, 0)[..., None], axis=-1)[..., 0]
    inflow = np.take_along_axis(f, after, axis=-1)[..., 0]
    share = np.divide(owed, inflow, out=np.zeros_like(owed), where=inflow > 0)
    return np.where(last < 0, 0.0, np.where(last == years - 1, np.inf, last + 1 + share))
