"""The people of a case: who they are, inviting, changing a role, a new password, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from podobat.web.accounts import second
from podobat.web.accounts.forms import InviteForm, RoleForm, role_choices
from podobat.web.accounts.models import Link, User
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest, Membership
from podobat.web.core.roles import ROLE_NAMES, Role
from podobat.web.core.texts import words


def members(request: CaseRequest) -> HttpResponse:
    """Everyone with a role in the case; POST lets somebody in."""
    form = InviteForm(request.POST or None, lang=request.lang)
    told: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        user, role = form.cleaned_data["account"], form.cleaned_data["role"]
        if user is not None:
            with transaction.atomic():
                Membership.objects.update_or_create(user=user, case=request.case, defaults={"role": role})
                audit(request, "member.added", user.username, role=Role(role).name)
            messages.success(request, words(request.lang)("accounts.member_added", name=str(user)))
            return redirect("accounts:members", case=request.case.slug)
        with transaction.atomic():
            note = form.cleaned_data["note"]
            link, token = Link.make(case=request.case, role=role, note=note, made_by=request.user,
                                    email=form.cleaned_data.get("email") or "")  # fmt: skip
            audit(request, "member.invited", note, role=Role(role).name)
        told = _told(request, link, token)
        form = InviteForm(lang=request.lang)
    return _page(request, form, told)


def member(request: CaseRequest, pk: int) -> HttpResponse:
    """What `do` says with one person: another role, none, a new password, no second factor, a closed account."""
    membership = request.case.memberships.filter(pk=pk).select_related("user").first()
    if membership is None:
        raise Http404
    user, said = membership.user, words(request.lang)
    do = request.POST.get("do")
    if do == "role":
        form = RoleForm(request.POST, lang=request.lang)
        if form.is_valid():
            with transaction.atomic():
                membership.role = form.cleaned_data["role"]
                membership.save(update_fields=("role",))
                if membership.role < Role.ADMINISTRATOR:
                    _end_links_of(request, user)
                audit(request, "member.role-changed", user.username, role=Role(membership.role).name)
            messages.success(request, said("accounts.role_changed", name=str(user)))
    elif do == "remove":
        with transaction.atomic():
            membership.delete()
            Link.objects.filter(user=user, used_at=None).delete()
            _end_links_of(request, user)
            audit(request, "member.removed", user.username)
        messages.success(request, said("accounts.member_removed", name=str(user)))
    elif do in ("password", "second-factor") and not _may_let_in_anew(request, user):
        messages.error(request, said("accounts.not_yours", name=str(user)))
    elif do == "second-factor":
        if second.take_away(user):
            audit(request, "member.second-factor-off", user.username)
        messages.success(request, said("accounts.second.taken_away", name=str(user)))
    elif do in ("close", "open") and request.user.is_superuser and user != request.user:  # type: ignore[union-attr]
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(is_active=do == "open")
            audit(request, f"member.account-{'opened' if do == 'open' else 'closed'}", user.username)
        messages.success(request, said(f"accounts.account_{do}", name=str(user)))
    elif do == "password":
        with transaction.atomic():
            link, token = Link.make(user=user, made_by=request.user, note=user.username, case=request.case)
            audit(request, "member.new-password-link", user.username)
        return _page(request, InviteForm(lang=request.lang), _told(request, link, token))
    return redirect("accounts:members", case=request.case.slug)


def _may_let_in_anew(request: CaseRequest, user: User) -> bool:
    """A new way in opens everything the person may do; an administrator of one case must not take more."""
    more = user.is_superuser or user.memberships.exclude(case=request.case).exists()  # type: ignore[attr-defined]
    return not more or bool(request.user.is_superuser)  # type: ignore[union-attr]


def invitation(request: CaseRequest, pk: int) -> HttpResponse:
    """End a link that has not been used: it lets nobody in any more."""
    link = next((link for link in Link.open_in(request.case) if link.pk == pk), None)
    if link is None:
        raise Http404
    with transaction.atomic():
        ended, _ = Link.objects.filter(pk=pk, used_at=None).delete()
        if ended:
            audit(request, "member.link-ended", link.note, role=Role(link.role).name)
    messages.success(request, words(request.lang)("accounts.link_ended"))
    return redirect("accounts:members", case=request.case.slug)


def _end_links_of(request: CaseRequest, user: User) -> None:
    """What somebody who administers the case no longer has handed out, and nobody has used."""
    ended, _ = Link.objects.filter(made_by=user, case=request.case, used_at=None).delete()
    if ended:
        audit(request, "member.links-ended", user.username, links=ended)


def _told(request: CaseRequest, link: Link, token: str) -> dict[str, Any]:
    """The address of a new link: shown this once, since only its hash is kept."""
    address = request.build_absolute_uri(reverse("accounts:first", kwargs={"token": token}))
    return {"address": address, "until": f"{timezone.localtime(link.expires):%Y-%m-%d %H:%M}"}


def _page(request: CaseRequest, form: InviteForm, told: dict[str, Any]) -> HttpResponse:
    people = [
        {"membership": m, "role": ROLE_NAMES[Role(m.role)][request.lang]}
        for m in request.case.memberships.select_related("user")
    ]
    links = [
        {"link": link, "role": "" if link.user else ROLE_NAMES[Role(link.role)][request.lang]}
        for link in Link.open_in(request.case)
    ]
    page: dict[str, Any] = {"form": form, "told": told, "people": people, "links": links}
    page |= {"roles": role_choices(request.lang)}
    if second.is_on():
        page["second"] = set(TOTPDevice.objects.filter(
            user__memberships__case=request.case, confirmed=True).values_list("user_id", flat=True))  # fmt: skip
    return render(request, "accounts/members.html", page)
