"""The browser's language, words explained, and what was sent after a session had ended."""

from __future__ import annotations

import pytest
from django.test import Client

from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role
from podobat.web.site.middleware import wished

PASSWORD = "correct horse 9"


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("", "ko"), ("en-GB,en;q=0.9,ko;q=0.8", "en"), ("ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("fr-FR,en;q=0.5", "en"),
     ("fr,de", "ko"), ("*", "ko"), ("x" * 600, "ko")],
)  # fmt: skip
def test_the_first_language_of_the_browser_that_there_is(accepted, lang):
    assert wished(accepted) == lang


def test_the_cookie_comes_before_the_browsers_wish(db):
    browser = Client(headers={"accept-language": "en"})
    assert browser.get("/").headers["Content-Language"] == "en"
    browser.cookies["podobat-language"] = "ko"
    assert browser.get("/").headers["Content-Language"] == "ko"


@pytest.mark.parametrize(("lang", "word"), [("ko", "유효 표본"), ("en", "Effective sample size")])
def test_words_are_explained_in_both_languages(db, lang, word):
    page = Client(headers={"accept-language": lang}).get("/glossary/").content.decode()
    assert word in page


def test_a_form_sent_after_the_session_had_ended_is_kept_until_one_is_signed_in(case, person):
    person(Role.ADMINISTRATOR)
    browser, path = Client(), f"/{case.slug}/settings/"
    answer = browser.post(path, {"name_ko": "새 이름", "name_en": "New name", "is_public": "on"})
    assert answer.status_code == 302
    assert "ended=1" in answer.headers["Location"]
    signed = browser.post("/sign-in/", {"username": "administrator", "password": PASSWORD, "next": path})
    assert signed.headers["Location"] == path
    page = browser.get(path).content.decode()
    assert 'name="name_ko" value="새 이름"' in page
    assert "다시 보내기" in page
    assert "다시 보내기" not in browser.get(path).content.decode(), "it is put before them once"
    case.refresh_from_db()
    assert case.name_ko != "새 이름", "nothing is done without them"
    assert not AuditEntry.objects.filter(action="case.changed").exists()


def test_sliders_take_the_whole_page_to_the_sign_in(case):
    answer = Client().post(
        f"/{case.slug}/scenarios/try/", {}, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/a/b/"}
    )
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fa%2Fb%2F&ended=1"


def test_passwords_are_never_kept(case, person):
    browser = Client()
    browser.post(f"/{case.slug}/settings/", {"password": "secret words", "name_ko": "새"})
    person(Role.ADMINISTRATOR)
    path = f"/{case.slug}/settings/"
    browser.post("/sign-in/", {"username": "administrator", "password": PASSWORD, "next": path})
    assert "secret words" not in browser.get(path).content.decode()
