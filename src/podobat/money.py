"""Money and plain numbers as people write them: 4,061억원, 1.2조원, KRW 406.1 bn, EUR 12.3 m, 27,500.

Inside the system money is KRW million; here it gets back the currency of the plan and the scale of the language.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from podobat.texts import Lang, Text, catalogue

KRW_MILLION = 1e6
MINUS = "−"
EXACT = 12  # significant figures of a number that is not rounded
_words = catalogue("").words


@cache
def scales(lang: Lang) -> tuple[tuple[float, str], ...]:
    """Scales as a language counts them: (units of currency, word), largest first; the last is 1 without a word."""
    return tuple((float(unit), word) for unit, word in _words(lang).setting("language.scales"))


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

    def name(self, lang: Lang) -> str:
        """원, 유로 … in Korean; the code in English, and where a language has no name for it."""
        words, key = _words(lang), f"currency.{self.currency}"
        return words(key) if words.known(key) else self.currency

    def scale(self, won_m: float, lang: Lang) -> tuple[float, str]:
        """The (divisor, word) in which an amount of this size reads best; Korean stays in 억 up to one 조."""
        size = abs(rounded(self.amount(won_m), 4))
        return next(((unit, word) for unit, word in scales(lang) if size >= unit), scales(lang)[-1])

    def written(self, number: str, scale: str, lang: Lang) -> str:
        """A number that is written out already, with its scale and currency: '43~57억원', 'EUR 4.3–5.7 m', '억원'."""
        pattern = "amount" if not self.converted else "foreign" if scale else "bare"
        text = _words(lang)(f"money.{pattern}", number=number, scale=scale, currency=self.name(lang))
        return " ".join(text.split())

    def text(self, won_m: float, lang: Lang, figures: int | None = 4) -> str:
        """An amount as people write it.

        won_m     KRW million
        figures   significant figures (None: all)
        returns   '4,061억원', '1.2조원', '3,500만원', '1,230만 유로'; 'KRW 406.1 bn', 'EUR 12.3 m'
        """
        if not math.isfinite(won_m):
            return "–"
        unit, word = self.scale(won_m, lang)
        return self.written(number_text(self.amount(won_m) / unit, figures), word, lang)

    def both(self, won_m: float) -> Text:
        """An amount (KRW million) in every language, three figures; Korean keeps every 억, as budgets are announced.

        returns   4,061억원 / KRW 406 bn; 5,800만원 / KRW 58 m; 4만 유로 / EUR 40 thousand
        """

        def write(lang: Lang) -> str:
            low, high = _words(lang).setting("language.announced")
            return self.text(won_m, lang, 4 if low <= abs(self.amount(won_m)) < high else 3)

        return Text.each(write)

    def axis(self, largest_won_m: float, lang: Lang) -> tuple[float, str]:
        """The factor from KRW million to axis units, and the unit to print on the axis (억원, KRW bn)."""
        unit, word = self.scale(largest_won_m, lang)
        return KRW_MILLION / self.won_per_unit / unit, self.written("", word, lang)
