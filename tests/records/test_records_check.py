"""What a record book says about itself: conflicts, gaps, falls, duplicates; and how the command says it."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podobat.plan import Case, Plan
from podobat.records.check import check_record_book, check_records, conflicts
from podobat.records.page import records_json, records_text
from tests.cli.process import podobat
from tests.records.books import GWANGJU, book_of, gwangju, row, table, write_book

ERRORS = {"A": 0.05, "B": 0.1, "C": 0.25}


@pytest.fixture(scope="module")
def case() -> Case:
    return gwangju()


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return case.plan


def kinds(folder: Path, plan: Plan, *rows: dict[str, str]) -> list[str]:
    return [c.kind for c in conflicts(book_of(folder, plan, *rows), plan, ERRORS)]


def level(id: str, value: str, day: str, counter: str = "city", **more: str) -> dict[str, str]:
    """A cumulative count since the plan began, known on the day it was counted."""
    return row(id=id, value=value, as_of=day, period_from="", period_to="", counter=counter, **more)


# --- conflicts -------------------------------------------------------------------------------------------------------


def test_two_counters_of_the_same_two_years(tmp_path: Path, plan: Plan) -> None:
    rows = (row(), row(id="b", value="1100", counter="city", as_of="2022-03-30"))
    (c,) = conflicts(book_of(tmp_path, plan, *rows), plan, ERRORS)
    assert (c.kind, c.first.id, c.second.id) == ("differs", "a", "b")
    assert c.ratio == pytest.approx(1100 / 436)
    assert c.chance == pytest.approx(math.exp(2 * math.hypot(0.1, 0.1)))
    assert "시는 1,100명, 부처는 436명으로 집계했습니다" in c.sentence.ko
    assert "City counted 1,100 people, Ministry 436 people" in c.sentence.en


def test_what_the_grades_explain_is_no_conflict(tmp_path: Path, plan: Plan) -> None:
    near = row(id="b", value="500", counter="city")
    assert kinds(tmp_path, plan, row(), near) == []
    assert kinds(tmp_path, plan, row(grade="A"), {**near, "grade": "A", "value": "510"}) == ["differs"]
    assert kinds(tmp_path, plan, row(grade="C"), {**near, "grade": "C", "value": "800"}) == []


def test_another_period_another_measure_or_an_overlap_is_no_conflict(tmp_path: Path, plan: Plan) -> None:
    for other in (
        row(id="b", value="9", period_from="2021-07-01"),
        row(id="b", value="9000", as_of="2023-01-24", period_to="2022-12-31"),
        row(id="b", value="9000", measure="firms.mou", unit="firms"),
        row(id="b", value="9000", coverage="overlap"),
        row(id="b", value="9000", coverage="wider"),
        row(id="b", value="9", coverage="part"),
    ):
        assert kinds(tmp_path, plan, row(), other) == [], other


def test_limits_on_the_wrong_side(tmp_path: Path, plan: Plan) -> None:
    assert kinds(tmp_path, plan, row(), row(id="b", value="1000", coverage="part")) == ["limit"]
    assert kinds(tmp_path, plan, row(), row(id="b", value="100", coverage="wider")) == ["limit"]
    part, wider = row(value="900", coverage="part"), row(id="b", value="100", coverage="wider")
    assert kinds(tmp_path, plan, part, wider) == ["limit"]


def test_more_in_a_part_of_the_period_than_in_all_of_it(tmp_path: Path, plan: Plan) -> None:
    year = row(id="b", value="900", period_from="2021-01-01", counter="city")
    assert kinds(tmp_path, plan, row(), year) == ["inside"]
    later = level("b", "200", "2022-10-11")
    assert kinds(tmp_path, plan, row(), later) == ["inside"]


def test_one_cohort_counted_later_may_have_more_but_not_fewer(tmp_path: Path, plan: Plan) -> None:
    def placed(id: str, value: str, day: str, counter: str = "city", scope: str = "c1") -> dict[str, str]:
        return level(id, value, day, counter, measure="people.placed_region", scope=scope, coverage="part")

    first = placed("a", "10", "2021-02-19")
    assert kinds(tmp_path, plan, first, placed("b", "28", "2022-12-31", "ministry")) == []  # 22 months to find work
    assert kinds(tmp_path, plan, first, placed("b", "28", "2021-02-28", "ministry")) == ["differs"]
    fewer = placed("b", "10", "2022-12-31", "ministry")
    assert kinds(tmp_path, plan, placed("a", "28", "2021-02-19"), fewer) == ["inside"]
    assert kinds(tmp_path, plan, first, placed("b", "28", "2021-02-28", "ministry", "c2")) == []


def test_more_found_than_trained(tmp_path: Path, plan: Plan) -> None:
    cohort = {"scope": "c1", "coverage": "part"}
    rows = [
        level("t", "30", "2021-02-19", measure="people.trained", **cohort),
        level("i", "20", "2021-02-19", measure="people.placed_region", **cohort),
        level("o", "15", "2021-02-19", measure="people.placed_outside", **cohort),
    ]
    book = book_of(tmp_path, plan, *rows)
    (c,) = conflicts(book, plan, ERRORS)
    assert (c.kind, c.first.id, c.second.id) == ("cohort", "i", "t")
    assert "35" in c.sentence.en
    assert not check_records(book, plan, ERRORS).placements


def test_zero_beside_a_count(tmp_path: Path, plan: Plan) -> None:
    (c,) = conflicts(book_of(tmp_path, plan, row(), row(id="b", value="0", counter="city")), plan, ERRORS)
    assert math.isfinite(c.ratio)
    assert "0명" in c.sentence.ko


# --- gaps, falls, duplicates -----------------------------------------------------------------------------------------


def test_months_without_a_record(tmp_path: Path, plan: Plan) -> None:
    rows = [
        level("a", "5", "2020-02-10"),
        level("b", "6", "2020-03-10"),
        level("c", "7", "2020-06-10", coverage="part"),
    ]
    check = check_records(book_of(tmp_path, plan, *rows), plan, ERRORS)
    gap = next(g for g in check.gaps if g.measure == "jobs.hired")
    assert gap.spans == (("2020-01", "2020-01"), ("2020-04", "2020-06"))
    assert (gap.recorded, gap.months, gap.partial) == (2, 6, 1)
    assert set(gap.targets) == {t.id for t in plan.targets if t.measure == "jobs.hired"}
    assert {g.measure for g in check.gaps} == {t.measure for t in plan.targets}


def test_a_cumulative_count_that_falls(tmp_path: Path, plan: Plan) -> None:
    rows = [level("a", "50", "2020-06-10"), level("b", "60", "2020-09-10"), level("c", "55", "2020-12-10"),
            level("d", "58", "2021-03-10"), level("e", "40", "2021-03-10", "ministry")]  # fmt: skip
    check = check_records(book_of(tmp_path, plan, *rows), plan, ERRORS)
    assert [(a.id, b.id) for a, b in check.falls] == [("b", "c"), ("b", "d")]
    stock = [{**r, "measure": "jobs.direct", "unit": "jobs"} for r in rows]
    assert not check_records(book_of(tmp_path, plan, *stock), plan, ERRORS).falls


def test_the_same_count_twice(tmp_path: Path, plan: Plan) -> None:
    book = book_of(tmp_path, plan, row(), row(id="b", source="report paper"), row(id="c", counter="city"))
    check = check_records(book, plan, ERRORS)
    assert [(a.id, b.id) for a, b in check.duplicates] == [("a", "b")]
    assert not check.conflicts
    assert check.ok


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=12), st.lists(st.integers(0, 60), min_size=12, max_size=12)
)
def test_a_growing_count_of_one_counter_says_nothing_bad(tmp_path_factory, values: list[int], days: list[int]) -> None:
    plan = gwangju_plan()
    months = sorted(days[: len(values)])
    rows = [level(f"r{i}", str(v), f"{2020 + m // 12}-{m % 12 + 1:02d}-28") for i, (v, m) in
            enumerate(zip(sorted(values), months, strict=True)) if i == 0 or m != months[i - 1]]  # fmt: skip
    check = check_records(book_of(tmp_path_factory.mktemp("book"), plan, *rows), plan, ERRORS)
    assert not (check.falls)
    assert not (check.conflicts)
    assert not (check.duplicates)


_PLANS: list[Plan] = []


def gwangju_plan() -> Plan:
    """The plan, read once."""
    if not _PLANS:
        _PLANS.append(gwangju().plan)
    return _PLANS[0]


# --- Gwangju, and how it is said -------------------------------------------------------------------------------------


def test_what_the_counters_of_gwangju_disagree_about(case: Case) -> None:
    check = check_record_book(case)
    assert check.ok
    assert not (check.falls)
    assert not (check.duplicates)
    assert [(c.first.id, c.second.id) for c in check.conflicts] == [("hired-2021-ministry", "hired-2021-city")]
    direct = next(g for g in check.gaps if g.measure == "jobs.direct")
    assert direct.spans == (("2020-01", "2022-12"),), "nobody counted the people working at cluster firms"
    both = check.placements[-1].bounds
    assert (both.total, both.low, both.high, both.untraced) == (312, 49, 257, 208)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_table_says_it_in_both_languages(case: Case, lang: str) -> None:
    said = records_text(check_record_book(case), case.plan, lang=lang, width=100)
    words = {
        "ko": ["1,100명", "하한~상한", "기록이 없는 달"],
        "en": ["1,100 people", "Bounds", "Months without a record"],
    }
    assert all(word in said for word in words[lang])
    assert "records.csv:" in said


def test_json_and_csv_hold_the_same(case: Case) -> None:
    check = check_record_book(case)
    document = json.loads(records_text(check, case.plan, format="json"))
    assert document == json.loads(json.dumps(records_json(check)))
    assert (document["schema"], document["case"], document["ok"], len(document["records"])) == (
        1,
        case.plan.id,
        True,
        57,
    )
    rows = list(csv.DictReader(io.StringIO(records_text(check, case.plan, format="csv"))))
    found = [r["finding"] for r in rows]
    assert found.count("conflict") == len(document["conflicts"]) == 1
    assert found.count("gap") == len(document["gaps"])
    assert found.count("bounds") == len(document["bounds"]) == 4
    assert all(r["text_ko"] and r["text_en"] for r in rows)


def test_the_command_says_all_faults_and_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "gwangju-phase1"
    shutil.copytree(GWANGJU, folder)
    good = podobat("records", "check", folder, "--format", "json")
    assert (good.returncode, good.stderr) == (0, "")
    write_book(folder, table(row(), row(id="b", value="1,100", as_of="44650")).encode("cp949"))
    bad = podobat("records", "check", folder)
    assert bad.returncode == 1
    assert "`1100`으로 쓰십시오" in bad.stdout
    assert "`2022-03-30`으로 쓰십시오" in bad.stdout
    assert "오류 2건" in bad.stdout
    kept = podobat("records", "check", folder, "--keep-good", "--lang", "en", "--format", "json")
    document = json.loads(kept.stdout)
    assert kept.returncode == 1
    assert ([r["id"] for r in document["records"]], len(document["faults"])) == (["a"], 2)
    assert "CP949" in document["notes"][0]["en"]


def test_a_case_without_a_record_book() -> None:
    said = podobat("records", "check", "cases/port-maren", "--lang", "en")
    assert said.returncode == 2
    assert "There is no cases/port-maren/records.csv" in said.stderr
    assert "Traceback" not in said.stderr
