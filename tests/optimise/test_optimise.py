"""A search over a small case: limits kept, overlays that are the plan found, fresh futures, both languages."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from io import StringIO

import jsonschema
import numpy as np
import openpyxl
import pytest
import yaml
from rich.console import Console

import podobat
from podobat.engine.inputs import plan_arrays
from podobat.errors import CannotRun
from podobat.forecast.futures import prior
from podobat.forecast.views import Told
from podobat.optimise import page
from podobat.optimise.choices import Choices, summed_to_one
from podobat.optimise.overlays import overlay_text
from podobat.optimise.portfolios import regrets_of
from podobat.optimise.result import json_text
from podobat.optimise.rule import Checkpoint
from podobat.optimise.search import Effort, Elite
from podobat.optimise.specialise import turned_to
from podobat.optimise.suggested import suggested_levers
from podobat.optimise.workbook import workbook_of
from podobat.plan import Plan
from podobat.plan.levers import Levers, ProgrammeLever, Share, Span
from podobat.show.panels import render_page
from tests.engine.worlds import ROOT, case

SCHEMA = json.loads((ROOT / "docs/schema/optimise-1.json").read_text(encoding="utf-8"))
SMALL = {"effort": Effort(6, 1, (8, 16, 32)), "fresh": 32, "seed": 2}


@pytest.fixture(scope="module")
def better() -> podobat.Better:
    return podobat.optimise(case(), threads=2, **SMALL)


def test_the_json_is_as_documented_and_the_same_on_one_thread(better):
    text = json_text(better)
    jsonschema.validate(json.loads(text), SCHEMA)
    counted = replace(better, told=Told(3, "2021-12-28", "2021-12")).to_json_dict()
    assert counted["as_of"] == {"records": 3, "until": "2021-12-28", "month": "2021-12"}
    jsonschema.validate(counted, SCHEMA)
    assert json_text(podobat.optimise(case(), threads=1, **SMALL)) == text


def test_every_plan_found_keeps_the_limits(better):
    limits = better.choices.limits
    for x in (*better.front.x, *(p.x for p in better.portfolios)):
        assert not limits.faults(x[: limits.n], near=1.0 + 1e-6)


def test_a_portfolio_is_a_scenario_that_gives_the_same_plan_to_the_bit(better):
    plan = case().plan
    for p in better.portfolios:
        said = yaml.safe_load(overlay_text(better, p.id))
        assert set(said) == {"name", "description", "set"}
        laid = plan.with_values(said["set"])
        found = plan_arrays(better.choices.plan_of(p.x))
        for one, two in zip(plan_arrays(laid), found, strict=True):
            assert np.array_equal(one, two)
        assert laid.budget <= plan.budget + 1e-9


def test_todays_plan_is_never_lost(better):
    """It is among the first candidates, so no plan with a name claims less than it in the first goal."""
    assert better.portfolios[0].gains[0].claimed >= 0
    assert {"best-mean", "balanced"} <= {id for p in better.portfolios for id in (p.id, *p.also)}


def test_the_least_gain_among_assumptions_is_measured_where_the_gain_is(better):
    """As forecast is one of the assumptions, in all fresh draws: so the least gain is never above the gain."""
    assert better.worlds[0].id == "forecast"
    for p in better.portfolios:
        assert p.worlds[0] == pytest.approx(p.gains[0].fresh)
        assert min(p.worlds) <= p.gains[0].fresh + 1e-9


def test_what_always_moves_is_told_of_the_first_plans_own_moves(better):
    """No programme is cut most in one sentence and grows in every world in the next."""
    changes = better.changes(better.portfolios[0].x)
    assert better.always
    for id, way in better.always.items():
        assert changes[id] * way > 0
        assert all(v * way > 0 for v in better.directions[id])


def test_gains_are_those_of_compare_in_the_same_futures(better):
    """The fresh futures are draws 32 to 63 of any other verb."""
    p = better.portfolios[0]
    base = case()
    scenario = better.scenario(p.id)
    kept = replace(base, scenarios=type(base.scenarios)({**base.scenarios, scenario.id: scenario}))
    found = podobat.compare(kept, [scenario.id, "plan"], draws=64, seed=2)
    goal = better.goals[0]
    if goal.month in found.months:
        d = found.drawn(scenario.id, goal.measure, goal.month) - found.drawn("plan", goal.measure, goal.month)
        assert p.gains[0].fresh == pytest.approx(d[32:].mean(), rel=1e-5, abs=1e-6)


def test_what_has_begun_is_fixed():
    plan = case().plan
    since = 12 + plan.month_number(plan.horizon.start)
    later = Choices.of(plan, since)
    assert min(later.years) == int(plan.horizon.start[:4]) + 1
    x = later.upper.copy()
    first = int(plan.horizon.start[:4])
    for p, q in zip(plan.programmes, later.plan_of(later.put_right(x)).programmes, strict=True):
        assert p.budget.get(first, 0.0) == q.budget.get(first, 0.0)


def test_a_search_after_a_date_changes_nothing_before_it():
    futures = replace(prior(case(), 2), since=18)
    found = podobat.optimise(case(), futures=futures, **SMALL)
    assert min(c.year for c in found.choices.cells) > int(case().plan.horizon.start[:4]) + 0
    with pytest.raises(CannotRun, match=r"(?s).*"):
        podobat.optimise(case(), futures=replace(futures, since=case().plan.n_months), **SMALL)


def test_an_interrupted_search_checks_the_best_so_far_and_the_same_command_goes_on_with_the_same_bits(better):
    """Ctrl-C in the middle of a generation: what is found by then is checked; taken up, the end is that of one go."""
    kept: list[Elite] = []
    told: list[int] = []

    def report(n: int) -> None:
        told.append(n)
        if len(kept) == 1 and not stopped:
            stopped.append(True)
            raise KeyboardInterrupt

    stopped: list[bool] = []
    first = podobat.optimise(case(), begin=lambda n: report, checkpoint=lambda made: Checkpoint(None, kept.append),
                             **SMALL)  # fmt: skip
    assert stopped
    assert first.stopped
    assert first.portfolios
    assert first.looked < better.looked
    again = podobat.optimise(case(), checkpoint=lambda made: Checkpoint(kept[-1]), **SMALL)
    assert not again.stopped
    told_again, told_once = (json.loads(json_text(b)) for b in (again, better))
    told_again.pop("simulations"), told_once.pop("simulations")
    assert told_again == told_once


def test_dates_of_works_and_shares_of_sectors_are_levers_where_the_plan_says_so():
    plan = case().plan
    works = next(p for p in plan.programmes if p.facility is not None)
    levers = [ProgrammeLever(programme=works.id, later=12)]
    adoption = next((p for p in plan.programmes if p.adoption and len(p.adoption) > 1), None)
    if adoption is not None:
        levers.append(ProgrammeLever(programme=adoption.id, sectors=Share(least=0.1, most=0.8)))
    choices = Choices.of(plan, 0, Levers(programmes=tuple(levers)))
    assert [w.programme for w in choices.works] == [works.id]
    x = choices.put_right(choices.upper)
    laid = plan.with_values(choices.overlay(x))
    moved = laid.programme(works.id).facility
    assert moved is not None
    assert plan.month_number(moved.opens) == plan.month_number(works.facility.opens) + 12
    if adoption is not None:
        assert sum(laid.programme(adoption.id).adoption.values()) == pytest.approx(1.0)


def with_sectors() -> tuple[Plan, ProgrammeLever]:
    plan = case().plan
    programme = next(p for p in plan.programmes if p.adoption and len(p.adoption) > 1)
    return plan, ProgrammeLever(programme=programme.id, sectors=Share(least=0.1, most=0.8))


def test_each_sector_in_turn_gets_all_that_it_may_and_money_stays():
    plan, lever = with_sectors()
    choices = Choices.of(plan, 0, Levers(programmes=(lever,)))
    turned = turned_to(choices)
    assert len(turned) == len(choices.sectors[0].ids)
    for _, k, x in turned:
        shares = x[choices.parts[2]]
        assert shares.sum() == pytest.approx(1.0)
        assert shares[k] == pytest.approx(0.8)
        assert (x[choices.parts[0]] == choices.limits.today).all()


def test_a_position_opens_the_sectors_of_adoption_by_where_the_region_stands():
    """Behind the nation: no more than today; ahead or level: all of it. What the plan declares goes first."""
    plan, lever = with_sectors()
    programme = plan.programme(lever.programme)
    first, second = tuple(programme.adoption)[:2]
    said = [{"kind": "sector", "reason": "planned", "id": id, "standing": s}
            for id, s in ((first, "ahead"), (second, "behind"))]  # fmt: skip
    found = suggested_levers(Levers(), plan, {"suggestions": said})
    shares = found.of(programme.id).shares(tuple(programme.adoption))
    assert shares is not None
    assert (shares[0].most, shares[1].most) == (1.0, programme.adoption[second])
    with pytest.raises(CannotRun) as refused:
        suggested_levers(Levers(programmes=(lever,)), plan, {"suggestions": said})
    assert plan.id in refused.value.text("en")
    with pytest.raises(CannotRun):
        suggested_levers(Levers(), plan, {})


def test_shares_are_whole_percents_that_add_up():
    found = summed_to_one(np.array([0.333, 0.333, 0.9]), 0.1, 0.7)
    assert found.sum() == pytest.approx(1.0)
    assert (found >= 0.1 - 1e-9).all()
    assert (found <= 0.7 + 1e-9).all()


def test_limits_that_cannot_hold_are_refused_by_name():
    whole = case().plan.budget
    with pytest.raises(CannotRun) as refused:
        podobat.optimise(case(), levers=Levers(total=Span(most=whole / 10)), **SMALL)
    for lang, words in (("en", "cannot hold together"), ("ko", "함께 지킬 수 없습니다")):
        assert words in refused.value.text(lang)
    assert "Money of all open years: would have to give way by" in refused.value.text("en")
    assert "cannot end it alone" in refused.value.text("en"), "the floor of one programme does not pay for all"


def test_regret_is_what_is_given_up_in_the_worst_world():
    assert regrets_of(np.array([[3.0, 5.0], [4.0, 1.0]])).tolist() == [2.0, 3.0]


def test_the_workbook_has_years_by_programmes_whose_sums_are_formulas(better):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(better, "ko")))
    assert len(book.sheetnames) == 1 + len(better.portfolios)
    sheet = book[book.sheetnames[1]]
    names = [sheet.cell(5 + r, 1).value for r in range(len(better.plan.programmes))]
    assert names == [p.name["ko"] for p in better.plan.programmes]
    assert str(sheet.cell(5 + len(names), 2).value).startswith("=SUM(")
    assert workbook_of(better, "en") == workbook_of(better, "en")


def test_the_workbook_says_who_pays_in_every_year(better):
    """The state, the city and private partners pay all of it; with the money of a programme its payers move."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(better, "en")))
    sheet, n, years = book[book.sheetnames[1]], len(better.plan.programmes), len(better.plan.horizon.years)
    paid = [[sheet.cell(5 + n + k, 2 + c).value for c in range(years)] for k in (1, 2, 3)]
    today = [sum(sheet.cell(5 + r, 2 + c).value for r in range(n)) for c in range(years)]
    assert np.sum(paid, axis=0) == pytest.approx(today)
    assert sheet.cell(6 + n, 1).value == "paid by the state"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_pages_and_the_console_say_it_in_both_languages(better, lang):
    html = render_page(page.better_page(better, lang, "ko"), lang)
    assert not re.search(r"\{[a-z_]+\}", re.sub(r"<style>.*?</style>", "", html, flags=re.S))
    console = Console(width=200, record=True, file=StringIO())
    page.print_better(better, lang, console)
    text = console.export_text()
    assert not re.search(r"\bnan\b", text)
    for programme in better.plan.programmes:
        assert programme.name[lang] in text


def test_the_command_and_the_page_name_the_day_it_rests_on(better):
    month = better.plan.months[11]
    counted = replace(better, told=Told(3, f"{month}-28", month), choices=replace(better.choices, since=12))
    made = page.better_page(counted, "en", "en")
    assert f" --as-of {month}-28 " in made.command
    assert f"3 records known by {month}-28 are taken in" in render_page(made, "en")
    assert " --as-of start " in page.better_page(better, "en", "en").command
