"""How good forecasts of entries were: they are made without what they are scored on, beside chance and plain size.

An entry is an industry with a quotient under 1 at one count and of 1 or more at the next. With three counts or more,
forecasts learn from the earlier steps and are scored on the last; with two, they learn from some regions and are
scored on the others, region by region (or in tenths of the regions where there are many).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import norm, rankdata

from podobat.position.bands import Band
from podobat.position.movement import Changes, Movement, fit_movement

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

CHANCE, SIZE, RELATED, NEARNESS, MODEL = "chance", "size", "relatedness", "nearness", "model"
FORECASTS = (CHANCE, SIZE, RELATED, NEARNESS, MODEL)
MOST_FOLDS = 20
FEWEST_ENTRIES = 5
ODDS_LEVEL = 0.8  # of the intervals of odds
_PRIOR = 1.0  # weight of "no shift" in the calibration: a standard deviation of one in log odds
_RIDGE = 1e-3  # keeps a figure finite where one group has no entry


def auc(entered: Mask, odds: Array) -> float:
    """Share of pairs (one that entered, one that did not) of which the forecast ranks the first higher; ties half."""
    positive, negative = int(entered.sum()), int((~entered).sum())
    if not positive or not negative:
        return float("nan")
    ranks = rankdata(odds)
    return float((ranks[entered].sum() - positive * (positive + 1) / 2) / (positive * negative))


def log_losses(entered: Mask, odds: Array) -> Array:
    """-ln of the probability given to what happened, for each forecast; odds are kept within 1e-4 of 0 and 1."""
    p = np.clip(odds, 1e-4, 1 - 1e-4)
    return -np.where(entered, np.log(p), np.log1p(-p))


def brier(entered: Mask, odds: Array) -> float:
    """Mean squared difference between the probability and what happened."""
    return float(np.mean((odds - entered) ** 2))


@dataclass(frozen=True)
class Score:
    """The score of one way of forecasting.

    auc           1 is perfect order, 0.5 none
    log_score     mean of -ln of the probability given to what happened: lower is better;  brier likewise
    expected      number of entries that the forecasts add up to, beside those that happened
    better        mean gain in log score on chance, with its 95 % interval (regions left out one by one)
    """

    name: str
    auc: float
    log_score: float
    brier: float
    expected: float
    better: tuple[float, float, float]

    def to_json(self) -> dict[str, Any]:
        """For the JSON of the answer."""
        gain, low, high = self.better
        return {
            "forecast": self.name, "auc": self.auc, "log_score": self.log_score, "brier": self.brier,
            "entries_expected": self.expected, "gain_on_chance": {"mean": gain, "p2_5": low, "p97_5": high},
        }  # fmt: skip


@dataclass(frozen=True)
class Calibration:
    """By how much the odds of the model, made without what they are scored on, were too high or too low.

    shift    added to the log odds, so that odds add up to the entries that happened;  spread: its standard error
    """

    shift: float
    spread: float

    def applied(self, odds: Band) -> Band:
        """Odds set right, with their interval."""
        value, low, high = self.applied_to(*(np.array(p) for p in (odds.value, odds.low, odds.high)))
        return Band(float(value), float(low), float(high))

    def applied_to(self, odds: Array, low: Array, high: Array) -> tuple[Array, Array, Array]:
        """Odds set right, their interval widened by what the shift is unsure of."""
        z = float(norm.ppf(0.5 + ODDS_LEVEL / 2.0))
        middle, bottom, top = (logit(np.clip(p, 1e-6, 1 - 1e-6)) for p in (odds, low, high))
        below, above = (np.hypot((middle - end) / z, self.spread) for end in (bottom, top))
        at = middle + self.shift
        return expit(at), expit(at - z * below), expit(at + z * above)


def calibrate(entered: Mask, odds: Array, region: NDArray[np.int64]) -> Calibration:
    """The shift d with sum expit(logit p + d) = entries, drawn a little towards 0; errors go together within a region.

    entered, odds, region   (cell,) what happened, what was forecast, and where
    """
    z = logit(np.clip(odds, 1e-6, 1 - 1e-6))
    shift = 0.0
    for _ in range(50):
        p = expit(z + shift)
        slope = float(np.sum(p * (1 - p))) + _PRIOR
        step = (float(np.sum(entered - p)) - _PRIOR * shift) / slope
        shift += step
        if abs(step) < 1e-10:
            break
    residual = entered - expit(z + shift)
    by_region = np.array([residual[region == r].sum() for r in np.unique(region)])
    return Calibration(shift, float(np.sqrt(np.sum(by_region**2)) / slope))


@dataclass(frozen=True)
class Scores:
    """The scores of every way of forecasting on the same cells.

    how          "later" (learnt from earlier steps) or "elsewhere" (learnt from other regions)
    start, end   the years between which entries were counted;  cells: that might have entered;  entries: that did
    """

    how: str
    start: int
    end: int
    cells: int
    entries: int
    scores: tuple[Score, ...]
    calibration: Calibration

    def of(self, name: str) -> Score:
        """The score of one way of forecasting."""
        return next(s for s in self.scores if s.name == name)

    def to_json(self) -> dict[str, Any]:
        """For the JSON of the answer."""
        return {
            "how": self.how, "from": self.start, "to": self.end, "cells": self.cells, "entries": self.entries,
            "forecasts": [s.to_json() for s in self.scores],
            "calibration": {"shift": self.calibration.shift, "spread": self.calibration.spread},
        }  # fmt: skip


@dataclass(frozen=True)
class Step:
    """All cells between two counts, those known at both.

    changes     the changes of the cells;  absent, entered: whether the quotient was under 1, and 1 or more afterwards
    size        (cell, 2) log size of the region and of the industry in the nation
    """

    start: int
    end: int
    changes: Changes
    absent: Mask
    entered: Mask
    size: Array


def score_entries(steps: Sequence[Step]) -> Scores | None:
    """The scores of every way of forecasting; None where there are too few entries to score."""
    if not steps:
        return None
    last = steps[-1]
    earlier = [s for s in steps if s.end <= last.start]
    odds = _later(earlier, last) if earlier else _elsewhere(last)
    if odds is None:
        return None
    asked = last.absent & np.isfinite(np.stack(list(odds.values()))).all(axis=0)
    entered = last.entered[asked]
    if entered.sum() < FEWEST_ENTRIES or entered.all():
        return None
    region = last.changes.region[asked]
    losses = {name: log_losses(entered, p[asked]) for name, p in odds.items()}
    scores = tuple(
        Score(
            name=name,
            auc=0.5 if name == CHANCE else auc(entered, p[asked]),
            log_score=float(losses[name].mean()),
            brier=brier(entered, p[asked]),
            expected=float(p[asked].sum()),
            better=_gain(losses[CHANCE] - losses[name], region),
        )
        for name, p in odds.items()
    )
    how = "later" if earlier else "elsewhere"
    calibration = calibrate(entered, odds[MODEL][asked], region)
    return Scores(how, last.start, last.end, int(asked.sum()), int(entered.sum()), scores, calibration)


def _gain(gains: Array, region: NDArray[np.int64]) -> tuple[float, float, float]:
    """Mean gain and its 95 % interval by the jackknife over regions."""
    regions = np.unique(region)
    mean = float(gains.mean())
    if regions.size < 3:
        return mean, float("nan"), float("nan")
    totals = np.array([gains[region == r].sum() for r in regions])
    counts = np.array([(region == r).sum() for r in regions])
    without = (gains.sum() - totals) / (gains.size - counts)
    spread = np.sqrt((regions.size - 1) / regions.size * np.sum((without - without.mean()) ** 2))
    reach = float(norm.ppf(0.975) * spread)
    return mean, mean - reach, mean + reach


# --- forecasts made without what they are scored on -----------------------------------------------------------------


def _later(earlier: Sequence[Step], last: Step) -> dict[str, Array] | None:
    learnt = joined(earlier)
    return _odds(learnt, last, np.ones(len(last.changes), bool))


def _elsewhere(last: Step) -> dict[str, Array] | None:
    """Each part of the regions forecast from the others."""
    regions = np.unique(last.changes.region)
    if regions.size < 4:
        return None
    folds = np.array_split(regions, min(regions.size, MOST_FOLDS))
    odds = {name: np.full(len(last.changes), np.nan) for name in FORECASTS}
    for fold in folds:
        asked = np.isin(last.changes.region, fold)
        last_odds = _odds(_part(last, ~asked), last, asked)
        if last_odds is None:
            return None
        for name, p in last_odds.items():
            odds[name][asked] = p[asked]
    return odds


def _odds(learnt: Step, asked: Step, where: Mask) -> dict[str, Array] | None:
    """The odds that each way of forecasting, taught by `learnt`, gives the cells of `asked`."""
    with_pull = fit_movement(learnt.changes)
    nearness = fit_movement(_without_pull(learnt.changes))
    if with_pull is None or nearness is None:
        return None
    taught = learnt.entered[learnt.absent]
    base = (taught.sum() + 0.5) / (taught.size + 1.0)
    c = asked.changes

    def line(of: Callable[[Step], Array]) -> Array:
        return _logistic(of(learnt)[learnt.absent], taught, of(asked))

    odds = {
        CHANCE: np.full(len(c), base),
        SIZE: line(lambda s: s.size),
        RELATED: line(lambda s: s.changes.pull[:, None]),
        NEARNESS: _of_movement(nearness, _without_pull(c)),
        MODEL: _of_movement(with_pull, c),
    }
    return {name: np.where(where, p, np.nan) for name, p in odds.items()}


def _of_movement(movement: Movement, c: Changes) -> Array:
    return movement.entry(c.before, c.pull, c.counts, 0.8)[0]


def _without_pull(c: Changes) -> Changes:
    return replace(c, pull=np.zeros_like(c.pull))


def _part(step: Step, chosen: Mask) -> Step:
    return Step(
        step.start, step.end, step.changes.of(chosen), step.absent[chosen], step.entered[chosen], step.size[chosen]
    )


def joined(steps: Sequence[Step]) -> Step:
    """Several steps as one lot of changes, from the start of the first to the end of the last."""

    parts = zip(*(s.changes.columns for s in steps), strict=True)
    changes = Changes(*map(np.concatenate, parts))
    absent, entered, size = (
        np.concatenate(part) for part in zip(*((s.absent, s.entered, s.size) for s in steps), strict=True)
    )
    return Step(steps[0].start, steps[-1].end, changes, absent, entered, size)


def _logistic(x: Array, y: Mask, at: Array) -> Array:
    """Odds by logistic regression on standardised columns, a light ridge on all but the constant."""
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(x)), (x - middle) / spread])
    target = y.astype(np.float64)

    def loss(b: Array) -> tuple[float, Array]:
        z = design @ b
        value = float(np.sum(np.logaddexp(0.0, z) - target * z) + _RIDGE * np.sum(b[1:] ** 2))
        slope = design.T @ (expit(z) - target)
        slope[1:] += 2 * _RIDGE * b[1:]
        return value, slope

    start = np.zeros(design.shape[1])
    start[0] = np.log((target.sum() + 0.5) / (len(target) - target.sum() + 0.5))
    fit = minimize(loss, start, jac=True, method="BFGS")
    z = np.column_stack([np.ones(len(at)), (at - middle) / spread]) @ fit.x
    return expit(z)
