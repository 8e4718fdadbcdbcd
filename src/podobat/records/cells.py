"""Cells of a table as people and spreadsheets write them: read when plain, else told how to write them.

    value, fault = number_in("1,254")     None, (found, allowed, remedy) with the remedy "Write 1254."

A cell that has to be guessed at is never read: a thousands separator may be a decimal comma, a five-digit number may be
a date. The guess stands in the remedy, so that the person at the file can take it or correct it.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from podobat.tables import LARGEST, date_of
from podobat.texts import catalogue
from podobat.units import UNITS, Text

_say = catalogue("records")

Complaint = tuple[Text, Text, Text]  # found, allowed, remedy

_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", flags=re.ASCII)
_GROUPED = re.compile(r"[-+]?\d{1,3}([,\s'’]\d{3})+(\.\d+)?", flags=re.ASCII)
_INSIDE = re.compile(r"[-+]?\d[\d,]*(\.\d+)?", flags=re.ASCII)
_PERCENT = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*%", flags=re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", flags=re.ASCII)
_YMD = re.compile(r"(\d{4})\s*[./\-년]\s*(\d{1,2})\s*[./\-월]\s*(\d{1,2})\s*[.일]?(\s+\d{1,2}:\d{2}(:\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", flags=re.ASCII)
_YM = re.compile(r"(\d{4})\s*[./\-년]\s*(\d{1,2})\s*월?\.?")
_SERIAL = re.compile(r"\d{5}(\.\d+)?", flags=re.ASCII)
_SPREADSHEET_EPOCH = date(1899, 12, 30)  # day 0 of Excel, LibreOffice and Google Sheets
_NOTHING = Text("", "")
_MOST_LETTERS = 60  # of a number

NUMBER = _say("cells.number")
DATE = _say("cells.date")


def write(text: str) -> Text:
    """The remedy that names what to write."""
    return _say("cells.write", text=text)


def quoted(cell: str) -> Text:
    """What was found, short enough for a message."""
    cell = " ".join(cell.split())
    shown = cell if len(cell) <= 40 else cell[:37] + "..."
    return _say("cells.found", shown=shown) if cell else _say("cells.is_empty")


def plain(number: float | str) -> str:
    """A number as it is to be written: 1254, 0.4."""
    value = float(number)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def number_in(cell: str) -> tuple[float | None, Complaint | None]:
    """The number in a cell; or None and a complaint whose remedy says how to write it."""
    if len(cell) <= _MOST_LETTERS and _PLAIN.fullmatch(cell):
        value = float(cell)
        if abs(value) <= LARGEST:
            return value, None
        most = _say("cells.number_of_at_most", largest=LARGEST)
        return None, (quoted(cell), most, _say("cells.check_the_value_and_its_unit"))
    return None, (quoted(cell), NUMBER, _number_meant(cell))


def _number_meant(cell: str) -> Text:
    if len(cell) > _MOST_LETTERS:
        return _say("cells.give_the_value_counted")
    if not cell:
        return _say("cells.give_the_value_counted_or_remove")
    usual = unicodedata.normalize("NFKC", cell).strip()
    if usual != cell and _PLAIN.fullmatch(usual):
        return _say("cells.use_ordinary_digits", usual=usual)
    if _GROUPED.fullmatch(usual):
        meant = plain(re.sub(r"[,\s'’]", "", usual))
        return _say("cells.without_thousands_separators", meant=meant)
    if match := _PERCENT.fullmatch(usual):
        share = plain(round(float(match[1]) / 100, 10))
        return _say("cells.for_a_share_write", share=share)
    if re.fullmatch(r"[-+]?\d+,\d{1,2}", usual):
        return write(usual.replace(",", "."))
    if usual.startswith("#") or usual.casefold() in {"nan", "inf", "-inf", "n/a", "na", "-"}:
        return _say("cells.remove_the_row_where_there")
    inside = _INSIDE.findall(usual) and _INSIDE.search(usual)
    if inside:
        meant = plain(inside[0].replace(",", ""))
        return _say("cells.give_the_number_alone", meant=meant)
    return _say("cells.give_the_value_counted")


def date_in(cell: str) -> tuple[str | None, Complaint | None]:
    """The day in a cell, "YYYY-MM-DD"; or None and a complaint whose remedy says how to write it."""
    if _ISO.fullmatch(cell) and _day(*map(int, cell.split("-"))) == cell:
        return cell, None
    return None, (quoted(cell), DATE, _date_meant(cell))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if 1900 <= year < 2200 else None
    except ValueError:
        return None


def _date_meant(cell: str) -> Text:
    usual = unicodedata.normalize("NFKC", cell).strip()
    match = _YMD.fullmatch(usual) or _COMPACT.fullmatch(usual)
    if match:
        meant = _day(int(match[1]), int(match[2]), int(match[3]))
        if meant is None:
            return _say("cells.there_is_no_such_day")
        return write(meant)
    if match := _YM.fullmatch(usual):
        year, month = int(match[1]), int(match[2])
        if 1 <= month <= 12 and year > 0:
            last = f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"
            return _say("cells.for_the_end_of_that_month", last=last)
    if (dated := date_of(cell)[0]) is not None:  # 24.3월, 2024년 상반기
        last = dated.last.isoformat()
        return _say("cells.for_the_end_of_that_period", last=last)
    if _SERIAL.fullmatch(usual):
        meant = (_SPREADSHEET_EPOCH + timedelta(days=int(float(usual)))).isoformat()
        return _say("cells.this_looks_like_a_spreadsheets", meant=meant)
    return _say("cells.for_example")


def unit_meant(cell: str, unit: str) -> Text:
    """How to put right a unit that is not the measure's."""
    usual = unicodedata.normalize("NFKC", cell).strip()
    if unit.startswith("KRW_m"):
        compact = usual.replace(" ", "").casefold()
        factor = {"억원": 100, "krw_bn": 1000, "krwbn": 1000, "조원": 1e6, "krw": 1e-6, "원": 1e-6, "십억원": 1000,
                  "10억원": 1000, "천원": 1e-3, "백만원": 1}.get(compact)  # fmt: skip
        if factor is not None:
            return _say(f"cells.{'money_as' if factor == 1 else 'money_times'}", by=plain(factor), unit=unit)
    if unit == "share" and usual in ("%", "percent"):
        return _say("cells.divide_the_value_by_100")
    label = UNITS[unit].label if unit in UNITS else Text.same(unit)
    return _say("cells.write_2", unit=unit, label=label)
