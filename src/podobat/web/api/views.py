"""The pages of the interface: what may be called, and the keys with which one calls."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from podobat.web.api.calls import CALLS, document
from podobat.web.api.models import MOST_A_MINUTE, MOST_KEYS, Key, Scope
from podobat.web.api.shapes import SHAPES
from podobat.web.core.audit import audit
from podobat.web.core.forms import Worded
from podobat.web.core.models import CaseRequest
from podobat.web.core.roles import Role
from podobat.web.core.texts import words


def _document(request: HttpRequest) -> dict[str, Any]:
    return document(request.build_absolute_uri("/").rstrip("/"), version("podobat"))


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(_document(request), json_dumps_params={"ensure_ascii": False, "indent": 1})


def reference(request: HttpRequest) -> HttpResponse:
    """The same as a page, from the document itself."""
    told = _document(request)
    calls = []
    for path, operations in told["paths"].items():
        for method, o in operations.items():
            shape = o["responses"]["200"]["content"]["application/json"]["schema"].get("$ref", "").rpartition("/")[2]
            sent = ""
            if "requestBody" in o:
                sent = o["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            calls.append({"method": method.upper(), "path": path, "about": o["summary"], "shape": shape, "sent": sent,
                          "parameters": [p for p in o["parameters"] if p["in"] == "query"]})  # fmt: skip
    shapes = [
        {"name": s.__name__, "about": (schema := told["components"]["schemas"][s.__name__])["description"],
         "fields": [(name, _kind(f), f.get("description", "")) for name, f in schema["properties"].items()]}
        for s in SHAPES
    ]  # fmt: skip
    page = {"calls": calls, "shapes": shapes, "rate": MOST_A_MINUTE, "n": len(CALLS), "base": told["servers"][0]["url"]}
    return render(request, "api/reference.html", page)


def _kind(field: dict[str, Any]) -> str:
    """The type of a field in a few letters."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " | ".join(_kind(one) for one in field["anyOf"])
    if field.get("type") == "array":
        return f"[{_kind(field['items'])}]"
    if field.get("type") == "object":
        return f"{{{_kind(field.get('additionalProperties') or {})}}}"
    return str(field.get("format") or field.get("type") or "any")


class KeyForm(Worded, forms.Form):
    """A new key."""

    texts = "api.form"

    name = forms.CharField(max_length=80)
    scope = forms.ChoiceField()
    days = forms.IntegerField(min_value=1, max_value=366, initial=90)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = words(lang)
        self.fields["scope"].choices = [(s.value, said(f"api.scope.{s.value}")) for s in Scope]  # type: ignore[attr-defined]


def keys(request: CaseRequest) -> HttpResponse:
    """One's own keys, and a new one; an administrator sees those of everyone."""
    form, letters, said = KeyForm(request.POST or None, lang=request.lang), "", words(request.lang)
    mine = Key.objects.filter(case=request.case, user=request.user)
    if request.method == "POST" and form.is_valid():
        if mine.filter(ended_at=None, expires__gt=timezone.now()).count() >= MOST_KEYS:
            form.add_error(None, said("api.enough", n=MOST_KEYS))
        else:
            with transaction.atomic():
                made, letters = Key.make(form.cleaned_data["days"], case=request.case, user=request.user,
                                         name=form.cleaned_data["name"], scope=form.cleaned_data["scope"])  # fmt: skip
                audit(request, "key.made", made.name, scope=made.scope, start=made.start)
            form = KeyForm(lang=request.lang)
    seen = Key.objects.filter(case=request.case) if request.role >= Role.ADMINISTRATOR else mine
    rows = [(key, said(f"api.scope.{key.scope}")) for key in seen.select_related("user")[:200]]
    page = {"form": form, "letters": letters, "rows": rows, "case_slug": request.case.slug,
            "base": request.build_absolute_uri("/").rstrip("/")}  # fmt: skip
    return render(request, "api/keys.html", page, status=422 if form.errors else 200)


def end(request: CaseRequest, id: int) -> HttpResponse:
    """End a key: one's own, or as an administrator anybody's."""
    found = Key.objects.filter(case=request.case, pk=id, ended_at=None)
    if request.role < Role.ADMINISTRATOR:
        found = found.filter(user=request.user)
    key = found.first()
    if key is None:
        raise Http404
    with transaction.atomic():
        found.update(ended_at=timezone.now())
        audit(request, "key.ended", key.name, start=key.start)
    messages.success(request, words(request.lang)("api.ended"))
    return redirect("api:keys", case=request.case.slug)
