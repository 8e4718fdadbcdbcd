"""The Gwangju plan adds up, says where every figure comes from, and has not seen what happened."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from podobat.evidence import read_parameters
from podobat.plan import Case, Plan, read_case, read_yaml
from podobat.plan.check import citations

FOLDER = Path(__file__).parents[2] / "cases" / "gwangju-phase1"
COUNTED = Path(__file__).with_name("counted.txt")

FIELDS = {  # field -> programmes; the published shares are those of the plan of 2022, of 411.9
    "infrastructure": (254.9, ("compute-centre", "test-equipment", "startup-building", "operations")),
    "firms": (54.9, ("founding-grants", "growth-grants", "attraction", "ai-fund", "overseas-network")),
    "talent": (51.3, ("academy", "university-tracks", "graduate-school", "in-work-training")),
    "research": (50.8, ("joint-research", "ai-adoption")),
}
CONFLICTING_JOBS = {27500.0, 7000.0, 4000.0, 1000.0}


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return case.plan


def money_of(plan: Plan, ids: tuple[str, ...]) -> float:
    return sum(plan.programme(id).total for id in ids)


def money_of_year(plan: Plan, year: int) -> float:
    return sum(p.budget.get(year, 0.0) for p in plan.programmes)


def test_programmes_add_up_to_the_announced_total(plan: Plan) -> None:
    assert plan.budget == pytest.approx(406.1, abs=1e-9)
    assert plan.total_budget.value == 406.1


def test_who_pays_adds_up_to_the_announced_parts(plan: Plan) -> None:
    paid: dict[str, float] = defaultdict(float)
    for programme in plan.programmes:
        for funder, share in programme.funding.items():
            paid[funder] += share * programme.total
    assert paid == pytest.approx({"national": 284.3, "city": 81.2, "private": 40.6}, abs=0.05)


def test_years_follow_what_was_published(plan: Plan) -> None:
    assert money_of_year(plan, 2020) == pytest.approx(100, abs=1e-6)
    assert money_of_year(plan, 2021) == pytest.approx((107.6 - 5.8) * 406.1 / 411.9, abs=1e-3)
    assert money_of_year(plan, 2022) == pytest.approx(107.6 * 406.1 / 411.9, abs=1e-3)
    assert all(money_of_year(plan, year) > 40 for year in plan.horizon.years)


def test_every_programme_belongs_to_one_field(plan: Plan) -> None:
    placed = [id for _, ids in FIELDS.values() for id in ids]
    assert sorted(placed) == sorted(p.id for p in plan.programmes)


@pytest.mark.parametrize("field", FIELDS)
def test_fields_keep_their_share_of_the_later_breakdown(plan: Plan, field: str) -> None:
    published, ids = FIELDS[field]
    assert money_of(plan, ids) / plan.budget == pytest.approx(published / 411.9, abs=0.005)


def test_published_lines_keep_their_amounts(plan: Plan) -> None:
    assert plan.programme("compute-centre").total == pytest.approx(92.3)
    assert plan.programme("test-equipment").total == pytest.approx(64.5)
    assert money_of(plan, FIELDS["firms"][1]) == pytest.approx(55.6)
    assert sum(plan.programme(id).budget[2020] for id in FIELDS["firms"][1]) == pytest.approx(10.066)
    assert sum(plan.programme(id).budget[2021] for id in FIELDS["firms"][1]) == pytest.approx(8.4)
    assert plan.programme("ai-fund").total == pytest.approx(10)
    assert set(plan.programme("academy").budget.values()) == {5.0}


def test_every_kind_of_programme_is_there(plan: Plan) -> None:
    assert {p.kind for p in plan.programmes} == {
        "compute", "testbed", "space", "founding", "growth", "attraction", "fund", "training", "research", "adoption",
        "network", "operations",
    }  # fmt: skip
    assert {p.training.level for p in plan.programmes if p.training} == {"course", "bachelor", "postgraduate"}


def test_demand_firms_are_those_of_the_announcement(plan: Plan) -> None:
    assert {s.id: s.demand_firms.value for s in plan.sectors} == {
        "cars": 280,
        "energy": 312,
        "health": 300,
        "general": 0,
    }


def test_conflicting_promises_stand_side_by_side(plan: Plan) -> None:
    values = {(t.measure, t.value) for t in plan.targets}
    assert {v for m, v in values if m.startswith("jobs.")} == CONFLICTING_JOBS
    assert {("jobs.direct", 27500), ("jobs.hired", 27500), ("jobs.induced", 27500)} <= values
    assert {("startups.founded", 1000), ("startups.founded", 500), ("firms.mou", 310), ("firms.opened", 310)} <= values
    assert ("people.trained", 5150) in values


def cited_ids() -> set[str]:
    """Every source id that a file of the case cites."""
    found = set()
    for path in FOLDER.rglob("*.yaml"):
        root, _ = read_yaml(path, path.name)
        assert root is not None
        found |= {id for _, _, id in citations(root)}
    return found


def counted_ids() -> set[str]:
    lines = COUNTED.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_every_source_is_cited_and_every_citation_has_a_source(case: Case) -> None:
    assert cited_ids() == set(case.sources)


def test_nothing_that_was_counted_later_is_cited(case: Case) -> None:
    assert len(counted_ids()) > 60
    assert not counted_ids() & (cited_ids() | set(case.sources))


def test_no_parameter_of_the_world_rests_on_what_was_counted_later(case: Case) -> None:
    parameters = read_parameters(case.parameter_files, case.sources)
    assert not counted_ids() & {id for name in parameters.ids for id in parameters[name].source}


def test_sources_can_be_looked_up() -> None:
    with (FOLDER / "sources.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["title"], row["id"]
            assert row["url"].startswith("http") or row["publisher"] == "newspaper column", row["id"]
            assert " / " in row["definition"], row["id"]


def test_scenarios_change_what_they_say(case: Case) -> None:
    plan, made = case.plan, {name: s.apply(case.plan) for name, s in case.scenarios.items()}
    assert set(made) == {"without-plan", "special-act-2021", "no-compute-centre", "half-budget", "funding-winter-2022",
                         "ends-as-planned", "no-rivals", "pangyo-doubles", "capital-pulls-ahead"}  # fmt: skip
    assert case.plan.horizon.may_go_on
    assert not made["ends-as-planned"].horizon.may_go_on
    assert made["without-plan"] == plan.without()
    assert made["without-plan"].budget == 0
    assert not made["without-plan"].law.wanted
    assert made["special-act-2021"].law.effective == "2021-07"
    assert made["no-compute-centre"].budget == pytest.approx(406.1 - 92.3)
    assert made["half-budget"].budget == pytest.approx(406.1 / 2)
    assert [(p.from_, p.to) for p in made["funding-winter-2022"].climate.pins] == [("2022-07", "2023-12")]


def test_the_document_shows_the_budgets_of_the_plan(plan: Plan) -> None:
    text = (FOLDER.parents[1] / "docs" / "gwangju-plan.md").read_text(encoding="utf-8")
    for programme in plan.programmes:
        amounts = [programme.budget.get(year) for year in plan.horizon.years]
        cells = [f"{amount:.3f}" if amount else "–" for amount in amounts]
        row = " | ".join([f"| `{programme.id}`", programme.name.ko, *cells, f"{programme.total:.3f} |"])
        assert row in text, f"docs/gwangju-plan.md should hold this row:\n{row}"
