"""Every version of a record, and what each changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podobat.web.book.models import STATE_NAMES, Record, State
from podobat.web.core.texts import words

MOST = 50  # versions shown; an export has them all
SHOWN = (
    "measure", "value", "unit", "as_of", "period_from", "period_to", "counter", "scope", "coverage", "definition_ko",
    "definition_en", "grade", "source", "note",
)  # fmt: skip


def labels(lang: str) -> dict[str, str]:
    """The names of the columns as people read them."""
    said = words(lang)
    return {column: said(f"book.columns.{column}") for column in ("id", *SHOWN)}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Column, former and new cell, of every cell that differs. An empty coverage is the whole."""
    found = []
    for column in SHOWN:
        was, now = _usual(column, before.get(column, "")), _usual(column, after.get(column, ""))
        if was != now:
            found.append((column, was, now))
    return found


def _usual(column: str, cell: str) -> str:
    cell = cell.strip().replace("\r\n", "\n")
    if column == "coverage":
        return cell or "whole"
    return " ".join(cell.replace(";", " ").split()) if column == "source" else cell


def history_of(record: Record, lang: str, *, names: bool) -> list[dict[str, Any]]:
    """The versions of a record, newest first, each with what it changed.

    names  say who; the public is told only that somebody of the office did
    """
    revisions = list(record.revisions.select_related("by")[: MOST + 1])
    said = labels(lang)
    rows = []
    for i, revision in enumerate(revisions[:MOST]):
        before = revisions[i + 1].content if i + 1 < len(revisions) else None
        changed = differences(before, revision.content) if before is not None else []
        rows.append(
            {
                "version": revision.version,
                "action": revision.action_name(lang),
                "state": STATE_NAMES[State(revision.state)][lang],
                "at": revision.at,
                "who": (str(revision.by) if revision.by else revision.who) if names else "",
                "why": revision.why,
                "changes": [(said[column], was, now) for column, was, now in changed],
            }
        )
    return rows
