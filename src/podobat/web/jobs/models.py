"""A job: what is to be computed, how far it is, what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from podobat.texts import catalogue
from podobat.web.core.models import Case

_say = catalogue("web.jobs")

MOST_ATTEMPTS: Final = 2  # a job that two workers died of is not tried again
SILENT: Final = timedelta(seconds=30)  # without a sign of life for so long, a worker counts as dead


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN: Final = (State.QUEUED, State.RUNNING)


class Kind(models.TextChoices):
    """What a job computes."""

    FORECAST = "forecast"
    LEARN = "learn"
    SCENARIO = "scenario"
    REPORT = "report"
    ANSWER = "answer"
    MATCH = "match"


class Job(models.Model):
    """One piece of work.

    key        what is computed, so that the same work is not queued twice
    request    all that the work needs to know
    done       simulations finished, of `total`
    attempts   workers that have begun it
    worker     the process that is at it
    heartbeat  its last sign of life
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=64, blank=True)
    request = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    heartbeat = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    error_ko = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; the open ones are looked for often."""

        ordering = ("-id",)
        indexes = (
            models.Index(fields=("case", "kind", "state", "-id"), name="job_of_case"),
            models.Index(fields=("state", "heartbeat"), name="job_alive"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Is it still to be waited for?"""
        return self.state in OPEN

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return min(100, round(100 * self.done / self.total)) if self.total else 0

    @property
    def left(self) -> int | None:
        """About how many seconds it still takes, by its pace so far; None while nothing can be said."""
        if self.state != State.RUNNING or self.started_at is None or not self.total or self.done * 20 < self.total:
            return None
        gone = (timezone.now() - self.started_at).total_seconds()
        return max(1, round(gone * (self.total - self.done) / self.done))

    @property
    def seconds(self) -> float | None:
        """How long it took, once finished."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at and self.started_at else None

    def error(self, lang: str) -> str:
        """Why it failed."""
        return self.error_ko if lang == "ko" else self.error_en

    def is_abandoned(self) -> bool:
        """Has its worker given no sign of life for long?"""
        return self.state == State.RUNNING and (self.heartbeat is None or timezone.now() - self.heartbeat > SILENT)


STATE_NAMES: Final = {
    State.QUEUED: _say("models.waiting"),
    State.RUNNING: _say("models.running"),
    State.DONE: _say("models.done"),
    State.FAILED: _say("models.failed"),
    State.CANCELLED: _say("models.stopped"),
}
