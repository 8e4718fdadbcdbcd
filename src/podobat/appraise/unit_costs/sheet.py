"""The sheet of unit costs: net and gross with their quantiles, and the references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podobat.appraise.ledger import QUANTILES, SHARE, Block, Ledger, Number

if TYPE_CHECKING:
    from podobat.appraise.ranges import Row
    from podobat.appraise.result import Appraisal


def sheet(ledger: Ledger, appraisal: Appraisal) -> list[Block]:
    """Unit costs on both bases, what others paid, and what to be careful about."""
    costs, lang, lead = appraisal.unit_costs, ledger.lang, ledger.say("lead.method")
    tables = []
    for basis in ("net", "gross"):
        rows = tuple(_row(ledger, r) for r in costs.rows().filter(basis=basis).to_dicts())
        tables.append(Block(ledger.say(f"caption.{basis}"), _head(ledger), rows, note=lead))
    references = tuple(
        (r[f"place_{lang}"], r[f"quantity_{lang}"], ledger.number(r["value"], r["unit"]), ledger.unit_of(r["unit"]),
         str(r["years"]), str(r["source"]))
        for r in costs.references().to_dicts()
    )  # fmt: skip
    heads = (ledger.say(f"head.{h}") for h in ("place", "quantity", "value", "unit_of", "years", "source"))
    return [
        *tables,
        Block(ledger.say("caption.references"), tuple(heads), references, wrapped=True),
        Block.lines(ledger.say("page.notes"), tuple(note[lang] for note in costs.notes)),
    ]


def _head(ledger: Ledger) -> tuple[str, ...]:
    say = ledger.say
    costs = (say("head.cost_at", unit=ledger.unit, quantile=say(f"quantile.{q}")) for q in QUANTILES)
    first = (say(f"head.{h}") for h in ("item", "month", "count", "ratio_of_means"))
    return (*first, *costs, say("head.nothing_added"), say("head.place_of"))


def _row(ledger: Ledger, r: Row) -> tuple[Any, ...]:
    place = None if r["percentile"] is None else r["percentile"] / 100.0
    return (
        r[f"name_{ledger.lang}"], str(r["month"]), Number(r["count_mean"], "#,##0.0"),
        ledger.money(r["ratio_of_means"]), *(ledger.money(r[q]) for q in QUANTILES), Number(r["nothing_added"], SHARE),
        Number(place, "0%"),
    )  # fmt: skip
