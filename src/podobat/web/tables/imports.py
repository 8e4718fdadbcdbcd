"""Tables from spreadsheets: upload, look at every fault and every change, correct, then all of it or nothing.

An upload keeps its rows apart from everything until it is confirmed. The confirmation checks all rows once more and
goes through only if what it would do is what the person saw (`digest`), and if nothing changed until all rows are saved
in one transaction (`Kind.state`). A server that is killed
halfway leaves the upload waiting and nothing else. `Kind` says what the rows are; records, organisations, supports and
people each have one.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from podobat.errors import Fault
from podobat.records.tables import Layout, Row
from podobat.texts import catalogue
from podobat.units import Text
from podobat.web.book.evidence import sweep
from podobat.web.book.models import Progress, Upload
from podobat.web.book.writing import Stale
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.tables import headings
from podobat.web.tables.private import private_in
from podobat.web.tables.responses import csv_response, known_format, xlsx_response
from podobat.web.tables.sheets import Sheet, table_of

_say = catalogue("web.tables")

MOST_ROWS = 20_000
SHOWN_FAULTY = 40  # rows to be mended at a time
SHOWN_FAULTS = 200  # faults listed when a file cannot be taken at all
SHOWN = 60  # new and changed rows shown
STALE_AFTER = timedelta(hours=24)
SKIP = "skip"
NEW, CHANGED, SAME, FAULTY, SKIPPED, OPEN = "new", "changed", "same", "faulty", "skipped", "open"
_SUGGESTED = re.compile(r"[Ww]rite `([^`]+)`")


@dataclass
class Item:
    """What one row of an upload would do.

    action    new, changed, same, faulty, skipped, open (a person has to choose)
    title     by which a person knows the row
    changes   label, former and new cell of what would change
    remarks   what is worth looking at, though it is no fault
    choices   answers to `question`; `chosen` is the one given, "" for none
    target    what names the row's effect for the digest: key and version it was compared with
    payload   whatever `Kind.save` needs
    """

    line: int
    cells: dict[str, str]
    action: str = NEW
    title: str = ""
    faults: list[Fault] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    question: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""
    target: str = ""
    payload: Any = None


class Kind(ABC):
    """What the rows of an upload are: their columns, their checks, and how they are kept."""

    id: str  # in addresses and texts, e.g. "records"
    app: str  # its url namespace
    layout: Layout
    heads: Mapping[str, Text]
    contacts = False  # refuse telephone numbers and addresses in any cell, not only resident numbers
    refused: Any = None

    @abstractmethod
    def check(self, request: CaseRequest, rows: list[Row], decisions: Mapping[str, str]) -> list[Item]:
        """What every row would do. Saves nothing."""

    @abstractmethod
    def save(self, request: CaseRequest, items: list[Item], why: str) -> dict[str, Any]:
        """Keep what the items say. Called inside a transaction; raises Stale when something changed meanwhile."""

    @abstractmethod
    def state(self, request: CaseRequest) -> str:
        """Names the state of everything that rows are held against: another one after every change of it."""

    def afterwards(self, request: CaseRequest) -> None:
        """What is done after the rows are kept, outside of their transaction: it may take its time."""
        return

    @abstractmethod
    def sheets(self, request: CaseRequest) -> list[Sheet]:
        """The template: an empty table with an example, and what may stand in its columns."""

    @abstractmethod
    def home(self) -> str:
        """The url name of the list the rows go to."""

    def options(self, request: CaseRequest) -> dict[str, list[tuple[str, str]]]:
        """What a cell may be chosen from, by column: value and name."""
        return {}

    def url(self, request: CaseRequest, what: str, **kwargs: Any) -> str:
        """The address of one of this kind's pages."""
        return reverse(f"{self.app}:{self.id}-{what}", kwargs={"case": request.case.slug, **kwargs})

    def head(self, column: str, lang: str) -> str:
        """The name of a column as people read it."""
        return self.heads[column][lang]


def tidy(request: CaseRequest) -> None:
    """Forget uploads that nobody confirmed for a day, and files of evidence that belong to nothing."""
    Upload.objects.filter(case=request.case, at__lt=timezone.now() - STALE_AFTER, progress=Progress.WAITING).delete()
    sweep(request.case)


