"""Ten per cent more and a year later, by programme; the whole plan late; the special act early, later or never."""

from __future__ import annotations

from podobat.show.document import Table
from podobat.show.panels import Panel
from podobat.show.writer import NONE, Writer
from podobat.value.outcomes import MAIN, NET_JOBS
from podobat.value.panels.cells import effect_text, mean_text
from podobat.value.result import KRW_BN, Value
from podobat.value.variants import act_months


def panel(write: Writer, value: Value) -> Panel:
    """Net jobs first, then every main outcome by way of changing, then the variants of the whole plan."""
    round_sum = write.money.round_sum
    first, last = write.month(value.ends[0]), write.month(value.ends[-1])
    amount = write.money.both(round_sum * KRW_BN)
    return Panel(
        "value-changes",
        write.say("changes.title"),
        tables=(
            _jobs_table(write, value),
            _way_table(write, value, "more", write.say("changes.more", amount=amount), round_sum),
            _way_table(write, value, "later", write.say("changes.later")),
            _variants_table(write, value),
        ),
        notes=(write.say("changes.late_money", year=value.plan.horizon.end[:4], first=first, last=last),),
    )


def _jobs_table(write: Writer, value: Value) -> Table:
    """Net jobs for a round sum more, and from a year's delay, at both dates."""
    months, round_sum = value.ends, write.money.round_sum
    jobs = [value.outcomes.index(f"{NET_JOBS}@{month}") for month in months]
    rows = []
    for i, p in enumerate(value.levers):
        more, later = value.effects["more"][i], value.effects["later"][i]
        by_money = (NONE if p.is_act else mean_text(write, more[k].times(round_sum), "jobs") for k in jobs)
        rows.append((p.name[write.lang], *by_money, *(mean_text(write, later[k], "jobs") for k in jobs)))
    amount = write.money.both(round_sum * KRW_BN)
    head = (
        write.say("head.programme"), *(write.say("head.more", amount=amount, month=m) for m in months),
        *(write.say("head.later", month=m) for m in months),
    )  # fmt: skip
    return Table(write.say("changes.jobs", amount=amount), head, tuple(rows))


def _way_table(write: Writer, value: Value, way: str, caption: str, factor: float = 1.0) -> Table:
    """What one way of changing a programme, `factor` times, does to the main outcomes, with 80 % intervals."""
    spots, rows = _spots(value), []
    for i, p in enumerate(value.levers):
        if p.is_act and way == "more":
            cells = [NONE] * len(spots)
        else:
            effects = [value.effects[way][i][k].times(factor) for k in spots]
            cells = [effect_text(write, e, value.outcomes.counted[k].unit, bare=True)
                     for e, k in zip(effects, spots, strict=True)]  # fmt: skip
        rows.append((p.name[write.lang], *cells))
    return Table(caption, (write.say("head.programme"), *_heads(write, value, spots)), tuple(rows))


def _variants_table(write: Writer, value: Value) -> Table:
    """Variants of the whole plan against it."""
    spots, months = _spots(value), act_months(value.plan, value.since)
    rows = []
    for name, effects in value.variants.items():
        month = months.get(name.removeprefix("act-")) or ""
        cells = (effect_text(write, effects[k], value.outcomes.counted[k].unit, bare=True) for k in spots)
        rows.append((write.say(f"variant.{name}", month=month), *cells))
    head = (write.say("head.changed"), *_heads(write, value, spots))
    return Table(write.say("changes.variants"), head, tuple(rows))


def _spots(value: Value) -> list[int]:
    """Net jobs at the plan's end, then every main outcome at the end of the forecast."""
    horizon = value.plan.horizon
    asked = ((NET_JOBS, horizon.end), *((m, horizon.forecast_to) for m in MAIN))
    return list(dict.fromkeys(value.outcomes.index(f"{m}@{month}") for m, month in asked))


def _heads(write: Writer, value: Value, spots: list[int]) -> tuple[str, ...]:
    outcomes = (value.outcomes.counted[k] for k in spots)
    return tuple(write.say("cell.in_month", name=o.name, month=o.month) for o in outcomes)
