"""The record book in the database: records, what they rest on, every version there ever was, and uploads under way.

A record is changed only by a conditional update on its `version`, together with a new Revision, in one transaction
(`writing.py`). Nothing is deleted: a withdrawn record keeps its place and can be restored.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from podobat.plan.publishers import publisher, title
from podobat.records.book import COVERAGES
from podobat.records.rows import both
from podobat.texts import catalogue
from podobat.web.core.models import Case

_say = catalogue("web.book")

USER = settings.AUTH_USER_MODEL


class Counter(models.Model):
    """Who counts: a short key as in records_counters.csv, and the name as people know it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="counters")
    key = models.CharField(max_length=60)
    name_ko = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        """One key a case."""

        constraints = (models.UniqueConstraint(fields=("case", "key"), name="one_counter_a_key"),)
        ordering = ("id",)

    def __str__(self) -> str:
        return self.key

    def name(self, lang: str) -> str:
        """What people call it."""
        return self.name_ko if lang == "ko" else self.name_en


class Evidence(models.Model):
    """A file that somebody handed in as evidence. Served only by the view that checks the role."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    file = models.FileField(max_length=200)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """Where figures were found: a row of records_sources.csv, with the file itself where there is one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="record_sources")
    key = models.CharField(max_length=100)
    value = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    as_of = models.CharField(max_length=40, blank=True)
    definition = models.TextField(blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    grade = models.CharField(max_length=1, blank=True)
    file = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="sources")

    class Meta:
        """One key a case."""

        constraints = (models.UniqueConstraint(fields=("case", "key"), name="one_source_a_key"),)
        ordering = ("id",)

    def __str__(self) -> str:
        return self.key

    def who(self, lang: str) -> str:
        """The publisher, as people of this language call it."""
        return publisher(self.publisher)[lang]

    def called(self, lang: str) -> str:
        """The title, in this language where there is one."""
        return title(self.title)[lang]

    @property
    def is_link(self) -> bool:
        """Is there a web address that may be followed?"""
        return self.url.startswith(("https://", "http://"))


class State(models.TextChoices):
    """How far a record is trusted by the office itself."""

    DRAFT = "draft"  # entered or changed; not yet looked at by a second person
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    State.DRAFT: _say("models.to_be_confirmed"),
    State.CONFIRMED: _say("models.confirmed"),
    State.WITHDRAWN: _say("models.withdrawn"),
}


class Record(models.Model):
    """One counted value as it stands now; the columns are those of records.csv (learn/book.py says what they mean).

    key      the id of records.csv
    day      the last day counted: period_to, else as_of
    source   keys of sources, separated by "; "
    version  1, 2, ...: every change makes the next
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="records")
    key = models.CharField(max_length=60)
    measure = models.CharField(max_length=100)
    value = models.FloatField()
    unit = models.CharField(max_length=40)
    as_of = models.DateField()
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="records")
    scope = models.CharField(max_length=60, blank=True)
    coverage = models.CharField(max_length=10, blank=True)
    definition_ko = models.TextField()
    definition_en = models.TextField()
    grade = models.CharField(max_length=1)
    source = models.CharField(max_length=1000)
    note = models.TextField(blank=True)

    day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    revisions: models.Manager[Revision]
    comments: models.Manager[Comment]

    class Meta:
        """One key a case; an index for every order and filter of the list."""

        constraints = (models.UniqueConstraint(fields=("case", "key"), name="one_record_a_key"),)
        indexes = (
            models.Index(fields=("case", "-day", "-id"), name="record_day"),
            models.Index(fields=("case", "-changed_at", "-id"), name="record_changed"),
            models.Index(fields=("case", "measure", "-day", "-id"), name="record_measure"),
            models.Index(fields=("case", "counter", "-day", "-id"), name="record_counter"),
            models.Index(fields=("case", "state", "-day", "-id"), name="record_state"),
            models.Index(fields=("case", "grade", "-day", "-id"), name="record_grade"),
        )

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        """The page of this record."""
        return reverse("book:record", kwargs={"case": self.case.slug, "id": self.pk})

    @property
    def is_live(self) -> bool:
        """Does it count?"""
        return self.state != State.WITHDRAWN

    @property
    def is_confirmed(self) -> bool:
        """Did a second person look at this very version?"""
        return self.state == State.CONFIRMED

    @property
    def is_trusted(self) -> bool:
        """May odds in public rest on it: is it confirmed, or as the case's own files had it?"""
        return self.is_confirmed or (self.created_by_id is None and self.changed_by_id is None)  # type: ignore[attr-defined]

    @property
    def comparable(self) -> bool:
        """Does it count the measure as defined?"""
        return self.coverage in ("", "whole") and not self.scope

    @property
    def sources(self) -> list[str]:
        """The keys of its sources."""
        return self.source.replace(";", " ").split()

    def remark(self, lang: str) -> str:
        """The note; of one written `Korean / English`, the half in this language."""
        halves = both(self.note)
        return halves.ko if lang == "ko" else halves.en

    def definition(self, lang: str) -> str:
        """What exactly was counted."""
        return self.definition_ko if lang == "ko" else self.definition_en

    def coverage_name(self, lang: str) -> str:
        """How what was counted relates to the measure."""
        return COVERAGES[self.coverage or "whole"][lang]

    def state_name(self, lang: str) -> str:
        """The state in words."""
        return STATE_NAMES[State(self.state)][lang]


