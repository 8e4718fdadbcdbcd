"""From an Altair chart to an inline SVG: static, without scripts, in colours that follow the reader's theme.

Charts are drawn with the fixed colours below and afterwards every such colour becomes a CSS variable, so that one
drawing serves light, dark and print. The palette is Okabe and Ito's, which people who cannot tell red from green can
tell apart; nothing rests on colour alone: lines differ in dash and marks in shape.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

#: Role -> the colour it is drawn in; `--<role>` is the variable of style.css that replaces it.
COLOURS = {
    "with": "#0072b2",
    "without": "#d55e00",
    "net": "#009e73",
    "third": "#cc79a7",
    "fourth": "#e69f00",
    "ink": "#1d1a22",
    "muted": "#5f5a68",
    "grid": "#e3e0e8",
    "paper": "#fffffe",
}
DASH = [5, 4]
Drawing = alt.LayerChart | alt.FacetChart
_COLOUR = re.compile("|".join(COLOURS.values()), flags=re.IGNORECASE)
_ROLE = {colour: role for role, colour in COLOURS.items()}
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_GEOMETRY = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"')
#: What the label of the whole drawing replaces, and the font, which the page sets.
_UNHEARD = re.compile(r' (?:font-family|role="graphics-[a-z]+" aria-roledescription|aria-roledescription)="[^"]*"')
_OPEN_TAG = re.compile(r"<svg[^>]*>")


@dataclass(frozen=True)
class Canvas:
    """The width a chart is drawn for: the page of a desk, or a phone. Pixels."""

    name: str
    width: int
    font: int

    @property
    def narrow(self) -> bool:
        """Is this the phone?"""
        return self.name != "wide"


WIDE = Canvas("wide", 720, 13)
NARROW = Canvas("narrow", 350, 13)
HALF = Canvas("half", 440, 13)  # two beside each other on a desk, one on a phone
CANVASES = (WIDE, NARROW)


def rows(records: Iterable[Mapping[str, Any]]) -> alt.Data:
    """Records as the data of a chart."""
    return alt.Data(values=[dict(r) for r in records])


def drawn_quickly() -> AbstractContextManager[None]:
    """Charts made inside are not checked against the grammar at every step, which takes ten times as long.

    The tests draw every chart with the check on.
    """
    return debug_mode(False)


def themed(chart: Drawing, canvas: Canvas) -> dict[str, Any]:
    """The chart's specification with our fonts, axes and colours."""
    size = canvas.font
    axis = {
        "labelColor": COLOURS["muted"], "titleColor": COLOURS["muted"], "labelFontSize": size, "titleFontSize": size,
        "titleFontWeight": "normal", "gridColor": COLOURS["grid"], "domainColor": COLOURS["muted"],
        "tickColor": COLOURS["muted"], "labelOverlap": True,
    }  # fmt: skip
    return chart.configure(
        background="transparent", font="sans-serif", padding=4,
        axis=alt.AxisConfig(**axis), axisY=alt.AxisConfig(domain=False, ticks=False, titleAnchor="end",
                                                         titleAngle=0, titleAlign="left", titleX=0, titleY=-8),
        axisX=alt.AxisConfig(grid=False), view=alt.ViewConfig(stroke=None), aria=False,
        text=alt.MarkConfig(fontSize=size, color=COLOURS["ink"]),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    ).to_dict(validate=False)  # fmt: skip


def svg(chart: Drawing, canvas: Canvas, description: str) -> str:
    """The chart as an inline SVG whose colours are CSS variables.

    description   what a reader who cannot see the chart is told
    """
    return themable(vl_convert.vegalite_to_svg(themed(chart, canvas)), canvas, description)


def themable(drawn: str, canvas: Canvas, description: str) -> str:
    """A drawn SVG made fit for the page: variables for colours, a text alternative, short numbers, a flexible size."""
    box = re.search(r'viewBox="([^"]+)"', drawn)
    width = re.search(r'<svg[^>]* width="([\d.]+)"', drawn)
    if box is None or width is None:
        raise ValueError("the drawing has no size")
    label = html.escape(description, quote=True)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {canvas.name}" viewBox="{box[1]}" role="img" '
        f'aria-label="{label}" width="{float(width[1]):.0f}">'
    )
    body = _OPEN_TAG.sub(opening, drawn, count=1)
    body = _GEOMETRY.sub(lambda m: _LONG_NUMBER.sub(lambda n: f"{float(n[0]):.1f}".removesuffix(".0"), m[0]), body)
    body = _COLOUR.sub(lambda m: f"var(--{_ROLE[m[0].lower()]})", body)
    return _UNHEARD.sub("", body)


def standing_alone(drawn: str) -> str:
    """A picture as a file of its own: the colours that a page would set stand in it."""
    colours = ";".join(f"--{role}:{colour}" for role, colour in COLOURS.items())
    return drawn.replace(">", f"><style>svg{{{colours};font-family:sans-serif}}</style>", 1)
