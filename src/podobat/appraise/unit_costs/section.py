"""What a unit costs, on the page: net and gross in tables of their own, beside what others paid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podobat.appraise.answer import Section
from podobat.appraise.ranges import Row, band, plain, where
from podobat.appraise.unit_costs import charts
from podobat.money import number_text
from podobat.show.document import Figure, Table
from podobat.show.writer import NONE, Writer
from podobat.units import UNITS

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal


def sentence(write: Writer, appraisal: Appraisal) -> str:
    """What a net job and a net start-up cost at the plan's end."""
    net = {r["id"]: r for r in _at_plan_end(appraisal)}
    job, startup = (band(write, net[id], "KRW_m") for id in ("job", "startup"))
    month = write.month(appraisal.plan.horizon.end)
    return write.say("answer.sentence", month=month, job=job, startup=startup)


def section(write: Writer, appraisal: Appraisal) -> Section:
    """Net unit costs as a picture beside the references, then every unit cost, net and gross."""
    figure, references, lang = _figure(write, appraisal), _references(write, appraisal), write.lang
    placed = (
        write.say("note.placed", name=r[f"name_{lang}"], sentence=r[f"sentence_{lang}"])
        for r in _at_plan_end(appraisal) if r["reference_class"]
    )  # fmt: skip
    return Section(
        lead=write.say("lead.method"),
        figures=(figure,) if figure is not None else (),
        tables=(_table(write, appraisal, "net"), _table(write, appraisal, "gross")),
        folded=(references,),
        notes=(*placed, *(note[lang] for note in appraisal.unit_costs.notes)),
        prose=(references.caption,),
    )


def _at_plan_end(appraisal: Appraisal) -> list[Row]:
    """Net unit costs at the end of the plan: what the answer, the figure and most readers look at."""
    return where(appraisal.unit_costs.rows(), basis="net", month=appraisal.plan.horizon.end)


def _figure(write: Writer, appraisal: Appraisal) -> Figure | None:
    """Own costs with their intervals, references as marks; nothing where no cost is finite."""
    references: dict[str, list[float]] = {}
    for r in appraisal.unit_costs.references().to_dicts():
        references.setdefault(r["class"], []).append(r["value"])
    drawn = [r for r in _at_plan_end(appraisal) if r["p50"] is not None and math.isfinite(r["p50"]) and r["p50"] > 0]
    if not drawn:
        return None
    factor, unit = write.axis("KRW_m", max(r["p50"] for r in drawn))
    bars = []
    for r in drawn:
        high = r["p90"] if r["p90"] is not None else math.inf
        bars.append(charts.Bar(
            r[f"name_{write.lang}"], factor * r["p50"], factor * r["p10"],
            factor * (high if math.isfinite(high) else r["p50"]), write.quantity(r["p50"], "KRW_m"),
            tuple(factor * v for v in references.get(r["reference_class"], ())), not math.isfinite(high),
        ))  # fmt: skip
    axis = write.say("picture.axis", unit=unit)
    return write.draw(
        "unit-costs", write.say("picture.title", month=write.month(appraisal.plan.horizon.end)),
        lambda canvas: charts.unit_costs(canvas, bars, unit=axis),
        ("dot=own", "band-light=band", "square=reference", "right=open"), _table(write, appraisal, "net"),
    )  # fmt: skip


def _table(write: Writer, appraisal: Appraisal, basis: str) -> Table:
    rows = []
    for r in appraisal.unit_costs.rows().filter(basis=basis).to_dicts():
        place = NONE if r["percentile"] is None else write.say("cell.percentile", p=f"{r['percentile']:.0f}")
        rows.append((
            r[f"name_{write.lang}"], str(r["month"]).replace("-", "\u2011"), plain(r["count_mean"]),
            band(write, r, "KRW_m"), write.share(r["nothing_added"]), place,
        ))  # fmt: skip
    heads = ("item", "month", "count", "cost", "nothing_added", "place_of")
    return Table(write.say(f"caption.{basis}"), tuple(write.say(f"head.{h}") for h in heads), tuple(rows))


def _references(write: Writer, appraisal: Appraisal) -> Table:
    rows = tuple(
        (r[f"place_{write.lang}"], r[f"quantity_{write.lang}"], _value(write, r), str(r["years"]), str(r["source"]))
        for r in appraisal.unit_costs.references().to_dicts()
    )
    heads = ("place", "quantity", "value", "years", "source")
    return Table(write.say("caption.references"), tuple(write.say(f"head.{h}") for h in heads), rows)


def _value(write: Writer, r: Row) -> str:
    if str(r["unit"]).startswith("KRW_m"):
        return write.quantity(r["value"], "KRW_m")
    return f"{number_text(r['value'])} {UNITS[r['unit']].label[write.lang]}"
