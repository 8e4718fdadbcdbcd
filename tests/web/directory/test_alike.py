"""Likely double firms over the whole directory: found, told apart once and for all, or merged."""

from __future__ import annotations

import pytest
from django.test import Client

from podobat.names import name_key
from podobat.web.core.roles import Role
from podobat.web.directory.alike import alike
from podobat.web.directory.models import Organisation, Two


@pytest.fixture
def firms(case):
    """Five firms; two are likely one, two more look alike and have numbers of their own."""
    named = {"무등소프트웨어": "", "무등소프트": "", "빛고을모빌리티": "1234567891", "빛고을 모빌리티즈": "2208162517",
             "어등산데이터": ""}  # fmt: skip
    return {name: Organisation.objects.create(case=case, name=name, name_key=name_key(name), registration=number)
            for name, number in named.items()}  # fmt: skip


def test_alike_names_are_found_and_numbers_tell_apart(case, firms):
    found = alike(case)
    assert found.whole
    assert [p[:2] for p in found.pairs] == [(firms["무등소프트웨어"].pk, firms["무등소프트"].pk)]


def test_a_pair_that_was_told_apart_is_not_asked_about_again(case, firms, signed_in):
    browser, where = signed_in(Role.OFFICER), f"/{case.slug}/organisations/alike/"
    a, b = firms["무등소프트웨어"], firms["무등소프트"]
    page = browser.get(where).content.decode()
    assert "무등소프트웨어" in page
    assert f"/{case.slug}/organisations/{a.pk}/merge/" in page
    assert browser.post(f"{where}apart/", {"first": b.pk, "second": a.pk}).status_code == 302
    assert Two.objects.get().first == a
    assert "무등소프트웨어" not in browser.get(where).content.decode()
    assert browser.post(f"{where}apart/", {"first": a.pk, "second": a.pk}).status_code == 404
    assert Client().get(where).status_code == 302
