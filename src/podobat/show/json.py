"""Answers as JSON: one way to write numbers and texts, one way to put them on a line.

Numbers carry seven significant digits, as many as single precision holds; whole ones have no point; what is not a
number, or infinite, is null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from podobat.texts import Text

_DIGITS = "%.7g"


def number(x: float) -> float | int | None:
    """A number as JSON can hold it: seven digits, whole numbers without a point, nan and infinity as null."""
    if not math.isfinite(x):
        return None
    short = float(_DIGITS % x)
    return int(short) if short == int(short) and abs(short) < 1e15 else short


def cleaned(value: Any) -> Any:
    """Mappings, sequences, arrays, texts and numbers of any depth as plain dicts, lists, strings and numbers.

    Integers stay as they are, a seed in full; a Text becomes its languages; keys become strings.
    """
    if isinstance(value, float):
        return number(value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Text):
        return value.languages
    if isinstance(value, Mapping):
        return {str(key): cleaned(child) for key, child in value.items()}
    if hasattr(value, "tolist"):  # arrays of numpy and their numbers
        return cleaned(value.tolist())
    if isinstance(value, Sequence | set | frozenset):
        return [cleaned(child) for child in value]
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def one_line(value: Any) -> str:
    """A cleaned value as one line of JSON, Korean left readable. The same value gives the same text, byte for byte."""
    return json.dumps(cleaned(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def indented(value: Any) -> str:
    """A cleaned value as JSON for people to read, two spaces deep, ending in a line feed."""
    return json.dumps(cleaned(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
