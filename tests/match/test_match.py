"""The whole answer: what it may not depend on, what it may not do, and how well it finds pairs that were judged."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import podobat
from podobat.errors import CannotRun
from podobat.match.market import Outcome, Wishes
from podobat.match.result import json_text
from podobat.match.words import reasons_text
from tests.match.made_up import KOREAN, demand, judgements, matched, pairs, supplier

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "match-1.json"


@pytest.fixture(scope="module")
def korean():
    return podobat.match(KOREAN / "suppliers.csv", KOREAN / "demands.csv", rank=60)


@pytest.fixture(scope="module")
def small():
    suppliers = [
        supplier("a", "용접 검사", "차체 용접", place="광주 북구", capacity=2),
        supplier("b", "용접 로봇", place="서울"), supplier("c", "태양광 예측", place="나주"),
    ]  # fmt: skip
    demands = [demand("x", "용접 품질 검사", place="광주 광산구"), demand("y", "태양광 발전량 예측", place="영광"),
               demand("z", "아크용접 로봇", place="광주 북구")]  # fmt: skip
    return suppliers, demands


# --- what it may not depend on ----------------------------------------------------------------------------------------


@settings(max_examples=3)
@given(st.randoms(use_true_random=False))
def test_swapping_rows_changes_nothing(luck):
    """Every row of both tables in another order, and a bit less white space: the same answer to the last digit."""
    answers = []
    for shuffled in (False, True):
        tables = []
        for name in ("suppliers.csv", "demands.csv"):
            head, *rows = (KOREAN / name).read_text(encoding="utf-8").splitlines()
            if shuffled:
                luck.shuffle(rows)
            tables.append("\n".join([head, *rows]).encode())
        answers.append(json_text(podobat.match(*tables, rank=5)))
    assert answers[0] == answers[1]


def test_equal_suppliers_stand_in_the_order_of_their_ids(small):
    twins = [supplier(id, "용접 검사") for id in ("q", "p", "r")]
    assert matched(twins, small[1][:1]).ranked("x") == ["p", "q", "r"]


def test_json_fits_its_schema_and_says_the_same_twice(korean):
    said = json.loads(json_text(korean))
    jsonschema.validate(said, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert said["demands"][0]["suppliers"] == korean.ranked(said["demands"][0]["id"])
    again = podobat.match(KOREAN / "suppliers.csv", KOREAN / "demands.csv", rank=60)
    assert json_text(again) == json_text(korean)


# --- what it may not do -----------------------------------------------------------------------------------------------


def test_capacities_and_numbers_wanted_are_kept_to(small):
    assert pairs(matched(*small)) == {("x", "a"), ("y", "c"), ("z", "b")}
    nobody = [*small[0][:2], supplier("c", "태양광 예측", capacity=0)]
    answer = matched(nobody, small[1])
    assert ("y", "c") not in pairs(answer)


def test_no_supplier_takes_all(small):
    one = [supplier("a", "용접 검사", "태양광 예측", capacity=9)]
    assert len(pairs(matched(one, small[1]))) == 3
    assert len(pairs(matched(one, small[1], most=1))) == 1


@pytest.mark.parametrize("assign", ["welfare", "stable"])
def test_what_is_insisted_on_refused_or_was_declined(small, assign):
    suppliers, demands = small
    asks = [demand("x", "용접 품질 검사", wishes=Wishes(must=("c",), never=("a",)))]
    assert pairs(matched(suppliers, asks, assign=assign)) == {("x", "c")}
    declined = (Outcome("z", "b", "declined"), Outcome("z", "a", "declined"))
    answer = matched(suppliers, demands[2:], declined, assign=assign)
    assert not {("z", "a"), ("z", "b")} & pairs(answer)
    assert "b" not in answer.ranked("z")


def test_a_wish_tips_the_scales_between_likes():
    twins = [supplier("p", "용접 검사"), supplier("q", "용접 검사")]
    for assign in ("welfare", "stable"):
        asks = [demand("x", "용접 검사", wishes=Wishes(hoped=("q",)))]
        assert pairs(matched(twins, asks, assign=assign)) == {("x", "q")}


def test_a_firm_is_not_put_together_with_itself():
    both = supplier("s1", "용접", name="(주)한 회사"), supplier("s2", "용접 검사", name="다른 회사")
    assert matched(list(both), [demand("d1", "용접", name="한회사")]).ranked("d1") == ["s2"]


def test_money_is_kept_to_and_goes_where_it_adds_most():
    suppliers = [supplier("a", "용접 검사"), supplier("b", "용접 검사")]
    demands = [demand("x", "용접 검사", costs=100.0, voucher=50.0), demand("y", "용접 검사", costs=900.0, voucher=50.0)]
    answer = matched(suppliers, demands, by="worth", budget=60.0)
    assert {d for d, _ in pairs(answer)} == {"y"}
    assert next(u for u in answer.unmet if u.id == "x").why == "money"
    with pytest.raises(CannotRun):
        podobat.match(b"", b"", assign="stable", budget=1.0)


@pytest.mark.parametrize("wrong", [{"rank": 0}, {"assign": "best"}, {"by": "luck"}, {"least": 2.0}, {"most": 0}])
def test_options_that_make_no_sense(wrong):
    with pytest.raises(CannotRun, match=next(iter(wrong))):
        podobat.match(b"", b"", **wrong)


# --- why, and why not -------------------------------------------------------------------------------------------------


def test_reasons_say_what_both_name_who_did_it_and_how_far(small):
    (reasons,) = (p.reasons for p in matched(*small).proposals if small[1][p.demand].id == "z")
    assert reasons_text(reasons).ko == "둘 다: 용접, 로봇 · 공급기업이 한 번 수행 · 270km"
    assert reasons_text(reasons).en == "both: welding, robotics · the supplier has done it once · 270 km"


def test_who_gets_none_why_and_which_skill_is_missing(small):
    suppliers, demands = small
    lost = [*demands, demand("w", "치매 환자 돌봄"), demand("v", "용접 검사", wanted=0)]
    answer = matched(suppliers, lost, least=0.5)
    why = {u.id: u for u in answer.unmet if u.side == "demand"}
    assert why["w"].why == "no_fit"
    assert {s.ko for s in why["w"].skills} >= {"치매"}
    assert why["v"].why == "none_wanted"
    missing = {s.id for s in answer.skills if not s.suppliers}
    assert "dementia" in missing
    assert "welding" not in missing


def test_those_that_are_full_are_named():
    one = [supplier("a", "용접 검사")]
    answer = matched(one, [demand("x", "용접 검사"), demand("y", "용접 검사")])
    (left,) = (u for u in answer.unmet if u.side == "demand")
    assert (left.why, left.nearest) == ("taken", (0,))


def test_an_office_s_own_outcomes_teach_the_weights():
    """Sixty demands that each worked with the farther of two equal suppliers: nearness loses weight."""
    suppliers = [supplier("near", "용접 검사", place="광주 북구"), supplier("far", "용접 검사", place="서울")]
    demands = [demand(f"d{i:02}", "용접 검사", place="광주 북구") for i in range(60)]
    before = matched(suppliers, demands)
    after = matched(suppliers, demands, tuple(Outcome(d.id, "far", "use") for d in demands))
    near = 3
    assert after.learnt.pairs == 60
    assert after.learnt.value[near] < before.learnt.value[near] == before.learnt.shipped[near]
    assert after.recorded == (60, 60)


# --- how well ---------------------------------------------------------------------------------------------------------


def kappa(one: np.ndarray, other: np.ndarray) -> float:
    """Cohen's kappa (1960): agreement beyond what chance would give."""
    grades = np.arange(3)
    agreed = (one == other).mean()
    chance = sum((one == g).mean() * (other == g).mean() for g in grades)
    return float((agreed - chance) / (1 - chance))


