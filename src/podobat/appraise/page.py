"""The page of an appraisal: one HTML file with the four answers, what was left out, and where each number comes from.

The page says only what the appraisal holds; every figure on it is formatted here and computed elsewhere.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from podobat.appraise.ahp.section import ahp_answer, ahp_section
from podobat.appraise.sections import (
    Office,
    Section,
    cba_section,
    io_answer,
    io_section,
    unit_answer,
    unit_section,
)
from podobat.appraise.words import WORDS
from podobat.money import Money
from podobat.show.assumptions import Assumption, Group, assumptions
from podobat.show.document import style, templates
from podobat.show.money import month_name, share_text
from podobat.show.texts import read_words
from podobat.units import Text

if TYPE_CHECKING:
    from podobat.appraise.result import Appraisal
    from podobat.plan import Case

OWN_GROUPS = {
    "appraisal": Text("비용편익분석의 모수", "Parameters of the cost-benefit analysis"),
    "multipliers": Text("유발계수", "Coefficients"),
}


def office_of(appraisal: Appraisal, lang: str) -> Office:
    """The appraisal with the language and the money of its reader."""
    return Office(appraisal, lang, Money.of_plan(appraisal.plan))


def answers(appraisal: Appraisal, lang: str = "ko") -> list[tuple[str, str]]:
    """The four answers, a heading and a sentence each."""
    office = office_of(appraisal, lang)
    said = {
        "io": io_answer(office),
        "cba": appraisal.cost_benefit.verdict("national")[lang],
        "ahp": ahp_answer(office),
        "units": unit_answer(office),
    }
    return [(office.say(id), sentence) for id, sentence in said.items()]


def render(appraisal: Appraisal, case: Case, lang: str = "ko") -> str:
    """The whole page as HTML."""
    return page_of(content(appraisal, case, lang))


def page_of(said: dict[str, Any]) -> str:
    """What an appraisal says as one self-contained page."""
    return templates("appraise").get_template("appraisal.html.j2").render(said)


def content(appraisal: Appraisal, case: Case, lang: str = "ko") -> dict[str, Any]:
    """All that the page says, written out and drawn."""
    office = office_of(appraisal, lang)
    sections: list[Section] = [io_section(office), cba_section(office), ahp_section(office), unit_section(office)]
    return {
        "lang": lang,
        "say": office.say,
        "style": style(),
        "title": office.say("title", name=appraisal.plan.name[lang]),
        "facts": facts(office),
        "draws": f"{appraisal.draws:,}",
        "sections": sections,
        "prose": [WORDS[key][lang] for key in ("duplicates", "ahp_weights", "references")],
        "worded": [WORDS[key][lang] for key in ("summary", "ahp_judged", "ahp_consistency")],
        "left_out": [text[lang] for text in appraisal.left_out],
        "groups": own_parameters(appraisal, case, lang),
        "made": made(office),
        "again": command(appraisal, lang),
    }


def facts(office: Office) -> list[tuple[str, str]]:
    """The lines under the title: period, budget, rate, prices, draws, scenario."""
    appraisal, lang, say = office.appraisal, office.lang, office.say
    plan, rules = appraisal.plan, appraisal.cost_benefit.rules
    scenario = appraisal.forecast.scenario_name
    return [
        (say("period"), f"{month_name(plan.horizon.start, lang)} – {month_name(plan.horizon.end, lang)}"),
        (say("analysed"), f"{rules.first_year}–{rules.last_year}"),
        (say("budget"), office.money.text(plan.won_m(plan.budget), lang)),
        (say("rate"), share_text(rules.rate)),
        (say("prices"), say("year_prices", year=rules.price_year)),
        (say("scenario"), scenario[lang] if scenario is not None else say("as_planned")),
        (say("draws"), f"{appraisal.draws:,}"),
    ]


def own_parameters(appraisal: Appraisal, case: Case, lang: str) -> tuple[Group, ...]:
    """The parameters that only this appraisal uses, by group."""
    sources = {**appraisal.sources, **case.sources}
    words = read_words(lang)
    written = {name: assumptions(appraisal.parameters_of(name), sources, words) for name in OWN_GROUPS}
    rows: dict[str, list[Assumption]] = {
        name: [a for g in found for a in g.assumptions] for name, found in written.items()
    }
    return tuple(Group(OWN_GROUPS[name][lang], tuple(found)) for name, found in rows.items())


def made(office: Office) -> list[tuple[str, str]]:
    """What made the appraisal."""
    appraisal, say = office.appraisal, office.say
    prints = [(say("fingerprint", what=name), value) for name, value in appraisal.cost_benefit.fingerprints.items()]
    return [(say("draws"), f"{appraisal.draws:,}"), (say("seed"), str(appraisal.forecast.seed)), *prints]


def command(appraisal: Appraisal, lang: str) -> str:
    """The command that makes this page again."""
    made = appraisal.forecast
    scenario = f" --scenario {made.scenario}" if made.scenario else ""
    given = "".join(f" {option} {shlex.quote(value)}" for option, value in appraisal.files)
    return (
        f"podobat appraise cases/{made.case_id}{scenario}{given} --draws {made.draws} --seed {made.seed} --lang {lang}"
    )

