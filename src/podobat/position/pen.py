"""How the figures of this answer are written in one language: counts, quotients, odds, names."""

from __future__ import annotations

import math
from collections.abc import Sequence

from podobat.money import MINUS, number_text
from podobat.position.bands import Band
from podobat.position.counts import Industry
from podobat.position.naming import inside
from podobat.position.result import Position
from podobat.show.writer import Writer
from podobat.texts import Words

LEAST = 0.0005  # share from which one decimal of a percentage is more than 0


class Pen:
    """A position and the language in which it is told."""

    def __init__(self, position: Position, lang: str) -> None:
        self.position, self.lang = position, lang
        self.write = Writer.of("position", lang)
        self.words: Words = self.write.words

    @property
    def kind(self) -> str:
        """What was counted, as a word."""
        return self.words(f"kind.{self.position.counts.kind}")

    @property
    def year(self) -> str:
        """The last year compared, as a word."""
        return self.year_text(self.position.now.year)

    def year_text(self, year: int) -> str:
        """A year; a table may have none."""
        if year <= 0:
            return self.words("word.year_none")
        return self.words("word.year_named", year=year)

    def region(self, at: int) -> str:
        """The name of a region."""
        return self.position.counts.regions[at][self.lang]

    def industry(self, at: int) -> str:
        """The name of an industry."""
        return self.position.counts.industries[at].name[self.lang]

    def label(self, industry: Industry) -> str:
        """An industry with its code: 자동차 제조업(C30)."""
        name = industry.name[self.lang]
        if not industry.code or industry.code == name:
            return name
        return self.words("word.with_ends", value=name, ends=industry.code)

    def count(self, value: float, *, signed: bool = False) -> str:
        """A count with its unit: 16,678명; with its sign where it is a difference."""
        if not math.isfinite(value):
            return "–"
        kind = self.position.counts.kind
        if kind == "shares":
            text = f"{value:.2f}".replace("-", MINUS)
        else:
            text = number_text(round(value), None) if kind in ("workers", "firms") else number_text(value, 4)
        plus = "+" if signed and value > 0 and not text.startswith(MINUS) else ""
        return self.words(f"amount.{kind}", n=plus + text)

    def times(self, value: float) -> str:
        """A quotient with two decimals."""
        return f"{value:.2f}" if math.isfinite(value) else "–"

    def end(self, value: float) -> str:
        """An end of an interval of quotients: one that is not 1 is not printed as 1.00."""
        return f"{value:.3f}" if self.times(value) == "1.00" and value != 1.0 else self.times(value)

    def band(self, band: Band) -> str:
        """The interval of a quotient: 1.54~1.90."""
        if not band.known:
            return "–"
        return f"{self.end(band.low)}{self.join}{self.end(band.high)}"

    @property
    def join(self) -> str:
        """What stands between the ends of an interval."""
        return self.words("word.to")

    def percent(self, share: float) -> str:
        """A share or odds as a percentage: whole from 10 % on, one decimal below, never 0 % for what is more."""
        if not math.isfinite(share):
            return "–"
        if 0 < share < LEAST:
            return self.words("word.under", least="0.1%")
        return f"{round(100 * share)}%" if share >= 0.0995 or share == 0 else f"{100 * share:.1f}%"

    def odds(self, odds: Band) -> str:
        """Odds with their interval: 20%(19~21%)."""
        if odds.high < LEAST:
            return self.percent(odds.high)
        return self.words("word.with_ends", value=self.percent(odds.value), ends=self.odds_ends(odds))

    def odds_ends(self, odds: Band) -> str:
        """The interval of odds: 19~21%."""
        if odds.high < LEAST:
            return "–"
        return f"{self.percent(odds.low).removesuffix('%')}{self.join}{self.percent(odds.high)}"

    def named(self, name: str, band: Band) -> str:
        """A name with its quotient and interval, for a sentence."""
        if band.known:
            return self.words("sentence.times", name=name, value=self.times(band.value), low=self.end(band.low),
                              high=self.end(band.high))  # fmt: skip
        return self.words("sentence.times_bare", name=name, value=self.times(band.value))

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row: `가, 나, 다` and `a, b and c`."""
        return self.write.listed(names)

    def with_within(self, at: int) -> str:
        """A region with the place inside it for which the plan names it: 경기(판교)."""
        places = inside(self.position.counts.regions[at])
        if not places:
            return self.region(at)
        return self.words("word.with_ends", value=self.region(at), ends=", ".join(p[self.lang] for p in places))
