"""What stands in the cells of a value: effects, shares of the whole, costs a unit, and when nothing can be told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podobat.money import MINUS, Money, number_text
from podobat.show.money import COUNTERS, interval, quantity, share_text
from podobat.units import Text

if TYPE_CHECKING:
    from podobat.forecast.effects import Cost, Effect
    from podobat.value.outcomes import Outcome
    from podobat.value.result import Value

CANNOT_TELL = Text("자료로는 판단할 수 없음", "the data cannot tell")
NOTHING = Text("없음(0)", "nothing (0)")
NO_UNIT = Text("더하지 않음", "adds none")
NO_COST = Text("예산 없음", "no budget")
WHOLE = Text("계획 전체", "The whole plan")
POINTS = Text("%p", " pp")


@dataclass(frozen=True)
class Pen:
    """Writes the figures of one value in one language."""

    value: Value
    lang: str

    @property
    def money(self) -> Money:
        """The money of the plan's reader."""
        return Money.of_plan(self.value.plan)

    def amount(self, x: float, unit: str, bare: bool = False) -> str:
        """A quantity with its unit; odds in percentage points. `bare` leaves out the unit of a count."""
        if unit == "share":
            return f"{number_text(100 * x, 2)}{POINTS[self.lang]}"
        said = quantity(x, unit, self.lang, self.money)
        return said.removesuffix(COUNTERS[self.lang].get(unit, "")) if bare else said

    def ends(self, low: float, high: float, unit: str, bare: bool = False) -> str:
        """A range, the unit said once or not at all; 'to' where a dash would stand before a minus."""
        if unit == "share":
            join = "~" if self.lang == "ko" else "–"
            said = f"{number_text(100 * low, 2)}{join}{number_text(100 * high, 2)}{POINTS[self.lang]}"
        else:
            said = interval(low, high, unit, self.lang, self.money, bare=bare)
        return said.replace("–", " to ") if self.lang == "en" and low < 0 else said

    def effect(self, e: Effect, unit: str, bare: bool = False) -> str:
        """A mean with its 80 % interval; exactly nothing is said as such."""
        if e.nothing:
            return NOTHING[self.lang]
        return f"{self.amount(e.mean, unit, bare)} ({self.ends(e.quantiles['p10'], e.quantiles['p90'], unit, bare)})"

    def head(self, said: Text, unit: str) -> str:
        """The head of a column of counts, with their unit."""
        if unit not in COUNTERS["en"]:
            return said[self.lang]
        return f"{said.ko}({COUNTERS['ko'][unit].strip()})" if self.lang == "ko" else said.en

    def wide(self, e: Effect, unit: str) -> str:
        """The 95 % interval."""
        return self.ends(e.quantiles["p2_5"], e.quantiles["p97_5"], unit)

    def mean(self, e: Effect, unit: str) -> str:
        """A mean with its Monte Carlo error, no finer than the error."""
        if e.nothing:
            return "0"
        if unit.startswith("KRW_m"):
            return f"{self.amount(e.mean, unit)} ± {self.amount(e.error, unit)}"
        factor, points = (100, POINTS[self.lang]) if unit == "share" else (1, "")
        mean, error = factor * e.mean, factor * e.error
        places = max(0, -math.floor(math.log10(error)) + (error < 10)) if error > 0 else 2
        return f"{MINUS if mean < 0 else ''}{abs(mean):,.{places}f} ± {error:,.{places}f}{points}"

    def cost(self, c: Cost, e: Effect) -> str:
        """Money a unit with the 80 % interval over futures, or that nothing is added, or that nothing can be told."""
        if e.nothing or e.quantiles["p90"] < 0:
            return NO_UNIT[self.lang]
        if not c.told:
            return CANNOT_TELL[self.lang]
        ends = interval(c.p10, c.p90, "KRW_m", self.lang, self.money)
        return f"{self.money.text(c.cost_a_unit, self.lang, 3)} ({ends})"

    def budget(self, won_m: float) -> str:
        """A programme's money; the special act has none."""
        return self.money.text(won_m, self.lang) if won_m else NO_COST[self.lang]

    def outcome(self, o: Outcome) -> str:
        """An outcome's name; odds are those of their target."""
        return o.name[self.lang]

    def of_whole(self, share: Effect, whole: Effect) -> str:
        """A part as a percentage of the whole effect."""
        return share_text(share.mean / whole.mean) if whole.mean > 0 else "–"


def ranked(value: Value, k: int) -> list[int]:
    """Players by cost a unit of an outcome, cheapest first; then the others by what they add."""
    order = [c.programme for c in value.cost_results if c.outcome == value.outcomes.counted[k].id and c.programme]
    ids = [p.id for p in value.players]
    found = [ids.index(id) for id in order]
    return found + [i for i in range(len(ids)) if i not in found]


def cost_line(value: Value, programme: str, outcome: str) -> Cost | None:
    """The cost of one outcome by one programme ("" for the whole plan); None for the special act."""
    return next((c for c in value.cost_results if (c.programme, c.outcome) == (programme, outcome)), None)


def listed(names: Sequence[str], lang: str) -> str:
    """Names in a sentence: 'A, B, C'; 'A, B and C'."""
    if lang == "en" and len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return ", ".join(names)
