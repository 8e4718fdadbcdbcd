"""Drawings, one function a kind of chart. Each takes numbers in axis units and gives a chart.

The caller has turned money into axis units and written every label; nothing here knows what the numbers mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from podobat.show.charts import (
    COLOURS,
    DASH,
    SOLID,
    Canvas,
    Spec,
    chart,
    field,
    halo,
    layer,
    ordinal,
    quantitative,
    row,
    rows,
    step,
)

Band = Mapping[str, Sequence[float]]
#: A target above this many times the top of the fan is shown as an arrow, or the fan would be flat.
BEYOND = 1.8
ROUGH = {"tickCount": 5, "format": ",~r"}  # an axis of round numbers
PERCENT = {"scale": {"domain": [0, 100], "nice": False},
           "axis": {"values": [0, 25, 50, 75, 100], "format": "d", "grid": True}}  # fmt: skip
ROW = 46  # pixels of a row


@dataclass(frozen=True)
class Flag:
    """A point to mark on a fan: a target by its month, or the lowest point of a curve."""

    x: float
    y: float
    label: str


def _x(title: str | None, values: Sequence[float] = (), domain: tuple[float, float] | None = None) -> Spec:
    scale = {"domain": list(domain), "nice": False} if domain else {"nice": False, "zero": False}
    axis = {"values": list(values), "format": "d"} if values else {"tickCount": 6, "format": ",~r"}
    return quantitative("x", title=title or None, scale=scale, axis=axis)


def top_of(band: Band, without: Sequence[float], flags: Sequence[Flag]) -> float:
    """The top of the vertical axis: the fan, and every target that does not flatten it."""
    fan = max(max(band["p97_5"]), max(without, default=0.0), 1e-9)
    inside = max([fan, *(f.y for f in flags if f.y <= BEYOND * fan)])
    beyond = len({f.y for f in flags if f.y > BEYOND * fan})
    return inside * (1.08 + 0.07 * beyond)


def spread_labels(heights: Sequence[float], least: float) -> list[float]:
    """Heights pushed upwards until any two are at least `least` apart, in the order given back as they came."""
    placed = [0.0] * len(heights)
    floor = float("-inf")
    for i in sorted(range(len(heights)), key=lambda k: heights[k]):
        floor = max(heights[i], floor + least)
        placed[i] = floor
    return placed


def fan(
    canvas: Canvas, x: Sequence[float], band: Band, without: Sequence[float], flags: Sequence[Flag], *,
    unit: str, plan_end: tuple[float, str], counted: Sequence[tuple[float, float]] = (),
) -> Spec:  # fmt: skip
    """A fan: 95 % and 80 % bands, the median, the world without the plan, targets as diamonds, counts as dots.

    x         (month,)  years as numbers
    band      named quantiles, each (month,)
    plan_end  (x, label) of the last month of the plan
    counted   (x, y) of what was counted
    """
    height = 250 if canvas.narrow else 300
    top = max(top_of(band, without, flags), 1.08 * max((y for _, y in counted), default=0.0))
    years = [y for y in range(int(x[0]), int(x[-1]) + 2) if not canvas.narrow or (y - int(x[0])) % 2 == 0]
    domain = (float(int(x[0])), float(int(x[-1] - 1e-9) + 1))
    across = _x("", years, domain)
    up = {"title": unit, "scale": {"domain": [0, top], "nice": False}, "axis": ROUGH}
    y = quantitative("y", **up)
    names = ("p2_5", "p10", "p50", "p90", "p97_5")
    data = rows({"x": x[i], "w": without[i], **{q: band[q][i] for q in names}} for i in range(len(x)))

    def area(low: str, high: str, opacity: float) -> Spec:
        ends = {"x": across, "y": quantitative(low, **up), "y2": field(high)}
        return layer("area", None, ends, color=COLOURS["with"], opacity=opacity)

    def line(of: str, **look: Any) -> Spec:
        return layer("line", None, {"x": across, "y": quantitative(of, title=unit)}, **look)

    end = rows([{"x": plan_end[0], "y": 0, "label": plan_end[1]}])
    layers = [
        area("p2_5", "p97_5", 0.18),
        area("p10", "p90", 0.32),
        line("w", color=COLOURS["without"], strokeWidth=2, strokeDash=DASH),
        line("p50", color=COLOURS["with"], strokeWidth=2.6),
        layer("rule", end, {"x": quantitative("x")}, color=COLOURS["muted"], strokeWidth=1, strokeDash=[1, 3]),
        _label(end, canvas, align="left", dx=5, dy=-8),
        *_targets(canvas, flags, top, height, y, domain[0] + 0.3 * (domain[1] - domain[0])),
    ]
    if counted:
        dots = rows({"x": a, "y": b} for a, b in counted if domain[0] <= a <= domain[1])
        layers.append(layer("point", dots, {"x": quantitative("x"), "y": y}, filled=True, size=64, opacity=1,
                            color=COLOURS["third"], stroke=COLOURS["paper"], strokeWidth=1))  # fmt: skip
    return chart(layers, canvas, height, data=data)


def _label(points: Spec, canvas: Canvas, **look: Any) -> Spec:
    return halo(points, {"x": quantitative("x"), "y": quantitative("y")}, size=canvas.font, **look)


def _targets(canvas: Canvas, flags: Sequence[Flag], top: float, height: int, y: Spec, early: float) -> list[Spec]:
    """Targets inside the picture as diamonds, those above it as arrows under the upper edge, labels kept apart.

    early   x before which there is no room for a label to the left
    """
    if not flags:
        return []
    beyond = sorted((f for f in flags if f.y > top), key=lambda f: -f.y)
    inside = [f for f in flags if f.y <= top]
    line = top * (canvas.font + 5) / height
    arrows = [Flag(f.x, top - (0.75 + i) * line, f.label) for i, f in enumerate(beyond)]
    heights = spread_labels([f.y for f in inside], line)
    labels = [Flag(f.x, h, f.label) for f, h in zip(inside, heights, strict=True)]
    layers: list[Spec] = []
    for shape, points in (("diamond", inside), ("triangle-up", arrows)):
        if points:
            marks = rows({"x": f.x, "y": f.y} for f in points)
            layers.append(layer("point", marks, {"x": quantitative("x"), "y": y}, shape=shape, size=110, filled=True,
                                color=COLOURS["ink"], opacity=1))  # fmt: skip
    for side in ("right", "left"):
        points = [asdict(f) for f in labels + arrows if (f.x < early) == (side == "left")]
        if points:
            offset = {"dx": -10} if side == "right" else {"dx": 6, "dy": -11}
            layers.append(_label(rows(points), canvas, align=side, **offset))
    return layers


def curve(canvas: Canvas, x: Sequence[float], band: Band, flags: Sequence[Flag], *, unit: str, x_title: str) -> Spec:
    """Quantiles along an age against a line at zero: the middle 50 % and the median, marked where a flag is set."""
    data = rows({"x": x[i], **{q: band[q][i] for q in ("p25", "p50", "p75")}} for i in range(len(x)))
    across = _x(x_title, range(int(x[-1]) + 2), (0.0, float(int(x[-1]) + 1)))
    ends = {"x": across, "y": quantitative("p25", title=unit, axis=ROUGH), "y2": field("p75")}
    median = {"x": across, "y": quantitative("p50", title=unit)}
    layers = [
        layer("area", data, ends, color=COLOURS["with"], opacity=0.32),
        layer("line", data, median, color=COLOURS["with"], strokeWidth=2.6),
        layer("rule", rows([{"y": 0}]), {"y": quantitative("y")}, color=COLOURS["ink"]),
    ]
    if flags:
        points = rows({"x": f.x, "y": f.y, "label": f.label} for f in flags)
        at = {"x": quantitative("x"), "y": quantitative("y", title=unit)}
        layers.append(layer("point", points, at, shape="circle", size=90, filled=True, color=COLOURS["ink"], opacity=1))
        layers.append(_label(points, canvas, align="center", dy=18 if min(band["p25"]) < 0 else -22))
    return chart(layers, canvas, 250 if canvas.narrow else 280)


def steps_down(
    canvas: Canvas, x: Sequence[float], lines: Mapping[str, Sequence[float]], *, unit: str, x_title: str,
    dots: bool = True,
) -> Spec:  # fmt: skip
    """Two lines, with the plan and without it, between 0 and 100 %; `dots` mark every value where there are few."""
    end = math.ceil(x[-1])
    across = _x(x_title, list(range(end + 1)), (0.0, float(end)))
    up = quantitative("y", title=unit, scale={"domain": [0, 100]}, axis={"tickCount": 5})
    layers = []
    for world, dash in (("without", DASH), ("with", SOLID)):
        data = rows({"x": a, "y": b} for a, b in zip(x, lines[world], strict=True))
        point = {"size": 40, "color": COLOURS[world]} if dots else False
        layers.append(layer("line", data, {"x": across, "y": up}, color=COLOURS[world], strokeWidth=2.4,
                            strokeDash=dash, point=point))  # fmt: skip
    return chart(layers, canvas, 220)


def names(canvas: Canvas, data: Spec | None = None, x: Spec | None = None) -> Spec:
    """The name above each bar of a chart of rows, at the left edge (`x`, where the scale does not begin at 0)."""
    at = {"x": x or {"datum": 0}, "y": row()}
    return halo(data, at, size=canvas.font, align="left", dy=-9)


@dataclass(frozen=True)
class Row:
    """One row of a chart of rows: its name, a bar, an interval over it, and what is written at its end."""

    name: str
    bar: float
    low: float | None = None
    high: float | None = None
    other: float | None = None  # the world without the plan
    value: str = ""


def bars(canvas: Canvas, given: Sequence[Row], *, unit: str, mark: str = "without") -> Spec:
    """Horizontal bars, the name above each, an 80 % interval as a whisker and a second value as a hollow square.

    mark   the role whose colour the square has
    """
    top = max([1e-9, *(max(r.bar, r.high or 0.0, r.other or 0.0) for r in given)])
    data = rows(
        {"row": i, "x": r.bar, "low": r.low, "high": r.high, "other": r.other, "label": f"{r.name}\u2002{r.value}"}
        for i, r in enumerate(given)
    )
    across = {"scale": {"domain": [0, top * 1.02], "nice": False}, "axis": {**ROUGH, "grid": True}}
    ink, known = {"color": COLOURS["ink"], "yOffset": 8}, "datum.high != null"
    layers = [
        layer("bar", None, {"x": quantitative("x", title=unit, **across), "y": row()}, color=COLOURS["with"],
              height=14, yOffset=8, opacity=0.75),
        layer("rule", None, {"x": quantitative("low", title=unit), "x2": field("high"), "y": row()}, where=known,
              strokeWidth=1.6, **ink),
        *(
            layer("tick", None, {"x": quantitative(q, title=unit), "y": row()}, where=known, thickness=1.6, size=10,
                  **ink)
            for q in ("low", "high")
        ),
        layer("point", None, {"x": quantitative("other", title=unit), "y": row()}, where="datum.other != null",
              shape="square", size=60, color=COLOURS[mark], strokeWidth=2, yOffset=8, opacity=1),
        names(canvas),
    ]  # fmt: skip
    return chart(layers, canvas, step(ROW), data=data)


@dataclass(frozen=True)
class Reach:
    """A target seen as a share of its promise: percent."""

    name: str
    quantiles: Mapping[str, float]
    value: str


def reaches(canvas: Canvas, given: Sequence[Reach], *, unit: str, promise: str, cap: float = 200.0) -> Spec:
    """Each target's forecast as a percentage of its promise; what lies beyond the cap ends in an arrow."""
    top = min(cap, max([115.0, *(1.05 * r.quantiles["p97_5"] for r in given)]))
    data = rows(
        {
            "row": i,
            "label": f"{r.name}\u2002{r.value}",
            **{q: min(v, top) for q, v in r.quantiles.items()},
            "x": min(r.quantiles["p50"], top),
            "inside": r.quantiles["p50"] <= top,
            "over": r.quantiles["p97_5"] > top,
        }
        for i, r in enumerate(given)
    )
    across = {"title": unit, "scale": {"domain": [0, top], "nice": False},
              "axis": {"tickCount": 5, "format": "d", "grid": True}}  # fmt: skip

    def line(low: str, high: str, width: float, opacity: float) -> Spec:
        ends = {"x": quantitative(low, **across), "x2": field(high), "y": row()}
        return layer("rule", None, ends, color=COLOURS["with"], strokeWidth=width, opacity=opacity, yOffset=8)

    at_promise = rows([{"x": 100, "label": promise}])
    dot = {"filled": True, "color": COLOURS["with"], "opacity": 1, "yOffset": 8}
    layers = [
        line("p2_5", "p97_5", 10, 0.22),
        line("p10", "p90", 10, 0.42),
        layer("rule", at_promise, {"x": quantitative("x")}, color=COLOURS["ink"], strokeWidth=1.6, strokeDash=DASH),
        layer("point", None, {"x": quantitative("x", title=unit), "y": row()}, where="datum.inside", shape="circle",
              size=95, stroke=COLOURS["paper"], **dot),
        layer("point", None, {"x": {"datum": top}, "y": row()}, where="datum.over", shape="triangle-right", size=90,
              **dot),
        names(canvas),
    ]  # fmt: skip
    return chart(layers, canvas, step(ROW), data=data)


