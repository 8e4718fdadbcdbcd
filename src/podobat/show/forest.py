"""Forest charts: one line a programme or measure, its mean as a dot, its 80 % and 95 % intervals as bars over zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podobat.show.charts import COLOURS, Canvas, Spec, chart, field, halo, layer, quantitative, row, rows, step


@dataclass(frozen=True)
class Line:
    """One line: its name, mean, ends of the 95 % and 80 % intervals in axis units, and what is written beside it."""

    name: str
    mean: float
    p2_5: float
    p10: float
    p90: float
    p97_5: float
    label: str


def forest(canvas: Canvas, given: Sequence[Line], *, unit: str) -> Spec:
    """Lines in the order given. The scale holds every 80 % interval; a 95 % interval beyond it is cut at the edge."""
    low = min([0.0, *(line.p10 for line in given), *(line.mean for line in given)])
    high = max([0.0, *(line.p90 for line in given), *(line.mean for line in given)])
    spread = (high - low) or 1.0
    domain = [low - 0.1 * spread if low < 0 else 0.0, high + 0.1 * spread]
    data = rows(
        {
            "row": i, "label": f"{line.name}\u2002{line.label}", "mean": line.mean, "p10": line.p10, "p90": line.p90,
            "p2_5": max(line.p2_5, domain[0]), "p97_5": min(line.p97_5, domain[1]),
        }
        for i, line in enumerate(given)
    )  # fmt: skip
    title = {"title": unit or None}
    across = {**title, "scale": {"domain": domain, "nice": False},
              "axis": {"tickCount": 5, "format": ",~r", "grid": True}}  # fmt: skip
    y = row(0.1)

    def bar(first: str, last: str, width: float, opacity: float) -> Spec:
        ends = {"x": quantitative(first, **across), "x2": field(last), "y": y}
        return layer("rule", None, ends, color=COLOURS["with"], strokeWidth=width, opacity=opacity, yOffset=9)

    layers = [
        bar("p2_5", "p97_5", 3, 0.4),
        bar("p10", "p90", 9, 0.45),
        layer("rule", rows([{"at": 0}]), {"x": quantitative("at", **title)}, color=COLOURS["ink"], strokeWidth=1.2),
        layer("point", None, {"x": quantitative("mean", **title), "y": y}, shape="circle", filled=True, size=70,
              color=COLOURS["with"], opacity=1, yOffset=9, stroke=COLOURS["paper"]),
        halo(None, {"x": {"value": 0}, "y": y}, size=canvas.font, align="left", baseline="bottom", yOffset=2),
    ]  # fmt: skip
    return chart(layers, canvas, step(40), data=data)
