"""What a record book says about itself: counters that disagree, months not recorded, counts that fall, duplicates.

Two counts of the same thing differ by chance by at most z sqrt(s1^2 + s2^2) in logs, where s1 and s2 are the chance
errors of their grades (observation.error_a ...) and z = 2. What differs by more was not counted by the same definition,
and both stand. None of this is a fault of the table: disagreement is what there is to know.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from podobat.errors import Fault, InputFaults
from podobat.evidence import read_parameters
from podobat.money import Money, number_text
from podobat.plan import Case, Plan
from podobat.records.book import GRADES, Record, RecordBook
from podobat.records.bounds import INSIDE, OUTSIDE, TRAINED, Placement, placements
from podobat.records.cells import plain
from podobat.records.read import read_records
from podobat.texts import catalogue
from podobat.units import UNITS, Text, month_index, month_range

_say = catalogue("records")

Z = 2.0  # standard deviations that chance explains: 95 of 100 pairs stay within
MOST_CONFLICTS = 500  # more say nothing new
_ONE = 1.0  # added before taking logs, so that counts of zero can be compared


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two counts that cannot both be right by one definition.

    kind     differs: the same days counted differently; inside: more in a part of the period than in all of it;
             limit: a lower limit above a count, or an upper limit below one; cohort: more placed than trained
    ratio    the greater value over the lesser (one added to both where that is 0)
    chance   the ratio that chance explains at most
    """

    kind: str
    first: Record
    second: Record
    ratio: float
    chance: float
    sentence: Text


@dataclass(frozen=True, slots=True)
class Gap:
    """Months without a record of a measure that has targets.

    recorded   months with a record, of `months` since the plan began
    spans      first and last month of every stretch without one
    partial    records of a part, an upper limit or one cohort, which do not fill a gap
    """

    measure: str
    targets: tuple[str, ...]
    recorded: int
    months: int
    spans: tuple[tuple[str, str], ...]
    partial: int


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """Everything that `podobat records check` finds. Only faults make it fail."""

    case: str
    book: RecordBook
    faults: tuple[Fault, ...]
    conflicts: tuple[Conflict, ...] = ()
    gaps: tuple[Gap, ...] = ()
    falls: tuple[tuple[Record, Record], ...] = ()
    duplicates: tuple[tuple[Record, Record], ...] = ()
    future: tuple[Record, ...] = ()
    placements: tuple[Placement, ...] = ()

    @property
    def ok(self) -> bool:
        """Is every row sound?"""
        return not self.faults


def check_record_book(case: Case, *, keep_good: bool = False, today: str | None = None) -> RecordCheck:
    """Read and check the record book of a case. With faults and without keep_good nothing but the faults is known.

    today   "YYYY-MM-DD": no count can have been known later (by default the day of the clock)
    raises  CannotRun when the case has no record book
    """
    try:
        book = read_records(case.folder, case.plan, keep_good=keep_good)
    except InputFaults as error:
        return RecordCheck(case.plan.id, RecordBook(()), error.faults)
    parameters = read_parameters(case.parameter_files, case.sources)
    errors = {grade: parameters[f"observation.error_{grade.lower()}"].value for grade in GRADES}
    return check_records(book, case.plan, errors, today or date.today().isoformat())


def check_records(
    book: RecordBook, plan: Plan, errors: Mapping[str, float], today: str | None = None
) -> RecordCheck:
    """Conflicts, gaps, falling counts, duplicates, counts of days to come and bounds of a record book.

    errors  chance error of one count by grade, standard deviation in logs
    today   "YYYY-MM-DD"; None: counts of days to come are not looked for
    """
    return RecordCheck(
        plan.id,
        book,
        book.faults,
        tuple(conflicts(book, plan, errors)),
        tuple(gaps(book, plan)),
        tuple(falls(book, plan)),
        tuple(duplicates(book)),
        tuple(r for r in book if today is not None and r.as_of > today),
        placements(book),
    )


# --- conflicts ---------------------------------------------------------------------------------------------------


