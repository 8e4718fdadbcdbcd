"""What a forecast leaves on disk, in runs/<case>/<id>/ beside the report.

    run.json           what made the result: fingerprints of plan, parameters and code, seed, draws, duration, versions
    targets.parquet    the odds on every target, one row each
    measures.parquet   quantiles of every measure by month and world (with, without, net)
    draws.parquet      every target's drawn values, with and without the plan
"""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from podobat.forecast import QUANTILES, WORLDS, Forecast
from podobat.forecast.fingerprints import run_name
from podobat.forecast.quantiles import quantiles
from podobat.show.json import indented
from podobat.show.store import write_table, write_whole

FORMAT = 1
_MONTHS = 12  # whose quantiles are worked out at a time
_VERSIONS = ("podobat", "numpy", "numba", "llvmlite", "polars", "scipy")


def run_id(forecast: Forecast) -> str:
    """The name of a forecast's run: it differs when anything that made it differs."""
    f = forecast
    return run_name(f.case_id, f.scenario, f.draws, f.seed, f.fingerprints, f.sketched is not None)


def write_run(forecast: Forecast, folder: Path) -> None:
    """Write run.json and the tables of a forecast into a folder."""
    write_table(forecast.targets(), folder / "targets.parquet")
    write_table(measures_table(forecast), folder / "measures.parquet")
    write_table(draws_table(forecast), folder / "draws.parquet")
    write_whole(folder / "run.json", indented(run_record(forecast)))


def run_record(forecast: Forecast) -> dict[str, Any]:
    """What made a run, as run.json holds it."""
    return {
        "format": FORMAT,
        "run": run_id(forecast),
        "case": forecast.case_id,
        "scenario": forecast.scenario,
        "draws": forecast.draws,
        "seed": forecast.seed,
        "fingerprints": dict(forecast.fingerprints),
        "first_month": forecast.months[0],
        "last_month": forecast.months[-1],
        "seconds": round(forecast.seconds, 3),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"python": platform.python_version(), **{name: _version_of(name) for name in _VERSIONS}},
        "machine": {"system": platform.system(), "processor": platform.machine(), "threads": os.cpu_count()},
        "notes": [{"about": note.about, **note.languages} for note in forecast.notes],
    }


def _version_of(package: str) -> str:
    """The version of an installed package; podobat itself may also be run from its source folder, uninstalled."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def measures_table(forecast: Forecast) -> pl.DataFrame:
    """Quantiles of every measure: measure, unit, kind, world, month, p2_5 ... p97_5."""
    n = len(forecast.months)
    worlds = (*WORLDS, "net")
    about = [forecast.measure(m) for m in forecast.measures]
    bands = every_band(forecast)
    rows = {
        "measure": np.repeat(forecast.measures, len(worlds) * n),
        "unit": np.repeat([m.unit for m in about], len(worlds) * n),
        "kind": np.repeat([m.kind for m in about], len(worlds) * n),
        "world": np.tile(np.repeat(worlds, n), len(about)),
        "month": np.tile(forecast.months, len(about) * len(worlds)),
    }
    named = {q: np.ascontiguousarray(bands[:, :, i, :]).reshape(-1) for i, q in enumerate(QUANTILES)}
    return pl.DataFrame({**rows, **named})


def every_band(forecast: Forecast) -> NDArray[np.float64]:
    """The quantiles of all measures: measure x (with, without, net) x quantile x month.

    A year of all measures at a time, since draws of one measure lie far apart in memory.
    """
    if forecast.values is None:
        return np.stack([forecast.bands(m) for m in forecast.measures])
    bands = np.empty((len(forecast.measures), len(WORLDS) + 1, len(QUANTILES), len(forecast.months)))
    for t in range(0, len(forecast.months), _MONTHS):
        with_plan, without = forecast.values[:, :, t : t + _MONTHS]
        for world, draws in enumerate((with_plan, without, with_plan - without)):
            bands[:, world, :, t : t + _MONTHS] = quantiles(draws).transpose(2, 0, 1)
    return bands


def draws_table(forecast: Forecast) -> pl.DataFrame:
    """Every target's drawn values: target, draw, point (of the parameters), with, without."""
    draw = np.arange(forecast.draws, dtype=np.int32)
    tables = [
        pl.DataFrame(
            {"target": [t.id] * len(draw), "draw": draw, "point": draw // 2,
             "with": np.ascontiguousarray(t.draws["with"]), "without": np.ascontiguousarray(t.draws["without"])}
        )
        for t in forecast.target_results
    ]  # fmt: skip
    return pl.concat(tables)