def test_kappa_on_cohen_s_own_table():
    """The table of Cohen (1960, p. 37, 45): 200 cases in three categories, kappa 0.492."""
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    rows, columns = np.indices(table.shape)
    assert kappa(np.repeat(rows, table.ravel()), np.repeat(columns, table.ravel())) == pytest.approx(0.492, abs=5e-4)


def test_the_two_judgements_agree_as_the_readme_says():
    said = judgements()
    judged = np.zeros((3600, 2), dtype=int)
    judged[: len(said)] = list(said.values())
    assert kappa(judged[:, 0], judged[:, 1]) == pytest.approx(0.957, abs=1e-3)


def test_judged_pairs_of_the_korean_set_are_found(korean):
    """Of 60 suppliers, one that both judgements call fitting stands first for most demands."""
    fitting: dict[str, set[str]] = {}
    for (d, s), grades in judgements().items():
        if min(grades) > 0:
            fitting.setdefault(d, set()).add(s)
    places = [[korean.ranked(d).index(s) + 1 for s in sorted(own)] for d, own in sorted(fitting.items())]
    first = np.mean([min(own) == 1 for own in places])
    in_five = np.mean([np.mean([p <= 5 for p in own]) for own in places])
    reciprocal = np.mean([1 / min(own) for own in places])
    assert len(places) == 60
    assert (first, in_five, reciprocal) > (0.85, 0.8, 0.9)
    assert first > 0.85
    assert in_five > 0.84
    assert reciprocal > 0.9
