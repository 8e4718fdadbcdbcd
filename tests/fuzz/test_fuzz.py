"""A short run of `make fuzz`, and that the harness sees what it looks for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.units import Text
from tests.fuzz import harness, mutate
from tests.fuzz.harness import Kind, fuzz, kind_at, one, unfit
from tests.habits.repository import ROOT

INPUTS, SECONDS = 250, 75


def test_mutated_inputs_are_read_or_refused_and_nothing_else():
    command = [sys.executable, "tests/fuzz/run.py", "--inputs", str(INPUTS), "--seed", "3", "--seconds", str(SECONDS)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PODOBAT_FUZZ_RUN": "0.04"}, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "failures 0" in done.stdout


def test_the_same_seed_makes_the_same_inputs(tmp_path):
    kinds = [Kind("a", 1.0, lambda luck, folder: "sound"), Kind("b", 1.0, lambda luck, folder: "sound")]
    drawn = [(kind_at(kinds, 5, n)[0].name, kind_at(kinds, 5, n)[1].random()) for n in range(20)]
    assert drawn == [(kind_at(kinds, 5, n)[0].name, kind_at(kinds, 5, n)[1].random()) for n in range(20)]
    assert {name for name, _ in drawn} == {"a", "b"}
    text = (ROOT / "cases" / "port-maren" / "plan.yaml").read_text(encoding="utf-8")
    assert mutate.yaml_text(Random(1), text) == mutate.yaml_text(Random(1), text)
    made = [mutate.yaml_text(Random(n), text) for n in range(40)]
    assert len(set(made)) > 30


def _refuses(luck: Random, folder: Path) -> str:
    raise InputFaults([Fault("a.csv", 2, "x", Text("빈칸임", "is empty"), Text("수", "a number"))])


def _breaks(luck: Random, folder: Path) -> str:
    return str(1 / 0)


def _dies(luck: Random, folder: Path) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return "sound"


def _waits(luck: Random, folder: Path) -> str:
    while True:
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("read", "said", "fails"),
    [
        (lambda *_: "sound", "sound", False), (_refuses, "refused", False), (_breaks, "traceback", True),
        (_dies, "died", True),
    ],
)
def test_the_harness_sees_what_must_not_be(read, said, fails):
    account = fuzz([Kind("k", 1.0, read)], 1, range(3))
    assert account.said == {("k", said): 3}
    assert bool(account.failures) == fails


def test_the_harness_sees_what_does_not_end(monkeypatch):
    monkeypatch.setattr(harness, "STILL", 0.3)
    assert one([Kind("k", 1.0, _waits)], 1, 0).said == "hung"


@pytest.mark.parametrize(
    "error",
    [
        InputFaults([]),
        InputFaults([Fault("", 1, "x", Text("빈칸임", "is empty"), Text("수", "a number"))]),
        InputFaults([Fault("a", 1, "x", Text("빈칸임", "is empty"))]),
        InputFaults([Fault("a", 1, "x", Text("is empty", "is empty"), Text("", "a"), Text("fix", "fix"))]),
        CannotRun(Text("a" * 600_000, "가")),
        CannotRun("no such file"),
    ],
)
def test_a_refusal_that_does_not_help_is_a_failure(error):
    assert unfit(error)


def test_a_refusal_that_helps_is_none():
    assert not unfit(InputFaults([Fault("a", 1, "x", Text("빈칸임", "is empty"), Text("수", "a number"))]))
    assert not unfit(CannotRun(Text("파일이 없습니다.", "There is no such file.")))
