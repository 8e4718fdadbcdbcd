"""The outside view as a frozen result: one expectation a target, its JSON, its table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from podobat.money import number_text
from podobat.outlook.comparables import Comparables
from podobat.outlook.offices import Habit
from podobat.outlook.series import Series
from podobat.outlook.warnings import WARN, WATCH, Rate, rate_for
from podobat.show.json import one_line
from podobat.show.notebook import Shown
from podobat.texts import Text, catalogue

say = catalogue("outlook")

if TYPE_CHECKING:
    import polars as pl

SCHEMA: Final = 1  # of the JSON: docs/json.md, docs/schema/outlook-1.json
#: What is known of a target: still open; its deadline passed without a count; counted and met, or missed.
STATUSES: Final = ("open", "passed", "met", "missed")


@dataclass(frozen=True, eq=False)
class Expectation:
    """How one target will end, given that its deadline is counted.

    status       one of STATUSES;  probability: that the count at the deadline reaches the target
    quantiles    "p2_5" ... "p97_5" -> count at the deadline
    comparables, signal   None and "" once the deadline is counted
    reported     the share of such deadlines that were ever counted;  wide: an 80 % interval that covers the others too
    habit        the office whose own finished rows were used; "" where there were none
    """

    series: Series
    status: str
    probability: float
    quantiles: Mapping[str, float]
    comparables: Comparables | None = None
    signal: str = ""
    reported: float = 1.0
    wide: tuple[float, float] | None = None
    habit: str = ""

    @property
    def evidence(self) -> Text:
        """What it rests on, as a sentence: how comparable indicators ended, or what was counted."""
        if not self.open or self.comparables is None:
            return say(f"evidence.{self.status}", count=number_text(self.quantiles["p50"], None))
        c = self.comparables
        shares = {"met": _percent(c.met), "low": _percent(c.p10), "high": _percent(c.p90)}
        rest = say("evidence.comparables", n=f"{c.n:,}", **shares)
        return say("evidence.passed", rest=rest) if self.status == "passed" else rest

    @property
    def open(self) -> bool:
        """Is the count of the deadline still unknown?"""
        return self.status in ("open", "passed")

    def to_json_dict(self) -> dict[str, Any]:
        s = self.series
        last = s.counts[-1] if s.counts else None
        return {
            "id": s.id, "name": s.name or s.id, "office": s.office, "unit": s.unit, "kind": s.kind, "target": s.target,
            "deadline": s.deadline, "last": None if last is None else {"year": last.year, "count": last.value},
            "counts": len(s.counts), "status": self.status, "probability": self.probability,
            "quantiles": dict(self.quantiles), "signal": self.signal or None, "reported": self.reported,
            "wide": None if self.wide is None else {"p10": self.wide[0], "p90": self.wide[1]},
            "comparables": None if self.comparables is None else self.comparables.to_json_dict(),
            "habit": self.habit or None, "evidence": self.evidence,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Outlook(Shown, printer="podobat.outlook.page:print_outlook"):
    """The outside view on a table of targets.

    Attributes
    ----------
    expectations : tuple of Expectation
        In the order of the table.
    habits : tuple of Habit
        Of the offices that the model does not know.
    rates : tuple of Rate
        How often warnings were right, 0 to 1.
    about : Mapping
        What the model was learnt from, source and licence.
    model : str
        Fingerprint of the model's file.
    file : str
        The table, if there was one.
    notes : tuple of Text
        Doubts about the table.
    account : Mapping
        What was read of the table.
    """

    expectations: tuple[Expectation, ...]
    habits: tuple[Habit, ...]
    rates: tuple[Rate, ...]
    about: Mapping[str, Any]
    model: str
    file: str = ""
    notes: tuple[Text, ...] = ()
    account: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change with what was asked, and with the model."""
        asked = [
            (s.id, s.target, s.deadline, s.counts, s.kind, s.unit, s.office)
            for s in (e.series for e in self.expectations)
        ]
        habits = [(h.office, h.rows, h.shift, h.factor) for h in self.habits]
        return hashlib.sha256(repr((self.model, asked, habits)).encode()).hexdigest()[:12]

    @cached_property
    def _by_id(self) -> dict[str, Expectation]:
        return {e.series.id: e for e in self.expectations}

    def __getitem__(self, id: str) -> Expectation:
        return self._by_id[id]

    def __len__(self) -> int:
        return len(self.expectations)

    def rate(self, expectation: Expectation) -> Rate:
        """How often a signal like this one was right."""
        return rate_for(expectation.signal, expectation.series.horizon, self.rates)

    def targets(self) -> pl.DataFrame:
        """One row a target: what is asked, odds, quantiles, signal, comparables."""
        import polars as pl

        return pl.DataFrame([_row(e) for e in self.expectations], infer_schema_length=None)


def _percent(share: float) -> str:
    return f"{number_text(100 * share, 2 if share < 1 else 3)}%"


def _row(e: Expectation) -> dict[str, Any]:
    s, c = e.series, e.comparables
    return {
        "id": s.id, "name": s.name or s.id, "office": s.office, "unit": s.unit,
        "target": float(s.target), "deadline": s.deadline,
        "last_year": s.counts[-1].year if s.counts else None,
        "last_count": float(s.counts[-1].value) if s.counts else None,
        "status": e.status, "probability": e.probability, **e.quantiles, "signal": e.signal or None,
        "wide_p10": e.wide[0] if e.wide else None, "wide_p90": e.wide[1] if e.wide else None,
        "reported": e.reported, "comparables": c.n if c else None, "comparables_met": c.met if c else None,
        "comparables_p10": c.p10 if c else None, "comparables_p90": c.p90 if c else None,
        "evidence_ko": e.evidence["ko"], "evidence_en": e.evidence["en"],
    }  # fmt: skip


def json_text(outlook: Outlook) -> str:
    """The whole answer as one line of JSON."""
    return one_line(
        {
            "schema": SCHEMA, "file": outlook.file or None, "model": {"fingerprint": outlook.model, **outlook.about},
            "series": [e.to_json_dict() for e in outlook.expectations],
            "offices": {h.office: h.to_json_dict() for h in outlook.habits},
            "warnings": {
                "warn_below": WARN, "watch_below": WATCH, "measured": [r.to_json_dict() for r in outlook.rates],
            },
            "notes": list(outlook.notes), "account": dict(outlook.account),
        }
    )  # fmt: skip
