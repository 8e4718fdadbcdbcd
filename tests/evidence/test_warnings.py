"""What `podobat check` warns of: each warning where it is due, and none where it is not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from podobat.cli.starting import write_new_case
from podobat.evidence import read_parameters
from podobat.evidence.warnings import counted, known_elsewhere, upstream, warnings_of
from podobat.plan import Case, check_case, read_case
from podobat.plan.fields import Figure, FrozenDict
from podobat.plan.start import OfficesThere, Place, Start
from podobat.units import Text

CASES = Path(__file__).parents[2] / "cases"
ASSUMED = Text("가정", "assumed")


@pytest.fixture(scope="module")
def gwangju() -> Case:
    return read_case(CASES / "gwangju-phase1")


def said(case: Case, **plan: object) -> list[str]:
    """The warnings of a case with another plan, as `path: found`."""
    changed = dataclasses.replace(case, plan=dataclasses.replace(case.plan, **plan))
    return [f"{w.path}: {w.found.en}" for w in warnings_of(changed)]


def test_a_target_without_a_programme_that_moves_it_is_named(gwangju: Case):
    without = tuple(p for p in gwangju.plan.programmes if p.kind not in ("attraction", "anchor"))
    found = [w for w in said(gwangju, programmes=without) if "no programme moves" in w]
    moved_by_attraction = {t.id for t in gwangju.plan.targets if t.measure in ("firms.mou", "firms.opened")}
    assert {w.split(":")[0].split(".")[1] for w in found} >= moved_by_attraction
    assert not [w for w in said(gwangju) if "no programme moves" in w]
    assert upstream("jobs.direct") >= {"jobs.startups", "startups.founded"}


def test_a_target_on_what_was_there_says_whether_it_counts(gwangju: Case):
    start = Start(offices=OfficesThere(firms=Figure(10.0, assumed=ASSUMED)))
    stocks = {t.id for t in gwangju.plan.targets if counted(t) == "total"}
    found = [w for w in said(gwangju, start=start) if "does not say whether it may" in w]
    assert len(found) == len(stocks)
    told = tuple(dataclasses.replace(t, counts=counted(t)) for t in gwangju.plan.targets)
    assert not [w for w in said(gwangju, start=start, targets=told) if ".counts" in w]
    wrong = tuple(dataclasses.replace(t, counts="new") for t in gwangju.plan.targets)
    assert len([w for w in said(gwangju, start=start, targets=wrong) if ".counts" in w]) == len(stocks)


def test_the_size_of_the_place_scales_what_was_set_for_another(gwangju: Case):
    half = Place(population=Figure(365_000.0, assumed=ASSUMED))
    assert [w for w in said(gwangju, place=half) if "stretched to 365,000" in w]
    assert [w for w in said(gwangju, place=None) if "does not say how many" in w]
    assert not [w for w in said(gwangju) if w.startswith("place")]
    plain = read_parameters(gwangju.parameter_files, gwangju.sources)
    plan = dataclasses.replace(gwangju.plan, place=half)
    quarter, same = plain.in_place(plan.size), plain.in_place(gwangju.plan.size)
    for name in ("training.applicants_course", "training.applicants_bachelor"):
        assert quarter[name].value == pytest.approx(plain[name].value / 4)
        assert quarter[name].distribution.high == pytest.approx(plain[name].distribution.high / 4)
        assert same[name] == plain[name], "the size that the numbers were set for changes nothing"


def test_a_copied_region_is_a_warning_until_it_is_confirmed(tmp_path: Path):
    folder = write_new_case(tmp_path / "town")
    case = check_case(folder).case
    assert case is not None
    copied = [w for w in warnings_of(case) if w.path == "confirmed"]
    assert len(copied) == len(case.parameter_files)
    assert any(w.file == "sources.csv" for w in warnings_of(case)), "an example has no source of its own"
    wage = folder / "parameters" / "region" / "wage.yaml"
    wage.write_text(wage.read_text(encoding="utf-8") + "confirmed: true\n", encoding="utf-8")
    again = check_case(folder).case
    assert again is not None
    assert {w.file for w in copied} - {w.file for w in warnings_of(again)} == {"parameters/region/wage.yaml"}


def test_more_places_than_applicants_are_noticed(gwangju: Case):
    k, course = next((k, p) for k, p in enumerate(gwangju.plan.programmes) if p.training is not None)
    rich = dataclasses.replace(course, budget=FrozenDict({y: 20 * m for y, m in course.budget.items()}))
    programmes = (*gwangju.plan.programmes[:k], rich, *gwangju.plan.programmes[k + 1 :])
    assert [w for w in said(gwangju, programmes=programmes) if "are expected to apply" in w]


def test_another_country_is_told_which_numbers_are_korean():
    harbour = read_case(CASES / "port-maren")
    assert [w for w in warnings_of(harbour) if w.path == "money.currency" and "induced" in w.found.en]


def test_a_source_of_the_package_is_known_when_a_plan_cites_it(tmp_path: Path):
    folder = write_new_case(tmp_path / "town")
    plan = folder / "plan.yaml"
    text = plan.read_text(encoding="utf-8").replace("source: example_plan}", "source: emp_supported_2017}", 1)
    plan.write_text(text, encoding="utf-8")
    faults = known_elsewhere(check_case(folder).faults)
    assert [f for f in faults if "is a source of the package" in f.remedy.en]
