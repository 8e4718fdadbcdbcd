"""What the dashboard says of each target, in one language: promise, counts, forecasts, odds, their trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from podobat.evidence import measure
from podobat.forecast.sentences import measure_name
from podobat.money import Money
from podobat.plan import Plan, Target
from podobat.show.money import in_table, interval, month_name, probability_text, quantity
from podobat.show.texts import Words
from podobat.units import Lang, month_index
from podobat.web.book.models import Record
from podobat.web.dashboard.models import Snapshot

MOST_COUNTS: Final = 3  # counters shown beside a target; the rest are on the page of the measure
WIDTH, HEIGHT, EDGE = 132.0, 36.0, 3.0  # of the line of odds
NO_WHY: Final = {"why": {"ko": "", "en": ""}}
MOVED: Final = 0.01  # a smaller change of the odds is no change to speak of


@dataclass(frozen=True)
class Count:
    """One counter's latest figure."""

    value: str
    counter: str
    day: str
    grade: str
    confirmed: bool
    url: str
    share: float  # of the promise, percent


@dataclass(frozen=True)
class Outlook:
    """What one forecast says of a target."""

    median: str
    interval80: str
    odds: str
    percent: float
    net: str


@dataclass(frozen=True)
class Trend:
    """The odds over time as the points of a line, and in words."""

    line: str
    x: float
    y: float
    said: str


@dataclass(frozen=True)
class Row:
    """One target of the dashboard."""

    id: str
    name: str
    measure: str
    measure_name: str
    by: str
    over: bool
    promise: str
    counts: tuple[Count, ...]
    more: int
    disagree: bool
    before: Outlook | None
    after: Outlook | None
    trend: Trend | None
    sentence: str
    why: str


def rows_of(
    plan: Plan, lang: Lang, said: Words, before: Snapshot | None, after: Snapshot | None,
    counted: Mapping[str, Sequence[Record]],
) -> list[Row]:  # fmt: skip
    """Every target, in the order of the plan."""
    money = Money.of_plan(plan)
    first, last = _targets(before), _targets(after)
    lines = {s["target"]: s for s in after.content["signals"]} if after is not None else {}
    size = int(after.content["effective"]) if after is not None else 0
    known = after.content["known"] if after is not None else ""
    found = []
    for target in plan.targets:
        unit = measure(target.measure).unit
        value = plan.won_m(target.value) if unit.startswith("KRW_m") else target.value
        one, two = first.get(target.id), last.get(target.id)
        counts, more, disagree = counts_of(counted.get(target.measure, ()), unit, value, lang, money)
        line = lines.get(target.id)
        found.append(
            Row(
                id=target.id, name=target.name[lang], measure=target.measure,
                measure_name=measure_name(target.measure, lang), by=month_name(target.by, lang),
                over=bool(known) and target.by < known[:7], promise=quantity(value, unit, lang, money, None),
                counts=counts, more=more, disagree=disagree,
                before=outlook(one, unit, before.content["draws"], lang, money) if one and before else None,
                after=outlook(two, unit, size, lang, money) if two else None,
                trend=trend(line, size, lang, said) if line else None,
                sentence=_sentence(one, two, line, size, before, lang, said),
                why=(two or one or NO_WHY)["why"][lang],
            )
        )  # fmt: skip
    return found


def _targets(snapshot: Snapshot | None) -> dict[str, dict[str, Any]]:
    return {t["id"]: t for t in snapshot.content["targets"]} if snapshot is not None else {}


def counts_of(
    records: Sequence[Record], unit: str, promised: float, lang: Lang, money: Money
) -> tuple[tuple[Count, ...], int, bool]:
    """The latest figure of each counter, how many counters are left out, and whether those of one month disagree."""
    latest: dict[int, Record] = {}
    for record in records:  # newest first
        latest.setdefault(record.counter_id, record)  # type: ignore[attr-defined]
    shown = list(latest.values())
    counts = tuple(
        Count(
            value=quantity(r.value, unit, lang, money, None), counter=r.counter.name(lang), day=f"{r.day:%Y-%m-%d}",
            grade=r.grade, confirmed=r.is_confirmed, url=r.get_absolute_url(),
            share=min(100.0, 100 * r.value / promised) if promised else 0.0,
        )
        for r in shown[:MOST_COUNTS]
    )  # fmt: skip
    months: dict[tuple[int, int], set[float]] = {}
    for r in shown:
        months.setdefault((r.day.year, r.day.month), set()).add(r.value)
    return counts, max(0, len(shown) - MOST_COUNTS), any(len(values) > 1 for values in months.values())


def outlook(found: Mapping[str, Any], unit: str, sample: int, lang: Lang, money: Money) -> Outlook:
    """A forecast of one target in words. `sample` is how many draws the odds rest on."""
    q, p = found["with"], found["probability"]
    return Outlook(
        median=in_table(q["p50"], unit, lang, money),
        interval80=interval(q["p10"], q["p90"], unit, lang, money, bare=lang == "en"),
        odds=probability_text(p, sample, lang),
        percent=round(100 * p, 1),
        net=in_table(found["net"]["p50"], unit, lang, money),
    )


def trend(line: Mapping[str, Any], sample: int, lang: Lang, said: Words) -> Trend:
    """The odds as a stepped line: the left end is before any record, then a step at each date."""
    dates, odds = line["dates"], line["probability"]
    top = max(0.1, *odds)
    known = [month_index(d[:7]) + int(d[8:]) / 31 for d in dates[1:]]
    start, end = (known[0] - 3, known[-1]) if known else (0.0, 1.0)
    across = (WIDTH - 2 * EDGE) / max(end - start, 1.0)

    def height(p: float) -> float:
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * p / top, 1)

    path, x, y = [f"M{EDGE} {height(odds[0])}"], EDGE, height(odds[0])
    for date, p in zip(known, odds[1:], strict=True):
        x, y = round(EDGE + (date - start) * across, 1), height(p)
        path.append(f"H{x}V{y}")
    sizes = line["effective_sample_size"]
    ends = (probability_text(odds[0], int(sizes[0]), lang), probability_text(odds[-1], sample, lang))
    words = said("dashboard.trend", first=ends[0], last=ends[1], n=len(dates) - 1)
    return Trend("".join(path), x, y, words)


def _sentence(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, line: Mapping[str, Any] | None, sample: int,
    first: Snapshot | None, lang: Lang, said: Words,
) -> str:  # fmt: skip
    """What the records changed, plainly."""
    if before is None or first is None or after is None or line is None:
        return ""
    p, q = before["probability"], after["probability"]
    words = {
        "first": probability_text(p, first.content["draws"], lang),
        "last": probability_text(q, sample, lang),
        "n": len(line["dates"]) - 1,
    }
    unseen = max(p, q) < 1 / max(sample, 1)  # both too small for the sample to tell them apart
    key = "same" if abs(p - q) < MOVED or unseen else "raised" if q > p else "lowered"
    fell = line["fell_below"].get("0.2")
    warned = said("dashboard.warned", date=fell) if key == "lowered" and fell else ""
    return said(f"dashboard.{key}", **words) + (f" {warned}" if warned else "")


def target_of(plan: Plan, measure_id: str) -> list[Target]:
    """The targets set against a measure."""
    return [t for t in plan.targets if t.measure == measure_id]
