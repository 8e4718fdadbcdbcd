"""Where the sectors of a square table stand, whatever stands around: titles, codes beside names, countries, blocks.

The line and the column whose labels have most in common hold the sectors. Beside them may stand names (where they are
codes), countries or regions, and whether products are domestic or imported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from podobat.evidence.input_output.grid import Grid
from podobat.evidence.input_output.industries import BLOCKS, Industry, industry_of, plain
from podobat.evidence.input_output.labels import COLUMNS, META, ROWS, head_label

HEAD_WITHIN = 40  # rows among which the line of sectors is looked for
SIDE_WITHIN = 5
LEAST_SECTORS = 2
_NUMBER = re.compile(r"[-+△]?[\d.,]+(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Line:
    """A row or a column with a label: where, what industry or other thing it is, and all its labels."""

    at: int
    industry: Industry
    labels: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What the row and the column of the same sector have in common: country and industry."""
        return self.industry.country, self.industry.ident


@dataclass
class Axes:
    """Lines across and down of a square table.

    head, side   row with the labels of the columns, column with those of the rows
    first        first column of numbers, and `top` the first row of them
    columns, rows   every labelled one, in order
    """

    head: int
    side: int
    top: int
    first: int
    columns: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)

    @property
    def countries(self) -> list[str]:
        """Countries or regions of the sectors across, in order; empty where none are told apart."""
        return list(dict.fromkeys(c.industry.country for c in self.columns if c.industry.country))


def find_axes(grid: Grid) -> Axes | None:
    """The axes of a square table; None where fewer than two labels stand both across and down."""
    crossing = _crossing(grid)
    if crossing is None:
        return None
    head, side, common = crossing
    across = {c: industry_of(t) for c, t in enumerate(grid.texts(head)) if c > side and t}
    first = min(c for c, i in across.items() if (i.country, i.ident) in common)
    down = {r: industry_of(grid.text(r, side)) for r in range(head + 1, len(grid.rows)) if grid.text(r, side)}
    top = min(r for r, i in down.items() if (i.country, i.ident) in common)
    axes = Axes(head, side, top, first)
    above = [r for r in range(max(0, head - 3), top) if r != head]
    beside = [c for c in range(first) if c != side]
    of_heads = {c: tuple(grid.text(r, c) for r in above) for c in range(first, max(map(len, grid.rows)))}
    of_sides = {r: tuple(grid.text(r, c) for c in beside) for r in range(top, len(grid.rows))}
    many = {c: i for c, i in across.items() if (i.country, i.ident) in common}
    rows_of = {r: i for r, i in down.items() if (i.country, i.ident) in common}
    places = _places(of_heads, many, of_sides, rows_of)
    for c in range(first, max(map(len, grid.rows))):
        labels = (across[c].text if c in across else "", *of_heads[c])
        if any(labels):
            axes.columns.append(Line(c, _labelled(across.get(c), of_heads[c], places[0]), labels))
    for r in range(top, len(grid.rows)):
        labels = (down[r].text if r in down else "", *of_sides[r])
        if any(labels):
            axes.rows.append(Line(r, _labelled(down.get(r), of_sides[r], places[1]), labels))
    return axes


def _crossing(grid: Grid) -> tuple[int, int, set[tuple[str, str]]] | None:
    """The row and the column whose labels have most in common, and what they share."""
    best: tuple[tuple[int, int, int], int, int, set[tuple[str, str]]] | None = None
    sides = [
        [(r, _key(grid.text(r, c))) for r in range(len(grid.rows))] for c in range(min(SIDE_WITHIN, grid.sheet.width))
    ]
    for head in range(min(HEAD_WITHIN, len(grid.rows))):
        cells = [_key(text) for text in grid.texts(head)]
        for side, labels in enumerate(sides):
            across = {k for k in cells[side + 1 :] if k}
            if len(across) < LEAST_SECTORS:
                continue
            common = across & {k for r, k in labels if r > head and k}
            words = sum(not _NUMBER.fullmatch(ident) for _, ident in common)
            score = (len(common), words, -head)
            if len(common) >= LEAST_SECTORS and (best is None or score > best[0]):
                best = (score, head, side, common)
    return best[1:] if best else None


def _key(text: str) -> tuple[str, str] | None:
    """What a label may have in common with another; None for empty cells, amounts and words that are no sectors."""
    if not text or len(text) > 200 or (_NUMBER.fullmatch(text) and len(text.strip("0123456789-")) > 0):
        return None
    name = plain(head_label(text).name)
    if name in ROWS or name in COLUMNS or name in META:
        return None
    industry = industry_of(text)
    return (industry.country, industry.ident) if industry.ident else None


@dataclass(frozen=True)
class _Place:
    """Which of the further labels is a name, a country, a block (None: none of them)."""

    name: int | None = None
    country: int | None = None
    block: int | None = None


def _places(
    of_heads: dict[int, tuple[str, ...]], across: dict[int, Industry], of_sides: dict[int, tuple[str, ...]],
    down: dict[int, Industry],
) -> tuple[_Place, _Place]:  # fmt: skip
    """What the further labels across and down are."""
    heads, sides = _what(of_heads, across), _what(of_sides, down)
    twice = len({(i.country, i.ident) for i in across.values()}) < len(across)
    if not twice:  # a country that is told apart for nothing is none
        heads, sides = replace(heads, country=None), replace(sides, country=None)
    return heads, sides


def _what(labels: dict[int, tuple[str, ...]], sectors: dict[int, Industry]) -> _Place:
    name = country = block = None
    depth = len(next(iter(labels.values()), ()))
    for k in range(depth):
        texts = [labels[at][k] for at in sectors if labels[at][k]]
        if len(texts) < 0.6 * len(sectors):
            continue
        kinds = Counter(texts)
        words = [t for t in texts if not _NUMBER.fullmatch(t)]
        if all(t.upper() in BLOCKS for t in kinds):
            block = k
        elif len(kinds) <= max(1, len(texts) // 2):
            country = k if len(words) == len(texts) else country
        elif len(words) > 0.8 * len(texts) and name is None:
            name = k
    return _Place(name, country, block)


def _labelled(industry: Industry | None, further: tuple[str, ...], place: _Place) -> Industry:
    """An industry with what its further labels say."""
    labelled = industry or industry_of(next((t for t in further if t), ""))
    if place.name is not None and further[place.name]:
        labelled = replace(labelled, name=further[place.name], code=labelled.code or labelled.text)
    if place.country is not None and further[place.country] and not labelled.country:
        labelled = replace(labelled, country=further[place.country])
    if place.block is not None and further[place.block]:
        labelled = replace(labelled, block=BLOCKS.get(further[place.block].upper(), labelled.block))
    return labelled


def named(labels: Iterable[str], words: dict[str, str]) -> str:
    """The key of the first label that is one of some words, its country and unit aside; "" where none is."""
    for label in labels:
        text = head_label(label).name
        for part in (text, re.sub(r"^[A-Z]{2}[A-Z0-9]_", "", text), text.split(":")[0], text.split(":", 1)[-1]):
            if (word := words.get(plain(part))) is not None:
                return word
    return ""
