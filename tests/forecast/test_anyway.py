"""Targets that are met anyway are judged in the futures of the forecast; and the command that makes a report again."""

from __future__ import annotations

from pathlib import Path

import podobat
from podobat.forecast.again import as_of, known_json, typed
from podobat.forecast.anyway import met_without
from podobat.forecast.views import Told
from podobat.plan.template import template_files

MONTHS = tuple(f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13))


def test_the_quick_share_is_that_of_the_first_draws_of_a_forecast_as_of_the_start(tmp_path):
    for name, content in template_files("our-plan").items():
        (tmp_path / "our-plan" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "our-plan" / name).write_text(content, encoding="utf-8")
    case = podobat.read_case(tmp_path / "our-plan")
    forecast = podobat.forecast(case, draws=20, seed=1)
    quick = met_without(case, 20)
    assert {t.id for t in case.plan.targets} == set(quick)
    for target in case.plan.targets:
        without = forecast.draws_of(target.measure, target.by)["without"]
        assert quick[target.id] == (without >= target.value).mean(), target.id
    assert quick["startups-60"] > 0.5


def test_the_command_names_the_case_as_it_was_typed():
    assert typed(Path("our-plan")) == "our-plan"
    assert typed(Path("cases/our-plan")) == "cases/our-plan"
    assert typed(Path("/somewhere/our-plan")) == "our-plan"
    assert typed(Path("our plan")) == "'our plan'"


def test_the_command_says_what_was_known():
    assert as_of(None, 0, MONTHS) == " --as-of start"
    assert as_of(None, 3, MONTHS) == " --as-of 2020-03-01"
    assert as_of(Told(5, "2021-06-30", "2021-05"), 18, MONTHS) == " --as-of 2021-06-30"
    assert as_of(Told(5, "2021-06-30", "2021-05"), 17, MONTHS) == ""


def test_the_json_says_what_was_known_and_from_when_on_anything_is_open():
    told = Told(5, "2021-06-30", "2021-05")
    counted = {"as_of": {"records": 5, "until": "2021-06-30", "month": "2021-05"}}
    assert known_json(None, 0, MONTHS) == {}
    assert known_json(None, 3, MONTHS) == {"open_from": "2020-04"}
    assert known_json(told, 18, MONTHS) == {**counted, "open_from": "2021-07"}
    assert known_json(told, 24, MONTHS) == counted, "nothing is open"
