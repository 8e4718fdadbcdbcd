"""The figures of the report: each with the sentence it shows, its drawings (desk and phone), a key and a data table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from podobat.forecast import profiles
from podobat.forecast.sentences import measure_name, promise_text
from podobat.forecast.targets import TargetResult
from podobat.money import number_text
from podobat.show import pictures
from podobat.show.charts import HALF
from podobat.show.document import Figure, Table

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.show.writer import Writer

NEARLY_SPENT = 0.97
NEARLY_NET = 0.995
FAN_KEY = ("line=p50", "band-dark=band80", "band-light=band95", "dash=without", "diamond=target", "up=beyond")


def attainment(forecast: Forecast, write: Writer) -> Figure:
    """Every target as a percentage of its promise."""
    say, lang = write.say, write.lang
    reaches, cells = [], []
    for target in forecast.target_results:
        percent = {q: 100 * v / target.value for q, v in target.quantiles().items()}
        share = write.share(percent["p50"] / 100)
        reaches.append(pictures.Reach(target.name[lang], percent, share))
        spans = (("p10", "p90"), ("p2_5", "p97_5"))
        ends = (write.interval(percent[a] / 100, percent[b] / 100, "share") for a, b in spans)
        cells.append((target.name[lang], promise_text(target, write), share, *ends))
    head = tuple(say(f"word.{w}") for w in ("target", "promise", "median", "interval80", "interval95"))
    return write.draw(
        "attainment", say("headline.attainment"),
        lambda c: pictures.reaches(c, reaches, unit=say("axis.share_of_promise"), promise=say("word.promise")),
        ("dot=p50", "band-dark=band80", "band-light=band95", "rule=promise", "right=beyond_scale"),
        Table(say("caption.attainment"), head, tuple(cells)),
    )  # fmt: skip


def fans(forecast: Forecast, write: Writer) -> list[Figure]:
    """A fan for every measure that a target names, with all its targets drawn in."""
    named: dict[str, list[TargetResult]] = {}
    for target in forecast.target_results:
        named.setdefault(target.measure, []).append(target)
    return [_fan(forecast, write, measure_id, targets) for measure_id, targets in named.items()]


def _fan(forecast: Forecast, write: Writer, measure_id: str, targets: Sequence[TargetResult]) -> Figure:
    say, lang = write.say, write.lang
    what = forecast.measure(measure_id)
    bands = forecast.bands(measure_id)
    names = tuple(profiles.QUANTILES)
    factor, unit = write.axis(what.unit, float(bands[0].max()))
    band = {q: (factor * bands[0, i]).tolist() for i, q in enumerate(names)}
    without = (factor * bands[1, names.index("p50")]).tolist()
    x = [int(m[:4]) + int(m[5:]) / 12 for m in forecast.months]
    flags = _flags(write, targets, factor)
    title = _fan_title(write, targets)
    plan_end = (x[forecast.months.index(profiles.plan_end(forecast))], say("label.plan_end"))
    return write.draw(
        "fan-" + measure_id.replace(".", "-"), title,
        lambda c: pictures.fan(c, x, band, without, flags, unit=unit, plan_end=plan_end),
        (), _yearly_table(forecast, write, measure_id, factor, unit), what.definition[lang], canvases=(HALF,),
    )  # fmt: skip


def _fan_title(write: Writer, targets: Sequence[TargetResult]) -> str:
    """What a fan shows: the median at the first date that was promised, and how it compares."""
    say, lang = write.say, write.lang
    first = min(targets, key=lambda t: t.by)
    median = first.quantiles()["p50"]
    measured = {
        "measure": measure_name(first.measure, lang),
        "by": write.month(first.by),
        "median": write.quantity(median, first.unit),
    }
    if len(targets) == 1:
        promise = promise_text(first, write)
        return say("finding.fan_one", promise=promise, share=write.share(median / first.value), **measured)
    k, n = sum(t.quantiles()["p50"] >= t.value for t in targets), len(targets)
    return say(f"finding.{'fan_below' if k == 0 else 'fan_all' if k == n else 'fan_many'}", n=n, k=k, **measured)


def _flags(write: Writer, targets: Sequence[TargetResult], factor: float) -> list[pictures.Flag]:
    flags: dict[tuple[str, float], pictures.Flag] = {}
    for t in targets:
        value = promise_text(t, write)
        x = int(t.by[:4]) + int(t.by[5:]) / 12
        flags[t.by, t.value] = pictures.Flag(x, factor * t.value, write.say("label.target", value=value))
    return list(flags.values())


def _yearly_table(forecast: Forecast, write: Writer, measure_id: str, factor: float, unit: str) -> Table:
    say = write.say
    bands = factor * forecast.bands(measure_id)
    names = tuple(profiles.QUANTILES)
    picked = [i for i, m in enumerate(forecast.months) if m.endswith("-12")]
    columns = [(0, "p10"), (0, "p50"), (0, "p90"), (1, "p50"), (2, "p50")]
    cells = tuple(
        (forecast.months[i][:4], *(number_text(float(bands[w, names.index(q), i])) for w, q in columns)) for i in picked
    )
    head = (say("word.year"), "10%", say("word.median"), "90%", say("word.without"), say("word.net"))
    caption = say("caption.fan", measure=measure_name(measure_id, write.lang), unit=unit)
    return Table(caption, head, cells)


def funnel(
    forecast: Forecast, write: Writer, id: str, measures: Sequence[str], month: str, *, series_a: bool = False
) -> Figure:
    """A funnel by one month, the world without the plan marked beside it."""
    say = write.say
    steps = list(profiles.funnel(forecast, measures, month))
    middle = {s.id: write.quantity(s.median["with"], "firms") for s in steps}
    if series_a:
        steps.insert(2, profiles.stage_reached(forecast, profiles.SERIES_A))
    drawn, cells = [], []
    for s in steps:
        name = say(f"step.{s.id}")
        q = s.quantiles["with"] if s.quantiles else None
        value = write.band(q, "firms") if q else write.quantity(s.mean["with"], "firms")
        other = s.median["without"]
        drawn.append(pictures.Row(name, s.median["with"], *((q["p10"], q["p90"]) if q else (None, None)), other, value))
        cells.append((name, value, write.quantity(other, "firms")))
    if id == "funnel-attraction":
        mou, opened, hq = (middle[f"firms.{step}"] for step in ("mou", "opened", "hq_moved"))
        title = say("finding.attract", month=write.month(month), mou=mou, opened=opened, hq=hq)
    else:
        founded, crossed = (middle[f"startups.{step}"] for step in ("founded", "crossed"))
        title = say("finding.found", month=write.month(month), founded=founded, crossed=crossed)
    head = (say("word.step"), say("word.with"), say("word.without"))
    return write.draw(
        id, title, lambda c: pictures.bars(c, drawn, unit=say("axis.firms")),
        ("bar=p50", "whisker=band80", "square=without"),
        Table(say("caption.funnel", month=write.month(month)), head, tuple(cells)),
        say("note.stages") if series_a else "",
    )  # fmt: skip


def people(forecast: Forecast, write: Writer) -> list[Figure]:
    """Where trained people were at the end of the plan, and the bounds for those who stayed."""
    say = write.say
    month = profiles.plan_end(forecast)
    placed = profiles.placements(forecast, month)
    lower, upper = (write.share(s["p50"]) for s in (placed.share_lower, placed.share_upper))
    title = say("finding.people", trained=write.quantity(placed.trained["p50"], "people"),
                  lower=lower, upper=upper)  # fmt: skip
    rows = [
        pictures.Row(say(f"step.{part}"), q["p50"], q["p10"], q["p90"], None, write.band(q, "people"))
        for part, q in placed.counts.items()
    ]
    caption = say("caption.people", month=write.month(month))
    table = Table(caption, (say("word.destination"), say("word.median")), tuple((r.name, r.value) for r in rows))
    ends = tuple(
        (say(f"word.{name}"), write.share(s["p50"]), write.join(*(write.share(s[q]) for q in ("p10", "p90"))))
        for name, s in (("lower", placed.share_lower), ("upper", placed.share_upper))
    )
    bounds = Table(say("step.stayed"), (say("word.share"), say("word.median"), say("word.interval80")), ends)
    label = f"{say('step.stayed')}  {write.join(lower, upper)}"
    return [
        write.draw("destinations", title, lambda c: pictures.bars(c, rows, unit=say("axis.people")),
                  ("bar=p50", "whisker=band80"), table),
        write.draw("bounds", f"{say('step.stayed')}: {say('word.lower')} {lower}, {say('word.upper')} {upper}",
                  lambda c: pictures.span(c, 100 * placed.share_lower["p50"], 100 * placed.share_upper["p50"], label,
                                          unit=say("axis.share")), ("bar-open=bounds",), bounds),
    ]  # fmt: skip


def money_by_year(forecast: Forecast, write: Writer) -> Figure:
    """Granted, spent and carried over, year by year."""
    say = write.say
    by_year = profiles.money_by_year(forecast)
    end = int(profiles.plan_end(forecast)[:4])
    upto = [r for r in by_year if r.year <= end]
    granted, spent = (sum(getattr(r, part)["p50"] for r in upto) for part in ("granted", "spent"))
    title = say("finding.money_year", year=end, granted=write.amount(granted),
                  spent=write.amount(spent, 3))  # fmt: skip
    factor, unit = write.axis("KRW_m", max(max(r.granted["p50"], r.carried["p50"]) for r in by_year))
    columns = {part: [factor * getattr(r, part)["p50"] for r in by_year] for part in ("granted", "spent", "carried")}
    head = tuple(say(f"word.{w}") for w in ("year", "granted", "spent", "carried"))
    cells = tuple((str(r.year), *(number_text(columns[part][i]) for part in columns)) for i, r in enumerate(by_year))
    return write.draw(
        "money-by-year", title,
        lambda c: pictures.years_of_money(c, [r.year for r in by_year], columns["granted"], columns["spent"],
                                          columns["carried"], unit=unit),
        ("bar-outline=granted", "bar=spent", "dash-diamond=carried"),
        Table(say("caption.money_year", unit=unit), head, cells),
    )  # fmt: skip


def money_by_programme(forecast: Forecast, write: Writer) -> list[Figure]:
    """Planned and spent money of each programme; nothing where no programme has any."""
    say, lang = write.say, write.lang
    shown = [r for r in profiles.money_by_programme(forecast) if r.planned > 0]
    if not shown:
        return []
    names = {p.id: p.name[lang] for p in forecast.plan.programmes}
    month = write.month(profiles.plan_end(forecast))
    least = max(shown, key=lambda r: r.planned - r.spent_plan_end["p50"])
    share = least.spent_plan_end["p50"] / least.planned
    key = "finding.money_programme_all" if share >= NEARLY_SPENT else "finding.money_programme"
    title = say(key, month=month, name=write.quoted(names[least.id]), share=write.share(share))
    factor, unit = write.axis("KRW_m", max(r.planned for r in shown))
    rows = [
        pictures.Row(names[r.id], factor * r.spent_plan_end["p50"], factor * r.spent_plan_end["p10"],
                     factor * r.spent_plan_end["p90"], factor * r.planned,
                     f"{write.amount(r.spent_plan_end['p50'], 3)} / {write.amount(r.planned)}")
        for r in shown
    ]  # fmt: skip
    head = (say("word.programme"), say("word.planned"), say("word.spent_by", month=month))
    amounts = [(r.id, factor * r.planned, factor * r.spent_plan_end["p50"]) for r in shown]
    cells = tuple((names[id], number_text(planned, 4), number_text(spent)) for id, planned, spent in amounts)
    drawn = write.draw(
        "money-by-programme", title, lambda c: pictures.bars(c, rows, unit=say("axis.money", unit=unit), mark="ink"),
        ("bar=spent", "whisker=band80", "square-ink=planned"),
        Table(say("caption.money_programme", unit=unit), head, cells),
    )  # fmt: skip
    return [drawn]


def gross_and_net(forecast: Forecast, write: Writer) -> Figure:
    """How much of each measure the plan adds."""
    say, lang = write.say, write.lang
    first: dict[str, TargetResult] = {}
    for target in forecast.target_results:
        first.setdefault(target.measure, target)
    parts, cells = [], []
    for measure_id, target in first.items():
        gross, net, without = (target.quantiles(w)["p50"] for w in ("with", "net", "without"))
        share = min(max(net / gross, 0.0), 1.0) if gross > 0 else 0.0
        name = measure_name(measure_id, lang)
        parts.append((pictures.Parts(name, 100 * share, write.share(share)), share))
        texts = (write.quantity(v, target.unit) for v in (gross, without))
        net_band = write.band(target.quantiles("net"), target.unit)
        cells.append((f"{name}, {target.by}", *texts, net_band, write.share(share)))
    low, share = min(parts, key=lambda p: p[1])
    some_anyway = share < NEARLY_NET
    title = say("finding.net_all")
    if some_anyway:
        title = say("finding.net_low", measure=write.quoted(low.name), share=low.value)
    drawn = [p for p, _ in parts]
    head = tuple(say(f"word.{w}") for w in ("measure", "with", "without", "net", "net_share"))
    return write.draw(
        "gross-and-net", title,
        lambda c: pictures.halves(c, drawn, unit=say("axis.percent_gross"), colours=("net", "without")),
        ("bar-net=net", "bar-without=anyway"), Table(say("caption.net"), head, tuple(cells)),
    )  # fmt: skip


def variance(forecast: Forecast, write: Writer) -> Figure:
    """How the variance of each target splits: parameters, plan figures, chance, and what the model misses."""
    say, lang = write.say, write.lang
    splits = [(t, t.variance) for t in forecast.target_results]
    splits = [(t, v) for t, v in splits if v.parameters == v.parameters]
    kinds = ("parameters", "figures", "chance", "missed")
    most = [max(kinds, key=lambda kind: getattr(v, kind)) for _, v in splits]
    first = max(kinds, key=most.count)
    title = say(f"finding.variance_{first}", n=len(splits), k=most.count(first))
    parts = [
        pictures.Shares(t.name[lang], tuple(100 * getattr(v, kind) for kind in kinds),
                        f"{say(f'word.{kind}')} {write.share(getattr(v, kind))}")
        for (t, v), kind in zip(splits, most, strict=True)
    ]  # fmt: skip
    head = (say("word.target"), *(say(f"word.{kind}") for kind in kinds))
    cells = tuple((t.name[lang], *(write.share(getattr(v, kind)) for kind in kinds)) for t, v in splits)
    return write.draw(
        "variance", title, lambda c: pictures.stacked(c, parts, unit=say("axis.share")),
        ("bar=parameters", "bar-third=figures", "bar-fourth=chance", "bar-muted=missed"),
        Table(say("caption.variance"), head, cells),
    )  # fmt: skip
