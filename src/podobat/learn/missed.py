"""What counts say of the discrepancy of one measure, in closed form for every simulated world.

A record looks at cells of a world: what the measure added in a stretch of months, or its level in a month. With q_c the
simulated cells, d the discrepancies of stretches (forecast.discrepancy), w_c how much of each acts on a cell, and b the
bias of the counter,

    X_k(d) = sum over its cells of exp(w_c . d) q_c,        y_k = log(c + X_k(d)) + b + e_k

Given the scale S of the measure, and whether its counters do T times worse than their grades say, d and b are normal
and errors e Student t, so that one count that is far off does not outvote the rest. The mode of (d, b) is found by
Gauss-Newton steps; around it the posterior is taken to be normal (Laplace), which gives

    log p(y | world) = log sum over S, T of  share  exp(-Q / 2) (det P / det A)^(1/2) prod_k (constant / v_k^(1/2))

with P the prior precision, A that of the posterior, and exp(-Q / 2) prior and errors at the mode. A world's weight is
this marginal likelihood, and discrepancies are drawn from their own posterior, world by world (Rao-Blackwell): none is
wasted on what the counts rule out. Wild measures (large S) and careless counters (large T) are found out by the counts.
Bounds enter as the chance that they are kept; draws that break them give way to draws that do not.

A simulated stretch could as well have had a few events more or less: to the variance of d in each stretch comes the
luck of its simulated events, 1 / (1 + events), so that a world need not have met the luck of the real one.

All sums are plain loops in fixed order.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from podobat.engine.numerics import COMPILE

_OPTIONS: Final = {**COMPILE, "_nrt": True}
STEPS: Final = 12  # Gauss-Newton steps at most
LONGEST: Final = 2.0  # of one step, in logs
NEAR: Final = 2e-2  # a step that small is the last
HOPELESS: Final = 5.0  # a combination that cannot come nearer to the best, in logs, is left out


@njit(**_OPTIONS)
def normal_share(x):
    """Standard normal distribution function (Chebyshev fit of erfc, relative error 1.2e-7; Press et al. 2007)."""
    z = abs(x) * 0.7071067811865476
    t = 1.0 / (1.0 + 0.5 * z)
    tail = t * np.exp(-z * z - 1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 +
        t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))))  # fmt: skip
    return 1.0 - 0.5 * tail if x >= 0 else 0.5 * tail


@njit(**_OPTIONS)
def cholesky(a, n):
    """The lower triangle L with L L' = a, in place of a's lower triangle."""
    for i in range(n):
        for j in range(i + 1):
            total = a[i, j]
            for k in range(j):
                total -= a[i, k] * a[j, k]
            if i == j:
                a[i, i] = np.sqrt(max(total, 1e-12))
            else:
                a[i, j] = total / a[j, j]


@njit(**_OPTIONS)
def log_determinant(a, n):
    """Of a lower triangle."""
    logs = 0.0
    for i in range(n):
        logs += np.log(a[i, i])
    return logs


@njit(**_OPTIONS)
def forward(a, n, b):
    """Solves L z = b in place."""
    for i in range(n):
        total = b[i]
        for k in range(i):
            total -= a[i, k] * b[k]
        b[i] = total / a[i, i]


@njit(**_OPTIONS)
def backward(a, n, b):
    """Solves L' z = b in place."""
    for i in range(n - 1, -1, -1):
        total = b[i]
        for k in range(i + 1, n):
            total -= a[k, i] * b[k]
        b[i] = total / a[i, i]


@njit(**_OPTIONS)
def prior_of(covariance, offset, scale, luck, p, root):
    """Precision of the discrepancies d of one world, and half its log-determinant.

    It is the inverse of offset^2 + scale^2 covariance + luck, in the first rows and columns of p.
    """
    d = covariance.shape[0]
    for i in range(d):
        for j in range(d):
            p[i, j] = 0.0
    for i in range(d):
        for j in range(i + 1):
            root[i, j] = offset * offset + scale * scale * covariance[i, j]
        root[i, i] += luck[i]
    cholesky(root, d)
    for c in range(d):  # columns of the inverse
        for i in range(c, d):
            total = 1.0 if i == c else 0.0
            for k in range(c, i):
                total -= root[i, k] * p[k, c]
            p[i, c] = total / root[i, i]
        for i in range(d - 1, -1, -1):
            total = p[i, c]
            for k in range(i + 1, d):
                total -= root[k, i] * p[k, c]
            p[i, c] = total / root[i, i]
    return -log_determinant(root, d)


