"""Members, meetings, items with their decisions, and what is to follow. Nothing is deleted; changes are in the log."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.urls import reverse

from podobat.texts import catalogue
from podobat.web.core.models import Case
from podobat.web.scenarios.models import Scenario

_say = catalogue("web.committee")

USER = settings.AUTH_USER_MODEL
OPEN: Final = "open"
DECISIONS: Final = {
    OPEN: _say("models.not_decided"),
    "approved": _say("models.decisions_approved"),
    "amended": _say("models.decisions_amended"),
    "rejected": _say("models.decisions_rejected"),
    "deferred": _say("models.decisions_deferred"),
    "noted": _say("models.decisions_noted"),
}


class Member(models.Model):
    """Somebody on the committee: a name and a post, nothing else of a person."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="committee")
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        """In the order in which they came."""

        ordering = ("since", "id")

    def __str__(self) -> str:
        return f"{self.name} ({self.post})"


class Meeting(models.Model):
    """A meeting: day, title, who was there."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="meetings")
    day = models.DateField()
    title = models.CharField(max_length=160)
    place = models.CharField(max_length=120, blank=True)
    present = models.ManyToManyField(Member, related_name="meetings")
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    items: models.Manager[Item]

    class Meta:
        """Newest first."""

        ordering = ("-day", "-id")

    def __str__(self) -> str:
        return f"{self.day} {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the meeting."""
        return reverse("committee:meeting", kwargs={"case": self.case.slug, "id": self.pk})


class Item(models.Model):
    """An item of the agenda: what was proposed, decided and why, and the figures as they stood on the day.

    scenario   the plan's variant that the proposal is about, from the scenario room
    figures    targets, odds and intervals of the result that was in force when the decision was noted; empty before
    version    one more with every change, so that nobody overwrites another
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    proposal = models.TextField()
    scenario = models.ForeignKey(Scenario, null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.CharField(max_length=10, default=OPEN)
    reasons = models.TextField(blank=True)
    figures = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)

    tasks: models.Manager[Task]

    class Meta:
        """In the order of the agenda."""

        ordering = ("place", "id")
        constraints = (models.UniqueConstraint(fields=("meeting", "place"), name="one_item_a_place"),)

    def __str__(self) -> str:
        return f"{self.place}. {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the item."""
        return reverse("committee:item", kwargs={"case": self.meeting.case.slug, "id": self.pk})

    def decision_name(self, lang: str) -> str:
        """The decision in words."""
        return DECISIONS[self.decision][lang]


class Task(models.Model):
    """What is to follow a decision, who sees to it (an office), by when, and what came of it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="tasks")
    what = models.CharField(max_length=300)
    office = models.CharField(max_length=120)
    due = models.DateField()
    done_on = models.DateField(null=True)
    came_of_it = models.TextField(blank=True)

    class Meta:
        """Those due first come first."""

        ordering = ("due", "id")

    def __str__(self) -> str:
        return self.what
