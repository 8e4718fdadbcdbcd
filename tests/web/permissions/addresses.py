"""Every address of the application, as Django resolves them, with values that fit its blanks."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

SAMPLES = {"slug": "x", "int": 1, "str": "x", "path": "x/y", "uuid": "00000000-0000-4000-8000-000000000000"}


def _walk(
    entries: list[URLPattern | URLResolver], space: str, blanks: dict[str, str]
) -> Iterator[tuple[str, dict[str, str]]]:
    for entry in entries:
        own = {name: type(c).__name__.removesuffix("Converter").lower() for name, c in entry.pattern.converters.items()}
        kinds = {**blanks, **{name: {"string": "str"}.get(kind, kind) for name, kind in own.items()}}
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, kinds)
        else:
            yield f"{space}{entry.name}", kinds


def addresses() -> dict[str, dict[str, str]]:
    """Name of every address, with the kind of each of its blanks."""
    return dict(_walk(get_resolver().url_patterns, "", {}))


def address(name: str, kinds: dict[str, str], slug: str) -> str:
    """An address with this name; it leads to nothing that exists, except the case."""
    blanks = {blank: slug if blank == "case" else SAMPLES[kind] for blank, kind in kinds.items()}
    return reverse(name, kwargs=blanks)
