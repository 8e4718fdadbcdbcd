"""A sheet given its meaning: typed rows, every fault at once, and an account of what was read and what was not.

table = table_of(sheet, COLUMNS)
table.raise_faults()                        InputFaults with all of them
for row in table.rows:
    row.line, row["amount"], row.text("amount"), row.place("amount")
table.account.rows_read, table.account.columns_not_read
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from podobat.errors import Fault, InputFaults
from podobat.tables.columns import Column, Heads, Placed, find_heads, missing_columns, unread_note
from podobat.tables.dates import date_of, period_of
from podobat.tables.numbers import is_missing
from podobat.tables.quantities import factor, quantity_of, unit_above
from podobat.tables.sheet import Sheet
from podobat.tables.wide import Across, WideColumn, Years
from podobat.tables.words import NOTHING, Complaint, key, listed, meant, one_line
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("tables")

MOST_FAULTS = 200
_TOTALS = frozenset("합계|계|소계|총계|누계|합|총합계|총합|total|sum|subtotal|grandtotal".split("|"))  # noqa: SIM905
_REMARK = re.compile(  # ※ …, 주1) …, 자료: …; but 주)한빛 is a firm whose first bracket was lost
    r"^\s*(?:[※*＊†]|주\s*\d+\s*\)|주\s*\)(?=[\s\d])|(?:주|주석|자료|출처|비고|단위|작성|참고|source|note|notes)\s*\d*\s*[:：])",
    re.IGNORECASE,
)
_EMPTY = (_say("table.is_empty"), Text("", ""), _say("table.fill"))


@dataclass(frozen=True)
class LeftOut:
    """A row that was not read, and why: "above" the head, "total", "remark", "head" (repeated), "fault"."""

    line: int
    why: str
    text: str


@dataclass(frozen=True)
class Account:
    """What was read of a sheet and what was not.

    rows       that hold something below the head;  rows_read: of them;  left_out: the others, with the reason
    columns    that have a head or cells;  columns_read: by name;  columns_not_read: by name
    """

    rows: int
    rows_read: int
    left_out: tuple[LeftOut, ...]
    columns: int
    columns_read: tuple[str, ...]
    columns_not_read: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For the JSON of an answer."""
        return {
            "rows": self.rows, "rows_read": self.rows_read, "columns": self.columns,
            "columns_read": list(self.columns_read), "columns_not_read": list(self.columns_not_read),
            "left_out": [{"line": o.line, "why": o.why, "text": o.text} for o in self.left_out],
        }  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row (of one year, in a wide table): values by column id, None for an empty cell, and where each stands."""

    line: int
    values: Mapping[str, Any]
    texts: Mapping[str, str] = field(repr=False)
    places: Mapping[str, str] = field(repr=False)
    file: str = field(default="", repr=False)

    def __getitem__(self, id: str) -> Any:
        return self.values.get(id)

    def text(self, id: str) -> str:
        """A cell as written, "" where there is none."""
        return self.texts.get(id, "")

    def place(self, id: str) -> str:
        """The cell as a spreadsheet calls it, such as C12; "" for a column that the sheet has not."""
        return self.places.get(id, "")

    def fault(self, id: str, found: Text, allowed: Text = NOTHING, remedy: Text = NOTHING) -> Fault:
        """A fault of one of its cells, for checks that come later."""
        return Fault(self.file, self.line, self.place(id), found, allowed, remedy)


@dataclass(frozen=True)
class Table:
    """The typed rows of a sheet; rows with faults are left out of `rows`, and their faults stand in `faults`."""

    sheet: Sheet
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Text, ...]
    account: Account
    heads: Heads | None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def has(self, id: str) -> bool:
        """Does the sheet have this column?"""
        return self.heads is not None and id in self.heads.placed

    def raise_faults(self) -> None:
        """Raise InputFaults with every fault, if there is any."""
        if self.faults:
            raise InputFaults(self.faults)


def table_of(sheet: Sheet, columns: Sequence[Column], wide: Years | Across | None = None) -> Table:
    """The rows of a sheet by declared columns.

    columns   what there may be, in the order of the template
    wide      for wide tables: what stands in columns of years (or in columns across); every row is then given once for
              each year that has a value, with the year as row["year"] (or the head as row["across"])
    returns   rows without faults, all faults, notes for the reader, and the account of what was read
    """
    return _Reading(sheet, columns, wide).table()


class _Reading:
    """One sheet while it is read."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], wide: Years | Across | None) -> None:
        self.sheet, self.columns, self.wide = sheet, tuple(columns), wide
        self.faults: list[Fault] = []
        self.left_out: list[LeftOut] = []
        self.more = 0
        self.notes: list[Text] = [*sheet.notes, *sheet.doubts]
        self.above: dict[str, str] = {}  # unit that a line above states, by dimension's declared unit

    def table(self) -> Table:
        heads = find_heads(self.sheet, self.columns, None if self.wide is None else self.wide.names(self.columns))
        across: tuple[WideColumn, ...] = ()
        if heads is not None and self.wide is not None:
            heads, across, faults = self.wide.columns_in(self.sheet, heads)
            self.faults += faults
        if heads is not None:
            self.faults += heads.faults
        self.faults += missing_columns(self.sheet, self.columns, heads)
        if self.wide is not None and heads is not None and not across:
            self.faults.append(self.wide.none_found(self.sheet, heads))
        if heads is None:
            return self._result([], heads, across)
        whole = not self.faults
        self._titles(heads)
        self.times = {id: self._factor(p.column, p.unit) for id, p in heads.placed.items()}
        rows: list[Row] = []
        before: dict[str, str] = {}
        head_keys = [key(cell) for cell in self.sheet.rows[heads.last]]
        for row in range(heads.last + 1, len(self.sheet.rows)):
            why = self._passed(row, heads, head_keys)
            if why:
                self._leave_out(row, why)
            else:
                rows += self._row(row, heads, across, before)
        return self._result(rows if whole else [], heads, across)

    def _titles(self, heads: Heads) -> None:
        """Lines above the head: titles, and units that hold for the whole table."""
        for row in range(heads.first):
            self._leave_out(row, "above")
            for cell in self.sheet.rows[row]:
                for part in re.split(r"[,/·]", unit_above(cell)):
                    for column in self.columns:
                        if column.unit and part.strip() and factor(part, column.unit) is not None:
                            self.above.setdefault(column.unit, part.strip())
        if heads.first:
            titles = listed((o.text for o in self.left_out), 3)
            self.notes.append(
                _say("table.lines_above_the_heads_were_not", title=self.sheet.title, first=heads.first, said=titles)
            )

    def _factor(self, column: Column, unit: str) -> Decimal:
        if not unit and (unit := self.above.get(column.unit or "", "")):
            label = _say("table.is_taken", column=column.name, unit=unit)  # fmt: skip
            self.notes += [label] if label not in self.notes else []
        by = factor(unit, column.unit) if unit and column.unit else None
        return Decimal(1) if by is None else by

    def _leave_out(self, row: int, why: str) -> None:
        text = one_line(" ".join(cell for cell in self.sheet.rows[row] if cell), 60)
        self.left_out.append(LeftOut(self.sheet.lines[row], why, text))

    def _passed(self, row: int, heads: Heads, head_keys: list[str]) -> str:
        """Why a row below the head is no row of data: a total, a remark, the head once more; "" for a row of data."""
        cells = self.sheet.rows[row]
        filled = [cell for cell in cells if cell]
        if not filled:
            return "" if any(self.sheet.is_unvalued(row, at) for at in range(len(cells))) else "empty"
        names = [cell for cell in filled if not cell[0].isdigit() and cell[0] not in "-+△▲("]
        if key(filled[0]) in _TOTALS and all(key(n) in _TOTALS or is_missing(n) for n in names):
            return "total"
        if _REMARK.match(filled[0]) and len(filled) <= 2 and len(heads.placed) > len(filled):
            return "remark"
        keys = [key(cell) for cell in cells]
        return "head" if len(filled) > 1 and keys == head_keys[: len(keys)] else ""

    def _row(self, row: int, heads: Heads, across: Sequence[WideColumn], before: dict[str, str]) -> list[Row]:
        started = len(self.faults) + self.more
        self._check_width(row, heads)
        texts, places, values = {}, {}, {}
        for id, placed in heads.placed.items():
            text = self.sheet.text(row, placed.at)
            if not text:
                text = self._from_above(row, placed, before)
            before[id] = text
            texts[id], places[id] = text, self.sheet.place(row, placed.at)
            values[id] = self._value(row, placed, text)
        rows = [Row(self.sheet.lines[row], values, texts, places, self.sheet.title)]
        if self.wide is not None:
            rows = self._unfolded(row, rows[0], across)
        if len(self.faults) + self.more > started:
            self._leave_out(row, "fault")
            return []
        return rows

    def _from_above(self, row: int, placed: Placed, before: Mapping[str, str]) -> str:
        if placed.column.fill_down:
            return before.get(placed.column.id, "")
        line, column = self.sheet.spread.get((self.sheet.lines[row], placed.at), (0, -1))
        return before.get(placed.column.id, "") if line and column == placed.at else ""

    def _check_width(self, row: int, heads: Heads) -> None:
        """In a CSV a row with more or fewer cells than the head has values in the wrong columns."""
        if self.sheet.format != "csv":
            return
        cells, width = self.sheet.rows[row], len(self.sheet.rows[heads.last])
        width = max(width, len(heads.texts))
        while width and not heads.texts[width - 1]:
            width -= 1
        n = len(cells)
        if any(cells[width:]) and not all(at in {u for u, _ in heads.unknown} for at in range(width, n) if cells[at]):
            found = _say("table.more_values_than_columns", n=n, width=width)
            remedy = _say("table.put_text_that_holds_commas")
            self._note(self.sheet.fault(row, None, found, remedy=remedy))
        elif n < width:
            found = _say("table.fewer_values_than_columns", n=n, width=width)
            remedy = _say("table.keep_the_comma_of_an_empty")
            self._note(self.sheet.fault(row, None, found, remedy=remedy))

    def _unfolded(self, row: int, one: Row, across: Sequence[WideColumn]) -> list[Row]:
        assert self.wide is not None
        cells_of: dict[int | str, dict[str, tuple[str, str, Any]]] = {}
        for y in across:
            text = self.sheet.text(row, y.placed.at)
            unvalued = self.sheet.is_unvalued(row, y.placed.at)
            if is_missing(text) and not unvalued:
                continue
            value = self._value(row, y.placed, text, self._factor(y.placed.column, y.placed.unit))
            cells_of.setdefault(y.of, {})[y.placed.column.id] = (text, self.sheet.place(row, y.placed.at), value)
        empty = {column.id: None for column in self.wide.values}
        return [
            Row(
                one.line,
                {**one.values, **empty, self.wide.id: of, **{i: v for i, (_, _, v) in cells.items()}},
                {**one.texts, **{i: t for i, (t, _, _) in cells.items()}},
                {**one.places, **{i: p for i, (_, p, _) in cells.items()}},
                one.file,
            )
            for of, cells in (sorted(cells_of.items()) if isinstance(self.wide, Years) else cells_of.items())
        ]  # fmt: skip

    def _note(self, fault: Fault) -> None:
        if len(self.faults) >= MOST_FAULTS:
            self.more += 1
        else:
            self.faults.append(fault)

    def _value(self, row: int, placed: Placed, text: str, times: Decimal | None = None) -> Any:
        """The value of a cell by the kind of its column; None, with a fault where it cannot be read."""
        if not text and self.sheet.is_unvalued(row, placed.at):
            self._note(self.sheet.fault(row, placed.at, *UNVALUED))
            return None
        column = placed.column
        if not text or (column.kind != "text" and is_missing(text)):
            if column.required:
                found = _say("table.no_value", text=text) if text else _EMPTY[0]
                self._note(self.sheet.fault(row, placed.at, self._of(placed, found), *_EMPTY[1:]))
            return None
        times = self.times.get(column.id, Decimal(1)) if times is None else times
        value, complaint = value_of(text, column, self.sheet.decimal, times)
        if complaint:
            self._note(self.sheet.fault(row, placed.at, self._of(placed, complaint[0]), *complaint[1:]))
        return value

    def _of(self, placed: Placed, found: Text) -> Text:
        head = one_line(placed.head)
        return _say("table.text", head=head, found=found)

    def _result(self, rows: list[Row], heads: Heads | None, across: Sequence[WideColumn]) -> Table:
        sheet = self.sheet
        below = 0 if heads is None else len(sheet.rows) - heads.last - 1
        unknown = () if heads is None else heads.unknown
        read = () if heads is None else tuple(p.head for p in heads.placed.values())
        read += tuple(y.placed.head for y in across)
        account = Account(
            below, len({row.line for row in rows}), tuple(self.left_out), len(read) + len(unknown), read,
            tuple(text or "-" for _, text in unknown),
        )  # fmt: skip
        notes = [*self.notes, *(heads.notes if heads else ())]
        if unknown:
            notes.append(unread_note(sheet, unknown, account.columns))
        notes += self._said_of_rows(account)
        if self.more:
            found = _say("table.more_faults_in_this_sheet", more=self.more)
            self.faults.append(sheet.fault(None, None, found))
        return Table(sheet, tuple(rows), tuple(self.faults), tuple(notes), account, heads)

    def _said_of_rows(self, account: Account) -> list[Text]:
        passed = [o for o in account.left_out if o.why in ("total", "remark", "head")]
        if not passed:
            return []
        lines = listed((f"{o.line}" for o in passed), 8)
        some = listed((o.text for o in passed), 3)
        return [
            _say("table.rows_that_are_no_data_totals", title=self.sheet.title, n=len(passed), lines=lines, some=some)
        ]


