"""Tables of organisations, supports and counted firms, as they are handed in.

A firm is found by its registration number, or by its name where that leaves no doubt. Where a name is merely like one
that is there, a person says whether it is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podobat.errors import Fault
from podobat.names import legal_forms, name_key
from podobat.records.cells import Complaint
from podobat.records.tables import Layout, Row
from podobat.texts import catalogue
from podobat.units import Text
from podobat.web.book.measuring import MeasureNames, measures_of
from podobat.web.book.models import Counter, Record, iso
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.directory import writing
from podobat.web.directory.cells import amount_in, choice_in, day_in, programmes_of, text_in
from podobat.web.directory.history import state_of
from podobat.web.directory.matching import Match, Matcher, Together
from podobat.web.directory.models import KINDS, PURPOSES, Change, Counting, Organisation, Support
from podobat.web.directory.registration import registration_in, written
from podobat.web.tables.imports import CHANGED, FAULTY, OPEN, SAME, SKIP, SKIPPED, Item, Kind
from podobat.web.tables.sheets import Sheet

_say = catalogue("web.directory")

HEADS = {
    "organisation": _say("kinds.heads_organisation"), "registration": _say("kinds.heads_registration"),
    "name_en": _say("kinds.heads_name_en"), "programme": _say("kinds.heads_programme"),
    "since": _say("kinds.heads_since"), "until": _say("kinds.heads_until"), "amount": _say("kinds.heads_amount"),
    "unit": _say("kinds.heads_unit"), "kind": _say("kinds.heads_kind"), "purpose": _say("kinds.heads_purpose"),
    "counter": _say("kinds.heads_counter"), "record": _say("kinds.heads_record"), "measure": _say(
        "kinds.heads_measure"
    ),
    "day": _say("kinds.heads_day"), "note": _say("kinds.heads_note"),
}  # fmt: skip
_OTHERS = {
    "기업": "organisation", "회사명": "organisation", "업체명": "organisation", "상호": "organisation",
    "기관명": "organisation", "기업·기관명": "organisation", "name": "organisation", "사업자번호": "registration",
    "등록번호": "registration", "영문명": "name_en", "별칭": "name_en", "사업명": "programme", "지원사업": "programme",
    "지원일": "since", "협약일": "since", "지원금액": "amount", "지원금": "amount", "금액 단위": "unit",
    "종류": "kind", "목적": "purpose", "집계 기관": "counter", "집계기관": "counter", "지원 기관": "counter",
    "지원기관": "counter", "기록": "record", "집계일": "day", "메모": "note",
}  # fmt: skip
NAMES = {name: column for column, head in HEADS.items() for name in (head.ko, head.en)} | _OTHERS


class _Firms(Kind):
    """What tables of firms have in common."""

    app = "directory"
    heads = HEADS

    def home(self) -> str:
        """The list of organisations."""
        return "directory:organisations"

    def check(self, request: CaseRequest, rows: list[Row], decisions: Mapping[str, str]) -> list[Item]:
        """Every row: which firm it means, what is wrong, what it would do."""
        look = Look(request, self)
        look.existing = self.existing(request)
        look.match(rows, decisions)
        items = []
        for line, raw in rows:
            cells = {column: raw.get(column, "").strip() for column in self.layout.columns}
            item = Item(line, cells, title=cells["organisation"])
            reading = Reading(look, item)
            if decisions.get(str(line)) == SKIP:
                item.action = SKIPPED
            else:
                self.row(reading)
                if item.faults:
                    item.action = FAULTY
                elif item.question and not item.chosen:
                    item.action = OPEN
            items.append(item)
        return items

    def state(self, request: CaseRequest) -> str:
        """The last change of the directory, and the state of the book that supports and counts point to."""
        return state_of(request.case)

    def existing(self, request: CaseRequest) -> set[Any]:
        """What is there already, as `once` compares it."""
        return set()

    def row(self, reading: Reading) -> None:
        """Read one row. Overridden by each table."""
        raise NotImplementedError

    def options(self, request: CaseRequest) -> dict[str, list[tuple[str, str]]]:
        """What the columns of this table may be chosen from."""
        lang, plan = request.lang, request.case.read().plan
        lists = {
            "programme": [(id, name[lang]) for id, name in programmes_of(plan).items()],
            "kind": [(id, name[lang]) for id, name in KINDS.items()],
            "purpose": [(id, name[lang]) for id, name in PURPOSES.items()],
            "counter": [(c.key, c.name(lang)) for c in Counter.objects.filter(case=request.case)],
            "measure": [(m.id, m.name[lang]) for m in measures_of(plan).values()],
        }
        return {column: options for column, options in lists.items() if column in self.layout.columns}

    def sheets(self, request: CaseRequest) -> list[Sheet]:
        """Heads, and what may stand in the columns that are chosen from a list."""
        lang, said, lists = request.lang, words(request.lang), self.options(request)
        heads = [HEADS[c][lang] for c in self.layout.columns]
        explained = [
            [HEADS[c][lang], said("book.template.needed") if c in self.layout.needed else "",
             said(f"directory.meaning.{c}")]
            for c in self.layout.columns
        ]  # fmt: skip
        about = (said("book.template.column"), said("book.template.needed"), said("book.template.meaning"))
        sheets = [Sheet(said(f"directory.sheets.{self.id}"), heads, [])]
        sheets.append(Sheet(said("book.template.columns"), about, explained, (18, 10, 80)))
        for column in self.layout.columns:
            if column in lists:
                titles = (said("book.template.measure_id"), said("book.template.name"))
                sheets.append(Sheet(HEADS[column][lang], titles, lists[column], (28, 44)))
        return sheets


def _spelt(raw: Mapping[str, str]) -> tuple[str, frozenset[str], str]:
    """The firm as a row names it."""
    name, number = raw.get("organisation", ""), raw.get("registration", "")
    return name_key(name), legal_forms(name), "".join(c for c in number if c.isdigit())


class Look:
    """What all rows of an upload are held against, read once."""

    def __init__(self, request: CaseRequest, kind: Kind) -> None:
        self.case, self.lang, self.kind = request.case, request.lang, kind
        self.plan = request.case.read().plan
        self.matcher = Matcher(request.case)
        counters = list(Counter.objects.filter(case=self.case))
        self.counters = {c.key: Text(c.name_ko, c.name_en) for c in counters}
        self.counter_ids = {c.key: c.pk for c in counters}
        self.programmes = programmes_of(self.plan)
        self.measures = MeasureNames(self.plan)
        self.records: dict[str, int | None] = {}
        self.seen: dict[Any, int] = {}
        self.existing: set[Any] = set()
        self.together = Together(self.matcher, ())
        self.chosen: dict[int, str] = {}

    def match(self, rows: list[Row], decisions: Mapping[str, str]) -> None:
        """Match all rows with what is there and with one another; take what a person decided about any of them."""
        kept = [(line, raw) for line, raw in rows if decisions.get(str(line)) != SKIP]
        named = []
        for line, raw in kept:
            number, complaint = registration_in(raw.get("registration", ""))
            if not complaint:
                named.append((line, raw.get("organisation", ""), number))
        self.together = Together(self.matcher, named)
        decided = {_spelt(raw): choice for line, raw in kept if (choice := decisions.get(str(line), ""))}
        for line, raw in kept:  # a firm decided on once is decided on for all its rows
            match = self.together.found.get(line)
            choice = decisions.get(str(line)) or decided.get(_spelt(raw), "")
            if match and match.near and choice in {"new", *(f"is:{c.id}" for c in match.near)}:
                self.chosen[line] = choice

    def resolved(self, id: int) -> int:
        """The entry that an id means after a person's choices; below zero while it is a firm that is new."""
        seen: set[int] = set()
        while id < 0 and id not in seen and self.chosen.get(-id, "").startswith("is:"):
            seen.add(id)
            id = int(self.chosen[-id][3:])
        return id

    def number_of(self, id: int) -> str:
        """The registration number of a firm that is new, from whichever of its rows has it."""
        return self.together.coming[id].number if id in self.together.coming else ""

    def record(self, key: str) -> int | None:
        """The number of a record in the database; each key is looked up once."""
        if key not in self.records:
            found = Record.objects.filter(case=self.case, key=key).values_list("pk", flat=True).first()
            self.records[key] = found
        return self.records[key]


