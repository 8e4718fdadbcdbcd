"""The audit log and the settings of a case."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from podobat.web.core.audit import audit
from podobat.web.core.membership import role_of
from podobat.web.core.models import AuditEntry, Case
from podobat.web.core.roles import Role

LOG = "/gwangju-phase1/audit/"


@pytest.fixture
def administrator(signed_in):
    """A browser of an administrator."""
    return signed_in(Role.ADMINISTRATOR)


def rows(page) -> list[tuple[str, str]]:
    """Action and subject of the entries on a page."""
    return [(row["entry"].action, row["entry"].subject) for row in page.context["rows"]]


def test_the_log_shows_the_newest_first_page_by_page(administrator, case):
    for i in range(120):
        audit(None, "record.saved", f"record {i}", case=case)
    first, third = administrator.get(LOG), administrator.get(LOG, {"page": 3})
    assert rows(first)[0] == ("record.saved", "record 119")
    assert len(rows(first)) == 50
    assert rows(third)[-1] == ("record.saved", "record 0")
    assert "3쪽 중 1쪽" in first.content.decode()
    assert rows(administrator.get(LOG, {"page": "nonsense"})) == rows(first)


def test_the_log_is_filtered_by_person_action_and_day(administrator, case, person):
    officer = person(Role.OFFICER)
    for who, action, day in (
        ("officer", "record.saved", 3),
        ("officer", "member.invited", 4),
        ("other", "record.saved", 5),
    ):
        entry = AuditEntry.objects.create(case=case, who=who, user=officer, action=action, subject=f"{who} {day}")
        AuditEntry.objects.filter(pk=entry.pk).update(at=datetime(2026, 3, day, 3, tzinfo=UTC))
    assert len(rows(administrator.get(LOG, {"who": "officer"}))) == 2
    assert rows(administrator.get(LOG, {"who": "officer", "action": "record.saved"})) == [("record.saved", "officer 3")]
    assert [subject for _, subject in rows(administrator.get(LOG, {"since": "2026-03-04", "until": "2026-03-05"}))] == [
        "other 5",
        "officer 4",
    ]
    assert len(rows(administrator.get(LOG, {"since": "yesterday"}))) == 3, "what is no day is no filter"


def test_the_log_of_one_case_shows_nothing_of_another(administrator, case):
    other = Case.objects.create(slug="other", folder=case.folder, name_ko="다른 사업", name_en="Other")
    audit(None, "record.saved", "theirs", case=other)
    assert rows(administrator.get(LOG)) == []


def test_entries_stay_when_the_account_goes(administrator, case, person):
    officer = person(Role.OFFICER)
    AuditEntry.objects.create(case=case, who="officer", user=officer, action="record.saved", subject="kept")
    officer.delete()
    assert "officer" in administrator.get(LOG).content.decode()


def test_closing_a_case_shuts_the_public_out_at_once_and_is_noted(administrator, case):
    stranger = Client()
    assert role_of(AnonymousUser(), case) == Role.READER
    kept = {"name_ko": case.name_ko, "name_en": case.name_en, "confirmed_only": "on"}
    answer = administrator.post("/gwangju-phase1/settings/", kept)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert role_of(AnonymousUser(), case) is None
    assert case.name_ko not in stranger.get("/").content.decode()
    entry = AuditEntry.objects.get(action="case.changed")
    assert entry.detail == {"fields": ["is_public"], "is_public": False}


def test_a_case_keeps_its_names(administrator, case):
    answer = administrator.post("/gwangju-phase1/settings/", {"name_ko": "", "name_en": "x"})
    assert answer.context["form"].errors.keys() == {"name_ko"}


def test_the_plan_is_read_again_only_when_a_file_changed(case, tmp_path, monkeypatch):
    import os
    import shutil

    shutil.copytree(case.folder, tmp_path / "gwangju-phase1")
    case.folder = str(tmp_path / "gwangju-phase1")
    first = case.read()
    assert case.read() is first
    os.utime(tmp_path / "gwangju-phase1" / "plan.yaml", ns=(1, 1))
    assert case.read() is not first
