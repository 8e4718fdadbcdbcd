"""Rows of a spreadsheet that are to become records: Korean heads, names instead of ids, links instead of sources.

What a person means beyond doubt is taken (the name of a measure for its id, a unit's label, an empty id); everything
else goes through the rules of records.csv as it stands, and is a fault. A row without an id that fits a record which is
already there is put before a person: the same, a correction of it, or another count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podobat.errors import Fault
from podobat.records.book import COVERAGES, GRADES
from podobat.records.cells import plain
from podobat.records.rows import COLUMNS
from podobat.records.tables import Layout, Row
from podobat.tables import LARGEST, exact_of, factor
from podobat.texts import catalogue, language_name
from podobat.web.book import writing
from podobat.web.book.content import Checker, cells_of
from podobat.web.book.findings import IN_A_REQUEST, catch_up
from podobat.web.book.forms import is_link, new_key, new_source_key
from podobat.web.book.history import differences, labels
from podobat.web.book.measuring import Counted, MeasureNames, measures_of
from podobat.web.book.models import Action, Counter, Record, Source, State
from podobat.web.book.officials import usual_row
from podobat.web.book.services import token_of
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.tables.imports import CHANGED, FAULTY, NEW, OPEN, SAME, SKIP, SKIPPED, Item, Kind
from podobat.web.tables.sheets import Sheet

_say = catalogue("web.book")

HEADS = {column: _say(f"recordsheet.heads_{column}") for column in COLUMNS}
REMARKS = "\0remarks"  # what is to be confirmed about a row, on its way from cell to item
NAMES = {name: column for column, head in HEADS.items() for name in (head.ko, head.en)} | {
    "ID": "id", "번호": "id", "기록 id": "id", "지표명": "measure", "실적치": "value", "실적": "value",
    "집계일": "as_of", "공개일": "as_of", "알려진 날": "as_of", "집계 시작일": "period_from",
    "집계 종료일": "period_to", "기간 시작": "period_from", "기간 종료": "period_to",
    "집계기관": "counter", "집단": "scope",
    "범위": "coverage", "측정산식": "definition_ko", "정의(측정산식)": "definition_ko", "정의(국문)": "definition_ko",
    "정의(영문)": "definition_en", "등급": "grade", "근거": "source", "출처/링크": "source", "링크": "source",
    "메모": "note",
}  # fmt: skip




class Records(Kind):
    """Rows that become records."""

    id = "records"
    app = "book"
    layout = Layout(
        COLUMNS, ("measure", "value", "as_of", "counter"), NAMES, lenient=True, heads=HEADS, units={"value": "unit"}
    )  # fmt: skip
    heads = HEADS

    def home(self) -> str:
        """The list of records."""
        return "book:records"

    def options(self, request: CaseRequest) -> dict[str, list[tuple[str, str]]]:
        """Measures and counters."""
        measures = measures_of(request.case.read().plan).values()
        counters = Counter.objects.filter(case=request.case)
        return {
            "measure": [(m.id, m.name[request.lang]) for m in measures],
            "counter": [(c.key, c.name(request.lang)) for c in counters],
        }

    def check(self, request: CaseRequest, rows: list[Row], decisions: Mapping[str, str]) -> list[Item]:
        """Every row held against the rules and against what is there."""
        return _Check(request, decisions).items(rows)

    def save(self, request: CaseRequest, items: list[Item], why: str) -> dict[str, Any]:
        """New records, corrected ones and the sources they bring."""
        case, plan_case = request.case, request.case.read()
        Source.objects.bulk_create([i.payload["source"] for i in items if i.payload["source"] is not None])
        keys = [key for i in items for key in i.payload["read"].source]
        checker = Checker(case, plan_case.plan, keys)
        new = [(i.payload["read"], i.payload["cells"]) for i in items if i.action == NEW]
        if new:
            writing.create(case, plan_case, checker, new, request.user, why, Action.IMPORTED)
        changed = [
            (i.payload["record"], i.payload["record"].version, i.payload["read"], i.payload["cells"])
            for i in items
            if i.action == CHANGED
        ]
        if changed:
            writing.change(case, plan_case, checker, changed, request.user, why, Action.IMPORTED)
        return {"new": len(new), "changed": len(changed)}

    def state(self, request: CaseRequest) -> str:
        """The book's token."""
        return token_of(request.case)

    def afterwards(self, request: CaseRequest) -> None:
        """Hold the new records against the others; what is not done in time is taken up by the page of findings."""
        catch_up(request.case, request.case.read(), IN_A_REQUEST)

    def sheets(self, request: CaseRequest) -> list[Sheet]:
        """Heads and an example; then measures with definitions, counters, and what the columns mean."""
        lang, said = request.lang, words(request.lang)
        plan = request.case.read().plan
        known = measures_of(plan)
        first = next((t.measure for t in plan.targets if t.measure in known), next(iter(known)))
        counter = Counter.objects.filter(case=request.case).first()
        example = {
            "measure": first, "value": "0", "unit": known[first].unit, "as_of": f"{plan.horizon.start}-31",
            "counter": counter.key if counter else "", "definition_ko": known[first].definition.ko,
            "definition_en": known[first].definition.en, "grade": "A", "source": "https://",
            "note": said("book.template.example"),
        }  # fmt: skip
        columns = [c for c in COLUMNS if c != "id"] + ["id"]
        head = [HEADS[c][lang] for c in columns]
        explained = [
            [HEADS[c][lang], said("book.template.needed") if c in self.layout.needed else "", said(f"book.meaning.{c}")]
            for c in columns
        ]
        measures = [
            [m.id, m.name[lang], m.unit_label[lang], m.kind_label[lang], m.definition[lang]] for m in known.values()
        ]
        counters = [[c.key, c.name_ko, c.name_en] for c in Counter.objects.filter(case=request.case)]
        names = [language_name(x) for x in ("ko", "en")]
        words_of = [said(f"book.template.{k}") for k in ("measure_id", "name", "unit", "kind", "definition")]
        return [
            Sheet(said("book.template.sheet"), head, [[example.get(c, "") for c in columns]], [16] * len(columns)),
            Sheet(said("book.template.columns"), [said("book.template.column"), said("book.template.needed"),
                                                  said("book.template.meaning")], explained, (18, 10, 90)),
            Sheet(said("book.template.measures"), words_of, measures, (34, 34, 14, 16, 100)),
            Sheet(said("book.template.counters"), (HEADS["counter"][lang], *names), counters, ()),
        ]  # fmt: skip


