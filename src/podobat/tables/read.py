"""The front door: a file or its bytes in, its sheets out; and the one sheet that is meant, chosen or asked for.

sheets = read_sheets("표.xlsx")                       every sheet, cells as text
sheet  = one_sheet(sheets, fits=lambda s: ...)        the only one that fits; several are a fault that names them
sheet  = one_sheet(read_sheets("표.xlsx[2019]"))      or the one that is named
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.tables.delimited import sheet_of_text
from podobat.tables.limits import TABLES, Limits
from podobat.tables.sheet import Sheet
from podobat.tables.words import key, listed, meant
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("tables")

WORKBOOK, PARQUET = b"PK\x03\x04", b"PAR1"


def read_sheets(source: str | Path | bytes, name: str | None = None, limits: Limits = TABLES) -> tuple[Sheet, ...]:
    """Every sheet of a CSV, XLSX or Parquet file.

    source   a path, also with a sheet in brackets behind it (then only that one is returned), or bytes
    name     how messages call it (the file's name by default)
    returns  at least one sheet; a CSV or Parquet file has one
    raises   CannotRun when there is no such file; InputFaults with every fault that keeps it from being read
    """
    if isinstance(source, bytes):
        return _read(source, name or "table", limits)
    path, wanted = sheet_in(source)
    data = bytes_of(path, name or path.name, limits)
    sheets = _read(data, name or path.name, limits)
    return sheets if wanted is None else (one_sheet(sheets, wanted),)


def sheet_in(source: str | Path) -> tuple[Path, str | None]:
    """A path and the sheet that stands in brackets behind it: 표.xlsx[2019] -> (표.xlsx, 2019)."""
    path = Path(source)
    text = str(source)
    if text.endswith("]") and "[" in text and not path.exists():
        file, _, sheet = text[:-1].rpartition("[")
        if file:
            return Path(file), sheet.strip()
    return path, None


def bytes_of(path: Path, name: str, limits: Limits = TABLES) -> bytes:
    """What is in a plain file, if it is no larger than allowed. Raises CannotRun or InputFaults."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= limits.bytes:
            return path.read_bytes()
    except OSError as error:
        raise CannotRun(_say("read.cannot_read", path=path, strerror=error.strerror)) from error
    if not stat.S_ISREG(status.st_mode):
        kind = _say("read.folder") if stat.S_ISDIR(status.st_mode) else _say("read.device_or_a_pipe")
        raise CannotRun(_say("read.is_no_plain_file_but", path=path, kind=kind))
    raise InputFaults([_too_large(name, status.st_size, limits)])


def _too_large(name: str, size: int, limits: Limits) -> Fault:
    found = _say("read.file_is_too_large_mb", size=size / 1000000.0)
    most = _say("read.at_most_mb", bytes=limits.bytes / 1000000.0)
    return Fault(name, None, "", found, most, _say("read.keep_what_is_needed_or_divide"))


def _read(data: bytes, name: str, limits: Limits) -> tuple[Sheet, ...]:
    if len(data) > limits.bytes:
        raise InputFaults([_too_large(name, len(data), limits)])
    if data.startswith(WORKBOOK):
        from podobat.tables.workbook import sheets_of_workbook  # slow to import, and seldom needed

        sheets = sheets_of_workbook(data, name, limits)
    elif data.startswith(PARQUET):
        from podobat.tables.parquet import sheet_of_parquet

        sheets = (sheet_of_parquet(data, name, limits),)
    else:
        sheets = (sheet_of_text(data, name, limits),)
    if not any(sheet.rows for sheet in sheets):
        found = _say("read.file_is_empty")
        remedy = _say("read.put_heads_and_rows_into")
        raise InputFaults([Fault(name, None, "", found, remedy=remedy)])
    return sheets


def one_sheet(sheets: Sequence[Sheet], wanted: str | None = None, fits: Callable[[Sheet], bool] | None = None) -> Sheet:
    """The sheet that is meant; its notes say which others there are that were not read.

    wanted   its name, when a person gave one
    fits     whether a sheet holds what is looked for; without it every sheet that holds anything does
    raises   InputFaults when there is none of that name, or when several fit: they are named, and none is taken
    """
    file = sheets[0].file
    full = [sheet for sheet in sheets if sheet.rows]
    if wanted is not None:
        chosen = next((s for s in sheets if s.name == wanted), None) or next(
            (s for s in sheets if key(s.name) == key(wanted)), None
        )
        if chosen is None:
            fault = _say("read.no_sheet_of_the_name", wanted=wanted)
            names = listed(s.name for s in sheets)
            raise InputFaults(
                [Fault(file, None, "", fault, Text.same(names), meant(wanted, [s.name for s in sheets]))]
            )
        return _with_others(chosen, [s for s in full if s is not chosen])
    fitting = full if fits is None else [sheet for sheet in full if fits(sheet)]
    shown = [sheet for sheet in fitting if not sheet.hidden]
    fitting = shown or fitting
    if len(fitting) == 1:
        return _with_others(fitting[0], [s for s in full if s is not fitting[0]])
    if not fitting and len(full) == 1:
        return full[0]
    names = listed((s.name for s in (fitting or full)), 12)
    first = (fitting or full)[0].name
    fault = (
        _say("read.sheets_fit", n=len(fitting), names=names)
        if fitting
        else _say("read.no_sheet_fits", names=names)
    )
    remedy = _say("read.name_the_sheet_such", file=file, first=first)
    raise InputFaults([Fault(file, None, "", fault, _say("read.one_sheet"), remedy)])


def _with_others(sheet: Sheet, others: Sequence[Sheet]) -> Sheet:
    if not others:
        return sheet
    names = listed((s.name for s in others), 12)
    note = _say("read.sheet_was_read_not_the_others", file=sheet.file, sheet=sheet.name, names=names)
    return replace(sheet, notes=(*sheet.notes, note))