@dataclass(frozen=True)
class Parts:
    """A bar of 100 % in two parts, the first one named in percent."""

    name: str
    first: float
    value: str


def halves(canvas: Canvas, given: Sequence[Parts], *, unit: str, colours: tuple[str, str]) -> Spec:
    """Bars of 100 % split in two: the first filled, the second only outlined."""
    filled, rest = (COLOURS[role] for role in colours)
    data = rows(
        {"row": i, "zero": 0, "x": r.first, "end": 100, "label": f"{r.name}\u2002{r.value}"}
        for i, r in enumerate(given)
    )
    first = {"x": quantitative("zero", title=unit, **PERCENT), "x2": field("x"), "y": row()}
    second = {"x": quantitative("x", title=unit), "x2": field("end"), "y": row()}
    layers = [
        layer("bar", None, first, color=filled, height=14, yOffset=8, opacity=0.85),
        layer("bar", None, second, where="datum.x < 100", color=rest, fillOpacity=0.15, stroke=rest, strokeWidth=1.4,
              strokeDash=[3, 2], height=14, yOffset=8),
        names(canvas),
    ]  # fmt: skip
    return chart(layers, canvas, step(ROW), data=data)


@dataclass(frozen=True)
class Shares:
    """A bar of 100 % in several parts, in the order of their looks; `value` names the largest."""

    name: str
    parts: tuple[float, ...]
    value: str


