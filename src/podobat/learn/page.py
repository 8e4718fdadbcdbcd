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
from podobat.show.console import put
from podobat.show.money import share_text
from podobat.show.store import PARTIAL, Partial, write_whole
from podobat.units import Text

_NAMES = {
    "model": Text("모형(실적 반영)", "model, learnt"),
    "line": Text("계획의 직선", "the plan's straight line"),
    "growth": Text("지난해 증가분 유지", "last year's growth carried on"),
    "reference": Text("다른 클러스터의 증가율", "growth of other clusters"),
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
    found = signals(posterior)
    if format == "json":
        answer = {**posterior.to_json_dict(), "signals": signal_rows(found)}
        put(json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    elif format == "csv":
        put(posterior.forecast().targets(lang).write_csv())
    else:
        print_learning(posterior, found, lang, console)
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / f"signals-{posterior.until or 'all'}-s{posterior.setting.seed}-{lang}.svg"
        write_whole(picture, standing_alone(signal_chart(found, lang)))
        put(Text(f"조기 경보 그림: {picture}", f"Signals: {picture}")[lang])


def show_backtest(cuts: Sequence[Cut], seed: int, lang: str, format: str, folder: Path, console: Console) -> None:
    """Print the scores in the form asked for; beside the table, draw them into a folder."""
    if format == "json":
        put(json.dumps(backtest_json(cuts), ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    elif format == "csv":
        put(pl.DataFrame(backtest_rows(cuts)).write_csv())
    else:
        print_backtest(cuts, lang, console)
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / f"backtest-s{seed}-{lang}.svg"
        write_whole(picture, standing_alone(backtest_chart(cuts, lang)))
        put(Text(f"사후 검증 그림: {picture}", f"Backtest chart: {picture}")[lang])


def _percent(p: float, lang: str) -> str:
    if p < 0.001:
        return Text("0.1% 미만", "under 0.1%")[lang]
    return share_text(p)


def print_learning(posterior: Posterior, found: Sequence[Signal], lang: str, console: Console) -> None:
    """Odds before and after, when they fell, what was learnt most about, and doubts."""
    console.print(odds_table(posterior, found, lang))
    said = Text(
        f"표본 {len(posterior.weights):,}개, 유효 표본 {posterior.effective:.0f}개, "
        f"기록 {len(posterior.setting.records)}건",
        f"{len(posterior.weights):,} particles, effective sample size {posterior.effective:.0f}, "
        f"{len(posterior.setting.records)} records",
    )
    console.print(said[lang], style="dim")
    console.print(parameter_table(posterior, lang))
    for note in posterior.doubts:
        console.print(f"  {note[lang]}")


def odds_table(posterior: Posterior, found: Sequence[Signal], lang: str) -> Table:
    """Every target: odds before and after learning, and the first dates below each threshold."""
    title = Text("실적 반영 전과 후의 달성 확률", "Odds before and after learning")[lang]
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column(Text("목표", "Target")[lang], overflow="fold")
    table.add_column(Text("반영 전", "before")[lang], justify="right")
    table.add_column(Text("반영 후", "after")[lang], justify="right")
    for threshold in (50, 20, 5):
        table.add_column(Text(f"{threshold}% 밑으로", f"below {threshold}%")[lang], justify="right")
    before, after = posterior.odds(posterior.prior_weights), posterior.odds()
    for i, signal in enumerate(found):
        dates = [_date(d, lang) for d in signal.fell_below.values()]
        name = f"{signal.target.name[lang]} ({signal.target.by})"
        table.add_row(name, _percent(before[i], lang), _percent(after[i], lang), *dates)
    return table


def _date(date: str | None, lang: str) -> str:
    if date is None:
        return "–"
    return date or Text("처음부터", "from the start")[lang]


def parameter_table(posterior: Posterior, lang: str, most: int = 8) -> Table:
    """The parameters learnt most about: medians and 80 % intervals before and after."""
    title = Text("가장 많이 알게 된 모수", "Parameters learnt most about")[lang]
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for name in (Text("모수", "Parameter"), Text("사전 분포", "Prior"), Text("사후 분포", "Posterior")):
        table.add_column(name[lang], overflow="fold")
    quantiles = posterior.parameter_quantiles()
    for name in list(posterior.shifts)[:most]:
        cells = [f"{q['p50']:.3g} ({q['p10']:.3g}–{q['p90']:.3g})" for q in quantiles[name].values()]
        table.add_row(f"{posterior.setting.parameters[name].description[lang]} ({name})", *cells)
    return table


def signal_chart(found: Sequence[Signal], lang: str) -> str:
    """The odds on each target at each record date, as one SVG; targets never likelier than 1 % are left out."""
    shown = [s for s in found if max(s.odds) >= 0.01]
    start = Text("기록 없음", "no records")[lang]
    records = [
        {"date": date or start, "n": n, "target": s.target.name[lang], "odds": 100 * p}
        for s in shown for n, (date, p) in enumerate(zip(s.dates, s.odds, strict=True))
    ]  # fmt: skip
    x = ordinal("date", sort={"field": "n"}, title=None, axis={"labelAngle": -60, "labelFont": MEASURED})
    y = quantitative("odds", title=Text("달성 확률(%)", "probability (%)")[lang])
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
    said = Text("기록이 나올 때마다 다시 계산한 목표별 달성 확률", "Odds on each target at each record date")
    return svg(drawing, WIDE, said[lang])


def signal_rows(found: Sequence[Signal]) -> list[dict[str, Any]]:
    """Signals as JSON holds them."""
    return [
        {"target": s.target.id, "dates": list(s.dates), "probability": [round(p, 6) for p in s.odds],
         "effective_sample_size": [round(n, 1) for n in s.effective],
         "fell_below": {f"{t:g}": d for t, d in s.fell_below.items()}}
        for s in found
    ]  # fmt: skip


def print_backtest(cuts: Sequence[Cut], lang: str, console: Console) -> None:
    """One table over all cut-off dates: scores of the model and of naive forecasts, and skill against each."""
    title = Text("사후 검증: 기준일 뒤에 집계된 기록으로 매긴 점수", "Backtest: scored on what was counted later")[lang]
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    heads = (
        Text("기준일", "Cut-off"), Text("예측", "Forecast"), Text("기록", "Records"), Text("CRPS(로그)", "CRPS (logs)"),
        Text("로그 점수", "Log score"), Text("50% 구간", "50 % interval"), Text("80% 구간", "80 % interval"),
        Text("모형의 성능", "Model's skill"),
    )  # fmt: skip
    for i, head in enumerate(heads):
        table.add_column(head[lang], justify="left" if i < 2 else "right")
    for row in backtest_rows(cuts):
        skill = "" if row["skill"] is None else f"{row['skill']:+.2f}"
        shares = (share_text(row["within_50"]), share_text(row["within_80"])) if row["records"] else ("–", "–")
        scores = [f"{row[k]:.2f}" if row[k] is not None else "–" for k in ("crps", "log_score")]
        name = _NAMES[row["forecast"]][lang]
        table.add_row(row["until"], name, str(row["records"]), *scores, *shares, skill)
    console.print(table)
    note = Text(
        "CRPS와 로그 점수는 작을수록 좋습니다. 성능 = 1 − 모형의 CRPS ÷ 단순 예측의 CRPS(같은 기록에서).",
        "Lower CRPS and log score are better. Skill = 1 − CRPS of the model / CRPS of the naive one, same records.",
    )
    console.print(note[lang], style="dim")


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
    title = Text("평균 CRPS(로그, 작을수록 좋음)", "mean CRPS (logs, lower is better)")[lang]
    at = {"x": ordinal("until", title=Text("기준일", "cut-off")[lang], axis={"labelAngle": 0}),
          "y": quantitative("crps", title=title, scale={"zero": True}),
          "color": nominal("forecast", scale=colours, legend=legend)}  # fmt: skip
    drawing = chart([
        layer("line", None, {**at, "strokeDash": nominal("forecast", scale=dashes, legend=legend)}),
        layer("point", None, {**at, "shape": nominal("forecast", scale=shapes, legend=legend)}, filled=True, size=70,
              opacity=1),
    ], WIDE, 240, data=rows(scores), resolve={"legend": {"shape": "shared"}})  # fmt: skip
    said = Text("기준일마다 견준 모형과 단순 예측의 점수", "Scores of the model and of naive forecasts at each cut-off")
    return svg(drawing, WIDE, said[lang])


def backtest_rows(cuts: Sequence[Cut]) -> list[dict[str, Any]]:
    """The table of the backtest, a row for each cut-off and forecast."""
    found = []
    for cut in cuts:
        for name in FORECASTS:
            means = {k: cut.mean(name, k) for k in ("crps", "log_score", "within_50", "within_80")}
            skill = cut.skill(name) if name in NAIVE else float("nan")
            found.append(
                {"until": cut.until, "forecast": name, "known": cut.known, "records": len(cut.of(name)),
                 **{k: _short(v) for k, v in means.items()}, "skill": _short(skill),
                 "effective_sample_size": _short(cut.effective)}
            )  # fmt: skip
    return found


def backtest_json(cuts: Sequence[Cut]) -> dict[str, Any]:
    """The backtest as JSON: the table, and every score."""
    scores = [
        {"until": cut.until, "record": s.record.id, "forecast": s.forecast, "counted": s.record.value,
         "median": _short(math.exp(s.median) - 1.0), "crps": _short(s.crps), "log_score": _short(s.log_score),
         "within_50": s.within_50, "within_80": s.within_80}
        for cut in cuts for s in cut.scores
    ]  # fmt: skip
    return {"schema": 1, "table": backtest_rows(cuts), "scores": scores}


def _short(x: float) -> float | None:
    return float(f"{x:.6g}") if math.isfinite(x) else None
