"""Forms of the directory. Cells are typed as text and read with complaints, so that all faults stand at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from podobat.names import name_key
from podobat.plan import Plan
from podobat.records.cells import Complaint
from podobat.texts import catalogue
from podobat.units import Text
from podobat.web.book.measuring import measures_of
from podobat.web.book.models import Counter, Record
from podobat.web.core.forms import Worded
from podobat.web.core.models import Case
from podobat.web.core.texts import words
from podobat.web.directory.cells import amount_in, choice_in, day_in, programmes_of, text_in
from podobat.web.directory.models import KINDS, PURPOSES, STATUSES
from podobat.web.directory.registration import registration_in

_say = catalogue("web.directory")

DAY = forms.DateInput({"type": "date"})
UNITS = {"": _say("forms.units_none"), "억원": _say("forms.units_100m_won"), "원": _say("forms.units_won")}


def complaint_text(complaint: Complaint, lang: str) -> str:
    """A complaint as it stands beside a field."""
    found, allowed, remedy = complaint
    return " — ".join(filter(None, [found[lang], remedy[lang] or allowed[lang]]))


class Cells(Worded, forms.Form):
    """A form whose cells are read by functions that complain. `read` holds what they mean."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    correcting = False

    def __init__(self, *args: Any, case: Case, lang: str, correcting: bool = False, **kwargs: Any) -> None:
        self.case, self.lang, self.correcting = case, lang, correcting
        self.read: dict[str, Any] = {}
        super().__init__(*args, **kwargs)
        if not correcting and "why" in self.fields:
            del self.fields["why"]

    def cell(self, name: str) -> str:
        """A cell as typed."""
        return str(self.cleaned_data.get(name) or "").strip()

    def take(self, name: str, found: tuple[Any, Complaint | None]) -> None:
        """Keep what a cell means, or put the complaint beside it."""
        value, complaint = found
        self.read[name] = value
        if complaint:
            self.add_error(name, complaint_text(complaint, self.lang))

    def text(self, name: str, longest: int, *, contacts: bool, needed: bool = False) -> None:
        """A free text."""
        complaint = text_in(self.cell(name), longest, contacts=contacts)
        if needed and not self.cell(name):
            complaint = (_say("forms.is_empty"), Text("", ""), _say("forms.fill"))
        self.take(name, (self.cell(name), complaint))

    def clean(self) -> dict[str, Any]:
        """Every cell at once."""
        self.read_cells()
        if "why" in self.fields:
            self.text("why", 1000, contacts=True, needed=True)
        return self.cleaned_data

    def read_cells(self) -> None:
        """Overridden by each form."""
        raise NotImplementedError

    def options(self, name: str, options: Mapping[str, Text], *, empty: bool = True) -> None:
        """The choices of a field, in the language of the page."""
        listed = [(id, label[self.lang]) for id, label in options.items()]
        self.fields[name].choices = [("", "")] * empty + listed  # type: ignore[attr-defined]


