"""What every test shares: where the repository is, and how many examples a property is tried on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Examples are the same on every machine and in every run: a property that fails here fails for everyone.
settings.register_profile(
    "podobat", deadline=None, max_examples=50, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("podobat")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The repetition on PostgreSQL takes minutes in one process: it begins first, so that nobody waits for it alone."""
    items.sort(key=lambda item: "test_on_postgresql" not in item.nodeid)


@pytest.fixture(scope="session")
def made_up():
    """(forecast, case) for a case id: a forecast of a real plan with made-up numbers, parameters and all."""
    from podobat.evidence import read_parameters
    from podobat.plan import read_case
    from tests.synthetic import CASES, made_up

    kept = {}

    def make(case_id="gwangju-phase1", draws=200):
        if (case_id, draws) not in kept:
            case = read_case(CASES / case_id)
            parameters = read_parameters(case.parameter_files, case.sources)
            kept[case_id, draws] = made_up(case_id, draws, parameters)
        return kept[case_id, draws]

    return make


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder with pyproject.toml; paths in examples are relative to it."""
    return Path(__file__).parents[1]
