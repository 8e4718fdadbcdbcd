"""Where a firm is, how far two are apart, and which places a text names.

    gazetteer = Gazetteer(read_places())
    here = gazetteer.find("광주광역시 북구 첨단과기로 208")      Gwangju, Buk-gu
    gazetteer.kilometres(here, gazetteer.find("나주시"))         about 25

A distance is said only between places known to a town or a district, or between coordinates that a table gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.partners import Place
from podobat.match.language import ReadText

EARTH = 6371.0  # kilometres, mean radius
_SHORT = 2  # Korean place names of so few syllables are taken for a place only where they are tagged as a name
_DISTRICTS = frozenset({"동구", "서구", "남구", "북구", "중구"})  # many cities have them: only with the city beside
_STATIONARY = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is, as well as it is known.

    chain   ids of the places it lies in, the smallest first
    exact   do its coordinates stand for a town or better?
    """

    chain: tuple[str, ...]
    latitude: float
    longitude: float
    exact: bool

    @property
    def region(self) -> str:
        """The province or the country that firms of one region share."""
        chain = list(self.chain)
        return chain[-2] if len(chain) > 1 and chain[-1] == "korea" else chain[-1]


def kilometres_to(here: Spot, spots: Sequence[Spot]) -> NDArray[np.float64]:
    """Distances over the sphere (haversine formula), (spot)."""
    φ, λ = np.radians([[s.latitude, s.longitude] for s in (here, *spots)]).T
    h = np.sin((φ - φ[0]) / 2) ** 2 + np.cos(φ[0]) * np.cos(φ) * np.sin((λ - λ[0]) / 2) ** 2
    return 2 * EARTH * np.arcsin(np.minimum(1.0, np.sqrt(h[1:])))


def kilometres_between(a: Spot, b: Spot) -> float:
    """The distance between two."""
    return float(kilometres_to(a, [b])[0])


class Gazetteer:
    """The places that are known, by every name and code."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = {p.id: p for p in places}
        self._codes = {code: p for p in places for code in p.codes}
        self._by_name: dict[str, list[Place]] = {}
        for place in places:
            for name in (*place.ko, *place.en):
                self._by_name.setdefault(name.casefold(), []).append(place)
        english = sorted({n for p in places for n in p.en}, key=lambda n: (-len(n), n))
        korean = sorted({n for p in places for n in p.ko if n not in _DISTRICTS}, key=lambda n: (-len(n), n))
        self._english = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, english)) + r")(?!\w)")
        self._korean = re.compile("|".join(map(re.escape, korean)))
        self._districts = re.compile(f"({self._korean.pattern})\\s*({'|'.join(sorted(_DISTRICTS))})")

    def chain(self, place: Place) -> tuple[str, ...]:
        """A place and everything it lies in, smallest first."""
        ids = [place.id]
        while self.places[ids[-1]].within:
            ids.append(self.places[ids[-1]].within)
        return tuple(ids)

    def find(self, written: str, coordinates: tuple[float, float] | None = None) -> Spot | None:
        """The place that an address, a name or a code means; None where nothing is known."""
        place = self._find(written.strip())
        if coordinates is not None:
            return Spot(self.chain(place) if place else ("",), *coordinates, exact=True)
        if place is None:
            return None
        return Spot(self.chain(place), place.latitude, place.longitude, exact=self._is_town(place))

    def _is_town(self, place: Place) -> bool:
        metropolitan = any(name.endswith(("특별시", "광역시", "특별자치시")) for name in place.ko)
        return place.level == "city" or metropolitan

    def _find(self, written: str) -> Place | None:
        if written.upper() in self._codes:
            return self._codes[written.upper()]
        best: Place | None = None
        for part in [written, *_STATIONARY.split(written.replace(",", " "))]:
            options = self._by_name.get(part.casefold(), [])
            inside = [p for p in options if best is not None and best.id in self.chain(p)[1:]]
            if inside:
                best = inside[0]
            elif best is None and options and part not in _DISTRICTS:
                best = options[0]
        if best is None and (named := self._english.search(written) or self._korean.match(written)):
            best = self._by_name[named[0].casefold()][0]
        return best

    def named_in(self, read: ReadText) -> frozenset[str]:
        """Ids of the places that a text names, and of what they lie in below the country."""
        places = {self._by_name[m[0].casefold()][0] for m in self._english.finditer(read.text)}
        for match in self._korean.finditer(read.text):
            if len(match[0]) > _SHORT or match[0] in read.names:
                places.add(self._by_name[match[0]][0])
        for match in self._districts.finditer(read.text):
            city = self._by_name[match[1]][0]
            places |= {p for p in self._by_name.get(match[2], []) if p.within == city.id}
        return frozenset(id for place in places for id in self._named_chain(place))

    def _named_chain(self, place: Place) -> tuple[str, ...]:
        """A town that is named stands for its region too, but a Korean one not for all of Korea."""
        return tuple(id for id in self.chain(place) if id != "korea" or place.id == "korea")
