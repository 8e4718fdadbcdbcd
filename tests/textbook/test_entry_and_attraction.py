"""Founding and attraction: rates, identities, sectors, memoranda, posts of an office."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.engine.attraction import memoranda_rate, office_vacancy
from podobat.engine.entry import identity, organic_rate, origin, pick_sector
from podobat.engine.randomness import uniform
from podobat.engine.world import APPLICANT, INCUMBENT, ORGANIC, SIGNATORY_FIRM, SPIN_OFF

ORIGINS = (INCUMBENT, ORGANIC, APPLICANT, SPIN_OFF, SIGNATORY_FIRM)
entity = st.tuples(st.sampled_from(ORIGINS), st.integers(0, 2047), st.integers(0, (1 << 18) - 1))


@given(entity, entity)
def test_an_identity_belongs_to_one_entity(a, b):
    assert (identity(*a) == identity(*b)) == (a == b)
    assert 0 <= identity(*a) < 1 << 32


@given(entity)
def test_an_identity_tells_origin_month_and_order(a):
    number = int(identity(*a))
    assert origin(np.uint32(number).astype(np.int32)) == a[0]
    assert (number >> 29, number >> 18 & 2047, number & (1 << 18) - 1) == a


def test_organic_foundings_at_the_start_come_at_their_own_rate():
    assert organic_rate(2.5, 40.0, 40, 0.3, 0.2, 0.0, 0.0) == pytest.approx(2.5, rel=1e-6)


def test_agglomeration_is_an_elasticity():
    rates = [organic_rate(2.0, n - 1.0, 39, 0.35, 0.0, 0.0, 0.0) for n in (40, 80, 160)]
    assert rates[0] == pytest.approx(2.0, rel=1e-6)
    assert np.diff(np.log(rates)) == pytest.approx([0.35 * np.log(2)] * 2, rel=1e-5)


def test_displacement_takes_organic_founders_and_the_act_brings_some():
    # Half a founding is pushed out by each of 0.4 that programmes added in the month.
    assert organic_rate(2.0, 40.0, 40, 0.3, 0.5, 0.4, 0.0) == pytest.approx(2.0 - 0.5 * 0.4, rel=1e-6)
    assert organic_rate(2.0, 40.0, 40, 0.3, 0.5, 0.4, 0.25) == pytest.approx(2.5 - 0.5 * 0.4, rel=1e-6)
    assert organic_rate(2.0, 40.0, 40, 0.3, 0.5, 100.0, 0.0) == 0.0, "never less than none"


def test_founders_spread_over_sectors_by_their_shares():
    up_to, n = np.cumsum([0.45, 0.3, 0.25]), 4000
    key = (np.uint32(9), np.uint32(0))
    picked = np.bincount([pick_sector(up_to, float(uniform(i, 0, 0, 9, key))) for i in range(n)], minlength=3)
    assert picked / n == pytest.approx([0.45, 0.3, 0.25], abs=4 * 0.5 / np.sqrt(n))


def test_sectors_follow_the_quantile():
    up_to = np.cumsum([0.45, 0.3, 0.25])
    assert [pick_sector(up_to, u) for u in (0.0, 0.4499, 0.4501, 0.7499, 0.7501, 0.9999, 1.0)] == [0, 0, 1, 1, 2, 2, 2]
    assert pick_sector(np.array([0.0, 1.0]), 0.0) == 1


def test_memoranda_cost_money_and_use_up_candidates():
    assert memoranda_rate(60.0, 20.0, 1.0, 0.0, 0.0, 0, 400.0) == pytest.approx(3.0)
    assert memoranda_rate(60.0, 20.0, 0.5, 0.2, 0.1, 100, 400.0) == pytest.approx(3 * 0.5 * 1.2 * 1.1 * 0.75)
    assert memoranda_rate(60.0, 20.0, 1.0, 0.0, 0.0, 401, 400.0) == 0.0
    assert memoranda_rate(0.0, 20.0, 1.0, 0.5, 0.5, 0, 400.0) == 0.0


def test_an_office_closes_a_share_of_its_gap_every_month():
    u = (np.arange(1000) + 0.5) / 1000
    assert np.mean([office_vacancy(31.0, 10, 0.06, 0, v) for v in u]) == pytest.approx(21 * 0.06, abs=1e-3)
    assert office_vacancy(10.0, 31, 0.06, 0, 0.99) == 0
    assert office_vacancy(10.0, 31, 0.06, 2, 0.5) == 2, "those who quit are replaced"