class Reading:
    """One row while it is read."""

    def __init__(self, look: Look, item: Item) -> None:
        self.look, self.item = look, item

    def fault(self, column: str, complaint: Complaint) -> None:
        """Note what is wrong with a cell."""
        self.item.faults.append(Fault(self.look.kind.id, self.item.line, f"{self.item.line}.{column}", *complaint))

    def cell(self, column: str) -> str:
        """A cell as typed."""
        return self.item.cells.get(column, "")

    def day(self, column: str, *, needed: bool = True) -> Any:
        """A day, or None."""
        day, complaint = day_in(self.cell(column), needed=needed)
        if complaint:
            self.fault(column, complaint)
        return day

    def choice(self, column: str, options: Mapping[str, Text], *, needed: bool = True) -> str:
        """One of several, by id or name."""
        if not self.cell(column) and not needed:
            return ""
        found, complaint = choice_in(self.cell(column), options)
        if complaint:
            self.fault(column, complaint)
        return found

    def note(self, column: str = "note", longest: int = 4000) -> str:
        """A free text that says nothing about persons."""
        complaint = text_in(self.cell(column), longest, contacts=False)
        if complaint:
            self.fault(column, complaint)
        return self.cell(column)

    def record(self) -> int | None:
        """The record that is named, if any."""
        key = self.cell("record")
        if not key:
            return None
        found = self.look.record(key)
        if found is None:
            found_text = _say("kinds.found_text", what=key[:60])
            remedy = _say("kinds.check_the_id_of_the_record")
            self.fault("record", (found_text, Text("", ""), remedy))
        return found

    def firm(self, *, may_be_new: bool) -> tuple[int, str]:
        """Which entry the row means (below zero: a firm that is new), and its number; asks when it is not certain."""
        name, look, line = self.cell("organisation"), self.look, self.item.line
        number, complaint = registration_in(self.cell("registration"))
        if complaint:
            self.fault("registration", complaint)
        if not name_key(name):
            self.fault("organisation", (_say("kinds.is_empty"), _say("kinds.name_of_a_firm"),
                                        _say("kinds.give_the_name")))  # fmt: skip
            return -line, number
        if said := text_in(name, 200, contacts=True):
            self.fault("organisation", said)
        if complaint:
            return -line, ""
        match, said_of = look.together.found[line], words(look.lang)
        if match.clash:
            self.item.remarks.append(said_of("directory.import.same_name"))
        if match.near:
            self._ask(name, match)
            chosen = look.chosen.get(line, "")
            self.item.chosen = chosen
            entry = look.resolved(int(chosen[3:])) if chosen.startswith("is:") else -line
        else:
            entry = look.resolved(match.entry if match.entry is not None else -line)
        if entry > 0 and number and number != look.matcher.numbers[entry] and not may_be_new:
            self.item.remarks.append(said_of("directory.import.gets_number", number=written(number)))
        return entry, number or look.number_of(entry)

    def _ask(self, name: str, match: Match) -> None:
        said_of, look = words(self.look.lang), self.look
        self.item.question = said_of("directory.import.which", name=name)
        for c in match.near:
            label = look.together.label(c.id)
            if c.id < 0:
                text = said_of("directory.import.is_line", name=label, line=-c.id, likeness=round(c.likeness))
            else:
                text = said_of("directory.import.is", name=label, likeness=round(c.likeness))
            self.item.choices.append((f"is:{c.id}", text))
        self.item.choices += [("new", said_of("directory.import.new_firm")), (SKIP, said_of("book.import.leave_out"))]


