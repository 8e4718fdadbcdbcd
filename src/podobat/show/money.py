"""Money and other quantities as people write them: 4,061억원, 1.2조원, KRW 406.1 bn, 27,500명, 4.5%.

Inside the system money is KRW million; here it gets back the currency of the plan and the scale of the language.
Rounding is for reading only: three figures for what was forecast, every figure for what was promised.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

KRW_MILLION = 1e6
MINUS = "−"
EXACT = 12  # significant figures of a number that is not rounded
CURRENCY_KO = {"KRW": "원", "USD": "달러", "EUR": "유로", "JPY": "엔", "CNY": "위안", "GBP": "파운드"}
#: Scales as each language counts them: (units of currency, word), largest first.
SCALES = {
    "ko": ((1e12, "조"), (1e8, "억"), (1e4, "만"), (1.0, "")),
    "en": ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "thousand"), (1.0, "")),
}


def rounded(value: float, figures: int = 3) -> float:
    """The value with so many significant figures; whole numbers keep their last digit below 10**figures."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, figures - 1 - math.floor(math.log10(abs(value))))


def number_text(value: float, figures: int | None = 3) -> str:
    """A plain number with thousands separators: 27,500; 1,230; 4.5; −12.

    figures   significant figures to keep; None keeps all (a promise is not rounded)
    """
    if not math.isfinite(value):
        return "–"
    kept = EXACT if figures is None else figures
    shown = rounded(value, kept)
    places = max(0, kept - 1 - math.floor(math.log10(abs(shown)))) if shown else 0
    text = f"{abs(shown):,.{places}f}"
    if places:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if shown < 0 else text


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


@dataclass(frozen=True)
class Money:
    """The currency of a plan: its code, how many won one unit of it is worth, and the year of its prices."""

    currency: str = "KRW"
    won_per_unit: float = 1.0
    price_year: int | None = None

    @classmethod
    def of_plan(cls, plan: Any) -> Money:
        """The money of a plan, from its `money` block."""
        per_unit = plan.money.won_per_unit
        return cls(plan.money.currency, float(getattr(per_unit, "value", per_unit)), plan.money.price_year)

    def amount(self, won_m: float) -> float:
        """KRW million -> units of the plan's own currency."""
        return won_m * KRW_MILLION / self.won_per_unit

    def name(self, lang: str) -> str:
        """원, 유로 … in Korean; the code in English."""
        return CURRENCY_KO.get(self.currency, self.currency) if lang == "ko" else self.currency

    def scale(self, won_m: float, lang: str) -> tuple[float, str]:
        """The (divisor, word) in which an amount of this size reads best; Korean stays in 억 up to one 조."""
        size = abs(rounded(self.amount(won_m), 4))
        return next(((unit, word) for unit, word in SCALES[lang] if size >= unit), SCALES[lang][-1])

    def text(self, won_m: float, lang: str, figures: int | None = 4) -> str:
        """An amount as people write it.

        won_m     KRW million
        figures   significant figures (None: all)
        returns   '4,061억원', '1.2조원', '3,500만원', '1,230만 유로'; 'KRW 406.1 bn', 'EUR 12.3 m'
        """
        if not math.isfinite(won_m):
            return "–"
        unit, word = self.scale(won_m, lang)
        value = self.amount(won_m) / unit
        number = number_text(value, figures)
        if lang == "ko":
            gap = " " if word and self.currency != "KRW" else ""
            return f"{number}{word}{gap}{self.name(lang)}"
        return f"{self.currency} {number} {word}".rstrip()

    def axis(self, largest_won_m: float, lang: str) -> tuple[float, str]:
        """The factor from KRW million to axis units, and the unit to print on the axis (억원, KRW bn)."""
        unit, word = self.scale(largest_won_m, lang)
        name = self.name(lang)
        gap = " " if word and self.currency != "KRW" else ""
        label = f"{word}{gap}{name}" if lang == "ko" else f"{name} {word}".rstrip()
        return KRW_MILLION / self.won_per_unit / unit, label


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


def interval(low: float, high: float, unit: str, lang: str, money: Money, *, bare: bool = False) -> str:
    """A range, the unit said once: '820~1,940명', '4.3~57.6억원', '820–1,940 jobs', 'KRW 0.43–5.56 bn'.

    bare   without the unit of a count, for tables
    """
    join = "~" if lang == "ko" else "–"
    if unit.startswith("KRW_m"):
        factor, label = money.axis(max(abs(low), abs(high)), lang)
        ends = f"{number_text(low * factor)}{join}{number_text(high * factor)}"
        if lang == "ko":
            return ends + label
        return f"{money.currency} {ends} {label.removeprefix(money.currency).strip()}".rstrip()
    if unit == "share":
        return f"{share_text(low).removesuffix('%')}{join}{share_text(high)}"
    ends = f"{_count(low, unit, 3)}{join}{_count(high, unit, 3)}"
    return ends if bare else ends + COUNTERS[lang].get(unit, "")
