"""What must not be kept: resident registration numbers, telephone numbers and addresses of persons.

The book counts people and never names them. Anything typed or imported that looks like a number of a person is
refused, with the kind of thing it looks like and without repeating it.
"""

from __future__ import annotations

import re
import unicodedata

from podobat.records.cells import Complaint
from podobat.units import Text

# Month and day make a birth date, the seventh digit says century and sex; 5 to 8 are registered foreigners.
_RESIDENT = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-\s.·‐-―]*[0-9*][\d*]{6}(?![\d*])")
_PHONE = re.compile(
    r"(?<![\d.])(?:\+?82[-\s.]*\(?0?\)?|\(?0)(?:1[016789]|2|[3-6]\d|70)[-\s.)]*\d{3,4}[-\s.]*\d{4}(?!\d)"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PERSONAL_HEADS = (
    "이름", "성명", "주민등록번호", "주민번호", "생년월일", "전화번호", "휴대전화", "휴대폰", "연락처", "이메일",
    "주소", "name", "resident number", "birth date", "date of birth", "phone", "mobile", "email", "e-mail", "address",
)  # fmt: skip
_ALLOWED = Text("사람을 알아볼 수 없는 글", "text that identifies no person")
_REMEDY = Text(
    "지우고 저장하십시오. 이 시스템은 개인을 알아볼 수 있는 정보를 보관하지 않습니다.",
    "Remove it. Nothing that identifies a person is kept here.",
)


def resident_number_in(text: str) -> bool:
    """Does anything in a text look like a resident (or foreigner) registration number?"""
    return _RESIDENT.search(unicodedata.normalize("NFKC", text)) is not None


def private_in(text: str, *, contacts: bool = True) -> Complaint | None:
    """What in a text looks like it belongs to a person, or None.

    contacts  telephone numbers and e-mail addresses too; without them only resident registration numbers
    """
    usual = unicodedata.normalize("NFKC", text)
    if _RESIDENT.search(usual):
        return Text("주민등록번호로 보이는 숫자가 있음", "holds what looks like a resident number"), _ALLOWED, _REMEDY
    if contacts and _MAIL.search(usual):
        return Text("전자우편 주소가 있음", "holds an e-mail address"), _ALLOWED, _REMEDY
    if contacts and _PHONE.search(usual):
        return Text("전화번호로 보이는 숫자가 있음", "holds what looks like a telephone number"), _ALLOWED, _REMEDY
    return None


def personal_head(head: str) -> bool:
    """Does a column's name say that it holds something about a person?"""
    usual = " ".join(unicodedata.normalize("NFKC", head).casefold().split())
    return usual.replace(" ", "") in {h.replace(" ", "") for h in PERSONAL_HEADS}
