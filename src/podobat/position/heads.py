"""The head of a statistical table: in which lines it stands, and what each column is for.

Offices write heads in many ways: 시도별(1), C행정구역별, [13301A]산업별, 2020 년 over 종사자수 (명), area_title.
What is left of a head without brackets, numbers and endings is looked up in short lists (evidence/places/heads.yaml).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from podobat.evidence.places import read_heads
from podobat.position.counts import Kind
from podobat.tables import Sheet, is_missing, number_of, unmarked, year_in

ROLES = ("region", "industry", "year", "period", "flag", "population", "item", "unit", "name")
KINDS: tuple[Kind, ...] = ("workers", "firms", "shares", "value")
CODE = ("code", "코드", "fips", "id", "cd")
_BRACKETS = re.compile(r"[(\[<〔【{][^)\]>〕】}]*[)\]>〕】}]")
_NUMBERS = re.compile(r"[\W_\d]+")
_EARLY = re.compile(r"(?<!\d)(19[0-4]\d)(?!\d)")


def head_key(text: str) -> str:
    """What is left of a head to look it up by: no brackets, numbers, spaces, nor 별 (by) at the end."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    word = _NUMBERS.sub("", _BRACKETS.sub("", plain)) or _NUMBERS.sub("", plain)
    return word[:-1] if len(word) > 2 and word.endswith("별") else word


def dated(head: str) -> tuple[int, str] | None:
    """The year in a head and the rest of it, from 1900 on: pcgdp1940 -> (1940, pcgdp); None for none or several."""
    year = year_in(head)
    if year is not None or year_in(_EARLY.sub("", head)) is not None:
        return year
    early = _EARLY.findall(head)
    return (int(early[0]), " ".join(_EARLY.sub(" ", head).strip(" _-/.:").split())) if len(early) == 1 else None


def kind_of(text: str) -> Kind | None:
    """What a column with this head counts, or None when the head does not say."""
    word = head_key(text) + unicodedata.normalize("NFKC", text).casefold()
    return next((kind for kind in KINDS if any(w in word for w in read_heads()[kind])), None)


def is_measure(text: str) -> bool:
    """Is the head nothing but the name of a measure (GRDP, 종사자수, emp_all), and not of an industry?"""
    word = head_key(text)
    first = re.split(r"[\W_\d]+", unicodedata.normalize("NFKC", text).casefold().strip())[0]
    forms = (word, word.removesuffix("수"), first)
    return any(form in read_heads()[kind] for form in forms for kind in KINDS if kind != "shares")


@dataclass(frozen=True)
class Column:
    """One column of the sheet.

    role   region, industry, year, period, flag, population, item, unit, name, value, derived, or "" for an unknown head
    code   whether it holds codes rather than names
    """

    at: int
    head: str
    role: str
    code: bool = False


def role_of(head: str) -> tuple[str, bool]:
    """The role that a head names and whether it holds codes; ("", False) for an unknown head."""
    word = head_key(head)
    coded = head.strip().startswith("[") or (len(word) > 2 and word[0] == "c" and "가" <= word[1] <= "힣")
    stem = word[1:] if word[:1] == "c" and coded and not head.strip().startswith("[") else word
    for ending in CODE:
        if stem.endswith(ending) and len(stem) > len(ending):
            stem, coded = stem.removesuffix(ending), True
            break
    lists = read_heads()
    for role in ROLES:
        if role == "year" and dated(head) is not None:
            continue  # a column of one year holds values
        if lists[role].intersection((stem, stem.removesuffix("별"), word)):
            return role, coded
    if any(w in word for w in lists["derived"]):
        return "derived", False
    if word in lists["plain_value"] or kind_of(head) is not None:
        return "value", False
    return "", False


@dataclass(frozen=True)
class Head:
    """The columns of a sheet and the row at which the data begin; `above` are the rows passed over before the head."""

    columns: tuple[Column, ...]
    data_from: int
    above: int


MOST_ABOVE = 12  # lines above a head
MOST_LINES = 3  # of a head, below the first


def find_head(sheet: Sheet) -> Head | None:
    """The head: the first line with two cells or more, and further lines without a number that stand over numbers.

    A line that lacks names or has one twice, such as years over measures, is only the upper part of a head.

    returns   None when no line follows the head
    """
    rows = sheet.rows
    first = next((r for r in range(min(MOST_ABOVE, len(rows))) if sum(map(bool, rows[r])) >= 2), None)
    if first is None:
        return None
    last = _last_line(sheet, first)
    if last + 1 >= len(rows):
        return None
    width = max(len(row) for row in rows[first : last + 1])
    lines = [_filled(sheet, r, width, carry=r < last) for r in range(first, last + 1)]
    heads = [unmarked(" ".join(dict.fromkeys(line[at] for line in lines if line[at]))) for at in range(width)]
    columns = tuple(Column(at, head, *role_of(head)) for at, head in enumerate(heads))
    return Head(columns, last + 1, first)


def _last_line(sheet: Sheet, first: int) -> int:
    """The last line of a head that begins at a line."""
    last = first
    while last - first < MOST_LINES and last + 1 < len(sheet.rows) and _is_partial(sheet.rows[last]):
        if _is_data(sheet, last + 1) or not _any_data(sheet, last + 2):
            break
        last += 1
    return last


def _is_partial(cells: Sequence[str]) -> bool:
    """Does a line of the head lack a name, or have one twice?"""
    return not all(cells) or len(set(cells)) < len(cells)


def _filled(sheet: Sheet, row: int, width: int, carry: bool) -> list[str]:
    """A line of the head, the cells of the upper lines carried to the right as merged cells are."""
    cells = [sheet.carried(row, at) for at in range(width)]
    if not carry:
        return cells
    for at in range(1, width):
        cells[at] = cells[at] or cells[at - 1]
    return cells


def _is_data(sheet: Sheet, row: int) -> bool:
    """Does this line hold a number that is no year?"""
    cells = [cell for cell in sheet.rows[row] if cell]
    if cells and all(dated(cell) or not _is_number(cell) for cell in cells):
        return any(is_missing(cell) for cell in cells[1:]) and not any(dated(c) for c in cells)
    return any(_is_number(cell) for cell in cells)


def _any_data(sheet: Sheet, start: int) -> bool:
    return any(_is_data(sheet, row) for row in range(start, min(start + 3, len(sheet.rows))))


def _is_number(cell: str) -> bool:
    return number_of(cell)[0] is not None


def stripped(names: Sequence[str]) -> list[str]:
    """Names of columns without the words that all of them share at the beginning and the end: share_x_pct -> x."""
    parts = [re.split(r"[_\s]+", name) for name in names]
    if len(parts) < 2 or any(not p for p in parts):
        return list(names)
    while all(len(p) > 1 for p in parts) and len({p[0] for p in parts}) == 1:
        parts = [p[1:] for p in parts]
    while all(len(p) > 1 for p in parts) and len({p[-1] for p in parts}) == 1:
        parts = [p[:-1] for p in parts]
    return [" ".join(p) for p in parts]
