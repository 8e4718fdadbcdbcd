"""Forms of the committee; nothing that looks like a number or an address of a person is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from podobat.web.committee.models import DECISIONS, OPEN, Member
from podobat.web.core.forms import Worded
from podobat.web.core.models import Case
from podobat.web.core.texts import words
from podobat.web.scenarios.models import Scenario
from podobat.web.tables.private import private_in

LONGEST = 5000  # letters of a proposal, a reason, or what came of something


def day_field(**more: Any) -> forms.DateField:
    """A day, as browsers ask for it."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class Kept(Worded, forms.Form):
    """A form in one language whose words hold nothing of a person but names and posts."""

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        self.lang = lang
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse what looks private, field by field."""
        typed = super().clean() or {}
        for name, value in list(typed.items()):  # an error takes its field away
            found = private_in(value) if isinstance(value, str) else None
            if found is not None:
                self.add_error(name, f"{found[0][self.lang]} - {found[2][self.lang]}")
        return typed

    def past(self, day: date | None) -> date | None:
        """A day that has come."""
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(words(self.lang)("committee.not_yet"))
        return day


class MemberForm(Kept):
    """A member joins."""

    texts = "committee.member"
    name = forms.CharField(max_length=60)
    post = forms.CharField(max_length=120)
    since = day_field()


class MeetingForm(Kept):
    """A meeting and who was there."""

    texts = "committee.meeting"
    day = day_field()
    title = forms.CharField(max_length=160)
    place = forms.CharField(max_length=120, required=False)
    present = forms.ModelMultipleChoiceField(Member.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = Member.objects.filter(case=case, until=None)  # type: ignore[attr-defined]


class ItemForm(Kept):
    """An item of the agenda."""

    texts = "committee.item"
    title = forms.CharField(max_length=200)
    proposal = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    scenario = forms.ModelChoiceField(Scenario.objects.none(), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = Scenario.objects.filter(case=case).exclude(name="").order_by("-saved_at")
        self.fields["scenario"].queryset = saved  # type: ignore[attr-defined]


class DecisionForm(Kept):
    """What was decided, and why."""

    texts = "committee.decision"
    decision = forms.ChoiceField()
    reasons = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(id, name[self.lang]) for id, name in DECISIONS.items() if id != OPEN]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]


class TaskForm(Kept):
    """What is to follow."""

    texts = "committee.task"
    what = forms.CharField(max_length=300)
    office = forms.CharField(max_length=120)
    due = day_field()


class DoneForm(Kept):
    """What came of it."""

    texts = "committee.done"
    done_on = day_field()
    came_of_it = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_done_on(self) -> date | None:
        """It has happened."""
        return self.past(self.cleaned_data["done_on"])
