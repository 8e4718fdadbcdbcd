"""What stands in the cells of a value: effects, shares of the whole, costs a unit, and when nothing can be told."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podobat.money import MINUS, number_text
from podobat.show.writer import COUNTED, NONE, Writer

if TYPE_CHECKING:
    from podobat.forecast.effects import Cost, Effect


def amount(write: Writer, x: float, unit: str, *, bare: bool = False) -> str:
    """A quantity with its unit; odds in percentage points. `bare` leaves out the unit of a count."""
    if unit == "share":
        return write.points(x)
    return write.count(x, unit) if bare and unit in COUNTED else write.quantity(x, unit)


def ends(write: Writer, low: float, high: float, unit: str, *, bare: bool = False) -> str:
    """A range, the unit said once or not at all."""
    if unit == "share":
        return write.join(number_text(100 * low, 2), write.points(high))
    return write.interval(low, high, unit, bare=bare)


def effect_text(write: Writer, e: Effect, unit: str, *, bare: bool = False) -> str:
    """A mean with its 80 % interval; exactly nothing is said as such."""
    if e.nothing:
        return write.say("cell.nothing")
    wide = ends(write, e.quantiles["p10"], e.quantiles["p90"], unit, bare=bare)
    return f"{amount(write, e.mean, unit, bare=bare)} ({wide})"


def mean_text(write: Writer, e: Effect, unit: str) -> str:
    """A mean with its Monte Carlo error, no finer than the error."""
    if e.nothing:
        return "0"
    if unit.startswith("KRW_m"):
        return write.say("cell.error", mean=write.quantity(e.mean, unit), error=write.quantity(e.error, unit))
    factor, key = (100, "cell.points_error") if unit == "share" else (1, "cell.error")
    mean, error = factor * e.mean, factor * e.error
    places = max(0, -math.floor(math.log10(error)) + (error < 10)) if error > 0 else 2
    return write.say(key, mean=f"{MINUS if mean < 0 else ''}{abs(mean):,.{places}f}", error=f"{error:,.{places}f}")


def cost_text(write: Writer, c: Cost | None, e: Effect) -> str:
    """Money a unit with the 80 % interval over futures, or why there is none: no budget, nothing added, not told."""
    if c is None:
        return write.say("cell.no_budget")
    if e.nothing or e.quantiles["p90"] < 0:
        return write.say("cell.adds_none")
    if not c.told:
        return write.say("cell.cannot_tell")
    return f"{write.amount(c.cost_a_unit, 3)} ({write.interval(c.p10, c.p90, 'KRW_m')})"


def budget_text(write: Writer, won_m: float) -> str:
    """A programme's money; the special act has none."""
    return write.amount(won_m) if won_m else write.say("cell.no_budget")


def of_whole(write: Writer, share: Effect, whole: Effect) -> str:
    """A part as a percentage of the whole effect."""
    return write.share(share.mean / whole.mean) if whole.mean > 0 else NONE


def head_of(write: Writer, key: str, unit: str) -> str:
    """The head of a column of bare counts, which names their unit where the language has short counters."""
    name, counter = write.say(key), write.counter(unit).strip()
    return write.say("head.with_unit", name=name, unit=counter) if counter and write.counters_in_cells else name


def is_clear(e: Effect, errors: float = 2.0) -> bool:
    """Is the mean told from zero by so many of its Monte Carlo errors?"""
    return not e.nothing and e.error > 0 and abs(e.mean) > errors * e.error
