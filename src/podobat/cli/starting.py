"""Write a new case or the example: all of it or nothing, and never over something that is there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from podobat.errors import CannotRun
from podobat.plan.example import example_files
from podobat.plan.template import template_files
from podobat.texts import catalogue

_say = catalogue("cli")


def write_new_case(folder: str | Path, files_of: Callable[[str], Mapping[str, str]] = template_files) -> Path:
    """Write a new case, by default the annotated plan, into a new folder.

    files_of from the folder's name to the files by their path in it
    folder   must not exist yet, or be empty; its name becomes the plan's id
    returns  the folder
    raises   CannotRun when something is already there, the name is no id, or the disk refuses
    """
    folder = Path(folder)
    _refuse_to_overwrite(folder)
    return _write(folder, files_of(folder.resolve().name))


def write_example(folder: str | Path) -> Path:
    """Write the case of Gwangju into a new folder; where it stands already, to the letter, leave it.

    folder, returns, raises   as for `write_new_case`
    """
    folder = Path(folder)
    files = example_files(folder.resolve().name)
    return folder if _holds(folder, files) else _write(folder, files)


def _holds(folder: Path, files: Mapping[str, str]) -> bool:
    """Do these files stand in the folder as they are?"""
    try:
        return all((folder / name).read_text(encoding="utf-8") == content for name, content in files.items())
    except (OSError, UnicodeDecodeError):
        return False


def _write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write beside the folder under a temporary name, then rename: an interruption leaves nothing half-written."""
    target = folder.resolve()
    _refuse_to_overwrite(folder)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _not_writable(folder, error) from error
    try:
        for name, content in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
        draft.chmod(0o755)
        draft.replace(target)
    except OSError as error:
        raise _not_writable(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _refuse_to_overwrite(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
        raise CannotRun(_say("starting.is_already_there_and_is_not", folder=folder))


def _not_writable(folder: Path, error: OSError) -> CannotRun:
    reason = error.strerror or str(error)
    return CannotRun(_say("starting.cannot_be_written", folder=folder, reason=reason))
