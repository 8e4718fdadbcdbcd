"""Runs mutated inputs one after the other and holds every answer against what is promised of every reader.

What is promised: a sound input is read, or every refusal says where, what was found, and what is allowed or to be done,
in both languages; no other exception, nobody waits longer than LONGEST, nothing takes more than MOST_MEMORY.

Inputs run in a process of their own, a portion at a time: one that dies of a signal (out of bounds in compiled code,
out of memory) is a failure of the input at which it died, and the next process goes on behind it.
"""

from __future__ import annotations

import os
import pickle
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from podobat.errors import InputFaults, PodobatError

LONGEST: Final = 20.0  # seconds of the processor for one input
STILL: Final = 600.0  # seconds by the clock: a machine that others use as well
MOST_MEMORY: Final = 2 * 2**30  # bytes at any moment, of everything this process holds
MOST_TEXT: Final = 500_000  # characters of a refusal
PORTION: Final = 400  # inputs a process
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class Kind:
    """A kind of input. `read(luck, folder)` makes one in an empty folder, has it read, and says what became of it.

    `ready` is done before, outside the watch: what a process does once, such as filling a database.
    """

    name: str
    share: float  # of all inputs
    read: Callable[[Random, Path], str]
    ready: Callable[[], Any] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of an input: sound, refused, or a failure with its reason."""

    index: int
    kind: str
    said: str  # "sound", "refused", or what must never be
    seconds: float
    memory: int  # bytes that it added to the most before it
    trouble: str = ""


@dataclass
class Account:
    """What became of all of them."""

    seed: int
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[Outcome] = field(default_factory=list)
    slowest: float = 0.0
    memory: int = 0
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self.said[outcome.kind, outcome.said] += 1
        self.slowest, self.memory = max(self.slowest, outcome.seconds), max(self.memory, outcome.memory)
        if outcome.trouble:
            self.failures.append(outcome)

    def text(self) -> str:
        """The figures, kind by kind."""
        kinds = sorted({kind for kind, _ in self.said})
        lines = [f"{'kind':14} {'inputs':>7} {'sound':>7} {'run':>6} {'refused':>8} {'failed':>7}"]
        for kind in kinds:
            of = {said: n for (k, said), n in self.said.items() if k == kind}
            sound, run, refused = of.pop("sound", 0), of.pop("run", 0), of.pop("refused", 0)
            failed = sum(of.values())
            lines.append(f"{kind:14} {sound + run + refused + failed:7} {sound:7} {run:6} {refused:8} {failed:7}")
        lines.append(
            f"seed {self.seed}: {sum(self.said.values())} inputs in {self.seconds:.0f} s, slowest {self.slowest:.1f} s "
            f"of the processor, most memory {self.memory / 2**30:.2f} GB, failures {len(self.failures)}"
        )
        return "\n".join(lines)


def kind_at(kinds: Sequence[Kind], seed: int, index: int) -> tuple[Kind, Random]:
    """The kind of an input and the luck that makes it: from seed and number alone, so that each can be made again."""
    luck = Random(f"{seed}/{index}")
    return luck.choices(kinds, [kind.share for kind in kinds])[0], luck


def fuzz(kinds: Sequence[Kind], seed: int, indices: Sequence[int], *, until: float | None = None,
         told: Callable[[Outcome], None] | None = None) -> Account:  # fmt: skip
    """Every input of these numbers, or as many as can be done until a moment of time.monotonic()."""
    account, began, waiting = Account(seed), time.monotonic(), list(indices)
    while waiting and (until is None or time.monotonic() < until):
        portion, done = waiting[:PORTION], 0
        for outcome in _in_a_process(kinds, seed, portion, until):
            done += 1
            account.add(outcome)
            if told is not None:
                told(outcome)
        waiting = waiting[done:]
        if done == 0:
            break
    account.seconds = time.monotonic() - began
    return account


def _in_a_process(kinds: Sequence[Kind], seed: int, indices: Sequence[int], until: float | None) -> Iterator[Outcome]:
    """Outcomes of a portion; the last one is that of the input at which the process died, if it died."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the child uses none of theirs
        child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "wb") as out:
            for index in indices:
                if until is not None and time.monotonic() > until:
                    break
                pickle.dump(one(kinds, seed, index), out)
                out.flush()
        os._exit(0)
    os.close(writer)
    done = 0
    with os.fdopen(reader, "rb") as answers:
        while True:
            try:
                outcome = pickle.load(answers)
            except (EOFError, pickle.UnpicklingError):
                break
            done += 1
            yield outcome
    _, status = os.waitpid(child, 0)
    if status and done < len(indices):
        kind, _ = kind_at(kinds, seed, indices[done])
        died = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit code {os.WEXITSTATUS(status)}"
        yield Outcome(indices[done], kind.name, "died", 0.0, 0, f"the process died: {died}")


