"""What the table suggests for a plan: sectors and topics with their evidence, for people and for other verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from podobat.plan import Plan
from podobat.position.bands import Band
from podobat.position.counts import Counts
from podobat.position.portrait import Line, Portrait
from podobat.position.standing import Basket, sectors_of_plan, topics_of_plan
from podobat.texts import Text

MOST_SPECIALITIES = 6
MOST_ENTRIES = 4


@dataclass(frozen=True)
class Suggestion:
    """One sector or topic.

    kind       sector (an industry to count on) or topic (a subject for joint research)
    reason     planned (the plan names it), speciality (firmly more here), entry (related and may come), lacking (an AI
               cluster leans on it and it is firmly less here)
    standing   ahead, level or behind: the interval of the quotient above, about or below 1; unknown without interval
    """

    kind: str
    id: str
    name: Text
    reason: str
    industries: tuple[str, ...]
    count: float
    quotient: Band
    standing: str
    rank: int | None
    odds: Band | None
    leaders: tuple[Text, ...]

    def to_json(self) -> dict[str, Any]:
        """For the JSON of the answer, and for verbs that read it."""
        return {
            "kind": self.kind, "id": self.id, "name": self.name,
            "reason": self.reason, "industries": list(self.industries), "standing": self.standing,
            "evidence": {
                "count": self.count, "quotient": self.quotient.to_json(), "rank": self.rank,
                "entry_odds": self.odds.to_json() if self.odds else None,
                "leaders": list(self.leaders),
            },
        }  # fmt: skip


def standing_of(band: Band) -> str:
    """Above, about or below the nation, by the whole interval."""
    if not band.known:
        return "unknown"
    return "ahead" if band.low >= 1.0 else "behind" if band.high < 1.0 else "level"


def suggestions(
    counts: Counts, place: Portrait, known: Sequence[Basket], leaned_on: Sequence[Basket], plan: Plan | None
) -> tuple[Suggestion, ...]:
    """Sectors and topics for the plan: those it names first, then specialities, likely entries, and what is lacking."""
    ideas = [*_planned(counts, place, known, plan)]
    covered = {code for s in ideas for code in s.industries}
    traded = [line for line in place.more() if line.traded is not False]
    ideas += [
        _of_line(counts, line, "speciality")
        for line in traded[:MOST_SPECIALITIES] if _code(line) not in covered
    ]  # fmt: skip
    ideas += [_of_line(counts, line, "entry") for line in place.entrants()[:MOST_ENTRIES]
              if _code(line) not in covered]  # fmt: skip
    ideas += [
        _of_basket(counts, b, place.at, "sector", b.id, b.name, "lacking")
        for b in leaned_on if standing_of(b.band(place.at)) == "behind"
    ]  # fmt: skip
    return tuple(ideas)


def _planned(counts: Counts, place: Portrait, known: Sequence[Basket], plan: Plan | None) -> Iterator[Suggestion]:
    if plan is None:
        return
    for id, name, basket in sectors_of_plan(plan, known):
        if basket is not None:
            yield _of_basket(counts, basket, place.at, "sector", id, name, "planned")
    for number, (name, basket) in enumerate(topics_of_plan(plan, known), 1):
        if basket is not None:
            yield _of_basket(counts, basket, place.at, "topic", f"topic-{number}", name, "planned")


def _of_basket(counts: Counts, b: Basket, at: int, kind: str, id: str, name: Text, reason: str) -> Suggestion:
    band = b.band(at)
    return Suggestion(
        kind, id, name, reason, tuple(_code_of(counts, i) for i in b.industries), float(b.counts[at]), band,
        standing_of(band), b.rank(at), None, tuple(counts.regions[r] for r in b.ahead(at)),
    )  # fmt: skip


def _of_line(counts: Counts, line: Line, reason: str) -> Suggestion:
    return Suggestion(
        "sector", _code(line).lower() or f"industry-{line.at + 1}", line.industry.name, reason, (_code(line),),
        line.count, line.quotient, standing_of(line.quotient), None, line.odds, (),
    )  # fmt: skip


def _code(line: Line) -> str:
    return line.industry.code or line.industry.name.en


def _code_of(counts: Counts, at: int) -> str:
    return counts.industries[at].code or counts.industries[at].name.en
