"""How net jobs and the order of programmes change when a parameter is held at an end of its range."""

from __future__ import annotations

from podobat.money import number_text
from podobat.show.document import Table
from podobat.show.panels import Panel
from podobat.show.writer import Writer
from podobat.value.outcomes import NET_JOBS
from podobat.value.result import Value


def panel(write: Writer, value: Value) -> Panel:
    """Means with their ranks: as known, then a column for every end of every parameter held."""
    month = value.plan.horizon.forecast_to
    k = value.outcomes.index(f"{NET_JOBS}@{month}")
    known = [value.effects["added"][i][k].mean for i in range(len(value.levers))]
    columns = [known, *([s.added[p.id][k].mean for p in value.levers] for s in value.sweeps)]
    orders = [_order(means) for means in columns]
    rows = []
    for i in orders[0]:
        cells = (
            write.say("cell.ranked", n=number_text(means[i]), rank=order.index(i) + 1)
            for means, order in zip(columns, orders, strict=True)
        )
        rows.append((value.levers[i].name[write.lang], *cells))
    wholes = (value.wholes[k], *(s.whole[k] for s in value.sweeps))
    rows.append((write.say("cell.whole"), *(number_text(whole.mean) for whole in wholes)))
    held = (write.say("head.held", parameter=s.parameter, value=number_text(s.value)) for s in value.sweeps)
    least = min(_agreement(orders[0], order) for order in orders[1:])
    return Panel(
        "value-sweep",
        write.say("sweep.title"),
        sentences=(write.say("sweep.held", share=write.share(least)),),
        tables=(
            Table(write.say("sweep.caption", month=month),
                  (write.say("head.programme"), write.say("head.as_known"), *held), tuple(rows)),
        ),
    )  # fmt: skip


def _order(means: list[float]) -> list[int]:
    """Positions, largest mean first."""
    return sorted(range(len(means)), key=lambda i: (-means[i], i))


def _agreement(one: list[int], two: list[int]) -> float:
    """Share of pairs that stand in the same order in both."""
    n = len(one)
    if n < 2:
        return 1.0
    place = {lever: at for at, lever in enumerate(two)}
    same = sum(place[one[a]] < place[one[b]] for a in range(n) for b in range(a + 1, n))
    return same / (n * (n - 1) / 2)
