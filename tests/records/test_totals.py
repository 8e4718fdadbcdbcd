"""Counts of a period and running totals are one book, and say where a target stands."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from podobat.records.totals import running_totals, standing, total_at
from podobat.units import month_index

START = "2020-01"


class Record(NamedTuple):
    """What totals ask of a record."""

    value: float
    as_of: str
    period_from: str | None = None
    period_to: str | None = None
    coverage: str = "whole"
    scope: str = ""
    measure: str = "firms.mou"


YEAR_2021 = Record(69, "2025-09-09", "2021-01-01", "2021-12-31")
YEAR_2022 = Record(22, "2025-09-09", "2022-01-01", "2022-12-31")


def totals(*records: Record) -> list[tuple[int, float, bool]]:
    """Month, value, and whether it was counted as a total."""
    return [t[:3] for t in running_totals(records, "firms.mou", START)]


def test_what_was_added_in_two_years_joins_the_total_before_them():
    found = totals(Record(71, "2020-12-31"), YEAR_2022, YEAR_2021)
    assert found == [(month_index("2020-12"), 71, True), (month_index("2021-12"), 140, False),
                     (month_index("2022-12"), 162, False)]  # fmt: skip


def test_a_period_that_begins_with_the_plan_is_a_total():
    assert totals(Record(436, "2022-01-24", "2020-01-01", "2021-12-31")) == [(month_index("2021-12"), 436, True)]


def test_a_counted_total_takes_the_place_of_one_added_up():
    found = totals(Record(71, "2020-12-31"), YEAR_2021, Record(133, "2022-01-15"))
    assert [value for _, value, _ in found] == [71, 133]


def test_what_joins_nothing_and_what_counts_a_part_are_no_totals():
    assert totals(YEAR_2022) == []
    assert totals(Record(5, "2021-01-01", coverage="part"), Record(5, "2021-01-01", scope="class one")) == []


def test_between_two_totals_runs_a_line_and_after_the_last_nothing_is_known():
    known = running_totals([Record(60, "2020-12-31"), Record(120, "2021-12-31")], "firms.mou", START)
    first = month_index(START)
    assert total_at(known, month_index("2021-06"), first) == pytest.approx(90)
    assert total_at(known, first - 1, first) == 0
    assert total_at(known, month_index("2022-01"), first) is None


@pytest.mark.parametrize(("records", "expected"), [
    ([Record(310, "2021-12-31"), Record(300, "2022-11-01")], ("met", 310, "2021-12-31")),
    ([Record(299, "2023-06-30")], ("missed", 299, "2023-06-30")),
    ([Record(290, "2021-12-31"), Record(30, "2023-01-31", "2022-01-01", "2022-12-31")], ("met", 320, "2022-12-31")),
    ([Record(250, "2021-12-31"), Record(30, "2023-01-31", "2022-01-01", "2022-12-31")], ("missed", 280, "2022-12-31")),
    ([Record(200, "2021-12-31")], ("uncounted", 200, "2021-12-31")),
    ([Record(400, "2024-12-31")], ("uncounted", 400, "2024-12-31")),
    ([], ("uncounted", None, None)),
])  # fmt: skip
def test_a_date_that_has_passed_reads_met_missed_or_not_counted(records, expected):
    assert standing(records, "firms.mou", "cumulative", 310, "2022-12", "2025-12-31", START) == expected


def test_a_target_is_met_before_its_date_but_missed_only_at_it():
    early = [Record(310, "2021-12-31")]
    assert standing(early, "firms.mou", "cumulative", 310, "2022-12", "2022-01-31", START).status == "met"
    assert standing(early, "firms.mou", "cumulative", 400, "2022-12", "2022-01-31", START).status == "open"


@pytest.mark.parametrize(("day", "value", "status"), [
    ("2022-12-31", 1000, "met"), ("2023-01-31", 999, "missed"), ("2022-06-30", 2000, "uncounted"),
])  # fmt: skip
def test_a_stock_counts_at_its_date_and_nowhere_else(day, value, status):
    staff = [Record(value, day, measure="jobs.attracted")]
    assert standing(staff, "jobs.attracted", "stock", 1000, "2022-12", "2025-12-31", START).status == status
    assert standing(staff, "jobs.attracted", "stock", 1000, "2022-12", "2022-12-31", START).status == "open"
