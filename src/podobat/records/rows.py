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
from podobat.units import Text, with_particle

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
_FILL = Text("값을 적으십시오.", "Fill it in.")
ID_SHAPE = Text(
    "소문자, 숫자, 붙임표(-)로 된 60자 이내의 식별자",
    "an id of lower-case letters, digits and hyphens, at most 60 characters",
)


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
            self.fault(
                "id", quoted(id), ID_SHAPE, Text("예: hired-2021-ministry", "For example: hired-2021-ministry.")
            )

    def _measure(self) -> bool:
        id = self.cells.get("measure", "")
        if id in self.known.measures:
            return True
        found = Text(f"모르는 지표: `{id[:60]}`", f"unknown measure `{id[:60]}`") if id else quoted("")
        near = did_you_mean(id, self.known.measures)
        remedy = (
            near
            if near.en
            else Text("무엇을 세었는지에 맞는 지표를 고르십시오.", "Choose the measure that was counted.")
        )
        allowed = known_list(self.known.measures)
        self.fault("measure", found, Text(allowed, allowed), remedy)
        return False

    def _number(self) -> float | None:
        value, complaint = number_in(self.cells.get("value", ""))
        if complaint:
            self.complain("value", complaint)
        return value

    def _check_unit(self) -> None:
        unit, own = self.cells.get("unit", ""), unit_of(self.cells["measure"])
        if unit != own:
            found = Text(f"단위가 {unit[:30]}임", f"the unit is {unit[:30]}") if unit else quoted("")
            self.fault("unit", found, Text(own, own), unit_meant(unit, own))

    def _check_value(self, value: float | None) -> None:
        if value is None:
            return
        unit, shown = unit_of(self.cells["measure"]), plain(value)
        if value < 0 and self.cells["measure"] not in _BELOW_ZERO:
            self.fault(
                "value",
                Text(f"음수임: {shown}", f"is negative: {shown}"),
                Text("0 이상", "0 or more"),
                Text(
                    "줄어든 수는 따로 세는 지표(예: firms.left)에 적으십시오.",
                    "Record a decrease under the measure that counts it, such as firms.left.",
                ),
            )
        if unit in _WHOLE and not value.is_integer():
            self.fault(
                "value",
                Text(f"정수가 아님: {shown}", f"is not a whole number: {shown}"),
                Text("0 이상의 정수", "a whole number, 0 or more"),
                Text("센 수를 그대로 적으십시오.", "Give the count itself."),
            )
        if unit in _AT_MOST_ONE and value > 1:
            self.fault(
                "value",
                Text(f"1보다 큼: {shown}", f"is above 1: {shown}"),
                Text("0~1", "0 to 1"),
                Text(
                    f"백분율이면 `{plain(value / 100)}`로 쓰십시오.",
                    f"If it is in per cent, write `{plain(value / 100)}`.",
                ),
            )

    def _dates(self, known_measure: bool) -> tuple[str | None, str | None, str | None]:
        """Day known, first and last day counted; None where not given or at fault."""
        as_of = self._date("as_of", needed=True)
        first, last = self._date("period_from"), self._date("period_to")
        if bool(self.cells.get("period_from")) and not self.cells.get("period_to"):
            self.fault(
                "period_to",
                Text("기간의 시작만 있고 끝이 없음", "a period with a first day and no last day"),
                remedy=Text("마지막 날을 적거나 시작도 비우십시오.", "Give the last day, or leave both empty."),
            )
        if first and last and first > last:
            self.fault(
                "period_to",
                Text(
                    f"기간의 끝({last})이 시작({first})보다 앞섬",
                    f"the period ends ({last}) before it begins ({first})",
                ),
                Text(f"{first} 이후", f"{first} or later"),
                Text("두 날짜를 바꾸었는지 확인하십시오.", "See whether the two dates are swapped."),
            )
        elif as_of and last and as_of < last:
            self.fault(
                "as_of",
                Text(
                    f"집계 시점({as_of})이 기간의 끝({last})보다 앞섬: 아직 오지 않은 날을 셀 수 없음",
                    f"known on {as_of}, before the period ends ({last}): days still to come cannot be counted",
                ),
                Text(f"{last} 이후", f"{last} or later"),
                Text(
                    "공개된 날을 적거나 기간의 끝을 당기십시오.",
                    "Give the day it was made public, or end the period earlier.",
                ),
            )
        elif as_of and (last or not self.cells.get("period_to")):
            self._check_within(last or as_of)
        if known_measure and (first or last) and measure(self.cells["measure"]).kind == "stock":
            self.fault(
                "period_from",
                Text("시점 기준 지표인데 기간이 있음", "a period for a measure that is counted as of a day"),
                remedy=Text(
                    "기간을 비우고 센 날을 as_of에 적으십시오.", "Leave the period empty; put the day in `as_of`."
                ),
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
            before = day[:7] < h.start
            self.fault(
                "period_to" if self.cells.get("period_to") else "as_of",
                Text(f"{day}은(는) 계획이 시작되기 전임" if before else f"{day}은(는) 전망 기간보다 뒤임",
                     f"{day} is before the plan begins" if before else f"{day} is after the forecast ends"),
                Text(f"{h.start}~{h.forecast_to}", f"{h.start} to {h.forecast_to}"),
                Text("날짜를 확인하거나 줄을 지우십시오.", "Check the date, or remove the row."),
            )  # fmt: skip

    def _counter(self) -> Counter | None:
        id, known = self.cells.get("counter", ""), self.known.counters
        if id in known:
            return known[id]
        found = Text(f"모르는 집계 기관: `{id[:40]}`", f"unknown counter `{id[:40]}`") if id else quoted("")
        near = did_you_mean(id, known)
        remedy = near if near.en else Text(
            "records_counters.csv에 id와 이름을 더하십시오.", "Add its id and name to records_counters.csv."
        )  # fmt: skip
        self.fault("counter", found, Text(known_list(known), known_list(known)), remedy)
        return None

    def _sources(self) -> tuple[str, ...]:
        ids = tuple(self.cells.get("source", "").replace(";", " ").split())
        if not ids:
            self.fault(
                "source", quoted(""), Text("records_sources.csv에 있는 id", "an id in records_sources.csv"), _FILL
            )
        for id in ids:
            if id not in self.known.sources:
                near = did_you_mean(id, self.known.sources)
                self.fault(
                    "source",
                    Text(f"모르는 출처: `{id[:60]}`", f"unknown source `{id[:60]}`"),
                    Text("records_sources.csv에 있는 id", "an id in records_sources.csv"),
                    near
                    if near.en
                    else Text("records_sources.csv에 줄을 더하십시오.", "Add a row to records_sources.csv."),
                )
        return ids

    def _check_words(self) -> None:
        """Grade, coverage, scope, and a definition in both languages."""
        for column, options in (("grade", GRADES), ("coverage", tuple(COVERAGES))):
            cell = self.cells.get(column, "")
            if cell not in options and (cell or column == "grade"):
                near = did_you_mean(cell, options)
                self.fault(column, quoted(cell), Text(known_list(options), known_list(options)), near)
        scope = self.cells.get("scope", "")
        if scope and not _ID.fullmatch(scope):
            self.fault("scope", quoted(scope), ID_SHAPE)
        for column in ("definition_ko", "definition_en"):
            if not self.cells.get(column):
                self.fault(
                    column,
                    Text("빈칸임", "is empty"),
                    remedy=Text(
                        "무엇을 센 수인지 두 언어로 적으십시오.", "Say in both languages what exactly was counted."
                    ),
                )


def unit_of(measure_id: str) -> str:
    """The unit of a record: that of its measure; of a flow, the sum over the period (KRW_m/month -> KRW_m)."""
    m = measure(measure_id)
    return m.unit.removesuffix("/month") if m.kind == "flow" else m.unit


def both(note: str) -> Text:
    """A note in both languages, written `Korean / English`; one written in one language stands for both."""
    ko, mark, en = note.partition(" / ")
    return Text(ko.strip(), en.strip()) if mark else Text(note, note)


def repeated(id: str, line: int, first: int, log: Log) -> None:
    """Note that an id is used twice."""
    log.lines[f"{id}.id"] = line
    said = with_particle(id, "이/가")
    log.fault(
        f"{id}.id",
        Text(f"{said} 겹침(먼저 {first}번째 줄)", f"duplicate id (first on line {first})"),
        remedy=Text(
            "같은 기록이면 한 줄을 지우고, 다르면 id를 바꾸십시오.", "Remove one row, or give it an id of its own."
        ),
    )
