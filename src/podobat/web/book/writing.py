"""Every way in which a record changes: each makes the next version and a revision, in one transaction, or nothing.

Two people may hold the same version. Whoever saves second finds no row with that version any more and is told
(`Stale`); what they typed is theirs to keep. That rests on one conditional UPDATE, which works on every database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string

from podobat.plan import Case as PlanCase
from podobat.plan import Plan
from podobat.records.book import Record as Read
from podobat.web.book import wording
from podobat.web.book.content import Checker, cells_of, fields_of
from podobat.web.book.findings import leave_unchecked, refresh_conflicts
from podobat.web.book.measuring import measures_of
from podobat.web.book.models import Action, BookState, Counter, Record, Revision, State, user_or_none
from podobat.web.book.signals import book_changed
from podobat.web.core.models import Case

FEW = 60  # records that are held against the others in the transaction that changes them


class Stale(Exception):  # noqa: N818 - an outcome, not a failure
    """Somebody else changed the record since this version was read."""


class NotAllowed(Exception):  # noqa: N818 - an outcome, not a failure
    """The rule of the second person forbids it, or the record is not in a state for it."""


def turn_page(case: Case) -> None:
    """Count up the book's serial number and tell the other rooms after the commit. Also holds back other writers."""
    BookState.objects.get_or_create(case=case)
    BookState.objects.filter(case=case).update(serial=F("serial") + 1, token=get_random_string(16))
    transaction.on_commit(lambda: book_changed.send(sender=Case, case=case))


def _revision(record: Record, cells: Mapping[str, str], action: Action, user: Any, why: str, at: datetime) -> Revision:
    person = user_or_none(user)
    return Revision(
        record=record, version=record.version, action=action, state=record.state, content=dict(cells), why=why,
        by=person, who=str(person) if person else "", at=at,
    )  # fmt: skip


def _loaded(records: Iterable[Record], checker: Checker) -> list[tuple[Record, dict[str, str]]]:
    keys = {id: known.id for id, known in checker.counters.items()}
    return [(r, cells_of(r, keys[r.counter_id])) for r in records]  # type: ignore[attr-defined]


def _look(case: Case, plan_case: PlanCase, changed: Collection[tuple[int, str]]) -> None:
    """Hold a few changed records against the others at once; many are noted, and `catch_up` does it without a lock."""
    if len(changed) <= FEW:
        refresh_conflicts(case, plan_case, changed)
    else:
        leave_unchecked(case, changed)


def index_words(case: Case, plan: Plan, records: Sequence[Record]) -> None:
    """Keep the words of records, so that a search finds them."""
    counters = {c.pk: c for c in Counter.objects.filter(case=case)}
    for record in records:
        record.counter = counters[record.counter_id]  # type: ignore[attr-defined]
    wording.index(records, {id: f"{m.name.ko} {m.name.en}" for id, m in measures_of(plan).items()})


def create(
    case: Case,
    plan_case: PlanCase,
    checker: Checker,
    rows: Sequence[tuple[Read, Mapping[str, str]]],
    user: Any,
    why: str = "",
    action: Action = Action.ENTERED,
    *,
    conflicts: bool = True,
) -> list[Record]:
    """New records from checked rows, with their first revisions. Raises IntegrityError for a key that is taken."""
    now, person = timezone.now(), user_or_none(user)
    with transaction.atomic():
        turn_page(case)
        records = [
            Record(
                case=case, key=read.id, state=State.DRAFT, version=1, created_by=person, created_at=now,
                changed_by=person, changed_at=now, **fields_of(read, cells, checker.counter_ids[read.counter.id]),
            )
            for read, cells in rows
        ]  # fmt: skip
        made = Record.objects.bulk_create(records, batch_size=500)
        index_words(case, plan_case.plan, made)
        revisions = [_revision(r, cells, action, user, why, now) for r, cells in _loaded(made, checker)]
        Revision.objects.bulk_create(revisions, batch_size=500)
        if conflicts:
            _look(case, plan_case, [(r.pk, r.measure) for r in made])
    return made


def change(
    case: Case,
    plan_case: PlanCase,
    checker: Checker,
    changes: Sequence[tuple[Record, int, Read, Mapping[str, str]]],
    user: Any,
    why: str,
    action: Action = Action.CHANGED,
) -> list[Record]:
    """Records with new content, each only if it still has the version that was read. A confirmation lapses.

    changes  record, the version that was read, the checked row, its cells
    raises   Stale when any of them was changed meanwhile: then none is
    """
    now, person = timezone.now(), user_or_none(user)
    touched: list[tuple[int, str]] = []
    changed: list[Record] = []
    with transaction.atomic():
        turn_page(case)
        for record, version, read, cells in changes:
            fields = fields_of(read, cells, checker.counter_ids[read.counter.id])
            fields |= {"state": State.DRAFT, "changed_by": person, "changed_at": now, "confirmed_by": None,
                       "confirmed_at": None}  # fmt: skip
            touched.append((record.pk, record.measure))
            changed.append(_next_version(record, version, fields, exclude=State.WITHDRAWN))
        index_words(case, plan_case.plan, changed)
        revisions = [_revision(r, cells, action, user, why, now) for r, cells in _loaded(changed, checker)]
        Revision.objects.bulk_create(revisions, batch_size=500)
        _look(case, plan_case, {*touched, *((r.pk, r.measure) for r in changed)})
    return changed


