"""What a demand and a supplier have in common, in numbers that weights can be learnt for.

    text         likeness of the demand and the supplier's nearest line, 0 to 1 (cosine)
    alike        log of how much likeness reaches the supplier through works like this one and the ties of those who
                 did them, against the mean supplier
    experience   log of the works it has done
    near         1 within one region, else exp(-kilometres / 200)
    named        1 where the demand's text names the place the supplier is in
    tie          1 where the two have worked together
    skills       share of the terms asked for that the supplier's lines cover
    sector       1 where both state the same sector
    size         minus the orders of magnitude between their staff

A past work can be asked as if it were a demand: it is then hidden from the suppliers that did it, so that what they
would be known by without it has to find them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from podobat.evidence.partners import with_wider
from podobat.match.language import ReadText, TextReader
from podobat.match.lines import Lines
from podobat.match.market import Demand, Market
from podobat.match.places import Gazetteer, Spot, kilometres_to

FEATURES = ("text", "alike", "experience", "near", "named", "tie", "skills", "sector", "size")
REACH = 200.0  # kilometres in which nearness falls to 1/e: likeliest of 100, 200, 400 and 800 (docs/match.md)
SHARPNESS = 3.0  # power of the likeness from which works pass something on
RESTART = 0.4  # chance, at every step, that the walk over works and firms starts again at the demand
STEPS = 10
FLOOR = 0.01  # least share of the mean that is told from nothing
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Features:
    """The features of a market; `of_demands` and `of_works` give (row, supplier, feature)."""

    market: Market
    lines: Lines
    reader: TextReader
    gazetteer: Gazetteer

    @classmethod
    def of(cls, market: Market, reader: TextReader, gazetteer: Gazetteer) -> Features:
        """Reads the market's texts and prepares what all pairs share."""
        return cls(market, Lines.of(market, reader), reader, gazetteer)

    def of_demands(self, rows: Sequence[int]) -> Floats:
        """Features of some demands with every supplier, (demand, supplier, feature)."""
        rows = list(rows)
        demands = [self.market.demands[i] for i in rows]
        asked = [self.lines.asked[i] for i in rows]
        out = self._by_text(self.lines.to_demands(rows), np.full(len(rows), -1), asked)
        out[..., 3] = self.near([d.spot for d in demands])
        out[..., 5] = self._ties(demands)
        out[..., 7] = self._same_sector(demands)
        out[..., 8] = self._size(demands)
        return out

    def of_works(self, lines: Sequence[int]) -> Floats:
        """The same for past works, each hidden from those who did it; what a work does not state is 0."""
        lines = list(lines)
        return self._by_text(self.lines.to_lines(lines), np.array(lines), [self.lines.texts[j] for j in lines])

    def _by_text(self, likeness: Floats, hidden: NDArray[np.int64], asked: Sequence[ReadText]) -> Floats:
        """text, alike, experience, named and skills for rows of likeness (row, line); `hidden` is a line or -1."""
        holds, n = self.lines.holds, len(likeness)
        rows = np.flatnonzero(hidden >= 0)
        likeness = np.maximum(likeness, 0.0)
        likeness[rows, hidden[rows]] = 0.0
        had = np.zeros((n, holds.shape[0]))  # does the supplier have the hidden line?
        if len(rows):
            had[rows] = holds[:, hidden[rows]].toarray().T
        out = np.zeros((n, holds.shape[0], len(FEATURES)))
        out[..., 0] = self._best_line(likeness)
        out[..., 1] = self._reached(likeness, hidden, had)
        out[..., 2] = np.log(np.maximum(self._done - had, 1.0))
        out[..., 4] = self._named(asked)
        out[..., 6] = self._skills(asked, hidden)
        return out

    @cached_property
    def _done(self) -> Floats:
        return np.array([max(s.done, len(s.works), 1) for s in self.market.suppliers], dtype=float)

    def _best_line(self, likeness: Floats) -> Floats:
        """The highest likeness among the lines of each supplier; 0 for one without lines."""
        holds = self.lines.holds
        full = np.flatnonzero(np.diff(holds.indptr) > 0)
        out = np.zeros((len(likeness), holds.shape[0]))
        if len(full):
            out[:, full] = np.maximum.reduceat(likeness[:, holds.indices], holds.indptr[full], axis=1)
        return out

    def _reached(self, likeness: Floats, hidden: NDArray[np.int64], had: Floats) -> Floats:
        """A random walk with restart over lines and suppliers, begun at lines like the demand (Tong et al. 2006).

        It goes from a line to a supplier that has it and on to another of that supplier's lines, so that who worked
        with those who did such a thing is reached too.
        """
        holds = self.lines.holds
        most = likeness.max(axis=1, keepdims=True, initial=0.0)
        start = np.divide(likeness, most, out=np.zeros_like(likeness), where=most > 0) ** SHARPNESS
        total = start.sum(axis=1, keepdims=True)
        start = np.divide(start, total, out=start, where=total > 0).T
        sharers = np.maximum(np.asarray(holds.sum(axis=0)), 1.0)[:, None]
        own = np.maximum(np.asarray(holds.sum(axis=1))[:, None] - had.T, 1.0)
        rows = np.flatnonzero(hidden >= 0)
        now = start
        for _ in range(STEPS):
            now = RESTART * start + (1 - RESTART) * (holds.T @ ((holds @ (now / sharers)) / own))
            now[hidden[rows], rows] = 0.0
        reached = (holds @ now).T
        mean = reached.mean(axis=1, keepdims=True)
        return np.log(FLOOR + np.divide(reached, mean, out=np.zeros_like(reached), where=mean > 0))

    @cached_property
    def _spots(self) -> tuple[list[Spot | None], NDArray[np.int64]]:
        """The different spots of the suppliers, and which one each supplier has."""
        spots = list(dict.fromkeys(s.spot for s in self.market.suppliers))
        place = {spot: i for i, spot in enumerate(spots)}
        return spots, np.array([place[s.spot] for s in self.market.suppliers], dtype=np.int64)

    def near(self, asked: Sequence[Spot | None]) -> Floats:
        """How near every supplier is to each of some spots, (spot, supplier)."""
        spots, which = self._spots
        known = {spot: nearness(spot, spots)[which] for spot in dict.fromkeys(asked)}
        return np.stack([known[spot] for spot in asked]) if asked else np.zeros((0, len(which)))

    @cached_property
    def _tied_to(self) -> dict[str, list[int]]:
        """Rows of the suppliers that name somebody among those they worked with."""
        rows: dict[str, list[int]] = {}
        for i, supplier in enumerate(self.market.suppliers):
            for partner in supplier.partners:
                rows.setdefault(partner, []).append(i)
        return rows

    def _ties(self, demands: Sequence[Demand]) -> Floats:
        out = np.zeros((len(demands), len(self.market.suppliers)))
        for i, demand in enumerate(demands):
            out[i, self._tied_to.get(demand.id, [])] = 1.0
            out[i, [r for p in demand.partners if (r := self.market.supplier_row.get(p)) is not None]] = 1.0
        return out

    @cached_property
    def _sectors(self) -> tuple[list[frozenset[str]], NDArray[np.int64]]:
        """The different sets of sectors of the suppliers, and which one each has."""
        sets = list(dict.fromkeys(s.sectors for s in self.market.suppliers))
        place = {one: i for i, one in enumerate(sets)}
        return sets, np.array([place[s.sectors] for s in self.market.suppliers], dtype=np.int64)

    def _same_sector(self, demands: Sequence[Demand]) -> Floats:
        sets, which = self._sectors
        shared = [[float(bool(one & demand.sectors)) for one in sets] for demand in demands]
        return np.array(shared).reshape(len(demands), len(sets))[:, which]

    @cached_property
    def _staff(self) -> Floats:
        return np.array([np.log10(s.staff) if s.staff else np.nan for s in self.market.suppliers])

    def _size(self, demands: Sequence[Demand]) -> Floats:
        asked = np.array([np.log10(d.staff) if d.staff else np.nan for d in demands])
        return np.nan_to_num(-np.abs(asked[:, None] - self._staff[None, :]), nan=0.0)

    def _named(self, asked: Sequence[ReadText]) -> Floats:
        spots, which = self._spots
        out = np.zeros((len(asked), len(which)))
        for i, read in enumerate(asked):
            named = self.gazetteer.named_in(read)
            if named:
                out[i] = np.array([spot is not None and not named.isdisjoint(spot.chain) for spot in spots])[which]
        return out

    @cached_property
    def _terms(self) -> dict[str, int]:
        return {id: i for i, id in enumerate(self.reader.terms)}

    def _term_rows(self, reads: Sequence[ReadText], *, wider: bool) -> Any:
        """(text, term) 1 where the text names the term, or something that is a kind of it."""
        rows, columns = [], []
        for i, read in enumerate(reads):
            ids = {w for t in read.terms for w in (with_wider(t, self.reader.terms) if wider else (t,))}
            rows += [i] * len(ids)
            columns += sorted(self._terms[t] for t in ids)
        shape = (len(reads), max(len(self._terms), 1))
        return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)

    @cached_property
    def offered(self) -> Any:
        """(supplier, term) how many of a supplier's lines name the term or something that is a kind of it."""
        return self.lines.holds @ self._line_terms

    @cached_property
    def _covered(self) -> NDArray[np.bool_]:
        return (self.offered > 0).toarray()

    def covers(self, term: str) -> NDArray[np.bool_]:
        """(supplier) does it have a line that names the term, or something that is a kind of it?"""
        return self._covered[:, self._terms[term]]

    @cached_property
    def named(self) -> tuple[frozenset[str], ...]:
        """The places that each demand names."""
        return tuple(self.gazetteer.named_in(read) for read in self.lines.asked)

    @cached_property
    def _line_terms(self) -> Any:
        return self._term_rows(self.lines.texts, wider=True)

    def _skills(self, asked: Sequence[ReadText], hidden: NDArray[np.int64]) -> Floats:
        wanted = self._term_rows(asked, wider=False)
        count = np.asarray(wanted.sum(axis=1))
        covered = (wanted @ (self.offered > 0).astype(float).T).toarray()
        for i in np.flatnonzero(hidden >= 0):  # without the hidden line
            holders = self.lines.holds[:, [hidden[i]]].nonzero()[0]
            left = self.offered[holders].toarray() - self._line_terms[[hidden[i]]].toarray()
            covered[i, holders] = (left > 0) @ wanted[[i]].toarray().ravel()
        return covered / np.maximum(count, 1.0)[:, None]


def nearness(here: Spot | None, spots: Sequence[Spot | None]) -> Floats:
    """1 within one region, exp(-kilometres / 200) else; 0 where either is unknown."""
    near = np.zeros(len(spots))
    known = [i for i, spot in enumerate(spots) if spot is not None]
    if here is None or not known:
        return near
    there = [spot for spot in spots if spot is not None]
    same = np.array([bool(here.chain[0]) and here.region == spot.region for spot in there])
    near[known] = np.where(same, 1.0, np.exp(-kilometres_to(here, there) / REACH))
    return near
