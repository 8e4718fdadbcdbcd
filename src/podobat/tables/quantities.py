"""Units as heads and cells name them, and amounts with their units.

head_of("지원금액(천원)")                        Head(name="지원금액", unit="천원")
factor("천원", "KRW_m")                         Decimal("0.001"): 50,000 천원 are 50 KRW_m
quantity_of("1조 2,000억원", "KRW_bn")           (1200.0, None)
quantity_of("45%", "share")                     (0.45, None)
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from podobat.tables.numbers import LARGEST, exact_of, not_a_number, usual
from podobat.tables.words import Complaint, one_line
from podobat.texts import catalogue
from podobat.units import UNITS, Text

_say = catalogue("tables")


def _scaled(dimension: str, words: dict[str, str]) -> dict[str, tuple[str, Decimal]]:
    return {word: (dimension, Decimal(factor)) for factor, listed in words.items() for word in listed.split("|")}


# Words of units, without spaces and in lower case: what they measure, and how much one of them is.
_WORDS: dict[str, tuple[str, Decimal]] = {
    **_scaled("money", {
        "1": "원|krw|won", "1e3": "천원|천|krw_thousand|krwthousand|thousandwon|1000won|krwk", "1e4": "만원",
        "1e5": "십만원|10만원", "1e6": "백만원|백만|krw_m|krwm|krwmillion|millionwon|millionkrw|krwmn",
        "1e7": "천만원", "1e8": "억원|억", "1e9": "십억원|10억원|krw_bn|krwbn|krwbillion|billionwon|billionkrw",
        "1e10": "백억원|100억원", "1e12": "조원|조|krw_trillion|krwtrillion|krwtn|trillionwon",
    }),
    **_scaled("count", {
        "1": "명|인|개|개사|개소|개교|사|건|회|대|곳|팀|과제|업체|기업|명수|people|persons|person|firms|"
             "firm|jobs|projects|contracts|patents|companies|cases|establishments|workers|number|no", "1e2": "백명",
        "1e3": "천명|천개|천건|천인|thousandpeople|thousandpersons|thousandjobs|thousands",
        "1e4": "만명|만개|만건|만인",
    }),
    **_scaled("share", {"0.01": "%|퍼센트|percent|pct|프로", "0.001": "‰|퍼밀", "1": "비율|share"}),
    **_scaled("points", {"1": "%p|%포인트|p.p.|pp"}),
    **_scaled("time", {"1": "개월|월|달|months|month", "12": "년|연|years|year"}),
    **_scaled("area", {"1": "㎡|m2|제곱미터", "1e3": "천㎡", "1e4": "ha|헥타르", "1e6": "㎢|km2"}),
    **_scaled("other currency", {"1": "달러|usd|us$|$|백만달러|천달러|억달러|usdm|usdmn|usdmillion|millionusd|유로|eur|"
              "eurm|백만유로|eurmn|eurmillion|엔|jpy|위안|cny|파운드|gbp|£|€|¥"}),
}  # fmt: skip
_UNFOLDED = {unicodedata.normalize("NFKC", word): known for word, known in _WORDS.items()}
#: The codes of units.py: what they measure, and how much one of them is.
_DECLARED: dict[str, tuple[str, Decimal]] = {
    "KRW": ("money", Decimal(1)), "KRW_m": ("money", Decimal("1e6")), "KRW_bn": ("money", Decimal("1e9")),
    **{code: ("count", Decimal(1)) for code in
       ("people", "jobs", "firms", "projects", "contracts", "patents", "person-years", "1")},
    "share": ("share", Decimal(1)), "percent": ("share", Decimal("0.01")),
    "month": ("time", Decimal(1)), "year": ("time", Decimal(12)),
}  # fmt: skip
_BRACKETED = re.compile(
    r"(.*?)\s*[(\[<〔【{]\s*(?:단위\s*[:：]?\s*)?([^()\[\]<>〔〕【】{}]{1,20}?)\s*[)\]>〕】}]\s*", re.DOTALL
)
_LEADING = re.compile(r"\s*[(\[]\s*(?:단위\s*[:：]?\s*)?([^()\[\]]{1,20}?)\s*[)\]]\s*(.+)", re.DOTALL)
_TRAILING = re.compile(r"(.*\S)\s*[,_/:;·]?\s+(\S+)|(.*\S)\s*[,_/:;]\s*(\S+)", re.DOTALL)
_ABOVE = re.compile(r"[(\[<]?\s*(?:단위|units?)\s*[:：]\s*([^()\[\]<>]{1,40})", flags=re.IGNORECASE)
_AMOUNT = re.compile(r"([-+]?[\d.,' ]*\d[\d.,']*(?:[eE][-+]?\d{1,3})?)\s*(\D*)")
_LARGE_PARTS = re.compile(r"([\d,.]+)\s*(조|[천백십]?억|[천백십]?만|천|백)\s*")
_LARGE = {
    "조": Decimal("1e12"), "천억": Decimal("1e11"), "백억": Decimal("1e10"), "십억": Decimal("1e9"),
    "억": Decimal("1e8"), "천만": Decimal("1e7"), "백만": Decimal("1e6"), "십만": Decimal("1e5"),
    "만": Decimal("1e4"), "천": Decimal("1e3"), "백": Decimal("1e2"),
}  # fmt: skip
_TAILS = {"money": "원", "count": "명|인|개사|개|건"}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: as written, its name without a unit, and the unit ("" where it has none)."""

    text: str
    name: str
    unit: str


