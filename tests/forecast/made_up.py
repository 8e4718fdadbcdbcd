"""A forecast of known distribution, for tests of what is done with draws (the engine has its own tests)."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

import numpy as np

from podobat.evidence.measures import measure_ids
from podobat.forecast import Forecast
from podobat.units import Text, month_range

MONTHS = month_range("2020-01", "2021-12")
MEASURES = measure_ids(["cars"], ["founding"])
END = "2020-12"


def target(id: str, measure: str, value: float, by: str = END) -> Any:
    return Thing(id=id, name=Text(f"목표 {id}", f"Target {id}"), measure=measure, value=value, by=by, source=("s",),
                 definition=Text("정의", "definition"), reading=Text("해석", "reading"))  # fmt: skip


def made_up(values: np.ndarray | None = None, *, draws: int = 400, targets: tuple = (), **columns: Any) -> Forecast:
    """A forecast whose measures are 0 except those given: `jobs_direct=(with, without)`, each (draw,) or (draw, month).

    values  the whole array instead, float32 (world, draw, month, measure)
    """
    if values is None:
        values = np.zeros((2, draws, len(MONTHS), len(MEASURES)), dtype=np.float32)
    for name, (given, missing) in columns.items():
        column = MEASURES.index(name.replace("_", ".", 1))
        for world, draw_values in enumerate((given, missing)):
            array = np.asarray(draw_values, dtype=np.float32)
            values[world, :, :, column] = array[:, None] if array.ndim == 1 else array
    plan = Thing(
        id="made-up", targets=targets, horizon=Thing(start=MONTHS[0], end=END, forecast_to=MONTHS[-1]),
        sectors=(Thing(id="cars"),), programmes=(Thing(id="founding"),), n_months=len(MONTHS),
        won_m=lambda amount: 1000.0 * amount, fingerprint="0123456789ab",
    )  # fmt: skip
    return Forecast(
        case_id="made-up", plan=plan, values=values, measures=MEASURES, months=MONTHS, draws=draws, seed=1,  # type: ignore[arg-type]
        fingerprints={"plan": "0123456789ab", "parameters": "123456789abc", "code": "23456789abcd"},
    )  # fmt: skip
