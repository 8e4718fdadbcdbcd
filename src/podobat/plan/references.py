"""Figures from elsewhere that a plan's own numbers can be held against, and where among them a number falls.

The rows come from the caller (`evidence/references/*.csv`): id, class, place, quantity, value, unit, years, source.
`place_ko` and `quantity_ko`, when given, are what Korean readers see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from podobat.texts import catalogue
from podobat.units import LANGUAGES, Text

_say = catalogue("plan")

FEWEST = 3  # references, for a percentile to mean anything

Spell = Callable[[float], Text]


@dataclass(frozen=True, slots=True)
class Reference:
    """One figure from elsewhere. `group` is the class of figures it is comparable with."""

    id: str
    group: str
    place: Text
    quantity: Text
    value: float
    unit: str
    years: str
    source: str


Label = Callable[[Reference], Text]
NOTHING_KNOWN = _say("references.nothing_known")


def references_of(rows: Iterable[Any]) -> tuple[Reference, ...]:
    """Reference rows, given as mappings or as objects with the same names, in one form."""
    return tuple(row if isinstance(row, Reference) else _reference(row) for row in rows)


def _reference(row: Any) -> Reference:
    def get(*names: str) -> Any:
        for name in names:
            value = row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
            if value not in (None, ""):
                return value
        return ""

    def text(name: str) -> Text:
        plain = get(name)
        if isinstance(plain, Text):
            return plain
        return Text.of({lang: str(get(f"{name}_{lang}", name)) for lang in LANGUAGES})

    source = get("source")
    named = " ".join(source) if isinstance(source, list | tuple) else str(source)
    return Reference(str(get("id")), str(get("class", "class_", "group", "klass")), text("place"), text("quantity"),
                     float(get("value")), str(get("unit")), str(get("years")), named)  # fmt: skip


def percentile(value: float, values: Sequence[float]) -> float | None:
    """Where a value falls among others, 0 to 100; ties count half. None among fewer than three: it would mislead.

    p = 100 * (n_below + n_equal / 2) / n
    """
    if len(values) < FEWEST:
        return None
    below = sum(v < value for v in values)
    equal = sum(v == value for v in values)
    return 100 * (below + equal / 2) / len(values)


def standing(value: float, references: Sequence[Reference], spell: Spell, label: Label) -> Text:
    """Where a value stands among references, as a sentence: lowest, middle, highest, and how many lie below it.

    spell   says one value with its unit; label says what a reference is called (its place, its quantity)
    """
    if not references:
        return NOTHING_KNOWN
    rows = sorted(references, key=lambda r: r.value)
    n, below = len(rows), sum(r.value < value for r in rows)
    if n == 1:
        one, name = spell(rows[0].value), label(rows[0])
        return _say("references.one_is_smaller" if below else "references.one_is_not_smaller", one=one, name=name)
    low, high, middle = spell(rows[0].value), spell(rows[-1].value), spell(median(r.value for r in rows))
    lowest, highest, where = label(rows[0]), label(rows[-1]), _below(below, n)
    return _say("references.several", low=low, lowest=lowest, high=high, highest=highest, middle=middle, where=where)


def _below(below: int, n: int) -> Text:
    """How many of the references are smaller."""
    if below == n:
        return _say("references.all_smaller", n=n)
    if below == 0:
        return _say("references.none_smaller", n=n)
    return _say("references.one_smaller" if below == 1 else "references.some_smaller", below=below, n=n)
