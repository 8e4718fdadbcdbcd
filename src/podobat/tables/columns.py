"""Which columns a table may have, and where its head stands: heads of one line or several, with titles above them.

COLUMNS = (
    Column("organisation", Text("기업명", "organisation"), required=True, others=("업체명", "상호")),
    Column("amount", Text("금액", "amount"), kind="number", unit="KRW_m", least=0, others=("지원금액",)),
)
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from podobat.errors import Fault
from podobat.tables.numbers import LARGEST
from podobat.tables.quantities import factor, head_of, unit_label, unit_word
from podobat.tables.sheet import Sheet
from podobat.tables.words import key, listed, meant, one_line, unmarked
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("tables")

Kind = Literal["text", "number", "whole", "date", "period", "year", "choice"]
HEAD_WITHIN: Final = 20  # rows among which the head is looked for
DEEPEST: Final = 3  # lines that a head may take


@dataclass(frozen=True)
class Column:
    """A column that a table may have.

    id        what the program calls it;  name: what people call it;  others: what else they may call it
    kind      text, number, whole (a number without decimals), date (a day, month, quarter, half or year), period
              (a date or one to another), year, choice (one of `options`, by id or by name)
    unit      of units.py: heads (금액(천원)) and cells (12억원) in another unit of the same kind are brought to it
    required  the column must be there and no cell of it may be empty;  needed: the column must be there
    least, most   bounds of a number, or of a year;  longest: letters of a text
    fill_down an empty cell means the one above it, as under merged cells
    """

    id: str
    name: Text
    kind: Kind = "text"
    unit: str | None = None
    required: bool = False
    needed: bool = False
    others: tuple[str, ...] = ()
    least: float | None = None
    most: float = LARGEST
    longest: int = 4000
    options: Mapping[str, Text] = field(default_factory=dict)
    fill_down: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it may stand under."""
        return (self.id, self.name.ko, self.name.en, *self.others)


@dataclass(frozen=True)
class Placed:
    """A declared column as a sheet has it: the column, its head as written, and the factor of its unit."""

    column: Column
    at: int
    head: str
    unit: str = ""


@dataclass(frozen=True)
class Heads:
    """Where the head of a sheet stands, and what its columns are.

    first, last   rows of the sheet that the head takes
    texts         the head of every column of the sheet, its lines joined
    placed        declared columns by id
    unknown       columns that are none of the declared ones: (column, head)
    faults        heads that cannot be understood: a column twice, an unknown unit
    """

    first: int
    last: int
    texts: tuple[str, ...]
    placed: Mapping[str, Placed]
    unknown: tuple[tuple[int, str], ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Text, ...] = ()


