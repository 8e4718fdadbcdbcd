"""Versions of a case's files: every one that was published, and the draft that is being written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from podobat.texts import catalogue
from podobat.web.core.models import Case

_say = catalogue("web.plans")


class Version(models.Model):
    """All files of a case at one moment. Published ones are never changed; there is at most one draft.

    number   1, 2, ... in the order of publication; None for the draft
    files    text of each file by its path inside the folder, records left out
    digest   names the files: the same digest, the same bytes
    serial   counts the changes of a draft, so that two who write at once notice
    base     number of the version that a draft began from
    why      what its author says of it
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(null=True)
    files = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    serial = models.PositiveIntegerField(default=0)
    base = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=20, default="written")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """Newest first; one version a number, one draft a case."""

        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="one_version_a_number"),
            models.UniqueConstraint(fields=("case",), condition=models.Q(number=None), name="one_draft_a_case"),
        )

    def __str__(self) -> str:
        return f"{self.case} {self.number or 'draft'}"

    def get_absolute_url(self) -> str:
        """Its page; that of the draft is the form."""
        if self.number is None:
            return reverse("plans:edit", kwargs={"case": self.case.slug})
        return reverse("plans:version", kwargs={"case": self.case.slug, "number": self.number})


ORIGINS = {
    "written": _say("models.origins_written"),
    "template": _say("models.origins_template"),
    "folder": _say("models.origins_folder"),
    "upload": _say("models.origins_upload"),
    "table": _say("models.origins_table"),
    "copy": _say("models.origins_copy"),
    "continuation": _say("models.origins_continuation"),
    "restored": _say("models.origins_restored"),
}
