"""Bounds where outcomes were not traced: worked by hand, and true for any way the untraced turn out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.records.bounds import Bounds, placements, swapped, together
from tests.records.books import gwangju

GROUPS = st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))


def test_the_first_cohort_worked_by_hand() -> None:
    b = Bounds(total=155, found=28, other=27)
    assert (b.untraced, b.low, b.high) == (100, 28, 128)
    assert (b.share_low, b.share_high) == pytest.approx((28 / 155, 128 / 155))
    assert b.share_traced == pytest.approx(28 / 55)


def test_nobody_traced_and_nobody_there() -> None:
    assert (Bounds(10, 0, 0).share_low, Bounds(10, 0, 0).share_high, Bounds(10, 0, 0).share_traced) == (0, 1, None)
    assert (Bounds(0, 0, 0).share_low, Bounds(0, 0, 0).share_high) == (0, 1)


@pytest.mark.parametrize("wrong", [(10, 6, 5), (10, -1, 5), (-1, 0, 0)])
def test_counts_that_do_not_fit_are_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Bounds(*wrong)


@given(GROUPS, st.floats(0, 1))
def test_whatever_became_of_the_untraced_lies_inside(group: tuple[int, int, int], share: float) -> None:
    found, other, untraced = group
    b = Bounds(sum(group), found, other)
    with_outcome = found + share * untraced
    assert b.low <= with_outcome <= b.high + 1e-9
    assert b.untraced == untraced
    if b.share_traced is not None:
        assert b.share_low - 1e-12 <= b.share_traced <= b.share_high + 1e-12


@given(GROUPS)
def test_the_two_outcomes_share_out_everyone(group: tuple[int, int, int]) -> None:
    b = Bounds(sum(group), group[0], group[1])
    assert b.low + swapped(b).high == b.total
    assert b.high + swapped(b).low == b.total


@given(st.lists(GROUPS, min_size=1, max_size=5))
def test_bounds_of_groups_add_up(groups: list[tuple[int, int, int]]) -> None:
    parts = [Bounds(sum(g), g[0], g[1]) for g in groups]
    whole = together(parts)
    assert whole.low == sum(b.low for b in parts)
    assert whole.high == sum(b.high for b in parts)


def test_follow_ups_of_gwangju() -> None:
    from podobat.records.read import read_records

    case = gwangju()
    found = placements(read_records(case.folder, case.plan))
    assert [(p.trained[0].scope, p.as_of[:4], p.bounds.untraced) for p in found] == [
        ("academy-1", "2021", 131), ("academy-1", "2025", 100), ("academy-2", "2025", 108), ("academy-1", "2025", 208),
    ]  # fmt: skip
    assert not placements(read_records(case.folder, case.plan).until("2020-12-31"))
