"""What a text is about: terms of the trades in both languages, found between the borders of morphemes."""

from __future__ import annotations

import unicodedata

import pytest

from podobat.evidence.partners import with_wider
from tests.match.made_up import reader


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("차체 용접부의 표면결함 검사", {"car_parts", "welding", "surface_defect_inspection"}),
        ("표면 결함 검사가 필요함", {"surface_defect_inspection"}),
        ("Surface-defect inspection by machine vision", {"surface_defect_inspection", "machine_vision"}),
        ("predictive maintenance of wind turbines", {"predictive_maintenance", "wind"}),
        ("설비 예지보전과 태양광 발전량 예측", {"predictive_maintenance", "solar", "solar_forecast"}),
        ("CT 판독", {"ct"}),
        ("we act on it", set()),
        ("시스템 사용접수", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_terms_are_found_in_both_languages(text: str, terms: set[str]):
    found = set(reader().read(text).terms)
    assert terms <= found
    if not terms:
        assert not found


def test_korean_and_english_meet_in_the_term_and_in_what_it_is_a_kind_of():
    korean, english = (set(reader().read(text).words) for text in ("스폿 용접 로봇", "arc welding"))
    assert "#welding" in korean & english
    assert with_wider("thermal_runaway", reader().terms) == ("thermal_runaway", "battery")


def test_decomposed_and_full_width_letters_read_the_same():
    composed = reader().read("배터리 ESS 진단")
    assert reader().read(unicodedata.normalize("NFD", "배터리 ESS 진단")) == composed
    assert reader().read("배터리 ＥＳＳ 진단").terms == composed.terms


def test_small_words_and_endings_are_left_out():
    assert reader().read("공정에서 불량을 줄이는 것이 필요합니다.").words == ("공정", "불량", "필요")
    assert reader().read("We need the robots of it").words == ("need", "robots", "#robotics")
