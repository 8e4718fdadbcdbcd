"""The files of a case as texts by path: out of a folder, into a new one, out of a zip file and into one.

files_in(folder)              every file of a case that carries meaning
files_in_zip(data)            the same out of an uploaded archive; all its faults at once
put(files, place)             a new folder, whole or not at all
zip_of(files, name)           the folder as a zip file, the same bytes every time
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from podobat.errors import Fault, InputFaults
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("web.plans")

Files = dict[str, str]

MOST_FILES: Final = 400
LARGEST: Final = 5_000_000  # bytes of one file, as the reader of plans allows for a table
MOST_BYTES: Final = 20_000_000  # of all files together
RECORDS: Final = ("records.csv", "records_counters.csv", "records_sources.csv")
_WANTED = re.compile(
    r"plan\.yaml|sources\.csv|judgements[\w.-]*\.(yaml|csv)|records(_counters|_sources)?\.csv|README\.md"
    r"|scenarios/[\w.-]+\.yaml|parameters/([\w.-]+/)*[\w.-]+\.yaml"
)
_PASSED_OVER = re.compile(r"(^|/)(__MACOSX(/|$)|\.[^/]*$|Thumbs\.db$|desktop\.ini$)|(^|/)~\$")
_STAMP = (2020, 1, 1, 0, 0, 0)
ALLOWED = _say("files_said.plan_yaml_sources_csv_scenarios")


def digest_of(files: Mapping[str, str]) -> str:
    """Names the files: SHA-256 over paths and texts."""
    text = json.dumps(dict(files), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def files_in(folder: Path) -> Files:
    """The files of a case's folder. What cannot be read as UTF-8 is left to the check of the folder itself."""
    found: Files = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if _WANTED.fullmatch(name) and path.stat().st_size <= LARGEST:
            try:
                found[name] = path.read_bytes().decode("utf-8-sig")
            except UnicodeDecodeError:
                continue
    return found


def plan_files(files: Mapping[str, str]) -> Files:
    """Without the records, which live in the record book."""
    return {name: text for name, text in files.items() if name not in RECORDS}


def files_in_zip(data: bytes, name: str) -> Files:
    """The case in an archive: its files at the top, or in one folder.

    raises   InputFaults for what is no archive, is too large, or holds what a case has no place for
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [e for e in archive.infolist() if not e.is_dir() and not _PASSED_OVER.search(e.filename)]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise InputFaults([_fault(name, _say("files_said.is_no_zip_file"),
                                  remedy=_say("files_said.pack_the_folder_of_the_case"))]) from None  # fmt: skip
    faults: list[Fault] = []
    if len(entries) > MOST_FILES:
        faults.append(_fault(name, _say("files_said.files", n=len(entries)),
                             _say("files_said.at_most", most_files=MOST_FILES)))  # fmt: skip
    if sum(e.file_size for e in entries) > MOST_BYTES:
        faults.append(
            _fault(
                name,
                _say("files_said.too_large_when_unpacked"),
                _say("files_said.at_most_mb", most_bytes=MOST_BYTES // 1000000),
            )
        )
    if faults:
        raise InputFaults(faults)
    top = _top([e.filename for e in entries])
    files: Files = {}
    for entry in entries:
        inside = entry.filename.removeprefix(top)
        if not _WANTED.fullmatch(inside):
            faults.append(
                _fault(
                    f"{name}: {inside[:80]}",
                    _say("files_said.file_that_a_case_does_not"),
                    ALLOWED,
                    _say("files_said.leave_it_out_and_upload_again"),
                )
            )
            continue
        text = _text_of(archive, entry, inside, faults)
        if text is not None:
            files[inside] = text
    if "plan.yaml" not in files and not faults:
        faults.append(_fault(name, _say("files_said.there_is_no_plan_yaml"), ALLOWED))
    if faults:
        raise InputFaults(faults)
    return files


def _top(names: list[str]) -> str:
    """The folder that holds plan.yaml, with its slash; "" at the top."""
    plans = sorted((n for n in names if PurePosixPath(n).name == "plan.yaml"), key=len)
    return plans[0].removesuffix("plan.yaml") if plans else ""


def _text_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inside: str, faults: list[Fault]) -> str | None:
    """One file of an archive, never more of it than it may have, whatever its head promises."""
    try:
        with archive.open(entry) as file:
            data = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        faults.append(_fault(inside, _say("files_said.cannot_be_unpacked_damaged")))
        return None
    if len(data) > LARGEST:
        faults.append(
            _fault(
                inside,
                _say("files_said.too_large"),
                _say("files_said.at_most_mb_2", largest=LARGEST // 1000000),
            )
        )
        return None
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    faults.append(_fault(inside, _say("files_said.cannot_be_read_as_text"), _say(
        "files_said.utf_8"
    )))
    return None


def _fault(file: str, found: Text, allowed: Text | None = None, remedy: Text | None = None) -> Fault:
    nothing = Text("", "")
    return Fault(file, None, "", found, allowed or nothing, remedy or nothing)


def put(files: Mapping[str, str], folder: Path) -> None:
    """Write a folder that is not there yet: whole, or not at all."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".", suffix=".tmp", dir=folder.parent))
    try:
        _write(files, draft)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def laid_out(files: Mapping[str, str], name: str) -> Iterator[Path]:
    """The files as a folder of this name for as long as they are looked at."""
    with tempfile.TemporaryDirectory(prefix="podobat-") as place:
        folder = Path(place) / name
        folder.mkdir()
        _write(files, folder)
        yield folder


def zip_of(files: Mapping[str, str], name: str) -> bytes:
    """The folder `name` as an archive; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", date_time=_STAMP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[path])
    return out.getvalue()
