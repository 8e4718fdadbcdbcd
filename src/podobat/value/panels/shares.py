"""Shapley shares: forest charts of net jobs, and a table of every main outcome."""

from __future__ import annotations

from typing import Final

from podobat.show.charts import CANVASES, svg
from podobat.show.document import Table
from podobat.show.forest import Line, forest
from podobat.show.panels import Panel
from podobat.show.writer import Writer
from podobat.value.outcomes import MAIN, NET_JOBS
from podobat.value.panels.cells import amount, effect_text, of_whole
from podobat.value.result import Value

KEY: Final = ("dot=mean", "band-dark=interval80", "band-light=interval95", "zero=zero")


def panel(write: Writer, value: Value) -> Panel:
    """The shares of net jobs as pictures, those of every main outcome as tables."""
    months = value.ends
    jobs = [value.outcomes.index(f"{NET_JOBS}@{month}") for month in months]
    return Panel(
        "value-shares",
        write.say("shares.title"),
        sentences=tuple(title(write, value, k) + "." for k in jobs),
        pictures=tuple(picture for k in jobs for picture in pictures(write, value, k)),
        key=write.key(KEY),
        tables=tuple(_table(write, value, month) for month in months),
    )


def title(write: Writer, value: Value, k: int) -> str:
    """What the forest chart of an outcome shows, in words."""
    o = value.outcomes.counted[k]
    return write.say("shares.picture", month=write.month(o.month), name=o.name)


def pictures(write: Writer, value: Value, k: int) -> tuple[str, ...]:
    """The forest chart of one outcome, for a desk and for a phone."""
    factor, unit = write.axis(value.outcomes.counted[k].unit, abs(value.wholes[k].mean))
    lines = _lines(write, value, k, factor)
    return tuple(svg(forest(c, lines, unit=unit), c, title(write, value, k)) for c in CANVASES)


def _lines(write: Writer, value: Value, k: int, factor: float) -> list[Line]:
    """The lines of the chart, largest mean first."""
    unit, lines = value.outcomes.counted[k].unit, []
    for i, p in enumerate(value.levers):
        e = value.effects["share"][i][k]
        ends = {q: factor * e.quantiles[q] for q in ("p2_5", "p10", "p90", "p97_5")}
        label = f"{amount(write, e.mean, unit)} ({of_whole(write, e, value.wholes[k])})"
        lines.append(Line(p.name[write.lang], factor * e.mean, **ends, label=label))
    return sorted(lines, key=lambda line: -line.mean)


def _table(write: Writer, value: Value, month: str) -> Table:
    """Every main outcome at one date, by lever and in all."""
    spots = [value.outcomes.index(f"{m}@{month}") for m in MAIN]
    shares = [(p.name[write.lang], value.effects["share"][i]) for i, p in enumerate(value.levers)]
    rows = []
    for name, effects in (*shares, (write.say("cell.whole"), value.wholes)):
        cells = (effect_text(write, effects[k], value.outcomes.counted[k].unit, bare=True) for k in spots)
        rows.append((name, *cells))
    head = (write.say("head.programme"), *(write.say(f"outcome.{m}") for m in MAIN))
    return Table(write.say("shares.caption", month=write.month(month)), head, tuple(rows))