class _Check:
    """One look at all rows; a fixed number of queries, whatever their number."""

    def __init__(self, request: CaseRequest, decisions: Mapping[str, str]) -> None:
        self.case, self.lang, self.decisions = request.case, request.lang, decisions
        self.plan = request.case.read().plan
        self.names = MeasureNames(self.plan)
        self.measures = self.names.measures
        counters = list(Counter.objects.filter(case=self.case))
        self.counter_names = {" ".join(n.split()).casefold(): c.key for c in counters for n in (c.name_ko, c.name_en)}
        self.keys_by_counter = {c.pk: c.key for c in counters}
        self.labels = labels(self.lang)
        self.tried: dict[str, int] = {}

    def items(self, rows: list[Row]) -> list[Item]:
        self.given = {column for _, cells in rows for column in cells}
        usual = [(line, self._usual(cells)) for line, cells in rows]
        self._look_up(usual)
        items, seen = [], {}
        counted: dict[tuple[str, ...], int] = {}
        for line, cells in usual:
            twice = counted.setdefault((*_count_of(cells), cells["value"], cells["definition_ko"]), line)
            item = self._item(line, cells)
            id = item.cells["id"]
            if id in seen and self.decisions.get(str(line)) != SKIP:
                found = _say("recordsheet.id_is_also_on_line", seen=seen[id])
                remedy = _say("recordsheet.leave_one_row_out_or_change")
                item.faults.append(Fault(self.case.slug, line, f"{id}.id", found, remedy=remedy))
            if twice != line and self.decisions.get(str(line)) != SKIP and self.decisions.get(str(twice)) != SKIP:
                found = _say("recordsheet.same_record", line=twice)
                remedy = _say("recordsheet.leave_one_out")
                item.faults.append(Fault(self.case.slug, line, f"{id}.value", found, remedy=remedy))
                item.action = FAULTY
            if self.decisions.get(str(line)) != SKIP:
                seen.setdefault(id, line)
            items.append(item)
        return items

    def _usual(self, cells: Mapping[str, str]) -> dict[str, str]:
        """A row with names turned into ids where they can mean nothing else."""
        row = {column: cells.get(column, "").strip() for column in COLUMNS}
        row["measure"] = self.names.find(row["measure"]) or row["measure"]
        row["counter"] = self.counter_names.get(" ".join(row["counter"].split()).casefold(), row["counter"])
        row["grade"] = (
            grade if (grade := row["grade"][:1].upper()) in GRADES and len(row["grade"]) <= 4 else row["grade"]
        )
        row["coverage"] = next((k for k, v in COVERAGES.items() if row["coverage"] in (v.ko, v.en)), row["coverage"])
        row["definition_en"] = row["definition_en"] or row["definition_ko"]
        known = self.measures.get(row["measure"])
        row, row[REMARKS] = self._as_written(row, known.kind if known else "")
        if known:
            row["unit"], row["value"] = _in_unit(known, row["unit"], row["value"])
        return row

    def _as_written(self, row: dict[str, str], kind: str) -> tuple[dict[str, str], str]:
        """Dates and numbers as officials write them, with what is to be confirmed about them, line by line."""
        made, remarks = usual_row(row, kind, words(self.lang))
        return made, "\n".join(remarks)

    def _look_up(self, rows: list[tuple[int, dict[str, str]]]) -> None:
        """Everything the rows are held against, in a few queries."""
        ids = [row["id"] for _, row in rows if row["id"]]
        live = Record.objects.filter(case=self.case)
        self.by_key: dict[str, Record] = {}
        for some in _parts(ids):
            self.by_key |= {r.key: r for r in live.filter(key__in=some)}
        nameless = [row for _, row in rows if not row["id"]]
        self.same_count: dict[tuple[str, ...], list[Record]] = {}
        self.used: set[str] = set(ids)
        if nameless:
            self.used |= set(live.values_list("key", flat=True))
            asked = live.exclude(state=State.WITHDRAWN).filter(measure__in={row["measure"] for row in nameless})
            days = sorted({row["period_to"] or row["as_of"] for row in nameless})
            for some in _parts([day for day in days if len(day) == 10 and day[4] == day[7] == "-"]):
                for r in asked.filter(day__in=_valid_days(some)):
                    self.same_count.setdefault(_count_of(cells_of(r, self._counter(r))), []).append(r)
        self.links = dict(Source.objects.filter(case=self.case).values_list("key", "url"))
        self.sources_used = set(self.links)
        cited = [key for _, row in rows for key in row["source"].replace(";", " ").split()]
        self.checker = Checker(self.case, self.plan, cited)

    def _counter(self, record: Record) -> str:
        return self.keys_by_counter[record.counter_id]  # type: ignore[attr-defined]

    def _item(self, line: int, row: dict[str, str]) -> Item:
        """What one row does, its faults, and what it asks."""
        remarks = [remark for remark in row.pop(REMARKS, "").split("\n") if remark]
        item = Item(line, dict(row), remarks=remarks)
        before = self.by_key.get(row["id"]) if row["id"] else None
        if not row["id"]:
            before = self._asked(item, row)
            row["id"] = before.key if before else new_key(row, self.used, self.tried)
            self.used.add(row["id"])
        item.cells["id"] = row["id"]
        if before is not None:  # a column that the file does not have says nothing about it
            was = cells_of(before, self._counter(before))
            row |= {column: was[column] for column in COLUMNS if column not in self.given and column != "id"}
            item.cells |= row
        source = self._source(row, before)
        read, faults = self.checker.check(row, line)
        known = self.measures.get(row["measure"])
        name = known.name[self.lang] if known else row["measure"]
        item.title = f"{name} · {row['value']} · {row['period_to'] or row['as_of']}"
        item.faults += faults
        if before is not None and before.state == State.WITHDRAWN:
            found = _say("recordsheet.id_of_a_withdrawn_record", what=before.key)
            remedy = _say("recordsheet.restore_that_record_or_change")
            item.faults.append(Fault(self.case.slug, line, f"{before.key}.id", found, remedy=remedy))
        item.payload = {"read": read, "cells": row, "source": source, "record": before}
        if self.decisions.get(str(line)) == SKIP:
            item.action, item.faults = SKIPPED, []
        elif item.faults:
            item.action = FAULTY
        elif item.question and not item.chosen:
            item.action = OPEN
        elif before is not None:
            self._compare(item, before, row)
        return item

    def _asked(self, item: Item, row: dict[str, str]) -> Record | None:
        """A record without an id that counts what a row counts: a person says which. Returns the one to change."""
        near = self.same_count.get(_count_of(row), [])
        if not near:
            return None
        equal = next((r for r in near if plain(r.value) == row["value"]), None)
        if equal is not None and not differences(
            cells_of(equal, self._counter(equal)), {**row, "source": equal.source}
        ):
            return equal
        said = words(self.lang)
        item.question = said("book.import.same_count", value=plain(near[0].value), key=near[0].key)
        item.choices = [
            (f"is:{r.key}", said("book.import.corrects", key=r.key, value=plain(r.value))) for r in near[:5]
        ]
        item.choices += [("new", said("book.import.another")), (SKIP, said("book.import.leave_out"))]
        chosen = self.decisions.get(str(item.line), "")
        item.chosen = chosen if chosen in {value for value, _ in item.choices} else ""
        return next((r for r in near if item.chosen == f"is:{r.key}"), None)

    def _source(self, row: dict[str, str], before: Record | None) -> Source | None:
        """A link in the source's place becomes a source of its own; an equal one that is there already is kept."""
        link = row["source"].strip()
        if before is not None and (not link or any(self.links.get(key) == link for key in before.sources)):
            row["source"] = before.source  # the link that it has already
            return None
        if not is_link(link):
            return None
        key = new_source_key(row["id"], self.sources_used)
        self.sources_used.add(key)
        self.checker.known.sources.add(key)  # type: ignore[attr-defined]
        row["source"] = key
        counter = self.checker.known.counters.get(row["counter"])
        return Source(
            case=self.case, key=key, value=row["value"][:100], unit=row["unit"][:40], as_of=row["as_of"][:40],
            definition=f"{row['definition_ko']} / {row['definition_en']}", grade=row["grade"][:1], url=link[:1000],
            publisher=counter.name.ko if counter else "",
        )  # fmt: skip

    def _compare(self, item: Item, before: Record, row: dict[str, str]) -> None:
        was = cells_of(before, self._counter(before))
        changed = differences(was, row)
        item.target = f"{before.key}:{before.version}"
        item.action = CHANGED if changed else SAME
        item.changes = [(self.labels[column], old, new) for column, old, new in changed]
        if before.state == State.CONFIRMED and changed:
            item.remarks.append(words(self.lang)("book.import.loses_confirmation"))


