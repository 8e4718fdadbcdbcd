"""Signing in and out, the one-time link, a new password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from podobat.web.accounts.entering import enter
from podobat.web.accounts.forms import FirstForm, NewPasswordForm, OtherPasswordForm, SignInForm
from podobat.web.accounts.guessing import shut_out
from podobat.web.accounts.models import Link, User
from podobat.web.core.audit import audit
from podobat.web.core.models import Membership
from podobat.web.core.texts import words
from podobat.web.core.views import own_address
from podobat.web.site.errors import locked_out


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; django-axes closes a name after five wrong ones, an address is closed after twenty."""
    target = own_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(target)
    if request.method == "POST" and shut_out(request):
        return locked_out(request)
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user: Any = form.get_user()
        return enter(request, user, target)
    page = {"form": form, "next": target, "ended": "ended" in request.GET}
    page |= {"openid": bool(settings.OIDC_ISSUER), "provider": settings.OIDC_NAME}
    return render(request, "accounts/sign_in.html", page)


def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; public pages stay readable."""
    if request.user.is_authenticated:
        audit(request, "account.signed-out")
    logout(request)
    return redirect("core:cases")


@sensitive_post_parameters("password1", "password2", "new_password1", "new_password2")
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Where a one-time link leads. Only sending the form uses it up: a mail scanner that opens it does no harm."""
    link = Link.find(token)
    if link is None:
        return render(request, "accounts/link_used.html", status=404)
    data = request.POST or None
    form: Any = NewPasswordForm(link.user, data) if link.user else FirstForm(data)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            taken = Link.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
            if taken:
                user = form.save() if link.user else _new_account(form, link)
                audit(request, "account.link-used", user.username, case=link.case, person=user)
        if not taken:  # somebody else was quicker with the same link
            return render(request, "accounts/link_used.html", status=404)
        messages.success(request, words(request.lang)("accounts.welcome", name=str(user)))  # type: ignore[attr-defined]
        return enter(request, user, reverse("dashboard:home", kwargs={"case": link.case.slug}) if link.case else "/")
    page = {"form": form, "link": link, "link_case": link.case.name(request.lang) if link.case else ""}  # type: ignore[attr-defined]
    return render(request, "accounts/first.html", page)


def _new_account(form: FirstForm, link: Link) -> User:
    """The account that a link promises: a role in its case, or administrator of everything."""
    user: User = form.save(commit=False)
    user.is_superuser = link.case is None
    user.save()
    if link.case is not None:
        Membership.objects.create(user=user, case=link.case, role=link.role)
    return user


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
def password(request: HttpRequest) -> HttpResponse:
    """A new password in place of the old one; other sessions of the person end."""
    if not request.user.has_usable_password():  # type: ignore[union-attr]
        return redirect("accounts:security" if settings.OIDC_ISSUER else "core:cases")
    form = OtherPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            update_session_auth_hash(request, form.save())
            audit(request, "account.password-changed")
        messages.success(request, words(request.lang)("accounts.password_changed"))  # type: ignore[attr-defined]
        return redirect("core:cases")
    page = {"form": form, "security": settings.SECOND_FACTOR or bool(settings.OIDC_ISSUER)}
    return render(request, "accounts/password.html", page)
