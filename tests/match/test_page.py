"""A match as people read it: both languages, every part, and the console."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from podobat.match.page import match_page, print_match, write_match
from podobat.show.panels import render_page
from tests.match.made_up import demand, matched, supplier


@pytest.fixture(scope="module")
def answer():
    suppliers = [supplier("무등비전", "용접 검사", place="광주 북구"), supplier("예지랩", "고장 예측", place="나주")]
    demands = [
        demand("평동프레스", "용접 품질 검사", place="광주 광산구", costs=9000.0),
        demand("하남도장", "용접 검사", costs=100.0), demand("화순요양", "치매 환자 돌봄", costs=500.0),
    ]  # fmt: skip
    return matched(suppliers, demands, least=0.4)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ko", ["이을 짝", "평동프레스", "둘 다: 용접 검사", "이 표에 없는 기술: 치매", "알맞은 공급기업이 모두 찼음"]),
        ("en", ["Pairs to bring together", "both: weld inspection", "nobody here has: dementia", "supplier is full"]),
    ],
)  # fmt: skip
def test_the_page_says_who_why_and_what_is_missing(answer, lang: str, said: list[str]):
    page = render_page(match_page(answer, lang, "ko", "podobat match a.csv b.csv"), lang)
    for words in said:
        assert words in page, words
    assert f"podobat match a.csv b.csv --lang {lang}" in page
    assert "{" not in page.partition("<main>")[2], "every blank is filled"


def test_the_console_shows_pairs_and_missing_skills(answer):
    kept = io.StringIO()
    print_match(answer, "ko", Console(file=kept, width=160))
    assert "평동프레스" in kept.getvalue()
    assert "치매" in kept.getvalue()


def test_nothing_to_propose_is_said(answer):
    empty = matched([supplier("치과랩", "치과 영상")], [demand("하남도장", "도장")], least=1.0)
    kept = io.StringIO()
    print_match(empty, "en", Console(file=kept, width=160))
    assert "no pair to propose" in kept.getvalue()


def test_pages_json_and_command_in_the_folder(answer, tmp_path):
    page = write_match(answer, tmp_path, "en", answer.options.command("a.csv", "b.csv", "c.csv"))
    assert page.name == "match.html"
    assert {p.name for p in tmp_path.iterdir()} == {"match.html", "match.ko.html", "match.json"}
    assert "podobat match a.csv b.csv --outcomes c.csv --least 0.4 --lang en" in page.read_text(encoding="utf-8")


def test_the_table_of_pairs(answer):
    table = answer.pairs("ko")
    assert table.columns[:4] == ["demand", "demand_name", "supplier", "supplier_name"]
    assert len(table) == len(answer.proposals) > 0
