"""The figures of the report: each with the sentence it shows, its drawings (desk and phone), a key and a data table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podobat.forecast import profiles
from podobat.forecast.sentences import measure_name, promise_text
from podobat.forecast.targets import TargetResult
from podobat.money import Money, number_text
from podobat.show import pictures
from podobat.show.charts import CANVASES, HALF, Canvas, Drawing, svg
from podobat.show.document import Figure, Table
from podobat.show.money import interval, month_name, quantity, share_text
from podobat.show.texts import Words
from podobat.units import UNITS

if TYPE_CHECKING:
    from podobat.forecast import Forecast

NEARLY_SPENT = 0.97
NEARLY_NET = 0.995
FAN_KEY = ("line=p50", "band-dark=band80", "band-light=band95", "dash=without", "diamond=target", "up=beyond")


@dataclass(frozen=True)
class Desk:
    """What every figure needs: the forecast, the words and the money of its reader."""

    forecast: Forecast
    words: Words
    money: Money

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.words.lang

    def draw(self, id: str, title: str, chart: Callable[[Canvas], Drawing], key: Sequence[str], table: Table,
             note: str = "", canvases: Sequence[Canvas] = CANVASES) -> Figure:  # fmt: skip
        """A figure from a chart for each canvas; `key` names swatches, each with a text of its own under `key.`."""
        description = f"{title}. {table.caption}."
        drawings = tuple(svg(chart(canvas), canvas, description) for canvas in canvases)
        return Figure(id, title, drawings, self.key(key), table, note)

    def key(self, marks: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Swatches ("dash=without") with their texts."""
        return tuple((mark, self.words(f"key.{name}")) for mark, name in (m.split("=") for m in marks))

    def axis(self, unit: str, largest: float) -> tuple[float, str]:
        """Factor and label that turn values of a unit into axis values."""
        if unit.startswith("KRW_m"):
            factor, label = self.money.axis(largest, self.lang)
            return factor, label
        if unit == "share":
            return 100.0, "%"
        return 1.0, UNITS[unit].label[self.lang]

    def band(self, q: Mapping[str, float], unit: str) -> str:
        """Median with its 80 % interval: '62개사(41~88)'."""
        ends = interval(q["p10"], q["p90"], unit, self.lang, self.money)
        return f"{quantity(q['p50'], unit, self.lang, self.money)} ({ends})"


def attainment(desk: Desk) -> Figure:
    """Every target as a percentage of its promise."""
    words, lang = desk.words, desk.lang
    reaches, cells = [], []
    for target in desk.forecast.target_results:
        percent = {q: 100 * v / target.value for q, v in target.quantiles().items()}
        share = share_text(percent["p50"] / 100)
        reaches.append(pictures.Reach(target.name[lang], percent, share))
        spans = (("p10", "p90"), ("p2_5", "p97_5"))
        ends = (interval(percent[a] / 100, percent[b] / 100, "share", lang, desk.money) for a, b in spans)
        cells.append((target.name[lang], promise_text(target, lang, desk.money), share, *ends))
    head = tuple(words(f"word.{w}") for w in ("target", "promise", "median", "interval80", "interval95"))
    return desk.draw(
        "attainment", words("headline.attainment"),
        lambda c: pictures.reaches(c, reaches, unit=words("axis.share_of_promise"), promise=words("word.promise")),
        ("dot=p50", "band-dark=band80", "band-light=band95", "rule=promise", "right=beyond_scale"),
        Table(words("caption.attainment"), head, tuple(cells)),
    )  # fmt: skip


def fans(desk: Desk) -> list[Figure]:
    """A fan for every measure that a target names, with all its targets drawn in."""
    named: dict[str, list[TargetResult]] = {}
    for target in desk.forecast.target_results:
        named.setdefault(target.measure, []).append(target)
    return [_fan(desk, measure_id, targets) for measure_id, targets in named.items()]


