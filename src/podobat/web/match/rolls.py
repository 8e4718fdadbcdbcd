"""Where a side of the market comes from: an uploaded table, the one that is kept, or the directory."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path, PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from podobat.errors import CannotRun
from podobat.evidence.partners import TERMS, read_places, read_terms
from podobat.match.language import TextReader
from podobat.match.market import Market
from podobat.match.places import Gazetteer
from podobat.match.reading import read_market
from podobat.texts import catalogue
from podobat.web.core.models import Case
from podobat.web.directory.models import Organisation
from podobat.web.match.models import DEMAND, SUPPLIER, Roll

_say = catalogue("web.match")

LARGEST = 10_000_000  # bytes of a table
FILE, KEPT, DIRECTORY = "file", "kept", "directory"
NO_FILE = _say("rolls.no_file")
NOTHING_KEPT = _say("rolls.nothing_kept")
NO_NOTES = _say("rolls.no_notes")
TOO_LARGE = _say("rolls.too_large")


def chosen(case: Case, side: str, how: str, file: UploadedFile | None) -> tuple[str, bytes]:
    """Name and bytes of the table of a side. Raises CannotRun with what to do."""
    if how == KEPT:
        roll = newest(case, side)
        if roll is None:
            raise CannotRun(NOTHING_KEPT)
        return roll.name, bytes(roll.content)
    if how == DIRECTORY:
        return "directory.csv", _from_directory(case)
    if file is None:
        raise CannotRun(NO_FILE)
    if file.size is None or file.size > LARGEST:
        raise CannotRun(TOO_LARGE)
    return (file.name or "table")[:200], file.read()


def newest(case: Case, side: str) -> Roll | None:
    """The table of a side that is in force."""
    return Roll.objects.filter(case=case, side=side).first()


def _from_directory(case: Case) -> bytes:
    """Firms of the directory whose note says something, with the programmes that have supported them as their works."""
    entries = Organisation.objects.filter(case=case, merged_into=None).exclude(note="").order_by("id")
    if not entries.exists():
        raise CannotRun(NO_NOTES)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["id", "name", "text"])
    rows.writerows((e.registration, e.name, e.note) for e in entries)
    return out.getvalue().encode()


def keep(case: Case, side: str, name: str, content: bytes, firms: int, user: Any) -> Roll:
    """The table as a roll; the same bytes are not kept twice in a row."""
    last = newest(case, side)
    if last is not None and bytes(last.content) == content:
        return last
    return Roll.objects.create(case=case, side=side, name=name, content=content, firms=firms, created_by=user)


def readers() -> tuple[TextReader, Gazetteer]:
    """What texts and places are read by."""
    return TextReader(read_terms(TERMS)), Gazetteer(read_places())


def read(
    suppliers: tuple[str, bytes], demands: tuple[str, bytes], reader: TextReader, gazetteer: Gazetteer
) -> Market:
    """Both tables (name, bytes), checked. Raises InputFaults with every fault, under the names of the files."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for side, (name, content) in ((SUPPLIER, suppliers), (DEMAND, demands)):
            path = Path(folder) / side / (PurePath(name).name or side)
            path.parent.mkdir()
            path.write_bytes(content)
            paths.append(path)
        return read_market(*paths, reader=reader, gazetteer=gazetteer)
