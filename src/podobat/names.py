"""Names of organisations: the same firm however its name is written, and the entries that a name may mean.

    name_key("(주)포도 소프트")                "포도소프트": what is left without legal forms, spaces and marks
    legal_forms("재단법인 광주테크")            {"foundation"}: what kind of legal person the name states
    Likeness(known).near("포도소프트웨어")      entries that may be the same, with a likeness from 0 to 100

A likeness never decides: only an equal registration number or an equal key does, else a person. Where both names state
a legal form and the forms differ, the keys do not decide either: a company and a foundation are two legal persons.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

ALIKE = 76.0  # likeness from which a person is asked
MOST = 4
_SHORTEST_SKELETON = 4
_LOOKED_AT = 3_000  # entries counted for one name: those that share its rarest pairs of letters
_SCORED = 60  # of them, that share most, are compared letter by letter
_CIRCLED = str.maketrans(dict.fromkeys("㈔㈕㈖", " "))
# Legal forms as names state them, longer ones first: what each is, and how it is written.
_FORMS_KO = (
    ("farming company", r"농업\s*회사\s*법인"), ("fishing company", r"어업\s*회사\s*법인"),
    ("farming union", r"영농\s*조합\s*법인"), ("fishing union", r"영어\s*조합\s*법인"),
    ("social cooperative", r"사회적\s*협동\s*조합"), ("cooperative", r"협동\s*조합"),
    ("limited liability company", r"유한\s*책임\s*회사"),
    ("limited company", r"유한\s*회사|[(\[]\s*유\s*[)\]]|^유\)"),
    ("stock company", r"주식\s*회사|[(\[]\s*주\s*[)\]]|^주\)|\(주$"),
    ("limited partnership", r"합자\s*회사|[(\[]\s*(?:합|자)\s*[)\]]"), ("partnership", r"합명\s*회사"),
    ("foundation", r"재단\s*법인|[(\[]\s*재\s*[)\]]|^재\)"), ("association", r"사단\s*법인|[(\[]\s*사\s*[)\]]|^사\)"),
    ("medical foundation", r"의료\s*법인|[(\[]\s*의\s*[)\]]"), ("school foundation", r"학교\s*법인|[(\[]\s*학\s*[)\]]"),
    ("welfare foundation", r"사회\s*복지\s*법인|[(\[]\s*복\s*[)\]]"),
)  # fmt: skip
_FORMS_EN = (
    ("stock company", r"co\.?,?\s*ltd|co\.?,?\s*inc|inc|incorporated|corp|corporation|limited|ltd|plc"),
    ("limited liability company", r"llc|l\.l\.c"), ("limited company", r"gmbh"),
    ("", r"company|co"),
)  # fmt: skip
_KO = re.compile("|".join(f"(?P<f{i}>{pattern})" for i, (_, pattern) in enumerate(_FORMS_KO)))
_EN = re.compile(
    "|".join(rf"(?P<e{i}>(?<![a-z])(?:{pattern})\.?(?![a-z]))" for i, (_, pattern) in enumerate(_FORMS_EN))
)
_KEPT = re.compile(r"[^0-9a-z가-힣一-鿿]")

_INITIALS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
)  # fmt: skip
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
)  # fmt: skip
_LETTERS = {
    "더블유": "w", "에이치": "h", "에이": "a", "에프": "f", "아이": "i", "제이": "j", "케이": "k", "에스": "s",
    "브이": "v", "엑스": "x", "와이": "y", "제트": "z", "비": "b", "씨": "c", "시": "c", "디": "d", "이": "e",
    "지": "g", "엘": "l", "엠": "m", "엔": "n", "오": "o", "피": "p", "큐": "q", "알": "r", "티": "t",
    "유": "u",
}  # fmt: skip
_SPELT = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))
_SOUNDS = str.maketrans({"f": "p", "v": "b", "c": "k", "q": "k", "g": "k", "d": "t", "b": "p", "z": "j", "r": "l"})


def _usual(name: str) -> str:
    return unicodedata.normalize("NFKC", name.translate(_CIRCLED)).casefold().strip()


def name_key(name: str) -> str:
    """What makes two spellings of a name the same: without legal forms, spaces, marks and capitals; may be ""."""
    usual = _usual(name)
    bare = _KEPT.sub("", _EN.sub(" ", _KO.sub(" ", usual)))
    return bare or _KEPT.sub("", usual)


def legal_forms(name: str) -> frozenset[str]:
    """The legal forms that a name states, before or behind the name; none for most names as people write them.

    A farming company may be a stock company too, so a name may state two.
    """
    usual = _usual(name)
    forms = {_FORMS_KO[int(m.lastgroup[1:])][0] for m in _KO.finditer(usual) if m.lastgroup}
    if not forms:
        forms = {_FORMS_EN[int(m.lastgroup[1:])][0] for m in _EN.finditer(_KO.sub(" ", usual)) if m.lastgroup} - {""}
    return frozenset(forms)


def may_be_one(one: frozenset[str], other: frozenset[str]) -> bool:
    """Can two names of one key with these legal forms be of one legal person? Not when both state one and differ."""
    return not one or not other or one <= other or other <= one


def romanised(key: str) -> str:
    """Hangul in Latin letters by the official romanisation, syllable by syllable; the rest as it is."""
    out = []
    for sign in key:
        if "가" <= sign <= "힣":
            initial, rest = divmod(ord(sign) - ord("가"), 588)
            vowel, final = divmod(rest, 28)
            out.append(_INITIALS[initial] + _VOWELS[vowel] + _FINALS[final])
        else:
            out.append(sign)
    return "".join(out)


def skeleton(key: str) -> str:
    """The consonants of a name as they sound, by which a Korean and an English spelling can be held together."""
    latin = romanised(key).replace("ch", "j").replace("sh", "s").replace("x", "ks").translate(_SOUNDS)
    bare = re.sub(r"[aeiouwyh]", "", latin)
    return re.sub(r"(.)\1+", r"\1", bare)


def spelt(key: str) -> str:
    """Letters read aloud in Korean as the letters themselves: 에이아이 -> ai."""
    return _SPELT.sub(lambda m: _LETTERS[m[0]], key)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name may mean: its id, the known name, and the likeness, 0 to 100."""

    id: int
    name: str
    likeness: float


