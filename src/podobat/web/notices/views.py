"""The page of what is due, and asking for it by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from podobat.web.core.audit import audit
from podobat.web.core.forms import Worded
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.notices.due import due_of
from podobat.web.notices.models import Often, Wish

KINDS = ("waiting", "report", "silence", "milestone", "target")


class WishForm(Worded, forms.Form):
    """Where to, and how often; nothing by default."""

    texts = "notices.form"

    often = forms.ChoiceField(required=False)
    email = forms.EmailField(required=False)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = words(lang)
        self.lang = lang
        self.fields["often"].choices = [("", said("notices.often.off")),  # type: ignore[attr-defined]
                                        *((o.value, said(f"notices.often.{o.value}")) for o in Often)]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """An address is needed where something is to be sent."""
        given = super().clean() or {}
        if given.get("often") and not given.get("email"):
            self.add_error("email", words(self.lang)("notices.address_wanted"))
        return given


def notices(request: CaseRequest) -> HttpResponse:
    """What is due; POST says how often it is wanted by e-mail."""
    said, person = words(request.lang), request.user
    wish = Wish.objects.filter(case=request.case, user=person).first()
    start = {"often": wish.often if wish else "", "email": getattr(person, "email", "")}
    form = WishForm(request.POST or None, initial=start, lang=request.lang)
    if request.method == "POST" and form.is_valid():
        _wish(request, form.cleaned_data)
        messages.success(request, said("core.saved"))
        return redirect(request.path)
    found = due_of(request.case, timezone.localdate(), person, request.lang)
    groups = [(said(f"notices.kind.{kind}"), [d for d in found if d.kind == kind]) for kind in KINDS]
    page = {"groups": [g for g in groups if g[1]], "form": form, "mail": bool(settings.EMAIL_HOST)}
    return render(request, "notices/notices.html", page, status=422 if form.errors else 200)


def _wish(request: CaseRequest, given: dict[str, Any]) -> None:
    person: Any = request.user
    with transaction.atomic():
        if given["often"]:
            if person.email != given["email"]:
                person.email = given["email"]
                person.save(update_fields=("email",))
            Wish.objects.update_or_create(case=request.case, user=person,
                                          defaults={"often": given["often"], "lang": request.lang})  # fmt: skip
        else:
            Wish.objects.filter(case=request.case, user=person).delete()
        audit(request, "notices.wished", person.get_username(), often=given["often"])
