"""Numbers, amounts and dates as people write them: read where they mean one thing, else told how to write them."""

from __future__ import annotations

import pytest

from podobat.tables import date_of, decimal_sign, head_of, key, number_of, period_of, quantity_of, unmarked


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("1,234,567.5", 1234567.5),
        ("1 234", 1234),
        ("1'234", 1234),
        ("１２３４", 1234),
        ("△1,234", -1234),
        ("▲3", -3),
        ("−5", -5),
        ("–5", -5),
        ("‑5", -5),
        ("(12)", -12),
        ("+5", 5),
        (".5", 0.5),
        ("1e3", 1000),
        ("0.1", 0.1),
    ],
)
def test_a_number_is_read_where_it_means_one_thing(text, value):
    assert number_of(text) == (value, None)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("12,34", "`12.34`"),
        ("1,2345", "`1.2345`"),
        ("12명", "number alone"),
        ("0x10", "number alone"),
        ("1_000", "alone"),
        ("", "Fill it in"),
        ("-", "Fill it in"),
        ("비공개", "Fill it in"),
        ("nan", "Fill it in"),
        ("inf", "alone"),
        ("1e999990", "alone"),
        ("9" * 5000, "alone"),
        ("1e400", "alone"),
        ("#DIV/0!", "formula"),
        ("9" * 50, "unit"),
        ("1,23,456", "alone"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(text, remedy):
    value, complaint = number_of(text)
    assert value is None
    assert complaint is not None
    assert remedy in complaint[2].en


def test_the_decimal_sign_is_told_by_the_numbers_of_the_file():
    assert decimal_sign(["1,234", "5.25"]) == "."
    assert decimal_sign(["0,512", "12,345"], ";") == ","
    assert decimal_sign(["12,345", "3,136"], ";") == "?", "a comma and three digits may be either"
    assert decimal_sign(["12,345", "3,136"], ",") == ".", "quoted in a file of commas it is for thousands"
    assert decimal_sign(["1.234,5"]) == ","
    assert decimal_sign(["12.345", "3.136"], ";") == "?", "so may a point and three digits among semicolons"
    assert decimal_sign(["12.345", "0.136"], ";") == decimal_sign(["12.345"], ",") == "."
    assert number_of("12.345", "?")[0] is None
    assert "12345" in number_of("12.345", "?")[1][1].en
    assert decimal_sign(["1,5", "1.5"]) == "?", "both signs"
    assert number_of("12,345", ",") == (12.345, None)
    assert number_of("1.234,5", ",") == (1234.5, None)
    value, complaint = number_of("12,345", "?")
    assert value is None
    assert complaint is not None
    assert complaint[1].en == "12345 or 12.345"
    assert number_of("12345", "?") == (12345, None)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("50,000천원", "KRW_m", 50),
        ("4,061억 원", "KRW_bn", 406.1),
        ("1조 2,000억원", "KRW_bn", 1200),
        ("1억 2천만원", "KRW_m", 120),
        ("12백만원", "KRW_m", 12),
        ("5,000만", "KRW_m", 50),
        ("-5억", "KRW_m", -500),
        ("45%", "share", 0.45),
        ("45 %", "percent", 45),
        ("3만 5천명", "people", 35_000),
        ("512명", "people", 512),
        ("2년", "month", 24),
        ("7", "people", 7),
    ],
)
def test_an_amount_with_its_unit_is_brought_to_the_declared_one(text, unit, value):
    assert quantity_of(text, unit) == (value, None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("12명", "KRW_m"), ("5 USD", "KRW_m"), ("3%", "people"), ("약 5억", "KRW_m"), ("1억 2조", "KRW_m")],
)
def test_an_amount_in_a_unit_of_something_else_is_refused(text, unit):
    assert quantity_of(text, unit)[0] is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-12-31", "2024-12-31", "2024-12-31"),
        ("2024. 3. 5.", "2024-03-05", "2024-03-05"),
        ("2024.3.5(화)", "2024-03-05", "2024-03-05"),
        ("24년 3월 5일", "2024-03-05", "2024-03-05"),
        ("20240305", "2024-03-05", "2024-03-05"),
        ("2024–03–05", "2024-03-05", "2024-03-05"),
        ("2024-03-05 00:00:00", "2024-03-05", "2024-03-05"),
        ("24.3월", "2024-03-01", "2024-03-31"),
        ("'24.12월", "2024-12-01", "2024-12-31"),
        ("24.12", "2024-12-01", "2024-12-31"),
        ("2024.2", "2024-02-01", "2024-02-29"),
        ("202403", "2024-03-01", "2024-03-31"),
        ("2024년 상반기", "2024-01-01", "2024-06-30"),
        ("24년 하반기", "2024-07-01", "2024-12-31"),
        ("2024년 1/4분기", "2024-01-01", "2024-03-31"),
        ("2024 Q3", "2024-07-01", "2024-09-30"),
        ("24.2분기", "2024-04-01", "2024-06-30"),
        ("2024H2", "2024-07-01", "2024-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("24년말", "2024-01-01", "2024-12-31"),
        ("２０２４년", "2024-01-01", "2024-12-31"),
        ("March 2024", "2024-03-01", "2024-03-31"),
        ("5 Mar 2024", "2024-03-05", "2024-03-05"),
    ],
)
def test_dates_as_offices_write_them(text, first, last):
    found, complaint = date_of(text)
    assert complaint is None
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("45382", "2024-03-31"),
        ("03/04/2024", "2024-04-03 / 2024-03-04"),
        ("13/04/2024", "2024-04-13"),
        ("2024-02-30", "no such day"),
        ("2024.13", "no such day"),
        ("어제", "For example"),
        ("", "For example"),
        ("1/2" * 50, "For example"),
    ],
)
def test_a_date_that_may_be_two_is_refused(text, remedy):
    found, complaint = date_of(text)
    assert found is None
    assert complaint is not None
    assert remedy in complaint[2].en


def test_periods_from_one_date_to_another():
    found, _ = period_of("2020.1~2022.6")
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == ("2020-01-01", "2022-06-30")
    assert period_of("2022.6 ~ 2020.1")[0] is None
    assert period_of("24년 1월부터 24년 3월까지")[0] is not None


def test_units_in_heads_and_what_names_have_in_common():
    assert (head_of("지원금액(천원)").name, head_of("지원금액(천원)").unit) == ("지원금액", "천원")
    assert (head_of("매출 [단위: 억원]").name, head_of("매출 [단위: 억원]").unit) == ("매출", "억원")
    assert (head_of("금액, 백만원").name, head_of("금액, 백만원").unit) == ("금액", "백만원")
    assert head_of("집계 기관").unit == ""
    assert key("지원 금액 (천원)") == key("지원금액(천원)") == key("지원-금액·천원")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("건설업1)", "건설업"), ("매출액*", "매출액"), ("광주 주1)", "광주"), ("종사자¹", "종사자"),
        ("업종(주2)", "업종"),
        ("수출 1) 2)", "수출"), ("상위(10)", "상위(10)"), ("시도별(1)", "시도별(1)"), ("광주1", "광주1"), ("*", "*"),
        ("2023", "2023"), ("주1)", "주"), ("D58T631)", "D58T631)"),
    ],
)
def test_marks_of_footnotes_are_no_part_of_a_name(written, name):
    assert unmarked(written) == name
