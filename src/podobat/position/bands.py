"""A figure with an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Band:
    """A figure with an interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Has it an interval?"""
        return self.low == self.low and self.high == self.high

    def to_json(self) -> dict[str, Any]:
        """For the JSON of the answer."""
        return {"value": self.value, "low": self.low, "high": self.high}
