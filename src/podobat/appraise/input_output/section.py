"""What the spending induces, on the page: a sentence, value added by sector, tables by year, programme and sector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from podobat.appraise.answer import Section
from podobat.appraise.ranges import Row, band, where
from podobat.show import pictures
from podobat.show.document import Figure, Table
from podobat.show.writer import NONE, Writer

if TYPE_CHECKING:
    import polars as pl

    from podobat.appraise.input_output.result import InputOutputEffects
    from podobat.appraise.result import Appraisal

UNITS_OF: Final = {"output": "KRW_m", "value_added": "KRW_m", "employment": "person-years"}


def sentence(write: Writer, appraisal: Appraisal) -> str:
    """What the spending induces in the nation, and what of it stays."""
    totals = {(r["effect"], r["place"]): r for r in where(appraisal.io.total(), kind="I")}
    names = {"output": "output", "value_added": "value", "employment": "jobs"}
    nation = {n: band(write, totals[e, "nation"], UNITS_OF[e]) for e, n in names.items()}
    region = {f"{n}_r": band(write, totals[e, "region"], UNITS_OF[e]) for e, n in names.items()}
    spent = band(write, totals["spending", "nation"], "KRW_m")
    return write.say("answer.sentence", spent=spent, region=appraisal.plan.region, **nation, **region)


def section(write: Writer, appraisal: Appraisal) -> Section:
    """The effects in total, by sector, year and programme, and the coefficients behind them."""
    io = appraisal.io
    used = write.say("lead.table", table=io.table) if io.table else write.say("lead.published")
    effect, place = write.say("head.employment"), write.say("head.nation")
    standing = write.say("item.standing", effect=effect, place=place, sentence=io.standing())
    return Section(
        lead=f"{write.say('lead.method')} {used}",
        figures=(_by_sector(write, appraisal),),
        tables=(*_announced(write, io), _totals(write, io.total()), _bridge(write, io)),
        folded=(
            _by(write, io.by_year(), "year"), _by(write, io.by_programme(), "programme"),
            _multipliers(write, io.multipliers()),
        ),
        notes=(standing, write.say("bridge.note"), *(note[write.lang] for note in io.notes)),
    )  # fmt: skip


def _by_sector(write: Writer, appraisal: Appraisal) -> Figure:
    """Value added by the sector on which the money is spent: in the region as bars, in the nation as marks."""
    frame = appraisal.io.by_sector().filter(kind="I", effect="value_added")
    region = {r["id"]: r for r in where(frame, place="region")}
    nation = {r["id"]: r for r in where(frame, place="nation")}
    ranked = sorted((id for id in nation if nation[id]["p50"] > 0), key=lambda id: -nation[id]["p50"])
    factor, unit = write.axis("KRW_m", max((nation[id]["p50"] for id in ranked), default=1.0))
    bars = [
        pictures.Row(
            nation[id][f"name_{write.lang}"], factor * region[id]["p50"], factor * region[id]["p10"],
            factor * region[id]["p90"], factor * nation[id]["p50"],
            f"{write.quantity(region[id]['p50'], 'KRW_m')} / {write.quantity(nation[id]['p50'], 'KRW_m')}",
        )
        for id in ranked
    ]  # fmt: skip
    whole = sum(nation[id]["mean"] for id in ranked)
    kept = write.share(sum(region[id]["mean"] for id in ranked) / whole) if whole else NONE
    first = nation[ranked[0]][f"name_{write.lang}"] if ranked else NONE
    return write.draw(
        "io-sectors", write.say("picture.title", first=first, share=kept),
        lambda canvas: pictures.bars(canvas, bars, unit=unit),
        ("bar=region", "whisker=whisker", "square=nation"), _by(write, appraisal.io.by_sector(), "sector"),
    )  # fmt: skip


def _totals(write: Writer, frame: pl.DataFrame) -> Table:
    """Every effect in all, by place and kind."""
    totals = {(r["effect"], r["place"], r["kind"]): r for r in frame.to_dicts()}
    columns = [("nation", "I"), ("region", "I"), ("outside", "I"), ("nation", "II"), ("region", "II")]
    head = [write.say("head.effect")]
    head += [write.say(f"head.type_{kind.lower()}", place=write.say(f"head.{place}")) for place, kind in columns]
    rows = [
        (write.say(f"head.{effect}"), *(band(write, totals[effect, place, kind], unit) for place, kind in columns))
        for effect, unit in UNITS_OF.items()
    ]
    return Table(write.say("caption.totals"), tuple(head), tuple(rows))


def _announced(write: Writer, io: InputOutputEffects) -> tuple[Table, ...]:
    """What was announced, what its way of counting gives, and what is worked out here; nothing if nothing was."""
    announced = io.announced()
    if not announced:
        return ()
    ours_of = {(r["effect"], r["place"]): r for r in where(io.total(), kind="I")}
    head = [write.say(f"head.{column}") for column in ("effect", "announced", "convention", "nation", "region")]
    rows = []
    for effect, figure in announced.items():
        unit = UNITS_OF[effect]
        low, middle, high = (float(q) for q in np.quantile(io.convention[effect], (0.1, 0.5, 0.9)))
        counted = {"p10": low, "p50": middle, "p90": high}
        ours = (band(write, ours_of[effect, place], unit) for place in ("nation", "region"))
        rows.append((write.say(f"head.{effect}"), write.quantity(figure, unit), band(write, counted, unit), *ours))
    return (Table(write.say("caption.announced"), tuple(head), tuple(rows)),)


def _bridge(write: Writer, io: InputOutputEffects) -> Table:
    """Induced work from what feasibility studies print to what stays in the region, a row a step."""
    head = (write.say("head.step"), write.say("head.employment"), write.say("head.change"))
    rows, before = [], 0.0
    for step in io.bridge:
        low, middle, high = (float(q) for q in np.quantile(step.draws, (0.1, 0.5, 0.9)))
        change = write.share(middle / before - 1.0) if before > 0 else NONE
        quantiles = {"p10": low, "p50": middle, "p90": high}
        rows.append((write.say(f"bridge.{step.id}"), band(write, quantiles, "person-years"), change))
        before = middle
    return Table(write.say("caption.bridge"), head, tuple(rows))


def _by(write: Writer, frame: pl.DataFrame, item: str) -> Table:
    """Spending, then every effect in nation and region, one row an item."""
    effects = {(r["id"], r["effect"], r["place"]): r for r in where(frame, kind="I")}
    ids = [id for id in dict.fromkeys(id for id, _, _ in effects) if effects[id, "spending", "nation"]["mean"] > 0]
    columns = [(effect, place) for effect in UNITS_OF for place in ("nation", "region")]
    head = (write.say(f"head.{item}"), write.say("head.spending"), *(_at(write, *column) for column in columns))
    rows = []
    for id in ids:
        spent = effects[id, "spending", "nation"]
        cells = (band(write, effects[id, effect, place], UNITS_OF[effect]) for effect, place in columns)
        rows.append((spent[f"name_{write.lang}"], band(write, spent, "KRW_m"), *cells))
    return Table(write.say(f"caption.{item}"), head, tuple(rows))


def _multipliers(write: Writer, frame: pl.DataFrame) -> Table:
    """What a unit of money induces, employment for a round sum of the plan's own money."""
    ratios = {(r["id"], r["effect"], r["place"]): r for r in where(frame, kind="I")}
    columns = [(effect, place) for effect in UNITS_OF for place in ("nation", "region")]
    round_sum = write.money.round_sum  # people a KRW bn, told for a round sum of the plan's own money
    people = write.say("head.people_for", amount=write.money.both(1000 * round_sum))
    heads = (
        write.say("head.effect_in", effect=write.say(f"head.{e}"), place=write.say(f"head.{p}"), unit=people)
        if e == "employment" else _at(write, e, p)
        for e, p in columns
    )  # fmt: skip
    rows = []
    for id in dict.fromkeys(id for id, _, _ in ratios):
        cells = (_times(ratios[id, e, p], round_sum if e == "employment" else 1.0) for e, p in columns)
        rows.append((ratios[id, "output", "nation"][f"name_{write.lang}"], *(band(write, c, "ratio") for c in cells)))
    return Table(write.say("caption.multipliers"), (write.say("head.sector"), *heads), tuple(rows))


def _at(write: Writer, effect: str, place: str) -> str:
    return write.say("head.effect_at", effect=write.say(f"head.{effect}"), place=write.say(f"head.{place}"))


def _times(row: Row, factor: float) -> Row:
    """The row with its quantiles times a factor."""
    return {**row, **{q: factor * row[q] for q in ("p10", "p50", "p90")}}
