"""How a process is left while it is only being loaded."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

INTERRUPTED = 130


def _leave(*_: Any) -> None:
    os._exit(INTERRUPTED)


@contextmanager
def leaving_quietly() -> Iterator[None]:
    """Ctrl-C ends the program at once and without a word while it is loaded, when nothing can be half done yet."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:  # somebody has decided otherwise, as `nohup` does
        yield
        return
    signal.signal(signal.SIGINT, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
