"""Organisations, what they received, who counted them, and trainees without names; every change of each is kept.

An organisation is one entry, whatever its name is written like; `merged_into` points from an entry that turned out to
be another one. Trainees are chance codes: nothing here can say who they are.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from podobat.texts import catalogue
from podobat.web.book.models import Counter, Record
from podobat.web.core.models import Case
from podobat.web.directory.registration import written

_say = catalogue("web.directory")

USER = settings.AUTH_USER_MODEL


class Organisation(models.Model):
    """One firm or institution.

    name_key      what makes two spellings the same (names.py)
    registration  ten digits, checked; "" when not known
    merged_into   the entry that this one turned out to be
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="organisations")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    registration = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)

    aliases: models.Manager[Alias]
    supports: models.Manager[Support]
    countings: models.Manager[Counting]
    merged: models.Manager[Organisation]

    class Meta:
        """A registration number belongs to one entry."""

        constraints = (
            models.UniqueConstraint(
                fields=("case", "registration"), condition=~models.Q(registration=""), name="one_organisation_a_number"
            ),
        )
        indexes = (
            models.Index(fields=("case", "name", "id"), name="organisation_name"),
            models.Index(fields=("case", "name_key"), name="organisation_key"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of this entry."""
        return reverse("directory:organisation", kwargs={"case": self.case.slug, "id": self.pk})

    @property
    def number(self) -> str:
        """The registration number as people write it."""
        return written(self.registration)


class Two(models.Model):
    """Two entries that a person told apart, though their names are alike; the smaller number first."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A pair once."""

        constraints = (models.UniqueConstraint(fields=("first", "second"), name="one_pair_told_apart"),)

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class Alias(models.Model):
    """Another name of an organisation: in English, formerly, as an office writes it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)

    class Meta:
        """A name once."""

        constraints = (models.UniqueConstraint(fields=("organisation", "name_key"), name="one_alias_a_name"),)
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


KINDS = {
    "grant": _say("models.kinds_grant"),
    "voucher": _say("models.kinds_voucher"),
    "loan": _say("models.kinds_loan"),
    "investment": _say("models.kinds_investment"),
    "space": _say("models.kinds_space"),
    "equipment": _say("models.kinds_equipment"),
    "training": _say("models.kinds_training"),
    "consulting": _say("models.kinds_consulting"),
    "other": _say("models.kinds_other"),
}
PURPOSES = {
    "founding": _say("models.purposes_founding"),
    "prototype": _say("models.purposes_prototype"),
    "research": _say("models.purposes_research"),
    "hiring": _say("models.purposes_hiring"),
    "market": _say("models.purposes_market"),
    "premises": _say("models.purposes_premises"),
    "compute": _say("models.purposes_compute"),
    "adoption": _say("models.purposes_adoption"),
    "other": _say("models.purposes_other"),
}


class Support(models.Model):
    """Support that an organisation received.

    programme   id of the plan's programme, or "" for one outside the plan, then named in the note
    end         the last day: `until`, or `since` for support given on one day
    amount      KRW million; None when it has no amount
    counter     the office that gave it
    record      the record in which it is counted
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supports")
    programme = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    end = models.DateField()
    amount = models.FloatField(null=True)
    kind = models.CharField(max_length=12)
    purpose = models.CharField(max_length=12)
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="supports")
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="supports")
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        """Found by organisation and by programme."""

        indexes = (
            models.Index(fields=("organisation", "since"), name="support_organisation"),
            models.Index(fields=("case", "programme", "-since"), name="support_programme"),
        )
        ordering = ("-since", "-id")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.programme} {self.since}"  # type: ignore[attr-defined]

    def kind_name(self, lang: str) -> str:
        """The kind in words."""
        return KINDS[self.kind][lang]

    def purpose_name(self, lang: str) -> str:
        """The purpose in words."""
        return PURPOSES[self.purpose][lang]


class Counting(models.Model):
    """That an office counts an organisation in a measure."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="countings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="countings")
    measure = models.CharField(max_length=100)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="countings")
    day = models.DateField()
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="countings")
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        """Found by organisation and by measure."""

        indexes = (
            models.Index(fields=("organisation", "measure"), name="counting_organisation"),
            models.Index(fields=("case", "measure", "counter"), name="counting_measure"),
        )
        ordering = ("measure", "day", "id")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.measure} {self.day}"  # type: ignore[attr-defined]


STATUSES = {
    "inside": _say("models.statuses_inside"),
    "outside": _say("models.statuses_outside"),
    "looking": _say("models.statuses_looking"),
    "untraced": _say("models.statuses_untraced"),
}


class Trainee(models.Model):
    """Somebody who completed a course, under a chance code. No name, no number, nothing that says who it is."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="trainees")
    code = models.CharField(max_length=12)
    course = models.CharField(max_length=100)
    programme = models.CharField(max_length=60, blank=True)
    completed = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn = models.BooleanField(default=False)

    follow_ups: models.Manager[FollowUp]

    class Meta:
        """One code a case."""

        constraints = (models.UniqueConstraint(fields=("case", "code"), name="one_trainee_a_code"),)
        indexes = (models.Index(fields=("case", "course", "completed"), name="trainee_course"),)
        ordering = ("-completed", "code")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The page of this trainee."""
        return reverse("directory:trainee", kwargs={"case": self.case.slug, "code": self.code})


class FollowUp(models.Model):
    """Where a trainee was found on a day."""

    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="follow_ups")
    day = models.DateField()
    status = models.CharField(max_length=10)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        """Once a day; the latest first."""

        constraints = (models.UniqueConstraint(fields=("trainee", "day"), name="one_follow_up_a_day"),)
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.trainee_id} {self.day} {self.status}"  # type: ignore[attr-defined]

    def status_name(self, lang: str) -> str:
        """The status in words."""
        return STATUSES[self.status][lang]


class Change(models.Model):
    """A version of one of these, whole, with who made it, when and why. Only ever added.

    kind     organisation, support, counting, trainee
    content  its cells after the change; of a merge also what was moved
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="directory_changes")
    kind = models.CharField(max_length=12)
    subject = models.PositiveBigIntegerField()
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=12)
    content = models.JSONField()
    why = models.TextField(blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A version exists once."""

        constraints = (models.UniqueConstraint(fields=("kind", "subject", "version"), name="one_change_a_version"),)
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} v{self.version}"


ACTIONS = {
    "entered": _say("models.actions_entered"),
    "changed": _say("models.actions_changed"),
    "imported": _say("models.actions_imported"),
    "withdrawn": _say("models.actions_withdrawn"),
    "merged": _say("models.actions_merged"),
    "unmerged": _say("models.actions_unmerged"),
}