#: How the parts of a bar look, told apart by filling and edge as well as by colour: role, opacity, dash of the edge.
LOOKS: Final = (("with", 0.85, None), ("third", 0.35, None), ("fourth", 0.15, [3, 2]), ("muted", 0.0, [1, 2]))


def stacked(canvas: Canvas, given: Sequence[Shares], *, unit: str) -> Spec:
    """Bars of 100 % in up to four parts."""
    layers = []
    for k, (role, opacity, dash) in enumerate(LOOKS[: max((len(g.parts) for g in given), default=0)]):
        ends = [(sum(g.parts[:k]), sum(g.parts[: k + 1])) for g in given]
        data = rows({"row": i, "x": a, "end": b} for i, (a, b) in enumerate(ends) if b > a)
        scale = PERCENT if k == 0 else {}
        across = {"x": quantitative("x", title=unit, **scale), "x2": field("end"), "y": row()}
        edge: dict[str, Any] = {"strokeDash": dash} if dash else {}
        layers.append(layer("bar", data, across, color=COLOURS[role], fillOpacity=opacity, stroke=COLOURS[role],
                            strokeWidth=1.2, height=14, yOffset=8, **edge))  # fmt: skip
    named = rows({"row": i, "zero": 0, "label": f"{g.name}\u2002{g.value}"} for i, g in enumerate(given))
    return chart([*layers, names(canvas)], canvas, step(ROW), data=named)


