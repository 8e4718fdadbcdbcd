"""The headline figures of every reference plan are those that were committed."""

from __future__ import annotations

import pytest

from tests.baseline.headlines import REFERENCE_PLANS, headlines, kept, median, moved


@pytest.mark.parametrize("case", REFERENCE_PLANS)
def test_the_headlines_have_not_moved(case: str):
    changes = moved(kept(case), headlines(case))
    assert not changes, "\n".join(["moved; if meant, `make baseline` and say why in the commit:", *changes])


def test_the_comparison_sees_a_move():
    assert moved({"a": 2.0}, {"a": 2.5, "c": 1.0}) == ["a: 2.0 -> 2.5 (+25.0%)", "c: None -> 1.0"]
    assert not moved({"a": 2.0}, {"a": 2.0})
    assert median([1, 2, 3, 4]) == 2.5
    assert median([0.123456]) == 0.1235
