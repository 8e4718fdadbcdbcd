"""What leaving each programme out does to the odds of every target that the plan moves, and to the target's measure."""

from __future__ import annotations

from typing import Final

from podobat.evidence.measures import measure
from podobat.show.document import Table
from podobat.show.panels import Panel
from podobat.show.writer import NONE, Writer
from podobat.value.panels.cells import effect_text, is_clear, mean_text
from podobat.value.result import Value

MOVED: Final = 0.005  # change of odds from which a target is shown
MOST: Final = 4  # programmes named for one target


def panel(write: Writer, value: Value) -> Panel:
    """Odds in percentage points, values with their intervals, and the targets that nothing moves."""
    counted = len(value.outcomes.counted)
    moved = {k: o for k, o in enumerate(value.outcomes.odds, counted) if abs(value.wholes[k].mean) >= MOVED}
    rows = [
        (o.name[write.lang], o.month, mean_text(write, value.wholes[k], "share"), _movers(write, value, k))
        for k, o in moved.items()
    ]
    head = tuple(write.say(f"head.{h}") for h in ("target", "by", "whole", "moves_odds"))
    tables = (Table(write.say("targets.odds"), head, tuple(rows)),) if rows else ()
    still = [o.name[write.lang] for k, o in enumerate(value.outcomes.odds, counted) if k not in moved]
    notes = (write.say("targets.still", names=write.listed(still)),) if still else ()
    tables = (*tables, _values_table(write, value))
    return Panel("value-targets", write.say("targets.title"), tables=tables, notes=notes)


def _movers(write: Writer, value: Value, k: int) -> str:
    """The programmes that move an outcome most, told from zero by two errors of the mean."""
    unit = tuple(value.outcomes)[k].unit
    effects = [(p.name, value.effects["added"][i][k]) for i, p in enumerate(value.levers)]
    clear = sorted((x for x in effects if is_clear(x[1])), key=lambda x: -abs(x[1].mean))[:MOST]
    return "; ".join(write.say("cell.moved", name=name, change=mean_text(write, e, unit)) for name, e in clear) or NONE


def _values_table(write: Writer, value: Value) -> Table:
    """How far the measure of every target moves, and by which programmes."""
    at = {(o.measure, o.month): k for k, o in enumerate(value.outcomes.counted)}
    rows = []
    for k in dict.fromkeys(at[o.measure, o.month] for o in value.outcomes.odds):
        o = value.outcomes.counted[k]
        effect = effect_text(write, value.wholes[k], o.unit, bare=True)
        rows.append((measure(o.measure).name[write.lang], o.month, effect, _movers(write, value, k)))
    head = tuple(write.say(f"head.{h}") for h in ("target_measure", "by", "whole", "moves_value"))
    return Table(write.say("targets.values"), head, tuple(rows))
