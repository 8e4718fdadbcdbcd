"""Search: everything a person may see and nothing else; words of records by their index; the way to every page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from podobat.web.book.models import Record
from podobat.web.book.services import load_records
from podobat.web.book.wording import found, tokens
from podobat.web.core.roles import Role
from podobat.web.directory.models import Organisation


@pytest.fixture
def book(case):
    """The Gwangju book, loaded."""
    load_records(case)
    return case


def asked(case, q: str, browser: Client | None = None) -> str:
    """What the page of a search says."""
    answer = (browser or Client()).get(f"/{case.slug}/search/", {"q": q})
    assert answer.status_code == 200
    return answer.content.decode()


def test_hangul_is_kept_in_pairs_and_other_scripts_in_words():
    assert list(tokens("AI+X 일자리, 2기")) == ["ai", "x", "일자", "자리", "리", "2", "기"]


@pytest.mark.parametrize(("q", "n"), [("협약", 8), ("약", 8), ("mou-2020", 1), ("no such words", 0), ("없는말", 0)])
def test_words_of_records_are_found_wherever_they_stand(book, q, n):
    rows = Record.objects.filter(case=book)
    hits = found(rows, q)
    assert hits.count() >= n if n else not hits.exists()
    word = q.split("-")[0]
    for record in hits:
        said = f"{record.key} {record.definition_ko} {record.definition_en} {record.note}".casefold()
        assert word in said or word in "업무협약 memoranda of understanding"


def test_a_word_that_only_looks_alike_is_not_found(book):
    record = Record.objects.filter(case=book).first()
    assert not found(Record.objects.filter(pk=record.pk), '" OR words : "').exists()
    assert found(Record.objects.filter(case=book), " … ").count() == Record.objects.filter(case=book).count()


def test_a_corrected_record_is_found_by_its_new_words(book, signed_in):
    browser = signed_in(Role.OFFICER)
    record = Record.objects.filter(case=book, measure="firms.mou").first()
    form = browser.get(f"/{book.slug}/records/{record.pk}/edit/").content.decode()
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form))
    kept = {f: getattr(record, f) or "" for f in ("measure", "definition_en", "grade", "coverage", "note", "scope")}
    sent = {**fields, **kept, "counter": record.counter.key, "why": "정의를 바로잡음",
            "definition_ko": "무등산 수박 업무협약", "source": record.source, "value": "14",
            "as_of": f"{record.as_of}"}  # fmt: skip
    answer = browser.post(f"/{book.slug}/records/{record.pk}/edit/", sent)
    assert answer.status_code == 302, re.findall(r'errorlist.*?</ul>', answer.content.decode())
    assert list(found(Record.objects.filter(case=book), "무등산").values_list("pk", flat=True)) == [record.pk]
    assert "무등산" in browser.get(f"/{book.slug}/records/", {"q": "등산 수박"}).content.decode()


def test_everything_at_once(book):
    page = asked(book, "창업")
    for kind in ("목표", "세부사업", "지표", "실적 기록"):
        assert f"<h2>{kind}</h2>" in page, kind
    assert f"/{book.slug}/answers/compare/" in asked(book, "비교")
    assert "/glossary/#coverage" in asked(book, "포괄 범위")
    assert "한국은행" not in asked(book, "xyz")
    assert "맞는 것이 없습니다" in asked(book, "xyzzy")


def test_single_firms_are_found_by_officers_alone(book, signed_in):
    Organisation.objects.create(case=book, name="무등산수박연구소", name_key="무등산수박연구소")
    assert "무등산수박연구소" in asked(book, "수박", signed_in(Role.OFFICER))
    assert "무등산수박연구소" not in asked(book, "수박")
    assert "무등산수박연구소" not in asked(book, "수박", signed_in(Role.READER))


def test_a_closed_case_is_searched_by_its_people_alone(book, signed_in):
    type(book).objects.filter(pk=book.pk).update(is_public=False)
    assert Client().get(f"/{book.slug}/search/", {"q": "협약"}).status_code in (302, 403)
    assert signed_in(None).get(f"/{book.slug}/search/", {"q": "협약"}).status_code == 403


def test_the_way_to_a_page_names_only_pages_this_person_may_open(book, signed_in):
    record = Record.objects.filter(case=book).first()
    where = f"/{book.slug}/records/{record.pk}/edit/"
    page = signed_in(Role.OFFICER).get(where).content.decode()
    crumbs = re.search(r'<nav class="inner crumbs".*?</nav>', page, re.DOTALL)
    assert crumbs is not None
    assert re.findall(r'href="([^"]+)"', crumbs[0]) == [
        "/", f"/{book.slug}/", f"/{book.slug}/records/", f"/{book.slug}/records/{record.pk}/",
    ]  # fmt: skip
    assert "분석" in Client().get(f"/{book.slug}/answers/value/").content.decode().split("</nav>")[1]
