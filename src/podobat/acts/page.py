"""What an act is worth, as people read it: a table on the console, a page in every language, files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from podobat.acts.result import json_text
from podobat.evidence.provisions import CHANNELS
from podobat.forecast.again import as_of, rests_on
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_table, write_whole
from podobat.show.writer import Writer
from podobat.texts import LANGUAGES
from podobat.value.outcomes import MAIN, NET_JOBS
from podobat.value.panels.cells import effect_text

if TYPE_CHECKING:
    from podobat.acts.result import Acts
    from podobat.forecast.effects import Effect

KINDS: Final = ("special", "general", "sought", "special-late")


def _write(acts: Acts, lang: str) -> Writer:
    return Writer.of("acts", lang, acts.plan)


def _spots(acts: Acts) -> list[int]:
    """The main outcomes at the end of the forecast, people working at the plan's end before them."""
    horizon = acts.plan.horizon
    asked = ((NET_JOBS, horizon.end), *((m, horizon.forecast_to) for m in MAIN))
    return list(dict.fromkeys(acts.outcomes.index(f"{m}@{month}") for m, month in asked))


def _table(w: Writer, acts: Acts, caption: str, rows: Sequence[tuple[str, tuple[Effect, ...]]]) -> Table:
    spots, counted = _spots(acts), acts.outcomes.counted
    heads = [w.say("head.in_month", name=counted[k].name, month=w.month(counted[k].month)) for k in spots]
    units = [counted[k].unit for k in spots]
    cells = tuple(
        (name, *(effect_text(w, effects[k], unit, bare=True) for k, unit in zip(spots, units, strict=True)))
        for name, effects in rows
    )
    return Table(caption, (w.say("head.act"), *heads), cells)


def kinds_table(w: Writer, acts: Acts) -> Table:
    """Each kind of act against none."""
    rows = [(w.say(f"variant.{name}", month=w.month(acts.month)), acts.variants[name].effects) for name in KINDS]
    return _table(w, acts, w.say("caption.kinds"), rows)


def _provisions_table(w: Writer, acts: Acts) -> Table:
    rows = [(w.say("variant.only", name=p.name[w.lang]), acts.variants[f"only:{p.id}"].effects)
            for p in acts.provisions]  # fmt: skip
    rows += [(w.say("variant.without", name=p.name[w.lang]), acts.variants[f"without:{p.id}"].effects)
             for p in acts.provisions]  # fmt: skip
    return _table(w, acts, w.say("caption.provisions"), rows)


def _dates_table(w: Writer, acts: Acts) -> Table:
    """When the act that the plan seeks comes: share of futures in which it is in force, by month."""
    rows = tuple((w.month(m), w.share(share)) for m, share in acts.passed.items())
    return Table(w.say("caption.dates"), (w.say("head.by"), w.say("head.in_force")), rows)


def _parts_table(w: Writer, acts: Acts) -> Table:
    head = (w.say("head.provision"), *(w.say(f"channel.{c}") for c in CHANNELS), w.say("head.nationwide"),
            w.say("head.grade"), w.say("head.why"))  # fmt: skip
    rows = tuple(
        (p.name[w.lang], *(w.share(getattr(p, c)) for c in CHANNELS), w.share(p.nationwide), w.say(f"grade.{p.grade}"),
         p.assumed[w.lang] if p.assumed else "")
        for p in acts.provisions
    )  # fmt: skip
    return Table(w.say("caption.parts"), head, rows, wordy=frozenset({6, 7}))


def said(w: Writer, acts: Acts) -> dict[str, list[str]]:
    """The sentences of the page, by panel."""
    end = acts.plan.horizon.forecast_to
    jobs = acts.outcomes.index(f"{NET_JOBS}@{end}")
    month = w.month(end)

    def text(effect: Effect) -> str:
        return effect_text(w, effect, "jobs")

    special, general = (acts.variants[n].effects[jobs] for n in ("special", "general"))
    only = sorted(acts.provisions, key=lambda p: -acts.variants[f"only:{p.id}"].effects[jobs].mean)
    best = only[0]
    horizon = acts.plan.horizon
    passed = [w.say("said.passed", month=w.month(m), share=w.share(acts.passed[m]))
              for m in dict.fromkeys((horizon.end, horizon.forecast_to))]  # fmt: skip
    return {
        "kinds": [w.say("said.kinds", special=text(special), general=text(general), month=month)],
        "sooner": [w.say("said.sooner", effect=text(acts.month_sooner[jobs]), month=month), *passed],
        "provisions": [w.say("said.best", name=best.name[w.lang], month=month,
                             effect=text(acts.variants[f"only:{best.id}"].effects[jobs]))],
    }  # fmt: skip


def panels(acts: Acts, lang: str) -> list[Panel]:
    """The parts of the page, in order."""
    w = _write(acts, lang)
    sentences = said(w, acts)
    sooner = _table(w, acts, w.say("caption.sooner"), [(w.say("variant.month"), acts.month_sooner)])
    return [
        Panel("kinds", w.say("title.kinds"), tuple(sentences["kinds"]), tables=(kinds_table(w, acts),),
              notes=(*rests_on(acts.told, acts.since, acts.plan.months, lang),
                     w.say("note.kinds", month=w.month(acts.month)))),
        Panel("sooner", w.say("title.sooner"), tuple(sentences["sooner"]), tables=(sooner, _dates_table(w, acts)),
              notes=(w.say("note.date"),)),
        Panel("provisions", w.say("title.provisions"), tuple(sentences["provisions"]),
              tables=(_provisions_table(w, acts), _parts_table(w, acts)), notes=(w.say("note.parts"),)),
    ]  # fmt: skip


def print_acts(acts: Acts, lang: str, console: Console) -> None:
    """Kinds of act, then what the page says."""
    w = _write(acts, lang)
    print_table(kinds_table(w, acts), console)
    for sentences in (*said(w, acts).values(), rests_on(acts.told, acts.since, acts.plan.months, lang)):
        for sentence in sentences:
            console.print(sentence)
    console.print(w.say("note.parts"))


def acts_page(acts: Acts, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of acts.html."""
    w = _write(acts, lang)
    facts = ((w.say("page.draws"), f"{acts.draws:,}"), (w.say("page.from"), w.month(acts.month)))
    known = as_of(acts.told, acts.since, acts.plan.months)
    command = f"podobat acts {acts.case_id}{known} --draws {acts.draws} --seed {acts.seed} --lang {lang}"
    return Page(w.say("page.title", name=acts.plan.name), facts, tuple(panels(acts, lang)), command,
                other_pages("acts", asked, lang))  # fmt: skip


def write_acts(acts: Acts, folder: Path, lang: str) -> Path:
    """Write pages in every language, JSON and the table into a folder. Returns the page asked for."""
    write_whole(folder / "acts.json", json_text(acts) + "\n")
    write_table(acts.table(), folder / "acts.parquet")
    return write_pages(folder, "acts", lang, {each: acts_page(acts, each, lang) for each in LANGUAGES})
