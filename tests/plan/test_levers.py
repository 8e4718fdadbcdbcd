"""Levers that a plan declares: read, checked all at once, and no part of what the plan is."""

from __future__ import annotations

import pytest

from podobat.errors import InputFaults
from tests.engine.worlds import case

SAID = {"assumed": {"ko": "시험용", "en": "for a test"}}


def with_levers(**levers):
    """The small case's plan with levers."""
    plan = case().plan
    return plan.with_values({"levers": {**SAID, **levers}})


def test_what_may_be_chosen_does_not_change_the_plan():
    plan = case().plan
    assert plan.levers is None
    declared = with_levers(least=0.7, moved=0.1)
    assert declared.levers is not None
    assert (declared.levers.least, declared.levers.most, declared.levers.moved) == (0.7, 2.0, 0.1)
    assert declared.fingerprint == plan.fingerprint


def test_all_faults_of_levers_come_at_once():
    plan = case().plan
    works = next(p.id for p in plan.programmes if p.facility is not None)
    training = next(p.id for p in plan.programmes if p.kind == "training")
    levers = {
        "years": {1999: {"most": 3.0}},
        "total": {"least": 9.0, "most": 3.0},
        "funding": {"city": {"least": 0.5, "most": 0.2}},
        "programmes": [
            {"programme": "acadmy"},
            {"programme": works, "least": 2.0, "most": 1.0},
            {"programme": training, "later": 6, "sectors": {"least": 0.1}},
            {"programme": training},
        ],
        "duties": [{"id": "d", "name": {"ko": "의무", "en": "duty"}, "programmes": [training]}],
    }
    with pytest.raises(InputFaults) as raised:
        with_levers(**levers)
    text = raised.value.text("en")
    for words in ("1999", "acadmy", "is above the most", "given twice", "neither a least", "it has none"):
        assert words in text, words
    assert len(raised.value.faults) >= 9
    assert "시험" not in raised.value.text("ko")


def test_levers_say_where_they_come_from():
    with pytest.raises(InputFaults, match="levers"):
        case().plan.with_values({"levers": {"least": 0.4}})


def test_bounds_of_single_sectors_are_checked_by_name_and_by_their_sum():
    plan = case().plan
    programme = next(p for p in plan.programmes if p.adoption and len(p.adoption) > 1)
    first, *others = tuple(programme.adoption)
    declared = with_levers(programmes=[
        {"programme": programme.id, "sectors": {"most": 0.9}, "by_sector": {first: {"most": 0.4}}},
    ])  # fmt: skip
    assert declared.levers is not None
    shares = declared.levers.of(programme.id).shares((first, *others))
    assert shares is not None
    assert [s.most for s in shares] == [0.4, *(0.9 for _ in others)]
    for said, words in (({"space-boats": {"most": 0.4}}, "space-boats"),
                        ({id: {"most": 0.1} for id in (first, *others)}, "cannot add up to 1")):  # fmt: skip
        with pytest.raises(InputFaults) as raised:
            with_levers(programmes=[{"programme": programme.id, "by_sector": said}])
        assert words in raised.value.text("en")
