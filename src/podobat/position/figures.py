"""The charts of this answer. Each takes numbers in axis units and labels already written; nothing rests on colour."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from podobat.show.charts import (
    COLOURS,
    DASH,
    Canvas,
    Spec,
    chart,
    field,
    halo,
    layer,
    nominal,
    quantitative,
    row,
    rows,
    step,
)

SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "stroke")
_STEP = 40
_BELOW = 9  # pixels by which a mark stands below the middle of its row, under what is written over it


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


def dots(canvas: Canvas, given: Sequence[Dot], *, unit: str, at: float | None = None, log_scale: bool = False,
         domain: tuple[float, float] | None = None) -> Spec:  # fmt: skip
    """Values with their intervals, one line each, beside a reference; what lies beyond the domain is cut at its edge.

    at   where the reference stands, e.g. the nation's 1
    """
    low, high = domain or _domain(given, at, log_scale)
    data = rows(
        {
            "row": i, "label": fitted(d.label, canvas), "x": min(max(d.value, low), high),
            "low": None if d.low is None else min(max(d.low, low), high),
            "high": None if d.high is None else min(max(d.high, low), high),
        }
        for i, d in enumerate(given)
    )  # fmt: skip
    across, y = _across(unit, low, high, log_scale), row(0.1)
    layers = [
        *([_reference(at, across)] if at is not None else []),
        layer("rule", None, {"x": quantitative("low", **across), "x2": field("high"), "y": y},
              where="datum.low != null", color=COLOURS["with"], strokeWidth=4, opacity=0.45, yOffset=_BELOW),
        layer("point", None, {"x": quantitative("x", **across), "y": y}, shape="circle", size=75, filled=True,
              color=COLOURS["with"], opacity=1, yOffset=_BELOW),
        _labels(canvas, y),
    ]  # fmt: skip
    return chart(layers, canvas, step(_STEP), data=data)


def _across(unit: str, low: float, high: float, log_scale: bool) -> Spec:
    """Title, scale and axis of the numbers."""
    scale = {"domain": [low, high], "nice": False, "type": "log" if log_scale else "linear"}
    axis: Spec = {"grid": True, "format": "~r", "values": _ticks(low, high)} if log_scale else {
        "grid": True, "tickCount": 5
    }  # fmt: skip
    return {"title": unit or None, "scale": scale, "axis": axis}


def _reference(at: float, across: Spec) -> Spec:
    return layer("rule", rows([{"at": at}]), {"x": quantitative("at", **across)}, color=COLOURS["ink"],
                 strokeWidth=1.4, strokeDash=DASH)  # fmt: skip


def _labels(canvas: Canvas, y: Spec, where: str = "") -> Spec:
    """What is written over each line."""
    return halo(None, {"x": {"value": 0}, "y": y}, size=canvas.font, where=where, align="left", baseline="bottom",
                yOffset=2)  # fmt: skip


def _domain(given: Sequence[Dot], at: float | None, log_scale: bool) -> tuple[float, float]:
    ends = [v for d in given for v in (d.value, d.low, d.high) if v is not None and v == v]
    ends += [] if at is None else [at]
    top = max(ends, default=1.0)
    if not log_scale:
        return 0.0, top * 1.06 if top > 0 else 1.0
    floor = max(min([v for v in ends if v > 0], default=0.1), top / 500)
    return floor / 1.15, top * 1.15


def _ticks(low: float, high: float) -> list[float]:
    marks = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
    return [m for m in marks if low <= m <= high]


@dataclass(frozen=True)
class Row:
    """One line of a chart of several places: the label, and the value of each place."""

    label: str
    values: tuple[float, ...]


def places(canvas: Canvas, given: Sequence[Row], *, unit: str, at: float) -> Spec:
    """A mark for each place on every line, told apart by shape; the first place is large and filled."""
    ends = [v for r in given for v in r.values if v == v and v > 0]
    low, high = max(min([*ends, at]) / 1.2, 0.01), max([*ends, at]) * 1.2
    data = rows(
        {"row": i, "label": fitted(r.label, canvas), "x": min(max(v, low), high), "which": k}
        for i, r in enumerate(given) for k, v in enumerate(r.values) if v == v
    )  # fmt: skip
    across, y = _across(unit, low, high, True), row(0.1)
    channels = {"x": quantitative("x", **across), "y": y}
    others = [
        layer("point", None, channels, where=f"datum.which == {k}", shape=SHAPES[k % len(SHAPES)], filled=False,
              size=80, color=COLOURS["muted"], strokeWidth=1.8, opacity=1, yOffset=_BELOW)
        for k in range(1, max((len(r.values) for r in given), default=1))
    ]  # fmt: skip
    here = layer("point", None, channels, where="datum.which == 0", shape=SHAPES[0], filled=True, size=130,
                 color=COLOURS["with"], opacity=1, yOffset=_BELOW)  # fmt: skip
    layers = [_reference(at, across), *others, here, _labels(canvas, y, "datum.which == 0")]
    return chart(layers, canvas, step(_STEP), data=data)


def changes(canvas: Canvas, given: Sequence[Dot], *, unit: str) -> Spec:
    """Bars to the right for what adds and, hollow with a dashed edge, to the left for what takes away."""
    data = rows(
        {"row": i, "label": fitted(d.label, canvas), "zero": 0, "x": d.value, "up": d.value >= 0}
        for i, d in enumerate(given)
    )
    y = row(0.2)
    axis = {"tickCount": 5, "format": ",~r", "grid": True}
    ends = {"x": quantitative("zero", title=unit, axis=axis), "x2": field("x"), "y": y}
    layers = [
        layer("bar", None, ends, where="datum.up", color=COLOURS["with"], height=12, yOffset=11, opacity=0.85),
        layer("bar", None, ends, where="!datum.up", color=COLOURS["without"], fillOpacity=0.15, strokeWidth=1.6,
              stroke=COLOURS["without"], strokeDash=[3, 2], height=12, yOffset=11),
        layer("rule", rows([{"at": 0}]), {"x": quantitative("at", title=unit)}, color=COLOURS["ink"]),
        _labels(canvas, y),
    ]  # fmt: skip
    return chart(layers, canvas, step(_STEP), data=data)


@dataclass(frozen=True)
class Line:
    """A course over years: points (years, size), its name, and whether it grew out of the place itself."""

    points: tuple[tuple[float, float], ...]
    name: str
    grown: bool = True


def courses(canvas: Canvas, given: Sequence[Line], promises: Sequence[Line], *, x_title: str, y_title: str) -> Spec:
    """Sizes by years since the founding on a log scale; a promise is a thick dashed line that ends in a diamond.

    A promise begins with nothing, which a log scale has no place for: its line begins at the lower edge.
    """
    every = [p for line in (*given, *(Line(p.points[-1:], "") for p in promises)) for p in line.points]
    low, high = min(p[1] for p in every) / 1.3, max(p[1] for p in every) * 1.6
    data = rows(
        {"which": k, "x": x, "y": y, "grown": line.grown} for k, line in enumerate(given) for x, y in line.points
    )
    plan = rows({"which": k, "x": x, "y": max(y, low)} for k, line in enumerate(promises) for x, y in line.points)
    powers = [10.0**k for k in range(8) if low <= 10.0**k <= high]
    channels = {
        "x": quantitative("x", title=x_title, scale={"domain": [0, max(p[0] for p in every) * 1.02], "nice": False}),
        "y": quantitative("y", title=y_title, scale={"type": "log", "domain": [low, high], "nice": False},
                          axis={"format": ",", "values": powers}),
    }  # fmt: skip
    apart = {**channels, "detail": nominal("which")}
    grown, moved = "datum.grown", "!datum.grown"
    layers = [
        layer("line", None, apart, where=grown, color=COLOURS["with"], strokeWidth=1.8),
        layer("line", None, apart, where=moved, color=COLOURS["muted"], strokeWidth=1.6, strokeDash=[2, 3]),
        layer("point", None, channels, where=grown, filled=True, size=36, color=COLOURS["with"], opacity=1),
        layer("point", None, channels, where=moved, shape="square", filled=False, size=36, color=COLOURS["muted"],
              opacity=1),
        layer("line", plan, apart, color=COLOURS["without"], strokeWidth=3, strokeDash=DASH),
        *_ends(canvas, given, low, high),
        *_promised(canvas, promises),
    ]  # fmt: skip
    return chart(layers, canvas, 460 if canvas.narrow else 420, data=data)


def _ends(canvas: Canvas, given: Sequence[Line], low: float, high: float) -> list[Spec]:
    """The names of the courses at their last points, moved apart where they would lie on one another."""
    last = [(line.points[-1][0], line.points[-1][1], line.name) for line in given if line.name]
    per_label = log(high / low) / (24 if canvas.narrow else 19)
    reach = 40 if canvas.narrow else 16
    placed: list[tuple[float, float, str]] = []
    for x, y, name in sorted(last, key=lambda end: end[1]):
        at = y
        for px, py, _ in sorted(placed, key=lambda end: end[1]):
            if abs(px - x) < reach and log(at / py) < per_label:
                at = py * exp(per_label)
        placed.append((x, at, name))
    widest = max((x for x, _, _ in last), default=1.0)
    channels = {"x": quantitative("x"), "y": quantitative("y")}
    made = []
    for left, align, dx in ((True, "right", -6), (False, "left", 6)):
        points = rows({"x": x, "y": y, "label": name} for x, y, name in placed if (x > 0.62 * widest) is left)
        made.append(halo(points, channels, size=canvas.font - 1, align=align, dx=dx, dy=-7))
    return made


def _promised(canvas: Canvas, promises: Sequence[Line]) -> list[Spec]:
    points = rows({"x": p.points[-1][0], "y": p.points[-1][1], "label": p.name} for p in promises)
    channels = {"x": quantitative("x"), "y": quantitative("y")}
    return [
        layer("point", points, channels, shape="diamond", filled=True, size=130, color=COLOURS["without"], opacity=1),
        halo(points, channels, size=canvas.font, align="left", dx=9, dy=4, fontWeight="bold"),
    ]
