"""The book in the database is the book of the files, to the bit, and says what changed."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podobat.plan import read_case
from podobat.records.book import Counter, Record, RecordBook
from podobat.records.check import conflicts as all_conflicts
from podobat.records.read import read_records
from podobat.units import Text, month_text
from podobat.web.book import models, services
from podobat.web.book.findings import grade_errors, pairs
from podobat.web.book.signals import book_changed
from tests.web.conftest import GWANGJU


def test_the_book_of_gwangju_is_the_same_bits(book):
    files, base = read_records(GWANGJU, book.read().plan), services.book_of(book)
    assert [astuple(r) for r in base] == [astuple(r) for r in files]
    assert (base.sources, base.counters) == (files.sources, files.counters)
    assert services.fingerprint_of(book) == files.fingerprint
    assert services.load_records(book) == 0, "a second start loads nothing twice"


def test_the_fingerprint_is_kept_until_the_book_changes(book, django_assert_num_queries):
    first = services.fingerprint_of(book)
    with django_assert_num_queries(1):
        assert services.fingerprint_of(book) == first
    record = models.Record.objects.get(key="hired-2021-city")
    from podobat.web.book.writing import withdraw

    withdraw(book.read(), record, 1, None, "두 번 적음")
    assert services.fingerprint_of(book) != first
    assert len(services.book_of(book)) == 56


def test_conflicts_are_those_that_the_rule_finds(book):
    plan_case = book.read()
    rule = all_conflicts(services.book_of(book), plan_case.plan, grade_errors(plan_case))
    assert {frozenset((c.first.id, c.second.id)) for c in rule} == {
        frozenset((c.first.key, c.second.key)) for c in services.conflicts(book)
    }
    hired = services.conflicts(book, "jobs.hired")
    assert [(c.kind, {c.first.key, c.second.key}) for c in hired] == [
        ("differs", {"hired-2021-ministry", "hired-2021-city"})
    ]
    assert "1,100명" in hired[0].sentence("ko")
    assert "1,100 people" in hired[0].sentence("en")


def test_latest_counts_are_whole_ones_newest_first(book, django_assert_max_num_queries):
    assert [r.key for r in services.latest(book, "firms.mou")][:3] == ["mou-year-2022", "mou-2022-h2", "mou-2022-03"]
    with django_assert_max_num_queries(4):
        both = services.latest_of(book, ["firms.mou", "jobs.hired"])
    with django_assert_max_num_queries(1):
        assert services.latest_of(book, ["firms.mou", "jobs.hired"]) is both
    assert {r.key for r in both["jobs.hired"]} == {"hired-2021-ministry", "hired-2021-city"}


def test_other_rooms_are_told_after_the_commit(case, django_capture_on_commit_callbacks):
    told = []

    def hear(case, **_):
        told.append(case.slug)

    book_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            services.load_records(case)
            assert not told
        assert told == [case.slug]
    finally:
        book_changed.disconnect(hear)


PLAN = read_case(GWANGJU)
COUNTERS = [Counter("city", Text("시", "City")), Counter("ministry", Text("부처", "Ministry"))]
START = 2020 * 12


@st.composite
def counted(draw, kind: str) -> list[Record]:
    """Random records of one measure: any window, coverage, group, size and grade."""
    records = []
    for i in range(draw(st.integers(2, 12))):
        first, last = sorted((draw(st.integers(-6, 30)), draw(st.integers(0, 30))))
        day = f"{month_text(START + max(last, 0))}-28"
        period = kind != "jobs.direct" and draw(st.booleans())
        records.append(
            Record(
                id=f"r{i}", measure=kind, value=float(draw(st.integers(0, 5000))), unit="people", as_of=day,
                period_from=f"{month_text(START + first)}-01" if period else None, period_to=day if period else None,
                counter=draw(st.sampled_from(COUNTERS)), scope=draw(st.sampled_from(["", "", "a", "b"])),
                coverage=draw(st.sampled_from(["whole", "part", "wider", "overlap"])), definition=Text("가", "a"),
                grade=draw(st.sampled_from("ABC")), source=("s",), note=Text("", ""), file="", line=i,
            )
        )  # fmt: skip
    return records


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(["jobs.hired", "jobs.direct"]))
def test_putting_pairs_aside_by_arithmetic_loses_no_conflict(data, measure_id):
    records = data.draw(counted(measure_id))
    errors = grade_errors(PLAN)
    rule = all_conflicts(RecordBook(tuple(records)), PLAN.plan, errors)
    rows = [
        (i, r.value, r.grade, r.coverage, r.scope, r.as_of, r.period_from, r.period_to) for i, r in enumerate(records)
    ]
    kind = "stock" if measure_id == "jobs.direct" else "cumulative"
    suspected = {frozenset(p) for p in pairs(rows, range(len(rows)), PLAN.plan, errors, kind)}
    number = {r.id: i for i, r in enumerate(records)}
    assert {frozenset((number[c.first.id], number[c.second.id])) for c in rule} <= suspected
    some = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    fresh = {frozenset(p) for p in pairs(rows, some, PLAN.plan, errors, kind)}
    assert fresh == {p for p in suspected if p & some}, "every pair with a fresh record, and each once"


def test_a_pair_that_cannot_disagree_is_put_aside():
    rows = [
        (0, 100.0, "A", "whole", "", "2021-12-31", None, None),
        (1, 101.0, "A", "whole", "", "2021-12-31", None, None),
    ]
    assert not list(pairs(rows, [0, 1], PLAN.plan, grade_errors(PLAN), "cumulative"))
    far = [rows[0], (1, 900.0, "A", "whole", "", "2021-12-31", None, None)]
    assert list(pairs(far, [0, 1], PLAN.plan, grade_errors(PLAN), "cumulative")) == [(0, 1)]
    assert np.isfinite(list(grade_errors(PLAN).values())).all()


@pytest.mark.parametrize("change", [{"scope": "academy-1"}, {"value": 0.0}])
def test_the_fingerprint_sees_every_cell(book, change):
    base = services.book_of(book)
    other = replace(base, records=(replace(base.records[0], **change), *base.records[1:]))
    assert other.fingerprint != base.fingerprint
