"""The drawings of the report, one function a kind of chart. Each takes numbers in axis units and gives a chart.

The caller has turned money into axis units and written every label; nothing here knows what the numbers mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt

from podobat.show.charts import COLOURS, DASH, Canvas, Drawing, rows

Band = Mapping[str, Sequence[float]]
#: A target above this many times the top of the fan is shown as an arrow, or the fan would be flat.
BEYOND = 1.8


@dataclass(frozen=True)
class Flag:
    """A point to mark on a fan: a target by its month, or the lowest point of a curve."""

    x: float
    y: float
    label: str


def _x(title: str, values: Sequence[float] | None = None, domain: tuple[float, float] | None = None) -> alt.X:
    scale = alt.Scale(domain=list(domain), nice=False) if domain else alt.Scale(nice=False, zero=False)
    axis = alt.Axis(values=list(values), format="d") if values else alt.Axis(tickCount=6, format=",~r")
    return alt.X("x:Q", title=title or None, scale=scale, axis=axis)


def _halo(points: alt.Data, canvas: Canvas, **mark: Any) -> list[alt.Chart]:
    """Text with an edge in the colour of the paper, so that it can be read across lines."""
    base = alt.Chart(points).encode(x="x:Q", y="y:Q", text="label:N")
    edge = base.mark_text(fontSize=canvas.font, stroke=COLOURS["paper"], strokeWidth=4, strokeJoin="round", **mark)
    return [edge, base.mark_text(fontSize=canvas.font, color=COLOURS["ink"], **mark)]


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
) -> Drawing:  # fmt: skip
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
    y_scale = alt.Scale(domain=[0, top], nice=False)
    y = alt.Y("y:Q", title=unit, scale=y_scale, axis=alt.Axis(tickCount=5, format=",~r"))
    fields = ("p2_5", "p10", "p50", "p90", "p97_5")
    data = rows({"x": x[i], "w": without[i], **{q: band[q][i] for q in fields}} for i in range(len(x)))
    base = alt.Chart().encode(x=_x("", years, domain))

    def area(low: str, high: str, opacity: float) -> alt.Chart:
        return base.mark_area(color=COLOURS["with"], opacity=opacity).encode(
            y=alt.Y(f"{low}:Q", title=unit, scale=y_scale, axis=alt.Axis(tickCount=5, format=",~r")), y2=f"{high}:Q"
        )

    layers: list[alt.Chart] = [
        area("p2_5", "p97_5", 0.18),
        area("p10", "p90", 0.32),
        base.mark_line(color=COLOURS["without"], strokeWidth=2, strokeDash=DASH).encode(y=alt.Y("w:Q", title=unit)),
        base.mark_line(color=COLOURS["with"], strokeWidth=2.6).encode(y=alt.Y("p50:Q", title=unit)),
    ]
    end = rows([{"x": plan_end[0], "y": 0, "label": plan_end[1]}])
    layers.append(alt.Chart(end).mark_rule(color=COLOURS["muted"], strokeWidth=1, strokeDash=[1, 3]).encode(x="x:Q"))
    layers += _halo(end, canvas, align="left", dx=5, dy=-8)
    layers += _targets(canvas, flags, top, height, y, domain[0] + 0.3 * (domain[1] - domain[0]))
    if counted:
        dots = alt.Chart(rows({"x": a, "y": b} for a, b in counted if domain[0] <= a <= domain[1]))
        edge = COLOURS["paper"]
        mark = dots.mark_point(filled=True, size=64, color=COLOURS["third"], opacity=1, stroke=edge, strokeWidth=1)
        layers.append(mark.encode(x="x:Q", y=y))
    return alt.layer(*layers, data=data).properties(width=canvas.width, height=height)


def _targets(canvas: Canvas, flags: Sequence[Flag], top: float, height: int, y: alt.Y, early: float) -> list[alt.Chart]:
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
    found: list[alt.Chart] = []
    for shape, points in (("diamond", inside), ("triangle-up", arrows)):
        if points:
            found.append(
                alt.Chart(rows({"x": f.x, "y": f.y} for f in points))
                .mark_point(shape=shape, size=110, filled=True, color=COLOURS["ink"], opacity=1)
                .encode(x="x:Q", y=y)
            )
    for side, written in (("right", labels + arrows), ("left", labels + arrows)):
        points = [asdict(f) for f in written if (f.x < early) == (side == "left")]
        if points:
            offset = {"dx": -10} if side == "right" else {"dx": 6, "dy": -11}
            found += _halo(rows(points), canvas, align=side, **offset)
    return found


def curve(canvas: Canvas, x: Sequence[float], band: Band, flags: Sequence[Flag], *, unit: str, x_title: str) -> Drawing:
    """Quantiles along an age against a line at zero: the middle 50 % and the median, marked where a flag is set."""
    y = alt.Y("y:Q", title=unit)
    axis = alt.Axis(tickCount=5, format=",~r")
    data = rows({"x": x[i], **{q: band[q][i] for q in ("p25", "p50", "p75")}} for i in range(len(x)))
    base = alt.Chart(data).encode(x=_x(x_title, range(int(x[-1]) + 2), (0.0, float(int(x[-1]) + 1))))
    area = base.mark_area(color=COLOURS["with"], opacity=0.32)
    layers: list[alt.Chart] = [
        area.encode(y=alt.Y("p25:Q", title=unit, axis=axis), y2="p75:Q"),
        base.mark_line(color=COLOURS["with"], strokeWidth=2.6).encode(y=alt.Y("p50:Q", title=unit)),
        alt.Chart(rows([{"y": 0}])).mark_rule(color=COLOURS["ink"]).encode(y="y:Q"),
    ]
    if flags:
        points = rows({"x": f.x, "y": f.y, "label": f.label} for f in flags)
        layers.append(
            alt.Chart(points)
            .mark_point(shape="circle", size=90, filled=True, color=COLOURS["ink"], opacity=1)
            .encode(x="x:Q", y=y)
        )
        layers += _halo(points, canvas, align="center", dy=18 if min(band["p25"]) < 0 else -22)
    return alt.layer(*layers).properties(width=canvas.width, height=250 if canvas.narrow else 280)


def steps_down(
    canvas: Canvas, x: Sequence[float], lines: Mapping[str, Sequence[float]], *, unit: str, x_title: str,
    dots: bool = True,
) -> Drawing:  # fmt: skip
    """Two lines, with the plan and without it, between 0 and 100 %; `dots` mark every value where there are few."""
    end = math.ceil(x[-1])
    layers: list[alt.Chart] = []
    for world, dash in (("without", DASH), ("with", [1, 0])):
        data, colour = rows({"x": a, "y": b} for a, b in zip(x, lines[world], strict=True)), COLOURS[world]
        point = {"size": 40, "color": colour} if dots else False
        layers.append(
            alt.Chart(data)
            .mark_line(color=colour, strokeWidth=2.4, strokeDash=dash, point=point)
            .encode(
                x=_x(x_title, list(range(end + 1)), (0.0, float(end))),
                y=alt.Y("y:Q", title=unit, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5)),
            )
        )
    return alt.layer(*layers).properties(width=canvas.width, height=220)


def _names(base: alt.Chart, canvas: Canvas, y: alt.Y) -> list[alt.Chart]:
    """The name above each bar of a chart of rows, readable across grid lines."""
    edge = base.mark_text(align="left", dy=-9, fontSize=canvas.font, stroke=COLOURS["paper"], strokeWidth=4)
    text = base.mark_text(align="left", dy=-9, fontSize=canvas.font, color=COLOURS["ink"])
    return [mark.encode(x=alt.datum(0), y=y, text="label:N") for mark in (edge, text)]


@dataclass(frozen=True)
class Row:
    """One row of a chart of rows: its name, a bar, an interval over it, and what is written at its end."""

    name: str
    bar: float
    low: float | None = None
    high: float | None = None
    other: float | None = None  # the world without the plan
    value: str = ""


def bars(canvas: Canvas, given: Sequence[Row], *, unit: str, mark: str = "without") -> Drawing:
    """Horizontal bars, the name above each, an 80 % interval as a whisker and a second value as a hollow square.

    mark   the role whose colour the square has
    """
    step = 46
    top = max([1e-9, *(max(r.bar, r.high or 0.0, r.other or 0.0) for r in given)])
    data = rows(
        {"row": i, "x": r.bar, "low": r.low, "high": r.high, "other": r.other, "label": f"{r.name}\u2002{r.value}"}
        for i, r in enumerate(given)
    )
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2))
    x = alt.X("x:Q", title=unit, scale=alt.Scale(domain=[0, top * 1.02], nice=False),
              axis=alt.Axis(tickCount=5, format=",~r", grid=True))  # fmt: skip
    base = alt.Chart(data)
    whisker = base.transform_filter("datum.high != null")
    other = base.transform_filter("datum.other != null")
    layers = [
        base.mark_bar(color=COLOURS["with"], height=14, yOffset=8, opacity=0.75).encode(x=x, y=y),
        whisker.mark_rule(color=COLOURS["ink"], strokeWidth=1.6, yOffset=8).encode(
            x=alt.X("low:Q", title=unit), x2="high:Q", y=y
        ),
        *(
            whisker.mark_tick(color=COLOURS["ink"], thickness=1.6, size=10, yOffset=8).encode(
                x=alt.X(f"{q}:Q", title=unit), y=y
            )
            for q in ("low", "high")
        ),
        other.mark_point(shape="square", size=60, color=COLOURS[mark], strokeWidth=2, yOffset=8, opacity=1).encode(
            x=alt.X("other:Q", title=unit), y=y
        ),
        *_names(base, canvas, y),
    ]
    return alt.layer(*layers).properties(width=canvas.width, height=alt.Step(step))


@dataclass(frozen=True)
class Reach:
    """A target seen as a share of its promise: percent."""

    name: str
    quantiles: Mapping[str, float]
    value: str


def reaches(canvas: Canvas, given: Sequence[Reach], *, unit: str, promise: str, cap: float = 200.0) -> Drawing:
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
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2))
    scale = alt.Scale(domain=[0, top], nice=False)
    axis = alt.Axis(tickCount=5, format="d", grid=True)
    base = alt.Chart(data)

    def line(low: str, high: str, width: float, opacity: float) -> alt.Chart:
        return base.mark_rule(color=COLOURS["with"], strokeWidth=width, opacity=opacity, yOffset=8).encode(
            x=alt.X(f"{low}:Q", title=unit, scale=scale, axis=axis), x2=f"{high}:Q", y=y
        )

    at_promise = rows([{"x": 100, "label": promise}])
    layers = [
        line("p2_5", "p97_5", 10, 0.22),
        line("p10", "p90", 10, 0.42),
        alt.Chart(at_promise).mark_rule(color=COLOURS["ink"], strokeWidth=1.6, strokeDash=DASH).encode(x="x:Q"),
        base.transform_filter("datum.inside")
        .mark_point(shape="circle", filled=True, size=95, color=COLOURS["with"], opacity=1, yOffset=8,
                    stroke=COLOURS["paper"])
        .encode(x=alt.X("x:Q", title=unit), y=y),
        base.transform_filter("datum.over")
        .mark_point(shape="triangle-right", filled=True, size=90, color=COLOURS["with"], opacity=1, yOffset=8)
        .encode(x=alt.datum(top), y=y),
        *_names(base, canvas, y),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=canvas.width, height=alt.Step(46))


@dataclass(frozen=True)
class Parts:
    """A bar of 100 % in two parts, the first one named in percent."""

    name: str
    first: float
    value: str


def halves(canvas: Canvas, given: Sequence[Parts], *, unit: str, colours: tuple[str, str]) -> Drawing:
    """Bars of 100 % split in two: the first filled, the second only outlined."""
    filled, rest = (COLOURS[role] for role in colours)
    data = rows(
        {"row": i, "zero": 0, "x": r.first, "end": 100, "label": f"{r.name}\u2002{r.value}"}
        for i, r in enumerate(given)
    )
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2))
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(values=[0, 25, 50, 75, 100], format="d", grid=True)
    base = alt.Chart(data)
    layers = [
        base.mark_bar(color=filled, height=14, yOffset=8, opacity=0.85).encode(
            x=alt.X("zero:Q", title=unit, scale=scale, axis=axis), x2="x:Q", y=y
        ),
        base.transform_filter("datum.x < 100").mark_bar(
            color=rest, fillOpacity=0.15, stroke=rest, strokeWidth=1.4, strokeDash=[3, 2], height=14, yOffset=8
        ).encode(x=alt.X("x:Q", title=unit), x2="end:Q", y=y),
        *_names(base, canvas, y),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=canvas.width, height=alt.Step(46))


def years_of_money(
    canvas: Canvas, years: Sequence[int], granted: Sequence[float], spent: Sequence[float], carried: Sequence[float], *,
    unit: str,
) -> Drawing:  # fmt: skip
    """Granted and spent as bars side by side for every year, carried over as diamonds on a dashed line."""
    width = 8 if canvas.narrow else 18
    years_text = [f"’{y % 100:02d}" if canvas.narrow else str(y) for y in years]
    data = rows(
        {"x": t, "g": g, "s": s, "c": c} for t, g, s, c in zip(years_text, granted, spent, carried, strict=True)
    )
    base = alt.Chart(data).encode(
        x=alt.X("x:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, grid=False), scale=alt.Scale(padding=0.2))
    )
    axis = alt.Axis(tickCount=5, format=",~r")
    layers = [
        base.mark_bar(width=width, xOffset=-width / 2 - 1, color=COLOURS["with"], fillOpacity=0.2,
                      stroke=COLOURS["with"], strokeWidth=1.4).encode(y=alt.Y("g:Q", title=unit, axis=axis)),
        base.mark_bar(width=width, xOffset=width / 2 + 1, color=COLOURS["with"]).encode(y=alt.Y("s:Q", title=unit)),
        base.mark_line(color=COLOURS["without"], strokeDash=DASH, strokeWidth=2).encode(y=alt.Y("c:Q", title=unit)),
        base.mark_point(color=COLOURS["without"], shape="diamond", filled=True, size=70, opacity=1).encode(
            y=alt.Y("c:Q", title=unit)
        ),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=canvas.width, height=230)


def span(canvas: Canvas, low: float, high: float, label: str, *, unit: str) -> Drawing:
    """One bar from a lower to an upper bound on a scale from 0 to 100 %."""
    data = rows([{"low": low, "high": high, "label": label, "zero": 0, "y": 0}])
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(values=[0, 25, 50, 75, 100], format="d", grid=True)
    y = alt.Y("y:O", axis=None)
    base = alt.Chart(data)
    layers = [
        base.mark_bar(color=COLOURS["with"], height=14, yOffset=8).encode(
            x=alt.X("zero:Q", title=unit, scale=scale, axis=axis), x2="low:Q", y=y
        ),
        base.mark_bar(
            color=COLOURS["with"], fillOpacity=0.18, stroke=COLOURS["with"], strokeDash=[3, 2], height=14, yOffset=8
        ).encode(x=alt.X("low:Q", title=unit), x2="high:Q", y=y),
        *_names(base, canvas, y),
    ]
    return alt.layer(*layers).properties(width=canvas.width, height=alt.Step(46))