@njit(**_OPTIONS)
def look_at(k, q, ends, at, weight, s, jac):
    """What record k looks at, and in `jac` its derivatives by the discrepancies.

    q  (cell,);  ends (record + 1,) first cell of each;  at, weight (cell,) stretch before, and how much of it acts
    """
    for i in range(jac.shape[0]):
        jac[i] = 0.0
    total = 0.0
    for c in range(ends[k], ends[k + 1]):
        i, w = at[c], weight[c]
        if i < 0:
            total += q[c]
            continue
        if w == 1.0:
            now = q[c] * np.exp(s[i])
            jac[i] += now
        else:
            now = q[c] * np.exp(w * s[i] + (1.0 - w) * s[i + 1])
            jac[i] += w * now
            jac[i + 1] += (1.0 - w) * now
        total += now
    return max(total, 0.0)


@njit(**_OPTIONS)
def settle(q, ends, at, weight, y, v, who, bias, side, p, mu, offset, tails, s, a, jac, rhs, pull):
    """Gauss-Newton to the mode; s is where it starts and ends, `a` the Cholesky factor of the posterior precision.

    Each step weighs a record by (tails + 1) / (tails + r^2 / v). `pull` is room for (state,): that of the prior.
    returns  (minus twice the log of prior and errors at the mode, log of the determinant of the factor)
    """
    n, d = s.shape[0], jac.shape[0]
    misfit, last = 0.0, False
    for i in range(n):
        pull[i] = 0.0
        for j in range(n):
            pull[i] += p[i, j] * mu[j]
    for step in range(STEPS):
        for i in range(n):
            rhs[i] = pull[i]
            for j in range(i + 1):
                a[i, j] = p[i, j]
        for k in range(y.shape[0]):
            if side[k] != 0:
                continue
            seen = offset + look_at(k, q, ends, at, weight, s, jac)
            z = y[k] - np.log(seen)
            away = z
            for i in range(d):
                jac[i] /= seen
                z += jac[i] * s[i]
            b = d + who[k]
            if who[k] >= 0:
                away -= bias[k] * s[b]
            far = away * away / v[k]
            if last:
                misfit += (tails + 1.0) * np.log1p(far / tails)
            ease = (tails + 1.0) / (tails + far) / v[k]
            for i in range(d):
                if jac[i] == 0.0:
                    continue
                f = jac[i] * ease
                rhs[i] += f * z
                for j in range(i + 1):
                    a[i, j] += f * jac[j]
                if who[k] >= 0:
                    a[b, i] += f * bias[k]
            if who[k] >= 0:
                rhs[b] += bias[k] * z * ease
                a[b, b] += bias[k] * bias[k] * ease
        cholesky(a, n)
        if last:
            break
        forward(a, n, rhs)
        backward(a, n, rhs)
        furthest = 0.0
        for i in range(n):
            furthest = max(furthest, abs(rhs[i] - s[i]))
        shrink = min(1.0, LONGEST / furthest) if furthest > 0.0 else 1.0
        for i in range(n):
            s[i] += shrink * (rhs[i] - s[i])
        last = furthest < NEAR or step == STEPS - 2
    for i in range(n):
        for j in range(n):
            misfit += (s[i] - mu[i]) * p[i, j] * (s[j] - mu[j])
    return misfit, log_determinant(a, n)


@njit(**_OPTIONS)
def bound_kept(k, q, ends, at, weight, y, v, side, offset, s, a, jac, work):
    """The chance that a bound is kept, around the mode."""
    seen = offset + look_at(k, q, ends, at, weight, s, jac)
    n, d = s.shape[0], jac.shape[0]
    for i in range(n):
        work[i] = jac[i] / seen if i < d else 0.0
    forward(a, n, work)
    variance = v[k]
    for i in range(n):
        variance += work[i] * work[i]
    return normal_share(side[k] * (np.log(seen) - y[k]) / np.sqrt(variance))