def _fan(desk: Desk, measure_id: str, targets: Sequence[TargetResult]) -> Figure:
    words, lang, forecast = desk.words, desk.lang, desk.forecast
    what = forecast.measure(measure_id)
    bands = forecast.bands(measure_id)
    names = tuple(profiles.QUANTILES)
    factor, unit = desk.axis(what.unit, float(bands[0].max()))
    band = {q: (factor * bands[0, i]).tolist() for i, q in enumerate(names)}
    without = (factor * bands[1, names.index("p50")]).tolist()
    x = [int(m[:4]) + int(m[5:]) / 12 for m in forecast.months]
    flags = _flags(desk, targets, factor)
    title = _fan_title(desk, targets)
    plan_end = (x[forecast.months.index(profiles.plan_end(forecast))], words("label.plan_end"))
    return desk.draw(
        "fan-" + measure_id.replace(".", "-"), title,
        lambda c: pictures.fan(c, x, band, without, flags, unit=unit, plan_end=plan_end),
        (), _yearly_table(desk, measure_id, factor, unit), what.definition[lang], canvases=(HALF,),
    )  # fmt: skip


def _fan_title(desk: Desk, targets: Sequence[TargetResult]) -> str:
    """What a fan shows: the median at the first date that was promised, and how it compares."""
    words, lang = desk.words, desk.lang
    first = min(targets, key=lambda t: t.by)
    median = first.quantiles()["p50"]
    said = {
        "measure": measure_name(first.measure, lang),
        "by": month_name(first.by, lang),
        "median": quantity(median, first.unit, lang, desk.money),
    }
    if len(targets) == 1:
        promise = promise_text(first, lang, desk.money)
        return words("finding.fan_one", promise=promise, share=share_text(median / first.value), **said)
    k, n = sum(t.quantiles()["p50"] >= t.value for t in targets), len(targets)
    return words(f"finding.{'fan_below' if k == 0 else 'fan_all' if k == n else 'fan_many'}", n=n, k=k, **said)


def _flags(desk: Desk, targets: Sequence[TargetResult], factor: float) -> list[pictures.Flag]:
    found: dict[tuple[str, float], pictures.Flag] = {}
    for t in targets:
        value = promise_text(t, desk.lang, desk.money)
        x = int(t.by[:4]) + int(t.by[5:]) / 12
        found[t.by, t.value] = pictures.Flag(x, factor * t.value, desk.words("label.target", value=value))
    return list(found.values())


def _yearly_table(desk: Desk, measure_id: str, factor: float, unit: str) -> Table:
    words, forecast = desk.words, desk.forecast
    bands = factor * forecast.bands(measure_id)
    names = tuple(profiles.QUANTILES)
    picked = [i for i, m in enumerate(forecast.months) if m.endswith("-12")]
    columns = [(0, "p10"), (0, "p50"), (0, "p90"), (1, "p50"), (2, "p50")]
    cells = tuple(
        (forecast.months[i][:4], *(number_text(float(bands[w, names.index(q), i])) for w, q in columns)) for i in picked
    )
    head = (words("word.year"), "10%", words("word.median"), "90%", words("word.without"), words("word.net"))
    caption = words("caption.fan", measure=measure_name(measure_id, desk.lang), unit=unit)
    return Table(caption, head, cells)


def funnel(desk: Desk, id: str, measures: Sequence[str], month: str, *, series_a: bool = False) -> Figure:
    """A funnel by one month, the world without the plan marked beside it."""
    words, lang = desk.words, desk.lang
    steps = list(profiles.funnel(desk.forecast, measures, month))
    middle = {s.id: quantity(s.median["with"], "firms", lang, desk.money) for s in steps}
    if series_a:
        steps.insert(2, profiles.stage_reached(desk.forecast, profiles.SERIES_A))
    drawn, cells = [], []
    for s in steps:
        name = words(f"step.{s.id}")
        q = s.quantiles["with"] if s.quantiles else None
        value = desk.band(q, "firms") if q else quantity(s.mean["with"], "firms", lang, desk.money)
        other = s.median["without"]
        drawn.append(pictures.Row(name, s.median["with"], *((q["p10"], q["p90"]) if q else (None, None)), other, value))
        cells.append((name, value, quantity(other, "firms", lang, desk.money)))
    if id == "funnel-attraction":
        mou, opened, hq = (middle[f"firms.{step}"] for step in ("mou", "opened", "hq_moved"))
        title = words("finding.attract", month=month_name(month, lang), mou=mou, opened=opened, hq=hq)
    else:
        founded, crossed = (middle[f"startups.{step}"] for step in ("founded", "crossed"))
        title = words("finding.found", month=month_name(month, lang), founded=founded, crossed=crossed)
    head = (words("word.step"), words("word.with"), words("word.without"))
    return desk.draw(
        id, title, lambda c: pictures.bars(c, drawn, unit=words("axis.firms")),
        ("bar=p50", "whisker=band80", "square=without"),
        Table(words("caption.funnel", month=month_name(month, lang)), head, tuple(cells)),
        words("note.stages") if series_a else "",
    )  # fmt: skip


