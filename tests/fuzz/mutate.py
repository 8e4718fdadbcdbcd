"""What happens to files on their way to us, done on purpose and by a seed: typing, spreadsheets, other programs, disks.

yaml_text(luck, text)        a YAML file with some of its values, keys, lines or signs changed
rows(luck, table)            a table with cells, columns, heads, lines changed as people change them
table_bytes(luck, table)     the table as a file: encodings, separators, quotes, Excel with merged cells and formulas
bytes_of(luck, data)         a file as a disk or a transfer damages it
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from random import Random

Table = list[list[str]]

NUMBERS = (
    "0", "-1", "1", "0.5", "1e9", "1e15", "1e18", "1e19", "1e400", "-1e400", "nan", ".nan", "inf", ".inf", "1e-300",
    "0x10", "1_000", "1,000", "12,5", "1.234,5", "007", "½", "１２３", "△5", "(12)", "−3", "3%", "45 %", "1e999990",
    "9" * 40,
    "0." + "1" * 60, "1/3", "12억원", "1조 2,000억", "3천만원", "512명", "5 000", "1'000", "≈ 20", "약 20",
    "20여 개", "-", "–",
)  # fmt: skip
WORDS = (
    "", " ", "null", "~", "[]", "{}", "[1, 2]", "{a: b}", "true", "yes", "on", "No", "2031", "2020-13", "2020-02-30",
    "24.3월", "2024년 상반기", "44927", "0001-01-01", "9999-12-31", "2020-01-01T00:00:00+09:00", "=1+1", "=SUM(A1:A9)",
    "@x",
    "+82-62-000-0000", "*a", "&a x", "!!python/object:os.system", "!!binary aGk=", "|", ">-", "'", '"', "'a", "%", "`",
    ": ",
    "- x", "# x", "<b>x</b>", "{{ x }}", "${x}", "../../x", "a" * 300, "가" * 5000, "\u200b", "\u202e가", "\ufeff",
    "\x00", "\x01", "\x85", "\u2028", "\U0001f347", "e\u0301", "ᄀ", unicodedata.normalize("NFD", "신규 채용"),
    "ＡＢＣ", "１２", "㈜별빛", "#N/A", "#REF!", "N/A", "해당없음", "비공개", "미정", "-999", "*" * 9, "..",
    "\\", "\\ud800", '"\\ud800"',
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-32", "latin-1", "shift_jis", "gb18030")


def many(luck: Random) -> int:
    """How many changes: mostly one."""
    return luck.choice((1, 1, 1, 1, 2, 2, 3, 6))


# --- YAML -------------------------------------------------------------------------------------------------------------

_VALUE = re.compile(r"^(\s*(?:- )?[^\s#:'\"{\[-][^:#\n]*:[ ]+)([^\n{\[|>&*]+?)(\s*)$", flags=re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.-])")
_KEY = re.compile(r"^(\s*)([\w-]+)(:)", flags=re.MULTILINE)
_INLINE = re.compile(r"\{[^{}\n]*\}|\[[^\[\]\n]*\]")


def _one(luck: Random, pattern: re.Pattern[str], text: str, change: Callable[[re.Match[str]], str]) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text
    m = luck.choice(found)
    return text[: m.start()] + change(m) + text[m.end() :]


def _value(luck: Random, text: str) -> str:
    return _one(luck, _VALUE, text, lambda m: m[1] + luck.choice(NUMBERS + WORDS) + m[3])


def _scaled(luck: Random, text: str) -> str:
    """A slip of the unit: ten, a thousand, won for billions."""
    factor = luck.choice((0, -1, 0.1, 10, 100, 1000, 1e-3, 1e6, 1e9, 0.5, 2, 1.01))
    return _one(luck, _NUMBER, text, lambda m: f"{float(m[0]) * factor:.10g}")


def _number(luck: Random, text: str) -> str:
    return _one(luck, _NUMBER, text, lambda m: luck.choice(NUMBERS))


def _near(luck: Random, text: str) -> str:
    """Another year or a small change: most of these are sound."""
    return _one(luck, _NUMBER, text, lambda m: f"{max(0.0, float(m[0]) + luck.choice((-2, -1, 1, 2, 0.5))):.6g}")


def _key(luck: Random, text: str) -> str:
    names = [m[2] for m in _KEY.finditer(text)] or ["a"]
    new = luck.choice(
        (luck.choice(names), "buget", "a.b", "*", "0", "true", "가", "<<", "id", "x" * 90, luck.choice(WORDS))
    )
    return _one(luck, _KEY, text, lambda m: m[1] + new + m[3])


def _line(luck: Random, text: str) -> str:
    lines = text.split("\n")
    at, other = luck.randrange(len(lines)), luck.randrange(len(lines))
    how = luck.randrange(8)
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(at, lines[other])
    elif how == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif how == 3:
        lines[at] = " " * luck.randrange(7) + lines[at].lstrip()
    elif how == 4:
        lines[at] = "\t" + lines[at]
    elif how == 5:
        lines = lines[:at]
    elif how == 6:
        end = min(len(lines), at + luck.randrange(1, 12))
        del lines[at:end]
    else:
        lines.insert(at, luck.choice(WORDS))
    return "\n".join(lines)


def _block(luck: Random, text: str) -> str:
    """An inline list or mapping becomes something else."""
    return _one(
        luck, _INLINE, text, lambda m: luck.choice((*NUMBERS, *WORDS, "[" * 300, "{" * 300, m[0][:-1], m[0] * 2))
    )


def _whole(luck: Random, text: str) -> str:
    how = luck.randrange(9)
    if how == 0:
        return "%YAML 1.1\n---\n" + text
    if how == 1:
        return text + "\n---\n" + text
    if how == 2:
        return text.replace("\n", "\r\n")
    if how == 3:
        return text.replace("  ", "\t")
    if how == 4:
        return "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\n" + text
    if how == 5:
        return unicodedata.normalize("NFD", text)
    if how == 6:
        return text.replace("'", "‘").replace('"', "”")
    if how == 7:
        return "\n".join(f"x{n}: " + "[" * luck.choice((1, 40, 2000)) for n in range(2)) + "\n" + text
    return text[: luck.randrange(len(text) + 1)]


_YAML = (_value, _value, _scaled, _scaled, _number, _near, _near, _near, _key, _line, _line, _block, _whole)


def yaml_text(luck: Random, text: str) -> str:
    """A YAML file with one or several changes."""
    for _ in range(many(luck)):
        text = luck.choice(_YAML)(luck, text)
    return text


# --- tables -----------------------------------------------------------------------------------------------------------


def _cell(luck: Random, table: Table) -> None:
    row = luck.choice(table)
    if row:
        row[luck.randrange(len(row))] = luck.choice(NUMBERS + WORDS)


def _slip(luck: Random, table: Table) -> None:
    """A column or a row times ten or a thousand."""
    factor, row = luck.choice((0.1, 10, 1000, 1e-3, -1)), luck.choice(table)
    if luck.random() < 0.5:
        cells = [(row, k) for k in range(len(row))]
    else:
        k = luck.randrange(max(1, len(table[0])))
        cells = [(r, k) for r in table if k < len(r)]
    for r, k in cells:
        if _NUMBER.fullmatch(r[k]):
            r[k] = f"{float(r[k]) * factor:.10g}"


def _column(luck: Random, table: Table) -> None:
    width = max(map(len, table))
    at, other, how = luck.randrange(width), luck.randrange(width), luck.randrange(4)
    for n, row in enumerate(table):
        row.extend([""] * (width - len(row)))
        if how == 0:
            del row[at]
        elif how == 1:
            row.insert(at, row[other])
        elif how == 2:
            row[at], row[other] = row[other], row[at]
        else:
            row.insert(at, luck.choice(WORDS) if n else "비고 2")


def _row(luck: Random, table: Table) -> None:
    at, how = luck.randrange(len(table)), luck.randrange(7)
    if how == 0 and len(table) > 1:
        del table[at]
    elif how == 1:
        table.insert(at, list(luck.choice(table)))
    elif how == 2:
        table.insert(at, [])
    elif how == 3:
        table.insert(0, [luck.choice(("2024년 실적", "(단위: 백만원)", "※ 잠정", "", "sep=;"))])
    elif how == 4:
        table.append(["합계", *("100" for _ in range(max(0, len(table[0]) - 1)))])
    elif how == 5:
        table[at] = table[at][: luck.randrange(len(table[at]) + 1)]
    else:
        luck.shuffle(table)


def _head(luck: Random, table: Table) -> None:
    head = table[0]
    if not head:
        return
    at = luck.randrange(len(head))
    changes = (
        head[at] + luck.choice(("(천원)", "(백만원)", "(명)", "(%)", " (억원)", "*", "1)")),
        head[at].upper(), f" {head[at]} ", unicodedata.normalize("NFD", head[at]), head[luck.randrange(len(head))],
        luck.choice(WORDS), head[at].replace("_", " "),
    )  # fmt: skip
    head[at] = luck.choice(changes)


def _heads_of_two_lines(luck: Random, table: Table) -> None:
    table.insert(0, [luck.choice(("구분", "실적", "", "")) for _ in table[0]])


def _dashes(luck: Random, table: Table) -> None:
    sign = luck.choice("–—−‑·. ")
    for row in table[1:]:
        row[:] = [cell.replace("-", sign) for cell in row]


def _decimal_commas(luck: Random, table: Table) -> None:
    for row in table:
        row[:] = [cell.replace(".", ",") if _NUMBER.fullmatch(cell) else cell for cell in row]


def _transposed(luck: Random, table: Table) -> None:
    width = max(map(len, table))
    padded = [row + [""] * (width - len(row)) for row in table]
    table[:] = [list(column) for column in zip(*padded, strict=True)]


_TABLE = (
    _cell, _cell, _cell, _slip, _column, _row, _row, _head, _head, _heads_of_two_lines, _dashes, _decimal_commas,
    _transposed,
)  # fmt: skip


def rows(luck: Random, table: Table) -> Table:
    """A table with one or several changes."""
    changed = [list(row) for row in table]
    for _ in range(many(luck)):
        if not changed or not any(changed):
            break
        luck.choice(_TABLE)(luck, changed)
    return changed


def table_bytes(luck: Random, table: Table) -> tuple[bytes, str]:
    """A table as a file, and the ending of its name."""
    if luck.random() < 0.25:
        return _workbook(luck, table), ".xlsx"
    sign = luck.choice((",", ",", ",", ";", "\t", "|"))
    always, end = luck.random() < 0.2, luck.choice(("\n", "\n", "\r\n", "\r"))

    def quoted(cell: str) -> str:
        need = always or any(c in cell for c in (sign, '"', "\n", "\r"))
        return '"' + cell.replace('"', '""') + '"' if need else cell

    text = end.join(sign.join(map(quoted, row)) for row in table) + luck.choice((end, ""))
    encoding = luck.choice(("utf-8",) * 6 + ENCODINGS)
    data = text.encode(encoding, errors="replace")
    return (bytes_of(luck, data) if luck.random() < 0.08 else data), luck.choice(
        (".csv", ".csv", ".csv", ".txt", ".CSV")
    )


def plain(table: Table) -> bytes:
    """The table as anybody would save it."""
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode()


def _workbook(luck: Random, table: Table) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook()
    sheet = book.worksheets[0]
    for r, row in enumerate(table, start=luck.choice((1, 1, 1, 3))):
        for c, text in enumerate(row, start=1):
            number = _NUMBER.fullmatch(text) is not None and len(text) < 15 and luck.random() < 0.9
            try:
                sheet.cell(r, c, float(text) if number else text[:32_000])
            except (IllegalCharacterError, ValueError):
                sheet.cell(r, c, "?")
    if luck.random() < 0.2:
        sheet.cell(luck.randrange(1, 9), luck.randrange(1, 9), "=SUM(A1:A3)")
    if luck.random() < 0.3:
        first = luck.randrange(1, max(2, len(table)))
        sheet.merge_cells(
            start_row=first, start_column=1, end_row=first + luck.randrange(3), end_column=1 + luck.randrange(4)
        )
    if luck.random() < 0.3:
        other = book.create_sheet(luck.choice(("2019", "설명", "국산거래표", "Sheet2")))
        for row in table[: luck.randrange(len(table) + 1)]:
            other.append([re.sub("[\x00-\x1f]", "", cell)[:32_000] for cell in row])
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    return bytes_of(luck, data) if luck.random() < 0.1 else data


def bytes_of(luck: Random, data: bytes) -> bytes:
    """A file that was cut, or in which bytes were lost, doubled or turned."""
    found = bytearray(data)
    for _ in range(many(luck)):
        if not found:
            break
        at, how = luck.randrange(len(found)), luck.randrange(4)
        if how == 0:
            found = found[:at]
        elif how == 1:
            found[at] ^= 1 << luck.randrange(8)
        elif how == 2:
            found[at:at] = luck.randbytes(luck.randrange(1, 9))
        else:
            del found[at : at + luck.randrange(1, 60)]
    return bytes(found)
