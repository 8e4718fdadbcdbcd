"""The page of an appraisal: one HTML file with every answer, what was left out, and where each number comes from.

The page says only what the appraisal holds; every figure on it is formatted here and computed elsewhere.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podobat.appraise.answer import Section
from podobat.appraise.answers import ANSWERS
from podobat.appraise.cost_benefit.section import summary_table
from podobat.forecast.again import as_of
from podobat.show.assumptions import Assumption, Group, assumptions
from podobat.show.document import style, templates
from podobat.show.excerpts import Excerpt
from podobat.show.writer import Writer
from podobat.texts import Lang

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal
    from podobat.plan import Case

ROOM: Final = "appraise"
#: What stands below the title, in this order; answers add to it.
FACTS: Final = ("period", "analysed", "budget", "rate", "prices", "scenario", "draws")


@dataclass(frozen=True)
class Said:
    """One answer in a few words: its anchor and title, its sentence, and a warning that must stand with it."""

    anchor: str
    title: str
    sentence: str
    warning: str


def writer_of(appraisal: Appraisal, lang: Lang) -> Writer:
    """Writes the words that all answers share, in the money of the plan's reader."""
    return Writer.of(ROOM, lang, appraisal.plan)


def answers(appraisal: Appraisal, lang: Lang = "ko") -> list[Said]:
    """Every answer in a few words, in the order of the page."""
    sections = []
    for answer in ANSWERS:
        write = answer.writer(appraisal, lang)
        warning = answer.warning(write, appraisal)
        sections.append(Said(answer.anchor, write.say("answer.title"), answer.sentence(write, appraisal), warning))
    return sections


def excerpt(appraisal: Appraisal, lang: Lang = "ko") -> Excerpt:
    """The appraisal in short: each answer's sentence with the warning beside it, and the cost-benefit table."""
    write = writer_of(appraisal, lang)
    sentences = []
    for answer in answers(appraisal, lang):
        sentences.append(f"{answer.title}: {answer.sentence}")
        sentences += [f"{write.say('page.warning')}: {answer.warning}"] if answer.warning else []
    lead = write.say("page.excerpt", draws=f"{appraisal.draws:,}", seed=appraisal.forecast.seed)
    tables = ()
    if "cost_benefit" in appraisal.answers:
        tables = (summary_table(Writer.of("appraise.cost_benefit", lang, appraisal.plan), appraisal),)
    return Excerpt("appraisal", write.say("page.title", name=appraisal.plan.name), tuple(sentences), tables, (), lead)


def render(appraisal: Appraisal, case: Case, lang: Lang = "ko") -> str:
    """The whole page as HTML."""
    return page_of(content(appraisal, case, lang))


def page_of(report: dict[str, Any]) -> str:
    """What an appraisal says as one self-contained page."""
    return templates(ROOM).get_template("appraisal.html.j2").render(report)


def content(appraisal: Appraisal, case: Case, lang: Lang = "ko") -> dict[str, Any]:
    """All that the page says, written out and drawn."""
    write = writer_of(appraisal, lang)
    sections = [answer.section(answer.writer(appraisal, lang), appraisal) for answer in ANSWERS]
    return {
        "lang": lang,
        "say": write.say,
        "style": style(),
        "title": write.say("page.title", name=appraisal.plan.name),
        "facts": facts(write, appraisal),
        "draws": f"{appraisal.draws:,}",
        "sections": list(zip(answers(appraisal, lang), sections, strict=True)),
        "prose": _captions(sections, "prose"),
        "worded": _captions(sections, "worded"),
        "left_out": [text[lang] for text in appraisal.left_out],
        "groups": own_parameters(write, appraisal, case),
        "made": made(write, appraisal),
        "again": command(appraisal, lang),
    }


def _captions(sections: list[Section], of: str) -> list[str]:
    return [caption for section in sections for caption in getattr(section, of)]


def facts(write: Writer, appraisal: Appraisal) -> list[tuple[str, str]]:
    """The lines under the title: period, budget, rate, prices, draws, scenario."""
    plan, scenario = appraisal.plan, appraisal.forecast.scenario_name
    terms = {
        "period": f"{write.month(plan.horizon.start)} – {write.month(plan.horizon.end)}",
        "budget": write.amount(plan.won_m(plan.budget)),
        "prices": write.say("fact.year_prices", year=plan.money.price_year),
        "scenario": scenario[write.lang] if scenario is not None else write.say("fact.as_planned"),
        "draws": f"{appraisal.draws:,}",
    }
    lines = {term: (write.say(f"fact.{term}"), fact) for term, fact in terms.items()}
    for answer in ANSWERS:
        own = answer.writer(appraisal, write.lang)
        lines |= {term: (own.say(f"fact.{term}"), fact) for term, fact in answer.facts(own, appraisal).items()}
    return [lines[term] for term in FACTS if term in lines]


def own_parameters(write: Writer, appraisal: Appraisal, case: Case) -> tuple[Group, ...]:
    """The parameters that only this appraisal uses, by group."""
    sources = {**appraisal.sources, **case.sources}
    groups = {
        group: answer.writer(appraisal, write.lang).say(f"group.{group}")
        for answer in ANSWERS for group in answer.groups
    }  # fmt: skip
    written = {group: assumptions(appraisal.parameters_of(group), sources, write.words) for group in sorted(groups)}
    rows: dict[str, list[Assumption]] = {
        group: [a for g in parts for a in g.assumptions] for group, parts in written.items()
    }
    return tuple(Group(groups[group], tuple(parts)) for group, parts in rows.items())


def made(write: Writer, appraisal: Appraisal) -> list[tuple[str, str]]:
    """What made the appraisal."""
    prints = [(write.say("fact.fingerprint", what=name), value) for name, value in appraisal.fingerprints.items()]
    seed = (write.say("fact.seed"), str(appraisal.forecast.seed))
    return [(write.say("fact.draws"), f"{appraisal.draws:,}"), seed, *prints]


def command(appraisal: Appraisal, lang: Lang) -> str:
    """The command that makes this page again."""
    made = appraisal.forecast
    scenario = f" --scenario {made.scenario}" if made.scenario else ""
    known = as_of(made.told, made.since, made.months)
    given = "".join(f" {shlex.quote(word)}" for word in appraisal.asked.options)
    options = f"{scenario}{known}{given} --draws {made.draws} --seed {made.seed} --lang {lang}"
    return f"podobat appraise {made.case_id}{options}"
