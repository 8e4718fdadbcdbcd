"""What the plan's numbers imply, and where that stands among figures from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.cli.starting import write_new_case
from podobat.plan import Case, Ratio, implied_ratios, read_case
from podobat.plan.growth import yearly_growth
from podobat.plan.ratios import start_level
from podobat.plan.references import percentile, references_of
from podobat.units import UNITS, Text

SIZES = [1.8, 2.5, 2.7, 3.4, 5.55, 23.3]


def row(id: str, group: str, place: str, value: float, years: int = 2020, unit: str = "firms") -> dict[str, object]:
    """A reference row as the evidence gives it."""
    return {"id": id, "class": group, "place": place, "place_ko": f"{place}(ko)", "quantity": "count", "value": value,
            "unit": unit, "years": str(years), "source": f"source_{id}"}  # fmt: skip


ROWS = [
    *(row(f"size{n}", "jobs_per_startup", "Korea", size, unit="jobs/firm") for n, size in enumerate(SIZES)),
    row("pangyo11", "cluster_firms", "Pangyo", 83, 2011),
    row("pangyo14", "cluster_firms", "Pangyo", 870, 2014),
    row("pangyo15", "cluster_firms", "Pangyo", 1002, 2015),
    row("daedeok05", "cluster_firms", "Daedeok", 687, 2005),
    row("daedeok10", "cluster_firms", "Daedeok", 1179, 2010),
    row("gwangju10", "cluster_firms", "Gwangju Innopolis", 454, 2010),
    row("gwangju17", "cluster_firms", "Gwangju Innopolis", 1221, 2017),
]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The annotated example: 500 jobs, 60 start-ups, 300 people, KRW 30 bn, in four years."""
    return read_case(write_new_case(tmp_path_factory.mktemp("cases") / "town"))


def ratio(case: Case, id: str, rows: object = ROWS) -> Ratio:
    """One ratio of the case."""
    return next(r for r in implied_ratios(case, rows) if r.id == id)  # type: ignore[arg-type]


def test_jobs_per_startup_stand_beside_what_firms_employ(case: Case):
    found = ratio(case, "jobs_per_startup.jobs-500.startups-60")
    assert found.value == pytest.approx(500 / 60)
    assert [r.value for r in found.references] == SIZES
    assert found.percentile == pytest.approx(100 * 5 / 6)
    assert "500 jobs from 60 start-ups is 8.33 each" in found.sentence.en
    assert "5 of the 6 are smaller" in found.sentence.en
    assert "기업당 8.33명" in found.sentence.ko


def test_the_announced_plan_is_seen_at_once(repository: Path):
    gwangju = read_case(repository / "cases" / "gwangju-phase1")
    found = ratio(gwangju, "jobs_per_startup.jobs-27500.startups-1000")
    assert found.value == 27.5
    assert found.percentile == 100
    assert found.sentence.en.startswith("27,500 jobs from 1,000 start-ups is 27.5 each.")
    assert "all 6 are smaller" in found.sentence.en


def test_money_per_job_and_per_person_is_in_won(case: Case):
    assert ratio(case, "cost_per_job.jobs-500").value == pytest.approx(30_000 / 500)
    assert ratio(case, "cost_per_trainee.trained-300").value == pytest.approx(3_000 / 300)
    assert ratio(case, "cost_per_startup.grants.startups-60").value == pytest.approx(3_000 / 60)
    assert ratio(case, "cost_per_startup.total.startups-60").value == pytest.approx(30_000 / 60)
    assert "KRW 60 m each" in ratio(case, "cost_per_job.jobs-500").sentence.en
    assert "6,000만원" in ratio(case, "cost_per_job.jobs-500").sentence.ko


def test_a_plan_in_another_currency_speaks_in_it(repository: Path):
    rows = [row("grant", "cost_per_startup", "Korea", 145, unit="KRW_m/firm")]
    port = read_case(repository / "cases" / "port-maren")
    found = ratio(port, "cost_per_startup.grants.startups-40", rows)
    assert (found.value, found.unit) == (pytest.approx(1.8 * 1450 / 40), "KRW_m/firm")
    assert found.references[0].value == 145
    assert found.sentence.en == (
        "Founding grants of EUR 1.8 m over 40 start-ups are EUR 45 thousand each. "
        "The one comparable figure, EUR 100 thousand (count), is not smaller."
    )
    assert found.sentence.ko.startswith("창업 지원 예산 180만 유로를 창업기업 40개로 나누면 4.5만 유로입니다.")
    assert "사업비 2,400만 유로로 일자리 600개" in ratio(port, "cost_per_job.jobs-600").sentence.ko


