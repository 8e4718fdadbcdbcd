"""The outside view as people read it: a page with small multiples in every language, and tables on the console."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from podobat.money import number_text
from podobat.outlook.figures import MOST, multiples
from podobat.outlook.result import Expectation, Outlook, json_text
from podobat.outlook.warnings import SIGNALS, WARN, WATCH, Rate
from podobat.show.charts import CANVASES, svg
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_table, write_whole
from podobat.show.writer import NONE, Writer
from podobat.texts import LANGUAGES

#: Rows of a table on a page and on the screen; the rest is in the JSON and the Parquet table.
ROWS: Final = 500
ON_SCREEN: Final = 60
FEWEST: Final = 30  # targets that a rate by years left has to rest on to be said


def print_outlook(outlook: Outlook, lang: str, console: Console) -> None:
    """Odds, median, interval and signal of every target; then how often such signals were right."""
    write = Writer.of("outlook", lang)
    print_table(targets_table(outlook.expectations[:ON_SCREEN], write), console)
    if len(outlook) > ON_SCREEN:
        console.print(write.say("note.more_rows", n=len(outlook) - ON_SCREEN))
    for line in (*signals_said(outlook, write), *(note[lang] for note in outlook.notes)):
        console.print(line)


def amount(x: float, e: Expectation, write: Writer) -> str:
    """A count as its target is written: whole where that and all counts are whole, else whole from ten on."""
    numbers = [e.series.target, *(c.value for c in e.series.counts)]
    whole = all(float(n).is_integer() for n in numbers)
    return number_text(round(x) if whole or abs(x) >= 10 else x)


def targets_table(expectations: Sequence[Expectation], write: Writer) -> Table:
    """One row a target."""
    rows = []
    for e in expectations:
        s, q = e.series, e.quantiles
        last = (
            write.say("cell.dated", n=number_text(s.counts[-1].value, None), year=s.counts[-1].year)
            if s.counts
            else NONE
        )
        signal = write.say(f"signal.{e.signal}") if e.open else write.say(f"status.{e.status}")
        odds = write.share(e.probability) if e.open else NONE
        ends = (
            (amount(q["p50"], e, write), write.join(amount(q["p10"], e, write), amount(q["p90"], e, write)))
            if e.open
            else (NONE, NONE)
        )
        target = write.say("cell.dated", n=number_text(s.target, None), year=s.deadline)
        rows.append((s.name or s.id, s.unit or NONE, target, last, odds, *ends, signal))
    head = ("indicator", "unit", "target", "last", "odds", "median", "interval80", "signal")
    heads = tuple(write.say(f"head.{h}") for h in head)
    return Table(write.say("table.targets"), heads, tuple(rows), wordy=frozenset({1, 7}))


def evidence_table(expectations: Sequence[Expectation], write: Writer) -> Table:
    """What each row rests on: the sentence about comparables, the 50 and 95 % intervals, the interval that is wide."""
    rows = []
    for e in expectations:
        q = e.quantiles
        wide = NONE if e.wide is None else write.join(*(amount(x, e, write) for x in e.wide))
        spans = [
            write.join(amount(q[a], e, write), amount(q[b], e, write)) for a, b in (("p25", "p75"), ("p2_5", "p97_5"))
        ]
        rows.append((e.series.name or e.series.id, *spans, wide, e.evidence[write.lang]))
    head = ("indicator", "interval50", "interval95", "wide", "evidence")
    heads = tuple(write.say(f"head.{h}") for h in head)
    return Table(write.say("table.evidence"), heads, tuple(rows), wordy=frozenset({4}))


def signals_said(outlook: Outlook, write: Writer) -> list[str]:
    """How many targets stand under each signal, and how often such signals were right."""
    sentences = []
    for signal in SIGNALS:
        n = sum(e.signal == signal for e in outlook.expectations)
        rate = next((r for r in outlook.rates if (r.signal, r.years_left) == (signal, 0)), None)
        if rate is not None and rate.n:
            sentences.append(write.say(f"said.{signal}", n=n, **_of_hundred(rate)))
    return sentences


def _of_hundred(rate: Rate) -> dict[str, int]:
    missed = round(100 * rate.missed)
    return {"missed": missed, "met": 100 - missed, "cases": rate.n}


def rates_table(outlook: Outlook, write: Writer) -> Table:
    """How often signals were right, by years left."""
    rows = []
    for rate in outlook.rates:
        if rate.n < FEWEST:
            continue
        left = write.say("cell.any_year") if rate.years_left == 0 else write.say(f"cell.left_{rate.years_left}")
        rows.append(
            (write.say(f"signal.{rate.signal}"), left, f"{rate.n:,}", write.share(rate.missed), write.share(rate.right))
        )
    head = ("signal", "years_left", "cases", "missed", "right")
    return Table(write.say("table.rates"), tuple(write.say(f"head.{h}") for h in head), tuple(rows))


def offices_table(outlook: Outlook, write: Writer) -> Table:
    """The habits of the offices of the table."""
    rows = [
        (h.office, f"{h.rows:,}", f"{h.series:,}", write.say(_leaning(h.shift)), number_text(h.factor, 2))
        for h in outlook.habits
    ]
    head = ("office", "rows", "series", "habit", "factor")
    return Table(write.say("table.offices"), tuple(write.say(f"head.{h}") for h in head), tuple(rows))


def _leaning(shift: float) -> str:
    return "cell.lower" if shift < -0.1 else "cell.higher" if shift > 0.1 else "cell.alike"


def write_outlook(outlook: Outlook, folder: Path, lang: str) -> Path:
    """Write pages in every language, JSON and the table into a folder. Returns the page asked for."""
    write_whole(folder / "outlook.json", json_text(outlook) + "\n")
    write_table(outlook.targets(), folder / "targets.parquet")
    pages = {x: page_of(outlook, x, lang) for x in LANGUAGES}
    return write_pages(folder, "outlook", lang, pages)


def page_of(outlook: Outlook, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of outlook.html."""
    write = Writer.of("outlook", lang)
    title = write.say("page.title", file=outlook.file or write.say("page.series"))
    facts = (
        (write.say("page.targets"), f"{len(outlook):,}"),
        (write.say("page.open"), f"{sum(e.open for e in outlook.expectations):,}"),
        (write.say("page.learnt_from"), write.say("page.learnt", **_numbers(outlook))),
        (write.say("page.model"), outlook.model),
    )
    command = f"podobat outlook {outlook.file or 'TABLE'} --lang {lang}"
    return Page(title, facts, tuple(panels(outlook, write)), command, other_pages("outlook", asked, lang))