def one(kinds: Sequence[Kind], seed: int, index: int, keep: Path | None = None) -> Outcome:
    """One input, made and read. `keep`: a folder in which its files are left."""
    kind, luck = kind_at(kinds, seed, index)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    if kind.ready is not None:
        kind.ready()
    began, trouble = time.process_time(), ""
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # a fork begins with the memory of its parent
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            said = _bounded(lambda: kind.read(luck, folder))
    except PodobatError as error:
        trouble = unfit(error)
        said = "unfit" if trouble else "refused"
    except _TooLong:
        said, trouble = "hung", f"longer than {LONGEST:g} s of the processor, or {STILL:g} s"
    except MemoryError:
        said, trouble = "memory", "MemoryError"
    except (Exception, SystemExit) as error:
        said, trouble = "traceback", f"{type(error).__name__}: {error}\n{traceback.format_exc()[-3000:]}"
    finally:
        if keep is not None:
            shutil.copytree(folder, keep, dirs_exist_ok=True, symlinks=True)
        shutil.rmtree(folder, ignore_errors=True)
    seconds = time.process_time() - began
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - inherited) * 1024
    if not trouble and memory > MOST_MEMORY:
        trouble = f"{memory / 2**30:.1f} GB"
    return Outcome(index, kind.name, said, seconds, memory, trouble)


class _TooLong(BaseException):
    """The watch has rung."""


def _bounded(read: Callable[[], str]) -> str:
    def ring(*_: Any) -> None:
        raise _TooLong

    watches = ((signal.SIGPROF, signal.ITIMER_PROF, LONGEST), (signal.SIGALRM, signal.ITIMER_REAL, STILL))
    before = [(number, signal.signal(number, ring)) for number, _, _ in watches]
    for _, timer, seconds in watches:
        signal.setitimer(timer, seconds)
    try:
        return read()
    finally:
        for _, timer, _ in watches:
            signal.setitimer(timer, 0)
        for number, handler in before:
            signal.signal(number, handler)


def unfit(error: PodobatError) -> str:
    """What is wrong with a refusal: "" when it says where, what was found, and what is allowed or to be done."""
    if isinstance(error, InputFaults):
        if not error.faults:
            return "a refusal without a fault"
        for fault in error.faults:
            if not fault.file or not (fault.found.ko and fault.found.en):
                return f"a fault without a place or without what was found: {fault!r}"[:600]
            more = re.search("오류가 .* 더 있음|더 있음", fault.found.ko)
            if not (more or fault.allowed.ko or fault.remedy.ko):
                return f"a fault without what is allowed or to be done: {fault.text('en')}"[:600]
            if fault.remedy.ko and not _HANGUL.search(fault.remedy.ko):
                return f"a remedy that is not in Korean: {fault.remedy.ko}"[:600]
    text = error.text("ko") + error.text("en")
    if not text.strip():
        return "a refusal without a word"
    if len(text) > MOST_TEXT:
        return f"a refusal of {len(text)} characters"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "a refusal that cannot be written"
    return "" if _HANGUL.search(error.text("ko")) else f"a refusal that is not in Korean: {error.text('ko')[:300]}"


def tell(outcome: Outcome) -> None:
    """Say a failure as soon as it is known."""
    if outcome.trouble:
        print(f"FAILED {outcome.kind} {outcome.index}: {outcome.said}: {outcome.trouble}", file=sys.stderr, flush=True)