@njit(**_OPTIONS)
def evidence(q, luck, ends, at, weight, y, v, who, bias, side, covariance, apart, scales, worse, middle, log_share,
             offset, mistaken, tails, out):  # fmt: skip
    """Log marginal likelihood of a measure's records for every world and every (scale, carelessness).

    q           (world, cell) simulated;  luck (world, stretch) variance of its events
    ends, at, weight   which cells are a record's, and which discrepancies act on them (look_at)
    y, v        (record,) log(c + counted), and the variance of its error
    who, bias   (record,) which counter's bias, -1 for none of its own, and its standard deviation
    covariance  (stretch, stretch) of what the scale acts on, apart the sd of the offset
    scales, worse, log_share  (combination,), careless ones after the others at each scale;  middle (.., state)
    out         (world, combination)
    """
    d, n = covariance.shape[0], middle.shape[1]
    a, p, root = np.empty((n, n)), np.zeros((n, n)), np.empty((n, n))
    s, rhs, work, jac, scaled = np.empty(n), np.empty(n), np.empty(n), np.empty(d), np.empty(v.shape[0])
    careful = 0.0  # log-determinant of the discrepancies, the same for careless counters
    constant = math.lgamma((tails + 1.0) / 2.0) - math.lgamma(tails / 2.0) - 0.5 * np.log(tails * np.pi)
    for i in range(q.shape[0]):
        s[:] = 0.0
        best = -1e300
        for c in range(scales.shape[0]):
            if c == 0 or scales[c] != scales[c - 1]:
                careful = prior_of(covariance, apart, scales[c], luck[i], p, root)
            prior = careful
            for b in range(d, n):
                p[b, b] = 1.0 / (worse[c] * worse[c])
                prior -= np.log(worse[c])
            total = log_share[c] + prior
            for k in range(y.shape[0]):
                scaled[k] = v[k] * worse[c] * worse[c]
                if side[k] == 0:
                    total += constant - 0.5 * np.log(scaled[k])
            if worse[c] > 1.0 and total < best - HOPELESS - d * np.log(worse[c]):
                out[i, c] = -1e300  # even a perfect fit would not make up for wider errors
                continue
            misfit, logs = settle(
                q[i], ends, at, weight, y, scaled, who, bias, side, p, middle[c], offset, tails, s, a, jac, rhs, work
            )
            total -= 0.5 * misfit + logs
            for k in range(y.shape[0]):
                if side[k] != 0:
                    kept = bound_kept(k, q[i], ends, at, weight, y, scaled, side, offset, s, a, jac, work)
                    total += np.log(mistaken + (1.0 - mistaken) * kept)
            out[i, c] = total
            best = max(best, total)


@njit(**_OPTIONS)
def draw(q, luck, ends, at, weight, y, v, who, bias, side, covariance, apart, scales, worse, middle, offset, mistaken,
         tails, chosen, normals, u, out):  # fmt: skip
    """Discrepancies and biases of every world from their posterior at a chosen combination: out (world, state).

    normals  (world, try, state) standard normal;  u  (world,) uniform: which try is taken, by the bounds it keeps
    """
    d, n, tries = covariance.shape[0], middle.shape[1], normals.shape[1]
    a, p, root = np.empty((n, n)), np.zeros((n, n)), np.empty((n, n))
    s, rhs, work, jac, scaled = np.empty(n), np.empty(n), np.empty(n), np.empty(d), np.empty(v.shape[0])
    step, kept = np.empty((tries, n)), np.empty(tries)
    for i in range(q.shape[0]):
        c = chosen[i]
        s[:] = 0.0
        prior_of(covariance, apart, scales[c], luck[i], p, root)
        for b in range(d, n):
            p[b, b] = 1.0 / (worse[c] * worse[c])
        for k in range(y.shape[0]):
            scaled[k] = v[k] * worse[c] * worse[c]
        settle(q[i], ends, at, weight, y, scaled, who, bias, side, p, middle[c], offset, tails, s, a, jac, rhs, work)
        total = 0.0
        for j in range(tries):
            for m in range(n):
                step[j, m] = normals[i, j, m]
            backward(a, n, step[j])
            for m in range(n):
                step[j, m] += s[m]
            kept[j] = 1.0
            for k in range(y.shape[0]):
                if side[k] != 0:
                    seen = np.log(offset + look_at(k, q[i], ends, at, weight, step[j], jac))
                    kept[j] *= mistaken + (1.0 - mistaken) * normal_share(side[k] * (seen - y[k]) / np.sqrt(scaled[k]))
            total += kept[j]
        left, j = u[i] * total, 0
        while j < tries - 1 and left > kept[j]:
            left -= kept[j]
            j += 1
        for m in range(n):
            out[i, m] = step[j, m]
