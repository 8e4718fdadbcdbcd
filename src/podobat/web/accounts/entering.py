"""The last step of every way in: a session at once, or the code of the second factor first.

enter(request, user, target)   after a password, a one-time link or a log-in at the provider
"""

from __future__ import annotations

import time
from typing import Any, Final

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from podobat.web.accounts import second
from podobat.web.accounts.models import User
from podobat.web.core.audit import audit

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
WAITING: Final = "second-factor-waits"
LIFE: Final = 300  # seconds in which the code has to come
MOST: Final = 5  # wrong codes, before the first step has to be done again


def enter(request: HttpRequest, user: User, target: str, *, via: str = "") -> HttpResponse:
    """Sign them in and lead on; where they have a second factor, ask for its code before there is any session."""
    if second.device_of(user) is not None:
        request.session[WAITING] = {
            "user": user.pk, "hash": user.get_session_auth_hash(), "until": time.time() + LIFE, "target": target,
            "via": via, "wrong": 0,
        }  # fmt: skip
        return redirect("accounts:code")
    login(request, user, backend=BACKEND)
    detail: dict[str, Any] = {"via": via} if via else {}
    audit(request, "account.signed-in", **detail)
    return redirect(target)


def waiting(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Who has done the first step and owes the code; None when nobody has, or too long ago."""
    kept = request.session.get(WAITING)
    if not kept or kept["until"] < time.time() or kept["wrong"] >= MOST:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    return (user, kept) if user is not None and user.get_session_auth_hash() == kept["hash"] else None
