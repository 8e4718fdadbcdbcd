"""The sections of an appraisal: figures and tables of each of the four answers, ready to be set on a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from podobat.appraise import charts as appraisal_charts
from podobat.appraise.office import Office, Row, Section, where
from podobat.money import number_text, ratio_text
from podobat.show import pictures
from podobat.show.document import Figure, Table
from podobat.show.money import month_name, probability_text, share_text
from podobat.units import UNITS, Text

if TYPE_CHECKING:
    import polars as pl


MOST_SWINGS = 8


# --- input-output ------------------------------------------------------------------------------------------------

_EFFECTS = (("output", "KRW_m"), ("value_added", "KRW_m"), ("employment", "person-years"))


def io_answer(office: Office) -> str:
    """The first answer in one sentence."""
    total = office.appraisal.io.total()
    found = {(r["effect"], r["place"]): r for r in where(total, kind="I")}

    def said(effect: str, place: str, unit: str) -> str:
        return office.band(found[effect, place], unit)

    region = office.appraisal.plan.region[office.lang]
    return office.say(
        "io_answer",
        spent=office.band(found["spending", "nation"], "KRW_m"),
        region=region,
        output=said("output", "nation", "KRW_m"), value=said("value_added", "nation", "KRW_m"),
        jobs=said("employment", "nation", "person-years"), output_r=said("output", "region", "KRW_m"),
        value_r=said("value_added", "region", "KRW_m"), jobs_r=said("employment", "region", "person-years"),
    )  # fmt: skip


def io_section(office: Office) -> Section:
    """What the spending induces."""
    io = office.appraisal.io
    tables = (_io_totals(office),)
    folded = [
        _io_by(office, io.by_year(), "io_by_year", "year"),
        _io_by(office, io.by_programme(), "io_by_programme", "programme"),
        _io_multipliers(office),
    ]
    said = office.say("io_table", table=io.table) if io.table else office.say("io_published")
    lead = f"{office.say('io_lead')} {said}"
    standing = f"{office.say('employment')}, {office.say('nation')}: {io.standing()[office.lang]}"
    return Section(
        "io", office.say("io"), lead, io_answer(office),
        (_io_figure(office),), tables, tuple(folded), (standing, *office.notes(io.notes)),
    )  # fmt: skip


def _io_figure(office: Office) -> Figure:
    frame = office.appraisal.io.by_sector().filter(kind="I", effect="value_added")
    region = {r["id"]: r for r in where(frame, place="region")}
    nation = {r["id"]: r for r in where(frame, place="nation")}
    ranked = sorted((id for id in nation if nation[id]["p50"] > 0), key=lambda id: -nation[id]["p50"])
    factor, unit = office.axis(max((nation[id]["p50"] for id in ranked), default=1.0))
    given = [
        pictures.Row(
            office.name(nation[id]), factor * region[id]["p50"], factor * region[id]["p10"],
            factor * region[id]["p90"], factor * nation[id]["p50"],
            f"{office.write(region[id]['p50'], 'KRW_m')} / {office.write(nation[id]['p50'], 'KRW_m')}",
        )
        for id in ranked
    ]  # fmt: skip
    whole = sum(nation[id]["mean"] for id in ranked)
    kept = share_text(sum(region[id]["mean"] for id in ranked) / whole) if whole else "–"
    first = office.name(nation[ranked[0]]) if ranked else "–"
    return office.draw(
        "io-sectors", office.say("io_sector_title", first=first, share=kept),
        lambda c: pictures.bars(c, given, unit=unit),
        (("bar", "key_region"), ("whisker", "key_whisker"), ("square", "key_nation")),
        _io_by(office, office.appraisal.io.by_sector(), "io_by_sector", "sector"),
    )  # fmt: skip


def _io_totals(office: Office) -> Table:
    rows = office.appraisal.io.total().to_dicts()
    found = {(r["effect"], r["place"], r["kind"]): r for r in rows}
    columns = [("nation", "I"), ("region", "I"), ("outside", "I"), ("nation", "II"), ("region", "II")]
    head = [
        office.say("effect"),
        *(office.say("type_i" if kind == "I" else "type_ii", place=office.say(place)) for place, kind in columns),
    ]
    written = [
        (office.say(effect), *(office.band(found[effect, place, kind], unit) for place, kind in columns))
        for effect, unit in _EFFECTS
    ]
    return Table(office.say("io_totals"), tuple(head), tuple(written))


def _io_by(office: Office, frame: pl.DataFrame, caption: str, first: str) -> Table:
    """Spending, then value added and employment in nation and region, one row an item."""
    rows = {(r["id"], r["effect"], r["place"]): r for r in where(frame, kind="I")}
    ids = list(dict.fromkeys(id for id, _, _ in rows))
    ids = [id for id in ids if rows[id, "spending", "nation"]["mean"] > 0]
    columns = [("output", "nation"), ("output", "region"), ("value_added", "nation"), ("value_added", "region"),
               ("employment", "nation"), ("employment", "region")]  # fmt: skip
    head = [
        office.say(first), office.say("spending"),
        *(f"{office.say(effect)}, {office.say(place)}" for effect, place in columns),
    ]  # fmt: skip
    units = dict(_EFFECTS)
    written = [
        (
            office.name(rows[id, "spending", "nation"]), office.band(rows[id, "spending", "nation"], "KRW_m"),
            *(office.band(rows[id, effect, place], units[effect]) for effect, place in columns),
        )
        for id in ids
    ]  # fmt: skip
    return Table(office.say(caption), tuple(head), tuple(written))


def _io_multipliers(office: Office) -> Table:
    rows = {(r["id"], r["effect"], r["place"]): r for r in where(office.appraisal.io.multipliers(), kind="I")}
    ids = list(dict.fromkeys(id for id, _, _ in rows))
    columns = [(e, p) for e in ("output", "value_added", "employment") for p in ("nation", "region")]
    round_sum = office.money.round_sum  # people a KRW bn, told for a round sum of the plan's own money
    money = office.money.both(1000 * round_sum)
    per = Text(f"명/{money.ko}", f"people for {money.en}")[office.lang]
    head = [office.say("sector")]
    head += [f"{office.say(e)}, {office.say(p)}" + (f" ({per})" if e == "employment" else "") for e, p in columns]
    written = [
        (office.name(rows[id, "output", "nation"]),
         *(office.band(_times(rows[id, e, p], round_sum if e == "employment" else 1.0), "ratio") for e, p in columns))
        for id in ids
    ]  # fmt: skip
    return Table(office.say("io_multipliers"), tuple(head), tuple(written))


def _times(row: Row, factor: float) -> Row:
    """The row with its quantiles times a factor."""
    return {**row, **{q: factor * row[q] for q in ("p10", "p50", "p90")}}


# --- cost-benefit ------------------------------------------------------------------------------------------------


def cba_section(office: Office) -> Section:
    """Costs and benefits."""
    result = office.appraisal.cost_benefit
    tables = (_cba_summary(office), _cba_lines(office))
    folded = (_cba_sales(office), _cba_variants(office), _cba_deciding(office), _cba_definitions(office))
    figures = tuple(f for f in (_cba_flows(office), _cba_ratio(office), _cba_tornado(office)) if f is not None)
    notes = (*(r[office.lang] for r in result.rules.reasons), *office.notes(result.notes))
    said = [result.verdict(perspective)[office.lang] for perspective in result.perspectives]
    lead = office.say("cba_lead")
    warning = office.appraisal.sales.warning[office.lang]
    return Section(
        "cba", office.say("cba"), lead, said[0], figures, tables, folded, notes, more=said[1], warning=warning
    )


def _cba_flows(office: Office) -> Figure:
    result = office.appraisal.cost_benefit
    frame = office.appraisal.sides_by_year("national")
    years = list(result.years)
    bands = {
        side: {q: frame.filter(side=side)[q].to_list() for q in ("p10", "p50", "p90")} for side in ("cost", "benefit")
    }
    factor, unit = office.axis(max(abs(v) for band in bands.values() for q in band.values() for v in q))
    scaled = {side: {q: [factor * v for v in values] for q, values in band.items()} for side, band in bands.items()}
    last = int(office.appraisal.plan.horizon.end[:4])
    rows = []
    for i, year in enumerate(years):
        cells = [office.band({q: bands[side][q][i] for q in bands[side]}, "KRW_m") for side in ("cost", "benefit")]
        rows.append((str(year), *cells))
    head = (office.say("year"), office.say("cost"), office.say("benefit"))
    title = office.say("cba_flows_title")
    return office.draw(
        "cba-flows", title,
        lambda c: appraisal_charts.flows(c, years, scaled["cost"], scaled["benefit"], unit=unit,
                                         plan_end=(last, office.say("plan_end"))),
        (("line", "key_benefit"), ("dash", "key_cost"), ("band-light", "key_band")),
        Table(title, head, tuple(rows)),
    )  # fmt: skip


def _cba_ratio(office: Office) -> Figure | None:
    result = office.appraisal.cost_benefit
    values = [float(v) for v in result.draws_of("national", "bc") if math.isfinite(v)]
    (row,) = where(result.summary(), perspective="national", what="bc")
    if not values or row["p50"] is None:
        return None
    low, high = min(0.0, row["p2_5"]), max(1.2, row["p97_5"])
    step = _round_step((high - low) / 40)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    bins = appraisal_charts.bins_of(values, low, high, round((high - low) / step))
    said = probability_text(row["probability"], office.appraisal.draws, office.lang)
    title = office.say("cba_bc_title", median=ratio_text(row["p50"]), probability=said)
    rows = tuple(
        (office.ends(number_text(b.low), number_text(b.high)), f"{number_text(b.share, 2)}%")
        for b in bins
        if b.share > 0
    )
    return office.draw(
        "cba-ratio", title,
        lambda c: appraisal_charts.histogram(c, bins, mark=(1.0, office.say("equal")),
                                             unit=office.say("share_of_draws"), x_title=office.say("cba_bc_axis")),
        (("bar", "key_past"), ("bar-without", "key_short")),
        Table(title, (office.say("bc"), office.say("share_of_draws")), rows), office.say("tails"),
    )  # fmt: skip


def _round_step(raw: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, so that 1 stands at the edge of a bar."""
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= raw)


