"""Between rows of records.csv, records of the database, and records as learn/ reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from podobat.errors import Fault
from podobat.plan import Log, Plan, Source
from podobat.plan.fields import FrozenDict, did_you_mean, known_list
from podobat.records.book import Counter as KnownCounter
from podobat.records.book import Record as Read
from podobat.records.cells import plain
from podobat.records.rows import COLUMNS, Known, both, record_of
from podobat.texts import catalogue
from podobat.units import Text
from podobat.web.book import models
from podobat.web.book.measuring import measures_of
from podobat.web.book.models import iso
from podobat.web.core.models import Case
from podobat.web.tables.private import private_in

_say = catalogue("web.book")

FILE = "records.csv"
SOURCE_FIELDS = ("value", "unit", "as_of", "definition", "publisher", "title", "url", "grade")
_SOME = 300  # keys offered when a source is unknown
_LONGEST = {"scope": 60, "source": 1000, "definition_ko": 2000, "definition_en": 2000, "note": 4000}


def cells_of(record: models.Record, counter_key: str | None = None) -> dict[str, str]:
    """A record as a row of records.csv. Without counter_key its counter has to be loaded."""
    return {
        "id": record.key, "measure": record.measure, "value": plain(record.value), "unit": record.unit,
        "as_of": iso(record.as_of), "period_from": iso(record.period_from), "period_to": iso(record.period_to),
        "counter": counter_key if counter_key is not None else record.counter.key, "scope": record.scope,
        "coverage": record.coverage, "definition_ko": record.definition_ko, "definition_en": record.definition_en,
        "grade": record.grade, "source": record.source, "note": record.note,
    }  # fmt: skip


def cells_from(read: Read) -> dict[str, str]:
    """A record read from a file as a row again."""
    note = read.note.ko if read.note.ko == read.note.en else f"{read.note.ko} / {read.note.en}"
    return {
        "id": read.id, "measure": read.measure, "value": plain(read.value), "unit": read.unit, "as_of": read.as_of,
        "period_from": read.period_from or "", "period_to": read.period_to or "", "counter": read.counter.id,
        "scope": read.scope, "coverage": read.coverage, "definition_ko": read.definition.ko,
        "definition_en": read.definition.en, "grade": read.grade, "source": "; ".join(read.source), "note": note,
    }  # fmt: skip


def fields_of(read: Read, cells: Mapping[str, str], counter_id: int) -> dict[str, Any]:
    """A checked row as fields of the model."""
    as_of, first, last = (date.fromisoformat(d) if d else None for d in (read.as_of, read.period_from, read.period_to))
    assert as_of is not None  # checked rows have it
    return {
        "measure": read.measure, "value": read.value, "unit": read.unit, "as_of": as_of, "period_from": first,
        "period_to": last, "counter_id": counter_id, "scope": read.scope, "coverage": read.coverage,
        "definition_ko": read.definition.ko, "definition_en": read.definition.en, "grade": read.grade,
        "source": "; ".join(read.source), "note": cells.get("note", "").strip(), "day": last or as_of,
    }  # fmt: skip


def read_of(record: models.Record, counters: Mapping[int, KnownCounter], line: int = 0) -> Read:
    """A stored record as learn/ reads it from records.csv. It was checked when it was stored."""
    return Read(
        id=record.key, measure=record.measure, value=record.value, unit=record.unit, as_of=iso(record.as_of),
        period_from=iso(record.period_from) or None, period_to=iso(record.period_to) or None,
        counter=counters[record.counter_id], scope=record.scope, coverage=record.coverage or "whole",  # type: ignore[attr-defined]
        definition=Text(record.definition_ko, record.definition_en), grade=record.grade, source=tuple(record.sources),
        note=both(record.note), file=FILE, line=line,
    )  # fmt: skip


def counters_by_id(case: Case) -> dict[int, KnownCounter]:
    """The counters of a case as learn/ knows them, by their number in the database."""
    return {c.pk: KnownCounter(c.key, Text(c.name_ko, c.name_en)) for c in models.Counter.objects.filter(case=case)}


def source_of(source: models.Source) -> Source:
    """A stored source as the case's reader knows it."""
    return Source(source.key, *(getattr(source, name) for name in SOURCE_FIELDS))


