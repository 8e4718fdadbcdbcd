"""The report of a forecast: one HTML file that opens anywhere, without a network, in light, dark and print.

The page says only what the forecast holds; every figure on it is formatted here and computed elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podobat.forecast import figures as sections
from podobat.forecast import sides
from podobat.forecast.adoption import adoption
from podobat.forecast.again import as_of, typed
from podobat.forecast.balance import balance_sheet
from podobat.forecast.editions import PARTS
from podobat.forecast.known_facts import known_facts
from podobat.forecast.profiles import Gap, gap, last_month, plan_end, planned_money
from podobat.forecast.sentences import hardest, headline, measure_name, news, promise_text, why
from podobat.forecast.targets import TargetResult
from podobat.forecast.valley import valley
from podobat.show.assumptions import Cited, assumptions, cited, grade_counts
from podobat.show.document import Figure, style, templates
from podobat.show.store import write_whole
from podobat.show.writer import Writer

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
    return write_whole(path, render(forecast, case, lang))


def render(forecast: Forecast, case: Case, lang: str = "ko") -> str:
    """The whole page as HTML."""
    return page_of(content(forecast, case, lang))


def page_of(report: dict[str, Any]) -> str:
    """The content of a report as one self-contained page."""
    return templates("forecast").get_template("report.html.j2").render(report)


def content(forecast: Forecast, case: Case, lang: str = "ko") -> dict[str, Any]:
    """All that the report says, written out and drawn; the page and the PDF only set it."""
    write = Writer.of("forecast", lang, forecast.plan)
    say, words = write.say, write.words
    gaps = [gap(forecast, target) for target in forecast.target_results]
    sources = {**getattr(forecast.parameters, "sources", {}), **case.sources}
    counts = grade_counts(forecast.parameters)
    return {
        "lang": lang,
        "words": words,
        "style": style(),
        "title": say("page.title", name=forecast.plan.name[lang]),
        "name": forecast.plan.name[lang],
        "facts": _facts(forecast, write),
        "headline": headline(forecast.target_results, write),
        "hardest": hardest(forecast.target_results, gaps, write),
        "answers": _answers(forecast, write, gaps, sources),
        "draws": f"{forecast.draws:,}",
        "counted": None,
        "edition": "all",
        "parts": PARTS,
        "approval": (),
        "scenarios": None,
        "excerpts": (),
        "figures": {**_figures(forecast, write), "balance": balance_sheet(forecast, case, write)},
        "keys": {"paths": write.key(sections.FAN_KEY)},
        "groups": assumptions(forecast.parameters, sources, words),
        "counts": counts,
        "known_facts": known_facts(forecast, write),
        "limits": words.lines("limits.list", **counts),
        "notes": [note[lang] for note in forecast.notes if not note.about or note.about not in _ids(forecast)],
        "made": _made(forecast, write),
        "again": _command(forecast, case, lang),
    }


def _ids(forecast: Forecast) -> set[str]:
    return {target.id for target in forecast.target_results}


def _facts(forecast: Forecast, write: Writer) -> list[tuple[str, str]]:
    """The lines under the title: period, budget, horizon, draws, scenario."""
    say, lang = write.say, write.lang
    horizon = forecast.plan.horizon
    planned, announced = (write.amount(m) for m in planned_money(forecast))
    year = say("page.price_year", year=forecast.plan.money.price_year)
    budget = planned if planned == announced else say("page.budget_changed", planned=planned, announced=announced)
    scenario = forecast.scenario_name[lang] if forecast.scenario_name else say("page.scenario_plan")
    return [
        (say("page.meta_period"), f"{write.month(horizon.start)} – {write.month(horizon.end)}"),
        (say("page.meta_budget"), f"{budget} ({year})"),
        (say("page.meta_horizon"), write.month(horizon.forecast_to)),
        (say("page.meta_scenario"), scenario),
        (say("page.meta_draws"), say("page.draws", n=f"{forecast.draws:,}")),
    ]


def _answers(
    forecast: Forecast, write: Writer, gaps: Sequence[Gap], sources: dict[str, Any]
) -> list[Answer]:
    about: dict[str, list[str]] = {}
    for note in news(forecast):
        about.setdefault(note.about, []).append(note[write.lang])
    units = {target.id: target.unit for target in forecast.target_results}
    for view in forecast.views:
        about.setdefault(view.target, []).extend(sides.said(view, units[view.target], forecast.draws, write))
    plan = {target.id: target for target in forecast.plan.targets}
    return [
        _answer(write, result, behind, forecast.draws, plan[result.id], tuple(about.get(result.id, ())), sources)
        for result, behind in zip(forecast.target_results, gaps, strict=True)
    ]


def _answer(
    write: Writer, result: TargetResult, behind: Gap, draws: int, target: Any, notes: tuple[str, ...],
    sources: dict[str, Any],
) -> Answer:  # fmt: skip
    lang, unit, q = write.lang, result.unit, result.quantiles()
    probability = result.odds_with.probability
    return Answer(
        id=result.id,
        name=result.name[lang],
        measure=measure_name(result.measure, lang),
        by=write.month(result.by),
        promise=promise_text(result, write),
        median=write.cell(q["p50"], unit),
        interval80=write.cell_interval(q["p10"], q["p90"], unit),
        interval95=write.cell_interval(q["p2_5"], q["p97_5"], unit),
        net=write.cell(result.quantiles("net")["p50"], unit),
        probability=write.odds(probability, draws),
        percent=100 * probability,
        why=why(result, behind, write),
        notes=notes,
        definition=target.definition[lang],
        reading=target.reading[lang],
        sources=cited(target.source, sources, lang),
    )


def _figures(forecast: Forecast, write: Writer) -> dict[str, list[Figure]]:
    """Every figure, by the section of the page it belongs to: while one is drawn, the next is computed."""
    with ThreadPoolExecutor(2) as pool:
        drawn = {name: pool.submit(figures, forecast, write) for name, figures in SECTIONS.items()}
        return {name: figures.result() for name, figures in drawn.items()}


#: The figures of each section of the page.
SECTIONS: Mapping[str, Callable[[Forecast, Writer], list[Figure]]] = {
    "answer": lambda f, write: [sections.attainment(f, write), *_sides(f, write)],
    "paths": sections.fans,
    "funnels": lambda f, write: [
        sections.funnel(f, write, "funnel-attraction", ATTRACTED, plan_end(f)),
        sections.funnel(f, write, "funnel-founding", FOUNDED, last_month(f), series_a=True),
    ],
    "cash": valley,
    "people": sections.people,
    "adoption": adoption,
    "money": lambda f, write: [sections.money_by_year(f, write), *sections.money_by_programme(f, write)],
    "net": lambda f, write: [sections.gross_and_net(f, write)],
    "variance": lambda f, write: [sections.variance(f, write)],
}  # fmt: skip


def _sides(forecast: Forecast, write: Writer) -> list[Figure]:
    """Targets from all sides, and what to look for at the next reviews; nothing before counting."""
    if not forecast.views:
        return []
    posted = sides.signposts(forecast, write)
    return [sides.sides(forecast, write), *([posted] if posted is not None else [])]


def _made(forecast: Forecast, write: Writer) -> list[tuple[str, str]]:
    say = write.say
    prints = [(say(f"made.{name}") if write.words.known(f"made.{name}") else name, value)
              for name, value in forecast.fingerprints.items()]  # fmt: skip
    return [(say("made.draws"), f"{forecast.draws:,}"), (say("made.seed"), str(forecast.seed)), *prints]


def _command(forecast: Forecast, case: Case, lang: str) -> str:
    scenario = f" --scenario {forecast.scenario}" if forecast.scenario else ""
    return (
        f"podobat forecast {typed(case.folder)}{scenario}{as_of(forecast.told, forecast.since, forecast.months)} "
        f"--draws {forecast.draws} --seed {forecast.seed} --lang {lang}"
    )
