"""From the records to every verb: what is known on a date, what is open after it, and pairs to the bit."""

from __future__ import annotations

import json

import jsonschema
import numpy as np
import pytest

from podobat.compare.rule import compare
from podobat.errors import CannotRun
from podobat.forecast import forecast
from podobat.forecast.futures import Prior
from podobat.learn import steering
from podobat.learn.steering import futures, open_from
from podobat.show.shelf import Shelf
from tests.engine.worlds import case

NAME, DRAWS = "gwangju-phase1", 40


@pytest.fixture(scope="module")
def known():
    """What was known at the end of 2020, from few particles."""
    small = steering.learn

    def few(*args, **options):
        return small(*args, **options, draws=200, generations=2)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steering, "learn", few)
        return futures(case(NAME), "2020-12-31", draws=DRAWS)


def test_start_means_that_nothing_was_counted():
    begun = futures(case(NAME), "start")
    assert isinstance(begun, Prior)
    assert begun.since == 0
    assert begun.told is None
    values = [forecast(case(NAME), draws=8, futures=f).values for f in (begun, None)]
    assert np.array_equal(*values)


def test_a_date_before_any_record_knows_only_that_time_has_passed():
    early = futures(case(NAME), "2020-02-29")
    assert isinstance(early, Prior)
    assert early.since == 2


def test_a_case_without_a_record_book_is_forecast_as_it_was():
    plain = futures(case("port-maren"))
    assert isinstance(plain, Prior)
    assert plain.since == 0


@pytest.mark.parametrize(("as_of", "month"), [("start", 0), ("2019-05-01", 0), ("2020-01-31", 1), ("2021-12-31", 24),
                                              ("2050-01-01", 120), (None, 36)])  # fmt: skip
def test_what_is_open_begins_after_the_date(as_of, month):
    assert open_from(case(NAME), as_of, counted=36) == month


@pytest.mark.parametrize("wrong", ["2021", "soon", "2021-02-30"])
def test_a_date_that_is_none_is_refused(wrong):
    with pytest.raises(CannotRun, match="2021-12-31"):
        futures(case(NAME), wrong)


def test_what_was_counted_is_said(known):
    assert known.told == (10, "2020-12-31", "2020-11")
    assert known.since == 12
    notes = " ".join(n["en"] for n in forecast(case(NAME), draws=4, futures=known).notes)
    assert "10 records" in notes
    assert "2021-01" in notes


def test_a_scenario_changes_what_is_open_and_nothing_before_it(known):
    plain = forecast(case(NAME), draws=DRAWS, futures=known)
    half = forecast(case(NAME), scenario="half-budget", draws=DRAWS, futures=known)
    assert np.array_equal(half.values[0][:, :12], plain.values[0][:, :12])
    assert not np.array_equal(half.values[0], plain.values[0])
    assert np.array_equal(half.values[1], plain.values[1]), "the world without the plan is the same"


def test_scenarios_are_compared_in_the_draws_of_the_forecast(known):
    found = compare(case(NAME), ["half-budget", "plan"], draws=DRAWS, futures=known)
    for id, scenario in (("plan", None), ("half-budget", "half-budget")):
        made = forecast(case(NAME), scenario=scenario, draws=DRAWS, futures=known)
        for name in ("firms.mou", "jobs.direct", "revenue", "compute.utilisation"):
            drawn = made[name].sel(world="with", month="2024-12").to_numpy()
            assert np.array_equal(drawn, found.drawn(id, name, "2024-12")), name


def test_no_more_draws_than_there_are(known):
    with pytest.raises(CannotRun, match="40"):
        forecast(case(NAME), draws=DRAWS + 2, futures=known)


def test_a_plan_with_other_months_cannot_follow_what_was_followed(known):
    longer = case(NAME).plan.with_values({"horizon.end": "2025-12"})
    with pytest.raises(CannotRun, match="--as-of start"):
        forecast(case(NAME), plan=longer, draws=4, futures=known)


def test_every_target_is_seen_from_all_sides_in_the_schema(known, repository):
    result = forecast(case(NAME), draws=DRAWS, futures=known)
    schema = json.loads((repository / "docs/schema/forecast-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(json.dumps(result.to_json_dict())), schema)
    views = {v.target: v for v in result.views}
    assert list(views) == [t.id for t in result.plan.targets]
    counted, uncounted, far = views["firms-310-mou"], views["jobs-27500"], views["firms-310-opened"]
    assert (counted.standing, counted.value, counted.day) == ("open", 43.0, "2020-11-06")
    assert far.outside is None  # 310 is more than eight times 32: nothing to compare with
    assert counted.inside is not None
    assert counted.outside is not None
    assert [name.en for name, _ in counted.counters] == ["Press", counted.counter.en]
    assert counted.weight > 0
    assert (uncounted.value, uncounted.inside, uncounted.outside, uncounted.counters) == (None, None, None, ())
    assert [post.month for post in counted.signposts] == ["2021-06", "2021-12"]
    assert counted.counted.quantiles["p2_5"] >= 43.0  # a counter never takes back a running total


def test_what_was_learnt_is_found_again_to_the_bit(known, monkeypatch, tmp_path):
    """From the shelf comes what would be learnt; what is not whole is learnt anew."""
    small, asked = steering.learn, []

    def few(*args, **options):
        asked.append(1)
        return small(*args, **options, draws=200, generations=2)

    monkeypatch.setattr(steering, "learn", few)
    shelf = Shelf(tmp_path)
    futures(case(NAME), "2020-12-31", draws=DRAWS, shelf=shelf)
    assert not list(tmp_path.iterdir())  # fewer particles than the name would say
    asked.clear()
    monkeypatch.setattr(steering, "DRAWS", 200)
    first, again = (futures(case(NAME), "2020-12-31", draws=DRAWS, shelf=shelf) for _ in range(2))
    assert len(asked) == 1
    assert (again.known, again.since) == (first.known, first.since) == (known.known, known.since)
    values = [forecast(case(NAME), draws=8, futures=f).values for f in (first, again)]
    assert np.array_equal(*values)
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(file.read_bytes()[:1000])
    assert futures(case(NAME), "2020-12-31", draws=DRAWS, shelf=shelf).known == known.known
    assert len(asked) == 2
    assert futures(case(NAME), "2020-12-15", draws=DRAWS, shelf=shelf).known == known.known  # the same records
    assert len(asked) == 2
    assert futures(case(NAME), "2020-07-31", draws=DRAWS, shelf=shelf).known != known.known
    assert len(asked) == 3
