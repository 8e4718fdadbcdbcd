"""What a source is called in every language: the body that published it and the publication.

A table of sources may write both as `Korean / English`. Where it writes them in English alone, the Korean names stand
in publishers.yaml; "X, via Y" and "Y quoting X" are taken apart, and a name that nobody listed stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from podobat.plan.document import read_yaml
from podobat.texts import Text, catalogue

_say = catalogue("plan")

HERE: Final = Path(__file__).parent
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_VIA = re.compile(r",? via | quoting ")


@cache
def _names() -> dict[str, dict[str, str]]:
    root, _ = read_yaml(HERE / "publishers.yaml")
    return {} if root is None else root.plain()


def publisher(stated: str) -> Text:
    """A publisher in every language: `Bank of Korea, via Edaily` is 한국은행(이데일리 재인용)."""
    halves = _halves(stated)
    if halves is not None:
        return halves
    if _HANGUL.search(stated) or not stated:
        return Text.same(stated)
    return Text.of({"ko": _publisher(stated), "en": stated})


def title(stated: str) -> Text:
    """A publication in every language."""
    return _halves(stated) or Text.of({"ko": _names()["titles"].get(stated, stated), "en": stated})


def _halves(stated: str) -> Text | None:
    """Both languages of `Korean / English`; None of anything else."""
    ko, slash, en = stated.partition(" / ")
    if slash and _HANGUL.search(ko) and not _HANGUL.search(en):
        return Text.of({"ko": ko, "en": en})
    return None


def _publisher(stated: str) -> str:
    known = _name(stated)
    if known is not None:
        return known
    parts = [part for part in _VIA.split(stated) if part]
    if len(parts) == 2 and " quoting " in stated:
        parts.reverse()  # the body first, the paper that quotes it after it
    told = [_listed(part) for part in parts]
    return told[0] if len(told) == 1 else str(_say.words("ko")("publishers.via", body=told[0], by=", ".join(told[1:])))


def _name(stated: str) -> str | None:
    names = _names()
    return names["bodies"].get(stated) or names["media"].get(stated)


def _listed(stated: str) -> str:
    """A list with commas or slashes, or a name with something in brackets; what is not known stays."""
    known = _name(stated)
    if known is not None:
        return known
    found = re.fullmatch(r"(.+?) \((.+)\)", stated)
    if found is not None:
        return f"{_listed(found[1])}({_listed(found[2])})"
    for mark in (" / ", ", "):
        if mark in stated:
            return ", ".join(_listed(part) for part in stated.split(mark))
    return stated
