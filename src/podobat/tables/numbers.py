"""Numbers as people write them in tables: read where they mean one thing, else told how to write them.

number_of("1,234")            (1234.0, None)
number_of("△1,234.5")         (-1234.5, None)        also (1,234.5) and any dash
number_of("12,34")            (None, complaint)      no thousands, and the file's decimal sign is a point
number_of("0,512", ",")       (0.512, None)          in a file whose decimal sign is a comma
decimal_sign(cells)           ".", "," or "?"        what the numbers of a file say themselves
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from podobat.tables.words import DASHES, Complaint, one_line
from podobat.texts import catalogue

_say = catalogue("tables")

NUMBER = _say("numbers.number")
LARGEST = 1e18  # beyond this no count and no amount in won goes
_MOST_LETTERS = 60
_PLAIN = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,4})?", flags=re.ASCII)
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([,' \u2019])\d{3})(?:\1\d{3})*(?:\.\d+)?", flags=re.ASCII)
_MISSING = frozenset(
    "-|--|.|..|...|…|n/a|na|n.a.|nan|null|none|x|***|없음|해당없음|해당 없음|미상|미집계|비공개|#n/a".split("|")  # noqa: SIM905
)
_NEGATIVE = re.compile(rf"^[{re.escape(DASHES)}△▲▵]\s*(?=[\d.])")
_BRACKETS = re.compile(r"^\(\s*([\d.,' ]+)\s*\)$")
#: Numbers that tell which sign is the decimal one: `0,5`, `12,34`, `1234,567`, `1.234,5`; and the same with a point.
_TELLING = {
    sign: re.compile(
        rf"[-+]?(?:0{re.escape(sign)}\d+|\d{{4,}}{re.escape(sign)}\d+|\d+{re.escape(sign)}(?:\d{{1,2}}|\d{{4,}})"
        rf"|\d{{1,3}}(?:{re.escape(other)}\d{{3}})+{re.escape(sign)}\d+)"
    )
    for sign, other in ((".", ","), (",", "."))
}  # fmt: skip
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+)")
_THREE = re.compile(r"[-+]?[1-9]\d{0,2}[,.]\d{3}")


def usual(text: str) -> str:
    """Digits, signs and spaces of a number in their plain forms: full-width digits, dashes, △ and (…) for minus."""
    text = unicodedata.normalize("NFKC", text).strip().replace("\u2019", "'")
    if bracketed := _BRACKETS.fullmatch(text):
        text = f"-{bracketed[1].strip()}"
    return _NEGATIVE.sub("-", text)


def is_missing(text: str) -> bool:
    """Is this cell empty, or one of the signs for "no value" that tables use (-, …, n/a, 비공개)?"""
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    return not text or text in _MISSING or not text.strip(DASHES + " ")


def exact_of(text: str, decimal: str = ".") -> Decimal | None:
    """The number in a text without rounding; None when it is none.

    decimal   the decimal sign: "." or ",", or "?" where the file does not tell (then `12,345` and `12.345` are none)
    """
    if len(text) > _MOST_LETTERS:
        return None
    text = usual(text)
    if decimal == "?" and _THREE.fullmatch(text):
        return None
    if decimal == ",":
        text = text.translate({ord(","): ".", ord("."): ","})
    if _GROUPED.fullmatch(text):
        text = re.sub("[,' ]", "", text)
    if not _PLAIN.fullmatch(text):
        return None
    value = Decimal(text)
    return value if math.isfinite(float(value)) else None


def number_of(text: str, decimal: str = ".") -> tuple[float | None, Complaint | None]:
    """The number in a cell; or None and a complaint: what was found, what is allowed, how to write it."""
    value = exact_of(text, decimal)
    if value is not None and abs(value) <= LARGEST:
        return float(value), None
    return None, not_a_number(text, decimal, value)


def not_a_number(text: str, decimal: str = ".", value: Decimal | None = None) -> Complaint:
    """What is wrong with a cell that holds no number, or one beyond all bounds."""
    shown = one_line(text)
    if value is not None:
        large = _say("numbers.large", shown=shown)
        return (
            large,
            _say("numbers.at_most", largest=LARGEST),
            _say("numbers.check_units"),
        )
    if is_missing(text):
        found = _say("numbers.no_value", shown=shown) if shown else _say("numbers.is_empty")
        return found, NUMBER, _say("numbers.fill")
    found = _say("numbers.not_a_number", shown=shown)
    plain = usual(text)
    if decimal == "?" and _THREE.fullmatch(plain):
        whole, part = re.sub("[,.]", "", plain), plain.replace(",", ".")
        found = _say("numbers.comma_for_thousands" if "," in plain else "numbers.point_for_thousands", shown=shown)
        return found, _say("numbers.or", whole=whole, part=part), _say(
            "numbers.leave_out_thousands_separators"
        )  # fmt: skip
    if plain.startswith("#"):
        return found, NUMBER, _say("numbers.mend_the_formula")
    if re.fullmatch(r"[-+]?\d+,\d+", plain) and decimal != ",":
        point = plain.replace(",", ".")
        return found, NUMBER, _say("numbers.if_it_is_a_decimal_write", point=point)
    return found, NUMBER, _say("numbers.give_the_number_alone")


def decimal_sign(cells: Iterable[str], delimiter: str = ",") -> str:
    """Which decimal sign the numbers of a table have.

    delimiter   of the file: where columns are separated by semicolons, `12,345` alone does not tell
    returns     "." or ",", or "?" when numbers such as `12,345` or `12.345` may be either (both signs found, or none
                that tells)
    """
    told = {".": False, ",": False}
    either = False
    for cell in cells:
        if not cell or not (cell[0].isdigit() or cell[0] in "-+") or ("," not in cell and "." not in cell):
            continue
        told["."] = told["."] or _TELLING["."].fullmatch(cell) is not None
        told[","] = told[","] or _TELLING[","].fullmatch(cell) is not None
        either = either or _EITHER.fullmatch(cell) is not None
        if told["."] and told[","]:
            return "?"
    if told[","]:
        return ","
    return "?" if either and delimiter == ";" and not told["."] else "."


def doubtful(cells: Iterable[str], sign: str) -> str:
    """A number that a sign makes another if it means the other thing, where no number of the file tells which: 12.345.

    returns   the first one, or "" where the file tells, or has fewer than two of them
    """
    either: list[str] = []
    for cell in cells:
        if sign not in cell or not cell[0].isdigit():
            continue
        if _THREE.fullmatch(cell):
            either.append(cell)
        elif any(_TELLING[s].fullmatch(cell) for s in ".,") or _EITHER.fullmatch(cell):
            return ""
    return min(either, key=lambda c: (len(c), c)) if len(either) > 1 else ""
