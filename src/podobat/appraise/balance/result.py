"""The balance of net jobs: what the region gains, what the rest of the nation loses, what is new to the nation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.beside import NothingBeside
from podobat.evidence import Parameters
from podobat.forecast.balance import LINES, Balance
from podobat.forecast.quantiles import named
from podobat.forecast.targets import Note
from podobat.show.json import cleaned
from podobat.texts import catalogue

if TYPE_CHECKING:
    import polars as pl

_say = catalogue("appraise.balance")


@dataclass(frozen=True, eq=False)
class BalanceSheet(NothingBeside):
    """The balance at the plan's end and at the end of the forecast, in whole persons draw by draw.

    months  month -> balance;  parameters: the shares of displacement and relocation, with their sources
    """

    months: Mapping[str, Balance] = field(repr=False)
    parameters: Parameters = field(repr=False)

    def line(self, name: str, month: str) -> NDArray[np.float64]:
        """One line in one month, persons by draw. Raises KeyError and AttributeError for unknown ones."""
        return getattr(self.months[month], name).astype(np.float64)

    def rows(self) -> pl.DataFrame:
        """A row for each month and line: mean, and quantiles over futures, persons."""
        import polars as pl

        rows = [
            {"month": month, "line": name, "mean": float(drawn.mean()), **named(drawn)}
            for month in self.months for name in LINES for drawn in [self.line(name, month)]
        ]  # fmt: skip
        return pl.DataFrame(rows)

    @property
    def notes(self) -> tuple[Note, ...]:
        """That the shares are borrowed."""
        return (Note(_say("note.borrowed"), about="balance"),)

    def told(self) -> dict[str, Any]:
        """Its entry in the JSON of an appraisal."""
        return {"balance": cleaned(self.rows().to_dicts())}
