"""What stands where in a square table, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.input_output.axes import Axes, Line
from podobat.evidence.input_output.table import Read
from podobat.tables import one_line

Array = NDArray[np.float64]


@dataclass
class Square:
    """What stands where in a square table, after the country and the block to be used are chosen.

    sectors      columns of the sectors, in order, and `rows` the row of each
    imported     rows of imported products (of a block IMP, or of other countries)
    extra        rows of value added, output and the like, by key
    demand       columns of final demand, by key
    """

    axes: Axes
    meta: dict[str, tuple[int, str]]
    title: str
    sectors: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)
    imported: list[Line] = field(default_factory=list)
    extra: dict[str, Line] = field(default_factory=dict)
    demand: dict[str, list[Line]] = field(default_factory=dict)
    not_read: list[str] = field(default_factory=list)
    block: str = ""
    isic: bool = False
    country: str = ""


@dataclass
class Data:
    """The numbers of a square table.

    Z         (n, n)  sectors by sectors, in the table's money or as coefficients
    imported  (n,)    imported inputs, where the table tells them
    extra     (n,)    value added, output and the like
    demand    (n,)    columns of final demand, by key
    won       won in the table's money, 1.0 where it plays no part
    """

    Z: Array
    imported: Array | None
    extra: dict[str, Array]
    demand: dict[str, Array]
    won: float = 1.0


def read_of(square: Square) -> Read:
    """What was read of the sheet: rows and columns with a label, and those that play a part."""
    axes = square.axes
    rows = len(square.rows) + len(square.imported) + len(square.extra)
    columns = len(square.sectors) + sum(len(lines) for key, lines in square.demand.items() if key != "passed")
    passed = [one_line(" ".join(t for t in line.labels if t)) for line in square.demand.get("passed", [])]
    return Read(
        len(square.sectors), len(axes.rows), rows, len(axes.columns), columns,
        tuple(dict.fromkeys([*square.not_read, *passed])),
    )  # fmt: skip
