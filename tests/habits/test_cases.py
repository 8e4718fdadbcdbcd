"""What is committed as a case works: every plan and every scenario goes all the way to numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import podobat
from tests.habits.repository import CASES

FUTURES = [(case, None) for case in CASES] + [
    (case, path.stem) for case in CASES for path in sorted((case / "scenarios").glob("*.yaml"))
]


@pytest.mark.parametrize(("folder", "scenario"), FUTURES, ids=[f"{case.name}-{name}" for case, name in FUTURES])
def test_every_plan_and_scenario_can_be_forecast(folder: Path, scenario: str | None):
    result = podobat.forecast(podobat.read_case(folder), scenario=scenario, draws=2, threads=1)
    assert np.isfinite(result.values).all()
    assert len(result.targets()) == len(result.plan.targets)
