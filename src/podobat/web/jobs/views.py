"""How far a job is, as a part of a page that asks again by itself; and stopping it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.jobs.models import STATE_NAMES, Job, Kind, State
from podobat.web.jobs.services import cancel

A_PAGE = 30


def job_of(request: CaseRequest, pk: int) -> Job:
    """A job of the case of this address. Raises Http404."""
    job = Job.objects.filter(case=request.case, pk=pk).first()
    if job is None:
        raise Http404
    job.case = request.case
    return job


def described(job: Job, lang: str) -> dict[str, Any]:
    """A job as templates show it."""
    state = State(job.state)
    return {
        "pk": job.pk, "kind": job.kind, "state": state.value, "state_name": STATE_NAMES[state][lang],
        "open": job.is_open,
        "left": job.left, "left_minutes": round((job.left or 0) / 60), "key": job.key,
        "created_at": job.created_at, "seconds": job.seconds,
        "failed": state == State.FAILED, "percent": job.percent,
        "error": job.error(lang),
        "stopping": job.cancel_asked and job.is_open, "again": job.attempts > 1,
    }  # fmt: skip


def jobs(request: CaseRequest) -> HttpResponse:
    """Everything that is being worked out or was, newest first: progress, time left, stop."""
    found = Job.objects.filter(case=request.case).select_related("created_by")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    from podobat.web.answers.models import Answer  # a later room: only its addresses are shown here

    places = {a.key: a for a in Answer.objects.filter(case=request.case, key__in=[j.key for j in page if j.key])}
    rows, said = [], words(request.lang)
    for job in page:
        job.case = request.case
        answer = places.get(job.key) if job.kind == Kind.ANSWER else None
        if answer is not None:
            answer.case = request.case
        rows.append({"job": described(job, request.lang), "by": job.created_by, "answer": answer,
                     "name": said(f"answers.verb.{answer.verb}") if answer else ""})
    return render(request, "jobs/jobs.html", {"rows": rows, "page": page})


def status(request: CaseRequest, pk: int) -> HttpResponse:
    """The progress of a job. When it has ended, the page around it is loaded anew."""
    job = job_of(request, pk)
    if request.headers.get("HX-Request") and not job.is_open:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    whole = not request.headers.get("HX-Request")
    return render(request, "jobs/status.html" if whole else "jobs/progress.html", {"job": described(job, request.lang)})


def stop(request: CaseRequest, pk: int) -> HttpResponse:
    """Stop a job and go back to the page it was watched from."""
    job = job_of(request, pk)
    cancel(job, request)
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)
    return redirect("jobs:status", case=request.case.slug, pk=pk)
