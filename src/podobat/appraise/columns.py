"""Columns and rows of the frames that several answers make: texts by language, quantiles of draws, infinite or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from podobat.forecast.quantiles import QUANTILES, quantiles
from podobat.units import Text


def by_language(key: str, text: Text, lang: str | None) -> dict[str, str]:
    """One text in one language as `key`, or in each of them as `<key>_ko`, `<key>_en`."""
    return {key: text[lang]} if lang else {f"{key}_{each}": words for each, words in text.languages.items()}


def ordered(values: NDArray[np.float64]) -> dict[str, float | None]:
    """Named quantiles of draws that may be infinite: no interpolation between a number and infinity; None of nothing.

    With finite draws only these are the quantiles of `forecast.quantiles`.
    """
    if not len(values):
        return dict.fromkeys(QUANTILES)
    if np.all(np.isfinite(values)):
        return dict(zip(QUANTILES, quantiles(values).tolist(), strict=True))
    ranked = np.sort(values)
    return {name: float(ranked[round(share * (len(ranked) - 1))]) for name, share in QUANTILES.items()}
