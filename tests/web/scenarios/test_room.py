"""The room: try, watch, save, share, download; faults in place; who may do what."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role
from podobat.web.core.texts import words
from podobat.web.dashboard.services import fingerprints, key_of
from podobat.web.jobs.claims import claim
from podobat.web.jobs.models import OPEN, Job, State
from podobat.web.jobs.tasks import work
from podobat.web.scenarios import views
from podobat.web.scenarios import work as working
from podobat.web.scenarios.changes import defaults
from podobat.web.scenarios.models import Scenario

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """A first answer from 10 draws and a final one from 20."""
    monkeypatch.setattr(working, "FIRST", 10)
    monkeypatch.setattr(views, "DRAWS", 20)


@pytest.fixture
def form(case):
    """`form(**changes)`: all controls as the page sends them."""

    def fill(**changes: str) -> dict[str, str]:
        return {**defaults(case.read().plan, 10.0), **{k.replace("__", ".").replace("_-", "-"): v
                                                       for k, v in changes.items()}}  # fmt: skip

    return fill


def do_all() -> None:
    """Do every waiting job in this process."""
    for job in Job.objects.filter(state=State.QUEUED):
        taken = claim(job.pk, "here:1")
        assert taken is not None
        work(taken)
        assert taken.state == State.DONE, taken.error_en


def text_of(answer) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def tried(browser: Client, case, fields: dict[str, str]) -> Scenario:
    """A scenario that was tried and done."""
    answer = browser.post(f"/{case.slug}/scenarios/try/", fields)
    assert answer.status_code == 302
    do_all()
    return Scenario.objects.get(key=answer.headers["Location"].rstrip("/").split("/")[-1])


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_room_has_a_control_for_every_programme(case, signed_in, lang):
    browser = signed_in(Role.OFFICER)
    browser.cookies["podobat-language"] = lang
    page = browser.get(f"/{case.slug}/scenarios/").content.decode()
    for programme in case.read().plan.programmes:
        assert f'name="factor.{programme.id}"' in page
        assert programme.name[lang] in page
    labelled = set(re.findall(r'for="([^"]+)"', page))
    assert set(re.findall(r'<input type="number" id="([^"]+)"', page)) <= labelled
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_a_scenario_is_tried_watched_and_shared(case, signed_in, form):
    officer = signed_in(Role.OFFICER)
    answer = officer.post(f"/{case.slug}/scenarios/try/", form(factor__academy="50"), headers=HTMX)
    link = answer.headers["HX-Push-Url"]
    assert f'hx-get="{link}outcome/"' in answer.content.decode(), "the part asks for itself again"
    job = Job.objects.get()
    assert job.created_by is not None
    assert f'id="stop-{job.pk}"' in answer.content.decode(), "the focus on the button outlasts a new answer"
    do_all()
    part = officer.get(f"{link}outcome/", headers=HTMX).content.decode()
    assert "hx-get" not in part, "and stops when all is there"
    scenario = Scenario.objects.get()
    assert scenario.final
    assert scenario.result["draws"] == 20
    stranger = Client().get(link)
    assert stranger.status_code == 200
    assert scenario.result["print"] in text_of(stranger)
    assert "전문인력 5,150명" in text_of(stranger)
    assert 'value="50"' in stranger.content.decode(), "the controls show what was changed"
    again = officer.post(f"/{case.slug}/scenarios/try/", form(factor__academy="50"), headers=HTMX)
    assert again.headers["HX-Push-Url"] == link
    assert Job.objects.count() == 1, "nothing is computed twice"


def test_the_first_answer_comes_before_the_final_one(case, signed_in, form, monkeypatch):
    officer = signed_in(Role.OFFICER)
    answer = officer.post(f"/{case.slug}/scenarios/try/", form(factor__academy="0"), headers=HTMX)
    link, seen = answer.headers["HX-Push-Url"], []
    compared = working.compared

    def look(*args, **how):
        if args[2] == 20:
            seen.append(text_of(officer.get(f"{link}outcome/", headers=HTMX)))
        return compared(*args, **how)

    monkeypatch.setattr(working, "compared", look)
    do_all()
    assert "10개로 계산한 처음 답" in seen[0]


def test_a_link_gives_the_same_numbers_when_computed_anew(case, signed_in, form):
    officer = signed_in(Role.OFFICER)
    scenario = tried(officer, case, form(factor__academy="50", law="none"))
    first = scenario.result
    Scenario.objects.update(result={}, final=False)
    officer.post(f"/{case.slug}/scenarios/{scenario.key}/again/")
    do_all()
    scenario.refresh_from_db()
    assert {**scenario.result, "seconds": 0} == {**first, "seconds": 0}


def test_another_state_of_the_program_has_another_link(case, signed_in, form, monkeypatch):
    officer = signed_in(Role.OFFICER)
    scenario = tried(officer, case, form(factor__academy="50"))
    prints = views.fingerprints(case.read())
    monkeypatch.setattr(views, "fingerprints", lambda plan_case: {**prints, "code": "other"})
    page = text_of(officer.get(scenario.get_absolute_url()))
    assert words("ko")("scenarios.other") in page
    assert scenario.result["print"] in page, "its figures stay as they were"
    answer = officer.post(f"/{case.slug}/scenarios/{scenario.key}/again/")
    assert answer.headers["Location"] != scenario.get_absolute_url()


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["part", "whole page"])
def test_all_faults_come_at_once_beside_their_controls(case, signed_in, form, headers):
    fields = form(factor__academy="-5", law="date", law_date="내년", **{"year.ai-fund.2021": "많이"})
    answer = signed_in(Role.OFFICER).post(f"/{case.slug}/scenarios/try/", fields, headers=headers)
    page = answer.content.decode()
    assert not Scenario.objects.exists()
    for name in ("factor.academy", "year.ai-fund.2021", "law_date"):
        place = f'data-field="{name}"' if headers else f'data-fault="{name}">'
        after = page.split(place, 1)[1].split("</p>" if not headers else "</li>", 1)[0]
        assert re.search(r"[가-힣]{2}", re.sub(r"<[^>]+>", "", after)), name
    assert answer.status_code == (200 if headers else 422)
    assert 'value="-5"' in page or headers, "what was typed stays"


def test_prepared_scenarios_are_one_button_away(case, signed_in):
    officer = signed_in(Role.OFFICER)
    answer = officer.post(f"/{case.slug}/scenarios/try/", {"preset": "half-budget"})
    do_all()
    page = officer.get(answer.headers["Location"])
    assert "(50%) 적습니다" in text_of(page)
    assert officer.post(f"/{case.slug}/scenarios/try/", {"preset": "nothing"}).status_code == 404


def test_settings_without_a_control_are_carried_along(case, signed_in, form):
    officer = signed_in(Role.OFFICER)
    rest = '{"horizon.forecast_to": "2027-12"}'
    scenario = tried(officer, case, {**form(factor__academy="50"), "rest": rest})
    assert scenario.changes["horizon.forecast_to"] == "2027-12"
    page = officer.get(scenario.get_absolute_url()).content.decode()
    assert "horizon.forecast_to" in page
    broken = officer.post(f"/{case.slug}/scenarios/try/", {**form(), "rest": '{"no.such.path": 1}'}, headers=HTMX)
    assert "no" in text_of(broken)
    assert Scenario.objects.count() == 1


def test_saving_gives_a_name_and_a_place_in_the_list(case, signed_in, form):
    analyst = signed_in(Role.ANALYST)
    scenario = tried(analyst, case, form(factor__academy="50"))
    analyst.post(f"/{case.slug}/scenarios/{scenario.key}/save/", {"name": "  사관학교 <절반>  "})
    page = Client().get(f"/{case.slug}/scenarios/").content.decode()
    assert "사관학교 &lt;절반&gt;" in page
    assert AuditEntry.objects.filter(action="scenario.saved", subject="사관학교 <절반>").count() == 1
    analyst.post(f"/{case.slug}/scenarios/{scenario.key}/save/", {"name": " "})
    scenario.refresh_from_db()
    assert scenario.name == "사관학교 <절반>"


def test_the_file_is_handed_over_with_its_name(case, signed_in, form):
    scenario = tried(signed_in(Role.OFFICER), case, form(factor__academy="50"))
    answer = Client().get(f"/{case.slug}/scenarios/{scenario.key}/scenario.yaml")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert '"programmes.academy.budget.*": {"times": 0.5}' in answer.content.decode()


def test_who_moves_on_no_longer_waits(case, signed_in, form):
    officer, other = signed_in(Role.OFFICER, "one"), signed_in(Role.OFFICER, "two")
    for browser, value in ((officer, "50"), (other, "60"), (officer, "70")):
        browser.post(f"/{case.slug}/scenarios/try/", form(factor__academy=value), headers=HTMX)
    states = list(Job.objects.order_by("id").values_list("state", flat=True))
    assert states == [State.CANCELLED, State.QUEUED, State.QUEUED]


def test_readers_look_officers_try_analysts_save(case, signed_in, form):
    reader, officer = signed_in(Role.READER), signed_in(Role.OFFICER)
    assert reader.post(f"/{case.slug}/scenarios/try/", form(factor__academy="50")).status_code == 403
    scenario = tried(officer, case, form(factor__academy="50"))
    assert officer.post(f"/{case.slug}/scenarios/{scenario.key}/save/", {"name": "x"}).status_code == 403
    page = reader.get(scenario.get_absolute_url()).content.decode()
    assert "<fieldset" in page
    assert "disabled" in page.split("<fieldset", 1)[1].split(">", 1)[0]


def test_unknown_scenarios_are_not_found(case):
    for path in ("nothing/", "nothing/outcome/", "nothing/scenario.yaml"):
        assert Client().get(f"/{case.slug}/scenarios/{path}").status_code == 404


def test_what_is_typed_breaks_nothing(case, signed_in, form):
    browser = signed_in(Role.OFFICER)
    for typed in ("nan", "inf", "1e400", "9" * 5000):
        answer = browser.post(f"/{case.slug}/scenarios/try/", form(factor__academy=typed))
        assert answer.status_code == 422, typed
        assert len(answer.content) < 200_000
    for rest in ("[" * 9000, '{"a": "\\ud800"}', '{"total_budget.value": {"a": 1}}',
                 '{"programmes.*.budget.*": {"times": ' + "9" * 400 + "}}"):  # fmt: skip
        assert browser.post(f"/{case.slug}/scenarios/try/", {**form(), "rest": rest}).status_code in (302, 422)


def test_one_person_keeps_nobody_waiting(case, signed_in, person, form):
    browser = signed_in(Role.ANALYST)
    keys = []
    for n in range(2 * views.MOST_OPEN):
        answer = browser.post(f"/{case.slug}/scenarios/try/", form(factor__academy=str(50 + n)))
        keys.append(answer.headers["Location"].rstrip("/").split("/")[-1])
        browser.post(f"/{case.slug}/scenarios/{keys[-1]}/save/", {"name": f"n{n}"})
    assert Job.objects.filter(state__in=OPEN).count() == views.MOST_OPEN
    for key in keys:
        browser.post(f"/{case.slug}/scenarios/{key}/again/")
    assert Job.objects.filter(state__in=OPEN).count() == views.MOST_OPEN
    assert "계산 중인 시나리오가" in text_of(browser.get(f"/{case.slug}/scenarios/"))


def test_somebody_elses_first_comes_before_a_persons_second(
    case, signed_in, form, django_capture_on_commit_callbacks
):
    first, second = signed_in(Role.ANALYST), signed_in(Role.OFFICER)
    with django_capture_on_commit_callbacks(execute=True):
        for n in range(3):
            answer = first.post(f"/{case.slug}/scenarios/try/", form(factor__academy=str(50 + n)))
            first.post(f"{answer.headers['Location']}save/", {"name": f"n{n}"})
        second.post(f"/{case.slug}/scenarios/try/", form(factor__academy="90"))
    waiting = [Job.objects.get(pk=t.args_kwargs["args"][0]).created_by.username for t in DBTaskResult.objects.ready()]
    assert waiting == ["analyst", "officer", "analyst", "analyst"]


def test_the_address_of_a_scenario_cannot_be_worked_out_from_outside(case, signed_in, form, settings):
    scenario = tried(signed_in(Role.OFFICER), case, form(factor__academy="50"))
    named = key_of("scenario", case.slug, fingerprints(case.read()), scenario.changes, scenario.seed, scenario.draws)
    assert named not in scenario.key
    settings.SECRET_KEY = "another server's key, of which there are many"
    other = tried(signed_in(Role.OFFICER, "lee"), case, form(factor__academy="50"))
    assert other.changes == scenario.changes
    assert other.key != scenario.key
