"""Forms of agreements and missions; nothing that looks like a number or an address of a person is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from podobat.web.committee.forms import Kept, day_field
from podobat.web.core.models import Case
from podobat.web.core.texts import words
from podobat.web.directory.models import Organisation
from podobat.web.ties.models import PARTNERS, STEPS, Mission


class AgreementForm(Kept):
    """An agreement with a firm or body of the directory."""

    texts = "ties.agreement"
    organisation = forms.CharField(max_length=200)
    kind = forms.ChoiceField()
    subject = forms.CharField(max_length=300)
    sector = forms.CharField(max_length=60, required=False)
    where = forms.ChoiceField()
    mission = forms.ModelChoiceField(Mission.objects.none(), required=False)
    step = forms.ChoiceField()
    day = day_field()
    next_day = day_field(required=False)
    next_what = forms.CharField(max_length=300, required=False)
    office = forms.CharField(max_length=120)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, said = case, words(self.lang)
        fields: Any = self.fields
        fields["kind"].choices = [(id, name[self.lang]) for id, name in PARTNERS.items()]
        fields["step"].choices = [(id, name[self.lang]) for id, name in STEPS.items()]
        fields["where"].choices = [(id, said(f"ties.where_{id}")) for id in ("inside", "nation", "abroad")]
        fields["mission"].queryset = Mission.objects.filter(case=case)

    def clean_organisation(self) -> Organisation:
        """The entry of the directory with this name or number."""
        from podobat.web.directory.matching import Matcher
        from podobat.web.directory.registration import registration_in

        typed = self.cleaned_data["organisation"]
        number, _ = registration_in(typed)
        found = Matcher(self.case).find(typed, number)
        if found.entry is None:
            near = ", ".join(c.name for c in found.near[:3])
            key = "ties.unknown_near" if near else "ties.unknown"
            raise forms.ValidationError(words(self.lang)(key, name=typed, **({"near": near} if near else {})))
        return Organisation.objects.get(pk=found.entry)

    def clean_day(self) -> Any:
        """It has come."""
        return self.past(self.cleaned_data["day"])


class StepForm(Kept):
    """A step that an agreement reached."""

    texts = "ties.step"
    step = forms.ChoiceField()
    day = day_field()
    note = forms.CharField(max_length=500, required=False)
    next_day = day_field(required=False)
    next_what = forms.CharField(max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(id, name[self.lang]) for id, name in STEPS.items()]  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        """It has come."""
        return self.past(self.cleaned_data["day"])


class MissionForm(Kept):
    """A mission: where, when, what it cost, what it brought."""

    texts = "ties.mission"
    title = forms.CharField(max_length=160)
    place = forms.CharField(max_length=120)
    day = day_field(initial=timezone.localdate)
    cost = forms.FloatField(min_value=0)
    result = forms.CharField(max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
