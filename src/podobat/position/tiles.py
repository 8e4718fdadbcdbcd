"""A schematic map: every province of Korea a square of the same size, darker where there is more of something.

The layout is our own (evidence/places/tiles.yaml), so every province has room for its name and number, a city as well;
it says who is whose neighbour, and nothing of size or shore (position/outlines.py draws those).
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from podobat.evidence.places import PLACES, read_provinces
from podobat.plan.document import read_yaml
from podobat.units import Text

TILE: Final = 74.0  # of a square with its gap, in the units of the drawing
GAP: Final = 4.0
HEAD: Final = 28.0  # above the tiles
LEAST: Final = 12  # provinces that must be in a table for a map of them
STEPS: Final = ((0.0, 0.06), (0.5, 0.16), (0.8, 0.3), (1.0, 0.48), (1.25, 0.68), (2.0, 0.9))  # quotient -> how dark
LIGHT: Final = 0.6  # from this darkness on, words are written in the colour of the paper


@cache
def layout() -> Mapping[str, tuple[int, int]]:
    """Province -> column and row."""
    root, _ = read_yaml(PLACES / "tiles.yaml")
    return {} if root is None else {id: (place[0], place[1]) for id, place in root.plain().items()}


def provinces_in(regions: Sequence[Text]) -> dict[str, int]:
    """Which of some regions are provinces: id -> number of the region; empty for fewer than `LEAST`."""
    known = {name.casefold(): p.id for p in read_provinces() for name in (p.name.ko, p.name.en, *p.also)}
    numbered = {known[r.ko.casefold()]: k for k, r in enumerate(regions) if r.ko.casefold() in known}
    return numbered if len(numbered) >= LEAST else {}


def tiles(
    names: Mapping[str, str], values: Mapping[str, float], texts: Mapping[str, str], here: str, title: str
) -> str:  # fmt: skip
    """The map as an inline SVG in the colours of the page.

    names, values, texts   of each province: what it is called, its quotient, the quotient as it is written
    here    the province that is looked at, which has an edge;  title what is shown, above the tiles
    """
    read_aloud = f"{title}: {', '.join(f'{names[id]} {texts[id]}' for id in names)}"
    columns = 1 + max(column for column, _ in layout().values())
    rows = 1 + max(row for _, row in layout().values())
    wide, high = columns * TILE, HEAD + rows * TILE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart tiles" viewBox="0 0 {wide:.0f} {high:.0f}" role="img" '
        f'aria-label="{html.escape(read_aloud, quote=True)}" width="{wide:.0f}">',
        f'<text x="2" y="18" font-size="15" font-weight="bold" fill="var(--ink)">{html.escape(title)}</text>',
    ]
    for id, (column, row) in layout().items():
        if id not in names:
            continue
        x, y, side = column * TILE + GAP / 2, HEAD + row * TILE + GAP / 2, TILE - GAP
        dark = darkness(values[id])
        ink = "paper" if dark > LIGHT else "ink"
        edge = ' stroke="var(--ink)" stroke-width="3"' if id == here else ' stroke="var(--grid)"'
        middle = x + side / 2
        parts.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{side:.0f}" height="{side:.0f}" fill="var(--with)" '
            f'fill-opacity="{dark:g}"{edge}/>'
            f"{_called(names[id], middle, y, ink)}"
            f'<text x="{middle:.0f}" y="{y + 52:.0f}" text-anchor="middle" font-size="15" font-weight="bold" '
            f'fill="var(--{ink})">{html.escape(texts[id])}</text>'
        )
    return "".join([*parts, "</svg>"])


def darkness(quotient: float) -> float:
    """How dark a province is drawn, 0 to 1; one that is not known is left white."""
    return next(dark for least, dark in reversed(STEPS) if quotient >= least) if quotient == quotient else 0.0


def _called(name: str, middle: float, y: float, ink: str) -> str:
    """A name that fits its tile: small where it is long, on two lines where it is two words."""
    words = name.split(" ", 1) if len(name) > 9 else [name]
    size = 15 if len(name) <= 4 else 11
    first = 30 if len(words) == 1 else 22
    return "".join(
        f'<text x="{middle:.0f}" y="{y + first + 13 * k:.0f}" text-anchor="middle" font-size="{size}" '
        f'fill="var(--{ink})">{html.escape(word)}</text>'
        for k, word in enumerate(words)
    )
