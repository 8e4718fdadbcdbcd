"""A result made again: the command as somebody types it, and the words for what was known when it was made."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podobat.forecast.targets import told_note

if TYPE_CHECKING:
    from podobat.forecast.views import Told


def typed(folder: Path) -> str:
    """The folder of a case as it was typed; of one named from the root its name alone, which is the same elsewhere."""
    return shlex.quote(folder.name if folder.is_absolute() else folder.as_posix())


def rests_on(told: Told | None, since: int, months: Sequence[str], lang: str) -> tuple[str, ...]:
    """Sentences: which records were known by which day, and from when on anything is still open.

    told   what was counted, or None;  since  the first open month;  months  those of the plan
    """
    return tuple(note[lang] for note in told_note(told, months, since))


def known_json(told: Told | None, since: int, months: Sequence[str]) -> dict[str, Any]:
    """The same for the JSON: `as_of`, what was counted, `open_from`, the first open month; neither before any count.

    told   what was counted, or None;  since  the first open month;  months  those of the plan
    """
    counted = {} if told is None else {"as_of": told._asdict()}
    return {**counted, "open_from": months[since]} if 0 < since < len(months) else counted


def as_of(told: Told | None, since: int, months: Sequence[str]) -> str:
    """The option that has the same known: ' --as-of start', ' --as-of 2021-12-31', or nothing for all records.

    told   what was counted, or None;  since  the first open month;  months  those of the plan
    """
    if told is None:
        return f" --as-of {months[since - 1]}-01" if since > 0 else " --as-of start"
    open_after = months[since - 1] if since > 0 else ""
    return f" --as-of {told.until}" if told.until[:7] == open_after else ""
