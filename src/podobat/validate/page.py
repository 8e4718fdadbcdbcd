"""Known patterns on the console, as JSON and as docs/validation.md: published figures beside simulated ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from podobat.evidence.patterns import read_pattern_gaps
from podobat.money import number_text
from podobat.show.console import page_table
from podobat.show.document import Table as Listed
from podobat.show.json import indented
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_whole
from podobat.texts import LANGUAGES, catalogue
from podobat.units import Text

if TYPE_CHECKING:
    from podobat.validate.result import Finding, Validation

_say = catalogue("validate")

WORDS: dict[str, Text] = {
    "survival": _say("page.words_survival"),
    "growth": _say("page.words_growth"),
    "financing": _say("page.words_financing"),
    "policy": _say("page.words_policy"),
    "talent": _say("page.words_talent"),
    "relocation": _say("page.words_relocation"),
    "adoption": _say("page.words_adoption"),
    "multipliers": _say("page.words_multipliers"),
    "regions": _say("page.words_regions"),
    "inside": _say("page.words_inside"),
    "below": _say("page.words_below"),
    "above": _say("page.words_above"),
    "unknown": _say("page.words_unknown"),
    "close": _say("page.words_close"),
    "loose": _say("page.words_loose"),
    "pattern": _say("page.words_pattern"),
    "published": _say("page.words_published"),
    "median": _say("page.words_median"),
    "interval": _say("page.words_interval"),
    "verdict": _say("page.words_verdict"),
    "fit": _say("page.words_fit"),
    "source": _say("page.words_source"),
    "group": _say("page.words_group"),
    "n_inside": _say("page.words_n_inside"),
    "n_counted": _say("page.words_n_counted"),
}


def validation_text(v: Validation) -> str:
    """The comparison as JSON."""
    return indented(v.to_json_dict())


def summary(v: Validation, lang: str) -> str:
    """How many of the counted figures the simulated 80 % interval holds, in one paragraph."""
    (close_in, close_n), (loose_in, loose_n) = v.by_fit("close"), v.by_fit("loose")
    kin = sum(bool(f.kin) for f in v.counted)
    whole, series = v.by_series()
    return _say(
        "page.summary", n=len(v.counted), groups=len(v.by_group()), inside=len(v.inside),
        outside=len(v.misses), close_in=close_in, close_n=close_n, loose_in=loose_in, loose_n=loose_n, series=series,
        whole=whole, kin=kin
    )[lang]


def print_validation(v: Validation, lang: str, console: Console) -> None:
    """Print every figure, the misses with what they mean, and the summary."""
    console.print(findings_table(v.counted, lang, _say("page.known_patterns")[lang]))
    for f in v.misses:
        assert f.meaning is not None
        console.print(Styled(f"· {f.pattern.name[lang]}: {f.meaning[lang]}"))
    console.print(Styled(summary(v, lang), style="bold"))


def write_page(v: Validation, folder: Path, lang: str) -> Path:
    """Write validate.html in every language: the summary, every figure by group, the misses and what they mean."""
    return write_pages(folder, "validate", lang, {each: validation_page(v, each, lang) for each in LANGUAGES})


def validation_page(v: Validation, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of validate.html."""
    groups = [(g, [f for f in v.counted if f.pattern.group == g]) for g in v.by_group()]
    tables = tuple(page_table(findings_table(findings, lang, WORDS[g][lang])) for g, findings in groups)
    heads = [WORDS[k][lang] for k in ("group", "n_inside", "n_counted")]
    tally = Listed(_say("page.by_group")[lang], tuple(heads), tuple(
        (WORDS[g][lang], str(k), str(n)) for g, (k, n) in v.by_group().items()))  # fmt: skip
    misses = tuple(f"{f.pattern.name[lang]}: {f.meaning[lang]}" for f in v.misses if f.meaning is not None)
    gaps = tuple(gap[lang] for gap in read_pattern_gaps().values())
    facts = ((_say("page.fact_points")[lang], str(v.points)), (_say("page.fact_runs")[lang], str(v.runs)),
             (_say("page.fact_seed")[lang], str(v.seed)))  # fmt: skip
    return Page(
        title=_say("page.known_patterns")[lang],
        facts=facts,
        panels=(
            Panel("summary", _say("page.in_short")[lang], (summary(v, lang), _say("page.document_how")[lang]),
                  tables=(tally,)),
            Panel("figures", _heading("page.document_counted", lang), tables=tables),
            Panel("misses", _heading("page.document_misses", lang), misses),
            Panel("gaps", _heading("page.document_gaps", lang), gaps),
        ),
        command=f"podobat validate {v.case.plan.id} --seed {v.seed} --lang {lang}",
        others=other_pages("validate", asked, lang),
    )  # fmt: skip


def _heading(key: str, lang: str) -> str:
    """A heading of the Markdown page without its marks."""
    return _say(key)[lang].lstrip("# ")