class Action(models.TextChoices):
    """What a revision did."""

    ENTERED = "entered"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    LOADED = "loaded"
    IMPORTED = "imported"


ACTION_NAMES = {
    Action.ENTERED: _say("models.entered"),
    Action.CHANGED: _say("models.changed"),
    Action.CONFIRMED: _say("models.confirmed_2"),
    Action.WITHDRAWN: _say("models.withdrawn_2"),
    Action.RESTORED: _say("models.restored"),
    Action.LOADED: _say("models.loaded_from_the_cases_files"),
    Action.IMPORTED: _say("models.imported"),
}


class Revision(models.Model):
    """A version of a record, whole, with who made it, when and why. Only ever added."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=12, choices=Action.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    content = models.JSONField()
    why = models.TextField(blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        """A version exists once: two writers cannot both make it."""

        constraints = (models.UniqueConstraint(fields=("record", "version"), name="one_revision_a_version"),)
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"{self.record_id} v{self.version}"  # type: ignore[attr-defined]

    def action_name(self, lang: str) -> str:
        """What it did, in words."""
        return ACTION_NAMES[Action(self.action)][lang]


class Conflict(models.Model):
    """Two live records that cannot both be right (learn/check.py), kept so that lists can show it at no cost."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="record_conflicts")
    first = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="conflicts_first")
    second = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="conflicts_second")
    measure = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    ratio = models.FloatField()
    chance = models.FloatField()
    text_ko = models.TextField()
    text_en = models.TextField()

    class Meta:
        """A pair once; what differs most for its grades comes first."""

        constraints = (models.UniqueConstraint(fields=("first", "second", "kind"), name="one_conflict_a_pair"),)
        indexes = (models.Index(fields=("case", "measure"), name="conflict_measure"),)
        ordering = ("-ratio", "id")

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"  # type: ignore[attr-defined]

    def sentence(self, lang: str) -> str:
        """What the two say and by how much they differ."""
        return self.text_ko if lang == "ko" else self.text_en


class Unchecked(models.Model):
    """A record that a large upload brought or changed and that is still to be held against the others (findings.py)."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="unchecked")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="unchecked_records")
    measure = models.CharField(max_length=100)

    class Meta:
        """Taken up measure by measure."""

        indexes = (models.Index(fields=("case", "measure"), name="unchecked_measure"),)

    def __str__(self) -> str:
        return f"{self.record_id}"  # type: ignore[attr-defined]


class BookState(models.Model):
    """A number that grows with every change of a case's book: what was computed from an older one is out of date.

    token   chance letters, new with every change, that name this state of this book among all databases
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="book_state")
    serial = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=16, blank=True)
    fingerprint = models.CharField(max_length=12, blank=True)
    fingerprint_serial = models.BigIntegerField(default=-1)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.serial}"  # type: ignore[attr-defined]


class Progress(models.TextChoices):
    """How far an upload is."""

    WAITING = "waiting"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Upload(models.Model):
    """A table handed in and not yet part of anything: its rows, corrections made in the preview, decisions.

    kind       what the rows are: "records", "organisations", ...
    rows       [[line, {column: cell}], ...] as corrected so far; emptied when applied or discarded
    decisions  {line: choice}, e.g. "skip", or the id of the organisation that a name means
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    progress = models.CharField(max_length=10, choices=Progress.choices, default=Progress.WAITING)
    result = models.JSONField(default=dict)
    by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class Comment(models.Model):
    """What somebody of the office says about a record. Only ever added."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order in which they were said."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.record_id}: {self.who}"  # type: ignore[attr-defined]


class Heading(models.Model):
    """What the offices of a case call a column of a kind of table."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="headings")
    kind = models.CharField(max_length=30)
    head = models.CharField(max_length=200)
    column = models.CharField(max_length=60)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """A head means one column."""

        constraints = (models.UniqueConstraint(fields=("case", "kind", "head"), name="one_column_a_head"),)

    def __str__(self) -> str:
        return f"{self.head}: {self.column}"


def iso(day: date | str | None) -> str:
    """A day as the table writes it; "" for none."""
    return day if isinstance(day, str) else day.isoformat() if day else ""


def user_or_none(user: Any) -> Any:
    """The person, or None for the system and for strangers."""
    return user if user is not None and getattr(user, "is_authenticated", False) else None
