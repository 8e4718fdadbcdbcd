"""Tables of records and of the directory: bytes in, rows with their lines out, and every fault on the way.

    layout = Layout(COLUMNS, NEEDED)
    rows = table_in(data, layout, log, notes)         None when it cannot be read as a table; faults are in the log
    rows = rows_in(sheet, layout, log, notes)         the same for a sheet that was chosen

All files come through the front door (podobat.tables). A strict layout then wants the agreed names, commas and nothing
above the names. A lenient one, for tables that people hand in and look at before anything is kept, takes what the front
door takes: other names, heads of several lines, titles, totals, units in heads; and says so in the notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from podobat.errors import Fault, InputFaults
from podobat.plan import Log
from podobat.plan.fields import did_you_mean, known_list
from podobat.tables import (
    TABLES,
    Column,
    Heads,
    Limits,
    Sheet,
    find_heads,
    number_of,
    one_line,
    one_sheet,
    read_sheets,
    table_of,
    unit_above,
    unit_word,
)
from podobat.units import Text

Row = tuple[int, dict[str, str]]
HEAD_WITHIN = 12  # lines among which the head of a strict table is looked for
_NOTHING = Text("", "")
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Layout:
    """The columns of a table.

    columns  every name there may be
    needed   those that must be there
    names    what else people call them; a strict table has to use the columns' own names, and is told them
    lenient  take the other names, and what else the front door takes, and note it
    heads    what templates call the columns, in both languages: the words of messages
    units    where the unit of an amount goes that stands in its head: column of the amount -> column of its unit
    """

    columns: tuple[str, ...]
    needed: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    lenient: bool = False
    heads: Mapping[str, Text] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def known_in(self, heads: Iterable[str]) -> int:
        """How many of the columns these heads name, by their own names."""
        return len(set(heads) & set(self.columns))

    def as_columns(self) -> tuple[Column, ...]:
        """The columns as the front door knows them."""
        return tuple(
            Column(
                id,
                self.heads.get(id, Text(id, id)),
                needed=id in self.needed,
                others=tuple(name for name, meant in self.names.items() if meant == id),
                longest=TABLES.longest,
            )
            for id in self.columns
        )


def table_in(data: bytes, layout: Layout, log: Log, notes: list[Text]) -> list[Row] | None:
    """The rows of a CSV with their lines; None when it has no head that can be understood. Faults are in the log."""
    if data.startswith(_WORKBOOK):
        found = Text("엑셀 통합 문서이며 CSV가 아님", "an Excel workbook, not a CSV")
        log.fault("", found, Text("CSV", "CSV"), Text(
            "엑셀에서 '다른 이름으로 저장 → CSV UTF-8(쉼표로 분리)'로 다시 저장하십시오.",
            "In Excel, save it again as 'CSV UTF-8 (comma delimited)'."))  # fmt: skip
        return None
    sheets = sheets_in(data, log)
    return None if not sheets else rows_in(sheets[0], layout, log, notes)


def sheets_in(data: bytes, log: Log, limits: Limits = TABLES) -> tuple[Sheet, ...]:
    """The sheets of a file; none, with the faults in the log, when it cannot be read."""
    try:
        return read_sheets(data, log.file, limits)
    except InputFaults as refused:
        log.faults += refused.faults
        return ()


def rows_in(sheet: Sheet, layout: Layout, log: Log, notes: list[Text]) -> list[Row] | None:
    """The rows of a sheet; None when its head cannot be understood. Faults are in the log."""
    return _lenient(sheet, layout, log, notes) if layout.lenient else _strict(sheet, layout, log, notes)


# --- tables that are handed in -----------------------------------------------------------------------------------


def _lenient(sheet: Sheet, layout: Layout, log: Log, notes: list[Text]) -> list[Row] | None:
    table = table_of(sheet, layout.as_columns())
    notes += table.notes
    log.faults += [_named(fault, log.file) for fault in table.faults]
    heads = table.heads
    if heads is None or any(id not in heads.placed for id in layout.needed) or heads.faults:
        return None
    units = _units(sheet, layout, heads, log, notes)
    rows: list[Row] = []
    for row in table.rows:
        cells = {id: row.text(id) for id in layout.columns if id in heads.placed}
        for amount, unit in layout.units.items():
            if amount in cells and sheet.decimal != ".":
                cells[amount] = _with_point(sheet, row.line, row.place(amount), cells[amount], log)
            if amount in units and cells.get(amount):
                _set_unit(cells, unit, units[amount], sheet, row.line, row.place(unit) or row.place(amount), log)
        rows.append((row.line, cells))
    return rows


def _named(fault: Fault, file: str) -> Fault:
    """A fault under the name of the file alone: the sheet that was read stands in the notes."""
    return Fault(file, fault.line, fault.path, fault.found, fault.allowed, fault.remedy)


def _units(sheet: Sheet, layout: Layout, heads: Heads, log: Log, notes: list[Text]) -> dict[str, str]:
    """The units of amounts: as their heads state them, or a line above the table; a fault where one is no unit."""
    units: dict[str, str] = {}
    for amount in layout.units:
        placed = heads.placed.get(amount)
        if placed is None:
            continue
        name = layout.heads.get(amount, Text(amount, amount))
        if placed.unit:
            units[amount] = placed.unit
        elif _has_brackets(placed.head, layout.as_columns(), amount):
            shown = one_line(placed.head)
            found = Text(f"단위를 알 수 없는 열: {shown}", f"a column whose unit is not known: {shown}")
            allowed = Text(f"{name.ko}(원, 천원, 백만원, 억원, 명 …)", f"{name.en} (KRW, KRW_m, people, …)")
            remedy = Text("괄호 안을 단위로 고치거나 지우십시오.", "Put the unit in the brackets, or remove them.")
            log.faults.append(Fault(log.file, sheet.lines[heads.last], placed.head, found, allowed, remedy))
        elif above := _above(sheet, heads):
            units[amount] = above
            notes.append(Text(f"{name.ko}의 단위를 표 위에 적힌 대로 {above}(으)로 보았습니다.",
                              f"{name.en} is taken to be in {above}, as written above the table."))  # fmt: skip
    return units


def _has_brackets(head: str, columns: Sequence[Column], amount: str) -> bool:
    """Does a head say something in brackets that is no part of a name the column may have?"""
    column = next(c for c in columns if c.id == amount)
    return "(" in head and " ".join(head.split()).casefold() not in {n.casefold() for n in column.names}


def _above(sheet: Sheet, heads: Heads) -> str:
    """The one unit of money or people that the lines above a table state; "" for none or several."""
    for row in range(heads.first):
        for cell in sheet.rows[row]:
            unit = unit_above(cell)
            if unit and unit_word(unit) is not None:
                return unit
    return ""


def _set_unit(cells: dict[str, str], column: str, unit: str, sheet: Sheet, line: int, place: str, log: Log) -> None:
    """The unit of the head in the unit's own cell; a fault where the two differ."""
    own = cells.get(column, "")
    if own and unit_word(own) != unit_word(unit):
        shown = one_line(own)
        found = Text(f"단위가 머리글({unit})과 다름: {shown}", f"another unit than the head's ({unit}): {shown}")
        remedy = Text("한 곳에만 단위를 적으십시오.", "Give the unit in one place.")
        log.faults.append(Fault(log.file, line, place, found, Text(unit, unit), remedy))
    cells[column] = own or unit


