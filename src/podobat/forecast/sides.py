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
    both = [v for v in forecast.views if v.inside is not None and v.outside is not None]
    apart = sum(abs(v.inside.probability - v.outside.probability) > APART for v in both)  # type: ignore[union-attr]
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
    return Table(say("caption.sides"), tuple(say(f"word.{w}") for w in head), tuple(rows))


def said(view: View, unit: str, draws: int, write: Writer) -> list[str]:
    """What is to be said under a target: where it stands, how far a warning can be trusted, and its signposts."""
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
    for post in view.signposts:
        month = write.month(post.month)
        low, high = (write.quantity(x, unit) for x in (post.low, post.high))
        if post.low is not None and post.high is not None:
            lines.append(say("side.signpost", month=month, low=low, high=high))
        elif post.low is not None:
            lines.append(say("side.signpost_low", month=month, low=low))
        elif post.high is not None:
            lines.append(say("side.signpost_high", month=month, high=high))
    return lines
