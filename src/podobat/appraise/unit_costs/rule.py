"""Work out unit costs from a forecast: money spent over what was counted, net and gross, at both dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from podobat.appraise.unit_costs.result import ITEMS, Array, Item, UnitCost, UnitCosts
from podobat.evidence import read_references
from podobat.forecast import Forecast
from podobat.plan.references import references_of

BASES: Final = ("net", "gross")
MONTHS_A_YEAR: Final = 12


def unit_costs(forecast: Forecast, references: Iterable[Any] | None = None) -> UnitCosts:
    """The cost of one job, start-up and person kept, at the plan's end and at the forecast's end.

    references  figures to hold them against; those of the package by default
    raises      CannotRun where single draws were not kept
    """
    known = read_references() if references is None else references_of(references)
    months = dict.fromkeys((str(forecast.plan.horizon.end), forecast.months[-1]))
    costs = [
        UnitCost(item, basis, month, _spent(forecast, item, month), _count(forecast, item, basis, month))
        for item in ITEMS
        for basis in BASES
        for month in months
    ]
    return UnitCosts(forecast, tuple(costs), tuple(known))


def _spent(forecast: Forecast, item: Item, month: str) -> Array:
    """Money spent up to a month, KRW m: of all programmes, or of those whose kind the item names."""
    if not item.money:
        return forecast.draws_of("spending", month)["with"].astype(np.float64)
    chosen = [p.id for p in forecast.plan.programmes if p.kind in item.money]
    spent = [forecast.draws_of(f"spending.{id}", month)["with"].astype(np.float64) for id in chosen]
    return np.sum(spent, axis=0) if spent else np.zeros(forecast.draws)


def _count(forecast: Forecast, item: Item, basis: str, month: str) -> Array:
    """What was counted by a month: net, or gross above what the plan found in its first month."""
    both = forecast[item.measure].to_numpy()[:, :, : forecast.months.index(month) + 1].astype(np.float64)
    there = both[1, :, :1] if item.count in ("level", "years") else np.zeros((both.shape[1], 1))
    series = both[0] - both[1] if basis == "net" else both[0] - there
    return series.sum(axis=1) / MONTHS_A_YEAR if item.count == "years" else series[:, -1]
