"""How a new case is asked for."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms

from podobat.plan.template import usable_id
from podobat.web.core.forms import Worded
from podobat.web.core.models import RESERVED, Case
from podobat.web.core.texts import words

WAYS: Final = ("template", "table", "upload", "copy", "continuation")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", flags=re.ASCII)


class NewCase(Worded, forms.Form):
    """A way to begin, a name, a short name, and what the way needs."""

    texts = "plans.new"
    way = forms.ChoiceField(widget=forms.RadioSelect)
    name_ko = forms.CharField(max_length=120, required=False)
    name_en = forms.CharField(max_length=120, required=False)
    short = forms.CharField(max_length=60, required=False)
    file = forms.FileField(required=False)
    other = forms.ModelChoiceField(Case.objects.none(), required=False)

    def __init__(self, *args: Any, lang: str, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = words(lang)
        self.fields["way"].choices = [(way, self.said(f"plans.way.{way}")) for way in WAYS]  # type: ignore[attr-defined]
        other: Any = self.fields["other"]
        other.queryset, other.label_from_instance = cases, lambda case: case.name(lang)
        other.empty_label = self.said("plans.choose")
        self.fields["file"].widget.attrs["accept"] = ".zip,.xlsx,.csv"

    def clean(self) -> dict[str, Any]:
        """What each way needs, and a short name that is free."""
        given = super().clean() or {}
        way = given.get("way")
        if way in ("table", "upload") and not given.get("file"):
            self.add_error("file", self.said("plans.file_missing"))
        if way in ("copy", "continuation") and not given.get("other"):
            self.add_error("other", self.said("plans.other_missing"))
        if way and way != "upload" and not given.get("name_ko"):
            self.add_error("name_ko", self.said("plans.name_missing"))
        short = (given.get("short") or "").strip().lower()
        if not short and way != "upload":
            short = free_id(usable_id(given.get("name_en") or "my-cluster"))
        if short:
            wrong = fault_of(short)
            if wrong:
                self.add_error("short", self.said(f"plans.{wrong}", id=short, free=free_id(usable_id(short))))
        given["short"] = short
        return given


def fault_of(short: str) -> str:
    """What is wrong with a short name: "", short_unusable or short_taken."""
    if not _ID.fullmatch(short) or short in RESERVED:
        return "short_unusable"
    return "short_taken" if Case.objects.filter(slug=short).exists() else ""


def free_id(stem: str) -> str:
    """The short name itself, or with a number behind it, that no case has yet."""
    stem = stem if stem not in RESERVED else f"{stem}-case"
    taken = set(Case.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(name for n in range(1, 100_000) if (name := f"{stem[:54]}-{n}" if n > 1 else stem) not in taken)
