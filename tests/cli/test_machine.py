"""Disks that are full, folders that may not be read, outputs that nobody takes: a message, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from podobat.forecast import forecast
from podobat.forecast.page import render
from podobat.plan import read_case
from podobat.show import store
from tests.cli.process import ROOT, apart, environment, podobat

CASE = "cases/port-maren"
FULL = Path("/dev/full")
on_linux = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
nobody = pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the administrator may read everything")


def without_traceback(said: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in said.stderr, said.stderr
    return said.stderr


# --- where to write --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["forecast", "learn", "backtest"])
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_simulated(verb, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    start = time.monotonic()
    case = "cases/gwangju-phase1" if verb != "forecast" else CASE
    said = podobat(verb, case, "--out", tmp_path / "file" / "runs")
    assert said.returncode == 2
    assert "file" in without_traceback(said)
    assert time.monotonic() - start < 60


def test_a_document_that_is_a_folder_is_refused_before_anything_is_simulated(tmp_path):
    said = podobat("validate", "cases/gwangju-phase1", "--document", tmp_path)
    assert said.returncode == 2
    assert str(tmp_path) in without_traceback(said)


@on_linux
def test_a_device_is_never_replaced_by_a_file():
    with pytest.raises(Exception, match="full"):
        store.check_target(FULL)
    assert FULL.is_char_device()


@on_linux
def test_a_link_stays_a_link_and_what_it_names_is_written_or_refused(tmp_path):
    (tmp_path / "kept.md").write_text("old", encoding="utf-8")
    for name, target in (("link.md", tmp_path / "kept.md"), ("device.md", FULL), ("new.md", tmp_path / "made.md")):
        (tmp_path / name).symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    store.write_whole(tmp_path / "link.md", "new")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "kept.md").read_text(encoding="utf-8") == "new"
    store.write_whole(tmp_path / "new.md", "made")
    assert (tmp_path / "made.md").is_file()
    for name in ("device.md", "pipe"):
        with pytest.raises(OSError, match="plain file"):
            store.write_whole(tmp_path / name, "x")
    assert FULL.is_char_device()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "device.md", "kept.md", "link.md", "made.md", "new.md", "pipe",
    ]  # fmt: skip


@on_linux
def test_standard_output_that_takes_nothing():
    with FULL.open("w") as full:
        said = subprocess.run(
            [sys.executable, "-m", "podobat", "check", CASE], stdout=full, stderr=subprocess.PIPE, text=True,
            env=environment(), cwd=ROOT, check=False,
        )  # fmt: skip
    assert said.returncode == 2
    assert len(without_traceback(said).splitlines()) == 1


# --- what is left behind ---------------------------------------------------------------------------------------------


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path):
    place = tmp_path / "port"
    left, young, other = (place / name for name in (".plan-1-abc.tmp", ".plan-2-abc.tmp", "plan-3"))
    for folder in (left, young, other):
        folder.mkdir(parents=True)
    old = time.time() - 3600
    os.utime(left, (old, old))
    with store.run_folder(tmp_path, "port", "plan-4") as folder:
        (folder / "run.json").write_text("{}")
    assert sorted(p.name for p in place.iterdir()) == [young.name, "plan-3", "plan-4"]


def test_a_run_that_is_being_written_is_left_alone(tmp_path):
    with store.run_folder(tmp_path, "port", "plan-1") as folder:
        old = time.time() - 3600
        os.utime(folder, (old, old))
        with store.run_folder(tmp_path, "port", "plan-2") as second:
            (second / "run.json").write_text("{}")
        assert folder.is_dir()
        (folder / "run.json").write_text("{}")
    assert sorted(p.name for p in (tmp_path / "port").iterdir()) == ["plan-1", "plan-2"]


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
@pytest.mark.parametrize("name", ["plan.yaml", "scenarios/later.yaml", "records.csv"])
def test_a_pipe_in_the_place_of_a_file_is_refused_at_once(name, tmp_path):
    case = shutil.copytree(ROOT / "cases/gwangju-phase1", tmp_path / "gwangju-phase1")
    (case / name).unlink(missing_ok=True)
    os.mkfifo(case / name)
    verb = ("records", "check") if name == "records.csv" else ("check",)
    said = subprocess.run(
        [sys.executable, "-m", "podobat", *verb, str(case)], capture_output=True, text=True, env=environment(),
        cwd=ROOT, check=False, timeout=60,
    )  # fmt: skip
    assert said.returncode in (1, 2)
    assert name in without_traceback(said) + said.stdout


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero")
def test_a_link_to_a_device_without_end_is_refused_at_once(tmp_path):
    case = shutil.copytree(ROOT / CASE, tmp_path / "port-maren")
    (case / "plan.yaml").unlink()
    (case / "plan.yaml").symlink_to("/dev/zero")
    said = apart("check", case)
    assert said.returncode in (1, 2)
    assert "plan.yaml" in without_traceback(said) + said.stdout


@nobody
def test_folders_that_may_not_be_read_are_no_empty_folders(tmp_path):
    case = shutil.copytree(ROOT / CASE, tmp_path / "parent/port-maren")
    for shut in (case / "scenarios", case.parent):
        shut.mkdir(exist_ok=True)
        shut.chmod(0)
        try:
            said = podobat("check", case)
        finally:
            shut.chmod(0o755)
        assert said.returncode in (1, 2), said.stdout
        without_traceback(said)


def test_a_record_book_with_a_head_only(tmp_path):
    case = shutil.copytree(ROOT / "cases/gwangju-phase1", tmp_path / "gwangju-phase1")
    for name in ("records.csv", "records_sources.csv"):
        head = (case / name).read_text(encoding="utf-8").splitlines()[0]
        (case / name).write_text(head + "\n", encoding="utf-8")
    said = podobat("records", "check", case)
    assert said.returncode == 0, said.stderr
    assert json.loads(podobat("records", "check", case, "--format", "json").stdout)
    for verb in ("learn", "backtest"):
        said = podobat(verb, case, "--out", tmp_path / "runs")
        assert said.returncode == 2
        assert "podobat records check" in without_traceback(said)


# --- reports ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["gwangju-phase1", "port-maren"])
def test_the_report_of_every_shipped_scenario_is_drawn(folder):
    case = read_case(ROOT / "cases" / folder)
    for k, scenario in enumerate((None, *case.scenarios)):
        lang = ("ko", "en")[k % 2]  # each page in one language: what they draw is the same
        assert "</html>" in render(forecast(case, scenario=scenario, draws=2, seed=1), case, lang)


def test_ctrl_c_while_the_program_is_loaded_ends_it_without_a_word():
    loading = (
        "import os, signal\nfrom podobat.leaving import leaving_quietly\n"
        "try:\n    with leaving_quietly():\n        {during}\n    os.kill(os.getpid(), signal.SIGINT)\n"
        "except KeyboardInterrupt:\n    print('as ever afterwards')"
    )
    interrupted, loaded = (
        subprocess.run(
            [sys.executable, "-c", loading.format(during=during)], capture_output=True, text=True, env=environment()
        )
        for during in ("os.kill(os.getpid(), signal.SIGINT)", "pass")
    )
    assert (interrupted.returncode, interrupted.stdout, interrupted.stderr) == (130, "", "")
    assert (loaded.returncode, loaded.stdout, loaded.stderr) == (0, "as ever afterwards\n", "")