def upload(request: CaseRequest, kind: Kind) -> HttpResponse:
    """Hand in a file. It is looked at, and kept apart; nothing else changes."""
    if request.method != "POST":
        tidy(request)
        return _upload_page(request, kind)
    said = headings.remember(request, kind.id, kind.layout)
    file = request.FILES.get("file")
    if file is None and said:
        messages.success(request, words(request.lang)("book.import.heads_kept", n=said))
        return redirect(request.path)
    if file is None:
        return _upload_page(request, kind, [words(request.lang)("book.import.no_file")], status=422)
    name, data = (file.name or "file")[-200:], file.read()
    layout = headings.layout_of(request.case, kind.id, kind.layout)
    table = table_of(name, data, layout, kind.refused)
    faults, rows = list(table.faults), table.rows or []
    if not faults and not rows:
        faults.append(Fault(name, None, "", _say("imports.no_rows_with_data"),
                            remedy=_say("imports.put_rows_below_the_heads")))  # fmt: skip
    if len(rows) > MOST_ROWS:
        faults.append(Fault(name, None, "", _say("imports.rows", n=len(rows)),
                            _say("imports.at_most", most_rows=MOST_ROWS),
                            _say("imports.upload_it_in_parts")))  # fmt: skip
    elif faults and rows:  # every fault at once, also those of the rows that could be read
        faults += [f for item in kind.check(request, rows, {}) for f in item.faults]
    if faults:
        audit(request, "import.refused", name, kind=kind.id, faults=len(faults))
        lacking = headings.unknown(data, layout) if table.rows is None else []
        return _upload_page(request, kind, faults=faults, status=422, unknown=lacking)
    kept = _kept(kind, rows)
    with transaction.atomic():
        made = Upload.objects.create(
            case=request.case, kind=kind.id, name=name, rows=kept, by=request.user,
            notes=[[note.ko, note.en] for note in table.notes],
        )  # fmt: skip
        audit(request, "import.uploaded", name, kind=kind.id, rows=len(kept))
    return redirect(kind.url(request, "preview", id=made.pk))


def _kept(kind: Kind, rows: list[Row]) -> list[list[Any]]:
    """Rows as they wait: cells that look like a person's number are not even kept until the person mends them."""
    kept = []
    for line, cells in rows:
        clean = {
            column: "" if private_in(cell, contacts=kind.contacts) else cell.replace("\x00", "")
            for column, cell in cells.items()
        }
        removed = [column for column in cells if clean[column] != cells[column] and cells[column].strip("\x00")]
        kept.append([line, clean, removed] if removed else [line, clean])
    return kept


def _upload_page(
    request: CaseRequest, kind: Kind, said: Iterable[str] = (), faults: list[Fault] | None = None, status: int = 200,
    unknown: Iterable[str] = (),
) -> HttpResponse:  # fmt: skip
    waiting = Upload.objects.filter(case=request.case, kind=kind.id, by=request.user, progress=Progress.WAITING)
    faults = faults or []
    context = {
        "kind": kind, "said": list(said), "faults": [_shown(f, request.lang) for f in faults[:SHOWN_FAULTS]],
        "more": max(0, len(faults) - SHOWN_FAULTS), "title": words(request.lang)(f"book.import.title_{kind.id}"),
        "columns": [(kind.head(c, request.lang), c in kind.layout.needed) for c in kind.layout.columns],
        "waiting": [(u, kind.url(request, "preview", id=u.pk)) for u in waiting.order_by("-id").defer("rows")[:5]],
        "unknown": list(unknown), "remembered": headings.remembered(request.case, kind.id),
        "choices": [(c, kind.head(c, request.lang)) for c in kind.layout.columns],
        "template_csv": kind.url(request, "template", format="csv"), "back": _home(request, kind),
        "template_xlsx": kind.url(request, "template", format="xlsx"),
    }  # fmt: skip
    return render(request, "book/upload.html", context, status=status)


def _home(request: CaseRequest, kind: Kind) -> str:
    return reverse(kind.home(), kwargs={"case": request.case.slug})


def _shown(fault: Fault, lang: str) -> dict[str, Any]:
    return {
        "line": fault.line, "where": fault.path, "found": fault.found[lang], "allowed": fault.allowed[lang],
        "remedy": fault.remedy[lang],
    }  # fmt: skip


def rows_of_upload(kind: Kind, found: Upload) -> list[Row]:
    """The rows that wait; a cell that was not kept because of what it held says so by a fault."""
    return [(row[0], row[1]) for row in found.rows]


def _removed(kind: Kind, found: Upload) -> dict[int, list[str]]:
    return {row[0]: row[2] for row in found.rows if len(row) > 2}


