"""The verbs `explore` and `optimise` as a person or a program meets them."""

import json

import jsonschema
import pytest

from tests.cli.process import ROOT, podobat

CASE = "cases/port-maren"
SMALL = ("--population", 4, "--generations", 0, "--draws", 16, "--fresh", 8, "--as-of", "start")


def schema(name: str) -> dict:
    return json.loads((ROOT / f"docs/schema/{name}-1.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """One small search as JSON, and the folder it was kept in."""
    out = tmp_path_factory.mktemp("searched")
    return podobat("optimise", CASE, *SMALL, "--format", "json", "--out", out), out


def test_optimise_prints_json_alone_and_keeps_its_files(searched):
    said, out = searched
    assert said.returncode == 0, said.stderr
    document = json.loads(said.stdout)
    jsonschema.validate(document, schema("optimise"))
    (folder,) = (out / "port-maren").iterdir()
    names = {p.name for p in folder.iterdir()}
    assert {"optimise.html", "optimise.en.html", "optimise.json", "portfolios.xlsx", "budgets.parquet"} <= names
    kept = {p.stem for p in (folder / "scenarios").iterdir()}
    assert kept == {f"better-{p['id']}" for p in document["portfolios"]}


def test_a_search_with_nothing_open_says_what_to_do(tmp_path):
    said = podobat("optimise", CASE, "--as-of", "2099-01-01", "--out", tmp_path, "--lang", "en")
    assert said.returncode == 2
    assert "--as-of" in said.stderr
    assert "Traceback" not in said.stderr
    assert not list(tmp_path.iterdir())


def test_explore_prints_json_alone(tmp_path):
    small = ("--draws", 64, "--mixed", 16, "--decisions", 64, "--as-of", "start")
    said = podobat("explore", CASE, *small, "--format", "json", "--out", tmp_path)
    assert said.returncode == 0, said.stderr
    jsonschema.validate(json.loads(said.stdout), schema("explore"))
    (folder,) = (tmp_path / "port-maren").iterdir()
    assert {"explore.html", "explore.en.html", "explore.json"} <= {p.name for p in folder.iterdir()}


def test_a_goal_that_is_none_is_refused_before_anything_is_simulated(tmp_path):
    said = podobat("optimise", CASE, *SMALL, "--goal", "jobs.diret", "--out", tmp_path, "--lang", "en")
    assert said.returncode == 2
    assert "jobs.direct" in said.stderr
