"""A table of counts by region, industry and year, as every rule of this room takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from podobat.texts import Text

Array = NDArray[np.float64]
Kind = Literal["workers", "firms", "value", "shares"]

WITHHELD = float("nan")


@dataclass(frozen=True)
class Industry:
    """One industry: its code as the table writes it ("" without one), and its name in both languages."""

    code: str
    name: Text


@dataclass(frozen=True)
class Account:
    """What was read of the file and what was not: every row and every column is somewhere in it.

    rows          below the head
    rows_read     of them, those whose values went into the table
    left_out      reason -> number of rows
    columns       name -> what it was taken for ("region", "industry", ..., or why it was not read)
    cells         region x industry x year pairs;  empty: pairs without a row or value, counted as 0
    withheld      cells that the table marks as withheld or not known
    """

    rows: int
    rows_read: int
    left_out: Mapping[str, int]
    columns: Mapping[str, str]
    cells: int
    empty: int
    withheld: int

    def to_json(self) -> dict[str, Any]:
        """For the JSON of the answer."""
        return {
            "rows": self.rows, "rows_read": self.rows_read, "left_out": dict(self.left_out),
            "columns": dict(self.columns), "cells": self.cells, "cells_empty": self.empty,
            "cells_withheld": self.withheld,
        }  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """One thing counted by region, industry and year.

    values      (year, region, industry) in `unit`; NaN where withheld, 0 where there is none
    national    (year, industry) as the table itself states it, or None: then it is the sum over the regions
    regional    (year, region) totals as the table itself states them, or None
    population  (year, region), NaN where unknown, or None
    groups      the group of each region (the province of a district), or None
    kind        what is counted;  measure: what the table calls it
    partial     years in which only some regions were counted, with how many: not compared
    """

    file: str
    regions: tuple[Text, ...]
    industries: tuple[Industry, ...]
    years: tuple[int, ...]
    values: Array = field(repr=False)
    kind: Kind
    measure: str
    classification: str = ""
    national: Array | None = field(default=None, repr=False)
    regional: Array | None = field(default=None, repr=False)
    population: Array | None = field(default=None, repr=False)
    groups: tuple[Text, ...] | None = None
    partial: Mapping[int, int] = field(default_factory=dict)
    account: Account | None = field(default=None, repr=False)
    notes: tuple[Text, ...] = ()

    def year_number(self, year: int) -> int:
        """Place of a year; ValueError for one the table does not hold."""
        return self.years.index(year)

    def nation(self, year: int) -> Array:
        """(industry,) of the nation in the year with this number: stated, or the sum over regions."""
        if self.national is not None:
            return self.national[year]
        return np.nansum(self.values[year], axis=0)

    @property
    def has_industries(self) -> bool:
        """Does the table part regions into industries, or give only one amount for each?"""
        return not (len(self.industries) == 1 and not self.industries[0].name.ko)

    @property
    def smallest(self) -> float:
        """The smallest amount that is not nothing: one worker, one firm, the least value in the table."""
        if self.kind in ("workers", "firms"):
            return 1.0
        positive = self.values[self.values > 0]
        return float(positive.min()) if positive.size else 1.0

