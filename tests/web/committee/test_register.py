"""The register of decisions: from a member to what came of a decision, with the figures of its day."""

from __future__ import annotations

import pytest
from django.utils import timezone

from podobat.web.committee.models import Item, Meeting, Member, Task
from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role
from podobat.web.dashboard.models import Snapshot
from podobat.web.scenarios.models import Scenario

pytestmark = pytest.mark.django_db
HERE = "/gwangju-phase1/committee/"
TARGET = {
    "id": "jobs-4000", "unit": "jobs", "value": 4000, "probability": 0.12,
    "with": {"p10": 900.0, "p50": 1500.0, "p90": 2600.0},
}  # fmt: skip


@pytest.fixture
def officer(signed_in):
    """A browser of an officer, in English."""
    browser = signed_in(Role.OFFICER)
    browser.cookies["podobat-language"] = "en"
    return browser


@pytest.fixture
def forecast(case):
    """`forecast(0.12)`: a result that says so of the target of 4,000 jobs."""

    def make(probability: float) -> Snapshot:
        content = {"draws": 2000, "targets": [{**TARGET, "probability": probability}], "headline": {"ko": "", "en": ""},
                   "hardest": {"ko": "", "en": ""}}  # fmt: skip
        return Snapshot.objects.create(case=case, kind="plan", key=f"key-{probability}", content=content)

    return make


@pytest.fixture
def item(officer, case) -> Item:
    """An item on the agenda of a meeting."""
    officer.post(f"{HERE}members/", {"name": "김위원", "post": "시의원", "since": "2020-01-06"})
    officer.post(f"{HERE}meetings/new/", {"day": "2022-03-10", "title": "Second meeting",
                                          "present": [Member.objects.get().pk]})  # fmt: skip
    scenario = Scenario.objects.create(case=case, key="abc", changes={}, draws=10, name="More vouchers")
    meeting = Meeting.objects.get()
    officer.post(f"{HERE}meetings/{meeting.pk}/items/new/", {
        "title": "Vouchers", "proposal": "Twice the vouchers from 2023", "scenario": scenario.pk})  # fmt: skip
    return Item.objects.get()


def test_from_a_proposal_to_what_came_of_it(officer, item, forecast):
    forecast(0.12)
    here = f"{HERE}items/{item.pk}/"
    form = {"decision": "approved", "reasons": "Firms ask for twice as many.", "version": "1"}
    assert officer.post(f"{here}decide/", form).status_code == 302
    forecast(0.31)  # what is known moves on; the figures of the decision do not
    item.refresh_from_db()
    assert item.figures["key"] == "key-0.12"
    page = officer.get(here).content.decode()
    for said in ("12%", "31%", "More vouchers", "Firms ask for twice as many.", "4,000"):
        assert said in page, said
    officer.post(f"{here}task/", {"what": "Open the call", "office": "Cluster agency", "due": "2022-09-30"})
    task = Task.objects.get()
    assert "Open the call" in officer.get(HERE).content.decode()
    done = {"done_on": "2022-09-12", "came_of_it": "118 firms applied."}
    assert officer.post(f"{HERE}tasks/{task.pk}/done/", done).status_code == 302
    assert "Open the call" not in officer.get(HERE).content.decode(), "nothing is left to do"
    minutes = officer.get(f"{HERE}meetings/{item.meeting_id}/minutes/").content.decode()
    for said in ("김위원 (시의원)", "Twice the vouchers from 2023", "approved", "12%", "118 firms applied."):
        assert said in minutes, said
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"committee.decided", "committee.task_done", "committee.meeting"} <= actions


def test_a_correction_keeps_what_stood_before_in_the_log_and_nobody_overwrites_another(officer, item):
    where = f"{HERE}items/{item.pk}/decide/"
    officer.post(where, {"decision": "approved", "reasons": "Yes.", "version": "1"})
    late = officer.post(where, {"decision": "rejected", "reasons": "No.", "version": "1"})
    assert late.status_code == 422
    assert "Somebody else changed it" in late.content.decode()
    officer.post(where, {"decision": "deferred", "reasons": "Wait for the budget.", "version": "2"})
    entry = AuditEntry.objects.filter(action="committee.decided").order_by("id").last()
    assert entry.detail["before"] == {"decision": "approved", "reasons": "Yes."}
    assert Item.objects.get().decision == "deferred"


@pytest.mark.parametrize(
    ("where", "form", "said"),
    [
        ("items/{item}/decide/", {"decision": "married", "reasons": "x", "version": "1"}, "married"),
        ("items/{item}/decide/", {"decision": "approved", "reasons": "", "version": "1"}, "required"),
        ("items/{item}/decide/", {"decision": "approved", "reasons": "010-1234-5678", "version": "1"}, "telephone"),
        ("items/{item}/task/", {"what": "x", "office": "y", "due": "soon"}, "date"),
        ("meetings/new/", {"day": "2022-13-40", "title": ""}, "date"),
    ],
)
def test_what_cannot_be_kept_is_said_in_place(officer, item, where, form, said):
    answer = officer.post(HERE + where.format(item=item.pk), form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    item.refresh_from_db()
    assert item.decision == "open"


def test_a_day_that_has_not_come_is_no_day_on_which_something_was_done(officer, item):
    task = Task.objects.create(item=item, what="x", office="y", due=timezone.localdate())
    answer = officer.post(f"{HERE}tasks/{task.pk}/done/", {"done_on": "2999-01-01", "came_of_it": "z"})
    assert answer.status_code == 422
    assert "not come yet" in answer.content.decode()


def test_a_reader_reads_everything_and_changes_nothing(signed_in, item):
    reader = signed_in(Role.READER, "reads")
    pages = ("", "members/", f"meetings/{item.meeting_id}/", f"items/{item.pk}/", "decisions.csv", "decisions.xlsx")
    for path in pages:
        assert reader.get(HERE + path).status_code == 200
    assert reader.post(f"{HERE}items/{item.pk}/decide/", {}).status_code == 403
    assert reader.get(f"{HERE}decisions.pdf").status_code == 404


def test_who_left_stays_in_the_meetings_of_before(officer, item):
    member = Member.objects.get()
    officer.post(f"{HERE}members/{member.pk}/left/")
    assert officer.post(f"{HERE}members/{member.pk}/left/").status_code == 404, "only once"
    assert "김위원" in officer.get(f"{HERE}meetings/{item.meeting_id}/").content.decode()
    assert "김위원" not in officer.get(f"{HERE}meetings/new/").content.decode()