def test_what_the_money_buys_is_held_against_the_target(case: Case):
    assert ratio(case, "places.founding.startups-60").value == pytest.approx(3.0 / 0.05 / 60)
    assert ratio(case, "places.training.trained-300").value == pytest.approx(3.0 / 0.01 / 300)


def test_shares_of_money_add_up_and_works_have_months(case: Case):
    ratios = implied_ratios(case, ROWS)
    shares = [r.value for r in ratios if r.group == "budget_share"]
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    assert ratio(case, "building_months.compute-centre").value == 18
    assert "2026-06 to 2027-12" in ratio(case, "building_months.compute-centre").sentence.en


def test_the_outside_view_uses_the_first_years_of_other_clusters(case: Case):
    start = start_level(case)
    assert start is not None
    found = ratio(case, "growth.startups-60")
    assert found.view == "outside"
    assert found.value == pytest.approx(yearly_growth(start, start + 60, 4))
    by_place = {r.place.en: r for r in found.references}
    assert by_place["Pangyo"].value == pytest.approx(100 * ((1002 / 83) ** (1 / 4) - 1))
    assert by_place["Pangyo"].years == "2011-2015"
    assert by_place["Pangyo"].source == "source_pangyo11 source_pangyo15"
    assert by_place["Daedeok"].value == pytest.approx(100 * ((1179 / 687) ** (1 / 5) - 1))
    assert "Pangyo 2011-2015" in found.sentence.en


def test_what_is_added_every_year_stands_beside_the_rate(case: Case):
    found = ratio(case, "additions.startups-60")
    assert found.value == pytest.approx(60 / 4)
    assert {r.place.en: r.value for r in found.references} == pytest.approx(
        {"Pangyo": (1002 - 83) / 4, "Daedeok": (1179 - 687) / 5, "Gwangju Innopolis": (1221 - 454) / 7}
    )
    assert found.percentile == 0


def test_without_an_own_start_the_first_year_of_another_cluster_stands_in(case: Case):
    import dataclasses

    bare = dataclasses.replace(case, parameter_files=())
    plan = case.plan.with_values({"targets.startups-60.value": 600})
    found = next(r for r in implied_ratios(bare, ROWS, plan=plan) if r.id == "growth.startups-60")
    assert found.value == pytest.approx(yearly_growth(83, 683, 4))
    assert "first-year firms of another cluster" in found.sentence.en


def test_nothing_to_compare_with_is_said(case: Case):
    found = ratio(case, "cost_per_job.jobs-500", [])
    assert found.percentile is None
    assert "Nothing comparable is known." in found.sentence.en


def test_a_plan_without_money_has_no_shares(case: Case):
    groups = {r.group for r in implied_ratios(case, ROWS, plan=case.plan.without())}
    assert "budget_share" not in groups
    assert "cost_per_trainee" not in groups


def test_every_ratio_speaks_both_languages_in_a_known_unit(case: Case):
    ratios = implied_ratios(case, ROWS)
    assert len({r.id for r in ratios}) == len(ratios)
    for r in ratios:
        assert r.unit in UNITS
        assert r.name.ko
        assert r.name.en
        assert r.sentence.ko.endswith("다.")
        assert r.sentence.en.endswith(".")


def test_references_come_as_rows_or_objects():
    class Given:
        id, class_, place, quantity, value, unit, years = "a", "x", Text("가", "A"), "q", "1.5", "1", 2020
        source = ("s1", "s2")

    (found,) = references_of([Given()])
    assert (found.group, found.place.ko, found.value, found.source) == ("x", "가", 1.5, "s1 s2")
    assert references_of([found]) == (found,)


def test_percentile_on_a_worked_example():
    assert percentile(3, [1, 2, 4, 5]) == 50
    assert percentile(2, [1, 2, 3]) == 50
    assert percentile(9, [1, 2, 3]) == 100
    assert percentile(1, [5, 6]) is None


@given(st.floats(-1e6, 1e6), st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=20))
def test_percentile_lies_between_0_and_100_and_turns_round_with_the_sign(value: float, values: list[float]):
    found = percentile(value, values)
    assert found is not None
    assert 0 <= found <= 100
    mirrored = percentile(-value, [-v for v in values])
    assert mirrored == pytest.approx(100 - found)


def test_growth_on_a_published_example():
    assert yearly_growth(100, 121, 2) == pytest.approx(10)
    assert yearly_growth(83, 1002, 4) == pytest.approx(86.4, abs=0.05)
