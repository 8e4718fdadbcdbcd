"""Figures from elsewhere that a plan's own numbers can be held against, and where among them a number falls.

The rows come from the caller (`evidence/references/*.csv`): id, class, place, quantity, value, unit, years, source.
`place_ko` and `quantity_ko`, when given, are what Korean readers see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from podobat.units import Text

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
NOTHING_KNOWN = Text("견줄 수 있는 자료가 없습니다.", "Nothing comparable is known.")


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
        said = get(name)
        return said if isinstance(said, Text) else Text(ko=str(get(f"{name}_ko", name)), en=str(said))

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
        smaller = (
            Text("이 값보다 작습니다", "is smaller") if below else Text("이 값보다 작지 않습니다", "is not smaller")
        )
        return Text(
            f"견줄 수 있는 값은 {one.ko}({name.ko}) 하나이며, {smaller.ko}.",
            f"The one comparable figure, {one.en} ({name.en}), {smaller.en}.",
        )
    low, high, middle = spell(rows[0].value), spell(rows[-1].value), spell(median(r.value for r in rows))
    lowest, highest, where = label(rows[0]), label(rows[-1]), _below(below, n)
    return Text(
        f"견줄 수 있는 값은 {low.ko}({lowest.ko})부터 {high.ko}({highest.ko})까지이고 중앙값은 {middle.ko}이며, "
        f"{where.ko}.",
        f"Comparable figures run from {low.en} ({lowest.en}) to {high.en} ({highest.en}), median {middle.en}; "
        f"{where.en}.",
    )


def _below(below: int, n: int) -> Text:
    """How many of the references are smaller."""
    if below == n:
        return Text(f"{n}건 모두 이 값보다 작습니다", f"all {n} are smaller")
    if below == 0:
        return Text(f"{n}건 가운데 이 값보다 작은 것은 없습니다", f"none of the {n} is smaller")
    return Text(
        f"{n}건 가운데 {below}건이 이 값보다 작습니다", f"{below} of the {n} {'is' if below == 1 else 'are'} smaller"
    )
