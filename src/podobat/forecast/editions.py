"""Editions of the report: one page to decide by, about ten to discuss, or all of it; or the parts that somebody chose.

    edited(content(forecast, case, lang), "one", approval=("팀장", "국장"))
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from podobat.show.document import Table
from podobat.show.excerpts import Excerpt

DRAWN: Final = ("paths", "funnels", "cash", "people", "adoption", "money", "net", "balance", "variance")
#: Other answers of which a report says the most important, where they have been worked out.
EXCERPTS: Final = ("value", "appraisal")
#: Every part that can be left out, in the order of the report; what was promised and its odds always stand in it.
PARTS: Final = (
    "contents", "counted", "scenarios", *EXCERPTS, *DRAWN, "definitions", "assumptions", "validation", "limits", "made",
    "tables",
)  # fmt: skip
EDITIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "one": ("counted",),
    "ten": ("counted", "scenarios", "paths", "money", "limits", "made"),
    "all": PARTS,
}


def edited(
    report: Mapping[str, Any], edition: str, parts: Collection[str] = (), *, approval: Sequence[str] = (),
    scenarios: Table | None = None, excerpts: Mapping[str, Excerpt] = MappingProxyType({}),
) -> dict[str, Any]:  # fmt: skip
    """The content of a report with the parts of an edition.

    edition    one, ten, all; or "own" for the parts given
    approval   who signs, left to right: the boxes on the first page
    scenarios  the odds of saved scenarios
    excerpts   other answers in short, by the part they are
    raises     KeyError for an edition or a part that there is not
    """
    chosen = tuple(p for p in PARTS if p in parts) if edition == "own" else EDITIONS[edition]
    unknown = set(parts) - set(PARTS)
    if unknown:
        raise KeyError(f"no part {sorted(unknown)}")
    drawn = {name: figures if name == "answer" or name in chosen else [] for name, figures in report["figures"].items()}
    return {**report, "figures": {**drawn, "answer": [] if edition == "one" else drawn["answer"]}, "edition": edition,
            "parts": chosen, "approval": tuple(approval), "scenarios": scenarios if "scenarios" in chosen else None,
            "excerpts": tuple(excerpts[part] for part in EXCERPTS if part in chosen and part in excerpts),
            "counted": report["counted"] if "counted" in chosen else None}  # fmt: skip
