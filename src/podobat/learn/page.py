"""What was learnt from records, in words, tables and one picture: odds before and after, signals, and the backtest."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from numpy.typing import NDArray
from rich import box
from rich.console import Console
from rich.table import Table

from podobat.learn.backtest import FORECASTS, NAIVE, Cut
from podobat.learn.signals import Signal, signals
from podobat.learn.update import Posterior
from podobat.show.charts import (
    COLOURS,
    DASH,
    MEASURED,
    SOLID,
    WIDE,
    chart,
    layer,
    nominal,
    ordinal,
    quantitative,
    rows,
    standing_alone,
    svg,
)
from podobat.show.console import page_table, put
from podobat.show.formulas import csv_of
from podobat.show.json import number, one_line
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import PARTIAL, Partial, write_whole
from podobat.show.writer import Writer
from podobat.texts import LANGUAGES, catalogue

_say = catalogue("learn")

_NAMES = {
    "model": _say("page.names_model"),
    "line": _say("page.names_line"),
    "growth": _say("page.names_growth"),
    "reference": _say("page.names_reference"),
}


class Generations:
    """Finished generations on the disk, in a place that hangs on all that makes the run (population.Checkpoint)."""

    def __init__(self, folder: Path) -> None:
        self.partial = Partial(folder / PARTIAL)
        self.folder = folder

    def of(self, made: Mapping[str, Any]) -> Generations:
        """The place of one run."""
        name = hashlib.sha256(json.dumps(made, sort_keys=True, default=str).encode()).hexdigest()[:12]
        self.partial.folder = self.folder / f"learn-{name}{PARTIAL}"
        return self

    def load(self) -> dict[str, NDArray[Any]]:
        """What an earlier attempt left."""
        return {k: v for part in self.partial.parts() for k, v in part.items()}

    def save(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Keep them: all, or nothing."""
        self.partial.keep("generations", arrays)

    @property
    def holds_something(self) -> bool:
        """Is there something to go on from?"""
        return self.partial.kept or self.partial.found

    def remove(self) -> None:
        """The run is complete."""
        self.partial.remove()


def show_learning(posterior: Posterior, lang: str, format: str, folder: Path, console: Console) -> None:
    """Print what was learnt in the form asked for; beside the table, draw the signals into a folder."""
    warnings = signals(posterior)
    if format == "json":
        answer = {**posterior.to_json_dict(), "signals": signal_rows(warnings)}
        put(one_line(answer))
        write_learning(posterior, warnings, folder, lang)
    elif format == "csv":
        put(csv_of(posterior.forecast().targets(lang)))
    else:
        print_learning(posterior, warnings, lang, console)
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / f"signals-{posterior.until or 'all'}-s{posterior.setting.seed}-{lang}.svg"
        write_whole(picture, standing_alone(signal_chart(warnings, lang)))
        put(_say("page.signals", picture=picture)[lang])


def show_backtest(cuts: Sequence[Cut], seed: int, lang: str, format: str, folder: Path, console: Console) -> None:
    """Print the scores in the form asked for; beside the table, draw them into a folder."""
    if format == "json":
        put(one_line(backtest_json(cuts)))
        write_backtest(cuts, seed, folder, lang)
    elif format == "csv":
        put(csv_of(pl.DataFrame(backtest_rows(cuts))))
    else:
        print_backtest(cuts, lang, console)
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / f"backtest-s{seed}-{lang}.svg"
        write_whole(picture, standing_alone(backtest_chart(cuts, lang)))
        put(_say("page.backtest_chart", picture=picture)[lang])


def write_learning(posterior: Posterior, warnings: Sequence[Signal], folder: Path, lang: str) -> Path:
    """Write learn.html in every language: the odds before and after, when they fell, what was learnt most about."""
    return write_pages(folder, "learn", lang, {
        each: _page("learn", each, lang, (signal_chart(warnings, each),),
                    (odds_table(posterior, warnings, each), parameter_table(posterior, each)),
                    tuple(note[each] for note in posterior.doubts),
                    f"podobat learn {posterior.case.plan.id} --seed {posterior.setting.seed} --lang {each}")
        for each in LANGUAGES
    })  # fmt: skip


def write_backtest(cuts: Sequence[Cut], seed: int, folder: Path, lang: str) -> Path:
    """Write backtest.html in every language: the scores of the model and of naive forecasts."""
    days = " ".join(f"--until {cut.until}" for cut in cuts)
    return write_pages(folder, "backtest", lang, {
        each: _page("backtest", each, lang, (backtest_chart(cuts, each),), (backtest_table(cuts, each),),
                    (_say("page.how_scores_read")[each],),
                    f"podobat backtest CASE {days} --seed {seed} --lang {each}")
        for each in LANGUAGES
    })  # fmt: skip


