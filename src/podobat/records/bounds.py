"""What is known when not everyone was traced: bounds, never a guess.

Of n people, a were found with the outcome and b with another; nothing is known of the other u = n - a - b. Whatever
became of them, the number with the outcome lies between a (none of the untraced) and a + u (all of them). No
assumption is made, so nothing narrower can be said (Manski 1989, worst-case bounds). The share among those traced,
a / (a + b), lies between the two; that the untraced did as well as the traced is a guess, and is called so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from podobat.records.book import Record, RecordBook
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("records")

TRAINED, INSIDE, OUTSIDE = "people.trained", "people.placed_region", "people.placed_outside"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many of `total` have an outcome when `found` were found with it and `other` with another one."""

    total: float
    found: float
    other: float

    def __post_init__(self) -> None:
        if min(self.total, self.found, self.other) < 0 or self.found + self.other > self.total:
            raise ValueError(f"{self.found} and {self.other} traced do not fit into {self.total}")

    @property
    def untraced(self) -> float:
        """People of whom nothing is known."""
        return self.total - self.found - self.other

    @property
    def low(self) -> float:
        """How many have the outcome when none of the untraced has."""
        return self.found

    @property
    def high(self) -> float:
        """How many have the outcome when all of the untraced have."""
        return self.found + self.untraced

    @property
    def share_low(self) -> float:
        """`low` over everyone; 0 of nobody."""
        return self.low / self.total if self.total else 0.0

    @property
    def share_high(self) -> float:
        """`high` over everyone; 1 of nobody, of whom anything may be said."""
        return self.high / self.total if self.total else 1.0

    @property
    def share_traced(self) -> float | None:
        """The outcome's share among those traced; None when nobody was."""
        traced = self.found + self.other
        return self.found / traced if traced else None


def swapped(bounds: Bounds) -> Bounds:
    """The bounds of the other outcome."""
    return Bounds(bounds.total, bounds.other, bounds.found)


def together(parts: Iterable[Bounds]) -> Bounds:
    """Bounds over several groups that have nobody in common: lows add up, and so do highs."""
    listed = list(parts)
    return Bounds(sum(b.total for b in listed), sum(b.found for b in listed), sum(b.other for b in listed))


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the people of one or several cohorts are, as one counter found on one day: `bounds` of those in the region.

    trained, inside, outside   the records it rests on, cohort by cohort
    """

    name: Text
    counter: Text
    as_of: str
    bounds: Bounds
    trained: tuple[Record, ...]
    inside: tuple[Record, ...]
    outside: tuple[Record, ...]


def placements(book: RecordBook) -> tuple[Placement, ...]:
    """Every follow-up of a cohort whose number is recorded; then, counter by counter, cohorts followed up together.

    Counts that do not fit into the cohort are left out here: `check` lists them as conflicts.
    """
    trained = {r.scope: r for r in sorted(book.of(TRAINED), key=lambda r: r.as_of) if r.scope}
    alone: list[Placement] = []
    for inside in book.of(INSIDE):
        cohort = trained.get(inside.scope)
        outside = next((r for r in book.of(OUTSIDE) if _same_survey(r, inside)), None)
        if cohort is None or outside is None or inside.value + outside.value > cohort.value:
            continue
        bounds = Bounds(cohort.value, inside.value, outside.value)
        who = inside.counter.name
        alone.append(Placement(cohort.definition, who, inside.as_of, bounds, (cohort,), (inside,), (outside,)))
    alone.sort(key=lambda p: (p.trained[0].day, p.as_of))
    return (*alone, *_summed(alone))


def _same_survey(a: Record, b: Record) -> bool:
    return (a.scope, a.counter.id, a.day) == (b.scope, b.counter.id, b.day)


def _summed(alone: list[Placement]) -> list[Placement]:
    surveys: dict[tuple[str, str], list[Placement]] = {}
    for p in alone:
        surveys.setdefault((p.inside[0].counter.id, p.inside[0].day), []).append(p)
    return [
        Placement(
            _say("bounds.these_cohorts_together", n=len(parts)),
            parts[0].counter,
            max(p.as_of for p in parts),
            together(p.bounds for p in parts),
            tuple(r for p in parts for r in p.trained),
            tuple(r for p in parts for r in p.inside),
            tuple(r for p in parts for r in p.outside),
        )
        for parts in surveys.values()
        if len({p.trained[0].scope for p in parts}) == len(parts) > 1
    ]
