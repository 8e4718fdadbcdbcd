"""Learn the whole model from series whose ends are known: networks, calibration, and the tables beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook import model as m
from podobat.outlook.distribution import SCORES, score_of
from podobat.outlook.encoding import Encoding, encoding_of
from podobat.outlook.fit.cases import Case, Learnt, arrays_of
from podobat.outlook.fit.learning import Lessons, Recipe, learn_network
from podobat.outlook.fit.tabulating import Deadline, hidden_end, tables_of
from podobat.outlook.model import FOLDS, HORIZONS, OFFICES, Calibration, End, Model
from podobat.outlook.networks import LEVELS, Network, rounded
from podobat.outlook.series import Series, columns_of

Floats = NDArray[np.float64]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Recipes:
    """How the two kinds of networks are trained, and how many there are of each."""

    pieces: Recipe = field(default_factory=Recipe)
    wholes: Recipe = field(default_factory=lambda: Recipe(hidden=(64, 48), dropped=0.1))
    each: int = 5
    seed: int = 20_240_901


def learn(
    cases: Sequence[Case], recipes: Recipes | None = None, about: dict[str, Any] | None = None,
    deadlines: Sequence[Deadline] = (), *, abroad: bool = False, tell: Tell = lambda _: None,
) -> Model:  # fmt: skip
    """The model that some cases teach; the same bits for the same cases, in whatever order they come.

    recipes    `each` a multiple of FOLDS, so that every case can be foretold by networks that never saw it
    deadlines  published deadlines, counted or not
    abroad     learn once more without each office, to see how far the model carries to one that it has never seen
    """
    recipes = recipes or Recipes()
    if recipes.each % FOLDS:
        raise ValueError(
            f"{recipes.each} networks of each kind: every one of {FOLDS} folds needs as many that never saw it"
        )
    learnt = arrays_of(sorted(cases, key=lambda c: (c.programme, c.series.id, c.mark)))
    encoding = encoding_of(learnt.inputs.features)
    networks = _networks(learnt, encoding, recipes, np.ones(len(learnt.cases), bool), tell)
    raw, unnamed = (held_out(encoding, networks, learnt, hidden=hidden) for hidden in (False, True))
    calibration = calibrated(learnt, raw, unnamed)
    horizon = m.horizon_class(learnt.columns)
    named = calibration.of(raw, learnt.office, horizon, learnt.inputs.target)
    hidden = hidden_end(calibration, unnamed, learnt)
    model = Model(encoding, networks, calibration, {}, about or {})

    def foretell(series: Sequence[Series]) -> End:
        return model.end_of(columns_of([replace(s, office="") for s in series]))

    away = _abroad(learnt, encoding, recipes, calibration, tell) if abroad else None
    return replace(model, tables=tables_of(learnt, named, hidden, away, deadlines, foretell))


def _networks(
    learnt: Learnt, encoding: Encoding, recipes: Recipes, kept: NDArray[np.bool_], tell: Tell, each: int | None = None
) -> tuple[Network, ...]:
    """Networks of both kinds in turn, each without one fold of the cases that are kept."""
    views = learnt.inputs.for_networks(encoding)
    weight = np.array([c.weight for c in learnt.cases])
    networks = []
    number = 2 * (each or recipes.each)
    for at in range(number):
        lessons = Lessons(views[at % 2], len(OFFICES), learnt.inputs.target, learnt.end, learnt.met, weight)
        rows = np.flatnonzero(kept & (learnt.fold != m.fold_of(at)))
        recipe = recipes.wholes if at % 2 else recipes.pieces
        networks.append(rounded(learn_network(lessons.only(rows), recipe, recipes.seed + at)))
        tell(f"network {at + 1} of {number}")
    return tuple(networks)


def _abroad(learnt: Learnt, encoding: Encoding, recipes: Recipes, calibration: Calibration, tell: Tell) -> End:
    """The end of every case by networks that never saw its office, said as of an office that nobody knows."""
    quantiles, odds = np.zeros((len(learnt.cases), len(LEVELS))), np.zeros(len(learnt.cases))
    inputs = replace(learnt.inputs, named=np.zeros_like(learnt.inputs.named))
    for office in range(len(OFFICES)):
        rows = np.flatnonzero(learnt.office == office)
        if not len(rows):
            continue
        tell(f"without {OFFICES[office]}")
        networks = _networks(learnt, encoding, recipes, learnt.office != office, tell, each=1)
        end = m.blended(encoding, networks, inputs.only(rows))
        quantiles[rows], odds[rows] = end.quantiles, end.odds
    return hidden_end(calibration, End(quantiles, odds), learnt)


def held_out(encoding: Encoding, networks: tuple[Network, ...], learnt: Learnt, *, hidden: bool = False) -> End:
    """The end of every case by the networks that never saw its programme; `hidden`: without its office."""
    inputs = replace(learnt.inputs, named=np.zeros_like(learnt.inputs.named)) if hidden else learnt.inputs
    quantiles, odds = np.zeros((len(learnt.cases), len(LEVELS))), np.zeros(len(learnt.cases))
    for fold in range(FOLDS):
        rows = np.flatnonzero(learnt.fold == fold)
        if len(rows):
            end = m.blended(encoding, networks, inputs.only(rows), fold)
            quantiles[rows], odds[rows] = end.quantiles, end.odds
    return End(quantiles, odds)


# --- calibration ------------------------------------------------------------------------------------------------------

ENOUGH: Final = 300.0  # cases that weigh as much as what is known from a wider class


def calibrated(learnt: Learnt, named: End, hidden: End) -> Calibration:
    """Calibration on cases not seen by the networks, by office and years ahead, each drawn towards the wider class."""
    offices = len(OFFICES)
    horizon = m.horizon_class(learnt.columns)
    scores = np.zeros((offices + 1, len(HORIZONS), len(LEVELS)))
    slope, shift = np.ones(offices + 1), np.zeros(offices + 1)
    rows = np.flatnonzero(learnt.asked)
    even = np.zeros(len(learnt.asked))
    for office in range(offices):
        own = rows[learnt.office[rows] == office]
        even[own] = 1.0 / max(len(own), 1)
    for office in range(offices + 1):
        end = named if office < offices else hidden
        own = rows[learnt.office[rows] == office] if office < offices else rows[even[rows] > 0]
        weight = np.ones(len(own)) if office < offices else even[own] * len(own)
        z = score_of(end.quantiles[own], learnt.end[own])
        wide = _levels(z, weight, SCORES)
        for h in range(len(HORIZONS)):
            at = horizon[own] == h
            scores[office, h] = _levels(z[at], weight[at], wide)
        slope[office], shift[office] = _odds_line(end.odds[own], learnt.met[own], weight)
    return Calibration(scores, slope, shift)


def _levels(z: Floats, weight: Floats, wider: Floats) -> Floats:
    """Normal scores at which the levels are to be read off so that they hold, drawn towards those of a wider class."""
    if not len(z):
        return wider
    order = np.argsort(z, kind="stable")
    total = np.cumsum(weight[order])
    levels = np.interp(list(LEVELS.values()), (total - 0.5 * weight[order]) / total[-1], z[order])
    trust = len(z) / (len(z) + ENOUGH)
    return trust * levels + (1.0 - trust) * wider


def _odds_line(odds: Floats, met: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Slope and shift of log odds by which odds come true (logistic regression, drawn towards 1 and 0)."""
    if not len(odds):
        return 1.0, 0.0
    x = m.log_odds(odds)
    design = np.column_stack([x, np.ones(len(x))])
    beta, prior = np.array([1.0, 0.0]), np.array([1.0, 0.0])
    for _ in range(25):
        p = m.nets.logistic(design @ beta)
        gradient = design.T @ (weight * (met - p)) - 10.0 * (beta - prior)
        curvature = (design * (weight * p * (1.0 - p))[:, None]).T @ design + 10.0 * np.eye(2)
        beta = beta + np.linalg.solve(curvature, gradient)
    return float(beta[0]), float(beta[1])
