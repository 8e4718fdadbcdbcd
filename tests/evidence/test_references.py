"""Reference classes: read, grounded, comparable - and honest about what is not known."""

from __future__ import annotations

from pathlib import Path

from podobat.evidence import read_gaps, read_references
from podobat.evidence.read import package_parameters
from podobat.evidence.references import COLUMNS, read_class

HEAD = ",".join(COLUMNS)


def test_every_reference_has_a_source_and_an_id_of_its_own():
    rows = read_references()
    assert len({r.id for r in rows}) == len(rows)
    assert all(id in package_parameters().sources for r in rows for id in r.source.split())


def test_pangyo_and_daedeok_grew_as_the_counts_say():
    value = {r.id: r.value for r in read_references()}
    assert (value["pangyo_2011"], value["pangyo_2015"]) == (83, 1002)
    assert (value["daedeok_emp_2005"], value["daedeok_emp_2022"]) == (23558, 91886)


def test_one_class_has_one_unit():
    units: dict[str, set[str]] = {}
    for r in read_references():
        units.setdefault(r.group, set()).add(r.unit)
    assert all(len(found) == 1 for found in units.values()), units


def test_a_class_is_either_known_or_said_to_be_unknown():
    assert set(read_gaps()) == {"building_months", "cost_per_trainee"}
    assert not set(read_gaps()) & {r.group for r in read_references()}


def test_broken_rows_are_named_with_their_lines(tmp_path: Path):
    path = tmp_path / "cluster_firms.csv"
    path.write_text(
        f"{HEAD}\na,cluster_firms,Here,여기,firms,기업,1,firms,2011,known\nb,other,Here,여기,firms,기업,many,firm,2011,who\n",
        encoding="utf-8",
    )
    rows, faults = read_class(path, frozenset({"known"}))
    said = "\n".join(map(str, faults))
    assert not rows
    assert {f.line for f in faults} == {3}
    for words in ("class other", "unknown unit firm", "no number: many", "unknown source `who`"):
        assert words in said


def test_wrong_columns_are_refused(tmp_path: Path):
    path = tmp_path / "cluster_firms.csv"
    path.write_text("id,value\na,1\n", encoding="utf-8")
    _, faults = read_class(path, frozenset())
    assert "wrong columns" in str(faults[0])
