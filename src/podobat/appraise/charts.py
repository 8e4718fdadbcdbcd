"""The drawings of an appraisal, one function a kind of chart. Each takes numbers in axis units and gives a chart.

As in `pictures.py`, the caller has turned money into axis units and written every label.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from podobat.show.charts import COLOURS, DASH, Canvas, Drawing, rows

Band = Mapping[str, Sequence[float]]


def flows(
    canvas: Canvas, years: Sequence[int], costs: Band, benefits: Band, *, unit: str, plan_end: tuple[int, str]
) -> Drawing:
    """Costs (dashed) and benefits (solid) by year: median and 80 % band of each.

    costs, benefits   p10, p50, p90 by year;  plan_end  (year, label)
    """
    step = 4 if canvas.narrow else 2
    marks = [y for y in years if (y - years[0]) % max(step, math.ceil(len(years) / (7 if canvas.narrow else 14))) == 0]
    x = alt.X("x:Q", title=None, scale=alt.Scale(domain=[years[0], years[-1]], nice=False),
              axis=alt.Axis(values=marks, format="d", labelFlush=False))  # fmt: skip
    axis = alt.Axis(tickCount=5, format=",~r")
    layers: list[alt.Chart] = []
    for band, role, dash in ((costs, "without", DASH), (benefits, "with", [1, 0])):
        data = rows({"x": y, **{q: band[q][i] for q in ("p10", "p50", "p90")}} for i, y in enumerate(years))
        base = alt.Chart(data).encode(x=x)
        layers += [
            base.mark_area(color=COLOURS[role], opacity=0.22).encode(
                y=alt.Y("p10:Q", title=unit, axis=axis), y2="p90:Q"
            ),
            base.mark_line(color=COLOURS[role], strokeWidth=2.6, strokeDash=dash).encode(y=alt.Y("p50:Q", title=unit)),
        ]  # fmt: skip
    at_end = rows([{"x": plan_end[0], "label": plan_end[1]}])
    layers += [
        alt.Chart(rows([{"y": 0}])).mark_rule(color=COLOURS["ink"]).encode(y="y:Q"),
        alt.Chart(at_end).mark_rule(color=COLOURS["muted"], strokeDash=[2, 3]).encode(x="x:Q"),
        alt.Chart(at_end).mark_text(align="left", dx=5, dy=8, fontSize=canvas.font, color=COLOURS["muted"]).encode(
            x="x:Q", y=alt.value(0), text="label:N"
        ),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=canvas.width, height=250 if canvas.narrow else 290)


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


def histogram(canvas: Canvas, bins: Sequence[Bin], *, mark: tuple[float, str], unit: str, x_title: str) -> Drawing:
    """How often each value comes up, with a mark; bars past the mark are filled, those short of it only outlined."""
    data = rows({"low": b.low, "high": b.high, "zero": 0, "y": b.share, "past": b.low >= mark[0] - 1e-9} for b in bins)
    x = alt.X("low:Q", title=x_title, scale=alt.Scale(domain=[bins[0].low, bins[-1].high], nice=False),
              axis=alt.Axis(tickCount=6, format=",~r"))  # fmt: skip
    y = alt.Y("zero:Q", title=unit, axis=alt.Axis(tickCount=4, format=",~r"))
    base = alt.Chart(data).encode(x=x, x2="high:Q", y=y, y2="y:Q")
    at = rows([{"x": mark[0], "label": mark[1]}])
    written = alt.Chart(at).encode(x="x:Q", y=alt.value(4), text="label:N")
    return alt.layer(
        base.transform_filter("datum.past").mark_bar(color=COLOURS["with"], stroke=COLOURS["paper"]),
        base.transform_filter("!datum.past").mark_bar(
            color=COLOURS["without"], fillOpacity=0.15, stroke=COLOURS["without"], strokeWidth=1.2
        ),
        alt.Chart(at).mark_rule(color=COLOURS["ink"], strokeWidth=1.8, strokeDash=DASH).encode(x="x:Q"),
        written.mark_text(align="left", dx=6, fontSize=canvas.font, stroke=COLOURS["paper"], strokeWidth=4),
        written.mark_text(align="left", dx=6, fontSize=canvas.font, color=COLOURS["ink"]),
    ).properties(width=canvas.width, height=210)


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


def tornado(canvas: Canvas, given: Sequence[Swing], *, middle: float, unit: str) -> Drawing:
    """How far each assumption moves the result from the middle: low end outlined, high end filled."""
    labels = [in_lines(s.name, s.value, canvas) for s in given]
    step = 32 + 16 * max(map(len, labels))
    data = rows(
        {"row": i, "middle": middle, "low": s.low, "high": s.high, "label": labels[i], "n": len(labels[i])}
        for i, s in enumerate(given)
    )
    ends = [middle, *(s.low for s in given), *(s.high for s in given), 0.0]
    left, right = min(ends), max(ends)
    pad = 0.02 * (right - left or 1.0)
    scale = alt.Scale(domain=[left - pad, right + pad], nice=False)
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2))
    base = alt.Chart(data)
    axis = alt.Axis(tickCount=5, format=",~r", grid=True)
    down = step / 2 - 14
    words: list[alt.Chart] = []
    for n in sorted({len(label) for label in labels}):  # a label is anchored at its first line
        names = base.transform_filter(f"datum.n == {n}").encode(x=alt.value(0), y=y, text="label:N")
        mark: dict[str, Any] = {"align": "left", "baseline": "bottom", "lineHeight": 16, "fontSize": canvas.font}
        mark["dy"] = down - 11 - 16 * (n - 1)
        words += [
            names.mark_text(**mark, stroke=COLOURS["paper"], strokeWidth=4),
            names.mark_text(**mark, color=COLOURS["ink"]),
        ]
    return alt.layer(
        base.mark_bar(color=COLOURS["without"], fillOpacity=0.15, stroke=COLOURS["without"], strokeWidth=1.4,
                      strokeDash=[3, 2], height=14, yOffset=down).encode(
            x=alt.X("middle:Q", title=unit, scale=scale, axis=axis), x2="low:Q", y=y),
        base.mark_bar(color=COLOURS["with"], opacity=0.8, height=14, yOffset=down).encode(
            x=alt.X("middle:Q", title=unit), x2="high:Q", y=y),
        alt.Chart(rows([{"x": middle}])).mark_rule(color=COLOURS["ink"], strokeWidth=1.4).encode(x="x:Q"),
        alt.Chart(rows([{"x": 0}])).mark_rule(color=COLOURS["muted"], strokeDash=[2, 3]).encode(x="x:Q"),
        *words,
    ).properties(width=canvas.width, height=alt.Step(step))  # fmt: skip


def passing(
    canvas: Canvas, scores: Sequence[float], shares: Sequence[float], *, needed: tuple[float, float, str], unit: str,
    x_title: str,
) -> Drawing:  # fmt: skip
    """The share of weights and draws that passes, by the score of the judged criteria; a band marks what is needed.

    shares  percent;  needed  (least, greatest, label) over the corners of the allowed weights
    """
    data = rows({"x": s, "y": y} for s, y in zip(scores, shares, strict=True))
    x = alt.X("x:Q", title=x_title, scale=alt.Scale(domain=[scores[0], scores[-1]], nice=False),
              axis=alt.Axis(tickCount=9, format=".1f"))  # fmt: skip
    y = alt.Y("y:Q", title=unit, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5))
    low, high = (min(max(n, scores[0]), scores[-1]) for n in needed[:2])
    span = rows([{"x": low, "x2": max(high, low + 0.002), "label": needed[2]}])
    words = alt.Chart(span).encode(x="x:Q", y=alt.value(10), text="label:N")
    return alt.layer(
        alt.Chart(span).mark_rect(color=COLOURS["fourth"], opacity=0.2).encode(x=x, x2="x2:Q"),
        alt.Chart(data).mark_line(color=COLOURS["with"], strokeWidth=2.6).encode(x=x, y=y),
        words.mark_text(align="right", dx=-6, fontSize=canvas.font, stroke=COLOURS["paper"], strokeWidth=4),
        words.mark_text(align="right", dx=-6, fontSize=canvas.font, color=COLOURS["ink"]),
    ).properties(width=canvas.width, height=230)


@dataclass(frozen=True)
class Scored:
    """One row of scores: an evaluator or a group, the median, an 80 % interval, and what is written at its end."""

    name: str
    median: float
    low: float
    high: float
    value: str
    together: bool  # a group rather than one evaluator


def scores(canvas: Canvas, given: Sequence[Scored], *, mark: float, zone: tuple[float, float], unit: str) -> Drawing:
    """Scores from 0 to 1 as points with an 80 % interval: the mark as a dashed line, the grey zone as a band."""
    data = rows(
        {"row": i, "x": s.median, "low": s.low, "high": s.high, "together": s.together,
         "label": f"{s.name}\u2002{s.value}"}
        for i, s in enumerate(given)
    )  # fmt: skip
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format="~g", grid=True)
    x = alt.X("x:Q", title=unit, scale=scale, axis=axis)
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2))
    base = alt.Chart(data)
    names = base.encode(x=alt.datum(0), y=y, text="label:N")
    grey = alt.Chart(rows([{"x": zone[0], "x2": zone[1]}]))
    at = alt.Chart(rows([{"x": mark}]))
    return alt.layer(
        grey.mark_rect(color=COLOURS["fourth"], opacity=0.2).encode(x=x, x2="x2:Q"),
        at.mark_rule(color=COLOURS["ink"], strokeDash=DASH, strokeWidth=1.6).encode(x="x:Q"),
        base.mark_rule(color=COLOURS["ink"], strokeWidth=1.6, yOffset=8).encode(
            x=alt.X("low:Q", title=unit), x2="high:Q", y=y),
        base.transform_filter("!datum.together").mark_point(
            shape="circle", filled=True, size=95, color=COLOURS["with"], yOffset=8, opacity=1
        ).encode(x=x, y=y),
        base.transform_filter("datum.together").mark_point(
            shape="diamond", filled=True, size=110, color=COLOURS["ink"], yOffset=8, opacity=1
        ).encode(x=x, y=y),
        names.mark_text(align="left", dy=-9, fontSize=canvas.font, stroke=COLOURS["paper"], strokeWidth=4),
        names.mark_text(align="left", dy=-9, fontSize=canvas.font, color=COLOURS["ink"]),
    ).properties(width=canvas.width, height=alt.Step(46))  # fmt: skip


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


def unit_costs(canvas: Canvas, given: Sequence[UnitCost], *, unit: str) -> Drawing:
    """Costs of a unit on a logarithmic scale: a point with an 80 % interval, references as hollow squares."""
    values = [v for r in given for v in (r.median, r.low, r.high, *r.references) if math.isfinite(v) and v > 0]
    left, right = min(values) / 1.4, max(values) * 1.4
    data = rows(
        {"row": i, "x": r.median, "low": max(r.low, left), "high": right if r.open_end else min(r.high, right),
         "open": r.open_end, "label": f"{r.name}\u2002{r.value}", "edge": left}
        for i, r in enumerate(given)
    )  # fmt: skip
    others = rows({"row": i, "x": v} for i, r in enumerate(given) for v in r.references if v > 0)
    scale = alt.Scale(type="log", domain=[left, right], nice=False)
    first, last = math.ceil(math.log10(left)), math.floor(math.log10(right))
    ticks = [10**e * m for e in range(first - 1, last + 1) for m in (1, 3) if left <= 10**e * m <= right]
    axis = alt.Axis(values=ticks, format=",~r", grid=True)
    x = alt.X("x:Q", title=unit, scale=scale, axis=axis)
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2))
    base = alt.Chart(data)
    names = base.encode(x=alt.X("edge:Q", title=unit), y=y, text="label:N")
    return alt.layer(
        base.mark_rule(color=COLOURS["with"], strokeWidth=8, opacity=0.3, yOffset=8).encode(
            x=alt.X("low:Q", title=unit, scale=scale, axis=axis), x2="high:Q", y=y),
        alt.Chart(others).mark_point(shape="square", size=55, color=COLOURS["without"], strokeWidth=1.8, yOffset=8,
                                     opacity=1).encode(x=x, y=y),
        base.mark_point(shape="circle", filled=True, size=95, color=COLOURS["with"], stroke=COLOURS["paper"],
                        yOffset=8, opacity=1).encode(x=x, y=y),
        base.transform_filter("datum.open").mark_point(
            shape="triangle-right", filled=True, size=90, color=COLOURS["with"], yOffset=8, opacity=1
        ).encode(x=alt.X("high:Q", title=unit), y=y),
        names.mark_text(align="left", dy=-9, fontSize=canvas.font, stroke=COLOURS["paper"], strokeWidth=4),
        names.mark_text(align="left", dy=-9, fontSize=canvas.font, color=COLOURS["ink"]),
    ).properties(width=canvas.width, height=alt.Step(46))  # fmt: skip
