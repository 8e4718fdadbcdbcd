"""An exploration of a small case: the same bits on any threads, the documented JSON, pages in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import StringIO

import jsonschema
import numpy as np
import pytest
from rich.console import Console

import podobat
from podobat.errors import CannotRun
from podobat.explore import page
from podobat.explore.factors import GROUPS, group_of
from podobat.explore.goals import goal_of
from podobat.explore.options import options_of
from podobat.explore.result import json_text
from podobat.forecast.simulate import _measures
from podobat.forecast.views import Told
from podobat.show.panels import render_page
from tests.engine.worlds import ROOT, case

SCHEMA = json.loads((ROOT / "docs/schema/explore-1.json").read_text(encoding="utf-8"))
SMALL = {"draws": 64, "mixed": 16, "decisions": 64, "seed": 3, "against": "basin-a-year-late"}


@pytest.fixture(scope="module")
def explored() -> podobat.Exploration:
    return podobat.explore(case(), threads=2, **SMALL)


def test_the_json_is_as_documented_and_the_same_on_one_thread(explored):
    text = json_text(explored)
    jsonschema.validate(json.loads(text), SCHEMA)
    counted = replace(explored, told=Told(3, "2021-12-28", "2021-12")).to_json_dict()
    assert counted["as_of"] == {"records": 3, "until": "2021-12-28", "month": "2021-12"}
    jsonschema.validate(counted, SCHEMA)
    assert json_text(podobat.explore(case(), threads=1, **SMALL)) == text


def test_every_parameter_has_a_group():
    from podobat.engine import PARAMETER_IDS

    found = {group_of(id) for id in PARAMETER_IDS}
    assert found <= set(GROUPS)
    assert "others" not in found, "a new parameter has to be given its group (explore/factors.py)"


def test_every_kind_of_programme_is_counted_by_something():
    from podobat.explore.counts import BY_KIND
    from podobat.plan.schema import KINDS

    measures = _measures(case().plan)
    assert set(BY_KIND) == set(KINDS)
    assert all(m in measures for counts in BY_KIND.values() for m in counts)


def test_money_that_is_decided_is_decided_by_what_comes_of_it(explored):
    """Nothing but the money that comes of the plan moves what is spent; so it is first where money alone counts."""
    induced = next((d for d in explored.decided if d.outcome.measure == "jobs.induced"), None)
    for d in explored.decided:
        assert set(d.groups) <= set(GROUPS)
        assert all(r.first.value >= 0 for r in d.factors)
    if induced is not None:
        assert induced.groups["missed"].total.value == 0.0, "work induced is worked out, nothing of it is missed"


def test_options_leave_every_years_money_as_it_is():
    plan = case().plan
    for option in options_of(plan, 0)[1:]:
        for year in plan.horizon.years:
            sums = [sum(p.budget.get(year, 0.0) for p in some.programmes) for some in (plan, option.plan)]
            assert sums[0] == pytest.approx(sums[1]), (option.id, year)
    ids = [o.id for o in options_of(plan, 0)]
    assert ids[0] == "keep"
    assert len(ids) == len(set(ids))
    assert not any("operations" in id for id in ids)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_pages_and_the_console_say_it_in_both_languages(explored, lang):
    html = render_page(page.exploration_page(explored, lang, "ko"), lang)
    assert not re.search(r"\{[a-z_]+\}", re.sub(r"<style>.*?</style>", "", html, flags=re.S))
    assert html.count("<section") == len(page.exploration_panels(explored, lang))
    console = Console(width=200, record=True, file=StringIO())
    page.print_exploration(explored, lang, console)
    text = console.export_text()
    assert ("Sobol'" if lang == "en" else "소볼") in text
    assert not re.search(r"\bnan\b", text)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("jobs.diret@2024-12", "jobs.direct"),
        ("odds:nothing", "unknown target"),
        ("best:jobs.direct", "is no goal"),
        ("jobs.direct@1999-01", "not forecast"),
        ("spending", "no aim"),
    ],
)
def test_what_is_no_goal_is_refused(asked, words):
    plan = case().plan
    with pytest.raises(CannotRun) as refused:
        goal_of(asked, plan, _measures(plan))
    assert words in refused.value.text("en")
    assert refused.value.text("ko")


def test_goals_are_better_the_way_they_say():
    plan = case().plan
    measures = _measures(plan)
    values = np.arange(100.0, dtype=np.float32)
    mean, worst = (goal_of(id, plan, measures) for id in ("jobs.direct", "worst:jobs.direct"))
    assert mean.value(values) == pytest.approx(49.5)
    assert worst.value(values) == pytest.approx(4.5)
    assert mean.gain(values + 1, values) == pytest.approx(1.0)
    less = goal_of("worst:startups.closed", plan, measures)
    assert less.way == -1
    assert less.value(values) == pytest.approx(94.5), "of a count that is to be small, the worst tenth is the largest"
    assert less.gain(values + 1, values) == pytest.approx(-1.0)


def test_the_command_and_the_page_name_the_day_it_rests_on(explored):
    month = explored.plan.months[11]
    counted = replace(explored, told=Told(3, f"{month}-28", month), since=12)
    made = page.exploration_page(counted, "en", "en")
    assert f" --as-of {month}-28 " in made.command
    assert f"3 records known by {month}-28 are taken in" in render_page(made, "en")
    assert " --as-of start " in page.exploration_page(explored, "en", "en").command
