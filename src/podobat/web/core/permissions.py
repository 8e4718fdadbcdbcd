"""Who may open which address: one table, and the only place where it is enforced.

Every view is checked before it runs. An address that is missing from the table cannot be opened at all, so nothing is
public by mistake. `tests/web/permissions` holds every address against every role.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from podobat.errors import PodobatError
from podobat.web.core.models import Case
from podobat.web.core.roles import Role, role_of
from podobat.web.site.errors import broken_case, forbidden, wrong_method


class Who(Enum):
    """Addresses outside any case."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    SUPERUSER = "superuser"


Least = Role | Who | None  # None: the address does not do that


@dataclass(frozen=True, slots=True)
class Rule:
    """The least a person must be to look at an address (GET), and to act on it (POST)."""

    get: Least = None
    post: Least = None


def both(least: Role | Who) -> Rule:
    """Looking and acting need the same."""
    return Rule(least, least)


PERMISSIONS: dict[str, Rule] = {
    "core:cases": Rule(get=Who.ANYONE),
    "core:language": Rule(post=Who.ANYONE),
    "core:audit": Rule(get=Role.ADMINISTRATOR),
    "core:settings": both(Role.ADMINISTRATOR),
    "accounts:sign-in": both(Who.ANYONE),
    "accounts:sign-out": Rule(post=Who.ANYONE),
    "accounts:first": both(Who.ANYONE),
    "accounts:password": both(Who.SIGNED_IN),
    "accounts:members": both(Role.ADMINISTRATOR),
    "accounts:member": Rule(post=Role.ADMINISTRATOR),
    # dashboard
    "dashboard:home": Rule(get=Role.READER),
    "dashboard:measure": Rule(get=Role.READER),
    "dashboard:refresh": Rule(post=Role.ANALYST),
    # jobs
    "jobs:status": Rule(get=Role.READER),
    "jobs:stop": Rule(post=Role.OFFICER),
    # book
    "book:records": Rule(get=Role.READER),
    "book:record": Rule(get=Role.READER),
    "book:findings": Rule(get=Role.READER),
    "book:sources": Rule(get=Role.READER),
    "book:fields": Rule(get=Role.OFFICER),
    "book:record-new": both(Role.OFFICER),
    "book:record-edit": both(Role.OFFICER),
    "book:record-confirm": Rule(post=Role.OFFICER),
    "book:record-withdraw": Rule(post=Role.OFFICER),
    "book:record-restore": Rule(post=Role.OFFICER),
    "book:evidence": Rule(get=Role.OFFICER),  # files may name persons
    "book:counters": both(Role.OFFICER),
    "book:records-import": both(Role.OFFICER),
    "book:records-preview": both(Role.OFFICER),
    "book:records-template": Rule(get=Role.OFFICER),
    "book:records-export": Rule(get=Role.OFFICER),
    "book:history-export": Rule(get=Role.OFFICER),
    # directory: single firms and trainees are the office's; readers see counts of people without small cells
    "directory:organisations": Rule(get=Role.OFFICER),
    "directory:organisation": Rule(get=Role.OFFICER),
    "directory:double": Rule(get=Role.OFFICER),
    "directory:trainees": Rule(get=Role.OFFICER),
    "directory:people": Rule(get=Role.READER),
    "directory:organisation-new": both(Role.OFFICER),
    "directory:organisation-edit": both(Role.OFFICER),
    "directory:merge": both(Role.OFFICER),
    "directory:support-new": both(Role.OFFICER),
    "directory:counting-new": both(Role.OFFICER),
    "directory:support-edit": both(Role.OFFICER),
    "directory:trainee": both(Role.OFFICER),
    "directory:trainee-new": both(Role.OFFICER),
    "directory:trainee-edit": both(Role.OFFICER),
    "directory:support-withdraw": Rule(post=Role.OFFICER),
    "directory:counting-withdraw": Rule(post=Role.OFFICER),
    "directory:trainee-withdraw": Rule(post=Role.OFFICER),
    "directory:organisations-import": both(Role.OFFICER),
    "directory:organisations-preview": both(Role.OFFICER),
    "directory:organisations-template": Rule(get=Role.OFFICER),
    "directory:organisations-export": Rule(get=Role.OFFICER),
    "directory:supports-import": both(Role.OFFICER),
    "directory:supports-preview": both(Role.OFFICER),
    "directory:supports-template": Rule(get=Role.OFFICER),
    "directory:supports-export": Rule(get=Role.OFFICER),
    "directory:countings-import": both(Role.OFFICER),
    "directory:countings-preview": both(Role.OFFICER),
    "directory:countings-template": Rule(get=Role.OFFICER),
    "directory:countings-export": Rule(get=Role.OFFICER),
    "directory:people-import": both(Role.OFFICER),
    "directory:people-preview": both(Role.OFFICER),
    "directory:people-template": Rule(get=Role.OFFICER),
    "directory:people-export": Rule(get=Role.OFFICER),
    # scenarios
    "scenarios:room": Rule(get=Role.READER),
    "scenarios:try": Rule(post=Role.OFFICER),
    "scenarios:shown": Rule(get=Role.READER),
    "scenarios:outcome": Rule(get=Role.READER),
    "scenarios:save": Rule(post=Role.ANALYST),
    "scenarios:again": Rule(post=Role.OFFICER),
    "scenarios:download": Rule(get=Role.READER),
    # reports
    "reports:reports": Rule(get=Role.READER, post=Role.OFFICER),
    "reports:file": Rule(get=Role.READER),
}


def allowed(least: Role | Who, request: HttpRequest, role: Role | None) -> bool:
    """May this person, with this role in the case of the address (if it has one)?"""
    if isinstance(least, Role):
        return role is not None and role >= least
    if least is Who.SUPERUSER:
        return bool(getattr(request.user, "is_superuser", False))
    return least is Who.ANYONE or request.user.is_authenticated


def refused(request: HttpRequest) -> HttpResponse:
    """Ask a stranger who only looks to sign in; tell everyone else that it is not theirs."""
    if request.user.is_authenticated or request.method not in ("GET", "HEAD"):
        return forbidden(request)
    target = f"{reverse('accounts:sign-in')}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):  # a part of a page: the whole page goes to the sign-in
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


class PermissionMiddleware:
    """Sets request.case and request.role on addresses of a case, and refuses what the table does not allow."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the address is known."""
        return self.handle(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The check. The view itself gets no `case` argument: it finds request.case."""
        match = request.resolver_match
        rule = PERMISSIONS.get(match.view_name) if match else None
        if rule is None:
            return forbidden(request)
        role = None
        if "case" in kwargs:
            case = Case.objects.filter(slug=kwargs.pop("case")).first()
            if case is None:
                raise Http404
            role = role_of(request.user, case)
            request.case, request.role = case, role  # type: ignore[attr-defined]
        looks = request.method in ("GET", "HEAD")
        least = rule.get if looks else rule.post if request.method == "POST" else None
        if least is None:
            return wrong_method(request)
        return None if allowed(least, request, role) else refused(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A case whose files have faults says so on its pages; which faults, to those who may mend them."""
        if not isinstance(error, PodobatError):
            return None
        role = getattr(request, "role", None)
        return broken_case(request, error if role is not None and role >= Role.ANALYST else None)
