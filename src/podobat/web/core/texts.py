"""Words of the pages: each app keeps texts/ko.toml and texts/en.toml; templates see them all as `t`.

{{ t.book.title }}                    the text `title` of the app `book`
{% say "book.saved" n=3 %}            a text with blanks, Korean particles fitted ({name:은/는})
words(request.lang)("book.saved", n=3)    the same in Python
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from podobat.texts import Words, leaves


def text_files(lang: str) -> dict[str, Path]:
    """App and file of every text file in a language."""
    files = {app.label: Path(app.path) / "texts" / f"{lang}.toml" for app in apps.get_app_configs()}
    return {label: path for label, path in files.items() if path.is_file()}


@cache
def tree(lang: str) -> dict[str, Any]:
    """All texts of a language: app, then whatever the app's file holds."""
    return {label: tomllib.loads(path.read_text(encoding="utf-8")) for label, path in text_files(lang).items()}


@cache
def words(lang: str) -> Words:
    """The same as one callable: `words("ko")("book.form.title", n=3)`. Raises KeyError for an unknown key or blank."""
    return Words(lang, dict(leaves(tree(lang))))


@cache
def action_names(lang: str) -> dict[str, str]:
    """What each action of the audit log is called: the tables `actions` of all apps."""
    return {action: name for table in tree(lang).values() for action, name in table.get("actions", {}).items()}
