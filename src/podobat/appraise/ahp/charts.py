"""The drawings of the hierarchy: what would pass, by the score of the judged criteria; scores by evaluator.

The caller has written every label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podobat.show.charts import COLOURS, DASH, Canvas, Spec, chart, field, halo, layer, quantitative, row, rows, step
from podobat.show.pictures import ROW, names


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