def _cba_tornado(office: Office) -> Figure | None:
    frame = office.appraisal.cost_benefit.sensitivity()
    rows = [r for r in where(frame, perspective="national") if r["npv_low"] is not None and r["swing"]]
    rows = sorted(rows, key=lambda r: -r["swing"])[:MOST_SWINGS]
    if not rows:
        return None
    (npv,) = where(office.appraisal.cost_benefit.summary(), perspective="national", what="npv")
    factor, unit = office.axis(max(abs(v) for r in rows for v in (r["npv_low"], r["npv_high"], npv["p50"])))
    swings = [
        appraisal_charts.Swing(
            office.name(r, "description"), factor * r["npv_low"], factor * r["npv_high"],
            f"{office.write(r['npv_low'], 'KRW_m')} → {office.write(r['npv_high'], 'KRW_m')}",
        )
        for r in rows
    ]  # fmt: skip
    title = office.say("tornado_title", first=swings[0].name)
    return office.draw(
        "cba-deciding", title,
        lambda c: appraisal_charts.tornado(c, swings, middle=factor * npv["p50"],
                                           unit=office.say("tornado_axis", unit=unit)),
        (("bar", "key_high"), ("bar-without", "key_low")),
        _deciding(office, rows),
    )  # fmt: skip


def _cba_summary(office: Office) -> Table:
    head = ("result", "perspective", "median", "interval80", "interval95", "probability", "defined")
    rows = []
    found = office.appraisal.cost_benefit.summary().to_dicts()
    order = list(dict.fromkeys(r["what"] for r in found))
    for r in sorted(found, key=lambda r: order.index(r["what"])):
        odds = r["probability"]
        rows.append((
            office.name(r), office.say(r["perspective"]), _end(office, r, "p50"), _span(office, r, "p10", "p90"),
            _span(office, r, "p2_5", "p97_5"),
            "–" if odds is None else probability_text(odds, office.appraisal.draws, office.lang),
            share_text(r["defined"]),
        ))  # fmt: skip
    return Table(office.say("summary"), tuple(office.say(h) for h in head), tuple(rows))


