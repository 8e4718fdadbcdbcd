"""What every section of an appraisal needs: the language and the money of its reader, and how values are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podobat.appraise.words import WORDS
from podobat.money import MINUS, Money, number_text
from podobat.show.charts import CANVASES, Canvas, Drawing, svg
from podobat.show.document import Figure, Table
from podobat.show.money import no_finer, quantity, share_text
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.appraise.result import Appraisal

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """One answer on the page: its sentence, figures, tables, and what to be careful about."""

    id: str
    title: str
    lead: str
    answer: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    folded: tuple[Table, ...]  # tables that open on demand
    notes: tuple[str, ...]
    missing: str = ""  # why there is no answer
    more: str = ""  # what stands beside the answer where there is room
    warning: str = ""  # what has to be read together with the answer


@dataclass(frozen=True)
class Office:
    """What every section needs: the appraisal, the language and the money of its reader."""

    appraisal: Appraisal
    lang: str
    money: Money

    def say(self, key: str, /, **values: Any) -> str:
        """The text under a key, its blanks filled in."""
        text = WORDS[key][self.lang]
        return text.format(**values) if values else text

    def write(self, value: float | None, unit: str, figures: int = 3) -> str:
        """A value with its unit, or a dash."""
        if value is None or not math.isfinite(value):
            return "–"
        if unit == "1/year":
            return share_text(value)
        if unit == "year":
            return number_text(value) + ("년" if self.lang == "ko" else " years")
        return quantity(value, unit, self.lang, self.money, figures)

    def band(self, row: Row, unit: str) -> str:
        """Median with its 80 % interval, the unit said once: '6,070억원 (5,850~6,270)', 'EUR 40.2 m (38.9–41.1)'."""
        return self.middle_and_ends(row["p50"], row["p10"], row["p90"], unit)

    def middle_and_ends(self, middle: float | None, low: float | None, high: float | None, unit: str) -> str:
        """A value with the ends of its interval; an end that is infinite in words."""
        if middle is None or low is None or high is None:
            return "–"
        if not math.isfinite(middle):
            return self.say("endless")
        if not math.isfinite(high):
            return f"{self.write(middle, unit)} ({self.say('unbounded', low=self.write(low, unit))})"
        if not unit.startswith("KRW_m"):
            if unit in ("1/year", "year"):
                return f"{self.write(middle, unit)} ({self.ends(self.write(low, unit), self.write(high, unit))})"
            return f"{self.write(middle, unit)} ({self.ends(*(number_text(x) for x in (low, high)))})"
        factor, label = self.axis(max(abs(x) for x in (middle, low, high)))
        said, *found = no_finer(*(factor * x for x in (middle, low, high)))
        spread = self.ends(*found)
        if self.lang == "ko":
            return f"{said}{label} ({spread})"
        return (
            f"{f'{self.money.currency} {said} {label.removeprefix(self.money.currency).strip()}'.rstrip()} ({spread})"
        )

    def span(self, low: float, high: float) -> str:
        """A range of money (KRW million), the unit said once."""
        factor, label = self.axis(max(abs(low), abs(high)))
        written = self.ends(*no_finer(factor * low, factor * high))
        if self.lang == "ko":
            return f"{written}{label}"
        return f"{self.money.currency} {written} {label.removeprefix(self.money.currency).strip()}".rstrip()

    def ends(self, low: str, high: str) -> str:
        """Two written ends as a range, kept apart where a sign would run into the dash."""
        signed = MINUS in low + high
        join = (" ~ " if signed else "~") if self.lang == "ko" else (" to " if signed else "–")
        return f"{low}{join}{high}"

    def axis(self, largest: float) -> tuple[float, str]:
        """Factor and label that turn KRW million into axis values."""
        return self.money.axis(largest, self.lang)

    def draw(
        self, id: str, title: str, chart: Callable[[Canvas], Drawing], key: Sequence[tuple[str, str]], table: Table,
        note: str = "",
    ) -> Figure:  # fmt: skip
        """A figure for desk and phone; `key` pairs a swatch with the word it stands for."""
        description = f"{title}. {table.caption}."
        drawings = tuple(svg(chart(canvas), canvas, description) for canvas in CANVASES)
        return Figure(id, title, drawings, tuple((mark, self.say(word)) for mark, word in key), table, note)

    def notes(self, notes: Sequence[Text]) -> tuple[str, ...]:
        """Notes in the language of the page."""
        return tuple(note[self.lang] for note in notes)

    def name(self, row: Row, key: str = "name") -> str:
        """The name of a row that has one for each language."""
        return str(row[f"{key}_{self.lang}"])


def where(frame: pl.DataFrame, **same: Any) -> list[Row]:
    """The rows in which these columns have these values. A frame without rows may have no columns either."""
    return [] if frame.is_empty() else [*frame.filter(**same).to_dicts()]
