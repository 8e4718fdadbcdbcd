"""Money and plain numbers as people write them: 4,061억원, 1.2조원, KRW 406.1 bn, EUR 12.3 m, 27,500.

Inside the system money is KRW million; here it gets back the currency of the plan and the scale of the language.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from podobat.units import Text

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


def ratio_text(value: float | None) -> str:
    """A ratio such as B/C with two decimals: 1.04, −0.07; never a minus before zero; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


def digits(value: float) -> str:
    """Three significant figures, but whole numbers in full, since a count is not rounded: 27.5, 5.55, 1,002, 27,500."""
    return number_text(round(value, 0), None) if abs(value) >= 1000 else number_text(value)


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

    @property
    def converted(self) -> bool:
        """Is the plan written in another currency than won, in which everything is counted?"""
        return self.currency != "KRW"

    def amount(self, won_m: float) -> float:
        """KRW million -> units of the plan's own currency."""
        return won_m * KRW_MILLION / self.won_per_unit

    @property
    def round_sum(self) -> float:
        """KRW bn in the round sum of this money nearest to one: 1 in won, 1.45 for EUR 1 m at 1,450 won."""
        units = 1000 * KRW_MILLION / self.won_per_unit
        return 10.0 ** round(math.log10(units)) / units

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

    def both(self, won_m: float) -> Text:
        """An amount (KRW million) in both languages, three figures; Korean keeps every 억, as budgets are announced.

        returns   4,061억원 / KRW 406 bn; 5,800만원 / KRW 58 m; 4만 유로 / EUR 40 thousand
        """
        whole_eok = 1e11 <= abs(self.amount(won_m)) < 1e12
        return Text(self.text(won_m, "ko", 4 if whole_eok else 3), self.text(won_m, "en", 3))

    def axis(self, largest_won_m: float, lang: str) -> tuple[float, str]:
        """The factor from KRW million to axis units, and the unit to print on the axis (억원, KRW bn)."""
        unit, word = self.scale(largest_won_m, lang)
        name = self.name(lang)
        gap = " " if word and self.currency != "KRW" else ""
        label = f"{word}{gap}{name}" if lang == "ko" else f"{name} {word}".rstrip()
        return KRW_MILLION / self.won_per_unit / unit, label
