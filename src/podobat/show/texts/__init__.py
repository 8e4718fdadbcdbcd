"""The words of reports and tables, in Korean and English, and Korean particles that fit the word before them."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from podobat.units import with_particle


class _Sentences(string.Formatter):
    """str.format in which '{name:은/는}' adds the particle that fits."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "/" in format_spec:
            return with_particle(str(value), format_spec)
        return str(super().format_field(value, format_spec))


class Words:
    """All texts of one language: `words("section.answer")`, `words("why.likely", share="95%")`."""

    def __init__(self, lang: str, table: dict[str, Any]) -> None:
        self.lang = lang
        self._table = table

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text under a dotted key with its blanks filled in. Raises KeyError for an unknown key or blank."""
        group, name = key.split(".", 1)
        return _Sentences().vformat(self._table[group][name], (), values) if values else self._table[group][name]

    def lines(self, key: str, /, **values: Any) -> Sequence[str]:
        """A list of texts, each with its blanks filled in."""
        group, name = key.split(".", 1)
        return tuple(_Sentences().vformat(line, (), values) for line in self._table[group][name])

    def known(self, key: str) -> bool:
        """Is there a text under this key?"""
        group, name = key.split(".", 1)
        return name in self._table.get(group, {})

    def keys(self) -> frozenset[str]:
        """Every dotted key."""
        return frozenset(f"{group}.{name}" for group, entries in self._table.items() for name in entries)


@cache
def read_words(lang: str) -> Words:
    """The texts of a language. Raises KeyError for a language that is not there."""
    if lang not in ("ko", "en"):
        raise KeyError(f"language {lang!r}; known: ko, en")
    source = resources.files("podobat.show.texts").joinpath(f"{lang}.toml")
    return Words(lang, tomllib.loads(source.read_text(encoding="utf-8")))
