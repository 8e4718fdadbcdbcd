"""Small markets for tests: suppliers and demands in a line each, and the Korean set with its two judgements."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from podobat.evidence import read_parameters
from podobat.evidence.partners import TERMS, read_places, read_terms
from podobat.match.features import Features
from podobat.match.language import TextReader
from podobat.match.market import Demand, Market, Supplier, Wishes
from podobat.match.places import Gazetteer
from podobat.match.result import Match, Options
from podobat.match.rule import match_market

KOREAN = Path(__file__).parent / "korean"
SUPPLIER = Supplier("", "", (), (), 0, frozenset(), None, "", None, 1, frozenset(), Wishes(), 0)
DEMAND = Demand("", "", "", frozenset(), None, "", None, 1, frozenset(), Wishes(), None, None, 0)


@cache
def reader() -> TextReader:
    """Reads against the glossary of the package."""
    return TextReader(read_terms(TERMS))


@cache
def gazetteer() -> Gazetteer:
    """The places of the package."""
    return Gazetteer(read_places())


def supplier(id: str, *works: str, **more: object) -> Supplier:
    """A supplier that has done these works."""
    place = str(more.get("place", ""))
    row = replace(SUPPLIER, id=id, name=id, works=works, done=len(works), spot=gazetteer().find(place))
    return replace(row, **more)  # type: ignore[arg-type]


def demand(id: str, text: str, **more: object) -> Demand:
    """A demand that asks for this."""
    place = str(more.get("place", ""))
    return replace(replace(DEMAND, id=id, name=id, text=text, spot=gazetteer().find(place)), **more)  # type: ignore[arg-type]


def features(suppliers: list[Supplier], demands: list[Demand]) -> Features:
    """What they have in common."""
    return Features.of(Market.of(suppliers, demands), reader(), gazetteer())


def matched(suppliers: list[Supplier], demands: list[Demand], outcomes: tuple = (), **options: object) -> Match:
    """The answer for a small market."""
    chosen = replace(Options(), **options)  # type: ignore[arg-type]
    return match_market(Market.of(suppliers, demands, outcomes), chosen, reader(), gazetteer(), read_parameters())


def pairs(answer: Match) -> set[tuple[str, str]]:
    """Ids of the pairs proposed."""
    return {(answer.demand(p.demand).id, answer.supplier(p.supplier).id) for p in answer.proposals}


def judgements() -> Mapping[tuple[str, str], tuple[int, int]]:
    """(demand, supplier) -> how well they fit by the first and by the second pass: 0 no, 1 perhaps, 2 yes."""
    with (KOREAN / "judged.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["demand"], r["supplier"]): (int(r["first"]), int(r["second"])) for r in rows}
