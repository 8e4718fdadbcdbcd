"""Medians with their intervals as an appraisal writes them: the unit once, an end that is infinite in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from podobat.money import number_text
from podobat.show.writer import NONE, Writer, no_finer

if TYPE_CHECKING:
    import polars as pl

Row = Mapping[str, Any]


def band(write: Writer, row: Row, unit: str) -> str:
    """Median with its 80 % interval, the unit said once: '6,070억원 (5,850~6,270)', 'EUR 40.2 m (38.9–41.1)'."""
    return middle_and_ends(write, row["p50"], row["p10"], row["p90"], unit)


def middle_and_ends(write: Writer, middle: float | None, low: float | None, high: float | None, unit: str) -> str:
    """A value with the ends of its interval; an end that is infinite in words."""
    if middle is None or low is None or high is None:
        return NONE
    if not math.isfinite(middle):
        return write.say("range.endless")
    if not math.isfinite(high):
        return f"{write.quantity(middle, unit)} ({write.say('range.unbounded', low=write.quantity(low, unit))})"
    if unit in ("1/year", "year"):
        return f"{write.quantity(middle, unit)} ({write.join(write.quantity(low, unit), write.quantity(high, unit))})"
    if not unit.startswith("KRW_m"):
        return f"{write.quantity(middle, unit)} ({write.join(number_text(low), number_text(high))})"
    scale, word = write.money.scale(max(abs(x) for x in (middle, low, high)), write.lang)
    factor = write.money.amount(1.0) / scale
    written, *ends = no_finer(*(factor * x for x in (middle, low, high)))
    return f"{write.money.written(written, word, write.lang)} ({write.join(*ends)})"


def plain(value: float | None, figures: int = 3) -> str:
    """A number alone, or a dash."""
    return NONE if value is None or not math.isfinite(value) else number_text(value, figures)


def where(frame: pl.DataFrame, **same: Any) -> list[Row]:
    """The rows in which these columns have these values. A frame without rows may have no columns either."""
    return [] if frame.is_empty() else [*frame.filter(**same).to_dicts()]
