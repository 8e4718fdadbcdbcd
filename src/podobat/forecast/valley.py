"""The figures of a start-up's cash by age: what a month leaves, who loses money, what is held, who still operates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podobat.forecast import profiles
from podobat.forecast.profiles import EVEN, AgeCurve
from podobat.money import number_text
from podobat.show import pictures
from podobat.show.charts import HALF
from podobat.show.document import Figure, Table

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.show.writer import Writer

QUARTILES = ("p10", "p25", "p50", "p75", "p90")
LATER = 5  # years after which a start-up is looked at again


def valley(forecast: Forecast, write: Writer) -> list[Figure]:
    """Operating cash flow and cash held side by side, then who loses money and who still operates.

    Left out is what too few start-ups were seen for.
    """
    seen = {
        flow: profiles.flow_curve(forecast).ages,
        cash: profiles.cash_curve(forecast).ages,
        losing: profiles.flow_shares(forecast).ages,
    }
    return [*(figure(forecast, write) for figure, ages in seen.items() if ages), survival(forecast, write)]


def flow(forecast: Forecast, write: Writer) -> Figure:
    """The valley: the operating cash flow of a month by age, against zero."""
    say = write.say
    curve = profiles.flow_curve(forecast)
    factor, unit = write.axis("KRW_m", max(abs(v) for q in ("p25", "p75") for v in curve.quantiles[q]))
    band = {q: [factor * v for v in curve.quantiles[q]] for q in QUARTILES}
    age, low = curve.trough
    flags = [pictures.Flag(age, factor * low, f"{say('label.trough')} {write.amount(low, 2)}")]
    note = " ".join((_upper_quartile(write, curve), say("note.flow")))
    return write.draw(
        "flow-by-age", _flow_title(write, curve),
        lambda c: pictures.curve(c, curve.ages, band, flags if low < -EVEN else (), unit=say("axis.flow", unit=unit),
                                 x_title=say("axis.age")),
        ("line=firms50", "band-dark=firms_middle50", "zero=zero"),
        _age_table(write, curve, band, say("caption.flow", unit=unit)), note, canvases=(HALF,),
    )  # fmt: skip


def _flow_title(write: Writer, curve: AgeCurve) -> str:
    """Where the median is lowest, and from which age on it is about even or better."""
    say, (age, low) = write.say, curve.trough
    if low >= -EVEN:
        return say("finding.flow_none", even=_even(write))
    start = "finding.flow_dip" if age > curve.ages[0] else "finding.flow_rise"
    amount = write.amount(low, 2)
    return say(start, age=_years(age), low=amount, end=_ending(write, curve, "p50", "finding.flow_end"))


def _upper_quartile(write: Writer, curve: AgeCurve) -> str:
    return write.say("note.upper_quartile", end=_ending(write, curve, "p75", "finding.flow_end"))


def _ending(write: Writer, curve: AgeCurve, quantile: str, key: str) -> str:
    """How a quantile ends: clearly positive from some age on, about even from some age on, or neither."""
    say, last = write.say, str(int(curve.ages[-1]))
    for state, level in (("black", EVEN), ("even", -EVEN)):
        turn = curve.rises(level, quantile)
        if turn is not None:
            start = "finding.since_age" if turn > 0 else "finding.since_start"
            since = say(start, age=_years(math.ceil(turn)))
            return say(f"{key}_{state}", since=since, even=_even(write), last=last)
    return say(f"{key}_red", even=_even(write), last=last)


def _even(write: Writer) -> str:
    return write.amount(EVEN, 2)


def _years(age: float) -> str:
    """An age in whole years, and below two in quarters: bins and draws support no more."""
    return number_text(round(age) if age >= 2 else age, None)


def _age_table(write: Writer, curve: AgeCurve, band: dict[str, list[float]], caption: str) -> Table:
    say = write.say
    head = (say("word.age"), "10%", "25%", say("word.firms_median"), "75%", "90%", say("word.firms_seen"))
    cells = tuple(
        (number_text(a, None), *(number_text(band[q][i]) for q in QUARTILES), number_text(curve.firms[i], None))
        for i, a in enumerate(curve.ages) if i % 2 == 0
    )  # fmt: skip
    return Table(caption, head, cells)


def losing(forecast: Forecast, write: Writer) -> Figure:
    """The share of operating start-ups that clearly lose money in a month, by age, with the plan and without it."""
    say = write.say
    by_age = profiles.flow_shares(forecast)
    i = min(range(len(by_age.ages)), key=lambda k: abs(by_age.ages[k] - LATER))
    shares = {w: write.share(by_age.losing[w][i]) for w in profiles.WORLDS}
    even = _even(write)
    title = say("finding.losing", even=even, age=_years(by_age.ages[i]), share=shares["with"], other=shares["without"])
    lines = {w: [100 * s for s in by_age.losing[w]] for w in profiles.WORLDS}
    cells = tuple(
        (number_text(a, None), *(write.share(s[w][k]) for s in (by_age.losing, by_age.gaining)
                              for w in profiles.WORLDS))
        for k, a in enumerate(by_age.ages) if k % 2 == 0
    )  # fmt: skip
    names = (f"{say(f'word.{s}')}, {say(f'word.{w}')}" for s in ("losing", "gaining") for w in profiles.WORLDS)
    return write.draw(
        "losing-by-age", title,
        lambda c: pictures.steps_down(c, by_age.ages, lines, unit=say("axis.losing"), x_title=say("axis.age"),
                                      dots=False),
        ("line=with", "dash=world_without"),
        Table(say("caption.losing", even=even), (say("word.age"), *names), cells), say("note.losing"),
        canvases=(HALF,),
    )  # fmt: skip


def cash(forecast: Forecast, write: Writer) -> Figure:
    """The cash that operating start-ups hold, by age."""
    say = write.say
    curve = profiles.cash_curve(forecast)
    factor, unit = write.axis("KRW_m", max(curve.quantiles["p75"]))
    band = {q: [factor * v for v in curve.quantiles[q]] for q in QUARTILES}
    age, low = curve.trough
    amount = write.amount(low, 2)
    if curve.dips:
        title = say("finding.cash", age=_years(age), cash=amount)
        flags = [pictures.Flag(age, factor * low, f"{say('label.trough')} {amount}")]
    else:
        title, flags = _cash_without_dip(write, curve), []
    note = say("note.cash_flat" if age == curve.ages[0] else "note.cash_dips")
    return write.draw(
        "cash-by-age", title,
        lambda c: pictures.curve(c, curve.ages, band, flags, unit=say("axis.cash", unit=unit),
                                 x_title=say("axis.age")),
        ("line=firms50", "band-dark=firms_middle50"),
        _age_table(write, curve, band, say("caption.cash", unit=unit)), note, canvases=(HALF,),
    )  # fmt: skip


def _cash_without_dip(write: Writer, curve: AgeCurve) -> str:
    later = min(range(len(curve.ages)), key=lambda i: abs(curve.ages[i] - LATER))
    start, end = (write.amount(curve.quantiles["p50"][i], 2) for i in (0, later))
    return write.say("finding.cash_flat", start=start, end=end, age=_years(curve.ages[later]))


def survival(forecast: Forecast, write: Writer) -> Figure:
    """The share of start-ups still operating by age, with the plan and without it."""
    say = write.say
    survivors = profiles.survival(forecast)
    year = min(LATER, survivors.years[-1])
    lines = {w: [100 * s for s in survivors.share[w]] for w in profiles.WORLDS}
    key = "finding.survival" if year == LATER else "finding.survival_short"
    shares = {w: write.share(survivors.share[w][year]) for w in profiles.WORLDS}
    title = say(key, years=year, share=shares["with"], other=shares["without"])
    cells = tuple((str(y), *(write.share(survivors.share[w][y]) for w in profiles.WORLDS)) for y in survivors.years)
    head = (say("word.age"), say("word.with"), say("word.without"))
    return write.draw(
        "survival", title,
        lambda c: pictures.steps_down(c, survivors.years, lines, unit=say("axis.survival"), x_title=say("axis.age")),
        ("line=with", "dash=world_without"), Table(say("caption.survival"), head, cells), canvases=(HALF,),
    )  # fmt: skip