def _end(office: Office, r: Row, q: str) -> str:
    if r[q] is None:
        return "–"
    if math.isinf(r[q]):
        return office.say("never")
    return ratio_text(r[q]) if r["unit"] == "ratio" else office.write(r[q], r["unit"])


def _span(office: Office, r: Row, low: str, high: str) -> str:
    """A range, its unit said once; an end that is infinite in words."""
    if r[low] is None or r[high] is None:
        return "–"
    if math.isfinite(r[low]) and math.isfinite(r[high]) and r["unit"] == "KRW_m":
        return office.span(r[low], r[high])
    ends = (_end(office, r, low), _end(office, r, high))
    return ends[0] if ends[0] == ends[1] else office.ends(*ends)


def _cba_lines(office: Office) -> Table:
    """Present values of every line, nation and region beside each other."""
    perspectives = office.appraisal.cost_benefit.perspectives
    head = (office.say("line"), *(f"{office.say(p)}: {office.say('mean_and_80')}" for p in perspectives))
    found = {(r["line"], r["perspective"]): r for r in office.appraisal.cost_benefit.benefits().to_dicts()}
    rows = []
    for id in dict.fromkeys(line for line, _ in found):
        here = [found.get((id, p)) for p in perspectives]  # a line may belong to one perspective alone
        counted = [r for r in here if r is not None and r["mean"]]
        if counted:
            name = f"{office.say(counted[0]['side'])}: {office.name(counted[0])}"
            rows.append((name, *(_mean_and_span(office, r) for r in here)))
    return Table(office.say("lines"), head, tuple(rows))


