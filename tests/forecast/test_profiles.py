"""What pictures need beyond quantiles, against closed forms and identities."""

import math
from types import SimpleNamespace as Thing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podobat.engine.world import CASH_EDGES
from podobat.forecast import profiles
from podobat.forecast.profiles import histogram_quantile, rank_correlation


def test_the_quantile_of_a_uniform_histogram_is_exact():
    edges = np.linspace(0, 10, 11)
    for share in (0.1, 0.25, 0.5, 0.9):
        assert histogram_quantile(np.full(10, 7), edges, share) == pytest.approx(10 * share)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 99.9), min_size=20, max_size=200), st.floats(0.05, 0.95))
def test_a_histogram_quantile_is_within_one_bin_of_the_true_one(values, share):
    edges = np.linspace(0, 100, 51)
    counts, _ = np.histogram(values, edges)
    low = np.quantile(values, share, method="inverted_cdf")
    assert abs(histogram_quantile(counts, edges, share) - low) <= 2.0 + 1e-9


def test_open_bins_answer_with_their_finite_edge():
    assert histogram_quantile([10, 0, 0], [0.0, 1.0], 0.5) == 0.0
    assert histogram_quantile([0, 0, 10], [0.0, 1.0], 0.5) == 1.0
    assert math.isnan(histogram_quantile([0, 0], [0.0, 1.0, 2.0], 0.5))
    with pytest.raises(ValueError, match="2 bins need"):
        histogram_quantile([1, 2], [0.0, 1.0, 2.0, 3.0], 0.5)


def test_the_cash_curve_leaves_out_thin_ages_and_the_open_one():
    counts = np.zeros((2, 4, 5), dtype=np.int64)
    counts[0, 0, 2], counts[0, 1, 1], counts[0, 2, 2], counts[0, 3, 2] = 100, 100, 3, 100
    forecast = Thing(diagnostics={"cash_by_age": counts, "cash_edges": [0.0, 10.0, 20.0, 30.0]})
    curve = profiles.cash_curve(forecast)
    assert curve.ages == (0.0, 0.25)
    assert curve.quantiles["p50"] == pytest.approx((15.0, 5.0))
    assert curve.trough == (0.25, pytest.approx(5.0))


def flows(*ages):
    """A forecast whose start-ups have, at each age, these counts of monthly flows in bins edged at -4, -1, 1 and 4."""
    counts = np.array([*ages, [1000] * 5], dtype=np.int64)
    return Thing(diagnostics={"flow_by_age": np.stack([counts, counts[:, ::-1]]), "cash_edges": [-4.0, -1.0, 1.0, 4.0]})


def test_the_valley_is_deepest_where_the_median_is_lowest_and_ends_where_it_stays_above():
    found = profiles.flow_curve(flows([0, 40, 60, 0, 0], [0, 80, 20, 0, 0], [0, 20, 60, 20, 0], [0, 0, 20, 80, 0]))
    assert found.trough == (0.25, pytest.approx(-4 + 3 * 50 / 80))
    assert found.dips
    assert found.rises(-profiles.EVEN) == 0.5
    assert found.rises(profiles.EVEN) == 0.75
    assert found.rises(profiles.EVEN, "p10") is None


def test_a_flow_that_falls_back_has_not_risen_for_good():
    found = profiles.flow_curve(flows([0, 0, 20, 80, 0], [0, 80, 20, 0, 0], [0, 0, 20, 80, 0], [0, 80, 20, 0, 0]))
    assert found.rises(profiles.EVEN) is None
    assert found.trough[0] == 0.25


def test_losing_and_gaining_are_counted_at_the_edges_of_what_is_about_even():
    found = profiles.flow_shares(flows([10, 30, 40, 15, 5], [0, 0, 100, 0, 0]))
    assert found.ages == (0.0, 0.25)
    assert found.losing == {"with": (pytest.approx(0.4), 0.0), "without": (pytest.approx(0.2), 0.0)}
    assert found.gaining == {"with": (pytest.approx(0.2), 0.0), "without": (pytest.approx(0.4), 0.0)}


def test_what_is_about_even_ends_at_edges_of_the_engines_bins():
    assert {-profiles.EVEN, profiles.EVEN} <= set(CASH_EDGES.tolist())


