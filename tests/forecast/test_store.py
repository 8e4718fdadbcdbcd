"""A run on disk is whole or not there, and holds what the forecast holds."""

import json
import os

import numpy as np
import polars as pl
import pytest

from podobat.errors import CannotRun
from podobat.forecast.store import run_id, write_run
from podobat.show.store import check_writable, run_folder
from tests.forecast.made_up import END, MEASURES, MONTHS, made_up, target

N = 40
RISING = np.arange(N, dtype=np.float32)


def write_half(folder, fault):
    """Begin to write, and be stopped."""
    (folder / "a").write_text("half")
    raise fault


@pytest.fixture(scope="module")
def forecast():
    return made_up(draws=N, targets=(target("jobs", "jobs.direct", 30),), jobs_direct=(RISING, RISING / 2))


def test_a_run_holds_what_the_forecast_holds(forecast, tmp_path):
    with run_folder(tmp_path, "made-up", "one") as folder:
        write_run(forecast, folder)
    run = tmp_path / "made-up" / "one"
    assert sorted(p.name for p in run.iterdir()) == ["draws.parquet", "measures.parquet", "run.json", "targets.parquet"]
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert (record["draws"], record["seed"], record["case"]) == (N, 1, "made-up")
    assert record["fingerprints"] == dict(forecast.fingerprints)
    assert pl.read_parquet(run / "targets.parquet").equals(forecast.targets())
    drawn = pl.read_parquet(run / "draws.parquet")
    assert drawn.height == N
    assert drawn["with"].to_list() == RISING.tolist()
    assert drawn["point"].to_list() == [i // 2 for i in range(N)]


def test_the_table_of_measures_has_every_measure_world_and_month(forecast, tmp_path):
    write_run(forecast, tmp_path)
    table = pl.read_parquet(tmp_path / "measures.parquet")
    assert table.height == len(MEASURES) * 3 * len(MONTHS)
    row = table.filter(measure="jobs.direct", world="net", month=END)
    expected = forecast.summary("jobs.direct").filter(world="net", month=END)
    assert row.select(expected.columns).equals(expected)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_run_leaves_nothing(fault, tmp_path):
    with pytest.raises(fault), run_folder(tmp_path / "runs", "made-up", "one") as folder:
        write_half(folder, fault)
    assert list((tmp_path).iterdir()) == []


def test_an_interrupted_run_leaves_the_one_before_it(forecast, tmp_path):
    for content in ("first", "second"):
        with run_folder(tmp_path, "made-up", "one") as folder:
            (folder / "a").write_text(content)
    with pytest.raises(KeyboardInterrupt), run_folder(tmp_path, "made-up", "one") as folder:
        write_half(folder, KeyboardInterrupt)
    assert [p.name for p in (tmp_path / "made-up").iterdir()] == ["one"]
    assert (tmp_path / "made-up" / "one" / "a").read_text() == "second"


def test_a_rename_that_fails_puts_the_earlier_run_back(tmp_path, monkeypatch):
    with run_folder(tmp_path, "made-up", "one") as folder:
        (folder / "a").write_text("first")
    rename = type(folder).rename

    def refuse_the_new_one(self, to):
        if to.name == "one" and self.name.endswith(".tmp") and ".old" not in self.name:
            raise OSError(28, "No space left on device")
        return rename(self, to)

    monkeypatch.setattr(type(folder), "rename", refuse_the_new_one)
    with pytest.raises(CannotRun, match="No space left"), run_folder(tmp_path, "made-up", "one") as folder:
        (folder / "a").write_text("second")
    monkeypatch.undo()
    assert [p.name for p in (tmp_path / "made-up").iterdir()] == ["one"]
    assert (tmp_path / "made-up" / "one" / "a").read_text() == "first"


def test_a_place_that_is_a_file_is_a_plain_message(tmp_path):
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(CannotRun) as said, run_folder(tmp_path / "runs", "made-up", "one"):
        pass
    assert "--out" in said.value.text("ko")


def test_a_place_is_tried_before_the_work_and_left_as_it_was(tmp_path):
    check_writable(tmp_path / "runs" / "deep")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("a file")
    with pytest.raises(CannotRun, match="Not a directory"):
        check_writable(tmp_path / "file" / "runs")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_without_permission_is_a_plain_message(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(CannotRun), run_folder(tmp_path / "runs", "made-up", "one"):
        pass


def test_the_id_says_what_the_run_is_and_changes_with_what_made_it(forecast):
    other = made_up(draws=N, targets=())
    assert run_id(forecast).startswith("plan-d40-s1-")
    assert run_id(forecast) == run_id(other)
    changed = made_up(draws=N)
    object.__setattr__(changed, "fingerprints", {**forecast.fingerprints, "code": "0" * 12})
    assert run_id(changed) != run_id(forecast)
