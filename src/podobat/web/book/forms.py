"""The form of one record: entered by a person, checked by the rules of records.csv, all faults beside their fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from podobat.errors import Fault
from podobat.plan import Case as PlanCase
from podobat.records.book import COVERAGES, GRADES
from podobat.records.book import Record as Read
from podobat.texts import catalogue
from podobat.web.book.content import Checker, cells_of, column_of
from podobat.web.book.evidence import ACCEPT, fault_of
from podobat.web.book.measuring import measures_of
from podobat.web.book.models import Counter, Record, Source
from podobat.web.core.forms import Worded
from podobat.web.core.models import Case
from podobat.web.core.texts import words
from podobat.web.tables.private import private_in

_say = catalogue("web.book")

#: How amounts of money may be typed: code, factor to KRW million, label.
SCALES = (
    ("KRW_m", Decimal(1), _say("forms.krw_million")),
    ("100m", Decimal(100), _say("forms.krw_100_million")),
    ("bn", Decimal(1000), _say("forms.krw_billion")),
    ("KRW", Decimal("0.000001"), _say("forms.krw")),
)
GRADE_NAMES = {
    "A": _say("forms.grade_names_a"),
    "B": _say("forms.grade_names_b"),
    "C": _say("forms.grade_names_c"),
}
SHOWN_SOURCES = 200
_NOT_KEY = re.compile(r"[^a-z0-9]+")
LONGEST_LINK = 1000
_LINK = re.compile(r"https?://[^\s\"'<>]+", flags=re.IGNORECASE)
_COPIED = ("measure", "value", "as_of", "period_from", "period_to", "counter", "scope", "coverage", "definition_ko",
           "definition_en", "grade", "note")  # fmt: skip


def is_link(text: str) -> bool:
    """Is this the address of a page: http or https, a host with a point in it, no spaces or quotes?"""
    return len(text) <= LONGEST_LINK and _LINK.fullmatch(text) is not None and "." in text.split("//", 1)[1][1:-1]


def base_key(cells: Mapping[str, str]) -> str:
    """What a record counts, the day and the counter: jobs-hired-2022-01-24-ministry."""
    base = "-".join(cells.get(c, "") for c in ("measure", "as_of", "counter")).casefold()
    return (_NOT_KEY.sub("-", base).strip("-") or "record")[:50].rstrip("-")


def new_key(cells: Mapping[str, str], used: Collection[str], tried: dict[str, int] | None = None) -> str:
    """An id for a record that is not used yet.

    tried  how far the numbers of each base were tried before, so that many rows of one base do not start over
    """
    base = base_key(cells)
    n = (tried or {}).get(base, 1)
    key = base if n == 1 else f"{base}-{n}"
    while key in used or f"{key}-low" in used:
        n += 1
        key = f"{base}-{n}"
    if tried is not None:
        tried[base] = n
    return key


def new_source_key(record_key: str, used: Collection[str]) -> str:
    """An id for a source that belongs to one record, not used yet."""
    base = record_key.replace("-", "_")[:90]
    key, n = base, 1
    while key in used:
        n += 1
        key = f"{base}_{n}"
    return key


class RecordForm(Worded, forms.Form):
    """Every cell of a record as a field; `rows` are the checked records it makes: one, or two for a range."""

    texts = "book.form"

    measure = forms.ChoiceField(required=False)
    value = forms.CharField(required=False, max_length=40)
    scale = forms.ChoiceField(required=False)
    low = forms.CharField(required=False, max_length=40)
    high = forms.CharField(required=False, max_length=40)
    as_of = forms.CharField(required=False, max_length=30, widget=forms.DateInput({"type": "date"}))
    period_from = forms.CharField(required=False, max_length=30, widget=forms.DateInput({"type": "date"}))
    period_to = forms.CharField(required=False, max_length=30, widget=forms.DateInput({"type": "date"}))
    counter = forms.ChoiceField(required=False)
    scope = forms.CharField(required=False, max_length=60)
    coverage = forms.ChoiceField(required=False)
    definition_ko = forms.CharField(required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    definition_en = forms.CharField(required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    grade = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    source = forms.CharField(required=False, max_length=1000)
    link = forms.CharField(required=False, max_length=1000, widget=forms.URLInput({"placeholder": "https://"}))
    publisher = forms.CharField(required=False, max_length=300)
    title = forms.CharField(required=False, max_length=500)
    file = forms.FileField(required=False, widget=forms.ClearableFileInput({"accept": ACCEPT}))
    note = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    why = forms.CharField(required=False, max_length=1000)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, case: Case, plan_case: PlanCase, lang: str, record: Record | None = None, **kwargs: Any
    ) -> None:
        self.case, self.plan_case, self.lang, self.record = case, plan_case, lang, record
        self.rows: list[tuple[Read, dict[str, str]]] = []
        self.new_source: dict[str, str] | None = None
        if record is not None:
            kwargs.setdefault("initial", {**initial_of(cells_of(record)), "version": record.version})
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = measure_choices(plan_case, lang)  # type: ignore[attr-defined]
        counters = Counter.objects.filter(case=case)
        self.fields["counter"].choices = [("", "")] + [(c.key, c.name(lang)) for c in counters]  # type: ignore[attr-defined]
        self.fields["coverage"].choices = [("" if k == "whole" else k, v[lang]) for k, v in COVERAGES.items()]  # type: ignore[attr-defined]
        self.fields["grade"].choices = [(g, GRADE_NAMES[g][lang]) for g in GRADES]  # type: ignore[attr-defined]
        self.fields["scale"].choices = [(code, label[lang]) for code, _, label in SCALES]  # type: ignore[attr-defined]
        self.fields["source"].widget.attrs["list"] = "known-sources"
        self.fields["value"].widget.attrs["inputmode"] = "decimal"
        if record is None:
            del self.fields["why"]
        else:
            del self.fields["low"], self.fields["high"]

    def known_sources(self) -> list[Source]:
        """The latest sources, offered while typing."""
        return list(Source.objects.filter(case=self.case).order_by("-id")[:SHOWN_SOURCES])

    def clean(self) -> dict[str, Any]:
        """All checks at once; faults stand beside their fields."""
        typed = {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields if name != "file"}
        for name in self.errors:  # a choice that is none is still checked by the rules, which name what is known
            typed[name] = str(self.data.get(name, "")).strip()
        typed["definition_en"] = typed["definition_en"] or typed["definition_ko"]
        cells = {name: typed[name] for name in _COPIED}
        known = measures_of(self.plan_case.plan).get(cells["measure"])
        cells["unit"] = known.unit if known else ""
        cells["id"] = self.record.key if self.record else new_key(cells, self._keys(Record, base_key(cells)))
        self._check_evidence(typed, cells)
        checker = Checker(self.case, self.plan_case.plan, cells["source"].replace(";", " ").split(),
                          [self.new_source["key"]] if self.new_source else [])  # fmt: skip
        self.checker = checker
        scale = typed["scale"] if known and known.is_money else ""
        for field, row in self._rows(typed, cells):
            row["value"] = _scaled(row["value"], scale)
            read, faults = checker.check(row, 0)
            self._place(faults, field)
            if read is not None:
                self.rows.append((read, row))
        if self.record is not None:
            if not typed["why"]:
                self.add_error("why", words(self.lang)("book.form.why_needed"))
            elif complaint := private_in(typed["why"], contacts=False):
                self.add_error("why", complaint[0][self.lang])
        return self.cleaned_data

    def _rows(self, typed: Mapping[str, str], cells: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
        """The rows to be checked, each with the field its value was typed into."""
        low, high = typed.get("low", ""), typed.get("high", "")
        if not low and not high:
            return [("value", cells)]
        if cells["value"]:
            self.add_error("value", words(self.lang)("book.form.value_or_range"))
        if not (low and high):
            self.add_error("high" if low else "low", words(self.lang)("book.form.both_ends"))
        elif (ends := (_number(low), _number(high))) and None not in ends and ends[0] > ends[1]:  # type: ignore[operator]
            self.add_error("high", words(self.lang)("book.form.ends_swapped"))
        return [
            ("low", {**cells, "id": f"{cells['id']}-low", "value": low, "coverage": "part"}),
            ("high", {**cells, "id": f"{cells['id']}-high", "value": high, "coverage": "wider"}),
        ]

    def _check_evidence(self, typed: Mapping[str, str], cells: dict[str, str]) -> None:
        """Known sources stay; a link or a file makes a new one that belongs to this record."""
        file = self.cleaned_data.get("file")
        cells["source"] = typed["source"]
        if file and (fault := fault_of(file)):
            self.add_error("file", fault[self.lang])
        if typed["link"] and not is_link(typed["link"]):
            self.add_error("link", words(self.lang)("book.form.no_link"))
        if not (file or typed["link"]):
            return
        key = new_source_key(cells["id"], self._keys(Source, cells["id"].replace("-", "_")[:90]))
        self.new_source = {
            "key": key, "publisher": typed["publisher"], "title": typed["title"], "url": typed["link"],
        }  # fmt: skip
        cells["source"] = "; ".join(filter(None, [typed["source"], key]))

    def _keys(self, model: Any, base: str) -> set[str]:
        return set(model.objects.filter(case=self.case, key__startswith=base).values_list("key", flat=True))

    def _place(self, faults: list[Fault], value_field: str) -> None:
        for fault in faults:
            column = column_of(fault)
            field = {"value": value_field, "unit": "measure", "id": None, "": None}.get(column, column)
            said = fault_sentence(fault, self.lang)
            if field is not None and field not in self.fields:
                field = None
            if said not in (self.errors.get(field or "__all__") or []):
                self.add_error(field, said)


def fault_sentence(fault: Fault, lang: str) -> str:
    """A fault without its place, for beside the field."""
    parts = [fault.found[lang]]
    if fault.remedy[lang]:
        parts.append(fault.remedy[lang])
    elif fault.allowed[lang]:
        parts.append(_say("forms.allowed", allowed=fault.allowed)[lang])
    return " — ".join(parts)


def initial_of(cells: Mapping[str, str]) -> dict[str, str]:
    """A row as first values of the form."""
    return {**{name: cells[name] for name in _COPIED}, "source": cells["source"],
            "coverage": "" if cells["coverage"] == "whole" else cells["coverage"]}  # fmt: skip


def measure_choices(plan_case: PlanCase, lang: str) -> list[Any]:
    """Measures in groups: those with targets, the others, those of sectors and programmes."""
    known = measures_of(plan_case.plan)
    targets = dict.fromkeys(t.measure for t in plan_case.plan.targets if t.measure in known)
    said = words(lang)
    parts = [id for id in known if id not in targets and ": " in known[id].name.ko]
    others = [id for id in known if id not in targets and id not in set(parts)]
    groups = (("with_targets", targets), ("other_measures", others), ("parts", parts))
    return [("", "")] + [
        (said(f"book.form.{name}"), [(id, known[id].name[lang]) for id in ids]) for name, ids in groups if ids
    ]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _scaled(text: str, scale: str) -> str:
    """An amount typed in another unit, in KRW million; text that is no number stays and is refused by the rules."""
    factor = next((f for code, f, _ in SCALES if code == scale), Decimal(1))
    number = _number(text)
    if number is None or factor == 1 or not number.is_finite():
        return text
    return format((number * factor).normalize(), "f")
