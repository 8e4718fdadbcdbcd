"""One broken plan per fault, with the words its message must contain.

`plan_faults.txt` holds every message whole, in both languages, as people read it. After a change of words it is written
anew by PODOBAT_REWRITE=1 pytest tests/faults/test_plan_file.py -k no_other, and the difference is for somebody to read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.plan import check_case, read_case
from podobat.plan.check import _check_total
from podobat.plan.document import Log
from tests.faults.broken import in_one_line, said, sound_case, swap, write
from tests.faults.broken_plans import FAULTS, FOUNDING

WHOLE = Path(__file__).with_name("plan_faults.txt")


def whole(faults: Iterable[Fault]) -> str:
    """Everything that is said of a case, in both languages."""
    faults = tuple(faults)
    return "\n\n".join("\n".join(fault.text(lang) for fault in faults) for lang in ("en", "ko")) + "\n"


@cache
def wholes() -> dict[str, str]:
    """What was said of each broken plan when somebody read it last."""
    parts = WHOLE.read_text(encoding="utf-8").split("## ")[1:]
    return {name: text.rstrip("\n") + "\n" for name, text in (part.split("\n", 1) for part in parts)}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A sound case, to be broken."""
    return sound_case(tmp_path)


def test_the_example_is_sound(case: Path):
    assert check_case(case).faults == ()


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_says_what_and_where(case: Path, name: str):
    spoil, english, korean = FAULTS[name]
    spoil(case)
    with pytest.raises(InputFaults) as caught:
        read_case(case)
    assert caught.value.exit_code == 1
    for lang, words in (("en", english), ("ko", korean)):
        message = in_one_line(caught.value.faults, lang)
        for word in words:
            assert word in message, message
    for fault in caught.value.faults:
        assert fault.found.en, fault
        for text in (fault.found, fault.allowed, fault.remedy):
            assert bool(text.ko) == bool(text.en), f"one language is left out: {fault}"
    assert whole(caught.value.faults) == wholes()[name]


def test_all_faults_come_at_once_in_the_order_of_lines(case: Path):
    swap("unit: bn,", "unit: billion,")(case)
    swap(FOUNDING, "{2026: -0.6, 2031: 3.6}")(case)
    swap("kind: network", "kind: networking")(case)
    swap("programme: compute-centre", "programme: compute-center")(case)
    swap("end: 2029-12,", "end: 2029-12, stop: 1,")(case)
    write("id,value\n", "sources.csv")(case)
    faults = check_case(case).faults
    assert {f.path for f in faults if f.file == "plan.yaml"} >= {
        "money.unit", "horizon.stop", "programmes.founding-grants.budget.2026", "programmes.overseas-network.kind",
        "milestones.centre-open.programme",
    }  # fmt: skip
    assert any(f.file == "sources.csv" for f in faults)
    lines = [f.line or 0 for f in faults if f.file == "plan.yaml"]
    assert lines == sorted(lines)


def test_a_case_that_is_not_there_cannot_run(tmp_path: Path):
    sound_case(tmp_path)
    with pytest.raises(CannotRun, match=r"There is no folder .*twon.*Did you mean `town`"):
        check_case(tmp_path / "twon")


def test_a_file_given_as_a_case_names_its_folder(case: Path):
    with pytest.raises(CannotRun, match=r"is a file\. Give the folder that holds plan.yaml: .*town$") as caught:
        check_case(case / "plan.yaml")
    assert caught.value.exit_code == 2
    assert "파일입니다" in caught.value.text("ko")


def test_an_unreadable_file_says_so(case: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "cannot be read (Permission denied)" in said(case)


def test_noise_of_a_size_that_is_read_leaves_no_traceback(case: Path):
    for seed in range(5):
        noise = bytes((i * i * (seed + 3) + i * 31) % 95 + 32 for i in range(20_000))
        write(noise)(case)
        assert check_case(case).faults
    write("- " * 9_000 + "a")(case)
    assert check_case(case).faults
    write("\n".join(f"k{i}: {i}" for i in range(5_000)))(case)
    assert "more faults" in said(case)


@pytest.mark.parametrize(("announced", "total", "fits"), [
    (1000.0, 1000.5002, True), (1000.5002, 1000.0, True), (1000.0, 1000.6, False), (1000.6, 1000.0, False),
])  # fmt: skip
def test_a_total_may_differ_by_a_share_of_the_larger(announced: float, total: float, fits: bool):
    """0.05 % of 1,000.5002 is 0.50025, of 1,000 only 0.5."""
    log = Log("plan.yaml")
    _check_total(announced, [SimpleNamespace(total=total)], log)  # type: ignore[list-item]
    assert (not log.faults) == fits


def test_the_file_of_messages_holds_every_fault_and_no_other(tmp_path: Path):
    if os.environ.get("PODOBAT_REWRITE"):
        parts = []
        for number, (name, (spoil, _, _)) in enumerate(FAULTS.items()):
            broken = sound_case(tmp_path / f"{number}")
            spoil(broken)
            parts.append(f"## {name}\n{whole(check_case(broken).faults)}")
        WHOLE.write_text("\n".join(parts), encoding="utf-8")
    assert list(wholes()) == list(FAULTS)
