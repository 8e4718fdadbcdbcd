"""What `podobat check` prints: tables, JSON and CSV of the same answer."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from podobat.plan import Case, CaseCheck, Ratio, check_case, implied_ratios
from podobat.show.checking import GROUPS, checked_json, checked_text, value_text
from podobat.show.starting import write_new_case

ROWS = [
    {"id": f"r{n}", "class": "jobs_per_startup", "place": "Korea", "place_ko": "전국", "quantity": "staff per firm",
     "quantity_ko": "기업당 종사자", "value": v, "unit": "jobs/firm", "years": "2022", "source": f"s{n}"}
    for n, v in enumerate([2.5, 2.7, 5.55, 23.3])
]  # fmt: skip


@pytest.fixture
def answer(tmp_path: Path) -> tuple[CaseCheck, list[Ratio]]:
    """A sound case and its ratios."""
    check = check_case(write_new_case(tmp_path / "town"))
    assert isinstance(check.case, Case)
    return check, implied_ratios(check.case, ROWS)


@pytest.fixture
def refusal(tmp_path: Path) -> CaseCheck:
    """A case with two faults."""
    folder = write_new_case(tmp_path / "broken")
    path = folder / "plan.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 30.0,", "value: -30.0,"), encoding="utf-8")
    (folder / "sources.csv").unlink()
    return check_case(folder)


def test_the_table_says_the_ratio_its_references_and_the_sentence(answer: tuple[CaseCheck, list[Ratio]]):
    english, korean = (checked_text(*answer, lang=lang) for lang in ("en", "ko"))
    for words in ("no faults", "12 programmes (KRW 30 bn)", "Jobs per start-up", "8.33", "2.5 ~ 23.3", "75",
                  "500 jobs from 60 start-ups is 8.33 each", "staff per firm · Korea, 2022 [s3]",
                  "The plan beside other clusters"):  # fmt: skip
        assert words in english
    for words in (
        "오류가 없습니다",
        "세부사업 12개(300억원)",
        "창업기업당 일자리",
        "8.33명",
        "기업당 종사자 · 전국, 2022 [s3]",
    ):
        assert words in korean
    assert not any(line.endswith(" ") for line in english.splitlines())


def test_faults_are_printed_each_with_its_remedy_and_counted(refusal: CaseCheck):
    english, korean = (checked_text(refusal, lang=lang) for lang in ("en", "ko"))
    assert "plan.yaml:26  total_budget.value: negative money: -30" in english
    assert "sources.csv  the file is missing" in english
    assert english.endswith("2 faults\n")
    assert korean.endswith("오류 2건\n")
    assert "조치:" in korean


def test_json_is_one_document_with_both_languages(answer: tuple[CaseCheck, list[Ratio]], refusal: CaseCheck):
    good = json.loads(checked_text(*answer, format="json"))
    assert (good["schema"], good["case"], good["ok"], good["faults"]) == (1, "town", True, [])
    first = good["ratios"][0]
    assert first["id"] == "jobs_per_startup.jobs-500.startups-60"
    assert first["percentile"] == 75
    assert [r["source"] for r in first["references"]] == ["s0", "s1", "s2", "s3"]
    assert set(first["sentence"]) == {"ko", "en"}
    bad = checked_json(refusal)
    assert (bad["ok"], bad["case"], len(bad["faults"])) == (False, None, 2)
    assert bad["faults"][0]["line"] == 26
    assert bad["faults"][0]["found"]["ko"].startswith("음수 금액")


def test_csv_holds_a_row_for_every_ratio_or_every_fault(answer: tuple[CaseCheck, list[Ratio]], refusal: CaseCheck):
    rows = list(csv.DictReader(io.StringIO(checked_text(*answer, format="csv"))))
    assert [row["id"] for row in rows] == [r.id for r in answer[1]]
    assert float(rows[0]["value"]) == answer[1][0].value
    faults = list(csv.DictReader(io.StringIO(checked_text(refusal, format="csv"))))
    assert [row["file"] for row in faults] == ["plan.yaml", "sources.csv"]


def test_every_group_of_ratios_has_a_heading(answer: tuple[CaseCheck, list[Ratio]]):
    assert {r.group for r in answer[1]} <= set(GROUPS)


@pytest.mark.parametrize(
    ("value", "unit", "ko", "en"),
    [
        (27.5, "jobs/firm", "27.5명", "27.5"),
        (14.8, "KRW_m/job", "1,480만원", "KRW 14.8 m"),
        (0.227, "share", "22.7%", "22.7%"),
        (23, "month", "23개월", "23 months"),
        (86.4, "percent/year", "86.4%", "86.4%"),
        (230, "firms/year", "230개사", "230 firms a year"),
    ],
)
def test_values_carry_their_unit(value: float, unit: str, ko: str, en: str):
    assert (value_text(value, unit, "ko"), value_text(value, unit, "en")) == (ko, en)
