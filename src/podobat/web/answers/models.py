"""An answer that somebody asked for, and judgements that evaluators entered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse

from podobat.web.core.models import Case


class Answer(models.Model):
    """What a verb said, with what made it.

    key        names verb, options, language, plan, parameters, code and records: the same key, the same bits
    options    what it was told, as the form had it
    told       the same as words of the command line
    ready      are its files there?
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    verb = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    lang = models.CharField(max_length=2)
    options = models.JSONField(default=dict)
    told = models.JSONField(default=list)
    files = models.JSONField(default=dict)
    fingerprints = models.JSONField(default=dict)
    ready = models.BooleanField(default=False)
    seconds = models.FloatField(default=0.0)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("case", "key"), name="one_answer_a_key"),)
        indexes = (models.Index(fields=("case", "verb", "-id"), name="answer_of_case"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return Path(settings.RESULTS) / self.case.slug / "answers" / self.key

    def is_of(self, prints: Mapping[str, str]) -> bool:
        """Was it worked out from these: plan, parameters, code? What it does not rest on it has no fingerprint of."""
        return all(self.fingerprints.get(name) in (None, print) for name, print in prints.items())

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("answers:shown", kwargs={"case": self.case.slug, "verb": self.verb, "key": self.key})


class Judgement(models.Model):
    """How one evaluator weighs the criteria of the appraisal (AHP): pair -> judgement from 1/9 to 9."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="judgements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """One an evaluator."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("case", "by"), name="one_judgement_an_evaluator"),)

    def __str__(self) -> str:
        return f"{self.case}: {self.by}"
