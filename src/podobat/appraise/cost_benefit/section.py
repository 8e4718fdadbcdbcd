"""Costs and benefits on the page: the verdict, flows by year, the ratio as a distribution, what decides the result."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from podobat.appraise.answer import Section
from podobat.appraise.cost_benefit import charts
from podobat.appraise.ranges import Row, band, middle_and_ends, plain, where
from podobat.money import number_text, ratio_text
from podobat.show.document import Figure, Table
from podobat.show.writer import NONE, Writer

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal

MOST_SWINGS: Final = 8  # assumptions in the picture
MOST_DECIDING: Final = 15  # in the table


def sentence(write: Writer, appraisal: Appraisal) -> str:
    """Whether the plan is worth its money to the nation."""
    return appraisal.cost_benefit.verdict("national")[write.lang]


def warning(write: Writer, appraisal: Appraisal) -> str:
    """The ratio is never said without how far it hangs on the level of sales."""
    return appraisal.cost_benefit.sales.warning[write.lang]


def facts(write: Writer, appraisal: Appraisal) -> Mapping[str, str]:
    """Years and discount rate, for the head of the page."""
    rules = appraisal.cost_benefit.rules
    return {"analysed": f"{rules.first_year}–{rules.last_year}", "rate": write.share(rules.rate)}


def section(write: Writer, appraisal: Appraisal) -> Section:
    """Both perspectives: pictures of the national one, tables of both."""
    result = appraisal.cost_benefit
    figures = (_flows(write, appraisal), _ratio(write, appraisal), _tornado(write, appraisal))
    summary, definitions = summary_table(write, appraisal), _definitions(write, appraisal)
    deciding = where(result.sensitivity(), perspective="national")[:MOST_DECIDING]
    return Section(
        lead=write.say("lead.method"),
        figures=tuple(figure for figure in figures if figure is not None),
        tables=(summary, _lines(write, appraisal)),
        folded=(_sales(write, appraisal), _variants(write, appraisal), _deciding(write, deciding), definitions),
        notes=tuple(text[write.lang] for text in (*result.rules.reasons, *result.notes)),
        more=result.verdict("regional")[write.lang],
        prose=(definitions.caption,),
        worded=(summary.caption,),
    )


# --- pictures ---------------------------------------------------------------------------------------------------------


def _flows(write: Writer, appraisal: Appraisal) -> Figure:
    """Costs and benefits by year, nation, not discounted."""
    result = appraisal.cost_benefit
    frame, years = result.sides_by_year("national"), list(result.years)
    bands = {
        side: {q: frame.filter(side=side)[q].to_list() for q in ("p10", "p50", "p90")} for side in ("cost", "benefit")
    }
    largest = max(abs(v) for of_side in bands.values() for values in of_side.values() for v in values)
    factor, unit = write.axis("KRW_m", largest)
    cost, benefit = ({q: [factor * v for v in bands[side][q]] for q in bands[side]} for side in ("cost", "benefit"))
    rows = []
    for i, year in enumerate(years):
        cells = (band(write, {q: values[i] for q, values in of_side.items()}, "KRW_m") for of_side in bands.values())
        rows.append((str(year), *cells))
    title, end = write.say("picture.flows"), (int(appraisal.plan.horizon.end[:4]), write.say("picture.plan_end"))
    return write.draw(
        "cba-flows", title,
        lambda canvas: charts.flows(canvas, years, cost, benefit, unit=unit, plan_end=end),
        ("line=benefit", "dash=cost", "band-light=band"),
        Table(title, tuple(write.say(f"head.{h}") for h in ("year", "cost", "benefit")), tuple(rows)),
    )  # fmt: skip


def _ratio(write: Writer, appraisal: Appraisal) -> Figure | None:
    """How often each benefit-cost ratio comes up; nothing where there is no ratio."""
    result = appraisal.cost_benefit
    values = [float(v) for v in result.draws_of("national", "bc") if math.isfinite(v)]
    (row,) = where(result.summary(), perspective="national", what="bc")
    if not values or row["p50"] is None:
        return None
    bins = _bins(values, min(0.0, row["p2_5"]), max(1.2, row["p97_5"]))
    odds = write.odds(row["probability"], appraisal.draws)
    title = write.say("picture.ratio", median=ratio_text(row["p50"]), probability=odds)
    rows = tuple(
        (write.join(number_text(b.low), number_text(b.high)), f"{number_text(b.share, 2)}%")
        for b in bins if b.share > 0
    )  # fmt: skip
    share, axis = write.say("picture.share_axis"), write.say("picture.ratio_axis")
    return write.draw(
        "cba-ratio", title,
        lambda canvas: charts.histogram(canvas, bins, mark=(1.0, write.say("picture.equal")), unit=share, x_title=axis),
        ("bar=past", "bar-without=short"), Table(title, (write.say("head.bc"), write.say("head.share_of_draws")), rows),
        write.say("picture.tails"),
    )  # fmt: skip


def _bins(values: Sequence[float], low: float, high: float) -> list[charts.Bin]:
    """About forty bars from low to high with edges at round numbers, so that 1 stands at one of them."""
    step = round_step((high - low) / 40)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return charts.bins_of(values, low, high, round((high - low) / step))


def round_step(raw: float) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten that is not below a number."""
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= raw)