def people(desk: Desk) -> list[Figure]:
    """Where trained people were at the end of the plan, and the bounds for those who stayed."""
    words, lang = desk.words, desk.lang
    month = profiles.plan_end(desk.forecast)
    found = profiles.placements(desk.forecast, month)
    lower, upper = (share_text(s["p50"]) for s in (found.share_lower, found.share_upper))
    title = words("finding.people", trained=quantity(found.trained["p50"], "people", lang, desk.money),
                  lower=lower, upper=upper)  # fmt: skip
    rows = [
        pictures.Row(words(f"step.{part}"), q["p50"], q["p10"], q["p90"], None, desk.band(q, "people"))
        for part, q in found.counts.items()
    ]
    caption = words("caption.people", month=month_name(month, lang))
    table = Table(caption, (words("word.destination"), words("word.median")), tuple((r.name, r.value) for r in rows))
    ends = tuple(
        (words(f"word.{name}"), share_text(s["p50"]), f"{share_text(s['p10'])}~{share_text(s['p90'])}")
        for name, s in (("lower", found.share_lower), ("upper", found.share_upper))
    )
    bounds = Table(words("step.stayed"), (words("word.share"), words("word.median"), words("word.interval80")), ends)
    label = f"{words('step.stayed')}  {lower}~{upper}"
    return [
        desk.draw("destinations", title, lambda c: pictures.bars(c, rows, unit=words("axis.people")),
                  ("bar=p50", "whisker=band80"), table),
        desk.draw("bounds", f"{words('step.stayed')}: {words('word.lower')} {lower}, {words('word.upper')} {upper}",
                  lambda c: pictures.span(c, 100 * found.share_lower["p50"], 100 * found.share_upper["p50"], label,
                                          unit=words("axis.share")), ("bar-open=bounds",), bounds),
    ]  # fmt: skip


def money_by_year(desk: Desk) -> Figure:
    """Granted, spent and carried over, year by year."""
    words, lang = desk.words, desk.lang
    found = profiles.money_by_year(desk.forecast)
    end = int(profiles.plan_end(desk.forecast)[:4])
    upto = [r for r in found if r.year <= end]
    granted, spent = (sum(getattr(r, part)["p50"] for r in upto) for part in ("granted", "spent"))
    title = words("finding.money_year", year=end, granted=desk.money.text(granted, lang),
                  spent=desk.money.text(spent, lang, 3))  # fmt: skip
    factor, unit = desk.money.axis(max(max(r.granted["p50"], r.carried["p50"]) for r in found), lang)
    columns = {part: [factor * getattr(r, part)["p50"] for r in found] for part in ("granted", "spent", "carried")}
    head = tuple(words(f"word.{w}") for w in ("year", "granted", "spent", "carried"))
    cells = tuple((str(r.year), *(number_text(columns[part][i]) for part in columns)) for i, r in enumerate(found))
    return desk.draw(
        "money-by-year", title,
        lambda c: pictures.years_of_money(c, [r.year for r in found], columns["granted"], columns["spent"],
                                          columns["carried"], unit=unit),
        ("bar-outline=granted", "bar=spent", "dash-diamond=carried"),
        Table(words("caption.money_year", unit=unit), head, cells),
    )  # fmt: skip