class Names:
    """The declared columns by every spelling of their names."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.columns = tuple(columns)
        self.by_key = {key(name): column for column in reversed(self.columns) for name in column.names if key(name)}

    def find(self, text: str) -> tuple[Column, str] | None:
        """The column that a head means, and the unit that stands in it; None for an unknown head."""
        whole = self.by_key.get(key(text))
        if whole is not None:
            head = head_of(text)
            return whole, head.unit if unit_word(head.unit) and self.by_key.get(key(head.name)) is whole else ""
        head = head_of(text)
        column = self.by_key.get(key(head.name)) if head.unit else None
        if column is not None:
            return column, head.unit
        without = unmarked(text)
        return self.find(without) if without != text else None

    def known(self, heads: Sequence[Sequence[str]]) -> set[str]:
        """Ids of the columns that some heads name; each head is a list of texts it may be read as."""
        return {best[0].id for ways in heads if (best := self.best(ways))}

    def best(self, ways: Sequence[str]) -> tuple[Column, str] | None:
        """The column that the first known of several readings of one head means."""
        return next((named for way in ways if (named := self.find(way))), None)


def find_heads(sheet: Sheet, columns: Sequence[Column], also: Names | None = None) -> Heads | None:
    """The head of a sheet: the line, or the lines read together, that name most of the declared columns.

    also   further names that tell a head but are none of the columns (heads of years, in wide tables)
    returns  None where no line names any of them
    """
    names = also or Names(columns)
    needed = {column.id for column in columns if column.required or column.needed}
    best: tuple[tuple[int, int, int, int], int, int] | None = None
    for first in range(min(HEAD_WITHIN, len(sheet.rows))):
        for depth in range(1, min(DEEPEST, len(sheet.rows) - first) + 1):
            known = names.known(ways_of(sheet, first, first + depth - 1))
            score = (len(known & needed), len(known), -depth, -first)
            if known and (best is None or score > best[0]):
                best = (score, first, first + depth - 1)
    return None if best is None else _placed(sheet, names, best[1], best[2])


def ways_of(sheet: Sheet, first: int, last: int) -> list[list[str]]:
    """For every column, the texts as which a head may be read: all its lines joined, then fewer of them."""
    width = max(len(sheet.rows[row]) for row in range(first, last + 1))
    stacks = [[_carried(sheet, row, column, last) for row in range(first, last + 1)] for column in range(width)]
    ways = []
    for stack in stacks:
        parts = [text for text, _ in itertools.groupby(text for text in stack if text)]
        runs = [
            " ".join(parts[start : start + size])
            for size in range(len(parts), 0, -1)
            for start in range(len(parts) - size, -1, -1)
        ]
        ways.append(runs)
    return ways


def _carried(sheet: Sheet, row: int, column: int, last: int) -> str:
    """A cell of a head; under merged cells, the text of the block, also where a CSV has lost the merging."""
    own = sheet.carried(row, column)
    if own or row == last or sheet.format != "csv":
        return own
    if not any(sheet.text(below, column) for below in range(row + 1, last + 1)):
        return ""
    return next((sheet.text(row, c) for c in range(column - 1, -1, -1) if sheet.text(row, c)), "")


def _placed(sheet: Sheet, names: Names, first: int, last: int) -> Heads:
    ways = ways_of(sheet, first, last)
    placed: dict[str, Placed] = {}
    unknown: list[tuple[int, str]] = []
    faults: list[Fault] = []
    notes: list[Text] = []
    for at, readings in enumerate(ways):
        text = readings[0] if readings else ""
        best = names.best(readings)
        if best is None:
            if text or any(sheet.text(row, at) for row in range(last + 1, len(sheet.rows))):
                unknown.append((at, text))
            continue
        column, unit = best
        if column.id in placed:
            faults.append(_twice(sheet, last, column, placed[column.id].head, text))
            continue
        word = unit_word(unit) if unit else None
        if unit and column.unit and (factor(unit, column.unit) is None):
            faults.append(_wrong_unit(sheet, last, column, text, unit, known=word is not None))
        elif unit and word is None:
            shown = one_line(text)
            notes.append(_say("columns.read", shown=shown, column=column.name))
        placed[column.id] = Placed(column, at, text, unit if word else "")
    texts = tuple(readings[0] if readings else "" for readings in ways)
    return Heads(first, last, texts, placed, tuple(unknown), tuple(faults), tuple(notes))


def _twice(sheet: Sheet, row: int, column: Column, one: str, other: str) -> Fault:
    found = _say("columns.two_columns", column=column.name, one=one_line(one), other=one_line(other))
    return sheet.fault(row, None, found, remedy=_say("columns.keep_one_of_them"), path=one_line(other))


def _wrong_unit(sheet: Sheet, row: int, column: Column, head: str, unit: str, *, known: bool) -> Fault:
    assert column.unit
    label = unit_label(column.unit)
    shown = one_line(unit)
    wrong = (
        _say("columns.no_unit", column=column.name, shown=shown)
        if known
        else _say("columns.unknown_unit", shown=shown)
    )
    remedy = _say("columns.write_the_head", column=column.name, label=label)
    return sheet.fault(row, None, wrong, label, remedy, path=one_line(head))


def missing_columns(sheet: Sheet, columns: Sequence[Column], heads: Heads | None) -> list[Fault]:
    """A fault for every column that has to be there and is not, by the names of the template, in both languages."""
    there = heads.placed if heads is not None else {}
    missing = [c for c in columns if (c.required or c.needed) and c.id not in there]
    if not missing:
        return []
    allowed = Text.each(lambda lang: listed(c.name[lang] for c in columns))
    found = _say("columns.missing_columns", names=Text.each(lambda lang: listed(c.name[lang] for c in missing)))
    seen = [text for _, text in heads.unknown if text] if heads else []
    near = [(c, m) for c in missing if (m := next((u for u in seen if meant(u, c.names).en), None))]
    remedy = _say("columns.add_them_to_the_line")
    if near:
        told = [_say("columns.write_the_name", name=c.name, found=one_line(m)) for c, m in near]
        remedy = Text.each(lambda lang: " ".join(t[lang] for t in told))
    return [sheet.fault(heads.last if heads else 0, None, found, allowed, remedy)]


def unread_note(sheet: Sheet, unknown: Sequence[tuple[int, str]], columns: int) -> Text:
    """That some columns were not read, by name, and how many there are in all."""
    names = [text or "-" for _, text in unknown]
    return _say(
        "columns.of_columns_were_not_read", title=sheet.title, n=len(names), columns=columns, names=listed(names)
    )


__all__ = [
    "Column", "Heads", "Names", "Placed", "find_heads", "missing_columns", "unread_note", "ways_of",
]  # fmt: skip
