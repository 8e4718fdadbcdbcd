"""What a text is about: its words and morphemes, and the terms of the trades that it names.

    reader = TextReader(terms)
    read = reader.read("차체 용접부의 표면결함 검사")
    read.words     ("차체", "용접", "부", "표면", "결함", "검사", "#weld_inspection", ...)
    read.terms     ("weld_inspection", "surface_defect_inspection")

Korean goes through the morphemes of kiwipiepy, whose model comes with its package; texts without Hangul do not wait
for it. A term is found wherever its letters stand between the borders of morphemes, spaces aside, and brings every
wider term with it, so that a text about spot welding and one about arc welding meet in welding.
"""

from __future__ import annotations

import os
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from podobat.evidence.partners import Term, spelling_key, with_wider

TERM_MARK = "#"
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LATIN = re.compile(r"[^\W_]+(?:[.+#][^\W_]+)*")
_RUN = re.compile(r"[\uac00-\ud7a3]+")
_CONTENT = frozenset({"NNG", "NNP", "XR", "SL", "SH", "SN"})
_CAPITALS = 4  # a spelling of so many capitals or fewer (CT, AR) is looked for in capitals only
_GRAMS = (2, 3)
_BEGINNING = 2  # letters


@cache
def _kiwi() -> Any:
    """The analyser of Korean, loaded once: about a second."""
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=min(4, os.cpu_count() or 1))


@cache
def _stop_words() -> frozenset[str]:
    """English words that say nothing of a trade."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Piece:
    """A morpheme or a word: its form, whether it carries meaning, whether it is a name, and where it stands."""

    form: str
    content: bool
    name: bool
    start: int
    end: int


@dataclass(frozen=True)
class ReadText:
    """A text as it is compared.

    words   content morphemes and words, and `#id` for every term of the trades and every wider term, with repeats
    terms   ids of the terms it names, in the order they come, each once
    grams   pairs and triples of syllables in its Korean words
    text    the text itself, composed (NFKC)
    names   proper names among its morphemes
    """

    words: tuple[str, ...]
    terms: tuple[str, ...]
    grams: tuple[str, ...]
    text: str
    names: frozenset[str]


class TextReader:
    """Reads texts against a list of terms; the same text is read once."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms: Mapping[str, Term] = {t.id: t for t in terms}
        self._spellings: dict[str, tuple[str, str]] = {}
        for term in terms:
            for spelling in term.spellings:
                capitals = spelling.isupper() and spelling.isascii() and len(spelling) <= _CAPITALS
                self._spellings[spelling_key(spelling)] = (term.id, spelling if capitals else "")
        self._wider = {t.id: with_wider(t.id, self.terms) for t in terms}
        self._read: dict[str, ReadText] = {}

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The first letters of every spelling, so that most places in a text are passed over at once."""
        return frozenset(spelling[:_BEGINNING] for spelling in self._spellings)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._spellings), default=0)

    def read(self, text: str) -> ReadText:
        """One text."""
        return next(self.read_all([text]))

    def read_all(self, texts: Iterable[str]) -> Iterator[ReadText]:
        """Several texts, one after another."""
        composed = [unicodedata.normalize("NFKC", text).strip() for text in texts]
        new = list(dict.fromkeys(t for t in composed if t not in self._read))
        for text, pieces in zip(new, pieces_of(new), strict=True):
            self._read[text] = self._of(text, pieces)
        return (self._read[text] for text in composed)

    def _of(self, text: str, pieces: Sequence[Piece]) -> ReadText:
        terms = self._terms_in(text, pieces)
        words = [p.form for p in pieces if p.content]
        words += [TERM_MARK + wider for id in terms for wider in self._wider[id]]
        grams = [run[i : i + n] for run in _RUN.findall(text) for n in _GRAMS for i in range(len(run) - n + 1)]
        names = frozenset(p.form for p in pieces if p.name)
        return ReadText(tuple(words), tuple(dict.fromkeys(terms)), tuple(grams), text, names)

    def _terms_in(self, text: str, pieces: Sequence[Piece]) -> list[str]:
        """Ids of the terms named, longest first at every place, none inside another."""
        place, bare = [], []
        for sign in text:
            place.append(len(bare))
            if not sign.isspace() and sign != "-":
                bare.append(sign)
        place.append(len(bare))
        line, lower = "".join(bare), "".join(bare).casefold()
        if len(lower) != len(line):  # a letter whose small form is two letters: places would shift
            return []
        ends = sorted({place[p.end] for p in pieces})
        terms, upto = [], 0
        for start in sorted({place[p.start] for p in pieces}):
            if start < upto or lower[start : start + _BEGINNING] not in self._beginnings:
                continue
            near = ends[bisect_right(ends, start) : bisect_right(ends, start + self._longest + 1)]
            for end in reversed(near):
                id = self._named(lower[start:end], line[start:end])
                if id:
                    terms.append(id)
                    upto = end
                    break
        return terms

    def _named(self, lower: str, written: str) -> str:
        """The term that a stretch of text spells, in the singular or the plural, or ""."""
        for key in (lower, lower[:-1] if lower.endswith("s") and lower.isascii() else ""):
            if key in self._spellings:
                id, capitals = self._spellings[key]
                if not capitals or written[: len(key)] == capitals:
                    return id
        return ""


def pieces_of(texts: Sequence[str]) -> Iterator[list[Piece]]:
    """Texts cut into morphemes (Korean) and words (everything else)."""
    korean = [text for text in texts if _HANGUL.search(text)]
    analysed = iter(_kiwi().tokenize(korean) if korean else ())
    for text in texts:
        yield _morphemes(next(analysed)) if _HANGUL.search(text) else list(_words(text))


def _morphemes(tokens: Iterable[Any]) -> list[Piece]:
    pieces = []
    for token in tokens:
        form, tag = token.form.casefold(), token.tag.split("-")[0]
        content = tag in _CONTENT and (tag != "SL" or _says_something(form))
        pieces.append(Piece(form, content, tag == "NNP", token.start, token.start + token.len))
    return pieces


def _words(text: str) -> Iterator[Piece]:
    for match in _LATIN.finditer(text):
        form = match[0].casefold()
        yield Piece(form, _says_something(form), match[0][0].isupper(), match.start(), match.end())


def _says_something(word: str) -> bool:
    return len(word) > 1 and word not in _stop_words()
