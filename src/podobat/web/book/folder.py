"""The record book as the three files of a case's folder, whole and in the order it was entered."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from podobat.plan.read import SOURCE_COLUMNS
from podobat.records.read import COUNTER_COLUMNS, COUNTERS, RECORDS, SOURCES
from podobat.records.rows import COLUMNS
from podobat.web.book.content import SOURCE_FIELDS, cells_of, counters_by_id
from podobat.web.book.models import Counter, Record, Source, State
from podobat.web.book.services import TRUSTED
from podobat.web.core.models import Case


def records_files(case: Case, *, trusted: bool = False) -> dict[str, str]:
    """records.csv, records_sources.csv and records_counters.csv of a case; nothing where there is no record.

    trusted   only those that odds in public rest on
    """
    keys = {id: known.id for id, known in counters_by_id(case).items()}
    live = Record.objects.filter(case=case).exclude(state=State.WITHDRAWN)
    if trusted:
        live = live.filter(TRUSTED)
    cells = [cells_of(r, keys[r.counter_id]) for r in live.order_by("id").iterator(chunk_size=2000)]  # type: ignore[attr-defined]
    if not cells:
        return {}
    cited = {key for row in cells for key in row["source"].replace(";", " ").split()}
    counted = {row["counter"] for row in cells}
    sources = [s for s in Source.objects.filter(case=case).order_by("id") if s.key in cited]
    counters = [c for c in Counter.objects.filter(case=case).order_by("id") if c.key in counted]
    return {
        RECORDS: _csv(COLUMNS, ([row[c] for c in COLUMNS] for row in cells)),
        SOURCES: _csv(SOURCE_COLUMNS, ([s.key, *(getattr(s, f) for f in SOURCE_FIELDS)] for s in sources)),
        COUNTERS: _csv(COUNTER_COLUMNS, ([c.key, c.name_ko, c.name_en] for c in counters)),
    }


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()