def _page(
    name: str, lang: str, asked: str, pictures: tuple[str, ...], tables: tuple[Table, ...], notes: tuple[str, ...],
    command: str,
) -> Page:  # fmt: skip
    listed = tuple(page_table(table) for table in tables)
    panels = [
        Panel(f"{name}-{k}", table.caption, tables=(table,), notes=notes if k == 0 else (),
              pictures=pictures if k == 0 else ())
        for k, table in enumerate(listed)
    ]  # fmt: skip
    return Page(_say(f"page.title_{name}")[lang], (), tuple(panels), command, other_pages(name, asked, lang))


def _percent(p: float, lang: str) -> str:
    if p < 0.001:
        return _say("page.hardly")[lang]
    return Writer.of("learn", lang).share(p)


def print_learning(posterior: Posterior, warnings: Sequence[Signal], lang: str, console: Console) -> None:
    """Odds before and after, when they fell, what was learnt most about, and doubts."""
    console.print(odds_table(posterior, warnings, lang))
    records = len(posterior.setting.records)
    made = _say("page.made", particles=len(posterior.weights), effective=posterior.effective, records=records)
    console.print(made[lang], style="dim")
    console.print(parameter_table(posterior, lang))
    for note in posterior.doubts:
        console.print(f"  {note[lang]}")


def print_learnt(posterior: Posterior, lang: str, console: Console) -> None:
    """The same, with the dates on which the odds fell."""
    print_learning(posterior, signals(posterior), lang, console)


def odds_table(posterior: Posterior, warnings: Sequence[Signal], lang: str) -> Table:
    """Every target: odds before and after learning, and the first dates below each threshold."""
    title = _say("page.odds_before_and_after_learning")[lang]
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column(_say("page.target")[lang], overflow="fold")
    table.add_column(_say("page.before")[lang], justify="right")
    table.add_column(_say("page.after")[lang], justify="right")
    for threshold in (50, 20, 5):
        table.add_column(_say("page.below", threshold=threshold)[lang], justify="right")
    before, after = ([s.odds[k] for s in warnings] for k in (0, -1))
    for i, signal in enumerate(warnings):
        dates = [_date(d, lang) for d in signal.fell_below.values()]
        name = f"{signal.target.name[lang]} ({signal.target.by})"
        table.add_row(name, _percent(before[i], lang), _percent(after[i], lang), *dates)
    return table


def _date(date: str | None, lang: str) -> str:
    if date is None:
        return "–"
    return date or _say("page.from_the_start")[lang]


def parameter_table(posterior: Posterior, lang: str, most: int = 8) -> Table:
    """The parameters learnt most about: medians and 80 % intervals before and after."""
    title = _say("page.parameters_learnt_most_about")[lang]
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for name in (_say("page.parameter"), _say("page.prior"), _say("page.posterior")):
        table.add_column(name[lang], overflow="fold")
    quantiles = posterior.parameter_quantiles()
    for name in list(posterior.shifts)[:most]:
        cells = [f"{q['p50']:.3g} ({q['p10']:.3g}–{q['p90']:.3g})" for q in quantiles[name].values()]
        table.add_row(f"{posterior.setting.parameters[name].description[lang]} ({name})", *cells)
    return table


def signal_chart(warnings: Sequence[Signal], lang: str) -> str:
    """The odds on each target at each record date, as one SVG; targets never likelier than 1 % are left out."""
    shown = [s for s in warnings if max(s.odds) >= 0.01]
    start = _say("page.no_records")[lang]
    records = [
        {"date": date or start, "n": n, "target": s.target.name[lang], "odds": 100 * p}
        for s in shown for n, (date, p) in enumerate(zip(s.dates, s.odds, strict=True))
    ]  # fmt: skip
    x = ordinal("date", sort={"field": "n"}, title=None, axis={"labelAngle": -60, "labelFont": MEASURED})
    y = quantitative("odds", title=_say("page.probability")[lang])
    roles = ("with", "without", "net", "third", "fourth", "ink", "muted")
    names = [s.target.name[lang] for s in shown]
    names = list(dict.fromkeys(names))
    colours = {"domain": names, "range": [COLOURS[roles[i % len(roles)]] for i in range(len(names))]}
    dashes = {"domain": names, "range": [SOLID if i % 2 == 0 else DASH for i in range(len(names))]}
    legend = {"orient": "bottom", "columns": 1, "labelLimit": 600, "title": None}
    told_apart = {"color": nominal("target", scale=colours, legend=legend),
                  "strokeDash": nominal("target", scale=dashes, legend=legend)}  # fmt: skip
    limits = rows([{"at": t} for t in (50, 20, 5)])
    drawing = chart([
        layer("rule", limits, {"y": quantitative("at")}, color=COLOURS["grid"]),
        layer("line", rows(records), {"x": x, "y": y, **told_apart}, point=True),
    ], WIDE, 260)  # fmt: skip
    title = _say("page.signals_title")
    return svg(drawing, WIDE, title[lang])


