"""The odds as they would have been stated at each date, in numbers and in a picture."""

from __future__ import annotations

import pytest

from podobat.learn.page import signal_chart, signal_rows
from podobat.learn.signals import first_below, signals
from podobat.learn.update import learn
from podobat.show.charts import standing_alone
from tests.engine.worlds import case
from tests.learn.counted import counted


@pytest.fixture(scope="module")
def posterior():
    records = (
        counted("m1", measure="firms.mou", value=22.0, as_of="2020-07-27"),
        counted("m2", measure="firms.mou", value=92.0, as_of="2021-07-20"),
    )
    return learn(case("gwangju-phase1"), records, draws=150, generations=2)


def test_the_first_date_below_a_threshold():
    dates = ("", "2020-06-01", "2021-06-01")
    assert first_below(dates, (0.6, 0.4, 0.1), 0.5) == "2020-06-01"
    assert first_below(dates, (0.4, 0.6, 0.1), 0.5) == ""
    assert first_below(dates, (0.6, 0.6, 0.6), 0.5) is None


def test_odds_begin_with_the_prior_and_end_with_the_posterior(posterior):
    found = signals(posterior)
    before, after = posterior.odds(posterior.prior_weights), posterior.odds()
    for j, signal in enumerate(found):
        assert signal.dates == ("", "2020-07-27", "2021-07-20")
        assert signal.odds[0] == pytest.approx(before[j])
        assert signal.odds[-1] == pytest.approx(after[j])
        assert all(0.0 <= p <= 1.0 + 1e-12 for p in signal.odds)


def test_a_date_knows_nothing_of_later_records(posterior):
    first = [s.odds[1] for s in signals(posterior)]
    likelihood, at = posterior.setting.likelihood.part([0]), [0]
    alone = posterior.odds(posterior.population.weights(likelihood, at))
    assert first == pytest.approx(alone.tolist())


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_picture_is_an_svg_with_a_description(posterior, lang):
    drawn = signal_chart(signals(posterior), lang)
    assert drawn.startswith("<svg")
    assert 'role="img"' in drawn
    assert "#0072b2" not in drawn, "colours are variables"
    assert "--with:#0072b2" in standing_alone(drawn)
    assert signal_rows(signals(posterior))[0]["fell_below"].keys() == {"0.5", "0.2", "0.05"}
