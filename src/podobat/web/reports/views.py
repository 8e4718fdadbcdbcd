"""Committee reports: asking for one, the list of those made, and their files."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from podobat.forecast.editions import EDITIONS, PARTS
from podobat.texts import LANGUAGES, language_name
from podobat.web.core.audit import audit
from podobat.web.core.forms import Worded
from podobat.web.core.models import Case, CaseRequest
from podobat.web.core.texts import words
from podobat.web.dashboard.services import DRAWS, SEED
from podobat.web.jobs.models import Job, Kind
from podobat.web.jobs.services import ask
from podobat.web.jobs.views import described
from podobat.web.reports.excerpts import VERBS, excerpts
from podobat.web.reports.models import Report
from podobat.web.reports.work import FILES

A_PAGE = 25
SIGNERS = 6  # boxes that fit beside one another
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_STYLE = re.compile(rb"<style>(.*?)</style>", flags=re.DOTALL)


class ReportForm(Worded, forms.Form):
    """Which day, which language."""

    texts = "reports.form"
    as_of = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    language = forms.ChoiceField(choices=[(lang, language_name(lang)) for lang in LANGUAGES])
    edition = forms.ChoiceField(required=False)
    parts = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    approval = forms.CharField(required=False, max_length=120)

    def clean_as_of(self) -> date:
        """A day that has come: nobody knows the records of later ones."""
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(words(self.lang)("reports.not_yet"))
        return day

    def __init__(self, *args: Any, lang: str, case: Case, **kwargs: Any) -> None:
        self.lang, self.case = lang, case
        super().__init__(*args, **kwargs)
        said = words(lang)
        editions = [(e, said(f"reports.edition.{e}")) for e in (*EDITIONS, "own")]
        self.fields["edition"].choices = editions  # type: ignore[attr-defined]
        self.fields["parts"].choices = [(p, said(f"reports.part.{p}")) for p in PARTS]  # type: ignore[attr-defined]

    def clean_edition(self) -> str:
        """All of it, where nothing was chosen."""
        return self.cleaned_data["edition"] or "all"

    def clean(self) -> dict[str, Any]:
        """A part that was asked for by name is either in the report or missed before it is made."""
        asked = super().clean() or self.cleaned_data
        wanted = [part for part in VERBS if part in asked.get("parts", ())] if asked.get("edition") == "own" else []
        if wanted and asked.get("language"):
            phrases, there = words(self.lang), excerpts(self.case, asked["language"])
            for part in wanted:
                if part not in there:
                    names = {"part": phrases(f"reports.part.{part}"), "verb": phrases(f"answers.verb.{VERBS[part]}")}
                    self.add_error("parts", phrases("reports.first_work_out", **names))
        return asked

    def clean_approval(self) -> list[str]:
        """Who signs, left to right."""
        names = [" ".join(name.split()) for name in self.cleaned_data["approval"].split(",")]
        kept = [name for name in names if name]
        if len(kept) > SIGNERS or any(len(name) > 12 for name in kept):
            raise forms.ValidationError(words(self.lang)("reports.approval_wanted", n=SIGNERS))
        return kept


def reports(request: CaseRequest) -> HttpResponse:
    """All reports, newest first; POST asks for another one."""
    start = {"as_of": timezone.localdate(), "language": request.lang, "edition": "ten"}
    form = ReportForm(request.POST or None, initial=start, lang=request.lang, case=request.case)
    if request.method == "POST" and form.is_valid():
        order(request, form.cleaned_data)
        messages.success(request, words(request.lang)("reports.asked"))
        return redirect("reports:reports", case=request.case.slug)
    made = Report.objects.filter(case=request.case).select_related("made_by")
    page = Paginator(made, A_PAGE).get_page(request.GET.get("page"))
    keys = [f"report-{r.pk}" for r in page]
    jobs: dict[str, Job] = {}
    for job in Job.objects.filter(case=request.case, kind=Kind.REPORT, key__in=keys):
        jobs.setdefault(job.key, job)
    said = words(request.lang)
    rows = [
        {"report": r, "edition": said(f"reports.edition.{r.edition}"),
         "job": described(jobs[r.key], request.lang) if r.key in jobs and not r.ready else None}
        for r in page
    ]  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "reports/reports.html", {"form": form, "rows": rows, "page": page}, status=status)


def order(request: CaseRequest, asked: dict[str, Any]) -> Report:
    """A report and the job that writes it."""
    as_of, lang = asked["as_of"], asked["language"]
    with transaction.atomic():
        report = Report.objects.create(
            case=request.case, as_of=as_of, lang=lang, draws=DRAWS, seed=SEED, made_by=request.user,
            edition=asked["edition"], parts=asked["parts"] if asked["edition"] == "own" else [],
            approval=asked["approval"],
        )  # fmt: skip
        audit(request, "report.asked", str(as_of), report=report.pk, language=lang)
        ask(
            request.case, Kind.REPORT, {"report": report.pk}, key=report.key, user=request.user
        )  # fmt: skip
    return report


def file(request: CaseRequest, pk: int, kind: str) -> HttpResponse | FileResponse:
    """One file of a report: the page is shown, everything else is handed over."""
    report = Report.objects.filter(case=request.case, pk=pk, ready=True).first()
    if report is None or kind not in FILES:
        raise Http404
    report.case = request.case
    path = report.folder / FILES[kind]
    if not path.is_file():
        raise Http404
    name = f"{request.case.slug}-{report.as_of}-{report.lang}.{kind}"
    if kind != "html" or "download" in request.GET:
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[kind])
    page = path.read_bytes()
    answer = HttpResponse(page, content_type=TYPES["html"])
    answer["Content-Security-Policy"] = policy(page)
    return answer


def policy(page: bytes) -> str:
    """Our report brings its style along; nothing but that very style may act in it, and no script at all."""
    hashes = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in _STYLE.findall(page)]
    styles = " ".join(f"'sha256-{h}'" for h in hashes)
    return f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
