"""Where net jobs come from, on the page and in the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podobat.appraise.answer import Section
from podobat.appraise.ledger import QUANTILES, Block, Ledger, Number
from podobat.forecast.balance import balance_figure
from podobat.forecast.quantiles import named
from podobat.show.writer import Writer
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal

_line = catalogue("forecast")


def sentence(write: Writer, appraisal: Appraisal) -> str:
    """What the region, the rest of the nation and the nation gain at the plan's end."""
    month = next(iter(appraisal.balance.months))
    text = {
        name: write.band(named(appraisal.balance.line(name, month)), "jobs")
        for name in ("net", "here", "rest", "nation")
    }
    return write.say("answer.sentence", month=write.month(month), **text)


def section(write: Writer, appraisal: Appraisal) -> Section:
    """The figure of the forecast's report with its sheet."""
    figure = balance_figure(appraisal.balance.months, Writer.of("forecast", write.lang, appraisal.plan))
    notes = tuple(note[write.lang] for note in appraisal.balance.notes)
    return Section(lead=write.say("lead.method"), figures=(figure,), tables=(figure.table,), notes=notes)


def sheet(ledger: Ledger, appraisal: Appraisal) -> list[Block]:
    """Every line with its quantiles."""
    rows = tuple(
        (_line(f"balance.{r['line']}")[ledger.lang], str(r["month"]), Number(r["mean"], "#,##0"),
         *(Number(r[q], "#,##0") for q in QUANTILES))
        for r in appraisal.balance.rows().to_dicts()
    )  # fmt: skip
    head = (ledger.say("head.item"), ledger.say("head.month"), ledger.say("head.mean"),
            *(ledger.say(f"quantile.{q}") for q in QUANTILES))  # fmt: skip
    notes = tuple(note[ledger.lang] for note in appraisal.balance.notes)
    return [
        Block(ledger.say("caption.sheet"), head, rows, note=ledger.say("lead.method")),
        Block.lines(ledger.say("page.notes"), notes),
    ]