class Likeness:
    """Names among which the most alike are looked for, in time that hardly grows with their number.

    Every name is kept by its pairs of letters, as it is written, spelt out, in Latin letters and by its consonants. A
    name is compared letter by letter only with those that share most of its rarest pairs.
    """

    def __init__(self, known: Iterable[tuple[int, str, str]] = ()) -> None:
        self.entries: list[tuple[int, str, _Forms]] = []
        self.by_pair: dict[str, list[int]] = {}
        for id, name, key in known:
            self.add(id, name, key)

    def add(self, id: int, name: str, key: str) -> None:
        """One more name of an entry."""
        if not key:
            return
        forms = _Forms.of(key)
        at = len(self.entries)
        self.entries.append((id, name, forms))
        for pair in forms.pairs():
            self.by_pair.setdefault(pair, []).append(at)

    def near(self, name: str, most: int = MOST) -> list[Candidate]:
        """The entries most like a name, best first; none below ALIKE."""
        key = name_key(name)
        if not key:
            return []
        forms = _Forms.of(key)
        best: dict[int, Candidate] = {}
        for at in self._sharing(forms):
            id, shown, other = self.entries[at]
            likeness = forms.like(other)
            if likeness and (id not in best or best[id].likeness < likeness):
                best[id] = Candidate(id, shown, round(likeness, 1))
        return sorted(best.values(), key=lambda c: (-c.likeness, abs(c.id)))[:most]

    def _sharing(self, forms: _Forms) -> list[int]:
        """Entries that share most pairs with a name, the rarest pairs counted first."""
        lists = sorted((self.by_pair[p] for p in forms.pairs() if p in self.by_pair), key=len)
        shared: Counter[int] = Counter()
        budget = _LOOKED_AT
        for entries in lists:
            shared.update(entries[:budget])
            budget -= len(entries)
            if budget <= 0:
                break
        return [at for at, _ in shared.most_common(_SCORED)]


class Nearest:
    """Candidates among the same names, looked for once a spelling; the names are taken apart only if one is."""

    def __init__(self, known: tuple[tuple[int, str, str], ...]) -> None:
        self._known = known
        self._near: dict[str, list[Candidate]] = {}

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._known)

    def near(self, name: str) -> list[Candidate]:
        """The entries most like a name, best first; none below ALIKE."""
        key = name_key(name)
        if key not in self._near:
            self._near[key] = self._likeness.near(name)
        return self._near[key]


@lru_cache(maxsize=4)
def nearest(known: tuple[tuple[int, str, str], ...]) -> Nearest:
    """What was looked for among exactly these names before is kept: the second look at an upload takes no time.

    known  id, name and key of every entry and alias
    """
    return Nearest(known)


@dataclass(frozen=True, slots=True)
class _Forms:
    """A key as written, with letters spelt out, in Latin letters, and its consonants."""

    key: str
    letters: str
    latin: str
    bones: str

    @classmethod
    def of(cls, key: str) -> _Forms:
        return cls(key, spelt(key), romanised(key), skeleton(key))

    def pairs(self) -> set[str]:
        """Pairs of neighbouring letters of every form; the ends of the key count as letters."""
        pairs = {f"k{a}{b}" for a, b in zip(f"^{self.key}", f"{self.key}$", strict=True)}
        for mark, text in (("s", self.letters), ("l", self.latin), ("b", self.bones)):
            pairs |= {f"{mark}{a}{b}" for a, b in pairwise(text)}
        return pairs

    def like(self, other: _Forms) -> float:
        """How much alike two names are by the best of their forms; 0 below what makes it worth asking."""
        likeness = [fuzz.ratio(self.key, other.key, score_cutoff=ALIKE)]
        if min(len(self.key), len(other.key)) >= 3:  # one name inside the other: 포도소프트 and 포도소프트웨어
            likeness.append(min(fuzz.partial_ratio(self.key, other.key, score_cutoff=97), 90.0))
        if len(self.letters) >= 2:
            likeness.append(min(fuzz.ratio(self.letters, other.letters, score_cutoff=92), 92.0))
        if len(self.latin) >= 4:
            likeness.append(min(fuzz.ratio(self.latin, other.latin, score_cutoff=84), 95.0))
        if len(self.bones) >= _SHORTEST_SKELETON:
            likeness.append(min(fuzz.ratio(self.bones, other.bones, score_cutoff=88), 88.0))
        return max(likeness)


def candidates(name: str, known: Sequence[tuple[int, str, str]], most: int = MOST) -> list[Candidate]:
    """The entries most like a name, best first; none below ALIKE.

    known  id, name and key of every entry and alias
    """
    return Likeness(known).near(name, most)


def exact(name: str, ids_by_key: Mapping[str, set[int]]) -> set[int]:
    """The entries that bear exactly this name, spelling apart."""
    return ids_by_key.get(name_key(name), set())
