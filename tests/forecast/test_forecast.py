"""What a Forecast says about draws that are known."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import polars as pl
import pytest

from podobat.forecast.fingerprints import code_fingerprint
from podobat.forecast.quantiles import QUANTILES
from podobat.forecast.targets import TargetResult, target_notes
from podobat.show.json import one_line
from podobat.units import Text
from tests.forecast.made_up import END, MEASURES, MONTHS, made_up, target

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schema/forecast-1.json").read_text(encoding="utf-8"))
N = 400
RISING = np.arange(N, dtype=np.float32)  # draw d counts d with the plan


@pytest.fixture
def forecast():
    targets = (target("jobs-100", "jobs.direct", 100), target("jobs-huge", "jobs.direct", 10_000),
               target("jobs-none", "jobs.direct", 0.0), target("fund-5", "fund.invested_region", 5))  # fmt: skip
    return made_up(targets=targets, jobs_direct=(RISING, RISING - 40), fund_invested_region=(10 * RISING, 0 * RISING))


def test_measure_by_name_is_a_view_on_the_draws(forecast):
    array = forecast["jobs.direct"]
    assert array.dims == ("world", "draw", "month")
    assert array.shape == (2, N, len(MONTHS))
    assert np.shares_memory(array.values, forecast.values)
    assert array.sel(world="with", draw=7, month=END).item() == 7


def test_net_is_with_minus_without_run_by_run():
    random = np.random.default_rng(1)
    given, missing = random.random((2, N, len(MONTHS))).astype(np.float32)
    forecast = made_up(jobs_direct=(given, missing))
    assert np.array_equal(forecast.net("jobs.direct").values, given - missing)
    assert forecast.net("jobs.direct").dims == ("draw", "month")


def test_quantiles_of_net_are_not_differences_of_quantiles():
    """With x and N - x in the two worlds both medians are equal, and net spreads twice as wide as either."""
    forecast = made_up(jobs_direct=(RISING, RISING[::-1]))
    summary = forecast.summary("jobs.direct").filter(pl.col("month") == END)
    spread = dict(zip(summary["world"], summary["p90"] - summary["p10"], strict=True))
    assert spread["net"] == pytest.approx(2 * spread["with"])
    assert spread["without"] == pytest.approx(spread["with"])


def test_summary_has_a_row_for_each_world_and_month_with_rising_quantiles(forecast):
    summary = forecast.summary("jobs.direct")
    assert summary.height == 3 * len(MONTHS)
    assert summary.columns == ["world", "month", *QUANTILES]
    rows = summary.select(list(QUANTILES)).to_numpy()
    assert (np.diff(rows, axis=1) >= 0).all()


def test_probability_is_the_share_of_draws_that_reach_the_target(forecast):
    row = forecast.targets().row(0, named=True)
    assert row["probability"] == pytest.approx((N - 100) / N)
    assert row["probability_without"] == pytest.approx((N - 140) / N)
    assert row["probability_net"] == 0
    assert row["p50"] == pytest.approx((N - 1) / 2)
    assert row["net_p50"] == pytest.approx(40)
    assert row["reached_gross"]
    assert not row["reached_net"]
    assert row["standard_error"] > 0


def test_targets_can_be_named_in_one_language(forecast):
    assert forecast.targets("ko")["name"][0] == "목표 jobs-100"
    assert forecast.targets()["name_en"][0] == "Target jobs-100"


def test_money_target_is_compared_in_million_won(forecast):
    """5 in the plan's money (bn) is 5,000 in the engine's (million)."""
    row = forecast.targets().row(3, named=True)
    assert (row["announced"], row["value"], row["unit"]) == (5, 5000, "KRW_m")
    assert row["probability"] == pytest.approx(np.mean(10 * RISING >= 5000))


def test_no_draw_and_every_draw_are_said_as_bounds(forecast):
    notes = {n.about: n for n in reversed(forecast.notes)}
    assert "under 1 in 400" in notes["jobs-huge"].en
    assert "400분의 1 미만" in notes["jobs-huge"].ko
    assert "the highest is 399" in notes["jobs-huge"].en
    assert "every one of 400" in notes["jobs-none"].en
    assert "jobs-100" in notes  # met in 65 % of draws without the plan as well
    assert "65 %" in notes["jobs-100"].en


def test_what_is_said_of_money_is_in_the_money_of_the_plan():
    """5 bn promised, at most 3.99 bn drawn: not 3,990, and not 5,000."""
    drawn = np.linspace(1000, 3990, N, dtype=np.float32)
    flat = {"with": drawn, "without": 0 * drawn, "net": drawn}
    money = TargetResult("m", Text("매출", "sales"), "revenue", "2024-12", 5000.0, 5.0, "KRW_m", flat)
    (note,) = target_notes(money)
    assert "reaches 5 (the highest is 3.99)" in note.en
    (note,) = target_notes(replace(money, value=500.0, announced=0.5))
    assert "reaches 0.5 (the lowest is 1)" in note.en
    note, _ = target_notes(replace(money, value=0.0, announced=0.0))
    assert "(the lowest is 1,000)" in note.en, "no scale to go by"


def test_few_draws_are_noted():
    assert any("20 draws" in n.en for n in made_up(draws=20).notes)
    assert not any("draws" in n.en for n in made_up(draws=N).notes)


def test_binding_compute_and_idle_money_are_noted():
    full = np.ones(N, dtype=np.float32)
    forecast = made_up(compute_utilisation=(full, 0 * full), budget_granted=(100 * full, 0 * full),
                       budget_unspent=(30 * full, 0 * full))  # fmt: skip
    notes = {n.about: n for n in forecast.notes}
    assert "100 %" in notes["compute.utilisation"].en
    assert "30 %" in notes["budget.unspent"].en
    assert "30%" in notes["budget.unspent"].ko


def test_unknown_measure_suggests_the_nearest(forecast):
    with pytest.raises(KeyError, match=r"did you mean 'jobs\.direct'"):
        forecast["jobs.dircet"]


def test_forecast_is_frozen_and_checks_its_shape(forecast):
    with pytest.raises(AttributeError):
        forecast.draws = 3
    with pytest.raises(ValueError, match="world, draw, month, measure"):
        made_up(np.zeros((2, N, 3, 4), dtype=np.float32))


def test_json_follows_its_schema(forecast):
    document = forecast.to_json_dict()
    jsonschema.validate(document, SCHEMA)
    assert list(document["measures"]) == list(MEASURES)
    assert document["measures"]["jobs.direct"]["months"][0] == "2020-01"
    assert document["targets"][0]["quantiles"]["p50"] == pytest.approx(199.5)


def test_schema_refuses_what_is_not_a_forecast(forecast):
    document = json.loads(one_line(forecast.to_json_dict()))
    del document["targets"][0]["net"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_json_text_is_strict_and_the_same_every_time(forecast):
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    text = one_line(forecast.to_json_dict())
    parsed = json.loads(text, parse_constant=refuse)
    assert parsed["measures"]["jobs.direct"]["with"]["p50"][11] == pytest.approx(199.5)
    assert parsed["targets"][0]["variance"]["parameters"] > 0.9
    again = made_up(targets=forecast.plan.targets, jobs_direct=(RISING, RISING - 40),
                    fund_invested_region=(10 * RISING, 0 * RISING))  # fmt: skip
    assert one_line(again.to_json_dict()) == text


def test_json_numbers_keep_seven_digits():
    value = np.full(N, 1234567.0, dtype=np.float32)
    document = made_up(jobs_direct=(value, value / 3)).to_json_dict()
    bands = document["measures"]["jobs.direct"]
    assert bands["with"]["p50"][0] == 1234567
    assert bands["without"]["p50"][0] == pytest.approx(1234567 / 3, rel=1e-6)


def test_code_fingerprint_sees_every_source_and_nothing_else(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "p.yaml").write_text("value: 1\n")
    code_fingerprint.cache_clear()
    before = code_fingerprint(tmp_path)
    (tmp_path / "notes.txt").write_text("no code")
    code_fingerprint.cache_clear()
    assert code_fingerprint(tmp_path) == before
    (tmp_path / "p.yaml").write_text("value: 2\n")
    code_fingerprint.cache_clear()
    assert code_fingerprint(tmp_path) != before
