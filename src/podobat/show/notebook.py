"""A result in a notebook: what its verb prints on the screen, as HTML tables and lines.

    class Forecast(Shown, printer="podobat.forecast.console:print_forecast"): ...

The printer is called as printer(result, lang=..., console=...); it is named, not imported, for it knows the result.
"""

from __future__ import annotations

import os
from html import escape
from importlib import import_module
from io import StringIO
from typing import Any, ClassVar

from podobat.texts import LANGUAGES

_STYLE = (
    "<style>.podobat table{border-collapse:collapse;margin:.4em 0 1em}.podobat caption{text-align:left;font-weight:600;"
    "padding:.2em 0}.podobat th,.podobat td{padding:.2em .7em;border-bottom:1px solid #8884;text-align:right;"
    "vertical-align:top}.podobat .wordy{text-align:left}.podobat p{margin:.2em 0;max-width:50em}</style>"
)


def spoken() -> str:
    """The language in which results show themselves: PODOBAT_LANG, or Korean."""
    asked = os.environ.get("PODOBAT_LANG", LANGUAGES[0])
    return asked if asked in LANGUAGES else LANGUAGES[0]


class Shown:
    """A result that a notebook shows as its verb prints it."""

    __slots__ = ()
    _printer: ClassVar[str]

    def __init_subclass__(cls, *, printer: str = "", **more: Any) -> None:
        super().__init_subclass__(**more)
        if printer:
            cls._printer = printer

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self, lang: str | None = None) -> str:
        """The tables and lines that the verb prints, as HTML; `lang` in place of PODOBAT_LANG."""
        module, _, name = self._printer.partition(":")
        sheet = Sheet()
        getattr(import_module(module), name)(self, lang=lang or spoken(), console=sheet)
        return f'<div class="podobat">{_STYLE}{"".join(sheet.parts)}</div>'


class Sheet:
    """Takes what a console would print."""

    width = 140

    def __init__(self) -> None:
        self.parts: list[str] = []

    def print(self, *things: Any, **_: Any) -> None:
        """Add tables as tables and anything else as a line; styles of the screen are left out."""
        from rich.console import Group
        from rich.padding import Padding
        from rich.table import Table

        for thing in things:
            if isinstance(thing, Table):
                self.parts.append(_table(thing))
            elif isinstance(thing, Group):
                self.print(*thing.renderables)
            elif isinstance(thing, Padding):
                self.print(thing.renderable)
            elif text := _plain(thing).strip():
                lines = "<br>".join(escape(line) for line in text.splitlines())
                self.parts.append(f"<p>{lines}</p>")


    def rule(self, title: Any = "", **_: Any) -> None:
        """A heading."""
        self.parts.append(f"<p><b>{escape(_plain(title))}</b></p>")


def _plain(thing: Any) -> str:
    if isinstance(thing, str):
        from rich.text import Text

        return Text.from_markup(thing).plain
    if plain := getattr(thing, "plain", None):
        return str(plain)
    from rich.console import Console

    written = StringIO()
    Console(file=written, width=Sheet.width, highlight=False, color_system=None).print(thing)
    return written.getvalue()


def _table(table: Any) -> str:
    columns = [(_plain(c.header), c.justify, [_plain(cell) for cell in c.cells]) for c in table.columns]

    def row(tag: str, cells: list[str]) -> str:
        written = (
            f"<{tag}{'' if just == 'right' else ' class=wordy'}>{escape(cell)}</{tag}>"
            for cell, (_, just, _) in zip(cells, columns, strict=True)
        )
        return f"<tr>{''.join(written)}</tr>"

    caption = f"<caption>{escape(_plain(table.title))}</caption>" if table.title else ""
    head = row("th", [name for name, _, _ in columns]) if table.show_header else ""
    body = "".join(row("td", list(cells)) for cells in zip(*(cells for _, _, cells in columns), strict=True))
    return f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>"