@cache
def unit_word(text: str) -> tuple[str, Decimal] | None:
    """What a unit measures (money, count, share, time, …) and how much one of it is; None for an unknown word."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())
    return _UNFOLDED.get(plain)


def factor(unit: str, declared: str) -> Decimal | None:
    """By what a value in `unit` is multiplied to be in the declared unit of units.py; None where it cannot be."""
    word, own = unit_word(unit), _DECLARED.get(declared)
    if word is None or own is None or word[0] != own[0]:
        return None
    return word[1] / own[1]


def head_of(text: str) -> Head:
    """A head with the unit that stands in brackets behind it, before it, or as its last word."""
    line = " ".join(text.split())
    if (m := _BRACKETED.fullmatch(line)) and m[1]:
        return Head(text, m[1], m[2])
    if (m := _LEADING.fullmatch(line)) and unit_word(m[1]):
        return Head(text, m[2], m[1])
    if m := _TRAILING.fullmatch(line):
        name, last = m[1] or m[3], m[2] or m[4]
        known = unit_word(last)
        if known is not None and known[0] in ("money", "share") and last not in ("비율", "share", "천", "조", "억"):
            return Head(text, name.rstrip(",_/:;· "), last)
    return Head(text, line, "")


def unit_above(text: str) -> str:
    """The unit that a line above a table states: `(단위: 백만원, 명)` -> `백만원, 명`; "" where it states none."""
    m = _ABOVE.search(unicodedata.normalize("NFKC", text))
    return m[1].strip() if m else ""


def quantity_of(
    text: str, declared: str | None, decimal: str = ".", times: Decimal = Decimal(1)
) -> tuple[float | None, Complaint | None]:
    """A number with or without a unit of its own (512명, 12억원, 1조 2,000억, 45%), in the declared unit.

    declared   a code of units.py; None: the number alone
    decimal    the file's decimal sign, as decimal_sign tells it
    times      factor of the head's unit, for a cell that has no unit of its own
    """
    value = exact_of(text, decimal)
    if value is not None:
        return _within(text, value * times)
    if declared is None or len(text) > 60:
        return None, not_a_number(text, decimal)
    plain = usual(text).strip()
    large = _large_of(plain, _DECLARED.get(declared, ("", None))[0])
    if large is not None:
        return _within(text, large / _DECLARED[declared][1])
    m = _AMOUNT.fullmatch(plain)
    number = exact_of(m[1], decimal) if m else None
    if m is None or number is None or not m[2].strip():
        return None, not_a_number(text, decimal)
    by = factor(m[2].strip().rstrip("."), declared)
    if by is None:
        found = _say("quantities.value_with_another_unit", text=one_line(text))
        return None, (found, unit_label(declared), _say("quantities.give_the_number_alone"))
    return _within(text, number * by)


def _large_of(text: str, dimension: str) -> Decimal | None:
    """1조 2,000억원, 4,061억, 3만 5천: the sum of its parts, largest first; None for anything else."""
    if dimension not in _TAILS:
        return None
    total, at, last = Decimal(0), 0, Decimal("Infinity")
    sign = -1 if text.startswith("-") else 1
    text = text.lstrip("-")
    for m in _LARGE_PARTS.finditer(text):
        number, scale = exact_of(m[1]), _LARGE[m[2]]
        if m.start() != at or number is None or scale >= last:
            return None
        total, at, last = total + number * scale, m.end(), scale
    if not at:
        return None
    rest = re.sub(rf"\s*(?:{_TAILS[dimension]})$", "", text[at:].strip())
    if rest:
        number = exact_of(rest)
        if number is None or number >= last:
            return None
        total += number
    return sign * total


def _within(text: str, value: Decimal) -> tuple[float | None, Complaint | None]:
    return (float(value), None) if abs(value) <= LARGEST else (None, not_a_number(text, value=value))


def unit_label(declared: str) -> Text:
    """A unit of units.py as people read it."""
    return UNITS[declared].label if declared in UNITS else Text.same(declared)
