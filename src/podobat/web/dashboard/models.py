"""Results that pages show: kept when they are computed, so that no page waits for a computation."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from podobat.web.core.models import Case


class Snapshot(models.Model):
    """What one forecast says, with what made it.

    kind         plan: the plan alone, before any record; learnt: after learning from the records that count in public;
                 pending: as it would be if every record were confirmed
    key          names all that made it: the same key, the same numbers
    book         the state of the record book it was learnt from (book.services.token_of); "" for the plan
    content      odds, medians and intervals of every target; for `learnt` also the odds at every record date
    """

    PLAN, LEARNT, PENDING = "plan", "learnt", "pending"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="snapshots")
    kind = models.CharField(max_length=8, choices=((PLAN, PLAN), (LEARNT, LEARNT), (PENDING, PENDING)))
    key = models.CharField(max_length=64)
    book = models.CharField(max_length=64, blank=True)
    fingerprints = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    seconds = models.FloatField(default=0.0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest is shown."""

        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("case", "kind", "key"), name="one_snapshot_a_key"),)

    def __str__(self) -> str:
        return f"{self.case}: {self.kind} {self.key}"

    @property
    def folder(self) -> Path:
        """Where its bands and pictures are."""
        return Path(settings.RESULTS) / self.case.slug / f"{self.kind}-{self.key}"