def _mean_and_span(office: Office, r: Row | None) -> str:
    if r is None or not r["mean"]:
        return "–"
    return office.middle_and_ends(r["mean"], r["p10"], r["p90"], "KRW_m")


def _cba_definitions(office: Office) -> Table:
    head = tuple(office.say(h) for h in ("line", "definition", "duplicates", "avoided"))
    rows = [
        (office.name(r), *(office.name(r, key) for key in ("definition", "duplicates", "avoided")))
        for r in where(office.appraisal.cost_benefit.benefits(), perspective="national")
    ]
    return Table(office.say("duplicates"), head, tuple(rows))


def _cba_variants(office: Office) -> Table:
    head = tuple(office.say(h) for h in ("rule", "npv", "interval80", "bc", "bc_over_1"))
    rows = [
        (
            office.name(r), office.write(r["npv"], "KRW_m"),
            office.span(r["p10"], r["p90"]), ratio_text(r["bc"]),
            probability_text(r["probability"], office.appraisal.draws, office.lang),
        )
        for r in where(office.appraisal.cost_benefit.variants(), perspective="national")
    ]  # fmt: skip
    return Table(office.say("variants"), head, tuple(rows))


def _cba_sales(office: Office) -> Table:
    head = tuple(office.say(h) for h in ("sales_factor", "perspective", "npv", "interval80", "bc", "bc_over_1"))
    rows = [
        (
            f"{r['factor']:.2f}", office.say(r["perspective"]), office.write(r["p50"], "KRW_m"),
            office.span(r["p10"], r["p90"]), ratio_text(r["bc"]),
            probability_text(r["probability"], office.appraisal.draws, office.lang),
        )
        for r in office.appraisal.sales.rows()
    ]  # fmt: skip
    for perspective, factor in office.appraisal.sales.switching.items():
        name = office.say("switching_sales", factor="–" if factor is None else f"{factor:.2f}")
        rows.append((name, office.say(perspective), "0", "–", "1.00", "50%"))
    return Table(office.say("sales"), head, tuple(rows))


def _cba_deciding(office: Office, most: int = 15) -> Table:
    return _deciding(office, where(office.appraisal.cost_benefit.sensitivity(), perspective="national")[:most])


def _deciding(office: Office, found: Sequence[Row]) -> Table:
    head = tuple(office.say(h) for h in ("assumption", "at_low", "at_high", "correlation", "switching"))
    rows = [
        (
            f"{office.name(r, 'description')} ({r['id']})", office.write(r["npv_low"], "KRW_m"),
            office.write(r["npv_high"], "KRW_m"), _number(r["rank_correlation"], 2), _number(r["switching"]),
        )
        for r in found
    ]  # fmt: skip
    return Table(office.say("deciding"), head, tuple(rows))