class Organisations(_Firms):
    """A list of firms with their numbers and other names."""

    id = "organisations"
    layout = Layout(("organisation", "registration", "name_en", "note"), ("organisation",), NAMES, lenient=True,
                    heads=HEADS)  # fmt: skip

    def row(self, reading: Reading) -> None:
        """A firm: new, or one that is there with what the row adds."""
        item, look = reading.item, reading.look
        entry, number = reading.firm(may_be_new=True)
        note = reading.note()
        aliases = [a.strip() for a in reading.cell("name_en").replace(";", "\n").splitlines() if a.strip()]
        for alias in aliases:
            if said := text_in(alias, 200, contacts=True):
                reading.fault("name_en", said)
        further_name = entry < 0 and item.chosen.startswith("is:")  # a person said so: another name of a new firm
        key = entry if entry < 0 else number or f"name:{name_key(reading.cell('organisation'))}"
        if key in look.seen and not item.faults and not further_name:
            found = _say("kinds.same_firm_as_on_line", seen=look.seen[key])
            remedy = _say("kinds.keep_one_of_the_rows")
            reading.fault("organisation", (found, Text("", ""), remedy))
        look.seen.setdefault(key, item.line)
        item.payload = {"entry": entry, "number": number, "aliases": aliases, "note": note}
        item.target = f"{entry}" if entry < 0 else ""
        if entry < 0 or item.faults:
            return
        matcher = look.matcher
        item.target = f"{entry}:{matcher.versions[entry]}"
        names = {k for pk, _, k in matcher.known if pk == entry}
        further = [a for a in [reading.cell("organisation"), *aliases] if name_key(a) not in names]
        if number and number != matcher.numbers[entry]:
            item.changes.append((HEADS["registration"][look.lang], written(matcher.numbers[entry]), written(number)))
        if further:
            item.changes.append((HEADS["name_en"][look.lang], "", "; ".join(further)))
        item.payload["further"] = further
        item.action = CHANGED if item.changes else SAME

    def save(self, request: CaseRequest, items: list[Item], why: str) -> dict[str, Any]:
        """New firms, and what is added to those that are there."""
        added: dict[str, tuple[dict[str, str], list[str]]] = {}  # of one entry at once: several rows may mean it
        fresh: dict[int, list[Item]] = {}
        for item in items:
            p = item.payload
            if p["entry"] < 0:
                fresh.setdefault(p["entry"], []).append(item)
                continue
            cells, names = added.setdefault(item.target, ({}, []))
            cells |= {"registration": p["number"]} if p["number"] else {}
            names += p["further"]
        for same in fresh.values():
            first = same[0]
            number = next((i.payload["number"] for i in same if i.payload["number"]), "")
            names = [*(i.cells["organisation"] for i in same[1:]), *(a for i in same for a in i.payload["aliases"])]
            cells = {"name": first.cells["organisation"], "registration": number, "note": first.payload["note"]}
            writing.new_organisation(request.case, cells, names, request.user, "imported")
        for target, (cells, names) in added.items():
            pk, version = (int(part) for part in target.split(":"))
            entry = Organisation.objects.get(pk=pk)
            names = [*entry.aliases.values_list("name", flat=True), *names]
            writing.change_organisation(entry, version, cells, names, request.user, why, "imported")
        return {}


