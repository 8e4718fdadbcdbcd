"""The list: what it leaves out, in which order, and how few queries it needs however many records there are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from podobat.web.book import filters
from podobat.web.book.filters import Filter
from podobat.web.book.models import Counter, Record
from podobat.web.book.writing import turn_page
from tests.web.book.conftest import AT, page


def keys(case, query: str) -> list[str]:
    """The records that an address asks for."""
    return [r.key for r in Filter.of(QueryDict(query)).rows(case)]


def test_every_filter_leaves_out_what_it_says(book):
    assert len(keys(book, "")) == 57
    assert set(keys(book, "measure=jobs.hired&counter=ministry")) == {"hired-2021-ministry"}
    assert set(keys(book, "grade=A")) == {"granted-2021"}
    assert keys(book, "state=confirmed") == []
    assert set(keys(book, "since=2020-06&until=2020-06")) == {"mou-2020-06", "opened-2020-06"}
    assert set(keys(book, "q=경진대회")) == {"funded-2022-contest"}
    assert set(keys(book, "conflicts=1")) >= {"hired-2021-ministry", "hired-2021-city"}
    assert len(keys(book, "conflicts=1")) == 2


@pytest.mark.parametrize("query", ["since=2021-02-31", "until=x", "order=drop", "state=gone", "page=x"])
def test_words_that_make_no_sense_leave_nothing_out(book, officer, query):
    assert len(keys(book, query)) == 57
    assert officer.get(f"{AT}?{query}").status_code == 200


def test_orders(book):
    days = [r.day for r in Filter.of(QueryDict("order=day-old")).rows(book)]
    assert days == sorted(days)
    assert [r.day for r in Filter.of(QueryDict("")).rows(book)] == sorted(days, reverse=True)
    measures = [r.measure for r in Filter.of(QueryDict("order=measure")).rows(book)]
    assert measures == sorted(measures)


def many(case, n: int) -> None:
    """So many further records, without going through the form."""
    counter, now = Counter.objects.get(case=case, key="city"), timezone.now()
    first = date(2020, 1, 1)
    rows = [
        Record(
            case=case, key=f"many-{i}", measure="jobs.hired", value=i, unit="people", as_of=day, day=day,
            counter=counter, definition_ko="가", definition_en="a", grade="B", source="mou_202006", created_at=now,
            changed_at=now,
        )
        for i in range(n)
        for day in [first + timedelta(days=i % 1500)]
    ]  # fmt: skip
    with transaction.atomic():
        Record.objects.bulk_create(rows, batch_size=1000)
        turn_page(case)


@pytest.mark.parametrize(
    "query", ["", "measure=jobs.hired", "counter=city&order=changed", "q=가", "conflicts=1", "page=9"]
)
def test_queries_do_not_grow_with_the_book(book, client, query, django_assert_max_num_queries):
    many(book, 3000)
    client.get(f"{AT}?{query}")
    with django_assert_max_num_queries(9):
        assert client.get(f"{AT}?{query}").status_code == 200


def test_one_record_and_the_checks_need_few_queries(book, client, django_assert_max_num_queries):
    many(book, 3000)
    record = Record.objects.get(key="many-2999")
    with django_assert_max_num_queries(14):
        assert client.get(f"{AT}{record.pk}/").status_code == 200
    with django_assert_max_num_queries(14):
        assert client.get(f"{AT}findings/?measure=jobs.hired").status_code == 200


def test_pages_end_where_counting_ends_and_the_list_says_so(book, client, monkeypatch):
    monkeypatch.setattr(filters, "MOST", 50)
    response = client.get(AT)
    assert response.context["page"].paginator.count == 50
    assert response.context["capped"]


def test_the_public_reads_and_is_told_no_names(book, client, officer, second):
    from tests.web.book.conftest import entered
    from tests.web.book.test_records import act

    record = act(second, entered(officer), "confirm")
    shown = page(client.get(f"{AT}{record.pk}/"))
    assert "512명" in shown
    assert "kim" not in shown
    assert "lee" not in shown
    assert "기록 입력" not in page(client.get(AT))
    assert "lee" in page(officer.get(f"{AT}{record.pk}/"))


def test_a_part_of_the_page_is_enough_for_htmx(book, client):
    part = page(client.get(AT, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "jobs" in part or "신규 채용" in part


def test_conflicts_falls_and_twins_stand_beside_the_record(officer, book):
    from tests.web.book.conftest import entered

    city = Record.objects.get(key="hired-2021-city")
    assert "436명" in page(officer.get(f"{AT}{city.pk}/"))
    assert "어긋남 1건" in page(officer.get(f"{AT}?measure=jobs.hired"))
    fallen = entered(officer, measure="firms.mou", value="100", period_from="", period_to="", as_of="2022-12-31")
    shown = officer.get(f"{AT}{fallen.pk}/")
    assert shown.context["falls"]
    assert "누계는 줄지 않습니다" in page(shown)
    same = {"measure": "firms.mou", "value": "100", "period_from": "", "period_to": "", "as_of": "2022-12-31"}
    twin = entered(officer, **same, another="1")
    assert [r.key for r in officer.get(f"{AT}{twin.pk}/").context["twins"]] == [fallen.key]
    checks = officer.get(f"{AT}findings/")
    assert len(checks.context["twins"]) == 1
    assert any("업무협약" in f["measure"] for f in checks.context["falls"])
    assert checks.context["gaps"]
    assert len(checks.context["conflicts"]) == 1


def test_english_pages_are_in_english(officer):
    officer.cookies["podobat-language"] = "en"
    for where in ("", "new/", "import/", "findings/", "sources/", "counters/"):
        text = page(officer.get(f"{AT}{where}"))
        assert "실적 기록" not in text, where
        assert "Record" in text or "record" in text


def test_a_counter_is_added_once(officer):
    sent = {"name_ko": "광주상공회의소", "name_en": "Gwangju Chamber"}
    assert officer.post(f"{AT}counters/", sent).status_code == 302
    assert Counter.objects.filter(key="gwangju-chamber").exists()
    assert officer.post(f"{AT}counters/", sent).status_code == 422
    assert officer.post(f"{AT}counters/", {"name_ko": "가", "name_en": "!!"}).status_code == 422
    assert Counter.objects.filter(name_ko="광주상공회의소").count() == 1
