"""Single-precision arithmetic that gives the same bits on every processor.

The system's exp and log differ between C libraries in the last bit, and LLVM cannot vectorise them. These are short
polynomials built from exactly rounded operations (add, multiply, fused multiply-add, square root), so a loop over a
column becomes vector code and the result does not depend on vector width, thread or machine. Relative error of
`exp32` and `log32` is below 3e-7 inside the range the model uses (|x| < 80); tests/textbook compares them with NumPy.
Coefficients: minimax fits in the style of Cephes (Moshier 1992).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import extending, njit, types

F = np.float32
I = np.int32  # noqa: E741 - the kernels' one-letter casts keep formulas legible
U = np.uint32
N = np.uint64  # loop bounds: an unsigned index lets LLVM drop the wrap-around test and vectorise

intrinsic: Any = extending.intrinsic  # the typing context it takes first is not an argument of the call

COMPILE = {
    "nogil": True, "cache": True, "fastmath": False, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True,
}  # fmt: skip
INLINE = {**COMPILE, "forceinline": True}
# What takes the world is called by kernels alone. Unpacking its arrays for Python would be compiled with every step.
STEP = {**COMPILE, "no_cpython_wrapper": True}
INLINE_STEP = {**INLINE, "no_cpython_wrapper": True}
# LLVM optimises a function again inside every function that calls it. What is called in one place (a month, a run of
# months) or says little (a front for another kernel) becomes part of its caller before LLVM sees it, once for whatever
# types it is called with.
ONE_PIECE = {**COMPILE, "inline": "always"}


def _unary(returns, takes, build):
    """An intrinsic of one argument from a function (builder, llvm return type, value) -> value."""

    @intrinsic
    def operation(typing, x):
        def codegen(context, builder, signature, args):
            return build(builder, context.get_value_type(returns), args[0])

        return returns(takes), codegen

    return operation


def _call(name):
    return lambda b, t, x: b.call(b.module.declare_intrinsic(name, [x.type]), [x])


bits_of = _unary(types.int32, types.float32, lambda b, t, x: b.bitcast(x, t))
float_of_bits = _unary(types.float32, types.int32, lambda b, t, x: b.bitcast(x, t))
double_of_bits = _unary(types.float64, types.int64, lambda b, t, x: b.bitcast(x, t))
truncate = _unary(types.int32, types.float32, lambda b, t, x: b.fptosi(x, t))
sqrt32 = _unary(types.float32, types.float32, _call("llvm.sqrt"))


@intrinsic
def fma(typing, x, y, z):
    """x * y + z, rounded once."""

    def codegen(context, builder, signature, args):
        return builder.fma(*args)

    return types.float32(types.float32, types.float32, types.float32), codegen


def _word(operation):
    """A 32-bit operation that stays 32-bit (Numba itself widens uint32 arithmetic to 64 bits)."""

    @intrinsic
    def f(typing, x, y):
        def codegen(context, builder, signature, args):
            return getattr(builder, operation)(*args)

        return types.uint32(types.uint32, types.uint32), codegen

    return f


add_word, shift_left, shift_right = _word("add"), _word("shl"), _word("lshr")
I32 = ir.IntType(32)
LANES = 16  # slots a rule works on at once: a vector of 512 bits, or two of 256


MARKS = 64  # slots whose marks are read at once


@intrinsic
def marks_from(typing, column, start):
    """Which of the MARKS whole numbers of a column from `start` on are not 0: a bit each, the lowest for the first."""

    def codegen(context, builder, signature, args):
        array = context.make_array(signature.args[0])(context, builder, args[0])
        lanes = ir.VectorType(I32, MARKS)
        vector = builder.load(builder.bitcast(builder.gep(array.data, [args[1]]), lanes.as_pointer()), align=4)
        bits = builder.icmp_unsigned("!=", vector, ir.Constant(lanes, [0] * MARKS))
        return builder.bitcast(bits, ir.IntType(MARKS))

    return types.int64(column, types.intp), codegen


@njit(**INLINE)
def marks(column, start, n):
    """The marks of slots `start` to start + 63, those from slot n on left out: a bit each. Columns of `table` only."""
    bits = marks_from(column, start)
    return bits if n - start >= MARKS else bits & ((1 << (n - start)) - 1)


def _bit(count):
    return lambda b, t, x: getattr(b, count)(x, ir.IntType(1)(True))


lowest_bit = _unary(types.int64, types.int64, _bit("cttz"))  # of a number that is not 0
leading_zeros = _unary(types.int64, types.int64, _bit("ctlz"))


@intrinsic
def select(typing, condition, this, other):
    """This where the condition holds, else the other; both are worked out, so that no loop branches for it.

    `this if condition else other` lets the compiler read a column only for the firms that need it, and vector loads
    under a mask are slow.
    """

    def codegen(context, builder, signature, args):
        return builder.select(*args)

    return this(types.boolean, this, this), codegen


fence = _unary(types.float32, types.float32, _call("llvm.arithmetic.fence"))


@njit(**INLINE)
def once(x):
    """A parameter in single precision, worked out before the loop.

    Behind a `select` LLVM would otherwise choose among the doubles first, and divide and convert for every firm.
    """
    return fence(F(x))


@njit(**INLINE)
def whole(n):
    """The next multiple of LANES: rules run over whole vectors, because free slots at the end cost less than a loop
    of single firms there. A free slot holds zeros."""
    return (n + LANES - 1) & -LANES


@njit(**INLINE)
def larger(a, b):
    """The larger of two float32 numbers, without a branch."""
    return select(a > b, a, b)


@njit(**INLINE)
def smaller(a, b):
    """The smaller of two float32 numbers, without a branch."""
    return select(a < b, a, b)


TO_WHOLE = F(1.5 * 2.0**23)  # added to a number below 2^22, it leaves the nearest whole number in the lowest bits


@njit(**INLINE)
def exp32(x):
    """e to the x for a float32 x; saturates outside (-87, 88) instead of overflowing."""
    x = smaller(larger(F(x), F(-87.0)), F(88.0))
    y = F(x * F(1.44269504))
    t = F(y + TO_WHOLE)
    f = F(y - F(t - TO_WHOLE))
    p = F(1.535336188e-4)
    p = fma(p, f, F(1.339887440e-3))
    p = fma(p, f, F(9.618437357e-3))
    p = fma(p, f, F(5.550332471e-2))
    p = fma(p, f, F(2.402264791e-1))
    p = fma(p, f, F(6.931472028e-1))
    p = fma(p, f, F(1.0))
    return float_of_bits(I(add_word(U(bits_of(p)), shift_left(U(bits_of(t)), U(23)))))


@njit(**INLINE)
def log32(x):
    """Natural logarithm of a positive float32; anything below 1e-30 counts as 1e-30."""
    x = larger(F(x), F(1e-30))
    i = I(bits_of(x) - I(0x3F3504F3))
    e = I(i >> I(23))
    m = F(float_of_bits(I((i & I(0x7FFFFF)) + I(0x3F3504F3))) - F(1))
    z = F(m * m)
    p = F(7.0376836292e-2)
    p = fma(p, m, F(-1.1514610310e-1))
    p = fma(p, m, F(1.1676998740e-1))
    p = fma(p, m, F(-1.2420140846e-1))
    p = fma(p, m, F(1.4249322787e-1))
    p = fma(p, m, F(-1.6668057665e-1))
    p = fma(p, m, F(2.0000714765e-1))
    p = fma(p, m, F(-2.4999993993e-1))
    p = fma(p, m, F(3.3333331174e-1))
    return fma(F(e), F(0.693147182), fma(z, fma(m, p, F(-0.5)), m))


@njit(**INLINE)
def power32(x, a):
    """x to the a for positive x."""
    return exp32(F(F(a) * log32(x)))


@njit(**INLINE)
def choose5(k, a0, a1, a2, a3, a4):
    """The k-th of five values (k = 0..4) as a chain of selects, which vectorises where a table look-up would not."""
    v = select(k == 1, a1, a0)
    v = select(k == 2, a2, v)
    v = select(k == 3, a3, v)
    return select(k == 4, a4, v)
