"""Train one network: stochastic gradients of the pinball loss, the same bits on every machine.

Loss of a series: mean over the seven levels of 2 max(a e, (a - 1) e), e = y - q_a, plus ODDS times the log loss of the
odds. Steps by Adam (Kingma and Ba 2015) at a rate that falls along a half cosine; hidden units are dropped at random
(Srivastava and others 2014), and the inputs that name the office are put to nought for a share of the series in every
epoch, so that the network also knows the end of a series whose office it has never seen.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from podobat.engine.numerics import F, exp32, log32, sqrt32
from podobat.engine.randomness import key_of, two_normals, uniforms, words
from podobat.outlook.networks import COMPILED, LEAK, LEVEL_VALUES, OUTPUTS, SHIFT, Network

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

# Streams of chance of its own, far from those of the world.
START, ORDER, DROPPED, UNNAMED = range(1001, 1005)


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; chosen by five-fold scores on the open half (docs/outlook.md)."""

    hidden: tuple[int, int] = (48, 48)
    epochs: int = 12
    batch: int = 256
    rate: float = 2e-3
    dropped: float = 0.12  # of hidden units, in each step
    unnamed: float = 0.25  # of series whose office is hidden, in each epoch
    odds: float = 0.3
    decay: float = 1e-4


@dataclass(frozen=True, eq=False)
class Lessons:
    """What a network learns from.

    inputs   float32 (series, width), the last `offices` columns naming the office
    target, end   float64 (series,) in log(1 + count);  met: was the target met;  weight: how much a series counts
    """

    inputs: Singles
    offices: int
    target: Floats
    end: Floats
    met: NDArray[np.bool_]
    weight: Floats

    def only(self, rows: NDArray) -> Lessons:
        """Some of the series."""
        return Lessons(
            self.inputs[rows], self.offices, self.target[rows], self.end[rows], self.met[rows], self.weight[rows]
        )


def learn_network(lessons: Lessons, recipe: Recipe, seed: int) -> Network:
    """One network, from starting weights and an order of the series that follow from the seed."""
    n, width = lessons.inputs.shape
    sizes = (width, *recipe.hidden, OUTPUTS)
    layers = _starting(sizes, seed)
    first, second = ([np.zeros_like(layer) for layer in layers] for _ in range(2))
    steps = n // recipe.batch
    gap = (lessons.end - lessons.target).astype(np.float32)
    weight = lessons.weight.astype(np.float32)
    x = np.ascontiguousarray(lessons.inputs)
    done = 0
    for epoch in range(recipe.epochs):
        order = np.argsort(uniforms(seed, ORDER, range(n), epoch), kind="stable")
        unnamed = uniforms(seed, UNNAMED, range(n), epoch) < recipe.unnamed
        for step in range(steps):
            done += 1
            rate = recipe.rate * 0.5 * (1.0 + math.cos(math.pi * done / (recipe.epochs * steps)))
            rows = order[step * recipe.batch : (step + 1) * recipe.batch]
            given: list[Any] = [
                x, gap, lessons.met, weight, unnamed, rows, lessons.offices, *layers, *first, *second,
                F(rate), F(1.0 - 0.9**done), F(1.0 - 0.999**done), F(recipe.dropped), F(recipe.odds), F(recipe.decay),
                done, key_of(seed),
            ]  # fmt: skip
            _step(*given)
    return Network(*layers)


def _starting(sizes: tuple[int, ...], seed: int) -> list[Singles]:
    layers: list[Singles] = []
    for at, (a, b) in enumerate(itertools.pairwise(sizes)):
        size = math.sqrt(2.0 / a) * (0.1 if b == OUTPUTS else 1.0)
        layers += [_normals(a, b, at, key_of(seed)) * np.float32(size), np.zeros(b, np.float32)]
    return layers


@njit(**COMPILED)
def _normals(a, b, layer, key):  # pragma: no cover - compiled
    out = np.empty((a, b), np.float32)
    for i in range(a):
        for j in range(b):
            out[i, j] = two_normals(i, j, layer, START, key)[0]
    return out


@njit(**COMPILED)
def _keep(mask, row, step, layer, dropped, key):  # pragma: no cover - compiled
    """Scale of every unit of a layer in one step: 0 where it is dropped."""
    scale = F(1.0) / (F(1.0) - dropped)
    cut = np.uint32(dropped * F(65536.0))
    for k in range(0, mask.size, 8):
        w = words(row, step, layer * 1024 + k, DROPPED, key)
        for part in range(4):
            for half in range(2):
                at = k + 2 * part + half
                if at < mask.size:
                    bits = (w[part] >> np.uint32(16 * half)) & np.uint32(0xFFFF)
                    mask[at] = F(0.0) if bits < cut else scale


@njit(**COMPILED)
def _sigmoid(x):  # pragma: no cover - compiled
    return F(1.0) / (F(1.0) + exp32(-x))


@njit(**COMPILED)
def _softplus(x):  # pragma: no cover - compiled
    return max(x, F(0.0)) + log32(F(1.0) + exp32(-abs(x)))


