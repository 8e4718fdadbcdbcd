"""Who gets nobody, why, and what would help: the skill that nobody here has, the room that is missing, the money.

The reason given is the first that applies: nothing was asked for or can be taken on; every fitting partner is ruled
out; none fits; those that fit are taken; the money is used up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.partners import Term, with_wider
from podobat.match.assign import Limits
from podobat.match.features import Features
from podobat.match.rank import Pairs
from podobat.texts import Text

NEAREST: Final = 3  # partners named as those that would have fitted


@dataclass(frozen=True)
class Unmet:
    """A firm that gets fewer partners than it would take.

    side      "demand" or "supplier";  row, id, name: of the firm
    missing   how many more it would take
    why       none_wanted, no_fit, taken or money
    skills    terms it asks for that no supplier of the table covers (demands only)
    nearest   rows of the other side that would have fitted best
    """

    side: str
    row: int
    id: str
    name: str
    missing: int
    why: str
    skills: tuple[Text, ...]
    nearest: tuple[int, ...]


@dataclass(frozen=True)
class Skill:
    """A term of the trades over the whole table: how many ask for it, offer it, and are left without anybody.

    capacity  demands that its suppliers can take on together
    """

    id: str
    name: Text
    demands: int
    suppliers: int
    capacity: int
    unmet: int


def unmet_of(
    features: Features, pairs: Pairs, fit: NDArray[np.float64], limits: Limits, taken: NDArray[np.bool_], least: float
) -> tuple[Unmet, ...]:
    """Every firm of both sides that gets fewer partners than it would take; demands first, in the order of ids."""
    market = features.market
    sides = (
        ("demand", pairs.demand, pairs.supplier, limits.wanted, limits.capacity, market.demands),
        ("supplier", pairs.supplier, pairs.demand, limits.capacity, limits.wanted, market.suppliers),
    )
    unmet = []
    for side, own, other, would, other_would, firms in sides:
        got = np.bincount(own[taken], minlength=len(would))
        left = other_would - np.bincount(other[taken], minlength=len(other_would))
        open_ = np.flatnonzero(~taken & (fit >= least))
        open_ = open_[np.lexsort((open_, -fit[open_], own[open_]))]
        border = np.searchsorted(own[open_], np.arange(len(firms) + 1))
        for row, firm in enumerate(firms):
            if got[row] >= would[row] and would[row] > 0:
                continue
            best = open_[border[row] : border[row + 1]]
            if would[row] == 0:
                why = "none_wanted"
            elif not len(best):
                why = "no_fit"
            else:
                why = "money" if (left[other[best]] > 0).any() and limits.budget is not None else "taken"
            skills = tuple(t.name for t in _uncovered(features, row)) if side == "demand" else ()
            nearest = tuple(int(other[p]) for p in best[:NEAREST])
            missing = int(max(0, would[row] - got[row]))
            unmet.append(Unmet(side, row, firm.id, firm.name, missing, why, skills, nearest))
    return tuple(unmet)


def _uncovered(features: Features, demand: int) -> list[Term]:
    """The terms of a demand that nobody covers, without wider ones of those that are listed."""
    terms = features.reader.terms
    missing = [t for t in features.lines.asked[demand].terms if not features.covers(t).any()]
    wider = {w for t in missing for w in with_wider(t, terms)[1:]}
    return [terms[t] for t in missing if t not in wider]


def skills_of(features: Features, unmet: Sequence[Unmet]) -> tuple[Skill, ...]:
    """Every term that a demand names, the most wanting first: asked for by the unmet, then by most demands."""
    market, terms = features.market, features.reader.terms
    without = {u.row for u in unmet if u.side == "demand" and u.missing}
    capacity = np.array([s.capacity for s in market.suppliers])
    skills = []
    asked: dict[str, list[int]] = {}
    for d, read in enumerate(features.lines.asked):
        for id in read.terms:
            asked.setdefault(id, []).append(d)
    for id, term in terms.items():
        asking = asked.get(id, [])
        if asking:
            has = features.covers(id)
            left = sum(d in without for d in asking)
            skills.append(Skill(id, term.name, len(asking), int(has.sum()), int(capacity[has].sum()), left))
    return tuple(sorted(skills, key=lambda s: (s.suppliers > 0, -s.unmet, -s.demands, s.id)))