@dataclass(frozen=True)
class Marks:
    """One row with up to three marks between 0 and 100 %, and what is written at its end."""

    name: str
    first: float | None
    second: float | None
    third: float | None
    value: str


def marks(canvas: Canvas, given: Sequence[Marks], *, unit: str) -> Spec:
    """Marks on a scale from 0 to 100 %: the first filled, the second a hollow square, the third a hollow triangle."""
    data = rows({"row": i, "zero": 0, "end": 100, "label": f"{m.name}\u2002{m.value}", "first": m.first,
                 "second": m.second, "third": m.third} for i, m in enumerate(given))  # fmt: skip
    line = {"x": quantitative("zero", title=unit, **PERCENT), "x2": field("end"), "y": row()}
    looks = (("third", "triangle-up", "third", False), ("second", "square", "without", False),
             ("first", "circle", "with", True))  # fmt: skip
    layers = [layer("rule", None, line, color=COLOURS["grid"], strokeWidth=1, yOffset=8)]
    for of, shape, role, filled in looks:
        at = {"x": quantitative(of, title=unit), "y": row()}
        layers.append(layer("point", None, at, where=f"datum.{of} != null", shape=shape, filled=filled, size=80,
                            color=COLOURS[role], strokeWidth=2, yOffset=8, opacity=1))  # fmt: skip
    return chart([*layers, names(canvas)], canvas, step(ROW), data=data)