def _next_version(record: Record, version: int, fields: Mapping[str, Any], **conditions: Any) -> Record:
    """The one conditional update. Raises Stale when the version is no longer the one that was read."""
    exclude = conditions.pop("exclude", None)
    rows = Record.objects.filter(pk=record.pk, case=record.case_id, version=version, **conditions)  # type: ignore[attr-defined]
    if exclude is not None:
        rows = rows.exclude(state=exclude)
    if not rows.update(version=version + 1, **fields):
        raise Stale
    return Record.objects.select_related("case", "counter").get(pk=record.pk)


def may_confirm(record: Record, user: Any) -> bool:
    """A second person confirms: neither who entered the record nor who last changed it."""
    person = user_or_none(user)
    if person is None or record.state != State.DRAFT:
        return False
    return person.pk not in (record.created_by_id, record.changed_by_id)  # type: ignore[attr-defined]


def confirm(record: Record, version: int, user: Any, why: str = "") -> Record:
    """A second person says that this version is right. Raises NotAllowed, Stale."""
    if not may_confirm(record, user):
        raise NotAllowed
    now = timezone.now()
    with transaction.atomic():
        turn_page(record.case)
        fields = {"state": State.CONFIRMED, "confirmed_by": user, "confirmed_at": now}
        after = _next_version(record, version, fields, state=State.DRAFT)
        _revision(after, cells_of(after), Action.CONFIRMED, user, why, now).save(force_insert=True)
    return after


def waiting_for(case: Case, user: Any) -> QuerySet[Record]:
    """Records that this person may confirm: entered or changed by others, and not as the case's own files had them."""
    person = user_or_none(user)
    rows = Record.objects.filter(case=case, state=State.DRAFT)
    if person is None:
        return rows.none()
    own = Q(created_by=person) | Q(changed_by=person)
    return rows.exclude(own).exclude(created_by=None, changed_by=None)


def confirm_many(case: Case, picked: Sequence[tuple[int, int]], user: Any) -> tuple[int, int]:
    """Confirm several records, each only in the version that was looked at; how many were, and how many were not.

    picked   number and version of each
    """
    now, versions = timezone.now(), dict(picked)
    done: list[Record] = []
    with transaction.atomic():
        turn_page(case)
        rows = waiting_for(case, user).filter(pk__in=versions).select_related("counter", "case")
        for record in rows:
            try:
                fields = {"state": State.CONFIRMED, "confirmed_by": user, "confirmed_at": now}
                done.append(_next_version(record, versions[record.pk], fields, state=State.DRAFT))
            except Stale:
                continue
        revisions = [_revision(r, cells_of(r), Action.CONFIRMED, user, "", now) for r in done]
        Revision.objects.bulk_create(revisions, batch_size=500)
    return len(done), len(versions) - len(done)


def withdraw(plan_case: PlanCase, record: Record, version: int, user: Any, why: str) -> Record:
    """The record no longer counts; it stays, with the reason. Raises NotAllowed, Stale."""
    if not record.is_live:
        raise NotAllowed
    return _to_state(plan_case, record, version, user, why, Action.WITHDRAWN)


def restore(plan_case: PlanCase, record: Record, version: int, user: Any, why: str) -> Record:
    """A withdrawn record counts again, to be confirmed anew. Raises NotAllowed, Stale."""
    if record.is_live:
        raise NotAllowed
    return _to_state(plan_case, record, version, user, why, Action.RESTORED)


def _to_state(plan_case: PlanCase, record: Record, version: int, user: Any, why: str, action: Action) -> Record:
    now = timezone.now()
    state = State.WITHDRAWN if action is Action.WITHDRAWN else State.DRAFT
    fields = {
        "state": state, "changed_by": user_or_none(user), "changed_at": now, "confirmed_by": None, "confirmed_at": None,
    }  # fmt: skip
    with transaction.atomic():
        turn_page(record.case)
        after = _next_version(record, version, fields)
        _revision(after, cells_of(after), action, user, why, now).save(force_insert=True)
        refresh_conflicts(record.case, plan_case, [(after.pk, after.measure)])
    return after
