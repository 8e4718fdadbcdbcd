"""Dates and numbers as officials write them become proposals; a row that stands twice in a file is seen."""

from __future__ import annotations

import pytest

from podobat.web.book.officials import usual_row
from podobat.web.core.texts import words

SAID = words("ko")


@pytest.mark.parametrize(
    ("text", "day"),
    [("24.3월", "2024-03-31"), ("2024년 상반기", "2024-06-30"), ("24.12", "2024-12-31"), ("2024.6.30.", "2024-06-30"),
     ("2024년", "2024-12-31"), ("20240630", "2024-06-30")],
)  # fmt: skip
def test_a_date_is_read_as_the_last_day_that_is_meant(text, day):
    row, remarks = usual_row({"as_of": text, "value": "5", "period_from": "", "period_to": ""}, "stock", SAID)
    assert row["as_of"] == day
    assert text in remarks[0]
    assert day in remarks[0]


def test_a_stretch_of_time_is_the_period_of_a_flow():
    row, _ = usual_row({"as_of": "2024년 상반기", "value": "5", "period_from": "", "period_to": ""}, "flow", SAID)
    assert (row["period_from"], row["period_to"], row["as_of"]) == ("2024-01-01", "2024-06-30", "2024-06-30")


@pytest.mark.parametrize(
    ("text", "value"),
    [("약 100", "100"), ("2,104명", "2104"), ("1,523", "1523"), ("2,600", "2600"), ("300여 명", "300")],
)
def test_a_number_is_read_whatever_stands_around_it(text, value):
    row, remarks = usual_row({"as_of": "2024-06-30", "value": text, "note": ""}, "stock", SAID)
    assert row["value"] == value
    assert remarks


@pytest.mark.parametrize("text", ["백이십", "", "12억원", "3-4", "미정", "1e999"])
def test_what_is_no_number_is_left_to_the_rules(text):
    row = {"as_of": "2023-13-40", "value": text}
    assert usual_row(row, "stock", SAID) == (row, [])


def test_what_is_written_so_already_is_left_alone():
    row = {"as_of": "2024-06-30", "value": "12.5", "note": "그대로"}
    assert usual_row(row, "stock", SAID) == (row, [])


def test_about_is_kept_in_the_note():
    row, _ = usual_row({"as_of": "2024-06-30", "value": "약 100", "note": "추정"}, "stock", SAID)
    assert row["note"] == "추정 (원문: 약 100)"
