"""The odds as they would have been stated at each date, in numbers and in a picture."""

from __future__ import annotations

import pytest

from podobat.forecast import forecast
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


@pytest.fixture(scope="module")
def found(posterior):
    return signals(posterior)


def test_odds_begin_with_the_prior_and_end_with_the_posterior(posterior, found):
    """Up to the chance of two thousand draws: the forecasts before and after say the same."""
    before, after = forecast(posterior.case, draws=600), posterior.forecast(600)
    for signal, one, two in zip(found, before.target_results, after.target_results, strict=True):
        assert signal.dates == ("", "2020-07-27", "2021-07-20")
        assert signal.odds[0] == pytest.approx(one.odds_with.probability, abs=0.12)
        assert signal.odds[-1] == pytest.approx(two.odds_with.probability, abs=0.12)
        assert all(0.0 <= p <= 1.0 + 1e-12 for p in signal.odds)


def test_many_memoranda_raise_the_odds_on_memoranda(found):
    mou = next(s for s in found if s.target.id == "firms-310-mou")
    assert mou.odds[2] != mou.odds[0]
    assert all(n > 20 for n in mou.effective)


def test_what_nobody_counted_keeps_its_odds_but_for_what_parameters_say(found):
    induced = next(s for s in found if s.target.id == "jobs-27500-induced")
    assert max(induced.odds) < 0.02


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_picture_is_an_svg_with_a_description(found, lang):
    drawn = signal_chart(found, lang)
    assert drawn.startswith("<svg")
    assert 'role="img"' in drawn
    assert "#0072b2" not in drawn, "colours are variables"
    assert "--with:#0072b2" in standing_alone(drawn)
    assert signal_rows(found)[0]["fell_below"].keys() == {"0.5", "0.2", "0.05"}
