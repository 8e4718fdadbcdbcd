"""What can go wrong, and how it is said.

    PodobatError                 every error that a user can cause; printed without a traceback
    ├── InputFaults              the files were read and have faults: all of them at once       exit code 1
    └── CannotRun                the command could not run at all (missing file, full disk)     exit code 2

Programming mistakes keep Python's own exceptions (ValueError, TypeError, KeyError).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec

from podobat.texts import Text, catalogue

_say = catalogue("")
_LABELS = (_say("fault.allowed"), _say("fault.remedy"))
_NOTHING = Text("", "")
_WIDTH = 110


def _wrapped(text: str) -> list[str]:
    """Lines that fit on a console; no word is broken."""
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place: where it is, what was found, what is allowed, what to do.

    Attributes
    ----------
    file : str
        Name of the file as the user knows it, e.g. "plan.yaml".
    line : int or None
        Line number counted from 1; None when the fault is not on a line.
    path : str
        Dotted path inside the file, e.g. "programmes.compute-centre.budget.2031"; may be empty.
    found, allowed, remedy : Text
        In every language; `allowed` and `remedy` may be empty.
    """

    file: str
    line: int | None
    path: str
    found: Text
    allowed: Text = _NOTHING
    remedy: Text = _NOTHING

    def text(self, lang: str = "ko") -> str:
        """The fault in one language, first line `file:line  path: found`, then what is allowed, then the remedy."""
        where = f"{self.file}:{self.line}" if self.line is not None else self.file
        subject = f"{self.path}: " if self.path else ""
        labelled = zip(_LABELS, (self.allowed, self.remedy), strict=True)
        parts = [f"{label[lang]}: {text[lang]}" for label, text in labelled if text[lang]]
        indent = " " * min(len(where) + 2, 14)
        lines = [f"{where}  {subject}{self.found[lang]}"]
        lines += [indent + line for part in parts for line in _wrapped(part)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text("en")


class PodobatError(Exception):
    """Something a user can put right. `text(lang)` is what is printed; `exit_code` is what the shell gets."""

    exit_code: int = 2

    def __init__(self, message: Text | str) -> None:
        self.message = message if isinstance(message, Text) else Text(ko=message, en=message)
        super().__init__(self.message.en)

    def text(self, lang: str = "ko") -> str:
        """The whole message in one language."""
        return self.message[lang]

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message,))


class InputFaults(PodobatError):  # noqa: N818 - faults are what it carries
    """The input was read and has faults; `faults` holds every one of them, in the order of files and lines."""

    exit_code = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(Text.each(lambda lang: "\n".join(fault.text(lang) for fault in self.faults)))

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.faults,))


class CannotRun(PodobatError):  # noqa: N818 - reads as a sentence where it is raised
    """The command could not do its work: nothing to read, nowhere to write, an option outside its range."""

    exit_code = 2


def needs(what: str, extra: str, *packages: str) -> None:
    """Refuse, before any work, what needs packages that were not installed.

    what      what was asked for, as the user typed it: "podobat match", "--pdf"
    extra     the extra that installs them: pip install "podobat[extra]"
    packages  the names they are imported by
    raises    CannotRun, naming every one that is missing
    """
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise CannotRun(_say("fault.needs_extra", what=what, missing=", ".join(missing), extra=extra))
