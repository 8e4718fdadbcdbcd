"""Pairs that need each other or do the same work twice: those told from zero, and those said to need each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podobat.show.document import Table
from podobat.show.panels import Panel
from podobat.show.writer import Writer
from podobat.value.outcomes import NET_JOBS
from podobat.value.panels.cells import ends, is_clear, mean_text
from podobat.value.result import Value

if TYPE_CHECKING:
    from podobat.forecast.effects import Effect

CLEARLY: Final = 4.0  # standard errors from which one of many pairs is named: chance gives one of 15,000
#: Pairs of kinds that are said to need each other, whatever comes out.
SAID_TO_NEED: Final = (("space", "attraction"), ("compute", "research"))


def panel(write: Writer, value: Value) -> Panel:
    """The pairs worth naming at the end of the forecast, strongest first."""
    month = value.plan.horizon.forecast_to
    spots = [value.outcomes.index(f"{m}@{month}") for m in (NET_JOBS, "startups.crossed")]
    rows = tuple(_row(write, value, pair, k) for pair, k in _named(value, spots))
    shown = write.say("pairs.shown", pairs=len(value.pairs), draws=len(value.part), errors=CLEARLY)
    head = tuple(
        write.say(f"head.{h}") for h in ("pair", "measure", "together", "interval80", "interval95", "reading")
    )
    return Panel(
        "value-pairs",
        write.say("pairs.title"),
        sentences=(shown,) if rows else (shown, write.say("pairs.none")),
        tables=(Table(write.say("pairs.caption", month=month), head, rows),) if rows else (),
    )


def _named(value: Value, spots: list[int]) -> list[tuple[int, int]]:
    """Pair and outcome of every line: the surest, and those said to need each other; by outcome, strongest first."""
    kinds = [p.kind for p in value.levers]
    lines = []
    for pair, (i, j) in enumerate(value.pairs):
        in_need = (kinds[i], kinds[j]) in SAID_TO_NEED or (kinds[j], kinds[i]) in SAID_TO_NEED
        lines += [(pair, k) for k in spots if in_need or is_clear(value.pair_effects[pair][k], CLEARLY)]
    return sorted(lines, key=lambda line: (line[1], -abs(value.pair_effects[line[0]][line[1]].mean)))


def _row(write: Writer, value: Value, pair: int, k: int) -> tuple[str, ...]:
    first, second = (value.levers[i].name for i in value.pairs[pair])
    e, outcome = value.pair_effects[pair][k], value.outcomes.counted[k]
    q = e.quantiles
    return (
        write.say("cell.pair", first=first, second=second), outcome.name[write.lang],
        mean_text(write, e, outcome.unit), ends(write, q["p10"], q["p90"], outcome.unit),
        ends(write, q["p2_5"], q["p97_5"], outcome.unit), write.say(f"pairs.{_together(e)}"),
    )  # fmt: skip


def _together(e: Effect) -> str:
    """How two work together: by the key of the word for it."""
    if e.nothing:
        return "nothing"
    if not is_clear(e):
        return "unclear"
    return "need" if e.mean > 0 else "overlap"
