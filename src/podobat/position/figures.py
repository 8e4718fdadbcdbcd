"""The charts of this answer. Each takes numbers in axis units and labels already written; nothing rests on colour."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import altair as alt

from podobat.show.charts import COLOURS, DASH, Canvas, Drawing, rows

SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "stroke")
_STEP = 40


def fitted(label: str, canvas: Canvas) -> str:
    """A label, `name value` with an en space between, that fits the canvas: a name too long for it is cut short."""
    name, _, value = label.partition("\u2002")
    room = 2 * canvas.width / canvas.font - _wide(value) - 2
    if _wide(name) <= room:
        return label
    kept = ""
    for letter in name:
        if _wide(kept + letter) > room - 1:
            break
        kept += letter
    return f"{kept.rstrip(' ,·')}…\u2002{value}"


def _wide(text: str) -> int:
    """Width of a text in half squares of its font: two for Hangul, one for other letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@dataclass(frozen=True)
class Dot:
    """One line: a value with the ends of its interval (None without one), and what is written over it."""

    value: float
    low: float | None
    high: float | None
    label: str
    strong: bool = True


def dots(canvas: Canvas, given: Sequence[Dot], *, unit: str, at: float | None = None, log: bool = False,
         domain: tuple[float, float] | None = None) -> Drawing:  # fmt: skip
    """Values with their intervals, one line each, beside a reference; what lies beyond the domain is cut at its edge.

    at       where the reference stands, e.g. the nation's 1
    strong   of a line: filled mark; else hollow
    """
    low, high = domain or _domain(given, at, log)
    data = rows(
        {
            "row": i, "label": fitted(d.label, canvas), "x": min(max(d.value, low), high), "strong": d.strong,
            "low": None if d.low is None else min(max(d.low, low), high),
            "high": None if d.high is None else min(max(d.high, low), high),
        }
        for i, d in enumerate(given)
    )  # fmt: skip
    scale = alt.Scale(domain=[low, high], nice=False, type="log" if log else "linear")
    axis = alt.Axis(values=_ticks(low, high), format="~r", grid=True) if log else alt.Axis(tickCount=5, grid=True)
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.1))
    base = alt.Chart(data)
    x = alt.X("x:Q", title=unit or None, scale=scale, axis=axis)
    mark = {"shape": "circle", "size": 75, "color": COLOURS["with"], "opacity": 1, "yOffset": 9, "strokeWidth": 2}
    layers = [
        base.transform_filter("datum.low != null")
        .mark_rule(color=COLOURS["with"], strokeWidth=4, opacity=0.45, yOffset=9)
        .encode(x=alt.X("low:Q", title=unit or None, scale=scale, axis=axis), x2="high:Q", y=y),
        base.transform_filter("datum.strong").mark_point(filled=True, **mark).encode(x=x, y=y),
        base.transform_filter("!datum.strong").mark_point(filled=True, **{**mark, "color": COLOURS["paper"],
                              "stroke": COLOURS["with"]}).encode(x=x, y=y),
        *_labels(base, canvas, y),
    ]  # fmt: skip
    if at is not None:
        line = alt.Chart(rows([{"at": at}])).mark_rule(color=COLOURS["ink"], strokeWidth=1.4, strokeDash=DASH)
        layers.insert(0, line.encode(x=alt.X("at:Q", title=unit or None, scale=scale, axis=axis)))
    return alt.layer(*layers).properties(width=canvas.width, height=alt.Step(_STEP))


def _domain(given: Sequence[Dot], at: float | None, log: bool) -> tuple[float, float]:
    ends = [v for d in given for v in (d.value, d.low, d.high) if v is not None and v == v]
    ends += [] if at is None else [at]
    top = max(ends, default=1.0)
    if not log:
        return 0.0, top * 1.06 if top > 0 else 1.0
    floor = max(min([v for v in ends if v > 0], default=0.1), top / 500)
    return floor / 1.15, top * 1.15


def _ticks(low: float, high: float) -> list[float]:
    marks = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
    return [m for m in marks if low <= m <= high]


