"""Business registration numbers (사업자등록번호): ten digits, the last of which checks the other nine."""

from __future__ import annotations

import re
import unicodedata

from podobat.records.cells import Complaint
from podobat.tables import DASHES
from podobat.texts import catalogue

_say = catalogue("web.directory")

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_SIGNS = re.compile(rf"[\s./·{re.escape(DASHES)}]+")  # any dash, point or space that people put between the digits
_SHAPE = _say("registration.shape")


def check_digit(first_nine: str) -> int:
    """The tenth digit that belongs to nine digits.

    s = sum of digit times weight (1 3 7 1 3 7 1 3 5) + floor(5 d9 / 10);  d10 = (10 - s mod 10) mod 10

    source  the rule that the National Tax Service publishes for its numbers
    """
    digits = [int(d) for d in first_nine]
    total = sum(d * w for d, w in zip(digits, WEIGHTS, strict=True)) + digits[8] * 5 // 10
    return -total % 10


def registration_in(cell: str) -> tuple[str, Complaint | None]:
    """The number in a cell, as ten digits, "" when there is none; a complaint when it is no valid number."""
    usual = unicodedata.normalize("NFKC", cell).strip()
    digits = _SIGNS.sub("", usual)
    if not digits:
        return "", None
    shown = usual if len(usual) <= 20 else usual[:17] + "..."
    if not (digits.isascii() and digits.isdigit() and len(digits) == 10):
        found = _say("registration.not_a_business_registration", shown=shown)
        return "", (
            found,
            _SHAPE,
            _say("registration.give_the_ten_digits"),
        )
    if digits == "0" * 10 or check_digit(digits[:9]) != int(digits[9]):
        found = _say("registration.check_digit_does_not_fit", shown=shown)
        remedy = _say("registration.digit_was_copied_wrongly")
        return "", (found, _SHAPE, remedy)
    return digits, None


def written(number: str) -> str:
    """Ten digits as people write them: 124-81-00998."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}" if len(number) == 10 else number
