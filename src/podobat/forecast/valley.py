"""The figures of a start-up's cash by age: what a month leaves, who loses money, what is held, who still operates."""

from __future__ import annotations

import math

from podobat.forecast import profiles
from podobat.forecast.figures import Desk
from podobat.forecast.profiles import EVEN, AgeCurve
from podobat.money import number_text
from podobat.show import pictures
from podobat.show.charts import HALF
from podobat.show.document import Figure, Table
from podobat.show.money import share_text

QUARTILES = ("p10", "p25", "p50", "p75", "p90")
LATER = 5  # years after which a start-up is looked at again


def valley(desk: Desk) -> list[Figure]:
    """Operating cash flow and cash held side by side, then who loses money and who still operates."""
    return [flow(desk), cash(desk), losing(desk), survival(desk)]


def flow(desk: Desk) -> Figure:
    """The valley: the operating cash flow of a month by age, against zero."""
    words = desk.words
    found = profiles.flow_curve(desk.forecast)
    factor, unit = desk.money.axis(max(abs(v) for q in ("p25", "p75") for v in found.quantiles[q]), desk.lang)
    band = {q: [factor * v for v in found.quantiles[q]] for q in QUARTILES}
    age, low = found.trough
    flags = [pictures.Flag(age, factor * low, f"{words('label.trough')} {desk.money.text(low, desk.lang, 2)}")]
    note = " ".join((_upper_quartile(desk, found), words("note.flow")))
    return desk.draw(
        "flow-by-age", _flow_title(desk, found),
        lambda c: pictures.curve(c, found.ages, band, flags if low < -EVEN else (), unit=words("axis.flow", unit=unit),
                                 x_title=words("axis.age")),
        ("line=firms50", "band-dark=firms_middle50", "zero=zero"),
        _age_table(desk, found, band, words("caption.flow", unit=unit)), note, canvases=(HALF,),
    )  # fmt: skip


def _flow_title(desk: Desk, found: AgeCurve) -> str:
    """Where the median is lowest, and from which age on it is about even or better."""
    words, (age, low) = desk.words, found.trough
    if low >= -EVEN:
        return words("finding.flow_none", even=_even(desk))
    start = "finding.flow_dip" if age > found.ages[0] else "finding.flow_rise"
    amount = desk.money.text(low, desk.lang, 2)
    return words(start, age=_years(age), low=amount, end=_ending(desk, found, "p50", "finding.flow_end"))


def _upper_quartile(desk: Desk, found: AgeCurve) -> str:
    return desk.words("note.upper_quartile", end=_ending(desk, found, "p75", "finding.flow_end"))


def _ending(desk: Desk, found: AgeCurve, quantile: str, key: str) -> str:
    """How a quantile ends: clearly positive from some age on, about even from some age on, or neither."""
    words, last = desk.words, str(int(found.ages[-1]))
    for state, level in (("black", EVEN), ("even", -EVEN)):
        turn = found.rises(level, quantile)
        if turn is not None:
            start = "finding.since_age" if turn > 0 else "finding.since_start"
            since = words(start, age=_years(math.ceil(turn)))
            return words(f"{key}_{state}", since=since, even=_even(desk), last=last)
    return words(f"{key}_red", even=_even(desk), last=last)


def _even(desk: Desk) -> str:
    return desk.money.text(EVEN, desk.lang, 2)


def _years(age: float) -> str:
    """An age in whole years, and below two in quarters: bins and draws support no more."""
    return number_text(round(age) if age >= 2 else age, None)


def _age_table(desk: Desk, found: AgeCurve, band: dict[str, list[float]], caption: str) -> Table:
    words = desk.words
    head = (words("word.age"), "10%", "25%", words("word.firms_median"), "75%", "90%", words("word.firms_seen"))
    cells = tuple(
        (number_text(a, None), *(number_text(band[q][i]) for q in QUARTILES), number_text(found.firms[i], None))
        for i, a in enumerate(found.ages) if i % 2 == 0
    )  # fmt: skip
    return Table(caption, head, cells)


