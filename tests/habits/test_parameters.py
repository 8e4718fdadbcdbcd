"""Rules and evidence speak of the same parameters: none stated and unused, none used and unstated."""

from __future__ import annotations

from pathlib import Path

import pytest

from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS as APPRAISAL
from podobat.appraise.input_output.rule import PARAMETER_IDS as MULTIPLIERS
from podobat.engine import PARAMETER_IDS
from podobat.evidence import read_parameters
from podobat.forecast.balance import IDS as BALANCE
from podobat.forecast.discrepancy import PARAMETER_IDS as DISCREPANCY
from podobat.forecast.planned import PARAMETER_IDS as PLANNED
from podobat.learn.observation import PARAMETER_IDS as OBSERVATION
from podobat.match.worth import PARAMETER_IDS as MATCH
from podobat.outlook.deadlines import PARAMETER_IDS as OUTLOOK
from podobat.plan import read_case
from tests.habits.repository import CASES, SOURCE

# Of each room beside the world.
BESIDE = {*APPRAISAL, *BALANCE, *MULTIPLIERS, *OBSERVATION, *MATCH, *DISCREPANCY, *PLANNED, *OUTLOOK}
USED = {*PARAMETER_IDS, *BESIDE}


def differing(stated: set[str], used: set[str]) -> list[str]:
    """Parameters on one side only, as sentences."""
    faults = [f"{i} is stated and no rule uses it" for i in sorted(stated - used)]
    return faults + [f"{i} is used and no file states it" for i in sorted(used - stated)]


@pytest.mark.parametrize("folder", CASES, ids=lambda case: case.name)
def test_rules_and_evidence_name_the_same_parameters(folder: Path):
    case = read_case(folder)
    stated = read_parameters(case.parameter_files, case.sources).ids
    assert not differing(set(stated), USED)


def test_every_parameter_file_has_the_name_of_its_parameter():
    folder = SOURCE / "evidence" / "parameters"
    ids = {".".join(p.relative_to(folder).with_suffix("").parts) for p in folder.rglob("*.yaml")}
    assert ids <= USED


def test_the_checker_sees_both_sides():
    assert differing({"a", "b"}, {"b", "c"}) == ["a is stated and no rule uses it", "c is used and no file states it"]