_ANEW = _say("imports.anew")
_NOT_KEPT = _say("imports.not_kept")


def look(request: CaseRequest, kind: Kind, found: Upload) -> list[Item]:
    """What the upload would do now."""
    items = kind.check(request, rows_of_upload(kind, found), found.decisions)
    removed = _removed(kind, found)
    for item in items:
        if found.decisions.get(str(item.line)) == SKIP:
            item.action, item.faults, item.chosen = SKIPPED, [], SKIP
        for column in removed.get(item.line, ()):
            if item.action != SKIPPED:
                remedy = _ANEW
                item.faults.append(Fault(found.name, item.line, f"{item.title}.{column}", _NOT_KEPT, remedy=remedy))
        if item.faults:
            item.action = FAULTY
    return items


def digest(items: list[Item]) -> str:
    """Names what an upload would do, to hold what was seen against what would happen."""
    told = [(i.line, i.action, i.target, i.chosen, sorted(i.cells.items())) for i in items]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:20]


def preview(request: CaseRequest, id: int, kind: Kind) -> HttpResponse:
    """Look at an upload, mend it, decide, confirm or drop it."""
    found = get_object_or_404(Upload, pk=id, case=request.case, kind=kind.id, by=request.user)
    said = words(request.lang)
    if found.progress != Progress.WAITING:
        messages.info(request, said(f"book.import.already_{found.progress}"))
        return redirect(_home(request, kind))
    if request.method != "POST":
        return _preview_page(request, kind, found)
    if request.POST.get("version") != str(found.version):
        messages.error(request, said("book.import.other_window"))
        return redirect(request.path)
    if request.POST.get("do") == "discard":
        with transaction.atomic():
            _finish(found, Progress.DISCARDED, {})
            audit(request, "import.discarded", found.name, kind=kind.id)
        messages.info(request, said("book.import.discarded"))
        return redirect(kind.url(request, "import"))
    if request.POST.get("do") == "confirm":
        return _confirm(request, kind, found)
    _mend(request, kind, found)
    return redirect(request.path)


def _mend(request: CaseRequest, kind: Kind, found: Upload) -> None:
    """Take the corrected cells and the decisions of the form."""
    rows, decisions = {row[0]: row for row in found.rows}, dict(found.decisions)
    mended = 0
    for name, value in request.POST.items():
        parts = name.split(":", 2)
        if parts[0] == "cell" and len(parts) == 3 and parts[1].isdigit() and parts[2] in kind.layout.columns:
            row = rows.get(int(parts[1]))
            if row is not None:
                cell = value.strip()[:4000].replace("\r\n", "\n").replace("\x00", "")
                if private_in(cell, contacts=kind.contacts):
                    continue
                mended += row[1].get(parts[2], "") != cell
                row[1][parts[2]] = cell
                if len(row) > 2:
                    row[2] = [column for column in row[2] if column != parts[2]]
        elif parts[0] == "decide" and len(parts) == 2 and parts[1].isdigit():
            decisions[parts[1]] = value[:80]
    decisions = {line: choice for line, choice in decisions.items() if choice}
    kept = [row if len(row) < 3 or row[2] else row[:2] for row in found.rows]
    with transaction.atomic():
        Upload.objects.filter(pk=found.pk, version=found.version, progress=Progress.WAITING).update(
            rows=kept, decisions=decisions, version=F("version") + 1
        )
        audit(request, "import.mended", found.name, kind=kind.id, cells=mended)


def _finish(found: Upload, progress: Progress, result: dict[str, Any]) -> None:
    """The upload is over; its rows are forgotten. Raises Stale when it was over already."""
    if not Upload.objects.filter(pk=found.pk, version=found.version, progress=Progress.WAITING).update(
        progress=progress, rows=[], decisions={}, result=result, version=F("version") + 1
    ):
        raise Stale


