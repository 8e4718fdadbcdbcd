"""The appraisal as a workbook (xlsx), in the form officials exchange: printed on A4, checked by formulas.

Every result is written as a value, so that it shows in any viewer; beside sums and present values stand formulas that
work them out again from the cells above, so that a reader can check them. Formulas carry what they come to, for viewers
that do not calculate.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from podobat.appraise.ledger import Block, Formula, Number
from podobat.appraise.page import writer_of
from podobat.appraise.sheets import sheets_of

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal
    from podobat.plan import Case

_WIDEST, _PLAIN, _ACROSS = 44, 26, 10  # columns: of prose, of others; how many a line of prose runs across
_NARROWEST, _DEFAULT = 9.0, 8.43
_LONG = 25  # rows of a table that takes a page
_LINE_HEIGHT = 14.5  # points
_INK, _MUTED, _ACCENT, _FORMULA = "#1D1A22", "#5F5A68", "#5B2A86", "#00667A"
_Look = dict[str, Any]
_HEAD: Final[_Look] = {"bg_color": "#EDE7F3"}
_TOTAL: Final[_Look] = {"bg_color": "#F7F4F9"}
_BOXED: Final[_Look] = {"border": 1, "border_color": "#BDB6C6"}
_TEXT: Final[_Look] = {"valign": "top", "text_wrap": True}
_A4: Final = 9


def write_workbook(appraisal: Appraisal, case: Case, path: Path, lang: str = "ko") -> Path:
    """Write the appraisal as a workbook. The caller gives a folder that is renamed into place when all is written.

    returns  the path written;  raises OSError when it cannot be written
    """
    path.write_bytes(workbook_of(appraisal, case, lang))
    return path


def workbook_of(appraisal: Appraisal, case: Case, lang: str = "ko") -> bytes:
    """The workbook: summary, a sheet for every answer, assumptions and sources, left out. The same bytes every time."""
    write, made = writer_of(appraisal, lang), io.BytesIO()
    title = write.say("page.title", name=appraisal.plan.name)
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"author": "podobat", "title": title})
        looks = _Looks(book, write.say("sheet.font"))
        for name, blocks in sheets_of(appraisal, case, lang).items():
            page = _Page(book.add_worksheet(name), looks)
            page.heading(write.say("sheet.title", title=title, sheet=name))
            for block in blocks:
                page.block(block)
            page.finish(write.say("sheet.footer"))
    return _timeless(made.getvalue())


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


class _Looks:
    """How cells look, each look made once."""

    def __init__(self, book: xlsxwriter.Workbook, font: str) -> None:
        self.book, self.font = book, font
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, size: float = 10, color: str = _INK, **more: Any) -> Format:
        look = {"font_name": self.font, "font_size": size, "font_color": color, **more}
        key = tuple(sorted(look.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(look)
        return self.made[key]


@dataclass
class _Page:
    """One sheet being filled from the top; rows and columns count from 0."""

    sheet: Worksheet
    looks: _Looks
    row: int = 0
    tables: int = 0
    breaks: list[int] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    written: list[tuple[int, int, int, str]] = field(default_factory=list)  # row, first and last column, text

    def heading(self, text: str) -> None:
        """The title of the sheet."""
        self.sheet.write_string(self.row, 0, text, self.looks(14, _ACCENT, bold=True))
        self.row += 2

    def block(self, block: Block) -> None:
        """A table under its caption, or lines of text. A long table begins on a page of its own."""
        if (block.own_page or len(block.rows) > _LONG) and self.tables:
            self.breaks.append(self.row)
        if block.caption:
            self.sheet.write_string(self.row, 0, block.caption, self.looks(11, bold=True))
            self.row += 1
        if block.note:
            self._across(0, block.note, self.looks(9, _MUTED, **_TEXT))
            self.row += 1
        if block.head:
            self._head(block)
        start = self.row
        for number, values in enumerate(block.rows):
            total = {"bold": True, **_TOTAL} if number in block.totals else {}
            for column, value in enumerate(values):
                self._cell(column, value, start, block, {**_BOXED, **total})
            self.row += 1
        self.row += 1

    def _head(self, block: Block) -> None:
        self.tables += 1
        look = self.looks(bold=True, align="center", valign="vcenter", text_wrap=True, **_BOXED, **_HEAD)
        for column, text in enumerate(block.head):
            self.sheet.write_string(self.row, column, text, look)
            self.widths[column] = max(self.widths.get(column, 0.0), min(_width(text) + 2.0, 13.0))
            self.written.append((self.row, column, column, text))
        if block.wrapped and len(block.head) == 2:
            self._across(1, block.head[1], look)
        self.row += 1

    def _cell(self, column: int, value: Any, start: int, block: Block, look: _Look) -> None:
        """A number, a formula or a text."""
        if isinstance(value, Formula):
            shown = value.text.replace("{r}", str(self.row + 1))
            for name, offset in value.rows.items():
                shown = shown.replace("{" + name + "}", str(start + offset + 1))
            right = {**look, "align": "right", "valign": "top", "num_format": value.format}
            result: Any = value.value  # a number; the library's hint says int
            self.sheet.write_formula(self.row, column, shown, self.looks(color=_FORMULA, **right), result)
            self._wide(column, 9)
        elif isinstance(value, Number):
            right = self.looks(**look, align="right", valign="top", num_format=value.format)
            if value.value is None or not math.isfinite(value.value):
                endless = value.value is not None and math.isinf(value.value)
                self.sheet.write_string(self.row, column, "∞" if endless else "–", right)
                self._wide(column, 9)
            else:
                self.sheet.write_number(self.row, column, value.value, right)
                self._wide(column, len(f"{value.value:,.2f}"))
        else:
            self._text(column, str(value), block, self.looks(**look, **_TEXT))

    def _wide(self, column: int, characters: int) -> None:
        self.widths[column] = max(self.widths.get(column, 0.0), min(characters + 2.0, 16.0))

    def _text(self, column: int, text: str, block: Block, look: Format) -> None:
        """Room for a text: a line of prose runs across columns, others widen their own column up to a limit."""
        if block.wrapped and len(block.head) <= 2 and column == max(0, len(block.head) - 1):
            self._across(column, text, look)
            return
        if text:
            self.sheet.write_string(self.row, column, text, look)
        else:
            self.sheet.write_blank(self.row, column, None, look)
        limit = _WIDEST if block.wrapped else _PLAIN
        self.widths[column] = max(self.widths.get(column, 0.0), min(_width(text) + 2.0, limit))
        self.written.append((self.row, column, column, text))

    def _across(self, column: int, text: str, look: Format) -> None:
        """Let a text run across the columns to its right."""
        self.sheet.merge_range(self.row, column, self.row, _ACROSS - 1, "", look)
        self.sheet.write_string(self.row, column, text, look)
        self.written.append((self.row, column, _ACROSS - 1, text))

    def finish(self, footer: str) -> None:
        """Widths, frozen panes and the set-up for print."""
        sheet = self.sheet
        widths = {column: max(_NARROWEST, width) for column, width in self.widths.items()}
        for column, width in widths.items():
            sheet.set_column(column, column, width)
        heights: dict[int, int] = {}
        for row, first, last, text in self.written:
            room = sum(widths.get(column, _DEFAULT) for column in range(first, last + 1)) - 1.5
            heights[row] = max(heights.get(row, 1), math.ceil(_width(text) / room))
        for row, lines in heights.items():
            sheet.set_row(row, _LINE_HEIGHT * lines)
        if self.tables:
            sheet.freeze_panes(2, 1)
        sheet.set_h_pagebreaks(self.breaks)
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.8)
        sheet.set_footer(f"&L{footer}&R&P / &N", {"margin": 0.4})


def _width(text: str) -> float:
    """The width of a text in characters: Hangul takes two."""
    return sum(1.8 if ord(c) > 0x2E80 else 1.05 for c in text)
