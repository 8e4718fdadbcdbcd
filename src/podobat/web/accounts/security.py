"""Pages of the second factor and of the provider's log-in: setting up, giving the code, taking away."""

from __future__ import annotations

from typing import Any

import django_otp
import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters

from podobat.web.accounts import second
from podobat.web.accounts.entering import BACKEND, WAITING, waiting
from podobat.web.accounts.models import Identity
from podobat.web.core.audit import audit
from podobat.web.core.forms import Worded
from podobat.web.core.texts import words

KEY = "second-factor-key"
CONNECT = "openid-connect"


class CodeForm(Worded, forms.Form):
    """A code, of the application or to recover by."""

    texts = "accounts.second.fields"
    one_time_code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}),
    )


@sensitive_post_parameters("one_time_code")
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    owed = waiting(request)
    if owed is None:
        request.session.pop(WAITING, None)
        return redirect("accounts:sign-in")
    user, kept = owed
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = second.verify(user, form.cleaned_data["one_time_code"])
        if device is not None:
            del request.session[WAITING]
            login(request, user, backend=BACKEND)
            django_otp.login(request, device)
            by = "recovery" if device.name == "recovery" else "code"
            audit(request, "account.signed-in", second=by, **({"via": kept["via"]} if kept["via"] else {}))
            if by == "recovery":
                _warn_of_codes(request)
            return redirect(kept["target"])
        request.session[WAITING] = {**kept, "wrong": kept["wrong"] + 1}
        audit(None, "account.second-factor-wrong", user.username)
        form.add_error("one_time_code", words(_lang(request))("accounts.second.wrong"))
    return render(request, "accounts/code.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("one_time_code")
def security(request: HttpRequest) -> HttpResponse:
    """Second factor and the provider's log-in of the person who is signed in; `do` says what is to be done."""
    if not second.is_on() and not settings.OIDC_ISSUER:
        raise Http404
    do = request.POST.get("do", "")
    if request.method == "POST" and do in ("set-up", "codes", "off") and second.is_on():
        return _second(request, do)
    if request.method == "POST" and settings.OIDC_ISSUER and do == "connect":
        request.session[CONNECT] = request.user.pk
        return _page(request, connecting=True)
    if request.method == "POST" and settings.OIDC_ISSUER and do == "disconnect":
        if request.user.has_usable_password():  # type: ignore[union-attr]
            Identity.objects.filter(user=request.user).delete()
            audit(request, "account.openid-disconnected")
        return redirect("accounts:security")
    return _page(request)


def _second(request: HttpRequest, do: str) -> HttpResponse:
    """Set it up, make new codes to recover by, or take it away; each needs a code of the application."""
    user: Any = request.user
    form = CodeForm(request.POST)
    phrases = words(_lang(request))
    device = second.device_of(user)
    given = form.cleaned_data["one_time_code"] if form.is_valid() else ""
    if do == "set-up" and device is None:
        made = second.set_up(user, request.session.get(KEY) or second.new_key(), given)
        if made is not None:
            request.session.pop(KEY, None)
            request.session.cycle_key()
            django_otp.login(request, made)
            codes = second.new_codes(user)
            audit(request, "account.second-factor-set")
            return _page(request, codes=codes)
    elif device is not None and do in ("codes", "off") and second.verify(user, given) is not None:
        if do == "codes":
            audit(request, "account.recovery-codes-made")
            return _page(request, codes=second.new_codes(user))
        second.take_away(user)
        audit(request, "account.second-factor-off")
        messages.success(request, phrases("accounts.second.now_off"))
        return redirect("accounts:security")
    if form.is_valid():
        form.add_error("one_time_code", phrases("accounts.second.wrong"))
    return _page(request, form=form, doing=do)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    user: Any = request.user
    device = second.device_of(user)
    page: dict[str, Any] = {"on": second.is_on(), "device": device, "form": CodeForm(), **more}
    if second.is_on() and device is None:
        key = request.session.setdefault(KEY, second.new_key())
        picture = segno.make(second.address_of(user, key)).svg_inline(scale=5, dark="#000", light="#fff", border=3)
        page |= {"picture": mark_safe(picture), "typed": second.as_typed(key), "owed": second.demanded(user)}
    elif second.is_on():
        page["left"] = second.codes_left(user)
    if settings.OIDC_ISSUER:
        page |= {"provider": settings.OIDC_NAME, "openid": True,
                 "identities": Identity.objects.filter(user=user), "own": user.has_usable_password()}  # fmt: skip
    form = page["form"]
    return render(request, "accounts/security.html", page, status=422 if form.is_bound and form.errors else 200)


def _warn_of_codes(request: HttpRequest) -> None:
    left = second.codes_left(request.user)  # type: ignore[arg-type]
    messages.warning(request, words(_lang(request))("accounts.second.codes_left", n=left))


def _lang(request: HttpRequest) -> Any:
    return request.lang  # type: ignore[attr-defined]
