"""A committee report of one moment, kept with what made it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from podobat.texts import LANGUAGES, language_name
from podobat.web.core.models import Case


class Report(models.Model):
    """What was said to the committee on one day, in one language.

    as_of         records known by the end of this day are in it
    fingerprints  of plan, parameters, code and records
    edition       one, ten, all; or own, of the parts that were chosen;  approval who signs, left to right
    headline      its first sentence
    ready         are its files there?
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    as_of = models.DateField()
    lang = models.CharField(max_length=2, choices=[(lang, language_name(lang)) for lang in LANGUAGES])
    draws = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    edition = models.CharField(max_length=4, default="all")
    parts = models.JSONField(default=list)
    approval = models.JSONField(default=list)
    fingerprints = models.JSONField(default=dict)
    headline = models.TextField(blank=True)
    ready = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("case", "-id"), name="report_of_case"),)

    def __str__(self) -> str:
        return f"{self.case} {self.as_of} {self.lang}"

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return Path(settings.RESULTS) / self.case.slug / "reports" / str(self.pk)

    @property
    def key(self) -> str:
        """Names its job."""
        return f"report-{self.pk}"
