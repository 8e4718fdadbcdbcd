"""Shares, odds, quantities and ranges as people write them: 4.5%, under 0.1%, 27,500명, KRW 0.43–5.56 bn.

Rounding is for reading only: three figures for what was forecast, every figure for what was promised.
"""

from __future__ import annotations

import math

from podobat.money import Money, number_text, rounded


def share_text(share: float, figures: int = 2) -> str:
    """A share as a percentage: 0.045 -> 4.5%; whole percent from 10 % on."""
    if not math.isfinite(share):
        return "–"
    percent = 100 * share
    text = number_text(round(percent) if abs(percent) >= 10 else rounded(percent, figures))
    return f"{text}%"


def probability_text(probability: float, draws: int, lang: str) -> str:
    """The odds of a target; none or all of the draws is said as a bound, never as 0 % or 100 %.

    With n draws the smallest share that can be seen is 1/n, so nothing finer is claimed.
    """
    least = max(1.0 / max(draws, 1), 0.001)
    if probability < least:
        bound = number_text(100 * least, 2)
        return f"{bound}% 미만" if lang == "ko" else f"under {bound}%"
    if probability > 1 - least:
        bound = number_text(100 - rounded(100 * least, 2), None)
        return f"{bound}% 초과" if lang == "ko" else f"over {bound}%"
    percent = 100 * probability
    if percent < 1:
        return f"{number_text(percent, 2)}%"
    return f"{percent:.1f}%" if percent < 10 or percent > 99 else f"{percent:.0f}%"


#: How a number of each unit is written in a sentence; units not named here print the number alone.
COUNTERS = {
    "ko": {"firms": "개사", "people": "명", "jobs": "명", "person-years": "인년", "patents": "건", "projects": "건"},
    "en": {"firms": " firms", "people": " people", "jobs": " jobs", "person-years": " person-years",
           "patents": " patents", "projects": " projects"},
}  # fmt: skip


def quantity(value: float, unit: str, lang: str, money: Money, figures: int | None = 3) -> str:
    """A value with its unit, ready for a sentence: '1,230명', 'KRW 12.3 bn', '4.5%'."""
    if unit.startswith("KRW_m"):
        return money.text(value, lang, figures)
    if unit == "share":
        return share_text(value)
    return _count(value, unit, figures) + COUNTERS[lang].get(unit, "")


def _count(value: float, unit: str, figures: int | None) -> str:
    """A number; people, firms and other things that come whole lose their decimals from ten on, below it keep one."""
    if unit in COUNTERS["en"] and math.isfinite(value) and figures is not None:
        value = round(value, 0 if abs(value) >= 9.95 else 1)
    return number_text(value, figures)


def in_table(value: float, unit: str, lang: str, money: Money, figures: int | None = 3) -> str:
    """A value for a column whose unit stands in the row already; English units are too long to say in every cell."""
    bare = lang == "en" and unit in COUNTERS["en"]
    return _count(value, unit, figures) if bare else quantity(value, unit, lang, money, figures)


def no_finer(*values: float) -> tuple[str, ...]:
    """Numbers of one range with the decimals of the largest: 0.0892 and 2.23 become 0.09 and 2.23.

    A number that would vanish keeps one figure, so that what is above zero never reads as zero.
    """
    size = max(abs(value) for value in values)
    places = max(0, 2 - math.floor(math.log10(size))) if size > 0 and math.isfinite(size) else 0

    def written(value: float) -> str:
        kept = round(value, places) if math.isfinite(value) else value
        return number_text(kept) if kept or not value else number_text(value, 1)

    return tuple(written(value) for value in values)


def interval(low: float, high: float, unit: str, lang: str, money: Money, *, bare: bool = False) -> str:
    """A range, the unit said once: '820~1,940명', '4.3~57.6억원', '820–1,940 jobs', 'KRW 0.43–5.56 bn'.

    bare   without the unit of a count, for tables
    """
    join = "~" if lang == "ko" else "–"
    if unit.startswith("KRW_m"):
        factor, label = money.axis(max(abs(low), abs(high)), lang)
        ends = join.join(no_finer(low * factor, high * factor))
        if lang == "ko":
            return ends + label
        return f"{money.currency} {ends} {label.removeprefix(money.currency).strip()}".rstrip()
    if unit == "share":
        return f"{share_text(low).removesuffix('%')}{join}{share_text(high)}"
    ends = f"{_count(low, unit, 3)}{join}{_count(high, unit, 3)}"
    return ends if bare else ends + COUNTERS[lang].get(unit, "")


def month_name(month: str, lang: str) -> str:
    """'2024-12' -> '2024년 12월' or 'December 2024'."""
    year, number = int(month[:4]), int(month[5:])
    if lang == "ko":
        return f"{year}년 {number}월"
    names = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December")  # fmt: skip
    return f"{names[number - 1]} {year}"
