"""What each programme adds to AI+X: users, contracts here and leaked, costs saved and new sales."""

from __future__ import annotations

from podobat.show.document import Table
from podobat.show.panels import Panel
from podobat.show.writer import Writer
from podobat.value.outcomes import ADOPTED
from podobat.value.panels.cells import effect_text, head_of
from podobat.value.result import Value

USERS, SAVINGS, SALES = ADOPTED[0], ADOPTED[3], ADOPTED[4]


def panel(write: Writer, value: Value) -> Panel:
    """By the end of the forecast: the whole plan in sentences, then every programme."""
    month = value.plan.horizon.forecast_to
    spots = [value.outcomes.index(f"{m}@{month}") for m in ADOPTED]
    return Panel(
        "value-adopted", write.say("adopted.title", month=write.month(month)),
        sentences=tuple(_findings(write, value, spots)), tables=(_table(write, value, spots, month),),
        notes=(write.say("adopted.apart"),),
    )  # fmt: skip


def _findings(write: Writer, value: Value, spots: list[int]) -> list[str]:
    at = dict(zip(ADOPTED, spots, strict=True))
    month = write.month(value.plan.horizon.forecast_to)
    texts = {m: effect_text(write, value.wholes[at[m]], value.outcomes.counted[at[m]].unit)
             for m in (USERS, SAVINGS, SALES)}  # fmt: skip
    sentences = [write.say("adopted.whole", month=month, users=texts[USERS], saved=texts[SAVINGS], sold=texts[SALES])]
    shares = [value.effects["share"][i][at[SAVINGS]].mean for i in range(len(value.levers))]
    whole = value.wholes[at[SAVINGS]].mean
    if whole > 0 and shares:
        best = max(range(len(shares)), key=lambda i: shares[i])
        sentences.append(write.say("adopted.carrier", name=value.levers[best].name[write.lang],
                                   part=write.share(shares[best] / whole)))  # fmt: skip
    if value.budget > 0:
        sentences.append(write.say("adopted.of_budget", share=write.share(max(0.0, whole) / value.budget)))
    return sentences


def _table(write: Writer, value: Value, spots: list[int], month: str) -> Table:
    counted = value.outcomes.counted
    head = (write.say("head.programme"),
            *(head_of(write, f"outcome.{counted[k].measure}", counted[k].unit) for k in spots))  # fmt: skip
    rows = [
        (p.name[write.lang], *_cells(write, [value.effects["added"][i][k] for k in spots], value, spots))
        for i, p in enumerate(value.levers)
    ]  # fmt: skip
    rows.append((write.say("cell.whole"), *_cells(write, [value.wholes[k] for k in spots], value, spots)))
    return Table(write.say("adopted.caption", month=write.month(month)), head, tuple(rows))


def _cells(write: Writer, effects: list, value: Value, spots: list[int]) -> tuple[str, ...]:
    return tuple(effect_text(write, e, value.outcomes.counted[k].unit, bare=True)
                 for e, k in zip(effects, spots, strict=True))  # fmt: skip
