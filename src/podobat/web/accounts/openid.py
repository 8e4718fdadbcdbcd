"""Log-in at a provider of OpenID Connect: Authlib speaks with it, we say whom it lets in.

PODOBAT_OIDC_ISSUER names the provider; without it there is none. A first log-in needs an open invitation to the very
address that the provider vouches for, or a person who is signed in and connects their account.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from joserfc.errors import JoseError

from podobat.web.accounts.entering import enter
from podobat.web.accounts.models import Identity, Link, User
from podobat.web.accounts.security import CONNECT
from podobat.web.core.audit import audit
from podobat.web.core.models import Membership
from podobat.web.core.texts import words
from podobat.web.core.views import own_address

TARGET: Final = "openid-target"
PATIENCE: Final = 10  # seconds for each answer of the provider
FAULTS: Final = (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError, RuntimeError)


@cache
def provider(issuer: str, client: str, secret: str) -> Any:
    """The provider, with what it says of itself once it has been asked; proof key (PKCE) and nonce always."""
    return OAuth().register(
        "openid", client_id=client, client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )  # fmt: skip


def _provider() -> Any:
    if not settings.OIDC_ISSUER:
        raise Http404
    return provider(settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET)


def start(request: HttpRequest) -> HttpResponse:
    """To the provider."""
    known = _provider()
    request.session[TARGET] = own_address(request, request.GET.get("next", ""))
    try:
        if known.load_server_metadata().get("issuer") != settings.OIDC_ISSUER:
            raise ValueError("another issuer")
        return known.authorize_redirect(request, request.build_absolute_uri(reverse("accounts:openid-back")))
    except FAULTS as error:
        return _refused(request, "unreachable", type(error).__name__, status=502)


def back(request: HttpRequest) -> HttpResponse:
    """From the provider: state, code, signature, issuer, audience, nonce and time have to be right."""
    known = _provider()
    target = request.session.pop(TARGET, "/")
    connecting = request.session.pop(CONNECT, None)
    wanted = {"iss": {"essential": True, "value": settings.OIDC_ISSUER},
              "aud": {"essential": True, "value": settings.OIDC_CLIENT}}  # fmt: skip
    try:
        claims = known.authorize_access_token(request, claims_options=wanted)["userinfo"]
        subject = str(claims["sub"])
    except FAULTS as error:
        return _refused(request, "failed", type(error).__name__)
    if connecting is not None and request.user.is_authenticated and request.user.pk == connecting:
        return _connected(request, subject)
    address = str(claims.get("email") or "").strip() if claims.get("email_verified") is True else ""
    with transaction.atomic():
        user = _known(subject) or _invited(subject, address, str(claims.get("name") or ""))
        if user is not None and user.is_active:
            _redeem(request, user, address)
    if user is None:
        return _refused(request, "not_invited", address)
    if not user.is_active:
        return _refused(request, "closed", user.username)
    return enter(request, user, target, via="openid")


def _known(subject: str) -> User | None:
    row = Identity.objects.filter(issuer=settings.OIDC_ISSUER, subject=subject).select_related("user").first()
    return row.user if row else None


def _open_links(address: str) -> list[Link]:
    """Open invitations to an address of e-mail, of cases, whose maker may still let people in."""
    if not address:
        return []
    rows = Link.objects.filter(email__iexact=address, user=None, case__isnull=False, used_at=None)
    return [link for link in rows.select_related("case", "made_by") if link.is_open and link.is_backed]


def _invited(subject: str, address: str, name: str) -> User | None:
    """A new account for somebody who was invited by this address; None for anybody else."""
    if not _open_links(address):
        return None
    username, n = address[:140].lower(), 1
    while User.objects.filter(username=username).exists():
        n += 1
        username = f"{address[:140].lower()}-{n}"
    user = User(username=username, name=name[:80], email=address[:254])
    user.set_unusable_password()
    user.save()
    Identity.objects.create(user=user, issuer=settings.OIDC_ISSUER, subject=subject)
    return user


def _redeem(request: HttpRequest, user: User, address: str) -> None:
    """What was promised to the address: each role once; a higher one that they have stays."""
    for link in _open_links(address):
        if not Link.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
            continue
        row, new = Membership.objects.get_or_create(user=user, case=link.case, defaults={"role": link.role})
        if not new and row.role < link.role:
            row.role = link.role
            row.save(update_fields=("role",))
        audit(request, "account.link-used", user.username, case=link.case, person=user, via="openid")


def _connected(request: HttpRequest, subject: str) -> HttpResponse:
    """The provider's person and the account that is open belong together from now on."""
    row, new = Identity.objects.get_or_create(
        issuer=settings.OIDC_ISSUER, subject=subject, defaults={"user": request.user}
    )
    if not new and row.user.pk != request.user.pk:
        return _refused(request, "anothers", request.user.get_username())
    if new:
        audit(request, "account.openid-connected")
    messages.success(request, words(request.lang)("accounts.openid.connected"))  # type: ignore[attr-defined]
    return redirect("accounts:security")


def _refused(request: HttpRequest, why: str, detail: str = "", status: int = 403) -> HttpResponse:
    """A page that says why nobody was signed in; the reason stands in the log."""
    audit(None, "account.openid-refused", detail, why=why)
    reason = words(request.lang)(f"accounts.openid.{why}", name=settings.OIDC_NAME)  # type: ignore[attr-defined]
    return render(request, "accounts/openid_refused.html", {"why": reason}, status=status)