def losing(desk: Desk) -> Figure:
    """The share of operating start-ups that clearly lose money in a month, by age, with the plan and without it."""
    words = desk.words
    found = profiles.flow_shares(desk.forecast)
    i = min(range(len(found.ages)), key=lambda k: abs(found.ages[k] - LATER))
    shares = {w: share_text(found.losing[w][i]) for w in profiles.WORLDS}
    even = _even(desk)
    title = words("finding.losing", even=even, age=_years(found.ages[i]), share=shares["with"], other=shares["without"])
    lines = {w: [100 * s for s in found.losing[w]] for w in profiles.WORLDS}
    cells = tuple(
        (number_text(a, None), *(share_text(s[w][k]) for s in (found.losing, found.gaining) for w in profiles.WORLDS))
        for k, a in enumerate(found.ages) if k % 2 == 0
    )  # fmt: skip
    names = (f"{words(f'word.{s}')}, {words(f'word.{w}')}" for s in ("losing", "gaining") for w in profiles.WORLDS)
    return desk.draw(
        "losing-by-age", title,
        lambda c: pictures.steps_down(c, found.ages, lines, unit=words("axis.losing"), x_title=words("axis.age"),
                                      dots=False),
        ("line=with", "dash=world_without"),
        Table(words("caption.losing", even=even), (words("word.age"), *names), cells), words("note.losing"),
        canvases=(HALF,),
    )  # fmt: skip


def cash(desk: Desk) -> Figure:
    """The cash that operating start-ups hold, by age."""
    words, lang = desk.words, desk.lang
    found = profiles.cash_curve(desk.forecast)
    factor, unit = desk.money.axis(max(found.quantiles["p75"]), lang)
    band = {q: [factor * v for v in found.quantiles[q]] for q in QUARTILES}
    age, low = found.trough
    amount = desk.money.text(low, lang, 2)
    if found.dips:
        title = words("finding.cash", age=_years(age), cash=amount)
        flags = [pictures.Flag(age, factor * low, f"{words('label.trough')} {amount}")]
    else:
        title, flags = _cash_without_dip(desk, found), []
    note = words("note.cash_flat" if age == found.ages[0] else "note.cash_dips")
    return desk.draw(
        "cash-by-age", title,
        lambda c: pictures.curve(c, found.ages, band, flags, unit=words("axis.cash", unit=unit),
                                 x_title=words("axis.age")),
        ("line=firms50", "band-dark=firms_middle50"),
        _age_table(desk, found, band, words("caption.cash", unit=unit)), note, canvases=(HALF,),
    )  # fmt: skip


def _cash_without_dip(desk: Desk, found: AgeCurve) -> str:
    later = min(range(len(found.ages)), key=lambda i: abs(found.ages[i] - LATER))
    start, end = (desk.money.text(found.quantiles["p50"][i], desk.lang, 2) for i in (0, later))
    return desk.words("finding.cash_flat", start=start, end=end, age=_years(found.ages[later]))


def survival(desk: Desk) -> Figure:
    """The share of start-ups still operating by age, with the plan and without it."""
    words = desk.words
    found = profiles.survival(desk.forecast)
    year = min(LATER, found.years[-1])
    lines = {w: [100 * s for s in found.share[w]] for w in profiles.WORLDS}
    key = "finding.survival" if year == LATER else "finding.survival_short"
    shares = {w: share_text(found.share[w][year]) for w in profiles.WORLDS}
    title = words(key, years=year, share=shares["with"], other=shares["without"])
    cells = tuple((str(y), *(share_text(found.share[w][y]) for w in profiles.WORLDS)) for y in found.years)
    head = (words("word.age"), words("word.with"), words("word.without"))
    return desk.draw(
        "survival", title,
        lambda c: pictures.steps_down(c, found.years, lines, unit=words("axis.survival"), x_title=words("axis.age")),
        ("line=with", "dash=world_without"), Table(words("caption.survival"), head, cells), canvases=(HALF,),
    )  # fmt: skip
