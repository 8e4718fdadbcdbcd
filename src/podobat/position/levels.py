"""Totals among the rows: the nation, all industries, and industries that are the sum of finer ones.

A total counted beside its parts would double everything. It is known by its name or by its arithmetic, is taken out
of the table, and where it stands for the nation or for a region as a whole it is kept as the base of the quotients,
because it holds what is withheld in the cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.places import read_heads
from podobat.tables import key

Array = NDArray[np.float64]

_SAME = 0.005  # relative difference that rounding may leave between a total and its parts
_WHOLE = 0.98  # of the sum of the others that a country must reach to be the total of the regions
_NAMED = 0.5  # of that sum that what is called a total must reach: among the others may be some that lie in others
_PART = 0.2  # of a parent that its children must hold, what is withheld in them aside
_MOST_SEARCHED = 2000  # industries among which runs of parts are looked for


def is_nation(name: str) -> bool:
    """Does a name stand for the nation, or for all regions together?"""
    plain = re.sub(r"\d+$", "", key(name))
    return any(plain in read_heads()[words] for words in ("country", "nation", "total"))


def is_country(name: str) -> bool:
    """Is a name for the nation that of a country, which may also be a region among others?"""
    return re.sub(r"\d+$", "", key(name)) in read_heads()["country"]


def is_all_industries(name: str) -> bool:
    """Does a name stand for all industries together?"""
    plain = key(name)
    words = read_heads()
    return (
        plain in words["total"] or plain in words["all_industries"] or plain.endswith("insgesamt")
        or "totalallindustries" in plain
    )  # fmt: skip


@dataclass(frozen=True)
class Total:
    """A row or column that is the sum of others: which one, and how it was known ("name" or "sum")."""

    at: int
    how: str


def nation_of(names: Sequence[str], values: Array) -> Total | None:
    """The region that is the nation: by its name, or because it is the sum of all others in every cell.

    values   (year, region, industry), NaN where missing
    """
    filled = np.nan_to_num(values)
    sizes = filled.sum(axis=(0, 2))
    named = _named(sizes, [is_nation(name) and not is_country(name) for name in names], _NAMED)
    named = _named(sizes, [is_country(name) for name in names], _WHOLE) if named is None else named
    if named is not None:
        return Total(named, "name")
    if len(names) < 3:
        return _larger_everywhere(filled) if len(names) == 2 else None
    return _sum_of_others(filled)


def _named(sizes: Array, named: Sequence[bool], least: float) -> int | None:
    """The one of that name that is about as large as the others together: a country among countries is none."""
    for at in np.flatnonzero(named):
        if sizes[at] >= least * (sizes.sum() - sizes[at]) and sizes[at] > 0:
            return int(at)
    return None


def _sum_of_others(filled: Array) -> Total | None:
    """The entry of the second axis that is the sum of all others in every cell."""
    whole = filled.sum(axis=1)
    slack = 1.0 if np.all(filled == np.round(filled)) else 0.0
    for at in range(filled.shape[1]):
        own = filled[:, at]
        others = whole - own
        if own.sum() > 0 and np.all(np.abs(own - others) <= _SAME * np.maximum(own, others) + slack):
            return Total(at, "sum")
    return None


def _larger_everywhere(values: Array) -> Total | None:
    """Of two regions, the one that is at least ten times as large in every industry: a nation beside its region."""
    filled = values.sum(axis=0)
    for at, other in ((0, 1), (1, 0)):
        both = (filled[at] > 0) | (filled[other] > 0)
        if both.any() and np.all(filled[at][both] >= 10.0 * filled[other][both]):
            return Total(at, "sum")
    return None


def total_of(names: Sequence[str], values: Array) -> Total | None:
    """The industry that is all industries together: by its name, or because it is the sum of all others everywhere."""
    filled = np.nan_to_num(values)
    named = _named(filled.sum(axis=(0, 1)), [is_all_industries(name) for name in names], _NAMED)
    if named is not None:
        return Total(named, "name")
    return _sum_of_others(np.swapaxes(filled, 1, 2)) if len(names) >= 4 else None


def parents(codes: Sequence[str], values: Array) -> list[int]:
    """Industries that are the sum of finer ones in the table: by their codes, or of those that follow them.

    A code that begins another (C and C10, 33 and 333) is its parent where its figures are never below the sum of its
    children; an industry equal to the sum of the two or more that follow it is theirs.

    codes    code of each industry, "" without one
    values   (year, region, industry), NaN where missing
    """
    flat = values.reshape(-1, values.shape[2])
    sums = _parents_by_code(codes, flat)
    known = set(sums)
    if flat.shape[1] <= _MOST_SEARCHED:
        sums += [at for at in _parents_by_sum(flat, known) if at not in known]
    return sorted(sums)


def _parents_by_code(codes: Sequence[str], flat: Array) -> list[int]:
    sums = []
    ordered = sorted((code, at) for at, code in enumerate(codes) if code)
    filled = np.nan_to_num(flat)
    for place, (code, at) in enumerate(ordered):
        below = []
        for other, child in ordered[place + 1 :]:
            if not other.startswith(code):
                break
            if other != code and not any(other.startswith(nearer) for nearer, _ in below):
                below.append((other, child))
        if not below:
            continue
        own, parts = filled[:, at], filled[:, [child for _, child in below]].sum(axis=1)
        if own.sum() > 0 and np.all(own * (1 + _SAME) + 1.0 >= parts) and parts.sum() > _PART * own.sum():
            sums.append(at)
    return sums


def _parents_by_sum(flat: Array, known: set[int]) -> list[int]:
    """Industries equal, in every row, to the sum of two or more that follow them in the table."""
    if np.isnan(flat).any():
        flat = np.nan_to_num(flat)
    n = flat.shape[1]
    running = np.concatenate([np.zeros((flat.shape[0], 1)), np.cumsum(flat, axis=1)], axis=1)
    totals = running[-1] if flat.shape[0] == 1 else running.sum(axis=0)
    sums = []
    for at in range(n - 2):
        own = totals[at + 1] - totals[at]
        if own <= 0:
            continue
        wanted = totals[at + 1] + own
        end = int(np.searchsorted(totals, wanted * (1 - 1e-9), side="left"))
        for last in (end - 1, end, end + 1):
            if last - at - 1 >= 2 and last <= n and _is_sum(flat[:, at], running[:, last] - running[:, at + 1]):
                sums.append(at)
                break
    return [at for at in sums if at not in known]


def _is_sum(own: Array, parts: Array) -> bool:
    return bool(np.all(np.abs(own - parts) <= 1e-6 * np.maximum(np.abs(own), np.abs(parts)))) and own.sum() > 0


def inside_others(codes: Sequence[str]) -> list[int]:
    """Industries that lie inside another one of the table, of which not all is there: manufacturing (C) beside B-E.

    codes   code of each industry, "" without one; ranges of sections such as B-E and M_N
    """
    sections = [set(_sections(code)) for code in codes]
    doubled: set[int] = set()
    for wider in (s for s in sections if len(s) > 1):
        inside = [at for at, own in enumerate(sections) if own and own < wider]
        if set().union(*(sections[at] for at in inside)) < wider:
            doubled.update(inside)
    return sorted(doubled)


def _sections(code: str) -> str:
    """The sections that a code stands for: B-E -> BCDE, M_N -> MN, C -> C; "" for a code of another kind."""
    told = re.fullmatch(r"([A-U])(?:[-_]([A-U]))?", code)
    if told is None:
        return ""
    last = told[2] or told[1]
    return "".join(chr(letter) for letter in range(ord(told[1]), ord(last) + 1))
