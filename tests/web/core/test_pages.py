"""The list of cases and the language."""

from __future__ import annotations

from django.test import Client


def test_a_stranger_sees_public_cases_in_korean_and_can_switch_to_english(case):
    browser = Client()
    page = browser.get("/")
    assert page.status_code == 200
    assert case.name_ko in page.content.decode()
    assert page.headers["Content-Language"] == "ko"
    switched = browser.post("/language/", {"language": "en", "next": "/"})
    assert switched.status_code == 302
    page = browser.get("/")
    assert case.name_en in page.content.decode()
    assert 'lang="en"' in page.content.decode()


def test_the_language_form_leads_nowhere_else(case):
    answer = Client().post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
