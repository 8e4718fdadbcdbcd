"""Pages made of panels: a heading, plain sentences, pictures and tables each; one HTML file, or a part of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from podobat.show.document import Table, macro, style, templates
from podobat.show.store import write_whole
from podobat.texts import LANGUAGES, Lang, language_name, read_words


@dataclass(frozen=True)
class Panel:
    """One part of a page. `key` pairs a mark of the pictures with what it stands for; `pictures` are SVG."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    key: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page: title, facts under it, panels, how it was made, and the same page in other languages.

    others   file, language and its name in itself, as `other_pages` gives them
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    panels: tuple[Panel, ...]
    command: str
    others: tuple[tuple[str, Lang, str], ...]


def render_panels(panels: Sequence[Panel], level: int = 2) -> Markup:
    """Panels as a part of a page that has the style of the report; `level` is that of their headings."""
    panel = macro(templates(), "panels.html.j2", "panel")
    return Markup("").join(panel(p, level) for p in panels)


def render_page(page: Page, lang: str) -> str:
    """The whole page as HTML."""
    body = render_panels(page.panels)
    return templates().get_template("page.html.j2").render(
        page=page, lang=lang, words=read_words(lang), style=style(), body=body
    )  # fmt: skip


def write_pages(folder: Path, name: str, lang: str, pages: dict[str, Page]) -> Path:
    """Write name.html in the language asked for, and name.<lang>.html in every other. Returns the first."""
    for language, page in pages.items():
        write_whole(folder / page_file(name, lang, language), render_page(page, language))
    return folder / page_file(name, lang, lang)


def other_pages(name: str, asked: Lang, lang: Lang) -> tuple[tuple[str, Lang, str], ...]:
    """The same page in every other language, for its head: file, language, what that calls itself."""
    return tuple((page_file(name, asked, other), other, language_name(other)) for other in LANGUAGES if other != lang)


def page_file(name: str, asked: Lang, lang: Lang) -> str:
    """The file name of a page in a language, when `asked` is the language that was asked for."""
    return f"{name}.html" if lang == asked else f"{name}.{lang}.html"
