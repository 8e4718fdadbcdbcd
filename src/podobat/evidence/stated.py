"""What a source states, as people write it: 1.38명, 2,549억원, 월 348만원; 15.9% a year, KRW 254.9 bn.

Tables of sources keep the figure and its unit as they were noted (`254.9`, `KRW bn`); a unit that nobody has put into
words stands as it is.
"""

from __future__ import annotations

import re
from typing import Final

from podobat.money import Money, number_text
from podobat.plan import Source
from podobat.texts import Text, catalogue

_say = catalogue("evidence")
_words = catalogue("evidence").words

#: Currency, and how many millions of it one of the unit is.
MILLIONS: Final = {
    "krw_bn": ("KRW", 1e3), "billion_krw": ("KRW", 1e3), "million_krw": ("KRW", 1.0), "trillion_krw": ("KRW", 1e6),
    "krw_trillion": ("KRW", 1e6), "usd_m": ("USD", 1.0), "usd": ("USD", 1e-6), "jpy_m": ("JPY", 1.0),
    "eur_m": ("EUR", 1.0),
}  # fmt: skip
PER: Final = {"month": "a_month", "yr": "a_year", "a_year": "a_year", "a_firm": "a_firm"}
AS_NOTED: Final = ("year", "month", "date")  # 2022 is a year, and no two thousand and twenty-two of anything


def stated(source: Source) -> Text:
    """The figure of a source with its unit, in every language."""
    unit = re.sub(r"[^a-z0-9]+", "_", source.unit.lower()).strip("_")
    number = source.number
    if (number is None and unit not in AS_NOTED) or not _words("ko").known(f"stated.{unit}"):
        return _money(unit, number) or Text.same(f"{source.value} {source.unit}".strip())
    value = source.value if number is None or unit in AS_NOTED else number_text(number, None)
    return _say(f"stated.{unit}", value=value)


def _money(unit: str, number: float | None) -> Text | None:
    """An amount of money, by the month, the year or the firm where it says so; None for anything else."""
    for each, (currency, factor) in MILLIONS.items():
        per = unit.removeprefix(each).strip("_")
        if number is None or not unit.startswith(each) or (per and per not in PER):
            continue
        money = _amount(Money(currency), factor * number)
        return _say(f"stated.{PER[per]}", money=money) if per else money
    return None


def _amount(money: Money, millions: float) -> Text:
    return Text.each(lambda lang: money.text(millions, lang, None))
