"""The report of a forecast: one HTML file that opens anywhere, without a network, in light, dark and print.

The page says only what the forecast holds; every figure on it is formatted here and computed elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podobat.forecast import figures as sections
from podobat.forecast.figures import Desk
from podobat.forecast.profiles import Gap, gap, last_month, plan_end, planned_money
from podobat.forecast.sentences import hardest, headline, measure_name, news, promise_text, why
from podobat.forecast.targets import TargetResult
from podobat.forecast.validated import validated
from podobat.forecast.valley import valley
from podobat.money import Money
from podobat.show.assumptions import Cited, assumptions, cited, grade_counts
from podobat.show.charts import drawn_quickly
from podobat.show.document import Figure, style, templates
from podobat.show.money import in_table, interval, month_name, probability_text
from podobat.show.store import write_whole
from podobat.show.texts import read_words

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.plan import Case

ATTRACTED = ("firms.mou", "firms.opened", "firms.operating", "firms.hq_moved")
FOUNDED = ("startups.founded", "startups.crossed", "startups.closed", "startups.moved_out")


@dataclass(frozen=True)
class Answer:
    """One target as the first page shows it."""

    id: str
    name: str
    measure: str
    by: str
    promise: str
    median: str
    interval80: str
    interval95: str
    net: str
    probability: str
    percent: float  # of the odds, for the bar beside them
    why: str
    notes: tuple[str, ...]
    definition: str
    reading: str
    sources: tuple[Cited, ...]


def write_report(forecast: Forecast, case: Case, path: Path | str, lang: str = "ko") -> Path:
    """Write the report as one self-contained HTML file.

    The file appears whole or not at all: it is written under another name in the same folder and renamed.

    lang      "ko" or "en"
    returns   the path written
    raises    OSError when the folder cannot be written to
    """
    return write_whole(path, render(forecast, case, lang).encode())


def render(forecast: Forecast, case: Case, lang: str = "ko") -> str:
    """The whole page as HTML."""
    return page_of(content(forecast, case, lang))


def page_of(said: dict[str, Any]) -> str:
    """The content of a report as one self-contained page."""
    return templates().get_template("report.html.j2").render(said)


def content(forecast: Forecast, case: Case, lang: str = "ko") -> dict[str, Any]:
    """All that the report says, written out and drawn; the page and the PDF only set it."""
    desk = Desk(forecast, read_words(lang), Money.of_plan(forecast.plan))
    words, money = desk.words, desk.money
    gaps = [gap(forecast, target) for target in forecast.target_results]
    sources = {**getattr(forecast.parameters, "sources", {}), **case.sources}
    counts = grade_counts(forecast.parameters)
    return {
        "lang": lang,
        "words": words,
        "style": style(),
        "title": words("page.title", name=forecast.plan.name[lang]),
        "name": forecast.plan.name[lang],
        "facts": _facts(desk),
        "headline": headline(forecast.target_results, words),
        "hardest": hardest(forecast.target_results, gaps, words, money),
        "answers": _answers(desk, gaps, sources),
        "draws": f"{forecast.draws:,}",
        "counted": None,
        "figures": _figures(desk),
        "keys": {"paths": desk.key(sections.FAN_KEY)},
        "groups": assumptions(forecast.parameters, sources, words),
        "counts": counts,
        "validation": validated(forecast, words),
        "limits": words.lines("limits.list", **counts),
        "notes": [note[lang] for note in forecast.notes if not note.about or note.about not in _ids(forecast)],
        "made": _made(desk),
        "again": _command(forecast, lang),
    }


def _ids(forecast: Forecast) -> set[str]:
    return {target.id for target in forecast.target_results}


def _facts(desk: Desk) -> list[tuple[str, str]]:
    """The lines under the title: period, budget, horizon, draws, scenario."""
    forecast, words, lang = desk.forecast, desk.words, desk.lang
    horizon = forecast.plan.horizon
    planned, announced = (desk.money.text(m, lang) for m in planned_money(forecast))
    year = words("page.price_year", year=forecast.plan.money.price_year)
    budget = planned if planned == announced else words("page.budget_changed", planned=planned, announced=announced)
    scenario = forecast.scenario_name[lang] if forecast.scenario_name else words("page.scenario_plan")
    return [
        (words("page.meta_period"), f"{month_name(horizon.start, lang)} – {month_name(horizon.end, lang)}"),
        (words("page.meta_budget"), f"{budget} ({year})"),
        (words("page.meta_horizon"), month_name(horizon.forecast_to, lang)),
        (words("page.meta_scenario"), scenario),
        (words("page.meta_draws"), words("page.draws", n=f"{forecast.draws:,}")),
    ]


def _answers(desk: Desk, gaps: Sequence[Gap], sources: dict[str, Any]) -> list[Answer]:
    about: dict[str, list[str]] = {}
    for note in news(desk.forecast):
        about.setdefault(note.about, []).append(note[desk.lang])
    plan = {target.id: target for target in desk.forecast.plan.targets}
    return [
        _answer(desk, result, found, plan[result.id], tuple(about.get(result.id, ())), sources)
        for result, found in zip(desk.forecast.target_results, gaps, strict=True)
    ]


def _answer(
    desk: Desk, result: TargetResult, found: Gap, target: Any, notes: tuple[str, ...], sources: dict[str, Any]
) -> Answer:
    lang, money, q = desk.lang, desk.money, result.quantiles()
    write = partial(in_table, unit=result.unit, lang=lang, money=money)
    spread = partial(interval, unit=result.unit, lang=lang, money=money, bare=lang == "en")
    probability = result.odds_with.probability
    return Answer(
        id=result.id,
        name=result.name[lang],
        measure=measure_name(result.measure, lang),
        by=month_name(result.by, lang),
        promise=promise_text(result, lang, money),
        median=write(q["p50"]),
        interval80=spread(q["p10"], q["p90"]),
        interval95=spread(q["p2_5"], q["p97_5"]),
        net=write(result.quantiles("net")["p50"]),
        probability=probability_text(probability, desk.forecast.draws, lang),
        percent=100 * probability,
        why=why(result, found, desk.words, money),
        notes=notes,
        definition=target.definition[lang],
        reading=target.reading[lang],
        sources=cited(target.source, sources),
    )


def _figures(desk: Desk) -> dict[str, list[Figure]]:
    """Every figure, by the section of the page it belongs to."""
    with drawn_quickly():
        return _drawn(desk)


def _drawn(desk: Desk) -> dict[str, list[Figure]]:
    return {
        "answer": [sections.attainment(desk)],
        "paths": sections.fans(desk),
        "funnels": [
            sections.funnel(desk, "funnel-attraction", ATTRACTED, plan_end(desk.forecast)),
            sections.funnel(desk, "funnel-founding", FOUNDED, last_month(desk.forecast), series_a=True),
        ],
        "cash": valley(desk),
        "people": sections.people(desk),
        "money": [sections.money_by_year(desk), sections.money_by_programme(desk)],
        "net": [sections.gross_and_net(desk)],
        "variance": [sections.variance(desk)],
    }  # fmt: skip


def _made(desk: Desk) -> list[tuple[str, str]]:
    forecast, words = desk.forecast, desk.words
    prints = [(words(f"made.{name}") if words.known(f"made.{name}") else name, value)
              for name, value in forecast.fingerprints.items()]  # fmt: skip
    return [(words("made.draws"), f"{forecast.draws:,}"), (words("made.seed"), str(forecast.seed)), *prints]


def _command(forecast: Forecast, lang: str) -> str:
    scenario = f" --scenario {forecast.scenario}" if forecast.scenario else ""
    return (
        f"podobat forecast cases/{forecast.case_id}{scenario} "
        f"--draws {forecast.draws} --seed {forecast.seed} --lang {lang}"
    )
