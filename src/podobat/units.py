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

from podobat.texts import LANGUAGES, Lang, Text, catalogue
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


_CODES = (
    # plain numbers
    "1", "share", "percent", "ratio", "log", "elasticity", "z", "index", "0/1",
    # time
    "month", "year", "1/month", "1/year", "percent/year",
    # firms and people
    "firms", "firms/month", "firms/year", "people", "people/month", "people/firm", "jobs", "jobs/year", "jobs/firm",
    "person-years", "projects", "contracts", "contracts/firm/month", "patents", "patents/firm/year",
    "patents/KRW_bn", "m2", "homes", "premises",
    # money
    "KRW", "KRW_m", "KRW_bn", "KRW_m/month", "KRW_m/year", "KRW_m/person", "KRW_m/person/month", "KRW_m/job",
    "KRW_m/person-year", "KRW_m/firm", "KRW_m/patent", "person-years/KRW_bn",
    # distance
    "km",
)  # fmt: skip

_say = catalogue("")
UNITS: dict[str, Unit] = {code: Unit(code, _say(f"unit.{code}")) for code in _CODES}


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The known word most like a misspelt one, or None when nothing is close enough to be worth suggesting."""
    known = {str(w).casefold(): str(w) for w in words}
    close = difflib.get_close_matches(str(word).casefold(), list(known), n=1, cutoff=0.6)
    return known[close[0]] if close else None