def _count_of(cells: Mapping[str, str]) -> tuple[str, ...]:
    """What a row counts, whatever the number: measure, days, counter, group."""
    return (
        cells["measure"],
        cells["period_from"],
        cells["period_to"] or cells["as_of"],
        cells["counter"],
        cells["scope"],
    )


def _in_unit(known: Counted, unit: str, value: str) -> tuple[str, str]:
    """The measure's unit where its label (or none) was given; an amount in 억 원 and the like as KRW million."""
    label = "".join(unit.split())
    if label in ("", known.unit, *("".join(known.unit_label[lang].split()) for lang in ("ko", "en"))):
        return known.unit, value
    by, exact = factor(unit, known.unit), exact_of(value)
    if by is None or (by == 1 and not known.is_money):
        return (known.unit if by == 1 else unit), value
    if exact is None or abs(exact * by) > LARGEST:  # the rules say what is wrong with the number
        return known.unit, value
    return known.unit, format((exact * by).normalize(), "f")


def _parts(items: list[str], size: int = 500) -> list[list[str]]:
    return [items[i : i + size] for i in range(0, len(items), size)]


def _valid_days(days: list[str]) -> list[str]:
    from datetime import date

    valid = []
    for day in days:
        try:
            valid.append(date.fromisoformat(day).isoformat())
        except ValueError:  # the rules say what is wrong with it
            continue
    return valid


RECORDS = Records()
