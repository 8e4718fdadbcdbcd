"""What the dashboard says of each target, in one language: promise, counts, forecasts, odds, their trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from podobat.evidence import measure
from podobat.forecast.sentences import measure_name
from podobat.money import Money
from podobat.plan import Plan, Target
from podobat.show.texts import Words
from podobat.show.writer import Writer
from podobat.units import Lang, month_index
from podobat.web.book.models import Record
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.strips import Strip, strip

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
    amount: float
    part: str = ""  # the stretch that a count of a part of the total is about


@dataclass(frozen=True)
class Outlook:
    """What one forecast says of a target."""

    median: str
    interval80: str
    odds: str
    percent: float
    net: str
    low: float = 0.0
    median_value: float = 0.0
    high: float = 0.0


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
    standing: str  # open, met, missed, uncounted
    standing_count: str
    group: str
    promise: str
    counts: tuple[Count, ...]
    more: int
    disagree: bool
    before: Outlook | None
    after: Outlook | None
    pending: Outlook | None
    strip: Strip
    trend: Trend | None
    sentence: str
    why: str


GROUPS: Final = {
    "jobs": "jobs", "startups": "startups", "firms": "attraction", "people": "people", "compute": "compute",
    "fund": "money", "venture": "money", "revenue": "money", "spending": "money",
}  # fmt: skip
ORDER: Final = ("jobs", "startups", "attraction", "people", "compute", "money", "other")


def rows_of(
    plan: Plan, lang: Lang, said: Words, before: Snapshot | None, after: Snapshot | None,
    counted: Mapping[str, Sequence[Record]], pending: Snapshot | None = None, today: str = "",
) -> list[Row]:  # fmt: skip
    """Every target, in the order of the plan."""
    money = Money.of_plan(plan)
    first, last, waiting = _targets(before), _targets(after), _targets(pending)
    lines = {s["target"]: s for s in after.content["signals"]} if after is not None else {}
    stands = after.content.get("standing", {}) if after is not None else {}
    found = []
    for target in plan.targets:
        what = measure(target.measure)
        unit = what.unit
        value = plan.won_m(target.value) if unit.startswith("KRW_m") else target.value
        one, two, three = (kept.get(target.id) for kept in (first, last, waiting))
        whole_from = plan.horizon.start if what.kind == "cumulative" else ""
        counts, more, disagree = counts_of(counted.get(target.measure, ()), unit, lang, money, whole_from)
        line, stand = lines.get(target.id), _standing(stands.get(target.id), target.by, today)
        views = [outlook(t, unit, s.content["draws"], lang, money) if t and s else None
                 for t, s in ((one, before), (two, after), (three, pending))]
        shown = views[1] or views[0]
        whole = next((c.amount for c in counts if not c.part), None)
        found.append(
            Row(
                id=target.id, name=target.name[lang], measure=target.measure,
                measure_name=measure_name(target.measure, lang), by=Writer.plain(lang).month(target.by),
                over=bool(today) and target.by < today[:7], standing=stand["status"],
                standing_count=_stand_count(stand, unit, lang, money),
                group=GROUPS.get(target.measure.split(".")[0], "other"),
                promise=Writer.plain(lang, money).quantity(value, unit, None),
                counts=counts, more=more, disagree=disagree,
                before=views[0], after=views[1], pending=views[2],
                strip=strip(value, whole, *((shown.low, shown.median_value, shown.high) if shown else (None,) * 3)),
                trend=trend(line, after.content["draws"], lang, said) if line and after else None,
                sentence=_sentence(one, two, line, after, before, lang, said), why=(two or one or NO_WHY)["why"][lang],
            )
        )
    return found


def grouped(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by what they promise, in the order in which a committee asks; within a group as in the plan."""
    return [(name, inner) for name in ORDER if (inner := [r for r in rows if r.group == name])]


def _standing(kept: Mapping[str, Any] | None, by: str, today: str) -> dict[str, Any]:
    """Where a target stands; a date that has passed since the records were last looked at is uncounted."""
    stand = dict(kept or {"status": "open", "value": None, "day": None})
    if stand["status"] == "open" and today[:7] > by:
        stand["status"] = "uncounted"
    return stand


def _stand_count(stand: Mapping[str, Any], unit: str, lang: Lang, money: Money) -> str:
    if stand["status"] not in ("met", "missed") or stand["value"] is None:
        return ""
    return f"{Writer.plain(lang, money).quantity(stand['value'], unit, None)}, {stand['day']}"


def _targets(snapshot: Snapshot | None) -> dict[str, dict[str, Any]]:
    return {t["id"]: t for t in snapshot.content["targets"]} if snapshot is not None else {}


