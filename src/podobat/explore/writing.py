"""How goals and gains are written, for pages and tables of several rooms."""

from __future__ import annotations

from podobat.explore.goals import Goal
from podobat.money import MINUS
from podobat.show.writer import NONE, Writer
from podobat.texts import catalogue


def goal_label(write: Writer, goal: Goal) -> str:
    """A goal with its month: 'People working (December 2024)'."""
    return catalogue("explore").words(write.lang)("goal.at", name=goal.name, month=write.month(goal.month))


def signed(write: Writer, value: float, unit: str, *, bare: bool = False) -> str:
    """A gain with its sign: '+590명', '−4.5%p'."""
    if value != value:
        return NONE
    sign = MINUS if value < 0 else "+" if value > 0 else ""
    size = abs(value)
    if unit == "share":
        return sign + write.points(size)
    return sign + (write.cell(size, unit) if bare else write.quantity(size, unit))


def signed_range(write: Writer, low: float, high: float, unit: str, *, bare: bool = False) -> str:
    """An interval of a gain."""
    return write.join(signed(write, low, unit, bare=bare), signed(write, high, unit, bare=bare))