def _with_point(sheet: Sheet, line: int, place: str, cell: str, log: Log) -> str:
    """An amount of a file with decimal commas, with a point; a fault where the comma may be for thousands."""
    value, complaint = number_of(cell, sheet.decimal)
    if complaint and sheet.decimal == "?" and number_of(cell)[0] is not None:
        log.faults.append(Fault(log.file, line, place, *complaint))
    return cell if value is None else repr(value).removesuffix(".0")


# --- strict tables -----------------------------------------------------------------------------------------------


def _strict(sheet: Sheet, layout: Layout, log: Log, notes: list[Text]) -> list[Row] | None:
    notes += sheet.notes
    ranked = [(layout.known_in(cells), -n) for n, cells in enumerate(sheet.rows[:HEAD_WITHIN])]
    most, above = max(ranked, default=(0, 0))
    first = -above if most >= 2 else 0
    _check_shape(sheet, first, layout, log)
    head = list(sheet.rows[first])
    if not _check_head(head, sheet.lines[first], layout, log):
        return None
    rows: list[Row] = []
    for n in range(first + 1, len(sheet.rows)):
        line, cells = sheet.lines[n], sheet.rows[n]
        if _fits(cells, head, line, sheet.delimiter, log):
            rows.append((line, dict(zip(head, cells, strict=False))))
    return rows


