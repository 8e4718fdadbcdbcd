"""The HTTP interface: keys open what their person may, and no more; what comes fits the document; scenarios are run."""

from __future__ import annotations

import json
from datetime import timedelta

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone

from podobat.web.api.calls import CALLS
from podobat.web.api.models import MOST_A_MINUTE, Key, Scope, hashed
from podobat.web.book.models import BookState, Counter, Record
from podobat.web.book.services import load_records
from podobat.web.core.models import AuditEntry, Membership
from podobat.web.core.roles import Role
from podobat.web.jobs.models import Job


class Caller:
    """A program with a key, or without one."""

    def __init__(self, letters: str = "") -> None:
        self.browser = Client(headers={"Authorization": f"Bearer {letters}"} if letters else {})

    def get(self, path: str, **query):
        answer = self.browser.get(path, query)
        return answer.status_code, json.loads(answer.getvalue())

    def post(self, path: str, sent):
        answer = self.browser.post(path, json.dumps(sent), content_type="application/json")
        return answer.status_code, answer.json()


@pytest.fixture
def key(case, person):
    """`key(Role.OFFICER)`: the letters of a key of such a person; the key itself beside it."""

    def make(role: Role | None, scope: Scope = Scope.READ, **what):
        made, letters = Key.make(30, case=what.pop("case", case), user=person(role, **what), name="test", scope=scope)
        return made, letters

    return make


@pytest.fixture
def document():
    """The OpenAPI document."""
    return Client().get("/api/openapi.json").json()


def fits(document, name: str, value) -> None:
    """Hold an answer against its schema. `components` are resolved within the document."""
    schema = {**document, "$ref": f"#/components/schemas/{name}"}
    jsonschema.Draft202012Validator(schema).validate(value)


def test_a_public_case_is_read_without_a_key_and_records_fit_their_schema(case, document):
    load_records(case)
    status, told = Caller().get(f"/api/{case.slug}/records/", measure="firms.mou")
    assert status == 200
    fits(document, "Records", told)
    assert {r["measure"] for r in told["records"]} == {"firms.mou"}
    first = told["records"][0]
    status, one = Caller().get(f"/api/{case.slug}/records/{first['id']}/")
    assert (status, one) == (200, first)
    with pytest.raises(jsonschema.ValidationError):
        fits(document, "Recorded", {**first, "value": "many"})


def test_forecasts_fit_their_schema_and_say_what_the_dashboard_says(filled, document):
    status, told = Caller().get(f"/api/{filled.slug}/forecast/learnt/")
    assert status == 200
    fits(document, "Forecasted", told)
    kept = filled.snapshots.get(kind="learnt").content
    assert [t["probability"] for t in told["targets"]] == [t["probability"] for t in kept["targets"]]
    assert told["up_to_date"]
    status, course = Caller().get(f"/api/{filled.slug}/forecast/plan/jobs.direct/")
    fits(document, "Course", course)
    assert course["months"][0]["month"] == "2020-01"
    assert Caller().get(f"/api/{filled.slug}/forecast/pending/")[0] == 404
    assert Caller().get(f"/api/{filled.slug}/forecast/plan/no.such/")[0] == 404


def test_a_closed_case_opens_to_a_key_of_its_people_alone(case, key, document):
    type(case).objects.filter(pk=case.pk).update(is_public=False)
    where = f"/api/{case.slug}/records/"
    status, told = Caller().get(where)
    assert status == 401
    fits(document, "Fault", told)
    assert Caller("pdb_wrong").get(where)[0] == 401
    made, letters = key(Role.READER)
    assert Caller(letters).get(where)[0] == 200
    Membership.objects.filter(user=made.user).delete()  # the person leaves the case
    assert Caller(letters).get(where)[0] == 403


