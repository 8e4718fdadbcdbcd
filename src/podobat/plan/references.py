"""Figures from elsewhere that a plan's own numbers can be held against, and where among them a number falls.

The rows come from the caller (`evidence/references/*.csv`): id, class, place, quantity, value, unit, years, source.
`place_ko` and `quantity_ko`, when given, are what Korean readers see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from podobat.units import Text


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
    """Where a value falls among others, 0 to 100; ties count half. None when there is nothing to compare with.

    p = 100 * (n_below + n_equal / 2) / n
    """
    if not values:
        return None
    below = sum(v < value for v in values)
    equal = sum(v == value for v in values)
    return 100 * (below + equal / 2) / len(values)


def standing(value: float, values: Sequence[float], spell: Any) -> Text:
    """Where a value stands among others, as a sentence: range, middle, and how many lie below it.

    spell(x) -> Text says one value with its unit.
    """
    if not values:
        return Text("견줄 수 있는 자료가 없습니다.", "Nothing comparable is known.")
    n, below = len(values), sum(v < value for v in values)
    low, middle, high = spell(min(values)), spell(median(values)), spell(max(values))
    if n == 1:
        side = Text("이보다 작습니다", "less") if below else Text("이보다 작지 않습니다", "not less")
        return Text(f"견줄 수 있는 값은 {middle.ko} 하나이며, {side.ko}.",
                    f"The one comparable figure is {middle.en}, {side.en}.")  # fmt: skip
    if below == n:
        where = Text(f"{n}건 모두 이 값보다 작습니다", f"all {n} are smaller")
    elif below == 0:
        where = Text(f"{n}건 가운데 이 값보다 작은 것은 없습니다", f"none of the {n} is smaller")
    else:
        where = Text(f"{n}건 가운데 {below}건이 이 값보다 작습니다", f"{below} of the {n} are smaller")
    return Text(f"견줄 수 있는 값은 {low.ko}~{high.ko}(중앙값 {middle.ko})이며, {where.ko}.",
                f"Comparable figures run from {low.en} to {high.en} (median {middle.en}); {where.en}.")  # fmt: skip


# --- saying numbers ----------------------------------------------------------------------------------------------


def digits(value: float) -> str:
    """Three significant digits, thousands with commas: 27.5, 5.55, 1,002."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    return f"{float(text):,.0f}" if "e" in text else text


def won(value: float) -> Text:
    """KRW million in words: 14.8 -> 1,480만 원 / KRW 14.8 m."""
    if abs(value) < 100:
        ko = f"{float(f'{value:.3g}') * 100:,.0f}만 원"
    elif abs(value) < 1e6:
        ko = f"{digits(value / 100)}억 원"
    else:
        ko = f"{digits(value / 1e6)}조 원"
    en = f"KRW {digits(value)} m" if abs(value) < 1000 else f"KRW {digits(value / 1000)} bn"
    return Text(ko, en)