def signal_rows(warnings: Sequence[Signal]) -> list[dict[str, Any]]:
    """Signals as JSON holds them."""
    return [
        {"target": s.target.id, "dates": list(s.dates), "probability": [round(p, 6) for p in s.odds],
         "effective_sample_size": [round(n, 1) for n in s.effective],
         "fell_below": {f"{t:g}": d for t, d in s.fell_below.items()}}
        for s in warnings
    ]  # fmt: skip


def print_backtest(cuts: Sequence[Cut], lang: str, console: Console) -> None:
    """One table over all cut-off dates, and how to read it."""
    console.print(backtest_table(cuts, lang))
    console.print(_say("page.how_scores_read")[lang], style="dim")


def backtest_table(cuts: Sequence[Cut], lang: str) -> Table:
    """One row for each cut-off date and forecast: scores of the model and of naive ones, and skill against each."""
    title = _say("page.backtest_table")[lang]
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    heads = (
        _say("page.cut_off"), _say("page.forecast"), _say("page.records"), _say("page.crps_logs"),
        _say("page.log_score"), _say("page.interval50"), _say("page.interval80"),
        _say("page.models_skill"),
    )  # fmt: skip
    for i, head in enumerate(heads):
        table.add_column(head[lang], justify="left" if i < 2 else "right")
    share = Writer.of("learn", lang).share
    for row in backtest_rows(cuts):
        skill = "" if row["skill"] is None else f"{row['skill']:+.2f}"
        shares = (share(row["within_50"]), share(row["within_80"])) if row["records"] else ("–", "–")
        scores = [f"{row[k]:.2f}" if row[k] is not None else "–" for k in ("crps", "log_score")]
        name = _NAMES[row["forecast"]][lang]
        table.add_row(row["until"], name, str(row["records"]), *scores, *shares, skill)
    return table


def backtest_chart(cuts: Sequence[Cut], lang: str) -> str:
    """Mean CRPS of every forecast at every cut-off as one SVG: a line a forecast, told apart by shape as well."""
    scores = [
        {"until": row["until"], "forecast": _NAMES[row["forecast"]][lang], "crps": row["crps"]}
        for row in backtest_rows(cuts) if row["crps"] is not None
    ]  # fmt: skip
    names = [_NAMES[name][lang] for name in FORECASTS]
    colours = {"domain": names, "range": [COLOURS[role] for role in ("with", "without", "net", "third")]}
    dashes = {"domain": names, "range": [SOLID, DASH, DASH, DASH]}
    shapes = {"domain": names, "range": ["circle", "square", "diamond", "triangle-up"]}
    legend = {"orient": "bottom", "columns": 2, "labelLimit": 300, "title": None}
    title = _say("page.mean_crps_logs_lower_is_better")[lang]
    at = {"x": ordinal("until", title=_say("page.cut_off_axis")[lang], axis={"labelAngle": 0}),
          "y": quantitative("crps", title=title, scale={"zero": True}),
          "color": nominal("forecast", scale=colours, legend=legend)}  # fmt: skip
    drawing = chart([
        layer("line", None, {**at, "strokeDash": nominal("forecast", scale=dashes, legend=legend)}),
        layer("point", None, {**at, "shape": nominal("forecast", scale=shapes, legend=legend)}, filled=True, size=70,
              opacity=1),
    ], WIDE, 240, data=rows(scores), resolve={"legend": {"shape": "shared"}})  # fmt: skip
    heading = _say("page.backtest_title")
    return svg(drawing, WIDE, heading[lang])


def backtest_rows(cuts: Sequence[Cut]) -> list[dict[str, Any]]:
    """The table of the backtest, a row for each cut-off and forecast."""
    scored = []
    for cut in cuts:
        for name in FORECASTS:
            means = {k: cut.mean(name, k) for k in ("crps", "log_score", "within_50", "within_80")}
            skill = cut.skill(name) if name in NAIVE else float("nan")
            scored.append(
                {"until": cut.until, "forecast": name, "known": cut.known, "records": len(cut.of(name)),
                 **{k: number(v) for k, v in means.items()}, "skill": number(skill),
                 "effective_sample_size": number(cut.effective)}
            )  # fmt: skip
    return scored


def backtest_json(cuts: Sequence[Cut]) -> dict[str, Any]:
    """The backtest as JSON: the table, and every score."""
    scores = [
        {"until": cut.until, "record": s.record.id, "forecast": s.forecast, "counted": s.record.value,
         "median": number(math.exp(s.median) - 1.0), "crps": number(s.crps), "log_score": number(s.log_score),
         "within_50": s.within_50, "within_80": s.within_80}
        for cut in cuts for s in cut.scores
    ]  # fmt: skip
    return {"schema": 1, "table": backtest_rows(cuts), "scores": scores}
