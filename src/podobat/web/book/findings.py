"""Conflicts between records, found when records change and kept in a table, so that pages need not look for them.

The rule is records/check.py's. Comparing every pair through it would take too long in a large book. So of every record
only those are looked at that differ from it by more than chance: they stand at the two ends of the records in order of
size, the furthest first, and the search ends when the worst few are found. Nothing is compared under a lock: what a
large upload brings is noted as unchecked, and held against the others in small transactions afterwards (`catch_up`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from django.db import transaction

from podobat.evidence import measure, read_parameters
from podobat.money import Money
from podobat.plan import Case as PlanCase
from podobat.plan import Plan
from podobat.records.book import GRADES, RecordBook
from podobat.records.bounds import INSIDE, OUTSIDE, TRAINED
from podobat.records.check import Conflict as Found
from podobat.records.check import Contradiction, Z, contradiction, too_many_placed
from podobat.units import month_index
from podobat.web.book.content import counters_by_id, read_of
from podobat.web.book.models import BookState, Conflict, Record, State, Unchecked, iso
from podobat.web.core.models import Case

MOST_OF_ONE = 40  # conflicts kept for one record
MOST_OF_MANY = 8  # the same where a measure has many records
MANY = 500  # records of a measure
IN_A_REQUEST = 5.0  # seconds that a page may take for it
AT_ONCE = 250  # records held against the others in one small transaction
_BLOCK = 256  # records looked at together
_COLUMNS = ("pk", "value", "grade", "coverage", "scope", "as_of", "period_from", "period_to")
_ROUNDING = 1e-9
_GROUPS = 500  # kept at a time


@lru_cache(maxsize=8)
def grade_errors(case: PlanCase) -> Mapping[str, float]:
    """Chance error of one count by grade, standard deviation in logs."""
    parameters = read_parameters(case.parameter_files, case.sources)
    return {grade: parameters[f"observation.error_{grade.lower()}"].value for grade in GRADES}


class _Columns:
    """The records of a measure as columns: what decides whether two can contradict each other."""

    def __init__(self, rows: list[tuple], plan: Plan, errors: Mapping[str, float], kind: str) -> None:
        start = plan.horizon.start
        self.ids = np.array([r[0] for r in rows], dtype=np.int64)
        self.size = np.log1p(np.abs(np.array([r[1] for r in rows], dtype=float)))
        self.error = np.array([errors[r[2]] for r in rows])
        self.overlap = np.array([r[3] == "overlap" for r in rows])
        scopes = {scope: i for i, scope in enumerate(["", *sorted({r[4] for r in rows} - {""})])}
        self.scope = np.array([scopes[r[4]] for r in rows])
        self.last = np.array([month_index(iso(r[7] or r[5])[:7]) for r in rows])
        firsts = [max(iso(r[6])[:7] or start, start) for r in rows]
        self.first = self.last if kind == "stock" else np.array([month_index(first) for first in firsts])

        self.order = np.argsort(self.size, kind="stable")
        self.sorted = self.size[self.order]
        self.stock = kind == "stock"
        self.least = float(self.error.min()) if len(rows) else 0.0
        self._groups: dict[int, np.ndarray] = {}  # by month

    def suspects(self, i: int, most: int | None = None) -> np.ndarray:
        """Numbers of the rows that may contradict row i, those that differ most first; about `most`, or all."""
        if self.overlap[i]:
            return np.array([], dtype=np.int64)
        found: list[np.ndarray] = []
        n = 0
        for block in self._blocks(i):
            kept = block[self._may(i, block)]
            found.append(kept)
            n += len(kept)
            if most is not None and n >= most:
                break
        together = np.concatenate(found) if found else np.array([], dtype=np.int64)
        beyond = np.abs(self.size[together] - self.size[i]) - Z * np.hypot(self.error[together], self.error[i])
        return together[np.argsort(-beyond, kind="stable")]

    def _blocks(self, i: int) -> Iterator[np.ndarray]:
        """Rows that differ from row i by more than chance can explain, from both ends inwards, block by block."""
        order, sizes = self._among(i)
        band = Z * math.hypot(self.least, self.error[i]) - _ROUNDING
        low = int(np.searchsorted(sizes, self.size[i] - band, side="left"))
        high = int(np.searchsorted(sizes, self.size[i] + band, side="right"))
        at, end = 0, len(order)
        while at < low or end > high:
            smaller, larger = order[at : min(at + _BLOCK, low)], order[max(end - _BLOCK, high) : end]
            at, end = min(at + _BLOCK, low), max(end - _BLOCK, high)
            yield np.concatenate([smaller, larger[::-1]])

    def _among(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        """The rows that row i can be held against, in order of size: of a stock, those of its month."""
        if not self.stock:
            return self.order, self.sorted
        key = int(self.last[i])
        if key not in self._groups:
            same = self.last == self.last[i]
            if len(self._groups) > _GROUPS:
                self._groups.clear()
            self._groups[key] = self.order[same[self.order]]
        order = self._groups[key]
        return order, self.size[order]

    def _may(self, i: int, rows: np.ndarray) -> np.ndarray:
        """Which of some rows may contradict row i."""
        size, scope, first, last = self.size[rows], self.scope[rows], self.first[rows], self.last[rows]
        apart = np.abs(size - self.size[i]) > Z * np.hypot(self.error[rows], self.error[i]) - _ROUNDING
        scoped = (scope == self.scope[i]) | (scope == 0) | (self.scope[i] == 0)
        same = (first == self.first[i]) & (last == self.last[i])
        same |= (scope == self.scope[i]) & (self.scope[i] != 0) & (last == self.last[i])
        more = self.size[i] > size  # the shorter stretch has more
        within = (first <= self.first[i]) & (self.last[i] <= last)
        around = (self.first[i] <= first) & (last <= self.last[i])
        return ~self.overlap[rows] & apart & scoped & (same | np.where(more, within, around)) & (rows != i)


def pairs(
    rows: list[tuple],
    fresh: Iterable[int],
    plan: Plan,
    errors: Mapping[str, float],
    kind: str,
    most: int | None = None,
) -> Iterator[tuple[int, int]]:
    """Pairs (id, id) that may contradict each other, with at least one of the fresh ids in each; every pair once.

    most   of one record, about so many of those that differ most; None: all
    """
    columns = _Columns(rows, plan, errors, kind)
    place = {row[0]: i for i, row in enumerate(rows)}
    done: set[int] = set()
    for id in fresh:
        if id in place:
            done.add(id)
            for j in columns.suspects(place[id], most):
                other = int(columns.ids[j])
                if other not in done:
                    yield id, other


def refresh_conflicts(case: Case, plan_case: PlanCase, changed: Iterable[tuple[int, str]]) -> None:
    """Find the conflicts of a few changed records anew. Call it inside the transaction that changes them.

    changed  id and measure of every record that was made, changed, withdrawn or restored
    """
    by_measure: dict[str, list[int]] = {}
    for id, measure_id in changed:
        by_measure.setdefault(measure_id, []).append(id)
    found = {m: _conflicts(case, plan_case, m, ids) for m, ids in by_measure.items()}
    _keep(case, [id for ids in by_measure.values() for id in ids], found)
    if by_measure.keys() & {TRAINED, INSIDE, OUTSIDE}:
        _refresh_cohorts(case)


def leave_unchecked(case: Case, changed: Iterable[tuple[int, str]]) -> None:
    """Note records that are to be held against the others later, in the transaction that changes them."""
    rows = [Unchecked(record_id=id, case=case, measure=measure_id) for id, measure_id in dict(changed).items()]
    Unchecked.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def catch_up(case: Case, plan_case: PlanCase, seconds: float) -> int:
    """Hold unchecked records against the others, some at a time, each time in a small transaction of its own.

    seconds   after which to stop; what is left is taken up by whoever looks next
    returns   how many are left
    """
    until = time.monotonic() + seconds
    waiting = Unchecked.objects.filter(case=case)
    while (some := list(waiting.order_by("measure", "record_id").values_list("record_id", "measure")[:AT_ONCE])):
        measure_id = some[0][1]
        ids = [id for id, m in some if m == measure_id]
        read = _serial(case)
        found = _conflicts(case, plan_case, measure_id, ids)
        with transaction.atomic():
            if _serial(case) == read:  # else somebody saved meanwhile: look again
                _keep(case, ids, {measure_id: found})
                waiting.filter(record_id__in=ids).delete()
                if measure_id in {TRAINED, INSIDE, OUTSIDE} and not waiting.filter(measure=measure_id).exists():
                    _refresh_cohorts(case)
        if time.monotonic() > until:
            break
    return waiting.count()


def _serial(case: Case) -> int | None:
    return BookState.objects.filter(case=case).values_list("serial", flat=True).first()


def _conflicts(
    case: Case, plan_case: PlanCase, measure_id: str, ids: Sequence[int]
) -> list[tuple[int, int, Contradiction]]:
    """What contradicts some records of a measure: of each the worst few. Reads only."""
    plan, errors, counters = plan_case.plan, grade_errors(plan_case), counters_by_id(case)
    live = Record.objects.filter(case=case, measure=measure_id).exclude(state=State.WITHDRAWN)
    rows = list(live.values_list(*_COLUMNS))
    most = MOST_OF_ONE if len(rows) <= MANY else MOST_OF_MANY
    suspects = list(pairs(rows, ids, plan, errors, measure(measure_id).kind, 3 * most if len(rows) > MANY else None))
    records = {r.pk: read_of(r, counters) for r in _in_bulk({id for pair in suspects for id in pair})}
    found: list[tuple[int, int, Contradiction]] = []
    of_one: dict[int, int] = {}
    for a, b in suspects:
        if of_one.get(a, 0) >= most and len(rows) > MANY:
            continue  # the worst of this record are found: suspects come in that order
        if a in records and b in records:
            conflict = contradiction(records[a], records[b], plan, errors)
            if conflict is not None:
                of_one[a] = of_one.get(a, 0) + 1
                found.append((a, b, conflict))
    return _worst(found, most)


def _keep(case: Case, ids: Sequence[int], found: Mapping[str, list[tuple[int, int, Contradiction]]]) -> None:
    """Put what was found about some records in the place of what was known about them."""
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        Conflict.objects.filter(first__in=some).delete()
        Conflict.objects.filter(second__in=some).delete()
    money = Money.of_plan(case.read().plan)
    told = {m: [(a, b, c.told(money)) for a, b, c in conflicts] for m, conflicts in found.items()}
    rows = [row for measure_id, conflicts in told.items() for row in _rows(case, measure_id, conflicts)]
    Conflict.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _in_bulk(ids: set[int]) -> Iterator[Record]:
    listed = sorted(ids)
    for start in range(0, len(listed), 500):
        yield from Record.objects.filter(pk__in=listed[start : start + 500])


def _worst(found: list[tuple[int, int, Contradiction]], most: int) -> list[tuple[int, int, Contradiction]]:
    """Of every record, at most so many conflicts, those that differ most."""
    kept, seen = [], {}
    for a, b, conflict in sorted(found, key=lambda f: f[2].chance / max(f[2].ratio, 1e-300)):
        if max(seen.get(a, 0), seen.get(b, 0)) < most:
            seen[a], seen[b] = seen.get(a, 0) + 1, seen.get(b, 0) + 1
            kept.append((a, b, conflict))
    return kept


def _rows(case: Case, measure_id: str, found: list[tuple[int, int, Found]]) -> Iterator[Conflict]:
    for a, b, c in found:
        yield Conflict(
            case=case, first_id=min(a, b), second_id=max(a, b), measure=measure_id, kind=c.kind,
            ratio=c.ratio if math.isfinite(c.ratio) else 1e9, chance=c.chance,
            text_ko=c.sentence.ko, text_en=c.sentence.en,
        )  # fmt: skip


def _refresh_cohorts(case: Case) -> None:
    """More people of a cohort found than it had."""
    records = list(
        Record.objects.filter(case=case, measure__in=(TRAINED, INSIDE, OUTSIDE))
        .exclude(scope="")
        .exclude(state=State.WITHDRAWN)
        .order_by("id")
    )
    counters = counters_by_id(case)
    ids = {r.key: r.pk for r in records}
    Conflict.objects.filter(case=case, kind="cohort").delete()
    found = too_many_placed(RecordBook(tuple(read_of(r, counters) for r in records)))
    cohort = [(ids[c.first.id], ids[c.second.id], c) for c in found]
    Conflict.objects.bulk_create(
        [row for a, b, c in cohort for row in _rows(case, c.first.measure, [(a, b, c)])], ignore_conflicts=True
    )
