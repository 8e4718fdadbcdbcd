"""The same table written otherwise: what must give the same figures or be refused, and never other figures.

FORMS[form](luck, table)      the bytes of a file, and the ending of its name
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from random import Random
from typing import Any

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


def workbook(
    table: Table, *, as_text: bool = False, at: tuple[int, int] = (1, 1), more: Callable[[Any, Any], None] | None = None
) -> bytes:
    """XLSX, numbers as numbers or as text, its first cell anywhere; `more` changes the book before it is kept."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for r, row in enumerate(table):
        for c, cell in enumerate(row):
            if cell != "":
                value = float(cell) if r and not as_text and NUMBER.fullmatch(cell) else cell
                sheet.cell(r + at[0], c + at[1], value)
    if more is not None:
        more(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _hidden_sheet(book: Any, sheet: Any) -> None:
    other = book.create_sheet("작년")
    for row in sheet.iter_rows(values_only=True):
        other.append([v * 2 if isinstance(v, float) else v for v in row])
    other.sheet_state = "hidden"


def _hidden_row(book: Any, sheet: Any) -> None:
    sheet.row_dimensions[sheet.max_row].hidden = True


def _odd_spaces(luck: Random, table: Table) -> Table:
    forms = ("{}\u00a0", "\u200b{}", "{} ", " {}", "\ufeff{}", "{}\u3000", "{}")
    return texts(table, lambda text: luck.choice(forms).format(text))


def _marked(luck: Random, name: str) -> str:
    """A name with the mark of a footnote."""
    mark = luck.choice(("*", "1)", " 주1)", "¹", "†", ""))
    return f"{name}{' ' if mark == '1)' and name[-1:].isdigit() else ''}{mark}" if name else name


def _noted_values(luck: Random, table: Table) -> Table:
    return numbers(table, lambda c: c + luck.choice(("p", "*", "¹", "1)", " r", "", "")))


def _another_last(luck: Random, table: Table) -> Table:
    """The last column twice, the second time with other numbers."""
    tripled = numbers(table, lambda c: f"{float(c) * 3:g}")
    return [[*row, other[-1]] for row, other in zip(table, tripled, strict=True)]


def _copied(luck: Random, table: Table) -> Table:
    k = luck.randrange(len(table[0]))
    return [[*row, row[k]] for row in table]


def _blank_rows(luck: Random, table: Table) -> Table:
    return [r for row in table for r in ([row, []] if luck.random() < 0.3 else [row])]


def _german(luck: Random, table: Table) -> Table:
    return numbers(table, lambda c: grouped(c, ".", ","))


def _commas(luck: Random, table: Table) -> Table:
    return numbers(table, lambda c: c.replace(".", ","))


Form = Callable[[Random, Table], tuple[bytes, str]]
Change = Callable[[Random, Table], Table]


def _csv(change: Change = lambda luck, table: table, sign: str = ",", end: str = "\n", encoding: str = "utf-8") -> Form:
    return lambda luck, table: (plain(change(luck, table), sign, end).encode(encoding), ".csv")


def _each(change: Callable[[str], str]) -> Form:
    return _csv(lambda luck, table: numbers(table, change))


def _book(change: Change = lambda luck, table: table, **how: Any) -> Form:
    return lambda luck, table: (workbook(change(luck, table), **how), ".xlsx")


FORMS: dict[str, Form] = {
    "bom": _csv(encoding="utf-8-sig"), "cp949": _csv(encoding="cp949"), "utf-16": _csv(sign="\t", encoding="utf-16"),
    "utf-16-be": _csv(encoding="utf-16-be"), "semicolons": _csv(sign=";"), "tabs": _csv(sign="\t"),
    "pipes": _csv(sign="|"), "crlf": _csv(end="\r\n"), "cr": _csv(end="\r"),
    "nfd": _csv(lambda luck, t: [[unicodedata.normalize("NFD", c) for c in row] for row in t]),
    "full-width": _each(lambda c: c.translate(_FULL)),
    "thousands": _each(grouped),
    "spaces-1000": _each(lambda c: grouped(c, "\u00a0")),
    "thin-1000": _each(lambda c: grouped(c, "\u202f")),
    "apostrophe": _each(lambda c: grouped(c, "'")),
    "german": _csv(_german, sign=";"), "german-in-commas": _csv(_german),
    "decimal-comma": _csv(_commas, sign=";"), "decimal-comma-tab": _csv(_commas, sign="\t"),
    "decimal-comma-quoted": _csv(_commas),
    "mixed-thousands": _csv(lambda luck, t: numbers(t, lambda c: luck.choice((c, grouped(c))))),
    "triangles": _each(lambda c: c.replace("-", "△")),
    "brackets": _each(lambda c: f"({c[1:]})" if c[0] == "-" else c),
    "minus": _each(lambda c: c.replace("-", "−")),
    "exponents": _each(lambda c: f"{float(c):.16E}" if len(c) > 5 else c),
    "spaces": _csv(_odd_spaces),
    "quoted-heads": _csv(lambda luck, t: [[f"{c}\n" for c in t[0]], *t[1:]]),
    "foot-notes": _csv(lambda luck, t: [[_marked(luck, c) for c in t[0]], *t[1:]]),
    "row-notes": _csv(lambda luck, t: [t[0], *([_marked(luck, row[0]), *row[1:]] for row in t[1:])]),
    "value-notes": _csv(_noted_values),
    "title": _csv(lambda luck, t: [["2023년 통계표"], [], *t]),
    "remark": _csv(lambda luck, t: [*t, [], ["※ 2023년은 잠정치임"]]),
    "source": _csv(lambda luck, t: [*t, ["자료: 통계청"]]),
    "blank-rows": _csv(_blank_rows),
    "blank-column": _csv(lambda luck, t: [["", *row] for row in t]),
    "trailing-commas": _csv(lambda luck, t: [[*row, "", ""] for row in t]),
    "copied-column": _csv(_copied), "other-column": _csv(_another_last),
    "repeated-head": _csv(lambda luck, t: [*t[: len(t) // 2 + 1], t[0], *t[len(t) // 2 + 1 :]]),
    "note-column": _csv(lambda luck, t: [[*row, "참고 123" if n else "비고"] for n, row in enumerate(t)]),
    "running-numbers": _csv(lambda luck, t: [[str(n) if n else "연번", *row] for n, row in enumerate(t)]),
    "upper": _csv(lambda luck, t: [[c.upper() for c in t[0]], *t[1:]]),
    "xlsx": _book(), "xlsx-text": _book(as_text=True), "xlsx-lower": _book(at=(4, 3)),
    "xlsx-hidden-sheet": _book(more=_hidden_sheet), "xlsx-hidden-row": _book(more=_hidden_row),
    "xlsx-text-1000": _book(lambda luck, t: numbers(t, grouped), as_text=True),
    "xlsx-german": _book(_german, as_text=True),
}  # fmt: skip
