"""What must not be kept: resident registration numbers, telephone numbers and addresses of persons.

The book counts people and never names them. Anything typed or imported that looks like a number of a person is
refused, with the kind of thing it looks like and without repeating it.
"""

from __future__ import annotations

import re
import unicodedata

from podobat.records.cells import Complaint
from podobat.texts import catalogue

_say = catalogue("web.tables")

# Month and day make a birth date, the seventh digit says century and sex: 1 to 4, and 5 to 8 for registered foreigners.
# 9 and 0 were born before 1900: they are numbers of corporations (법인등록번호), of which most begin like a birth date.
_RESIDENT = re.compile(
    r"(?<!\d)(?P<number>\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-\s.·\u2010-\u2015\u2212]*[1-8*][\d*]{6})(?![\d*])"
)
_CORPORATE = re.compile(
    r"법인(?:등록)?\s*번호\s*[:：(]?\s*$|corporate (?:registration )?(?:number|no\.?)\s*[:(]?\s*$", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?<![\d.])(?:\+?82[-\s.]*\(?0?\)?|\(?0)(?:1[016789]|2|[3-6]\d|70)[-\s.)]*\d{3,4}[-\s.]*\d{4}(?!\d)"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PERSONAL_HEADS = (
    "이름", "성명", "주민등록번호", "주민번호", "생년월일", "전화번호", "휴대전화", "휴대폰", "연락처", "이메일",
    "주소", "name", "resident number", "birth date", "date of birth", "phone", "mobile", "email", "e-mail", "address",
)  # fmt: skip
_ALLOWED = _say("private.text_that_identifies_no_person")
_NUMBER = _say("private.number")
_REMEDY = _say("private.remove")


def resident_number_in(text: str) -> bool:
    """Does anything in a text look like a resident (or foreigner) registration number?"""
    return _resident_in(unicodedata.normalize("NFKC", text))


def _resident_in(usual: str) -> bool:
    """What is called a corporation's number is none of a person, whatever its digits."""
    return any(not _CORPORATE.search(usual[max(0, m.start() - 40) : m.start()]) for m in _RESIDENT.finditer(usual))


def private_in(text: str, *, contacts: bool = True) -> Complaint | None:
    """What in a text looks like it belongs to a person, or None.

    contacts  telephone numbers and e-mail addresses too; without them only resident registration numbers
    """
    usual = unicodedata.normalize("NFKC", text)
    if _resident_in(usual):
        return _say("private.holds_what_looks_like_a_resident"), _ALLOWED, _NUMBER
    if contacts and _MAIL.search(usual):
        return _say("private.holds_an_e_mail_address"), _ALLOWED, _REMEDY
    if contacts and _PHONE.search(usual):
        return _say("private.holds_what_looks_like"), _ALLOWED, _REMEDY
    return None


def personal_head(head: str) -> bool:
    """Does a column's name say that it holds something about a person?"""
    usual = " ".join(unicodedata.normalize("NFKC", head).casefold().split())
    return usual.replace(" ", "") in {h.replace(" ", "") for h in PERSONAL_HEADS}