def findings_table(findings: Sequence[Finding], lang: str, title: str) -> Table:
    """One row a figure; the verdict is a word, so no colour stands alone."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_style="bold", title_justify="left", pad_edge=False)
    for name in ("group", "pattern"):
        table.add_column(WORDS[name][lang], overflow="fold")
    for name in ("published", "median", "interval"):
        table.add_column(WORDS[name][lang], justify="right")
    table.add_column(WORDS["verdict"][lang], overflow="fold")
    for f in findings:
        row = [WORDS[f.pattern.group][lang], *_cells(f, lang)]
        table.add_row(*row[:5], Styled(row[5], style="green" if f.inside else "yellow"))
    return table


def _cells(f: Finding, lang: str) -> list[str]:
    """Name with unit, published value, median, interval, verdict."""
    name = f"{f.pattern.name[lang]}{' †' if f.kin else ''} ({f.pattern.series.unit[lang]})"
    return [name, _published(f), _written(f.median), f"{_written(f.low)} – {_written(f.high)}", WORDS[f.verdict][lang]]


def _published(f: Finding) -> str:
    value = ("≤ " if f.pattern.series.relation == "at_most" else "") + _written(f.pattern.value)
    low, high = f.pattern.low, f.pattern.high
    return value if low is None or high is None else f"{value} ({_written(low)} – {_written(high)})"


def _written(x: float) -> str:
    return number_text(x, 3) if x == x else "–"


def write_kept(v: Validation, path: Path) -> Path:
    """Keep the comparison as JSON, with its summary, for the section of the report."""
    told = {lang: summary(v, lang) for lang in LANGUAGES}
    return write_whole(path, json.dumps({**v.to_json_dict(), "summary": told}, ensure_ascii=False, indent=1) + "\n")


# --- docs/validation.md ----------------------------------------------------------------------------------------------


def write_document(v: Validation, path: Path) -> Path:
    """Write docs/validation.md anew from the numbers, whole or not at all."""
    return write_whole(path, document(v))


def document(v: Validation) -> str:
    """The comparison as a page of Markdown, first in Korean, then in English."""
    return "\n".join([*_part(v, "ko"), "", "---", "", *_part(v, "en")]) + "\n"


def _part(v: Validation, lang: str) -> Iterator[str]:
    say = {
        "title": _say("page.document_title"),
        "made": _say(
            "page.document_made", plan_id=v.case.plan.id, points=v.points, runs=v.runs, seed=v.seed,
            fingerprints=v.fingerprints["parameters"]
        ),
        "how": _say("page.document_how"),
        "groups": _say("page.document_groups"),
        "counted": _say("page.document_counted"),
        "misses": _say("page.document_misses"),
        "used": _say("page.document_used"),
        "gaps": _say("page.document_gaps"),
        "definitions": _say("page.document_definitions"),
    }
    yield from (say["title"][lang], "", say["made"][lang], "", f"**{summary(v, lang)}**", "", say["how"][lang], "")
    yield from (say["groups"][lang], "")
    yield from _rows([WORDS[k][lang] for k in ("group", "n_inside", "n_counted")], "lrr",
                     [[WORDS[g][lang], str(k), str(n)] for g, (k, n) in v.by_group().items()])  # fmt: skip
    yield from ("", *_halves(v, lang))
    yield from ("", say["counted"][lang], "", *_finding_rows(v.counted, lang))
    yield from ("", say["misses"][lang], "", *_meanings(v.misses, lang))
    used = [f for f in v.findings if f.standing == "used"]
    yield from ("", say["used"][lang], "", *_finding_rows(used, lang), "", *_meanings(used, lang))
    yield from ("", say["gaps"][lang], "", *(f"- {gap[lang]}" for gap in read_pattern_gaps().values()))
    yield from ("", say["definitions"][lang], "", *_definitions(v.findings, lang))


def _halves(v: Validation, lang: str) -> Iterator[str]:
    """What one half of the groups teaches about the other, both ways round."""
    yield from (_say("page.document_halves")[lang], "", _say("page.halves_how")[lang], "")
    heads = [_say(f"page.halves_{name}")[lang] for name in ("fitted", "judged", "counted", "inside", "width", "score")]
    rows = [
        [", ".join(WORDS[g][lang] for g in half.fitted), ", ".join(WORDS[g][lang] for g in half.judged),
         str(half.counted), "{} → {}".format(*half.inside), *(
             f"{_written(before)} → {_written(after)}" for before, after in (half.width, half.score))]
        for half in v.halves
    ]  # fmt: skip
    yield from _rows(heads, "llrrrr", rows)
    yield ""
    for half in v.halves:
        yield "- " + _say(
            "page.halves_moved" if half.moved else "page.halves_moved_none",
            fitted=Text.of({each: ", ".join(WORDS[g][each] for g in half.fitted) for each in LANGUAGES}),
            moved=", ".join(f"`{id}` {number_text(shift, 2)}" for id, shift in half.moved),
        )[lang]


def _finding_rows(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    columns = ("group", "pattern", "published", "median", "interval", "verdict", "fit", "source")
    rows = [
        [WORDS[f.pattern.group][lang], *_cells(f, lang), WORDS[f.pattern.series.fit][lang], _source(f, lang)]
        for f in findings
    ]
    return _rows([WORDS[k][lang] for k in columns], "llrrrlll", rows)


def _source(f: Finding, lang: str) -> str:
    return "; ".join(f"`{s.id}` {s.who[lang]} ({s.grade})" for s in f.pattern.sources)


def _meanings(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    """Misses with the same meaning on one line."""
    missed = [f for f in findings if f.meaning is not None]
    for meaning, same in groupby(missed, key=lambda f: f.meaning):
        assert meaning is not None
        yield f"- **{'; '.join(f.pattern.name[lang] for f in same)}**: {meaning[lang]}"


def _definitions(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    heads = [WORDS["pattern"][lang], _say("page.as_published")[lang], _say("page.as_simulated")[lang]]
    series = {f.pattern.series.id: f.pattern.series for f in findings}.values()
    yield from _rows(heads, "lll", [[s.name[lang], s.published[lang], s.simulated[lang]] for s in series])
    worked_out = [f for f in findings if f.pattern.how is not None]
    yield ""
    for f in worked_out:
        assert f.pattern.how is not None
        yield f"- {f.pattern.name[lang]} = {_written(f.pattern.value)}: {f.pattern.how[lang]}"


def _rows(heads: Sequence[str], align: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---:' if a == 'r' else '---' for a in align)}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