def _tornado(write: Writer, appraisal: Appraisal) -> Figure | None:
    """What each assumption of the appraisal does to the nation's net present value by itself."""
    result = appraisal.cost_benefit
    moving = [r for r in where(result.sensitivity(), perspective="national") if r["npv_low"] is not None and r["swing"]]
    moving = sorted(moving, key=lambda r: -r["swing"])[:MOST_SWINGS]
    if not moving:
        return None
    (npv,) = where(result.summary(), perspective="national", what="npv")
    factor, unit = write.axis("KRW_m", max(abs(v) for r in moving for v in (r["npv_low"], r["npv_high"], npv["p50"])))
    swings = []
    for r in moving:
        low, high = (write.quantity(r[end], "KRW_m") for end in ("npv_low", "npv_high"))
        change = write.say("cell.change", low=low, high=high)
        name = r[f"description_{write.lang}"]
        swings.append(charts.Swing(name, factor * r["npv_low"], factor * r["npv_high"], change))
    axis = write.say("picture.deciding_axis", unit=unit)
    return write.draw(
        "cba-deciding", write.say("picture.deciding", first=swings[0].name),
        lambda canvas: charts.tornado(canvas, swings, middle=factor * npv["p50"], unit=axis),
        ("bar=high", "bar-without=low"), _deciding(write, moving),
    )  # fmt: skip


# --- tables -----------------------------------------------------------------------------------------------------------


def _heads(write: Writer, *names: str) -> tuple[str, ...]:
    return tuple(write.say(f"head.{name}") for name in names)


def summary_table(write: Writer, appraisal: Appraisal) -> Table:
    """Results of the cost-benefit analysis by perspective: median, intervals, odds, share of futures that define it."""
    results = appraisal.cost_benefit.summary().to_dicts()
    order = list(dict.fromkeys(r["what"] for r in results))
    rows = []
    for r in sorted(results, key=lambda r: order.index(r["what"])):
        odds = r["probability"]
        rows.append((
            r[f"name_{write.lang}"], write.say(f"perspective.{r['perspective']}"), _end(write, r, "p50"),
            _span(write, r, "p10", "p90"), _span(write, r, "p2_5", "p97_5"),
            NONE if odds is None else write.odds(odds, appraisal.draws), write.share(r["defined"]),
        ))  # fmt: skip
    head = _heads(write, "result", "perspective", "median", "interval80", "interval95", "probability", "defined")
    return Table(write.say("caption.summary"), head, tuple(rows))


def _end(write: Writer, r: Row, q: str) -> str:
    """One quantile of a result; what is never paid back in words."""
    if r[q] is None:
        return NONE
    if math.isinf(r[q]):
        return write.say("cell.never")
    return ratio_text(r[q]) if r["unit"] == "ratio" else write.quantity(r[q], r["unit"])


