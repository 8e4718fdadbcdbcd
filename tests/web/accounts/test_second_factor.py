"""The second factor: set up, asked for, used once, demanded by role, lost and taken away."""

from __future__ import annotations

import time

import pytest
from django.conf import settings as own
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from podobat.web.accounts import second
from podobat.web.accounts.models import Link, User
from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role

RIGHT = {"username": "officer", "password": "correct horse 9"}
KEY = "3132333435363738393031323334353637383930"  # "12345678901234567890", the secret of RFC 6238's examples
SECURITY = "/account/security/"


@pytest.fixture(autouse=True)
def on(settings):
    """A server on which there is a second factor."""
    settings.SECOND_FACTOR = True


def now(ahead: int = 0) -> str:
    """The code that an application would show, `ahead` half minutes from now."""
    return f"{totp(bytes.fromhex(KEY), t0=-30 * ahead):06d}"


def with_factor(user: User) -> list[str]:
    """Set it up for somebody; their codes to recover by."""
    TOTPDevice.objects.create(user=user, key=KEY, confirmed=True)
    return second.new_codes(user)


def first_step(browser: Client) -> None:
    """Name and password lead to the second step, and to no session yet."""
    answer = browser.post("/sign-in/", {**RIGHT, "next": "/glossary/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/code/")
    assert "_auth_user_id" not in browser.session


def test_the_clock_is_that_of_rfc_6238():
    assert totp(bytes.fromhex(KEY), t0=int(time.time()) - 59, digits=8) == 94287082


def test_it_is_set_up_with_a_code_and_then_asked_for(person, signed_in):
    browser = signed_in(Role.OFFICER)
    page = browser.get(SECURITY).content.decode()
    key = browser.session["second-factor-key"]
    assert "<svg" in page
    assert second.as_typed(key) in page
    assert browser.post(SECURITY, {"do": "set-up", "one_time_code": "000000"}).status_code == 422
    assert not TOTPDevice.objects.exists()
    code = f"{totp(bytes.fromhex(key)):06d}"
    page = browser.post(SECURITY, {"do": "set-up", "one_time_code": code}).content.decode()
    told = page.split('<code class="address">')[1:]
    assert len(told) == second.CODES
    assert not StaticToken.objects.filter(token__in=[t.split("<")[0].replace("-", "") for t in told]).exists(), "hashes"
    other = Client()
    first_step(other)
    assert other.post("/sign-in/code/", {"one_time_code": code}).status_code == 422, (
        "the code that set it up is used up"
    )
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    later = f"{totp(bytes.fromhex(key), t0=-30):06d}"
    answer = other.post("/sign-in/code/", {"one_time_code": later})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/glossary/")
    assert AuditEntry.objects.get(action="account.signed-in").detail == {"second": "code"}


def test_a_code_works_once_and_wrong_ones_end_the_attempt(person):
    with_factor(person(Role.OFFICER))
    code = now()
    browser = Client()
    first_step(browser)
    assert browser.post("/sign-in/code/", {"one_time_code": code}).status_code == 302
    thief = Client()
    first_step(thief)
    assert "이미 쓴 코드" in thief.post("/sign-in/code/", {"one_time_code": code}).content.decode()
    assert thief.post("/sign-in/code/", {"one_time_code": now(1)}).status_code == 422, (
        "right, but too soon after a wrong one"
    )
    for _ in range(3):
        thief.post("/sign-in/code/", {"one_time_code": "123123"})
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    answer = thief.post("/sign-in/code/", {"one_time_code": now(1)})
    assert answer.headers["Location"] == "/sign-in/", "after five wrong ones the password is asked for again"
    assert AuditEntry.objects.filter(action="account.second-factor-wrong").count() == 5


def test_the_second_step_needs_the_first_and_not_too_long_ago(person, monkeypatch):
    user = person(Role.OFFICER)
    with_factor(user)
    assert Client().post("/sign-in/code/", {"one_time_code": now()}).headers["Location"] == "/sign-in/"
    for change in ("late", "closed", "password"):
        browser = Client()
        first_step(browser)
        if change == "late":
            session = browser.session
            session["second-factor-waits"] = {**session["second-factor-waits"], "until": time.time() - 1}
            session.save()
        else:
            User.objects.filter(pk=user.pk).update(
                **{"is_active": False} if change == "closed" else {"password": "another", "is_active": True}
            )
        assert browser.post("/sign-in/code/", {"one_time_code": now()}).headers["Location"] == "/sign-in/"
        User.objects.filter(pk=user.pk).update(is_active=True)


def test_a_recovery_code_works_once(person):
    user = person(Role.OFFICER)
    codes = with_factor(user)
    for code, status in ((codes[0], 302), (codes[0], 422)):
        browser = Client()
        first_step(browser)
        assert browser.post("/sign-in/code/", {"one_time_code": code.upper()}).status_code == status
    assert second.codes_left(user) == second.CODES - 1


def test_a_case_may_demand_it_of_a_role_and_then_nothing_else_opens(case, signed_in):
    administrator = signed_in(Role.ADMINISTRATOR)
    home, setting = f"/{case.slug}/", f"/{case.slug}/settings/"
    form = {"name_ko": case.name_ko, "name_en": case.name_en, "is_public": "on", "second_factor": int(Role.OFFICER)}
    assert administrator.post(setting, form).status_code == 302
    for browser in (administrator, signed_in(Role.OFFICER)):
        assert browser.get(home).headers["Location"] == SECURITY
        assert browser.post(f"/{case.slug}/records/new/").headers["Location"] == SECURITY
        assert "요구합니다" in browser.get(SECURITY).content.decode()
    for browser in (signed_in(Role.READER), Client()):
        assert browser.get(home).status_code == 200
    key = administrator.session["second-factor-key"]
    administrator.post(SECURITY, {"do": "set-up", "one_time_code": f"{totp(bytes.fromhex(key)):06d}"})
    assert administrator.get(home).status_code == 200


def test_a_session_from_before_it_was_set_up_ends(person):
    user = person(Role.OFFICER)
    elsewhere = Client()
    elsewhere.post("/sign-in/", RIGHT)
    assert elsewhere.get("/account/password/").status_code == 200
    with_factor(user)
    for path in ("/account/password/", SECURITY):
        assert elsewhere.get(path).headers["Location"].startswith("/sign-in/?next=")
    assert "_auth_user_id" not in elsewhere.session


def test_a_new_password_by_link_does_not_pass_it_by(person):
    user = person(Role.OFFICER)
    with_factor(user)
    _, token = Link.make(user=user)
    browser = Client()
    answer = browser.post(f"/first/{token}/", {"new_password1": "another horse 9", "new_password2": "another horse 9"})
    assert answer.headers["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in browser.session


def test_it_is_turned_off_by_a_code_and_reset_by_an_administrator(case, person, signed_in):
    user = person(Role.OFFICER)
    with_factor(user)
    browser = Client()
    first_step(browser)
    browser.post("/sign-in/code/", {"one_time_code": now(-1)})
    assert browser.post(SECURITY, {"do": "off", "one_time_code": "000000"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert browser.post(SECURITY, {"do": "off", "one_time_code": now()}).status_code == 302
    assert not TOTPDevice.objects.exists()
    where = f"/{case.slug}/members/{user.memberships.get().pk}/"
    assert browser.post(where, {"do": "second-factor"}).status_code == 403
    with_factor(user)
    signed_in(Role.ADMINISTRATOR).post(where, {"do": "second-factor"})
    assert not TOTPDevice.objects.exists()
    assert AuditEntry.objects.filter(action="member.second-factor-off").exists()


def test_an_account_is_closed_by_an_administrator_of_everything_alone(case, person, signed_in):
    user = person(Role.OFFICER)
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    where = f"/{case.slug}/members/{user.memberships.get().pk}/"
    signed_in(Role.ADMINISTRATOR).post(where, {"do": "close"})
    assert browser.get("/account/password/").status_code == 200
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss"), backend="django.contrib.auth.backends.ModelBackend")
    boss.post(where, {"do": "close"})
    assert browser.get("/account/password/").status_code == 302, "their session has ended"
    assert "닫힘" in boss.get(f"/{case.slug}/members/").content.decode()
    boss.post(where, {"do": "open"})
    assert Client().post("/sign-in/", RIGHT).status_code == 302


def test_without_the_setting_there_is_none(person, settings):
    assert own.OTP_TOTP_ISSUER == "Podobat"
    settings.SECOND_FACTOR = False
    with_factor(person(Role.OFFICER))
    browser = Client()
    assert browser.post("/sign-in/", {**RIGHT, "next": "/glossary/"}).headers["Location"] == "/glossary/"
    assert browser.get(SECURITY).status_code == 404
