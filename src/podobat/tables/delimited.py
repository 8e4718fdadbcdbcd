"""Text separated by commas, semicolons, tabs or bars as a sheet of cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from podobat.errors import Fault, InputFaults
from podobat.tables.encoding import text_of
from podobat.tables.limits import Limits
from podobat.tables.sheet import Sheet, column_name
from podobat.tables.words import odd, tidy
from podobat.texts import catalogue

_say = catalogue("tables")

DELIMITERS = ",;\t|"
_SAMPLE = 60  # lines by which the delimiter is told
_NAMED = re.compile(r"sep=(.)\n", flags=re.IGNORECASE)
_MOST_ODD = 20
_MOST_SOUND = 200_000  # cells remembered as sound


def sheet_of_text(data: bytes, file: str, limits: Limits) -> Sheet:
    """The one sheet of a CSV. Raises InputFaults with every fault that keeps it from being read as a table."""
    text, notes, fault = text_of(data, file)
    if text is None:
        assert fault is not None
        raise InputFaults([fault])
    named = _NAMED.match(text)  # Excel's line that names the separator
    delimiter = named[1] if named else delimiter_of(text)
    skipped = 1 if named else 0
    rows, lines = _rows(text[named.end() :] if named else text, delimiter, skipped, file, limits)
    return Sheet(file, "", rows, lines, "csv", delimiter, notes=notes)


def delimiter_of(text: str) -> str:
    """What separates the columns: the sign that gives most lines the same number of cells, more than one."""
    sample = text.split("\n", _SAMPLE)[:_SAMPLE]
    best, chosen = (0.0, 0), ","
    for sign in DELIMITERS:
        if not any(sign in line for line in sample):
            continue
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=sign) if len(cells) > 1]
        except csv.Error:
            continue
        if not widths:
            continue
        width, often = Counter(widths).most_common(1)[0]
        score = (round(often / len(sample), 1), width)
        if score > best:
            best, chosen = score, sign
    return chosen


def _rows(
    text: str, delimiter: str, skipped: int, file: str, limits: Limits
) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    sound: dict[str, str] = {}  # cells as written -> as kept: most cells of a large table repeat
    kept = sound.__getitem__
    start, cells_seen = skipped + 1, 0
    try:
        for cells in reader:
            try:
                new, row = [], tuple(map(kept, cells))
            except KeyError:
                new = [cell for cell in cells if cell not in sound]
                row = tuple([sound[cell] if cell in sound else tidy(cell) for cell in cells])
            cells_seen += len(row)
            if len(rows) > limits.rows or len(row) > limits.columns or cells_seen > limits.cells:
                check_size(file, limits, rows=len(rows), columns=len(row), cells=cells_seen)
            if any(row):
                rows.append(row)
                lines.append(start)
                wrong = odd_cells(file, start, row, limits, len(faults)) if new else []
                faults += wrong
                if new and not wrong and len(sound) < _MOST_SOUND:
                    sound |= {cell: tidy(cell) for cell in new}
            start = skipped + reader.line_num + 1
    except csv.Error as error:
        found = _say("delimited.not_readable_as_csv", error=error)
        remedy = _say("delimited.from_this_line_on_look")
        faults.append(Fault(file, start, "", found, remedy=remedy))
    if faults:
        raise InputFaults(faults)
    return tuple(rows), tuple(lines)


def odd_cells(file: str, line: int, row: tuple[str, ...], limits: Limits, already: int) -> list[Fault]:
    """Faults of cells with characters that no text has, and of cells that are too long."""
    faults: list[Fault] = []
    for column, cell in enumerate(row):
        if already + len(faults) >= _MOST_ODD:
            break
        if sign := odd(cell):
            found = _say("delimited.holds_a_character_that_no_text", sign=sign)
            faults.append(Fault(file, line, f"{column_name(column)}{line}", found, remedy=_say("delimited.remove")))
        if len(cell) > limits.longest:
            found = _say("delimited.cell_of_letters", n=len(cell))
            most = _say("delimited.at_most", longest=limits.longest)
            remedy = _say("delimited.shorten")
            faults.append(Fault(file, line, f"{column_name(column)}{line}", found, most, remedy))
    return faults


def check_size(file: str, limits: Limits, *, rows: int = 0, columns: int = 0, cells: int = 0) -> None:
    """Raise InputFaults when a table has grown beyond its limits."""
    for seen, most, what in (
        (rows, limits.rows, "rows"), (columns, limits.columns, "columns"), (cells, limits.cells, "cells"),
    ):  # fmt: skip
        if seen > most:
            found = _say(f"delimited.more_{what}", most=most)
            most_text = _say("delimited.most_text", most=most)
            remedy = _say("delimited.keep_only_what_is_needed")
            raise InputFaults([Fault(file, None, "", found, most_text, remedy)])
