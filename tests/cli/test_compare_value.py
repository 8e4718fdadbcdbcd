"""The verbs `compare` and `value` as a person or a program meets them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import polars as pl
import pytest

from tests.cli.process import ROOT, environment, podobat

CASE = "cases/port-maren"
LATE = "basin-a-year-late"


def schema(name: str) -> dict:
    (path,) = (ROOT / "docs/schema").glob(f"{name}-*.json")
    return json.loads(path.read_text(encoding="utf-8"))


def numbers(text: str) -> str:
    """What was printed, but for the fingerprint of the code, which may be edited between two runs."""
    return re.sub(r'"code":"[0-9a-f]{12}"', "", text)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """One small comparison as JSON, and the folder it was kept in."""
    out = tmp_path_factory.mktemp("compared")
    arguments = ("--scenario", LATE, "--scenario", "plan", "--draws", 8, "--seed", 3)
    return podobat("compare", CASE, *arguments, "--format", "json", "--out", out), out


@pytest.fixture(scope="module")
def valued(tmp_path_factory):
    """One small value as JSON, and the folder it was kept in."""
    out = tmp_path_factory.mktemp("valued")
    return podobat("value", CASE, "--draws", 8, "--sweep", "weakest", "--format", "json", "--out", out), out


def test_compare_prints_json_alone(compared):
    said, out = compared
    assert said.returncode == 0, said.stderr
    document = json.loads(said.stdout)
    jsonschema.validate(document, schema("compare"))
    assert [(p["a"], p["b"]) for p in document["pairs"]] == [(LATE, "plan")]
    (folder,) = (out / "port-maren").iterdir()
    names = {p.name for p in folder.iterdir()}
    assert {"compare.html", "compare.en.html", "compare.json", "differences.parquet", "odds.parquet"} <= names
    assert json.loads((folder / "compare.json").read_text(encoding="utf-8")) == document


def test_value_prints_json_alone(valued):
    said, out = valued
    assert said.returncode == 0, said.stderr
    document = json.loads(said.stdout)
    jsonschema.validate(document, schema("value"))
    assert "simulations" in said.stderr or "모의실험" in said.stderr
    assert {s["parameter"] for s in document["sweeps"]} == {
        "entry.displacement", "entry.deadweight", "product.effect_compute",
    }  # fmt: skip
    (folder,) = (out / "port-maren").iterdir()
    names = {p.name for p in folder.iterdir()}
    assert {"value.html", "value.en.html", "value.json", "shapley.parquet", "sweep.parquet", "shares-ko.svg"} <= names
    shares = pl.read_parquet(folder / "shapley.parquet")
    assert set(shares["programme"]) == {p["id"] for p in document["levers"]}


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_bytes_whatever_the_threads(compared, valued, threads, tmp_path):
    arguments = ("--draws", 8, "--format", "json", "--threads", threads, "--out", tmp_path)
    again = podobat("compare", CASE, "--scenario", LATE, "--scenario", "plan", "--seed", 3, *arguments)
    assert numbers(again.stdout) == numbers(compared[0].stdout)
    again = podobat("value", CASE, "--sweep", "weakest", *arguments)
    assert numbers(again.stdout) == numbers(valued[0].stdout)


@pytest.mark.parametrize(("lang", "words"), [("ko", "보고서:"), ("en", "Report:")])
def test_tables_end_with_the_path_of_the_page(lang, words, tmp_path):
    for verb in (("value", CASE), ("compare", CASE, "--scenario", LATE)):
        said = podobat(*verb, "--draws", 6, "--lang", lang, "--out", tmp_path)
        assert said.returncode == 0, said.stderr
        last = said.stdout.strip().splitlines()[-1]
        assert last.startswith(words)
        assert Path(last.partition(":")[2].strip()).is_file()


def test_csv(tmp_path):
    said = podobat("compare", CASE, "--scenario", LATE, "--draws", 4, "--format", "csv", "--out", tmp_path)
    table = pl.read_csv(said.stdout.encode(), infer_schema_length=None)
    assert {"a", "b", "measure", "month", "difference", "p10", "beats", "factor"} <= set(table.columns)
    said = podobat("value", CASE, "--draws", 4, "--format", "csv", "--out", tmp_path)
    table = pl.read_csv(said.stdout.encode(), infer_schema_length=None)
    assert {"programme", "outcome", "cost", "cost_a_unit", "told"} <= set(table.columns)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("compare", CASE), 2, "two scenarios or more"),
        (("compare", CASE, "--scenario", "basin-a-year-lat"), 2, f"Did you mean {LATE}?"),
        (("compare", CASE, "--scenario", "plan", "--scenario", "plan"), 2, "given twice"),
        (("value", CASE, "--scenario", "no-such"), 2, "no-such"),
        (("value", CASE, "--sweep", "entry.deadwieght"), 2, "entry.deadweight"),
        (("value", CASE, "--draws", "20001"), 2, "20,000"),
        (("value", CASE, "--draws", "2"), 2, "draws must be from 4"),
        (("value", "no-such-folder"), 2, "no-such-folder"),
    ],
)
def test_mistakes_are_said_plainly(args, code, words, tmp_path):
    said = podobat(*args, "--lang", "en", "--out", tmp_path)
    assert said.returncode == code
    assert words in said.stderr
    assert "Traceback" not in said.stderr
    assert said.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
@pytest.mark.parametrize("verb", [("value", "--draws", "4000"), ("compare", "--scenario", LATE, "--draws", "60000")])
def test_control_c_leaves_nothing_half_written(verb, tmp_path):
    command = [sys.executable, "-m", "podobat", verb[0], CASE, *verb[1:], "--lang", "en", "--out", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
                               env=environment())  # fmt: skip
    time.sleep(6)
    assert process.poll() is None, process.communicate()
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted. Nothing half-written is left." in err
    assert "Traceback" not in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []
