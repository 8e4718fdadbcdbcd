"""What waits for a second person, and what files call their columns."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from podobat.web.book.models import BookState, Heading, Record, Revision, State, Upload
from podobat.web.book.writing import waiting_for
from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role

NAMED = ("첫째", "둘째", "셋째")


def entered(case, browser, n: int = 3) -> None:
    """A few records, from a file."""
    rows = [
        f"firms.mou,{10 + k},firms,2021-0{k + 1}-10,city,수박 {NAMED[k]},B,https://example.org/{k}" for k in range(n)
    ]
    text = "measure,value,unit,as_of,counter,definition_ko,grade,source\n" + "\n".join(rows)
    sent = browser.post(f"/{case.slug}/records/import/", {"file": SimpleUploadedFile("a.csv", text.encode())})
    assert sent.status_code == 302, re.findall(r"<td data-label.*?</td>", sent.content.decode())[:20]
    page = browser.get(sent.headers["Location"]).content.decode()
    hidden = dict(re.findall(r'name="(version|digest)" value="([^"]*)"', page))
    done = browser.post(sent.headers["Location"], {**hidden, "do": "confirm"})
    assert done.status_code == 302
    assert Record.objects.filter(definition_ko__startswith="수박").count() == n


@pytest.fixture
def book(counted):
    """The Gwangju book."""
    return counted


def test_only_what_others_entered_waits_and_the_files_of_the_case_do_not(book, signed_in, person):
    first = signed_in(Role.OFFICER)
    entered(book, first)
    second = signed_in(Role.ANALYST)
    assert "나를 기다리는 기록 3건" in second.get(f"/{book.slug}/records/").content.decode()
    assert "나를 기다리는 기록 " not in first.get(f"/{book.slug}/records/").content.decode()
    assert "기다리는 기록이 없습니다" in first.get(f"/{book.slug}/records/waiting/").content.decode()


def test_some_are_confirmed_in_the_version_that_was_seen(book, signed_in):
    entered(book, signed_in(Role.OFFICER))
    second, where = signed_in(Role.ANALYST), f"/{book.slug}/records/waiting/"
    picks = re.findall(r'name="pick" value="(\d+:\d+)"', second.get(where).content.decode())
    assert len(picks) == 3
    overtaken = picks[0].split(":")[0]
    Record.objects.filter(pk=overtaken).update(version=2)
    second.post(where, {"do": "picked", "pick": picks[:2]})
    states = dict(Record.objects.filter(pk__in=[p.split(":")[0] for p in picks]).values_list("pk", "state"))
    assert sorted(states.values()) == [State.CONFIRMED, State.DRAFT, State.DRAFT]
    assert states[int(overtaken)] == State.DRAFT
    confirmed = next(pk for pk, state in states.items() if state == State.CONFIRMED)
    assert Revision.objects.filter(record=confirmed).first().action == "confirmed"
    assert AuditEntry.objects.get(action="record.confirmed-many").detail == {"records": 1, "left": 1}


def test_all_of_a_filter_are_confirmed_unless_the_book_moved_on(book, signed_in, person):
    entered(book, signed_in(Role.OFFICER))
    second, where = signed_in(Role.ANALYST), f"/{book.slug}/records/waiting/?q=둘째+수박"
    page = second.get(where).content.decode()
    token = re.search(r'name="token" value="(\w+)"', page)[1]
    second.post(where, {"do": "all", "token": "old"})
    assert Record.objects.filter(state=State.CONFIRMED).count() == 0
    serial = BookState.objects.get(case=book).serial
    second.post(where, {"do": "all", "token": token})
    assert list(Record.objects.filter(state=State.CONFIRMED).values_list("definition_ko", flat=True)) == ["수박 둘째"]
    assert BookState.objects.get(case=book).serial == serial + 1, "the book is told once"
    assert not waiting_for(book, None).exists()


def test_a_head_is_said_once_and_remembered(book, signed_in):
    browser, where = signed_in(Role.OFFICER), f"/{book.slug}/records/import/"
    text = "지표 코드,헤아린 수,단위,보도일자,센 곳,세는 법,등급\nfirms.mou,14,firms,2021-03-10,city,수박,B\n"

    def send(**more):
        return browser.post(where, {"file": SimpleUploadedFile("b.csv", text.encode()), **more})

    refused = send()
    assert refused.status_code == 422
    heads = re.findall(r'name="(head-\d+)" value="([^"]*)"', refused.content.decode())
    assert {"헤아린 수", "보도일자", "센 곳"} <= {head for _, head in heads}
    means = {"지표 코드": "measure", "헤아린 수": "value", "보도일자": "as_of", "센 곳": "counter",
             "세는 법": "definition_ko"}  # fmt: skip
    said = {f"column-{name[5:]}": means.get(head, "") for name, head in heads}
    taken = send(**dict(heads), **said)
    assert taken.status_code == 302, taken.content.decode()[:2000]
    assert Upload.objects.get().rows[0][1]["value"] == "14"
    assert send().status_code == 302, "the next file needs nothing said"
    browser.post(where, {"head-0": "헤아린 수", "column-0": "forget"})
    assert not Heading.objects.filter(head="헤아린 수").exists()
    assert send().status_code == 422
