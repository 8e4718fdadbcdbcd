"""One-time links, and the page on which an administrator lets people in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from podobat.web.accounts.models import Link, User, hashed
from podobat.web.core.models import AuditEntry, Case, Membership
from podobat.web.core.roles import Role
from podobat.web.serve import first_link

NEW = {
    "username": "kim",
    "name": "김 주무관",
    "password1": "vineyard by the river",
    "password2": "vineyard by the river",
}
MEMBERS = "/gwangju-phase1/members/"


def address_in(page: str) -> str:
    """Path of the one-time link that a page shows."""
    found = re.search(r"http://testserver(/first/\w+/)", page)
    assert found, "the page shows a link"
    return found[1]


def test_the_first_link_makes_the_administrator_of_everything_once(case):
    path = first_link()
    assert path
    browser = Client()
    assert browser.get(path).status_code == 200
    assert browser.get(path).status_code == 200, "looking at it does not use it up"
    answer = browser.post(path, NEW)
    assert answer.status_code == 302
    user = User.objects.get(username="kim")
    assert user.is_superuser
    assert browser.get(MEMBERS).status_code == 200, "signed in at once"
    for again in (Client().get(path), Client().post(path, {**NEW, "username": "lee"})):
        assert again.status_code == 404
    assert not User.objects.filter(username="lee").exists()
    assert first_link() is None, "there is an administrator"


def test_only_the_hash_of_a_link_is_kept_and_a_new_one_ends_the_last(case):
    earlier, later = first_link(), first_link()
    assert earlier != later
    token = later.split("/")[2]
    assert Link.objects.get().token_hash == hashed(token) != token
    assert Client().get(earlier).status_code == 404
    assert Client().get(later).status_code == 200


def test_a_link_expires(case, person):
    link, token = Link.make(case=case, role=Role.OFFICER, made_by=person(Role.ADMINISTRATOR))
    assert Client().get(f"/first/{token}/").status_code == 200
    link.expires = timezone.now() - timedelta(seconds=1)
    link.save()
    assert Client().get(f"/first/{token}/").status_code == 404
    assert Client().post(f"/first/{token}/", NEW).status_code == 404


@pytest.mark.parametrize(
    "change", [{"password1": "12345678901", "password2": "12345678901"}, {"password2": "other"}, {"username": ""}]
)
def test_a_form_with_faults_leaves_the_link_usable(case, person, change):
    _, token = Link.make(case=case, role=Role.OFFICER, made_by=person(Role.ADMINISTRATOR))
    answer = Client().post(f"/first/{token}/", {**NEW, **change})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Client().post(f"/first/{token}/", NEW).status_code == 302


def test_an_administrator_invites_and_the_guest_gets_that_role_in_that_case_alone(case, signed_in):
    other = Case.objects.create(slug="other", folder=case.folder, name_ko="다른 사업", name_en="Other", is_public=False)
    administrator = signed_in(Role.ADMINISTRATOR)
    page = administrator.post(MEMBERS, {"role": int(Role.OFFICER), "note": "김 주무관", "account": ""}).content.decode()
    path = address_in(page)
    assert path not in administrator.get(MEMBERS).content.decode(), "it is shown once"
    guest = Client()
    assert guest.post(path, NEW).headers["Location"] == "/gwangju-phase1/"
    user = User.objects.get(username="kim")
    assert not user.is_superuser
    assert list(user.memberships.values_list("case__slug", "role")) == [("gwangju-phase1", int(Role.OFFICER))]
    assert guest.get(MEMBERS).status_code == 403
    assert guest.get(f"/{other.slug}/audit/").status_code == 403
    actions = set(AuditEntry.objects.filter(case=case).values_list("action", "who"))
    assert {("member.invited", "administrator"), ("account.link-used", "kim")} <= actions


def test_somebody_with_an_account_is_added_at_once(case, signed_in, person):
    person(None, "lee")
    administrator = signed_in(Role.ADMINISTRATOR)
    administrator.post(MEMBERS, {"role": int(Role.ANALYST), "note": "", "account": "lee"})
    assert Membership.objects.get(user__username="lee").role == Role.ANALYST
    unknown = administrator.post(MEMBERS, {"role": int(Role.ANALYST), "note": "", "account": "nobody"})
    assert "account" in unknown.context["form"].errors


@pytest.mark.parametrize("role", ["0", "5", "", "administrator"])
def test_there_are_four_roles_and_no_other(case, signed_in, role):
    answer = signed_in(Role.ADMINISTRATOR).post(MEMBERS, {"role": role, "note": "x", "account": ""})
    assert "role" in answer.context["form"].errors
    assert not Link.objects.exists()


def test_a_role_is_changed_and_taken_away(case, signed_in, person):
    person(Role.OFFICER)
    member = Membership.objects.get(user__username="officer")
    administrator = signed_in(Role.ADMINISTRATOR)
    administrator.post(f"{MEMBERS}{member.pk}/", {"do": "role", "role": int(Role.ANALYST)})
    member.refresh_from_db()
    assert member.role == Role.ANALYST
    Link.make(user=member.user, case=case)
    administrator.post(f"{MEMBERS}{member.pk}/", {"do": "remove"})
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert not Link.objects.filter(user=member.user).exists(), "links of a person who leaves end"
    assert User.objects.filter(username="officer").exists(), "the account stays, for the history"


def test_members_of_another_case_are_out_of_reach(case, signed_in, person):
    other = Case.objects.create(slug="other", folder=case.folder, name_ko="다른 사업", name_en="Other")
    far = Membership.objects.create(user=person(None, "far"), case=other, role=Role.OFFICER)
    answer = signed_in(Role.ADMINISTRATOR).post(f"{MEMBERS}{far.pk}/", {"do": "remove"})
    assert answer.status_code == 404
    assert Membership.objects.filter(pk=far.pk).exists()


def test_a_lost_password_is_replaced_by_link(case, signed_in, person):
    person(Role.OFFICER)
    member = Membership.objects.get(user__username="officer")
    page = signed_in(Role.ADMINISTRATOR).post(f"{MEMBERS}{member.pk}/", {"do": "password"}).content.decode()
    new = {"new_password1": "a new one for me", "new_password2": "a new one for me"}
    browser = Client()
    assert browser.post(address_in(page), new).status_code == 302
    assert Client().post("/sign-in/", {"username": "officer", "password": "a new one for me"}).status_code == 302
    assert Client().post("/sign-in/", {"username": "officer", "password": "correct horse 9"}).status_code == 200


def test_an_administrator_of_one_case_cannot_take_the_account_of_somebody_who_may_more(case, signed_in, person):
    other = Case.objects.create(slug="other", folder=case.folder, name_ko="다른 사업", name_en="Other")
    both = person(Role.READER, "both")
    Membership.objects.create(user=both, case=other, role=Role.ADMINISTRATOR)
    everything = person(Role.READER, "everything")
    User.objects.filter(pk=everything.pk).update(is_superuser=True)
    administrator = signed_in(Role.ADMINISTRATOR)
    for user in (both, everything):
        member = Membership.objects.get(user=user, case=case)
        answer = administrator.post(f"{MEMBERS}{member.pk}/", {"do": "password"})
        assert answer.status_code == 302
    assert not Link.objects.exists()


def _invited(browser: Client) -> str:
    page = browser.post(MEMBERS, {"role": int(Role.OFFICER), "note": "kim", "account": ""}).content.decode()
    return address_in(page)


@pytest.mark.parametrize("way", ["removed", "made a reader", "closed", "deleted"])
def test_an_invitation_ends_with_the_right_of_its_maker(case, signed_in, person, way):
    address = _invited(signed_in(Role.ADMINISTRATOR, "first"))
    chief = signed_in(Role.ADMINISTRATOR, "second")
    maker = User.objects.get(username="first")
    assert Client().get(address).status_code == 200
    if way == "removed":
        chief.post(f"{MEMBERS}{maker.memberships.get().pk}/", {"do": "remove"})
    elif way == "made a reader":
        chief.post(f"{MEMBERS}{maker.memberships.get().pk}/", {"do": "role", "role": int(Role.READER)})
    elif way == "closed":
        User.objects.filter(pk=maker.pk).update(is_active=False)
    else:
        maker.delete()
    assert Client().get(address).status_code == 404
    assert Client().post(address, NEW).status_code == 404
    assert not User.objects.filter(username="kim").exists()
    if way == "made a reader":
        assert AuditEntry.objects.get(action="member.links-ended").detail == {"links": 1}
        Membership.objects.filter(user=maker).update(role=Role.ADMINISTRATOR)
        assert Client().get(address).status_code == 404, "it does not come back with the role"


def test_open_invitations_are_listed_and_can_be_ended(case, signed_in):
    browser = signed_in(Role.ADMINISTRATOR, "first")
    address = _invited(browser)
    link = Link.objects.get()
    page = browser.get(MEMBERS).content.decode()
    assert "아직 쓰지 않은 링크" in page
    assert f"{MEMBERS}links/{link.pk}/end/" in page
    other = Case.objects.create(slug="other", folder=case.folder, name_ko="다른 사업", name_en="Other", is_public=False)
    Membership.objects.create(user=User.objects.get(username="first"), case=other, role=Role.ADMINISTRATOR)
    assert browser.post(f"/other/members/links/{link.pk}/end/").status_code == 404
    assert browser.post(f"{MEMBERS}links/{link.pk}/end/").status_code == 302
    assert Client().get(address).status_code == 404
    assert AuditEntry.objects.filter(action="member.link-ended", subject="kim").exists()
    assert browser.post(f"{MEMBERS}links/{link.pk}/end/").status_code == 404
