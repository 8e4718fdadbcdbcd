"""The form of a further counter."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from podobat.records.rows import ID_SHAPE, is_id
from podobat.web.book.models import Counter
from podobat.web.core.forms import Worded
from podobat.web.core.models import Case
from podobat.web.tables.private import private_in


class CounterForm(Worded, forms.Form):
    """Key and name of who counts."""

    texts = "book.counter_form"

    name_ko = forms.CharField(max_length=200)
    name_en = forms.CharField(max_length=200)
    key = forms.CharField(max_length=60, required=False)

    def __init__(self, *args: Any, case: Case, lang: str, **kwargs: Any) -> None:
        self.case, self.lang = case, lang
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A key is made of the English name when none is given; names hold nothing about persons."""
        cells = self.cleaned_data
        for name in ("name_ko", "name_en"):
            if complaint := private_in(cells.get(name, "")):
                self.add_error(name, complaint[0][self.lang])
        key = cells.get("key") or re.sub(r"[^a-z0-9]+", "-", cells.get("name_en", "").casefold()).strip("-")[:60]
        if not is_id(key) and "name_en" in cells:
            self.add_error("key", ID_SHAPE[self.lang])
        cells["key"] = key
        return cells

    def save(self) -> Counter:
        """The new counter. Raises IntegrityError when the key is taken."""
        cells = self.cleaned_data
        return Counter.objects.create(
            case=self.case, key=cells["key"], name_ko=cells["name_ko"], name_en=cells["name_en"]
        )
