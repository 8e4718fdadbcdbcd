"""The case whose figures are asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from podobat.plan import Case, read_case


@pytest.fixture(scope="session")
def gwangju(repository: Path) -> Case:
    """The plan of Gwangju's cluster."""
    return read_case(repository / "cases" / "gwangju-phase1")
