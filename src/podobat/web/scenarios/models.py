"""A scenario that somebody tried: the changes, what made its result, and the result."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from podobat.web.core.models import Case


class Scenario(models.Model):
    """Changes of a plan and what comes of them.

    key           names case, plan, parameters, code, changes, seed and draws: the same key, the same bits. It is signed
                  with the server's own key, so that nobody can find out from outside what was tried
    changes       path of the plan -> value, as scenarios/*.yaml has it under `set`
    result        the comparison with the plan; empty until the first draws are done
    final         are these all the draws?
    name          given by whoever saved it; empty for one that was only tried
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="scenarios")
    key = models.CharField(max_length=64)
    changes = models.JSONField()
    seed = models.BigIntegerField(default=1)
    draws = models.PositiveIntegerField()
    fingerprints = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    final = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("case", "key"), name="one_scenario_a_key"),)
        indexes = (models.Index(fields=("case", "-saved_at"), name="scenario_saved"),)

    def __str__(self) -> str:
        return self.name or self.key

    def get_absolute_url(self) -> str:
        """The link that shares it."""
        return reverse("scenarios:shown", kwargs={"case": self.case.slug, "key": self.key})
