"""Results on disk: runs/<case>/<id>/, whole or not at all.

A run is written into a folder of its own and put into place by one rename when it is complete: an interruption or a
full disk leaves nothing half-written. The id is made from what made the result, so repeating a run replaces it.

A long simulation leaves what it has done in runs/<case>/<id>.partial/ until the run is complete. It is taken up again
by the same command: what is in there is whole, and stands under a name that differs when anything differs.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from podobat.errors import CannotRun
from podobat.texts import catalogue

_say = catalogue("show")

UNFINISHED = ".tmp"  # ending of the folder in which a run is written
PARTIAL = ".partial"  # ending of the folder of a simulation that is under way, or was interrupted
_REPLACED = ".old.tmp"
_A_DAY = 86_400.0
_YOUNG = 2.0  # seconds for which what is unfinished is left alone: its owner may not hold it yet, or no longer


def check_writable(runs: Path) -> None:
    """Refuse a place that cannot be written before anything is simulated, not after. Leaves no trace."""
    try:
        there = runs
        while not there.exists() and there != there.parent:
            there = there.parent
        if not there.is_dir():
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        number, trial = tempfile.mkstemp(prefix=".", suffix=UNFINISHED, dir=there)
        os.close(number)
        os.unlink(trial)
    except OSError as error:
        raise _cannot_write(runs, error) from error


def check_target(path: Path) -> None:
    """Raise CannotRun for a file that cannot be written, or is no plain file, before anything is done."""
    check_writable(Path(os.path.realpath(path)).parent)
    try:
        _check_plain(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotRun(_say("store.no_plain_file", path=path, reason=reason)) from error


def _check_plain(path: Path) -> None:
    """Raise OSError where a folder, a device or a pipe stands in the place of a file: it would be replaced."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a plain file")


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
        """Write a part; at any moment the old one is there, or the new one."""
        if self.fault is not None:
            return
        try:
            with whole_file(self.folder / f"{name}.npz") as file:
                np.savez(file, **dict[str, Any](arrays))
            self.kept = True
        except OSError as error:
            self.fault = error

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
        sweep(final.parent)
        folder = Path(tempfile.mkdtemp(prefix=f".{run}-", suffix=UNFINISHED, dir=final.parent))
        with _held(folder):
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


@contextmanager
def _held(path: Path) -> Iterator[bool | None]:
    """Hold a folder or file while it is written, so that others leave it alone; the system lets go when we die.

    Yields whether it is held by us: False where somebody else holds it, None where nothing can be held.
    """
    try:
        import fcntl
    except ImportError:
        yield None
        return
    number = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except OSError:  # a disk over the network that knows no locks
            yield None
            return
        yield True
    finally:
        os.close(number)


def sweep(folder: Path, start: str = ".") -> None:
    """Remove what runs that were killed have left unfinished in a folder: nobody holds it, and it is not quite new.

    Where nothing can be held it is left for a day. A run that was replaced while its successor was put into place goes
    too, or comes back where the successor is not there.
    """
    with suppress(OSError):
        for left in list(folder.iterdir()):
            if not (left.name.startswith(start) and left.name.endswith(UNFINISHED)):
                continue
            with suppress(OSError):
                age = time.time() - left.stat().st_mtime
                if age < _YOUNG:
                    continue
                with _held(left) as held:
                    if held or (held is None and age > _A_DAY):
                        _take_away(left)


def _take_away(left: Path) -> None:
    if left.name.endswith(_REPLACED):
        final = left.with_name(left.name[1:].removesuffix(_REPLACED).rpartition("-")[0])
        if not final.exists():
            left.rename(final)
            return
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)


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
    return CannotRun(_say("store.results_cannot_be_written", place=place, reason=reason))


def write_table(table: pl.DataFrame, path: Path) -> None:
    """A table as Parquet, compressed. Raises OSError for anything the disk refuses."""
    try:
        table.write_parquet(path, compression="zstd")
    except pl.exceptions.ComputeError as error:  # how polars says that the disk is full
        raise OSError(str(error)) from error


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into. It is there under its name, and on the disk, when the block ends well; not at all when not.

    It is written under another name in the same folder and renamed; where the name is a link, the file that the link
    names is written and the link stays. Raises OSError for anything the disk refuses.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    _check_plain(path)
    sweep(path.parent, f".{path.name}-")
    number, unfinished = tempfile.mkstemp(prefix=f".{path.name}-", suffix=UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file, _held(Path(unfinished)):
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(unfinished, 0o644)  # mkstemp gives a private one
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def write_whole(path: Path | str, content: str | bytes) -> Path:
    """Write a file, whole or not at all: text as UTF-8 with plain line feeds. Returns its path."""
    path = Path(path)
    with whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)
    return path