def test_a_key_ends_by_itself_by_hand_and_with_its_person(case, key):
    where = f"/api/{case.slug}/records/"
    made, letters = key(Role.READER)
    rows = Key.objects.filter(pk=made.pk)
    for change, back in (({"expires": timezone.now() - timedelta(seconds=1)}, {"expires": made.expires}),
                         ({"ended_at": timezone.now()}, {"ended_at": None})):  # fmt: skip
        rows.update(**change)
        assert Caller(letters).get(where)[0] == 401
        rows.update(**back)
    assert Caller(letters).get(where)[0] == 200
    type(made.user).objects.filter(pk=made.user.pk).update(is_active=False)
    assert Caller(letters).get(where)[0] == 401


def test_only_the_hash_is_kept_and_the_letters_are_shown_once(case, signed_in):
    browser = signed_in(Role.OFFICER)
    where = f"/{case.slug}/keys/"
    page = browser.post(where, {"name": "지표 화면", "scope": "read", "days": "30"}).content.decode()
    letters = page.split("<code>pdb_")[1].split("</code>")[0]
    kept = Key.objects.get()
    assert kept.hash == hashed(f"pdb_{letters}")
    assert letters not in browser.get(where).content.decode()
    assert "지표 화면" in browser.get(where).content.decode()
    assert AuditEntry.objects.filter(action="key.made").exists()
    other = signed_in(Role.OFFICER, "other")
    assert "지표 화면" not in other.get(where).content.decode()
    assert other.post(f"{where}{kept.pk}/end/").status_code == 404
    assert signed_in(Role.ADMINISTRATOR).post(f"{where}{kept.pk}/end/").status_code == 302
    assert Caller(f"pdb_{letters}").get(f"/api/{case.slug}/records/")[0] == 401


def test_calls_are_counted_and_too_many_within_a_minute_refused(case, key):
    made, letters = key(Role.READER)
    where = f"/api/{case.slug}/records/"
    assert Caller(letters).get(where)[0] == 200
    Key.objects.filter(pk=made.pk).update(in_minute=MOST_A_MINUTE)
    assert Caller(letters).get(where)[0] == 429
    Key.objects.filter(pk=made.pk).update(minute=timezone.now() - timedelta(minutes=2))
    assert Caller(letters).get(where)[0] == 200
    made.refresh_from_db()
    assert (made.calls, made.in_minute) == (2, 1)


def test_a_scenario_is_run_by_a_key_that_may_and_faults_are_told(case, key, document):
    where = f"/api/{case.slug}/scenarios/ask/"
    half = {"set": {"programmes.*.budget.*": {"times": 0.5}}}
    assert Caller().post(where, half)[0] == 401
    assert Caller(key(Role.OFFICER)[1]).post(where, half)[0] == 403, "a key for reading"
    assert Caller(key(Role.READER, Scope.RUN)[1]).post(where, half)[0] == 403, "a person who may not"
    caller = Caller(key(Role.ANALYST, Scope.RUN)[1])
    status, told = caller.post(where, half)
    assert status == 200
    fits(document, "ScenarioTold", told)
    assert Job.objects.filter(key=told["key"]).exists()
    assert caller.get(told["address"].removeprefix("http://testserver"))[1]["set"] == half["set"]
    for wrong in ({"set": {"programmes.*.lottery": 1}}, {"set": []}, [], {"set": {}, "more": 1}):
        status, told = caller.post(where, wrong)
        assert status == 422, wrong
        fits(document, "Fault", told)
        assert told["faults"]


def test_a_session_cannot_be_made_to_run_anything(case, signed_in):
    """A page elsewhere could have a browser send its cookie: that alone starts nothing."""
    answer = signed_in(Role.OFFICER).post(f"/api/{case.slug}/scenarios/ask/", "{}", content_type="application/json")
    assert answer.status_code == 401


def test_a_key_of_another_case_opens_nothing(case, key):
    other = type(case).objects.create(slug="other", folder=case.folder, name_ko="다른", name_en="Other")
    _, letters = key(Role.OFFICER, case=other)
    assert Caller(letters).get(f"/api/{case.slug}/records/")[0] == 403


