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
from podobat.units import UNITS, Text

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

NUMBER = Text("0 이상의 수(숫자와 소수점만)", "a number, digits and a decimal point only")
DATE = Text("YYYY-MM-DD 꼴의 날짜", "a date written YYYY-MM-DD")


def write(text: str) -> Text:
    """The remedy that names what to write."""
    return Text(f"`{text}`로 쓰십시오.", f"Write `{text}`.")


def quoted(cell: str) -> Text:
    """What was found, short enough for a message."""
    cell = " ".join(cell.split())
    shown = cell if len(cell) <= 40 else cell[:37] + "..."
    return Text(f"쓸 수 없는 값: {shown}", f"found {shown}") if cell else Text("빈칸임", "is empty")


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
        most = Text(f"{LARGEST:.0e} 이하의 수", f"a number of at most {LARGEST:.0e}")
        return None, (quoted(cell), most, Text("값과 단위를 확인하십시오.", "Check the value and its unit."))
    return None, (quoted(cell), NUMBER, _number_meant(cell))


def _number_meant(cell: str) -> Text:
    if len(cell) > _MOST_LETTERS:
        return Text("센 값을 수로 적으십시오.", "Give the value counted, as a number.")
    if not cell:
        return Text("센 값을 적거나 줄을 지우십시오.", "Give the value counted, or remove the row.")
    usual = unicodedata.normalize("NFKC", cell).strip()
    if usual != cell and _PLAIN.fullmatch(usual):
        return Text(f"전각 숫자를 반각으로 바꾸어 `{usual}`로 쓰십시오.", f"Use ordinary digits: write `{usual}`.")
    if _GROUPED.fullmatch(usual):
        meant = plain(re.sub(r"[,\s'’]", "", usual))
        return Text(f"자릿점을 빼고 `{meant}`로 쓰십시오.", f"Without thousands separators: write `{meant}`.")
    if match := _PERCENT.fullmatch(usual):
        share = plain(round(float(match[1]) / 100, 10))
        return Text(f"비율이면 `{share}`로 쓰십시오.", f"For a share, write `{share}`.")
    if re.fullmatch(r"[-+]?\d+,\d{1,2}", usual):
        return write(usual.replace(",", "."))
    if usual.startswith("#") or usual.casefold() in {"nan", "inf", "-inf", "n/a", "na", "-"}:
        return Text("값이 없으면 줄을 지우십시오.", "Remove the row where there is no value.")
    found = _INSIDE.findall(usual) and _INSIDE.search(usual)
    if found:
        meant = plain(found[0].replace(",", ""))
        return Text(
            f"수만 적으십시오(`{meant}`?). 단위는 unit 열에, 어림수라는 설명은 note 열에 적습니다.",
            f"Give the number alone (`{meant}`?); the unit belongs in `unit`, that it is rounded in `note`.",
        )
    return Text("센 값을 수로 적으십시오.", "Give the value counted, as a number.")


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
            return Text("달력에 없는 날입니다. 날짜를 확인하십시오.", "There is no such day. Check the date.")
        return write(meant)
    if match := _YM.fullmatch(usual):
        year, month = int(match[1]), int(match[2])
        if 1 <= month <= 12 and year > 0:
            last = f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"
            return Text(f"그달의 마지막 날이면 `{last}`로 쓰십시오.", f"For the end of that month, write `{last}`.")
    if (dated := date_of(cell)[0]) is not None:  # 24.3월, 2024년 상반기
        last = dated.last.isoformat()
        return Text(f"그 기간의 마지막 날이면 `{last}`로 쓰십시오.", f"For the end of that period, write `{last}`.")
    if _SERIAL.fullmatch(usual):
        meant = (_SPREADSHEET_EPOCH + timedelta(days=int(float(usual)))).isoformat()
        return Text(
            f"스프레드시트의 날짜 번호로 보입니다. `{meant}`로 쓰십시오.",
            f"This looks like a spreadsheet's day number. Write `{meant}`.",
        )
    return Text("예: 2021-03-30", "For example: 2021-03-30.")


def unit_meant(cell: str, unit: str) -> Text:
    """How to put right a unit that is not the measure's."""
    usual = unicodedata.normalize("NFKC", cell).strip()
    if unit.startswith("KRW_m"):
        compact = usual.replace(" ", "").casefold()
        factor = {"억원": 100, "krw_bn": 1000, "krwbn": 1000, "조원": 1e6, "krw": 1e-6, "원": 1e-6, "십억원": 1000,
                  "10억원": 1000, "천원": 1e-3, "백만원": 1}.get(compact)  # fmt: skip
        if factor is not None:
            by = "" if factor == 1 else plain(factor)
            return Text(
                (f"값에 {by}을(를) 곱하고 " if by else "") + f"단위를 `{unit}`(백만 원)으로 쓰십시오.",
                (f"Multiply the value by {by} and write" if by else "Write") + f" the unit `{unit}` (KRW million).",
            )
    if unit == "share" and usual in ("%", "percent"):
        return Text(
            "값을 100으로 나누고 단위를 `share`로 쓰십시오.", "Divide the value by 100; write the unit `share`."
        )
    label = UNITS[unit].label if unit in UNITS else Text(unit, unit)
    return Text(f"`{unit}`로 쓰십시오({label.ko}).", f"Write `{unit}` ({label.en}).")
