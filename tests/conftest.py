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


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder with pyproject.toml; paths in examples are relative to it."""
    return Path(__file__).parents[1]