def _labels(base: alt.Chart, canvas: Canvas, y: alt.Y) -> list[alt.Chart]:
    """What is written over each line, with an edge in the colour of the paper."""
    said = {"align": "left", "baseline": "bottom", "yOffset": 2, "fontSize": canvas.font}
    return [
        base.mark_text(stroke=COLOURS["paper"], strokeWidth=4, strokeJoin="round", **said).encode(
            x=alt.value(0), y=y, text="label:N"
        ),
        base.mark_text(color=COLOURS["ink"], **said).encode(x=alt.value(0), y=y, text="label:N"),
    ]


@dataclass(frozen=True)
class Row:
    """One line of a chart of several places: the label, and the value of each place."""

    label: str
    values: tuple[float, ...]


def places(canvas: Canvas, given: Sequence[Row], *, unit: str, at: float) -> Drawing:
    """A mark for each place on every line, told apart by shape; the first place is large and filled."""
    ends = [v for row in given for v in row.values if v == v and v > 0]
    low, high = max(min([*ends, at]) / 1.2, 0.01), max([*ends, at]) * 1.2
    data = rows(
        {"row": i, "label": fitted(r.label, canvas), "x": min(max(v, low), high), "which": k}
        for i, r in enumerate(given) for k, v in enumerate(r.values) if v == v
    )  # fmt: skip
    scale = alt.Scale(domain=[low, high], nice=False, type="log")
    axis = alt.Axis(values=_ticks(low, high), format="~r", grid=True)
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.1))
    x = alt.X("x:Q", title=unit, scale=scale, axis=axis)
    base = alt.Chart(data)
    n = max((len(r.values) for r in given), default=1)
    others = [
        base.transform_filter(f"datum.which == {k}")
        .mark_point(shape=SHAPES[k % len(SHAPES)], filled=False, size=80, color=COLOURS["muted"], strokeWidth=1.8,
                    opacity=1, yOffset=9)
        .encode(x=x, y=y)
        for k in range(1, n)
    ]  # fmt: skip
    here = (
        base.transform_filter("datum.which == 0")
        .mark_point(shape=SHAPES[0], filled=True, size=130, color=COLOURS["with"], opacity=1, yOffset=9)
        .encode(x=x, y=y)
    )
    nation = alt.Chart(rows([{"at": at}])).mark_rule(color=COLOURS["ink"], strokeWidth=1.4, strokeDash=DASH)
    labels = _labels(base.transform_filter("datum.which == 0"), canvas, y)
    layers = [nation.encode(x=alt.X("at:Q", title=unit, scale=scale, axis=axis)), *others, here, *labels]
    return alt.layer(*layers).properties(width=canvas.width, height=alt.Step(_STEP))


def changes(canvas: Canvas, given: Sequence[Dot], *, unit: str) -> Drawing:
    """Bars to the right for what adds and, hatched by their outline, to the left for what takes away."""
    data = rows(
        {"row": i, "label": fitted(d.label, canvas), "zero": 0, "x": d.value, "up": d.value >= 0}
        for i, d in enumerate(given)
    )
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2))
    x = alt.X("zero:Q", title=unit, axis=alt.Axis(tickCount=5, format=",~r", grid=True))
    base = alt.Chart(data)
    layers = [
        base.transform_filter("datum.up").mark_bar(color=COLOURS["with"], height=12, yOffset=11, opacity=0.85).encode(
            x=x, x2="x:Q", y=y
        ),
        base.transform_filter("!datum.up").mark_bar(color=COLOURS["without"], fillOpacity=0.15, strokeWidth=1.6,
                              stroke=COLOURS["without"], strokeDash=[3, 2], height=12, yOffset=11).encode(
            x=x, x2="x:Q", y=y
        ),
        alt.Chart(rows([{"at": 0}])).mark_rule(color=COLOURS["ink"]).encode(x=alt.X("at:Q", title=unit)),
        *_labels(base, canvas, y),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=canvas.width, height=alt.Step(_STEP))


@dataclass(frozen=True)
class Line:
    """A course over years: points (years, size), its name, and whether it grew out of the place itself."""

    points: tuple[tuple[float, float], ...]
    name: str
    grown: bool = True


