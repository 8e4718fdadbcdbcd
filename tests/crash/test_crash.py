"""A short run of `make crash`: a verb killed in two ways, a full disk, and no place to write."""

from __future__ import annotations

import signal

import pytest

from tests.crash.faults import full_disk, no_place
from tests.crash.killing import Job, Known, fingerprints, finished, killed, unfinished

OUTLOOK = Job("outlook", ("outlook", "tests/crash/targets.csv", "--out", "OUT"))


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Known:
    return finished(OUTLOOK, tmp_path_factory.mktemp("crash") / "out")


@pytest.mark.parametrize(("how", "part"), [(signal.SIGKILL, 0.9), (signal.SIGTERM, 0.7)])
def test_a_verb_that_was_ended_is_as_if_it_had_not_been(known, how, part):
    assert killed(OUTLOOK, known, how, part) == ""


def test_a_full_disk_and_no_place_are_refused_and_leave_nothing(known, tmp_path):
    assert full_disk(OUTLOOK, known, tmp_path / "full", sizes=(20_000,)) == ""
    assert no_place(OUTLOOK, known, tmp_path / "none") == ""


def test_what_is_half_written_is_seen(known, tmp_path):
    (tmp_path / ".x-1.tmp").mkdir()
    (tmp_path / ".x-1.tmp" / "page.html").write_text("a", encoding="utf-8")
    (tmp_path / "run.json").write_text('{"a": 1, "seconds": 3.2, "written": "2024-01-01"}', encoding="utf-8")
    assert unfinished(tmp_path) == [".x-1.tmp", ".x-1.tmp/page.html"]
    before = fingerprints(tmp_path)
    (tmp_path / "run.json").write_text('{"a": 1, "seconds": 9.9, "written": "2025-02-02"}', encoding="utf-8")
    assert fingerprints(tmp_path) == before
    (tmp_path / "run.json").write_text('{"a": 2, "seconds": 9.9, "written": "2025-02-02"}', encoding="utf-8")
    assert fingerprints(tmp_path) != before
