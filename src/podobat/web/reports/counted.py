"""The part of a committee report that the command line's has not: what was counted by a day, and the odds then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podobat.evidence import measure
from podobat.forecast import Forecast
from podobat.money import Money
from podobat.records.book import Record, RecordBook
from podobat.show.money import month_name, probability_text, quantity
from podobat.show.texts import Words
from podobat.units import Lang


@dataclass(frozen=True)
class CountedRow:
    """One target: what each counter counted last, and its odds before and after the records."""

    name: str
    promise: str
    counts: tuple[str, ...]
    before: str
    after: str
    odds_before: float
    odds_after: float | None


@dataclass(frozen=True)
class Counted:
    """The section, written out."""

    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[CountedRow, ...]
    notes: tuple[str, ...]


def counted(
    result: Forecast, book: RecordBook, as_of: str, learnt: Mapping[str, Any] | None, lang: Lang, said: Words
) -> Counted:
    """What was counted and known by a day, and what the odds were then.

    book    all records; those known later are left out here
    learnt  content of a snapshot after learning: its signals hold the odds at every date; None without records
    """
    money, known = Money.of_plan(result.plan), book.until(as_of).comparable()
    signals = {s["target"]: s for s in learnt["signals"]} if learnt else {}
    rows, sizes = [], []
    for target in result.target_results:
        records = [r for r in known if r.measure == target.measure]
        before = target.odds_with.probability
        after, size = odds_at(signals.get(target.id), as_of)
        sizes.append(size)
        rows.append(
            CountedRow(
                name=target.name[lang],
                promise=f"{quantity(target.value, target.unit, lang, money, None)}, {month_name(target.by, lang)}",
                counts=tuple(_count(r, lang, money, said) for r in latest(records)) or (said("reports.no_count"),),
                before=probability_text(before, result.draws, lang),
                after="–" if after is None else probability_text(after, int(size), lang),
                odds_before=before,
                odds_after=after,
            )
        )
    head = tuple(said(f"reports.{key}") for key in ("target", "counted", "before", "after"))
    usable = sum(r.as_of <= as_of for r in known)
    notes = [said("reports.note_known", n=usable, date=as_of)]
    if learnt and any(sizes):
        notes.append(said("reports.note_sample", n=f"{max(sizes):.0f}"))
    return Counted(said("reports.section", date=as_of), said("reports.section_lead", date=as_of), head, tuple(rows),
                   tuple(notes))  # fmt: skip


def odds_at(signal: Mapping[str, Any] | None, as_of: str) -> tuple[float | None, float]:
    """The odds with the records known by a day, and the effective sample size behind them; None without records."""
    if signal is None:
        return None, 0.0
    n = sum(date <= as_of for date in signal["dates"])  # the first is "", before any record
    if n <= 1:
        return None, 0.0
    return signal["probability"][n - 1], signal["effective_sample_size"][n - 1]


def latest(records: Sequence[Record]) -> list[Record]:
    """Each counter's latest figure, the newest first."""
    last: dict[str, Record] = {}
    for record in sorted(records, key=lambda r: (r.day, r.as_of, r.id), reverse=True):
        last.setdefault(record.counter.id, record)
    return list(last.values())


def _count(record: Record, lang: Lang, money: Money, said: Words) -> str:
    value = quantity(record.value, measure(record.measure).unit, lang, money, None)
    return said("reports.count", value=value, counter=record.counter.name[lang], date=record.day, grade=record.grade)
