"""Forms whose labels and helps stand in the texts of their app, in both languages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from podobat.web.core.texts import words


class Worded:
    """Put before forms.Form or forms.ModelForm; `texts` names a table of the app's texts.

    texts = "accounts.member" takes the label of a field `role` from `accounts.member.role`, its help from
    `accounts.member.role_help` where there is one, in the language of the page.
    """

    texts = ""
    template_name = "form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = words(get_language() or "ko")
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            key = f"{self.texts}.{name}"
            field.label = said(key)
            if said.known(f"{key}_help"):
                field.help_text = said(f"{key}_help")
        self.label_suffix = ""
