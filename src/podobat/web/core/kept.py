"""What somebody sent after their session had ended: kept until they are signed in again, then put before them."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

NAME: Final = "kept-form"
MOST: Final = 200_000  # letters
NOT_KEPT: Final = (
    "csrfmiddlewaretoken", "password", "password1", "password2", "old_password", "new_password1", "new_password2",
    "one_time_code",
)  # fmt: skip


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in; what was sent waits in the session. A part of a page takes the whole page with it."""
    part = request.headers.get("HX-Request")
    back = request.get_full_path()
    if request.method == "POST":
        if part:
            back = _page_of(request)
        elif not request.FILES and len(sent := _sent(request)) <= MOST:
            request.session[NAME] = {"path": back, "sent": sent}
    asked = {"next": back, **({"ended": 1} if request.method == "POST" else {})}
    target = f"{reverse('accounts:sign-in')}?{urlencode(asked)}"
    if part:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _sent(request: HttpRequest) -> str:
    """What was sent, without what is never kept."""
    kept = request.POST.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    return kept.urlencode()


def _page_of(request: HttpRequest) -> str:
    """The page on which a part of it was asked for."""
    address = request.headers.get("HX-Current-URL", "")
    own = f"{request.scheme}://{request.get_host()}"
    return address.removeprefix(own) if address.startswith(f"{own}/") else "/"


def kept_form(request: HttpRequest) -> HttpResponse | None:
    """The page that sends again what waits for this address; None where nothing does. It is shown once."""
    kept: Any = request.session.get(NAME) if request.method == "GET" and request.user.is_authenticated else None
    if not isinstance(kept, dict) or kept.get("path") != request.get_full_path():
        return None
    del request.session[NAME]
    fields = [(n, v) for n, values in QueryDict(kept["sent"]).lists() for v in values]
    return render(request, "core/kept.html", {"path": kept["path"], "fields": fields})
