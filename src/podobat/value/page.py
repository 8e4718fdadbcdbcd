"""What each programme adds and costs, as people read it: a table on the console, a page in every language, files."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from podobat.forecast.again import as_of, rests_on
from podobat.show.charts import standing_alone
from podobat.show.console import print_table
from podobat.show.excerpts import Excerpt, write_excerpts
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_table, write_whole
from podobat.show.writer import Writer
from podobat.texts import LANGUAGES
from podobat.value.outcomes import NET_JOBS, has_demand
from podobat.value.panels import adopted, balanced, changes, held, limits, pairs, programmes, shares, targets
from podobat.value.result import Value, json_text


def writer_of(value: Value, lang: str) -> Writer:
    """Writes in the money of the plan's reader."""
    return Writer.of("value", lang, value.plan)


def print_value(value: Value, lang: str, console: Console) -> None:
    """The programmes by what a net job costs at the plan's end, then what the page says about them."""
    write, end = writer_of(value, lang), value.plan.horizon.end
    print_table(programmes.programmes_table(write, value, end, costs=False), console)
    for sentence in programmes.findings(write, value, value.outcomes.index(f"{NET_JOBS}@{end}")):
        console.print(sentence, soft_wrap=False)
    for sentence in (*rests_on(value.told, value.since, value.plan.months, lang), limits.method(write, value)):
        console.print(sentence, soft_wrap=False)


def value_panels(value: Value, lang: str) -> list[Panel]:
    """Every panel of the page, in order."""
    write = writer_of(value, lang)
    return [
        *(programmes.panel(write, value, n, month) for n, month in enumerate(value.ends)),
        *([adopted.panel(write, value)] if has_demand(value.plan) else []),
        *(each.panel(write, value) for each in (shares, balanced, targets, changes, pairs)),
        *([held.panel(write, value)] if value.sweeps else []),
        limits.panel(write, value),
    ]


def excerpt(value: Value, lang: str) -> Excerpt:
    """The value of the programmes in short, at the plan's end: what a report takes over of the page."""
    write, end = writer_of(value, lang), value.plan.horizon.end
    sentences = programmes.findings(write, value, value.outcomes.index(f"{NET_JOBS}@{end}"))
    lead = write.say("page.excerpt", draws=f"{value.draws:,}", seed=value.seed)
    return Excerpt("value", write.say("page.title", name=value.plan.name), tuple(sentences),
                   (programmes.programmes_table(write, value, end, costs=False),),
                   programmes.reading(write, value), lead)  # fmt: skip


def write_value(value: Value, folder: Path, lang: str) -> Path:
    """Write pages in every language, the forest chart, JSON and tables into a folder. Returns the page asked for."""
    write_whole(folder / "value.json", json_text(value) + "\n")
    for name in ("programmes", "shapley", "interactions", "costs", "changes"):
        write_table(getattr(value, name)(), folder / f"{name}.parquet")
    if value.sweeps:
        write_table(value.sweep(), folder / "sweep.parquet")
    write_excerpts(folder, {each: excerpt(value, each) for each in LANGUAGES})
    k = value.outcomes.index(f"{NET_JOBS}@{value.plan.horizon.end}")
    wide = shares.pictures(writer_of(value, lang), value, k)[0]
    write_whole(folder / f"shares-{lang}.svg", standing_alone(wide))
    return write_pages(folder, "value", lang, {each: value_page(value, each, lang) for each in LANGUAGES})


def value_page(value: Value, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of value.html."""
    write = writer_of(value, lang)
    scenario = value.scenario_name
    facts = {
        "budget": write.amount(value.budget),
        "programmes": str(sum(not p.is_act for p in value.levers)),
        "scenario": scenario[lang] if scenario is not None else write.say("page.as_planned"),
        "draws": f"{value.draws:,}",
        "simulations": f"{value.simulations:,}",
    }
    command = f"podobat value {value.case_id}" + (f" --scenario {value.scenario}" if value.scenario else "")
    command += as_of(value.told, value.since, value.plan.months)
    command += f" --draws {value.draws} --seed {value.seed}" + (f" --orders {value.orders}" if value.orders > 1 else "")
    command += "".join(f" --sweep {id}" for id in dict.fromkeys(s.parameter for s in value.sweeps))
    return Page(
        title=write.say("page.title", name=value.plan.name),
        facts=tuple((write.say(f"page.{term}"), fact) for term, fact in facts.items()),
        panels=tuple(value_panels(value, lang)),
        command=f"{command} --lang {lang}",
        others=other_pages("value", asked, lang),
    )
