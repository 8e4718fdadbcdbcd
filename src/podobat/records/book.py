"""The record book: what was counted, when, by whom and how well. Nothing here reads or judges."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace

from podobat.errors import Fault
from podobat.evidence import measure
from podobat.plan import Source
from podobat.plan.fields import FrozenDict
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("records")

GRADES = ("A", "B", "C")  # A official document, B press quoting officials, C press or own estimate
COVERAGES: dict[str, Text] = {
    "whole": _say("book.coverages_whole"),
    "part": _say("book.coverages_part"),
    "wider": _say("book.coverages_wider"),
    "overlap": _say("book.coverages_overlap"),
}


@dataclass(frozen=True, slots=True)
class Counter:
    """Who counted: a short stable id, and the name as people know it."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Record:
    """One counted value.

    measure      id of the measure that it really counts
    value        in the unit of the measure; money in KRW m; a flow as the sum over its period
    as_of        day from which it was known, "YYYY-MM-DD": nothing was learnt from it before
    period_from  first day counted; None: since the plan began
    period_to    last day counted; None: the day it was known
    scope        a closed group that alone was counted (one cohort of a course), or "" for no such group
    coverage     whole: counts the measure as defined, as far as is known; part: only a part of it (a lower limit);
                 wider: more than it (an upper limit); overlap: neither contains the other
    grade        A official document, B press quoting officials, C press or own estimate
    source       ids in records_sources.csv
    note         what is doubtful about it
    """

    id: str
    measure: str
    value: float
    unit: str
    as_of: str
    period_from: str | None
    period_to: str | None
    counter: Counter
    scope: str
    coverage: str
    definition: Text
    grade: str
    source: tuple[str, ...]
    note: Text
    file: str
    line: int

    @property
    def day(self) -> str:
        """The last day counted."""
        return self.period_to or self.as_of

    @property
    def month(self) -> str:
        """The month whose simulated value it is held against, "YYYY-MM"."""
        return self.day[:7]

    @property
    def since(self) -> str | None:
        """The first month counted, or None when it counts since the plan began (or is as of a day)."""
        return self.period_from[:7] if self.period_from else None

    @property
    def comparable(self) -> bool:
        """Does it count the measure as defined, so that a simulated value can be held against it?"""
        return self.coverage == "whole" and not self.scope

    @property
    def kind(self) -> str:
        """stock, cumulative or flow: how its measure adds up over time."""
        return measure(self.measure).kind


@dataclass(frozen=True)
class RecordBook:
    """The records of a case in the order of the file, and what reading them brought to light.

    faults  of rows that were left out, when the reader was asked to keep the good ones
    notes   what a reader should know about the file, such as an encoding that had to be guessed
    """

    records: tuple[Record, ...]
    sources: Mapping[str, Source] = field(default_factory=FrozenDict)
    counters: Mapping[str, Counter] = field(default_factory=FrozenDict)
    faults: tuple[Fault, ...] = ()
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __getitem__(self, id: str) -> Record:
        """The record with this id. Raises KeyError."""
        for record in self.records:
            if record.id == id:
                return record
        raise KeyError(id)

    def until(self, date: str | None) -> RecordBook:
        """The book as it stood at the end of a day, "YYYY-MM-DD": only what was known by then. None: all of it."""
        return self if date is None else replace(self, records=tuple(r for r in self.records if r.as_of <= date))

    def comparable(self) -> RecordBook:
        """Only records that count a measure as defined: no parts, no upper limits, no single cohorts."""
        return replace(self, records=tuple(r for r in self.records if r.comparable))

    def of(self, measure_id: str) -> tuple[Record, ...]:
        """The records of one measure."""
        return tuple(r for r in self.records if r.measure == measure_id)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures counted, in the order of the file."""
        return tuple(dict.fromkeys(r.measure for r in self.records))

    @property
    def fingerprint(self) -> str:
        """Names the content: the same for the same records, whatever the file is called and where its lines stand."""
        content = [astuple(replace(r, file="", line=0)) for r in sorted(self.records, key=lambda r: r.id)]
        return hashlib.sha256(repr(content).encode()).hexdigest()[:12]
