"""Dated triggers in worlds where the right rule is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from podobat.forecast.sampling import sample_points
from podobat.optimise.triggers import best_rule, rule_of

N = 4000


def test_a_count_that_tells_is_worth_what_it_saves():
    """The move gains 10 where the count is under 50 (half of the futures), loses 10 elsewhere; at once it gains 0."""
    count = 100.0 * sample_points(["count"], N, seed=1)[:, 0]
    gain = np.where(count < 50.0, 10.0, -10.0)
    rule = rule_of(count, gain, gain)
    assert not rule.above
    assert rule.threshold == pytest.approx(50.0, abs=3.0)
    assert rule.value == pytest.approx(5.0, abs=0.3)
    assert rule.moves == pytest.approx(0.5, abs=0.03)
    assert (rule.false_alarm, rule.miss) == pytest.approx((0.0, 0.0), abs=0.06)


def test_a_count_with_error_gives_false_alarms_and_misses():
    truth = 100.0 * sample_points(["count"], N, seed=1)[:, 0]
    seen = truth + 20.0 * ndtri(sample_points(["error"], N, seed=1)[:, 0])
    gain = np.where(truth < 50.0, 10.0, -10.0)
    rule = rule_of(seen, gain, gain)
    assert 0.5 < rule.value < 4.5
    assert 0.05 < rule.false_alarm < 0.35
    assert 0.05 < rule.miss < 0.35


def test_waiting_that_teaches_nothing_costs_what_is_lost_by_it():
    """The move always gains 10 at once, and 6 a year later: no count makes up for the four."""
    count = sample_points(["count"], N, seed=2)[:, 0]
    rule = rule_of(count, np.full(N, 10.0), np.full(N, 6.0))
    assert rule.value == pytest.approx(-4.0, abs=0.5)


def test_of_many_counts_the_one_is_taken_that_tells_and_its_value_is_not_the_one_that_chose_it():
    """Twenty counts that tell nothing and one that does: it is found; noise is worth nothing where it is checked."""
    n = 400
    gain = np.where(sample_points(["truth"], n, seed=3)[:, 0] < 0.5, 10.0, -10.0)
    counts = [(f"noise{k}", "2022-12", sample_points([f"noise{k}"], n, seed=3)[:, 0]) for k in range(20)]
    measure, _, rule = best_rule(counts, gain, {"2022-12": gain})
    assert rule.claimed > rule.value
    assert rule.value < 2.5 * rule.error
    tells = ("tells", "2022-12", sample_points(["truth"], n, seed=3)[:, 0])
    measure, _, rule = best_rule([*counts, tells], gain, {"2022-12": gain})
    assert measure == "tells"
    assert rule.value == pytest.approx(5.0, abs=1.0)
