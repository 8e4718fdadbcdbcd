"""Who may open what: every address x everybody x looking and acting, against the table that was agreed.

`agreed.csv` is the table a person has read; `core/permissions.py` is the one that is enforced. They must not differ.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from podobat.web.accounts.models import User
from podobat.web.core.models import Case, Membership
from podobat.web.core.permissions import PERMISSIONS, PermissionMiddleware, Rule
from podobat.web.core.roles import Role
from tests.web.permissions.addresses import address, addresses

AGREED = Path(__file__).with_name("agreed.csv")
THROUGH = 299  # what a request gets that reaches its view
WORDS = {"everyone": -1, "signed in": 0, "superuser": 5, "": None} | {role.name.lower(): int(role) for role in Role}


def agreed() -> dict[str, tuple[str, str]]:
    """What looking and acting need, for each address."""
    with AGREED.open(encoding="utf-8", newline="") as file:
        return {row["address"]: (row["look"], row["act"]) for row in csv.DictReader(file)}


def in_words(rule: Rule) -> tuple[str, str]:
    """A rule of the enforced table in the words of the agreed one."""

    def word(least: object) -> str:
        if least is None:
            return ""
        if isinstance(least, Role):
            return least.name.lower()
        return {"ANYONE": "everyone", "SIGNED_IN": "signed in", "SUPERUSER": "superuser"}[least.name]  # type: ignore[attr-defined]

    return word(rule.get), word(rule.post)


class Somebody:
    """A person in front of the browser: what they count as in the public case and in the closed one."""

    def __init__(self, browser: Client, known: bool, public: int | None, closed: int | None) -> None:
        self.browser, self.known, self.level = browser, known, {"public": public, "closed": closed}


@pytest.fixture
def everybody(case: Case) -> dict[str, Somebody]:
    """Everyone there is: strangers, members of both cases in each role, the superuser."""
    closed = Case.objects.create(
        slug="closed", folder=case.folder, name_ko="닫힌 사업", name_en="Closed", is_public=False
    )
    people = {"anonymous": Somebody(Client(), False, 1, None)}

    def signed_in(name: str, public: int | None, closed_level: int | None, **more: bool) -> None:
        user = User.objects.create_user(name, **more)
        for where, level in ((case, public), (closed, closed_level)):
            if name not in ("stranger", "superuser") and level is not None:
                Membership.objects.create(user=user, case=where, role=level)
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        people[name] = Somebody(browser, True, public, closed_level)

    signed_in("stranger", 1, None)
    for role in Role:
        signed_in(role.name.lower(), int(role), int(role))
    signed_in("superuser", 5, 5, is_superuser=True)
    return people


@pytest.fixture
def views_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests that pass the check end there, so that nothing is done and nothing has to exist."""
    check = PermissionMiddleware.process_view

    def process_view(self, request, view, args, kwargs):  # type: ignore[no-untyped-def]
        return check(self, request, view, args, kwargs) or HttpResponse(status=THROUGH)

    monkeypatch.setattr(PermissionMiddleware, "process_view", process_view)


def expected(needs: str, somebody: Somebody, where: str | None) -> str:
    """What a request must get, from the agreed words alone."""
    least = WORDS[needs]
    if least is None:
        return "405"
    if where is None or least <= 0:
        own = 5 if somebody.level["public"] == 5 else 0 if somebody.known else -1
    else:
        own = somebody.level[where]
    if own is not None and own >= least:
        return str(THROUGH)
    return "403" if somebody.known else "sign in"  # and a form that was sent is kept meanwhile


def got(response: HttpResponse) -> str:
    """What it got."""
    if response.status_code == 302 and response.headers["Location"].startswith("/sign-in/?next="):
        return "sign in"
    if response.status_code == 401:  # a program cannot be sent to a page
        return "sign in"
    return str(response.status_code)


def test_the_enforced_table_is_the_agreed_one_and_names_every_address():
    assert set(PERMISSIONS) == set(addresses()), "every address stands in the table, and no other"
    assert {name: in_words(rule) for name, rule in PERMISSIONS.items()} == agreed()


@pytest.mark.usefixtures("views_left_out")
def test_everybody_gets_exactly_what_the_table_says(everybody):
    asked, wrong = 0, []
    for name, kinds in addresses().items():
        look, act = agreed()[name]
        for where, slug in (("public", "gwangju-phase1"), ("closed", "closed")) if "case" in kinds else ((None, ""),):
            path = address(name, kinds, slug)
            for who, somebody in everybody.items():
                for method, needs in (
                    ("get", look), ("head", look), ("post", act), ("put", ""), ("delete", ""), ("options", ""),
                    ("patch", ""), ("trace", ""),
                ):  # fmt: skip
                    answer = getattr(somebody.browser, method)(path)
                    must = expected(needs, somebody, where)
                    asked += 1
                    if got(answer) != must:
                        wrong.append(f"{who} {method} {path} ({name}): {got(answer)} instead of {must}")
    assert asked > 1000
    assert not wrong, "\n" + "\n".join(wrong[:50])


@pytest.mark.usefixtures("views_left_out")
def test_with_the_public_switched_off_strangers_see_no_case(everybody, settings):
    settings.PUBLIC = False
    for name, kinds in addresses().items():
        if "case" in kinds:
            path = address(name, kinds, "gwangju-phase1")
            look, _ = agreed()[name]
            for who in ("anonymous", "stranger"):
                answers = {got(everybody[who].browser.get(path)), got(everybody[who].browser.post(path))}
                assert answers <= {"sign in", "403", "405"}, f"{who} {path}"
            assert got(everybody["reader"].browser.get(path)) == (
                "299" if look == "reader" else "405" if not look else "403"
            )


@pytest.mark.usefixtures("views_left_out")
def test_an_address_that_the_table_forgets_is_closed_to_all(everybody, monkeypatch):
    monkeypatch.delitem(PERMISSIONS, "core:cases")
    assert {got(somebody.browser.get("/")) for somebody in everybody.values()} == {"403"}


@pytest.mark.usefixtures("views_left_out")
def test_a_case_that_is_not_there_is_404_for_everybody(everybody):
    assert {got(somebody.browser.get("/no-such-case/audit/")) for somebody in everybody.values()} == {"404"}


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(case):
    answer = Client().get("/gwangju-phase1/audit/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fgwangju-phase1%2Faudit%2F"


def test_a_role_is_looked_up_at_every_request(case, person, signed_in):
    browser = signed_in(Role.ADMINISTRATOR)
    assert browser.get("/gwangju-phase1/audit/").status_code == 200
    Membership.objects.update(role=Role.OFFICER)
    assert browser.get("/gwangju-phase1/audit/").status_code == 403
