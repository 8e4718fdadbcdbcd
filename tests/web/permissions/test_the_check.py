"""The check itself, without a database: what it does with each kind of person, address and method, and with faults."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.units import Text
from podobat.web.core import permissions
from podobat.web.core.models import Unpublished
from podobat.web.core.permissions import PermissionMiddleware, Rule, Who, allowed, refused
from podobat.web.core.roles import Role

CASE = SimpleNamespace(slug="gwangju-phase1")
FAULTS = InputFaults([Fault("plan.yaml", 3, "horizon.end", Text("앞섬", "is before"), Text("뒤", "later"))])


def somebody(*, known: bool = True, superuser: bool = False) -> Any:
    return SimpleNamespace(is_authenticated=known, is_superuser=superuser)


def request_of(method: str = "GET", *, view: str | None = "room:view", user: Any = None, **more: Any) -> Any:
    """A request that has got as far as the check."""
    request = RequestFactory().generic(method, "/x/y/")
    request.user = user or somebody()  # type: ignore[assignment]
    request.session = {}  # type: ignore[assignment]
    request.lang = "en"  # type: ignore[attr-defined]
    request.resolver_match = None if view is None else SimpleNamespace(view_name=view)  # type: ignore[assignment]
    for name, value in more.items():
        setattr(request, name, value)
    return request


def check(request: Any, rule: Rule | None, monkeypatch: pytest.MonkeyPatch, *, role: Role | None = None,
          slug: str | None = None) -> HttpResponse | None:  # fmt: skip
    """What the check answers where the table holds one rule, and one case is there."""
    there = {"gwangju-phase1": CASE}
    cases = SimpleNamespace(objects=SimpleNamespace(filter=lambda slug: SimpleNamespace(first=lambda: there.get(slug))))
    monkeypatch.setattr(permissions, "PERMISSIONS", {} if rule is None else {"room:view": rule})
    monkeypatch.setattr(permissions, "Case", cases)
    monkeypatch.setattr(
        permissions, "role_of", lambda user, case: role if (user, case) == (request.user, CASE) else 1 / 0
    )
    blanks = {} if slug is None else {"case": slug, "id": 7}
    answer = PermissionMiddleware(None).process_view(request, None, (), blanks)
    assert "case" not in blanks, "the view finds it in the request"
    return answer


def status(answer: HttpResponse | None) -> int | None:
    return None if answer is None else answer.status_code


@pytest.mark.parametrize("least", list(Role))
@pytest.mark.parametrize("role", [None, *Role])
def test_a_role_opens_what_needs_it_or_less(least: Role, role: Role | None):
    assert allowed(least, request_of(user=somebody(superuser=True)), role) == (role is not None and role >= least)


@pytest.mark.parametrize(
    ("user", "opens"),
    [
        (AnonymousUser(), {Who.ANYONE}),
        (SimpleNamespace(is_authenticated=False), {Who.ANYONE}),
        (somebody(), {Who.ANYONE, Who.SIGNED_IN}),
        (SimpleNamespace(is_authenticated=True), {Who.ANYONE, Who.SIGNED_IN}),
        (somebody(superuser=True), set(Who)),
    ],
)
def test_outside_a_case_it_is_what_somebody_is(user: Any, opens: set[Who]):
    for who in Who:
        answer = allowed(who, request_of(user=user), Role.ADMINISTRATOR)
        assert answer is (who in opens), who


def test_a_stranger_is_asked_to_sign_in_and_everybody_else_refused():
    assert refused(request_of(user=somebody())).status_code == 403
    answer = refused(request_of(user=somebody(known=False)))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=%2Fx%2Fy%2F")


def test_the_words_of_a_refusal_are_in_the_readers_language(monkeypatch):
    for lang in ("ko", "en"):
        for answer in (
            refused(request_of(lang=lang)), check(request_of(lang=lang), None, monkeypatch),
            check(request_of(lang=lang, view=None), None, monkeypatch),
        ):  # fmt: skip
            assert answer is not None
            assert f'lang="{lang}"' in answer.content.decode()
        answer = check(request_of("PUT", lang=lang), Rule(Role.READER, Role.READER), monkeypatch)
        assert answer is not None
        assert f'lang="{lang}"' in answer.content.decode()


def test_an_address_without_a_rule_or_a_name_is_closed(monkeypatch):
    everybody = somebody(superuser=True)
    assert status(check(request_of(user=everybody), None, monkeypatch)) == 403
    assert status(check(request_of(user=everybody, view=None), Rule(Who.ANYONE), monkeypatch)) == 403
    assert status(check(request_of(user=everybody, view="room:other"), Rule(Who.ANYONE), monkeypatch)) == 403


@pytest.mark.parametrize(
    ("method", "rule", "answer"),
    [
        ("GET", Rule(Who.SIGNED_IN, None), None),
        ("HEAD", Rule(Who.SIGNED_IN, None), None),
        ("POST", Rule(Who.SIGNED_IN, None), 405),
        ("POST", Rule(None, Who.SIGNED_IN), None),
        ("GET", Rule(None, Who.SIGNED_IN), 405),
        ("HEAD", Rule(None, Who.SIGNED_IN), 405),
        ("GET", Rule(Who.SUPERUSER, Who.SIGNED_IN), 403),
        ("POST", Rule(Who.SIGNED_IN, Who.SUPERUSER), 403),
        *((m, Rule(Who.ANYONE, Who.ANYONE), 405) for m in ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "X")),
    ],
)
def test_looking_and_acting_are_two_rules_and_nothing_else_is_done(method, rule, answer, monkeypatch):
    assert status(check(request_of(method), rule, monkeypatch)) == answer


def test_an_address_of_a_case_is_opened_by_the_role_in_it(monkeypatch):
    for role, answer in ((None, 403), (Role.READER, 403), (Role.OFFICER, None), (Role.ADMINISTRATOR, None)):
        request = request_of()
        assert status(check(request, Rule(Role.OFFICER), monkeypatch, role=role, slug="gwangju-phase1")) == answer
        assert (request.case, request.role) == (CASE, role)
    with pytest.raises(Http404):
        check(request_of(), Rule(Who.ANYONE), monkeypatch, role=Role.OFFICER, slug="elsewhere")
    assert status(check(request_of(), Rule(Role.READER), monkeypatch)) == 403, "outside a case nobody has a role"


def test_what_was_sent_before_the_sign_in_is_put_before_them_once(monkeypatch):
    request = request_of(session={"kept-form": {"path": "/x/y/", "sent": "a=1"}}, nonce="")
    monkeypatch.setattr(permissions, "kept_form", lambda asked: HttpResponse(f"kept for {asked.path}"))
    answer = check(request, Rule(Who.SIGNED_IN), monkeypatch)
    assert answer is not None
    assert answer.content == b"kept for /x/y/"


def test_the_request_goes_on_as_it_came():
    request = request_of()
    assert PermissionMiddleware(lambda given: given)(request) is request


def after(error: Exception, **of: Any) -> HttpResponse | None:
    return PermissionMiddleware(None).process_exception(request_of(**of), error)


def test_other_errors_are_not_its_business():
    assert after(ValueError("x"), case=CASE, role=Role.ADMINISTRATOR) is None


@pytest.mark.parametrize("role", [None, *Role])
def test_faults_of_a_case_are_told_to_those_who_may_mend_them(role: Role | None):
    for error, word in ((FAULTS, "horizon.end"), (CannotRun(Text("없음", "no such file")), "no such file")):
        answer = after(error, case=CASE, role=role)
        assert answer is not None
        page = answer.content.decode()
        may = role is not None and role >= Role.ANALYST
        assert (answer.status_code, word in page, "/gwangju-phase1/plan/file/" in page) == (422, may, may)


@pytest.mark.parametrize("of", [{}, {"case": None, "role": Role.ADMINISTRATOR}, {"case": CASE}, {"role": Role.ANALYST}])
def test_faults_outside_a_case_are_told_to_nobody(of: dict[str, Any]):
    for error in (FAULTS, Unpublished(Text("초안", "a draft"))):
        if of.get("role") is None or error is FAULTS:
            answer = after(error, **of)
            assert answer is not None
            assert (answer.status_code, "horizon.end" in answer.content.decode()) == (422, False)


@pytest.mark.parametrize("role", [None, *Role])
def test_a_case_without_a_published_plan_leads_to_its_draft(role: Role | None):
    answer = after(Unpublished(Text("초안", "a draft")), case=CASE, role=role)
    assert answer is not None
    if role is not None and role >= Role.ANALYST:
        assert (answer.status_code, answer.headers["Location"]) == (302, "/gwangju-phase1/plan/edit/")
    else:
        assert (answer.status_code, "a draft" in answer.content.decode()) == (422, False)


def test_the_page_of_faults_is_in_the_readers_language():
    for role in (Role.READER, Role.ANALYST):
        for lang in ("ko", "en"):
            answer = after(FAULTS, case=CASE, role=role, lang=lang)
            assert answer is not None
            assert f'lang="{lang}"' in answer.content.decode()
