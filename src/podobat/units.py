"""Words and measures that every room shares: bilingual text, months, units, and the nearest known word.

A month is written "YYYY-MM" in files and results and counted as one integer (year * 12 + month - 1) in between,
so that a difference of two months is a plain subtraction. Units form a closed list: a parameter or a measure with
a unit outside it is an error.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from podobat.texts import LANGUAGES, Lang, Text
from podobat.texts.particles import with_particle

__all__ = [
    "LANGUAGES", "UNITS", "Lang", "Text", "Unit", "is_month", "month_index", "month_range", "month_text",
    "months_between", "nearest", "with_particle",
]  # fmt: skip

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", flags=re.ASCII)


def is_month(text: object) -> bool:
    """Is this a month written "YYYY-MM"?"""
    return isinstance(text, str) and _MONTH.fullmatch(text) is not None


def month_index(text: str) -> int:
    """Months since year 0: "2020-01" -> 24240. Raises ValueError for anything that is not "YYYY-MM"."""
    match = _MONTH.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a month written YYYY-MM")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_text(index: int) -> str:
    """The month with this number of months since year 0: 24240 -> "2020-01"."""
    year, month = divmod(index, 12)
    return f"{year:04d}-{month + 1:02d}"


def months_between(first: str, last: str) -> int:
    """Whole months from one month to another: ("2020-01", "2020-03") -> 2."""
    return month_index(last) - month_index(first)


def month_range(first: str, last: str) -> tuple[str, ...]:
    """Every month from the first to the last, both included."""
    return tuple(month_text(i) for i in range(month_index(first), month_index(last) + 1))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its code in files and JSON, and its label for people."""

    code: str
    label: Text


def _units(*rows: tuple[str, str, str]) -> dict[str, Unit]:
    return {code: Unit(code, Text(ko=ko, en=en)) for code, ko, en in rows}


UNITS: dict[str, Unit] = _units(
    # plain numbers
    ("1", "무차원", "pure number"),
    ("share", "비율(0~1)", "share (0 to 1)"),
    ("percent", "%", "%"),
    ("ratio", "배", "times"),
    ("log", "로그 단위", "log units"),
    ("elasticity", "탄력성", "elasticity"),
    ("z", "표준편차", "standard deviations"),
    ("index", "지수(장기 평균 = 1)", "index (long-run mean = 1)"),
    ("0/1", "여부(0 또는 1)", "no or yes (0 or 1)"),
    # time
    ("month", "개월", "months"),
    ("year", "년", "years"),
    ("1/month", "월당", "per month"),
    ("1/year", "연당", "per year"),
    ("percent/year", "연 %", "% a year"),
    # firms and people
    ("firms", "개사", "firms"),
    ("firms/month", "개사/월", "firms a month"),
    ("firms/year", "개사/년", "firms a year"),
    ("people", "명", "people"),
    ("people/month", "명/월", "people a month"),
    ("people/firm", "명/개사", "people per firm"),
    ("jobs", "명", "jobs"),
    ("jobs/year", "명/년", "jobs a year"),
    ("jobs/firm", "명/개사", "jobs per firm"),
    ("person-years", "인년", "person-years"),
    ("projects", "건", "projects"),
    ("contracts", "건", "contracts"),
    ("contracts/firm/month", "건/개사/월", "contracts per firm and month"),
    ("patents", "건", "patents"),
    ("patents/firm/year", "건/개사/년", "patents per firm and year"),
    ("patents/KRW_bn", "건/10억 원", "patents per KRW bn"),
    # money
    ("KRW", "원", "KRW"),
    ("KRW_m", "백만 원", "KRW m"),
    ("KRW_bn", "10억 원", "KRW bn"),
    ("KRW_m/month", "백만 원/월", "KRW m a month"),
    ("KRW_m/year", "백만 원/년", "KRW m a year"),
    ("KRW_m/person", "백만 원/명", "KRW m per person"),
    ("KRW_m/person/month", "백만 원/명/월", "KRW m per person and month"),
    ("KRW_m/job", "백만 원/명", "KRW m per job"),
    ("KRW_m/person-year", "백만 원/인년", "KRW m per person-year"),
    ("KRW_m/firm", "백만 원/개사", "KRW m per firm"),
    ("KRW_m/patent", "백만 원/건", "KRW m per patent"),
    ("person-years/KRW_bn", "인년/10억 원", "person-years per KRW bn"),
)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The known word most like a misspelt one, or None when nothing is close enough to be worth suggesting."""
    known = {str(w).casefold(): str(w) for w in words}
    found = difflib.get_close_matches(str(word).casefold(), list(known), n=1, cutoff=0.6)
    return known[found[0]] if found else None