def _span(write: Writer, r: Row, low: str, high: str) -> str:
    """A range, its unit said once; an end that is infinite in words."""
    if r[low] is None or r[high] is None:
        return NONE
    if math.isfinite(r[low]) and math.isfinite(r[high]) and r["unit"] == "KRW_m":
        return write.interval(r[low], r[high], "KRW_m")
    ends = (_end(write, r, low), _end(write, r, high))
    return ends[0] if ends[0] == ends[1] else write.join(*ends)


def _lines(write: Writer, appraisal: Appraisal) -> Table:
    """Present values of every line, nation and region beside each other."""
    result = appraisal.cost_benefit
    lines = {(r["line"], r["perspective"]): r for r in result.benefits().to_dicts()}
    rows = []
    for id in dict.fromkeys(line for line, _ in lines):
        here = [lines.get((id, p)) for p in result.perspectives]  # a line may belong to one perspective alone
        counted = [r for r in here if r is not None and r["mean"]]
        if counted:
            r = counted[0]
            name = write.say("side.of", side=write.say(f"side.{r['side']}"), line=r[f"name_{write.lang}"])
            rows.append((name, *(_mean_and_ends(write, r) for r in here)))
    columns = (write.say("head.mean_and_80", perspective=write.say(f"perspective.{p}")) for p in result.perspectives)
    return Table(write.say("caption.lines"), (write.say("head.line"), *columns), tuple(rows))


def _mean_and_ends(write: Writer, r: Row | None) -> str:
    if r is None or not r["mean"]:
        return NONE
    return middle_and_ends(write, r["mean"], r["p10"], r["p90"], "KRW_m")


def _sales(write: Writer, appraisal: Appraisal) -> Table:
    """The result under other levels of sales, and the level at which the median net present value is zero."""
    sales = appraisal.cost_benefit.sales
    rows = [
        (f"{r['factor']:.2f}", write.say(f"perspective.{r['perspective']}"), *_worth(write, r, r["p50"], appraisal))
        for r in sales.rows()
    ]
    for perspective, factor in sales.switching.items():
        name = write.say("cell.switching_sales", factor=NONE if factor is None else f"{factor:.2f}")
        rows.append((name, write.say(f"perspective.{perspective}"), "0", NONE, "1.00", "50%"))
    head = _heads(write, "sales_factor", "perspective", "npv", "interval80", "bc", "bc_over_1")
    return Table(write.say("caption.sales"), head, tuple(rows))


def _worth(write: Writer, r: Row, npv: float, appraisal: Appraisal) -> tuple[str, ...]:
    """NPV with its 80 % interval, median B/C, odds that it exceeds 1."""
    interval = write.interval(r["p10"], r["p90"], "KRW_m")
    odds = write.odds(r["probability"], appraisal.draws)
    return write.quantity(npv, "KRW_m"), interval, ratio_text(r["bc"]), odds


def _variants(write: Writer, appraisal: Appraisal) -> Table:
    variants = where(appraisal.cost_benefit.variants(), perspective="national")
    rows = tuple((r[f"name_{write.lang}"], *_worth(write, r, r["npv"], appraisal)) for r in variants)
    return Table(write.say("caption.variants"), _heads(write, "rule", "npv", "interval80", "bc", "bc_over_1"), rows)


def _deciding(write: Writer, ranked: Sequence[Row]) -> Table:
    rows = tuple(
        (
            write.say("cell.assumption", name=r[f"description_{write.lang}"], id=r["id"]),
            write.quantity(r["npv_low"], "KRW_m"), write.quantity(r["npv_high"], "KRW_m"),
            plain(r["rank_correlation"], 2), plain(r["switching"]),
        )
        for r in ranked
    )  # fmt: skip
    return Table(write.say("caption.deciding"),
                 _heads(write, "assumption", "at_low", "at_high", "correlation", "switching"), rows)  # fmt: skip


def _definitions(write: Writer, appraisal: Appraisal) -> Table:
    """What each line counts, and how it is kept from being counted twice."""
    rows = tuple(
        tuple(r[f"{key}_{write.lang}"] for key in ("name", "definition", "duplicates", "avoided"))
        for r in where(appraisal.cost_benefit.benefits(), perspective="national")
    )
    return Table(write.say("caption.definitions"), _heads(write, "line", "definition", "duplicates", "avoided"), rows)
