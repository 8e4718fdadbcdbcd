"""Small multiples: a panel a target, with what was counted, what is promised and where it will end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from podobat.outlook.result import Expectation
from podobat.show.charts import COLOURS, Canvas, Spec, field, layer, nominal, quantitative, rows
from podobat.show.writer import Writer

#: Panels in one picture; a page shows at most so many targets, those with the lowest odds first.
MOST: Final = 48
ACROSS: Final = {"wide": 4, "narrow": 2}
HEIGHT: Final = 84
AXIS: Final = 52  # pixels that the axis of a panel takes beside it


def multiples(canvas: Canvas, shown: Sequence[Expectation], write: Writer) -> Spec:
    """The panels of some targets, each with a scale of its own."""
    across = ACROSS["narrow" if canvas.narrow else "wide"]
    width = canvas.width // across - AXIS
    small = {"labelFontSize": canvas.font - 3}
    header = {"labelFontSize": canvas.font - 2, "labelColor": COLOURS["ink"], "labelLimit": width + 40,
              "labelAlign": "left", "labelAnchor": "start", "title": None}  # fmt: skip
    return {
        "data": rows(record for at, e in enumerate(shown) for record in _records(e, at, write)),
        "facet": nominal("panel", header=header, sort=None, title=None),
        "columns": across, "spacing": 14, "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "spec": {"layer": _layers(small), "width": width, "height": HEIGHT},
        "autosize": {"type": "pad"},  # the width of a page cannot be fitted to panels
    }  # fmt: skip


def _layers(small: dict[str, Any]) -> list[Spec]:
    """Intervals at the deadline, counts, promises of single years, the median and the target."""
    x = quantitative(
        "year", title=None, scale={"nice": False, "zero": False, "padding": 8},
        axis={"format": "d", "tickCount": 3, "tickMinStep": 1, **small},
    )  # fmt: skip
    at = {"x": x, "y": quantitative("y", title=None, axis={"tickCount": 3, "format": ",~r", **small})}
    spans = {**at, "y2": field("top")}
    ink, with_ = COLOURS["ink"], COLOURS["with"]

    def of(what: str, mark: str, channels: dict[str, Spec], **look: Any) -> Spec:
        return layer(mark, None, channels, where=f"datum.what == '{what}'", **look)

    return [
        of("p95", "rule", spans, color=with_, strokeWidth=3, opacity=0.35),
        of("p80", "rule", spans, color=with_, strokeWidth=9, opacity=0.45),
        of("count", "line", at, color=ink, strokeWidth=1.4),
        of("promise", "tick", at, color=COLOURS["muted"], thickness=1.6, size=11, orient="horizontal"),
        of("count", "point", at, filled=True, size=26, color=ink, opacity=1),
        of("p50", "point", at, filled=True, size=60, color=with_, opacity=1, stroke=COLOURS["paper"]),
        of("target", "point", at, shape="diamond", filled=False, size=70, color=COLOURS["without"], strokeWidth=1.8,
           opacity=1),
    ]  # fmt: skip


def _records(e: Expectation, at: int, write: Writer) -> list[dict[str, Any]]:
    s = e.series
    panel = f"{at + 1}. {s.name or s.id} · {write.share(e.probability)}"
    records = [{"what": "count", "year": c.year, "y": c.value} for c in s.counts]
    records += [{"what": "promise", "year": c.year, "y": c.promised} for c in s.counts if c.promised is not None]
    q = e.quantiles
    records += [
        {"what": "p95", "year": s.deadline, "y": q["p2_5"], "top": q["p97_5"]},
        {"what": "p80", "year": s.deadline, "y": q["p10"], "top": q["p90"]},
        {"what": "p50", "year": s.deadline, "y": q["p50"]},
        {"what": "target", "year": s.deadline, "y": s.target},
    ]
    return [{"panel": panel, **record} for record in records]
