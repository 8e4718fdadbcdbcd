"""Signing in and out: what opens, what stays shut, and how often one may try."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from podobat.web.accounts import guessing
from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role

RIGHT = {"username": "officer", "password": "correct horse 9"}
WRONG = {"username": "officer", "password": "not my password"}


@pytest.fixture
def officer(person):
    """An officer with a password."""
    return person(Role.OFFICER)


def test_the_right_password_opens_and_leads_back_to_where_one_was(officer):
    browser = Client()
    page = browser.get("/sign-in/?next=/gwangju-phase1/records/")
    assert "/gwangju-phase1/records/" in page.content.decode()
    answer = browser.post("/sign-in/", {**RIGHT, "next": "/gwangju-phase1/records/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/gwangju-phase1/records/")
    assert browser.session["_auth_user_id"] == str(officer.pk)
    assert AuditEntry.objects.filter(action="account.signed-in", who="officer").count() == 1
    cookie = answer.cookies["podobat-session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "elsewhere", ["https://thief.example/", "//thief.example/", "javascript:alert(1)", "/\\thief.example"]
)
def test_it_never_leads_to_somebody_elses_page(officer, elsewhere):
    answer = Client().post("/sign-in/", {**RIGHT, "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_says_no_more_than_a_wrong_name(officer):
    browser = Client()
    wrong = browser.post("/sign-in/", WRONG)
    unknown = browser.post("/sign-in/", {"username": "nobody", "password": "not my password"})
    assert wrong.status_code == unknown.status_code == 200
    said = [answer.context["form"].non_field_errors() for answer in (wrong, unknown)]
    assert said[0] == said[1] == ["아이디 또는 비밀번호가 맞지 않습니다."]
    assert "_auth_user_id" not in browser.session


def test_five_wrong_passwords_close_the_name_even_to_the_right_one(officer):
    browser = Client()
    answers = [browser.post("/sign-in/", WRONG).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = browser.post("/sign-in/", RIGHT)
    assert locked.status_code == 429
    assert "15분" in locked.content.decode()
    browser.cookies["podobat-language"] = "en"
    assert "15 minutes" in browser.post("/sign-in/", RIGHT).content.decode()
    assert AuditEntry.objects.filter(action="account.locked-out", subject="officer").exists()


def test_a_locked_name_leaves_others_and_other_places_alone(officer, person):
    person(Role.ANALYST)
    for _ in range(5):
        Client().post("/sign-in/", WRONG)
    other_name = Client().post("/sign-in/", {"username": "analyst", "password": "correct horse 9"})
    assert other_name.status_code == 302
    other_place = Client(REMOTE_ADDR="192.0.2.7").post("/sign-in/", RIGHT)
    assert other_place.status_code == 302


def test_guessing_over_many_names_closes_the_address(officer):
    answers = [
        Client(REMOTE_ADDR="192.0.2.7").post("/sign-in/", {**WRONG, "username": f"name{n}"}).status_code
        for n in range(22)
    ]
    assert answers == [200] * guessing.MOST + [429] * 2
    assert Client(REMOTE_ADDR="192.0.2.7").post("/sign-in/", RIGHT).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.8").post("/sign-in/", RIGHT).status_code == 302
    noted = AuditEntry.objects.get(action="account.address-locked-out")
    assert (noted.subject, noted.case) == ("192.0.2.7", None)


def test_an_address_is_open_again_after_a_while(officer):
    for n in range(guessing.MOST):
        Client().post("/sign-in/", {**WRONG, "username": f"name{n}"})
    assert Client().post("/sign-in/", RIGHT).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert Client().post("/sign-in/", RIGHT).status_code == 302


def test_sign_ins_and_lock_outs_are_shown_to_who_administers_everything(officer, signed_in, person):
    for _ in range(5):
        Client().post("/sign-in/", WRONG)
    head = person(None, "head")
    head.is_superuser = True
    head.save()
    browser = Client()
    browser.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/account/log/").content.decode()
    assert "로그인 잠금" in page
    assert "officer" in page
    assert "/account/log/" in browser.get("/").content.decode()
    assert signed_in(Role.ADMINISTRATOR).get("/account/log/").status_code == 403


def test_success_forgets_earlier_mistakes(officer):
    for _ in range(3):
        browser = Client()
        assert [browser.post("/sign-in/", WRONG).status_code for _ in range(4)] == [200] * 4
        assert browser.post("/sign-in/", RIGHT).status_code == 302


def test_a_new_session_begins_at_signing_in(officer):
    browser = Client()
    browser.get("/")
    session = browser.session
    session["left"] = "before"
    session.save()
    before = session.session_key
    browser.cookies["podobat-session"] = before
    browser.post("/sign-in/", RIGHT)
    assert browser.cookies["podobat-session"].value != before


def test_signing_out_ends_the_session_and_needs_a_form(officer, signed_in):
    browser = Client()
    browser.post("/sign-in/", RIGHT)
    kept = browser.cookies["podobat-session"].value
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/").status_code == 302
    thief = Client()
    thief.cookies["podobat-session"] = kept
    assert thief.get("/account/password/").status_code == 302, "the old cookie opens nothing"


def test_forms_without_their_token_are_refused(officer):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/sign-in/", RIGHT)
    assert answer.status_code == 403
    assert "보안 확인" in answer.content.decode()


def test_a_person_who_is_signed_in_is_not_asked_again(signed_in):
    assert signed_in(Role.OFFICER).get("/sign-in/?next=/").status_code == 302


def test_an_account_that_was_closed_opens_nothing(officer):
    officer.is_active = False
    officer.save()
    assert Client().post("/sign-in/", RIGHT).status_code == 200


def test_a_new_password_must_be_good_and_ends_other_sessions(officer):
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/sign-in/", RIGHT)
    for bad in ("short9!", "password123", "1234567890", "the officer"):
        answer = here.post(
            "/account/password/", {"old_password": RIGHT["password"], "new_password1": bad, "new_password2": bad}
        )
        assert answer.status_code == 200, bad
        assert answer.context["form"].errors, bad
    new = {"new_password1": "vineyard by the river", "new_password2": "vineyard by the river"}
    assert here.post("/account/password/", {"old_password": "guess", **new}).status_code == 200
    assert here.post("/account/password/", {"old_password": RIGHT["password"], **new}).status_code == 302
    assert here.get("/account/password/").status_code == 200, "this session goes on"
    assert there.get("/account/password/").status_code == 302, "the other one has ended"
