"""Every version of things in the directory, for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from podobat.web.book.services import token_of
from podobat.web.core.models import Case
from podobat.web.core.texts import words
from podobat.web.directory.models import ACTIONS, STATUSES, Change

MOST = 100
_HIDDEN = {"organisation_id", "counter_id", "record_id", "merged_into_id", "moved"}


def history_of(kind: str, ids: Sequence[int], lang: str) -> list[dict[str, Any]]:
    """The versions of some things of a kind, newest first, each with what it changed; one query."""
    if not ids:
        return []
    changes = list(
        Change.objects.filter(kind=kind, subject__in=list(ids)[:500]).select_related("by").order_by("-id")[:MOST]
    )
    said = words(lang)
    before: dict[tuple[int, int], dict[str, Any]] = {(c.subject, c.version): c.content for c in changes}
    rows = []
    for c in changes:
        former = before.get((c.subject, c.version - 1))
        differ = [
            (said(f"directory.cells.{name}"), _text(former.get(name), lang), _text(now, lang))
            for name, now in c.content.items()
            if former is not None and name not in _HIDDEN and former.get(name) != now
        ]
        rows.append(
            {
                "version": c.version, "action": ACTIONS[c.action][lang], "at": c.at, "why": c.why, "changes": differ,
                "who": str(c.by) if c.by else c.who, "subject": c.subject, "kind": said(f"directory.kinds.{c.kind}"),
            }
        )  # fmt: skip
    return rows


def state_of(case: Case) -> str:
    """Names the state of the directory and of the record book: another one after every change of either."""
    last = Change.objects.filter(case=case).order_by("-id").values_list("id", flat=True).first()
    return f"{last or 0} {token_of(case)}"


def _text(value: Any, lang: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return "; ".join(f"{v[0]} {STATUSES[v[1]][lang]}" if isinstance(v, list) else str(v) for v in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
