"""Sources are named in the reader's language where there is a name, and as they are stated where there is none."""

from __future__ import annotations

import csv
import re

import pytest

from podobat.plan import read_case
from podobat.plan.publishers import publisher, title
from tests.habits.repository import ROOT

HANGUL = re.compile(r"[가-힣]")


@pytest.mark.parametrize(("stated", "ko"), [
    ("Bank of Korea, via Edaily", "한국은행(이데일리 재인용)"),
    ("Hankyung quoting Gyeonggi Province", "경기도(한국경제 재인용)"),
    ("Ministry of SMEs and Startups", "중소벤처기업부"),
    ("ETNews (management office)", "전자신문(관리사무소)"),
    ("KDI PIMAC / Ministry of Economy and Finance", "KDI 공공투자관리센터, 기획재정부"),
    ("Carta, via SaaStr", "Carta(SaaStr 재인용)"),
    ("마렌 항(지어낸 도시) / Port Maren (made up)", "마렌 항(지어낸 도시)"),
    ("광주일보", "광주일보"),
    ("Nesta and BEIS", "Nesta and BEIS"),
])  # fmt: skip
def test_a_publisher_in_korean(stated: str, ko: str) -> None:
    assert publisher(stated).ko == ko


def test_english_stays_as_stated_and_halves_are_taken_apart() -> None:
    assert publisher("Bank of Korea, via Edaily").en == "Bank of Korea, via Edaily"
    assert publisher("마렌 항(지어낸 도시) / Port Maren (made up)").en == "Port Maren (made up)"
    assert title("2023 Venture Firm Survey").ko == "2023년 벤처기업 정밀실태조사"
    assert title("Carta (P. Walker)").ko == "Carta (P. Walker)"


def test_korean_bodies_of_the_cases_have_korean_names() -> None:
    """Whatever a Korean page shows of the Gwangju case: of its publishers, only foreign ones keep Latin letters."""
    foreign = re.compile(r"Digital Times|Newsstep|Ownerlife|Techdaily|samarathon|ikbc|KBC")
    rows: list[dict[str, str]] = []
    for name in ("sources.csv", "records_sources.csv"):
        rows += csv.DictReader((ROOT / "cases/gwangju-phase1" / name).read_text(encoding="utf-8").splitlines())
    left = {r["publisher"] for r in rows if not HANGUL.search(publisher(r["publisher"]).ko)}
    assert not {p for p in left if not foreign.search(p)}


def test_a_source_of_a_case_is_told_in_both_languages() -> None:
    sources = read_case(ROOT / "cases/gwangju-phase1").sources
    source = next(s for s in sources.values() if s.publisher == "KCCI and KIET, via Daum news")
    assert source.who.ko == "대한상공회의소·산업연구원(다음 뉴스 재인용)"
    assert source.called.ko == "국내 기업의 AI 활용 실태 조사"
    assert source.meaning.ko != source.meaning.en
