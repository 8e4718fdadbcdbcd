"""How a page or a table writes: words of a room in one language, money of a plan, numbers as people read them.

    write = Writer.of("forecast", "ko", plan)
    write.say("headline.all", n=3)          words
    write.quantity(1230, "jobs")            1,230명
    write.interval(430, 5560, "KRW_m")      4.3~55.6억원
    write.draw(...)                         a figure for desk and phone

Rounding is for reading only: three figures for what was forecast, every figure for what was promised.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podobat.money import MINUS, Money, number_text, rounded
from podobat.texts import Lang, Words, read_words
from podobat.units import UNITS

if TYPE_CHECKING:
    from podobat.show.charts import Canvas, Spec
    from podobat.show.document import Figure, Table

#: Units of things that come whole: their numbers lose decimals, and are followed by a counter.
COUNTED: Final = frozenset({"firms", "people", "jobs", "person-years", "patents", "projects"})
NONE: Final = "–"


@dataclass(frozen=True)
class Writer:
    """Writes in one language. `words` are those of the room that speaks, `money` is that of the plan's reader."""

    words: Words
    money: Money = Money()  # noqa: RUF009 - frozen

    @classmethod
    def of(cls, room: str, lang: Lang, plan: Any = None) -> Writer:
        """A writer with the words of a room, and the money of a plan."""
        return cls(read_words(lang, room), Money.of_plan(plan) if plan is not None else Money())

    @classmethod
    def plain(cls, lang: Lang, money: Money = Money()) -> Writer:  # noqa: B008 - frozen
        """A writer with the words of the press alone, for numbers, months and odds."""
        return cls(read_words(lang), money)

    @property
    def lang(self) -> Lang:
        return self.words.lang

    @property
    def _press(self) -> Words:
        return read_words(self.lang)

    def say(self, key: str, /, **values: Any) -> str:
        """The text under a key of the room, its blanks filled in."""
        return self.words(key, **values)

    def listed(self, names: Sequence[str]) -> str:
        """Names in a sentence: 'A, B, C'; 'A, B and C'."""
        if len(names) < 2:
            return "".join(names)
        return self._press("list.last", first=", ".join(names[:-1]), last=names[-1])

    def quoted(self, name: str) -> str:
        """A name set apart in a sentence, where the language sets names apart."""
        return self._press("list.quoted", name=name)

    def month(self, month: str) -> str:
        """'2024-12' -> '2024년 12월', 'December 2024'."""
        name = self._press.lines("month.names")[int(month[5:]) - 1]
        return self._press("month.named", year=int(month[:4]), name=name)

    # --- numbers ------------------------------------------------------------------------------------------------------

    def share(self, share: float, figures: int = 2) -> str:
        """A share as a percentage: 0.045 -> 4.5%; whole percent from 10 % on."""
        if not math.isfinite(share):
            return NONE
        percent = 100 * share
        return f"{number_text(round(percent) if abs(percent) >= 10 else rounded(percent, figures))}%"

    def odds(self, probability: float, draws: int) -> str:
        """The odds of a target; none or all of the draws is said as a bound, never as 0 % or 100 %.

        With n draws the smallest share that can be seen is 1/n, so nothing finer is claimed.
        """
        least = max(1.0 / max(draws, 1), 0.001)
        if probability < least:
            return self._press("odds.under", bound=number_text(100 * least, 2))
        if probability > 1 - least:
            return self._press("odds.over", bound=number_text(100 - rounded(100 * least, 2), None))
        percent = 100 * probability
        if percent < 1:
            return f"{number_text(percent, 2)}%"
        return f"{percent:.1f}%" if percent < 10 or percent > 99 else f"{percent:.0f}%"

    def points(self, share: float) -> str:
        """A difference of two shares in percentage points: 0.045 -> 4.5%p, 4.5 pp."""
        return self._press("odds.points", n=number_text(100 * share, 2))

    def amount(self, won_m: float, figures: int | None = 4) -> str:
        """Money as people write it: '4,061억원', 'KRW 406.1 bn'. won_m is KRW million."""
        return self.money.text(won_m, self.lang, figures)

    def counter(self, unit: str) -> str:
        """What follows the number of a unit in a sentence: '명', ' people'; nothing for a unit that is not counted."""
        return self._press(f"counter.{unit}") if unit in COUNTED else ""

    def quantity(self, value: float | None, unit: str, figures: int | None = 3) -> str:
        """A value with its unit, ready for a sentence: '1,230명', 'KRW 12.3 bn', '4.5%'; a dash where there is none.

        figures   significant figures to keep; None keeps all
        """
        if value is None or not math.isfinite(value):
            return NONE
        if unit.startswith("KRW_m"):
            return self.amount(value, figures)
        if unit in ("share", "1/year"):
            return self.share(value)
        if unit == "year":
            return number_text(value) + self._press("counter.year")
        return self.count(value, unit, figures) + self.counter(unit)

    def count(self, value: float, unit: str, figures: int | None = 3) -> str:
        """A number alone; people, firms and what else comes whole lose decimals from ten on, below it keep one."""
        if unit in COUNTED and math.isfinite(value) and figures is not None:
            value = round(value, 0 if abs(value) >= 9.95 else 1)
        return number_text(value, figures)

    def cell(self, value: float, unit: str, figures: int | None = 3) -> str:
        """A value for a cell of a table whose row or head names the unit; where counters are short they stay."""
        bare = unit in COUNTED and not self.counters_in_cells
        return self.count(value, unit, figures) if bare else self.quantity(value, unit, figures)

    @property
    def counters_in_cells(self) -> bool:
        """Are counters short enough in this language to follow every number of a table?"""
        return bool(self._press.setting("language.counters_in_cells"))

    def unit_beside(self, unit: str) -> str:
        """The unit that a row or head has to name because its cells do not: '' or 'people'."""
        return "" if self.counters_in_cells else self.counter(unit).strip()

    def join(self, low: str, high: str) -> str:
        """Two written numbers as a range; said in a way of its own where a minus would run into the dash."""
        return self._press("range.signed" if MINUS in low + high else "range.plain", low=low, high=high)

    def interval(self, low: float, high: float, unit: str, *, bare: bool = False) -> str:
        """A range, the unit said once: '820~1,940명', '4.3~57.6억원', '820–1,940 jobs', 'KRW 1.43–5.56 bn'.

        bare   without the counter
        """
        if unit.startswith("KRW_m"):
            factor, scale = self._scale(max(abs(low), abs(high)))
            if 0 < low * factor < 1 <= high * factor:
                return self._in_own_scales(low, high)
            return self.money.written(self.join(*no_finer(low * factor, high * factor)), scale, self.lang)
        if unit == "share":
            return self.join(self.share(low).removesuffix("%"), self.share(high))
        ends = self.join(self.count(low, unit), self.count(high, unit))
        return ends if bare else ends + self.counter(unit)

    def _in_own_scales(self, low: float, high: float) -> str:
        """A range of money of which the lower end would be a fraction: '1,800만~1.73억원', 'KRW 18 m to 1.73 bn'."""
        (small, less), (large, more) = ((number_text(x * f), s) for x in (low, high) for f, s in (self._scale(x),))
        return self.money.written(self._press("range.scales", low=small, less=less, high=large), more, self.lang)

    def cell_interval(self, low: float, high: float, unit: str) -> str:
        """A range for a cell of a table whose row or head names the unit."""
        return self.interval(low, high, unit, bare=not self.counters_in_cells)

    def band(self, quantiles: Mapping[str, float], unit: str) -> str:
        """Median with its 80 % interval: '62개사(41~88개사)'."""
        ends = self.interval(quantiles["p10"], quantiles["p90"], unit)
        return f"{self.quantity(quantiles['p50'], unit)} ({ends})"

    # --- figures ------------------------------------------------------------------------------------------------------

    def axis(self, unit: str, largest: float) -> tuple[float, str]:
        """Factor and label that turn values of a unit into those of an axis.

        largest   the largest value to be shown, in the unit (money: KRW million)
        """
        if unit.startswith("KRW_m"):
            return self.money.axis(largest, self.lang)
        return (100.0, "%") if unit == "share" else (1.0, UNITS[unit].label[self.lang])

    def key(self, marks: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Swatches with their texts: "dash=without" is a dash that stands for the text `key.without`."""
        return tuple((mark, self.say(f"key.{name}")) for mark, name in (m.split("=") for m in marks))

    def draw(self, id: str, title: str, chart: Callable[[Canvas], Spec], key: Sequence[str], table: Table,
             note: str = "", canvases: Sequence[Canvas] = ()) -> Figure:  # fmt: skip
        """A figure from a chart for each canvas (desk and phone, if none is given); `key` as `Writer.key` reads it."""
        from podobat.show.charts import CANVASES, svg
        from podobat.show.document import Figure

        description = f"{title}. {table.caption}."
        drawings = tuple(svg(chart(canvas), canvas, description) for canvas in canvases or CANVASES)
        return Figure(id, title, drawings, self.key(key), table, note)

    def _scale(self, largest_won_m: float) -> tuple[float, str]:
        """Factor from KRW million to the scale in which an amount reads best, and the word of that scale."""
        unit, word = self.money.scale(largest_won_m, self.lang)
        return self.money.amount(1.0) / unit, word


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
