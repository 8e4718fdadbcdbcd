"""Arrays kept under the name of what they rest on."""

from __future__ import annotations

import numpy as np

from podobat.show import shelf as module
from podobat.show.shelf import Shelf

ARRAYS = {"a": np.arange(3), "b": np.array("words")}


def test_what_rests_on_the_same_is_found_and_nothing_else(tmp_path):
    shelf = Shelf(tmp_path / "new")
    shelf.keep({"seed": 1, "records": ["x"]}, ARRAYS)
    found = shelf.find({"records": ["x"], "seed": 1})
    assert found is not None
    assert found["a"].tolist() == [0, 1, 2]
    assert str(found["b"]) == "words"
    assert shelf.find({"seed": 2, "records": ["x"]}) is None


def test_a_damaged_file_is_as_good_as_none(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.keep({"seed": 1}, ARRAYS)
    path = shelf.path({"seed": 1})
    path.write_bytes(path.read_bytes()[:40])
    assert shelf.find({"seed": 1}) is None


def test_only_the_latest_used_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    shelf = Shelf(tmp_path)
    for seed in range(4):
        shelf.keep({"seed": seed}, ARRAYS)
    assert len(list(tmp_path.iterdir())) == 2
    assert shelf.find({"seed": 3}) is not None


def test_a_place_that_cannot_be_written_is_left_alone(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    shelf = Shelf(tmp_path / "file")
    shelf.keep({"seed": 1}, ARRAYS)
    assert shelf.find({"seed": 1}) is None
    assert (tmp_path / "file").read_text(encoding="utf-8") == ""
