"""Forest charts: one line a programme or measure, its mean as a dot, its 80 % and 95 % intervals as bars over zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from podobat.show.charts import COLOURS, Canvas, Drawing, rows


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


def forest(canvas: Canvas, given: Sequence[Line], *, unit: str) -> Drawing:
    """Lines in the order given. The scale holds every 80 % interval; a 95 % interval beyond it is cut at the edge."""
    low = min([0.0, *(line.p10 for line in given), *(line.mean for line in given)])
    high = max([0.0, *(line.p90 for line in given), *(line.mean for line in given)])
    spread = (high - low) or 1.0
    domain = [low - 0.1 * spread if low < 0 else 0.0, high + 0.1 * spread]
    scale = alt.Scale(domain=domain, nice=False)
    data = rows(
        {
            "row": i, "label": f"{line.name}\u2002{line.label}", "mean": line.mean, "p10": line.p10, "p90": line.p90,
            "p2_5": max(line.p2_5, domain[0]), "p97_5": min(line.p97_5, domain[1]),
        }
        for i, line in enumerate(given)
    )  # fmt: skip
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.1))
    axis = alt.Axis(tickCount=5, format=",~r", grid=True)
    base = alt.Chart(data)

    def bar(first: str, last: str, width: float, opacity: float) -> alt.Chart:
        return base.mark_rule(color=COLOURS["with"], strokeWidth=width, opacity=opacity, yOffset=9).encode(
            x=alt.X(f"{first}:Q", scale=scale, title=unit or None, axis=axis), x2=f"{last}:Q", y=y
        )

    said = {"align": "left", "baseline": "bottom", "yOffset": 2, "fontSize": canvas.font}
    edges = base.mark_text(stroke=COLOURS["paper"], strokeWidth=4, strokeJoin="round", **said)
    names = base.mark_text(color=COLOURS["ink"], **said)
    zero = alt.Chart(rows([{"at": 0}])).mark_rule(color=COLOURS["ink"], strokeWidth=1.2)
    dots = base.mark_point(
        shape="circle", filled=True, size=70, color=COLOURS["with"], opacity=1, yOffset=9, stroke=COLOURS["paper"]
    )
    layers = [
        bar("p2_5", "p97_5", 3, 0.4),
        bar("p10", "p90", 9, 0.45),
        zero.encode(x=alt.X("at:Q", title=unit or None)),
        dots.encode(x=alt.X("mean:Q", title=unit or None), y=y),
        *(text.encode(x=alt.value(0), y=y, text="label:N") for text in (edges, names)),
    ]
    return alt.layer(*layers).properties(width=canvas.width, height=alt.Step(40))
