"""The command line as a person or a program meets it: each verb in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import polars as pl
import pytest

from tests.cli.process import ROOT, apart, environment, podobat

CASE = "cases/port-maren"
SCHEMA = json.loads((ROOT / "docs/schema/forecast-1.json").read_text(encoding="utf-8"))
HEAVY = ("numpy", "numba", "polars", "scipy", "xarray", "pandas", "ruamel", "altair", "rich", "pydantic")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """One small forecast as JSON, and the folder it was kept in."""
    out = tmp_path_factory.mktemp("runs")
    return podobat("forecast", CASE, "--draws", 12, "--seed", 3, "--format", "json", "--out", out), out


# --- help ------------------------------------------------------------------------------------------------------------


def test_help_names_every_verb_in_both_languages():
    said = podobat("--help")
    assert said.returncode == 0
    for verb in ("check", "new", "why", "forecast"):
        assert f"\n  {verb} " in said.stdout
    assert "점검하고 전망합니다" in said.stdout
    assert "forecasts the plan" in said.stdout


def test_help_loads_none_of_the_heavy_rooms():
    """What keeps `podobat --help` under 0.3 s on any machine; the time itself is measured by the benchmark."""
    code = f"import sys, podobat.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True)
    assert said.stdout.strip() == "[]"


def test_version_and_no_verb():
    assert apart("--version").stdout.startswith("podobat ")
    assert "Usage" in podobat().stdout + podobat().stderr


# --- forecast --------------------------------------------------------------------------------------------------------


def test_json_stands_alone_on_standard_output(run):
    said, _ = run
    assert said.returncode == 0, said.stderr
    document = json.loads(said.stdout)
    jsonschema.validate(document, SCHEMA)
    assert (document["case"], document["draws"], document["seed"]) == ("port-maren", 12, 3)
    assert document["measures"]["jobs.direct"]["months"][0] == "2025-01"


def test_the_run_is_kept_whole(run):
    _, out = run
    (folder,) = (out / "port-maren").iterdir()
    names = sorted(p.name for p in folder.iterdir())
    assert names == ["draws.parquet", "measures.parquet", "report.html", "run.json", "targets.parquet"]
    assert folder.name.startswith("plan-d12-s3-")


def test_the_same_bytes_with_one_thread_and_two(run, tmp_path):
    for verb, threads in ((podobat, 1), (apart, 2)):
        again = verb("forecast", CASE, "--draws", 12, "--seed", 3, "--format", "json", "--threads", threads,
                     "--out", tmp_path)  # fmt: skip
        assert again.stdout == run[0].stdout


@pytest.mark.parametrize(("lang", "words"), [("ko", "보고서:"), ("en", "Report:")])
def test_the_table_ends_with_the_path_of_the_report(lang, words, tmp_path):
    said = podobat("forecast", CASE, "--draws", 4, "--lang", lang, "--out", tmp_path)
    assert said.returncode == 0, said.stderr
    last = said.stdout.strip().splitlines()[-1]
    assert last.startswith(words)
    assert Path(last.partition(":")[2].strip()).is_file()


def test_csv_is_the_table_of_targets(tmp_path):
    said = podobat("forecast", CASE, "--draws", 4, "--format", "csv", "--out", tmp_path)
    table = pl.read_csv(said.stdout.encode())
    assert table["id"].to_list() == ["jobs-600", "startups-40", "trained-250", "adopters-12"]
    assert {"probability", "p50", "net_p50"} <= set(table.columns)


def test_a_scenario_gets_a_run_of_its_own(tmp_path):
    late = ("--scenario", "basin-a-year-late")
    said = podobat("forecast", CASE, "--draws", 4, *late, "--format", "json", "--out", tmp_path)
    assert json.loads(said.stdout)["scenario"] == "basin-a-year-late"
    (folder,) = (tmp_path / "port-maren").iterdir()
    assert folder.name.startswith("basin-a-year-late-d4-s1-")


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_control_c_before_anything_is_done_stops_with_one_line_and_leaves_nothing(tmp_path):
    one_batch = ("--draws", "40000", "--batch", "40000", "--memory", "20")
    verb = ("forecast", CASE, *one_batch, "--lang", "en", "--out", str(tmp_path))
    command = [sys.executable, "-m", "podobat", *verb]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
                               env=environment())  # fmt: skip
    time.sleep(4)
    assert process.poll() is None, process.communicate()
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == "Interrupted. Nothing half-written is left."
    assert out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="opens a terminal")
def test_the_bar_tells_the_time_left_where_someone_is_watching(tmp_path):
    import pty

    ours, theirs = pty.openpty()
    verb = ("forecast", CASE, "--draws", "200", "--batch", "20", "--lang", "en", "--out", str(tmp_path))
    process = subprocess.Popen([sys.executable, "-m", "podobat", *verb], stdout=subprocess.PIPE, stderr=theirs,
                               text=True, cwd=ROOT, env=environment(TERM="xterm", COLUMNS="100"))  # fmt: skip
    os.close(theirs)
    seen = b""
    while process.poll() is None or not seen:
        try:
            seen += os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
    out, _ = process.communicate(timeout=60)
    os.close(ours)
    assert "Report:" in out
    assert b"Simulating" in seen
    assert b"/200" in seen
    assert b"left:" in seen


# --- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("forecast", "no-such-folder"), 2, "no-such-folder"),
        (("check", "no-such-folder"), 2, "no-such-folder"),
        (("forecast", "README.md"), 2, "README.md"),
        (("forecast", CASE, "--scenario", "basin-year-late"), 2, "basin-a-year-late"),
        (("forecast", CASE, "--draws", "1"), 2, "--draws"),
        (("forecast", CASE, "--draws", "many"), 2, "--draws"),
        (("forecast", CASE, "--seed", "-1"), 2, "--seed"),
        (("forecast", CASE, "--seed", 2**64), 2, "seed"),
        (("forecast", CASE, "--format", "xml"), 2, "xml"),
        (("forecast", CASE, "--lang", "fr"), 2, "fr"),
        (("forecast", CASE, "--draws", "4", "--out", "README.md"), 2, "--out"),
        (("why", "jobs.dircet"), 2, "jobs.direct"),
        (("forecats", CASE), 2, "forecats"),
        (("check",), 2, "CASE"),
        (("new", "cases"), 2, "cases"),
        (("new", "Not An Id"), 2, "Not An Id"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_a_plain_message(args, code, words):
    said = podobat(*args)
    assert said.returncode == code, said.stderr
    assert words in said.stderr
    assert "Traceback" not in said.stderr + said.stdout
    assert said.stdout == ""


def test_a_mistake_is_told_in_the_language_asked_for():
    assert "폴더가 없습니다" in podobat("forecast", "no-such-folder").stderr
    assert "There is no folder" in podobat("forecast", "no-such-folder", "--lang", "en").stderr
    assert "There is no folder" in podobat("forecast", "no-such-folder", PODOBAT_LANG="en").stderr


def test_faults_of_a_plan_are_told_all_at_once_with_code_1(tmp_path):
    podobat("new", tmp_path / "our-plan")
    plan = tmp_path / "our-plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    text = text.replace("kind: founding", "kind: fuonding").replace("measure: jobs.direct", "measure: jobs.dircet")
    plan.write_text(text, encoding="utf-8")
    for verb in ("check", "forecast"):
        said = podobat(verb, plan.parent, "--lang", "en")
        assert said.returncode == 1
        assert "jobs.dircet" in said.stdout + said.stderr
        assert "fuonding" in said.stdout + said.stderr
        assert "Traceback" not in said.stderr


# --- the other verbs -------------------------------------------------------------------------------------------------


def test_new_writes_a_case_that_checks_and_forecasts(tmp_path):
    made = podobat("new", tmp_path / "our-plan")
    assert made.returncode == 0
    assert made.stdout.strip().endswith("plan.yaml")
    assert podobat("check", tmp_path / "our-plan").returncode == 0
    said = podobat("forecast", tmp_path / "our-plan", "--draws", 2, "--format", "json", "--out", tmp_path / "runs")
    assert json.loads(said.stdout)["case"] == "our-plan"


def test_check_gives_json(tmp_path):
    said = podobat("check", CASE, "--format", "json")
    document = json.loads(said.stdout)
    assert said.returncode == 0
    assert document["ok"]
    assert document["ratios"]


def test_why_walks_from_a_measure_to_its_sources():
    said = podobat("why", "jobs.direct", "--case", CASE, "--lang", "en")
    assert said.returncode == 0, said.stderr
    assert "hiring" in said.stdout


def test_why_answers_for_a_printed_figure_and_lists_what_can_be_asked():
    said = podobat("why", CASE, "unit_cost", "--format", "json")
    trail = json.loads(said.stdout)
    assert (trail["kind"], len(trail["steps"])) == ("figure", 3)
    assert "spending" in trail["leads_to"]
    things = json.loads(podobat("why", CASE, "--format", "json").stdout)["askable"]
    assert {"npv", "spending", "odds.<target>"} <= {thing["id"] for thing in things}
    assert "순현재가치" in podobat("why", CASE).stdout
    said = podobat("why", "npv", "bc", "--lang", "en")
    assert (said.returncode, said.stderr.strip()) == (2, "give one case and one id: npv, bc")


def test_the_reader_may_close_early():
    """`podobat check ... | head -1` is no mistake."""
    command = f'"{sys.executable}" -m podobat check {CASE} --format json | head -c 10'
    said = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, env=environment(), check=False)
    assert "Traceback" not in said.stderr
    assert "BrokenPipe" not in said.stderr


def test_korean_is_printed_whatever_the_locale():
    said = apart("check", CASE, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert said.returncode == 0, said.stderr
    assert "일자리" in said.stdout
