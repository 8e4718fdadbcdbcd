"""A target from every side once counting has begun: what will be true, what will be counted, how such things end.

Plain records; learn.views makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from podobat.units import Text


class Told(NamedTuple):
    """What was counted: how many records, by when they were known, and the last month they speak of."""

    records: int
    until: str
    month: str


class Spread(NamedTuple):
    """One view of where a measure ends: the odds of its target, and quantiles by name."""

    probability: float
    quantiles: Mapping[str, float]

    def to_json_dict(self) -> dict[str, Any]:
        return {"probability": self.probability, "quantiles": dict(self.quantiles)}


class Signpost(NamedTuple):
    """What a count by a review date would say: below `low` the odds fall under 20 %, from `high` on they pass 50 %.

    None where no count that is at all likely would do so
    """

    month: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class View:
    """One target.

    standing   open, met, missed, or uncounted: its date has passed and nobody says; value, day of the count behind it
    counter    who is taken to count, None: anybody
    true       what will be true;  counted what that counter will write: the odds that are stated
    inside     what the counter would write by the simulated world and the counts of the case alone
    outside    how counts of such targets ended elsewhere;  both None where there is nothing to go on from
    evidence   what the outside rests on;  signal green, watch or warn, by the odds that are stated
    right      of such signals, the share that was right, among `behind` targets of the reference class
    counters   everybody who has counted the measure since the start, and the odds of the target by their count
    weight     of the outside in the forecast
    """

    target: str
    standing: str
    value: float | None
    day: str | None
    counter: Text | None
    true: Spread
    counted: Spread
    inside: Spread | None = None
    outside: Spread | None = None
    evidence: Text | None = None
    signal: str = ""
    right: float | None = None
    behind: int = 0
    signposts: tuple[Signpost, ...] = ()
    counters: tuple[tuple[Text, float], ...] = ()
    weight: float = 0.0

    def to_json_dict(self) -> dict[str, Any]:
        spreads = {name: getattr(self, name) for name in ("true", "counted", "inside", "outside")}
        return {
            "target": self.target, "standing": self.standing, "latest": self.value, "latest_day": self.day,
            "counter": None if self.counter is None else self.counter.languages,
            **{name: None if s is None else s.to_json_dict() for name, s in spreads.items()},
            "evidence": None if self.evidence is None else self.evidence.languages, "signal": self.signal or None,
            "outside_weight": self.weight, "right": self.right, "behind": self.behind,
            "signposts": [post._asdict() for post in self.signposts],
            "counters": [{"counter": name.languages, "probability": odds} for name, odds in self.counters],
        }  # fmt: skip
