"""Where the uncertain parameters are drawn: one quasi-random sequence for each parameter, kept for ever by its id.

A joint Sobol' sequence hands out its dimensions in order, so one new parameter early in the alphabet would move every
later one to other points, and two forecasts would differ by more than what was changed. It is also no good at this
size: among the first 140 unscrambled dimensions, 1,024 points leave pairs of parameters correlated by up to 0.73.

So each parameter gets the first Sobol' dimension (the van der Corput sequence in base 2) to itself, read in an order of
its own and turned by an offset of its own. Order and offset come from the generator of the engine, keyed by the seed
and the parameter's id and nothing else:

    x_i = (vdc(shuffle(i)) + offset) mod 1

`shuffle` is Owen's nested scramble of the index (Owen 1995; as an index shuffle Burley 2020, "Practical hash-based
Owen scrambling"): whether a bit is flipped depends on the bits above it. Every aligned block of 2^k indices stays one
aligned block. Consequences, each a test:

- each parameter alone is as even as Sobol's own (1,024 points put exactly one into every 1/1024);
- parameters are paired at random, as in a Latin hypercube, without the strong accidental ties of high dimensions;
- the first n points do not depend on how many are asked for;
- a parameter's points do not depend on which other parameters exist.

What is given up: evenness over two or more parameters together. With 140 parameters and 1,000 points no sequence has it
to offer; main effects, which carry most of the variance, keep the whole gain. Point 0 is kept: the offset has moved it
from the corner, and dropping it would break the blocks (Owen 2020, "On dropping the first Sobol' point").
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numba import njit

from podobat.engine.numerics import COMPILE
from podobat.engine.randomness import PARAMETERS, uniforms

BITS = 32
_OFFSET = 2**32 - 1  # entity number of the offset; the nodes of the shuffle stay far below it
_SMALLEST = 2.0**-53


def _words(parameter: str) -> tuple[int, int]:
    """Two 32-bit words that name a parameter for ever: a hash of its id, the same on every machine."""
    digest = hashlib.blake2b(parameter.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


def _nodes(first: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Entity numbers of the shuffle's decisions for the indices first..first+n-1, and where those of each bit begin.

    Bit b of index i is decided at node (b, i >> (b + 1)), numbered 32 (i >> (b + 1)) + b, which does not depend on n.
    """
    numbers, places, start = [], [], 0
    for b in range(BITS):
        low, high = first >> (b + 1), (first + n - 1) >> (b + 1)
        numbers.append(np.arange(low, high + 1, dtype=np.int64) * BITS + b)
        places.append(start)
        start += high - low + 1
    return np.concatenate([*numbers, [_OFFSET]]), np.array(places, dtype=np.int64)


def sample_points(ids: Sequence[str], n: int, seed: int, first: int = 0) -> np.ndarray:
    """Quasi-random points for these parameters.

    ids      parameter ids, in the order of the columns
    n        number of points; at most 2**26 in all
    seed     0 to 2**64 - 1
    first    index of the first point, so that batches make up the same sequence
    returns  float64 (n, len(ids)), strictly between 0 and 1
    """
    entities, places = _nodes(first, n)
    points = np.empty((len(ids), n))
    for column, parameter in enumerate(ids):
        month, draw = _words(parameter)
        _shuffled(points[column], uniforms(seed, PARAMETERS, entities, month, draw), places, first)
    return np.clip(np.ascontiguousarray(points.T), _SMALLEST, 1 - _SMALLEST)


@njit(**COMPILE)
def _shuffled(x, luck, places, first):
    """One parameter's points for the indices from `first` on, into x; luck of the nodes, the offset's at the end.

    Sums of 32 halves, quarters, ... are exact, in whichever order.
    """
    for i in range(x.size):
        index, total, weight = first + i, 0.0, 0.5
        for b in range(BITS):
            flip = luck[places[b] + (index >> (b + 1)) - (first >> (b + 1))] < 0.5
            if ((index >> b) & 1) != flip:
                total += weight
            weight *= 0.5
        x[i] = (total + luck[-1]) % 1.0
