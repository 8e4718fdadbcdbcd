"""Decades: how clusters elsewhere grew by years since they were founded, beside the path that a plan promises.

Counts are few and begin late, so whether a place had reached a size at an age is often not known. It is kept apart:
reached by then, not yet reached, not known. Shares are given as bounds, all unknown ones taken as not or as reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from podobat.evidence.places import Cluster, Counted, Point, points_of, read_clusters
from podobat.plan import Plan
from podobat.plan.schema import Target

AGES = (5, 10, 15, 20, 30, 40)
#: Measures of a plan's targets that are held against each measure of the clusters.
PROMISED = {
    "jobs": ("jobs.direct",),
    "firms": ("startups.operating", "startups.founded", "firms.opened"),
}


@dataclass(frozen=True)
class Course:
    """One series of a cluster by years since its founding.

    growth   growth a year between the first and last figure, or None with one figure or a year between them
    """

    cluster: Cluster
    series: Counted
    points: tuple[Point, ...]

    @property
    def ages(self) -> tuple[int, ...]:
        """Years since the founding, for each point."""
        return tuple(p.year - self.cluster.founded for p in self.points)

    @property
    def growth(self) -> float | None:
        """Mean growth a year between the first and the last figure."""
        first, last = self.points[0], self.points[-1]
        years = last.year - first.year
        return (last.value / first.value) ** (1.0 / years) - 1.0 if years >= 2 else None


@dataclass(frozen=True)
class Reached:
    """When a cluster reached a size, as far as its figures tell.

    after   the last age at which it is known to have been smaller (0 for the founding itself)
    by      the first age at which it is known to have been as large; None when it never was
    """

    cluster: Cluster
    grown: bool
    after: int
    by: int | None

    def at(self, age: int) -> bool | None:
        """Had it reached the size at this age? None when that is not known."""
        if self.by is not None and self.by <= age:
            return True
        if self.after >= age:
            return False
        return None


@dataclass(frozen=True)
class Shares:
    """How many of the clusters had reached the size at an age.

    reached, not_yet, unknown   numbers of clusters;  low, high: bounds of the share
    """

    age: int
    reached: int
    not_yet: int
    unknown: int

    @property
    def low(self) -> float:
        """Every unknown one taken as not yet."""
        return self.reached / self.n

    @property
    def high(self) -> float:
        """Every unknown one taken as reached."""
        return (self.reached + self.unknown) / self.n

    @property
    def n(self) -> int:
        """All clusters that were counted at all."""
        return self.reached + self.not_yet + self.unknown


@dataclass(frozen=True)
class Promise:
    """A target of the plan held against the decades elsewhere.

    years    from the plan's start to the target's date
    ages     shares at the standard ages and at the plan's own;  grown: the same without clusters that filled with what
             was elsewhere before
    """

    target: Target
    measure: str
    value: float
    years: float
    reached: tuple[Reached, ...]
    ages: tuple[Shares, ...]
    grown: tuple[Shares, ...]

    def share(self, *, grown: bool = False) -> Shares:
        """Shares at the plan's own age."""
        age = _whole(self.years)
        return next(s for s in (self.grown if grown else self.ages) if s.age == age)


@dataclass(frozen=True)
class LongView:
    """The courses of all clusters, and each promise of the plan that can be held against them."""

    courses: tuple[Course, ...]
    promises: tuple[Promise, ...]

    def of(self, measure: str) -> tuple[Course, ...]:
        """The courses of one measure: jobs or firms."""
        return tuple(c for c in self.courses if c.series.measure == measure)

    def to_json(self) -> dict[str, Any]:
        """For the JSON of the answer."""
        return {
            "courses": [_course_json(c) for c in self.courses],
            "promises": [_promise_json(p) for p in self.promises],
        }


def long_view(plan: Plan | None) -> LongView:
    """The decades elsewhere, with the plan's own promises where there is a plan."""
    courses = tuple(Course(c, s, points_of(s)) for c in read_clusters() for s in c.series)
    return LongView(courses, tuple(_promises(plan, courses)) if plan is not None else ())


def when_reached(courses: Sequence[Course], measure: str, value: float) -> tuple[Reached, ...]:
    """When each cluster with figures of this measure reached a size.

    A cluster is taken to keep a size once it has it, and to have been empty when it was founded unless it was counted
    then.
    """
    reached = []
    for cluster in dict.fromkeys(c.cluster for c in courses if c.series.measure == measure):
        mine = [c for c in courses if c.cluster is cluster and c.series.measure == measure]
        counted = sorted((age, p.value) for c in mine for age, p in zip(c.ages, c.points, strict=True))
        by = min((age for age, size in counted if size >= value), default=None)
        after = max((age for age, size in counted if size < value and (by is None or age < by)), default=0)
        reached.append(Reached(cluster, all(c.series.grown for c in mine), max(after, 0), by))
    return tuple(reached)


def shares_at(reached: Sequence[Reached], ages: Sequence[int]) -> tuple[Shares, ...]:
    """How many had reached it at each age."""
    made = []
    for age in ages:
        known = [r.at(age) for r in reached]
        made.append(Shares(age, known.count(True), known.count(False), known.count(None)))
    return tuple(made)


def _promises(plan: Plan, courses: Sequence[Course]) -> Iterator[Promise]:
    for measure, measures in PROMISED.items():
        for target in plan.targets:
            if target.measure not in measures:
                continue
            years = (plan.month_number(target.by) + 1) / 12.0
            ages = sorted({*AGES, _whole(years)})
            reached = when_reached(courses, measure, target.value)
            grown = [r for r in reached if r.grown]
            yield Promise(
                target, measure, target.value, years, reached, shares_at(reached, ages), shares_at(grown, ages)
            )


def _whole(years: float) -> int:
    return max(1, round(years))


# --- JSON -----------------------------------------------------------------------------------------------------------


def _course_json(c: Course) -> dict[str, Any]:
    return {
        "cluster": c.cluster.id, "name": c.cluster.name, "founded": c.cluster.founded,
        "measure": c.series.measure, "definition": c.series.definition, "grown": c.series.grown,
        "growth_per_year": c.growth,
        "points": [{"year": p.year, "age": p.year - c.cluster.founded, "value": p.value, "source": p.source.id}
                   for p in c.points],
    }  # fmt: skip


def _promise_json(p: Promise) -> dict[str, Any]:
    def rows(shares: Sequence[Shares]) -> list[dict[str, Any]]:
        return [
            {"age": s.age, "clusters": s.n, "reached": s.reached, "not_yet": s.not_yet, "unknown": s.unknown}
            for s in shares
        ]

    return {
        "target": p.target.id, "measure": p.measure, "value": p.value, "years": p.years, "ages": rows(p.ages),
        "ages_grown_only": rows(p.grown),
        "clusters": [{"cluster": r.cluster.id, "grown": r.grown, "not_by_age": r.after, "by_age": r.by}
                     for r in p.reached],
    }  # fmt: skip
