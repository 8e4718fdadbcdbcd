"""A battery of statistical tests for keyed random words: along neighbouring entities, months, draws, streams and seeds.

A test takes a `Sample` and returns a two-sided p-value: too regular is as suspicious as too irregular. The sample is
the same in every run, so a p-value is a property of the generator and not of the day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import stats

from tests.generator.hashes import Coordinates, Generator, normals_of

U = np.uint32
AXES = ("entity", "month", "draw", "stream", "seed")
LENGTH = {"entity": 4096, "month": 120, "draw": 256, "stream": 27, "seed": 256}  # neighbours in a row
BITS = ((0, 32), (1, 11), (2, 24), (3, 5), (4, 32), (5, 32))  # bits of each coordinate that occur
STREAMS = 27


def identities(n: int) -> np.ndarray:
    """Identities as the engine makes them: origin (3 bits), month of birth (11), order within the month (18)."""
    i = np.arange(n)
    return ((i % 5) << 29 | (i // 5 % 60) << 18 | i // 300).astype(U)


def walk(axis: str, n: int, seed: int) -> Coordinates:
    """Coordinates of n draws: rows of neighbours along one axis, each row with another entity (or another draw)."""
    length = LENGTH[axis]
    i = np.arange(n)
    along, row = (i % length).astype(U), i // length
    c = {name: np.full(n, value, U) for name, value in (("month", 17), ("draw", 3), ("stream", 5), ("low", seed))}
    c["entity"] = identities(int(row[-1]) + 1)[row]
    c["high"] = np.zeros(n, U)
    if axis == "entity":
        c["entity"], c["draw"] = along, row.astype(U)
    elif axis == "seed":
        c["low"] = along + U(seed)
    else:
        c[axis] = along + U(1 if axis == "stream" else 0)
    return tuple(c[name] for name in ("entity", "month", "draw", "stream", "low", "high"))


@dataclass(frozen=True)
class Sample:
    """Words of one generator along one axis, (n, 4), as they would be used one after the other."""

    generator: Generator
    axis: str
    n: int
    seed: int

    @cached_property
    def words(self) -> np.ndarray:
        """uint32 (n, 4)."""
        return self.generator(walk(self.axis, self.n, self.seed))

    @cached_property
    def units(self) -> np.ndarray:
        """The words as numbers in (0, 1)."""
        return (self.words + 0.5) / 2.0**32


def two_sided(distribution, value: float) -> float:
    """Two-sided p-value of a continuous statistic."""
    return float(min(1.0, 2 * min(distribution.cdf(value), distribution.sf(value))))


def chi_square(observed: np.ndarray, expected: np.ndarray | float) -> float:
    """Two-sided p-value of counts against what is expected; nothing to count is a fault in itself."""
    if np.min(expected) <= 0:
        return 0.0
    return two_sided(stats.chi2(observed.size - 1), float(((observed - expected) ** 2 / expected).sum()))


def extreme(z: np.ndarray) -> float:
    """p-value of the largest of many standard normal numbers."""
    return float(min(1.0, 2 * z.size * stats.norm.sf(np.abs(z).max())))


def poisson_count(count: int, mean: float) -> float:
    """Two-sided p-value of a Poisson count."""
    return float(min(1.0, 2 * min(stats.poisson.cdf(count, mean), stats.poisson.sf(count - 1, mean))))


def all_of(p: list[float]) -> float:
    """One p-value for several tests: the smallest, times their number."""
    return min(1.0, len(p) * min(p))


def uniformity(s: Sample) -> float:
    """Upper, middle and lower eight bits of each word fill 256 bins evenly."""
    counts = [np.bincount(s.words[:, k] >> U(shift) & U(255), minlength=256) for k in range(4) for shift in (24, 12, 0)]
    return all_of([chi_square(c, s.n / 256) for c in counts])


def bit_balance(s: Sample) -> float:
    """Each of the 128 bits is set in half of the draws."""
    ones = np.array([(s.words >> U(bit) & U(1)).sum(axis=0, dtype=np.int64) for bit in range(32)])
    return extreme((ones - s.n / 2) / np.sqrt(s.n / 4))


def serial_correlation(s: Sample) -> float:
    """Words and their neighbours at a distance of 1, 2 and 7 are uncorrelated, within a word and across words."""
    x = (s.units - 0.5) * np.sqrt(12)
    z = [x[:-lag].T @ x[lag:] / np.sqrt(s.n - lag) for lag in (1, 2, 7)]
    return extreme(np.array(z))


def serial_pairs(s: Sample) -> float:
    """Pairs of neighbours fill a chessboard of 32 x 32 fields evenly."""
    pairs = s.words[: s.n // 2 * 2].reshape(-1, 2, 4) >> U(27)
    counts = [np.bincount(pairs[:, 0, k] * 32 + pairs[:, 1, k], minlength=1024) for k in range(4)]
    return all_of([chi_square(c, len(pairs) / 1024) for c in counts])


def gaps(s: Sample) -> float:
    """Waiting times between words in the lowest eighth are geometric."""
    found = []
    for k in range(4):
        wait = np.diff(np.flatnonzero(s.words[:, k] < U(1 << 29))) - 1
        chances = np.append(0.125 * 0.875 ** np.arange(24), 0.875**24)
        found.append(chi_square(np.bincount(np.minimum(wait, 24), minlength=25), wait.size * chances))
    return all_of(found)


def runs(s: Sample) -> float:
    """Lengths of rising runs; the word that ends a run is thrown away, which makes lengths independent (Knuth)."""
    found = []
    for k in range(4):
        ends = np.flatnonzero(np.diff(s.units[:, k]) < 0)  # the run's last word
        lengths, start = [], 0
        for end in ends.tolist():
            if end >= start:
                lengths.append(end - start + 1)
                start = end + 2
        chances = [1 / 2, 1 / 3, 1 / 8, 1 / 30, 1 / 144, 1 / 720]
        observed = np.bincount(np.minimum(lengths, 6), minlength=7)[1:]
        found.append(chi_square(observed, observed.sum() * np.array(chances)))
    return all_of(found)


def birthday_spacings(s: Sample) -> float:
    """Equal spacings between 4,096 sorted birthdays in a year of 2^32 days: Poisson with mean 4 (Marsaglia)."""
    equal, years = 0, 0
    for k in range(4):
        for year in s.words[: s.n // 4096 * 4096, k].reshape(-1, 4096):
            spacings = np.sort(np.diff(np.sort(year)))
            equal += int((np.diff(spacings) == 0).sum())
            years += 1
    return poisson_count(equal, 4.0 * years)


def collisions(s: Sample) -> float:
    """Words that occur twice are as rare as chance has it, in all 32 bits."""
    twice = sum(s.n - np.unique(s.words[:, k]).size for k in range(4))
    crossed = 4 * s.n - np.unique(s.words).size
    pairs = s.n * (s.n - 1) / 2
    means = (4 * pairs / 2**32, 4 * s.n * (4 * s.n - 1) / 2 / 2**32)
    return all_of([poisson_count(twice, means[0]), poisson_count(crossed, means[1])])


def normal_moments(s: Sample) -> float:
    """Mean, variance, skewness and kurtosis of the normal numbers; the two of a pair and their squares unrelated."""
    z = normals_of(s.words)
    root = np.sqrt(s.n)
    powers = [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)]
    scores = [((z**k).mean(axis=0) - mean) * root / np.sqrt(variance) for k, mean, variance in powers]
    scores.append(np.array([(z[:, 0] * z[:, 1]).mean(), ((z[:, 0] ** 2 - 1) * (z[:, 1] ** 2 - 1)).mean() / 2]) * root)
    return extreme(np.array(scores))


def normal_tails(s: Sample) -> float:
    """As many normal numbers in each twentieth, and beyond 2.5, 3 and 3.5, as there should be."""
    z = normals_of(s.words)
    edges = np.concatenate([[-3.5, -3, -2.5], stats.norm.ppf(np.arange(1, 20) / 20), [2.5, 3, 3.5]])
    edges.sort()
    chances = np.diff(stats.norm.cdf(np.concatenate([[-np.inf], edges, [np.inf]])))
    counts = [np.bincount(np.searchsorted(edges, column), minlength=edges.size + 1) for column in z.T]
    return all_of([chi_square(c, s.n * chances) for c in counts])


def avalanche(generator: Generator, n: int, seed: int) -> float:
    """A flip of any bit of entity, month, draw, stream or seed flips each of the 128 bits in half of the cases."""
    chance = np.random.Generator(np.random.PCG64(seed))
    highest = [min(bits, 20) for _, bits in BITS]  # small numbers, as the engine uses them
    c = tuple(chance.integers(0, 1 << bits, n, dtype=U) for bits in highest)
    before = generator(c)
    z = []
    for coordinate, bits in BITS:
        for bit in range(bits):
            flipped = list(c)
            flipped[coordinate] = c[coordinate] ^ U(1 << bit)
            changed = np.ascontiguousarray(before ^ generator(tuple(flipped)))
            ones = np.unpackbits(changed.view(np.uint8), axis=1).sum(axis=0, dtype=np.int64)
            z.append((ones - n / 2) / np.sqrt(n / 4))
    return extreme(np.array(z))


def cross_streams(generator: Generator, n: int, seed: int) -> float:
    """All words of all streams of the same entity are uncorrelated: the largest and the whole matrix."""
    entity, rest = identities(n), [np.full(n, value, U) for value in (17, 3, 0, seed, 0)]
    columns = []
    for stream in range(1, STREAMS + 1):
        rest[2] = np.full(n, stream, U)
        columns.append((generator((entity, *rest)) / 2.0**32 - 0.5) * np.sqrt(12))
    x = np.concatenate(columns, axis=1)
    z = (x.T @ x / np.sqrt(n))[np.triu_indices(x.shape[1], 1)]
    return all_of([extreme(z), two_sided(stats.chi2(z.size), float((z**2).sum()))])


ALONG: dict[str, Callable[[Sample], float]] = {
    "uniformity": uniformity,
    "bit balance": bit_balance,
    "serial correlation": serial_correlation,
    "serial pairs": serial_pairs,
    "gaps": gaps,
    "runs": runs,
    "birthday spacings": birthday_spacings,
    "collisions": collisions,
    "normal moments": normal_moments,
    "normal tails": normal_tails,
}
WHOLE: dict[str, Callable[[Generator, int, int], float]] = {"avalanche": avalanche, "cross streams": cross_streams}
TESTS = (*ALONG, *WHOLE)


def battery(generator: Generator, n: int, seed: int = 1) -> dict[str, float]:
    """p-value of every test, "test, axis" or "test", with samples of n draws (the two whole ones with fewer)."""
    samples = {axis: Sample(generator, axis, n, seed) for axis in AXES}
    found = {f"{name}, {axis}": test(s) for name, test in ALONG.items() for axis, s in samples.items()}
    return found | {name: test(generator, max(1024, n // 16), seed) for name, test in WHOLE.items()}
