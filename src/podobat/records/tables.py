"""Tables as a spreadsheet may have left them: bytes in, rows with their lines out, and every fault on the way.

    layout = Layout(COLUMNS, NEEDED)
    rows = table_in(data, layout, log, notes)                UTF-8 or CP949; None when it cannot be read as a table
    rows = rows_of([(1, ["id", ...]), (2, [...])], ...)      the same for cells that a workbook holds

A strict layout wants the agreed names, commas and nothing above the names. A lenient one, for tables that people hand
in and look at before anything is kept, also takes Korean names, other separators, titles and further columns, and says
so in the notes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from podobat.errors import Fault
from podobat.plan import Log
from podobat.plan.fields import did_you_mean, known_list
from podobat.units import Text

Row = tuple[int, dict[str, str]]
HEAD_WITHIN = 12  # lines among which the head of a table is looked for
_ENOUGH = 3  # known names by which a lenient table in CP949 is told
_NOTHING = Text("", "")


@dataclass(frozen=True)
class Layout:
    """The columns of a table.

    columns  every name there may be
    needed   those that must be there
    names    what else people call them; a strict table has to use the columns' own names, and is told them
    lenient  take the other names, separators, titles above and unknown columns, and note them
    """

    columns: tuple[str, ...]
    needed: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    lenient: bool = False

    def column(self, head: str) -> str:
        """The column that a head means, or the head itself."""
        head = " ".join(head.split())
        return self.names.get(head, head) if self.lenient else head

    def known_in(self, heads: Iterable[str]) -> int:
        """How many of the columns these heads name."""
        return len({self.column(head) for head in heads} & set(self.columns))

    @property
    def enough(self) -> int:
        """The number of known names that tells such a table from another one."""
        return _ENOUGH if self.lenient else len(self.columns) // 2


def table_in(data: bytes, layout: Layout, log: Log, notes: list[Text]) -> list[Row] | None:
    """The rows of a table with their lines; None when it has no head that can be understood. Faults are in the log."""
    content = _decoded(data, layout, log, notes)
    if content is None:
        return None
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    delimiter, skipped = _shape(content, layout)
    if not layout.lenient:
        _check_shape(delimiter, skipped, layout, log)
    elif skipped:
        notes.append(skipped_note(log.file, skipped))
    return rows_of(_lines(content, delimiter, skipped, log), layout, log, notes, delimiter)


def skipped_note(file: str, skipped: int) -> Text:
    """That lines above the names of the columns were passed over."""
    return Text(
        f"{file}: 열 이름 위의 {skipped}줄(제목 등)은 읽지 않았습니다.",
        f"{file}: the {skipped} lines above the columns' names were passed over.",
    )


def _check_shape(delimiter: str, skipped: int, layout: Layout, log: Log) -> None:
    if delimiter != ",":
        name = Text("탭", "tabs") if delimiter == "\t" else Text("세미콜론(;)", "semicolons")
        _at(
            log,
            skipped + 1,
            Text(f"열이 {name.ko}으로 나뉘어 있음", f"columns are separated by {name.en}"),
            Text("쉼표", "commas"),
            Text("'CSV UTF-8(쉼표로 분리)'로 다시 저장하십시오.", "Save it again as 'CSV UTF-8 (comma delimited)'."),
        )
    if skipped:
        _at(
            log,
            1,
            Text(f"열 이름 위에 {skipped}줄이 더 있음", f"{skipped} more lines stand above the columns' names"),
            Text(known_list(layout.columns, 20), known_list(layout.columns, 20)),
            Text(
                f"처음 {skipped}줄(제목이나 병합된 머리글)을 지워 열 이름이 첫 줄에 오게 하십시오.",
                f"Remove the first {skipped} lines (a title or merged headings), so that the names come first.",
            ),
        )


def _at(log: Log, line: int, found: Text, allowed: Text = _NOTHING, remedy: Text = _NOTHING) -> None:
    """Note a fault of the table at one of its lines."""
    log.faults.append(Fault(log.file, line, "", found, allowed, remedy))


def _decoded(data: bytes, layout: Layout, log: Log, notes: list[Text]) -> str | None:
    """The text of a table: UTF-8, or CP949 where that plainly is what it is."""
    save_again = Text(
        "엑셀에서 '다른 이름으로 저장 → CSV UTF-8(쉼표로 분리)'로 다시 저장하십시오.",
        "In Excel, save it again as 'CSV UTF-8 (comma delimited)'.",
    )
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        found = Text("엑셀 통합 문서이며 CSV가 아님", "an Excel workbook, not a CSV")
        log.fault("", found, Text("CSV", "CSV"), save_again)
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4000]:
        found = Text("UTF-16으로 저장되었거나 글이 아님", "saved as UTF-16, or not text")
        log.fault("", found, Text("UTF-8", "UTF-8"), save_again)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data[: error.start].count(b"\n") + 1
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError as error:
        bad = max(bad, data[: error.start].count(b"\n") + 1)
        text = None
    if text is not None and _known_in(text, layout) >= layout.enough:
        notes.append(
            Text(
                f"{log.file}: UTF-8이 아니라 CP949(한국어 엑셀의 CSV)로 저장되어 있어 그렇게 읽었습니다. 모든 바이트가 "
                "맞았습니다. 다음에는 'CSV UTF-8(쉼표로 분리)'로 저장하십시오.",
                f"{log.file}: saved as CP949 (a CSV of Korean Excel), not UTF-8, and read as such; every byte made "
                "sense. Next time save it as 'CSV UTF-8 (comma delimited)'.",
            )
        )
        return text
    _at(log, bad, Text("UTF-8도 CP949도 아님", "neither UTF-8 nor CP949"), Text("UTF-8", "UTF-8"), save_again)
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in line.split(delimiter)]


def _known_in(text: str, layout: Layout) -> int:
    """The most known column names on any of the first lines, whatever separates them."""
    heads = text.splitlines()[:HEAD_WITHIN]
    return max((layout.known_in(_cells(line, d)) for line in heads for d in ",;\t"), default=0)


def _shape(content: str, layout: Layout) -> tuple[str, int]:
    """What separates the columns, and how many lines stand above their names."""
    lines = content.split("\n")[:HEAD_WITHIN]
    ranked = [(layout.known_in(_cells(line, d)), -n, d) for n, line in enumerate(lines) for d in ",;\t"]
    most, above, delimiter = max(ranked, key=lambda r: (r[0], r[1], r[2] == ","), default=(0, 0, ","))
    return (delimiter, -above) if most >= 2 else (",", 0)


class _Unreadable(Exception):  # noqa: N818 - leaves the reading of one table; never seen outside
    """The rest of the table cannot be read; the log says why."""


def _lines(content: str, delimiter: str, skipped: int, log: Log) -> Iterator[tuple[int, list[str]]]:
    """The cells of every line below the skipped ones. Raises _Unreadable."""
    body = content.split("\n", skipped)[skipped]
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    start = skipped + 1
    try:
        for cells in reader:
            yield start, cells
            start = skipped + reader.line_num + 1
    except csv.Error as error:
        _at(
            log,
            start,
            Text(f"CSV로 읽을 수 없음: {error}", f"not readable as CSV: {error}"),
            remedy=Text("이 줄부터 따옴표와 쉼표를 확인하십시오.", "From this line on, look at quotes and commas."),
        )
        raise _Unreadable from error


def rows_of(
    lines: Iterable[tuple[int, list[str]]], layout: Layout, log: Log, notes: list[Text], delimiter: str = ","
) -> list[Row] | None:
    """Lines of cells, the first being the head, as rows; None when the head cannot be understood."""
    rows: list[Row] = []
    head: list[str] | None = None
    try:
        for line, cells in lines:
            if head is None:
                head = [layout.column(cell.strip()) for cell in cells]
                while layout.lenient and head and not head[-1]:
                    head.pop()  # empty columns that a spreadsheet leaves at the right
                if not _check_head(head, line, layout, log, notes):
                    return None
            elif any(cell.strip() for cell in cells) and _fits(cells, head, line, delimiter, log):
                rows.append((line, dict(zip(head, cells, strict=False))))
    except _Unreadable:
        return None
    if head is None:
        found = Text("빈 파일임", "the file is empty")
        _at(log, 1, found, Text(known_list(layout.columns, 20), known_list(layout.columns, 20)))
        return None
    return rows


def _check_head(head: list[str], line: int, layout: Layout, log: Log, notes: list[Text]) -> bool:
    """Every needed column is there once, and no other. Returns whether rows can be read by it."""
    columns, needed = layout.columns, layout.needed
    allowed = Text(known_list(columns, 20), known_list(columns, 20))
    for name in dict.fromkeys(head):
        if name in columns and head.count(name) > 1:
            found = Text(f"열 `{name}`이(가) 두 번 나옴", f"the column `{name}` appears twice")
            _at(log, line, found, allowed, Text("하나만 남기십시오.", "Keep one of them."))
        elif name not in columns and layout.lenient:
            shown = Text(name[:40], name[:40]) if name else Text("이름 없는 열", "one without a name")
            notes.append(Text(f"읽지 않는 열: {shown.ko}", f"column not read: {shown.en}"))
        elif name not in columns:
            found = Text(f"모르는 열: `{name[:40]}`", f"unknown column `{name[:40]}`") if name else Text(
                "이름 없는 열(병합된 머리글?)", "a column without a name (merged headings?)"
            )  # fmt: skip
            meant = layout.names.get(name)
            near = (
                Text(f"`{meant}`로 쓰십시오.", f"Write `{meant}`.") if meant in columns else did_you_mean(name, columns)
            )
            remedy = near if near.en else Text(
                "병합을 풀고, 쓰지 않는 열은 지우십시오.", "Unmerge the headings; remove columns that are not used."
            )  # fmt: skip
            _at(log, line, found, allowed, remedy)
    missing = [name for name in needed if name not in head]
    if missing:
        names = known_list(missing, 20)
        found = Text(f"없는 열: {names}", f"missing columns: {names}")
        _at(log, line, found, allowed, Text("첫 줄에 이 열을 더하십시오.", "Add them to the first line."))
    return not missing and not any(name in columns and head.count(name) > 1 for name in head)


def _fits(cells: list[str], head: list[str], line: int, delimiter: str, log: Log) -> bool:
    """Has the row a cell for every column? In one that has not, values stand in wrong columns: it is not read."""
    extra = any(cell.strip() for cell in cells[len(head) :])
    if extra:
        found = Text(
            f"값이 열보다 많음({len(cells)} > {len(head)})", f"more values than columns ({len(cells)} > {len(head)})"
        )
        remedy = Text(
            f"구분 기호({delimiter!r})가 든 글은 따옴표로 묶고, 수의 자릿점은 빼십시오.",
            f"Put text that holds {delimiter!r} in quotes, and leave out thousands separators.",
        )
        _at(log, line, found, remedy=remedy)
    elif len(cells) < len(head):
        found = Text(
            f"값이 열보다 적음({len(cells)} < {len(head)})", f"fewer values than columns ({len(cells)} < {len(head)})"
        )
        _at(log, line, found, remedy=Text("빈칸 자리에도 쉼표를 넣으십시오.", "Keep the comma of an empty cell."))
    return not extra and len(cells) >= len(head)
