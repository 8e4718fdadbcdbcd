"""Names of organisations: the same firm however its name is written, and the entries that a name may mean.

    name_key("(주)포도 소프트")                "포도소프트": what is left without legal forms, spaces and marks
    candidates("포도소프트웨어", known)        entries that may be the same, with a likeness from 0 to 100

A likeness never decides: only an equal registration number or an equal key does, else a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

ALIKE = 76.0  # likeness from which a person is asked
MOST = 4
_SHORTEST_SKELETON = 4
_CIRCLED = str.maketrans(dict.fromkeys("㈜㈔㈕㈖", " "))
_FORMS_KO = re.compile(
    r"[(\[](?:주|유|재|사|합|자)[)\]]|주식회사|유한책임회사|유한회사|합자회사|합명회사|재단법인|사단법인|의료법인|학교법인"
    r"|사회적협동조합|협동조합"
)
_FORMS_EN = re.compile(
    r"(?<![a-z])(?:co\.?,?\s*ltd|co\.?,?\s*inc|inc|incorporated|corp|corporation|company|limited|ltd|llc|plc|gmbh|co)"
    r"\.?(?![a-z])"
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


def name_key(name: str) -> str:
    """What makes two spellings of a name the same: without legal forms, spaces, marks and capitals; may be ""."""
    usual = unicodedata.normalize("NFKC", name.translate(_CIRCLED)).casefold()
    bare = _KEPT.sub("", _FORMS_EN.sub(" ", _FORMS_KO.sub(" ", usual)))
    return bare or _KEPT.sub("", usual)


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


def candidates(name: str, known: Sequence[tuple[int, str, str]], most: int = MOST) -> list[Candidate]:
    """The entries most like a name, best first; none below ALIKE.

    known  id, name and key of every entry and alias
    """
    key = name_key(name)
    if not key:
        return []
    best: dict[int, Candidate] = {}
    for entry, likeness in _alike(key, known):
        id, shown, _ = entry
        if id not in best or best[id].likeness < likeness:
            best[id] = Candidate(id, shown, round(likeness, 1))
    return sorted(best.values(), key=lambda c: (-c.likeness, c.id))[:most]


def _alike(key: str, known: Sequence[tuple[int, str, str]]) -> Iterable[tuple[tuple[int, str, str], float]]:
    keys = [entry[2] for entry in known]
    for _, likeness, i in process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20):
        yield known[i], likeness
    if len(key) >= 3:  # one name inside the other: 포도소프트 and 포도소프트웨어
        for _, likeness, i in process.extract(key, keys, scorer=fuzz.partial_ratio, score_cutoff=97, limit=20):
            if min(len(key), len(keys[i])) >= 3:
                yield known[i], min(likeness, 90.0)
    letters = spelt(key)
    for _, likeness, i in process.extract(letters, [spelt(k) for k in keys], scorer=fuzz.ratio, score_cutoff=92):
        if len(letters) >= 2:
            yield known[i], min(likeness, 92.0)
    latin = romanised(key)
    if len(latin) >= 4:
        for _, likeness, i in process.extract(latin, [romanised(k) for k in keys], scorer=fuzz.ratio, score_cutoff=84):
            yield known[i], min(likeness, 95.0)
    bones = skeleton(key)
    if len(bones) >= _SHORTEST_SKELETON:
        for _, likeness, i in process.extract(
            bones, [skeleton(k) for k in keys], scorer=fuzz.ratio, score_cutoff=88, limit=20
        ):
            yield known[i], min(likeness, 88.0)


def exact(name: str, ids_by_key: Mapping[str, set[int]]) -> set[int]:
    """The entries that bear exactly this name, spelling apart."""
    return ids_by_key.get(name_key(name), set())
