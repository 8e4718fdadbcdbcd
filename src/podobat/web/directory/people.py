"""Where trainees went: counts by course with bounds, and what of it the public may see.

Nobody can be told from a total; from a cell of one or two people somebody may be. For readers every course with such a
cell is put together with the others of its kind, and when that does not help it is left out of every total, so that
nothing follows from subtracting what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from podobat.records.bounds import Bounds
from podobat.web.core.models import Case
from podobat.web.directory.models import STATUSES, FollowUp, Trainee

SMALLEST = 3  # people in a cell that readers may see


@dataclass(frozen=True)
class Group:
    """The people of a course, by where they were last found; nobody found counts as untraced.

    year   of completion, 0 for several
    """

    course: str
    year: int
    inside: int
    outside: int
    looking: int
    untraced: int

    @property
    def total(self) -> int:
        """Everyone who completed."""
        return self.inside + self.outside + self.looking + self.untraced

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """The four counts."""
        return self.inside, self.outside, self.looking, self.untraced

    @property
    def bounds(self) -> Bounds:
        """Placed in the region: at least those found there, at most they and everyone who was not traced."""
        return Bounds(self.total, self.inside, self.outside + self.looking)

    @property
    def is_small(self) -> bool:
        """Could somebody be recognised?"""
        return any(0 < n < SMALLEST for n in self.cells)

    def __add__(self, other: Group) -> Group:
        return Group(
            "", 0, self.inside + other.inside, self.outside + other.outside, self.looking + other.looking,
            self.untraced + other.untraced,
        )  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """What a page shows: groups, all of them together, and how many people were left out of it for readers."""

    groups: tuple[Group, ...]
    together: Group
    pooled: bool
    hidden: bool


def live_trainees(case: Case) -> QuerySet[Trainee]:
    """Trainees who count, with the status last found, "" where none was."""
    last = FollowUp.objects.filter(trainee=OuterRef("pk")).order_by("-day")
    rows = Trainee.objects.filter(case=case, withdrawn=False)
    return rows.annotate(status=Subquery(last.values("status")[:1]), found=Subquery(last.values("day")[:1]))


def groups_of(case: Case) -> list[Group]:
    """Counts by course and year of completion; one query."""
    counted: dict[tuple[str, int], dict[str, int]] = {}
    for course, completed, status in live_trainees(case).values_list("course", "completed", "status").iterator():
        cells = counted.setdefault((course, completed.year), dict.fromkeys(STATUSES, 0))
        cells[status or "untraced"] += 1
    return [Group(course, year, **cells) for (course, year), cells in sorted(counted.items())]


def together(groups: Iterable[Group]) -> Group:
    """Several groups as one."""
    whole = Group("", 0, 0, 0, 0, 0)
    for group in groups:
        whole = whole + group
    return whole


def summary_for(groups: list[Group], *, readers: bool) -> Summary:
    """What may be shown: everything to officers, no small cell to readers."""
    if not readers:
        return Summary(tuple(groups), together(groups), pooled=False, hidden=False)
    shown = [g for g in groups if not g.is_small]
    small = [g for g in groups if g.is_small]
    pool = together(small)
    while small and (pool.is_small or len(small) == 1) and shown:
        # one more course into the pool: the least of those shown, so that as much as possible stays
        least = min(shown, key=lambda g: (g.total, g.course, g.year))
        shown.remove(least)
        small.append(least)
        pool = together(small)
    if not small:
        return Summary(tuple(shown), together(shown), pooled=False, hidden=False)
    if pool.is_small:
        return Summary((), together(()), pooled=False, hidden=True)
    listed = (*shown, pool)
    return Summary(listed, together(listed), pooled=True, hidden=False)