def test_survival_at_a_constant_hazard():
    months = np.full(6, 100_000)
    counts = np.stack([months, (0.01 * months).astype(np.int64)])
    forecast = Thing(diagnostics={"survival": np.stack([counts, counts])})
    found = profiles.survival(forecast)
    assert found.years == (0, 1, 2, 3, 4, 5)
    assert found.share["with"] == pytest.approx([0.99 ** (12 * k) for k in range(6)])


def test_rank_correlation_is_spearmans():
    """Without ties it is 1 - 6 sum d^2 / (n (n^2 - 1)), d the differences of ranks; ties take their mean rank."""
    x, y = np.array([10.0, 20.0, 30.0, 40.0, 50.0]), np.array([1.0, 3.0, 2.0, 5.0, 400.0])
    d = np.array([0, 1, 1, 0, 0])
    assert rank_correlation(x, y) == pytest.approx(1 - 6 * (d**2).sum() / (5 * 24), abs=1e-12)
    assert rank_correlation(x, -(x**3)) == pytest.approx(-1.0)
    tied = np.array([1.0, 1.0, 2.0, 3.0])  # ranks 1.5, 1.5, 3, 4
    ranks = np.array([1.5, 1.5, 3.0, 4.0])
    expected = np.corrcoef(ranks, [1.0, 2.0, 3.0, 4.0])[0, 1]
    assert rank_correlation(tied, np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(expected, abs=1e-12)
    assert rank_correlation(x, np.ones(5)) == 0.0


class Draws(Thing):
    """A forecast of given draws that are the same in every month."""

    def joint_draws(self, measure, month):
        return {w: np.asarray(self.values[measure], dtype=float) * (w != "without") for w in ("with", "without", "net")}


def test_the_untraced_leave_a_lower_and_an_upper_bound():
    values = {"people.trained": [100.0, 200.0], "people.placed_region": [30.0, 60.0],
              "people.placed_outside": [20.0, 40.0], "people.untraced": [25.0, 50.0]}  # fmt: skip
    found = profiles.placements(Draws(values=values), "2024-12")
    assert found.share_lower["p50"] == pytest.approx(0.30)
    assert found.share_upper["p50"] == pytest.approx(0.55)
    assert sum(found.mean.values()) == pytest.approx(150.0)


def test_nobody_trained_gives_no_share():
    names = ("trained", "placed_region", "placed_outside", "untraced")
    values = {f"people.{name}": [0.0] for name in names}
    found = profiles.placements(Draws(values=values), "2024-12")
    assert found.share_lower["p50"] == found.share_upper["p50"] == 0.0


def test_money_granted_is_spent_or_carried_over():
    months = tuple(f"{y}-{m:02d}" for y in (2020, 2021, 2022) for m in range(1, 13))
    granted = np.minimum(np.arange(1, 37) * 10.0, 240.0)
    spent = np.minimum(np.arange(1, 37) * 8.0, 240.0)
    arrays = {"budget.granted": granted, "spending": spent, "budget.unspent": granted - spent}

    class Money(Thing):
        def joint_draws(self, name, month):
            return {"with": np.full(4, arrays[name][months.index(month)])}

        def quantiles_of(self, name, month):
            return {"with": profiles.named(self.joint_draws(name, month)["with"])}

    rows = profiles.money_by_year(Money(months=months))
    assert [r.year for r in rows] == [2020, 2021, 2022]
    for row in rows:
        upto = [r for r in rows if r.year <= row.year]
        left = sum(r.granted["p50"] - r.spent["p50"] for r in upto)
        assert row.carried["p50"] == pytest.approx(left)


def test_the_driver_is_the_part_that_moves_most_with_the_whole():
    random = np.random.default_rng(1)
    startups, attracted = random.normal(100, 50, 400), random.normal(100, 5, 400)
    values = {"jobs.direct": startups + attracted, "jobs.startups": startups, "jobs.attracted": attracted}
    found = profiles.driver_of(Draws(values=values), "jobs.direct", "2024-12")
    assert found is not None
    assert found[0] == "jobs.startups"
    assert found[1] > 0.9
