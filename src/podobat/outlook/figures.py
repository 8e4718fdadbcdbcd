"""Small multiples: a panel a target, with what was counted, what is promised and where it will end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from podobat.outlook.result import Expectation
from podobat.show.charts import COLOURS, Canvas, Drawing, rows
from podobat.show.writer import Writer

#: Panels in one picture; a page shows at most so many targets, those with the lowest odds first.
MOST: Final = 48
ACROSS: Final = {"wide": 4, "narrow": 2}


def multiples(canvas: Canvas, shown: Sequence[Expectation], write: Writer) -> Drawing:
    """The panels of some targets, each with a scale of its own."""
    across = ACROSS["narrow" if canvas.narrow else "wide"]
    data = rows(record for at, e in enumerate(shown) for record in _records(e, at, write))
    width = canvas.width // across - 52
    small = {"labelFontSize": canvas.font - 3}
    base = alt.Chart()
    x = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(nice=False, zero=False, padding=8),
        axis=alt.Axis(format="d", tickCount=3, tickMinStep=1, **small),
    )
    y = alt.Y("y:Q", title=None, axis=alt.Axis(tickCount=3, format=",~r", **small))

    def only(what: str) -> Any:
        return base.transform_filter(f"datum.what == '{what}'")

    edge, diamond = {"stroke": COLOURS["paper"]}, {"shape": "diamond", "strokeWidth": 1.8, "opacity": 1}
    layers = [
        only("p95").mark_rule(color=COLOURS["with"], strokeWidth=3, opacity=0.35).encode(x=x, y=y, y2="top:Q"),
        only("p80").mark_rule(color=COLOURS["with"], strokeWidth=9, opacity=0.45).encode(x=x, y=y, y2="top:Q"),
        only("count").mark_line(color=COLOURS["ink"], strokeWidth=1.4).encode(x=x, y=y),
        only("promise").mark_tick(color=COLOURS["muted"], thickness=1.6, size=11, orient="horizontal").encode(x=x, y=y),
        only("count").mark_point(filled=True, size=26, color=COLOURS["ink"], opacity=1).encode(x=x, y=y),
        only("p50").mark_point(filled=True, size=60, color=COLOURS["with"], opacity=1, **edge).encode(x=x, y=y),
        only("target").mark_point(filled=False, size=70, color=COLOURS["without"], **diamond).encode(x=x, y=y),
    ]  # fmt: skip
    header = alt.Header(
        labelFontSize=canvas.font - 2,
        labelColor=COLOURS["ink"],
        labelLimit=width + 40,
        labelAlign="left",
        labelAnchor="start",
        title=None,
    )
    panel = alt.layer(*layers).properties(width=width, height=84)
    facet = alt.Facet("panel:N", header=header, sort=None, title=None)
    found = panel.facet(facet, data=data, columns=across, spacing=14).resolve_scale(x="independent", y="independent")
    return found.properties(autosize=alt.AutoSizeParams(type="pad"))  # the size of a page cannot be fitted to panels


def _records(e: Expectation, at: int, write: Writer) -> list[dict[str, Any]]:
    s = e.series
    panel = f"{at + 1}. {s.name or s.id} · {write.share(e.probability)}"
    found = [{"what": "count", "year": c.year, "y": c.value} for c in s.counts]
    found += [{"what": "promise", "year": c.year, "y": c.promised} for c in s.counts if c.promised is not None]
    q = e.quantiles
    found += [
        {"what": "p95", "year": s.deadline, "y": q["p2_5"], "top": q["p97_5"]},
        {"what": "p80", "year": s.deadline, "y": q["p10"], "top": q["p90"]},
        {"what": "p50", "year": s.deadline, "y": q["p50"]},
        {"what": "target", "year": s.deadline, "y": s.target},
    ]
    return [{"panel": panel, **record} for record in found]
