"""What the numbers of a value cannot say, and how they were made."""

from __future__ import annotations

from podobat.forecast.again import rests_on
from podobat.show.panels import Panel
from podobat.show.writer import Writer
from podobat.value.result import Value


def panel(write: Writer, value: Value) -> Panel:
    """How it was found out, what programmes are seen by, what is not counted."""
    known = rests_on(value.told, value.since, value.plan.months, write.lang)
    sentences = [*known, method(write, value), write.say("limits.channels"), write.say("limits.counts")]
    lost = [p.name[write.lang] for p in value.levers if p.lost > 0]
    if lost:
        sentences.append(write.say("limits.lost", names=write.listed(lost)))
    idle = [value.plan.programme(id).name[write.lang] for id in value.cannot_act]
    if idle:
        sentences.append(write.say("limits.cannot_act", names=write.listed(idle)))
    return Panel("value-limits", write.say("limits.title"), tuple(sentences))


def method(write: Writer, value: Value) -> str:
    """Draws and simulations, and how the whole was shared out."""
    key = "limits.method_exact" if value.exact else "limits.method_orders"
    return write.say(key, draws=value.draws, simulations=value.simulations, orders=2 * value.orders)
