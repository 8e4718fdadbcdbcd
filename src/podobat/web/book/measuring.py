"""The measures of a case as pages and forms need them: name, definition, unit, how they add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from podobat.evidence import measure, measure_ids
from podobat.money import Money, number_text
from podobat.plan import Plan
from podobat.records.rows import unit_of
from podobat.texts import catalogue
from podobat.units import UNITS, Text

_say = catalogue("web.book")

KINDS = {
    "stock": _say("measuring.kinds_stock"),
    "cumulative": _say("measuring.kinds_cumulative"),
    "flow": _say("measuring.kinds_flow"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """One measure that a record may count; `unit` is that of its records."""

    id: str
    name: Text
    definition: Text
    unit: str
    kind: str

    @property
    def unit_label(self) -> Text:
        """The unit as people read it."""
        return UNITS[self.unit].label

    @property
    def kind_label(self) -> Text:
        """How it adds up over time, in words."""
        return KINDS[self.kind]

    @property
    def is_money(self) -> bool:
        """Is it an amount of money?"""
        return self.unit.startswith("KRW_m")


@lru_cache(maxsize=8)
def measures_of(plan: Plan) -> Mapping[str, Counted]:
    """Every measure of a plan by id, its own sectors and programmes included."""
    parts = {s.id: s.name for s in plan.sectors} | {p.id: p.name for p in plan.programmes}
    found: dict[str, Counted] = {}
    for id in measure_ids([s.id for s in plan.sectors], [p.id for p in plan.programmes]):
        base = measure(id)
        name = base.name
        if base.id != id:
            part = parts[id.removeprefix(base.id + ".")]
            name = _say("measuring.text", base=base.name, part=part)
        found[id] = Counted(id, name, base.definition, unit_of(id), base.kind)
    return found


class MeasureNames:
    """Finds a measure by its id or by its name in either language. Made once for many rows: a plan is slow to hash."""

    def __init__(self, plan: Plan) -> None:
        self.measures = measures_of(plan)
        self._by_name: dict[str, list[str]] = {}
        for m in self.measures.values():
            for name in {m.name.ko.casefold(), m.name.en.casefold()}:
                self._by_name.setdefault(name, []).append(m.id)

    def find(self, name: str) -> str | None:
        """The id that is meant; None when there is none or several."""
        if name in self.measures:
            return name
        found = self._by_name.get(" ".join(name.split()).casefold(), [])
        return found[0] if len(found) == 1 else None


def value_text(value: float, unit: str, plan: Plan, lang: str) -> str:
    """A value with its unit, as people read it: 1,254명, KRW 104.8 bn."""
    if unit.startswith("KRW_m"):
        return Money.of_plan(plan).text(value, lang, None)
    number, label = number_text(value, None), UNITS[unit].label[lang] if unit in UNITS else unit
    return f"{number}{label}" if lang == "ko" else f"{number} {label}"
