"""podobat match as a person runs it: JSON alone on standard output, faults with exit codes, nothing half-written."""

from __future__ import annotations

import json

from tests.cli.process import podobat

KOREAN = "tests/match/korean"


def test_ranks_as_json_and_keeps_a_page(tmp_path):
    ran = podobat("match", f"{KOREAN}/suppliers.csv", f"{KOREAN}/demands.csv", "--rank", 50, "--format", "json",
                  "--out", tmp_path)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert {len(d["suppliers"]) for d in said["demands"]} == {50}
    (page,) = tmp_path.glob("match/*/match.html")
    assert "광주전기버스" in page.read_text(encoding="utf-8")


def test_bad_tables_are_refused_with_every_fault(tmp_path):
    bad = tmp_path / "공급.csv"
    bad.write_text("기업명,하는 일\nA,용접\nA,도장\n,검사\n", encoding="cp949")
    ran = podobat("match", bad, tmp_path / "없음.csv", "--out", tmp_path / "runs")
    assert ran.returncode == 2
    assert "없음.csv" in ran.stderr
    ran = podobat("match", bad, f"{KOREAN}/demands.csv", "--out", tmp_path / "runs", "--lang", "en")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "already stands in line 2" in ran.stderr
    assert "neither an id nor a name" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "runs").exists()
