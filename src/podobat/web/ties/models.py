"""Agreements with named partners, each step they reached, and missions with their cost and result."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.urls import reverse

from podobat.units import Text
from podobat.web.core.models import Case
from podobat.web.directory.models import Organisation

PARTNERS: Final = {
    "university": Text("대학", "university"), "laboratory": Text("연구소", "laboratory"),
    "fund": Text("투자사·펀드", "fund or investor"), "firm": Text("기업", "firm"),
    "body": Text("공공기관", "public body"), "other": Text("그 밖", "other"),
}  # fmt: skip
#: Steps of an agreement in the order in which it reaches them; `ended` may come after any.
STEPS: Final = {
    "talk": Text("협의", "talk"), "memorandum": Text("업무협약", "memorandum"), "contract": Text("계약", "contract"),
    "office": Text("사무소 개소", "office opened"), "money": Text("자금 집행", "money paid"),
    "product": Text("제품·성과", "product"), "ended": Text("중단", "ended"),
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