def _check_shape(sheet: Sheet, first: int, layout: Layout, log: Log) -> None:
    if sheet.delimiter != ",":
        names = {"\t": Text("탭", "tabs"), ";": Text("세미콜론(;)", "semicolons"), "|": Text("세로줄(|)", "bars")}
        name = names.get(sheet.delimiter, Text(sheet.delimiter, sheet.delimiter))
        _at(
            log,
            sheet.lines[first],
            Text(f"열이 {name.ko}으로 나뉘어 있음", f"columns are separated by {name.en}"),
            Text("쉼표", "commas"),
            Text("'CSV UTF-8(쉼표로 분리)'로 다시 저장하십시오.", "Save it again as 'CSV UTF-8 (comma delimited)'."),
        )
    above = sheet.lines[first] - 1
    if above:
        _at(
            log,
            1,
            Text(f"열 이름 위에 {above}줄이 더 있음", f"{above} more lines stand above the columns' names"),
            Text(known_list(layout.columns, 20), known_list(layout.columns, 20)),
            Text(
                f"처음 {above}줄(제목이나 병합된 머리글)을 지워 열 이름이 첫 줄에 오게 하십시오.",
                f"Remove the first {above} lines (a title or merged headings), so that the names come first.",
            ),
        )


def _at(log: Log, line: int, found: Text, allowed: Text = _NOTHING, remedy: Text = _NOTHING) -> None:
    """Note a fault of the table at one of its lines."""
    log.faults.append(Fault(log.file, line, "", found, allowed, remedy))


def _check_head(head: list[str], line: int, layout: Layout, log: Log) -> bool:
    """Every needed column is there once, and no other. Returns whether rows can be read by it."""
    columns, needed = layout.columns, layout.needed
    allowed = Text(known_list(columns, 20), known_list(columns, 20))
    for name in dict.fromkeys(head):
        if name in columns and head.count(name) > 1:
            found = Text(f"열 `{name}`이(가) 두 번 나옴", f"the column `{name}` appears twice")
            _at(log, line, found, allowed, Text("하나만 남기십시오.", "Keep one of them."))
        elif name not in columns:
            shown = one_line(name)
            found = Text(f"모르는 열: `{shown}`", f"unknown column `{shown}`") if name else Text(
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


def _fits(cells: Sequence[str], head: Sequence[str], line: int, delimiter: str, log: Log) -> bool:
    """Has the row a cell for every column? In one that has not, values stand in wrong columns: it is not read."""
    extra = any(cells[len(head) :])
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


def fitting_sheet(sheets: Sequence[Sheet], layout: Layout) -> Sheet:
    """Of the sheets of a workbook the one that has the needed columns, and most of the others.

    raises   InputFaults when two have as good as the same columns: none is taken for the other
    """
    columns = layout.as_columns()
    known: list[tuple[int, Sheet]] = []
    for sheet in sheets:
        heads = find_heads(sheet, columns) if sheet.rows else None
        if heads is not None and all(id in heads.placed for id in layout.needed):
            known.append((len(heads.placed), sheet))
    most = max((n for n, _ in known), default=0)
    best = [sheet for n, sheet in known if 2 * n > most and len(sheet.rows) > 1] or [s for n, s in known if n == most]
    if not best:
        full = [sheet for sheet in sheets if sheet.rows]
        return max(full, key=lambda s: len(h.placed) if (h := find_heads(s, columns)) else 0)
    return one_sheet(sheets, fits=lambda s: any(s is b for b in best))
