"""Results on disk: runs/<case>/<id>/ with run.json, Parquet tables and the report.

    run.json           what made the result: fingerprints of plan, parameters and code, seed, draws, duration, versions
    targets.parquet    the odds on every target, one row each
    measures.parquet   quantiles of every measure by month and world (with, without, net)
    draws.parquet      every target's drawn values, with and without the plan

A run is written into a folder of its own and put into place by one rename when it is complete: an interruption or a
full disk leaves nothing half-written. The id is made from what made the result, so repeating a run replaces it.

A long simulation leaves what it has done in runs/<case>/<id>.partial/ until the run is complete. It is taken up again
by the same command: what is in there is whole, and stands under a name that differs when anything differs.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from podobat.errors import CannotRun
from podobat.forecast import QUANTILES, WORLDS, Forecast
from podobat.forecast.fingerprints import run_name
from podobat.units import Text

FORMAT = 1
UNFINISHED = ".tmp"  # ending of the folder in which a run is written
PARTIAL = ".partial"  # ending of the folder of a simulation that is under way, or was interrupted
_REPLACED = ".old.tmp"
_VERSIONS = ("podobat", "numpy", "numba", "llvmlite", "polars", "scipy")


def run_id(forecast: Forecast) -> str:
    """The name of a forecast's run: it differs when anything that made it differs."""
    f = forecast
    return run_name(f.case_id, f.scenario, f.draws, f.seed, f.fingerprints, f.sketched is not None)


def check_writable(runs: Path) -> None:
    """Refuse a place that cannot be written before anything is simulated, not after. Leaves no trace."""
    there = runs
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        number = errno.ENOTDIR if not there.is_dir() else errno.EACCES
        raise _cannot_write(runs, OSError(number, os.strerror(number)))


class Partial:
    """What a simulation under way has done so far, on the disk (a forecast.batches.Keeper).

    every    seconds between checkpoints, at least
    found    were parts of an earlier attempt there?
    kept     was anything kept by this one?
    fault    why nothing can be kept: a run goes on without checkpoints when the disk is full
    """

    def __init__(self, folder: Path, every: float = 20.0) -> None:
        self.folder, self.every = folder, every
        self.found = self.kept = False
        self.fault: OSError | None = None

    def parts(self) -> Iterator[dict[str, NDArray[Any]]]:
        """Every part that is whole; one that the disk has damaged is simulated again."""
        for path in sorted(self.folder.glob("*.npz")):
            try:
                with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                    part = {name: stored[name] for name in stored.files}
            except (OSError, ValueError, EOFError, zipfile.BadZipFile):
                continue
            self.found = True
            yield part

    def keep(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write a part under a temporary name, then rename it: at any moment the old one is there, or the new one."""
        if self.fault is not None:
            return
        unfinished: Path | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            number, path = tempfile.mkstemp(prefix=f".{name}-", suffix=UNFINISHED, dir=self.folder)
            unfinished = Path(path)
            with os.fdopen(number, "wb") as file:
                np.savez(file, **arrays)  # pyright: ignore[reportArgumentType]
            unfinished.replace(self.folder / f"{name}.npz")
            self.kept = True
        except OSError as error:
            self.fault = error
        finally:
            if unfinished is not None:
                unfinished.unlink(missing_ok=True)

    def remove(self) -> None:
        """The run is complete, and its parts are needed no more."""
        if self.folder.name.endswith(PARTIAL):
            shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def run_folder(runs: Path, case_id: str, run: str) -> Iterator[Path]:
    """A folder to write a run into. It becomes runs/<case>/<run> when the block ends well, and goes away when not.

    raises CannotRun, with the reason, when the disk is full or the place cannot be written
    """
    final = runs / case_id / run
    folder: Path | None = None
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{run}-", suffix=UNFINISHED, dir=final.parent))
        yield folder
        folder.chmod(0o755)  # mkdtemp gives a private one
        _put_in_place(folder, final)
    except OSError as error:
        raise _cannot_write(final, error) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        for empty in (final.parent, runs):
            with suppress(OSError):  # holds other runs, or was never made
                empty.rmdir()


def _put_in_place(folder: Path, final: Path) -> None:
    """Rename the finished folder to its name; an earlier run of the same name is set aside until that has worked."""
    aside = folder.with_name(folder.name.removesuffix(UNFINISHED) + _REPLACED)
    if final.is_symlink() or final.is_file():
        final.unlink()
    try:
        if final.exists():
            final.rename(aside)
        folder.rename(final)
    except BaseException:
        if aside.exists() and not final.exists():
            aside.rename(final)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _cannot_write(place: Path, error: OSError) -> CannotRun:
    reason = error.strerror or str(error)
    return CannotRun(
        Text(
            ko=f"{place}에 결과를 쓸 수 없습니다({reason}). 다른 곳을 --out으로 지정하거나 공간과 권한을 확인하십시오.",
            en=f"The results cannot be written to {place} ({reason}). Give another place with --out, "
            "or check space and permissions.",
        )
    )


def write_run(forecast: Forecast, folder: Path) -> None:
    """Write run.json and the tables of a forecast into a folder."""
    write_table(forecast.targets(), folder / "targets.parquet")
    write_table(measures_table(forecast), folder / "measures.parquet")
    write_table(draws_table(forecast), folder / "draws.parquet")
    text = json.dumps(run_record(forecast), ensure_ascii=False, indent=2) + "\n"
    write_durably(folder / "run.json", text)


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
        "notes": [{"about": n.about, "ko": n.ko, "en": n.en} for n in forecast.notes],
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
    bands = np.stack([forecast.bands(m) for m in forecast.measures])  # (measure, world, quantile, month)
    rows = {
        "measure": np.repeat(forecast.measures, len(worlds) * n),
        "unit": np.repeat([m.unit for m in about], len(worlds) * n),
        "kind": np.repeat([m.kind for m in about], len(worlds) * n),
        "world": np.tile(np.repeat(worlds, n), len(about)),
        "month": np.tile(forecast.months, len(about) * len(worlds)),
    }
    named = {q: np.ascontiguousarray(bands[:, :, i, :]).reshape(-1) for i, q in enumerate(QUANTILES)}
    return pl.DataFrame({**rows, **named})


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


def write_table(table: pl.DataFrame, path: Path) -> None:
    """A table as Parquet, compressed. Raises OSError for anything the disk refuses."""
    try:
        table.write_parquet(path, compression="zstd")
    except pl.exceptions.ComputeError as error:  # how polars says that the disk is full
        raise OSError(str(error)) from error


def write_durably(path: Path, text: str) -> None:
    """A text file that is on the disk, not only on its way there, when this returns."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
