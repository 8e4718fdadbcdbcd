"""What is due: late reports, silence, dates to come; letters only to those who asked, only with a mail server."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from podobat.web.book.models import Comment, Record
from podobat.web.book.services import load_records
from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role
from podobat.web.notices.due import due_of
from podobat.web.notices.models import Wish
from podobat.web.notices.sending import send


@pytest.fixture
def book(case):
    """The Gwangju book."""
    load_records(case)
    return case


def kinds(case, day: str) -> dict[str, list[str]]:
    """What is due on a day, by kind."""
    found: dict[str, list[str]] = {}
    for due in due_of(case, date.fromisoformat(day), None, "ko"):
        found.setdefault(due.kind, []).append(due.text)
    return found


def test_silence_is_told_while_a_target_is_open(book):
    found = kinds(book, "2023-06-30")
    assert any("전문인력 수료" in text or "18개월 동안 집계가 없습니다" in text for text in found["silence"])
    assert any("한 번도 집계되지 않았습니다" in text for text in found["silence"])
    assert "silence" not in kinds(book, "2020-06-30"), "nothing can be missed in the first year"


def test_a_counter_with_a_rhythm_is_told_when_it_is_late(book):
    days = sorted(set(Record.objects.filter(measure="firms.mou", counter__key="city").values_list("as_of", flat=True)))
    assert len(days) >= 3
    late = kinds(book, f"{days[-1] + timedelta(days=400)}")
    assert any("광주광역시의" in text and "보고가 늦습니다" in text for text in late["report"])
    assert not any("업무협약" in text for text in kinds(book, f"{days[-1]}").get("report", []))


def test_dates_to_come_are_told_some_weeks_ahead(book):
    assert any("2024-12-31" in text for text in kinds(book, "2024-12-01")["target"])
    assert "target" not in kinds(book, "2024-06-01")


def test_nobody_is_written_to_unless_they_ask_and_a_server_is_named(book, signed_in, settings):
    browser, where = signed_in(Role.OFFICER), f"/{book.slug}/notices/"
    assert "PODOBAT_SMTP" in browser.get(where).content.decode()
    with pytest.raises(CommandError, match="PODOBAT_SMTP"):
        call_command("remind")
    settings.EMAIL_HOST, settings.ADDRESS = "mail.example", "https://podobat.example"
    assert send() == (0, 0)
    assert browser.post(where, {"often": "weekly", "email": ""}).status_code == 422
    assert browser.post(where, {"often": "weekly", "email": "officer@agency.example"}).status_code == 302
    assert send() == (1, 0)
    letter = mail.outbox[0]
    assert letter.to == ["officer@agency.example"]
    assert "확인할 일" in letter.subject
    assert f"https://podobat.example/{book.slug}/notices/" in letter.body
    assert send() == (0, 0), "once a week"
    assert send(timezone.now() + timedelta(days=7)) == (1, 0)
    browser.post(where, {"often": "", "email": ""})
    assert not Wish.objects.exists()


def test_somebody_who_left_the_case_gets_no_letter(book, signed_in, settings):
    settings.EMAIL_HOST = "mail.example"
    browser = signed_in(Role.OFFICER)
    browser.post(f"/{book.slug}/notices/", {"often": "daily", "email": "officer@agency.example"})
    book.memberships.all().delete()
    assert send() == (0, 0)


def test_officers_say_something_about_a_record_and_readers_do_not_see_it(book, signed_in):
    record = Record.objects.filter(case=book).first()
    browser, where = signed_in(Role.OFFICER), f"/{book.slug}/records/{record.pk}/"
    assert browser.post(f"{where}comment/", {"text": "보도자료와 <b>다릅니다</b>"}).status_code == 302
    page = browser.get(where).content.decode()
    assert "보도자료와 &lt;b&gt;다릅니다&lt;/b&gt;" in page
    assert "보도자료와" not in signed_in(Role.READER).get(where).content.decode()
    browser.post(f"{where}comment/", {"text": "연락처 900101-1234567"})
    assert Comment.objects.count() == 1, "what may name a person is not kept"
    assert AuditEntry.objects.filter(action="record.commented").count() == 1
    record.refresh_from_db()
    assert record.version == 1
