"""Variants of a plan: paths, wildcards, shared parts, the plan that is not there."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat import texts
from podobat.cli.starting import write_new_case
from podobat.errors import InputFaults
from podobat.plan import Case, Plan, fields, read_case
from podobat.plan.document import Log, node_of
from podobat.plan.fields import Figure
from podobat.plan.plan import plan_of
from podobat.plan.schema import Money
from podobat.plan.template import template_files

ONE_PATH = "programmes.founding-grants.budget.2027"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The annotated example."""
    return read_case(write_new_case(tmp_path_factory.mktemp("cases") / "town"))


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    """Its plan."""
    return case.plan


def test_one_value_changes_and_the_rest_is_shared(plan: Plan):
    variant = plan.with_values({ONE_PATH: 12.0})
    assert variant.programme("founding-grants").budget[2027] == 12.0
    assert plan.programme("founding-grants").budget[2027] == 0.8
    assert variant.programme("academy") is plan.programme("academy")
    assert variant.targets is plan.targets
    assert variant.fingerprint != plan.fingerprint


def test_the_same_value_is_the_same_plan(plan: Plan):
    assert plan.with_values({}) is plan
    assert plan.with_values({ONE_PATH: 0.8}) is plan
    assert plan.with_values({"programmes.*.budget.*": {"times": 1}}) is plan
    assert plan.with_values({"programmes.academy.unit_cost": 0.01}) is plan


def test_a_scenario_may_break_a_promise(plan: Plan):
    """What was announced agrees with the works; a plan that is ahead of them or behind is only another plan."""
    earlier = plan.with_values({"programmes.compute-centre.facility.opens": "2027-06"})
    assert earlier.milestones is plan.milestones
    assert earlier.milestones[0].month > earlier.programme("compute-centre").facility.opens


