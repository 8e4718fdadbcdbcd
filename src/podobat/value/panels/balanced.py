"""Where net jobs come from, by programme: the balance sheet of the region, the rest of the nation and the nation."""

from __future__ import annotations

from typing import Final

from podobat.forecast.balance import LINES
from podobat.show.document import Table
from podobat.show.panels import Panel
from podobat.show.writer import Writer
from podobat.texts import catalogue
from podobat.value.panels.cells import effect_text
from podobat.value.result import Value

COLUMNS: Final = ("net", "region", "capital", "elsewhere", "nation")


def panel(write: Writer, value: Value) -> Panel:
    """The sheet of the whole plan at both dates, then what each programme brings to the region and to the nation."""
    return Panel(
        "value-balance",
        write.say("balance.title"),
        sentences=tuple(_findings(write, value)),
        tables=(_sheet(write, value), *(_by_programme(write, value, month) for month in value.ends[:1])),
        notes=(write.say("balance.note"),),
    )


def _findings(write: Writer, value: Value) -> list[str]:
    """What the nation gains of what the region gains, and the programme that brings the nation most."""
    month = value.ends[0]
    sheets = value.balances[month]
    whole = sheets[""]
    text = {name: effect_text(write, whole[name], "jobs") for name in ("net", "nation", "rest")}
    sentences = [write.say("balance.whole", month=write.month(month), **text)]
    levers = [p for p in value.levers if sheets[p.id]["nation"].told and sheets[p.id]["nation"].mean > 0]
    if levers:
        best = max(levers, key=lambda p: sheets[p.id]["nation"].mean)
        nation, net = sheets[best.id]["nation"], sheets[best.id]["net"]
        sentences.append(write.say("balance.best", name=best.name, nation=effect_text(write, nation, "jobs"),
                                   net=effect_text(write, net, "jobs")))  # fmt: skip
    return sentences


def _sheet(write: Writer, value: Value) -> Table:
    head = (write.say("head.balance"), *(write.month(month) for month in value.ends))
    rows = [
        (line_name(write, name), *(effect_text(write, value.balances[month][""][name], "jobs", bare=True)
                                              for month in value.ends))
        for name in LINES
    ]  # fmt: skip
    return Table(write.say("balance.caption"), head, tuple(rows))


def _by_programme(write: Writer, value: Value, month: str) -> Table:
    sheets, names = value.balances[month], {p.id: p.name[write.lang] for p in value.levers}
    order = sorted(names, key=lambda id: -sheets[id]["nation"].mean)
    rows = [
        (name, *(effect_text(write, sheets[id][line], "jobs", bare=True) for line in COLUMNS))
        for id, name in (*((id, names[id]) for id in order), ("", write.say("cell.whole")))
    ]  # fmt: skip
    head = (write.say("head.programme"), *(line_name(write, line) for line in COLUMNS))
    return Table(write.say("balance.programmes", month=write.month(month)), head, tuple(rows))


def line_name(write: Writer, name: str) -> str:
    """What a line of the balance is called in the report of the forecast."""
    return catalogue("forecast")(f"balance.{name}")[write.lang]
