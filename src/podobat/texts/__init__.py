"""What is said to people, in every language: a `Text` is one thing said, a catalogue is all that a room says.

A room keeps `texts/<lang>.toml`; code names what it says by key and never in a language:

    say = catalogue("forecast")
    say("note.few_draws", draws=200)         a Text: text["ko"], text["en"]
    say.words("ko")("headline.all", n=3)     the same at once, in one language

A key is looked up in the catalogue of the room, then of the rooms around it, then in the words of the press
(show/texts), then in those of everyone (texts). A blank may be filled with a Text, which is said in the language of
the sentence; '{name:은/는}' adds the Korean particle that fits, '{name:`은/는}' behind a closing sign and
'{n:.4g|은/는}' behind a number written so. A language is the files that are named after it: one more in every `texts`
folder is one language more, and no code.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from podobat.texts.particles import with_particle

__all__ = [
    "FALLBACK", "LANGUAGES", "Catalogue", "Lang", "Text", "Words", "catalogue", "checked", "language_name", "leaves",
    "lookups", "read_words", "with_particle",
]  # fmt: skip

#: A language by its code: "ko", "en".
Lang = str
#: What a language without a text for a key falls back to.
FALLBACK: Lang = "en"
_SHARED = ("show", "")


def _folder(room: str) -> Any:
    folder = resources.files("podobat")
    for part in room.split(".") if room else ():
        folder = folder / part
    return folder / "texts"


@cache
def _read(room: str, lang: Lang) -> Mapping[str, str | tuple[str, ...]]:
    """Dotted key -> text of one file; empty where the room has none in this language."""
    file = _folder(room) / f"{lang}.toml"
    return dict(leaves(tomllib.loads(file.read_text(encoding="utf-8")))) if file.is_file() else {}


def leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Dotted key and text (or texts) of every entry of a parsed catalogue."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, tuple(value) if isinstance(value, list) else value


def _languages() -> tuple[Lang, ...]:
    files = (entry.name for entry in _folder("").iterdir() if entry.name.endswith(".toml"))
    names = (name.removesuffix(".toml") for name in files)
    return tuple(sorted(names, key=lambda lang: (_read("", lang)["language.order"], lang)))


#: Every language there is, in the order in which people are offered them.
LANGUAGES: tuple[Lang, ...] = _languages()


def checked(lang: Lang) -> Lang:
    """The language, if there is one of this code. Raises KeyError."""
    if lang not in LANGUAGES:
        raise KeyError(f"language {lang!r}; known: {', '.join(LANGUAGES)}")
    return lang


def language_name(lang: Lang) -> str:
    """A language in itself: '한국어', 'English'."""
    return str(_read("", checked(lang))["language.name"])


class Text:
    """One thing said in every language: `text["ko"]`, `text["en"]`.

    Two are equal when they say the same in every language. One that comes from a file may lack a language: it is then
    said in English, or in the first language that it has.
    """

    __slots__ = ("_said",)

    def __init__(self, ko: str, en: str, **further: str) -> None:
        self._said: Mapping[str, str] = {"ko": ko, "en": en, **further}

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Text:
        """A text from its languages, at least one, as plans and parameter files give it."""
        text = cls.__new__(cls)
        text._said = said
        return text

    @classmethod
    def same(cls, words: str) -> Text:
        """What needs no translation: a list of ids, a figure, nothing at all."""
        return cls(words, words)

    @classmethod
    def each(cls, write: Callable[[Lang], str]) -> Text:
        """A text written once for every language."""
        return cls.of({lang: write(lang) for lang in LANGUAGES})

    def __getitem__(self, lang: Lang) -> str:
        wording = self._said.get(lang)
        if wording is not None:
            return wording
        checked(lang)
        return self._said.get(FALLBACK) or next(iter(self._said.values()))

    @property
    def ko(self) -> str:
        """In Korean."""
        return self["ko"]

    @property
    def en(self) -> str:
        """In English."""
        return self["en"]

    @property
    def written(self) -> dict[Lang, str]:
        """Language -> what is said, of those in which it was given."""
        return dict(self._said)

    @property
    def languages(self) -> dict[Lang, str]:
        """Language -> what is said, for files and JSON."""
        return {lang: self[lang] for lang in LANGUAGES}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        return type(self) is type(other) and self.languages == other.languages

    def __hash__(self) -> int:
        return hash(tuple(self.languages.values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{lang}={wording!r}' for lang, wording in self.languages.items())})"

    def __str__(self) -> str:
        return self["en"]


class _Keyed(Mapping[str, str]):
    """What a catalogue says under a key, found when it is asked for."""

    def __init__(self, room: str, key: str, values: Mapping[str, Any]) -> None:
        self.room, self.key, self.blanks = room, key, values

    def __getitem__(self, lang: str) -> str:
        if lang not in LANGUAGES:
            raise KeyError(lang)
        return read_words(lang, self.room)(self.key, **self.blanks)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


class Catalogue:
    """What a room says. Called with a key, and what fills its blanks, it gives a Text."""

    def __init__(self, room: str) -> None:
        self.room = room

    def __call__(self, key: str, /, **values: Any) -> Text:
        """The text under a dotted key. A key that no catalogue has raises KeyError when the text is read."""
        return Text.of(_Keyed(self.room, key, values))

    def words(self, lang: Lang) -> Words:
        """All texts in one language. Raises KeyError for a language that is not there."""
        return read_words(lang, self.room)

    def known(self, key: str) -> bool:
        """Is there a text under this key?"""
        return self.words(FALLBACK).known(key)


@cache
def catalogue(room: str) -> Catalogue:
    """The catalogue of a room by its folder in the package: "forecast", "appraise.cost_benefit", "" for everyone's."""
    return Catalogue(room)


