"""What `podobat check` prints: tables, JSON and CSV of the same answer."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from podobat.cli.starting import write_new_case
from podobat.evidence import read_references
from podobat.money import Money
from podobat.plan import Case, CaseCheck, Ratio, check_case, implied_ratios
from podobat.plan.console import GROUPS, checked_json, checked_text, value_text

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
    for words in ("no faults", "16 programmes (KRW 30 bn)", "Jobs per start-up", "8.33", "2.5 to 23.3", "75",
                  "500 jobs from 60 start-ups is 8.33 each", "staff per firm · Korea, 2022 [s3]",
                  "The plan beside other clusters"):  # fmt: skip
        assert words in english
    for words in (
        "오류가 없습니다",
        "세부사업 16개(300억원)",
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
    assert (value_text(value, unit, "ko", Money()), value_text(value, unit, "en", Money())) == (ko, en)


# --- a plan in euros ---------------------------------------------------------------------------------------------


# An amount in won; 원 is also a syllable of other words.
WON = {"ko": re.compile(r"(?<=[\d조억만])\s?원"), "en": re.compile(r"KRW|\bwon\b")}


@pytest.fixture(scope="module")
def harbour(repository: Path) -> tuple[CaseCheck, list[Ratio]]:
    """The made-up case in euros and its ratios, beside the references of the package."""
    check = check_case(repository / "cases" / "port-maren")
    assert isinstance(check.case, Case)
    return check, implied_ratios(check.case, read_references())


def without_names(text: str, ratios: list[Ratio], lang: str) -> str:
    """The text without the names of references, which may say in won what was published in won."""
    for name in sorted({r.quantity[lang] for ratio in ratios for r in ratio.references}, key=len, reverse=True):
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize(
    ("lang", "rate", "euros"),
    [
        ("ko", "1유로 = 1,450원", ("8개(2,400만 유로)", "5,240유로~7.11만 유로", "일자리당 4만 유로입니다",
                                   "34.5만 유로")),
        ("en", "EUR 1 = KRW 1,450", ("8 programmes (EUR 24 m)", "EUR 5.24 thousand to EUR 71.1 thousand",
                                     "is EUR 40 thousand each", "EUR 345 thousand")),
    ],
)  # fmt: skip
def test_a_plan_in_euros_is_read_in_euros(
    harbour: tuple[CaseCheck, list[Ratio]], lang: str, rate: str, euros: tuple[str, ...]
):
    check, ratios = harbour
    said = checked_text(check, ratios, lang=lang, width=1000)
    assert [words for words in euros if words not in said] == []
    summary, note, *rest = without_names(said, ratios, lang).splitlines()
    assert rate in note, "the rate is said once, below the summary"
    assert [line for line in (summary, *rest) if WON[lang].search(line)] == []
    sentences = without_names("\n".join(r.sentence[lang] for r in ratios), ratios, lang)
    assert WON[lang].search(sentences) is None


def test_programs_read_million_won_and_the_currency_of_the_plan(harbour: tuple[CaseCheck, list[Ratio]]):
    document = checked_json(*harbour)
    assert document["money"] == {"currency": "EUR", "won_per_unit": 1450.0, "price_year": 2024}
    found = next(r for r in document["ratios"] if r["id"] == "cost_per_job.jobs-600")
    assert (found["value"], found["unit"]) == (pytest.approx(24 * 1450 / 600), "KRW_m/job")
    assert {r["unit"] for r in found["references"]} == {"KRW_m/job"}


def test_a_plan_in_won_says_nothing_of_rates(answer: tuple[CaseCheck, list[Ratio]]):
    korean, english = (checked_text(*answer, lang=lang) for lang in ("ko", "en"))
    assert "환율" not in korean
    assert "rate (" not in english
    assert checked_json(*answer)["money"] == {"currency": "KRW", "won_per_unit": 1.0, "price_year": 2025}
