"""What `podobat records check` says: faults of the record book, then what the counters themselves disagree about.

Tables for people, JSON (schema 1) and CSV for programs. Conflicts, gaps, falls and duplicates are findings, not
faults: two counters may both be right by their own definitions. In JSON and CSV money is KRW million. Nothing is
computed here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from podobat.errors import Fault
from podobat.evidence import measure
from podobat.money import Money, number_text
from podobat.plan import Plan
from podobat.plan.console import print_faults
from podobat.records.book import COVERAGES, Record
from podobat.records.bounds import Placement
from podobat.records.check import Conflict, Gap, RecordCheck, value_of
from podobat.show.json import cleaned, indented
from podobat.show.writer import Writer
from podobat.texts import LANGUAGES, catalogue
from podobat.units import Text

_say = catalogue("records")

SCHEMA = 1
MOST_SPANS = 4  # stretches of months named in a table; JSON has them all

TITLES: dict[str, Text] = {
    "records": _say("page.titles_records"),
    "conflicts": _say("page.titles_conflicts"),
    "falls": _say("page.titles_falls"),
    "duplicates": _say("page.titles_duplicates"),
    "future": _say("page.titles_future"),
    "gaps": _say("page.titles_gaps"),
    "bounds": _say("page.titles_bounds"),
}
NONE = _say("page.none")
HEADS: dict[str, Text] = {
    "measure": _say("page.heads_measure"),
    "records": _say("page.heads_records"),
    "comparable": _say("page.heads_comparable"),
    "counters": _say("page.heads_counters"),
    "dates": _say("page.heads_dates"),
    "months": _say("page.heads_months"),
    "without": _say("page.heads_without"),
    "cohort": _say("page.heads_cohort"),
    "trained": _say("page.heads_trained"),
    "inside": _say("page.heads_inside"),
    "outside": _say("page.heads_outside"),
    "untraced": _say("page.heads_untraced"),
    "bounds": _say("page.heads_bounds"),
}
BOUNDS_NOTE = _say("page.bounds_note")
FUTURE_NOTE = _say("page.future_note")
CONFLICT_NOTE = _say("page.conflict_note")


def print_records(check: RecordCheck, plan: Plan, *, lang: str = "ko", console: Console | None = None) -> None:
    """Print the faults, and for the rows that were read what they say about one another."""
    console = console or Console(highlight=False)
    for note in check.book.notes:
        console.print(Line(note[lang]), soft_wrap=True)
    if check.faults:
        print_faults(check.faults, lang=lang, console=console)
        if not check.book.records:
            return
        console.print()
    money = Money.of_plan(plan)
    console.print(Line(_summary(check, plan)[lang]))
    sections = (
        ("records", _by_measure(check, lang)),
        ("conflicts", _conflicts(check.conflicts, lang, money)),
        ("falls", _pairs(check.falls, lang, money)),
        ("duplicates", _pairs(check.duplicates, lang, money)),
        ("future", _future(check.future, lang, money)),
        ("gaps", _gaps(check.gaps, lang)),
        ("bounds", _bounds(check.placements, lang)),
    )
    for name, parts in sections:
        console.print()
        console.rule(TITLES[name][lang], align="left", style="dim")
        shown = False
        for part in parts:
            console.print(part)
            shown = True
        if not shown:
            console.print(Line(NONE[lang]))


def records_text(check: RecordCheck, plan: Plan, *, lang: str = "ko", format: str = "table", width: int = 110) -> str:
    """The whole answer of `podobat records check` in one form: table, json or csv."""
    if format == "json":
        return indented(records_json(check))
    if format == "csv":
        return _csv(check)
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, no_color=True)
    print_records(check, plan, lang=lang, console=console)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _summary(check: RecordCheck, plan: Plan) -> Text:
    book = check.book
    if not len(book):
        return _say("page.no_records_yet", plan=plan.name)
    months = sorted(r.month for r in book)
    span = _say("page.span", months=months[0], last=months[-1])
    whole = len(book.comparable())
    who = len({r.counter.id for r in book})
    return _say(
        "page.records_of_measures_by_counters", plan=plan.name, n=len(book), measures=len(book.measures), who=who,
        span=span, whole=whole, fingerprint=book.fingerprint
    )


def _table(lang: str, heads: Iterable[str], right: Iterable[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False)
    numbers = set(right)
    for head in heads:
        number = head in numbers
        table.add_column(HEADS[head][lang], justify="right" if number else "left", overflow="fold", no_wrap=number)
    return table


def _by_measure(check: RecordCheck, lang: str) -> Iterator[Table]:
    if not check.book.records:
        return
    table = _table(lang, ("measure", "records", "comparable", "dates", "counters"), ("records", "comparable"))
    for id in check.book.measures:
        records = check.book.of(id)
        months = sorted({r.month for r in records})
        dates = months[0] if len(months) == 1 else f"{months[0]}~{months[-1]}"
        who = ", ".join(dict.fromkeys(r.counter.name[lang] for r in records))
        whole = sum(r.comparable for r in records)
        table.add_row(measure_name(id, lang), str(len(records)), str(whole), dates, who)
    yield table


def measure_name(id: str, lang: str) -> str:
    """The name of a measure with its id, which the table of records holds."""
    return f"{measure(id).name[lang]} ({id})"


def _conflicts(conflicts: tuple[Conflict, ...], lang: str, money: Money) -> Iterator[Any]:
    for c in conflicts:
        yield Line(f"{measure_name(c.first.measure, lang)}: {c.sentence[lang]}", style="bold")
        for r in (c.first, c.second):
            yield from _record(r, lang, money)
    if conflicts:
        yield Line(CONFLICT_NOTE[lang], style="dim")


def _pairs(pairs: tuple[tuple[Record, Record], ...], lang: str, money: Money) -> Iterator[Any]:
    for first, second in pairs:
        yield Line(measure_name(first.measure, lang), style="bold")
        yield from _record(first, lang, money)
        yield from _record(second, lang, money)


def _future(records: tuple[Record, ...], lang: str, money: Money) -> Iterator[Any]:
    for r in records:
        yield Line(measure_name(r.measure, lang), style="bold")
        yield from _record(r, lang, money)
    if records:
        yield Line(FUTURE_NOTE[lang], style="dim")


def _record(r: Record, lang: str, money: Money) -> Iterator[Any]:
    """One record as people read it: value, days, counter, grade, id; its definition; its doubts."""
    since = f"{r.period_from}~{r.day}" if r.period_from else r.day
    known = _say("page.known", as_of=r.as_of)[lang]
    grade = _say("page.grade", grade=r.grade)[lang]
    parts = [value_of(r, money)[lang], r.counter.name[lang], since, *([known] if r.as_of != r.day else ()), grade]
    if r.coverage != "whole":
        parts.append(COVERAGES[r.coverage][lang])
    yield Padding(Line(f"{' · '.join(parts)} [{r.id}, {r.file}:{r.line}]"), (0, 0, 0, 2), expand=False)
    for note in (r.definition[lang], r.note[lang]):
        if note:
            yield Padding(Line(note, style="dim"), (0, 0, 0, 4), expand=False)


def _gaps(gaps: tuple[Gap, ...], lang: str) -> Iterator[Table]:
    if not gaps:
        return
    table = _table(lang, ("measure", "months", "without"), ("months",))
    for g in gaps:
        spans = [a if a == b else f"{a}~{b}" for a, b in g.spans]
        more = len(spans) - MOST_SPANS
        rest = _say("page.and_more", more=more)[lang] if more > 0 else ""
        partial = (_say("page.of_a_part_or_a_limit", partial=g.partial)[lang] if g.partial else "")
        shown = ", ".join(spans[:MOST_SPANS]) or NONE[lang]
        table.add_row(measure_name(g.measure, lang), f"{g.recorded}/{g.months}", f"{shown}{rest}{partial}")
    yield table


def _bounds(placements: tuple[Placement, ...], lang: str) -> Iterator[Any]:
    if not placements:
        return
    heads = ("cohort", "trained", "inside", "outside", "untraced", "bounds")
    table, share = _table(lang, heads, heads[1:]), Writer.of("records", lang).share
    for p in placements:
        b = p.bounds
        low, high = (share(x) for x in (b.share_low, b.share_high))
        counts = (number_text(n, None) for n in (b.total, b.found, b.other, b.untraced))
        table.add_row(f"{p.name[lang]}\n({p.counter[lang]}, {p.inside[0].month})", *counts, f"{low}~{high}")
    yield table
    yield Line(BOUNDS_NOTE[lang], style="dim")


# --- for programs ------------------------------------------------------------------------------------------------


def records_json(check: RecordCheck) -> dict[str, Any]:
    """The answer as plain values (schema 1): ok, faults, records and what they say about one another."""
    book = check.book
    return cleaned({
        "schema": SCHEMA,
        "case": check.case,
        "ok": check.ok,
        "fingerprint": book.fingerprint,
        "notes": book.notes,
        "faults": [_fault(f) for f in check.faults],
        "records": [_plain(r) for r in book],
        "conflicts": [
            {"kind": c.kind, "measure": c.first.measure, "records": [c.first.id, c.second.id], "ratio": c.ratio,
             "chance": c.chance, "sentence": c.sentence} for c in check.conflicts
        ],
        "falls": [{"measure": a.measure, "records": [a.id, b.id]} for a, b in check.falls],
        "duplicates": [{"measure": a.measure, "records": [a.id, b.id]} for a, b in check.duplicates],
        "future": [{"measure": r.measure, "records": [r.id]} for r in check.future],
        "gaps": [
            {"measure": g.measure, "targets": list(g.targets), "recorded": g.recorded, "months": g.months,
             "without": [list(span) for span in g.spans], "partial": g.partial} for g in check.gaps
        ],
        "bounds": [_placement(p) for p in check.placements],
    })  # fmt: skip


def _fault(f: Fault) -> dict[str, Any]:
    texts = {"found": f.found, "allowed": f.allowed, "remedy": f.remedy}
    return {"file": f.file, "line": f.line, "path": f.path, **texts}


def _plain(r: Record) -> dict[str, Any]:
    return {"id": r.id, "measure": r.measure, "value": r.value, "unit": r.unit, "as_of": r.as_of,
            "period_from": r.period_from, "period_to": r.period_to, "counter": r.counter.id,
            "counter_name": r.counter.name, "scope": r.scope or None, "coverage": r.coverage,
            "definition": r.definition, "grade": r.grade, "source": list(r.source), "note": r.note,
            "line": r.line}  # fmt: skip


def _placement(p: Placement) -> dict[str, Any]:
    b = p.bounds
    ids = [r.id for r in (*p.trained, *p.inside, *p.outside)]
    return {"outcome": "people.placed_region", "name": p.name, "counter": p.counter, "as_of": p.as_of,
            "records": ids, "total": b.total, "found": b.found, "other": b.other, "untraced": b.untraced, "low": b.low,
            "high": b.high, "share_low": b.share_low, "share_high": b.share_high,
            "share_traced": b.share_traced}  # fmt: skip


def _csv(check: RecordCheck) -> str:
    """Every finding as a row: notes and faults first, then conflicts, falls, duplicates, gaps and bounds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["finding", "file", "line", "measure", "records", *(f"text_{lang}" for lang in LANGUAGES)])

    def write(finding: str, file: str, line: int | str, about: tuple[str, str], text: Text) -> None:
        writer.writerow([finding, file, line, *about, *text.languages.values()])

    for note in check.book.notes:
        write("note", "", "", ("", ""), note)
    for f in check.faults:
        write("fault", f.file, f.line or "", (f.path, ""), Text.each(f.text))
    for c in check.conflicts:
        write("conflict", c.first.file, c.second.line or "", _of(c.first, c.second), c.sentence)
    for name, pairs in (("fall", check.falls), ("duplicate", check.duplicates)):
        for a, b in pairs:
            write(name, a.file, b.line or "", _of(a, b), TITLES[f"{name}s"])
    for r in check.future:
        write("future", r.file, r.line or "", (r.measure, r.id), TITLES["future"])
    for g in check.gaps:
        spans = " ".join(f"{a}/{b}" for a, b in g.spans)
        text = _say("page.months_recorded", months=g.months, recorded=g.recorded)
        write("gap", "", "", (g.measure, spans), text)
    for p in check.placements:
        low, high, total = (number_text(x, None) for x in (p.bounds.low, p.bounds.high, p.bounds.total))
        ids = " ".join(r.id for r in (*p.trained, *p.inside, *p.outside))
        text = _say("page.placed", name=p.name, total=total, low=low, high=high)
        write("bounds", "", "", ("people.placed_region", ids), text)
    return out.getvalue()


def _of(a: Record, b: Record) -> tuple[str, str]:
    return a.measure, f"{a.id} {b.id}"
