"""The appraisal as a workbook (xlsx), in the form officials exchange: seven sheets, printed on A4, checked by formulas.

Every result is written as a value, so that it shows in any viewer; beside sums and present values stand formulas that
work them out again from the cells above, so that a reader can check them.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from podobat.appraise.page import command, facts, made, office_of
from podobat.appraise.workbook_sheets import CHECK, SHEETS, Block, Formula, Number, sheets_of
from podobat.units import Text

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal
    from podobat.plan import Case

FONT = "맑은 고딕"
_HEAD = PatternFill("solid", fgColor="EDE7F3")
_TOTAL = PatternFill("solid", fgColor="F7F4F9")
_THIN = Side(style="thin", color="BDB6C6")
_LINE = Border(top=_THIN, bottom=_THIN, left=_THIN, right=_THIN)
_WIDEST, _PLAIN, _ACROSS = 44, 26, 10  # columns: of prose, of others; how many a line of prose runs across
_LONG = 25  # rows of a table that takes a page
_LINE_HEIGHT = 14.5  # points
_INK, _MUTED, _ACCENT, _FORMULA = "1D1A22", "5F5A68", "5B2A86", "00667A"


def write_workbook(appraisal: Appraisal, case: Case, path: Path, lang: str = "ko") -> Path:
    """Write the appraisal as a workbook. The caller gives a folder that is renamed into place when all is written.

    returns  the path written;  raises OSError when it cannot be written
    """
    made = io.BytesIO()
    workbook_of(appraisal, case, lang).save(made)
    path.write_bytes(_timeless(made.getvalue()))
    return path


def _timeless(made: bytes) -> bytes:
    """The same file without the moment it was made, so that the same appraisal gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>", b"", content)
            new.writestr(zipfile.ZipInfo(entry.filename), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook_of(appraisal: Appraisal, case: Case, lang: str = "ko") -> Workbook:
    """The workbook: summary, input-output, cost-benefit, hierarchy, unit costs, assumptions and sources, left out."""
    office = office_of(appraisal, lang)
    book = Workbook()
    book.properties.creator = "podobat"
    book.properties.title = office.say("title", name=appraisal.plan.name[lang])
    first = book.active
    assert isinstance(first, Worksheet)
    front = list(dict.fromkeys([*facts(office), *made(office), (office.say("again"), command(appraisal, lang))]))
    for number, (key, blocks) in enumerate(sheets_of(office, case, front).items()):
        sheet = first if number == 0 else book.create_sheet()
        sheet.title = SHEETS[key][lang]
        page = _Page(sheet, lang)
        page.heading(f"{book.properties.title} – {SHEETS[key][lang]}")
        for block in blocks:
            page.block(block)
        page.finish()
    return book


@dataclass
class _Page:
    """One sheet being filled from the top."""

    sheet: Worksheet
    lang: str
    row: int = 1
    heads: list[int] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    written: list[tuple[int, int, int, str]] = field(default_factory=list)  # row, first and last column, text

    def heading(self, text: str) -> None:
        """The title of the sheet."""
        self._put(1, text, Font(name=FONT, size=14, bold=True, color=_ACCENT))
        self.row += 2

    def block(self, block: Block) -> None:
        """A table under its caption, or lines of text. A long table begins on a page of its own."""
        if (block.own_page or len(block.rows) > _LONG) and self.heads:
            self.sheet.row_breaks.append(Break(id=self.row - 1))
        if block.caption:
            self._put(1, block.caption, Font(name=FONT, size=11, bold=True, color=_INK))
            self.row += 1
        if block.note:
            cell = self._put(1, block.note, Font(name=FONT, size=9, color=_MUTED))
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            self._across(1, block.note)
            self.row += 1
        if block.head:
            self.heads.append(self.row)
            for column, text in enumerate(block.head, 1):
                cell = self._put(column, text, Font(name=FONT, size=10, bold=True, color=_INK))
                cell.fill, cell.border = _HEAD, _LINE
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
                self.widths[column] = max(self.widths.get(column, 0.0), min(_width(text) + 2.0, 13.0))
                self.written.append((self.row, column, column, text))
            if block.wrapped and len(block.head) == 2:
                self._across(2, block.head[1])
            self.row += 1
        start = self.row
        for number, values in enumerate(block.rows):
            total = number in block.totals
            for column, value in enumerate(values, 1):
                self._cell(column, value, start, total=total, block=block)
            self.row += 1
        self.row += 1

    def _cell(self, column: int, value: Any, start: int, *, total: bool, block: Block) -> None:
        shown, number_format = value, None
        colour = _INK
        if isinstance(value, Number):
            usable = value.value is not None and math.isfinite(value.value)
            endless = value.value is not None and math.isinf(value.value)
            missing = "∞" if endless else "–"
            shown, number_format = (value.value if usable else missing), value.format
        elif isinstance(value, Formula):
            shown, number_format, colour = value.text.replace("{r}", str(self.row)), value.format, _FORMULA
            for name, offset in value.rows.items():
                shown = shown.replace("{" + name + "}", str(start + offset))
        cell = self._put(column, shown, Font(name=FONT, size=10, bold=total, color=colour))
        if isinstance(value, Formula):
            cell.data_type = "f"
        cell.border = _LINE
        if total:
            cell.fill = _TOTAL
        if number_format:
            cell.number_format = number_format
            cell.alignment = Alignment(horizontal="right", vertical="top")
            width = len(f"{shown:,.2f}") if isinstance(shown, float | int) else 9
            self.widths[column] = max(self.widths.get(column, 0.0), min(width + 2.0, 16.0))
        else:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            self._text(column, str(shown), block)

    def _put(self, column: int, value: Any, font: Font) -> Cell:
        cell = self.sheet.cell(self.row, column)
        assert isinstance(cell, Cell)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # a name that begins with = is a name
        cell.font = font
        return cell

    def _text(self, column: int, text: str, block: Block) -> None:
        """Room for a text: a line of prose runs across columns, others widen their own column up to a limit."""
        if block.wrapped and len(block.head) <= 2 and column == max(1, len(block.head)):
            self._across(column, text)
            return
        limit = _WIDEST if block.wrapped else _PLAIN
        self.widths[column] = max(self.widths.get(column, 0.0), min(_width(text) + 2.0, limit))
        self.written.append((self.row, column, column, text))

    def _across(self, column: int, text: str) -> None:
        """Let the cell run across the columns to its right."""
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=column, end_column=_ACROSS)
        self.written.append((self.row, column, _ACROSS, text))

    def finish(self) -> None:
        """Widths, frozen panes and the set-up for print."""
        sheet = self.sheet
        widths = {column: max(9.0, width) for column, width in self.widths.items()}
        for column, width in widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = width
        heights: dict[int, int] = {}
        for row, first, last, text in self.written:
            room = sum(widths.get(column, 8.43) for column in range(first, last + 1)) - 1.5
            heights[row] = max(heights.get(row, 1), math.ceil(_width(text) / room))
        for row, lines in heights.items():
            sheet.row_dimensions[row].height = _LINE_HEIGHT * lines
        if self.heads:
            sheet.freeze_panes = "B3"
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True  # pyright: ignore[reportOptionalMemberAccess]
        sheet.print_title_rows = "1:2"
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.8
        sheet.page_margins.footer = 0.4
        footer: Any = sheet.oddFooter
        footer.left.text, footer.right.text = Text("포도밭(podobat)", "Podobat")[self.lang], "&P / &N"


def _width(text: str) -> float:
    """The width of a text in characters: Hangul takes two."""
    return sum(1.8 if ord(c) > 0x2E80 else 1.05 for c in text)


__all__: Sequence[str] = ("CHECK", "workbook_of", "write_workbook")
