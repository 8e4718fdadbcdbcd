"""Every target from all sides, as people read it: counted, inside, outside and together, signals, signposts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podobat.forecast.views import Spread, View
from podobat.show import pictures
from podobat.show.document import Figure, Table
from podobat.show.writer import NONE

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.show.writer import Writer

#: The odds that are stated are those of what will be true; the rest stand beside them.
COLUMNS = ("true", "counted", "inside", "outside")


def sides(forecast: Forecast, write: Writer) -> Figure:
    """Odds of every target by the world alone, by such targets elsewhere, and together."""
    say, lang = write.say, write.lang
    names = {t.id: t.name[lang] for t in forecast.target_results}
    given = [
        pictures.Marks(names[v.target], _percent(v.counted), _percent(v.inside), _percent(v.outside),
                       _odds(v.counted, forecast, write))
        for v in forecast.views
    ]  # fmt: skip
    both = [(v.inside, v.outside) for v in forecast.views if v.inside is not None and v.outside is not None]
    apart = sum(abs(inside.probability - outside.probability) > APART for inside, outside in both)
    weight = 100 * max((v.weight for v in forecast.views), default=0.0)
    title = say("finding.sides" if both else "finding.sides_inside", n=len(both), k=apart)
    return write.draw(
        "sides", title, lambda c: pictures.marks(c, given, unit=say("axis.odds")),
        ("dot=together", "square=inside", "triangle=outside"), sides_table(forecast, write),
        say("note.sides", weight=weight),
    )  # fmt: skip


#: Odds that are further apart than this are told as different.
APART = 0.2
#: Where nothing is left to forecast.
COUNTED = ("met", "missed")


def _percent(spread: Spread | None) -> float | None:
    return None if spread is None else 100 * spread.probability


def _odds(spread: Spread | None, forecast: Forecast, write: Writer) -> str:
    return NONE if spread is None else write.odds(spread.probability, forecast.draws)


def sides_table(forecast: Forecast, write: Writer) -> Table:
    """One row a target: where it stands, its odds from each side, its signal and how often such signals were right."""
    say = write.say
    rows = []
    for view in forecast.views:
        target = next(t for t in forecast.target_results if t.id == view.target)
        latest = NONE if view.value is None else f"{write.cell(view.value, target.unit, None)} ({view.day})"
        right = NONE if view.right is None else write.share(view.right)
        signal = NONE if view.standing in COUNTED else say(f"signal.{view.signal}")
        odds = (_odds(getattr(view, name), forecast, write) for name in COLUMNS)
        rows.append((target.name[write.lang], say(f"standing.{view.standing}"), latest, *odds, signal, right))
    head = ("target", "standing", "latest", *COLUMNS, "signal", "right")
    heads = tuple(say(f"word.{w}") for w in head)
    return Table(say("caption.sides"), heads, tuple(rows), wordy=frozenset({1, 7}))


def said(view: View, unit: str, draws: int, write: Writer) -> list[str]:
    """What is to be said under a target: where it stands, who counts, and how far a warning can be trusted."""
    say = write.say
    lines = []
    count = "" if view.value is None else write.quantity(view.value, unit, None)
    if view.standing in COUNTED:
        return [say(f"side.{view.standing}", count=count, day=view.day)]
    if view.standing == "uncounted":
        lines.append(say("side.uncounted_since", count=count, day=view.day) if count else say("side.uncounted"))
    if len(view.counters) > 1 and max(p for _, p in view.counters) - min(p for _, p in view.counters) > APART:
        each = say("side.join").join(
            say("side.counter", counter=name[write.lang], odds=write.odds(p, draws)) for name, p in view.counters
        )
        lines.append(say("side.counters", each=each))
    elif view.counter is not None and abs(view.counted.probability - view.true.probability) > APART:
        more = "more" if view.counted.probability > view.true.probability else "less"
        lines.append(say(f"side.counts_{more}", counter=view.counter[write.lang]))
    if view.right is not None and view.behind:
        right = round(100 * view.right)
        lines.append(say(f"side.{view.signal}", right=right, wrong=100 - right, cases=view.behind))
    return lines


def signposts(forecast: Forecast, write: Writer) -> Figure | None:
    """What counts at the next reviews decide, beside the latest ones; None where none would."""
    say, lang = write.say, write.lang
    units = {t.id: t.unit for t in forecast.target_results}
    names = {t.id: t.name[lang] for t in forecast.target_results}
    promised = {t.id: t.value for t in forecast.target_results}
    posted = [v for v in forecast.views if any(p.low is not None or p.high is not None for p in v.signposts)]
    if not posted:
        return None
    months = sorted({p.month for v in posted for p in v.signposts})
    given, rows = [], []
    for v in posted:
        at = {p.month: p for p in v.signposts}
        first = at.get(months[0])
        high, low, counted = (None if x is None else min(100.0, 100 * x / promised[v.target])
                              for x in (first and first.high, first and first.low, v.value))  # fmt: skip
        written = _count(v.value, units[v.target], write, None)
        given.append(pictures.Marks(names[v.target], high, low, counted, written))
        cells = [_count(x, units[v.target], write) for m in months for p in [at.get(m)]
                 for x in ((p.low, p.high) if p is not None else (None, None))]  # fmt: skip
        rows.append((names[v.target], _count(v.value, units[v.target], write, None), *cells))
    heads = [say(f"word.{end}_by", month=write.month(m)) for m in months for end in ("low", "high")]
    table = Table(say("caption.signposts"), (say("word.target"), say("word.latest_count"), *heads), tuple(rows))
    return write.draw(
        "signposts", say("finding.signposts", month=write.month(months[0])),
        lambda c: pictures.marks(c, given, unit=say("axis.share_of_target")),
        ("dot=high", "square=low", "triangle=latest"), table, say("note.signposts"),
    )  # fmt: skip


def _count(value: float | None, unit: str, write: Writer, digits: int | None = 3) -> str:
    return NONE if value is None else write.cell(value, unit, digits)
