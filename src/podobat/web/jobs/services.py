"""Asking for work, stopping it, and what becomes of work whose worker has died.

job = ask(case, Kind.SCENARIO, {...}, key="3f9a...", user=request.user)
cancel(job)                       takes effect at the next sign of progress
recover(everyone=True)            a worker that starts: what its predecessor left is taken up once, then failed
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks.base import TASK_MIN_PRIORITY, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from podobat.texts import catalogue
from podobat.web.core.audit import audit
from podobat.web.core.models import Case
from podobat.web.jobs.claims import LONG, QUICK
from podobat.web.jobs.models import MOST_ATTEMPTS, OPEN, SILENT, Job, Kind, State
from podobat.web.jobs.tasks import run

_say = catalogue("web.jobs")

DIED_TWICE = _say("services.died_twice")


def queue_of(kind: str) -> str:
    """Where a kind of job waits: people wait for scenarios and pairs, and learning must not hold them up."""
    return QUICK if kind in (Kind.SCENARIO, Kind.MATCH) else LONG


def ask(case: Case, kind: Kind, request: dict[str, Any], *, key: str = "", user: Any = None, begun: bool = True) -> Job:
    """A job for this work: a new one, or the one that is under way already.

    begun   a job that has begun counts as under way; not so where the work may have changed since
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)  # two that ask at once get the same job
        states = OPEN if begun else (State.QUEUED,)
        found = Job.objects.filter(case=case, kind=kind, key=key, state__in=states, cancel_asked=False).first()
        if found is not None:
            return found
        known = user if user is not None and user.is_authenticated else None
        job = Job.objects.create(case=case, kind=kind, key=key, request=request, created_by=known)
        transaction.on_commit(lambda: _enqueue(job))
    return job


def open_of(user: Any, kind: str) -> QuerySet[Job]:
    """What a person waits for of a kind, in whatever case."""
    return Job.objects.filter(created_by=user, kind=kind, state__in=OPEN, cancel_asked=False)


def _enqueue(job: Job) -> None:
    """Into the queue: the first piece of work of anybody comes before the second of somebody else."""
    earlier = 0 if job.created_by_id is None else open_of(job.created_by_id, job.kind).filter(pk__lt=job.pk).count()  # pyright: ignore[reportAttributeAccessIssue]
    priority = max(TASK_MIN_PRIORITY, -earlier)
    run.using(queue_name=queue_of(job.kind), priority=priority).enqueue(job.pk)


def cancel(job: Job, request: Any = None) -> None:
    """Stop a job: at once when it waits, at its next sign of progress when it runs."""
    with transaction.atomic():
        now = timezone.now()
        waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED)
        stopped = waiting.update(state=State.CANCELLED, cancel_asked=True, finished_at=now)
        if not stopped:
            stopped = Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_asked=True)
        if stopped:
            audit(request, "job.cancelled", f"{job.kind} {job.pk}", case=job.case)
    job.refresh_from_db()


def recover(*, everyone: bool) -> int:
    """Take up what dead workers left behind: once more, or failed for good. Returns how many jobs were concerned.

    everyone   this is the only worker, so that whatever counts as running is left over from another one
    """
    silent = Q(heartbeat__lt=timezone.now() - SILENT) | Q(heartbeat=None)
    running = Job.objects.filter(state=State.RUNNING)
    n = sum(_taken_up(job) for job in (running if everyone else running.filter(silent)))
    if everyone:
        DBTaskResult.objects.exclude(status=TaskResultStatus.READY).delete()  # done, or of workers that are no more
    _enqueue_lost()
    return n


def _taken_up(job: Job) -> int:
    """One abandoned job. Nothing happens when another worker was faster."""
    now, same = timezone.now(), Job.objects.filter(pk=job.pk, state=State.RUNNING, heartbeat=job.heartbeat)
    if job.cancel_asked:
        return same.update(state=State.CANCELLED, finished_at=now)
    if job.attempts >= MOST_ATTEMPTS:
        return same.update(state=State.FAILED, finished_at=now, error_ko=DIED_TWICE.ko, error_en=DIED_TWICE.en)
    return same.update(state=State.QUEUED, worker="", done=0)


def _enqueue_lost() -> None:
    """Jobs that wait although nothing in the queue names them. Naming one twice does no harm: it is begun once."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    named = {args["args"][0] for args in waiting.values_list("args_kwargs", flat=True)}
    for job in Job.objects.filter(state=State.QUEUED).exclude(pk__in=named):
        _enqueue(job)