def courses(canvas: Canvas, given: Sequence[Line], promises: Sequence[Line], *, x_title: str, y_title: str) -> Drawing:
    """Sizes by years since the founding on a log scale; a promise is a thick dashed line that ends in a diamond.

    A promise begins with nothing, which a log scale has no place for: its line begins at the lower edge.
    """
    every = [p for line in (*given, *(Line(p.points[-1:], "") for p in promises)) for p in line.points]
    low, high = min(p[1] for p in every) / 1.3, max(p[1] for p in every) * 1.6
    data = rows(
        {"which": k, "x": x, "y": y, "grown": line.grown}
        for k, line in enumerate(given) for x, y in line.points
    )  # fmt: skip
    plan = rows({"which": k, "x": x, "y": max(y, low)} for k, line in enumerate(promises) for x, y in line.points)
    x = alt.X("x:Q", title=x_title, scale=alt.Scale(domain=[0, max(p[0] for p in every) * 1.02], nice=False))
    powers = [10.0**k for k in range(8) if low <= 10.0**k <= high]
    y = alt.Y("y:Q", title=y_title, scale=alt.Scale(type="log", domain=[low, high], nice=False),
              axis=alt.Axis(format=",", values=powers))  # fmt: skip
    base = alt.Chart(data).encode(detail="which:N")
    layers = [
        base.transform_filter("datum.grown").mark_line(color=COLOURS["with"], strokeWidth=1.8).encode(x=x, y=y),
        base.transform_filter("!datum.grown").mark_line(color=COLOURS["muted"], strokeWidth=1.6,
                              strokeDash=[2, 3]).encode(x=x, y=y),
        base.transform_filter("datum.grown").mark_point(filled=True, size=36, color=COLOURS["with"], opacity=1).encode(
            x=x, y=y
        ),
        base.transform_filter("!datum.grown").mark_point(shape="square", filled=False, size=36,
                              color=COLOURS["muted"], opacity=1).encode(x=x, y=y),
        alt.Chart(plan).mark_line(color=COLOURS["without"], strokeWidth=3, strokeDash=DASH).encode(
            x=x, y=y, detail="which:N"
        ),
        *_ends(canvas, given, low, high),
        *_promised(canvas, promises),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=canvas.width, height=420 if not canvas.narrow else 460)


def _ends(canvas: Canvas, given: Sequence[Line], low: float, high: float) -> list[alt.Chart]:
    """The names of the courses at their last points, moved apart where they would lie on one another."""
    last = [(line.points[-1][0], line.points[-1][1], line.name) for line in given if line.name]
    per_label = log(high / low) / (19 if not canvas.narrow else 24)
    reach = 16 if not canvas.narrow else 40
    placed: list[tuple[float, float, str]] = []
    for x, y, name in sorted(last, key=lambda end: end[1]):
        at = y
        for px, py, _ in sorted(placed, key=lambda end: end[1]):
            if abs(px - x) < reach and log(at / py) < per_label:
                at = py * exp(per_label)
        placed.append((x, at, name))
    widest = max((x for x, _, _ in last), default=1.0)
    points = [{"x": x, "y": y, "label": name, "left": x > 0.62 * widest} for x, y, name in placed]
    made = []
    for left, align, dx in ((True, "right", -6), (False, "left", 6)):
        base = alt.Chart(rows(p for p in points if p["left"] is left)).encode(x="x:Q", y="y:Q", text="label:N")
        said = {"align": align, "dx": dx, "dy": -7, "fontSize": canvas.font - 1}
        made += [
            base.mark_text(stroke=COLOURS["paper"], strokeWidth=4, strokeJoin="round", **said),
            base.mark_text(color=COLOURS["ink"], **said),
        ]
    return made


def _promised(canvas: Canvas, promises: Sequence[Line]) -> list[alt.Chart]:
    points = rows({"x": p.points[-1][0], "y": p.points[-1][1], "label": p.name} for p in promises)
    base = alt.Chart(points).encode(x="x:Q", y="y:Q")
    said = {"align": "left", "dx": 9, "dy": 4, "fontSize": canvas.font, "fontWeight": "bold"}
    return [
        base.mark_point(shape="diamond", filled=True, size=130, color=COLOURS["without"], opacity=1),
        base.mark_text(stroke=COLOURS["paper"], strokeWidth=4, strokeJoin="round", **said).encode(text="label:N"),
        base.mark_text(color=COLOURS["ink"], **said).encode(text="label:N"),
    ]