class Checker:
    """Checks rows of one case by the rules of records.csv; asks the database a fixed number of times.

    cited  source keys the rows may cite, to be looked up at once
    new    source keys that will be made together with the rows
    """

    def __init__(self, case: Case, plan: Plan, cited: Iterable[str] = (), new: Iterable[str] = ()) -> None:
        self.plan, self.measures = plan, measures_of(plan)
        self.today = timezone.localdate().isoformat()
        self.counters = counters_by_id(case)
        self.counter_ids = {known.id: id for id, known in self.counters.items()}
        sources = models.Source.objects.filter(case=case)
        keys = list(dict.fromkeys(cited))
        found: set[str] = set(sources.values_list("key", flat=True)[:_SOME])
        for start in range(0, len(keys), 500):
            found.update(sources.filter(key__in=keys[start : start + 500]).values_list("key", flat=True))
        by_key = FrozenDict({known.id: known for known in self.counters.values()})
        self.known = Known.of(plan, found | set(new), by_key)

    def check(self, cells: Mapping[str, str], line: int, file: str = FILE) -> tuple[Read | None, list[Fault]]:
        """The record of a row, or all its faults, worded for people who do not keep files."""
        log = Log(file)
        read = record_of(cells, line, self.known, log)
        faults = [self._named(_reworded(fault), cells) for fault in log.faults]
        if not cells.get("definition_ko"):  # the English one is taken from it
            faults = [fault for fault in faults if column_of(fault) != "definition_en"]
        if read is not None and read.as_of > self.today:
            faults.append(Fault(file, line, f"{read.id}.as_of", *_to_come(read.as_of, self.today)))
        for column, longest in _LONGEST.items():
            cell = cells.get(column, "")
            if len(cell) > longest:
                found = _say("content.is_too_long", n=len(cell))
                most = _say("content.at_most_characters", longest=longest)
                faults.append(Fault(file, line, f"{cells.get('id', '')}.{column}", found, most))
            complaint = private_in(cell, contacts=False)
            if complaint:
                faults.append(Fault(file, line, f"{cells.get('id', '')}.{column}", *complaint))
        return (None if faults else read), faults

    def _named(self, fault: Fault, cells: Mapping[str, str]) -> Fault:
        """A fault of a measure or a counter with the names that people know instead of ids."""
        column = column_of(fault)
        names: list[Text]
        if column == "counter":
            names = [known.name for known in self.counters.values()]
        elif column == "measure":
            names = [m.name for m in self.measures.values()]
        else:
            return fault
        ko, en = [n.ko for n in names], [n.en for n in names]
        near = did_you_mean(cells.get(column, ""), [*ko, *en])
        allowed = Text.each(lambda lang: known_list([n[lang] for n in names]))
        return replace(fault, allowed=allowed, remedy=near if near.en else fault.remedy)


def _to_come(day: str, today: str) -> tuple[Text, Text, Text]:
    """The complaint about a count that would be known on a day still to come."""
    return (
        _say("content.day_still_to_come", day=day),
        _say("content.or_earlier", today=today),
        _say("content.check_the_year"),
    )


_REWORDED = {
    "counter": _say("content.reworded_counter"),
    "definition_ko": _say("content.reworded_definition_ko"),
    "source": _say("content.reworded_source"),
}


def _reworded(fault: Fault) -> Fault:
    """Remedies that name files of the case's folder, said for the web."""
    column = column_of(fault)
    if column == "definition_ko":
        return replace(fault, remedy=_REWORDED[column])
    if "records_" in fault.remedy.en or (column == "source" and "records_" in fault.allowed.en):
        allowed = _say("content.known_source_or_a_link") if column == "source" else fault.allowed
        remedy = (
            _REWORDED.get(column, fault.remedy) if "records_" in fault.remedy.en or column == "source" else fault.remedy
        )
        return Fault(fault.file, fault.line, fault.path, fault.found, allowed, remedy)
    return fault


def column_of(fault: Fault) -> str:
    """The column a fault stands in; "" for a fault of the row."""
    last = fault.path.rpartition(".")[2]
    return last if last in COLUMNS else ""
