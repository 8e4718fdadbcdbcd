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
from podobat.tables.words import key, listed, meant, one_line
from podobat.units import Text

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
        return None if column is None else (column, head.unit)

    def known(self, heads: Sequence[Sequence[str]]) -> set[str]:
        """Ids of the columns that some heads name; each head is a list of texts it may be read as."""
        return {found[0].id for ways in heads if (found := self.best(ways))}

    def best(self, ways: Sequence[str]) -> tuple[Column, str] | None:
        """The column that the first known of several readings of one head means."""
        return next((found for way in ways if (found := self.find(way))), None)


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
        found = names.best(readings)
        if found is None:
            if text or any(sheet.text(row, at) for row in range(last + 1, len(sheet.rows))):
                unknown.append((at, text))
            continue
        column, unit = found
        if column.id in placed:
            faults.append(_twice(sheet, last, column, placed[column.id].head, text))
            continue
        word = unit_word(unit) if unit else None
        if unit and column.unit and (factor(unit, column.unit) is None):
            faults.append(_wrong_unit(sheet, last, column, text, unit, known=word is not None))
        elif unit and word is None:
            shown = one_line(text)
            notes.append(Text(f"열 `{shown}`: {column.name.ko}로 읽음", f"column `{shown}`: read as {column.name.en}"))
        placed[column.id] = Placed(column, at, text, unit if word else "")
    texts = tuple(readings[0] if readings else "" for readings in ways)
    return Heads(first, last, texts, placed, tuple(unknown), tuple(faults), tuple(notes))


def _twice(sheet: Sheet, row: int, column: Column, one: str, other: str) -> Fault:
    found = Text(
        f"`{column.name.ko}` 열이 둘임: {one_line(one)}, {one_line(other)}",
        f"two columns for `{column.name.en}`: {one_line(one)}, {one_line(other)}",
    )
    return sheet.fault(row, None, found, remedy=Text("하나만 남기십시오.", "Keep one of them."), path=one_line(other))


def _wrong_unit(sheet: Sheet, row: int, column: Column, head: str, unit: str, *, known: bool) -> Fault:
    assert column.unit
    label = unit_label(column.unit)
    shown = one_line(unit)
    found = (
        Text(f"{column.name.ko}의 단위가 될 수 없음: {shown}", f"no unit of {column.name.en}: {shown}")
        if known
        else Text(f"모르는 단위: {shown}", f"an unknown unit: {shown}")
    )
    remedy = Text(
        f"열 이름을 `{column.name.ko}({label.ko})`처럼 쓰고 값을 그 단위로 적으십시오.",
        f"Write the head as `{column.name.en} ({label.en})`, and the values in that unit.",
    )
    return sheet.fault(row, None, found, label, remedy, path=one_line(head))


def missing_columns(sheet: Sheet, columns: Sequence[Column], heads: Heads | None) -> list[Fault]:
    """A fault for every column that has to be there and is not, by the names of the template, in both languages."""
    there = heads.placed if heads is not None else {}
    missing = [c for c in columns if (c.required or c.needed) and c.id not in there]
    if not missing:
        return []
    allowed = Text(listed(c.name.ko for c in columns), listed(c.name.en for c in columns))
    found = Text(
        f"없는 열: {listed(c.name.ko for c in missing)}", f"missing columns: {listed(c.name.en for c in missing)}"
    )
    seen = [text for _, text in heads.unknown if text] if heads else []
    near = [(c, m) for c in missing if (m := next((u for u in seen if meant(u, c.names).en), None))]
    remedy = Text("열 이름이 든 줄에 더하십시오.", "Add them to the line of heads.")
    if near:
        remedy = Text(
            " ".join(f"`{one_line(m)}`을(를) `{c.name.ko}`로 고치십시오." for c, m in near),
            " ".join(f"Write `{c.name.en}` for `{one_line(m)}`." for c, m in near),
        )
    return [sheet.fault(heads.last if heads else 0, None, found, allowed, remedy)]


def unread_note(sheet: Sheet, unknown: Sequence[tuple[int, str]], columns: int) -> Text:
    """That some columns were not read, by name, and how many there are in all."""
    names = [text or "-" for _, text in unknown]
    return Text(
        f"{sheet.title}: 열 {columns}개 중 {len(names)}개는 읽지 않았습니다({listed(names)}).",
        f"{sheet.title}: {len(names)} of {columns} columns were not read ({listed(names)}).",
    )


__all__ = [
    "Column", "Heads", "Names", "Placed", "find_heads", "missing_columns", "unread_note", "ways_of",
]  # fmt: skip
