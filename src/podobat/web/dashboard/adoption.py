"""AI+X on the dashboard: users, pilots, contracts, savings and sales by sector, the world without the plan beside."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from podobat.forecast import QUANTILES
from podobat.plan import Plan
from podobat.show.writer import Writer
from podobat.units import Lang
from podobat.web.dashboard.models import Snapshot

#: Measures by sector with their units, in the order of the columns; pilots stand at the plan's end, the rest at the
#: last month that is forecast.
COLUMNS: Final = (
    ("adopters", "firms"), ("adoption.piloting", "firms"), ("adoption.contracts_local", "contracts"),
    ("adoption.contracts_outside", "contracts"), ("adoption.savings", "KRW_m"), ("adoption.sales", "KRW_m"),
)  # fmt: skip
MIDDLE: Final = list(QUANTILES).index("p50")


def adoption_of(snapshot: Snapshot | None, plan: Plan, lang: Lang) -> dict[str, Any] | None:
    """Rows of the table, a sector each, and the dates; None where there is no forecast or nobody who could adopt."""
    sectors = [s for s in plan.sectors if s.demand_firms.value > 0]
    if snapshot is None or not sectors:
        return None
    try:
        with np.load(snapshot.folder / "bands.npz", allow_pickle=False) as stored:
            if any(f"{m}.{s.id}" not in stored.files for m, _ in COLUMNS for s in sectors):
                return None  # of an earlier release; the next forecast has them
            found = {(m, s.id): stored[f"{m}.{s.id}"][:, MIDDLE] for m, _ in COLUMNS for s in sectors}
    except (OSError, ValueError):
        return None
    write = Writer.of("forecast", lang, plan)
    last, end = len(plan.months) - 1, plan.month_number(plan.horizon.end)
    rows = [
        {"name": s.name[lang], "firms": write.quantity(s.demand_firms.value, "firms"), "cells": [
            {"measure": m, "with": write.quantity(float(found[m, s.id][0, at]), unit),
             "without": write.quantity(float(found[m, s.id][1, at]), unit)}
            for m, unit in COLUMNS for at in [end if m == "adoption.piloting" else last]
        ]}
        for s in sectors
    ]  # fmt: skip
    return {"rows": rows, "month": write.month(plan.horizon.forecast_to), "end": write.month(plan.horizon.end)}
