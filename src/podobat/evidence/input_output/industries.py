"""Industries by code and by name: ISIC Rev. 4 in the spellings of the OECD and Eurostat, and names of many offices.

industry_of("DOM_41T43")              block DOM, divisions 41 to 43
industry_of("KOR_J62_63")             country KOR, divisions 62 and 63
industry_of("CPA_C26: Computers")     divisions 26, name Computers
industry_of("41")                     a name and nothing else: offices have numbers of their own
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Names of the sectors that a plan spends on, as tables write them (compared without spaces and punctuation): the Bank
# of Korea's 33 sectors (large classification), names of ISIC, and what parts are called where an office divides them.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "construction": (
        "건설", "건설업", "건물건설 및 건축보수", "토목건설", "construction", "construction works",
        "constructions and construction works",
    ),
    "electronics": (
        "컴퓨터, 전자 및 광학기기", "컴퓨터, 전자 및 광학기기 제조업", "전자부품, 컴퓨터, 영상, 음향 및 통신장비",
        "computer, electronic and optical products", "electronics", "computer and electronic products",
        "manufacture of computer, electronic and optical products", "computer, electronic and optical equipment",
        "computing machinery, electronic equipment and optical instruments",
    ),
    "electrical": (
        "전기장비", "전기장비 제조업", "electrical equipment", "manufacture of electrical equipment",
        "electrical equipment, appliances, and components", "electrical machinery and apparatus",
    ),
    "machinery": (
        "기계 및 장비", "기타 기계 및 장비", "기계 및 장비 제조업", "machinery and equipment", "machinery",
        "machinery and equipment n.e.c.", "machinery and equipment, nec", "machinery and equipment nec",
        "manufacture of machinery and equipment n.e.c.", "general machinery and equipment",
    ),
    "information": (
        "정보통신 및 방송 서비스", "정보통신 및 방송업", "정보통신업", "information and communication", "information",
        "information, communication and broadcasting services", "communications and broadcasting",
        "publishing industries, except internet (includes software)", "motion picture and sound recording industries",
        "broadcasting and telecommunications", "data processing, internet publishing, and other information services",
        "telecommunications", "telecommunications services", "publishing, audiovisual and broadcasting activities",
        "it and other information services", "computer programming, consultancy and related services",
    ),
    "professional": (
        "전문, 과학 및 기술 서비스", "전문, 과학 및 기술 서비스업", "professional, scientific and technical services",
        "professional, scientific and technical activities", "professional, scientific, and technical services",
        "legal services", "computer systems design and related services",
        "miscellaneous professional, scientific, and technical services",
    ),
    "business_support": (
        "사업지원 서비스", "사업시설 관리 및 사업 지원 서비스", "사업시설관리, 사업지원 및 임대서비스업",
        "business support services", "administrative and support services",
        "administrative and support service activities",
    ),
    "education": ("교육 서비스", "교육 서비스업", "education", "education services", "educational services"),
    "public_admin": (
        "공공행정, 국방 및 사회보장", "공공행정 및 국방", "공공행정", "public administration",
        "public administration, defense and social security", "public administration, defence and social security",
        "public administration and defence; compulsory social security",
        "public administration and defence services; compulsory social security services",
    ),
    "health": (
        "보건 및 사회복지 서비스", "보건업 및 사회복지 서비스업", "health and social welfare services",
        "health and social work", "health", "human health and social work activities", "human health and social work",
        "health care and social assistance", "ambulatory health care services", "hospitals",
        "nursing and residential care facilities", "social assistance", "human health services",
    ),
}  # fmt: skip
# The same by divisions of ISIC Rev. 4.
DIVISIONS: Final[dict[str, range]] = {
    "construction": range(41, 44),
    "electronics": range(26, 27),
    "electrical": range(27, 28),
    "machinery": range(28, 29),
    "information": range(58, 64),
    "professional": range(69, 76),
    "business_support": range(77, 83),
    "education": range(85, 86),
    "public_admin": range(84, 85),
    "health": range(86, 89),
}
#: Sections of ISIC Rev. 4 and their divisions.
SECTIONS: Final[dict[str, range]] = {
    "A": range(1, 4), "B": range(5, 10), "C": range(10, 34), "D": range(35, 36), "E": range(36, 40),
    "F": range(41, 44), "G": range(45, 48), "H": range(49, 54), "I": range(55, 57), "J": range(58, 64),
    "K": range(64, 67), "L": range(68, 69), "M": range(69, 76), "N": range(77, 83), "O": range(84, 85),
    "P": range(85, 86), "Q": range(86, 89), "R": range(90, 94), "S": range(94, 97), "T": range(97, 99),
    "U": range(99, 100),
}  # fmt: skip
BLOCKS: Final = {
    "TTL": "TTL", "DOM": "DOM", "IMP": "IMP", "DOMESTIC": "DOM", "IMPORTS": "IMP", "IMPORTED": "IMP", "TOTAL": "TTL",
    "국산": "DOM", "수입": "IMP", "국내": "DOM",
}  # fmt: skip
_BLOCK = re.compile(r"(?:([A-Z]{2}[A-Z0-9])_)?(TTL|DOM|IMP)_(.+)")
_COUNTRY = re.compile(r"([A-Z]{2}[A-Z0-9])_(.+)")  # KOR_, CN1_
_LABELLED = re.compile(r"(\S+?)\s*(?::|\s[-–]\s)\s*(\S.*)", re.DOTALL)
# 24A, 41T43, 302T309 and the like: divisions, groups and parts of them.
_DIGITS = re.compile(r"(\d{2})(\d?)([A-Z]?)(?:T(\d{2})\d?[A-Z]?)?")
# D41T43 in the OECD's older editions, where D stands for nothing; C24A, C10T12, J62_63, M69_M70, R_S, F since.
_OLD = re.compile(r"D(\d{2}\d?[A-Z]?(?:T\d{2}\d?[A-Z]?)?)")
_SECTION = re.compile(
    r"(?:CPA_|NACE_?)?([A-U])(\d{2}\d?[A-Z]?)?((?:\s?[-_T&,]\s?[A-U]?\d{2}\d?[A-Z]?|[-_][A-U](?![A-Z0-9]))*)"
)


_TELLING = re.compile(r"(?:CPA_|NACE_?).+|D\d{2}.*|[A-U]\d{2}.*")


@dataclass(frozen=True)
class Industry:
    """What the label of a row or column says: a block (DOM, IMP, TTL), a country, a code or a name.

    ident      what the label of the same industry has in common across and down: its code, or its name as compared
    divisions  of ISIC Rev. 4 where the code is one, else None
    """

    text: str
    ident: str
    block: str = ""
    country: str = ""
    code: str = ""
    name: str = ""
    divisions: frozenset[int] | None = None

    @property
    def tells(self) -> bool:
        """Can this label be of nothing but ISIC? A letter alone may be anything."""
        return self.divisions is not None and bool(self.block or self.country or _TELLING.match(self.text))

    @property
    def shown(self) -> str:
        """Its code or its name."""
        return self.code or self.name or self.text


@lru_cache(maxsize=20_000)
def industry_of(text: str) -> Industry:
    """What a label says. Digits alone are no code of ISIC: offices number their sectors as they like."""
    text = " ".join(text.split())
    head, name = text, ""
    if m := _LABELLED.fullmatch(text):
        head, name = m[1], m[2]
    block = country = ""
    rest = head
    if m := _BLOCK.fullmatch(head):
        country, block, rest = m[1] or "", m[2], m[3]
    elif (m := _COUNTRY.fullmatch(head)) and m[1] != "CPA" and _code(m[2], bare=True) is not None:
        country, rest = m[1], m[2]
    classified = _code(rest, bare=bool(block or country))
    if classified is None:
        if block or country:
            return Industry(text, plain(rest), block, country, rest, name)
        return Industry(text, plain(text), name=text)
    code, divisions = classified
    return Industry(text, code, block, country, code, name, divisions)


def _code(text: str, *, bare: bool) -> tuple[str, frozenset[int]] | None:
    """A code in one spelling, and its divisions; `bare` says that digits alone are a code here."""
    if m := _OLD.fullmatch(text):
        return f"D{m[1]}", _divisions(m[1])
    if bare and _DIGITS.fullmatch(text):
        return f"D{text}", _divisions(text)
    if m := _SECTION.fullmatch(text):
        section, first, rest = m[1], m[2] or "", m[3]
        if first and int(first[:2]) not in SECTIONS[section]:
            return None  # F010, T005 and the like are an office's own
        return text.removeprefix("CPA_"), _of_section(section, first, rest)
    return None


def _divisions(digits: str) -> frozenset[int]:
    m = _DIGITS.fullmatch(digits)
    if m is None:
        return frozenset()
    return frozenset(range(int(m[1]), int(m[4] or m[1]) + 1))


def _of_section(section: str, first: str, rest: str) -> frozenset[int]:
    if not first:
        letters = [section, *re.findall("[A-U]", rest)]
        return frozenset(d for letter in letters for d in SECTIONS[letter])
    divisions = set(_divisions(first))
    last = int(first[:2])
    for sign, digits in re.findall(r"([-_T&,])\s?[A-U]?(\d{2})?", rest):
        if digits:
            divisions |= set(range(last, int(digits) + 1)) if sign in "-T" else {int(digits)}
            last = int(digits)
    return frozenset(divisions)


def plain(name: str) -> str:
    """A name to compare by: without spaces, punctuation, `및` and `and`, in lower case, Hangul composed."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"\band\b|및", "", text)
    return re.sub(r"[\s,.·ㆍ/()\-‐-―–_&;:'\"]+", "", text)


_PLAIN: Final = {sector: {plain(name) for name in names} | {plain(sector)} for sector, names in NAMES.items()}


def members(sector: str, names: Sequence[str], divisions: Sequence[frozenset[int] | None] | None = None) -> list[int]:
    """Positions of the table's sectors that make up a sector on which plans spend: by name, or by ISIC division.

    divisions   of ISIC of each of the table's sectors, where its codes are of ISIC
    """
    of = divisions or [None] * len(names)
    wanted = set(DIVISIONS[sector])
    return [
        i for i, (name, own) in enumerate(zip(names, of, strict=True))
        if plain(name) in _PLAIN[sector] or (own and own & wanted)
    ]  # fmt: skip
