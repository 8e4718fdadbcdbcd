"""What a page is made of - tables, figures - and the templates and the style that every page shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@dataclass(frozen=True)
class Table:
    """A data table: caption, column heads, rows of cells already written out; the first column names the row.

    wordy   columns, counted from 0, that hold words and stand to the left; numbers stand to the right
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wordy: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """One figure of the page. `key` pairs a mark (a CSS class of the swatch) with what it stands for."""

    id: str
    title: str
    drawings: tuple[str, ...]
    key: tuple[tuple[str, str], ...]
    table: Table
    note: str = ""


@cache
def templates(room: str = "show") -> Environment:
    """The templates of a room, and those of the press; they fail loudly on a blank that nothing fills."""
    loaders = [PackageLoader(f"podobat.{name}") for name in dict.fromkeys((room, "show"))]
    return Environment(
        loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def macro(environment: Environment, template: str, name: str) -> Callable[..., Any]:
    """A macro of a template, to be called like a function."""
    return getattr(environment.get_template(template).module, name)


def style() -> Markup:
    """The style sheet of every page."""
    return Markup(resources.files("podobat.show").joinpath("style.css").read_text(encoding="utf-8"))
