"""All chance in the model: pure functions of (seed; entity, month, draw, stream).

Threefry4x32 with 12 rounds (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"; 12 rounds
are the fewest they report as passing BigCrush). The counter is (entity, month, draw, stream), the key is the seed.
Nothing is stored and nothing is used up: an entity meets the same luck in the world with the plan and the world
without it, whatever else exists. Poisson and binomial numbers come from one uniform by inversion, so that they move
monotonically when their mean does - which is what makes paired worlds differ by the plan and not by luck.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from podobat.engine.numerics import (
    COMPILE,
    I32,
    INLINE,
    ONE_PIECE,
    F,
    I,
    U,
    add_word,
    double_of_bits,
    float_of_bits,
    fma,
    intrinsic,
    larger,
    log32,
    select,
    shift_left,
    shift_right,
    sqrt32,
)

# Streams. A number is never reused; adding one leaves every other stream as it is.
(
    CLIMATE,
    LAW,
    ATTENTION,
    WORKS,
    ORGANIC,
    APPLICANTS,
    SPIN_OFFS,
    MEMORANDA,
    FOUNDER,
    FOUNDER_TYPE,
    SIGNATORY,
    OFFICE,
    OFFICE_OPENING,
    OFFICE_POSTS,
    FIRM,
    FIRM_STAFF,
    CALL,
    CALL_RESEARCH,
    LAUNCH,
    ROUND,
    CONTRACT,
    PEOPLE,
    TRAINING,
    ADOPTION,
    PATENTS,
    PARAMETERS,
    FOUNDER_PRODUCT,
    MISSED,
    MADE_UP,
    START,
    STANDING,
    SETTLER,
    CALL_CONTRACTS,
    CALL_CHIPS,
    SILICON,
    TO_MARKET,
    TIES,
) = range(1, 38)

ROTATIONS = ((10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20))
PARITY = 0x1BD11BDA
_KEY = types.UniTuple(types.uint32, 2)
_WORDS = types.UniTuple(types.uint32, 4)(*[types.uint32] * 4, _KEY)


def _threefry_ir(b, arguments, rounds):
    """Threefry4x32 as LLVM code: 32-bit throughout, one call to type, and open to vectorisation."""

    x0, x1, x2, x3, key = arguments
    k0, k1 = b.extract_value(key, 0), b.extract_value(key, 1)

    def const(v):
        return I32(v & 0xFFFFFFFF)

    def rotate(x, r):
        return b.or_(b.shl(x, const(r)), b.lshr(x, const(32 - r)))

    zero = const(0)
    keys = [k0, k1, zero, zero, b.xor(const(PARITY), b.xor(k0, k1))]
    x = [b.add(x0, keys[0]), b.add(x1, keys[1]), x2, x3]
    for i in range(rounds):
        left, right = ROTATIONS[i & 7]
        u, v = (1, 3) if i % 2 == 0 else (3, 1)
        x[0] = b.add(x[0], x[u])
        x[u] = b.xor(rotate(x[u], left), x[0])
        x[2] = b.add(x[2], x[v])
        x[v] = b.xor(rotate(x[v], right), x[2])
        if i % 4 == 3:
            s = i // 4 + 1
            for j in range(4):
                x[j] = b.add(x[j], keys[(s + j) % 5])
            x[3] = b.add(x[3], const(s))
    return tuple(x)


def _generator(rounds: int) -> Any:
    @intrinsic
    def threefry(typing, entity, month, draw, stream, key):
        """Four independent 32-bit words for (entity, month, draw, stream) under the key (low, high).

        Whole numbers of any type: it is no function that is compiled anew for each of them.
        """

        def codegen(context, builder, signature, args):
            return context.make_tuple(builder, signature.return_type, _threefry_ir(builder, args, rounds))

        return _WORDS, codegen

    return threefry


words = _generator(12)
words20 = _generator(20)  # only for the published test vectors


@njit(**INLINE)
def unit(word):
    """A float32 strictly between 0 and 1 from the upper 23 bits of a word: (k + 1/2) / 2^23, exact in 24 bits."""
    return F(float_of_bits(I(U(shift_right(word, U(9)) | U(0x3F800000)))) - F(1.0 - 2.0**-24))  # from 1 + k / 2^23


@njit(**INLINE)
def normal_pair(w0, w1):
    """Two independent standard normals from two words (Box and Muller 1958), branch-free."""
    u = F((F(I(shift_right(w0, U(1)))) + F(0.5)) * F(2.0**-31))
    r = sqrt32(larger(F(0), F(F(-2) * log32(u))))
    q = I(I(add_word(w1, U(1 << 29))) >> I(30))
    a = F(F(I(U(w1) - shift_left(U(q), U(30)))) * F(1.57079633 * 2.0**-30))
    a2 = F(a * a)
    sn = fma(F(a * a2), fma(fma(F(-1.95152959e-4), a2, F(8.33216087e-3)), a2, F(-1.66666547e-1)), a)
    cs = fma(fma(fma(fma(F(2.44331571e-5), a2, F(-1.38873163e-3)), a2, F(4.16664568e-2)), a2, F(-0.5)), a2, F(1))
    odd = (q & I(1)) != 0
    ss = select(odd, cs, sn)
    cc = select(odd, sn, cs)
    ss = select((q & I(2)) != 0, F(-ss), ss)
    cc = select(((q + I(1)) & I(2)) != 0, F(-cc), cc)
    return F(r * cc), F(r * ss)


@njit(**COMPILE)
def _uniform(entity, month, draw, stream, key):
    return unit(words(entity, month, draw, stream, key)[0])


@njit(**COMPILE)
def _two_normals(entity, month, draw, stream, key):
    w = words(entity, month, draw, stream, key)
    return normal_pair(w[0], w[1])


@njit(**ONE_PIECE)
def uniform(entity, month, draw, stream, key):
    """One float32 in (0, 1)."""
    return _uniform(U(entity), U(month), U(draw), U(stream), key)


@njit(**ONE_PIECE)
def two_normals(entity, month, draw, stream, key):
    """Two independent standard normals."""
    return _two_normals(U(entity), U(month), U(draw), U(stream), key)


@njit(**ONE_PIECE)
def normal(entity, month, draw, stream, key):
    """One standard normal."""
    return _two_normals(U(entity), U(month), U(draw), U(stream), key)[0]


@njit(**COMPILE)
def normal_quantile(u):
    """Standard normal quantile of a float32 u (Acklam's rational approximation, relative error 1.2e-9)."""
    p = float(u)
    if p < 0.02425 or p > 0.97575:
        tail = p if p < 0.5 else 1.0 - p
        q = np.sqrt(-2.0 * float(log32(F(tail))))
        x = (
            (
                (((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q - 2.549732539343734)
                * q
                + 4.374664141464968
            )
            * q
            + 2.938163982698783
        ) / (
            (((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) * q
            + 1.0
        )
        return x if p < 0.5 else -x
    q = p - 0.5
    r = q * q
    return (
        (
            (
                (((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r + 1.383577518672690e2)
                * r
                - 3.066479806614716e1
            )
            * r
            + 2.506628277459239
        )
        * q
    ) / (
        (
            (((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r + 6.680131188771972e1) * r
            - 1.328068155288572e1
        )
        * r
        + 1.0
    )


NORMAL_FROM = 60.0  # above this mean a Poisson or binomial number is a rounded normal
NEGLIGIBLE = 1e-12  # a term this small, past the mean, cannot move a sum that a float32 is compared with
STEPS = 4  # terms added at a time: their products do not wait for one another
MOST = 240  # no number with a mean up to NORMAL_FROM comes near it: a float32 stays 3e-8 below 1
RECIPROCALS = np.array([0.0, *(1.0 / k for k in range(1, MOST + STEPS + 1))])


@njit(**COMPILE)
def power64(base, exponent):
    """A double to a whole power by repeated squaring: the same bits on every machine."""
    result = 1.0
    while exponent > 0:
        result *= select((exponent & 1) != 0, base, 1.0)  # no branch: its bits are anyone's guess
        base *= base
        exponent >>= 1
    return result


@njit(**COMPILE)
def exp_minus(x):
    """e to the -x for a double 0 <= x < 700, to about 1e-15: a power of two times the Taylor series of what is left."""
    n = int(x * 1.4426950408889634 + 0.5)
    r = n * 0.6931471803691238 - x + n * 1.9082149292705877e-10  # n log(2) - x, within log(2) / 2 of 0
    r2 = r * r
    r4 = r2 * r2
    first = (1.0 + r) + r2 * (1 / 2 + r * (1 / 6)) + r4 * ((1 / 24 + r * (1 / 120)) + r2 * (1 / 720 + r * (1 / 5040)))
    last = (1 / 40320 + r * (1 / 362880)) + r2 * (1 / 3628800 + r * (1 / 39916800))
    last += r4 * (1 / 479001600 + r * (1 / 6227020800))
    return (first + r4 * r4 * last) * double_of_bits((1023 - n) << 52)


@njit(**INLINE)
def past(u, s1, s2, s3):
    """How many of three running totals lie below the quantile u."""
    return select(u > s1, 1, 0) + select(u > s2, 1, 0) + select(u > s3, 1, 0)


@njit(**COMPILE)
def poisson(mean, u):
    """Poisson number with this mean at quantile u, by inversion (a rounded normal above a mean of 60)."""
    if mean <= 0.0:
        return 0
    if mean > NORMAL_FROM:
        return max(0, int(np.floor(mean + np.sqrt(mean) * normal_quantile(u) + 0.5)))
    v = float(u)
    term = exp_minus(mean)
    total = term
    k = 0
    while v > total and k < MOST:
        a, b = mean * RECIPROCALS[k + 1], mean * RECIPROCALS[k + 2]
        c, d = mean * RECIPROCALS[k + 3], mean * RECIPROCALS[k + 4]
        ab = a * b
        t1, t2, t3 = term * a, term * ab, term * (ab * c)
        term *= ab * (c * d)
        s2 = t1 + t2
        more = total + (s2 + (t3 + term))
        if v <= more:
            return k + 1 + past(v, total + t1, total + s2, total + (s2 + t3))
        total = more
        k += STEPS
    return k


@njit(**COMPILE)
def binomial(n, p, u):
    """Binomial number of n trials with chance p at quantile u, by inversion (a rounded normal where n p is large)."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial(n, 1.0 - p, F(1.0) - F(u))
    mean = n * p
    if mean > NORMAL_FROM:
        x = int(np.floor(mean + np.sqrt(mean * (1.0 - p)) * normal_quantile(u) + 0.5))
        return min(n, max(0, x))
    v = float(u)
    term = power64(1.0 - p, n)
    total = term
    odds = p / (1.0 - p)
    left = float(n)  # past the n-th trial a term is nought, and so are those after it
    k = 0
    while v > total and k < MOST:
        a, b = odds * left * RECIPROCALS[k + 1], odds * (left - 1.0) * RECIPROCALS[k + 2]
        c, d = odds * (left - 2.0) * RECIPROCALS[k + 3], odds * (left - 3.0) * RECIPROCALS[k + 4]
        ab = a * b
        t1, t2, t3 = term * a, term * ab, term * (ab * c)
        term *= ab * (c * d)
        s2 = t1 + t2
        more = total + (s2 + (t3 + term))
        if v <= more:
            return min(n, k + 1 + past(v, total + t1, total + s2, total + (s2 + t3)))
        total = more
        left -= STEPS
        k += STEPS
    return min(n, k)


def key_of(seed: int) -> tuple[np.uint32, np.uint32]:
    """The generator's key: low and high word of a 64-bit seed."""
    return np.uint32(seed & 0xFFFFFFFF), np.uint32((seed >> 32) & 0xFFFFFFFF)


@njit(**COMPILE)
def _fill(out, entities, month, draw, stream, key):
    for i in range(out.size):
        w = words(entities[i], month, draw, stream, key)
        out[i] = (float(w[0] >> U(6)) * 134217728.0 + float(w[1] >> U(5)) + 0.5) / 9007199254740992.0


def uniforms(seed: int, stream: int, entities, month: int = 0, draw: int = 0) -> np.ndarray:
    """Doubles in (0, 1), one for each entity number, keyed like everything else (53 bits).

    seed      any integer from 0 to 2**64 - 1
    stream    one of the stream numbers above
    entities  iterable of integers from 0 to 2**32 - 1
    """
    entities = np.asarray(entities, dtype=np.uint32)
    out = np.empty(entities.size)
    _fill(out, entities, month, draw, stream, key_of(seed))
    return out


__all__ = [
    "binomial",
    "normal",
    "normal_quantile",
    "poisson",
    "uniform",
    "uniforms",
    "words",
    "words20",
]
