"""A new case is whole or not there, and nothing is ever overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from podobat.cli.starting import write_new_case
from podobat.errors import CannotRun
from podobat.plan import check_case, read_case
from podobat.plan.template import template_files, usable_id


def test_a_new_case_passes_check_and_bears_the_name_of_its_folder(tmp_path: Path):
    folder = write_new_case(tmp_path / "deep" / "harbour-2")
    case = read_case(folder)
    assert case.plan.id == "harbour-2"
    assert {p.kind for p in case.plan.programmes} == {
        "compute", "testbed", "space", "founding", "growth", "attraction", "fund", "training", "research", "adoption",
        "network", "operations", "anchor", "infrastructure", "procurement", "chips",
    }  # fmt: skip
    assert len(case.parameter_files) == 11
    assert case.scenario("without-plan").apply(case.plan) == case.plan.without()
    assert [p.name for p in folder.parent.iterdir()] == ["harbour-2"], "nothing temporary is left"


def test_an_empty_folder_may_be_filled(tmp_path: Path):
    (tmp_path / "town").mkdir()
    assert check_case(write_new_case(tmp_path / "town")).ok


def test_nothing_is_overwritten(tmp_path: Path):
    folder = write_new_case(tmp_path / "town")
    before = (folder / "plan.yaml").read_bytes()
    with pytest.raises(CannotRun, match="already there and is not overwritten"):
        write_new_case(folder)
    (tmp_path / "note").write_text("keep me")
    with pytest.raises(CannotRun, match="already there"):
        write_new_case(tmp_path / "note")
    assert (folder / "plan.yaml").read_bytes() == before
    assert (tmp_path / "note").read_text() == "keep me"


def test_a_name_that_is_no_id_is_refused_with_one_that_is(tmp_path: Path):
    with pytest.raises(CannotRun, match="for example my-town"):
        write_new_case(tmp_path / "My Town!")
    with pytest.raises(CannotRun, match="for example my-cluster") as caught:
        template_files("광주")
    assert "폴더 이름" in caught.value.text("ko")
    assert usable_id("  Côte d'Azur 2 ") == "cote-d-azur-2"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(CannotRun, match="No space left on device"):
        write_new_case(tmp_path / "town")
    assert list(tmp_path.iterdir()) == []


def test_a_new_case_can_be_appraised(tmp_path: Path):
    """Its place is smaller than the one its parameters were set for: every answer has them stretched alike."""
    from podobat.appraise.rule import appraise

    case = read_case(write_new_case(tmp_path / "town"))
    assert case.plan.size("population") not in (None, 1_460_000)
    assert appraise(case, draws=4).cost_benefit.draws == 4