class OrganisationForm(Cells):
    """One organisation."""

    texts = "directory.organisation_form"

    name = forms.CharField(required=False, max_length=200)
    registration = forms.CharField(required=False, max_length=20)
    aliases = forms.CharField(required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
    note = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    why = forms.CharField(required=False, max_length=1000)

    def read_cells(self) -> None:
        """Name, number, further names, note."""
        self.text("name", 200, contacts=True, needed=True)
        if self.cell("name") and not name_key(self.cell("name")):
            self.add_error("name", words(self.lang)("directory.organisation_form.no_name"))
        self.take("registration", registration_in(self.cell("registration")))
        names = [line.strip() for line in self.cell("aliases").splitlines() if line.strip()]
        self.text("aliases", 2000, contacts=True)
        self.read["aliases"] = names
        self.text("note", 4000, contacts=False)


class _Attached(Cells):
    """What belongs to an organisation and may name a counter and a record."""

    def read_record(self) -> None:
        """The record that is named, if any."""
        key = self.cell("record")
        found = Record.objects.filter(case=self.case, key=key).first() if key else None
        complaint = None
        if key and found is None:
            remedy = _say("forms.check_the_id_of_the_record")
            complaint = (_say("forms.unknown_record"), Text("", ""), remedy)
        self.take("record", (found, complaint))

    def read_counter(self, *, needed: bool) -> None:
        """The office."""
        found = (
            Counter.objects.filter(case=self.case, key=self.cell("counter")).first() if self.cell("counter") else None
        )
        if found is None and needed:
            self.take("counter", (None, (_say("forms.is_empty"), Text("", ""), _say("forms.choose_one"))))
        else:
            self.read["counter"] = found

    def counters(self) -> dict[str, Text]:
        """The offices of the case."""
        return {c.key: Text(c.name_ko, c.name_en) for c in Counter.objects.filter(case=self.case)}


class SupportForm(_Attached):
    """Support that an organisation received."""

    texts = "directory.support_form"

    programme = forms.ChoiceField(required=False)
    since = forms.CharField(required=False, max_length=30, widget=DAY)
    until = forms.CharField(required=False, max_length=30, widget=DAY)
    amount = forms.CharField(required=False, max_length=40)
    unit = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    purpose = forms.ChoiceField(required=False)
    counter = forms.ChoiceField(required=False)
    record = forms.CharField(required=False, max_length=60)
    note = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 2}))
    why = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = programmes_of(plan)
        self.options("programme", self.programmes)
        self.options("unit", UNITS, empty=False)
        self.options("kind", KINDS)
        self.options("purpose", PURPOSES)
        self.options("counter", self.counters())

    def read_cells(self) -> None:
        if self.cell("programme"):
            self.take("programme", choice_in(self.cell("programme"), self.programmes))
        else:
            self.read["programme"] = ""
        self.take("since", day_in(self.cell("since")))
        self.take("until", day_in(self.cell("until"), needed=False))
        since, until = self.read["since"], self.read["until"]
        if since and until and until < since:
            self.add_error("until", words(self.lang)("directory.support_form.ends_first"))
        self.take("amount", amount_in(self.cell("amount"), self.cell("unit")))
        self.take("kind", choice_in(self.cell("kind"), KINDS))
        self.take("purpose", choice_in(self.cell("purpose"), PURPOSES))
        self.read_counter(needed=False)
        self.read_record()
        self.text("note", 4000, contacts=False)

    def fields_of_model(self) -> dict[str, Any]:
        """What the model keeps."""
        names = ("programme", "since", "until", "amount", "kind", "purpose", "counter", "record", "note")
        return {**{name: self.read[name] for name in names}, "end": self.read["until"] or self.read["since"]}


class CountingForm(_Attached):
    """That an office counts an organisation in a measure."""

    texts = "directory.counting_form"

    measure = forms.ChoiceField(required=False)
    counter = forms.ChoiceField(required=False)
    day = forms.CharField(required=False, max_length=30, widget=DAY)
    record = forms.CharField(required=False, max_length=60)
    note = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = {m.id: m.name for m in measures_of(plan).values()}
        self.options("measure", self.measures)
        self.options("counter", self.counters())

    def read_cells(self) -> None:
        self.take("measure", choice_in(self.cell("measure"), self.measures))
        self.read_counter(needed=True)
        self.take("day", day_in(self.cell("day")))
        self.read_record()
        self.text("note", 4000, contacts=False)

    def fields_of_model(self) -> dict[str, Any]:
        """What the model keeps."""
        return {name: self.read[name] for name in ("measure", "counter", "day", "record", "note")}


class TraineeForm(Cells):
    """Somebody who completed a course; no field for who it is."""

    texts = "directory.trainee_form"

    course = forms.CharField(required=False, max_length=100)
    programme = forms.ChoiceField(required=False)
    completed = forms.CharField(required=False, max_length=30, widget=DAY)
    note = forms.CharField(required=False, max_length=500)
    why = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = programmes_of(plan)
        self.options("programme", self.programmes)

    def read_cells(self) -> None:
        """Course, programme, day of completion, note."""
        self.text("course", 100, contacts=True, needed=True)
        self.read["programme"] = self.cell("programme") if self.cell("programme") in self.programmes else ""
        self.take("completed", day_in(self.cell("completed")))
        self.text("note", 500, contacts=True)

    def fields_of_model(self) -> dict[str, Any]:
        """What the model keeps."""
        return {name: self.read[name] for name in ("course", "programme", "completed", "note")}


class FollowUpForm(Cells):
    """Where somebody was found on a day."""

    texts = "directory.follow_up_form"

    status = forms.ChoiceField(required=False)
    day = forms.CharField(required=False, max_length=30, widget=DAY)
    note = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, completed: Any, **kwargs: Any) -> None:
        self.completed = completed
        super().__init__(*args, **kwargs)
        self.options("status", STATUSES)

    def read_cells(self) -> None:
        """Status, day, note."""
        self.take("status", choice_in(self.cell("status"), STATUSES))
        self.take("day", day_in(self.cell("day")))
        if self.read["day"] and self.read["day"] < self.completed:
            self.add_error("day", words(self.lang)("directory.follow_up_form.too_early"))
        self.text("note", 500, contacts=True)