def _confirm(request: CaseRequest, kind: Kind, found: Upload) -> HttpResponse:
    """All rows or none."""
    said = words(request.lang)
    why = request.POST.get("why", "").strip()[:1000]
    state = kind.state(request)
    items = look(request, kind, found)  # before the transaction: it may take seconds, in which others can save
    try:
        if any(item.action in (FAULTY, OPEN) for item in items) or digest(items) != request.POST.get("digest"):
            raise Stale
        if any(item.action == CHANGED for item in items) and not why:
            messages.error(request, said("book.import.why_needed"))
            return redirect(request.path)
        if private_in(why, contacts=kind.contacts):
            messages.error(request, said("book.import.why_private"))
            return redirect(request.path)
        counts = {action: sum(i.action == action for i in items) for action in (NEW, CHANGED, SAME, SKIPPED)}
        with transaction.atomic():
            _finish(found, Progress.APPLIED, counts)
            if kind.state(request) != state:
                raise Stale  # somebody saved something while the rows were looked at
            kind.save(request, [i for i in items if i.action in (NEW, CHANGED)], why)
            audit(
                request,
                "import.applied",
                found.name,
                kind=kind.id,
                why=why,
                new=counts[NEW],
                changed=counts[CHANGED],
                skipped=counts[SKIPPED],
            )
    except (Stale, IntegrityError):
        messages.error(request, said("book.import.overtaken"))
        return redirect(request.path)
    except DatabaseError:
        messages.error(request, said("book.import.not_saved"))
        return redirect(request.path)
    kind.afterwards(request)
    messages.success(request, said("book.import.applied", new=counts[NEW], changed=counts[CHANGED]))
    return redirect(_home(request, kind))


def _preview_page(request: CaseRequest, kind: Kind, found: Upload) -> HttpResponse:
    lang = request.lang
    items = look(request, kind, found)
    groups = {
        action: [i for i in items if i.action == action] for action in (FAULTY, OPEN, CHANGED, NEW, SAME, SKIPPED)
    }
    lists = kind.options(request) if groups[FAULTY] else {}
    faulty = [_to_mend(kind, item, lang, lists) for item in groups[FAULTY][:SHOWN_FAULTY]]
    remarks = [i for i in items if i.remarks and i.action in (NEW, CHANGED)]
    context = {
        "kind": kind, "upload": found, "digest": digest(items), "counts": {a: len(g) for a, g in groups.items()},
        "faulty": faulty, "more_faulty": len(groups[FAULTY]) - len(faulty), "open": groups[OPEN][:SHOWN],
        "more_open": max(0, len(groups[OPEN]) - SHOWN), "decided": [i for i in items if i.choices and i.chosen][:SHOWN],
        "changed": groups[CHANGED][:SHOWN], "new": groups[NEW][:SHOWN], "skipped": groups[SKIPPED][:SHOWN],
        "remarks": remarks[:SHOWN], "shown": SHOWN, "n_faults": sum(len(i.faults) for i in items),
        "ready": not groups[FAULTY] and not groups[OPEN] and bool(groups[NEW] or groups[CHANGED]),
        "lists": lists.items(), "notes": [note[0 if lang == "ko" else 1] for note in found.notes],
        "title": words(lang)(f"book.import.title_{kind.id}"), "again": kind.url(request, "import"),
    }  # fmt: skip
    return render(request, "book/preview.html", context)


def _to_mend(kind: Kind, item: Item, lang: str, lists: Mapping[str, Any]) -> dict[str, Any]:
    """A faulty row as a form: an input for each column at fault, its faults beside it, the rest as text."""
    by_column: dict[str, list[dict[str, Any]]] = {}
    others: list[dict[str, Any]] = []
    for fault in item.faults:
        column = fault.path.rpartition(".")[2]
        (by_column.setdefault(column, []) if column in kind.layout.columns else others).append(_shown(fault, lang))
    meant = {f.path.rpartition(".")[2]: m[1] for f in item.faults if (m := _SUGGESTED.search(f.remedy.en))}
    inputs = [
        {"column": column, "label": kind.head(column, lang), "cell": item.cells.get(column, ""), "faults": faults,
         "value": meant.get(column, item.cells.get(column, "")), "suggested": column in meant,
         "listed": column in lists}
        for column, faults in by_column.items()
    ]  # fmt: skip
    rest = [
        (kind.head(c, lang), cell) for c, cell in item.cells.items() if cell and c not in by_column and c in kind.heads
    ]
    return {"item": item, "inputs": inputs, "others": others, "rest": rest}


def template(request: CaseRequest, format: str, kind: Kind) -> Any:
    """An empty table to fill in: CSV, or XLSX with a sheet that explains it."""
    known_format(format)
    sheets = kind.sheets(request)
    if format == "csv":
        return csv_response(f"{kind.id}-template.csv", sheets[0].head, sheets[0].rows)
    return xlsx_response(f"{kind.id}-template.xlsx", sheets)