def test_a_text_may_be_given_in_a_third_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It is kept as written, and what does not have it is said in English."""
    monkeypatch.setattr(fields, "LANGUAGES", ("ko", "en", "ja"))
    monkeypatch.setattr(texts, "LANGUAGES", ("ko", "en", "ja"))
    folder = write_new_case(tmp_path / "town")
    file = folder / "plan.yaml"
    written = file.read_text(encoding="utf-8")
    assert written.count("region: {ko: 우리 지역, en: our region}") == 1
    file.write_text(written.replace("en: our region}", "en: our region, ja: 我が地域}"), encoding="utf-8")
    plan = read_case(folder).plan
    assert [plan.region[lang] for lang in texts.LANGUAGES] == ["우리 지역", "our region", "我が地域"]
    assert plan.name["ja"] == plan.name["en"]
    assert plan.to_dict()["region"] == {"ko": "우리 지역", "en": "our region", "ja": "我が地域"}
    assert set(plan.to_dict()["name"]) == {"ko", "en"}, "a language more does not make another plan"


def test_a_star_stands_for_every_programme_and_year(plan: Plan):
    half = plan.with_values({"programmes.*.budget.*": {"times": 0.5}})
    assert half.budget == pytest.approx(plan.budget / 2)
    one_year = plan.with_values({"programmes.*.budget.2026": 0})
    assert all(p.budget.get(2026, 0) == 0 for p in one_year.programmes)
    assert one_year.programme("academy").budget[2027] == plan.programme("academy").budget[2027]


def test_later_paths_act_on_earlier_ones(plan: Plan):
    values = {"programmes.*.budget.*": 0, ONE_PATH: 5.0}
    assert plan.with_values(values).budget == 5.0


def test_a_year_without_money_may_get_some(plan: Plan):
    assert 2028 not in plan.programme("fund").budget
    assert plan.with_values({"programmes.fund.budget.2028": 1.5}).programme("fund").budget[2028] == 1.5


def test_a_figure_set_by_a_scenario_gives_up_its_source(plan: Plan):
    for path in ("total_budget", "total_budget.value"):
        figure = plan.with_values({path: 31.0}).total_budget
        assert (figure.value, figure.source) == (31.0, ())
        assert figure.assumed is not None
        assert "scenario" in figure.assumed.en
    cited = plan.with_values({"total_budget": {"value": 31.0, "source": ["example_plan"]}}).total_budget
    assert cited.source == ("example_plan",)


def test_months_flags_and_lists_can_be_set(plan: Plan):
    variant = plan.with_values({
        "law.effective": "2027-07", "law.wanted": True, "elections": [],
        "climate.pins": [{"from": "2026-07", "to": "2027-12", "value": 0.6}], "targets.jobs-500.value": 600,
        "programmes.compute-centre.facility.opens": "2028-12",
    })  # fmt: skip
    assert (variant.law.effective, variant.law.wanted, variant.elections) == ("2027-07", True, ())
    assert (variant.climate.pins[0].from_, variant.climate.pins[0].value) == ("2026-07", 0.6)
    assert variant.target("jobs-500").value == 600
    facility = variant.programme("compute-centre").facility
    assert facility is not None
    assert facility.opens == "2028-12"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"programmes.founding-grants.buget.2027": 1}, "Did you mean `budget`?"),
        ({"programmes.*.budgets.*": 0}, "matches nothing in the plan"),
        ({"law.efective": None}, "Did you mean `effective`?"),
        ({"nonsense": 1}, "the plan has no such path: `nonsense`"),
        ({"programmes.fund.budget.2040": 1.0}, "2040 is outside the plan"),
        ({ONE_PATH: -1}, "negative money"),
        ({ONE_PATH: float("nan")}, "found nan"),
        ({ONE_PATH: "much"}, "found much"),
        ({"horizon.end": "2020-01"}, "before the start"),
        ({"programmes.*.budget.*": {"times": "x"}}, "times is not a number"),
        ({"": 1}, "no such path"),
    ],
)
def test_paths_and_values_are_checked(plan: Plan, values: dict[str, object], words: str):
    with pytest.raises(InputFaults) as caught:
        plan.with_values(values)
    assert words in " ".join(str(caught.value).split())


def test_without_the_plan_there_is_no_money_and_no_act(plan: Plan):
    without = plan.without()
    assert without.budget == 0
    assert not without.law.wanted
    assert [p.id for p in without.programmes] == [p.id for p in plan.programmes]
    assert without.sectors is plan.sectors
    assert without.without() is without


def test_the_scenario_without_plan_says_the_same(case: Case):
    assert case.scenario("without-plan").apply(case.plan) == case.plan.without()
    assert case.scenario("half-budget").apply(case.plan).budget == pytest.approx(case.plan.budget / 2)


def test_a_plan_is_frozen_hashable_and_travels(plan: Plan):
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.id = "other"  # type: ignore[misc]
    with pytest.raises(TypeError, match=r"plan\.with_values"):
        plan.programmes[0].budget[2026] = 1.0
    assert hash(plan) == hash(plan.with_values({}))
    for same in (pickle.loads(pickle.dumps(plan)), copy.deepcopy(plan)):
        assert same == plan
        assert same.fingerprint == plan.fingerprint


def test_the_fingerprint_is_of_the_content_not_of_its_layout(tmp_path: Path, plan: Plan):
    folder = write_new_case(tmp_path / "town")
    path = folder / "plan.yaml"
    lines = [line.split("  #")[0] for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    path.write_text("\ufeff" + "\r\n".join(line for line in lines if line.strip()), encoding="utf-8")
    assert read_case(folder).plan.fingerprint == plan.fingerprint
    assert len(plan.fingerprint) == 12


def test_a_plan_written_out_reads_back_the_same(plan: Plan):
    log = Log("plan.yaml")
    assert plan_of(node_of(plan.to_dict()), log) == plan, log.faults


def test_months_are_counted_from_the_start(plan: Plan):
    assert plan.n_months == 108
    assert plan.month_number("2026-01") == 0
    assert plan.month_number("2026-03") == 2
    assert plan.month_at(2) == "2026-03"
    assert plan.months[-1] == plan.horizon.forecast_to
    assert plan.horizon.years == (2026, 2027, 2028, 2029)


@pytest.mark.parametrize(
    ("unit", "currency", "rate", "expected"),
    [("bn", "KRW", 1, 1000.0), ("million", "KRW", 1, 1.0), ("trillion", "KRW", 1, 1e6),
     ("million", "EUR", 1450, 1450.0), ("thousand", "USD", 1200, 1.2), ("one", "KRW", 1, 1e-6)],
)  # fmt: skip
def test_money_becomes_won_million(plan: Plan, unit: str, currency: str, rate: float, expected: float):
    money = Money(
        currency=currency, unit=unit, won_per_unit=Figure(value=rate, source=("example_plan",)), price_year=2025
    )
    assert dataclasses.replace(plan, money=money).won_m(1.0) == pytest.approx(expected)


@given(st.dictionaries(st.sampled_from([2026, 2027, 2028, 2029]), st.floats(0, 5e3), max_size=4))
def test_any_money_within_the_plan_is_accepted_and_kept(budget: dict[int, float]):
    plan = example()
    variant = plan.with_values({f"programmes.academy.budget.{year}": amount for year, amount in budget.items()})
    for year, amount in budget.items():
        assert variant.programme("academy").budget[year] == amount
    assert (variant == plan) == all(plan.programme("academy").budget[y] == a for y, a in budget.items())


def example() -> Plan:
    """The annotated example without a folder."""
    from podobat.plan.document import parse_yaml

    log = Log("plan.yaml")
    root = parse_yaml(template_files("town")["plan.yaml"], log)
    plan = plan_of(root, log) if root is not None else None
    assert plan is not None, log.faults
    return plan
