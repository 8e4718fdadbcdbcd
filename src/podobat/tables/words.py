"""Texts of cells as everybody reads them, whatever wrote them: composed Hangul, one kind of space, nothing unseen.

tidy("기업\\u00a0명 ")     "기업 명"                     the text that is kept
key("기업 명(주)")          "기업명주"                    what two spellings of a name have in common
unmarked("매출액 주1)")      "매출액"                       a name without the marks of its footnotes
odd("a\\x00b")              "U+0000"                     a character that no text has, or ""
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from podobat.texts import catalogue
from podobat.units import Text, nearest

_say = catalogue("tables")

Complaint = tuple[Text, Text, Text]  # found, allowed, remedy

NOTHING = Text("", "")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x000[dD]_")  # a line end inside a cell, as Excel writes it
_MARKS = re.compile(r"[\W_]+")
#: Behind a name: signs and raised digits, (주1), 주1) after a space, and 1) where no bracket was opened for it.
_FOOTNOTE = re.compile(
    r"\s*(?:[*\uff0a\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+\)?|[(\[]\s*주\s*\d{0,2}\s*\)?[)\]])$|\s주\s*\d{1,2}$"
)
_CLOSED = re.compile(r"(?:\s+주\s*|\s*)(?<!\d)\d{1,2}\s*\)$")
#: Every dash that stands for a hyphen or a minus sign.
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"


def tidy(text: str) -> str:
    """The text of a cell: composed (NFC), spaces of all kinds made plain, unseen characters and outer spaces gone."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _SPACES.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    if "_x000" in text:
        text = _ESCAPED.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").strip()


def odd(text: str) -> str:
    """The first character that cannot be part of a text (a control character, half of a pair), as U+0000; else ""."""
    match = None if text.isascii() and text.isprintable() else _ODD.search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


def key(text: str) -> str:
    """What a name is compared by: full-width forms made plain (NFKC), no capitals, spaces, dashes, dots or brackets."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def unmarked(text: str) -> str:
    """A name without the marks of footnotes behind it: 건설업1), 매출액*, 광주 주1), 종사자¹."""
    while True:
        shorter = _FOOTNOTE.sub("", text)
        if text.count(")") > text.count("("):
            shorter = _CLOSED.sub("", shorter)
        if shorter == text or not shorter.strip():
            return text
        text = shorter.rstrip()


def one_line(text: str, longest: int = 40) -> str:
    """A text short enough for a message, on one line and without odd characters."""
    text = _ODD.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    return text if len(text) <= longest else text[: longest - 3] + "..."


def listed(names: Iterable[str], most: int = 20) -> str:
    """Names for a message, comma-separated; how many more there are beyond the first ones."""
    names = [one_line(name) for name in names]
    return ", ".join(names[:most]) + (f" … (+{len(names) - most})" if len(names) > most else "")


def meant(name: str, known: Iterable[str]) -> Text:
    """The remedy that names the known word most like this one; nothing when none is."""
    near = nearest(name, known)
    return _say("words.did_you_mean", near=near) if near else NOTHING
