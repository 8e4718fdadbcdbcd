"""The two sides of a market: suppliers, demands, and what became of pairs that were brought together before.

Rows are kept in the order of their ids, so that nothing that follows depends on how a table happened to be sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from podobat.match.places import Spot
from podobat.texts import Text, catalogue

#: What may have become of a pair, in the order in which it happens; the first says no.
STAGES: Final[Mapping[str, Text]] = {
    id: catalogue("match")(f"stage.{id}") for id in ("declined", "met", "pilot", "contract", "use", "ended")
}
WORKED: Final = ("pilot", "contract", "use", "ended")  # they worked together, however it ended
REFUSED: Final = ("declined",)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a firm insists on, refuses and hopes for: ids of the other side.

    hoped   best first
    """

    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    hoped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplier:
    """A firm that offers something.

    profile     what it says of itself, a line each
    works       what it has done, a line each; a line that several suppliers have is one work they did together
    done        how many works it has done, where the table says a number; else the number of lines
    sectors     sectors it serves, as the table writes them
    staff       people working in it, or None
    capacity    demands it can take on
    partners    ids or name keys of those it has worked with
    line        its line in the table
    """

    id: str
    name: str
    profile: tuple[str, ...]
    works: tuple[str, ...]
    done: int
    sectors: frozenset[str]
    staff: float | None
    place: str
    spot: Spot | None
    capacity: int
    partners: frozenset[str]
    wishes: Wishes
    line: int


@dataclass(frozen=True, slots=True)
class Demand:
    """A firm that needs something.

    text      what it needs
    wanted    suppliers it would take
    costs     what it spends a year, KRW million, of which adopting may save a share; None where the table is silent
    voucher   what supporting one pair costs, KRW million; None for the usual voucher
    """

    id: str
    name: str
    text: str
    sectors: frozenset[str]
    staff: float | None
    place: str
    spot: Spot | None
    wanted: int
    partners: frozenset[str]
    wishes: Wishes
    costs: float | None
    voucher: float | None
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a pair: ids of demand and supplier, a stage, and why when it was declined or ended."""

    demand: str
    supplier: str
    stage: str
    reason: str = ""


@dataclass(frozen=True)
class Market:
    """Everything that is matched, in the order of ids.

    notes  what had to be said while the tables were read
    """

    suppliers: tuple[Supplier, ...]
    demands: tuple[Demand, ...]
    outcomes: tuple[Outcome, ...] = ()
    notes: tuple[Text, ...] = field(default=())

    @classmethod
    def of(
        cls,
        suppliers: Iterable[Supplier],
        demands: Iterable[Demand],
        outcomes: Iterable[Outcome] = (),
        notes: Iterable[Text] = (),
    ) -> Market:
        """The market with its rows in order."""
        return cls(
            tuple(sorted(suppliers, key=lambda s: s.id)),
            tuple(sorted(demands, key=lambda d: d.id)),
            tuple(sorted(outcomes, key=lambda o: (o.demand, o.supplier, o.stage))),
            tuple(notes),
        )

    @cached_property
    def supplier_row(self) -> dict[str, int]:
        """Row of a supplier by its id."""
        return {s.id: i for i, s in enumerate(self.suppliers)}

    @cached_property
    def demand_row(self) -> dict[str, int]:
        """Row of a demand by its id."""
        return {d.id: i for i, d in enumerate(self.demands)}
