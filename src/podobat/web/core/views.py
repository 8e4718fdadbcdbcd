"""Pages of the core: cases, language, audit log, settings of a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from podobat.units import LANGUAGES
from podobat.web.core.audit import audit
from podobat.web.core.forms import Worded
from podobat.web.core.models import AuditEntry, Case, CaseRequest, Membership
from podobat.web.core.roles import ROLE_NAMES, Role
from podobat.web.core.texts import action_names, tree, words

ENTRIES_A_PAGE = 50
A_YEAR = 365 * 24 * 3600


def own_address(request: HttpRequest, wanted: str, otherwise: str = "/") -> str:
    """The address to go to next, if it is one of ours; never somebody else's."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else otherwise


def cases(request: HttpRequest) -> HttpResponse:
    """The list of cases that this person may read."""
    found: QuerySet[Case] = Case.objects.all()
    if not getattr(request.user, "is_superuser", False):
        found = found.filter(pk__in=Membership.objects.filter(user_id=request.user.pk).values("case_id")) | (
            found.filter(is_public=True) if settings.PUBLIC else found.none()
        )
    lang = get_language()
    return render(request, "core/cases.html", {"cases": [(case, case.name(lang)) for case in found]})


def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of all pages, in a cookie of this browser."""
    wanted = request.POST.get("language", "")
    response = redirect(own_address(request, request.POST.get("next", "")))
    if wanted in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response


def glossary(request: HttpRequest) -> HttpResponse:
    """What the words mean."""
    terms = tree(request.lang)["core"]["terms"]  # type: ignore[attr-defined]
    return render(request, "core/glossary.html", {"terms": [(id, t["word"], t["text"]) for id, t in terms.items()]})


def audit_log(request: CaseRequest) -> HttpResponse:
    """What was done in a case, newest first."""
    return _entries(request, request.case.audit_entries.all())


def log(request: HttpRequest) -> HttpResponse:
    """What was done in no case: who signed in, which names and addresses were locked out, links made on the server."""
    return _entries(request, AuditEntry.objects.filter(case=None))


def _entries(request: HttpRequest, all_entries: QuerySet[AuditEntry]) -> HttpResponse:
    """Entries of the audit log, filtered by person, kind of action and day."""
    entries, lang = all_entries, get_language() or LANGUAGES[0]
    asked = {name: str(request.GET.get(name, "")).strip() for name in ("who", "action", "since", "until")}
    if asked["who"]:
        entries = entries.filter(who=asked["who"])
    if asked["action"]:
        entries = entries.filter(action=asked["action"])
    for name, lookup in (("since", "at__date__gte"), ("until", "at__date__lte")):
        day = _day(asked[name])
        if day is not None:
            entries = entries.filter(**{lookup: day})
    names = action_names(lang)
    page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"entry": entry, "name": names.get(entry.action, entry.action)} for entry in page]
    people = all_entries.order_by("who").exclude(who="").values_list("who", flat=True).distinct()
    shown = {"page": page, "rows": rows, "asked": asked, "people": people, "actions": sorted(names.items(), key=_label)}
    shown["of_no_case"] = not hasattr(request, "case")
    return render(request, "core/audit.html", shown)


def _label(pair: tuple[str, str]) -> str:
    return pair[1]


def _day(text: str) -> date | None:
    """A day written YYYY-MM-DD; anything else is no filter."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class SettingsForm(Worded, forms.ModelForm):
    """What an administrator may change about a case."""

    texts = "core.settings"
    second_factor = forms.TypedChoiceField(required=False, empty_value=None, coerce=int)

    class Meta:
        """Names and openness."""

        model = Case
        fields = ("name_ko", "name_en", "is_public", "confirmed_only", "second_factor")

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.SECOND_FACTOR:
            del self.fields["second_factor"]
            return
        roles = [(int(role), words(lang)("core.second_from", role=ROLE_NAMES[role][lang])) for role in Role]
        nobody = words(lang)("core.second_nobody")
        self.fields["second_factor"].choices = [("", nobody), *roles]  # type: ignore[attr-defined]


def case_settings(request: CaseRequest) -> HttpResponse:
    """Names of a case, and whether the public may read it."""
    form = SettingsForm(request.POST or None, instance=request.case, lang=request.lang)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            audit(
                request, "case.changed", request.case.slug, fields=form.changed_data, is_public=request.case.is_public
            )
        messages.success(request, words(request.lang)("core.saved"))
        return redirect(request.path)
    return render(request, "core/settings.html", {"form": form})