def _numbers(outlook: Outlook) -> dict[str, str]:
    return {name: f"{int(outlook.about.get(name, 0)):,}" for name in ("programmes", "indicators", "questions")}


def panels(outlook: Outlook, write: Writer) -> list[Panel]:
    """What stands under each signal, pictures, tables, how to read it, how good it is."""
    say = write.say
    open_ = sorted((e for e in outlook.expectations if e.open), key=lambda e: (e.probability, e.series.id))
    shown = open_[:MOST]
    head = Panel("signals", say("panel.signals"), tuple(signals_said(outlook, write)),
                 tables=(rates_table(outlook, write),),
                 notes=(say("note.rates", warn=write.share(WARN), watch=write.share(WATCH)),))  # fmt: skip
    page = [head]
    if shown:
        pictures = tuple(svg(multiples(canvas, shown, write), canvas, say("panel.pictures")) for canvas in CANVASES)
        key = tuple(
            (mark, say(f"key.{name}"))
            for mark, name in (("dot", "p50"), ("band-dark", "band80"), ("band-light", "band95"))
        )
        notes = (
            say("note.pictures"),
            *((say("note.more_pictures", n=len(open_) - MOST, most=MOST),) if len(open_) > MOST else ()),
        )
        page.append(Panel("pictures", say("panel.pictures"), (), pictures, key, notes=notes))
    more = (say("note.more_rows", n=len(outlook) - ROWS),) if len(outlook) > ROWS else ()
    rows = outlook.expectations[:ROWS]
    page.append(
        Panel(
            "targets",
            say("panel.targets"),
            tables=(targets_table(rows, write), evidence_table([e for e in rows if e.open], write)),
            notes=more,
        )
    )
    if outlook.habits:
        page.append(
            Panel("offices", say("panel.offices"), (say("said.offices"),), tables=(offices_table(outlook, write),))
        )
    notes = tuple(note[write.lang] for note in outlook.notes)
    reading = (*write.words.lines("reading.list", **_numbers(outlook)), *_reported(outlook, write))
    return [*page, Panel("reading", say("panel.reading"), tuple(reading), notes=notes)]


def _reported(outlook: Outlook, write: Writer) -> tuple[str, ...]:
    shares = [e.reported for e in outlook.expectations if e.open]
    if not shares:
        return ()
    return (write.say("said.reported", low=write.share(min(shares)), high=write.share(max(shares))),)
