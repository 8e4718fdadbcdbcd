"""Amounts, shares and odds as people write them in each language."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.money import Money, digits, number_text, ratio_text, rounded
from podobat.show.writer import Writer, no_finer

WON = Money("KRW", 1.0, 2019)
EURO = Money("EUR", 1450.0, 2024)


@pytest.mark.parametrize(
    ("won_m", "ko", "en"),
    [
        (406_100, "4,061억원", "KRW 406.1 bn"),
        (1_250_000, "1.25조원", "KRW 1.25 tn"),
        (999_999, "1조원", "KRW 1 tn"),
        (20_000, "200억원", "KRW 20 bn"),
        (35, "3,500만원", "KRW 35 m"),
        (0, "0원", "KRW 0"),
        (-12_340, "−123.4억원", "KRW −12.34 bn"),
        (float("nan"), "–", "–"),
    ],
)
def test_won(won_m, ko, en):
    assert WON.text(won_m, "ko") == ko
    assert WON.text(won_m, "en") == en


def test_another_currency_is_shown_in_its_own_money():
    assert EURO.text(1450 * 12.3, "en") == "EUR 12.3 m"
    assert EURO.text(1450 * 12.3, "ko") == "1,230만 유로"
    assert EURO.text(0.00145 * 500, "ko") == "500유로"


@pytest.mark.parametrize(
    ("won_m", "ko", "en"),
    [
        (14.77, "1,480만원", "KRW 14.8 m"),
        (101.6, "1.02억원", "KRW 102 m"),
        (406_100, "4,061억원", "KRW 406 bn"),
        (1_234_000, "1.23조원", "KRW 1.23 tn"),
        (0.5, "50만원", "KRW 500 thousand"),
    ],
)
def test_both_languages_at_once(won_m, ko, en):
    assert (WON.both(won_m).ko, WON.both(won_m).en) == (ko, en)


def test_a_currency_without_a_korean_name_goes_by_its_letters():
    franc = Money("CHF", 1500.0, 2024)
    assert (franc.both(1500 * 24.53).ko, franc.both(1500 * 24.53).en) == ("2,450만 CHF", "CHF 24.5 m")
    assert franc.converted
    assert not WON.converted


def test_an_axis_has_one_factor_and_one_unit():
    factor, unit = WON.axis(406_100, "ko")
    assert unit == "억원"
    assert 406_100 * factor == pytest.approx(4061)
    assert WON.axis(406_100, "en")[1] == "KRW bn"


@pytest.mark.parametrize(
    ("value", "figures", "text"),
    [(27_500, None, "27,500"), (1234, 3, "1,230"), (4.5678, 3, "4.57"), (0.0234, 3, "0.0234"), (100, 3, "100"),
     (-12, 3, "−12"), (0, 3, "0"), (406.1, None, "406.1"), (1_234_567, None, "1,234,567"), (math.inf, 3, "–")],
)  # fmt: skip
def test_numbers(value, figures, text):
    assert number_text(value, figures) == text


def test_counts_are_not_rounded_but_ratios_are():
    assert [digits(x) for x in (27.5, 5.55, 1002, 0.837, 999.7, 4, 27500, 1_234.5678, math.inf)] == [
        "27.5", "5.55", "1,002", "0.837", "1,000", "4", "27,500", "1,235", "–",
    ]  # fmt: skip


@given(st.floats(-1e12, 1e12).filter(lambda x: abs(x) > 1e-9))
def test_rounding_keeps_three_figures(value):
    assert rounded(value) == pytest.approx(value, rel=0.005)


def test_shares():
    share = Writer.plain("en").share
    assert [share(s) for s in (0.045, 0.4567, 0.0, 1.0, 0.00123)] == ["4.5%", "46%", "0%", "100%", "0.12%"]


@pytest.mark.parametrize(
    ("probability", "draws", "ko", "en"),
    [(0.0, 2000, "0.1% 미만", "under 0.1%"), (0.0, 400, "0.25% 미만", "under 0.25%"),
     (0.0, 600, "0.17% 미만", "under 0.17%"),
     (1.0, 2000, "99.9% 초과", "over 99.9%"), (1 / 400, 400, "0.25%", "0.25%"), (0.053, 2000, "5.3%", "5.3%"),
     (0.5, 2000, "50%", "50%"), (0.995, 2000, "99.5%", "99.5%")],
)  # fmt: skip
def test_odds_never_claim_more_than_the_draws_show(probability, draws, ko, en):
    assert Writer.plain("ko").odds(probability, draws) == ko
    assert Writer.plain("en").odds(probability, draws) == en


def test_things_that_come_whole_lose_their_decimals():
    assert Writer.plain("ko", WON).quantity(94.4, "firms") == "94개사"
    assert Writer.plain("ko", WON).quantity(3.44, "firms") == "3.4개사"
    assert Writer.plain("en", WON).quantity(27_500, "jobs", None) == "27,500 jobs"
    assert Writer.plain("en", WON).quantity(0.456, "share") == "46%"


def test_a_range_says_its_unit_once():
    assert Writer.plain("ko", WON).interval(820, 1940, "jobs") == "820~1,940명"
    assert Writer.plain("en", WON).interval(820, 1940, "jobs") == "820–1,940 jobs"
    assert Writer.plain("ko", WON).interval(430, 5560, "KRW_m") == "4.3~55.6억원"
    assert Writer.plain("en", WON).interval(1430, 5560, "KRW_m") == "KRW 1.43–5.56 bn"
    assert Writer.plain("en", WON).interval(430, 5560, "KRW_m") == "KRW 430 m to 5.56 bn"
    assert Writer.plain("ko", WON).interval(18, 173, "KRW_m") == "1,800만~1.73억원"
    assert Writer.plain("ko", WON).interval(0.1, 0.25, "share") == "10~25%"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.0892, 2.23, ("0.09", "2.23")), (-6.19, 0.00671, ("−6.19", "0.01")), (0.0017, 2.23, ("0.002", "2.23")),
        (547.3, 1620.0, ("547", "1,620")), (0.0, 0.0, ("0", "0")), (-0.0343, 153.0, ("−0.03", "153")),
        (1.9, 6.15, ("1.9", "6.15")),
    ],
)  # fmt: skip
def test_the_smaller_end_of_a_range_is_no_finer_than_the_larger_and_never_becomes_zero(low, high, said):
    assert no_finer(low, high) == said


@pytest.mark.parametrize(("value", "said"), [(-0.071, "−0.07"), (-0.004, "0.00"), (1.0, "1.00"), (0.996, "1.00")])
def test_a_ratio_has_a_minus_and_no_minus_before_zero(value, said):
    assert ratio_text(value) == said
