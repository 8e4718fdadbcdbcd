"""Features as the inputs of a network: each one piece by piece, so that a network sees bends and jumps at once.

A feature with edges e0 < e1 < ... becomes one input for every piece, clip((x - e_k) / (e_(k+1) - e_k), 0, 1)
(piecewise linear encoding, Gorishniy, Rubachev and Babenko 2022), one squashed whole, sign(z) log(1 + |z|) with
z = (x - centre) / scale, and one that says that it is missing. A feature of two values is one input.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook.logs import exp, log

Floats = NDArray[np.float64]

PIECES: Final = 8  # of one feature, by quantiles of what was learnt from
FINE: Final = 6.0  # a ratio of 1.1 becomes 0.5, one of 1.5 nearly 1
RARE: Final = 0.01  # a feature that is missing less often has no input that says so


@dataclass(frozen=True, eq=False)
class Encoding:
    """How each feature is turned into inputs.

    edges    one array a feature; empty for a feature of at most two values
    centre, scale   (feature,) of the squashed whole
    missing  bool (feature,): is there an input that says it is missing
    """

    edges: tuple[Floats, ...]
    centre: Floats
    scale: Floats
    missing: NDArray[np.bool_]

    @property
    def width(self) -> int:
        """How many inputs there are."""
        return sum(max(len(e) - 1, 0) + 1 for e in self.edges) + int(self.missing.sum())

    def inputs(self, features: Floats) -> NDArray[np.float32]:
        """Inputs (series, width) from features (series, feature)."""
        columns: list[Floats] = []
        for at, edges in enumerate(self.edges):
            x = features[:, at]
            unknown = np.isnan(x)
            x = np.where(unknown, 0.0, x)
            if len(edges):
                pieces = (x[:, None] - edges[:-1]) / np.diff(edges)
                columns += [np.where(unknown, 0.0, np.clip(piece, 0.0, 1.0)) for piece in pieces.T]
            z = (x - self.centre[at]) / self.scale[at]
            columns.append(np.where(unknown, 0.0, np.sign(z) * log(1.0 + np.abs(z))))
            if self.missing[at]:
                columns.append(unknown.astype(np.float64))
        return np.column_stack(columns).astype(np.float32)

    @property
    def wholes(self) -> NDArray[np.int64]:
        """Which inputs are squashed wholes and marks of what is missing, not pieces."""
        places, at = [], 0
        for edges, missing in zip(self.edges, self.missing, strict=True):
            at += max(len(edges) - 1, 0)
            places += [at, at + 1] if missing else [at]
            at += 2 if missing else 1
        return np.array(places, np.int64)

    def fine(self, features: Floats) -> NDArray[np.float32]:
        """tanh(FINE x) of every feature (series, feature), 0 where it is missing: small ratios seen large."""
        x = np.where(np.isnan(features), 0.0, features)
        return (1.0 - 2.0 / (exp(2.0 * FINE * x) + 1.0)).astype(np.float32)

    def to_arrays(self) -> dict[str, Any]:
        """For the file of the model."""
        sizes = np.array([len(e) for e in self.edges], np.int16)
        edges = np.concatenate([*self.edges, np.empty(0)])
        return {
            "edges": edges,
            "edge_sizes": sizes,
            "centre": self.centre,
            "scale": self.scale,
            "missing": self.missing,
        }

    @classmethod
    def of_arrays(cls, arrays: Any) -> Encoding:
        """From the file of the model."""
        ends = np.cumsum(arrays["edge_sizes"].astype(np.int64))[:-1]
        edges = tuple(np.split(arrays["edges"], ends))
        return cls(edges, arrays["centre"], arrays["scale"], arrays["missing"].astype(bool))


def encoding_of(features: Floats) -> Encoding:
    """The encoding that fits some features (series, feature): pieces of equal numbers of series."""
    edges, centre, scale, missing = [], [], [], []
    for x in features.T:
        known = np.sort(x[~np.isnan(x)])
        different = np.unique(known)
        e = np.empty(0)
        if len(different) > 2:
            e = np.unique(np.quantile(known, np.linspace(0, 1, PIECES + 1), method="nearest"))
            if len(e) < 4:
                e = np.unique(np.quantile(different, np.linspace(0, 1, PIECES + 1), method="nearest"))
        edges.append(e)
        q10, q50, q90 = np.quantile(known, (0.1, 0.5, 0.9), method="nearest") if len(known) else (0.0, 0.0, 0.0)
        centre.append(q50 if len(different) > 2 else 0.0)
        width = (q90 - q10) / 2.56
        scale.append(width if width > 1e-6 else 1.0)
        missing.append(np.isnan(x).mean() > RARE)
    return Encoding(tuple(edges), np.array(centre), np.array(scale), np.array(missing))