class _Attached(_Firms):
    """Rows that belong to a firm, which is made when it is new."""

    def attach(self, request: CaseRequest, items: list[Item]) -> dict[int, int]:
        """The entry of every item, by line; firms that are new are made, each once, by its earliest row."""
        made: dict[int, int] = {}
        entries: dict[int, int] = {}
        for item in sorted(items, key=lambda i: i.line):
            entry, number = item.payload["entry"], item.payload["number"]
            if entry < 0:
                if entry not in made:
                    cells = {"name": item.cells["organisation"], "registration": number}
                    made[entry] = writing.new_organisation(request.case, cells, [], request.user, "imported").pk
                entry = made[entry]
            entries[item.line] = entry
        return entries

    def keep(self, request: CaseRequest, rows: list[Any], model: Any) -> None:
        """Save rows with their first versions."""
        saved = model.objects.bulk_create(rows, batch_size=500)
        Change.objects.bulk_create(writing.changes_of(saved, request.user, "imported"), batch_size=500)

    def once(self, reading: Reading, entry: int, cells: tuple[Any, ...]) -> None:
        """Same when the row is there already; a remark when the file has it twice or the firm is new."""
        item, look, said = reading.item, reading.look, words(reading.look.lang)
        key = (entry, *cells)
        if key in look.existing:
            item.action = SAME
        elif repr(key) in look.seen:
            item.remarks.append(said("directory.import.twice", line=look.seen[repr(key)]))
        elif entry < 0 and not (item.question and not item.chosen):
            item.remarks.append(said("directory.import.will_be_new"))
        look.seen.setdefault(repr(key), item.line)
        item.target = f"{entry}"


