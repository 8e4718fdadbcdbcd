"""Why two belong together, in facts that a person can check: what both name, who did it before, who is near."""

from __future__ import annotations

from dataclasses import dataclass

from podobat.evidence.partners import Term, with_wider
from podobat.match.features import Features
from podobat.match.language import TERM_MARK
from podobat.match.market import Demand, Supplier, Wishes
from podobat.match.places import kilometres_between
from podobat.texts import Text

MOST_TERMS = 4
MOST_WORDS = 3
NEXT_DOOR = 0.5  # kilometres below which two are in one place as far as the table tells


@dataclass(frozen=True)
class Reasons:
    """What speaks for a pair.

    terms       terms of the trades that the demand asks for and the supplier offers, the most telling first
    words       where there is no such term: the words that weigh most in the likeness of their texts
    done        past works of the supplier that name one of the terms
    worked      how many works the supplier has done at all
    tie         have the two worked together?
    through     does it come through firms it worked with, which did such things, rather than through its own texts?
    region      the smallest place both are in, or None;  kilometres: between them where both are known to a town
    named       is the supplier's place named in the demand?
    sectors     sectors both state
    insisted, hoped  sides ("demand", "supplier") that insist on the pair, or hope for it
    """

    terms: tuple[Text, ...] = ()
    words: tuple[str, ...] = ()
    done: int = 0
    worked: int = 0
    tie: bool = False
    through: bool = False
    region: Text | None = None
    kilometres: float | None = None
    named: bool = False
    sectors: tuple[Text, ...] = ()
    insisted: tuple[str, ...] = ()
    hoped: tuple[str, ...] = ()


def shared_terms(features: Features, demand: int, supplier: int) -> list[Term]:
    """Terms that a demand names and a supplier covers, without the wider ones of those that are there."""
    terms = features.reader.terms
    shared = [t for t in features.lines.asked[demand].terms if features.covers(t)[supplier]]
    wider = {w for t in shared for w in with_wider(t, terms)[1:]}
    return [terms[t] for t in shared if t not in wider]


def reasons_for(features: Features, demand: int, supplier: int) -> Reasons:
    """Everything that speaks for one pair, by its rows."""
    market = features.market
    asks, offers = market.demands[demand], market.suppliers[supplier]
    terms = shared_terms(features, demand, supplier)
    words = () if terms else tuple(features.lines.words_in_common(demand, supplier, MOST_WORDS))
    ids = {t.id for t in terms}
    lines = features.lines.of_supplier(supplier)
    done = sum(
        bool(features.lines.works[j])
        and any(not ids.isdisjoint(with_wider(t, features.reader.terms)) for t in features.lines.texts[j].terms)
        for j in lines
    )
    near, far = asks.spot, offers.spot
    region = kilometres = None
    if near and far:
        same = near.chain[0] if near.chain[0] == far.chain[0] else near.region if near.region == far.region else ""
        if same:
            place = features.gazetteer.places[same]
            region = Text(min(place.ko, key=len) if place.ko else place.en[0], place.en[0])
        if near.exact and far.exact and kilometres_between(near, far) >= NEXT_DOOR:
            kilometres = kilometres_between(near, far)
    named = features.named[demand]
    return Reasons(
        tuple(t.name for t in terms[:MOST_TERMS]),
        words,
        done,
        max(offers.done, len(offers.works)),
        offers.id in asks.partners or asks.id in offers.partners,
        not terms and not words,
        region,
        kilometres,
        far is not None and not named.isdisjoint(far.chain),
        _sectors(asks.sectors & offers.sectors, features),
        tuple(s for s, w, o in _sides(asks, offers) if o in w.must),
        tuple(s for s, w, o in _sides(asks, offers) if o in w.hoped),
    )


def _sectors(shared: frozenset[str], features: Features) -> tuple[Text, ...]:
    """Names of the sectors that both state: as terms of the trades without the wider ones, else as written."""
    terms = features.reader.terms
    ids = [s.removeprefix(TERM_MARK) for s in sorted(shared) if s.startswith(TERM_MARK)]
    wider = {w for t in ids for w in with_wider(t, terms)[1:]}
    named = tuple(terms[t].name for t in ids if t not in wider)
    return named or tuple(Text(s, s) for s in sorted(shared))


def _sides(asks: Demand, offers: Supplier) -> tuple[tuple[str, Wishes, str], ...]:
    return (("demand", asks.wishes, offers.id), ("supplier", offers.wishes, asks.id))
