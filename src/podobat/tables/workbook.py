"""Workbooks (XLSX) as sheets of cells, in time and memory that their size on disk and the limits allow.

openpyxl reads the cells; rows are taken one by one as they are written, so that a row numbered two thousand million
costs no more than its cells. Of the styles only dates are looked at, since many programs write odd ones. Formulas are
read as the values last computed; a formula without one is remembered, since its cell is not empty.
"""

from __future__ import annotations

import io
import posixpath
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from xml.etree.ElementTree import ParseError

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import PKG_REL_NS, REL_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from podobat.errors import Fault, InputFaults
from podobat.tables.delimited import check_size, odd_cells
from podobat.tables.limits import Limits
from podobat.tables.sheet import Sheet
from podobat.tables.words import tidy
from podobat.texts import catalogue

_say = catalogue("tables")

_MERGED = f"{{{SHEET_MAIN_NS}}}mergeCell"
_STRING, _PART = f"{{{SHEET_MAIN_NS}}}si", f"{{{SHEET_MAIN_NS}}}t"
_RUN = f"{{{SHEET_MAIN_NS}}}r/{_PART}"  # not the sounds (rPh) that may stand beside a text
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_TAGS = 300_000  # in the parts that describe a workbook; styles of real ones have some ten thousand
_LARGE_PARTS = ("xl/worksheets/sheet", "xl/sharedStrings", "xl/media/", "xl/pivot", "xl/calcChain", "customXml/")
_BAD = (
    zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, IndexError, AttributeError, OSError,
    EOFError, TypeError, SyntaxError, NotImplementedError, RuntimeError, OverflowError, AssertionError,
)  # fmt: skip
_AGAIN = _say("workbook.again")


def sheets_of_workbook(data: bytes, file: str, limits: Limits) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, hidden ones too. Raises InputFaults when it cannot be read as one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts of a workbook that hold no cells
            return _sheets(data, file, limits)
    except InputFaults:
        raise
    except _BAD as error:
        found = _say("workbook.damaged_or_unreadable_workbook", name=type(error).__name__)
        raise InputFaults([Fault(file, None, "", found, _say("workbook.xlsx_csv"), _AGAIN)]) from error


