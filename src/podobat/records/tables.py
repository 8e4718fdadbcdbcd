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
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("records")

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
                self.heads.get(id, Text.same(id)),
                needed=id in self.needed,
                others=tuple(name for name, meant in self.names.items() if meant == id),
                longest=TABLES.longest,
            )
            for id in self.columns
        )


def table_in(data: bytes, layout: Layout, log: Log, notes: list[Text]) -> list[Row] | None:
    """The rows of a CSV with their lines; None when it has no head that can be understood. Faults are in the log."""
    if data.startswith(_WORKBOOK):
        found = _say("tables.excel_workbook_not_a_csv")
        log.fault("", found, _say("tables.csv"), _say("tables.in_excel_save_it_again"))  # fmt: skip
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
        name = layout.heads.get(amount, Text.same(amount))
        if placed.unit:
            units[amount] = placed.unit
        elif _has_brackets(placed.head, layout.as_columns(), amount):
            shown = one_line(placed.head)
            found = _say("tables.column_whose_unit_is_not_known", shown=shown)
            allowed = _say("tables.krw_krw_m_people", name=name)
            remedy = _say("tables.put_the_unit_in_the_brackets")
            log.faults.append(Fault(log.file, sheet.lines[heads.last], placed.head, found, allowed, remedy))
        elif above := _above(sheet, heads):
            units[amount] = above
            notes.append(_say("tables.is_taken", name=name, above=above))  # fmt: skip
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
        found = _say("tables.another_unit_than_the_heads", unit=unit, shown=shown)
        remedy = _say("tables.give_the_unit_in_one_place")
        log.faults.append(Fault(log.file, line, place, found, Text.same(unit), remedy))
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
        names = {"\t": _say("tables.tabs"), ";": _say("tables.semicolons"), "|": _say("tables.bars")}
        name = names.get(sheet.delimiter, Text.same(sheet.delimiter))
        _at(
            log,
            sheet.lines[first],
            _say("tables.columns_are_separated", name=name),
            _say("tables.commas"),
            _say("tables.save_it_again_as_csv_utf"),
        )
    above = sheet.lines[first] - 1
    if above:
        _at(
            log,
            1,
            _say("tables.more_lines_stand_above", above=above),
            Text.same(known_list(layout.columns, 20)),
            _say("tables.remove_the_first_lines_a_title", above=above),
        )


def _at(log: Log, line: int, found: Text, allowed: Text = _NOTHING, remedy: Text = _NOTHING) -> None:
    """Note a fault of the table at one of its lines."""
    log.faults.append(Fault(log.file, line, "", found, allowed, remedy))


def _check_head(head: list[str], line: int, layout: Layout, log: Log) -> bool:
    """Every needed column is there once, and no other. Returns whether rows can be read by it."""
    columns, needed = layout.columns, layout.needed
    allowed = Text.same(known_list(columns, 20))
    for name in dict.fromkeys(head):
        if name in columns and head.count(name) > 1:
            found = _say("tables.column_appears_twice", name=name)
            _at(log, line, found, allowed, _say("tables.keep_one_of_them"))
        elif name not in columns:
            shown = one_line(name)
            found = _say("tables.unknown_column", shown=shown) if name else _say(
                "tables.column_without_a_name_merged"
            )  # fmt: skip
            meant = layout.names.get(name)
            near = (_say("tables.write", meant=meant) if meant in columns else did_you_mean(name, columns))
            remedy = near if near.en else _say("tables.unmerge_the_headings")  # fmt: skip
            _at(log, line, found, allowed, remedy)
    missing = [name for name in needed if name not in head]
    if missing:
        names = known_list(missing, 20)
        found = _say("tables.missing_columns", names=names)
        _at(log, line, found, allowed, _say("tables.add_them_to_the_first_line"))
    return not missing and not any(name in columns and head.count(name) > 1 for name in head)


def _fits(cells: Sequence[str], head: Sequence[str], line: int, delimiter: str, log: Log) -> bool:
    """Has the row a cell for every column? In one that has not, values stand in wrong columns: it is not read."""
    extra = any(cells[len(head) :])
    if extra:
        found = _say("tables.more_values_than_columns", n=len(cells), n_2=len(head))
        _at(log, line, found, remedy=_say("tables.quote_what_holds", delimiter=repr(delimiter)))
    elif len(cells) < len(head):
        found = _say("tables.fewer_values_than_columns", n=len(cells), n_2=len(head))
        _at(log, line, found, remedy=_say("tables.keep_the_comma_of_an_empty"))
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
