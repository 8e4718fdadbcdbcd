"""The part of a committee report that the command line's has not: what was counted by a day, and the odds then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podobat.evidence import measure
from podobat.forecast import Forecast, TargetResult
from podobat.money import Money
from podobat.records.book import Record, RecordBook
from podobat.records.totals import standing
from podobat.show.texts import Words
from podobat.show.writer import Writer
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
    result: Forecast, before: Forecast, book: RecordBook, lang: Lang, said: Words, *, as_of: str, learnt: bool
) -> Counted:  # fmt: skip
    """What was counted and known by a day, and the odds of the plan alone beside those with these records.

    result   the forecast that the report is of;  before  that of the plan alone
    book     the records known by the day that count in public
    learnt   do these records say anything that could be learnt from?
    """
    money, known = Money.of_plan(result.plan), book.comparable()
    plain = {t.id: t.odds_with.probability for t in before.target_results}
    rows = []
    for target in result.target_results:
        records = [r for r in known if r.measure == target.measure]
        start = result.plan.horizon.start if measure(target.measure).kind == "cumulative" else ""
        after = target.odds_with.probability if learnt else None
        stands = standing(
            records, target.measure, measure(target.measure).kind, target.value, target.by, as_of,
            result.plan.horizon.start,
        )  # fmt: skip
        rows.append(
            CountedRow(
                name=target.name[lang],
                promise=_promise(target, Writer.plain(lang, money)),
                counts=tuple(_count(r, lang, money, said, start) for r in latest(records, start))
                or (said("reports.no_count"),),
                before=Writer.plain(lang).odds(plain[target.id], before.draws),
                after=_after(stands.status, after, result.draws, lang, said),
                odds_before=plain[target.id],
                odds_after=after,
            )
        )
    head = tuple(said(f"reports.{key}") for key in ("target", "counted", "before", "after"))
    notes = [said("reports.note_known", n=len(known), date=as_of)]
    return Counted(said("reports.section", date=as_of), said("reports.section_lead", date=as_of), head, tuple(rows),
                   tuple(notes))  # fmt: skip


def _after(status: str, odds: float | None, draws: int, lang: Lang, said: Words) -> str:
    """Whether a target was met or missed; where nobody has counted that yet, its odds."""
    if status in ("met", "missed"):
        return said(f"dashboard.{status}")
    stated = "–" if odds is None else Writer.plain(lang).odds(odds, draws)
    return f"{stated} ({said('dashboard.uncounted')})" if status == "uncounted" else stated


def latest(records: Sequence[Record], whole_from: str = "") -> list[Record]:
    """Each counter's latest figure, the newest first; a count of a part only where there is no total."""
    last: dict[str, Record] = {}
    newest = sorted(records, key=lambda r: (r.day, r.as_of, r.id), reverse=True)
    for record in sorted(newest, key=lambda r: _is_part(r, whole_from)):
        last.setdefault(record.counter.id, record)
    return list(last.values())


def _is_part(record: Record, whole_from: str) -> bool:
    """Does a count of a running total begin later than the plan?"""
    return bool(whole_from and record.period_from and record.period_from[:7] > whole_from)


def _count(record: Record, lang: Lang, money: Money, said: Words, whole_from: str) -> str:
    value = Writer.plain(lang, money).quantity(record.value, measure(record.measure).unit, None)
    if _is_part(record, whole_from):
        part = said("dashboard.part", part=f"{(record.period_from or '')[:7]} – {record.day[:7]}")
        value = f"{value} {part}"
    return said("reports.count", value=value, counter=record.counter.name[lang], date=record.day, grade=record.grade)


def _promise(target: TargetResult, write: Writer) -> str:
    """What was promised, and by when."""
    return f"{write.quantity(target.value, target.unit, None)}, {write.month(target.by)}"
