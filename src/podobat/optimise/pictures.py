"""Drawings of a search: budgets today and proposed, the front two goals at a time, and all goals side by side.

Nothing rests on colour: today's bars are outlined and proposed ones filled, plans with a name carry their letter, lines
differ in dash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from podobat.show.charts import (
    COLOURS,
    Canvas,
    Spec,
    chart,
    field,
    halo,
    layer,
    ordinal,
    quantitative,
    row,
    rows,
    step,
)
from podobat.show.pictures import ROUGH

LETTERS: Final = "ABCDEFGH"
DASHES: Final = ([1, 0], [8, 4], [2, 3], [10, 3, 2, 3], [4, 2])


@dataclass(frozen=True)
class Budget:
    """One programme: what it has today and what is proposed, in axis units, and what is written beside its name."""

    name: str
    today: float
    proposed: float
    label: str


def budget_bars(canvas: Canvas, given: Sequence[Budget], *, unit: str) -> Spec:
    """Two bars a programme: today's outlined above, the proposed one filled below."""
    top = max([1e-9, *(max(b.today, b.proposed) for b in given)])
    data = rows({"row": i, "today": b.today, "proposed": b.proposed, "zero": 0, "label": f"{b.name}\u2002{b.label}"}
                for i, b in enumerate(given))  # fmt: skip
    across = {"scale": {"domain": [0, top * 1.02], "nice": False}, "axis": {**ROUGH, "grid": True}, "title": unit}

    def bar(of: str, role: str, offset: float, **look: object) -> Spec:
        ends = {"x": quantitative("zero", **across), "x2": field(of), "y": row()}
        return layer("bar", None, ends, color=COLOURS[role], stroke=COLOURS[role], height=9, yOffset=offset, **look)  # pyright: ignore[reportArgumentType]

    layers = [
        bar("today", "without", 3, fillOpacity=0.15, strokeWidth=1.3, strokeDash=[3, 2]),
        bar("proposed", "with", 14, fillOpacity=0.85, strokeWidth=1),
        halo(None, {"x": {"datum": 0}, "y": row()}, size=canvas.font, align="left", dy=-12),
    ]
    return chart(layers, canvas, step(50), data=data)


@dataclass(frozen=True)
class Point:
    """A plan of the front: gains in two goals; its letter where it has a name."""

    x: float
    y: float
    letter: str = ""


def front(canvas: Canvas, given: Sequence[Point], *, x_title: str, y_title: str, origin: str) -> Spec:
    """Plans by their gains in two goals: rings, those with a name filled and lettered; a cross for today's plan."""
    xs, ys = [0.0, *(p.x for p in given)], [0.0, *(p.y for p in given)]

    def domain(values: Sequence[float]) -> dict[str, object]:
        low, high = min(values), max(values)
        room = 0.1 * ((high - low) or 1.0)
        return {"domain": [low - room, high + room], "nice": False}

    x = quantitative("x", title=x_title, scale=domain(xs), axis=ROUGH)
    y = quantitative("y", title=y_title, scale=domain(ys), axis=ROUGH)
    plain = rows({"x": p.x, "y": p.y} for p in given if not p.letter)
    named = rows({"x": p.x, "y": p.y, "label": p.letter} for p in given if p.letter)
    today = rows([{"x": 0, "y": 0, "label": origin}])
    at = {"x": x, "y": y}
    layers = [
        layer("point", plain, at, shape="circle", size=45, color=COLOURS["muted"], opacity=0.8, strokeWidth=1.3),
        layer("point", named, at, shape="circle", size=110, filled=True, color=COLOURS["with"], opacity=1),
        layer("point", today, at, shape="cross", size=90, filled=True, color=COLOURS["ink"], opacity=1),
        halo(named, at, size=canvas.font + 1, dx=9, dy=-9, fontWeight="bold"),
        halo(today, at, size=canvas.font, dx=8, dy=11, align="left"),
    ]
    return chart(layers, canvas, 230)


def beside(canvas: Canvas, drawn: Callable[[Canvas], Sequence[Spec]]) -> Spec:
    """Small charts beside one another, two in a row on a desk, one on a phone; each is drawn for its own width."""
    columns = 1 if canvas.narrow else 2
    own = Canvas(canvas.name, (canvas.width - 60) // columns - 20, canvas.font)
    return {"concat": list(drawn(own)), "columns": columns, "spacing": 34, "autosize": {"type": "pad"}}


@dataclass(frozen=True)
class Path:
    """A plan by all goals: shares of the best gain in each; its letter where it has a name."""

    values: tuple[float, ...]
    letter: str = ""


def side_by_side(canvas: Canvas, given: Sequence[Path], goals: Sequence[str], *, unit: str) -> Spec:
    """Parallel coordinates: a line a plan over the goals, thin where it has no name, else dashed in its own way."""
    low = min([0.0, *(v for p in given for v in p.values)])
    axis = {"labelAngle": 0, "grid": True, "domain": False, "ticks": False, "labelLimit": canvas.width / len(goals)}
    x = ordinal("goal", title=None, sort=None, axis=axis, scale={"padding": 0.5})
    y = quantitative("y", title=unit, scale={"domain": [max(low, -100.0) * 1.05, 105], "nice": False, "clamp": True},
                     axis={"tickCount": 5, "format": "d", "grid": True})  # fmt: skip
    unnamed = rows({"goal": g, "y": v, "plan": n} for n, p in enumerate(given) if not p.letter
                   for g, v in zip(goals, p.values, strict=True))  # fmt: skip
    layers = [layer("line", unnamed, {"x": x, "y": y, "detail": field("plan")}, color=COLOURS["muted"], opacity=0.35,
                    strokeWidth=1)]  # fmt: skip
    named = [p for p in given if p.letter]
    for n, p in enumerate(named):
        data = rows({"goal": g, "y": v} for g, v in zip(goals, p.values, strict=True))
        layers.append(layer("line", data, {"x": x, "y": y}, color=COLOURS["with"], strokeWidth=2.6,
                            strokeDash=DASHES[n % len(DASHES)]))  # fmt: skip
    for n, p in enumerate(named):
        at = n % len(goals)
        label = rows([{"goal": goals[at], "y": p.values[at], "label": p.letter}])
        layers.append(halo(label, {"x": x, "y": y}, size=canvas.font + 1, dx=10, dy=-9, fontWeight="bold"))
    return chart(layers, canvas, 280)
