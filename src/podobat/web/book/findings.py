"""Conflicts between records, found when records change and kept in a table, so that pages need not look for them.

The rule is learn/check.py's. Comparing every pair through it would take too long in a large book, so that pairs that
cannot contradict each other are put aside by arithmetic on columns first (numpy); only the rest are compared by the
rule itself, which alone decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from podobat.evidence import measure, read_parameters
from podobat.plan import Case as PlanCase
from podobat.plan import Plan
from podobat.records.book import GRADES, RecordBook
from podobat.records.bounds import INSIDE, OUTSIDE, TRAINED
from podobat.records.check import Conflict as Found
from podobat.records.check import Z, conflict_of, too_many_placed
from podobat.units import month_index
from podobat.web.book.content import counters_by_id, read_of
from podobat.web.book.models import Conflict, Record, State, iso
from podobat.web.core.models import Case

MOST_OF_ONE = 40  # conflicts kept for one record
_COLUMNS = ("pk", "value", "grade", "coverage", "scope", "as_of", "period_from", "period_to")
_ROUNDING = 1e-9


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

    def suspects(self, i: int) -> np.ndarray:
        """Numbers of the rows that may contradict row i."""
        if self.overlap[i]:
            return np.array([], dtype=np.int64)
        apart = np.abs(self.size - self.size[i]) > Z * np.hypot(self.error, self.error[i]) - _ROUNDING
        scoped = (self.scope == self.scope[i]) | (self.scope == 0) | (self.scope[i] == 0)
        same = (self.first == self.first[i]) & (self.last == self.last[i])
        same |= (self.scope == self.scope[i]) & (self.scope[i] != 0)
        more = self.size[i] > self.size  # the shorter stretch has more
        within = (self.first <= self.first[i]) & (self.last[i] <= self.last)
        around = (self.first[i] <= self.first) & (self.last <= self.last[i])
        kept = ~self.overlap & apart & scoped & (same | np.where(more, within, around))
        kept[i] = False
        return np.flatnonzero(kept)


def pairs(
    rows: list[tuple], fresh: Iterable[int], plan: Plan, errors: Mapping[str, float], kind: str
) -> Iterator[tuple[int, int]]:
    """Pairs (id, id) that may contradict each other, with at least one of the fresh ids in each; every pair once."""
    columns = _Columns(rows, plan, errors, kind)
    place = {row[0]: i for i, row in enumerate(rows)}
    done: set[int] = set()
    for id in fresh:
        if id in place:
            done.add(id)
            for j in columns.suspects(place[id]):
                other = int(columns.ids[j])
                if other not in done:
                    yield id, other


def refresh_conflicts(case: Case, plan_case: PlanCase, changed: Iterable[tuple[int, str]]) -> None:
    """Find the conflicts of changed records anew. Call it inside the transaction that changes them.

    changed  id and measure of every record that was made, changed, withdrawn or restored
    """
    by_measure: dict[str, list[int]] = {}
    for id, measure_id in changed:
        by_measure.setdefault(measure_id, []).append(id)
    everyone = [id for ids in by_measure.values() for id in ids]
    for start in range(0, len(everyone), 400):
        some = everyone[start : start + 400]
        Conflict.objects.filter(first__in=some).delete()
        Conflict.objects.filter(second__in=some).delete()
    plan, errors = plan_case.plan, grade_errors(plan_case)
    counters = counters_by_id(case)
    live = Record.objects.filter(case=case).exclude(state=State.WITHDRAWN)
    for measure_id, ids in by_measure.items():
        rows = list(live.filter(measure=measure_id).values_list(*_COLUMNS))
        suspects = list(pairs(rows, ids, plan, errors, measure(measure_id).kind))
        wanted = {id for pair in suspects for id in pair}
        records = {r.pk: read_of(r, counters) for r in _in_bulk(wanted)}
        found: list[tuple[int, int, Found]] = []
        for a, b in suspects:
            conflict = conflict_of(records[a], records[b], plan, errors)
            if conflict is not None:
                found.append((a, b, conflict))
        Conflict.objects.bulk_create(_rows(case, measure_id, _worst(found)), batch_size=500, ignore_conflicts=True)
    if by_measure.keys() & {TRAINED, INSIDE, OUTSIDE}:
        _refresh_cohorts(case)


def _in_bulk(ids: set[int]) -> Iterator[Record]:
    listed = sorted(ids)
    for start in range(0, len(listed), 500):
        yield from Record.objects.filter(pk__in=listed[start : start + 500])


def _worst(found: list[tuple[int, int, Found]]) -> list[tuple[int, int, Found]]:
    """Of every record, at most MOST_OF_ONE conflicts, those that differ most."""
    kept, seen = [], {}
    for a, b, conflict in sorted(found, key=lambda f: f[2].chance / max(f[2].ratio, 1e-300)):
        if max(seen.get(a, 0), seen.get(b, 0)) < MOST_OF_ONE:
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