def test_the_page_tells_every_call_and_every_shape(document):
    page = Client().get("/api/").content.decode()
    assert len(document["paths"]) == len(CALLS)
    for path in document["paths"]:
        assert path in page
    for name in document["components"]["schemas"]:
        assert f'id="{name}"' in page


GOOD = {"measure": "firms.mou", "value": 61, "as_of": "2022-03-31", "counter": "policy_report", "grade": "B",
        "definition_ko": "업무협약을 맺은 기업의 누계", "source": "https://example.org/mou"}  # fmt: skip


@pytest.fixture
def counter(case):
    """Somebody who counts."""
    return Counter.objects.create(case=case, key="policy_report", name_ko="정책 보고서", name_en="Policy report")


def test_records_are_entered_unconfirmed_and_sending_them_again_changes_nothing(case, key, counter, document):
    where = f"/api/{case.slug}/records/new/"
    made, letters = key(Role.OFFICER, Scope.WRITE)
    sent = {"records": [GOOD, {**GOOD, "value": 64, "as_of": "2022-06-30", "counter": "정책 보고서"}]}
    fits(document, "RecordsSent", sent)
    status, told = Caller(letters).post(where, sent)
    assert status == 200, told
    fits(document, "RecordsWritten", told)
    assert [(r["value"], r["state"], r["version"]) for r in told["records"]] == [(61, "draft", 1), (64, "draft", 1)]
    assert told["new"] == 2
    assert {r.created_by for r in Record.objects.filter(case=case)} == {made.user}, "a second person confirms them"
    assert AuditEntry.objects.get(action="record.entered-by-key").detail["records"] == 2
    before = BookState.objects.get(case=case).token
    ids = [{**row, "id": r["key"]} for row, r in zip(sent["records"], told["records"], strict=True)]
    status, again = Caller(letters).post(where, {"records": ids})
    assert (status, again["new"]) == (200, 0)
    assert BookState.objects.get(case=case).token == before


def test_all_faults_of_all_records_are_told_and_none_is_kept(case, key, counter):
    where = f"/api/{case.slug}/records/new/"
    caller = Caller(key(Role.OFFICER, Scope.WRITE)[1])
    bad = [GOOD, {**GOOD, "value": "many", "grade": "Z", "as_of": "2099-01-01"}, {**GOOD, "counter": "nobody"}]
    status, told = caller.post(where, {"records": bad})
    assert status == 422
    for place in ("records[1].value", "records[1].grade", "records[2].counter"):
        assert any(fault.startswith(place) for fault in told["faults"]), (place, told["faults"])
    assert not any(fault.startswith("records[0]") for fault in told["faults"])
    status, told = caller.post(where, {"records": [{**GOOD, "colour": "red", "value": [1]}]})
    assert (status, len(told["faults"])) == (422, 2)
    for odd in ({}, [], {"records": []}, {"records": ["x"]}, {"records": [GOOD] * 501}):
        assert caller.post(where, odd)[0] == 422
    assert not Record.objects.filter(case=case).exists()
    assert caller.post(where, {"records": [{**GOOD, "id": "mou"}]})[0] == 200
    status, told = caller.post(where, {"records": [{**GOOD, "id": "mou", "value": 99}]})
    assert status == 422
    assert "`mou`" in told["faults"][0]


def test_only_a_key_for_writing_of_somebody_who_may_enters_records(case, key, counter, signed_in):
    where, sent = f"/api/{case.slug}/records/new/", {"records": [GOOD]}
    assert Caller().post(where, sent)[0] == 401
    assert signed_in(Role.ANALYST).post(where, sent, content_type="application/json").status_code == 401
    for role, scope in ((Role.OFFICER, Scope.READ), (Role.OFFICER, Scope.RUN), (Role.READER, Scope.WRITE)):
        assert Caller(key(role, scope, name=f"{role}-{scope}")[1]).post(where, sent)[0] == 403
    assert Caller(key(Role.OFFICER, Scope.WRITE)[1]).post(f"/api/{case.slug}/scenarios/ask/", {"set": {}})[0] == 403
    assert not Record.objects.filter(case=case).exists()
