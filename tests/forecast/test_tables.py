"""The table on the console: every target, its odds, and what is doubtful about them."""

import pytest
from rich.console import Console

from podobat.forecast.console import print_forecast


def printed(forecast, lang, width=140):
    console = Console(width=width, record=True, force_terminal=False, file=open("/dev/null", "w"))  # noqa: SIM115
    with console.file:
        print_forecast(forecast, lang, console)
        return console.export_text()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_target_is_in_the_table(made_up, lang):
    forecast, _ = made_up()
    text = "".join(printed(forecast, lang).split())
    for target in forecast.target_results:
        assert "".join(target.name[lang].split())[:12] in text


def test_it_says_promise_median_interval_odds_and_net(made_up):
    text = printed(made_up()[0], "ko")
    assert all(head in text for head in ("약속", "전망 중앙값", "80% 전망 구간", "달성 확률", "순증"))
    assert "27,500명" in text
    assert "0.5% 미만" in text  # none of 200 draws


def test_notes_that_only_repeat_the_odds_are_left_out(made_up):
    forecast, _ = made_up()
    text = printed(forecast, "en")
    assert any("none of" in note.en for note in forecast.notes)
    assert "none of" not in text


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_eighty_columns_hold_every_figure(made_up, lang):
    forecast, _ = made_up()
    text = printed(forecast, lang, width=80)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "…" not in text
    assert {"ko": "순증", "en": "Net"}[lang] in text


def test_money_of_another_country(made_up):
    forecast, _ = made_up("port-maren")
    assert "600" in printed(forecast, "en")
