"""A sound case to break: the annotated example, and helpers to change one thing in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from podobat.cli.starting import write_new_case
from podobat.errors import Fault
from podobat.plan import check_case

Break = Callable[[Path], None]


def sound_case(folder: Path) -> Path:
    """The example case in a new folder named `town`."""
    return write_new_case(folder / "town")


def swap(old: str, new: str, file: str = "plan.yaml") -> Break:
    """Replace one piece of text, which must be there exactly once."""

    def apply(case: Path) -> None:
        path = case / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return apply


def write(content: str | bytes, file: str = "plan.yaml") -> Break:
    """Replace a whole file."""

    def apply(case: Path) -> None:
        (case / file).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    return apply


def in_one_line(faults: Iterable[Fault], lang: str = "en") -> str:
    """Faults as they are printed, with the wrapping undone, so that a test can look for whole sentences."""
    return " ".join("\n".join(fault.text(lang) for fault in faults).split())


def said(case: Path, lang: str = "en") -> str:
    """Every fault of a case as it is printed."""
    return in_one_line(check_case(case).faults, lang)
