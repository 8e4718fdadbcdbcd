"""A map by outline: every province of Korea in its shape, darker where there is more of something.

The shapes (evidence/places/outlines.yaml) are those of a map that may be passed on, under CC BY 4.0; the page names it.
Small provinces are hard to see and none has room for a number: the tiles beside it say how much, this one says where.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cache
from typing import Final

from podobat.evidence.places import PLACES
from podobat.plan.document import read_yaml
from podobat.position.tiles import HEAD, darkness

WIDE, HIGH = 524, 631  # of the map whose shapes these are
EDGE: Final = 5  # of the line around the province that is looked at, so that a city is seen


@cache
def shapes() -> Mapping[str, str]:
    """Province -> its shore and borders as an SVG path."""
    root, _ = read_yaml(PLACES / "outlines.yaml")
    return {} if root is None else root.plain()


def outlines(
    names: Mapping[str, str], values: Mapping[str, float], texts: Mapping[str, str], here: str, title: str
) -> str:  # fmt: skip
    """The map as an inline SVG in the colours of the page; each province says its name and number under the pointer.

    names, values, texts   of each province: what it is called, its quotient, the quotient as it is written
    here    the province that is looked at, which has an edge;  title  what is shown
    """
    read_aloud = f"{title}: {', '.join(f'{names[id]} {texts[id]}' for id in names)}"
    box = f"0 {-HEAD:.0f} {WIDE} {HIGH + HEAD:.0f}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart outlines" viewBox="{box}" '
        f'role="img" aria-label="{html.escape(read_aloud, quote=True)}" width="{WIDE}">'
    ]
    for id in sorted(names.keys() & shapes().keys(), key=lambda id: (id == here, id)):  # the edge lies above the others
        edge = (
            f' stroke="var(--ink)" stroke-width="{EDGE}"' if id == here else ' stroke="var(--grid)" stroke-width="1.5"'
        )
        told = html.escape(f"{names[id]} {texts[id]}")
        parts.append(
            f'<path d="{shapes()[id]}" fill="var(--with)" fill-opacity="{darkness(values[id]):g}"{edge} '
            f'stroke-linejoin="round"><title>{told}</title></path>'
        )
    return "".join([*parts, "</svg>"])
