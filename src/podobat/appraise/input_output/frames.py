"""Input-output effects as frames (polars): a row an item, effect, place and kind, with its mean and quantiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from podobat.appraise.columns import by_language
from podobat.appraise.input_output.induced import ALL, PLACES, Array, Induced, What
from podobat.appraise.input_output.rates import EFFECTS
from podobat.evidence import read_references
from podobat.forecast import QUANTILES, quantiles
from podobat.forecast.profiles import rank_correlation
from podobat.forecast.sampling import sample_points
from podobat.plan.references import Reference, standing
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    import polars as pl

_say = catalogue("appraise.input_output")
_FEWEST: Final = 8  # points for a correlation to be told
_RATES: Final = {"output": "ratio", "value_added": "ratio", "employment": "person-years/KRW_bn"}


def total(result: Induced, lang: str | None) -> pl.DataFrame:
    """All that the spending induces, over all years."""
    return _frame([("total", _say("item.total"))], lambda *what: result.draws_of(*what)[:, None], lang)


def by_sector(result: Induced, lang: str | None) -> pl.DataFrame:
    """By the sector on which the money is spent."""
    return _frame(_sectors(result), result.by_sector_drawn, lang)


def by_year(result: Induced, lang: str | None) -> pl.DataFrame:
    """By the year in which the money is spent."""
    return _frame([(str(y), _say("item.year", year=y)) for y in result.years], result.by_year_drawn, lang)


def by_programme(result: Induced, lang: str | None) -> pl.DataFrame:
    """By programme."""
    return _frame([(p, result.plan.programme(p).name) for p in result.programmes], result.by_programme_drawn, lang)


def by_producer(result: Induced, lang: str | None) -> pl.DataFrame:
    """By the sector that produces, type I; no rows where no full table was given."""
    made = result.rates.producers
    if made is None:
        return _frame([], result.by_producer_drawn, lang, ())
    told = [e for e in EFFECTS if e not in result.rates.published]
    what = [(e, place, "I") for e in told for place in PLACES]
    return _frame(list(zip(made.codes, made.names, strict=True)), result.by_producer_drawn, lang, what)


def multipliers(result: Induced, lang: str | None) -> pl.DataFrame:
    """What a won spent on each sector induces (employment: person-years per KRW bn), in the coefficient's year."""

    def rates(effect: str, place: str, kind: str) -> Array:
        return result.rates_of(effect, place, kind) * (1000.0 if effect == "employment" else 1.0)

    return _frame(_sectors(result), rates, lang, [w for w in ALL if w[0] != "spending"], _RATES)


def sensitivity(result: Induced, effect: str, place: str, kind: str) -> pl.DataFrame:
    """Which parameters decide one effect: rank correlation over points, most first; bilingual descriptions.

    What chance alone gives over this many points is in `by_chance`: smaller correlations say nothing.
    """
    import polars as pl

    points = len(result.drift)
    rows = []
    if points > _FEWEST:
        drawn = result.draws_of(effect, place, kind)[::2]
        values = result.parameters.sample(sample_points(result.parameters.ids, points, result.seed))
        for column, p in enumerate(result.parameters):
            if not p.distribution.fixed:
                rows.append({"id": p.id, **by_language("description", p.description, None),
                             "rank_correlation": rank_correlation(drawn, values[:, column]),
                             "by_chance": 2.0 / np.sqrt(points), "evidence": p.evidence})  # fmt: skip
    described = by_language("description", _say("item.total"), None)
    schema = dict.fromkeys(("id", *described), pl.String) | {
        "rank_correlation": pl.Float64, "by_chance": pl.Float64, "evidence": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema).sort(pl.col("rank_correlation").abs(), descending=True)


def references(lang: str | None) -> pl.DataFrame:
    """What appraised projects elsewhere were said to induce, in workers: a row a figure, with its source."""
    import polars as pl

    rows = [
        {"class": r.group, "id": r.id, **_named("place", r.place, lang), **_named("quantity", r.quantity, lang),
         "value": r.value, "unit": r.unit, "years": r.years, "source": r.source}
        for r in _appraised()
    ]  # fmt: skip
    return pl.DataFrame(rows)


def standing_of(result: Induced) -> Text:
    """Where the workers induced in the nation stand among appraised projects, as a sentence."""
    middle = float(np.median(result.draws_of("employment", "nation")))
    return standing(middle, _appraised(), lambda n: _say("item.workers", n=n), lambda r: r.quantity)


def _sectors(result: Induced) -> list[tuple[str, Text]]:
    return [(s, _say(f"sector.{s}")) for s in result.sectors]


def _appraised() -> list[Reference]:
    return [r for r in read_references() if r.group == "appraised_jobs"]


def _frame(
    items: Sequence[tuple[str, Text]],
    drawn: Callable[[str, str, str], Array],
    lang: str | None,
    what: Sequence[What] = ALL,
    units: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """A row for everything in `what` and each item; `drawn` gives their draws, (draw, item)."""
    import polars as pl

    rows = []
    for effect, place, kind in what:
        values = drawn(effect, place, kind)
        levels, means = quantiles(values), values.mean(axis=0)
        unit = (units or {}).get(effect, "person-years" if effect == "employment" else "KRW_m")
        about = {"effect": effect, **_named("effect", _say(f"effect.{effect}"), lang), "place": place,
                 **_named("place", _say(f"place.{place}"), lang), "kind": kind, "unit": unit}  # fmt: skip
        for column, (id, name) in enumerate(items):
            measured = dict(zip(QUANTILES, levels[:, column].tolist(), strict=True))
            rows.append({"id": id, **_named("name", name, lang), **about, "mean": float(means[column]), **measured})
    any_text = _say("item.total")
    texts = [*_named("name", any_text, lang), "effect", *_named("effect", any_text, lang), "place",
             *_named("place", any_text, lang)]  # fmt: skip
    schema = {**dict.fromkeys(("id", *texts, "kind", "unit"), pl.String),
              **dict.fromkeys(("mean", *QUANTILES), pl.Float64)}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _named(what: str, text: Text, lang: str | None) -> dict[str, str]:
    """A name in every language, or in the one asked for: effect and place keep their ids beside their names."""
    return by_language(what if what == "name" or lang is None else f"{what}_name", text, lang)
