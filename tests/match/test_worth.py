"""The worth of a pair: what it rises with, what it is never more than, and what an office's outcomes teach."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.evidence import read_parameters
from podobat.match.worth import worth_of

FITS = np.array([0.0, 0.2, 0.5, 0.8, 1.0])


def of(*outcomes: tuple[str, float]):
    """The worth that so many outcomes teach."""
    return worth_of(read_parameters(), outcomes, draws=1000)


def test_at_the_mean_fit_the_chance_is_begun_times_success():
    p = read_parameters()
    use = of().use(np.array([0.5])).mean[0]
    begun, success = (p[i].distribution for i in ("match.begun", "adoption.pilot_success"))
    u = (np.arange(20_000) + 0.5) / 20_000
    assert use == pytest.approx(begun.quantile(u).mean() * success.quantile(u).mean(), rel=0.03)


def test_it_rises_with_fit_and_with_costs_and_nothing_comes_from_nothing():
    use = of().use(FITS)
    assert (np.diff(use.mean) > 0).all()
    assert use.mean[0] == 0.0
    assert (use.p10 <= use.p50).all()
    assert (use.p50 <= use.p90).all()
    small, large = (of().savings(FITS, np.full(5, c)).mean for c in (100.0, 200.0))
    assert large == pytest.approx(2 * small)


def test_a_voucher_adds_a_part_of_the_savings():
    worth, costs = of(), np.full(5, 1000.0)
    assert (worth.added(FITS, costs).mean[1:] < worth.savings(FITS, costs).mean[1:]).all()


def test_outcomes_teach_how_often_a_pilot_begins_and_lasts():
    half = np.array([0.5])
    nothing, no, yes = of(), of(*[("declined", 0.5)] * 30), of(*[("use", 0.5)] * 30)
    assert no.use(half).mean[0] < nothing.use(half).mean[0] < yes.use(half).mean[0]
    assert yes.use(half).p90[0] - yes.use(half).p10[0] < nothing.use(half).p90[0] - nothing.use(half).p10[0] + 0.05
    assert nothing.recorded == (0, 0)
    assert yes.recorded == (30, 30)
    assert of(*[("met", 0.5)] * 9).use(half).mean[0] == pytest.approx(nothing.use(half).mean[0]), "too early to tell"


def test_pilots_of_better_pairs_that_last_more_often_steepen_the_slope():
    good = [("use", 0.9)] * 15 + [("ended", 0.1)] * 15
    bad = [("use", 0.1)] * 15 + [("ended", 0.9)] * 15

    def ratio(*outcomes):
        low, high = of(*outcomes).use(np.array([0.3, 0.7])).mean
        return high / low

    assert ratio(*good) > ratio() > ratio(*bad)
