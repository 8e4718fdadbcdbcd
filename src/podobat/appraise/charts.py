"""The drawings of an appraisal, one function a kind of chart. Each takes numbers in axis units and gives a chart.

As in `pictures.py`, the caller has turned money into axis units and written every label.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    nominal,
    quantitative,
    row,
    rows,
    step,
)
from podobat.show.pictures import ROUGH, ROW, names

Band = Mapping[str, Sequence[float]]


def flows(
    canvas: Canvas, years: Sequence[int], costs: Band, benefits: Band, *, unit: str, plan_end: tuple[int, str]
) -> Spec:
    """Costs (dashed) and benefits (solid) by year: median and 80 % band of each.

    costs, benefits   p10, p50, p90 by year;  plan_end  (year, label)
    """
    step = 4 if canvas.narrow else 2
    marks = [y for y in years if (y - years[0]) % max(step, math.ceil(len(years) / (7 if canvas.narrow else 14))) == 0]
    x = quantitative("x", title=None, scale={"domain": [years[0], years[-1]], "nice": False},
                     axis={"values": marks, "format": "d", "labelFlush": False})  # fmt: skip
    layers: list[Spec] = []
    for band, role, dash in ((costs, "without", DASH), (benefits, "with", SOLID)):
        data = rows({"x": y, **{q: band[q][i] for q in ("p10", "p50", "p90")}} for i, y in enumerate(years))
        ends = {"x": x, "y": quantitative("p10", title=unit, axis=ROUGH), "y2": field("p90")}
        layers += [
            layer("area", data, ends, color=COLOURS[role], opacity=0.22),
            layer("line", data, {"x": x, "y": quantitative("p50", title=unit)}, color=COLOURS[role], strokeWidth=2.6,
                  strokeDash=dash),
        ]  # fmt: skip
    at_end = rows([{"x": plan_end[0], "label": plan_end[1]}])
    written = {"x": quantitative("x"), "y": {"value": 0}, "text": nominal("label")}
    layers += [
        layer("rule", rows([{"y": 0}]), {"y": quantitative("y")}, color=COLOURS["ink"]),
        layer("rule", at_end, {"x": quantitative("x")}, color=COLOURS["muted"], strokeDash=[2, 3]),
        layer("text", at_end, written, align="left", dx=5, dy=8, fontSize=canvas.font, color=COLOURS["muted"]),
    ]
    return chart(layers, canvas, 250 if canvas.narrow else 290)


@dataclass(frozen=True)
class Bin:
    """One bar of a histogram: its ends and the share of draws in it, percent."""

    low: float
    high: float
    share: float


def bins_of(values: Sequence[float], low: float, high: float, count: int) -> list[Bin]:
    """Shares of the values in equal bins from low to high; what lies beyond an end is counted in the bin there."""
    width = (high - low) / count
    counts = [0] * count
    for value in values:
        counts[min(count - 1, max(0, int((value - low) / width)))] += 1
    return [Bin(low + i * width, low + (i + 1) * width, 100 * n / len(values)) for i, n in enumerate(counts)]


def histogram(canvas: Canvas, bins: Sequence[Bin], *, mark: tuple[float, str], unit: str, x_title: str) -> Spec:
    """How often each value comes up, with a mark; bars past the mark are filled, those short of it only outlined."""
    data = rows({"low": b.low, "high": b.high, "zero": 0, "y": b.share, "past": b.low >= mark[0] - 1e-9} for b in bins)
    scale = {"domain": [bins[0].low, bins[-1].high], "nice": False}
    bar = {
        "x": quantitative("low", title=x_title, scale=scale, axis={"tickCount": 6, "format": ",~r"}),
        "x2": field("high"),
        "y": quantitative("zero", title=unit, axis={"tickCount": 4, "format": ",~r"}), "y2": field("y"),
    }  # fmt: skip
    at = rows([{"x": mark[0], "label": mark[1]}])
    layers = [
        layer("bar", data, bar, where="datum.past", color=COLOURS["with"], stroke=COLOURS["paper"]),
        layer("bar", data, bar, where="!datum.past", color=COLOURS["without"], fillOpacity=0.15,
              stroke=COLOURS["without"], strokeWidth=1.2),
        layer("rule", at, {"x": quantitative("x")}, color=COLOURS["ink"], strokeWidth=1.8, strokeDash=DASH),
        halo(at, {"x": quantitative("x"), "y": {"value": 4}}, size=canvas.font, align="left", dx=6),
    ]  # fmt: skip
    return chart(layers, canvas, 210)


def in_lines(name: str, value: str, canvas: Canvas) -> list[str]:
    """A label in one line where it fits, else the name broken at spaces and the value after it."""
    most = canvas.width / (0.62 * canvas.font)  # Hangul is about as wide as its font is high, Latin half of that
    lines = [""]
    for word in (*name.split(" "), *([value] if value else [])):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and sum(1.55 if ord(c) > 0x2E80 else 0.85 for c in longer) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@dataclass(frozen=True)
class Swing:
    """One row of a tornado: the result with an assumption at its low end and at its high end."""

    name: str
    low: float
    high: float
    value: str


def tornado(canvas: Canvas, given: Sequence[Swing], *, middle: float, unit: str) -> Spec:
    """How far each assumption moves the result from the middle: low end outlined, high end filled."""
    labels = [in_lines(s.name, s.value, canvas) for s in given]
    height = 32 + 16 * max(map(len, labels))
    data = rows(
        {"row": i, "middle": middle, "low": s.low, "high": s.high, "label": labels[i], "n": len(labels[i])}
        for i, s in enumerate(given)
    )
    ends = [middle, *(s.low for s in given), *(s.high for s in given), 0.0]
    left, right = min(ends), max(ends)
    pad = 0.02 * (right - left or 1.0)
    across = {"title": unit, "scale": {"domain": [left - pad, right + pad], "nice": False},
              "axis": {**ROUGH, "grid": True}}  # fmt: skip
    down = height / 2 - 14
    low_end = {"x": quantitative("middle", **across), "x2": field("low"), "y": row()}
    high_end = {"x": quantitative("middle", title=unit), "x2": field("high"), "y": row()}
    words = [  # a label is anchored at its first line
        halo(None, {"x": {"value": 0}, "y": row()}, size=canvas.font, where=f"datum.n == {n}", align="left",
             baseline="bottom", lineHeight=16, dy=down - 11 - 16 * (n - 1))
        for n in sorted({len(label) for label in labels})
    ]  # fmt: skip
    layers = [
        layer("bar", None, low_end, color=COLOURS["without"], fillOpacity=0.15, stroke=COLOURS["without"],
              strokeWidth=1.4, strokeDash=[3, 2], height=14, yOffset=down),
        layer("bar", None, high_end, color=COLOURS["with"], opacity=0.8, height=14, yOffset=down),
        layer("rule", rows([{"x": middle}]), {"x": quantitative("x")}, color=COLOURS["ink"], strokeWidth=1.4),
        layer("rule", rows([{"x": 0}]), {"x": quantitative("x")}, color=COLOURS["muted"], strokeDash=[2, 3]),
        *words,
    ]  # fmt: skip
    return chart(layers, canvas, step(height), data=data)


def passing(
    canvas: Canvas, scores: Sequence[float], shares: Sequence[float], *, needed: tuple[float, float, str], unit: str,
    x_title: str,
) -> Spec:  # fmt: skip
    """The share of weights and draws that passes, by the score of the judged criteria; a band marks what is needed.

    shares  percent;  needed  (least, greatest, label) over the corners of the allowed weights
    """
    data = rows({"x": s, "y": y} for s, y in zip(scores, shares, strict=True))
    x = quantitative("x", title=x_title, scale={"domain": [scores[0], scores[-1]], "nice": False},
                     axis={"tickCount": 9, "format": ".1f"})  # fmt: skip
    y = quantitative("y", title=unit, scale={"domain": [0, 100]}, axis={"tickCount": 5})
    low, high = (min(max(n, scores[0]), scores[-1]) for n in needed[:2])
    span = rows([{"x": low, "x2": max(high, low + 0.002), "label": needed[2]}])
    layers = [
        layer("rect", span, {"x": x, "x2": field("x2")}, color=COLOURS["fourth"], opacity=0.2),
        layer("line", data, {"x": x, "y": y}, color=COLOURS["with"], strokeWidth=2.6),
        halo(span, {"x": quantitative("x"), "y": {"value": 10}}, size=canvas.font, align="right", dx=-6),
    ]
    return chart(layers, canvas, 230)


@dataclass(frozen=True)
class Scored:
    """One row of scores: an evaluator or a group, the median, an 80 % interval, and what is written at its end."""

    name: str
    median: float
    low: float
    high: float
    value: str
    together: bool  # a group rather than one evaluator


def scores(canvas: Canvas, given: Sequence[Scored], *, mark: float, zone: tuple[float, float], unit: str) -> Spec:
    """Scores from 0 to 1 as points with an 80 % interval: the mark as a dashed line, the grey zone as a band."""
    data = rows(
        {"row": i, "x": s.median, "low": s.low, "high": s.high, "together": s.together,
         "label": f"{s.name}\u2002{s.value}"}
        for i, s in enumerate(given)
    )  # fmt: skip
    x = quantitative("x", title=unit, scale={"domain": [0, 1], "nice": False},
                     axis={"values": [0, 0.25, 0.5, 0.75, 1], "format": "~g", "grid": True})  # fmt: skip
    ends = {"x": quantitative("low", title=unit), "x2": field("high"), "y": row()}
    grey, at = rows([{"x": zone[0], "x2": zone[1]}]), rows([{"x": mark}])
    dot = {"filled": True, "yOffset": 8, "opacity": 1}
    layers = [
        layer("rect", grey, {"x": x, "x2": field("x2")}, color=COLOURS["fourth"], opacity=0.2),
        layer("rule", at, {"x": quantitative("x")}, color=COLOURS["ink"], strokeDash=DASH, strokeWidth=1.6),
        layer("rule", None, ends, color=COLOURS["ink"], strokeWidth=1.6, yOffset=8),
        layer("point", None, {"x": x, "y": row()}, where="!datum.together", shape="circle", size=95,
              color=COLOURS["with"], **dot),
        layer("point", None, {"x": x, "y": row()}, where="datum.together", shape="diamond", size=110,
              color=COLOURS["ink"], **dot),
        names(canvas),
    ]  # fmt: skip
    return chart(layers, canvas, step(ROW), data=data)


@dataclass(frozen=True)
class UnitCost:
    """One row of unit costs: the median with its 80 % interval, and the references of the same kind."""

    name: str
    median: float
    low: float
    high: float
    value: str
    references: tuple[float, ...]
    open_end: bool  # the interval has no upper end: some draws add nothing


def unit_costs(canvas: Canvas, given: Sequence[UnitCost], *, unit: str) -> Spec:
    """Costs of a unit on a logarithmic scale: a point with an 80 % interval, references as hollow squares."""
    values = [v for r in given for v in (r.median, r.low, r.high, *r.references) if math.isfinite(v) and v > 0]
    left, right = min(values) / 1.4, max(values) * 1.4
    data = rows(
        {"row": i, "x": r.median, "low": max(r.low, left), "high": right if r.open_end else min(r.high, right),
         "open": r.open_end, "label": f"{r.name}\u2002{r.value}", "edge": left}
        for i, r in enumerate(given)
    )  # fmt: skip
    others = rows({"row": i, "x": v} for i, r in enumerate(given) for v in r.references if v > 0)
    scale = {"type": "log", "domain": [left, right], "nice": False}
    first, last = math.ceil(math.log10(left)), math.floor(math.log10(right))
    ticks = [10**e * m for e in range(first - 1, last + 1) for m in (1, 3) if left <= 10**e * m <= right]
    across = {"title": unit, "scale": scale, "axis": {"values": ticks, "format": ",~r", "grid": True}}
    x = quantitative("x", **across)
    ends = {"x": quantitative("low", **across), "x2": field("high"), "y": row()}
    dot = {"color": COLOURS["with"], "filled": True, "yOffset": 8, "opacity": 1}
    layers = [
        layer("rule", None, ends, color=COLOURS["with"], strokeWidth=8, opacity=0.3, yOffset=8),
        layer("point", others, {"x": x, "y": row()}, shape="square", size=55, color=COLOURS["without"],
              strokeWidth=1.8, yOffset=8, opacity=1),
        layer("point", None, {"x": x, "y": row()}, shape="circle", size=95, stroke=COLOURS["paper"], **dot),
        layer("point", None, {"x": quantitative("high", title=unit), "y": row()}, where="datum.open",
              shape="triangle-right", size=90, **dot),
        names(canvas, x=quantitative("edge", title=unit)),
    ]  # fmt: skip
    return chart(layers, canvas, step(ROW), data=data)
