"""Agreements with named partners, each step they reached, and missions with their cost and result."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.urls import reverse

from podobat.texts import catalogue
from podobat.web.core.models import Case
from podobat.web.directory.models import Organisation

_say = catalogue("web.ties")

PARTNERS: Final = {
    "university": _say("models.partners_university"), "laboratory": _say("models.partners_laboratory"),
    "fund": _say("models.partners_fund"), "firm": _say("models.partners_firm"),
    "body": _say("models.partners_body"), "other": _say("models.partners_other"),
}  # fmt: skip
#: Steps of an agreement in the order in which it reaches them; `ended` may come after any.
STEPS: Final = {
    "talk": _say("models.steps_talk"), "memorandum": _say("models.steps_memorandum"), "contract": _say(
        "models.steps_contract"
    ),
    "office": _say("models.steps_office"), "money": _say("models.steps_money"),
    "product": _say("models.steps_product"), "ended": _say("models.steps_ended"),
}  # fmt: skip
ENDED: Final = "ended"
LADDER: Final = tuple(id for id in STEPS if id != ENDED)


class Mission(models.Model):
    """A journey to partners elsewhere: where, when, what it cost (KRW million), and what it brought."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="missions")
    title = models.CharField(max_length=160)
    place = models.CharField(max_length=120)
    day = models.DateField()
    cost = models.FloatField()
    result = models.TextField(blank=True)

    agreements: models.Manager[Agreement]

    class Meta:
        """Newest first."""

        ordering = ("-day", "-id")

    def __str__(self) -> str:
        return f"{self.title} ({self.day})"


class Agreement(models.Model):
    """What was agreed with a partner of the directory, how far it is, what is next, and who sees to it.

    sector    of the partner, as the office calls it; "" where it has none
    abroad    a partner outside the country;  inside  a partner of the region itself
    step      the last step reached;  furthest  the highest one, kept when it ends
    office    the office that follows up
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=300)
    sector = models.CharField(max_length=60, blank=True)
    abroad = models.BooleanField(default=False)
    inside = models.BooleanField(default=False)
    mission = models.ForeignKey(Mission, null=True, on_delete=models.SET_NULL, related_name="agreements")
    step = models.CharField(max_length=12, default="talk")
    furthest = models.CharField(max_length=12, default="talk")
    next_day = models.DateField(null=True)
    next_what = models.CharField(max_length=300, blank=True)
    office = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)

    steps: models.Manager[Step]

    class Meta:
        """What is due first comes first."""

        ordering = (models.F("next_day").asc(nulls_last=True), "id")
        indexes = (models.Index(fields=("case", "step"), name="agreement_step"),)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.subject}"

    def get_absolute_url(self) -> str:
        """The page of the agreement."""
        return reverse("ties:agreement", kwargs={"case": self.case.slug, "id": self.pk})


class Step(models.Model):
    """A step that an agreement reached, with its day; kept for ever."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12)
    day = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    who = models.CharField(max_length=150)

    class Meta:
        """Newest first."""

        ordering = ("-day", "-id")

    def __str__(self) -> str:
        return f"{self.step} {self.day}"
