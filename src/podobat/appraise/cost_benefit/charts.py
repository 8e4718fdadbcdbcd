"""The drawings of a cost-benefit analysis: flows by year, how often each ratio comes up, what moves the result.

The caller has turned money into axis units and written every label.
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
from podobat.show.pictures import ROUGH

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
