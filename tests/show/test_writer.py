"""One writer for every page: ranges that reach below zero, cells that leave the unit to their row, names in a row."""

import math

import pytest

from podobat.money import Money
from podobat.show.writer import Writer

KO, EN = Writer.of("show", "ko"), Writer.of("show", "en")
EURO = Money("EUR", 1450.0, 2024)


def test_a_range_below_zero_keeps_its_ends_apart():
    assert EN.interval(-5, 30, "jobs") == "−5 to 30 jobs"
    assert KO.interval(-5, 30, "jobs") == "−5 ~ 30명"
    assert EN.interval(-2000, 3000, "KRW_m") == "KRW −2 to 3 bn"
    assert EN.interval(-0.0004, 30, "jobs") == "0–30 jobs", "what reads as zero has no sign"
    assert Writer(EN.words, EURO).interval(1450 * 4.3, 1450 * 5.7, "KRW_m") == "EUR 4.3–5.7 m"
    assert Writer(KO.words, EURO).interval(1450 * 4.3, 1450 * 5.7, "KRW_m") == "430~570만 유로"


def test_cells_leave_long_units_to_their_row():
    assert (KO.cell(1234.4, "jobs"), EN.cell(1234.4, "jobs")) == ("1,230명", "1,230")
    assert (KO.cell_interval(8, 12, "firms"), EN.cell_interval(8, 12, "firms")) == ("8~12개사", "8–12")
    assert (KO.unit_beside("jobs"), EN.unit_beside("jobs"), EN.unit_beside("KRW_m")) == ("", "jobs", "")
    assert EN.cell(20_000, "KRW_m") == "KRW 20 bn", "money names its unit everywhere"


def test_what_is_not_there_is_a_dash():
    assert [EN.quantity(x, "jobs") for x in (None, math.nan, math.inf)] == ["–"] * 3
    assert EN.share(math.nan) == "–"


@pytest.mark.parametrize(
    ("names", "ko", "en"), [(["A"], "A", "A"), (["A", "B", "C"], "A, B, C", "A, B and C"), ([], "", "")]
)
def test_names_in_a_row(names, ko, en):
    assert (KO.listed(names), EN.listed(names)) == (ko, en)


def test_months_and_points():
    assert (KO.month("2024-12"), EN.month("2024-12")) == ("2024년 12월", "December 2024")
    assert (KO.points(0.045), EN.points(-0.045)) == ("4.5%p", "−4.5 pp")


def test_a_band_is_said_with_its_median():
    assert EN.band({"p10": 41, "p50": 62, "p90": 88}, "firms") == "62 firms (41–88 firms)"
    assert KO.quantity(2.5, "year") == "2.5년"
    assert EN.axis("share", 1.0) == (100.0, "%")
