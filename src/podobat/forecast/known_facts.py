"""The section of the report on known patterns: what `make validate` found last, misses first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podobat.evidence.patterns import read_validation
from podobat.money import number_text

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.show.writer import Writer


@dataclass(frozen=True)
class KnownFacts:
    """What the section shows.

    stale     a note when the comparison was made with other parameters than the forecast; else empty
    groups    group, figures inside, figures counted
    misses    name with unit, published, simulated median, 80 % interval
    meanings  names of the misses that share it, and what it means
    """

    summary: str
    stale: str
    groups: tuple[tuple[str, int, int], ...]
    misses: tuple[tuple[str, str, str, str], ...]
    meanings: tuple[tuple[str, str], ...]


def known_facts(forecast: Forecast, write: Writer) -> KnownFacts | None:
    """The section, or None where no comparison was made with this case."""
    kept = read_validation()
    if kept is None or kept["case"] != forecast.case_id:
        return None
    say, lang = write.say, write.lang
    missed = [f for f in kept["findings"] if f["standing"] == "counted" and f["verdict"] != "inside"]
    same = kept["fingerprints"]["parameters"] == forecast.fingerprints.get("parameters")
    meanings: dict[str, list[str]] = {}
    for f in missed:
        meanings.setdefault(f["meaning"][lang], []).append(f["name"][lang])
    return KnownFacts(
        summary=kept["summary"][lang],
        stale="" if same else say("validation.stale"),
        groups=tuple((say(f"pattern_group.{g}"), n["inside"], n["counted"]) for g, n in kept["groups"].items()),
        misses=tuple(_row(f, lang) for f in missed),
        meanings=tuple(("; ".join(names), meaning) for meaning, names in meanings.items()),
    )


def _row(f: Mapping[str, Any], lang: str) -> tuple[str, str, str, str]:
    low, middle, high = (number_text(f["simulated"][q], 3) for q in ("p10", "p50", "p90"))
    published = number_text(f["published"]["value"], 3)
    return f"{f['name'][lang]} ({f['unit'][lang]})", published, middle, f"{low} – {high}"