def years_of_money(
    canvas: Canvas, years: Sequence[int], granted: Sequence[float], spent: Sequence[float], carried: Sequence[float], *,
    unit: str,
) -> Spec:  # fmt: skip
    """Granted and spent as bars side by side for every year, carried over as diamonds on a dashed line."""
    width = 8 if canvas.narrow else 18
    years_text = [f"’{y % 100:02d}" if canvas.narrow else str(y) for y in years]
    data = rows(
        {"x": t, "g": g, "s": s, "c": c} for t, g, s, c in zip(years_text, granted, spent, carried, strict=True)
    )
    axis = {"labelAngle": 0, "grid": False}
    across = ordinal("x", title=None, sort=None, axis=axis, scale={"padding": 0.2})

    def of(year: str, **more: Any) -> dict[str, Spec]:
        return {"x": across, "y": quantitative(year, title=unit, **more)}

    layers = [
        layer("bar", None, of("g", axis=ROUGH), width=width, xOffset=-width / 2 - 1, color=COLOURS["with"],
              fillOpacity=0.2, stroke=COLOURS["with"], strokeWidth=1.4),
        layer("bar", None, of("s"), width=width, xOffset=width / 2 + 1, color=COLOURS["with"]),
        layer("line", None, of("c"), color=COLOURS["without"], strokeDash=DASH, strokeWidth=2),
        layer("point", None, of("c"), color=COLOURS["without"], shape="diamond", filled=True, size=70, opacity=1),
    ]  # fmt: skip
    return chart(layers, canvas, 230, data=data)


def span(canvas: Canvas, low: float, high: float, label: str, *, unit: str) -> Spec:
    """One bar from a lower to an upper bound on a scale from 0 to 100 %."""
    data = rows([{"low": low, "high": high, "label": label, "zero": 0, "row": 0}])
    known = {"x": quantitative("zero", title=unit, **PERCENT), "x2": field("low"), "y": ordinal("row", axis=None)}
    open_part = {"x": quantitative("low", title=unit), "x2": field("high"), "y": ordinal("row", axis=None)}
    look = {"color": COLOURS["with"], "height": 14, "yOffset": 8}
    name = {"x": {"datum": 0}, "y": ordinal("row", axis=None)}
    layers = [
        layer("bar", None, known, **look),
        layer("bar", None, open_part, fillOpacity=0.18, stroke=COLOURS["with"], strokeDash=[3, 2], **look),
        halo(None, name, size=canvas.font, align="left", dy=-9),
    ]
    return chart(layers, canvas, step(ROW), data=data)
