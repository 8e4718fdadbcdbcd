"""The verb `appraise` as a person or a program meets it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from openpyxl import load_workbook

from tests.cli.process import ROOT, environment, podobat

CASE = "cases/port-maren"
JUDGEMENTS = "cases/port-maren/judgements.yaml"
FILES = {"appraisal.html", "appraisal.json", "appraisal.xlsx", "excerpt-en.json", "excerpt-ko.json"}


@pytest.fixture(scope="module")
def appraised(tmp_path_factory):
    """One small appraisal as JSON, and the folder it was kept in."""
    out = tmp_path_factory.mktemp("appraised")
    said = podobat("appraise", CASE, "--judgements", JUDGEMENTS, "--draws", 8, "--format", "json", "--out", out)
    return said, out


def test_json_alone_on_standard_output_and_true_to_the_schema(appraised):
    said, out = appraised
    assert said.returncode == 0, said.stderr
    document = json.loads(said.stdout)
    schema = json.loads((ROOT / "docs/schema/appraisal-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)
    assert document["hierarchy"]["judged"]
    (folder,) = (out / "port-maren").iterdir()
    assert {p.name for p in folder.iterdir()} == FILES
    assert json.loads((folder / "appraisal.json").read_text(encoding="utf-8")) == document


def test_the_table_ends_with_where_page_and_workbook_are(tmp_path: Path):
    said = podobat("appraise", CASE, "--draws", 4, "--out", tmp_path, "--lang", "en")
    assert said.returncode == 0, said.stderr
    for heading in ("1. Input-output effects", "2. Cost-benefit analysis", "3. Analytic hierarchy", "4. Unit costs"):
        assert heading in said.stdout
    assert "Caution:" in said.stdout
    page, book = (line.split(": ", 1)[1] for line in said.stdout.splitlines()[-2:])
    assert '<html lang="en">' in Path(page).read_text(encoding="utf-8")
    assert load_workbook(book).sheetnames[0] == "Summary"


def test_csv_is_one_long_table(tmp_path: Path):
    said = podobat("appraise", CASE, "--draws", 4, "--format", "csv", "--out", tmp_path)
    assert said.returncode == 0, said.stderr
    table = pl.read_csv(said.stdout.encode())
    answers = {"input_output", "cost_benefit", "unit_costs", "balance"}
    assert set(table["answer"]) == answers  # no rule for a town abroad
    assert {"mean", "p10", "p50", "p90", "probability"} <= set(table.columns)


def test_xlsx_says_where_the_workbook_is(tmp_path: Path):
    said = podobat("appraise", CASE, "--draws", 4, "--format", "xlsx", "--out", tmp_path)
    assert said.returncode == 0, said.stderr
    assert load_workbook(said.stdout.strip()).sheetnames == [
        "요약", "투입산출", "비용편익", "계층화분석", "단가", "일자리의 수지", "가정과 출처", "제외 항목",
    ]  # fmt: skip


def test_faults_of_judgements_and_of_the_table_come_together_and_leave_nothing(tmp_path: Path):
    judgements, table = tmp_path / "judgements.csv", tmp_path / "table.csv"
    judgements.write_text(
        "evaluator,under,a,b,value\n"
        "kim,,economic,policy,9\nkim,,economic,regional,1/9\nkim,,policy,regional,9\n"
        "kim,policy,project,no-project,3\nkim,regional,project,no-project,3\n"
        "lee,,economic,,0.5\nlee,,policy,,0.3\nlee,,regional,,0.3\n",
        encoding="utf-8",
    )
    table.write_text("no,table\n", encoding="utf-8")
    out = tmp_path / "runs"
    given = ("--judgements", judgements, "--io", table, "--out", out, "--draws", 1_000_000)
    said = podobat("appraise", "cases/gwangju-phase1", *given, "--lang", "en")
    assert said.returncode == 1
    assert said.stdout == ""
    told = " ".join(said.stderr.split())
    for word in (
        "consistency ratio",
        "--leave-out-inconsistent",
        "add up to 1.1",
        "no judgement of the project",
        "table.csv",
    ):
        assert word in told, told
    assert "Traceback" not in told
    assert not out.exists()


def broken_case(folder: Path, change: Callable[[str], str]) -> Path:
    """A copy of the made-up case whose plan file is changed."""
    folder.mkdir(parents=True)
    for part in ("sources.csv", "parameters", "scenarios"):
        os.symlink(ROOT / CASE / part, folder / part)
    copied = (ROOT / CASE / "plan.yaml").read_text(encoding="utf-8")
    changed = change(copied)
    assert changed != copied
    (folder / "plan.yaml").write_text(changed, encoding="utf-8")
    return folder


def test_negative_costs_and_sectors_that_do_not_add_up_are_faults_of_the_plan_together(tmp_path: Path):
    def change(plan: str) -> str:
        less = plan.replace("spending: {construction: 0.5,", "spending: {construction: 0.45,")
        return less.replace("budget: {2025: 1.5,", "budget: {2025: -1.5,")

    folder = broken_case(tmp_path / "port-maren", change)
    said = podobat("appraise", folder, "--draws", 4, "--out", tmp_path / "runs", "--lang", "en")
    assert said.returncode == 1
    assert "the shares add up to 0.95" in said.stderr
    assert "negative money" in said.stderr
    assert not (tmp_path / "runs").exists()


def test_a_programme_that_names_no_sector_is_a_fault(tmp_path: Path):
    folder = broken_case(tmp_path / "port-maren", lambda plan: re.sub(r"\n\s+spending: \{[^}]*\}", "", plan, count=1))
    said = podobat("appraise", folder, "--draws", 4, "--out", tmp_path / "runs", "--lang", "en")
    assert said.returncode == 1
    assert "spending: missing" in said.stderr


def test_a_missing_file_or_option_is_said_plainly(tmp_path: Path):
    said = podobat("appraise", CASE, "--judgements", tmp_path / "none.yaml", "--out", tmp_path / "runs", "--lang", "en")
    assert said.returncode == 1
    assert "the file is missing" in said.stderr
    said = podobat("appraise", CASE, "--region", "sizes.csv", "--out", tmp_path / "runs")
    assert said.returncode == 2
    assert "--io" in said.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    "moment", ["podobat.appraise.rule.simulate", "podobat.appraise.console.write_workbook"]
)
def test_an_interruption_leaves_nothing(moment: str, tmp_path: Path):
    """Ctrl-C while simulating, and at the last file: the folder under its temporary name goes away."""
    module, name = moment.rsplit(".", 1)
    code = (
        f"import importlib; module = importlib.import_module({module!r})\n"
        "def interrupted(*_, **__): raise KeyboardInterrupt\n"
        f"module.{name} = interrupted\n"
        "from podobat.cli import main; main()"
    )
    out = tmp_path / "runs"
    command = [sys.executable, "-c", code, "appraise", CASE, "--draws", "4", "--out", str(out)]
    said = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert said.returncode == 130, said.stderr
    assert said.stdout == ""
    assert not out.exists()
