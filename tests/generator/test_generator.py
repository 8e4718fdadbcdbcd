"""The engine's keyed words pass the battery, and every test of the battery catches a weak hash."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.generator.battery import AXES, TESTS, battery, walk
from tests.generator.hashes import WEAK, ours, threefry

N = 1 << 17
SUSPICIOUS, CAUGHT = 1e-5, 1e-12


@pytest.fixture(scope="module")
def caught() -> dict[str, set[str]]:
    """Tests that reject each weak hash beyond doubt."""
    return {
        name: {test.split(",")[0] for test, p in battery(generator, N // 8).items() if p < CAUGHT}
        for name, generator in WEAK.items()
    }


@pytest.mark.parametrize("seed", [1, 2**31 + 5])
def test_the_engines_words_pass(seed: int):
    found = battery(ours, N, seed)
    bad = {name: p for name, p in found.items() if p < SUSPICIOUS}
    assert not bad
    assert len(found) == 10 * len(AXES) + 2
    # p-values of a good generator do not crowd at the low end (at 1 they may: `extreme` and `all_of` give bounds).
    p = np.array([value for value in found.values() if value < 0.5])
    assert stats.kstest(2 * p, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("name", WEAK)
def test_the_battery_catches(name: str, caught):
    assert caught[name], f"nothing in the battery sees that `{name}` is weak"


@pytest.mark.parametrize("test", TESTS)
def test_every_test_catches_a_weak_hash(test: str, caught):
    assert any(test in tests for tests in caught.values())


def test_a_hash_that_forgets_the_stream_is_caught_across_streams(caught):
    assert "cross streams" in caught["without the stream"]
    assert "avalanche" in caught["without the stream"]


def test_the_plain_threefry_of_the_weak_ones_is_the_engines_at_twelve_rounds():
    c = walk("month", 2000, 7)
    assert (threefry(c, 12) == ours(c)).all()
