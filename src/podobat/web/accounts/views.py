"""Signing in and out, the one-time link, a new password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from podobat.web.accounts.forms import FirstForm, NewPasswordForm, OtherPasswordForm, SignInForm
from podobat.web.accounts.guessing import shut_out
from podobat.web.accounts.models import Link, User
from podobat.web.core.audit import audit
from podobat.web.core.models import Membership
from podobat.web.core.texts import words
from podobat.web.core.views import own_address
from podobat.web.site.errors import locked_out

BACKEND = "django.contrib.auth.backends.ModelBackend"


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
        login(request, form.get_user())
        audit(request, "account.signed-in")
        return redirect(target)
    return render(request, "accounts/sign_in.html", {"form": form, "next": target, "ended": "ended" in request.GET})


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
                login(request, user, backend=BACKEND)
                audit(request, "account.link-used", user.username, case=link.case)
        if not taken:  # somebody else was quicker with the same link
            return render(request, "accounts/link_used.html", status=404)
        messages.success(request, words(request.lang)("accounts.welcome", name=str(user)))  # type: ignore[attr-defined]
        return redirect("dashboard:home", case=link.case.slug) if link.case else redirect("core:cases")
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
    form = OtherPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            update_session_auth_hash(request, form.save())
            audit(request, "account.password-changed")
        messages.success(request, words(request.lang)("accounts.password_changed"))  # type: ignore[attr-defined]
        return redirect("core:cases")
    return render(request, "accounts/password.html", {"form": form})
