"""Who may open which address: what the rooms say (`room.py` of each), enforced in this one place.

Every view is checked before it runs. An address that is missing from the table cannot be opened at all, so nothing is
public by mistake. `tests/web/permissions` holds every address against every role.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from podobat.errors import PodobatError
from podobat.web.core.kept import kept_form, sign_in_first
from podobat.web.core.membership import role_of
from podobat.web.core.models import Case, Unpublished
from podobat.web.core.roles import Role
from podobat.web.core.rooms import Rule, Who, rooms
from podobat.web.site.errors import broken_case, forbidden, wrong_method

PERMISSIONS: Final[dict[str, Rule]] = {
    f"{room}:{view}": rule for room, said in rooms().items() for view, rule in said.permissions.items()
}


def allowed(least: Role | Who, request: HttpRequest, role: Role | None) -> bool:
    """May this person, with this role in the case of the address (if it has one)?"""
    if isinstance(least, Role):
        return role is not None and role >= least
    if least is Who.SUPERUSER:
        return bool(getattr(request.user, "is_superuser", False))
    return least is Who.ANYONE or request.user.is_authenticated


def refused(request: HttpRequest) -> HttpResponse:
    """Ask a stranger to sign in, and keep what they sent; tell everyone else that it is not theirs."""
    return forbidden(request) if request.user.is_authenticated else sign_in_first(request)


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
        return kept_form(request) if allowed(least, request, role) else refused(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A case whose files have faults says so on its pages; which faults, to those who may mend them."""
        if not isinstance(error, PodobatError):
            return None
        role = getattr(request, "role", None)
        if isinstance(error, Unpublished) and role is not None and role >= Role.ANALYST:
            return redirect("plans:edit", case=request.case.slug)  # type: ignore[attr-defined]
        case = getattr(request, "case", None)
        if case is None or role is None or role < Role.ANALYST:
            return broken_case(request, None)
        return broken_case(request, error, reverse("plans:file", kwargs={"case": case.slug}))
