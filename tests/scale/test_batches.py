"""More draws than fit: the same bits whatever the batches, and nothing held that grows with the draws."""

import resource
import subprocess
import sys

import numpy as np
import pytest

from podobat.errors import CannotRun
from podobat.evidence.measures import measure_ids
from podobat.forecast import forecast
from podobat.forecast.batches import joined, missing
from podobat.forecast.sketch import RELATIVE_ERROR
from podobat.plan import read_case
from podobat.show.json import one_line
from tests.cli.process import ROOT, environment

DRAWS = 40
TINY = 0.001  # GB: a small case's draws do not fit


@pytest.fixture(scope="module")
def case(request):
    return read_case(request.config.rootpath / "cases/port-maren")


@pytest.fixture(scope="module")
def exact(case):
    return forecast(case, draws=DRAWS, seed=5)


@pytest.fixture(scope="module")
def sketched(case):
    return forecast(case, draws=DRAWS, seed=5, memory=TINY)


def diagnostics_are_equal(a, b) -> bool:
    return all(np.array_equal(a.diagnostics[name], b.diagnostics[name]) for name in a.diagnostics)


@pytest.mark.parametrize(("batch", "threads"), [(1, 1), (7, 2), (1000, 4)])
def test_batches_and_threads_change_no_bit(case, exact, sketched, batch, threads):
    kept = forecast(case, draws=DRAWS, seed=5, batch=batch, threads=threads)
    assert kept.values.tobytes() == exact.values.tobytes()
    assert one_line(kept.to_json_dict()) == one_line(exact.to_json_dict())
    some = forecast(case, draws=DRAWS, seed=5, batch=batch, threads=threads, memory=TINY)
    assert one_line(some.to_json_dict()) == one_line(sketched.to_json_dict())
    for result in (kept, some):
        assert result.firm_months == exact.firm_months
        assert diagnostics_are_equal(result, exact)


def test_targets_are_exact_on_a_sketch(exact, sketched):
    assert sketched.targets().equals(exact.targets())


def test_fans_are_within_the_stated_error(exact, sketched):
    assert exact.sketched is None
    assert sketched.values is None
    for name in exact.measures:
        true, found = exact.bands(name), sketched.bands(name)
        biggest = np.abs(exact[name].values).max(axis=(0, 1))
        assert (np.abs(found - true) <= 2 * RELATIVE_ERROR * np.maximum(biggest, 1.0)).all()


def test_a_sketch_says_that_it_is_one(exact, sketched):
    assert [n.en for n in sketched.notes if "1 part in 512" in n.en]
    assert not [n.en for n in exact.notes if "1 part in" in n.en]
    assert sketched.to_json_dict()["quantile_error"] == RELATIVE_ERROR
    assert "quantile_error" not in exact.to_json_dict()


def test_single_draws_of_a_sketch_are_refused_with_a_reason(sketched):
    for ask in (lambda: sketched["jobs.direct"], lambda: sketched.net("jobs.direct"), lambda: sketched.data):
        with pytest.raises(CannotRun, match="too many to keep one by one"):
            ask()
    with pytest.raises(CannotRun, match="too many to keep"):
        sketched.draws_of("revenue", "2025-02")
    target = sketched.plan.targets[0]
    assert len(sketched.draws_of(target.measure, target.by)["net"]) == DRAWS


def test_columns_stand_in_the_order_of_the_engine(case, exact):
    plan = case.plan
    assert set(exact.measures) == set(measure_ids([s.id for s in plan.sectors], [p.id for p in plan.programmes]))
    whole = exact["startups.operating"].values
    parts = sum(exact[f"startups.operating.{s.id}"].values for s in plan.sectors)
    assert whole == pytest.approx(parts, rel=1e-5)


@pytest.mark.parametrize("wrong", [{"memory": 0}, {"memory": -1.0}, {"batch": 0}])
def test_a_number_outside_its_range_is_a_plain_message(case, wrong):
    with pytest.raises(CannotRun, match=next(iter(wrong))):
        forecast(case, **wrong)


def test_ranges_of_draws():
    assert joined([(5, 8), (0, 2), (2, 5), (9, 9), (10, 12)]) == ((0, 8), (10, 12))
    assert list(missing([(2, 4), (7, 8)], 10, 2)) == [(0, 2), (4, 6), (6, 7), (8, 10)]
    assert list(missing([], 3, 1000)) == [(0, 3)]
    assert list(missing([(0, 3)], 3, 1)) == []


PEAK = """
import resource, sys, podobat
from podobat.plan import read_case
case = read_case("cases/port-maren")
podobat.forecast(case, draws=16, memory=0.02, threads=1).to_json_dict()
podobat.forecast(case, draws=int(sys.argv[1]), memory=0.02, threads=1).to_json_dict()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(draws: int) -> float:
    """The most memory (MB) a process held that simulated so many draws with 20 MB for single ones."""
    said = subprocess.run([sys.executable, "-c", PEAK, str(draws)], capture_output=True, text=True, check=True,
                          cwd=ROOT, env=environment())  # fmt: skip
    return int(said.stdout) / (2**20 if sys.platform == "darwin" else 2**10)


@pytest.mark.skipif(not hasattr(resource, "getrusage"), reason="asks the system how much memory a process held")
def test_memory_is_constant():
    """Three thousand more draws would take 110 MB; only bins at the edges may still be added."""
    few, many = peak(1000), peak(4000)
    assert many < few + 40