class _Sentences(string.Formatter):
    """str.format in which '{name:은/는}' adds the particle that fits, and a Text is said in the sentence's language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        wording = value[self.lang] if isinstance(value, Text) else value
        if "/" not in format_spec:
            return str(super().format_field(wording, format_spec))
        spec, _, pair = format_spec.rpartition("|")
        return with_particle(str(super().format_field(wording, spec)), pair)


class Words:
    """All texts of a room in one language: `words("section.answer")`, `words("why.likely", share="95%")`."""

    def __init__(self, lang: Lang, entries: Mapping[str, str | tuple[str, ...]]) -> None:
        """entries   dotted key -> text, or texts of a list"""
        self.lang = lang
        self._entries: Mapping[str, Any] = entries
        self._sentences = _Sentences(lang)

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text under a dotted key with its blanks filled in. Raises KeyError for an unknown key or blank."""
        text = self._entries[key]
        if not isinstance(text, str):
            raise KeyError(f"{key} is a list: use lines")
        return self._sentences.vformat(text, (), values) if values else text

    def lines(self, key: str, /, **values: Any) -> tuple[str, ...]:
        """A list of texts, each with its blanks filled in."""
        return tuple(self._sentences.vformat(line, (), values) for line in self._entries[key])

    def setting(self, key: str) -> Any:
        """What the language says of itself under `language.`: a list, a number, yes or no."""
        return self._entries[key]

    def known(self, key: str) -> bool:
        """Is there a text under this key?"""
        return key in self._entries

    def keys(self) -> frozenset[str]:
        """Every dotted key."""
        return frozenset(self._entries)


def lookups(room: str) -> tuple[str, ...]:
    """The catalogues in which a key of a room is looked up, nearest first."""
    parts = room.split(".") if room else []
    around = [".".join(parts[: n + 1]) for n in range(len(parts))]
    return tuple(dict.fromkeys([*reversed(around), *_SHARED]))


@cache
def read_words(lang: Lang, room: str = "show") -> Words:
    """The texts of a room in a language. Raises KeyError for a language that is not there."""
    entries: dict[str, str | tuple[str, ...]] = {}
    for each in reversed(lookups(room)):
        entries |= {**_read(each, FALLBACK), **_read(each, checked(lang))}
    return Words(lang, entries)
