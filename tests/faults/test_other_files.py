"""Broken sources, scenarios and parameter files, and targets on measures that nobody counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from podobat.plan import check_case
from tests.faults.broken import Break, in_one_line, said, sound_case, swap, write

ROW = (
    "example_plan,30.0,KRW bn,2025-12,Total budget and targets of the example plan (made up),"
    "example,Example plan,,assumed\n"
)
HALF = "scenarios/half-budget.yaml"
SET = "set:\n  programmes.*.budget.*: {times: 0.5}\n"


def overlay(line: str) -> Break:
    """Let the half-budget scenario set something else."""
    return swap(SET, f"set:\n  {line}\n", HALF)


SOURCES: dict[str, tuple[Break, list[str]]] = {
    "never cited": (
        swap(ROW, ROW + "unused,1,firms,2025,Firms of the town,town,Count,,A\n", "sources.csv"),
        ["sources.csv:3 unused: never cited", "Remove the row, or cite it"],
    ),
    "twice": (swap(ROW, ROW + ROW, "sources.csv"), ["sources.csv:3 example_plan: duplicate id", "first on line 2"]),
    "wrong columns": (
        swap("id,value,unit", "id,amount,unit", "sources.csv"),
        ["sources.csv:1 wrong columns (missing: value; unknown: amount)"],
    ),
    "empty table": (write("", "sources.csv"), ["sources.csv:1 wrong columns"]),
    "no value": (
        swap("example_plan,30.0", "example_plan,", "sources.csv"),
        ["sources.csv:2 example_plan.value: is empty"],
    ),
    "unknown grade": (swap(",,assumed", ",,Z", "sources.csv"), ["example_plan.grade: unknown grade Z"]),
    "unquoted comma": (
        swap("example,Example plan", "example,Example, plan", "sources.csv"),
        ["more values than columns"],
    ),
    "open quote": (swap("example,Example plan", 'example,"Example plan', "sources.csv"), ["not readable as CSV"]),
    "not UTF-8": (write("id,값\n".encode("cp949"), "sources.csv"), ["sources.csv:1 not UTF-8"]),
}

SCENARIOS: dict[str, tuple[Break, list[str]]] = {
    "a part, then the whole": (
        overlay("programmes.academy.budget.2026: 1.0\n  programmes.academy.budget: {2026: 2.0}"),
        ["scenarios/half-budget.yaml:5 programmes.academy.budget: sets `programmes.academy.budget.2026` twice",
         "(first on line 4)", "write the whole first"],
    ),
    "one place, then all": (
        overlay("programmes.academy.budget.2026: 1.0\n  programmes.*.budget.*: 2.0"),
        ["half-budget.yaml:5 programmes.*.budget.*: sets `programmes.academy.budget.2026` twice (first on line 4)"],
    ),
    "all of one kind, twice": (
        overlay("programmes.*.budget.2026: 1.0\n  programmes.academy.budget.*: 2.0\n  programmes.*.budget.*: 3.0"),
        ["half-budget.yaml:6 programmes.*.budget.*: sets `programmes."],
    ),
    "wildcard that matches nothing": (
        overlay("programmes.*.lottery: 1"),
        ["scenarios/half-budget.yaml:4 programmes.*.lottery: matches nothing in the plan"],
    ),
    "unknown programme": (
        overlay("programmes.acadmy.unit_cost: 1"),
        ["the plan has no such path: `acadmy`", "Did you mean `academy`?"],
    ),
    "unknown root": (
        overlay("programme.academy.unit_cost: 1"),
        ["no such path: `programme`", "Did you mean `programmes`?"],
    ),
    "part of another kind": (overlay("programmes.academy.facility.opens: 2028-01"), ["nothing stands under"]),
    "year outside": (
        overlay("programmes.academy.budget.2031: 1"),
        ["scenarios/half-budget.yaml:4 programmes.academy.budget.2031: 2031 is outside the plan"],
    ),
    "negative": (
        overlay("programmes.academy.budget.2027: -1"),
        ["half-budget.yaml:4 programmes.academy.budget.2027: negative"],
    ),
    "opens too early": (
        overlay("programmes.compute-centre.facility.opens: 2026-02"),
        ["half-budget.yaml:4 programmes.compute-centre.facility.opens: opens (2026-02) before it starts"],
    ),
    "times a word": (overlay("programmes.academy.budget.2027: {times: half}"), ["times is not a number: half"]),
    "times a month": (overlay("horizon.end: {times: 2}"), ["is not a number that can be multiplied"]),
    "sums": (
        overlay("programmes.academy.funding.city: 0.9"),
        ["half-budget.yaml:4 programmes.academy.funding: the shares add up to 1.6"],
    ),
    "wrong type": (overlay("law.wanted: often"), ["half-budget.yaml:4 law.wanted: found often", "true or false"]),
    "no name": (
        swap("name: {ko: 예산 절반", "nama: {ko: 예산 절반", HALF),
        ["half-budget.yaml:1 nama: unknown key", "name: missing"],
    ),
    "sets nothing": (swap(SET, "", HALF), ["set: missing"]),
    "unknown source": (
        overlay("total_budget: {value: 30, source: nowhere}"),
        ["half-budget.yaml:4 set.total_budget.source: unknown source `nowhere`"],
    ),
    "tabs": (
        swap("  programmes.*.budget.*: {times: 0.5}", "\tprogrammes.*.budget.*: 1", HALF),
        ["half-budget.yaml:4 tab"],
    ),
}

PARAMETERS: dict[str, tuple[Break, list[str]]] = {
    "broken YAML": (
        write("value: [1,\n", "parameters/region/wage.yaml"),
        ["parameters/region/wage.yaml:2 not readable as YAML"],
    ),
    "empty": (write("", "parameters/region/wage.yaml"), ["parameters/region/wage.yaml:1 the file is empty"]),
}


@pytest.mark.parametrize("name", SOURCES)
def test_broken_sources(tmp_path: Path, name: str):
    holds_words(sound_case(tmp_path), *SOURCES[name])


@pytest.mark.parametrize("name", SCENARIOS)
def test_broken_scenarios(tmp_path: Path, name: str):
    holds_words(sound_case(tmp_path), *SCENARIOS[name])


@pytest.mark.parametrize("name", PARAMETERS)
def test_broken_parameter_files(tmp_path: Path, name: str):
    holds_words(sound_case(tmp_path), *PARAMETERS[name])


def holds_words(case: Path, spoil: Break, words: list[str]) -> None:
    """The messages about a spoilt case contain the words, and say everything in Korean too."""
    spoil(case)
    faults = check_case(case).faults
    message = in_one_line(faults)
    for word in words:
        assert word in message, message
    assert all(fault.found.ko for fault in faults)


def test_a_scenario_that_would_not_be_read_is_a_fault(tmp_path: Path):
    case = sound_case(tmp_path)
    (case / HALF).rename(case / "scenarios/half-budget.yml")
    assert "scenarios/half-budget.yml ends in .yml and is not read" in said(case)


def test_a_source_cited_only_by_a_parameter_is_cited(tmp_path: Path):
    case = sound_case(tmp_path)
    swap(ROW, ROW + "wages,4,KRW m,2025,Pay in the town,town,Count,,A\n", "sources.csv")(case)
    swap("evidence: assumed", "source: [wages]\nevidence: assumed", "parameters/region/wage.yaml")(case)
    assert said(case) == ""


def test_unknown_measures_are_faults_when_the_measures_are_known(tmp_path: Path):
    case = sound_case(tmp_path)
    known = ("jobs.direct", "startups.founded", "people.trained", "jobs.direct.<sector>", "spending.<programme id>")
    assert check_case(case, known).faults == ()
    swap("measure: jobs.direct ", "measure: jobs.direct.services ")(case)
    assert check_case(case, known).faults == ()
    swap("measure: jobs.direct.services ", "measure: spending.academy ")(case)
    assert check_case(case, known).faults == ()
    swap("measure: spending.academy ", "measure: jobs.dirct ")(case)
    message = in_one_line(check_case(case, known).faults)
    assert "plan.yaml:54 targets.jobs-500.measure: unknown measure `jobs.dirct`" in message
    assert "Did you mean `jobs.direct`?" in message
    assert check_case(case).faults == ()


def test_a_scenario_may_set_the_whole_and_then_a_part_of_it(tmp_path: Path):
    from podobat.plan import read_case

    case = sound_case(tmp_path)
    overlay("programmes.academy.budget: {2026: 3.0, 2027: 2.0}\n  programmes.academy.budget.2026: 0")(case)
    read = read_case(case)
    budget = read.scenario("half-budget").apply(read.plan).programme("academy").budget
    assert {int(year): float(getattr(v, "value", v)) for year, v in budget.items()} == {2026: 0.0, 2027: 2.0}


@pytest.mark.parametrize("version", ["1.1", "1.0", "1.3"])
def test_a_file_of_another_version_of_yaml_is_refused_since_yes_would_be_false(tmp_path: Path, version: str):
    case = sound_case(tmp_path)
    plan = case / "plan.yaml"
    plan.write_text(f"%YAML {version}\n---\n" + plan.read_text(encoding="utf-8"), encoding="utf-8")
    assert f"the file says that it is YAML {version}" in said(case)
    plan.write_text(plan.read_text(encoding="utf-8").replace(f"%YAML {version}", "%YAML 1.2"), encoding="utf-8")
    assert "YAML" not in said(case)
