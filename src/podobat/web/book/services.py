"""The record book for other rooms: the same records as from records.csv, what was counted last, what disagrees.

book = book_of(case)             podobat.learn RecordBook, equal to the one read from the case's files
fingerprint_of(case)             names its content; asks the database once unless the book changed
latest(case, "jobs.hired")       records that count the measure as defined, newest first
conflicts(case)                  pairs that cannot both be right
load_records(case, user)         takes the case's files into the database, once
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db import transaction
from django.db.models import Q

from podobat.errors import CannotRun
from podobat.plan import Source as ReadSource
from podobat.plan.fields import FrozenDict
from podobat.records.book import RecordBook
from podobat.records.read import read_records
from podobat.web.book import writing
from podobat.web.book.content import SOURCE_FIELDS, Checker, cells_from, counters_by_id, read_of, source_of
from podobat.web.book.findings import catch_up
from podobat.web.book.models import Action, BookState, Conflict, Counter, Record, Source, State
from podobat.web.core.models import Case

#: Confirmed by a second person, or as the case's own files had it when it was opened.
TRUSTED = Q(state=State.CONFIRMED) | Q(created_by=None, changed_by=None)
LOADING = 60.0  # seconds that the first loading of a book may take to hold its records against one another
NEWEST = 6  # records of a measure that are worth showing beside a target


def token_of(case: Case) -> str:
    """Names the state of the book: another one after every change."""
    return BookState.objects.filter(case=case).values_list("token", flat=True).first() or ""


def book_of(case: Case, *, trusted: bool = False) -> RecordBook:
    """The live records of a case in the order they were entered, as `learn` takes them; kept until the book changes.

    trusted   only those that a second person confirmed, or that came with the case's files
    """
    return _book(case.pk, token_of(case), trusted)


@lru_cache(maxsize=4)
def _book(case_id: int, token: str, trusted: bool = False) -> RecordBook:
    case = Case.objects.get(pk=case_id)
    counters = counters_by_id(case)
    live = Record.objects.filter(case=case).exclude(state=State.WITHDRAWN).order_by("id")
    if trusted:
        live = live.filter(TRUSTED)
    records = tuple(read_of(r, counters, line) for line, r in enumerate(live.iterator(chunk_size=2000), 2))
    sources = {s.key: source_of(s) for s in Source.objects.filter(case=case).iterator(chunk_size=2000)}
    return RecordBook(records, FrozenDict(sources), FrozenDict({c.id: c for c in counters.values()}))


def fingerprint_of(case: Case) -> str:
    """Names the content of the book."""
    state = BookState.objects.filter(case=case).first()
    serial = state.serial if state else 0
    if state is not None and state.fingerprint_serial == serial:
        return state.fingerprint
    fingerprint = _book(case.pk, state.token if state else "").fingerprint
    BookState.objects.filter(case=case, serial=serial).update(fingerprint=fingerprint, fingerprint_serial=serial)
    return fingerprint


def latest(case: Case, measure_id: str, most: int = NEWEST) -> list[Record]:
    """Live records that count a measure as defined, the last day counted first, then the last one known."""
    rows = Record.objects.filter(case=case, measure=measure_id, coverage__in=("", "whole"), scope="")
    rows = rows.exclude(state=State.WITHDRAWN).select_related("counter", "confirmed_by")
    return list(rows.order_by("-day", "-as_of", "-id")[:most])


def latest_of(case: Case, measure_ids: Iterable[str]) -> dict[str, list[Record]]:
    """`latest` for several measures; kept until the book changes, so that a dashboard asks the database once."""
    return _latest_of(case.pk, token_of(case), tuple(dict.fromkeys(measure_ids)))


@lru_cache(maxsize=16)
def _latest_of(case_id: int, token: str, measure_ids: tuple[str, ...]) -> dict[str, list[Record]]:
    case = Case.objects.get(pk=case_id)
    return {id: latest(case, id) for id in measure_ids}


def conflicts(case: Case, measure_id: str | None = None, most: int = 500) -> list[Conflict]:
    """Pairs of live records that cannot both be right, those that differ most first; `.sentence(lang)` says how."""
    rows = Conflict.objects.filter(case=case).select_related("first__counter", "second__counter")
    return list((rows if measure_id is None else rows.filter(measure=measure_id))[:most])


def load_records(case: Case, user: object = None) -> int:
    """Take the case's records.csv with its sources and counters into an empty book; how many records were taken.

    A case without files, or whose book has records already, is left as it is.
    raises   InputFaults when the files have faults
    """
    if Record.objects.filter(case=case).exists():
        return 0
    plan_case = case.read()
    try:
        book = read_records(case.folder, plan_case.plan)
    except CannotRun:
        return 0
    with transaction.atomic():
        Counter.objects.bulk_create(
            [Counter(case=case, key=c.id, name_ko=c.name.ko, name_en=c.name.en) for c in book.counters.values()],
            ignore_conflicts=True,
        )
        Source.objects.bulk_create([stored_source(case, s) for s in book.sources.values()], ignore_conflicts=True)
        checker = Checker(case, plan_case.plan, book.sources)
        rows = [(read, cells_from(read)) for read in book]
        made = writing.create(case, plan_case, checker, rows, user, action=Action.LOADED)
    catch_up(case, plan_case, LOADING)
    return len(made)


def stored_source(case: Case, source: ReadSource) -> Source:
    """A source of the case's files as a row of the database."""
    return Source(case=case, key=source.id, **{name: getattr(source, name) for name in SOURCE_FIELDS})
