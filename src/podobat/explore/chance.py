"""Streams of the engine's generator for what is drawn around a simulation and not in it; a number is never reused."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from podobat.engine.randomness import uniforms

#: Children of a search, its first candidates, resamples of draws, errors of counts, parts into which draws are split.
BRED, STARTS, RESAMPLED, COUNTED, SPLIT = range(101, 106)


def resamples(n: int, times: int, seed: int) -> NDArray[np.intp]:
    """Numbers 0 .. n - 1 drawn with replacement: (times, n)."""
    u = uniforms(seed, RESAMPLED, np.arange(n * times), n, 0).reshape(times, n)
    return np.minimum((u * n).astype(np.intp), n - 1)


def folds(n: int, parts: int, seed: int) -> NDArray[np.intp]:
    """The part of each couple of draws, in equal parts, by chance: (n,) for n draws."""
    couples = (n + 1) // 2
    u = uniforms(seed, SPLIT, np.arange(couples), 0, 0)
    place = np.empty(couples, dtype=np.intp)
    place[np.argsort(u, kind="stable")] = np.arange(couples) % parts
    return np.repeat(place, 2)[:n]
