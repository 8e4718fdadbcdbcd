"""The numbers of a Writer as functions, for rooms that have none yet."""

from __future__ import annotations

from podobat.money import Money
from podobat.show.writer import COUNTED, Writer, no_finer
from podobat.texts import read_words

__all__ = [
    "COUNTERS", "in_table", "interval", "month_name", "no_finer", "probability_text", "quantity", "share_text",
]  # fmt: skip

COUNTERS = {lang: {unit: Writer.of("show", lang).counter(unit) for unit in sorted(COUNTED)} for lang in ("ko", "en")}


def share_text(share: float, figures: int = 2) -> str:
    """Writer.share."""
    return Writer.of("show", "en").share(share, figures)


def probability_text(probability: float, draws: int, lang: str) -> str:
    """Writer.odds."""
    return Writer.of("show", lang).odds(probability, draws)


def quantity(value: float, unit: str, lang: str, money: Money, figures: int | None = 3) -> str:
    """Writer.quantity."""
    return Writer(read_words(lang), money).quantity(value, unit, figures)


def in_table(value: float, unit: str, lang: str, money: Money, figures: int | None = 3) -> str:
    """Writer.cell."""
    return Writer(read_words(lang), money).cell(value, unit, figures)


def interval(low: float, high: float, unit: str, lang: str, money: Money, *, bare: bool = False) -> str:
    """Writer.interval."""
    return Writer(read_words(lang), money).interval(low, high, unit, bare=bare)


def month_name(month: str, lang: str) -> str:
    """Writer.month."""
    return Writer.of("show", lang).month(month)
