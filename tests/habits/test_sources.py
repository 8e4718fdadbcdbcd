"""Every number leads to a source that exists, and every source is there for a number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.habits.repository import CASES, ROOT, SOURCE, gathered, tracked

EVIDENCE = SOURCE / "evidence"


def cited(value: Any) -> Iterator[str]:
    """Every id under a `source` key of a YAML document."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "source":
                yield from [inner] if isinstance(inner, str) else map(str, inner or ())
            else:
                yield from cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from cited(inner)


def cited_in(paths: Iterable[Path]) -> dict[str, set[str]]:
    """The ids that each file cites: YAML, or CSV with a `source` column (ids in a cell apart by a space or ;)."""
    found: dict[str, set[str]] = {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".csv":
            cells = [row.get("source") or "" for row in csv.DictReader(io.StringIO(text))]
            ids = {i for cell in cells for i in cell.replace(";", " ").split()}
        else:
            ids = set(cited(YAML(typ="safe", pure=True).load(text)))
        found[path.relative_to(ROOT).as_posix()] = ids
    return found


def known(path: Path) -> list[str]:
    """Ids of a sources.csv, in its order."""
    return [row["id"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))]


def source_faults(citing: Mapping[str, set[str]], own: list[str], lent: Iterable[str], name: str) -> list[str]:
    """Ids cited and unknown, known and never cited, or listed twice. `lent`: sources of the package a case may cite."""
    unknown = {where: sorted(ids - set(own) - set(lent)) for where, ids in citing.items()}
    faults = [f"{where}: source {i!r} is in no sources.csv" for where, ids in unknown.items() for i in ids]
    used = set().union(*citing.values()) if citing else set()
    faults += [f"{name}: source {i!r} is cited by nothing" for i in sorted(set(own) - used)]
    faults += [f"{name}: source {i!r} is listed twice" for i in sorted({i for i in own if own.count(i) > 1})]
    return faults


def files_of(case: Path) -> list[Path]:
    """The YAML files of a case."""
    return [p for p in tracked(".yaml") if p.is_relative_to(case)]


def test_the_package_cites_what_it_lists_and_lists_what_it_cites():
    citing = [p for p in tracked(".yaml", ".csv") if p.is_relative_to(EVIDENCE) and p.name != "sources.csv"]
    cases = cited_in(path for case in CASES for path in files_of(case))
    own = known(EVIDENCE / "sources.csv")
    lent_to_cases = {f"cases ({name})": ids & set(own) for name, ids in cases.items()}
    faults = source_faults(cited_in(citing) | lent_to_cases, own, (), "evidence/sources.csv")
    assert not faults, gathered(faults)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_cites_what_it_lists_and_lists_what_it_cites(case: Path):
    own = known(case / "sources.csv") if (case / "sources.csv").exists() else []
    faults = source_faults(cited_in(files_of(case)), own, known(EVIDENCE / "sources.csv"), f"{case.name}/sources.csv")
    assert not faults, gathered(faults)


def test_there_is_a_case_to_look_at():
    assert len(CASES) >= 2, "the real case, and a second one that has nothing to do with it"


def test_the_source_checker_sees_what_does_not_resolve():
    fine = {"a.yaml": {"one"}, "b.yaml": {"two"}}
    assert not source_faults(fine, ["one", "two"], (), "s")
    assert not source_faults(fine, ["one"], ["two"], "s")
    assert source_faults(fine, ["one"], (), "s") == ["b.yaml: source 'two' is in no sources.csv"]
    assert source_faults({"a.yaml": {"one"}}, ["one", "two"], (), "s") == ["s: source 'two' is cited by nothing"]
    assert source_faults({"a.yaml": {"one"}}, ["one", "one"], (), "s") == ["s: source 'one' is listed twice"]
    assert list(cited({"a": [{"source": "x"}, {"source": ["y", "z"]}], "b": {"value": 1}})) == ["x", "y", "z"]
