"""The sheets of the workbook: a summary, a sheet for every answer, assumptions and sources, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podobat.appraise.answers import ANSWERS
from podobat.appraise.ledger import Block, Ledger, Number
from podobat.appraise.page import answers, command, facts, made, writer_of
from podobat.texts import Lang
from podobat.units import UNITS

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal
    from podobat.plan import Case


def ledger_of(appraisal: Appraisal, lang: Lang) -> Ledger:
    """A ledger in the scale of the plan's budget."""
    write = writer_of(appraisal, lang)
    return Ledger(write, *write.axis("KRW_m", appraisal.plan.won_m(appraisal.plan.budget) or 1.0))


def sheets_of(appraisal: Appraisal, case: Case, lang: Lang) -> dict[str, list[Block]]:
    """Name and blocks of every sheet, in their order."""
    ledger = ledger_of(appraisal, lang)
    own = {answer: ledger.of(answer.room) for answer in ANSWERS}
    return {
        ledger.say("sheet.summary"): _summary(ledger, appraisal),
        **{own[answer].say("answer.sheet"): answer.sheet(own[answer], appraisal) for answer in ANSWERS},
        ledger.say("sheet.sources"): _sources(ledger, appraisal, case),
        ledger.say("sheet.left_out"): _left_out(ledger, appraisal),
    }


def _summary(ledger: Ledger, appraisal: Appraisal) -> list[Block]:
    """Every answer in a sentence, the results in numbers, and how it was all made."""
    say, write = ledger.say, ledger.write
    rows = []
    for one in answers(appraisal, ledger.lang):
        rows += [(one.title, one.sentence), *([(say("page.warning"), one.warning)] if one.warning else [])]
    front = [*facts(write, appraisal), *made(write, appraisal), (say("page.again"), command(appraisal, ledger.lang))]
    lead = say("page.answers_lead", draws=f"{appraisal.draws:,}")
    return [
        Block(say("page.answers"), (say("head.item"), say("head.answer")), tuple(rows), note=lead, wrapped=True),
        *(block for answer in ANSWERS for block in answer.summary(ledger.of(answer.room), appraisal)),
        Block(say("page.made"), (say("head.item"), say("head.value")), tuple(dict.fromkeys(front)), wrapped=True,
              own_page=True),
    ]  # fmt: skip


def _sources(ledger: Ledger, appraisal: Appraisal, case: Case) -> list[Block]:
    """The parameters that only the appraisal uses, the figures that are cited, and definitions of what is counted."""
    say, lang = ledger.say, ledger.lang
    groups = sorted(group for answer in ANSWERS for group in answer.groups)
    parameters = [p for group in groups for p in appraisal.parameters_of(group)]
    rows = []
    for p in parameters:
        d = p.distribution
        spread = (None, None) if d.fixed else (d.low, d.high)
        rows.append((
            p.id, p.description[lang], Number(d.value, "General"), *(Number(x, "General") for x in spread),
            UNITS[p.unit].label[lang], say(f"grade.{p.evidence}"), ", ".join(p.source),
            p.assumed[lang] if p.assumed is not None else "",
        ))  # fmt: skip
    heads = ("name", "value", "low", "high", "unit_of", "grade", "source", "assumed")
    known = {**appraisal.sources, **case.sources}
    cited = dict.fromkeys(id for p in parameters for id in p.source)
    cited |= dict.fromkeys(id for answer in ANSWERS for id in answer.cited(appraisal))
    figures = tuple(
        (s.id, s.meaning[lang], s.value, s.unit, s.as_of, s.grade, s.who[lang], s.called[lang], s.url)
        for s in (known[id] for id in cited if id in known)
    )
    names = ("definition", "value", "unit_of", "as_of", "grade", "publisher", "title")
    return [
        Block(say("page.sources"), ("id", *(say(f"head.{h}") for h in heads)), tuple(rows), note=say("page.grades"),
              wrapped=True),
        Block(say("head.source"), ("id", *(say(f"head.{n}") for n in names), "URL"), figures, wrapped=True),
        *(block for answer in ANSWERS for block in answer.definitions(ledger.of(answer.room), appraisal)),
    ]  # fmt: skip


def _left_out(ledger: Ledger, appraisal: Appraisal) -> list[Block]:
    """What the appraisal does not hold, and what to be careful about."""
    say, lang = ledger.say, ledger.lang
    left_out, notes = (
        tuple((str(i), text[lang]) for i, text in enumerate(texts, 1))
        for texts in (appraisal.left_out, appraisal.notes)
    )
    number, title = say("head.number"), say("page.notes")
    return [
        Block(say("page.left_out"), (number, say("page.left_out")), left_out, note=say("page.left_out_lead"),
              wrapped=True),
        Block(title, (number, title), notes, wrapped=True),
    ]  # fmt: skip