def conflicts(book: RecordBook, plan: Plan, errors: Mapping[str, float]) -> list[Conflict]:
    """Pairs of records of a measure that cannot both be right; those that differ most come first."""
    conflicts: list[Conflict] = []
    for measure_id in book.measures:
        for a, b in combinations(book.of(measure_id), 2):
            conflict = conflict_of(a, b, plan, errors)
            if conflict is not None:
                conflicts.append(conflict)
            if len(conflicts) >= MOST_CONFLICTS:
                return conflicts
    conflicts.extend(too_many_placed(book))
    return sorted(conflicts, key=lambda c: c.chance / c.ratio)


def conflict_of(a: Record, b: Record, plan: Plan, errors: Mapping[str, float]) -> Conflict | None:
    """Do two records of one measure contradict each other by more than chance?"""
    conflict = contradiction(a, b, plan, errors)
    return None if conflict is None else conflict.told(Money.of_plan(plan))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two records that contradict each other, before it is said how."""

    kind: str
    first: Record
    second: Record
    more: Record
    less: Record
    ratio: float
    chance: float

    def told(self, money: Money) -> Conflict:
        """The conflict with its sentence."""
        sentence = _sentence(self.kind, self.more, self.less, self.ratio, self.chance, money)
        return Conflict(self.kind, self.first, self.second, self.ratio, self.chance, sentence)


def contradiction(a: Record, b: Record, plan: Plan, errors: Mapping[str, float]) -> Contradiction | None:
    """The same without a sentence, for books in which many pairs are looked at."""
    if "overlap" in (a.coverage, b.coverage) or (a.scope != b.scope and a.scope and b.scope):
        return None
    chance = Z * math.hypot(errors[a.grade], errors[b.grade])
    apart = math.log((_ONE + abs(a.value)) / (_ONE + abs(b.value)))
    if abs(apart) <= chance or duplicate(a, b):
        return None
    more, less = (a, b) if apart > 0 else (b, a)
    kind = _contradiction(more, less, plan)
    if kind is None:
        return None
    ratio = max(abs(a.value), abs(b.value)) / max(min(abs(a.value), abs(b.value)), 1e-300)
    return Contradiction(kind, a, b, more, less, ratio, math.exp(chance))


def _contradiction(more: Record, less: Record, plan: Plan) -> str | None:
    """Why `more` cannot stand beside `less`, which is far smaller; None when it can."""
    exact = more.coverage == less.coverage and (
        more.coverage == "whole" or (more.scope != "" and more.coverage == "part")
    )
    bounded = more.coverage in ("whole", "part") and less.coverage in ("whole", "wider") and not less.scope
    months, of = window(more, plan), window(less, plan)
    of_a_cohort = more.scope == less.scope != ""
    if months == of or (of_a_cohort and months[1] == of[1]):
        return "differs" if exact else "limit" if bounded else None
    if more.kind == "stock" or not (bounded or (exact and of_a_cohort)) or not inside(months, of):
        return None
    falling = more.counter == less.counter and more.coverage == less.coverage and not more.since and not less.since
    return None if falling else "inside"  # a count that falls is listed as such


def window(record: Record, plan: Plan) -> tuple[str, str]:
    """First and last month counted; a stock is counted in one month, other records since the plan began unless said."""
    if record.kind == "stock":
        return record.month, record.month
    start = record.since or plan.horizon.start
    return max(start, plan.horizon.start), record.month


def inside(part: tuple[str, str], whole: tuple[str, str]) -> bool:
    """Does one stretch of months lie inside the other?"""
    return whole[0] <= part[0] and part[1] <= whole[1]


def value_of(record: Record, money: Money) -> Text:
    """The counted value with its unit, in both languages, not rounded: 1,254명 / 1,254 people."""
    if record.unit.startswith("KRW_m"):
        return Text.each(lambda lang: money.text(record.value, lang, None))
    number, label = number_text(record.value, None), UNITS[record.unit].label
    return _say("check.number_and_unit", number=number, label=label)


def _sentence(kind: str, more: Record, less: Record, ratio: float, chance: float, money: Money) -> Text:
    a, b = value_of(more, money), value_of(less, money)
    apart = _say("check.explained_by_grades", ratio=ratio, chance=chance)
    if less.value == 0:
        apart = _say("check.not_explained_by_grades")
    if kind == "differs":
        return _say(
            "check.counters_differ", more=more.counter.name, a=a, less=less.counter.name, b=b, apart=apart
        )
    if kind == "inside":
        return _say("check.shorter_period_has_more", a=a, b=b, apart=apart)
    return _say("check.part_exceeds_whole", a=a, b=b, apart=apart)


def too_many_placed(book: RecordBook) -> Iterator[Conflict]:
    """More people of a cohort found than it had."""
    trained = {r.scope: r for r in sorted(book.of(TRAINED), key=lambda r: r.as_of) if r.scope}
    for r in (*book.of(INSIDE), *book.of(OUTSIDE)):
        cohort = trained.get(r.scope)
        other = OUTSIDE if r.measure == INSIDE else INSIDE
        beside = [o for o in book.of(other) if (o.scope, o.counter, o.day) == (r.scope, r.counter, r.day)]
        in_work = r.value + sum(o.value for o in beside)
        if cohort is not None and in_work > cohort.value and (r.measure == INSIDE or not beside):
            yield Conflict(
                "cohort", r, cohort, in_work / max(cohort.value, 1.0), 1.0,
                _say("check.found_in_work_of_who_completed", found=plain(in_work), cohort_value=plain(cohort.value)),
            )  # fmt: skip


# --- gaps, falls, duplicates -------------------------------------------------------------------------------------


def gaps(book: RecordBook, plan: Plan, until: str = "") -> Iterator[Gap]:
    """For every measure that has targets: the months without a record of it, up to the last one recorded at all.

    until   "YYYY-MM": up to this month instead, or the last date of its targets where that has passed
    """
    if not book.records:
        return
    recorded = max(r.month for r in book)
    for measure_id in dict.fromkeys(t.measure for t in plan.targets):
        due = max(t.by for t in plan.targets if t.measure == measure_id)
        last = max(recorded, min(until, due)) if until else recorded
        if last < plan.horizon.start:
            continue
        months = month_range(plan.horizon.start, last)
        records = book.of(measure_id)
        have = {m for r in records if r.comparable for m in _covered(r, plan)}
        missing = [m for m in months if m not in have]
        targets = tuple(t.id for t in plan.targets if t.measure == measure_id)
        partial = sum(not r.comparable for r in records)
        yield Gap(measure_id, targets, len(months) - len(missing), len(months), _spans(missing), partial)


def _covered(record: Record, plan: Plan) -> Iterable[str]:
    """The months a record speaks of: all of a flow's, the last one of a level."""
    if record.kind == "flow":
        first, last = window(record, plan)
        return month_range(first, last)
    return (record.month,)


