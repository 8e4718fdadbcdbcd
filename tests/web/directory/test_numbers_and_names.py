"""Registration numbers, names however they are written, and what looks like it belongs to a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.names import ALIKE, Likeness, candidates, name_key, nearest, romanised, skeleton, spelt
from podobat.web.directory.registration import check_digit, registration_in, written
from podobat.web.tables.private import personal_head, private_in, resident_number_in

# Numbers that companies print on their own pages.
REAL = ("124-81-00998", "220-81-62517", "120-81-47521")


@pytest.mark.parametrize("number", REAL)
def test_real_numbers_pass_and_any_other_last_digit_fails(number):
    digits = number.replace("-", "")
    assert registration_in(number) == (digits, None)
    assert written(digits) == number
    for last in set("0123456789") - {digits[9]}:
        found, complaint = registration_in(digits[:9] + last)
        assert found == ""
        assert complaint is not None
        assert "검증" in complaint[0].ko


def test_the_rule_worked_by_hand():
    # 1*1 + 2*3 + 4*7 + 8*1 + 1*3 + 0*7 + 0*1 + 9*3 + 9*5 = 118; floor(9*5/10) = 4; 122; 10 - 2 = 8
    assert check_digit("124810099") == 8


@given(st.integers(1, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_every_number_has_one_last_digit_and_a_changed_digit_is_mostly_seen(nine, at, add):
    digits = f"{nine:09d}"
    full = digits + str(check_digit(digits))
    assert registration_in(full)[1] is None
    changed = digits[:at] + str((int(digits[at]) + add) % 10) + digits[at + 1 :]
    seen = registration_in(changed + full[9])[1] is not None
    # weights 1, 3 and 7 have no common factor with 10: every single wrong digit shows, but for the ninth with its carry
    assert seen or at == 8 or changed == "0" * 9


@pytest.mark.parametrize("cell", ["123-45-6789", "12345678901", "abc", "124-81-0099８x", "0000000000"])
def test_what_is_no_number_is_refused(cell):
    assert registration_in(cell)[1] is not None


@pytest.mark.parametrize("cell", ["", "  ", "-"])
def test_none_is_none(cell):
    assert registration_in(cell) == ("", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(주)포도 소프트", "㈜포도소프트"), ("주식회사 포도소프트", "포도소프트 주식회사"),
        ("Podo Soft Co., Ltd.", "PODO SOFT"),
        ("포도-소프트", "포도소프트"), ("Podo Soft Inc.", "podosoft"), ("ＰＯＤＯ소프트", "podo소프트"),
        ("재단법인 광주과학", "(재)광주과학"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(one, other):
    assert name_key(one) == name_key(other) != ""


def test_a_name_that_is_only_a_legal_form_keeps_its_letters():
    assert name_key("주식회사") == "주식회사"
    assert name_key("!!!") == ""
    assert name_key("컴퍼니코리아") == "컴퍼니코리아"
    assert name_key("Coco") == "coco", "a form is a word of its own"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("포도소프트", "포도소프트웨어"), ("카카오", "Kakao Corp."), ("에이아이팜", "AI팜"),
        ("포도소프트웨어", "Podo Software"),
        ("인공지능산업융합사업단", "인공지능 융합사업단"), ("한빛데이타", "한빛데이터"),
    ],
)  # fmt: skip
def test_a_person_is_asked_about_names_that_are_alike(name, known):
    (found,) = candidates(name, [(7, known, name_key(known)), (8, "전혀다른회사", name_key("전혀다른회사"))])
    assert found.id == 7
    assert ALIKE <= found.likeness <= 100


def test_other_names_are_left_alone():
    known = [(i, n, name_key(n)) for i, n in enumerate(["삼성전자", "현대자동차", "LG화학", "무등로봇"])]
    assert candidates("포도소프트", known) == []
    assert candidates("!!!", known) == []


def test_the_second_look_at_the_same_names_compares_nothing(monkeypatch):
    known = tuple((i, n, name_key(n)) for i, n in enumerate(["포도소프트", "포도소프트웨어", "무등로봇"]))
    first = nearest(known).near("(주)포도 소프트")
    assert first == candidates("포도소프트", known)
    assert [c.id for c in first] == [0, 1]
    monkeypatch.setattr(Likeness, "near", None)  # would fail if it were asked
    assert nearest(known).near("포도소프트 주식회사") == first
    with pytest.raises(TypeError):
        nearest((*known, (3, "포도", "포도"))).near("포도소프트")


def test_sounds():
    assert romanised("카카오") == "kakao"
    assert spelt("에이아이팜") == "ai팜"
    assert skeleton("소프트")[:3] == skeleton("soft")[:3]


@pytest.mark.parametrize(
    "text",
    ["900101-1234567", "9001011234567", "９００１０１-１２３４５６７", "홍 900101 - 2234567 님", "850312-5******",
     "001231–3123456"],
)  # fmt: skip
def test_resident_numbers_are_seen_however_they_are_written(text):
    assert resident_number_in(text)
    complaint = private_in(text, contacts=False)
    assert complaint is not None
    assert not any(c.isdigit() for c in complaint[0].ko), "and never repeated"


@pytest.mark.parametrize(
    "text", ["010-1234-5678", "01012345678", "+82 10 1234 5678", "062-613-1234", "02)123-4567", "a.b@c.kr"]
)
def test_telephone_numbers_and_addresses_are_seen(text):
    assert private_in(text) is not None
    assert private_in(text, contacts=False) is None


@pytest.mark.parametrize(
    "text",
    ["2021-12-31 기준 1,254명", "사업비 1,234,567,890원", "124-81-00998", "20211231", "2022. 1. 24.", "제2020-0123호",
     "450101",      "2019년 10월~2020년 12월"],
)  # fmt: skip
def test_dates_amounts_and_numbers_of_firms_are_left_alone(text):
    assert private_in(text) is None


def test_heads_about_persons():
    assert personal_head("성명")
    assert personal_head(" 주민 등록 번호 ")
    assert personal_head("E-Mail")
    assert not personal_head("과정명")
