"""From any number to its sources in three steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from podobat.errors import CannotRun
from podobat.evidence import measure_ids, read_parameters, why
from podobat.evidence.stated import stated
from podobat.evidence.why import kinds
from podobat.plan import Case, Source, read_case
from podobat.plan.schema import KINDS


@pytest.fixture(scope="module")
def gwangju(repository: Path) -> Case:
    return read_case(repository / "cases" / "gwangju-phase1")


def test_measures_targets_programmes_parameters_and_sources_have_trails(gwangju: Case):
    plan = gwangju.plan
    names = [*measure_ids([s.id for s in plan.sectors], [p.id for p in plan.programmes])]
    names += [t.id for t in plan.targets] + [p.id for p in plan.programmes]
    parameters = read_parameters(gwangju.parameter_files, gwangju.sources)
    names += [*parameters.ids[::7], *list(parameters.sources)[::7]]
    for name in names:
        trail = why(name, gwangju)
        assert len(trail.steps) == 3
        assert trail.steps[0].lines, name
        assert all(line.ko and line.en for step in trail.steps for line in step.lines)


def test_a_target_leads_to_its_measure_its_drivers_and_their_sources(gwangju: Case):
    trail = why("jobs-27500", gwangju)
    assert trail.kind == "target"
    assert "27,500" in trail.steps[0].lines[0].en
    assert "hiring.turnover" in [p.id for p in trail.parameters]
    assert {"article_jobs", "ai_turnover_2024"} <= {s.id for s in trail.sources}
    turnover = next(line.en for line in trail.steps[2].lines if line.en.startswith("ai_turnover_2024"))
    assert "grade A" in turnover
    assert "https://" in turnover


def test_money_is_said_in_the_currency_of_the_plan(gwangju: Case, repository: Path):
    assert why("fund-local-20", gwangju).steps[0].lines[0].en == "Target: KRW 20 bn by 2021-12"
    assert why("fund-local-20", gwangju).steps[0].lines[0].ko == "목표: 2021-12까지 200억원"
    basin = why("test-basin", read_case(repository / "cases" / "port-maren")).steps[0].lines
    assert any(line.en.startswith("Budget: EUR 6 m in all") and "모두 600만 유로" in line.ko for line in basin)


def test_an_assumed_parameter_leads_to_the_reason():
    trail = why("attraction.conversion")
    assert any("assumed" in line.en and "wide range" in line.en for line in trail.steps[2].lines)
    assert [line.en.split(":")[0] for line in trail.steps[1].lines] == ["firms.opened"]


def test_without_a_case_what_the_case_states_is_pointed_to():
    assert any("region.candidates" in line.en and "--case" in line.en for line in why("firms.mou").steps[1].lines)


def test_a_source_says_where_it_is_used():
    trail = why("bass_q")
    assert trail.kind == "source"
    assert "adoption.imitation" in trail.steps[1].lines[0].en


def test_an_unknown_name_is_met_with_the_nearest_known_one():
    with pytest.raises(CannotRun, match=r"Did you mean `jobs\.direct`"):
        why("jobs.dirct")


def test_every_kind_of_programme_names_known_measures_and_parameters(gwangju: Case):
    known = set(read_parameters(gwangju.parameter_files, gwangju.sources).ids)
    measured = set(measure_ids([], []))
    assert tuple(kinds()) == KINDS
    for kind in kinds().values():
        assert set(kind["measures"]) <= measured
        assert set(kind["parameters"]) <= known


@pytest.mark.parametrize(("value", "unit", "ko", "en"), [
    ("1.38", "persons", "1.38명", "1.38 persons"), ("254.9", "KRW bn", "2,549억원", "KRW 254.9 bn"),
    ("3.48", "million KRW/month", "월 348만원", "KRW 3.48 m a month"), ("2022", "year", "2022년", "2022"),
    ("15.9", "percent/yr", "연 15.9%", "15.9% a year"), ("2.75", "USD m", "275만 달러", "USD 2.75 m"),
    ("2020-01", "date", "2020-01", "2020-01"), ("0.4", "moon", "0.4 moon", "0.4 moon"),
])  # fmt: skip
def test_a_source_states_its_figure_in_the_words_of_a_language(value, unit, ko, en):
    told = stated(Source("a", value, unit, "2022", "뜻 / meaning", "누구", "무엇", "", "A"))
    assert (told["ko"], told["en"]) == (ko, en)
