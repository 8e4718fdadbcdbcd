"""The job behind a committee report: the forecast of the plan, the records by a day, and the files."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import cast

from podobat.forecast import Forecast
from podobat.forecast import forecast as simulate
from podobat.forecast.editions import edited
from podobat.forecast.page import content, page_of
from podobat.forecast.pdf import pdf_of
from podobat.show.json import one_line
from podobat.units import Lang
from podobat.web.core.texts import words
from podobat.web.dashboard.known import posterior_of, public_book
from podobat.web.dashboard.services import PARTICLES
from podobat.web.jobs.tasks import Ticket
from podobat.web.reports.chosen import scenarios_table
from podobat.web.reports.counted import counted
from podobat.web.reports.excerpts import excerpts
from podobat.web.reports.models import Report
from podobat.web.reports.sheet import write_sheet

FILES = {"html": "report.html", "pdf": "report.pdf", "xlsx": "targets.xlsx", "json": "forecast.json"}


def report(ticket: Ticket) -> None:
    """Write one report. Its files appear together, or not at all."""
    kept = Report.objects.select_related("case").get(pk=ticket.job.request["report"])
    case, lang, as_of = kept.case, cast(Lang, kept.lang), kept.as_of.isoformat()
    plan_case = case.read()
    book = public_book(case).until(as_of)
    ticket.expect(kept.draws)
    posterior = posterior_of(
        case, plan_case, book, particles=PARTICLES, threads=ticket.threads, progress=ticket.progress
    )
    before = _before(kept, ticket)
    result = before if posterior is None else posterior.forecast(kept.draws, ticket.progress)
    said = words(lang)
    part = counted(result, before, book, lang, said, as_of=as_of, learnt=posterior is not None)
    page = content(result, plan_case, lang)
    records = book.fingerprint
    page |= {
        "counted": part,
        "facts": [*page["facts"], (said("reports.as_of"), as_of)],
        "made": [*page["made"], (said("reports.records_print"), records)],
    }
    page = edited(page, kept.edition, kept.parts, approval=kept.approval,
                  scenarios=scenarios_table(case, result.plan, lang, said), excerpts=excerpts(case, lang))  # fmt: skip
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


def _before(kept: Report, ticket: Ticket) -> Forecast:
    """The forecast of the plan alone, which stands beside the one with the records."""
    return simulate(
        kept.case.read(), draws=kept.draws, seed=kept.seed, threads=ticket.threads, progress=ticket.progress
    )
