"""Cases, who belongs to them, and the log of everything that was done."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from podobat.errors import CannotRun
from podobat.plan import Case as PlanCase
from podobat.texts import catalogue
from podobat.web.core.plans import current_plan
from podobat.web.core.roles import Role

_say = catalogue("web.core")

RESERVED = ("sign-in", "sign-out", "first", "language", "account", "static", "new", "glossary", "health", "api")


UNPUBLISHED = _say("models.unpublished")


class Unpublished(CannotRun):
    """A case of which there is only a draft."""


class Case(models.Model):
    """A region's plan as a folder of files, with a short name under which the web knows it.

    slug       short name in addresses, e.g. "gwangju-phase1"
    folder     absolute path of plan.yaml, parameters/, scenarios/; empty as long as there is only a draft
    is_public  readers need not sign in
    confirmed_only   odds rest on confirmed records; others are shown beside them
    second_factor    the least role that needs a second factor, where the server has one; None: nobody needs it
    """

    slug = models.SlugField(max_length=80, unique=True)
    folder = models.CharField(max_length=500, blank=True)
    name_ko = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    is_public = models.BooleanField(default=True)
    confirmed_only = models.BooleanField(default=True)
    second_factor = models.PositiveSmallIntegerField(null=True, blank=True, choices=Role.choices)
    created = models.DateTimeField(auto_now_add=True)

    memberships: models.Manager[Membership]
    audit_entries: models.Manager[AuditEntry]

    class Meta:
        """Listed by short name."""

        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug

    def name(self, lang: str) -> str:
        """What people call the case."""
        return self.name_ko if lang == "ko" else self.name_en

    def get_absolute_url(self) -> str:
        """Address of the case's dashboard."""
        return reverse("dashboard:home", kwargs={"case": self.slug})

    def read(self) -> PlanCase:
        """The plan, scenarios and sources as they are in the folder now; read again only when a file changed.

        raises   Unpublished for a case that is only a draft; InputFaults, CannotRun as podobat.plan.read_case
        """
        if not self.folder:
            raise Unpublished(UNPUBLISHED)
        return current_plan(Path(self.folder))


class Membership(models.Model):
    """One person's role in one case."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """At most one role a case."""

        constraints = (models.UniqueConstraint(fields=("user", "case"), name="one_role_a_case"),)
        ordering = ("-role", "user__username")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} of {self.case}"  # type: ignore[attr-defined]


class AuditEntry(models.Model):
    """One thing that somebody did. Entries are only ever added.

    who      the name at that time, kept when the person's account goes; empty for the system and for the public
    action   dotted word: "record.saved", "member.invited"
    subject  what it was done to, as people call it
    detail   whatever else is worth keeping
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=150, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="audit_entries")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("case", "-id"), name="audit_of_case"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.action} {self.subject}"


class CaseRequest(HttpRequest):
    """A request on an address of a case, after the permission check: what views may rely on (for type checking)."""

    case: Case
    role: Role
    lang: str
