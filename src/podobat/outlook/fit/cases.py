"""Cases to learn from: series whose ends are known, in folds by programme."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook.logs import log1p_of
from podobat.outlook.model import FOLDS, LESSON_MARKS, UNKNOWN, Inputs, office_of
from podobat.outlook.series import Columns, Series, columns_of

Floats = NDArray[np.float64]

#: Lessons that are no questions, by the column that marks them.
MARKS: Final = {"year": 0, "last": 1}


@dataclass(frozen=True, slots=True)
class Case:
    """A series and how it ended.

    programme   cases of one programme are learnt or held out together
    mark        "" for a question as it would be asked; "year" for the target of a single year, "last" for a target
                as it was last revised, "far" for the target of a year asked about years ahead, "uncounted" without
                its counts
    weight      how much it counts in learning
    """

    series: Series
    end: float
    programme: str
    mark: str = ""
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class Learnt:
    """Cases as arrays, with what was made of them."""

    cases: Sequence[Case]
    columns: Columns
    inputs: Inputs
    office: NDArray[np.int64]
    fold: NDArray[np.int64]
    end: Floats
    asked: NDArray[np.bool_]

    @property
    def met(self) -> NDArray[np.bool_]:
        """Was the target met?"""
        return np.array([c.end >= c.series.target for c in self.cases])


def fold_of_programme(programme: str, salt: str = "lessons") -> int:
    """The fold of a programme, by a hash of its name."""
    return int(hashlib.sha256(f"{salt}|{programme}".encode()).hexdigest()[:8], 16) % FOLDS


def arrays_of(cases: Sequence[Case]) -> Learnt:
    """Cases as arrays; lessons that are no questions have no office, but their marks."""
    columns = columns_of([c.series for c in cases])
    office = office_of(columns)
    asked = np.array([c.mark == "" for c in cases])
    named = np.where(np.array([c.mark in ("", "uncounted") for c in cases]), office, UNKNOWN)
    marks = np.zeros((len(cases), LESSON_MARKS))
    for row, case in enumerate(cases):
        if case.mark in MARKS:
            marks[row, MARKS[case.mark]] = 1.0
    fold = np.array([fold_of_programme(c.programme) for c in cases])
    end = log1p_of(np.array([c.end for c in cases], np.float64))
    return Learnt(cases, columns, Inputs.of(columns, named, marks), office, fold, end, asked)
