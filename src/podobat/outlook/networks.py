"""Small networks that give the quantiles of the end count and the odds of the target, evaluated the same everywhere.

inputs -> 2 layers of leaky rectifiers -> a median, three steps down, three steps up (in log(1 + count), from the
target) and the log odds. Steps are softplus numbers, so that quantiles never cross. Sums run in one order, whatever
the batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from podobat.outlook.logs import exp, log

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

#: The quantiles that are foretold, by the names they have in JSON.
LEVELS: Final = {"p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p97_5": 0.975}
LEVEL_VALUES: Final = np.array(list(LEVELS.values()))
MIDDLE: Final = 3  # which of them is the median
OUTPUTS: Final = len(LEVELS) + 1
COMPILED: Final[dict[str, Any]] = {"nogil": True, "cache": True, "error_model": "numpy"}
LEAK: Final = np.float32(0.01)
SHIFT: Final = 1.5  # a step starts as softplus(-1.5) = 0.2


@dataclass(frozen=True, eq=False)
class Network:
    """Weights and biases of one network, float32: (inputs, h1), (h1,), (h1, h2), (h2,), (h2, OUTPUTS), (OUTPUTS,)."""

    w1: Singles
    b1: Singles
    w2: Singles
    b2: Singles
    w3: Singles
    b3: Singles

    @property
    def layers(self) -> tuple[Singles, ...]:
        """In the order in which they are worked through."""
        return self.w1, self.b1, self.w2, self.b2, self.w3, self.b3

    def outputs(self, inputs: Singles) -> Floats:
        """What comes out at the end, (series, OUTPUTS). Raises ValueError where it learnt from other inputs."""
        if inputs.shape[1] != len(self.w1):
            raise ValueError(f"{inputs.shape[1]} inputs for a network of {len(self.w1)}")
        return _forward(np.ascontiguousarray(inputs), *self.layers).astype(np.float64)


@njit(**COMPILED)
def _forward(x, w1, b1, w2, b2, w3, b3):  # pragma: no cover - compiled
    out = np.empty((x.shape[0], w3.shape[1]), np.float32)
    h1 = np.empty(w1.shape[1], np.float32)
    h2 = np.empty(w2.shape[1], np.float32)
    for i in range(x.shape[0]):
        h1[:] = b1
        for j in range(x.shape[1]):
            v = x[i, j]
            if v != 0:
                for k in range(h1.size):
                    h1[k] += v * w1[j, k]
        h2[:] = b2
        for j in range(h1.size):
            v = h1[j] if h1[j] > 0 else LEAK * h1[j]
            for k in range(h2.size):
                h2[k] += v * w2[j, k]
        for k in range(out.shape[1]):
            out[i, k] = b3[k]
        for j in range(h2.size):
            v = h2[j] if h2[j] > 0 else LEAK * h2[j]
            for k in range(out.shape[1]):
                out[i, k] += v * w3[j, k]
    return out


def read_outputs(outputs: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Quantiles (series, 7) in log(1 + count) and odds (series,) from the outputs; `target` in log(1 + count)."""
    middle = outputs[:, :1]
    up = softplus(outputs[:, 1:4] - SHIFT)
    down = softplus(outputs[:, 4:7] - SHIFT)
    above = _running(up)
    below = _running(down)
    quantiles = np.concatenate([middle - below[:, ::-1], middle, middle + above], axis=1) + target[:, None]
    return quantiles, logistic(outputs[:, 7])


def _running(steps: Floats) -> Floats:
    columns = [steps[:, 0]]
    for at in range(1, steps.shape[1]):
        columns.append(columns[-1] + steps[:, at])
    return np.column_stack(columns)


def softplus(x: Floats) -> Floats:
    """log(1 + e^x)."""
    return np.maximum(x, 0.0) + log(1.0 + exp(-np.abs(x)))


def logistic(x: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))


def to_arrays(networks: tuple[Network, ...]) -> dict[str, Any]:
    """For the file of the model: half precision, one array a layer; networks of two kinds take turns."""
    arrays = {}
    for kind in range(2):
        stacked = [np.stack(layers) for layers in zip(*(n.layers for n in networks[kind::2]), strict=True)]
        arrays |= {f"layer_{kind}{at}": layer.astype(np.float16) for at, layer in enumerate(stacked)}
    return arrays


def of_arrays(arrays: Any) -> tuple[Network, ...]:
    """From the file of the model."""
    kinds = []
    for kind in range(2):
        stacked = [arrays[f"layer_{kind}{at}"].astype(np.float32) for at in range(6)]
        kinds.append([Network(*(layer[at] for layer in stacked)) for at in range(len(stacked[0]))])
    return tuple(network for pair in zip(*kinds, strict=True) for network in pair)


def rounded(network: Network) -> Network:
    """A network as it comes back from the file."""
    return Network(*(layer.astype(np.float16).astype(np.float32) for layer in network.layers))