def _number(value: float | None, figures: int = 3) -> str:
    return "–" if value is None or not math.isfinite(value) else number_text(value, figures)


# --- unit costs --------------------------------------------------------------------------------------------------


def unit_answer(office: Office) -> str:
    """The fourth answer: what a net job and a net start-up cost at the plan's end."""
    found = {r["id"]: r for r in _at_plan_end(office)}
    job, startup = (office.band(found[id], "KRW_m") for id in ("job", "startup"))
    month = month_name(office.appraisal.plan.horizon.end, office.lang)
    return office.say("unit_answer", month=month, job=job, startup=startup)


def _at_plan_end(office: Office) -> list[Row]:
    """Net unit costs at the end of the plan: what the answer, the figure and most readers look at."""
    return where(office.appraisal.unit_costs.rows(), basis="net", month=office.appraisal.plan.horizon.end)


def unit_section(office: Office) -> Section:
    """What a unit costs, net and gross, beside the references."""
    costs = office.appraisal.unit_costs
    tables = (_unit_table(office, "net"), _unit_table(office, "gross"))
    figure = _unit_figure(office)
    notes = [f"{office.name(r)}: {office.name(r, 'sentence')}" for r in _at_plan_end(office) if r["reference_class"]]
    return Section(
        "units", office.say("units"), office.say("unit_lead"), unit_answer(office), (figure,) if figure else (), tables,
        (_unit_references(office),), (*notes, *office.notes(costs.notes)),
    )  # fmt: skip


def _unit_figure(office: Office) -> Figure | None:
    costs = office.appraisal.unit_costs
    references: dict[str, list[float]] = {}
    for r in costs.references().to_dicts():
        references.setdefault(r["class"], []).append(r["value"])
    drawn = [r for r in _at_plan_end(office) if r["p50"] is not None and math.isfinite(r["p50"]) and r["p50"] > 0]
    if not drawn:
        return None
    factor, unit = office.axis(max(r["p50"] for r in drawn))
    given = []
    for r in drawn:
        high = r["p90"] if r["p90"] is not None else math.inf
        given.append(appraisal_charts.UnitCost(
            office.name(r), factor * r["p50"], factor * r["p10"],
            factor * (high if math.isfinite(high) else r["p50"]), office.write(r["p50"], "KRW_m"),
            tuple(factor * v for v in references.get(r["reference_class"], ())), not math.isfinite(high),
        ))  # fmt: skip
    month = month_name(office.appraisal.plan.horizon.end, office.lang)
    return office.draw(
        "unit-costs", office.say("unit_title", month=month),
        lambda c: appraisal_charts.unit_costs(c, given, unit=office.say("unit_axis", unit=unit)),
        (("dot", "key_own"), ("band-light", "key_band"), ("square", "key_reference"), ("right", "key_open")),
        _unit_table(office, "net"),
    )  # fmt: skip


def _unit_table(office: Office, basis: str) -> Table:
    head = tuple(office.say(h) for h in ("unit", "month", "count", "cost_per", "nothing_added", "place_of"))
    rows = []
    for r in office.appraisal.unit_costs.rows().filter(basis=basis).to_dicts():
        place = "–" if r["percentile"] is None else office.say("percentile", p=f"{r['percentile']:.0f}")
        rows.append((
            office.name(r), str(r["month"]).replace("-", "\u2011"), _number(r["count_mean"]), office.band(r, "KRW_m"),
            share_text(r["nothing_added"]), place,
        ))  # fmt: skip
    return Table(office.say(f"unit_{basis}"), head, tuple(rows))


def _unit_references(office: Office) -> Table:
    head = tuple(office.say(h) for h in ("place", "quantity", "value", "years", "source"))
    rows = [
        (office.name(r, "place"), office.name(r, "quantity"), office.write(r["value"], "KRW_m")
         if str(r["unit"]).startswith("KRW_m") else f"{number_text(r['value'])} {UNITS[r['unit']].label[office.lang]}",
         str(r["years"]), str(r["source"]))
        for r in office.appraisal.unit_costs.references().to_dicts()
    ]  # fmt: skip
    return Table(office.say("references"), head, tuple(rows))
