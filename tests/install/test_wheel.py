"""The wheel holds all it needs: a clean environment with its own requirements alone runs `podobat demo`, offline.

The demo runs on the instructions of an older processor (AVX2), so that the same comparison shows that the numbers do
not depend on the machine: this process uses whatever it has (AVX-512 where there is some).
"""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest

from podobat.forecast import forecast
from podobat.learn.steering import START, futures
from podobat.plan import read_case
from tests.install.clean import ROOT, build_wheel, make, needed, size_mb

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DRAWS = 20
OLDER = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": ""}
MOST_MB = 700


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def core():
    return needed(PROJECT["dependencies"])


@pytest.fixture(scope="module")
def programs(tmp_path_factory, wheel, core) -> Path:
    return make(tmp_path_factory.mktemp("clean") / "env", wheel, core.values())


def run(programs: Path, *args: object, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`podobat ARGS` of the clean environment, with nothing of ours around it and no way to the network."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    closed = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    closed["XDG_CACHE_HOME"] = str(programs.parent / "cache")  # nothing is compiled in there, as on a new machine
    return subprocess.run([str(programs / "podobat"), *map(str, args)], cwd=cwd, env={**kept, **closed, **more},
                          capture_output=True, text=True, encoding="utf-8", check=False)  # fmt: skip


def test_the_wheel_holds_every_file_of_the_package_the_example_and_the_schemas(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    ours = {p.relative_to(source).as_posix() for p in (source / "podobat").rglob("*") if p.is_file()}
    wanted = {name for name in ours if "__pycache__" not in name and not name.endswith((".nbi", ".nbc"))}
    case = {f"podobat/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "cases/gwangju-phase1").rglob("*.yaml")}
    schemas = {f"podobat/schemas/{p.name}" for p in (ROOT / "docs/schema").glob("*.json")}
    assert schemas
    assert not (wanted | case | schemas) - inside


def test_the_core_stays_small_and_answers_that_few_need_are_extras(core):
    heavy = {"salib", "pymoo", "matplotlib", "scikit-learn", "kiwipiepy", "pandas", "xarray", "pyarrow", "django"}
    heavy |= {"dask", "sphinx"}
    assert not heavy & set(core)
    sizes = {name: size_mb(package) for name, package in core.items()}
    assert sum(sizes.values()) < MOST_MB, sorted(sizes.items(), key=lambda item: -item[1])[:10]


def test_version_completion_and_a_new_plan_in_a_clean_environment(programs, tmp_path):
    assert run(programs, "--version", cwd=tmp_path).stdout == f"podobat {PROJECT['version']}\n"
    asked = {"_PODOBAT_COMPLETE": "complete_bash", "COMP_WORDS": "podobat fore", "COMP_CWORD": "1"}
    assert run(programs, cwd=tmp_path, **asked).stdout.split() == ["forecast"]
    assert run(programs, "new", "our-plan", cwd=tmp_path).returncode == 0
    checked = run(programs, "check", "our-plan", "--lang", "en", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr


def test_what_an_extra_brings_is_named_where_it_is_missing(programs, tmp_path):
    (tmp_path / "s.csv").write_text("id,name,text\na,A,robots\n", encoding="utf-8")
    refused = run(programs, "match", "s.csv", "s.csv", "--lang", "en", cwd=tmp_path)
    assert refused.returncode == 2
    assert "podobat[match]" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "podobat[match]" in run(programs, "match", "s.csv", "s.csv", cwd=tmp_path).stderr


@pytest.mark.skipif("PODOBAT_SLOW" not in os.environ, reason="compiles the engine once more: make test-slow")
def test_the_demo_runs_anywhere_and_gives_the_same_bits_on_an_older_processor(programs, tmp_path):
    cache = str(tmp_path / "compiled")
    done = run(programs, "demo", "--draws", DRAWS, "--format", "json", cwd=tmp_path, NUMBA_CACHE_DIR=cache, **OLDER)
    assert done.returncode == 0, done.stderr
    there = json.loads(done.stdout)
    case = read_case(tmp_path / "gwangju-phase1")
    here = forecast(case, draws=DRAWS, seed=1, futures=futures(case, START, seed=1)).to_json_dict()
    assert there["fingerprints"]["plan"] == here["fingerprints"]["plan"]
    for name in here["measures"]:
        for world in ("with", "without", "net"):
            for quantile, values in here["measures"][name][world].items():
                np.testing.assert_array_equal(there["measures"][name][world][quantile], values, name)
    assert there["targets"] == json.loads(json.dumps(here["targets"]))
    (report,) = (tmp_path / "runs").rglob("report.html")
    assert report.stat().st_size > 50_000
    again = run(programs, "demo", "--help", cwd=tmp_path)
    assert "FOLDER" in again.stdout
