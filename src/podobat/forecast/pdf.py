"""The report as a PDF: the page's content set on A4 by Typst, with the Korean font that is bundled here.

Nothing is fetched and nothing of the machine is used, so the same report gives the same file everywhere. The file is
tagged (PDF/UA-1): titles, tables and the text of every picture can be read aloud.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from podobat.errors import CannotRun
from podobat.forecast.editions import DRAWN
from podobat.forecast.page import content
from podobat.show.charts import COLOURS
from podobat.show.document import Table, macro, templates
from podobat.show.store import write_whole
from podobat.texts import Words, catalogue

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.forecast.known_facts import KnownFacts
    from podobat.plan import Case

_say = catalogue("forecast")

FAMILY: Final = "Noto Sans CJK KR"
_TWO_COLUMNS = ("paths", "cash")
_VARIABLE = re.compile(r"var\(--(\w+)\)")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # the same report is the same file, whenever it is made


def write_pdf(forecast: Forecast, case: Case, path: Path | str, lang: str = "ko") -> Path:
    """Write the report as a PDF, whole or not at all.

    returns   the path written
    raises    CannotRun where Typst is not installed; OSError when the folder cannot be written to
    """
    return write_whole(path, pdf_of(content(forecast, case, lang)))


def check_typst() -> None:
    """Refuse before anything is simulated, not after. Raises CannotRun where Typst is not installed."""
    try:
        import typst  # noqa: F401
    except ModuleNotFoundError:
        raise CannotRun(_say("pdf.pdf_needs_typst")) from None


def pdf_of(report: Mapping[str, Any]) -> bytes:
    """The content of a report (report.content) as a PDF. Raises CannotRun where Typst is not installed."""
    check_typst()
    import typst

    template = resources.files("podobat.forecast") / "templates" / "report.typ"
    with resources.as_file(resources.files("podobat.show") / "fonts") as fonts:
        compiled: Any = typst.compile(
            template.read_bytes(),
            font_paths=[str(fonts)],  # pyright: ignore[reportArgumentType] - its stubs tie it to the first argument
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(sheet(report), ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=_EPOCH,
        )
    return bytes(compiled)


def sheet(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the Typst template sets: plain values, drawings with their colours and font, and the words it needs."""
    words: Words = report["words"]
    swatch = macro(templates(), "swatch.html.j2", "swatch")

    def key(marks: Any) -> list[tuple[str, str]]:
        return [(printed(str(swatch(mark))), label) for mark, label in marks]

    def figure(f: Any) -> dict[str, Any]:
        return {"title": f.title, "note": f.note, "key": key(f.key), "drawing": printed(f.drawings[0]),
                "table": _table(f.table)}  # fmt: skip

    drawn = {name: [figure(f) for f in figures] for name, figures in report["figures"].items()}
    sections = [
        {"title": words(f"section.{name}"), "lead": words(f"lead.{name}"), "key": key(report["keys"].get(name, ())),
         "figures": drawn[name], "columns": 2 if name in _TWO_COLUMNS else 1}
        for name in DRAWN if drawn.get(name)
    ]  # fmt: skip
    return {
        "lang": report["lang"], "title": report["title"], "facts": report["facts"], "headline": report["headline"],
        "hardest": report["hardest"], "notes": report["notes"], "limits": report["limits"], "made": report["made"],
        "again": report["again"], "words": _words(words, report), "figures": drawn, "sections": sections,
        "answers": [dataclasses.asdict(a) for a in report["answers"]],
        "counted": dataclasses.asdict(report["counted"]) if report.get("counted") else None,
        "edition": report["edition"], "parts": report["parts"], "approval": report["approval"],
        "excerpts": [
            {"title": words(f"section.{e.id}"), "lead": e.lead, "sentences": e.sentences, "notes": e.notes,
             "tables": [_table(t) for t in e.tables]}
            for e in report["excerpts"]
        ],
        "scenarios": _table(report["scenarios"]) if report["scenarios"] is not None else None,
        "groups": [_group(g, words) for g in report["groups"]],
        "known_facts": _known_facts(report["known_facts"], words),
        "tables": [{**_table(f.table), "title": f.title} for fs in report["figures"].values() for f in fs],
    }  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    """A data table as the template sets it."""
    return {"caption": table.caption, "head": table.head, "rows": table.rows}


def printed(drawing: str) -> str:
    """A drawing of the page as one that stands alone: the colours of paper, and our font."""
    drawing = _VARIABLE.sub(lambda m: COLOURS[m[1]], drawing)
    opening = f'<svg font-family="{FAMILY}"'
    if "xmlns=" not in drawing.split(">", 1)[0]:
        opening += ' xmlns="http://www.w3.org/2000/svg"'
    return drawing.strip().replace("<svg", opening, 1)


def _group(group: Any, words: Words) -> dict[str, Any]:
    fields = dataclasses.asdict(group)
    for row in fields["assumptions"]:
        row["grade"] = words(f"evidence.{row['evidence']}")
    return fields


def _known_facts(facts: KnownFacts | None, words: Words) -> dict[str, Any] | None:
    if facts is None:
        return None
    groups = {
        "caption": words("validation.groups"),
        "head": [words(f"validation.{w}") for w in ("group", "inside", "counted")],
        "rows": [[str(x) for x in row] for row in facts.groups],
    }
    misses = {
        "caption": words("validation.misses"),
        "head": [words(f"validation.{w}") for w in ("pattern", "published", "median", "interval")],
        "rows": facts.misses,
    }
    return {"summary": facts.summary, "stale": facts.stale, "groups": groups, "misses": misses,
            "meanings": facts.meanings}  # fmt: skip


def _words(words: Words, report: Mapping[str, Any]) -> dict[str, Any]:
    plain = ("section.answer", "note.wording", "note.heading", "caption.definitions", "section.assumptions",
             "lead.assumptions", "evidence.meaning", "evidence.source_grades", "section.validation", "lead.validation",
             "validation.meaning", "section.limits", "lead.limits", "section.made",
             "lead.made", "made.again")  # fmt: skip
    heads = {
        "answer_head": ("target", "promise", "median", "interval80", "probability", "net"),
        "definition_head": ("target", "definition", "reading", "interval95", "source"),
        "assumption_head": ("parameters_name", "value", "range", "unit", "grade", "source"),
    }
    return {
        **{name: words(name) for name in plain},
        **{name: [words(f"word.{w}") for w in ws] for name, ws in heads.items()},
        "lead.answer": words("lead.answer", draws=report["draws"]),
        "evidence.summary": words("evidence.summary", **report["counts"]),
        "brand": words("page.brand"), "tagline": words("page.tagline"), "contents": words("page.contents"),
        "assumed": words("word.assumed"), "tables": words("section.tables"), "approval": words("page.approval"),
        "section.scenarios": words("section.scenarios"), "lead.scenarios": words("lead.scenarios"),
    }  # fmt: skip
