"""Scores against closed forms, and nothing that came later in what is scored."""

from __future__ import annotations

import io
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console
from scipy.special import ndtri
from scipy.stats import norm

from podobat.learn.backtest import FORECASTS, Cut, Score, backtest, scored
from podobat.learn.diagnostics import crps, inside, weighted_quantiles
from podobat.learn.page import backtest_chart, backtest_json, print_backtest
from tests.engine.worlds import case
from tests.learn.counted import counted

CUT = "2020-12-31"
N = 20_000
EVEN = np.full(N, 1.0 / N)
NORMAL = ndtri((np.arange(N) + 0.5) / N)


@pytest.mark.parametrize("y", [-2.0, 0.0, 0.7])
def test_crps_of_a_normal_is_the_closed_form(y):
    expected = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - 1 / np.sqrt(np.pi)  # Gneiting and Raftery 2007
    assert crps(NORMAL, EVEN, y) == pytest.approx(expected, abs=1e-3)


def test_crps_of_weighted_points_is_the_double_sum():
    x, w, y = np.array([3.0, -1.0, 0.5]), np.array([0.2, 0.5, 0.3]), 1.0
    pairs = 0.5 * (w[:, None] * w * np.abs(x[:, None] - x)).sum()
    assert crps(x, w, y) == pytest.approx((w * np.abs(x - y)).sum() - pairs)
    assert crps([2.0], [1.0], 5.0) == pytest.approx(3.0), "a single value: the absolute error"


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_intervals_hold_their_share(share):
    hits = [inside(NORMAL, EVEN, y, share) for y in NORMAL[::100]]
    assert np.mean(hits) == pytest.approx(share, abs=0.02)


def test_weighted_quantiles_follow_the_weights():
    assert weighted_quantiles([1.0, 2.0, 3.0], [0.1, 0.1, 0.8], [0.05, 0.15, 0.5]).tolist() == [1.0, 2.0, 3.0]


def records(later: float):
    """Two known at the cut-off, two that came later with a value of their own."""
    return (
        counted("m1", measure="firms.mou", value=43.0, as_of="2020-11-06"),
        counted("o1", value=32.0, as_of="2020-11-06"),
        counted("m2", measure="firms.mou", value=later, as_of="2021-07-20"),
        counted("o2", value=later, as_of="2021-07-20"),
        counted("part", value=later, as_of="2021-07-21", coverage="part"),
    )


def test_only_whole_counts_of_a_later_time_are_scored():
    some = [*records(60.0), counted("late", as_of="2022-01-01", period_to="2020-06-30")]
    assert [some[i].id for i in scored(some, CUT)] == ["m2", "o2"]


@pytest.fixture(scope="module")
def two():
    return [backtest(case("gwangju-phase1"), records(x), [CUT], draws=120, generations=2)[0] for x in (60.0, 900.0)]


def test_nothing_later_than_the_cut_off_moves_the_forecast(two):
    first, second = ([(s.record.id, s.forecast, s.median) for s in cut.scores] for cut in two)
    assert first == second, "to the bit"
    assert two[0].known == two[1].known == 2
    assert two[0].effective == two[1].effective
    assert two[0].mean("model") != two[1].mean("model"), "the scores themselves do see it"


def test_every_forecast_is_scored_on_the_same_records(two):
    cut = two[0]
    for name in ("growth", "reference"):
        assert [s.record.id for s in cut.of(name)] == ["m2", "o2"]
    ours, theirs = cut.mean("model"), cut.mean("growth")
    assert cut.skill("growth") == pytest.approx(1 - ours / theirs)


def test_last_years_growth_goes_on(two):
    found = {s.record.id: s.median for s in two[0].of("growth")}
    # 43 within eleven months of the plan: as many a month until July 2021, nineteen months after its start
    assert np.exp(found["m2"]) - 1 == pytest.approx(43 * 19 / 11, rel=1e-3)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_table_shows_every_forecast(two, lang):
    page = io.StringIO()
    print_backtest(two[:1], lang, Console(file=page, width=160))
    assert page.getvalue().count(CUT) == len(FORECASTS)
    assert len(backtest_json(two[:1])["table"]) == len(FORECASTS)
    assert isinstance(two[0].scores[0].record, SimpleNamespace)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_chart_shows_every_forecast_by_name(lang):
    record = SimpleNamespace(id="r", value=1.0)
    scores = tuple(Score(record, name, 0.1 * k + 0.2, 1.0, True, True, 0.0) for k, name in enumerate(FORECASTS))
    cuts = [Cut(until, 3, 100.0, scores) for until in ("2020-12-31", "2021-12-31")]
    drawn = backtest_chart(cuts, lang)
    assert drawn.startswith("<svg")
    assert "2021-12-31" in drawn
    assert ("계획의 직선" if lang == "ko" else "the plan's straight line").split()[0] in drawn
