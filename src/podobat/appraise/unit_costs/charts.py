"""The drawing of unit costs: own intervals beside what others paid, on a logarithmic scale.

The caller has turned money into axis units and written every label.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from podobat.show.charts import COLOURS, Canvas, Spec, chart, field, layer, quantitative, row, rows, step
from podobat.show.pictures import ROW, names


@dataclass(frozen=True)
class Bar:
    """One row of unit costs: the median with its 80 % interval, and the references of the same kind."""

    name: str
    median: float
    low: float
    high: float
    value: str
    references: tuple[float, ...]
    open_end: bool  # the interval has no upper end: some draws add nothing


def unit_costs(canvas: Canvas, given: Sequence[Bar], *, unit: str) -> Spec:
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
