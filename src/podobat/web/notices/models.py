"""Who wants to hear of what is due, and how often."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from podobat.web.core.models import Case


class Often(models.TextChoices):
    """How often somebody is written to."""

    WEEKLY = "weekly"
    DAILY = "daily"


DAYS: Final = {Often.DAILY: 1, Often.WEEKLY: 7}


class Wish(models.Model):
    """A person who wants what is due in a case by e-mail. Nobody has one until they ask for it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="wishes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes")
    often = models.CharField(max_length=6, choices=Often.choices)
    lang = models.CharField(max_length=2)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        """One of a person in a case."""

        constraints = (models.UniqueConstraint(fields=("case", "user"), name="one_wish_a_person"),)
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.user}: {self.often}"
