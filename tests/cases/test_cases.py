"""Every case in the repository is without fault and carries the parameters of its region."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from podobat.evidence import measure_ids, read_parameters
from podobat.plan import check_case, read_case

CASES = Path(__file__).parents[2] / "cases"
FOLDERS = sorted(p.parent for p in CASES.glob("*/plan.yaml"))
REGION = {
    "adoption_gap", "applicants", "candidates", "capital_access", "incumbents", "induced_share", "organic_rate",
    "specialists_inflow", "specialists_looking", "wage", "wage_gap",
}  # fmt: skip


def test_there_are_cases_in_three_currencies() -> None:
    assert {read_case(folder).plan.money.currency for folder in FOLDERS} == {"KRW", "EUR", "JPY"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_case_has_no_fault(folder: Path) -> None:
    assert [f.text("en") for f in check_case(folder).faults] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_budgets_add_up(folder: Path) -> None:
    plan = read_case(folder).plan
    assert plan.budget == pytest.approx(plan.total_budget.value, rel=1e-9)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_region_parameters_are_complete(folder: Path) -> None:
    assert {p.stem for p in (folder / "parameters" / "region").glob("*.yaml")} == REGION


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_region_parameters_complete_the_world(folder: Path) -> None:
    case = read_case(folder)
    parameters = read_parameters(case.parameter_files, case.sources)
    assert {id.removeprefix("region.") for id in parameters.ids if id.startswith("region.")} == REGION


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_targets_are_set_against_known_measures(folder: Path) -> None:
    plan = read_case(folder).plan
    known = measure_ids([s.id for s in plan.sectors], [p.id for p in plan.programmes])
    assert {t.measure for t in plan.targets} <= set(known)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_every_scenario_applies_and_differs(folder: Path) -> None:
    case = read_case(folder)
    assert case.scenarios
    for name, scenario in case.scenarios.items():
        assert scenario.apply(case.plan).fingerprint != case.plan.fingerprint, name


def test_the_made_up_case_says_so_and_cites_no_document() -> None:
    case = read_case(CASES / "port-maren")
    assert "지어낸" in case.plan.name.ko
    assert "made up" in case.plan.name.en
    with (CASES / "port-maren" / "sources.csv").open(encoding="utf-8", newline="") as file:
        assert all("made up" in row["publisher"] and not row["url"] for row in csv.DictReader(file))
