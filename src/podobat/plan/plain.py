"""A record as plain values that YAML and JSON can hold, and that `fields.record` can read back."""

from __future__ import annotations

import dataclasses
from typing import Any

from podobat.plan.fields import Figure, key_of
from podobat.units import Text


def _spared(field: dataclasses.Field[Any], of: Any) -> bool:
    return bool(field.metadata.get("spare")) and getattr(of, field.name) == field.default


def plain(value: Any, *, whole: bool = False) -> Any:
    """A record as plain values that YAML and JSON can hold and `record` can read back.

    whole  with fields that are left out as long as nothing is said
    """
    if isinstance(value, Text):
        return value.written
    if isinstance(value, Figure):
        if not value.source and value.assumed is None:
            return value.value  # `won_per_unit: 1`, the one figure that needs no source
        given: dict[str, Any] = {"source": list(value.source)} if value.source else {}
        if value.low is not None:
            given |= {"low": value.low, "high": value.high}
        return {"value": value.value, **given, **({"assumed": plain(value.assumed)} if value.assumed else {})}
    if dataclasses.is_dataclass(value):
        fields = [f for f in dataclasses.fields(value) if "kind" in f.metadata and (whole or not _spared(f, value))]
        return {key_of(f): plain(getattr(value, f.name), whole=whole) for f in fields}
    if isinstance(value, dict):
        return {key: plain(child, whole=whole) for key, child in value.items()}
    if isinstance(value, tuple):
        return [plain(child, whole=whole) for child in value]
    return value
