"""How quotients move: the law is found again where it was planted, and forecasts of entries beat chance only then."""

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.stats import t

from podobat.position.bands import Band
from podobat.position.movement import TAILS, Movement, _loss, fit_movement
from podobat.position.scoring import MODEL, RELATED, SIZE, Calibration, auc, brier, calibrate, log_losses, score_entries
from podobat.position.surroundings import moment, movement_of, step_length, steps_of
from tests.position.made_up import counts_of, moving


def learnt(n_years: int = 2, **how):
    years = tuple(range(2010, 2010 + n_years))
    counts = counts_of(moving(n_years=n_years, **how), years)
    moments = {year: moment(counts, number) for number, year in enumerate(years)}
    steps = steps_of(counts, moments, step_length(years) or 1)
    return steps, movement_of(steps), moments


def test_the_slopes_of_the_likelihood_are_exact():
    luck = np.random.default_rng(1)
    data = (np.column_stack([np.ones(50), luck.normal(size=(50, 2))]), luck.normal(size=50), luck.normal(size=50))
    for theta in luck.normal(0, 0.5, (5, 5)):
        assert check_grad(lambda x: _loss(x, *data)[0], lambda x: _loss(x, *data)[1], theta) < 1e-5


def test_the_law_is_found_where_it_was_planted():
    _, movement, _ = learnt(n_regions=40, n_industries=60, sigma=1.5, exponent=0.35)
    assert movement is not None
    spread = np.sqrt(np.diag(movement.covariance))
    assert movement.exponent == pytest.approx(0.35, abs=max(0.03, 3 * spread[4]))
    at_1000 = float(movement.sigma(np.array(1000.0)))
    assert at_1000 == pytest.approx(1.5 * 1000**-0.35, rel=0.1)
    assert abs(movement.drift[2]) < 4 * spread[2], "no pull was planted"


def test_a_planted_pull_is_found_and_has_its_sign():
    _, movement, _ = learnt(n_regions=40, n_industries=60, related=0.3)
    assert movement is not None
    assert movement.drift[2] > 4 * np.sqrt(movement.covariance[2, 2])
    assert movement.drift[1] < 0, "and quotients come back to what is related"


def test_too_few_changes_teach_nothing():
    steps, _, _ = learnt(n_regions=4, n_industries=5)
    assert fit_movement(steps[0].changes) is None


def of_scale(sigma: float, exponent: float = 0.3) -> Movement:
    return Movement((0.0, 0.0, 0.0), float(np.log(sigma)), exponent, 100.0, np.eye(5) * 1e-4, 500)


def test_odds_are_the_tail_of_the_jump():
    movement = of_scale(0.2)
    odds, low, high = movement.entry(np.array([-0.1]), np.array([0.0]), np.array([100.0]), 0.8)
    assert odds[0] == pytest.approx(t.sf(0.1 / 0.2, TAILS))
    assert low[0] < odds[0] < high[0]


def test_decisions_are_those_whose_luck_moves_a_count_as_far():
    """n independent decisions: the log of a Poisson count of n has variance 1/n, so two of them differ by 2/n."""
    movement = of_scale(0.2)
    n = movement.decisions(np.array([100.0]))[0]
    assert 2 / n == pytest.approx(0.2**2 * TAILS / (TAILS - 2))
    larger = movement.decisions(np.array([100.0, 1000.0, 10000.0]))
    assert np.all(np.diff(larger) > 0)


@pytest.mark.parametrize(("change", "direction"), [({"logs": -0.3}, -1), ({"counts": 1e5}, -1), ({"pull": 0.5}, 1)])
def test_odds_move_the_way_they_should(change, direction):
    movement = Movement((0.0, 0.0, 0.1), np.log(0.2), 0.3, 100.0, np.eye(5) * 1e-4, 500)
    usual = {"logs": -0.1, "pull": 0.0, "counts": 100.0}
    base, moved = (
        movement.entry(*(np.array([given[k]]) for k in ("logs", "pull", "counts")), 0.8)[0][0]
        for given in (usual, {**usual, **change})
    )
    assert np.sign(moved - base) == direction


# --- scores -----------------------------------------------------------------------------------------------------------


