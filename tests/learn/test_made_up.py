"""Records made up of known worlds: counters err as they are said to, and learning holds on books with conflicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from podobat.forecast.discrepancy import Layout
from podobat.learn.made_up import Made, made_book, truths, written
from podobat.learn.population import LEAST
from podobat.learn.setting import Setting
from podobat.learn.update import learn
from tests.engine.worlds import case

NAME = "gwangju-phase1"
MEASURES = ("firms.opened", "firms.mou", "people.trained", "startups.founded", "jobs.hired")


@pytest.fixture(scope="module")
def setting():
    """A hundred counters of offices at one date, each counting once."""
    slots = [Made(f"r{i}", "firms.opened", 0.0, "2022-12-31", f"c{i}", "B") for i in range(100)]
    return Setting.of(case(NAME), slots, 3)


def test_counters_write_what_is_true_but_for_bias_and_error(setting):
    truth = truths(setting, ("firms.opened",), 36, 20, 5)
    errors, windows = setting.likelihood.errors, setting.likelihood.windows
    away, expected = [], []
    for k in range(20):
        true = truth.of(k, windows[0])
        seen = written(truth, k, setting.records, windows, setting, 5)
        worse = np.array([1.0, errors.times])
        usual = worse**2 * (errors.bias["B"] ** 2 + errors.error["B"] ** 2 + 1.0 / (errors.offset + true))
        away.append(np.median(np.abs(np.log(errors.offset + seen) - np.log(errors.offset + true))))
        expected.append(0.6745 * np.sqrt(usual))
        assert seen.min() >= 0
    logs = np.log(np.array(away)[:, None] / np.array(expected))
    near = logs[np.arange(20), np.abs(logs).argmin(axis=1)]  # as careful or as careless as counters of the measure are
    assert abs(near.mean()) < 0.12  # the median of a hundred has a standard error of 0.12 in logs, that of all of 0.03
    assert np.abs(near).max() < 0.5


def test_made_up_books_are_the_same_for_a_seed_and_contradict_themselves():
    book = made_book(case(NAME), MEASURES, 60, 11)
    assert book == made_book(case(NAME), MEASURES, 60, 11)
    assert book != made_book(case(NAME), MEASURES, 60, 12)
    assert len({r.counter for r in book}) > 3
    assert {r.measure for r in book} <= {*MEASURES}


@pytest.mark.parametrize(("n", "seed"), [(25, 1), (60, 2)])
def test_learning_from_a_book_with_conflicts_keeps_enough_particles_or_says_so(n, seed):
    posterior = learn(case(NAME), made_book(case(NAME), MEASURES, n, seed), draws=300, generations=3, seed=1)
    assert posterior.effective >= LEAST * 0.999
    said = any("of their weight" in note.languages["en"] for note in posterior.doubts)
    assert (posterior.power < 1.0) == said


def test_a_tempered_posterior_is_wider():
    book = made_book(case(NAME), MEASURES[:2], 120, 4)
    posterior = learn(case(NAME), book, draws=200, generations=2, seed=1)
    half = replace(posterior, power=posterior.power / 4)
    layout_of = [p.futures(200).from_inside for p in (posterior, half)]
    layout = Layout.of(("firms.opened",), posterior.setting.plan.months[:60])
    spread = [d(layout, ("firms.opened",), 0, 200).missed[:, 0, :6].std(axis=0).mean() for d in layout_of]
    assert spread[1] > spread[0]
