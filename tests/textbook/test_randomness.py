"""The generator against published vectors and a plain implementation; its distributions against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from podobat.engine import randomness
from podobat.engine.numerics import COMPILE
from podobat.engine.randomness import (
    binomial,
    key_of,
    normal_pair,
    normal_quantile,
    poisson,
    uniforms,
    unit,
    words,
    words20,
)

F, U = np.float32, np.uint32
WORD = 1 << 32
word = st.integers(0, WORD - 1)

# Random123, kat_vectors, threefry4x32 20: counter, key, result.
PUBLISHED = [
    (" ".join(["00000000"] * 4), " ".join(["00000000"] * 4), "9c6ca96a e17eae66 fc10ecd4 5256a7d8"),
    (" ".join(["ffffffff"] * 4), " ".join(["ffffffff"] * 4), "2a881696 57012287 f6c7446e a16a6732"),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0 082efa98 ec4e6c89",
        "59cd1dbb b8879579 86b5d00c ac8b6d84",
    ),
]
ROTATE = [(10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20)]


def threefry(counter: list[int], key: list[int], rounds: int) -> list[int]:
    """Threefry4x32 written down from the paper (Salmon et al. 2011, section 3.3), one word after the other."""
    schedule = [*key, 0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]]
    x = [(c + k) % WORD for c, k in zip(counter, key, strict=True)]
    for i in range(rounds):
        for (a, b), r in zip([(0, 1), (2, 3)] if i % 2 == 0 else [(0, 3), (2, 1)], ROTATE[i % 8], strict=True):
            x[a] = (x[a] + x[b]) % WORD
            x[b] = ((x[b] << r | x[b] >> (32 - r)) % WORD) ^ x[a]
        if i % 4 == 3:
            s = i // 4 + 1
            x = [(x[j] + schedule[(s + j) % 5] + (s if j == 3 else 0)) % WORD for j in range(4)]
    return x


@njit(**COMPILE)
def compiled12(entity, month, draw, stream, key):
    return words(entity, month, draw, stream, key)


@njit(**COMPILE)
def compiled20(entity, month, draw, stream, key):
    return words20(entity, month, draw, stream, key)


def in_words(text: str) -> list[int]:
    return [int(w, 16) for w in text.split()]


@pytest.mark.parametrize(("counter", "key", "result"), PUBLISHED)
def test_the_plain_implementation_gives_the_published_words(counter, key, result):
    assert threefry(in_words(counter), in_words(key), 20) == in_words(result)


def test_the_compiled_generator_gives_the_published_words():
    assert list(compiled20(*[U(0)] * 4, (U(0), U(0)))) == in_words("9c6ca96a e17eae66 fc10ecd4 5256a7d8")


@given(st.lists(word, min_size=6, max_size=6))
def test_the_compiled_generator_agrees_with_the_plain_one(numbers):
    counter, key = numbers[:4], [*numbers[4:], 0, 0]
    given_words = [*(U(v) for v in counter), (U(numbers[4]), U(numbers[5]))]
    assert list(compiled12(*given_words)) == threefry(counter, key, 12)
    assert list(compiled20(*given_words)) == threefry(counter, key, 20)


@given(word, st.integers(0, 2000), st.integers(0, 1 << 20), st.integers(1, 1 << 12), st.integers(0, (1 << 64) - 1))
def test_entity_month_draw_and_stream_are_the_counter_and_the_seed_is_the_key(entity, month, draw, stream, seed):
    low, high = seed % WORD, seed >> 32
    expected = threefry([entity, month, draw, stream], [low, high, 0, 0], 12)
    assert list(compiled12(entity, month, draw, stream, key_of(seed))) == expected


def test_streams_are_numbered_once():
    names = [name for name, value in vars(randomness).items() if name.isupper() and isinstance(value, int)]
    streams = [getattr(randomness, name) for name in names if name not in {"PARITY", "STEPS", "MOST"}]
    assert len(streams) == len(set(streams)) >= 27


def test_a_uniform_lies_strictly_between_0_and_1_and_is_centred():
    ends = [unit(U(0)), unit(U(WORD - 1))]
    assert 0 < ends[0] < 1e-6
    assert 1 - 1e-6 < ends[1] < 1
    assert ends[0] + ends[1] == 1.0
    assert unit(U(1 << 31)) == pytest.approx(0.5, abs=1e-7)


def sample(entities: int, stream: int = 1000) -> np.ndarray:
    """Words of many entities, (entity, 4)."""
    key = key_of(12345)
    return np.array([compiled12(i, 7, 3, stream, key) for i in range(entities)], dtype=np.uint32)


def test_uniforms_are_uniform_and_unrelated():
    u = np.array([[unit(w) for w in row] for row in sample(4000)])
    for k in range(4):
        assert stats.kstest(u[:, k], "uniform").pvalue > 0.001
    assert np.abs(np.corrcoef(u.T) - np.eye(4)).max() < 0.06
    assert abs(np.corrcoef(u[:-1, 0], u[1:, 0])[0, 1]) < 0.06


def test_uniforms_of_53_bits_for_the_parameters():
    u = uniforms(7, randomness.PARAMETERS, range(10_000))
    assert stats.kstest(u, "uniform").pvalue > 0.001
    assert (uniforms(7, randomness.PARAMETERS, [5, 2]) == u[[5, 2]]).all()
    assert (uniforms(8, randomness.PARAMETERS, range(10)) != u[:10]).all()


def test_normal_pairs_have_the_moments_of_two_independent_normals():
    z = np.array([normal_pair(a, b) for a, b, *_ in sample(20_000)])
    n = len(z)
    for column in z.T:
        assert abs(column.mean()) < 4 / np.sqrt(n)
        assert abs(column.var() - 1) < 4 * np.sqrt(2 / n)
        assert abs(stats.skew(column)) < 4 * np.sqrt(6 / n)
        assert abs(stats.kurtosis(column)) < 4 * np.sqrt(24 / n)
        assert stats.kstest(column, "norm").pvalue > 0.001
    assert abs(np.corrcoef(z.T)[0, 1]) < 4 / np.sqrt(n)


def test_normal_pairs_are_the_transform_of_box_and_muller():
    for a, b, *_ in sample(2000):
        radius = np.sqrt(-2 * np.log((float(a >> U(1)) + 0.5) / 2**31))
        angle = 2 * np.pi * float(b) / 2**32
        assert normal_pair(a, b) == pytest.approx((radius * np.cos(angle), radius * np.sin(angle)), abs=3e-6)


def test_the_normal_quantile_is_scipys():
    u = np.concatenate([np.geomspace(1e-7, 0.5, 500), 1 - np.geomspace(1e-7, 0.5, 500)]).astype(F)
    found = np.array([normal_quantile(v) for v in u])
    assert found == pytest.approx(stats.norm.ppf(u.astype(float)), rel=1e-6, abs=2e-7)


U_GRID = np.concatenate([np.linspace(0.001, 0.999, 333), [1e-6, 1e-5, 1e-4, 1 - 1e-4, 1 - 1e-5, 1 - 1e-6]]).astype(F)


def is_quantile(k: int, u: float, distribution, slack: float) -> bool:
    """Is k the u-quantile: P(X < k) < u <= P(X <= k), but for `slack` in u?"""
    return distribution.cdf(k - 1) < u + slack and u - slack <= distribution.cdf(k)


@pytest.mark.parametrize("mean", [0.01, 0.3, 0.5, 1.0, 1.7, 2.5, 7.3, 20.0, 45.0, 59.9])
def test_poisson_numbers_are_scipys_quantiles(mean):
    exact = stats.poisson(mean)
    wrong = [(u, poisson(mean, u)) for u in U_GRID if not is_quantile(poisson(mean, u), float(u), exact, 4e-6)]
    assert not wrong


@pytest.mark.parametrize(
    ("n", "p"),
    [(1, 0.4), (5, 0.9), (40, 0.25), (120, 0.5), (280, 0.01), (300, 0.97), (500, 0.1), (2000, 0.02), (50_000, 0.001)],
)
def test_binomial_numbers_are_scipys_quantiles(n, p):
    exact = stats.binom(n, p)
    wrong = [(u, binomial(n, p, u)) for u in U_GRID if not is_quantile(binomial(n, p, u), float(u), exact, 4e-6)]
    assert not wrong


@pytest.mark.parametrize("mean", [60.1, 150.0, 4000.0])
def test_large_poisson_numbers_are_rounded_normals(mean):
    u = np.linspace(0.005, 0.995, 199).astype(F)
    found = np.array([poisson(mean, v) for v in u])
    assert np.abs(found - stats.poisson(mean).ppf(u)).max() <= 0.06 * np.sqrt(mean) + 1.5
    # The mean over all quantiles is the mean.
    u = ((np.arange(20_000) + 0.5) / 20_000).astype(F)
    assert np.mean([poisson(mean, v) for v in u]) == pytest.approx(mean, abs=0.05)


def test_large_binomial_numbers_are_rounded_normals():
    u = np.linspace(0.005, 0.995, 199).astype(F)
    found = np.array([binomial(5000, 0.2, v) for v in u])
    assert np.abs(found - stats.binom(5000, 0.2).ppf(u)).max() <= 3


@given(st.floats(0, 500), st.floats(0, 500), word)
def test_poisson_numbers_rise_with_their_mean(a, b, w):
    low, high = sorted((a, b))
    u = F(unit(U(w)))
    # Where inversion hands over to the normal, two means next to each other may differ by the rounding.
    assert poisson(low, u) <= poisson(high, u) + (2 if low <= randomness.NORMAL_FROM < high else 0)


@given(st.floats(0.01, 80), word)
def test_no_number_runs_away(mean, w):
    for v in (w, WORD - 1, WORD - 1 - w % 4096, 0):
        u = F(unit(U(v)))
        assert 0 <= poisson(mean, u) <= mean + 8 * np.sqrt(mean) + 15
        assert 0 <= binomial(2000, mean / 2000, u) <= mean + 8 * np.sqrt(mean) + 15


def test_the_ends_of_poisson_and_binomial():
    assert poisson(0.0, F(0.999)) == poisson(-1.0, F(0.999)) == 0
    assert binomial(0, 0.5, F(0.5)) == binomial(-3, 0.5, F(0.5)) == binomial(9, 0.0, F(0.999)) == 0
    assert binomial(9, 1.0, F(0.001)) == 9