def counts_of(
    records: Sequence[Record], unit: str, lang: Lang, money: Money, whole_from: str = ""
) -> tuple[tuple[Count, ...], int, bool]:
    """The latest figure of each counter, how many counters are left out, and whether those of one month disagree.

    whole_from   "YYYY-MM": a count that begins later is a part of the running total, and is never shown as the total
    """
    latest: dict[int, Record] = {}
    parts = {id(r): _part(r, whole_from) for r in records}
    for record in sorted(records, key=lambda r: bool(parts[id(r)])):  # newest first; totals before parts of them
        latest.setdefault(record.counter_id, record)  # type: ignore[attr-defined]
    shown = list(latest.values())
    counts = tuple(
        Count(
            value=Writer.plain(lang, money).quantity(r.value, unit, None),
            counter=r.counter.name(lang), day=f"{r.day:%Y-%m-%d}",
            grade=r.grade, confirmed=r.is_trusted, url=r.get_absolute_url(), amount=r.value, part=parts[id(r)],
        )
        for r in shown[:MOST_COUNTS]
    )  # fmt: skip
    months: dict[tuple[int, int], set[float]] = {}
    for r in shown:
        if not parts[id(r)]:
            months.setdefault((r.day.year, r.day.month), set()).add(r.value)
    return counts, max(0, len(shown) - MOST_COUNTS), any(len(values) > 1 for values in months.values())


def _part(record: Record, whole_from: str) -> str:
    """The stretch of a count that does not begin with the plan, as `2022-01 – 2022-12`; "" for a running total."""
    first = record.period_from
    if not whole_from or first is None or f"{first:%Y-%m}" <= whole_from:
        return ""
    return f"{first:%Y-%m} – {record.day:%Y-%m}"


def outlook(found: Mapping[str, Any], unit: str, sample: int, lang: Lang, money: Money) -> Outlook:
    """A forecast of one target in words. `sample` is how many draws the odds rest on."""
    q, p = found["with"], found["probability"]
    return Outlook(
        median=Writer.plain(lang, money).cell(q["p50"], unit),
        interval80=Writer.plain(lang, money).interval(q["p10"], q["p90"], unit, bare=lang == "en"),
        odds=Writer.plain(lang).odds(p, sample),
        percent=round(100 * p, 1),
        net=Writer.plain(lang, money).cell(found["net"]["p50"], unit),
        low=q["p10"], median_value=q["p50"], high=q["p90"],
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
    ends = (Writer.plain(lang).odds(odds[0], sample), Writer.plain(lang).odds(odds[-1], sample))
    words = said("dashboard.trend", first=ends[0], last=ends[1], n=len(dates) - 1)
    return Trend("".join(path), x, y, words)


def _sentence(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, line: Mapping[str, Any] | None,
    last: Snapshot | None, first: Snapshot | None, lang: Lang, said: Words,
) -> str:  # fmt: skip
    """What the records changed, plainly."""
    if before is None or first is None or after is None or last is None or line is None:
        return ""
    p, q, sample = before["probability"], after["probability"], last.content["draws"]
    words = {
        "first": Writer.plain(lang).odds(p, first.content["draws"]), "last": Writer.plain(lang).odds(q, sample),
        "n": len(line["dates"]) - 1,
    }  # fmt: skip
    unseen = max(p, q) < 1 / max(sample, 1)  # both too small for the sample to tell them apart
    key = "same" if abs(p - q) < MOVED or unseen else "raised" if q > p else "lowered"
    fell = line["fell_below"].get("0.2")
    warned = said("dashboard.warned", date=fell) if key == "lowered" and fell else ""
    return said(f"dashboard.{key}", **words) + (f" {warned}" if warned else "")


def changes(
    plan: Plan, now: Snapshot | None, earlier: Snapshot | None, lang: Lang, said: Words, most: int = 4
) -> list[str]:  # fmt: skip
    """Targets whose odds moved since an earlier result, those that moved most first."""
    if now is None or earlier is None:
        return []
    names, before = {t.id: t.name[lang] for t in plan.targets}, _targets(earlier)
    both = [
        (t["id"], before[t["id"]]["probability"], t["probability"])
        for t in now.content["targets"]
        if t["id"] in before and t["id"] in names and t["value"] == before[t["id"]]["value"]
    ]
    moved = [(abs(p - q), id, p, q) for id, p, q in both]
    return [
        said("dashboard.moved", name=names[id], first=Writer.plain(lang).odds(p, earlier.content["draws"]),
             last=Writer.plain(lang).odds(q, now.content["draws"]))
        for size, id, p, q in sorted(moved, reverse=True)[:most]
        if size >= MOVED
    ]  # fmt: skip


def target_of(plan: Plan, measure_id: str) -> list[Target]:
    """The targets set against a measure."""
    return [t for t in plan.targets if t.measure == measure_id]
