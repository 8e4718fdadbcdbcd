"""Days, months, quarters, halves and years as Korean offices write them: the first and the last day that is meant.

date_of("24.3월")            2024-03-01 to 2024-03-31, month
date_of("2024년 상반기")      2024-01-01 to 2024-06-30, half
date_of("24.12")             2024-12-01 to 2024-12-31, month
date_of("2024-12-31")        2024-12-31, day
period_of("2020.1~2022.6")   2020-01-01 to 2022-06-30
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from podobat.tables.words import DASHES, Complaint, one_line
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("tables")

DATE = _say("dates.date")
FIRST_YEAR, LAST_YEAR = 1900, 2199
_EPOCH = date(1899, 12, 30)  # day 0 of Excel, LibreOffice and Google Sheets
_MONTHS = {m[:3].casefold(): i for i, m in enumerate(calendar.month_abbr) if i}
_SEP = r"\s*[./\-]\s*"
_YEAR = r"(?:fy\s*)?(\d{4}|\d{2})(?:\s*(?:년도|년|회계연도)|(?=\D|$))"
_WEEKDAY = r"(?:\s*\([월화수목금토일]\))?"
_DAY = re.compile(
    rf"(\d{{4}}|\d{{2}})(?:{_SEP}|\s*년\s*|\s+)(\d{{1,2}})(?:{_SEP}|\s*월\s*|\s+)(\d{{1,2}})\s*(?:\.|일)?{_WEEKDAY}"
    r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})")
_YM_COMPACT = re.compile(r"(\d{4})(\d{2})")
_MONTH = re.compile(rf"(\d{{4}}|\d{{2}})(?:{_SEP}|\s*년\s*|\s+)(\d{{1,2}})\s*(?:\.|월)?\s*(?:말|기준|현재)?")
_HALF = re.compile(rf"{_YEAR}[\s.\-/]*(?:(상|하)\s*반기|h\s*([12])|(상|하))")
_QUARTER = re.compile(rf"{_YEAR}[\s.\-/]*(?:제?\s*([1-4])\s*(?:/\s*4\s*)?(?:분기|q)|q\s*([1-4])|([1-4])\s*/\s*4)")
_ONLY_YEAR = re.compile(
    r"(?:fy\s*)?(\d{4})\s*(?:년도|년|회계연도)?\s*(?:말|기준|현재)?|(\d{2})\s*(?:년도|년)\s*(?:말)?"
)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s\-./]*)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s\-.,']*(\d{4}|\d{2})"
)
_MIXED = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})")
_RANGE = re.compile(r"\s*[~∼〜～]\s*|\s+(?:to|[–—])\s+|\s*부터\s*")


@dataclass(frozen=True, slots=True)
class Dated:
    """The first and the last day of what was written, and how precisely it was: day, month, quarter, half, year."""

    first: date
    last: date
    precision: str

    @property
    def year(self) -> int:
        """The year in which it ends."""
        return self.last.year


def date_of(text: str) -> tuple[Dated | None, Complaint | None]:
    """What a cell says of a day, month, quarter, half or year; or None and a complaint that says how to write it."""
    if len(text) <= 60:
        usual = unicodedata.normalize("NFKC", text).strip().casefold()
        usual = re.sub(f"[{re.escape(DASHES)}]", "-", usual).strip("'’‘` ")
        dated = _read(usual)
        if dated is not None:
            return dated, None
        return None, (_found(text), DATE, _remedy(usual))
    return None, (_found(text), DATE, _remedy(""))


def period_of(text: str) -> tuple[Dated | None, Complaint | None]:
    """The same for a period from one date to another (`2020.1~2022.6`), or for one date alone."""
    parts = _RANGE.split(text.strip().removesuffix("까지").strip()) if len(text) <= 60 else [text]
    if len(parts) != 2:
        return date_of(text)
    (first, wrong), (last, also) = date_of(parts[0]), date_of(parts[1])
    if first is None or last is None:
        return None, wrong or also
    if first.first > last.last:
        found = _say("dates.ends_before_it_begins", text=one_line(text))
        return None, (found, DATE, _say("dates.check_the_two_dates"))
    return Dated(first.first, last.last, "period"), None


def _found(text: str) -> Text:
    shown = one_line(text)
    return _say("dates.not_a_date", shown=shown) if shown else _say("dates.is_empty")


def _read(text: str) -> Dated | None:
    for pattern in (_DAY, _COMPACT):
        if m := pattern.fullmatch(text):
            return _day(_full(m[1]), int(m[2]), int(m[3]))
    if m := _QUARTER.fullmatch(text):
        quarter = int(m[2] or m[3] or m[4])
        return _span(_full(m[1]), 3 * quarter - 2, 3, "quarter")
    if m := _HALF.fullmatch(text):
        second = (m[2] or m[4]) == "하" or m[3] == "2"
        return _span(_full(m[1]), 7 if second else 1, 6, "half")
    if m := _MONTH.fullmatch(text) or _YM_COMPACT.fullmatch(text):
        date_read = _span(_full(m[1]), int(m[2]), 1, "month")
        if date_read is not None or not (m := _SHORT.fullmatch(text)):
            return date_read
        return _day(_full(m[1]), int(m[2]), int(m[3]))
    if m := _ONLY_YEAR.fullmatch(text):
        return _span(_full(m[1] or m[2]), 1, 12, "year")
    if m := _NAMED.fullmatch(text):
        month = _MONTHS[m[2]]
        return _day(_full(m[3]), month, int(m[1])) if m[1] else _span(_full(m[3]), month, 1, "month")
    return None


def _full(year: str) -> int:
    """A year of two digits is taken for one from 1970 to 2069."""
    n = int(year)
    return n if len(year) == 4 else n + (2000 if n < 70 else 1900)


def _day(year: int, month: int, day: int) -> Dated | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        day_of = date(year, month, day)
    except ValueError:
        return None
    return Dated(day_of, day_of, "day")


def _span(year: int, month: int, months: int, precision: str) -> Dated | None:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    last = month + months - 1
    return Dated(date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1]), precision)


def _remedy(text: str) -> Text:
    if m := _MIXED.fullmatch(text):
        one, two, year = (int(part) for part in m.groups())
        ways = [d.first.isoformat() for d in (_day(year, two, one), _day(year, one, two)) if d]
        if ways:
            examples = " / ".join(dict.fromkeys(ways))
            return _say("dates.write_the_year_first", said=examples)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        meant = (_EPOCH + timedelta(days=int(float(text)))).isoformat()
        return _say("dates.this_looks_like_a_spreadsheets", meant=meant)
    if _DAY.fullmatch(text) or _COMPACT.fullmatch(text) or _MONTH.fullmatch(text):
        return _say("dates.there_is_no_such_day")
    return _say("dates.for_example")