def test_auc_is_the_share_of_pairs_in_order():
    luck = np.random.default_rng(5)
    entered, odds = luck.random(60) < 0.3, np.round(luck.random(60), 1)
    pairs = [(a > b) + 0.5 * (a == b) for a in odds[entered] for b in odds[~entered]]
    assert auc(entered, odds) == pytest.approx(np.mean(pairs))
    assert np.isnan(auc(np.ones(3, bool), odds[:3]))


def test_log_and_brier_scores_by_hand():
    entered, odds = np.array([True, False]), np.array([0.8, 0.4])
    assert log_losses(entered, odds) == pytest.approx([-np.log(0.8), -np.log(0.6)])
    assert brier(entered, odds) == pytest.approx((0.04 + 0.16) / 2)


def test_steps_are_learnt_from_before_those_they_are_scored_on():
    assert step_length((2020,)) is None
    assert step_length((2020, 2023)) == 3
    assert step_length(tuple(range(2008, 2015))) == 3
    assert step_length((2010, 2015, 2020)) == 5
    steps, _, _ = learnt(n_years=5)
    scores = score_entries(steps)
    assert scores is not None
    assert (scores.how, scores.start, scores.end) == ("later", 2012, 2014)


def test_forecasts_beat_chance_and_size_and_say_how_many_to_expect():
    steps, _, _ = learnt(n_years=3, n_regions=30, n_industries=60)
    scores = score_entries(steps)
    assert scores is not None
    model, size = scores.of(MODEL), scores.of(SIZE)
    assert model.better[1] > 0
    assert model.auc > size.auc + 0.1
    assert model.expected == pytest.approx(scores.entries, rel=0.5)


def test_relatedness_alone_is_found_wanting_where_it_has_no_pull_and_good_where_it_has():
    without = score_entries(learnt(n_years=3, n_regions=30, n_industries=60)[0])
    strong = score_entries(learnt(n_years=3, n_regions=30, n_industries=60, related=0.5, sigma=0.8)[0])
    assert without is not None
    assert strong is not None
    assert strong.of(RELATED).auc > without.of(RELATED).auc
    assert strong.of(RELATED).better[1] > 0


def test_with_two_counts_a_region_is_forecast_from_others():
    steps, _, _ = learnt(n_years=2)
    scores = score_entries(steps)
    assert scores is not None
    assert scores.how == "elsewhere"
    changed = steps[0]
    ours = changed.changes.region == 0
    entered = np.where(ours, ~changed.entered & changed.absent, changed.entered)
    other = score_entries([type(changed)(changed.start, changed.end, changed.changes, changed.absent, entered,
                                         changed.size)])  # fmt: skip
    assert other is not None
    assert other.of(MODEL).expected == pytest.approx(scores.of(MODEL).expected), "what happened teaches no odds"


def test_cells_that_never_came_count_as_candidates():
    values = moving(n_years=2)
    values[:, 0, :5] = 0
    counts = counts_of(values, (2010, 2011))
    moments = {year: moment(counts, number) for number, year in enumerate(counts.years)}
    step = steps_of(counts, moments, 1)[0]
    assert step.changes.idle.sum() == 5
    assert step.absent[step.changes.idle].all()


def test_odds_that_were_too_high_are_set_right():
    luck = np.random.default_rng(6)
    p = luck.uniform(0.05, 0.6, 400)
    entered = luck.random(400) < p / 2
    fixed = calibrate(entered, p, np.repeat(np.arange(20), 20))
    assert fixed.shift < 0
    right, _, _ = fixed.applied_to(p, p, p)
    assert right.sum() == pytest.approx(entered.sum(), rel=0.05)
    assert calibrate(entered[:0] > 0, p[:0], np.arange(0)).shift == 0


def test_a_shift_that_is_unsure_widens_the_interval():
    odds = Band(0.2, 0.19, 0.21)
    sure, unsure = (Calibration(0.0, spread).applied(odds) for spread in (0.0, 0.5))
    assert (sure.value, sure.low, sure.high) == pytest.approx((0.2, 0.19, 0.21))
    assert unsure.low < 0.19
    assert unsure.high > 0.21