def _sheets(data: bytes, file: str, limits: Limits) -> tuple[Sheet, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        _check_parts(parts, file, limits)
        budget = _Budget(file, limits)
        book = _Book(parts, budget)
        if len(book.sheets) > limits.sheets:
            many = _say("workbook.sheets", n=len(book.sheets))
            most = _say("workbook.at_most", sheets=limits.sheets)
            raise InputFaults([Fault(file, None, "", many, most, _say("workbook.keep_what_is_needed"))])
        return tuple(_sheet(book, name, part, state) for name, part, state in book.sheets)


def _check_parts(parts: zipfile.ZipFile, file: str, limits: Limits) -> None:
    names = parts.namelist()
    if "mimetype" in names and b"opendocument" in parts.read("mimetype")[:100]:
        found = _say("workbook.opendocument_file_ods")
        raise InputFaults([Fault(file, None, "", found, _say("workbook.xlsx_csv"), _AGAIN)])
    if "xl/workbook.xml" in names and b"purl.oclc.org/ooxml" in parts.read("xl/workbook.xml")[:4000]:
        found = _say("workbook.strict_open_xml_workbook")
        save = _say("workbook.save")
        raise InputFaults([Fault(file, None, "", found, _say("workbook.xlsx_csv"), save)])
    if "xl/workbook.bin" in names:
        found = _say("workbook.binary_workbook_xlsb")
        raise InputFaults([Fault(file, None, "", found, _say("workbook.xlsx_csv"), _AGAIN)])
    if any(part.flag_bits & 1 for part in parts.infolist()):
        found = _say("workbook.protected_by_a_password")
        raise InputFaults([Fault(file, None, "", found, remedy=_say("workbook.save_it_without"))])
    unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > limits.unpacked:
        large = _say("workbook.large", unpacked=unpacked / 1000000.0)
        most = _say("workbook.at_most_mb", unpacked=limits.unpacked / 1000000.0)
        raise InputFaults([Fault(file, None, "", large, most, _say("workbook.keep_what_is_needed_2"))])
    tags = 0
    for part in parts.infolist():
        if part.filename.endswith((".xml", ".rels")) and not part.filename.startswith(_LARGE_PARTS):
            tags += parts.read(part).count(b"<")
    if tags > _MOST_TAGS:
        found = _say("workbook.workbook_with_far_too_many")
        raise InputFaults([Fault(file, None, "", found, remedy=_say(
            "workbook.paste_its_values_into_a_new"
        ))])  # fmt: skip
    for part in parts.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with parts.open(part) as stream:
                if b"<!DOCTYPE" in stream.read(2000):
                    raise ValueError("a document type")


class _Budget:
    """What may still be read of a workbook: tags and cells."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.tags = self.cells = 0

    def tag(self) -> None:
        self.tags += 1
        if self.tags > 4 * self.limits.cells:
            check_size(self.file, self.limits, cells=self.limits.cells + 1)

    def row(self, rows: int, width: int) -> None:
        self.cells += width
        check_size(self.file, self.limits, rows=rows, columns=width, cells=self.cells)


class _Book:
    """What a workbook's parts say of its sheets: their names, the texts they share, which styles are of dates."""

    def __init__(self, parts: zipfile.ZipFile, budget: _Budget) -> None:
        self.parts, self.budget = parts, budget
        self.main = self._target("", "/officeDocument")
        self.epoch = WINDOWS_EPOCH
        self.sheets: list[tuple[str, str, str]] = []  # name, part and state of every sheet of cells
        self.dates: set[int] = set()
        self.timedeltas: set[int] = set()
        self._workbook()
        self._styles()
        self.strings = self._strings()

    def tags(self, part: str) -> Iterator[Any]:
        """Every tag of a part that has ended, one by one."""
        with self.parts.open(part) as source:
            for event, element in iterparse(source, events=("start", "end")):
                if event == "start":
                    self.budget.tag()
                else:
                    yield element

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """Id, kind and target of everything that a part belongs with; targets as names in the archive."""
        folder, _, name = part.rpartition("/")
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        if path not in self.parts.namelist():
            return []
        return [
            (
                e.get("Id", ""),
                e.get("Type", ""),
                posixpath.normpath(posixpath.join("/", folder, e.get("Target", "")))[1:],
            )
            for e in self.tags(path)
            if e.tag == f"{{{PKG_REL_NS}}}Relationship" and e.get("TargetMode") != "External"
        ]

    def _target(self, part: str, kind: str) -> str:
        return next((target for _, type, target in self._relations(part) if type.endswith(kind)), "")

    def _workbook(self) -> None:
        kinds = {id: (kind, target) for id, kind, target in self._relations(self.main)}
        for element in self.tags(self.main):
            if element.tag == f"{{{SHEET_MAIN_NS}}}workbookPr" and element.get("date1904") in ("1", "true"):
                self.epoch = MAC_EPOCH
            if element.tag == f"{{{SHEET_MAIN_NS}}}sheet":
                kind, target = kinds.get(element.get(f"{{{REL_NS}}}id", ""), ("", ""))
                if kind.endswith("/worksheet") and target in self.parts.namelist():
                    self.sheets.append((element.get("name", ""), target, element.get("state", "visible")))

    def _styles(self) -> None:
        """Styles whose numbers are days or times."""
        part = self._target(self.main, "/styles")
        if part not in self.parts.namelist():
            return
        formats = dict(BUILTIN_FORMATS)
        for element in self.tags(part):
            if element.tag == f"{{{SHEET_MAIN_NS}}}numFmt":
                formats[int(element.get("numFmtId", 0))] = element.get("formatCode", "")
            if element.tag == f"{{{SHEET_MAIN_NS}}}cellXfs":
                for style, one in enumerate(element):
                    code = formats.get(int(one.get("numFmtId", 0)), "")
                    if is_date_format(code):
                        self.dates.add(style)
                    if is_timedelta_format(code):
                        self.timedeltas.add(style)

    def _strings(self) -> list[str]:
        """The texts that cells share, without the sounds that may stand beside them."""
        part = self._target(self.main, "/sharedStrings")
        texts: list[str] = []
        if part not in self.parts.namelist():
            return texts
        for element in self.tags(part):
            if element.tag == _STRING:
                texts.append("".join(e.text or "" for e in [*element.findall(_PART), *element.findall(_RUN)]))
                element.clear()
        return texts


class _Parser(WorkSheetParser):
    """openpyxl's reader of cells, held to a budget; it remembers merged blocks and formulas without values."""

    def __init__(self, source: Any, book: _Book) -> None:
        super().__init__(
            source, book.strings, data_only=True, epoch=book.epoch, date_formats=book.dates,
            timedelta_formats=book.timedeltas,
        )  # fmt: skip
        self.budget = book.budget
        self.merges: list[tuple[int, int, int, int]] = []
        self.formulas: dict[int, list[int]] = {}  # columns by line

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for event, element in iterparse(self.source, events=("start", "end")):
            if event == "start":
                self.budget.tag()
            elif element.tag == ROW_TAG:
                row = self.parse_row(element)
                element.clear()
                yield row
            elif element.tag == _MERGED:
                left, top, right, bottom = cast("tuple[int, ...]", range_boundaries(element.get("ref")))
                self.merges.append((top, left - 1, bottom, right - 1))
                element.clear()

    def parse_cell(self, element: Any) -> dict[str, Any]:
        if element.tag != CELL_TAG:
            raise ValueError("something else than a cell in a row")
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None and not element.findtext(VALUE_TAG):
            self.formulas.setdefault(cell["row"], []).append(cell["column"] - 1)
        return cell


def _sheet(book: _Book, name: str, part: str, state: str) -> Sheet:
    budget = book.budget
    file = f"{budget.file}[{name}]"
    rows: dict[int, tuple[str, ...]] = {}
    faults: list[Fault] = []
    with book.parts.open(part) as source:
        parser = _Parser(source, book)
        for line, cells in parser.parse():
            texts = {cell["column"] - 1: text for cell in cells if (text := cell_text(cell["value"]))}
            width = max([*texts, *parser.formulas.get(line, ())], default=-1) + 1
            if not width:
                continue
            if not 1 <= line <= _LAST_ROW or width > _LAST_COLUMN:
                raise InputFaults([_beyond(file, line, width)])
            budget.row(len(rows) + 1, width)
            row = [""] * width
            for column, text in texts.items():
                row[column] = text
            rows[line] = tuple(row)
            faults += odd_cells(file, line, rows[line], budget.limits, len(faults))
    if faults:
        raise InputFaults(faults)
    ordered = sorted(rows)
    return Sheet(
        budget.file, tidy(name), tuple(rows[line] for line in ordered), tuple(ordered), "xlsx",
        merged=tuple(parser.merges), hidden=state != "visible",
        unvalued=frozenset((line, column) for line, columns in parser.formulas.items() for column in columns),
    )  # fmt: skip


def _beyond(file: str, line: int, width: int) -> Fault:
    found = _say("workbook.cell_beyond_every_sheet_row", line=line, width=width)
    most = _say("workbook.within_rows_and_columns", last_row=_LAST_ROW, last_column=_LAST_COLUMN)
    return Fault(file, None, "", found, most, _AGAIN)


def cell_text(value: Any) -> str:
    """What a cell says, as it would stand in a CSV; numbers with every digit they have."""
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return value.isoformat() if not isinstance(value, timedelta) else str(value)
    return tidy(str(value))
