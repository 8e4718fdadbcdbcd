"""Single-precision exp, log and power against NumPy in double precision: relative error, ends, order."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine.numerics import choose5, exp32, log32, power32

F = np.float32
POINTS = 20_001


def evenly(low: float, high: float) -> np.ndarray:
    """Evenly spaced float32 numbers, as doubles."""
    return np.linspace(low, high, POINTS).astype(F).astype(float)


@pytest.mark.parametrize("reach", [1.0, 10.0, 80.0])
def test_exp_is_right_to_three_tenths_of_a_millionth(reach):
    # The product x log2(e) is rounded to 24 bits before its fraction is taken: half a last place of x more.
    x = evenly(-reach, reach)
    found = np.array([exp32(F(v)) for v in x])
    assert (np.abs(found / np.exp(x) - 1) < 3e-7 + 7e-8 * np.abs(x)).all()


def test_exp_saturates_instead_of_overflowing():
    assert exp32(F(0)) == 1.0
    assert exp32(F(200)) == exp32(F(88)) == pytest.approx(np.exp(88.0), rel=1e-5)
    assert exp32(F(-200)) == exp32(F(-87)) == pytest.approx(np.exp(-87.0), rel=1e-5)
    assert exp32(F(-np.inf)) > 0


def test_exp_never_falls():
    found = np.array([exp32(F(v)) for v in evenly(-5, 5)])
    assert (np.diff(found) > 0).all()


@pytest.mark.parametrize(("low", "high"), [(1e-6, 0.9), (1.1, 10.0), (10.0, 1e6)])
def test_log_is_right_to_three_tenths_of_a_millionth(low, high):
    x = np.geomspace(low, high, POINTS).astype(F).astype(float)
    found = np.array([log32(F(v)) for v in x])
    assert np.abs(found / np.log(x) - 1).max() < 3e-7


def test_log_keeps_its_relative_error_next_to_one():
    x = (1 + np.geomspace(1e-6, 0.1, 2001)).astype(F).astype(float)
    found = np.array([log32(F(v)) for v in x])
    assert np.abs(found / np.log(x) - 1).max() < 3e-7
    assert log32(F(1)) == 0.0


def test_log_of_nothing_is_the_log_of_the_least():
    assert log32(F(0)) == log32(F(-3)) == log32(F(1e-30)) == pytest.approx(np.log(1e-30), rel=1e-6)


@pytest.mark.parametrize("a", [-1.5, 0.0, 0.3, 0.5, 1.0, 2.0])
def test_power_is_the_exponential_of_the_logarithm(a):
    x = np.geomspace(1e-3, 1e5, 2001).astype(F).astype(float)
    found = np.array([power32(F(v), F(a)) for v in x])
    assert found == pytest.approx(x ** float(F(a)), rel=3e-6)


def test_choosing_one_of_five():
    assert [choose5(k, 10.0, 11.0, 12.0, 13.0, 14.0) for k in range(5)] == [10, 11, 12, 13, 14]
