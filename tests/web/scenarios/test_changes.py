"""Controls to changes and back, and the changes as a file that the command line reads."""

from __future__ import annotations

import contextlib
import json
import shutil

import numpy as np
import pytest

import podobat
from podobat.errors import InputFaults
from podobat.plan import Case, read_case
from podobat.web.scenarios.changes import (
    LONGEST,
    canonical,
    carried,
    changes_of,
    defaults,
    fields_of,
    number,
    scenario_of,
    yaml_of,
)
from podobat.web.scenarios.page import money_scale
from podobat.web.scenarios.work import compared, result_of
from tests.habits.repository import CASES, ROOT

GWANGJU = ROOT / "cases" / "gwangju-phase1"
OVERLAY = {
    "programmes.academy.budget.*": {"times": 0.5},
    "programmes.academy.budget.2022": 7.25,
    "programmes.compute-centre.facility.opens": "2023-06",
    "law.effective": "2021-07",
    "climate.pins": [{"from": "2022-01", "to": "2023-12", "value": 0.6,
                      "assumed": {"ko": "시나리오에서 정한 값", "en": "set by a scenario"}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def gwangju() -> Case:
    """The case as it stands."""
    return read_case(GWANGJU)


@pytest.mark.parametrize("typed", ["nan", "inf", "-inf", "1e400", "9" * 400, "1e309%", "NaN", "\u0661", "1_000"])
@pytest.mark.parametrize("control", ["factor.academy", "year.academy.2022", "opens.compute-centre", "climate_value"])
def test_numbers_that_are_none_are_refused_by_the_plan(gwangju, control, typed):
    fields = {**defaults(gwangju.plan, 10.0), "climate": "pinned", control: typed}
    changes = canonical(changes_of(fields, gwangju.plan, 10.0))
    json.dumps(changes, allow_nan=False)
    if number(typed) == typed.strip()[:LONGEST]:
        with pytest.raises(InputFaults):
            scenario_of("web", changes).apply(gwangju.plan)


@pytest.mark.parametrize(
    "text", ["[" * 9000, '{"a": "\\ud800"}', '{"a": NaN}', '{"a": Infinity}', "{", "[]", "3", "null", '"x"', '{"a"']
)
def test_what_a_page_cannot_have_carried_is_passed_over(text):
    assert carried(text) == {}


@pytest.mark.parametrize(
    "rest",
    [
        {"total_budget.value": {"a": 1}}, {"programmes.*.budget.*": {"times": 10**400}}, {"climate.pins": 3},
        {"climate.pins": [{"value": "x"}]}, {"law.effective": None}, {"programmes": []},
        {"programmes.academy.budget": {}}, {"programmes.*.budget.*": {"times": True}}, {"": 0}, {"targets.0": 0},
        {"law.wanted": []},
    ],
)  # fmt: skip
def test_odd_paths_are_refused_or_laid_over_but_break_nothing(gwangju, rest):
    changes = canonical(carried(json.dumps(rest)))
    with contextlib.suppress(InputFaults):
        scenario_of("web", changes).apply(gwangju.plan)
        fields_of(changes, gwangju.plan, 10.0)


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.name)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_untouched_controls_change_nothing(folder, lang):
    plan = read_case(folder).plan
    scale, _ = money_scale(plan, lang)
    assert changes_of(defaults(plan, scale), plan, scale) == {}
    assert fields_of({}, plan, scale) == (defaults(plan, scale), {})


@pytest.mark.parametrize("scale", [1.0, 10.0])
def test_an_changes_comes_back_from_its_controls(gwangju, scale):
    fields, rest = fields_of(OVERLAY, gwangju.plan, scale)
    assert rest == {}
    assert fields["factor.academy"] == "50"
    assert fields["year.academy.2022"] == f"{7.25 * scale:g}"
    assert fields["opens.compute-centre"] == "6"
    assert canonical(changes_of(fields, gwangju.plan, scale)) == canonical(OVERLAY)


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.name)
def test_prepared_scenarios_keep_their_meaning_in_the_room(folder):
    case = read_case(folder)
    for prepared in case.scenarios.values():
        fields, rest = fields_of(prepared.set, case.plan, 10.0)
        again = canonical({**rest, **changes_of(fields, case.plan, 10.0)})
        here, there = scenario_of("web", again).apply(case.plan), prepared.apply(case.plan)
        assert [p.budget for p in here.programmes] == [p.budget for p in there.programmes], prepared.id
        assert (here.law, here.climate.pins == there.climate.pins or here.climate.pins[0].value) == (
            there.law, here.climate.pins == there.climate.pins or there.climate.pins[0].value
        )  # fmt: skip


def test_single_years_are_laid_over_the_whole_line(gwangju):
    changes = {"programmes.academy.budget.2022": 7.25, "programmes.academy.budget.*": {"times": 0.5}}  # the wrong way
    budget = scenario_of("a", canonical(changes)).apply(gwangju.plan).programme("academy").budget
    assert budget[2022] == 7.25
    assert budget[2021] == gwangju.plan.programme("academy").budget[2021] / 2


def test_the_file_is_read_by_the_plans_own_reader(gwangju, tmp_path):
    folder = tmp_path / "gwangju-phase1"
    shutil.copytree(GWANGJU, folder)
    scenario = scenario_of("web-1", OVERLAY, '따옴표 " 와 # 그리고: 쌍점')
    (folder / "scenarios" / "web-1.yaml").write_text(yaml_of(scenario, {"made": "today"}), encoding="utf-8")
    read = read_case(folder).scenario("web-1")
    assert read.name == scenario.name
    assert read.set == scenario.set
    assert read.apply(gwangju.plan).fingerprint == scenario.apply(gwangju.plan).fingerprint


def test_the_command_line_gives_the_rooms_numbers_to_the_bit(gwangju, tmp_path):
    folder = tmp_path / "gwangju-phase1"
    shutil.copytree(GWANGJU, folder)
    scenario = scenario_of("web-1", OVERLAY)
    (folder / "scenarios" / "web-1.yaml").write_text(yaml_of(scenario, {}), encoding="utf-8")
    forecast = podobat.forecast(read_case(folder), scenario="web-1", draws=40, seed=1, threads=2)
    room = compared(gwangju, scenario, 40, 1, threads=1)
    for target in gwangju.plan.targets:
        drawn = room.values["web-1"][:, room.months.index(target.by), room.measure_ids.index(target.measure)]
        np.testing.assert_array_equal(drawn, forecast.draws_of(target.measure, target.by)["with"])


def test_the_same_scenario_gives_the_same_bits_whatever_the_threads(gwangju):
    scenario = scenario_of("web", OVERLAY)
    first = result_of(compared(gwangju, scenario, 40, 1, threads=1))
    again = result_of(compared(gwangju, scenario, 40, 1, threads=2))
    other = result_of(compared(gwangju, scenario, 40, 2, threads=2))
    assert {**first, "seconds": 0} == {**again, "seconds": 0}
    assert first["print"] != other["print"]


def test_the_plan_against_itself_differs_in_nothing(gwangju):
    found = result_of(compared(gwangju, scenario_of("web", {}), 20, 1))
    assert all(row["ties"] == 1.0 and row["difference"] == 0 for row in found["targets"] + found["measures"])
    assert found["budget"] == found["budget_plan"]


def test_less_money_for_training_trains_fewer(gwangju):
    found = result_of(compared(gwangju, scenario_of("web", {"programmes.academy.budget.*": {"times": 0.0}}), 40, 1))
    target = next(t for t in found["targets"] if t["id"] == "people-5150")
    assert target["p90"] < 0
    assert target["beats"] < 0.1
    assert found["budget"] == pytest.approx(found["budget_plan"] - 25_000)


def test_what_is_typed_reaches_the_plans_own_check(gwangju):
    fields = defaults(gwangju.plan, 10.0) | {
        "factor.academy": "절반", "year.ai-fund.2021": "-3", "opens.compute-centre": "1.5", "law": "date",
        "law_date": "2021년", "climate": "pinned", "climate_value": "-1",
    }  # fmt: skip
    with pytest.raises(InputFaults) as caught:
        scenario_of("web", changes_of(fields, gwangju.plan, 10.0)).apply(gwangju.plan)
    assert "times" in str(caught.value)
    others = {**fields, "factor.academy": "100"}
    with pytest.raises(InputFaults) as caught:
        scenario_of("web", changes_of(others, gwangju.plan, 10.0)).apply(gwangju.plan)
    paths = " ".join(f.path for f in caught.value.faults)
    for part in ("ai-fund.budget.2021", "compute-centre.facility.opens", "law.effective", "climate.pins"):
        assert part in paths, "all at once"


@pytest.mark.parametrize(("typed", "meant"), [("1,000", 1000), (" 2.5 ", 2.5), ("abc", "abc"), ("1e3", 1000)])
def test_numbers_are_read_as_people_type_them(typed, meant):
    assert number(typed) == meant
