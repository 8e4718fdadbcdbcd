"""A full input-output table as read, whatever the file looked like; and which of its sectors a plan spends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.input_output.industries import NAMES, members
from podobat.texts import Text, catalogue

_say = catalogue("evidence")
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RegionSizes:
    """How large the sectors of a table are in a region and in the nation: output or jobs, the same of both."""

    region: Array
    nation: Array
    file: str
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Read:
    """What was read of the files of a table, and what was not, by name.

    rows, columns     below and right of the heads;  rows_read, columns_read: of them
    not_read          rows, columns, countries and sheets that play no part
    """

    sectors: int
    rows: int
    rows_read: int
    columns: int
    columns_read: int
    not_read: tuple[str, ...] = ()

    def text(self, file: str, year: int) -> Text:
        """One sentence for readers."""
        names = ", ".join(self.not_read[:12]) + (f" … (+{len(self.not_read) - 12})" if len(self.not_read) > 12 else "")
        return _say(
            "table.account", file=file, year=year, sectors=self.sectors, rows=self.rows, rows_read=self.rows_read,
            columns=self.columns, columns_read=self.columns_read,
            left=_say("table.not_used", names=names) if names else "",
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """For the JSON of an appraisal."""
        return {
            "sectors": self.sectors, "rows": self.rows, "rows_read": self.rows_read, "columns": self.columns,
            "columns_read": self.columns_read, "not_read": list(self.not_read),
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Table:
    """A table of n sectors: what each takes from the others, and what comes with a unit of its output.

    A            (n, n)  input coefficients; of domestic products unless `imports_counted`
    value_added  (n,)    in a unit of output, or None where the table does not tell
    employment   (n,)    person-years for a KRW bn of output, or None
    pay          (n,)    of employees, in a unit of output, or None
    basket       (n,)    what households buy from each sector for a unit of pay (no more than one in all), or None
    output       (n,)    output in money, or None: weighs sectors that a plan's sector is made of
    region       sizes of a region's sectors, where the file has them
    codes        of the sectors, or their names;  titles: their names where the table has both
    divisions    of ISIC Rev. 4 of each sector, where the table's codes are of ISIC
    file         as messages name it;  layout: "bank_of_korea", "square", "oecd" or "pairs";  year: of the table
    read         what was read of the files and what was not
    """

    file: str
    layout: str
    year: int
    codes: tuple[str, ...]
    A: Array = field(repr=False)
    value_added: Array | None = field(default=None, repr=False)
    employment: Array | None = field(default=None, repr=False)
    pay: Array | None = field(default=None, repr=False)
    basket: Array | None = field(default=None, repr=False)
    output: Array | None = field(default=None, repr=False)
    imports_counted: bool = False
    region: RegionSizes | None = field(default=None, repr=False)
    notes: tuple[Text, ...] = field(default=(), repr=False)
    titles: tuple[str, ...] = field(default=(), repr=False)
    divisions: tuple[frozenset[int] | None, ...] | None = field(default=None, repr=False)
    read: Read | None = field(default=None, repr=False)

    @property
    def names(self) -> tuple[Text, ...]:
        """Names of the sectors: as the table writes them, in both languages."""
        return tuple(Text.same(name) for name in self.titles or self.codes)

    @property
    def meets(self) -> dict[str, Array]:
        """Weights (n,), which add to one, of the table's sectors in each sector of spending that the table has."""
        names = self.titles or self.codes
        by_sector = {sector: members(sector, names, self.divisions) for sector in NAMES}
        return {sector: self._weights(rows) for sector, rows in by_sector.items() if rows}

    @property
    def bare_codes(self) -> bool:
        """Are its sectors only numbers, which may be of any classification?"""
        return not self.titles and self.divisions is None and all(c.replace("-", "").isdigit() for c in self.codes)

    def _weights(self, rows: Sequence[int]) -> Array:
        size = np.ones(len(self.codes)) if self.output is None else self.output
        weights = np.zeros(len(self.codes))
        weights[list(rows)] = size[list(rows)]
        if weights.sum() <= 0.0:
            weights[list(rows)] = 1.0
        return weights / weights.sum()
