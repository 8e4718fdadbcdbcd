"""Which part each field of a plan plays: what is ours to choose, what is not, what is given, what comes of it.

    lever         ours to choose: money, who pays, works, an act that is sought
    uncertainty   not ours to choose: when the act passes, how the venture climate turns
    constant      given: names, the calendar, the region as it is counted
    outcome       what comes of it: targets and promised dates

The same four words stand in parameter files (`role:`; a parameter is no outcome), in results and on pages.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final, get_args, get_type_hints

ROLES: Final = ("lever", "uncertainty", "constant", "outcome")

_OF_A_PLAN: Final = {
    "": "constant",
    "programmes": "constant",
    "programmes.budget": "lever",
    "programmes.funding": "lever",
    "programmes.spending": "lever",
    "programmes.unit_cost": "lever",
    "programmes.facility": "lever",
    "programmes.facility.built_share": "constant",
    "programmes.training": "lever",
    "programmes.fund": "lever",
    "programmes.adoption": "lever",
    "programmes.topics": "lever",
    "programmes.anchor": "lever",
    "programmes.infrastructure": "lever",
    "programmes.chips": "lever",
    "programmes.local": "uncertainty",
    "targets": "outcome",
    "milestones": "outcome",
    "law": "constant",
    "law.wanted": "lever",
    "law.effective": "uncertainty",
    "climate": "uncertainty",
    "ties.later": "lever",
    "levers": "lever",
}  # fmt: skip


def role_of(path: str) -> str:
    """The role of a field of plan.yaml: "programmes.budget" and anything below it is a lever.

    path   keys without ids and years, as in `fields_of`
    """
    while path not in _OF_A_PLAN:
        path = path.rpartition(".")[0]
    return _OF_A_PLAN[path]


def fields_of(record: type, prefix: str = "") -> Iterator[str]:
    """Paths of all fields of a record and of the records inside it: "money.currency", "programmes.facility.start"."""
    hints = get_type_hints(record)
    for field in dataclasses.fields(record):
        if "kind" in field.metadata:
            path = f"{prefix}{field.metadata.get('key') or field.name}"
            yield path
            for inner in _records(hints[field.name]):
                yield from fields_of(inner, f"{path}.")


def _records(hint: Any) -> Iterator[type]:
    """The records of several fields that a type mentions: of `tuple[Sector, ...]` it is Sector."""
    written = dataclasses.fields(hint) if isinstance(hint, type) and dataclasses.is_dataclass(hint) else ()
    if any("kind" in field.metadata for field in written):
        yield hint
    for part in get_args(hint):
        yield from _records(part)
