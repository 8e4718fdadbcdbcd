"""Where net jobs come from: to the person in every future."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from podobat.forecast.balance import balance

share = st.floats(0, 1)


@given(st.integers(-5000, 50_000), st.integers(-5000, 50_000), share, share, share, share)
def test_what_one_place_gains_another_loses_to_the_person(startups, attracted, displaced, within, moved, capital):
    shares = {"displaced": displaced, "within": within, "moved": moved, "capital": capital}
    b = balance(np.array([startups]), np.array([attracted]), {k: np.array([v]) for k, v in shares.items()})
    assert b.net[0] == startups + attracted
    assert b.nation[0] == b.new[0] == b.here[0] + b.rest[0]
    assert b.here[0] + b.region[0] == b.net[0]
    assert -b.rest[0] == b.capital[0] + b.elsewhere[0]


def test_by_hand():
    """100 at start-ups, 40 % taken, half of it here: 20 and 20. 50 attracted, 60 % moved: 30. 80 % of 50: 40."""
    shares = {"displaced": 0.4, "within": 0.5, "moved": 0.6, "capital": 0.8}
    b = balance(np.array([100]), np.array([50]), {k: np.array([v]) for k, v in shares.items()})
    assert (b.new[0], b.region[0], b.capital[0], b.elsewhere[0]) == (80, 20, 40, 10)
    assert (b.here[0], b.rest[0], b.nation[0]) == (130, -50, 80)
