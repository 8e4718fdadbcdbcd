"""A forecast with made-up numbers, once for all tests of this folder."""

import importlib.util
from pathlib import Path

import pytest

from podobat.evidence import read_parameters


def _synthetic():
    spec = importlib.util.spec_from_file_location("synthetic", Path(__file__).parent / "synthetic.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made_up():
    """(forecast, case) for a case id, parameters and all."""
    module, kept = _synthetic(), {}

    def make(case_id="gwangju-phase1", draws=200):
        if (case_id, draws) not in kept:
            case = module.read_case(module.CASES / case_id)
            parameters = read_parameters(case.parameter_files, case.sources)
            kept[case_id, draws] = module.made_up(case_id, draws, parameters)
        return kept[case_id, draws]

    return make
