"""The same table written otherwise: what must give the same figures or be refused, and never other figures.

forms(luck, table)      (bytes, ending, name) of one way to write it that changes nothing of what it says
slips(luck, table)      (bytes, ending, name) of a table in which a mistake was made that no reader may pass over
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from random import Random

from tests.fuzz.mutate import Table

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FULL = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


def plain(table: Table, sign: str = ",", end: str = "\n") -> str:
    """CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator=end).writerows(table)
    return out.getvalue()


def numbers(table: Table, change: Callable[[str], str]) -> Table:
    """Every cell below the first line that is a number, changed."""
    return [list(table[0]), *([change(c) if NUMBER.fullmatch(c) else c for c in row] for row in table[1:])]


def texts(table: Table, change: Callable[[str], str]) -> Table:
    """Every cell that is no number, changed."""
    return [[c if NUMBER.fullmatch(c) or not c else change(c) for c in row] for row in table]


def grouped(text: str, group: str = ",", point: str = ".") -> str:
    """1234.5 -> 1,234.5"""
    whole, _, part = text.lstrip("-").partition(".")
    sign = "-" if text.startswith("-") else ""
    return sign + f"{int(whole):,}".replace(",", group) + (point + part if part else "")


def workbook(table: Table, *, as_text: bool = False, at: tuple[int, int] = (1, 1), more: Callable | None = None) -> bytes:
    """XLSX."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for r, row in enumerate(table):
        for c, cell in enumerate(row):
            if cell != "":
                sheet.cell(r + at[0], c + at[1], float(cell) if NUMBER.fullmatch(cell) and not as_text and r else cell)
    if more is not None:
        more(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _hidden_sheet(book, sheet) -> None:
    other = book.create_sheet("작년")
    for row in sheet.iter_rows(values_only=True):
        other.append([v * 2 if isinstance(v, float) else v for v in row])
    other.sheet_state = "hidden"


def _hidden_row(book, sheet) -> None:
    sheet.row_dimensions[sheet.max_row].hidden = True


def _odd_spaces(luck: Random, table: Table) -> Table:
    def change(text: str) -> str:
        return luck.choice(("{}\u00a0", "\u200b{}", "{} ", " {}", "\ufeff{}", "{}\u3000", "{}")).format(text)

    return texts(table, change)


def _marked(luck: Random, name: str) -> str:
    mark = luck.choice(("*", "1)", " 주1)", "¹", "†", ""))
    return f"{name}{' ' if mark == '1)' and name[-1:].isdigit() else ''}{mark}" if name else name


FORMS: dict[str, Callable[[Random, Table], tuple[bytes, str]]] = {
    "bom": lambda _, t: (plain(t).encode("utf-8-sig"), ".csv"),
    "cp949": lambda _, t: (plain(t).encode("cp949"), ".csv"),
    "utf-16": lambda _, t: (plain(t, "\t").encode("utf-16"), ".txt"),
    "utf-16-be": lambda _, t: (plain(t).encode("utf-16-be"), ".csv"),
    "semicolons": lambda _, t: (plain(t, ";").encode(), ".csv"),
    "tabs": lambda _, t: (plain(t, "\t").encode(), ".tsv"),
    "pipes": lambda _, t: (plain(t, "|").encode(), ".csv"),
    "crlf": lambda _, t: (plain(t, end="\r\n").encode(), ".csv"),
    "cr": lambda _, t: (plain(t, end="\r").encode(), ".csv"),
    "nfd": lambda _, t: (unicodedata.normalize("NFD", plain(t)).encode(), ".csv"),
    "full-width": lambda _, t: (plain(numbers(t, lambda c: c.translate(_FULL))).encode(), ".csv"),
    "thousands": lambda _, t: (plain(numbers(t, grouped)).encode(), ".csv"),
    "spaces-1000": lambda _, t: (plain(numbers(t, lambda c: grouped(c, "\u00a0"))).encode(), ".csv"),
    "thin-1000": lambda _, t: (plain(numbers(t, lambda c: grouped(c, "\u202f"))).encode(), ".csv"),
    "apostrophe": lambda _, t: (plain(numbers(t, lambda c: grouped(c, "'"))).encode(), ".csv"),
    "german": lambda _, t: (plain(numbers(t, lambda c: grouped(c, ".", ",")), ";").encode(), ".csv"),
    "german-in-commas": lambda _, t: (plain(numbers(t, lambda c: grouped(c, ".", ","))).encode(), ".csv"),
    "decimal-comma": lambda _, t: (plain(numbers(t, lambda c: c.replace(".", ",")), ";").encode(), ".csv"),
    "decimal-comma-tab": lambda _, t: (plain(numbers(t, lambda c: c.replace(".", ",")), "\t").encode(), ".csv"),
    "decimal-comma-quoted": lambda _, t: (plain(numbers(t, lambda c: c.replace(".", ","))).encode(), ".csv"),
    "mixed-thousands": lambda luck, t: (plain(numbers(t, lambda c: luck.choice((c, grouped(c))))).encode(), ".csv"),
    "triangles": lambda _, t: (plain(numbers(t, lambda c: c.replace("-", "△"))).encode(), ".csv"),
    "brackets": lambda _, t: (plain(numbers(t, lambda c: f"({c[1:]})" if c[0] == "-" else c)).encode(), ".csv"),
    "minus": lambda _, t: (plain(numbers(t, lambda c: c.replace("-", "−"))).encode(), ".csv"),
    "exponents": lambda _, t: (plain(numbers(t, lambda c: f"{float(c):.16E}" if len(c) > 5 else c)).encode(), ".csv"),
    "spaces": lambda luck, t: (plain(_odd_spaces(luck, t)).encode(), ".csv"),
    "quoted-heads": lambda _, t: (plain([[f"{c}\n" for c in t[0]], *t[1:]]).encode(), ".csv"),
    "foot-notes": lambda luck, t: (plain([[_marked(luck, c) for c in t[0]], *t[1:]]).encode(), ".csv"),
    "row-notes": lambda luck, t: (plain([t[0], *([f"{r[0]}{luck.choice(('*', ' 1)', '¹', '†', ''))}", *r[1:]]
                                                 for r in t[1:])]).encode(), ".csv"),
    "value-notes": lambda luck, t: (plain(numbers(t, lambda c: c + luck.choice(("p", "*", "¹", "1)", " r", "", "")))).encode(), ".csv"),
    "title": lambda _, t: (plain([["2023년 통계표"], [], *t]).encode(), ".csv"),
    "remark": lambda _, t: (plain([*t, [], ["※ 2023년은 잠정치임"]]).encode(), ".csv"),
    "source": lambda _, t: (plain([*t, ["자료: 통계청"]]).encode(), ".csv"),
    "blank-rows": lambda luck, t: (plain([r for row in t for r in ([row, []] if luck.random() < 0.3 else [row])]).encode(), ".csv"),
    "blank-column": lambda _, t: (plain([["", *r] for r in t]).encode(), ".csv"),
    "trailing-commas": lambda _, t: (plain([[*r, "", ""] for r in t]).encode(), ".csv"),
    "copied-column": lambda luck, t: (plain([[*r, r[k]] for k in [luck.randrange(len(t[0]))] for r in t]).encode(), ".csv"),
    "other-column": lambda luck, t: (plain([[*r, r[k] if n == 0 else (f"{float(r[k]) * 3:g}" if NUMBER.fullmatch(r[k]) else r[k])] for k in [len(t[0]) - 1] for n, r in enumerate(t)]).encode(), ".csv"),
    "repeated-head": lambda _, t: (plain([*t[: len(t) // 2 + 1], t[0], *t[len(t) // 2 + 1 :]]).encode(), ".csv"),
    "note-column": lambda luck, t: (plain([[*r, "비고" if n == 0 else "참고 123"] for n, r in enumerate(t)]).encode(), ".csv"),
    "running-numbers": lambda _, t: (plain([["연번" if n == 0 else str(n), *r] for n, r in enumerate(t)]).encode(), ".csv"),
    "upper": lambda _, t: (plain([[c.upper() for c in t[0]], *t[1:]]).encode(), ".csv"),
    "xlsx": lambda _, t: (workbook(t), ".xlsx"),
    "xlsx-text": lambda _, t: (workbook(t, as_text=True), ".xlsx"),
    "xlsx-lower": lambda _, t: (workbook(t, at=(4, 3)), ".xlsx"),
    "xlsx-hidden-sheet": lambda _, t: (workbook(t, more=_hidden_sheet), ".xlsx"),
    "xlsx-hidden-row": lambda _, t: (workbook(t, more=_hidden_row), ".xlsx"),
    "xlsx-text-1000": lambda _, t: (workbook(numbers(t, grouped), as_text=True), ".xlsx"),
    "xlsx-german": lambda _, t: (workbook(numbers(t, lambda c: grouped(c, ".", ",")), as_text=True), ".xlsx"),
}  # fmt: skip
