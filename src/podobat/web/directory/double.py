"""What is counted or given twice: the same firm supported at the same time, or counted by several offices."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from podobat.web.core.models import Case
from podobat.web.directory.models import Counting, Support


@dataclass(frozen=True)
class Pair:
    """Two supports of one firm that overlap in time.

    same_purpose     both for the same purpose
    two_programmes   from more than one programme
    """

    first: Support
    second: Support

    @property
    def same_purpose(self) -> bool:
        """Both for the same purpose?"""
        return self.first.purpose == self.second.purpose

    @property
    def two_programmes(self) -> bool:
        """From more than one programme?"""
        return self.first.programme != self.second.programme


def overlapping(case: Case, organisation_id: int | None = None) -> QuerySet[Support]:
    """Supports with another, later entered one of the same firm (`other`) that overlaps and repeats or adds to it."""
    rows = Support.objects.filter(case=case, withdrawn=False)
    if organisation_id is not None:
        rows = rows.filter(organisation=organisation_id)
    # all conditions on the other support stand in one filter(), so that they are of one and the same support
    rows = rows.filter(
        Q(organisation__supports__purpose=F("purpose"))
        | Q(organisation__supports__programme__lt=F("programme"))  # not ~Q(=), which would ask about any support
        | Q(organisation__supports__programme__gt=F("programme")),
        organisation__supports__id__gt=F("id"),
        organisation__supports__withdrawn=False,
        organisation__supports__since__lte=F("end"),
        organisation__supports__end__gte=F("since"),
    )
    return rows.annotate(other=F("organisation__supports__id")).order_by("organisation__name", "id", "other")


def pairs_of(rows: QuerySet[Support]) -> list[Pair]:
    """The pairs of a page of `overlapping`; two queries."""
    listed = list(rows.select_related("organisation", "counter"))
    others = Support.objects.select_related("organisation", "counter").in_bulk({r.other for r in listed})  # type: ignore[attr-defined]
    return [Pair(r, others[r.other]) for r in listed]  # type: ignore[attr-defined]


def counted_twice(case: Case) -> QuerySet[Counting]:
    """Firms and measures in which more than one office counts the firm: rows of organisation, measure and number."""
    rows = Counting.objects.filter(case=case, withdrawn=False)
    grouped = rows.values("organisation", "organisation__name", "measure")
    return (
        grouped.annotate(n=Count("counter", distinct=True))
        .filter(n__gt=1)
        .order_by("-n", "organisation__name", "measure")
    )  # type: ignore[return-value]


def countings_of(case: Case, groups: list[dict]) -> dict[tuple[int, str], list[Counting]]:
    """The counts behind groups of `counted_twice`; one query."""
    firms = {g["organisation"] for g in groups}
    rows = Counting.objects.filter(
        case=case, withdrawn=False, organisation__in=firms, measure__in={g["measure"] for g in groups}
    )
    found: dict[tuple[int, str], list[Counting]] = {}
    for row in rows.select_related("counter"):
        found.setdefault((row.organisation_id, row.measure), []).append(row)  # type: ignore[attr-defined]
    return found
