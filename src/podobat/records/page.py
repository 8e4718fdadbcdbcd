"""What `podobat records check` says: faults of the record book, then what the counters themselves disagree about.

Tables for people, JSON (schema 1) and CSV for programs. Conflicts, gaps, falls and duplicates are findings, not
faults: two counters may both be right by their own definitions. In JSON and CSV money is KRW million. Nothing is
computed here.
"""

from __future__ import annotations

import csv
import io
import json
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
from podobat.show.money import share_text
from podobat.units import Text

SCHEMA = 1
MOST_SPANS = 4  # stretches of months named in a table; JSON has them all

TITLES: dict[str, Text] = {
    "records": Text("지표별 실적 기록", "Records by measure"),
    "conflicts": Text("집계가 서로 어긋나는 기록", "Counts that disagree"),
    "falls": Text("줄어든 누계", "Cumulative counts that fall"),
    "duplicates": Text("겹친 기록", "Duplicates"),
    "future": Text("아직 오지 않은 날에 알려졌다는 기록", "Counts known on a day still to come"),
    "gaps": Text("기록이 없는 달(목표가 있는 지표)", "Months without a record, for measures with targets"),
    "bounds": Text(
        "진로 미확인에 따른 하한과 상한: 지역 내 취업", "Bounds where people were not traced: placed in the region"
    ),
}
NONE = Text("없음", "None")
HEADS: dict[str, Text] = {
    "measure": Text("지표", "Measure"),
    "records": Text("기록", "Records"),
    "comparable": Text("지표 전체", "Whole measure"),
    "counters": Text("집계 기관", "Counters"),
    "dates": Text("기준 월", "Months"),
    "months": Text("기록된 달", "Months recorded"),
    "without": Text("기록이 없는 달", "Without a record"),
    "cohort": Text("대상", "Cohort"),
    "trained": Text("수료", "Trained"),
    "inside": Text("지역 내", "Inside"),
    "outside": Text("지역 외", "Outside"),
    "untraced": Text("진로 미확인", "Untraced"),
    "bounds": Text("하한~상한", "Bounds"),
}
BOUNDS_NOTE = Text(
    "하한은 진로 미확인 인원이 아무도 지역에서 취업하지 않았을 때, 상한은 모두 취업했을 때의 비율입니다. 확인된 사람의 "
    "비율을 전체로 넓히는 것은 짐작이므로 하지 않습니다.",
    "Bounds: the share if none of the untraced, and if all of them, work in the region. To extend the share of those "
    "traced to everyone would be a guess, and is not done.",
)
FUTURE_NOTE = Text(
    "아직 오지 않은 날에 센 수는 알 수 없습니다. 연도를 잘못 적은 경우가 많으니 확인하십시오.",
    "No count can be known on a day still to come. Mostly a year was mistyped: check it.",
)
CONFLICT_NOTE = Text(
    "어긋나는 기록은 오류가 아닙니다. 정의가 다르므로 둘 다 남기며, 어느 쪽도 고치지 않습니다.",
    "Counts that disagree are no faults: their definitions differ, both stay, and neither is corrected.",
)


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
        return json.dumps(records_json(check), ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        return _csv(check)
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, no_color=True)
    print_records(check, plan, lang=lang, console=console)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _summary(check: RecordCheck, plan: Plan) -> Text:
    book = check.book
    months = sorted(r.month for r in book)
    span = Text(f"{months[0]}~{months[-1]}", f"{months[0]} to {months[-1]}")
    whole = len(book.comparable())
    who = len({r.counter.id for r in book})
    return Text(
        f"{plan.name.ko}: 실적 기록 {len(book)}건, 지표 {len(book.measures)}개, 집계 기관 {who}곳, {span.ko}. "
        f"지표의 정의대로 센 기록은 {whole}건이고, 나머지는 하한·상한이거나 일부만 겹칩니다. 지문 {book.fingerprint}",
        f"{plan.name.en}: {len(book)} records of {len(book.measures)} measures by {who} counters, {span.en}. "
        f"{whole} count a measure as defined; the others are lower or upper limits or overlap. "
        f"Fingerprint {book.fingerprint}",
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
    known = Text(f"{r.as_of} 공개", f"known {r.as_of}")[lang]
    grade = Text(f"등급 {r.grade}", f"grade {r.grade}")[lang]
    parts = [value_of(r, money)[lang], r.counter.name[lang], since, *([known] if r.as_of != r.day else ()), grade]
    if r.coverage != "whole":
        parts.append(COVERAGES[r.coverage][lang])
    yield Padding(Line(f"{' · '.join(parts)} [{r.id}, {r.file}:{r.line}]"), (0, 0, 0, 2), expand=False)
    for said in (r.definition[lang], r.note[lang]):
        if said:
            yield Padding(Line(said, style="dim"), (0, 0, 0, 4), expand=False)


def _gaps(gaps: tuple[Gap, ...], lang: str) -> Iterator[Table]:
    if not gaps:
        return
    table = _table(lang, ("measure", "months", "without"), ("months",))
    for g in gaps:
        spans = [a if a == b else f"{a}~{b}" for a, b in g.spans]
        more = len(spans) - MOST_SPANS
        rest = Text(f" 외 {more}구간", f" and {more} more")[lang] if more > 0 else ""
        partial = (
            Text(f" (일부·상한 기록 {g.partial}건)", f" ({g.partial} of a part or a limit)")[lang] if g.partial else ""
        )
        shown = ", ".join(spans[:MOST_SPANS]) or NONE[lang]
        table.add_row(measure_name(g.measure, lang), f"{g.recorded}/{g.months}", f"{shown}{rest}{partial}")
    yield table


def _bounds(placements: tuple[Placement, ...], lang: str) -> Iterator[Any]:
    if not placements:
        return
    heads = ("cohort", "trained", "inside", "outside", "untraced", "bounds")
    table = _table(lang, heads, heads[1:])
    for p in placements:
        b = p.bounds
        low, high = share_text(b.share_low), share_text(b.share_high)
        counts = (number_text(n, None) for n in (b.total, b.found, b.other, b.untraced))
        table.add_row(f"{p.name[lang]}\n({p.counter[lang]}, {p.inside[0].month})", *counts, f"{low}~{high}")
    yield table
    yield Line(BOUNDS_NOTE[lang], style="dim")


# --- for programs ------------------------------------------------------------------------------------------------


def records_json(check: RecordCheck) -> dict[str, Any]:
    """The answer as plain values (schema 1): ok, faults, records and what they say about one another."""
    book = check.book
    return {
        "schema": SCHEMA,
        "case": check.case,
        "ok": check.ok,
        "fingerprint": book.fingerprint,
        "notes": [_both(note) for note in book.notes],
        "faults": [_fault(f) for f in check.faults],
        "records": [_plain(r) for r in book],
        "conflicts": [
            {"kind": c.kind, "measure": c.first.measure, "records": [c.first.id, c.second.id], "ratio": c.ratio,
             "chance": c.chance, "sentence": _both(c.sentence)} for c in check.conflicts
        ],
        "falls": [{"measure": a.measure, "records": [a.id, b.id]} for a, b in check.falls],
        "duplicates": [{"measure": a.measure, "records": [a.id, b.id]} for a, b in check.duplicates],
        "future": [{"measure": r.measure, "records": [r.id]} for r in check.future],
        "gaps": [
            {"measure": g.measure, "targets": list(g.targets), "recorded": g.recorded, "months": g.months,
             "without": [list(span) for span in g.spans], "partial": g.partial} for g in check.gaps
        ],
        "bounds": [_placement(p) for p in check.placements],
    }  # fmt: skip


def _both(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}


def _fault(f: Fault) -> dict[str, Any]:
    said = {"found": f.found, "allowed": f.allowed, "remedy": f.remedy}
    return {"file": f.file, "line": f.line, "path": f.path, **{k: _both(v) for k, v in said.items()}}


def _plain(r: Record) -> dict[str, Any]:
    return {"id": r.id, "measure": r.measure, "value": r.value, "unit": r.unit, "as_of": r.as_of,
            "period_from": r.period_from, "period_to": r.period_to, "counter": r.counter.id,
            "counter_name": _both(r.counter.name), "scope": r.scope or None, "coverage": r.coverage,
            "definition": _both(r.definition), "grade": r.grade, "source": list(r.source), "note": _both(r.note),
            "line": r.line}  # fmt: skip


def _placement(p: Placement) -> dict[str, Any]:
    b = p.bounds
    ids = [r.id for r in (*p.trained, *p.inside, *p.outside)]
    return {"outcome": "people.placed_region", "name": _both(p.name), "counter": _both(p.counter), "as_of": p.as_of,
            "records": ids, "total": b.total, "found": b.found, "other": b.other, "untraced": b.untraced, "low": b.low,
            "high": b.high, "share_low": b.share_low, "share_high": b.share_high,
            "share_traced": b.share_traced}  # fmt: skip


def _csv(check: RecordCheck) -> str:
    """Every finding as a row: notes and faults first, then conflicts, falls, duplicates, gaps and bounds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["finding", "file", "line", "measure", "records", "text_ko", "text_en"])
    for note in check.book.notes:
        writer.writerow(["note", "", "", "", "", note.ko, note.en])
    for f in check.faults:
        writer.writerow(["fault", f.file, f.line or "", f.path, "", f.text("ko"), f.text("en")])
    for c in check.conflicts:
        writer.writerow(
            ["conflict", c.first.file, c.second.line, *_of(c.first, c.second), c.sentence.ko, c.sentence.en]
        )
    for name, pairs in (("fall", check.falls), ("duplicate", check.duplicates)):
        title = TITLES[f"{name}s"]
        for a, b in pairs:
            writer.writerow([name, a.file, b.line, *_of(a, b), title.ko, title.en])
    for r in check.future:
        title = TITLES["future"]
        writer.writerow(["future", r.file, r.line, r.measure, r.id, title.ko, title.en])
    for g in check.gaps:
        spans = " ".join(f"{a}/{b}" for a, b in g.spans)
        ko, en = f"{g.months}개월 중 {g.recorded}개월 기록", f"{g.recorded} of {g.months} months recorded"
        writer.writerow(["gap", "", "", g.measure, spans, ko, en])
    for p in check.placements:
        b = p.bounds
        low, high = number_text(b.low, None), number_text(b.high, None)
        total = number_text(b.total, None)
        ko = f"{p.name.ko} {total}명 가운데 지역 내 취업 {low}명에서 {high}명까지"
        en = f"{p.name.en}: {low} to {high} of {total} placed in the region"
        ids = " ".join(r.id for r in (*p.trained, *p.inside, *p.outside))
        writer.writerow(["bounds", "", "", "people.placed_region", ids, ko, en])
    return out.getvalue()


def _of(a: Record, b: Record) -> tuple[str, str]:
    return a.measure, f"{a.id} {b.id}"
