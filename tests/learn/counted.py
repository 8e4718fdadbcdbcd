"""Records made up for tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


def counted(id: str, **changed: Any) -> Any:
    """A record of offices opened, counted by the city in June 2021; `changed` attributes replace its own."""
    plain = {
        "id": id, "measure": "firms.opened", "value": 50.0, "as_of": "2021-06-10", "period_from": None,
        "period_to": None, "counter": "city", "grade": "B", "coverage": "whole", "scope": "",
    }  # fmt: skip
    return SimpleNamespace(**(plain | changed))