@njit(**COMPILED)
def _slopes(out, gap, met, w, odds, slope):  # pragma: no cover - compiled
    """Gradient of the loss by the outputs of one series."""
    q = np.empty(7, np.float32)
    q[3] = out[0]
    for k in range(3):
        q[4 + k] = q[3 + k] + _softplus(out[1 + k] - F(SHIFT))
        q[2 - k] = q[3 - k] - _softplus(out[4 + k] - F(SHIFT))
    g = np.empty(7, np.float32)
    total = F(0.0)
    for a in range(7):
        level = F(LEVEL_VALUES[a])
        g[a] = (-level if gap > q[a] else F(1.0) - level) * F(2.0 / 7.0) * w
        total += g[a]
    slope[0] = total
    up = F(0.0)
    down = F(0.0)
    for k in range(2, -1, -1):
        up += g[4 + k]
        down -= g[2 - k]
        slope[1 + k] = up * _sigmoid(out[1 + k] - F(SHIFT))
        slope[4 + k] = down * _sigmoid(out[4 + k] - F(SHIFT))
    slope[7] = odds * (_sigmoid(out[7]) - (F(1.0) if met else F(0.0))) * w


@njit(**COMPILED)
def _adam(p, g, m, v, rate, c1, c2, decay):  # pragma: no cover - compiled
    p, g, m, v = p.ravel(), g.ravel(), m.ravel(), v.ravel()
    for k in range(p.size):
        m[k] = F(0.9) * m[k] + F(0.1) * g[k]
        v[k] = F(0.999) * v[k] + F(0.001) * g[k] * g[k]
        p[k] -= rate * (m[k] / c1 / (sqrt32(v[k] / c2) + F(1e-8)) + decay * p[k])


@njit(**COMPILED)
def _pass_back(errors, w, h, kept, g, below, d):  # pragma: no cover - compiled
    """Errors of a layer taken to the one below: gradients of its weights `g`, and errors and gradients there."""
    for j in range(h.size):
        back = F(0.0)
        for k in range(errors.size):
            g[j, k] += h[j] * errors[k]
            back += w[j, k] * errors[k]
        below[j] = back * kept[j]
        d[j] += below[j]


@njit(**COMPILED)
def _step(
    x, gap, met, weight, unnamed, rows, offices,
    w1, b1, w2, b2, w3, b3, m1, n1, m2, n2, m3, n3, v1, u1, v2, u2, v3, u3,
    rate, c1, c2, dropped, odds, decay, step, key,
):  # fmt: skip  # pragma: no cover - compiled
    """One batch: gradients of all its series added up, then one step of Adam."""
    a1, a2 = w1.shape[1], w2.shape[1]
    g1, g2, g3 = np.zeros_like(w1), np.zeros_like(w2), np.zeros_like(w3)
    d1, d2, d3 = np.zeros_like(b1), np.zeros_like(b2), np.zeros_like(b3)
    h1, e1, k1 = np.empty(a1, np.float32), np.empty(a1, np.float32), np.empty(a1, np.float32)
    h2, e2, k2 = np.empty(a2, np.float32), np.empty(a2, np.float32), np.empty(a2, np.float32)
    out, slope = np.empty(OUTPUTS, np.float32), np.empty(OUTPUTS, np.float32)
    live = np.empty(x.shape[1], np.int64)
    share = F(1.0) / F(rows.size)
    for i in rows:
        width = x.shape[1] - (offices if unnamed[i] else 0)
        n = 0
        h1[:] = b1
        for j in range(width):
            value = x[i, j]
            if value != 0:
                live[n] = j
                n += 1
                for k in range(a1):
                    h1[k] += value * w1[j, k]
        _keep(k1, i, step, 1, dropped, key)
        _keep(k2, i, step, 2, dropped, key)
        for k in range(a1):
            k1[k] *= F(1.0) if h1[k] > 0 else LEAK
            h1[k] *= k1[k]
        h2[:] = b2
        for j in range(a1):
            for k in range(a2):
                h2[k] += h1[j] * w2[j, k]
        for k in range(a2):
            k2[k] *= F(1.0) if h2[k] > 0 else LEAK
            h2[k] *= k2[k]
        out[:] = b3
        for j in range(a2):
            for k in range(OUTPUTS):
                out[k] += h2[j] * w3[j, k]
        _slopes(out, gap[i], met[i], weight[i] * share, odds, slope)
        for k in range(OUTPUTS):
            d3[k] += slope[k]
        _pass_back(slope, w3, h2, k2, g3, e2, d2)
        _pass_back(e2, w2, h1, k1, g2, e1, d1)
        for at in range(n):
            j = live[at]
            value = x[i, j]
            for k in range(a1):
                g1[j, k] += value * e1[k]
    none = F(0.0)
    _adam(w1, g1, m1, v1, rate, c1, c2, decay)
    _adam(b1, d1, n1, u1, rate, c1, c2, none)
    _adam(w2, g2, m2, v2, rate, c1, c2, decay)
    _adam(b2, d2, n2, u2, rate, c1, c2, none)
    _adam(w3, g3, m3, v3, rate, c1, c2, decay)
    _adam(b3, d3, n3, u3, rate, c1, c2, none)
