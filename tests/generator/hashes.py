"""Generators on trial: ours as the engine calls it, and weak ones that a battery worth its name must catch.

Every generator takes the coordinates of n draws - entity, month, draw, stream, and the two words of the seed - as
arrays, and returns words, uint32 (n, 4).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit

from podobat.engine.numerics import COMPILE
from podobat.engine.randomness import PARITY, ROTATIONS, normal_pair, words

U = np.uint32
Coordinates = tuple[np.ndarray, ...]
Generator = Callable[[Coordinates], np.ndarray]


@njit(**COMPILE)
def _fill(entity, month, draw, stream, low, high, out):
    for i in range(entity.size):
        w = words(entity[i], month[i], draw[i], stream[i], (low[i], high[i]))
        for k in range(4):
            out[i, k] = w[k]


@njit(**COMPILE)
def _normals(w, out):
    for i in range(w.shape[0]):
        out[i, 0], out[i, 1] = normal_pair(w[i, 0], w[i, 1])


def ours(c: Coordinates) -> np.ndarray:
    """The words of podobat.engine.randomness."""
    out = np.empty((c[0].size, 4), U)
    _fill(*c, out)
    return out


def normals_of(w: np.ndarray) -> np.ndarray:
    """The engine's normal numbers from words 0 and 1, float64 (n, 2)."""
    out = np.empty((len(w), 2), np.float32)
    _normals(np.ascontiguousarray(w), out)
    return out.astype(np.float64)


def threefry(c: Coordinates, rounds: int) -> np.ndarray:
    """Threefry4x32 with any number of rounds."""
    keys = [c[4], c[5], U(0), U(0), U(PARITY) ^ c[4] ^ c[5]]
    x = [c[0] + c[4], c[1] + c[5], c[2].copy(), c[3].copy()]
    for i in range(rounds):
        u, v = (1, 3) if i % 2 == 0 else (3, 1)
        for a, b, r in ((0, u, ROTATIONS[i % 8][0]), (2, v, ROTATIONS[i % 8][1])):
            x[a] = x[a] + x[b]
            x[b] = (x[b] << U(r) | x[b] >> U(32 - r)) ^ x[a]
        if i % 4 == 3:
            s = i // 4 + 1
            x = [x[j] + keys[(s + j) % 5] + U(s if j == 3 else 0) for j in range(4)]
    return np.stack(x, axis=1)


def _mixed(x: np.ndarray) -> np.ndarray:
    """A good finaliser of 32 bits (Wellons, lowbias32)."""
    x = (x ^ x >> U(16)) * U(0x7FEB352D)
    x = (x ^ x >> U(15)) * U(0x846CA68B)
    return x ^ x >> U(16)


def streamless(c: Coordinates) -> np.ndarray:
    """Well mixed, but the stream is left out of the key: all of an entity's luck is the same luck."""
    x = _mixed(_mixed(_mixed(_mixed(c[0] ^ c[4]) + c[1]) + c[2]) ^ c[5])
    return np.stack([_mixed(x + U(0x9E3779B9 * k % 2**32)) for k in range(1, 5)], axis=1)


def congruential(c: Coordinates) -> np.ndarray:
    """One step of a linear congruential generator from a linear mixture of the coordinates."""
    factors = (1, 69069, 1664525, 22695477, 134775813, 1103515245)
    x = sum((v * U(a) for v, a in zip(c, factors, strict=True)), U(0))
    out = []
    for _ in range(4):
        x = x * U(1664525) + U(1013904223)
        out.append(x)
    return np.stack(out, axis=1)


def xorshift_of_sum(c: Coordinates) -> np.ndarray:
    """Xorshift of the sum of the coordinates: (entity 3, month 5) is (entity 5, month 3)."""
    x = sum(c, U(2463534242))
    out = []
    for _ in range(4):
        x = x ^ x << U(13)
        x = x ^ x >> U(17)
        x = x ^ x << U(5)
        out.append(x)
    return np.stack(out, axis=1)


def rounded(c: Coordinates) -> np.ndarray:
    """Ours, with the last bits of the words cut off and one value in two hundred pushed to the middle."""
    w = ours(c) & U(0xFFFF0000)
    return np.where(w % U(0xC80000) < U(0x10000), U(1 << 31), w)


def sticky(c: Coordinates) -> np.ndarray:
    """Ours, but where the neighbour's word is in the upper eighth, it is taken over in one case of four."""
    w = ours(c)
    before = np.roll(w, 1, axis=0)
    return np.where((before >= U(7 << 29)) & (w % U(4) == 0), before, w)


WEAK: dict[str, Generator] = {
    "two rounds": lambda c: threefry(c, 2),
    "three rounds": lambda c: threefry(c, 3),
    "four rounds": lambda c: threefry(c, 4),
    "six rounds": lambda c: threefry(c, 6),
    "without the stream": streamless,
    "congruential": congruential,
    "xorshift of the sum": xorshift_of_sum,
    "rounded": rounded,
    "sticky": sticky,
}
