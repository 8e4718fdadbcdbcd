"""How a worker takes a job, gives it back, and forgets what is long finished."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from podobat.web.core.models import Case
from podobat.web.jobs.models import OPEN, Job, State

QUICK, LONG = "quick", "long"  # queues: one for answers that somebody waits for, one for the rest
KEPT = 500  # finished jobs kept for each case


def claim(job_id: int, worker: str) -> Job | None:
    """Begin a job; None when it was stopped or somebody else has begun it."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job_id, state=State.QUEUED)
    taken = waiting.update(
        state=State.RUNNING, worker=worker, attempts=F("attempts") + 1, heartbeat=now, started_at=now, done=0
    )
    return Job.objects.select_related("case").get(pk=job_id) if taken else None


def tidy(case: Case) -> None:
    """Forget finished jobs but for the latest ones; their results are kept elsewhere."""
    closed = Job.objects.filter(case=case).exclude(state__in=OPEN)
    oldest = closed.order_by("-id").values_list("id", flat=True)[KEPT : KEPT + 1].first()
    if oldest is not None:
        closed.filter(id__lte=oldest).delete()


def give_back(worker: str) -> int:
    """A worker that ends in good order leaves its work to the next one; that does not count as an attempt."""
    mine = Job.objects.filter(state=State.RUNNING, worker=worker, attempts__gt=0)
    return mine.update(state=State.QUEUED, worker="", done=0, attempts=F("attempts") - 1)