class Supports(_Attached):
    """A list of supports given."""

    id = "supports"
    layout = Layout(
        ("organisation", "registration", "programme", "since", "until", "amount", "unit", "kind", "purpose", "counter",
         "record", "note"),
        ("organisation", "since", "kind", "purpose"), NAMES, lenient=True, heads=HEADS, units={"amount": "unit"},
    )  # fmt: skip

    def existing(self, request: CaseRequest) -> set[Any]:
        """What is there."""
        live = Support.objects.filter(case=request.case, withdrawn=False)
        return set(live.values_list("organisation_id", "programme", "since", "amount", "kind"))

    def row(self, reading: Reading) -> None:
        """One support."""
        item, look = reading.item, reading.look
        entry, number = reading.firm(may_be_new=False)
        since, until = reading.day("since"), reading.day("until", needed=False)
        if since and until and until < since:
            found = _say("kinds.ends_before_it_begins")
            reading.fault("until", (found, _say("kinds.or_later", since=since), Text("", "")))
        amount, complaint = amount_in(reading.cell("amount"), reading.cell("unit"))
        if complaint:
            reading.fault("unit" if complaint[0].en.startswith("unknown unit") else "amount", complaint)
        cells = {
            "programme": reading.choice("programme", look.programmes, needed=False),
            "since": since, "until": until, "end": until or since, "amount": amount,
            "kind": reading.choice("kind", KINDS), "purpose": reading.choice("purpose", PURPOSES),
            "counter_id": look.counter_ids.get(reading.choice("counter", look.counters, needed=False)),
            "record_id": reading.record(), "note": reading.note(),
        }  # fmt: skip
        item.title = f"{reading.cell('organisation')} · {reading.cell('programme')} · {iso(since)}"
        item.payload = {"entry": entry, "number": number, "cells": cells}
        if not item.faults:
            key = (cells["programme"], since, amount, cells["kind"])
            self.once(reading, entry, key)

    def save(self, request: CaseRequest, items: list[Item], why: str) -> dict[str, Any]:
        """The supports, and the firms that are new."""
        entries = self.attach(request, items)
        rows = [Support(case=request.case, organisation_id=entries[i.line], **i.payload["cells"]) for i in items]
        self.keep(request, rows, Support)
        return {}


class Countings(_Attached):
    """A list of the firms that an office counts in a measure."""

    id = "countings"
    layout = Layout(
        ("organisation", "registration", "measure", "counter", "day", "record", "note"),
        ("organisation", "measure", "counter", "day"), NAMES, lenient=True, heads=HEADS,
    )  # fmt: skip

    def existing(self, request: CaseRequest) -> set[Any]:
        """What is there."""
        live = Counting.objects.filter(case=request.case, withdrawn=False)
        return set(live.values_list("organisation_id", "measure", "counter_id", "day"))

    def row(self, reading: Reading) -> None:
        """One firm counted."""
        item, look = reading.item, reading.look
        entry, number = reading.firm(may_be_new=False)
        typed = reading.cell("measure")
        measure_id = look.measures.find(typed) or ""
        if not measure_id:
            _, complaint = choice_in(typed, {m.id: m.name for m in look.measures.measures.values()})
            assert complaint is not None  # it is none of them
            reading.fault("measure", complaint)
        counter = look.counter_ids.get(reading.choice("counter", look.counters))
        cells = {"measure": measure_id, "counter_id": counter, "day": reading.day("day"),
                 "record_id": reading.record(), "note": reading.note()}  # fmt: skip
        item.title = f"{reading.cell('organisation')} · {typed} · {reading.cell('counter')}"
        item.payload = {"entry": entry, "number": number, "cells": cells}
        if not item.faults:
            self.once(reading, entry, (measure_id, counter, cells["day"]))

    def save(self, request: CaseRequest, items: list[Item], why: str) -> dict[str, Any]:
        """The counts, and the firms that are new."""
        entries = self.attach(request, items)
        rows = [Counting(case=request.case, organisation_id=entries[i.line], **i.payload["cells"]) for i in items]
        self.keep(request, rows, Counting)
        return {}


ORGANISATIONS, SUPPORTS, COUNTINGS = Organisations(), Supports(), Countings()