def money_by_programme(desk: Desk) -> Figure:
    """Planned and spent money of each programme."""
    words, lang = desk.words, desk.lang
    found = [r for r in profiles.money_by_programme(desk.forecast) if r.planned > 0]
    names = {p.id: p.name[lang] for p in desk.forecast.plan.programmes}
    month = month_name(profiles.plan_end(desk.forecast), lang)
    least = max(found, key=lambda r: r.planned - r.spent_plan_end["p50"])
    share = least.spent_plan_end["p50"] / least.planned
    key = "finding.money_programme_all" if share >= NEARLY_SPENT else "finding.money_programme"
    name = f"‘{names[least.id]}’" if lang == "ko" else names[least.id]
    title = words(key, month=month, name=name, share=share_text(share))
    factor, unit = desk.money.axis(max(r.planned for r in found), lang)
    rows = [
        pictures.Row(names[r.id], factor * r.spent_plan_end["p50"], factor * r.spent_plan_end["p10"],
                     factor * r.spent_plan_end["p90"], factor * r.planned,
                     f"{desk.money.text(r.spent_plan_end['p50'], lang, 3)} / {desk.money.text(r.planned, lang)}")
        for r in found
    ]  # fmt: skip
    head = (words("word.programme"), words("word.planned"), words("word.spent_by", month=month))
    amounts = [(r.id, factor * r.planned, factor * r.spent_plan_end["p50"]) for r in found]
    cells = tuple((names[id], number_text(planned, 4), number_text(spent)) for id, planned, spent in amounts)
    return desk.draw(
        "money-by-programme", title, lambda c: pictures.bars(c, rows, unit=words("axis.money", unit=unit), mark="ink"),
        ("bar=spent", "whisker=band80", "square-ink=planned"),
        Table(words("caption.money_programme", unit=unit), head, cells),
    )  # fmt: skip


def gross_and_net(desk: Desk) -> Figure:
    """How much of each measure the plan adds."""
    words, lang = desk.words, desk.lang
    first: dict[str, TargetResult] = {}
    for target in desk.forecast.target_results:
        first.setdefault(target.measure, target)
    parts, cells = [], []
    for measure_id, target in first.items():
        gross, net, without = (target.quantiles(w)["p50"] for w in ("with", "net", "without"))
        share = min(max(net / gross, 0.0), 1.0) if gross > 0 else 0.0
        name = measure_name(measure_id, lang)
        parts.append((pictures.Parts(name, 100 * share, share_text(share)), share))
        texts = (quantity(v, target.unit, lang, desk.money) for v in (gross, without))
        net_band = desk.band(target.quantiles("net"), target.unit)
        cells.append((f"{name}, {target.by}", *texts, net_band, share_text(share)))
    low, share = min(parts, key=lambda p: p[1])
    some_anyway = share < NEARLY_NET
    name = f"‘{low.name}’" if lang == "ko" else low.name
    title = words("finding.net_low", measure=name, share=low.value) if some_anyway else words("finding.net_all")
    drawn = [p for p, _ in parts]
    head = tuple(words(f"word.{w}") for w in ("measure", "with", "without", "net", "net_share"))
    return desk.draw(
        "gross-and-net", title,
        lambda c: pictures.halves(c, drawn, unit=words("axis.percent_gross"), colours=("net", "without")),
        ("bar-net=net", "bar-without=anyway"), Table(words("caption.net"), head, tuple(cells)),
    )  # fmt: skip


def variance(desk: Desk) -> Figure:
    """How the variance of each target splits into parameters and chance."""
    words, lang = desk.words, desk.lang
    splits = [(t, t.variance) for t in desk.forecast.target_results]
    splits = [(t, v) for t, v in splits if v.parameters == v.parameters]
    k = sum(v.parameters >= v.chance for _, v in splits)
    n = len(splits)
    key, k = ("finding.variance_parameters", k) if 2 * k >= n else ("finding.variance_chance", n - k)
    title = words(key, n=n, k=k)
    parts = [pictures.Parts(t.name[lang], 100 * v.parameters, share_text(v.parameters)) for t, v in splits]
    head = (words("word.target"), words("word.parameters"), words("word.chance"))
    cells = tuple((t.name[lang], share_text(v.parameters), share_text(v.chance)) for t, v in splits)
    return desk.draw(
        "variance", title,
        lambda c: pictures.halves(c, parts, unit=words("axis.share"), colours=("with", "fourth")),
        ("bar=parameters", "bar-fourth=chance"), Table(words("caption.variance"), head, cells),
    )  # fmt: skip
