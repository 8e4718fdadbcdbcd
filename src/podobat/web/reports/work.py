"""The job behind a committee report: the forecast of the plan, the records by a day, and the files."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, cast

from podobat.forecast import forecast as simulate
from podobat.forecast.page import content, page_of
from podobat.forecast.pdf import pdf_of
from podobat.learn.observation import usable
from podobat.show.json import one_line
from podobat.units import Lang
from podobat.web.book.services import book_of, token_of
from podobat.web.core.texts import words
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.services import PARTICLES, SEED, fingerprints, learnt_key
from podobat.web.dashboard.work import learn_now
from podobat.web.jobs.tasks import Ticket
from podobat.web.reports.counted import counted
from podobat.web.reports.models import Report
from podobat.web.reports.sheet import write_sheet

FILES = {"html": "report.html", "pdf": "report.pdf", "xlsx": "targets.xlsx", "json": "forecast.json"}


def report(ticket: Ticket) -> None:
    """Write one report. Its files appear together, or not at all."""
    kept = Report.objects.select_related("case").get(pk=ticket.job.request["report"])
    case, lang, as_of = kept.case, cast(Lang, kept.lang), kept.as_of.isoformat()
    plan_case = case.read()
    ticket.expect(kept.draws)
    result = simulate(plan_case, draws=kept.draws, seed=kept.seed, threads=ticket.threads, progress=ticket.progress)
    book, learnt = book_of(case), None
    if any(usable(r) for r in book.until(as_of)):
        learnt = _learnt(ticket)
    said = words(lang)
    part = counted(result, book, as_of, learnt, lang, said)
    page = content(result, plan_case, lang)
    records = book.until(as_of).fingerprint
    page |= {
        "counted": part,
        "facts": [*page["facts"], (said("reports.as_of"), as_of)],
        "made": [*page["made"], (said("reports.records_print"), records)],
    }
    ticket.check()
    folder = kept.folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".report-", suffix=".tmp", dir=folder.parent))
    try:
        (unfinished / FILES["html"]).write_text(page_of(page), encoding="utf-8")
        (unfinished / FILES["pdf"]).write_bytes(pdf_of(page))
        (unfinished / FILES["json"]).write_text(one_line(result.to_json_dict()) + "\n", encoding="utf-8")
        write_sheet(result, part, unfinished / FILES["xlsx"], lang, said)
        ticket.check()
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    made = {**result.fingerprints, "records": records}
    Report.objects.filter(pk=kept.pk).update(ready=True, headline=page["headline"], fingerprints=made)


def _learnt(ticket: Ticket) -> dict[str, Any]:
    """What was learnt from the book as it is now; learnt first if need be. Its signals hold the odds at every date."""
    case = ticket.job.case
    key = learnt_key(fingerprints(case.read()), token_of(case))
    found = Snapshot.objects.filter(case=case, kind=Snapshot.LEARNT, key=key).first()
    return (found or learn_now(ticket, PARTICLES, SEED)).content
