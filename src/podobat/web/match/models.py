"""Tables of firms, lists of pairs made from them, the pairs with what became of them, and links for firms."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from podobat.match.market import STAGES
from podobat.units import Text
from podobat.web.core.models import Case
from podobat.web.directory.models import Organisation

USER = settings.AUTH_USER_MODEL
SUPPLIER, DEMAND = "supplier", "demand"
PROPOSED, ACCEPTED, INVITED, DECLINED, ENDED = "proposed", "accepted", "invited", "declined", "ended"
#: Where a pair may stand: first the office's own steps, then those of the outcome register (match.market.STAGES).
STEPS: Final = (PROPOSED, ACCEPTED, INVITED, *STAGES)
REASONED: Final = (DECLINED, ENDED)  # these steps need a reason
OPEN_TO_FIRMS: Final = tuple(s for s in STEPS if s not in (PROPOSED, DECLINED))
LIFE: Final = timedelta(days=90)  # of a firm's link
TOKEN: Final = 40


class Roll(models.Model):
    """A table of one side as it was uploaded, or taken from the directory; the newest of a side is in force."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rolls")
    side = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    firms = models.PositiveIntegerField()
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.side}: {self.name}"


class Listing(models.Model):
    """One list of pairs: from which tables, how it was chosen, and what was noted while they were read.

    options   what `match` was asked (match.result.Options)
    summary   numbers and notes for the page; empty until the list is made
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="listings")
    suppliers = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="+")
    demands = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="+")
    options = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    ready = models.BooleanField(default=False)
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.case}: {self.pk}"


class Pair(models.Model):
    """A demand firm and a supplier: why they fit, and where they stand.

    demand, supplier   their ids in the tables; the organisation of the directory, where it is known beyond doubt
    place              in the list that proposed it, from 1
    told               fit, chance of use, savings, voucher and reasons as the list gave them
    stage, reason      one of STEPS; why, where it was declined or ended
    demand_says, supplier_says   "" (nothing yet), "yes" or "no"
    version            one more with every change, so that nobody overwrites another
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pairs")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="pairs")
    place = models.PositiveIntegerField()
    demand = models.CharField(max_length=200)
    demand_name = models.CharField(max_length=400)
    demand_text = models.TextField(blank=True)
    demand_entry = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    supplier = models.CharField(max_length=200)
    supplier_name = models.CharField(max_length=400)
    supplier_text = models.TextField(blank=True)
    supplier_entry = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    fit = models.FloatField()
    told = models.JSONField(default=dict)
    stage = models.CharField(max_length=10, default=PROPOSED)
    reason = models.CharField(max_length=500, blank=True)
    demand_says = models.CharField(max_length=3, blank=True)
    supplier_says = models.CharField(max_length=3, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    steps: models.Manager[Step]

    class Meta:
        """One row a pair in a case, whatever list proposes it."""

        ordering = ("place", "id")
        constraints = (models.UniqueConstraint(fields=("case", "demand", "supplier"), name="one_row_a_pair"),)
        indexes = (models.Index(fields=("case", "stage", "place"), name="pair_stage"),)

    def __str__(self) -> str:
        return f"{self.demand_name} - {self.supplier_name}"

    def get_absolute_url(self) -> str:
        """The page of the pair."""
        return reverse("match:pair", kwargs={"case": self.case.slug, "id": self.pk})


class Step(models.Model):
    """One change of a pair, kept for ever: who set which stage, on which day, and why.

    by_firm   the side that answered through its own link; "" for the office
    """

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=10)
    day = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    by_firm = models.CharField(max_length=8, blank=True)
    who = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.stage} {self.day}"


class Key(models.Model):
    """A firm's link to its own pairs. The token is told once; only its hash is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="keys")
    side = models.CharField(max_length=8)
    firm = models.CharField(max_length=200)
    token_hash = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Found by firm."""

        indexes = (models.Index(fields=("case", "side", "firm"), name="key_firm"),)

    def __str__(self) -> str:
        return f"{self.side} {self.firm}"

    @classmethod
    def give(cls, case: Case, side: str, firm: str) -> str:
        """A new link's token. Links given before end."""
        cls.objects.filter(case=case, side=side, firm=firm).delete()
        token = get_random_string(TOKEN)
        cls.objects.create(case=case, side=side, firm=firm, token_hash=_hashed(token), expires=timezone.now() + LIFE)
        return token

    @classmethod
    def find(cls, token: str) -> Key | None:
        """The open link with this token, and its case."""
        found = cls.objects.filter(token_hash=_hashed(token), expires__gt=timezone.now())
        return found.select_related("case").first()


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def stage_name(stage: str, said: Any, lang: str) -> str:
    """A stage in words: those of the register as matching says them, the office's own as this room does."""
    named: Text | None = STAGES.get(stage)
    return named[lang] if named is not None else said(f"match.stage_{stage}")