UNVALUED = (
    _say("table.formula_without_its_value"),
    _say("table.value"),
    _say("table.open_the_file_in_excel"),
)


def value_of(
    text: str, column: Column, decimal: str = ".", times: Decimal = Decimal(1)
) -> tuple[Any, Complaint | None]:
    """The value of one cell by the kind of its column; None and a complaint where it cannot be read."""
    if column.kind in ("number", "whole"):
        value, complaint = quantity_of(text, column.unit, decimal, times)
        return (value, complaint) if complaint or value is None else _within(value, text, column)
    if column.kind in ("date", "period", "year"):
        dated, complaint = (period_of if column.kind == "period" else date_of)(text)
        if dated is None or column.kind != "year":
            return dated, complaint
        return _within(dated.year, text, column)
    if column.kind == "choice":
        return _choice(text, column)
    if len(text) > column.longest:
        most = _say("table.at_most_letters", longest=column.longest)
        found = _say("table.is_too_long_letters", n=len(text))
        return None, (found, most, _say("table.shorten"))
    return text, None


def _within(value: float, text: str, column: Column) -> tuple[float | None, Complaint | None]:
    shown = one_line(text)
    if column.kind == "whole" and not float(value).is_integer():
        found = _say("table.is_not_a_whole_number", shown=shown)
        return None, (
            found,
            _say("table.whole_number"),
            _say("table.give_the_count_itself"),
        )
    least = column.least
    if (least is not None and value < least) or value > column.most:
        if least == 0 and value < 0:
            found, allowed = _say("table.is_negative", shown=shown), _say("table.or_more")
        else:
            low = "" if least is None else f"{least:g}"
            found = _say("table.out_of_range", shown=shown)
            allowed = _say("table.allowed", low=low, most=column.most)
        return None, (found, allowed, _say("table.check_the_value_and_its_unit"))
    return value, None


def _choice(text: str, column: Column) -> tuple[str | None, Complaint | None]:
    wanted = key(text)
    for id, name in column.options.items():
        if wanted in (key(id), key(name.ko), key(name.en)):
            return id, None
    names = [*column.options, *(n.ko for n in column.options.values()), *(n.en for n in column.options.values())]
    allowed = Text.each(lambda lang: listed(n[lang] for n in column.options.values()))
    found = _say("table.not_one_of_the_choices", text=one_line(text))
    return None, (found, allowed, meant(text, names))

