"""What is learnt from programmes whose law is known: the machinery gives the law back."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.outlook.distribution import SCORES, agreeing, at_least, normal_score, normal_share, score_of, value_at
from podobat.outlook.encoding import encoding_of
from podobat.outlook.features import features_of
from podobat.outlook.fit.cases import Case
from podobat.outlook.fit.fitting import Recipes, learn
from podobat.outlook.fit.learning import Recipe
from podobat.outlook.logs import counts_of, exp, log, log1p_of
from podobat.outlook.model import UNKNOWN, office_of
from podobat.outlook.networks import LEVEL_VALUES
from podobat.outlook.offices import Prior, habit_of
from podobat.outlook.series import Count, Series, columns_of

CHANCE = np.random.default_rng(7)
MEDIAN, SPREAD = -0.2, 0.3  # of log(end / target) in the synthetic law, for every office


def synthetic(n, lean=0.0, office="jp-output"):
    """Programmes that end at target e^(MEDIAN + lean + SPREAD z), whatever was counted before."""
    cases = []
    for k in range(n):
        target = float(np.exp(CHANCE.uniform(5, 8)))
        end = target * np.exp(MEDIAN + lean + SPREAD * CHANCE.normal())
        before = tuple(Count(2018 + y, target * np.exp(MEDIAN + SPREAD * CHANCE.normal()), target) for y in range(2))
        cases.append(Case(Series(f"{office}-{k}-2020", target, 2020, before, office=office), float(end), f"p{k % 300}"))
    return cases


@pytest.fixture(scope="module")
def learnt():
    quick = Recipe(hidden=(16, 8), epochs=10, rate=5e-3)
    return learn(synthetic(2500), Recipes(quick, quick, each=5))


def test_the_law_of_synthetic_programmes_is_recovered(learnt):
    fresh = synthetic(800)
    columns = columns_of([c.series for c in fresh])
    end = learnt.end_of(columns)
    y, target = log1p_of(np.array([c.end for c in fresh])), log1p_of(columns.target)
    gaps = (end.quantiles - target[:, None]).mean(axis=0)
    assert np.allclose(gaps, MEDIAN + SPREAD * SCORES, atol=0.06)
    assert abs(end.odds.mean() - normal_share(np.array([MEDIAN / SPREAD]))[0]) < 0.04
    for low, high, share in ((2, 4, 0.5), (1, 5, 0.8), (0, 6, 0.95)):
        inside = (end.quantiles[:, low] <= y) & (y <= end.quantiles[:, high])
        assert abs(inside.mean() - share) < 0.06


def test_learning_does_not_depend_on_the_order_of_the_cases():
    cases, quick = synthetic(400), Recipe(hidden=(8, 8), epochs=1)
    one, two = (learn(c, Recipes(quick, quick)).write() for c in (cases, cases[::-1]))
    assert one == two


def test_the_habit_of_an_office_is_drawn_towards_all_by_how_little_is_known():
    prior = Prior(between=0.4, spread=0.2, within=1.0, alike=0.3)
    z = CHANCE.normal(-0.5, 1.0, 400)
    many, few, none = (habit_of("o", z[:n], [str(k) for k in range(n)], prior) for n in (400, 6, 0))
    assert many.shift == pytest.approx(-0.5, abs=0.12)
    assert many.shift < few.shift < 0
    assert none.shift == 0
    assert none.factor > many.factor == pytest.approx(1.0, abs=0.12)
    together = habit_of("o", z[:40], ["one"] * 40, prior)
    assert abs(together.shift) < abs(habit_of("o", z[:40], [str(k) for k in range(40)], prior).shift)


def test_logs_and_exponentials_are_those_of_the_textbook():
    x = np.exp(CHANCE.uniform(-30, 30, 2000))
    assert np.allclose(log(x), np.log(x), rtol=1e-14, atol=1e-15)
    assert np.allclose(exp(np.log(x)), x, rtol=1e-13)
    assert np.allclose(counts_of(log1p_of(x)), x, rtol=1e-9, atol=1e-9)


def test_normal_scores_and_shares_turn_each_other_round():
    share = np.array([0.001, 0.025, 0.1, 0.5, 0.8, 0.975])
    assert np.allclose(normal_share(normal_score(share)), share, atol=1e-7)
    assert np.allclose(normal_score(LEVEL_VALUES), SCORES, atol=2e-6)


def test_a_quantile_and_its_score_are_one_and_a_floor_takes_out_what_lies_below():
    q = np.sort(CHANCE.normal(3, 1, (50, 7)), axis=1)
    z = CHANCE.uniform(-2.5, 2.5, (50, 1))
    assert np.allclose(score_of(q, value_at(q, z)[:, 0]), z[:, 0], atol=1e-6)
    floor = q[:, 2]
    cut = at_least(q, floor)
    assert (cut >= floor[:, None] - 1e-9).all()
    assert np.allclose(cut[:, 3], value_at(q, normal_score(np.full((50, 1), 0.625)))[:, 0], atol=1e-5)


def test_quantiles_are_made_to_agree_with_the_odds():
    q = np.array([[1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2]])
    target = np.array([1.5])
    likely, unlikely = (agreeing(q, np.array([p]), target)[0] for p in (0.95, 0.05))
    assert (likely[1:] >= 1.5).all()
    assert likely[0] < 1.5
    assert (unlikely[:6] < 1.5).all()


def test_features_know_nothing_of_scale_where_counts_are_large():
    def of(scale):
        counts = (Count(2020, 300.0 * scale, 400.0 * scale), Count(2021, 500.0 * scale, 450.0 * scale))
        return features_of(columns_of([Series("s", 700.0 * scale, 2023, counts)]))

    small, large = of(1e3), of(1e4)
    for name in ("last_target", "growth", "met_mean", "pace", "straight_target", "remaining"):
        assert small[name][0] == pytest.approx(large[name][0], abs=1e-4)


def test_inputs_are_pieces_wholes_and_marks():
    x = np.column_stack([CHANCE.normal(size=500), CHANCE.integers(0, 2, 500).astype(float)])
    x[:50, 0] = np.nan
    encoding = encoding_of(x)
    inputs = encoding.inputs(x)
    assert inputs.shape == (500, encoding.width)
    assert np.isfinite(inputs).all()
    assert inputs[:50].sum(axis=0)[8:10].tolist() == [0.0, 50.0]  # whole, and missing
    assert len(encoding.wholes) == 3


def test_an_office_nobody_knows_has_no_number():
    assert office_of(columns_of([Series("s", 1.0, 2024, office="시청")])).tolist() == [UNKNOWN]
