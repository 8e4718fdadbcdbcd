"""Words for the rows and columns of input-output tables that are no sectors, and words of their titles."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from podobat.evidence.input_output.industries import plain
from podobat.tables import Head, head_of, unit_word
from podobat.texts import catalogue

_say = catalogue("evidence")


def _words(**named: str) -> dict[str, str]:
    return {plain(word): key for key, words in named.items() for word in words.split("|")}


META: Final = _words(year="연도|기준연도|기준년도|year", unit="단위|unit|units", kind="종류|kind|type")
ROWS: Final = _words(
    value_added=
    "부가가치|부가가치계|부가가치합계|총부가가치|value added|gross value added|total value added|gva|va|valu|"
    "value added at basic prices|gross value added at basic prices|value added at factor cost|t006",
    output=
    "산출액|총산출|총산출액|국내산출액|총투입|총투입액|총투입계|산출|output|gross output|total input|"
    "total inputs|total output|total industry output|output at basic prices|total output at basic prices|"
    "total intermediate inputs at basic prices and value added|out|go|x|t008|t018",
    employment="취업자|취업자수|종사자|종사자수|employment|jobs|people|persons employed|number of employed",
    pay="피용자보수|compensation|compensation of employees|wages|wages and salaries|pay|v001|v00100",
    imports=
    "수입|수입계|수입투입|수입중간투입|수입품|수입중간재|imports|imported inputs|intermediate imports|"
    "imported products|use of imported products|use of imported products cif|use of imported products, cif|"
    "total imports|imports cif",
    taxes=
    "생산물세|순생산물세|생산물순세|taxes on products|taxes less subsidies on products|net taxes on products|"
    "taxsub|tls|taxes less subsidies|taxes|세금|v002|t00top|less subsidies",
    region_output="지역 산출액|region output|regional output",
    region_jobs="지역 취업자|지역 취업자수|region jobs|regional employment|region employment",
    passed=
    "중간투입|중간투입계|국산중간투입계|국산투입계|합계|계|소계|총계|total|intermediate|total intermediate|"
    "total intermediate inputs|total intermediate consumption|total use of products|"
    "total consumption at basic prices|total intermediate consumption at purchasers prices|"
    "total intermediate consumption at basic prices|t005|영업잉여|고정자본소모|생산세|생산세(보조금공제)|"
    "기타생산세|operating surplus|gross operating surplus|gross operating surplus and mixed income|"
    "net operating surplus|consumption of fixed capital|mixed income|v003|other taxes on production|"
    "other net taxes on production|other taxes less subsidies on production|"
    "taxes on production and imports less subsidies|잔폐물발생|감응도계수|영향력계수|행합|열합",
)  # fmt: skip
COLUMNS: Final = _words(
    basket=
    "민간소비|가계소비|민간소비지출|가계소비지출|households|household consumption|private consumption|hfce|"
    "consumption|final consumption expenditure by households|personal consumption expenditures|"
    "consumption of households|f010|p3_s14",
    exports=
    "수출|수출계|재화와 서비스의 수출|exports|export|expo|total exports|exports of goods and services|exgr|f040|"
    "p6",
    imports=
    "수입|수입계|총수입|재화와 서비스의 수입|수입(공제)|imports|import|impo|total imports|"
    "imports of goods and services|imgr|f050|less imports",
    final=
    "최종수요|최종수요계|최종수요합계|final demand|total final demand|final uses|total final uses|total final use",
    intermediate=
    "중간수요|중간수요계|중간수요합계|total intermediate|intermediate demand|total intermediate demand|"
    "total intermediate use|total intermediate uses|intermediate|t001",
    demand=
    "총수요|총수요계|총수요액|total demand|total use|total uses|total use at basic prices|총공급|총공급액|"
    "total supply",
    output=
    "산출액|총산출|총산출액|국내산출액|총산출계|output|total output|total commodity output|total industry output|"
    "gross output|out|x|t007",
    other=
    "정부소비|정부소비지출|정부|투자|고정자본형성|총고정자본형성|민간고정자본형성|정부고정자본형성|설비투자|"
    "건설투자|재고증감|재고|귀중품순취득|귀중품|government|government consumption|investment|"
    "gross fixed capital formation|stocks|changes in inventories|changes in stocks|valuables|npish|ggfc|gfcf|"
    "invnt|dpabr|nonresidents|fd|disc|p33|final consumption expenditure by government|"
    "final consumption expenditure by non-profit organisations serving households|"
    "final consumption expenditure by non-profit institutions serving households|"
    "acquisition less disposals of valuables|p3_s13|p3_s15|p51g|p5m|f020|f030",
    passed="비고|remarks|합계|계|소계|총계|total|notes|영향력계수|감응도계수|행합",
)  # fmt: skip
#: Rows and columns of goods that no industry makes, which stand on one side only.
ONE_SIDED: Final = frozenset(
    map(plain, ("used", "other", "scrap, used and secondhand goods", "scrap", "잔폐물", "ROWADJ",
                "noncomparable imports and rest-of-the-world adjustment [1]", "rest of the world adjustment",
                "noncomparable imports and rest-of-the-world adjustment", "noncomparable imports"))
)  # fmt: skip
KINDS: Final = _words(
    flows="flows|거래액|거래표|금액|transactions", coefficients="coefficients|투입계수|투입계수표|a",
    inverse="inverse|생산유발계수|생산유발계수표|leontief inverse|l",
)  # fmt: skip
_KIND_IN_TITLE: Final = (
    ("inverse", r"생산유발계수|leontief|total requirements|inverse"),
    ("coefficients", r"투입계수|direct requirements|technical coefficients|input coefficients"),
    ("flows", r"거래표|use of commodities|use table|transactions|input-output table|symmetric"),
)  # fmt: skip
_BLOCK_IN_TITLE: Final = (
    ("DOM", r"국산|domestic|국내산|\bdom\b|(?<![a-z])dom(?![a-z])"),
    ("IMP", r"수입\s*(?:거래|투입|표)|import(?:ed|s)?\b|(?<![a-z])imp(?![a-z])"),
    ("TTL", r"총\s*거래|\btotal (?:use|flow|transaction)|(?<![a-z])ttl(?![a-z])|국산\s*\+\s*수입|competitive"),
)  # fmt: skip
UNITS_OF_MONEY: Final = _say("labels.units_of_money")


def head_label(text: str) -> Head:
    """A label with the unit in brackets behind it taken away, where it is one: 취업자(천명)."""
    head = head_of(text)
    return head if unit_word(head.unit) else Head(text, text, "")


def won_in(unit: str) -> float | None:
    """Won in a unit of money, or None where it is none."""
    known = unit_word(unit)
    return float(known[1]) if known is not None and known[0] == "money" else None


def kind_in(title: str) -> str:
    """What a title says that a table holds: flows, coefficients, inverse or ""."""
    usual = unicodedata.normalize("NFKC", title).casefold()
    return next((kind for kind, pattern in _KIND_IN_TITLE if re.search(pattern, usual)), "")


def block_in(title: str) -> str:
    """Whether a title speaks of domestic products (DOM), of imported ones (IMP), of both (TTL), or does not say."""
    usual = unicodedata.normalize("NFKC", title).casefold()
    blocks = [block for block, pattern in _BLOCK_IN_TITLE if re.search(pattern, usual)]
    return blocks[0] if len(blocks) == 1 else ("TTL" if "TTL" in blocks else "")


def years_in(title: str) -> set[int]:
    """Years that a title names."""
    return {int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", unicodedata.normalize("NFKC", title))}