def _spans(months: list[str]) -> tuple[tuple[str, str], ...]:
    """Months in order as stretches without a break."""
    if not months:
        return ()
    breaks = [i + 1 for i, (a, b) in enumerate(pairwise(months)) if month_index(b) - month_index(a) > 1]
    cuts = [0, *breaks, len(months)]
    return tuple((months[a], months[b - 1]) for a, b in pairwise(cuts))


def falls(book: RecordBook, plan: Plan) -> Iterator[tuple[Record, Record]]:
    """Cumulative counts of one counter that fall: the earlier, greater record and the later one below it."""
    series: dict[tuple[str, str, str, str], list[Record]] = {}
    for r in book:
        if r.kind == "cumulative" and window(r, plan)[0] == plan.horizon.start:
            series.setdefault((r.counter.id, r.measure, r.coverage, r.scope), []).append(r)
    for records in series.values():
        highest: Record | None = None
        for r in sorted(records, key=lambda r: (r.day, r.as_of)):
            if highest is not None and r.value < highest.value and r.day > highest.day:
                yield highest, r
            elif highest is None or r.value >= highest.value:
                highest = r


def duplicate(a: Record, b: Record) -> bool:
    """Do two rows record the same count? Same measure, value, days and counter, under two ids."""
    return _identity(a) == _identity(b)


def _identity(r: Record) -> tuple[object, ...]:
    return r.measure, r.value, r.day, r.period_from, r.counter.id, r.scope


def duplicates(book: RecordBook) -> Iterator[tuple[Record, Record]]:
    """Rows that record the same count, each beside the first of its kind."""
    seen: dict[tuple[object, ...], Record] = {}
    for r in book:
        first = seen.setdefault(_identity(r), r)
        if first is not r:
            yield first, r
