"""From numbers to an inline SVG: static, without scripts, in colours that follow the reader's theme.

A chart is a specification in the grammar of Vega-Lite, put together from layers and drawn by vl-convert:

    layer("bar", data, {"x": quantitative("x", title=unit), "y": row()}, color=COLOURS["with"], height=14)

It is drawn with the fixed colours below and afterwards every such colour becomes a CSS variable, so that one drawing
serves light, dark and print. The palette is Okabe and Ito's, which people who cannot tell red from green can tell
apart; nothing rests on colour alone: lines differ in dash and marks in shape. Text is laid out by the widths of the
bundled font, whatever fonts the machine has.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from threading import Lock, Thread
from typing import Any

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
SOLID = [1, 0]
MEASURED = "Podobat Measure"  # fonts/measure: the widths of the bundled font
DIGITS = "Liberation Sans"  # is part of vl-convert, which measures it in a third of the time; digits are as wide
Spec = dict[str, Any]  # a chart, or a part of one, in the grammar of Vega-Lite
_COLOUR = re.compile("|".join(COLOURS.values()), flags=re.IGNORECASE)
_ROLE = {colour: role for role, colour in COLOURS.items()}
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_GEOMETRY = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"')
#: What the label of the whole drawing replaces, and the font, which the page sets.
_UNHEARD = re.compile(r' (?:font-family|role="graphics-[a-z]+" aria-roledescription|aria-roledescription)="[^"]*"')
_OPEN_TAG = re.compile(r"<svg[^>]*>")
_EDGED = re.compile(rf'(<text[^>]*) stroke="{COLOURS["paper"]}"')


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


def rows(records: Iterable[Mapping[str, Any]]) -> Spec:
    """Records as the data of a layer."""
    return {"values": [dict(r) for r in records]}


def quantitative(field: str, **more: Any) -> Spec:
    """A channel of numbers; `title=None` leaves the axis without a title, no title at all lets other layers name it."""
    return {"field": field, "type": "quantitative", **more}


def nominal(field: str, **more: Any) -> Spec:
    """A channel of names."""
    return {"field": field, "type": "nominal", **more}


def ordinal(field: str, **more: Any) -> Spec:
    """A channel of names in an order."""
    return {"field": field, "type": "ordinal", **more}


def row(padding: float = 0.2) -> Spec:
    """The vertical channel of a chart of rows: the field `row`, without an axis."""
    return ordinal("row", axis=None, scale={"paddingInner": padding})


def field(name: str) -> Spec:
    """The other end of a bar or a rule."""
    return {"field": name}


def layer(mark: str, data: Spec | None, channels: Mapping[str, Spec], *, where: str = "", **look: Any) -> Spec:
    """One layer: a mark for every record (`where` picks some), its channels, and how it looks.

    data   records (`rows`); None for those of the whole chart
    """
    spec: Spec = {"mark": {"type": mark, **look}, "encoding": dict(channels)}
    if data is not None:
        spec["data"] = data
    if where:
        spec["transform"] = [{"filter": where}]
    return spec


def halo(data: Spec | None, channels: Mapping[str, Spec], *, size: int, where: str = "", **look: Any) -> Spec:
    """A layer of text with an edge in the colour of the paper, so that it can be read across lines."""
    look = {"fontSize": size, "color": COLOURS["ink"], "stroke": COLOURS["paper"], "strokeWidth": 4, **look}
    return layer("text", data, {**channels, "text": nominal("label")}, where=where, strokeJoin="round", **look)


def chart(layers: Sequence[Spec], canvas: Canvas, height: int | Spec, *, data: Spec | None = None, **more: Any) -> Spec:
    """Layers over one another, as wide as the canvas. height: pixels, or those of one row as `step(46)`."""
    whole: Spec = {"layer": list(layers), "width": canvas.width, "height": height, **more}
    return whole if data is None else {**whole, "data": data}


def step(pixels: float) -> Spec:
    """The height of a chart of rows."""
    return {"step": pixels}


def themed(spec: Spec, canvas: Canvas) -> Spec:
    """The whole specification, with our fonts, axes and colours."""
    size = canvas.font
    axis = {
        "labelFont": DIGITS, "labelColor": COLOURS["muted"], "labelFontSize": size,
        "titleColor": COLOURS["muted"], "titleFontSize": size,
        "titleFontWeight": "normal", "gridColor": COLOURS["grid"], "domainColor": COLOURS["muted"],
        "tickColor": COLOURS["muted"], "labelOverlap": True,
    }  # fmt: skip
    upright = {"domain": False, "ticks": False, "titleAnchor": "end", "titleAngle": 0, "titleAlign": "left",
               "titleX": 0, "titleY": -8}  # fmt: skip
    config = {
        "background": "transparent", "font": MEASURED, "padding": 4, "axis": axis, "axisY": upright,
        "axisX": {"grid": False}, "view": {"stroke": None}, "aria": False,
        "text": {"fontSize": size, "color": COLOURS["ink"]}, "autosize": {"type": "fit-x", "contains": "padding"},
    }  # fmt: skip
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": config, **spec}


_one_pen = Lock()


@cache
def _pen() -> Any:
    import vl_convert

    with resources.as_file(resources.files("podobat.show") / "fonts" / "measure") as folder:
        vl_convert.register_font_directory(str(folder))
    return vl_convert


def pen() -> Any:
    """What draws, ready to draw: vl-convert with the widths of the bundled font, started once."""
    with _one_pen:
        return _pen()


def warm_up() -> Thread:
    """Start what draws in the background, while something else is computed: it takes half a second the first time."""
    point = chart([layer("point", rows([{"x": 0}]), {"x": quantitative("x")})], WIDE, 10)
    thread = Thread(target=lambda: svg(point, WIDE, ""), name="podobat-pen", daemon=True)
    thread.start()
    return thread


def svg(spec: Spec, canvas: Canvas, description: str) -> str:
    """The chart as an inline SVG whose colours are CSS variables.

    description   what a reader who cannot see the chart is told
    """
    return themable(pen().vegalite_to_svg(themed(spec, canvas)), canvas, description)


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
    body = _EDGED.sub(rf'\1 paint-order="stroke" stroke="{COLOURS["paper"]}"', body)  # the edge lies under the letters
    body = _COLOUR.sub(lambda m: f"var(--{_ROLE[m[0].lower()]})", body)
    return _UNHEARD.sub("", body)


def standing_alone(drawn: str) -> str:
    """A picture as a file of its own: the colours that a page would set stand in it."""
    colours = ";".join(f"--{role}:{colour}" for role, colour in COLOURS.items())
    return drawn.replace(">", f"><style>svg{{{colours};font-family:sans-serif}}</style>", 1)
