"""A full input-output table as read, whatever the file looked like; and which of its sectors a plan spends on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.units import Text

Array = NDArray[np.float64]

# Names of the sectors that a plan spends on, as tables write them (compared without spaces and punctuation).
# Bank of Korea, 33 sectors (large classification); English names of its tables.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "construction": ("건설", "건설업", "construction"),
    "electronics": (
        "컴퓨터, 전자 및 광학기기", "컴퓨터, 전자 및 광학기기 제조업", "전자부품, 컴퓨터, 영상, 음향 및 통신장비",
        "computer, electronic and optical products", "electronics",
        "computing machinery, electronic equipment and optical instruments",
    ),
    "electrical": ("전기장비", "전기장비 제조업", "electrical equipment"),
    "machinery": ("기계 및 장비", "기타 기계 및 장비", "기계 및 장비 제조업", "machinery and equipment", "machinery"),
    "information": (
        "정보통신 및 방송 서비스", "정보통신 및 방송업", "정보통신업", "information and communication",
        "information, communication and broadcasting services", "communications and broadcasting",
    ),
    "professional": (
        "전문, 과학 및 기술 서비스", "전문, 과학 및 기술 서비스업", "professional, scientific and technical services",
        "professional, scientific and technical activities",
    ),
    "business_support": (
        "사업지원 서비스", "사업시설 관리 및 사업 지원 서비스", "사업시설관리, 사업지원 및 임대서비스업",
        "business support services", "administrative and support services",
    ),
    "education": ("교육 서비스", "교육 서비스업", "education", "education services"),
    "public_admin": (
        "공공행정, 국방 및 사회보장", "공공행정 및 국방", "공공행정", "public administration",
        "public administration, defense and social security", "public administration, defence and social security",
    ),
    "health": (
        "보건 및 사회복지 서비스", "보건업 및 사회복지 서비스업", "health and social welfare services",
        "health and social work", "health",
    ),
}  # fmt: skip
# The same by divisions of ISIC Rev. 4, for tables that use industry codes (D41T43).
DIVISIONS: Final[dict[str, range]] = {
    "construction": range(41, 44),
    "electronics": range(26, 27),
    "electrical": range(27, 28),
    "machinery": range(28, 29),
    "information": range(58, 64),
    "professional": range(69, 76),
    "business_support": range(77, 83),
    "education": range(85, 86),
    "public_admin": range(84, 85),
    "health": range(86, 89),
}
_CODE = re.compile(r"D?(\d{2})(?:T(\d{2}))?")


@dataclass(frozen=True, eq=False)
class RegionSizes:
    """How large the sectors of a table are in a region and in the nation: output or jobs, the same of both."""

    region: Array
    nation: Array
    file: str
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False)
class Table:
    """A table of n sectors: what each takes from the others, and what comes with a unit of its output.

    A            (n, n)  input coefficients; of domestic products unless `imports_counted`
    value_added  (n,)    in a unit of output, or None where the table does not tell
    employment   (n,)    person-years for a KRW bn of output, or None
    pay          (n,)    of employees, in a unit of output, or None
    basket       (n,)    what households buy from each sector for a unit of pay (no more than one in all), or None
    output       (n,)    output in money, or None: weighs sectors that a plan's sector is made of
    region       sizes of a region's sectors, where the file has them
    file         as messages name it;  layout: "bank_of_korea", "square" or "oecd";  year: of the table
    """

    file: str
    layout: str
    year: int
    codes: tuple[str, ...]
    A: Array = field(repr=False)
    value_added: Array | None = field(default=None, repr=False)
    employment: Array | None = field(default=None, repr=False)
    pay: Array | None = field(default=None, repr=False)
    basket: Array | None = field(default=None, repr=False)
    output: Array | None = field(default=None, repr=False)
    imports_counted: bool = False
    region: RegionSizes | None = field(default=None, repr=False)
    notes: tuple[Text, ...] = field(default=(), repr=False)

    @property
    def names(self) -> tuple[Text, ...]:
        """Names of the sectors: as the table writes them, in both languages."""
        return tuple(Text(code, code) for code in self.codes)

    @property
    def meets(self) -> dict[str, Array]:
        """Weights (n,), which add to one, of the table's sectors in each sector of spending that the table has."""
        found = {sector: members(sector, self.codes) for sector in NAMES}
        return {sector: self._weights(rows) for sector, rows in found.items() if rows}

    def _weights(self, rows: Sequence[int]) -> Array:
        size = np.ones(len(self.codes)) if self.output is None else self.output
        weights = np.zeros(len(self.codes))
        weights[list(rows)] = size[list(rows)]
        if weights.sum() <= 0.0:
            weights[list(rows)] = 1.0
        return weights / weights.sum()


def plain(name: str) -> str:
    """A name to compare by: without spaces, punctuation, `및` and `and`, in lower case, Hangul composed."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"\band\b|및", "", text)
    return re.sub(r"[\s,.·ㆍ/()\-–_&;:'\"]+", "", text)


_PLAIN: Final = {sector: {plain(name) for name in names} | {plain(sector)} for sector, names in NAMES.items()}


def divisions(code: str) -> range | None:
    """The ISIC divisions of an industry code: D41T43 -> 41..43; None for a name."""
    match = _CODE.fullmatch(code)
    return None if match is None else range(int(match[1]), int(match[2] or match[1]) + 1)


def members(sector: str, codes: Sequence[str]) -> list[int]:
    """Positions of the table's sectors that make up a sector on which plans spend: by name, or by ISIC division."""
    found = []
    for i, code in enumerate(codes):
        spans = divisions(code)
        if plain(code) in _PLAIN[sector] or (spans is not None and set(spans) & set(DIVISIONS[sector])):
            found.append(i)
    return found


def known_names(sectors: Mapping[str, object] | Sequence[str]) -> str:
    """What a table would have to call these sectors, for messages."""
    return ", ".join(NAMES[s][0] for s in sectors)
