"""Rows of records.csv given their meaning: every fault of every row, with its line and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from podobat.evidence import measure, measure_ids
from podobat.plan import Log, Plan
from podobat.plan.fields import did_you_mean, known_list
from podobat.records.book import COVERAGES, GRADES, Counter, Record
from podobat.records.cells import Complaint, date_in, number_in, plain, quoted, unit_meant
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("records")

NEEDED = (
    "id", "measure", "value", "unit", "as_of", "period_from", "period_to", "counter", "definition_ko",
    "definition_en", "grade", "source", "note",
)  # fmt: skip
OPTIONAL = ("scope", "coverage")
COLUMNS = (*NEEDED[:8], *OPTIONAL, *NEEDED[8:])
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*", flags=re.ASCII)
_LONGEST_ID = 60
_WHOLE = {"firms", "people", "jobs", "projects", "contracts", "patents", "0/1"}
_AT_MOST_ONE = {"share", "0/1"}
_BELOW_ZERO = {"adoption.jobs"}  # adopters may employ fewer people than before
_NOTHING = Text("", "")
_FILL = _say("rows.fill")
ID_SHAPE = _say("rows.id_shape")


@dataclass(frozen=True)
class Known:
    """What a row may refer to."""

    plan: Plan
    measures: tuple[str, ...]
    sources: Collection[str]
    counters: Mapping[str, Counter]

    @classmethod
    def of(cls, plan: Plan, sources: Collection[str], counters: Mapping[str, Counter]) -> Known:
        """For a plan: its own sectors and programmes count as measures too."""
        ids = measure_ids([s.id for s in plan.sectors], [p.id for p in plan.programmes])
        return cls(plan, ids, sources, counters)


def is_id(text: str) -> bool:
    """Can this be the id of a record, a counter or a scope?"""
    return _ID.fullmatch(text) is not None and len(text) <= _LONGEST_ID


def record_of(row: Mapping[str, str], line: int, known: Known, log: Log) -> Record | None:
    """The record in a row; None after noting in the log everything that is wrong with it."""
    return _Row(row, line, known, log).record()


class _Row:
    """One row while it is read: cells, and the faults found so far."""

    def __init__(self, row: Mapping[str, str], line: int, known: Known, log: Log) -> None:
        self.cells = {key: (value or "").strip() for key, value in row.items() if isinstance(value, str)}
        self.line, self.known, self.log = line, known, log
        self.name = self.cells.get("id", "")[:_LONGEST_ID]
        self.faults = 0

    def fault(self, column: str, found: Text, allowed: Text = _NOTHING, remedy: Text = _NOTHING) -> None:
        path = ".".join(part for part in (self.name, column) if part)
        self.log.lines[path] = self.line
        self.log.fault(path, found, allowed, remedy)
        self.faults += 1

    def complain(self, column: str, complaint: Complaint) -> None:
        self.fault(column, *complaint)

    def record(self) -> Record | None:
        c = self.cells
        self._check_id()
        known_measure = self._measure()
        value = self._number()
        if known_measure:
            self._check_unit()
            self._check_value(value)
        as_of, first, last = self._dates(known_measure)
        counter, source = self._counter(), self._sources()
        self._check_words()
        if self.faults or value is None or as_of is None or counter is None:
            return None
        return Record(
            id=c["id"], measure=c["measure"], value=value, unit=c["unit"], as_of=as_of, period_from=first,
            period_to=last, counter=counter, scope=c.get("scope", ""), coverage=c.get("coverage") or "whole",
            definition=Text(c["definition_ko"], c["definition_en"]), grade=c["grade"], source=source,
            note=both(c.get("note", "")), file=self.log.file, line=self.line,
        )  # fmt: skip

    def _check_id(self) -> None:
        id = self.cells.get("id", "")
        if not is_id(id):
            self.fault("id", quoted(id), ID_SHAPE, _say("rows.for_example"))

    def _measure(self) -> bool:
        id = self.cells.get("measure", "")
        if id in self.known.measures:
            return True
        found = _say("rows.unknown_measure", id=id[:60]) if id else quoted("")
        near = did_you_mean(id, self.known.measures)
        remedy = (
            near
            if near.en
            else _say("rows.choose_the_measure")
        )
        allowed = known_list(self.known.measures)
        self.fault("measure", found, Text.same(allowed), remedy)
        return False

    def _number(self) -> float | None:
        value, complaint = number_in(self.cells.get("value", ""))
        if complaint:
            self.complain("value", complaint)
        return value

    def _check_unit(self) -> None:
        unit, own = self.cells.get("unit", ""), unit_of(self.cells["measure"])
        if unit != own:
            found = _say("rows.unit", unit=unit[:30]) if unit else quoted("")
            self.fault("unit", found, Text.same(own), unit_meant(unit, own))

    def _check_value(self, value: float | None) -> None:
        if value is None:
            return
        unit, shown = unit_of(self.cells["measure"]), plain(value)
        if value < 0 and self.cells["measure"] not in _BELOW_ZERO:
            self.fault(
                "value",
                _say("rows.is_negative", shown=shown),
                _say("rows.or_more"),
                _say("rows.record_a_decrease_under"),
            )
        if unit in _WHOLE and not value.is_integer():
            self.fault(
                "value",
                _say("rows.is_not_a_whole_number", shown=shown),
                _say("rows.whole_number_0_or_more"),
                _say("rows.give_the_count_itself"),
            )
        if unit in _AT_MOST_ONE and value > 1:
            self.fault(
                "value",
                _say("rows.is_above_1", shown=shown),
                _say("rows.n0_to_1"),
                _say("rows.if_it_is_in_per_cent", value=plain(value / 100)),
            )

    def _dates(self, known_measure: bool) -> tuple[str | None, str | None, str | None]:
        """Day known, first and last day counted; None where not given or at fault."""
        as_of = self._date("as_of", needed=True)
        first, last = self._date("period_from"), self._date("period_to")
        if bool(self.cells.get("period_from")) and not self.cells.get("period_to"):
            self.fault(
                "period_to",
                _say("rows.period_with_a_first_day"),
                remedy=_say("rows.give_the_last_day_or_leave"),
            )
        if first and last and first > last:
            self.fault(
                "period_to",
                _say("rows.period_ends", last=last, first=first),
                _say("rows.or_later", first=first),
                _say("rows.see_whether_the_two_dates"),
            )
        elif as_of and last and as_of < last:
            self.fault(
                "as_of",
                _say("rows.known_on_before_the_period_ends", as_of=as_of, last=last),
                _say("rows.or_later_2", last=last),
                _say("rows.give_the_day_it_was_made"),
            )
        elif as_of and (last or not self.cells.get("period_to")):
            self._check_within(last or as_of)
        if known_measure and (first or last) and measure(self.cells["measure"]).kind == "stock":
            self.fault(
                "period_from",
                _say("rows.period_for_a_measure"),
                remedy=_say("rows.leave_the_period_empty"),
            )
        return as_of, first, last

    def _date(self, column: str, *, needed: bool = False) -> str | None:
        cell = self.cells.get(column, "")
        if not cell and not needed:
            return None
        day, complaint = date_in(cell)
        if complaint:
            self.complain(column, complaint)
        return day

    def _check_within(self, day: str) -> None:
        """The last day counted lies where the plan is simulated."""
        h = self.known.plan.horizon
        if not h.start <= day[:7] <= h.forecast_to:
            self.fault(
                "period_to" if self.cells.get("period_to") else "as_of",
                _say(f"rows.{'before_the_plan' if day[:7] < h.start else 'after_the_forecast'}", day=day),
                _say("rows.to", start=h.start, forecast_to=h.forecast_to),
                _say("rows.check_the_date_or_remove"),
            )

    def _counter(self) -> Counter | None:
        id, known = self.cells.get("counter", ""), self.known.counters
        if id in known:
            return known[id]
        found = _say("rows.unknown_counter", id=id[:40]) if id else quoted("")
        near = did_you_mean(id, known)
        remedy = near if near.en else _say("rows.add_its_id_and_name")  # fmt: skip
        self.fault("counter", found, Text.same(known_list(known)), remedy)
        return None

    def _sources(self) -> tuple[str, ...]:
        ids = tuple(self.cells.get("source", "").replace(";", " ").split())
        if not ids:
            self.fault("source", quoted(""), _say("rows.id_in_records_sources_csv"), _FILL)
        for id in ids:
            if id not in self.known.sources:
                near = did_you_mean(id, self.known.sources)
                self.fault(
                    "source",
                    _say("rows.unknown_source", id=id[:60]),
                    _say("rows.id_in_records_sources_csv"),
                    near
                    if near.en
                    else _say("rows.add_a_row_to_records_sources"),
                )
        return ids

    def _check_words(self) -> None:
        """Grade, coverage, scope, and a definition in both languages."""
        for column, options in (("grade", GRADES), ("coverage", tuple(COVERAGES))):
            cell = self.cells.get(column, "")
            if cell not in options and (cell or column == "grade"):
                near = did_you_mean(cell, options)
                self.fault(column, quoted(cell), Text.same(known_list(options)), near)
        scope = self.cells.get("scope", "")
        if scope and not _ID.fullmatch(scope):
            self.fault("scope", quoted(scope), ID_SHAPE)
        for column in ("definition_ko", "definition_en"):
            if not self.cells.get(column):
                self.fault(
                    column,
                    _say("rows.is_empty"),
                    remedy=_say("rows.say_in_both_languages_what"),
                )


def unit_of(measure_id: str) -> str:
    """The unit of a record: that of its measure; of a flow, the sum over the period (KRW_m/month -> KRW_m)."""
    m = measure(measure_id)
    return m.unit.removesuffix("/month") if m.kind == "flow" else m.unit


def both(note: str) -> Text:
    """A note in both languages, written `Korean / English`; one written in one language stands for both."""
    ko, mark, en = note.partition(" / ")
    return Text(ko.strip(), en.strip()) if mark else Text.same(note)


def repeated(id: str, line: int, first: int, log: Log) -> None:
    """Note that an id is used twice."""
    log.lines[f"{id}.id"] = line
    log.fault(
        f"{id}.id",
        _say("rows.duplicate_id_first_on_line", first=first),
        remedy=_say("rows.remove_one_row_or_give"),
    )
