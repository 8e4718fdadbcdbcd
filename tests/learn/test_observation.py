"""Bias, error and bounds of counts: closed forms, windows of records, and draws kept the same."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_t, norm, t

from podobat.engine import PARAMETER_IDS, run_ensemble
from podobat.evidence import read_parameters
from podobat.learn.observation import Likelihood, Window, usable, window
from podobat.learn.runs import whole, windows_of
from tests.engine.worlds import case, rows
from tests.learn.counted import counted


def likelihood(*records) -> Likelihood:
    return Likelihood.of(records, read_parameters())


def test_two_counts_of_one_measure_are_jointly_student_t():
    records = counted("a", value=40.0), counted("b", value=50.0, as_of="2021-06-10")
    found = likelihood(*records)
    x = np.array([[45.0, 45.0], [20.0, 90.0]])
    expected = multivariate_t(shape=found.covariance, df=found.tails).logpdf(np.log(1 + x) - found.y)
    assert found.log(x) == pytest.approx(expected)


def test_a_counter_shares_its_bias_and_others_do_not():
    same = likelihood(counted("a"), counted("b"))
    other = likelihood(counted("a"), counted("b", counter="press"))
    elsewhere = likelihood(counted("a"), counted("b", measure="jobs.direct"))
    bias, missed = (read_parameters()[f"observation.{n}"].value for n in ("bias_b", "discrepancy"))
    assert same.covariance[0, 1] == pytest.approx(bias**2 + missed**2)
    assert other.covariance[0, 1] == pytest.approx(missed**2)
    assert elsewhere.covariance[0, 1] == 0


def test_a_bound_only_speaks_on_its_side():
    lower = likelihood(counted("a", value=100.0, coverage="part"))
    far, near, wrong = lower.log(np.array([[10_000.0], [100.0], [1.0]]))
    assert far == pytest.approx(0.0, abs=1e-6)
    assert near == pytest.approx(np.log(lower.mistaken + (1 - lower.mistaken) * norm.cdf(0.0)))
    assert wrong == pytest.approx(np.log(lower.mistaken), abs=1e-3)
    upper = likelihood(counted("a", value=100.0, coverage="wider")).log(np.array([[10_000.0], [1.0]]))
    assert upper[0] < upper[1]


def test_zero_is_a_count_like_any_other():
    zero = likelihood(counted("a", value=0.0))
    assert np.isfinite(zero.log(np.array([[0.0], [1.0], [50.0]]))).all()
    assert np.all(np.diff(zero.log(np.array([[0.0], [1.0], [50.0]]))) < 0)


def test_a_prediction_is_the_conditional_of_the_joint():
    found = likelihood(counted("a", value=40.0), counted("b", value=60.0, as_of="2021-06-10"))
    x = np.array([[30.0, 60.0]])
    p = found.ahead([0], 1, x)
    joint = multivariate_t(shape=found.covariance, df=found.tails).logpdf(np.log(1 + x) - found.y)
    first = t(found.tails, scale=np.sqrt(found.covariance[0, 0])).logpdf(np.log(1 + 30.0) - found.y[0])
    assert t(p.freedom, p.location, p.scale).logpdf(found.y[1]) == pytest.approx(joint - first)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (counted("a", as_of="2020-06-09"), Window("firms.opened", (5,))),
        (counted("a", period_from="2021-01-01", period_to="2021-12-31"), Window("firms.opened", (23,), (11,))),
        (counted("a", measure="jobs.direct", as_of="2020-02-01"), Window("jobs.direct", (1,))),
        (
            counted("a", measure="revenue", period_from="2020-01-01", period_to="2020-03-31"),
            Window("revenue", (0, 1, 2)),
        ),
        (counted("a", as_of="2019-06-01"), None),
    ],
)  # fmt: skip
def test_a_record_looks_at_its_own_months(record, expected):
    assert window(record, "2020-01", 60) == expected


def test_what_merely_overlaps_teaches_nothing():
    assert not usable(counted("a", coverage="overlap"))
    assert usable(counted("a", coverage="part"))


@pytest.mark.parametrize("threads", [1, 2])
def test_chosen_draws_are_those_of_the_engine(threads):
    plan, values = case("gwangju-phase1").plan, rows("gwangju-phase1", 3)
    expected = run_ensemble(plan, values, 6, 5, threads=1)
    twice = np.repeat(values, 2, axis=0)
    again = whole(plan, twice[[4, 1]], np.array([4, 1]), 5, threads)
    assert np.array_equal(again, expected.values[:, [4, 1]])
    found = windows_of(plan, twice, np.arange(6), 5, [Window("firms.mou", (30,), (6,))], threads)
    column = expected.values[0, :, :, expected.measures.index("firms.mou")]
    assert np.array_equal(found[:, 0], column[:, 30] - column[:, 6])
    assert len(PARAMETER_IDS) == values.shape[1]
