"""The tables beside the networks: comparables, warnings, offices, deadlines that nobody reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook import comparables, warnings
from podobat.outlook.distribution import normal_score, score_of
from podobat.outlook.fit.cases import Learnt
from podobat.outlook.model import HORIZONS, OFFICES, UNKNOWN, Calibration, End, horizon_class
from podobat.outlook.offices import Prior
from podobat.outlook.series import Series, columns_of

Floats = NDArray[np.float64]

FEWEST: Final = 40  # cases of an office for it to tell how offices differ
BOUND: Final = 3.0  # normal scores are cut off here: miscopied rows


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that was published, asked about when it was: was it ever counted?"""

    series: Series
    reported: bool
    programme: str


def tables_of(
    learnt: Learnt,
    named: End,
    hidden: End,
    abroad: End | None,
    deadlines: Sequence[Deadline],
    foretell: Callable[[Sequence[Series]], End],
) -> dict[str, Any]:
    """All tables.

    named, hidden   ends of the cases by networks that had not seen the programme, calibrated; told its office, and not
    abroad          the same by networks that had not seen the office at all; None where there is but one
    deadlines       published deadlines, counted or not;  foretell: ends of series of no office
    """
    rows = np.flatnonzero(learnt.asked)
    own = [int(at) for at in rows.tolist()]
    columns = columns_of([learnt.cases[at].series for at in own])
    end = np.array([learnt.cases[at].end for at in own])
    met = learnt.met[rows]
    weight = even_by_office(learnt.office[rows])
    indicators = [learnt.cases[at].series.id.rsplit("-", 1)[0] for at in own]
    tables = comparables.table_of(columns, indicators, end, met)
    tables["warnings"] = warnings.measured(hidden.odds[rows], met, columns.horizon, weight)
    tables["warnings_by_office"] = np.stack(
        [
            warnings.measured(named.odds[rows[at]], met[at], columns.horizon[at], np.ones(at.sum()))
            for at in (learnt.office[rows] == office for office in range(len(OFFICES)))
        ]
    )
    prior = prior_of(learnt, named, abroad)
    tables["offices"] = np.array([prior.between, prior.spread, prior.within, prior.alike])
    return {**tables, **unreported(deadlines, foretell)}


def even_by_office(office: NDArray[np.int64]) -> Floats:
    """Weights by which every office counts alike."""
    counts = np.bincount(office, minlength=len(OFFICES) + 1)
    return len(office) / np.maximum(counts, 1)[office] / max((counts > 0).sum(), 1)


def hidden_end(calibration: Calibration, raw: End, learnt: Learnt) -> End:
    """Ends as they would have been said of an office that nobody knows."""
    office = np.full(len(learnt.cases), UNKNOWN)
    return calibration.of(raw, office, horizon_class(learnt.columns), learnt.inputs.target)


def prior_of(learnt: Learnt, named: End, abroad: End | None) -> Prior:
    """How offices differ: the ministries within Japan, and the collections as seen by networks that never saw them.

    The variance of the offices' means is that of the ministries (what is left after the error of each mean) or that
    of the collections, whichever is larger: a user's office may be either.
    """
    rows = np.flatnonzero(learnt.asked)
    z = np.clip(score_of(named.quantiles[rows], learnt.end[rows]), -BOUND, BOUND)
    names = np.array([learnt.cases[at].programme.split("|")[0] for at in rows.tolist()])
    series = np.array([learnt.cases[at].series.id.rsplit("-", 1)[0] for at in rows.tolist()])
    alike = _alike(z, series)
    between, spread, within = _variances(z, names, series, alike)
    if abroad is not None:
        away = np.clip(score_of(abroad.quantiles[rows], learnt.end[rows]), -BOUND, BOUND)
        collections = [away[learnt.office[rows] == office] for office in range(len(OFFICES))]
        collections = [x for x in collections if len(x) >= FEWEST]
        between = max(between, float(np.sqrt(np.mean([x.mean() ** 2 for x in collections]))))
        spread = max(spread, float(np.sqrt(np.mean([np.log(x.std() / within) ** 2 for x in collections]))))
    return Prior(between, spread, within, alike)


def _alike(z: Floats, series: NDArray) -> float:
    """Correlation of the scores of one series: its variance between series over all (one-way analysis of variance)."""
    _, at, counts = np.unique(series, return_inverse=True, return_counts=True)
    means = np.bincount(at, z) / counts
    some = counts > 1
    inside = float(((z - means[at]) ** 2).sum() / max((counts - 1).sum(), 1))
    n = counts[some].mean() if some.any() else 1.0
    between = max(float(np.var(means[some], ddof=1)) - inside / n, 0.0) if some.sum() > 1 else 0.0
    return between / (between + inside) if between + inside > 0 else 0.0


def _variances(z: Floats, office: NDArray, series: NDArray, alike: float) -> tuple[float, float, float]:
    """Standard deviation of the offices' means, of the logs of their deviations, and the deviation inside an office."""
    means, errors, logs, log_errors = [], [], [], []
    for name in np.unique(office):
        own = office == name
        if own.sum() < FEWEST:
            continue
        sizes = np.unique(series[own], return_counts=True)[1]
        n = float((sizes / (1 + (sizes - 1) * alike)).sum())
        means.append(z[own].mean())
        errors.append(z[own].var() / n)
        logs.append(np.log(z[own].std()))
        log_errors.append(0.5 / n)
    if len(means) < 3:
        return 0.0, 0.0, float(z.std())
    between = max(float(np.var(means, ddof=1)) - float(np.mean(errors)), 0.0)
    spread = max(float(np.var(logs, ddof=1)) - float(np.mean(log_errors)), 0.0)
    return float(np.sqrt(between)), float(np.sqrt(spread)), float(np.exp(np.mean(logs)))


def unreported(deadlines: Sequence[Deadline], foretell: Callable[[Sequence[Series]], End]) -> dict[str, Any]:
    """Share of deadlines that were counted, by years ahead; how much lower those stood that never were.

    The shift is the difference of the normal scores of the mean odds foretold for deadlines never counted and counted.
    """
    if not deadlines:
        return {"reported": np.ones(len(HORIZONS)), "unreported_shift": np.array(0.0), "deadlines": np.array([0, 0])}
    series = [d.series for d in deadlines]
    counted = np.array([d.reported for d in deadlines])
    ahead = horizon_class(columns_of(series))
    share = np.array(
        [counted[ahead == h].mean() if (ahead == h).any() else counted.mean() for h in range(len(HORIZONS))]
    )
    odds = foretell(series).odds
    means = np.array([odds[~counted].mean(), odds[counted].mean()])
    shift = float(normal_score(means)[0] - normal_score(means)[1])
    return {
        "reported": share,
        "unreported_shift": np.array(min(shift, 0.0)),
        "deadlines": np.array([len(counted), counted.sum()]),
    }
